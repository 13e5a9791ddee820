//! Folder names on the wire: modified UTF-7 (RFC 3501, section 5.1.3) in a quoted string.

use data_encoding::BASE64_NOPAD;

/// A folder's name in modified UTF-7: printable ASCII as it is, `&` as `&-`, all else as `&…-`.
pub(crate) fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut foreign: Vec<u8> = Vec::new();
    let mut units = [0_u16; 2];
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush(&mut foreign, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            foreign.extend(c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut foreign, &mut out);
    out
}

fn flush(foreign: &mut Vec<u8>, out: &mut String) {
    if !foreign.is_empty() {
        out.push('&');
        out.push_str(&BASE64_NOPAD.encode(foreign).replace('/', ","));
        out.push('-');
        foreign.clear();
    }
}

/// A folder's name as a command bears it: encoded, and quoted whatever it holds.
pub(super) fn quoted(name: &str) -> String {
    quote(&encode(name))
}

/// A quoted string (RFC 3501, section 9) of printable ASCII.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_known_from_the_rfc_and_from_servers() {
        let cases = [
            ("INBOX", "INBOX"),
            ("Procesados", "Procesados"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Atención", "Atenci&APM-n"),
            ("Bandeja de atención/año", "Bandeja de atenci&APM-n/a&APE-o"),
            ("A&B", "A&-B"),
            ("ñ&", "&APE-&-"),
            ("😀", "&2D3eAA-"),
            ("a\r\nb", "a&AA0ACg-b"),
        ];
        for (name, want) in cases {
            assert_eq!(encode(name), want, "{name:?}");
        }
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }

    /// The inverse, written from the RFC's text, so that nothing of a name can be lost.
    fn decode(text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            let end = rest[at..].find('-')? + at;
            let coded = &rest[at + 1..end];
            if coded.is_empty() {
                out.push('&');
            } else {
                let bytes = BASE64_NOPAD.decode(coded.replace(',', "/").as_bytes()).ok()?;
                let units: Vec<u16> =
                    bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                out.push_str(&String::from_utf16(&units).ok()?);
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        Some(out)
    }

    proptest! {
        #[test]
        fn every_name_is_printable_ascii_and_comes_back(name in any::<String>()) {
            let encoded = encode(&name);
            prop_assert!(encoded.chars().all(|c| matches!(c, ' '..='~')));
            prop_assert_eq!(decode(&encoded), Some(name));
        }
    }
}
