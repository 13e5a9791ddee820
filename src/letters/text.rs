//! Plain text: what is taken out of it before it goes into a letter, and how its lines are wrapped.

/// The longest line of a text letter, in characters ("lines under 76 columns").
pub const WIDTH: usize = 75;

/// The most characters of a person's text that a letter carries; the whole mail is kept with the case.
const TEXT_MAX: usize = 50_000;

/// A text for a single line (a header, a title): no control characters, single blanks, at most `max` characters.
pub fn one_line(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut count = 0_usize;
    // A hostile subject may be megabytes of blanks: words are taken until the line is full.
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let mut letters = word.chars().filter(|c| !is_unseen(*c)).peekable();
        if letters.peek().is_none() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            count = count.saturating_add(1);
        }
        for c in letters {
            line.push(c);
            count = count.saturating_add(1);
            if count > max {
                let cut: String = line.chars().take(max.saturating_sub(1)).collect();
                return format!("{}…", cut.trim_end());
            }
        }
    }
    line
}

/// A person's text as a letter may carry it: LF line ends, no control characters, no runs of empty lines.
/// The second value tells that it was too long and has been cut.
pub fn many_lines(text: &str) -> (String, bool) {
    many_lines_within(text, TEXT_MAX)
}

/// As [`many_lines`], with at most `max` characters.
pub fn many_lines_within(text: &str, max: usize) -> (String, bool) {
    let mut clean = String::with_capacity(text.len().min(max));
    let mut cut = false;
    let mut empty = 0_u8;
    let mut count = 0_usize;
    for line in text.trim_end().lines() {
        let start = clean.len();
        for c in line.chars() {
            match c {
                '\t' => clean.push_str("    "),
                c if c.is_control() || is_unseen(c) => {}
                c => clean.push(c),
            }
            count = count.saturating_add(1);
            if count >= max {
                cut = true;
                break;
            }
        }
        let end = clean.trim_end().len().max(start);
        clean.truncate(end);
        if clean.len() == start {
            // One empty line says as much as forty, and none leads.
            empty = empty.saturating_add(1);
            if empty < 2 && start > 0 {
                clean.push('\n');
            }
        } else {
            empty = 0;
            clean.push('\n');
        }
        if cut {
            break;
        }
    }
    clean.truncate(clean.trim_end().len());
    (clean, cut)
}

/// Characters that are not seen but change how the text around them reads: bidirectional controls, byte order mark.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Puts `margin` blanks before every line that is not empty.
pub fn indented(text: &str, margin: usize) -> String {
    let blanks = " ".repeat(margin.min(WIDTH / 2));
    let mut out = String::with_capacity(text.len().saturating_add(text.len() / 8));
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if !line.trim().is_empty() {
            out.push_str(&blanks);
            out.push_str(line);
        }
    }
    out
}

