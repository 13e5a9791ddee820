//! A text as a run of words that carry something, each with the clause and sentence it stands in and with what stood
//! before it.

use super::lexicon::{Lexicon, Reading, UNKNOWN};
use super::quick::Table;
use super::runs::{OPENED, Run, Runs, Spelled};
use crate::config::vocabulary::Vocabulary;
use crate::desk::fold;

/// What stood before a word, articles apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing that matters.
    #[default]
    Other,
    /// "en": the word says where.
    At,
    /// "de": the word belongs to what was said before.
    Of,
}

/// A word that carries something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Its number, or [`UNKNOWN`].
    pub id: u32,
    /// Counts up at every comma and every "pero".
    pub clause: u32,
    /// Counts up at every full stop and blank line.
    pub sentence: u32,
    /// What stood before it.
    pub before: Before,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    At,
    Of,
    Article,
    Contrast,
}

/// Small words that say how others stand to each other.
#[derive(Debug, Default)]
pub(super) struct Joints(Table<Box<str>, Mark>);

impl Joints {
    /// Those of the vocabulary.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut joints = Table::default();
        for (words, mark) in [
            (&vocabulary.place.articles, Mark::Article),
            (&vocabulary.place.of, Mark::Of),
            (&vocabulary.place.at, Mark::At),
            (&vocabulary.negation.contrast, Mark::Contrast),
        ] {
            for word in words {
                joints.insert(fold::fold(word).into(), mark);
            }
        }
        Self(joints)
    }
}

/// A text that was read.
#[derive(Debug)]
pub(super) struct Read {
    /// Its words that carry something.
    pub tokens: Vec<Token>,
    /// Which of them stand in noise.
    pub is_noise: Vec<bool>,
    /// At which of them questions begin.
    pub questions: Vec<usize>,
}

/// Reads the first `most` bytes of a text. Addresses and links are passed over.
pub(super) fn read(text: &str, most: usize, lexicon: &Lexicon, joints: &Joints, runs: &Runs) -> Read {
    let folded = fold::fold(fold::head(text, most));
    let mut reader = Reader {
        lexicon,
        joints,
        runs,
        tokens: Vec::with_capacity(folded.len() / 8),
        words: Vec::with_capacity(folded.len() / 5),
        clause: 0,
        sentence: 0,
        before: Before::Other,
    };
    for line in folded.lines() {
        let mut is_blank = true;
        for chunk in line.split_whitespace() {
            is_blank = false;
            if chunk.contains('@') || chunk.contains("://") || chunk.starts_with("www.") {
                reader.before = Before::Other;
                continue;
            }
            reader.chunk(chunk);
        }
        if is_blank {
            reader.end_sentence();
        }
    }
    let mut is_noise = vec![false; reader.tokens.len()];
    let mut questions = Vec::new();
    for (from, to, run) in runs.find(&reader.words, reader.tokens.len()) {
        match run {
            Run::Noise => is_noise.iter_mut().take(to).skip(from).for_each(|noise| *noise = true),
            Run::Question => questions.push(from),
        }
    }
    Read { tokens: reader.tokens, is_noise, questions }
}

struct Reader<'a> {
    lexicon: &'a Lexicon,
    joints: &'a Joints,
    runs: &'a Runs,
    tokens: Vec<Token>,
    words: Vec<Spelled>,
    clause: u32,
    sentence: u32,
    before: Before,
}

impl Reader<'_> {
    /// What stands between two blanks.
    fn chunk(&mut self, chunk: &str) {
        let mut rest = chunk;
        while let Some(first) = rest.chars().next() {
            if first.is_alphanumeric() {
                let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                self.word(word);
                rest = behind;
                continue;
            }
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            let within = rest.starts_with(|c: char| c.is_alphanumeric());
            match first {
                '.' | ':' if within => {}
                '.' | ':' | '!' | '?' | '¡' | '…' | '•' => self.end_sentence(),
                '¿' => {
                    self.end_sentence();
                    self.spell(OPENED);
                }
                '-' | '–' | '—' | '*' if chunk.chars().count() == 1 => self.end_sentence(),
                ',' | ';' | '(' | ')' => self.end_clause(),
                _ => {}
            }
        }
    }

    fn word(&mut self, word: &str) {
        self.spell(word);
        let mark = self.joints.0.get(word).copied();
        match mark {
            Some(Mark::Contrast) => self.end_clause(),
            Some(Mark::At) => self.before = Before::At,
            Some(Mark::Of) => self.before = Before::Of,
            Some(Mark::Article) | None => {}
        }
        let ids = match self.lexicon.read(word) {
            Reading::Stop => {
                if mark.is_none() {
                    self.before = Before::Other;
                }
                return;
            }
            Reading::Known(ids) => ids,
            Reading::Unknown => &[UNKNOWN],
        };
        for id in ids {
            self.tokens.push(Token {
                id: *id,
                clause: self.clause,
                sentence: self.sentence,
                before: self.before,
            });
        }
        self.before = Before::Other;
    }

    fn spell(&mut self, word: &str) {
        let id = self.runs.id(word);
        self.words.push(Spelled { id, token: self.tokens.len(), sentence: self.sentence });
    }

    fn end_clause(&mut self) {
        self.clause += 1;
        self.before = Before::Other;
    }

    fn end_sentence(&mut self) {
        self.sentence += 1;
        self.end_clause();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(Option<u32>, u32, u32, Before)> {
        let vocabulary = Vocabulary::read(
            "[words]\nstop = \"en la de del el pero muy\"\n[place]\nat = [\"en\"]\nof = [\"de\", \"del\"]\narticles = [\"la\", \"el\"]\n[negation]\ncontrast = [\"pero\"]\n",
        )
        .unwrap();
        let mut lexicon = Lexicon::new(&vocabulary);
        for word in ["sala", "impresora", "baño"] {
            lexicon.add_phrase(word);
        }
        let joints = Joints::new(&vocabulary);
        read(text, 1000, &lexicon, &joints, &Runs::default())
            .tokens
            .into_iter()
            .map(|token| {
                (Some(token.id).filter(|id| *id != UNKNOWN), token.clause, token.sentence, token.before)
            })
            .collect()
    }

    #[test]
    fn prepositions_clauses_and_sentences_are_kept() {
        use Before::{At, Of, Other};
        assert_eq!(tokens("En la sala"), [(Some(0), 0, 0, At)]);
        assert_eq!(tokens("en muy la sala"), [(Some(0), 0, 0, Other)]);
        assert_eq!(
            tokens("Impresora del baño, pero la sala"),
            [(Some(1), 0, 0, Other), (Some(2), 0, 0, Of), (Some(0), 2, 0, Other)]
        );
        assert_eq!(
            tokens("sala. Baño\n\nsala"),
            [(Some(0), 0, 0, Other), (Some(2), 1, 1, Other), (Some(0), 2, 2, Other)]
        );
        assert_eq!(tokens("www.sala.co sala@baño.co http://sala"), []);
        assert_eq!(tokens("x.sala"), [(None, 0, 0, Other), (Some(0), 0, 0, Other)]);
    }
}
