//! The lines of a mail, and what each begins with.

use unicode_normalization::char::is_combining_mark;

use super::super::fold::fold;
use super::table::{Word, known};

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// From 1.
    pub number: usize,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// The line without its end.
    pub text: &'t str,
}

/// The lines of a text, by any line end that a mail program or Unicode has.
#[derive(Clone, Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    at: Option<usize>,
    number: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: Some(0), number: 0 }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let start = self.at?;
        let rest = self.text.get(start..)?;
        self.number += 1;
        let ends = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
        let (line, length) = match rest.find(ends).and_then(|end| rest.split_at_checked(end)) {
            None => (rest, None),
            Some((line, after)) => {
                let end = if after.starts_with("\r\n") {
                    2
                } else {
                    after.chars().next().map_or(1, char::len_utf8)
                };
                (line, Some(line.len() + end))
            }
        };
        self.at = length.map(|length| start + length);
        Some(Line { number: self.number, start, text: line })
    }
}

/// The characters of a line that can be seen, every kind of blank as a space.
fn visible(line: &str) -> impl Iterator<Item = char> + '_ {
    line.chars().filter_map(|c| match c {
        // U+115F, U+1160, U+3164 and U+FFA0 are letters to Unicode, and blank to the eye.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => Some(' '),
        c if c.is_whitespace() => Some(' '),
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20e3}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        '\u{ff03}' | '\u{fe5f}' => Some('#'),
        c if c.is_control() => None,
        c => Some(c),
    })
}

/// A line as it is seen, without blanks around it.
pub(super) fn clean(line: &str) -> String {
    visible(line).collect::<String>().trim().to_owned()
}

/// The beginning of a line as it is seen: enough to tell what it begins with.
pub(super) fn beginning(line: &str) -> String {
    const ENOUGH: usize = 120;
    visible(line).skip_while(|c| *c == ' ').take(ENOUGH).collect()
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start<'l> {
    /// Nothing stands there.
    Blank,
    /// Text.
    Free,
    /// A command, and what follows it on the line.
    Known(Word, &'l str),
    /// A word glued to `#` that is no command.
    Unknown(&'l str),
    /// A command behind a bullet, a number or a quotation mark.
    Marked(Word),
}

/// Marks of emphasis and quotation that people and mail programs put around a command.
const EMPHASIS: &[char] = &['*', '_', '"', '\'', '“', '”', '«', '»', '‘', '’', '`'];

/// Hyphens that may stand within a command's name.
const HYPHENS: &[char] = &['-', '_', '\u{2010}', '\u{2011}'];

/// Tells what a [clean](clean) line begins with.
pub(super) fn start(line: &str) -> Start<'_> {
    let line = line.trim();
    if line.is_empty() {
        return Start::Blank;
    }
    let bare = line.trim_start_matches(EMPHASIS);
    if bare.starts_with('#') {
        return command(bare, bare.len() < line.len());
    }
    let marks = |c: char| {
        c == ' ' || "-–—−*•·●○◦▪■‣➢>+|.)(".contains(c) || c.is_ascii_digit() || EMPHASIS.contains(&c)
    };
    let unmarked = line.trim_start_matches(marks);
    match unmarked.starts_with('#').then(|| command(unmarked, false)) {
        Some(Start::Known(word, _)) => Start::Marked(word),
        _ => Start::Free,
    }
}

/// Reads a line that begins with `#`.
fn command(line: &str, emphasised: bool) -> Start<'_> {
    let after = line.trim_start_matches('#');
    let glued = !after.starts_with(' ');
    let after = after.trim_start();
    let (word, rest) = split_word(after);
    if !word.starts_with(char::is_alphabetic) {
        return Start::Free;
    }
    let key = key(word);
    let separated = |rest: &'_ str| -> usize { rest.len() - without_separator(rest, emphasised).len() };
    if key == "no" {
        let (next, after_next) = split_word(rest.trim_start_matches([' ', '-', '–', '—', '_']));
        if self::key(next) == "procede" {
            return Start::Known(Word::NotApplicable, after_next.get(separated(after_next)..).unwrap_or(""));
        }
    }
    match known(&key) {
        Some(word) => Start::Known(word, rest.get(separated(rest)..).unwrap_or("")),
        None if glued => Start::Unknown(word),
        None => Start::Free,
    }
}

