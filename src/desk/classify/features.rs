//! What a text is taken apart into for the examples' models: the stems of its words, pairs of neighbours, and the runs
//! of four letters within words, which bear typos and endings.

use std::cell::RefCell;
use std::collections::HashMap;

use super::Words;
use super::lexicon::stem;
use crate::desk::fold;

/// Most words that are read of a subject, of a text, of what was forwarded.
const MOST_WORDS: usize = 150;
/// How much of each is read, in bytes.
const MOST_TEXT: usize = 4 << 10;
/// Longest word whose runs of letters are read, in bytes.
const LONGEST: usize = 24;
/// Letters in a run.
const RUN: usize = 4;
/// What a run of letters counts, where a word counts one: a word has several.
const OF_A_RUN: f32 = 0.5;

/// One thing that a text has in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feature {
    /// What it is.
    pub hash: u32,
    /// What it counts.
    pub value: f32,
    /// The place of its word among the text's.
    pub word: u32,
}

/// A text taken apart.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Its words, folded, as they follow one another.
    pub words: Vec<String>,
    /// What it has in it, each once, in the order of the hashes.
    pub list: Vec<Feature>,
}

/// Takes words apart, each once: the same words stand in many texts.
#[derive(Debug, Default)]
pub(super) struct Reader {
    known: HashMap<String, Parts>,
    /// How long those words are together.
    bytes: usize,
}

/// What is taken out of one word.
#[derive(Debug)]
struct Parts {
    stem: String,
    /// The hashes of its stem and of its runs of letters.
    own: Vec<(u32, f32)>,
}

thread_local! {
    /// The words that this thread has taken apart for mails: most of them stand in the next one too.
    static READER: RefCell<Reader> = RefCell::default();
}

/// How many bytes of words a thread remembers; what is taken out of them is some thirty times that.
const REMEMBERED: usize = 40_000;

impl Features {
    /// Of what a person wrote, by the words that are remembered.
    pub fn of_mail(words: Words<'_>, unmeant: &[String]) -> Self {
        READER.with_borrow_mut(|reader| {
            if reader.bytes > REMEMBERED {
                *reader = Reader::default();
            }
            Self::of(words, unmeant, reader)
        })
    }

    /// Of what a person wrote. Words whose stem is one of `unmeant` are passed over.
    pub fn of(words: Words<'_>, unmeant: &[String], reader: &mut Reader) -> Self {
        let mut features = Self::default();
        for text in [words.subject, words.text, words.forwarded] {
            features.read(text, unmeant, reader);
        }
        features.list.sort_unstable_by_key(|feature| (feature.hash, feature.word));
        features.list.dedup_by_key(|feature| feature.hash);
        features
    }

    fn read(&mut self, text: &str, unmeant: &[String], reader: &mut Reader) {
        let mut before = String::from("^");
        for word in fold::words(fold::head(text, MOST_TEXT)).into_iter().take(MOST_WORDS) {
            // Numbers of plates, cases and telephones are nobody's words.
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                before.clear();
                before.push('#');
                continue;
            }
            if !reader.known.contains_key(&word) {
                reader.bytes += word.len();
                reader.known.insert(word.clone(), Parts::of(&word));
            }
            let Some(parts) = reader.known.get(&word).filter(|parts| !unmeant.contains(&parts.stem)) else {
                continue;
            };
            for (hash, value) in &parts.own {
                self.add(*hash, *value);
            }
            self.add(hash(b'p', &before, &parts.stem), 1.0);
            before.clone_from(&parts.stem);
            self.words.push(word);
        }
    }

    fn add(&mut self, hash: u32, value: f32) {
        let word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.list.push(Feature { hash, value, word });
    }
}

impl Parts {
    fn of(word: &str) -> Self {
        let stem = stem(word);
        let mut own = vec![(hash(b's', &stem, ""), 1.0)];
        if word.len() > 2 {
            let marked: Vec<u8> = std::iter::once(b'<')
                .chain(word.bytes().take(LONGEST))
                .chain(std::iter::once(b'>'))
                .collect();
            let runs = marked.windows(RUN);
            own.extend(runs.map(|run| (mixed(run.iter().copied().fold(start(b'r'), step)), OF_A_RUN)));
        }
        Self { stem, own }
    }
}

fn hash(kind: u8, one: &str, other: &str) -> u32 {
    let bytes = one.bytes().chain(std::iter::once(b'|')).chain(other.bytes());
    mixed(bytes.fold(start(kind), step))
}

/// FNV-1a, mixed at the end.
fn start(kind: u8) -> u32 {
    step(0x811c_9dc5, kind)
}

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash ^ (hash >> 12)
}
