//! How much speaks for every topic: by where a word stands, how often it was said, and what else is said.

use super::found::{Hit, Standing};
use super::phrases::What;
use super::quick::Table;

/// Where something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Subject,
    Text,
    Forwarded,
}

impl Field {
    fn factor(self) -> f32 {
        match self {
            Self::Subject => 1.6,
            Self::Text => 1.0,
            Self::Forwarded => 0.5,
        }
    }
}

/// Behind "de": "la clave de Orfeo" is about the key.
const OF: f32 = 0.75;
/// Where something is, when something else is said of another category.
const WHERE: f32 = 0.2;
/// All hints together count no more than this.
const HINTS: f32 = 2.2;
/// Below this a phrase is a hint.
const HINT: f32 = 1.0;
/// What is said again counts half as much each time.
const AGAIN: f32 = 0.5;

/// What people write first is what they write for; a signature that was not known as one stands at the end.
fn late(at: usize) -> f32 {
    match at {
        0..50 => 1.0,
        50..100 => 0.8,
        100..250 => 0.5,
        _ => 0.25,
    }
}

/// A phrase and what it came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub hit: Hit,
    pub field: Field,
    /// What it adds to its topic or kind.
    pub weight: f32,
}

/// What speaks for one topic.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    free: f32,
    hints: f32,
    places: f32,
}

impl Sum {
    fn free(self) -> f32 {
        self.free + self.hints.min(HINTS)
    }
}

/// Gives every hit its weight.
pub(super) fn weigh(fields: &[(Field, Vec<Hit>)]) -> Vec<Said> {
    let mut times: Table<(u64, u64), i32> = Table::default();
    let mut said = Vec::new();
    for (field, hits) in fields {
        for hit in hits {
            let again = match (hit.negated, key(hit)) {
                (false, Some(key)) => {
                    let count = times.entry(key).or_default();
                    *count += 1;
                    AGAIN.powi((*count - 1).min(20))
                }
                _ => 1.0,
            };
            let of = if hit.place == Standing::Of { OF } else { 1.0 };
            let weight = if hit.negated { 0.0 } else { hit.weight * field.factor() * late(hit.at) * of * again };
            said.push(Said { hit: *hit, field: *field, weight });
        }
    }
    said
}

/// The same word for the same thing.
fn key(hit: &Hit) -> Option<(u64, u64)> {
    let what = match hit.what {
        What::Topic(topic) => u64::from(topic),
        What::Kind { kind, of } => 1 << 40 | (kind as u64) << 36 | of.map_or(0, |of| u64::from(of) + 1),
        _ => return None,
    };
    Some((what, u64::from(hit.label) << 32 | u64::from(hit.second.map_or(0, |second| second + 1))))
}

/// What speaks for every topic, by its place.
pub(super) fn sums(said: &[Said], topics: usize) -> Vec<f32> {
    let mut sums = vec![Sum::default(); topics];
    for one in said {
        let What::Topic(topic) = one.hit.what else { continue };
        let Some(sum) = sums.get_mut(topic as usize) else { continue };
        if one.hit.place == Standing::Where {
            sum.places += one.weight;
        } else if one.hit.weight > 0.0 && one.hit.weight < HINT {
            sum.hints += one.weight;
        } else {
            sum.free += one.weight;
        }
    }
    let mut best = [0.0f32; 2];
    for sum in &sums {
        let free = sum.free();
        if free > best[0] {
            best = [free, best[0]];
        } else if free > best[1] {
            best[1] = free;
        }
    }
    sums.iter()
        .map(|sum| {
            let others = if sum.free() < best[0] { best[0] } else { best[1] };
            let factor = if others > 0.0 { WHERE } else { 1.0 };
            (sum.free() + sum.places * factor).max(0.0)
        })
        .collect()
}