/// The word at the beginning, with the hyphens within it, and what follows.
fn split_word(text: &str) -> (&str, &str) {
    let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c) || HYPHENS.contains(&c);
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or("").trim_end_matches(HYPHENS);
    (word, text.get(word.len()..).unwrap_or(""))
}

/// A command's name as it is looked up: folded, without hyphens. Longer words are no commands, and come out empty.
pub(super) fn key(word: &str) -> String {
    const LONGEST: usize = 60;
    if word.len() > LONGEST {
        return String::new();
    }
    fold(word).replace(HYPHENS, "")
}

/// Takes off what only separates a command from what follows: ": ", ". ", " - ".
fn without_separator(rest: &str, emphasised: bool) -> &str {
    let closed = if emphasised { rest.trim_start_matches(EMPHASIS) } else { rest };
    let rest = closed.trim_start_matches([':', ';', ',', '.', '=', '!']);
    let rest = if emphasised { rest.trim_start_matches(EMPHASIS) } else { rest };
    let rest = rest.trim_start().trim_start_matches([':', '=']).trim_start();
    let undashed = rest.trim_start_matches(['-', '–', '—', '−', '>']);
    if undashed.is_empty() || undashed.starts_with([' ', '#']) { undashed.trim_start() } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_lines_at_every_end() {
        let text = "a\r\nb\rc\n\n\u{85}d\u{2028}e\n";
        let lines: Vec<(usize, &str)> = Lines::of(text).map(|line| (line.number, line.text)).collect();
        let expected = [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, ""), (6, "d"), (7, "e"), (8, "")];
        assert_eq!(lines, expected);
        for line in Lines::of(text) {
            assert!(text[line.start..].starts_with(line.text));
        }
    }

    #[test]
    fn tells_what_a_line_begins_with() {
        for (line, expected) in [
            ("", Start::Blank),
            ("#", Start::Free),
            ("# ", Start::Free),
            ("hola #tomar", Start::Free),
            ("#1 en prioridad", Start::Free),
            ("# 3 equipos", Start::Free),
            ("# Equipos revisados", Start::Free),
            ("#¿qué?", Start::Free),
            ("##tomar", Start::Known(Word::Take, "")),
            ("#tomar.", Start::Known(Word::Take, "")),
            ("*#tomar*", Start::Known(Word::Take, "")),
            ("«#tomar».", Start::Known(Word::Take, "")),
            ("#no – procede: no es nuestro", Start::Known(Word::NotApplicable, "no es nuestro")),
            ("#solucion .exe borrado", Start::Known(Word::Solution, ".exe borrado")),
            ("#solucion -5 grados", Start::Known(Word::Solution, "-5 grados")),
            ("#solucion - cambio", Start::Known(Word::Solution, "cambio")),
            ("#solucion «así» quedó", Start::Known(Word::Solution, "«así» quedó")),
            ("*#solucion:* así", Start::Known(Word::Solution, "así")),
            ("#solucion-parcial", Start::Unknown("solucion-parcial")),
            ("#no sirve", Start::Unknown("no")),
            ("#wifi", Start::Unknown("wifi")),
            ("• #tomar", Start::Marked(Word::Take)),
            ("> #tomar", Start::Marked(Word::Take)),
            ("1. #tomar", Start::Marked(Word::Take)),
            ("- # 3 equipos", Start::Free),
            ("- #wifi", Start::Free),
        ] {
            assert_eq!(start(line), expected, "{line:?}");
        }
    }
}
