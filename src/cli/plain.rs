//! Makes harmless what came by mail before a terminal sees it.
//!
//! A terminal obeys control sequences, and characters that turn the direction of writing make a line show other than
//! it is. Both are replaced by something to be seen. Written as JSON they become `\u` escapes, which mean the same.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character does something to a terminal, or to how its neighbours are shown.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The character that is shown instead of a dangerous one.
fn shown(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1F => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

/// A text of several lines: line ends stay, a tab becomes blanks.
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_dangerous(c)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push_str("    "),
            c if is_dangerous(c) => out.push(shown(c)),
            c => out.push(c),
        }
    }
    out.into()
}

/// A text on one line.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_dangerous) {
        return text.into();
    }
    let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
    text.trim().chars().map(blank).map(|c| if is_dangerous(c) { shown(c) } else { c }).collect()
}

/// JSON in which nothing does anything to a terminal. Such characters stand in strings only, where their escape is
/// the same value (RFC 8259, section 7); serde escapes those below U+0020 itself.
pub fn json(json: String) -> String {
    let dangerous = |c: char| c != '\n' && is_dangerous(c);
    if !json.contains(dangerous) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if dangerous(c) {
            // Writing to a String does not fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_what_would_be_obeyed() {
        assert_eq!(line("Impresora\u{1b}]0;x\u{7} dañada"), "Impresora␛]0;x␇ dañada");
        assert_eq!(line("a\r\n\tb"), "a   b");
        assert_eq!(text("uno\r\ndos\ttres\u{9b}2J\rcuatro"), "uno\ndos    tres\u{FFFD}2J␍cuatro");
        assert_eq!(line("fac\u{202e}fdp.exe"), "fac\u{FFFD}fdp.exe");
        assert!(matches!(line("la sede está cerrada"), Cow::Borrowed(_)));
        assert!(matches!(text("uno\ndos"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_dangerous_is_left(input: String) {
            prop_assert!(!line(&input).contains(is_dangerous));
            prop_assert!(!text(&input).contains(|c| c != '\n' && is_dangerous(c)));
        }

        #[test]
        fn json_means_the_same(input in "[\u{1}-\u{a0}\u{2020}-\u{2070}a]{0,40}") {
            let written = json(serde_json::to_string_pretty(&vec![&input]).unwrap());
            prop_assert!(!written.contains(|c| c != '\n' && is_dangerous(c)));
            let read: Vec<String> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read, vec![input]);
        }
    }
}
