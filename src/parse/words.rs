//! Header text: read by mail-parser, mended before where it would lose letters; and what must not be shown on a line.

use data_encoding::BASE64;
use mail_parser::{HeaderValue, parsers::MessageStream};

use super::charset;

/// One of mail-parser's readers of header values.
pub(super) type Reader = for<'x> fn(&mut MessageStream<'x>) -> HeaderValue<'x>;

/// Reads a raw header value. Bytes that nobody encoded are guessed to be UTF-8 or windows-1252 first; where letters
/// got lost all the same (an unknown charset, a letter cut in two), its encoded words are written anew and read again.
pub(super) fn read(raw: &[u8], reader: Reader) -> HeaderValue<'static> {
    let text = charset::decode(raw, None);
    let value = read_line(&text, reader);
    if text.contains("=?") && lost_letters(&value) { read_line(&mended(&text), reader) } else { value }
}

/// Content-Type or Content-Disposition written anew where mail-parser would lose letters: its encoded words in UTF-8,
/// the pieces of a long name (RFC 2231, 3) put together, for each is decoded by itself.
pub(super) fn mended_type(raw: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(raw).ok().filter(|text| text.contains("=?") || text.contains('*'))?;
    lost_letters(&read_line(text, |stream| stream.parse_content_type())).then(|| joined(&mended(text)))
}

fn joined(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut pieces: Vec<(&str, u32, String)> = Vec::new();
    for parameter in text.split(';') {
        let piece = parameter.split_once('=').and_then(|(name, value)| {
            let (base, number) = name.trim().split_once('*')?;
            let number = number.trim_end_matches('*').parse().ok()?;
            let value = value.trim().trim_matches('"');
            // A plain piece stands beside encoded ones.
            let value = if name.trim().ends_with('*') { value.to_owned() } else { value.replace('%', "%25") };
            Some((base, number, value))
        });
        match piece {
            Some(piece) => pieces.push(piece),
            None => out.push(parameter.to_owned()),
        }
    }
    pieces.sort_by_key(|(base, number, _)| (*base, *number));
    for of_one_name in pieces.chunk_by(|a, b| a.0 == b.0) {
        let name = of_one_name.first().map(|piece| piece.0).unwrap_or_default();
        let value: String = of_one_name.iter().map(|piece| piece.2.as_str()).collect();
        out.push(format!(" {name}*={value}"));
    }
    out.join(";")
}

/// The reader wants a line end.
fn read_line(text: &str, reader: Reader) -> HeaderValue<'static> {
    let line = format!("{}\n", text.trim_end_matches(['\r', '\n']));
    reader(&mut MessageStream::new(line.as_bytes())).into_owned()
}

/// Decodes a raw header value to text on one line.
pub(super) fn decode(raw: &[u8]) -> String {
    read(raw, |stream| stream.parse_unstructured()).as_text().map(one_line).unwrap_or_default()
}

/// mail-parser's sign for bytes it could not read.
const LOST: char = '\u{fffd}';

fn lost_letters(value: &HeaderValue<'_>) -> bool {
    match value {
        HeaderValue::Text(text) => text.contains(LOST),
        HeaderValue::Address(list) => {
            list.iter().any(|one| one.name().is_some_and(|name| name.contains(LOST)))
        }
        HeaderValue::ContentType(value) => {
            value.attributes().into_iter().flatten().any(|attribute| attribute.value.contains(LOST))
        }
        _ => false,
    }
}

