//! From bytes to text, whatever was declared: nothing a person wrote may get lost.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Code page 437, from 0x80: some scanners and old programs declare it, and no decoder of ours knows it.
const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»\
                      ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                      αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Decodes bytes by the charset that was declared, or by what they look like.
///
/// Undeclared, unknown and wrong charsets give UTF-8 where the bytes are that, and windows-1252 for the rest.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    let label = declared.map(|label| label.trim().trim_matches(['"', '\'']).trim()).unwrap_or_default();
    let known = Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT);
    match known {
        // Latin 1 in name and UTF-8 in truth is common; the other way round a text in Spanish is no valid UTF-8.
        Some(encoding) if encoding == UTF_8 || encoding == WINDOWS_1252 => {
            if encoding == WINDOWS_1252 && std::str::from_utf8(bytes).is_err() {
                WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
            } else {
                guess(bytes)
            }
        }
        Some(encoding)
            if (encoding == UTF_16LE || encoding == UTF_16BE)
                && !bytes.contains(&0)
                && std::str::from_utf8(bytes).is_ok() =>
        {
            guess(bytes)
        }
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None if is_437(label) => decode_437(bytes),
        None if !label.is_empty() && label.len() <= 45 => match charset_decoder(label.as_bytes()) {
            Some(decoder) if bytes.is_ascii() || label_is_8_bit(label) => {
                let text = decoder(bytes);
                if text.contains('\u{fffd}') { guess(bytes) } else { text }
            }
            _ => guess(bytes),
        },
        None => guess(bytes),
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

/// Decoders of 7-bit charsets (UTF-7) must not see bytes beyond; those of 8-bit code pages may.
fn label_is_8_bit(label: &str) -> bool {
    !label.to_ascii_lowercase().replace('-', "").ends_with("utf7")
}

fn is_437(label: &str) -> bool {
    ["ibm437", "cp437", "437", "cspc8codepage437", "ibm-437"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(label))
}

fn decode_437(bytes: &[u8]) -> String {
    let high: Vec<char> = IBM437.chars().collect();
    bytes
        .iter()
        .map(|b| match b.checked_sub(0x80) {
            None => char::from(*b),
            Some(at) => high.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
        })
        .collect()
}

/// Decodes by the number of a Windows code page (TNEF): 65001 is UTF-8, 1200 UTF-16, else windows-NNNN.
pub(super) fn decode_code_page(bytes: &[u8], page: u32) -> String {
    match page {
        65001 => decode(bytes, Some("utf-8")),
        1200 => decode(bytes, Some("utf-16le")),
        437 => decode_437(bytes),
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
        assert_eq!(IBM437.chars().count(), 128);
        assert_eq!(decode_code_page(b"a\xf1o", 1252), "año");
        assert_eq!(decode_code_page(b"a\xf1o", 9999), "año");
    }

    #[test]
    fn cleans() {
        assert_eq!(clean("a\r\nb\rc\nd\0\u{1b}[0m\t\u{feff}\u{c}e"), "a\nb\nc\nd[0m\t\ne");
    }
}
