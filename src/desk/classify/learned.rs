//! What the agents' corrections teach: multinomial naive Bayes over the stems of words and the runs of three to five
//! letters within them, hashed into buckets.
//!
//! It never decides alone: what it says is added to what the words of the catalogue say, as much as it is sure and has
//! seen examples, and `explain` names the words that moved it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Words;
use super::lexicon::stem;
use crate::desk::fold;

/// Buckets: bounds the model's size whatever it is trained on.
const BUCKETS: usize = 4096;
/// Most categories it tells apart; the rarest others are left out.
const MOST_CATEGORIES: usize = 64;
/// Below so many examples of a category it says nothing for it.
const LEAST_EXAMPLES: u32 = 5;
/// With so many examples of a category it has its full say.
const MANY_EXAMPLES: f32 = 25.0;
/// Most that it adds, in the weights of the words: as much as a word that nearly decides.
const WEIGHT: f32 = 5.0;
/// How sharp: the mean of the words' evidence is multiplied by this.
const SHARP: f32 = 14.0;
/// Smoothing: so many times every feature was seen in every category beforehand.
const SEEN: f32 = 0.1;
/// Most words of a text that are read.
const MOST_WORDS: usize = 120;
/// Longest word whose runs of letters are read, in bytes.
const LONGEST: usize = 24;
/// How many words `explain` names.
const NAMED: usize = 4;

/// A text and what it is, as an agent has set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The subject without noise.
    pub subject: String,
    /// What the person newly wrote.
    pub text: String,
    /// The category's id.
    pub category: String,
    /// The kind by the contract's name of it, where it is known. Kept for the figures; the model learns categories.
    pub kind: Option<String>,
}

/// What was learned. Serialises to at most a few megabytes of JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    categories: Vec<Learned>,
}

/// What was learned of one category.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Learned {
    id: String,
    examples: u32,
    /// How often each bucket was seen.
    counts: Vec<u32>,
}

/// Learns from examples; the order does not matter.
pub fn train(examples: &[Example]) -> Model {
    let mut by_id: BTreeMap<&str, Learned> = BTreeMap::new();
    for example in examples {
        let learned = by_id.entry(&example.category).or_insert_with(|| Learned {
            id: example.category.clone(),
            examples: 0,
            counts: vec![0; BUCKETS],
        });
        learned.examples += 1;
        for feature in words_of(&example.subject, &example.text).iter().flat_map(|word| &word.features) {
            if let Some(count) = learned.counts.get_mut(*feature as usize) {
                *count += 1;
            }
        }
    }
    let mut categories: Vec<Learned> = by_id.into_values().collect();
    categories.sort_by_key(|learned| std::cmp::Reverse(learned.examples));
    categories.truncate(MOST_CATEGORIES);
    Model { categories }
}

impl Model {
    /// How many examples it was made of.
    pub fn examples(&self) -> u32 {
        self.categories.iter().map(|learned| learned.examples).sum()
    }

