//! One thing in full: a title, named fields, texts wrapped and indented.

use super::plain;

/// Where the values of fields begin.
const VALUE_AT: usize = 16;

/// A card, written from top to bottom.
#[derive(Debug)]
pub(super) struct Card {
    out: String,
    width: usize,
}

impl Card {
    /// Begins with a title.
    pub(super) fn new(title: &str, width: u16) -> Self {
        let mut card = Self { out: String::new(), width: usize::from(width) };
        card.wrap(&plain::line(title), 0);
        card.out.push('\n');
        card
    }

    /// A named value.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let value = plain::line(value);
        let start = self.out.len();
        self.wrap(&value, VALUE_AT);
        // The name takes the place of the first line's indent.
        let label = format!("  {name:<0$}", VALUE_AT - 2);
        if self.out.len() >= start + VALUE_AT {
            self.out.replace_range(start..start + VALUE_AT, &label);
        } else {
            self.out.truncate(start);
            self.out.push_str(label.trim_end());
            self.out.push('\n');
        }
    }

    /// A named value, where there is one.
    pub(super) fn some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.field(name, value);
        }
    }

    /// The heading of a part.
    pub(super) fn heading(&mut self, title: &str) {
        self.out.push('\n');
        self.out.push_str(title);
        self.out.push('\n');
    }

    /// A line of a part.
    pub(super) fn line(&mut self, text: &str) {
        self.wrap(&plain::line(text), 2);
    }

    /// A text of several lines, `indent` blanks in.
    pub(super) fn text(&mut self, text: &str, indent: usize) {
        let text = plain::text(text.trim_end());
        let mut was_blank = false;
        for line in text.trim_start_matches('\n').lines() {
            let is_blank = line.trim().is_empty();
            if is_blank && !was_blank {
                self.out.push('\n');
            } else if !is_blank {
                self.wrap(line, indent);
            }
            was_blank = is_blank;
        }
    }

    /// The whole card.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes one line as several that fit, broken at blanks, or within a word that no line can hold.
    fn wrap(&mut self, line: &str, indent: usize) {
        let room = self.width.saturating_sub(indent).max(20);
        let margin = " ".repeat(indent);
        let mut used = 0;
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let long: usize = word.chars().map(columns).sum();
            if used > 0 && used + 1 + long > room {
                self.out.push('\n');
                used = 0;
            }
            if used > 0 {
                self.out.push(' ');
                used += 1;
            }
            for c in word.chars() {
                if used > 0 && used + columns(c) > room {
                    self.out.push('\n');
                    used = 0;
                }
                if used == 0 {
                    self.out.push_str(&margin);
                }
                self.out.push(c);
                used += columns(c);
            }
        }
        if used > 0 {
            self.out.push('\n');
        }
    }
}

/// How many columns a character takes: East Asian ones and emoji take two.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn writes_a_card() {
        let mut card = Card::new("SCJ-2026-000001: Impresora", 60);
        card.field("Requester", "Ana Pérez <ana@scj.test>, Dirección de Gestión Humana y Talento");
        card.field("Site", "");
        card.some("Problem", None);
        card.heading("Description");
        card.text("\nBuenos días:\r\n\r\n\r\nla impresora\u{1b}[31m no imprime.\n\n", 2);
        card.line("uno\ndos");
        assert_eq!(
            card.finish(),
            "SCJ-2026-000001: Impresora\n\n  Requester     Ana Pérez <ana@scj.test>, Dirección de\n                \
             Gestión Humana y Talento\n  Site\n\nDescription\n  Buenos días:\n\n  la impresora␛[31m no imprime.\n  uno dos\n"
        );
    }

    proptest! {
        #[test]
        fn lines_fit_and_no_word_is_lost(text in "[a-zñé <>]{0,200}|[a-z]{150}|[字あ ]{0,80}") {
            let mut card = Card::new("x", 60);
            card.field("Name", &text);
            card.text(&text, 2);
            let out = card.finish();
            for line in out.lines() {
                prop_assert!(line.chars().map(columns).sum::<usize>() <= 60, "{line}");
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            prop_assert_eq!(letters(&out), 1 + 4 + 2 * letters(&text));
        }
    }
}
