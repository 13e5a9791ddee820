//! Content-Transfer-Encoding (RFC 2045, 6) where mail-parser gives up: what is broken is kept, not lost.

use mail_parser::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::parsers::MessageStream;

/// Reads the field's value; comments and parameters, which do not belong there, say nothing.
pub(super) fn encoding(value: &str) -> Encoding {
    let token = value.trim().split([';', ' ', '(']).next().unwrap_or_default().trim_matches('"');
    if token.eq_ignore_ascii_case("base64") {
        Encoding::Base64
    } else if token.eq_ignore_ascii_case("quoted-printable") {
        Encoding::QuotedPrintable
    } else {
        Encoding::None
    }
}

/// The bytes of a file.
pub(super) fn decode(encoding: Encoding, raw: &[u8]) -> Vec<u8> {
    match encoding {
        Encoding::None => raw.to_vec(),
        Encoding::QuotedPrintable => quoted_printable(raw),
        Encoding::Base64 => base64(raw),
    }
}

/// The bytes of a text. A footer that a list has put in plain words below base64, and text that only says it is
/// base64, are kept.
pub(super) fn decode_text(encoding: Encoding, raw: &[u8]) -> Vec<u8> {
    if encoding != Encoding::Base64 {
        return decode(encoding, raw);
    }
    let mut end = 0;
    let mut padded = false;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let text = line.trim_ascii();
        let odd = padded && !text.is_empty() && !text.len().is_multiple_of(4);
        if odd || !is_base64(text) {
            break;
        }
        padded |= text.ends_with(b"=");
        end += line.len();
    }
    let (encoded, plain) = raw.split_at_checked(end).unwrap_or((raw, &[]));
    let mut decoded = base64(encoded);
    if !plain.trim_ascii().is_empty() {
        if !decoded.is_empty() {
            decoded.push(b'\n');
        }
        decoded.extend_from_slice(plain);
    }
    decoded
}

/// A little rubbish makes no text of it; but words and addresses are text.
fn is_base64(line: &[u8]) -> bool {
    let rubbish = line.iter().filter(|b| !in_alphabet(**b)).count();
    let words = || line.iter().any(|b| matches!(b, b' ' | b'\t' | b':' | b'@' | b'.') || !b.is_ascii());
    rubbish == 0 || line.len() >= 12 && rubbish * 5 <= line.len() && !words()
}

fn in_alphabet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Base64 that ends within a group of four, as some programs write it.
pub(super) fn lacks_padding(raw: &[u8]) -> bool {
    let raw = raw.trim_ascii_end();
    !raw.ends_with(b"=") && !raw.iter().filter(|b| in_alphabet(**b)).count().is_multiple_of(4)
}

/// Bytes outside the alphabet are skipped (RFC 2045, 6.8); mail-parser refuses them.
fn base64(raw: &[u8]) -> Vec<u8> {
    base64_decode(raw).unwrap_or_else(|| {
        let clean: Vec<u8> = raw.iter().copied().filter(|b| in_alphabet(*b)).collect();
        base64_decode(&clean).unwrap_or_default()
    })
}

/// An `=` that begins nothing stays; mail-parser gives up where another `=` follows it.
fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let strict = |bytes: &[u8]| {
        let (end, decoded) = MessageStream::new(bytes).decode_quoted_printable_mime(b"");
        (end != usize::MAX).then(|| decoded.into_owned())
    };
    strict(raw).or_else(|| strict(&escaped(raw))).unwrap_or_else(|| raw.to_vec())
}

/// Each `=` that begins neither a code nor a soft line break, written as a code.
fn escaped(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    for (at, byte) in raw.iter().enumerate() {
        out.push(*byte);
        let after = raw.get(at + 1..).unwrap_or_default();
        let code = after.first_chunk::<2>().is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let blanks = after.iter().take(80).take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        if *byte == b'=' && !code && !matches!(after.get(blanks), None | Some(b'\n')) {
            out.extend_from_slice(b"3D");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let table: [(&str, &str, &str); 18] = [
            ("base64", "RWwgZXF1aXBv!*\nIG5v", "El equipo no"),
            ("base64", "SG9sYQ==\nhttps://lista.test/salir", "Hola\nhttps://lista.test/salir"),
            ("base64", "SG9sYQ==", "Hola"),
            ("BASE64", "SG9\r\nsYQ", "Hola"),
            ("base64", "SG9sYQ==SG9sYQ==", "HolaHola"),
            (
                "base64",
                "SG9sYSE=\r\n\r\n___\r\nLista de correo: salir aquí\r\n",
                "Hola!\n___\r\nLista de correo: salir aquí\r\n",
            ),
            ("base64", "Hola, esto no es base64", "Hola, esto no es base64"),
            ("base64", "", ""),
            ("quoted-printable", "a=C3=B1o", "año"),
            ("quoted-printable", "a=c3=b1o =\r\nsigue", "año sigue"),
            ("quoted-printable", "a=C3=B1o ==> 1 =ZZ b", "año ==> 1 =ZZ b"),
            ("quoted-printable", "a=  \r\nb", "ab"),
            ("quoted-printable", "a_b", "a_b"),
            ("Quoted-Printable (comment)", "=41", "A"),
            ("8bit", "=41", "=41"),
            ("", "=41", "=41"),
            ("x-uue", "=41", "=41"),
            ("base64", "SG9sYQ==\nSG9sYQ==\n", "HolaHola"),
        ];
        for (name, bytes, expected) in table {
            let text = String::from_utf8(decode_text(encoding(name), bytes.as_bytes())).unwrap();
            assert_eq!(text, expected, "{name} {bytes:?}");
        }
        assert_eq!(decode(Encoding::Base64, b"SG9s\x00\xffYQ=="), b"Hola");
    }
}
