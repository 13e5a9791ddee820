//! What the agents' corrections teach: multinomial naive Bayes over the stems of words and the runs of three to five
//! letters within them, hashed into buckets. It learns from few examples, and its counts are kept in the database.
//!
//! It never decides alone: what it says is added to what the words of the catalogue say, as much as it is sure and has
//! seen examples, and `explain` names the words that moved it.

use std::collections::{BTreeMap, HashSet};

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
const MANY_EXAMPLES: f32 = 15.0;
/// How sharp: the mean of the words' evidence is multiplied by this.
const SHARP: f32 = 22.0;
/// What is short says little: as if so many words that say nothing stood in every text.
const FEW: f32 = 5.0;
/// Its say where the words of the catalogue alone speak beside it.
pub(super) const BESIDE_WORDS: Say = Say { most: 8.0, alone: 2.5 };
/// Its say where the examples speak too: enough to turn what they are fairly sure of, since agents know better.
pub(super) const BESIDE_EXAMPLES: Say = Say { most: 10.0, alone: 10.0 };
/// Smoothing: so many times every feature was seen in every category beforehand.
const SEEN: f32 = 0.2;
/// Most words of a text that are read.
const MOST_WORDS: usize = 120;
/// Longest word whose runs of letters are read, in bytes.
const LONGEST: usize = 24;
/// How many words `explain` names.
const NAMED: usize = 4;

/// How much say it has, in the weights of the words, of which one that nearly decides has 5.
#[derive(Clone, Copy, Debug)]
pub(super) struct Say {
    /// Most that it adds.
    most: f32,
    /// Most that it adds for a category for which no word of the catalogue speaks.
    alone: f32,
}

/// A text and what it is, as an agent has set it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Example {
    /// The subject without noise.
    pub subject: String,
    /// What the person newly wrote.
    pub text: String,
    /// The category's id. What is of no category (too vague, out of scope) may have another word here: it then only
    /// speaks against the categories.
    pub category: String,
    /// The kind by the contract's name of it, where it is known. Learned from the vocabulary's examples.
    #[serde(default)]
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

/// Learns from examples which category a text is of; the order does not matter.
pub fn train(examples: &[Example]) -> Model {
    let mut learner = Learner::default();
    for example in examples {
        learner.learn(&example.category, &words_of(&example.subject, &example.text));
    }
    learner.model()
}

/// A model that is being made.
#[derive(Default)]
struct Learner<'a> {
    by_id: BTreeMap<&'a str, Learned>,
}

impl<'a> Learner<'a> {
    fn learn(&mut self, id: &'a str, words: &[Word]) {
        let learned = self.by_id.entry(id).or_insert_with(|| Learned {
            id: id.to_owned(),
            examples: 0,
            counts: vec![0; BUCKETS],
        });
        learned.examples += 1;
        for feature in words.iter().flat_map(|word| &word.features) {
            if let Some(count) = learned.counts.get_mut(*feature as usize) {
                *count += 1;
            }
        }
    }

    fn model(self) -> Model {
        let mut categories: Vec<Learned> = self.by_id.into_values().collect();
        categories.sort_by_key(|learned| std::cmp::Reverse(learned.examples));
        categories.truncate(MOST_CATEGORIES);
        Model { categories }
    }
}

impl Model {
    /// How many examples it was made of.
    pub fn examples(&self) -> u32 {
        self.categories.iter().map(|learned| learned.examples).sum()
    }
}

/// A model made ready to be asked.
#[derive(Debug)]
pub(super) struct Judge {
    /// The categories it knows enough of: id, and how much of its say it has.
    categories: Vec<(String, f32)>,
    /// By bucket, then by category: how much it speaks for the category against the mean of all.
    weights: Vec<f32>,
    /// Who has taught it, for `explain`.
    teacher: &'static str,
}

/// What a judge takes a text for.
#[derive(Debug)]
pub(super) struct Opinion {
    /// How likely each of its categories is, from 0 to 1.
    likely: Vec<f32>,
    /// The words that speak most for the likeliest.
    named: Vec<String>,
}

