//! A text as clauses of words that are compared however they were spelled.

use crate::desk::fold::fold;

/// How a clause is tied to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Beside it.
    Plain,
    /// "pero": what follows weighs.
    But,
    /// "aunque": what follows weighs less.
    Although,
}

/// A word: as it is compared, and as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub key: String,
    pub shown: String,
}

/// Words between two marks or conjunctions.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub words: Vec<Word>,
    pub link: Link,
    /// It stands in a question.
    pub is_asked: bool,
    /// Nothing of its line stands before it.
    pub starts_line: bool,
    /// Nothing of its line stands behind it.
    pub ends_line: bool,
}

/// Emojis that say something stand as words.
pub(super) const GLAD: &str = "👍👏🙌😊🙂😀😁😃😄😆🥳😍🥰😘❤💚💙💛💜💯✅🎉🤩💪👌😎😌☺🌟🏆✨🤗😇";
pub(super) const SAD: &str = "👎😡😠🤬😞😢😭😔☹🙁😤💩❌😩😫😖😣😕😟🤦";
pub(super) const MEH: &str = "😐😑🤷🤔😶";
pub(super) const WRY: &str = "🙄🤡😒🙃😏";
/// Full stars are counted.
const STARS: &str = "⭐★🌟";

/// Short forms, folded, and what they stand for.
const SHORT: [(&str, &str); 26] = [
    ("q", "que"),
    ("k", "que"),
    ("ke", "que"),
    ("qe", "que"),
    ("d", "de"),
    ("x", "por"),
    ("xq", "porque"),
    ("pq", "porque"),
    ("porq", "porque"),
    ("bn", "bien"),
    ("tb", "tambien"),
    ("tmb", "tambien"),
    ("pa", "para"),
    ("nop", "no"),
    ("nope", "no"),
    ("sip", "si"),
    ("oki", "ok"),
    ("okay", "ok"),
    ("okey", "ok"),
    ("oka", "ok"),
    ("grax", "gracias"),
    ("thanks", "gracias"),
    ("toy", "estoy"),
    ("ta", "esta"),
    ("cant", "no puedo"),
    ("thx", "gracias"),
];

/// Long words of praise and blame that people misspell: one letter off is still the word.
const MENDED: [&str; 12] = [
    "excelente",
    "excelentes",
    "satisfactorio",
    "satisfactoria",
    "insatisfactorio",
    "insatisfactoria",
    "satisfecho",
    "satisfecha",
    "insatisfecho",
    "insatisfecha",
    "perfecto",
    "deficiente",
];

/// A folded word as it sounds: "exelente" and "excelente", "grasias" and "graciass", "resolbieron" are one.
pub(super) fn sound(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied();
        let is_soft = matches!(next, Some('e' | 'i'));
        let sounds = match letter {
            'h' => continue,
            'u' if matches!(letters.get(index.wrapping_sub(1)), Some('q')) => continue,
            'z' | 'x' => 's',
            'c' if is_soft => 's',
            'c' | 'q' => 'k',
            'g' if is_soft => 'j',
            'v' => 'b',
            other => *other,
        };
        if sounds.is_ascii_digit() || !key.ends_with(sounds) {
            key.push(sounds);
        }
    }
    key
}

/// A folded word as it is compared.
fn key(folded: &str) -> String {
    let whole = SHORT.iter().find(|(short, _)| *short == folded).map_or(folded, |(_, whole)| whole);
    let key = sound(whole);
    if key.len() < 7 {
        return key;
    }
    let mended = MENDED.iter().map(|word| sound(word)).find(|word| strsim::osa_distance(word, &key) <= 1);
    mended.unwrap_or(key)
}

/// The clauses of a text, in order.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut taker = Taker::default();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let before = taker.before;
        taker.before = letter;
        match letter {
            '.' | ',' | '/'
                if before.is_ascii_digit() && letters.peek().is_some_and(char::is_ascii_digit) =>
            {
                taker.word.push(letter);
            }
            ':' if matches!(letters.peek(), Some(')' | 'D')) => {
                letters.next();
                taker.emoji('🙂');
            }
            ':' if letters.peek() == Some(&'(') => {
                letters.next();
                taker.emoji('🙁');
            }
            '%' | '/' if before.is_ascii_digit() => taker.word.push(letter),
            '-' if !taker.word.is_empty() && letters.peek().is_some_and(|next| next.is_alphanumeric()) => {
                taker.word.push(letter);
            }
            _ if letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter) => {
                taker.word.push(letter);
            }
            _ if STARS.contains(letter) => taker.star(),
            _ if [GLAD, SAD, MEH, WRY].iter().any(|known| known.contains(letter)) => taker.emoji(letter),
            '¿' => {
                taker.end_clause();
                taker.is_asked = true;
            }
            // A program that knows no emojis writes "??" for one.
            '?' if before == ' ' && letters.peek() == Some(&'?') && !taker.is_asked => {
                taker.end_sentence(false)
            }
            '?' if before == '?' => {}
            '?' => taker.end_sentence(true),
            '.' | '!' | '¡' | '…' => taker.end_sentence(false),
            ',' | ';' | '(' | ')' | '—' | '–' => taker.end_clause(),
            '\n' => taker.line(letters.peek().copied()),
            _ => taker.end_word(),
        }
        taker.line_length = if letter == '\n' { 0 } else { taker.line_length + 1 };
    }
    taker.line(None);
    taker.done
}

