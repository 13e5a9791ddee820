//! Phrases as the tables of [`super::grammar`] write them: `sigue|siguen ~ sin *` and the like.

use super::clauses::{Word, sound};
use crate::desk::fold::fold;

/// The most words that `~` stands for.
const GAP: usize = 3;

enum Part {
    /// A word of these: whole, or by its beginning (`dan*`), or by its end (`*ando`).
    Word(Vec<Pattern>),
    /// One of these, or none (`un|una?`).
    Maybe(Vec<Pattern>),
    /// Up to [`GAP`] words, whatever they are.
    Gap,
}

enum Pattern {
    Whole(String),
    Begins(String),
    Ends(String),
}

impl Pattern {
    fn parse(text: &str) -> Self {
        let key = |text: &str| sound(&fold(text));
        if let Some(stem) = text.strip_suffix('*') {
            Self::Begins(key(stem))
        } else if let Some(end) = text.strip_prefix('*') {
            Self::Ends(key(end))
        } else {
            Self::Whole(key(text))
        }
    }

    fn is(&self, word: &str) -> bool {
        match self {
            Self::Whole(whole) => word == whole,
            Self::Begins(stem) => word.starts_with(stem.as_str()),
            Self::Ends(end) => word.ends_with(end.as_str()),
        }
    }
}

/// A phrase of one table.
pub(super) struct Phrase(Vec<Part>);

impl Phrase {
    /// Reads a phrase: words with `|` between those that stand for each other, `?` where they may be missing, `*` for
    /// the rest of a word, `~` for up to three words.
    pub(super) fn parse(text: &str) -> Self {
        let patterns = |words: &str| words.split('|').map(Pattern::parse).collect();
        let part = |part: &str| match (part, part.strip_suffix('?')) {
            ("~", _) => Part::Gap,
            (_, Some(words)) => Part::Maybe(patterns(words)),
            (words, None) => Part::Word(patterns(words)),
        };
        Self(text.split_whitespace().map(part).collect())
    }

    /// How many words it takes at the beginning of `words`.
    pub(super) fn length(&self, words: &[Word]) -> Option<usize> {
        taken(&self.0, words)
    }

    /// How many of its words are named, gaps apart.
    pub(super) fn named(&self) -> usize {
        self.0.iter().filter(|part| matches!(part, Part::Word(_))).count()
    }
}

fn taken(parts: &[Part], words: &[Word]) -> Option<usize> {
    match parts.split_first() {
        None => Some(0),
        Some((Part::Word(patterns), rest)) => {
            let (word, behind) = words.split_first()?;
            if !is_one_of(patterns, word) {
                return None;
            }
            taken(rest, behind).map(|length| length + 1)
        }
        Some((Part::Maybe(patterns), rest)) => {
            let with = words.split_first().filter(|(word, _)| is_one_of(patterns, word));
            with.and_then(|(_, behind)| taken(rest, behind))
                .map(|length| length + 1)
                .or_else(|| taken(rest, words))
        }
        Some((Part::Gap, rest)) => (0..=GAP.min(words.len()))
            .find_map(|skipped| taken(rest, words.get(skipped..)?).map(|length| length + skipped)),
    }
}

fn is_one_of(patterns: &[Pattern], word: &Word) -> bool {
    patterns.iter().any(|pattern| pattern.is(&word.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::survey::clauses::clauses;

    #[test]
    fn takes_words() {
        for (phrase, text, length) in [
            ("sigue|siguen ~ sin", "sigue sin funcionar", Some(2)),
            ("sigue|siguen ~ sin", "siguen todos ellos sin luz", Some(4)),
            ("sigue|siguen ~ sin", "sigue a la espera de todo sin", None),
            ("sigue *ando", "sigue fallando", Some(2)),
            ("quej*", "quejas", Some(1)),
            ("sin ningun|mas? problema", "sin problema", Some(2)),
            ("sin ningun|mas? problema", "sin ningun problema", Some(3)),
            ("sin ningun|mas? problema", "sin otro problema", None),
            ("quej*", "", None),
        ] {
            let words = clauses(text).first().map(|clause| clause.words.clone()).unwrap_or_default();
            assert_eq!(Phrase::parse(phrase).length(&words), length, "{phrase}: {text}");
        }
    }
}
