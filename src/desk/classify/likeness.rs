//! What the vocabulary's examples teach: category and kind of a text by its likeness to theirs.
//!
//! Two regressions ([`linear`](super::linear)) over the same features ([`features`](super::features)), weighed by how
//! rare they are. Their say is joined with the words' in [`Classifier`](super::Classifier).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::UnwindSafe;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::features::{Features, Reader};
use super::learned::Example;
use super::linear::{Entry, Linear};
use super::quick::Table;
use super::{MOST_EXAMPLES, Words};
use crate::config::catalog::CaseKind;

/// Below so many examples of a category nothing is learned of it.
const LEAST_EXAMPLES: usize = 5;
/// What fewer texts than these have in them is passed over.
const LEAST_TEXTS: u32 = 2;
/// How many words `explain` names.
const NAMED: usize = 4;
/// The kinds, by the number that stands for each.
const KINDS: [CaseKind; 3] = [CaseKind::Incident, CaseKind::Request, CaseKind::Informative];

/// What was learned.
#[derive(Debug)]
pub(super) struct Likeness {
    /// Of every feature its place, and what it weighs.
    known: Table<u32, Entry>,
    /// The categories' ids, in the order of their numbers. The number behind them is that of no category.
    ids: Vec<String>,
    categories: Linear,
    kinds: Linear,
}

/// What will have been learned when it is first asked for: a command that judges no mail never waits for it.
pub(super) type Learning =
    LazyLock<Option<Likeness>, Box<dyn FnOnce() -> Option<Likeness> + Send + UnwindSafe>>;

/// How many ways of learning are remembered, so that reading an unchanged catalogue again teaches nothing anew.
const REMEMBERED: usize = 4;

/// By what was to be learned: its examples and the categories they are of.
static LEARNED: Mutex<Vec<(u64, Arc<Learning>)>> = Mutex::new(Vec::new());

/// What examples teach of the categories that there are. The same examples and categories are learned from once in the
/// life of the program.
pub(super) fn learning(examples: &[Example], is_category: impl Fn(&str) -> bool) -> Arc<Learning> {
    let examples: Vec<Example> = examples.iter().take(MOST_EXAMPLES).cloned().collect();
    let categories: BTreeSet<String> =
        examples.iter().map(|example| example.category.clone()).filter(|id| is_category(id)).collect();
    let mut hasher = DefaultHasher::new();
    (&examples, &categories).hash(&mut hasher);
    let name = hasher.finish();
    let mut learned = LEARNED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = learned.iter().find(|(other, _)| *other == name) {
        return known.clone();
    }
    let new: Arc<Learning> =
        Arc::new(LazyLock::new(Box::new(move || Likeness::new(&examples, |id| categories.contains(id)))));
    if learned.len() == REMEMBERED {
        learned.remove(0);
    }
    learned.push((name, new.clone()));
    new
}

/// What it takes a text for.
#[derive(Debug)]
pub(super) struct Opinion {
    /// The logarithm of how likely each category is; last, of how likely none.
    categories: Vec<f32>,
    kinds: Vec<f32>,
    /// The text's words, and where each feature that is known stands: in the vector, and its word's place.
    words: Vec<String>,
    vector: Vec<Entry>,
    words_of: Vec<u32>,
}

