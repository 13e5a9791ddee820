//! A file of people as text: which encoding it is in, and what separates its cells.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::sheet::reader;
use crate::desk::address::Address;

/// What may separate cells, the likeliest of several first.
const SEPARATORS: [u8; 3] = *b",;\t";
/// How many rows are looked at to tell.
const LOOKED_AT: usize = 50;

/// A file's text, and the name of its encoding: by its byte order mark, else UTF-8 where it is that, else
/// windows-1252, which is what a Spanish Excel writes.
///
/// # Errors
/// When it is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), String> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => (encoding, bytes.get(mark..).unwrap_or_default()),
        _ => {
            let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let encoding = if std::str::from_utf8(rest).is_ok() { UTF_8 } else { WINDOWS_1252 };
            (encoding, rest)
        }
    };
    let (text, _) = encoding.decode_without_bom_handling(rest);
    // A workbook, or UTF-16 without its mark.
    if text.contains('\0') {
        return Err("is no text; save it as CSV (UTF-8)".to_owned());
    }
    Ok((text.into_owned(), encoding.name()))
}

/// What separates the cells of a text, and where its rows begin: behind the line `sep=;` that Excel may put first, else
/// at the start.
pub(super) fn separator(text: &str) -> (u8, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some([separator]) = first.strip_prefix("sep=").map(str::as_bytes)
        && SEPARATORS.contains(separator)
    {
        return (*separator, text.find('\n').map_or(text.len(), |end| end + 1));
    }
    let mut best = (SEPARATORS[0], (0, 0, 0));
    for separator in SEPARATORS {
        let mark = likelihood(text, separator);
        if mark > best.1 {
            best = (separator, mark);
        }
    }
    (best.0, 0)
}

/// How likely a separator is: rows with a cell that is an address, rows as wide as the first, and that width. A wrong
/// one leaves the address glued to its neighbour.
fn likelihood(text: &str, separator: u8) -> (usize, usize, usize) {
    let (mut with_address, mut as_wide, mut width) = (0, 0, 0);
    for record in reader(text, separator).records().take(LOOKED_AT).flatten() {
        if width == 0 {
            width = record.len();
        }
        as_wide += usize::from(width > 1 && record.len() == width);
        with_address +=
            usize::from(record.len() > 1 && record.iter().any(|cell| Address::parse(cell).is_ok()));
    }
    (with_address, as_wide, width)
}

/// The separator as it is told.
pub(super) fn separator_name(separator: u8) -> &'static str {
    match separator {
        b';' => "semicolons",
        b'\t' => "tabs",
        _ => "commas",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_encoding() {
        let utf16 = |units: Vec<[u8; 2]>| units.concat();
        let text = "\u{feff}año;€";
        for (bytes, expected, name) in [
            ("año;€".as_bytes().to_vec(), "año;€", "UTF-8"),
            (text.as_bytes().to_vec(), "año;€", "UTF-8"),
            (b"a\xf1o;\x80".to_vec(), "año;€", "windows-1252"),
            (b"\xef\xbb\xbfa\xf1o".to_vec(), "año", "windows-1252"),
            (utf16(text.encode_utf16().map(u16::to_le_bytes).collect()), "año;€", "UTF-16LE"),
            (utf16(text.encode_utf16().map(u16::to_be_bytes).collect()), "año;€", "UTF-16BE"),
            (b"\xff\xfea".to_vec(), "\u{fffd}", "UTF-16LE"),
            (Vec::new(), "", "UTF-8"),
        ] {
            assert_eq!(decode(&bytes).unwrap(), (expected.to_owned(), name), "{bytes:?}");
        }
        for no_text in [b"PK\x03\x04\x00\x00".as_slice(), b"a\x00b\x00"] {
            assert!(decode(no_text).is_err());
        }
    }

    #[test]
    fn tells_the_separator() {
        for (text, expected) in [
            ("ana@scj.test,Ana\n", b','),
            ("ana@scj.test;Ana\n", b';'),
            ("ana@scj.test\tAna\n", b'\t'),
            ("correo;nombre\nana@scj.test;Pérez, Ana\neva@scj.test;Ruiz, Eva\n", b';'),
            ("nombre;correo\nPérez, Ana;ana@scj.test\n", b';'),
            ("\"a;b;c\",correo\n\"x;y;z\",ana@scj.test\n", b','),
            ("nombre\tcorreo\nPérez, Ana; jefe\tana@scj.test\n", b'\t'),
            ("correo;nombre\n", b';'),
            ("ana@scj.test\n", b','),
            ("", b','),
        ] {
            assert_eq!(separator(text), (expected, 0), "{text}");
        }
        assert_eq!(separator("sep=;\r\na@b.test,c;d\r\n"), (b';', 7));
        assert_eq!(separator("sep=|\na,b\n"), (b',', 0));
        assert_eq!(separator("sep=\t"), (b'\t', 5));
    }
}
