//! What a text is taken apart into for the examples' models: the stems of its words, pairs of neighbours, and the runs
//! of four letters within words, which bear typos and endings.

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

impl Features {
    /// Of what a person wrote. Words whose stem is one of `unmeant` are passed over.
    pub fn of(words: Words<'_>, unmeant: &[String]) -> Self {
        let mut features = Self::default();
        for text in [words.subject, words.text, words.forwarded] {
            features.read(text, unmeant);
        }
        features.list.sort_unstable_by_key(|feature| (feature.hash, feature.word));
        features.list.dedup_by_key(|feature| feature.hash);
        features
    }

    fn read(&mut self, text: &str, unmeant: &[String]) {
        let mut before = String::from("^");
        for word in fold::words(fold::head(text, MOST_TEXT)).into_iter().take(MOST_WORDS) {
            // Numbers of plates, cases and telephones are nobody's words.
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                before.clear();
                before.push('#');
                continue;
            }
            let stem = stem(&word);
            if unmeant.contains(&stem) {
                continue;
            }
            self.add(hash(b's', &stem, ""), 1.0);
            self.add(hash(b'p', &before, &stem), 1.0);
            if word.len() > 2 {
                let marked: Vec<u8> = std::iter::once(b'<')
                    .chain(word.bytes().take(LONGEST))
                    .chain(std::iter::once(b'>'))
                    .collect();
                for run in marked.windows(RUN) {
                    self.add(mixed(run.iter().fold(start(b'r'), |hash, byte| step(hash, *byte))), OF_A_RUN);
                }
            }
            before = stem;
            self.words.push(word);
        }
    }

    fn add(&mut self, hash: u32, value: f32) {
        let word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.list.push(Feature { hash, value, word });
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