impl Likeness {
    /// Of examples; those of what is no category teach what a text of none is like. `None` when there are too few to
    /// tell two categories apart.
    fn new(examples: &[Example], is_category: impl Fn(&str) -> bool) -> Option<Self> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for example in examples.iter().filter(|example| is_category(&example.category)) {
            *counts.entry(&example.category).or_default() += 1;
        }
        counts.retain(|_, count| *count >= LEAST_EXAMPLES);
        if counts.len() < 2 {
            return None;
        }
        let ids: Vec<String> = counts.keys().map(|id| (*id).to_owned()).collect();
        // What is of a category with too few examples is neither like the others nor like none.
        let number = |id: &str| match ids.iter().position(|one| one == id) {
            None if is_category(id) => None,
            known => Some(known.unwrap_or(ids.len())),
        };
        let labelled: Vec<(&Example, usize)> =
            examples.iter().filter_map(|example| Some((example, number(&example.category)?))).collect();
        let mut reader = Reader::default();
        let mut read = |example: &Example| {
            let words = Words { subject: &example.subject, text: &example.text, forwarded: "" };
            Features::of(words, &[], &mut reader)
        };
        let texts: Vec<Features> = labelled.iter().map(|(example, _)| read(example)).collect();
        let known = known(&texts);
        let vectors: Vec<Vec<Entry>> = texts.iter().map(|text| vector(&known, text).0).collect();
        let of_categories: Vec<(&[Entry], usize)> =
            vectors.iter().zip(&labelled).map(|(vector, (_, number))| (vector.as_slice(), *number)).collect();
        let of_kinds: Vec<(&[Entry], usize)> = vectors
            .iter()
            .zip(&labelled)
            .filter_map(|(vector, (example, _))| {
                let kind = CaseKind::parse(example.kind.as_deref()?)?;
                Some((vector.as_slice(), KINDS.iter().position(|one| *one == kind)?))
            })
            .collect();
        let categories = Linear::train(&of_categories, known.len(), ids.len() + 1);
        let kinds = Linear::train(&of_kinds, known.len(), KINDS.len());
        Some(Self { known, ids, categories, kinds })
    }

    /// What it takes a text for; words whose stem is one of `unmeant` are passed over. `None` when the text is like
    /// nothing that was ever seen.
    pub fn ask(&self, words: Words<'_>, unmeant: &[String]) -> Option<Opinion> {
        let text = Features::of_mail(words, unmeant);
        let (vector, words_of) = vector(&self.known, &text);
        (!vector.is_empty()).then(|| Opinion {
            categories: self.categories.log_likely(&vector),
            kinds: self.kinds.log_likely(&vector),
            words: text.words,
            vector,
            words_of,
        })
    }

    /// The logarithm of how likely a category is: of one it never heard of, as if all were as likely.
    pub fn of_category(&self, opinion: &Opinion, id: &str) -> f32 {
        let number = self.ids.binary_search_by(|one| one.as_str().cmp(id)).ok();
        let told = number.and_then(|number| opinion.categories.get(number).copied());
        told.unwrap_or_else(|| -((self.ids.len() + 1) as f32).ln())
    }

    /// The words that speak most for a category.
    pub fn named(&self, opinion: &Opinion, id: &str) -> Vec<String> {
        let Ok(number) = self.ids.binary_search_by(|one| one.as_str().cmp(id)) else { return Vec::new() };
        let mut sums = vec![0.0f32; opinion.words.len()];
        for ((place, value), word) in opinion.vector.iter().zip(&opinion.words_of) {
            if let Some(sum) = sums.get_mut(*word as usize) {
                *sum += value * self.categories.weight(*place, number);
            }
        }
        let mut strongest: Vec<(&String, f32)> =
            opinion.words.iter().zip(sums).filter(|(_, sum)| *sum > 0.0).collect();
        strongest.sort_by(|one, other| other.1.total_cmp(&one.1));
        let mut seen = HashSet::new();
        let fresh = strongest.into_iter().filter(|(word, _)| seen.insert(*word));
        fresh.take(NAMED).map(|(word, _)| word.clone()).collect()
    }
}

impl Opinion {
    /// The logarithm of how likely it is that a text is of no category: too vague, or out of scope.
    pub fn none(&self) -> f32 {
        self.categories.last().copied().unwrap_or(f32::MIN)
    }

    /// The logarithm of how likely each kind is.
    pub fn kinds(&self) -> impl Iterator<Item = (CaseKind, f32)> {
        KINDS.into_iter().zip(self.kinds.iter().copied())
    }
}

/// All that at least two texts have in them, what most have first: places that are often looked at stand together.
fn known(texts: &[Features]) -> Table<u32, Entry> {
    let mut counts: Table<u32, u32> = Table::default();
    for feature in texts.iter().flat_map(|text| &text.list) {
        *counts.entry(feature.hash).or_default() += 1;
    }
    let mut list: Vec<(u32, u32)> = counts.into_iter().filter(|(_, count)| *count >= LEAST_TEXTS).collect();
    list.sort_unstable_by_key(|(hash, count)| (std::cmp::Reverse(*count), *hash));
    let all = texts.len() as f32 + 1.0;
    let weighed = list.into_iter().zip(0u32..);
    weighed.map(|((hash, count), place)| (hash, (place, (all / (count as f32 + 1.0)).ln()))).collect()
}

/// A text as a vector of length 1, and the word of each of its entries.
fn vector(known: &Table<u32, Entry>, text: &Features) -> (Vec<Entry>, Vec<u32>) {
    let mut vector = Vec::with_capacity(text.list.len());
    let mut words = Vec::with_capacity(text.list.len());
    let mut square = 0.0f32;
    for feature in &text.list {
        let Some((place, weight)) = known.get(&feature.hash) else { continue };
        let value = feature.value * weight;
        square += value * value;
        vector.push((*place, value));
        words.push(feature.word);
    }
    let length = square.sqrt().max(f32::MIN_POSITIVE);
    vector.iter_mut().for_each(|(_, value)| *value /= length);
    (vector, words)
}