impl Judge {
    /// Of a model; `None` when that knows too little to tell two categories apart.
    pub fn new(model: &Model, teacher: &'static str) -> Option<Self> {
        let enough =
            |learned: &&Learned| learned.examples >= LEAST_EXAMPLES && learned.counts.len() == BUCKETS;
        let known: Vec<&Learned> = model.categories.iter().filter(enough).collect();
        if known.len() < 2 {
            return None;
        }
        let total = |learned: &&Learned| -> f32 {
            let all: u64 = learned.counts.iter().map(|count| u64::from(*count)).sum();
            all as f32 + SEEN * BUCKETS as f32
        };
        let totals: Vec<f32> = known.iter().map(total).collect();
        let mut weights = Vec::with_capacity(BUCKETS * known.len());
        for bucket in 0..BUCKETS {
            let from = weights.len();
            for (learned, total) in known.iter().zip(&totals) {
                let count = learned.counts.get(bucket).copied().unwrap_or(0);
                weights.push(((count as f32 + SEEN) / total).ln());
            }
            let row = weights.get_mut(from..).unwrap_or_default();
            let mean = row.iter().sum::<f32>() / row.len() as f32;
            row.iter_mut().for_each(|weight| *weight -= mean);
        }
        let categories = known
            .iter()
            .map(|learned| (learned.id.clone(), (learned.examples as f32 / MANY_EXAMPLES).min(1.0)))
            .collect();
        Some(Self { categories, weights, teacher })
    }

    /// What it takes a text for.
    pub fn ask(&self, words: Words<'_>) -> Opinion {
        let count = self.categories.len();
        let words = words_of(words.subject, words.text);
        let mut totals = vec![0.0; count];
        let mut by_word: Vec<f32> = Vec::with_capacity(count * words.len());
        for word in &words {
            let from = by_word.len();
            by_word.resize(from + count, 0.0);
            let values = by_word.get_mut(from..).unwrap_or_default();
            for feature in &word.features {
                let from = *feature as usize * count;
                let row = self.weights.get(from..from + count).unwrap_or_default();
                values.iter_mut().zip(row).for_each(|(value, weight)| *value += weight);
            }
            let share = 1.0 / word.features.len().max(1) as f32;
            for (value, total) in values.iter_mut().zip(&mut totals) {
                *value *= share;
                *total += *value;
            }
        }
        let scale = SHARP / (words.len() as f32 + FEW);
        totals.iter_mut().for_each(|total| *total = (*total * scale).exp());
        let all: f32 = totals.iter().sum();
        totals.iter_mut().for_each(|total| *total /= all);
        let best =
            (0..count).fold(0, |best, place| if totals.get(place) > totals.get(best) { place } else { best });
        let mut strongest: Vec<(&str, f32)> = words
            .iter()
            .zip(by_word.chunks(count))
            .map(|(word, values)| (word.word.as_str(), values.get(best).copied().unwrap_or(0.0)))
            .collect();
        strongest.sort_by(|one, other| other.1.total_cmp(&one.1));
        strongest.dedup_by(|one, other| one.0 == other.0);
        let named = strongest.iter().take(NAMED).filter(|(_, value)| *value > 0.0);
        Opinion { likely: totals, named: named.map(|(word, _)| (*word).to_owned()).collect() }
    }

    /// Adds what it says to what speaks for every topic; `place` finds a category among them. Says why.
    pub fn add(
        &self,
        opinion: &Opinion,
        weight: Say,
        place: impl Fn(&str) -> Option<usize>,
        sums: &mut [f32],
    ) -> Option<String> {
        let Opinion { likely, named } = opinion;
        // What a guess would have is nothing; the rest is shared out by how sure it is.
        let guess = 1.0 / likely.len().max(1) as f32;
        let mut best: Option<(&str, f32, f32)> = None;
        for ((id, say), share) in self.categories.iter().zip(likely.iter().copied()) {
            let Some(sum) = place(id).and_then(|place| sums.get_mut(place)) else { continue };
            let added = (weight.most * say * ((share - guess) / (1.0 - guess)).max(0.0))
                .min(weight.alone * share + *sum);
            *sum += added;
            if best.is_none_or(|best| added > best.2) {
                best = Some((id, share, added));
            }
        }
        let (id, share, added) = best.filter(|best| best.2 > 0.05)?;
        let list: Vec<String> = named.iter().map(|word| format!("«{word}»")).collect();
        Some(format!("learned from {}: {id} ({share:.2}, {added:+.1}), by {}", self.teacher, list.join(", ")))
    }
}

/// A word and its features.
struct Word {
    word: String,
    features: Vec<u32>,
}

/// The words of subject and text, each once: what is said often is not said by more people.
fn words_of(subject: &str, text: &str) -> Vec<Word> {
    let subject = fold::words(fold::head(subject, 500));
    let text = fold::words(fold::head(text, 8 << 10));
    let mut seen = HashSet::new();
    let all = subject.into_iter().chain(text);
    let is_word = |word: &String| word.len() > 2 && !word.bytes().all(|byte| byte.is_ascii_digit());
    all.filter(is_word)
        .filter(|word| seen.insert(word.clone()))
        .take(MOST_WORDS)
        .map(|word| Word { features: features(&word), word })
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
