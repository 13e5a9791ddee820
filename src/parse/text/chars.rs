//! Characters: cleaning what mail clients put in, and folding for comparison.

use regex::Regex;

/// How many bytes of a line, or of a few joined lines, a pattern gets to see.
pub(super) const SEEN: usize = 640;

/// Compiles a pattern that stands in this program.
#[expect(clippy::expect_used, reason = "the patterns are constants, and a test uses each of them")]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern compiles")
}

/// Cuts a text in lines (CRLF, LF, CR and Unicode's own line ends) and [cleans](push_clean) each.
pub(super) fn clean_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        for part in line.split(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
            let mut clean = String::with_capacity(part.len());
            push_clean(&mut clean, part);
            trim_line_end(&mut clean);
            lines.push(clean);
        }
    }
    lines
}

/// Takes blanks off the end of a line, but for the signature delimiter, of which the blank is a part (RFC 3676, 4.3).
pub(super) fn trim_line_end(line: &mut String) {
    let length = line.trim_end().len();
    let keep = if line.starts_with("-- ") && length == 2 { 3 } else { length };
    line.truncate(keep);
}

/// Appends `text` with every kind of blank as a space, and without what cannot be seen: zero-width characters, soft
/// hyphens, direction marks, controls.
pub(super) fn push_clean(to: &mut String, text: &str) {
    if text.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
        to.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '\t' => to.push(c),
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{205f}'
            | '\u{3000}' => to.push(' '),
            '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{206f}' | '\u{feff}' => {}
            c if c.is_control() => {}
            c => to.push(c),
        }
    }
}

/// The beginning of a text, at most `limit` bytes, cut between characters.
pub(super) fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The first [`SEEN`] bytes in lower case, without accents, trimmed: "Envió" and "ENVIO" are the same.
pub(super) fn fold(text: &str) -> String {
    let text = head(text.trim(), SEEN);
    let mut folded = String::with_capacity(text.len());
    push_folded(&mut folded, text);
    folded
}

/// Appends a text in lower case and without accents.
pub(super) fn push_folded(to: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_ascii() {
            to.push(c.to_ascii_lowercase());
            continue;
        }
        match c {
            '\u{300}'..='\u{36f}' => {}
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'Á' | 'À' | 'Â' | 'Ä' | 'Ã' => to.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => to.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => to.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => to.push('o'),
            'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => to.push('u'),
            'ñ' | 'Ñ' => to.push('n'),
            'ç' | 'Ç' => to.push('c'),
            '\u{2018}' | '\u{2019}' => to.push('\''),
            '\u{201c}' | '\u{201d}' | '«' | '»' => to.push('"'),
            '\u{2010}'..='\u{2015}' => to.push('-'),
            c => to.extend(c.to_lowercase()),
        }
    }
}
