//! From bytes to text, whatever was declared: nothing a person wrote may get lost.

use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes bytes by the charset that was declared (mail-parser's decoders), or by what they look like.
///
/// Undeclared, unknown and wrong charsets give UTF-8 where the bytes are that, and windows-1252 for the rest.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    let label = declared.unwrap_or_default().trim_matches(['"', '\'', ' ']).to_ascii_lowercase();
    let label = match label.as_str() {
        // mail-parser does not know it. The Spanish letters are the same in code page 850.
        "ibm437" | "cp437" | "437" | "cspc8codepage437" | "ibm-437" => "ibm850",
        label => label,
    };
    if label.is_empty() || label.len() > 45 || is_sure_guess(label, bytes) {
        return guess(bytes);
    }
    match charset_decoder(label.as_bytes()).map(|decoder| decoder(bytes)) {
        Some(text) if !text.contains('\u{fffd}') => text,
        _ => guess(bytes),
    }
}

/// Latin 1 in name and UTF-8 in truth is common, and so is UTF-16 in name only; a text in Spanish that is Latin 1
/// is no valid UTF-8. Bytes beyond ASCII are no UTF-7.
fn is_sure_guess(label: &str, bytes: &[u8]) -> bool {
    match label {
        "utf-8" | "utf8" => true,
        "utf-7" | "unicode-1-1-utf-7" => !bytes.is_ascii(),
        _ if label.starts_with("utf-16") => !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok(),
        _ if label.starts_with("iso-2022") || label.starts_with("hz-") => false,
        _ => std::str::from_utf8(bytes).is_ok(),
    }
}

/// UTF-8 where it is valid; each other byte is taken as windows-1252. So a text cut within a letter stays readable,
/// and so does one that was put together from pieces of both.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Decodes by the number of a Windows code page (TNEF): 65001 is UTF-8, 1200 UTF-16, else windows-NNNN.
pub(super) fn decode_code_page(bytes: &[u8], page: u32) -> String {
    match page {
        65001 => decode(bytes, Some("utf-8")),
        1200 => decode(bytes, Some("utf-16le")),
        437 => decode(bytes, Some("ibm437")),
        28591 => decode(bytes, Some("iso-8859-1")),
        page @ (850 | 866) => decode(bytes, Some(&format!("ibm{page}"))),
        page => decode(bytes, Some(&format!("windows-{page}"))),
    }
}

/// Text for people: line ends are `\n`, no control character (PostgreSQL takes no NUL) and no byte order mark.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            '\u{feff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let table: [(&[u8], Option<&str>, &str); 22] = [
            (b"a\xf1o", None, "año"),
            ("año".as_bytes(), None, "año"),
            (b"\x93hola\x94 \x80", None, "\u{201c}hola\u{201d} €"),
            (b"a\xf1o", Some("utf-8"), "año"),
            ("año".as_bytes(), Some("iso-8859-1"), "año"),
            (b"a\xf1o", Some("ISO-8859-1"), "año"),
            (b"a\xf1o", Some("us-ascii"), "año"),
            (b"a\xf1o", Some("x-unknown"), "año"),
            (b"a\xf1o", Some("\"windows-1252\""), "año"),
            (b"\x80", Some("iso-8859-15"), "\u{80}"),
            (b"a\xa4o", Some("IBM437"), "año"),
            (b"a\xa4o", Some("cp437"), "año"),
            (b"a\xa4o", Some("ibm850"), "año"),
            (b"a+APE-o", Some("utf-7"), "año"),
            (b"a+APE-o \xf1", Some("utf-7"), "a+APE-o ñ"),
            (b"a\x00\xf1\x00o\x00", Some("utf-16le"), "año"),
            (b"hola", Some("utf-16le"), "hola"),
            (b"hola \xf1", Some("iso-2022-kr"), "hola ñ"),
            (b"\xef\xbb\xbfa", None, "a"),
            ("mitad ñ".as_bytes().split_last().unwrap().1, Some("utf-8"), "mitad Ã"),
            (b"", Some("utf-8"), ""),
            (b"a\xf1o", Some(""), "año"),
        ];
        for (bytes, declared, expected) in table {
            assert_eq!(decode(bytes, declared), expected, "{bytes:?} {declared:?}");
        }
        assert_eq!(decode_code_page(b"a\xf1o", 1252), "año");
        assert_eq!(decode_code_page(b"a\xf1o", 9999), "año");
    }

    #[test]
    fn cleans() {
        assert_eq!(clean("a\r\nb\rc\nd\0\u{1b}[0m\t\u{feff}\u{c}e"), "a\nb\nc\nd[0m\t\ne");
    }
}
