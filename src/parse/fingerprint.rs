//! By what a mail is known again (contract, ruling 30): author, date, subject and body, however it travelled.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::fields::FieldIter;

/// SHA-256, in hexadecimal, of From, Date, Subject and body. Folds, line ends, blanks at the ends and the header's
/// other fields make no difference. Works on any bytes, in one pass a field and one over the body.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    for name in ["from", "date", "subject"] {
        for field in FieldIter::new(bytes).filter(|field| field.name.eq_ignore_ascii_case(name)) {
            hash.update(name);
            hash.update(":");
            for word in field.raw.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
                hash.update(word);
                hash.update(" ");
            }
            hash.update("\n");
        }
    }
    hash.update("\n");
    let mut header = FieldIter::new(bytes);
    header.by_ref().for_each(drop);
    let mut ends = 0_usize;
    let mut rest = header.rest();
    // Line ends are written only once something follows them: servers differ on those at the end.
    while let Some(first) = rest.first() {
        let (text, after) = match first {
            b'\r' => (&[][..], rest.strip_prefix(b"\r\n").or(rest.get(1..)).unwrap_or_default()),
            b'\n' => (&[][..], rest.get(1..).unwrap_or_default()),
            _ => {
                let end = rest.iter().position(|b| *b == b'\r' || *b == b'\n').unwrap_or(rest.len());
                rest.split_at_checked(end).unwrap_or((rest, &[]))
            }
        };
        if text.is_empty() {
            ends += 1;
        } else {
            for _ in 0..std::mem::take(&mut ends) {
                hash.update("\n");
            }
            hash.update(text);
        }
        rest = after;
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "Received: by a\nFrom: Ana <ana@x.test>\nDate: Mon, 2 Nov 2026 10:00:00 -0500\nSubject: No\n imprime\n\nHola\n\nAdiós\n";

    #[test]
    fn same_mail_same_fingerprint() {
        let it = fingerprint(MAIL.as_bytes());
        assert_eq!(it.len(), 64);
        for same in [
            MAIL.replace('\n', "\r\n"),
            MAIL.replace("Received: by a\n", "Received: by b\nX-Trace: 1\nReturn-Path: <>\n"),
            MAIL.replace("No\n imprime", "No imprime"),
            format!("{MAIL}\n\n"),
            MAIL.trim_end().to_owned(),
            format!("From ana@x.test Mon\n{MAIL}"),
        ] {
            assert_eq!(fingerprint(same.as_bytes()), it, "{same}");
        }
        for other in [
            MAIL.replace("Hola\n\n", "Hola\n"),
            MAIL.replace("ana@", "eva@"),
            MAIL.replace("10:00", "10:01"),
            MAIL.replace("imprime", "escanea"),
            MAIL.replace("Adiós", "Adios"),
            MAIL.replace("Date:", "From: x@y.test\nDate:"),
        ] {
            assert_ne!(fingerprint(other.as_bytes()), it, "{other}");
        }
    }

    #[test]
    fn takes_any_bytes() {
        assert_eq!(fingerprint(b"").len(), 64);
        assert_ne!(fingerprint(b"\xff\x00\xfe"), fingerprint(b"\xff\x00"));
        assert_eq!(fingerprint(b"\r\n\r\r\n"), fingerprint(b"\n"));
    }
}