/// A whole letter: every line wrapped to [`WIDTH`], no blanks at line ends, no run of empty lines, one line end last.
///
/// A line's continuation stands under its text: behind the mark of a list item ("1. ", "- ") or behind a label and
/// the blanks after it ("Sede:      "). Words are never broken, so links stay whole.
pub fn finish(letter: &str) -> String {
    let mut out = String::with_capacity(letter.len().saturating_add(letter.len() / 16));
    let mut empty = true;
    for line in letter.lines() {
        // The mark before the foot, by which mail programs know a signature, ends in a blank (RFC 3676, 4.3).
        if line == "-- " {
            out.push_str("-- \n");
            continue;
        }
        let line = line.trim_end();
        if line.is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        wrap_line(line, &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn wrap_line(line: &str, out: &mut String) {
    if line.len() <= WIDTH || line.chars().count() <= WIDTH {
        out.push_str(line);
        out.push('\n');
        return;
    }
    let margin = line.chars().take_while(|c| *c == ' ').count();
    let hanging = margin.saturating_add(mark_width(line.get(margin..).unwrap_or_default()));
    // A line whose text would hardly fit behind its margin is wrapped to the margin alone.
    let hanging = if hanging > WIDTH / 2 { margin.min(WIDTH / 2) } else { hanging };
    let mut column = 0_usize;
    let mut gap = 0_usize;
    let mut started = false;
    for word in Words(line) {
        match word {
            Word::Blanks(width) => gap = width,
            Word::Text(text) => {
                let width = text.chars().count();
                if started && column.saturating_add(gap).saturating_add(width) > WIDTH {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', hanging));
                    column = hanging;
                } else {
                    out.extend(std::iter::repeat_n(' ', gap));
                    column = column.saturating_add(gap);
                }
                out.push_str(text);
                column = column.saturating_add(width);
                // What hangs behind a mark is never left alone on its line with the mark.
                started = column > hanging;
                gap = 0;
            }
        }
    }
    out.push('\n');
}

/// How wide the mark of a list item or a label with its blanks is; 0 for running text.
fn mark_width(text: &str) -> usize {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if (1..=3).contains(&digits) && text.get(digits..).is_some_and(|rest| rest.starts_with(". ")) {
        return digits.saturating_add(2);
    }
    if text.starts_with("- ") {
        return 2;
    }
    let Some((label, rest)) = text.split_once(":  ") else { return 0 };
    let label = label.chars().count();
    let blanks = rest.chars().take_while(|c| *c == ' ').count();
    if label > 24 { 0 } else { label.saturating_add(3).saturating_add(blanks) }
}

enum Word<'a> {
    Blanks(usize),
    Text(&'a str),
}

/// The words of a line and the blanks between them. "7:00 p. m." and "12:00 m." are one word.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        if self.0.is_empty() {
            return None;
        }
        let blanks = self.0.bytes().take_while(|b| *b == b' ').count();
        if blanks > 0 {
            self.0 = self.0.get(blanks..).unwrap_or_default();
            return Some(Word::Blanks(blanks));
        }
        let mut end = self.0.find(' ').unwrap_or(self.0.len());
        for tail in [" a. m.", " p. m.", " m."] {
            if self.0.get(end..).is_some_and(|rest| rest.starts_with(tail))
                && self.0.as_bytes().get(end.wrapping_sub(1)).is_some_and(u8::is_ascii_digit)
            {
                end = end.saturating_add(tail.len());
                // What sticks to it (a comma, a full stop) goes with it.
                end = self
                    .0
                    .get(end..)
                    .and_then(|rest| rest.find(' '))
                    .map_or(self.0.len(), |at| end.saturating_add(at));
                break;
            }
        }
        let (word, rest) = self.0.split_at_checked(end).unwrap_or((self.0, ""));
        self.0 = rest;
        Some(Word::Text(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn makes_one_line() {
        for (text, line) in [
            ("a\r\nBcc: x@y.test", "a Bcc: x@y.test"),
            ("  a \t b\u{0}\u{1b} ", "a b"),
            ("\u{202e}abc", "abc"),
            ("áéíóú ñandú", "áéíóú ñ…"),
        ] {
            assert_eq!(one_line(text, if line.ends_with('…') { 8 } else { 100 }), line, "{text:?}");
        }
    }

    #[test]
    fn cleans_many_lines() {
        assert_eq!(many_lines("\n\n a\r\n\r\n\r\n\r\nb\t \u{7}c  \n\n").0, " a\n\nb     c");
        let (text, cut) = many_lines(&"ñ".repeat(60_000));
        assert!(cut);
        assert_eq!(text.chars().count(), TEXT_MAX);
        assert!(!many_lines("corto").1);
        assert_eq!(many_lines_within("uno\n\ndos\n\ntres", 5), ("uno\n\ndo".to_owned(), true));
    }

    #[test]
    fn wraps_with_hanging_margins() {
        let letter = "  1. La placa de inventario del equipo. Está en la etiqueta blanca que lleva, por ejemplo: 45231.\n\
            Sede:      Casa de Justicia de Bosa, en el segundo piso, junto a la entrada principal del archivo\n\
            Los esperamos hasta el día siguiente hábil, que es el miércoles 9 a las 7:00 p. m.\n\
            https://example.test/una/ruta/muy/larga/que/no/se/puede/partir/porque/dejaria/de/servir/al/pulsarla";
        assert_eq!(
            finish(letter),
            "  1. La placa de inventario del equipo. Está en la etiqueta blanca que\n     \
            lleva, por ejemplo: 45231.\n\
            Sede:      Casa de Justicia de Bosa, en el segundo piso, junto a la entrada\n           \
            principal del archivo\n\
            Los esperamos hasta el día siguiente hábil, que es el miércoles 9 a las\n\
            7:00 p. m.\n\
            https://example.test/una/ruta/muy/larga/que/no/se/puede/partir/porque/dejaria/de/servir/al/pulsarla\n"
        );
        assert_eq!(finish("a  \n\n\n\n-- \nb\n\n"), "a\n\n-- \nb\n");
        assert_eq!(indented("a\n\n b", 4), "    a\n\n     b");
    }

    proptest! {
        #[test]
        fn keeps_every_word_within_the_width(text in "[ a-zñ0-9.,:\\-\n]{0,600}") {
            let done = finish(&text);
            for line in done.lines() {
                let fits = line.chars().count() <= WIDTH;
                let indent = line.chars().take_while(|c| *c == ' ').count();
                prop_assert!(fits || Words(line.trim()).count() <= 3 || indent > WIDTH / 2, "{line:?}");
            }
            let before: Vec<&str> = text.split_whitespace().collect();
            let after: Vec<&str> = done.split_whitespace().collect();
            prop_assert_eq!(before, after);
        }
    }
}
