//! Content-Transfer-Encoding (RFC 2045, 6), read with patience: what is broken is kept as it stands.

/// How a part's bytes are wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// 7bit, 8bit, binary and whatever is unknown.
    Identity,
    /// Quoted-printable.
    Quoted,
    /// Base64.
    Base64,
}

impl Transfer {
    /// Reads the field's value.
    pub fn parse(value: &str) -> Self {
        let token = value.split([';', ' ', '(']).next().unwrap_or_default().trim().trim_matches('"');
        if token.eq_ignore_ascii_case("base64") {
            Self::Base64
        } else if token.eq_ignore_ascii_case("quoted-printable") {
            Self::Quoted
        } else {
            Self::Identity
        }
    }

    /// The bytes of a file.
    pub fn decode(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Identity => bytes.to_vec(),
            Self::Quoted => quoted_printable(bytes, false),
            Self::Base64 => base64(bytes),
        }
    }

    /// The bytes of a text. A footer that a list has put in plain words below base64, and text that only says it is
    /// base64, are kept.
    pub fn decode_text(self, bytes: &[u8]) -> Vec<u8> {
        if self != Self::Base64 {
            return self.decode(bytes);
        }
        let mut end = 0;
        let mut padded = false;
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let text = line.trim_ascii();
            if padded && !text.is_empty() && !text.len().is_multiple_of(4) {
                break;
            }
            if !text.iter().all(|b| sextet(*b).is_some() || *b == b'=') {
                break;
            }
            padded |= text.ends_with(b"=");
            end += line.len();
        }
        let (encoded, plain) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        let mut decoded = base64(encoded);
        if !plain.trim_ascii().is_empty() {
            if !decoded.is_empty() {
                decoded.push(b'\n');
            }
            decoded.extend_from_slice(plain);
        }
        decoded
    }
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Base64; bytes outside the alphabet are skipped (RFC 2045, 6.8), padding inside begins anew.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0_u8);
    let flush = |out: &mut Vec<u8>, bits: u32, count: u8| {
        let [_, a, b, _] = (bits << (6 * u32::from(4 - count.min(4)))).to_be_bytes();
        match count {
            2 => out.push(a),
            3 => out.extend_from_slice(&[a, b]),
            _ => {}
        }
    };
    for byte in bytes {
        if let Some(value) = sextet(*byte) {
            bits = bits << 6 | value;
            count += 1;
            if count == 4 {
                let [_, a, b, c] = bits.to_be_bytes();
                out.extend_from_slice(&[a, b, c]);
                (bits, count) = (0, 0);
            }
        } else if *byte == b'=' {
            flush(&mut out, bits, count);
            (bits, count) = (0, 0);
        }
    }
    flush(&mut out, bits, count);
    out
}

/// Quoted-printable; a `=` that begins nothing stays. In `header` mode `_` is a blank (RFC 2047, 4.2).
pub(super) fn quoted_printable(bytes: &[u8], header: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' if header => out.push(b' '),
            b'=' => {
                let hex = after.first_chunk::<2>().and_then(|[a, b]| Some(hex(*a)? << 4 | hex(*b)?));
                if let Some(byte) = hex {
                    out.push(byte);
                    rest = after.get(2..).unwrap_or_default();
                } else if let Some(end) = soft_break(after) {
                    rest = end;
                } else {
                    out.push(b'=');
                }
            }
            byte => out.push(*byte),
        }
    }
    out
}

pub(super) fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What follows a soft line break; blanks a server has put before the line end are tolerated, a few of them.
fn soft_break(after: &[u8]) -> Option<&[u8]> {
    let blanks = after.iter().take(80).take_while(|b| **b == b' ' || **b == b'\t' || **b == b'\r').count();
    let rest = after.get(blanks..)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b"\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let table: [(&str, &str, &str); 16] = [
            ("base64", "SG9sYQ==", "Hola"),
            ("BASE64", "SG9\r\nsYQ", "Hola"),
            ("base64", "SG9sYQ==SG9sYQ==", "HolaHola"),
            ("base64", "SG9sYSE=\r\n\r\n___\r\nLista de correo: salir aquí\r\n", "Hola!\n"),
            ("base64", "Hola, esto no es base64", "Hola, esto no es base64"),
            ("base64", "", ""),
            ("quoted-printable", "a=C3=B1o", "año"),
            ("quoted-printable", "a=c3=b1o =\r\nsigue", "año sigue"),
            ("quoted-printable", "1 = 1 =ZZ =", "1 = 1 =ZZ "),
            ("quoted-printable", "a=  \r\nb", "ab"),
            ("quoted-printable", "a_b", "a_b"),
            ("Quoted-Printable (comment)", "=41", "A"),
            ("8bit", "=41", "=41"),
            ("", "=41", "=41"),
            ("x-uue", "=41", "=41"),
            ("base64", "SG9sYQ==\nSG9sYQ==\n", "HolaHola"),
        ];
        for (transfer, bytes, expected) in table {
            let decoded = Transfer::parse(transfer).decode_text(bytes.as_bytes());
            let text = String::from_utf8(decoded).unwrap();
            if bytes.contains("Lista") {
                assert!(text.starts_with(expected) && text.contains("salir aquí"), "{text:?}");
            } else {
                assert_eq!(text, expected, "{transfer} {bytes:?}");
            }
        }
        assert_eq!(quoted_printable(b"a_b=20c", true), b"a b c");
        assert_eq!(Transfer::Base64.decode(b"SG9s\x00\xffYQ=="), b"Hola");
    }
}