    /// How likely each category with enough examples is, from 0 to 1, and the words that speak most for the likeliest.
    fn judge(&self, subject: &str, text: &str) -> (Vec<(&Learned, f32)>, Vec<String>) {
        let known: Vec<(&Learned, f32)> = self
            .categories
            .iter()
            .filter(|learned| learned.examples >= LEAST_EXAMPLES && learned.counts.len() == BUCKETS)
            .map(|learned| {
                let all: u64 = learned.counts.iter().map(|count| u64::from(*count)).sum();
                (learned, all as f32 + SEEN * BUCKETS as f32)
            })
            .collect();
        let words = words_of(subject, text);
        if known.len() < 2 || words.is_empty() {
            return (Vec::new(), Vec::new());
        }
        // By word, then by category: how much the word speaks for the category against the mean of all.
        let mut said: Vec<(&str, Vec<f32>)> = Vec::with_capacity(words.len());
        for word in &words {
            let of = |(learned, all): &(&Learned, f32)| -> f32 {
                let logs = word.features.iter().map(|feature| {
                    let count = learned.counts.get(*feature as usize).copied().unwrap_or(0);
                    ((count as f32 + SEEN) / all).ln()
                });
                logs.sum::<f32>() / word.features.len().max(1) as f32
            };
            let mut values: Vec<f32> = known.iter().map(of).collect();
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            values.iter_mut().for_each(|value| *value -= mean);
            said.push((&word.word, values));
        }
        let count = said.len() as f32;
        let totals: Vec<f32> = (0..known.len())
            .map(|place| said.iter().filter_map(|(_, values)| values.get(place)).sum::<f32>() / count)
            .map(|mean| (mean * SHARP).exp())
            .collect();
        let all: f32 = totals.iter().sum();
        let likely: Vec<(&Learned, f32)> =
            known.iter().zip(&totals).map(|((learned, _), total)| (*learned, total / all)).collect();
        let best = (0..likely.len()).fold(0, |best, place| {
            let of = |place: usize| likely.get(place).map_or(0.0, |one| one.1);
            if of(place) > of(best) { place } else { best }
        });
        let mut strongest: Vec<(&str, f32)> =
            said.iter().map(|(word, values)| (*word, values.get(best).copied().unwrap_or(0.0))).collect();
        strongest.sort_by(|one, other| other.1.total_cmp(&one.1));
        strongest.dedup_by(|one, other| one.0 == other.0);
        let named = strongest.iter().take(NAMED).filter(|(_, value)| *value > 0.0);
        (likely, named.map(|(word, _)| (*word).to_owned()).collect())
    }

    /// Adds what it says to what speaks for every topic; `place` finds a category among them. Says why.
    pub(super) fn add(
        &self,
        words: Words<'_>,
        place: impl Fn(&str) -> Option<usize>,
        sums: &mut [f32],
    ) -> Option<String> {
        let (likely, named) = self.judge(words.subject, words.text);
        // What a guess would have is nothing; the rest is shared out by how sure it is.
        let guess = 1.0 / likely.len().max(1) as f32;
        let mut best: Option<(&str, f32, f32)> = None;
        for (learned, share) in likely {
            let Some(sum) = place(&learned.id).and_then(|place| sums.get_mut(place)) else { continue };
            let seen = (learned.examples as f32 / MANY_EXAMPLES).min(1.0);
            let added = WEIGHT * seen * ((share - guess) / (1.0 - guess)).max(0.0);
            *sum += added;
            if best.is_none_or(|best| added > best.2) {
                best = Some((&learned.id, share, added));
            }
        }
        let (id, share, added) = best.filter(|best| best.2 > 0.05)?;
        let list: Vec<String> = named.iter().map(|word| format!("«{word}»")).collect();
        Some(format!("learned from the agents: {id} ({share:.2}, {added:+.1}), by {}", list.join(", ")))
    }
}

/// A word and its features.
struct Word {
    word: String,
    features: Vec<u32>,
}

/// The words of subject and text; those of the subject count twice.
fn words_of(subject: &str, text: &str) -> Vec<Word> {
    let subject = fold::words(fold::head(subject, 500));
    let text = fold::words(fold::head(text, 8 << 10));
    let all = subject.iter().chain(&subject).chain(&text);
    let is_word = |word: &&String| word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_digit());
    all.filter(is_word)
        .take(MOST_WORDS)
        .map(|word| Word { word: word.clone(), features: features(word) })
        .collect()
}

/// The buckets of a word: its stem, and the runs of three to five letters of the word between marks for its ends.
fn features(word: &str) -> Vec<u32> {
    let stem = stem(word);
    let mut features = vec![bucket(b's', stem.as_bytes())];
    let marked: Vec<u8> =
        std::iter::once(b'<').chain(word.bytes().take(LONGEST)).chain(std::iter::once(b'>')).collect();
    for length in 3..=5 {
        features.extend(marked.windows(length).map(|run| bucket(b'r', run)));
    }
    features
}

/// FNV-1a, so that a model read again on another machine means the same.
fn bucket(kind: u8, bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5u32;
    for byte in std::iter::once(kind).chain(bytes.iter().copied()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash % BUCKETS as u32
}
