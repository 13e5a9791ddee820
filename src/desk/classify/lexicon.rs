//! From a written word to the number of the keyword it stands for: by the word itself, its stem, its sound, or one
//! slip of the pen.

use rust_stemmers::{Algorithm, Stemmer};

use super::quick::Table;
use super::sound::sound;
use super::typos::Typos;
use crate::config::vocabulary::Vocabulary;
use crate::desk::fold;

/// The number of a word that stands in no phrase.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Longest word that is stemmed, in bytes; longer ones are nobody's words.
const LONGEST: usize = 40;

/// Shortest word that may be misspelt, and shortest stem that may be written by ear, in letters.
const SHORTEST: usize = 5;
const SHORTEST_STEM: usize = 4;

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading<'a> {
    /// It carries nothing.
    Stop,
    /// It stands for these keywords.
    Known(&'a [u32]),
    /// It stands in no phrase.
    Unknown,
}

#[derive(Debug)]
enum Entry {
    Stop,
    Common,
    Means(Box<[u32]>),
}

/// All words of the vocabulary and the catalogue.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// By the word as it is written, folded.
    words: Table<Box<str>, Entry>,
    stems: Table<Box<str>, Box<[u32]>>,
    sounds: Table<Box<str>, Box<[u32]>>,
    typos: Typos,
    stem_typos: Typos,
    /// Every number, at its own place: a misspelt word is read as a list of one.
    singles: Vec<u32>,
}

impl Lexicon {
    /// Takes in stop words, ordinary words and synonyms; keywords follow by [`Lexicon::add_phrase`].
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut lexicon = Self::default();
        for word in fold::words(&vocabulary.words.stop) {
            lexicon.words.insert(word.into(), Entry::Stop);
        }
        for word in fold::words(&vocabulary.words.common) {
            lexicon.words.entry(word.into()).or_insert(Entry::Common);
        }
        for word in fold::words(&vocabulary.words.exact) {
            let id = lexicon.fresh();
            lexicon.typos.add(&word, id);
            lexicon.words.insert(word.into(), Entry::Means(Box::new([id])));
        }
        for (word, meaning) in &vocabulary.synonyms {
            let ids: Box<[u32]> = lexicon.add_phrase(meaning).into();
            let word = fold::fold(word);
            if ids.is_empty() {
                lexicon.words.insert(word.into(), Entry::Stop);
                continue;
            }
            lexicon.words.insert(word.into(), Entry::Means(ids));
        }
        lexicon
    }

    /// The numbers of a phrase's words, made where they are new; stop words are passed over.
    pub fn add_phrase(&mut self, phrase: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        for word in fold::words(phrase) {
            match self.words.get(word.as_str()) {
                Some(Entry::Stop) => continue,
                Some(Entry::Means(means)) => {
                    ids.extend_from_slice(means);
                    continue;
                }
                // A phrase wants the word for itself: exactly as it is written, its stem stays ordinary.
                Some(Entry::Common) => {
                    let id = self.fresh();
                    self.words.insert(word.into(), Entry::Means(Box::new([id])));
                    ids.push(id);
                    continue;
                }
                None => {}
            }
            let stem = stem(&word);
            let id = match self.stems.get(stem.as_str()) {
                Some(known) => {
                    ids.extend_from_slice(known);
                    known.first().copied().filter(|_| known.len() == 1)
                }
                None => {
                    let id = self.fresh();
                    self.stems.insert(stem.as_str().into(), Box::new([id]));
                    if word.len() > 3 {
                        self.sounds.entry(sound(&stem).into()).or_insert_with(|| Box::new([id]));
                    }
                    if stem.len() > 5 {
                        self.stem_typos.add(&stem, id);
                    }
                    ids.push(id);
                    Some(id)
                }
            };
            if let Some(id) = id {
                self.typos.add(&word, id);
            }
        }
        ids
    }

    fn fresh(&mut self) -> u32 {
        let id = u32::try_from(self.singles.len()).unwrap_or(UNKNOWN);
        self.singles.push(id);
        id
    }

    /// The number of a single word as a phrase names it, where it is one.
    #[cfg(test)]
    pub fn known(&self, word: &str) -> Option<u32> {
        match self.read(&fold::fold(word)) {
            Reading::Known([id]) => Some(*id),
            _ => None,
        }
    }

    /// Reads a folded word.
    pub fn read(&self, word: &str) -> Reading<'_> {
        match self.words.get(word) {
            Some(Entry::Stop) => return Reading::Stop,
            Some(Entry::Common) => return Reading::Unknown,
            Some(Entry::Means(ids)) => return Reading::Known(ids),
            None => {}
        }
        if word.len() > LONGEST {
            return Reading::Unknown;
        }
        let stem = stem(word);
        if let Some(ids) = self.stems.get(stem.as_str()) {
            return Reading::Known(ids);
        }
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Reading::Unknown;
        }
        let by_ear = Some(&stem).filter(|stem| stem.len() >= SHORTEST_STEM);
        if let Some(ids) = by_ear.and_then(|stem| self.sounds.get(sound(stem).as_str())) {
            return Reading::Known(ids);
        }
        let slip = self.typos.find(word).or_else(|| self.stem_typos.find(&stem));
        match slip.and_then(|id| self.by_id(id)) {
            Some(ids) => Reading::Known(ids),
            None => Reading::Unknown,
        }
    }

    fn by_id(&self, id: u32) -> Option<&[u32]> {
        self.singles.get(id as usize).map(std::slice::from_ref)
    }
}

/// The stem of a folded word. Snowball knows "-ción" by its accent, which folding has taken off.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || word.len() > LONGEST || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    let stemmer = Stemmer::create(Algorithm::Spanish);
    match word.strip_suffix("cion") {
        Some(rest) => fold::fold(&stemmer.stem(&format!("{rest}ción"))),
        None => stemmer.stem(word).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let vocabulary = Vocabulary::read(
            "[words]\nstop = \"de la me\"\ncommon = \"clase poner\"\n[synonyms]\npc = \"computador\"\nvc = \"sala de video\"\nporfa = \"de\"\n",
        )
        .unwrap();
        let mut lexicon = Lexicon::new(&vocabulary);
        for phrase in ["impresora", "instalación", "clave", "tóner", "cerradura", "outlook", "computador"] {
            assert_eq!(lexicon.add_phrase(phrase).len(), 1, "{phrase}");
        }
        lexicon
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        let lexicon = lexicon();
        for (written, meant) in [
            ("impresoras", "impresora"),
            ("imprecora", "impresora"),
            ("instalar", "instalacion"),
            ("instalaciones", "instalacion"),
            ("instalarme", "instalacion"),
            ("istalar", "instalacion"),
            ("serradura", "cerradura"),
            ("outlok", "outlook"),
            ("pc", "computador"),
            ("conputador", "computador"),
        ] {
            assert_eq!(lexicon.read(written), lexicon.read(meant), "{written}");
            assert!(lexicon.known(meant).is_some(), "{meant}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        let lexicon = lexicon();
        for word in
            ["clase", "poner", "casa", "impreso", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "ñandú"]
        {
            assert_eq!(lexicon.read(word), Reading::Unknown, "{word}");
        }
        for word in ["de", "me", "porfa"] {
            assert_eq!(lexicon.read(word), Reading::Stop, "{word}");
        }
        assert!(matches!(lexicon.read("vc"), Reading::Known(ids) if ids.len() == 2));
    }
}
