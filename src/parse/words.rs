//! Header text: encoded words (RFC 2047), bytes that nobody encoded, and what must not be shown on one line.

use super::charset;
use super::fields::unfold;
use super::transfer;

/// How far the end of an encoded word is looked for. The standard says 75 bytes; some senders write far more.
const MAX_WORD: usize = 1500;

/// Decodes a raw header value to text on one line.
pub(super) fn decode(raw: &[u8]) -> String {
    one_line(&decode_words(&unfold(raw)))
}

/// Decodes the encoded words in unfolded bytes; other bytes are guessed to be UTF-8 or windows-1252.
pub(super) fn decode_words(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut plain_from = 0;
    let mut at = 0;
    // Neighbours of one charset are joined before decoding: some senders cut a letter in two.
    let mut pending: Option<(String, Vec<u8>)> = None;
    while let Some(step) = find(bytes.get(at..).unwrap_or_default(), b"=?") {
        let start = at + step;
        let Some(word) = Word::read(bytes.get(start..).unwrap_or_default()) else {
            at = start + 2;
            continue;
        };
        let between = bytes.get(plain_from..start).unwrap_or_default();
        let adjoins = pending.is_some() && between.iter().all(u8::is_ascii_whitespace);
        if !adjoins {
            flush(&mut out, pending.take());
            out.push_str(&charset::decode(between, None));
        }
        pending = match pending.take() {
            Some((charset, mut joined)) if charset.eq_ignore_ascii_case(&word.charset) => {
                joined.extend_from_slice(&word.bytes);
                Some((charset, joined))
            }
            before => {
                flush(&mut out, before);
                Some((word.charset, word.bytes))
            }
        };
        at = start + word.len;
        plain_from = at;
    }
    flush(&mut out, pending);
    out.push_str(&charset::decode(bytes.get(plain_from..).unwrap_or_default(), None));
    out
}

fn flush(out: &mut String, pending: Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = pending {
        out.push_str(&charset::decode(&bytes, Some(&charset)));
    }
}

struct Word {
    charset: String,
    bytes: Vec<u8>,
    len: usize,
}

impl Word {
    /// Reads `=?charset*language?encoding?text?=`.
    fn read(bytes: &[u8]) -> Option<Self> {
        let inside = bytes.strip_prefix(b"=?")?;
        let charset_len = inside.iter().take(60).position(|b| *b == b'?')?;
        let charset = std::str::from_utf8(inside.get(..charset_len)?).ok()?;
        if charset.is_empty() || charset.contains([' ', '=', '<', '>', ',']) {
            return None;
        }
        let (encoding, text) = match inside.get(charset_len..)? {
            [b'?', encoding, b'?', text @ ..] => (encoding.to_ascii_lowercase(), text),
            _ => return None,
        };
        let text = text.get(..text.len().min(MAX_WORD))?;
        let text_len = find(text, b"?=")?;
        let encoded = text.get(..text_len)?;
        let bytes = match encoding {
            b'b' => transfer::base64(encoded),
            b'q' => transfer::quoted_printable(encoded, true),
            _ => return None,
        };
        let charset = charset.split('*').next().unwrap_or_default().to_owned();
        Some(Self { charset, bytes, len: 2 + charset_len + 3 + text_len + 2 })
    }
}

/// Where a two-byte pattern begins.
fn find(bytes: &[u8], pattern: &[u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == pattern)
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
        let table: [(&[u8], &str); 24] = [
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
            ("año".as_bytes(), "año"),
            (b" =?utf-8?X?a?=", "=?utf-8?X?a?="),
            (b" =?utf-8?Q?sin fin", "=?utf-8?Q?sin fin"),
            (b" =?utf-8?Q?con blancos dentro?=", "con blancos dentro"),
            (b" =?utf-8?Q?=C2=BFQu=C3=A9?_dices?=", "¿Qué? dices"),
            (b" =??Q?a?=", "=??Q?a?="),
            (b" =?utf-8?B?!!!?=", ""),
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
    fn takes_linear_time() {
        let hostile = b"=?a?q?".repeat(40_000);
        assert!(decode(&hostile).len() > 100_000);
    }
}