/// The text with its encoded words (RFC 2047) in UTF-8. Neighbours of one charset are joined before decoding.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut pending: Option<(&str, Vec<u8>)> = None;
    while let Some(start) = rest.find("=?") {
        let (between, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let Some((charset, bytes, len)) = word(from) else {
            flush(&mut out, pending.take());
            out.push_str(between);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        match &mut pending {
            Some((label, joined)) if label.eq_ignore_ascii_case(charset) && between.trim().is_empty() => {
                joined.extend(bytes);
            }
            _ => {
                // Blanks between two words are none (RFC 2047, 6.2).
                let between = if pending.is_some() && between.trim().is_empty() { "" } else { between };
                flush(&mut out, pending.take());
                out.push_str(between);
                pending = Some((charset, bytes));
            }
        }
        rest = from.get(len..).unwrap_or_default();
    }
    flush(&mut out, pending);
    out.push_str(rest);
    out
}

fn flush(out: &mut String, pending: Option<(&str, Vec<u8>)>) {
    if let Some((label, bytes)) = pending {
        let text = charset::decode(&bytes, Some(label));
        out.push_str(&format!("=?utf-8?B?{}?=", BASE64.encode(text.as_bytes())));
    }
}

/// An encoded word's charset, its bytes, and how long it is.
fn word(text: &str) -> Option<(&str, Vec<u8>, usize)> {
    let mut pieces = text.strip_prefix("=?")?.splitn(3, '?');
    let (label, encoding, payload) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let mut stream = MessageStream::new(payload.as_bytes());
    let bytes = match encoding {
        "b" | "B" => stream.decode_base64_word()?,
        "q" | "Q" => stream.decode_quoted_printable_word()?,
        _ => return None,
    };
    let len = text.len() - payload.len() + stream.offset();
    Some((label.split('*').next().unwrap_or_default(), bytes, len))
}

/// What reading a raw value's encoded words may cost at worst, in bytes gone over: each one that does not close is
/// tried to the end of the field.
pub(super) fn cost(raw: &[u8]) -> usize {
    let (mut cost, mut open, mut begins) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(pair) = raw.get(at..).and_then(<[u8]>::first_chunk::<2>) {
        match pair {
            b"=?" => {
                open += 1;
                begins = begins.saturating_add(at);
                at += 2;
            }
            b"?=" => {
                cost = cost.saturating_add((open * at).saturating_sub(begins));
                (open, begins) = (0, 0);
                at += 1;
            }
            _ => at += 1,
        }
    }
    cost.saturating_add((open * raw.len()).saturating_sub(begins))
}

/// Characters that turn or hide what stands around them: nothing a name or a subject needs.
pub(super) fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text on one line, blanks run together, without control characters and without those that deceive.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || c == '\u{2028}' || c == '\u{2029}' {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_deceptive(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// At most so many characters; what is cut ends in `…`.
pub(super) fn cut(text: String, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text,
        Some(_) => text.chars().take(max.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let table: [(&[u8], &str); 23] = [
            (b" Hola", "Hola"),
            (b" =?utf-8?Q?A=C3=B1o_nuevo?=", "Año nuevo"),
            (b" =?utf-8?B?QcOxbw==?= =?utf-8?B?IG51ZXZv?=", "Año nuevo"),
            (b" =?utf-8?Q?A=C3?=\r\n =?utf-8?Q?=B1o?=", "Año"),
            (b" =?iso-8859-1?Q?A=F1o?= =?utf-8?Q?_=C3=B1?=", "Año ñ"),
            (b" =?IBM437?Q?A=A4o?=", "Año"),
            (b" =?x-nada?Q?A=F1o?=", "Año"),
            (b" =?utf-8*es?Q?A=C3=B1o?=", "Año"),
            (b" RE: =?utf-8?Q?a?= b =?utf-8?Q?c?=", "RE: a b c"),
            (b" a\xf1o", "año"),
            (b" a\xf1o =?utf-8?Q?=C3=B1?=", "año ñ"),
            ("año".as_bytes(), "año"),
            (b" =?utf-8?X?a?=", "=?utf-8?X?a?="),
            (b" =?utf-8?Q?sin fin", "=?utf-8?Q?sin fin"),
            (b" =?utf-8?Q?con blancos dentro?=", "con blancos dentro"),
            (b" =?utf-8?Q?=C2=BFQu=C3=A9?_dices?=", "¿Qué? dices"),
            (b" a\r\n\tb\0c", "a b c"),
            (b" =?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
            ("a\u{202e}b\u{200b}c".as_bytes(), "abc"),
            (b" =?utf-8?B?4oCuZXhl?=", "exe"),
            (b"=?=?=?=?", "=?=?=?=?"),
            (b" =?utf-7?Q?a+APE-o?=", "año"),
            (b"", ""),
        ];
        for (raw, expected) in table {
            assert_eq!(decode(raw), expected, "{:?}", String::from_utf8_lossy(raw));
        }
        assert_eq!(cut("ñandú".to_owned(), 3), "ña…");
        assert_eq!(cut("ñan".to_owned(), 3), "ñan");
    }

    #[test]
    fn puts_long_names_together() {
        for (raw, name) in [
            (" a; filename*0*=iso-8859-1''A%F1o%20; filename*1*=a%F1o.pdf", "Año año.pdf"),
            (" a; filename*1*=%B1o.pdf; filename*0*=UTF-8''A%C3; x=1", "Año.pdf"),
            (" a; filename*0*=iso-8859-1''%F1; filename*1*=%F1;\r\n filename*2=\"5%.pdf\"", "ññ5%.pdf"),
            (" a; filename=\"=?iso-8859-1?Q?A=F1o?= =?x-nada?Q?=F1?=\"", "Añoñ"),
        ] {
            let mended = mended_type(raw.as_bytes()).unwrap();
            let value = read_line(&mended, |stream| stream.parse_content_type());
            assert_eq!(value.as_content_type().unwrap().attribute("filename"), Some(name), "{mended}");
        }
        assert_eq!(mended_type(b" a; filename*0*=UTF-8''A%C3%B1o; filename*1=.pdf"), None);
    }

    #[test]
    fn words_without_end_are_dear() {
        let good = "=?utf-8?Q?A=C3=B1o?= ".repeat(10_000);
        assert!(cost(good.as_bytes()) < 2 * good.len());
        assert!(cost(&b"=?aa?q?x".repeat(1_000)) > 3_000_000);
        assert_eq!(cost(b"sin palabras"), 0);
    }
}