/// What opens a clause that is tied to the one before.
const BUT: [&str; 4] = ["pero", "sino", "embargo", "obstante"];
const ALTHOUGH: [&str; 2] = ["aunque", "pese"];

/// Lines this long may be wrapped: their end is none of a clause.
const WRAPPED_FROM: usize = 55;

struct Taker {
    done: Vec<Clause>,
    words: Vec<Word>,
    word: String,
    link: Link,
    is_asked: bool,
    /// Where the sentence began, in `done`.
    sentence: usize,
    starts_line: bool,
    stars: usize,
    before: char,
    line_length: usize,
}

impl Default for Taker {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            words: Vec::new(),
            word: String::new(),
            link: Link::Plain,
            is_asked: false,
            sentence: 0,
            starts_line: true,
            stars: 0,
            before: '\n',
            line_length: 0,
        }
    }
}

impl Taker {
    fn end_word(&mut self) {
        self.end_stars();
        let word = std::mem::take(&mut self.word);
        let shown = fold(word.trim_end_matches('/'));
        if shown.is_empty() {
            return;
        }
        let key = key(&shown);
        if BUT.iter().any(|word| sound(word) == key) {
            self.end_words(false);
            self.link = Link::But;
        } else if ALTHOUGH.iter().any(|word| sound(word) == key) {
            self.end_words(false);
            self.link = Link::Although;
        } else if !key.is_empty() {
            self.words.push(Word { key, shown });
        }
    }

    fn emoji(&mut self, emoji: char) {
        self.end_word();
        self.words.push(Word { key: emoji.to_string(), shown: emoji.to_string() });
    }

    fn star(&mut self) {
        if self.stars == 0 {
            let stars = std::mem::take(&mut self.stars);
            self.end_word();
            self.stars = stars;
        }
        self.stars += 1;
    }

    /// A run of stars is a number of them.
    fn end_stars(&mut self) {
        let stars = std::mem::take(&mut self.stars);
        if stars > 0 {
            for word in [stars.to_string(), "estrellas".to_owned()] {
                self.words.push(Word { key: sound(&word), shown: word });
            }
        }
    }

    fn end_words(&mut self, ends_line: bool) {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            if ends_line && let Some(last) = self.done.last_mut() {
                last.ends_line = true;
            }
            return;
        }
        self.done.push(Clause {
            words,
            link: self.link,
            is_asked: self.is_asked,
            starts_line: self.starts_line,
            ends_line,
        });
        self.link = Link::Plain;
        self.starts_line = false;
    }

    fn end_clause(&mut self) {
        self.end_word();
        self.end_words(false);
    }

    fn end_sentence(&mut self, is_question: bool) {
        self.end_clause();
        if is_question && !self.is_asked {
            for clause in self.done.iter_mut().skip(self.sentence) {
                clause.is_asked = true;
            }
        }
        self.is_asked = false;
        self.sentence = self.done.len();
    }

    /// A line's end is a sentence's, unless the line was long and the next one goes on in lower case.
    fn line(&mut self, next: Option<char>) {
        self.end_word();
        if self.line_length >= WRAPPED_FROM && next.is_some_and(char::is_lowercase) {
            return;
        }
        self.end_words(true);
        self.end_sentence(false);
        self.starts_line = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let join = |clause: &Clause| {
            clause.words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ")
        };
        clauses(text).iter().map(join).collect()
    }

    #[test]
    fn words_are_compared_as_they_sound() {
        for (one, other) in [
            ("exelente", "excelente"),
            ("EXELENTEEE", "excelente"),
            ("grasias", "gracias"),
            ("satisfatorio", "satisfactorio"),
            ("resolbieron", "resolvieron"),
            ("q", "que"),
            ("asta", "hasta"),
        ] {
            assert_eq!(key(&fold(one)), key(other));
        }
        assert_ne!(key("insatisfecho"), key("satisfecho"));
    }

    #[test]
    fn splits() {
        assert_eq!(
            shown("Quedó bien, pero se demoró. Un 4.5 (de 5)"),
            ["quedo bien", "se demoro", "un 4.5", "de 5"]
        );
        assert_eq!(shown("5\nexcelente"), ["5", "excelente"]);
        let wrapped = "Buenas tardes les informo que el equipo que trajeron la semana no\nfunciona";
        assert_eq!(shown(wrapped).len(), 1);
        assert_eq!(shown("Gracias👍 ⭐⭐⭐"), ["gracias 👍 3 estrellas"]);
        assert_eq!(shown("4/5 y SCJ-2026-000123 100%"), ["4/5 y scj-2026-000123 100%"]);
        assert!(clauses("¿Ya, de verdad?").iter().all(|clause| clause.is_asked));
        assert!(clauses("Listo. Todo bien, ya vienen?").last().unwrap().is_asked);
        assert!(!clauses("Todo bien ??").first().unwrap().is_asked);
        assert_eq!(clauses("bien aunque tarde").last().unwrap().link, Link::Although);
    }
}
