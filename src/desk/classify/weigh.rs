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
/// Behind "en", when something else is said of another category.
const AT: f32 = 0.5;
/// A place, when something else is said of another category.
const WHERE: f32 = 0.2;
/// All hints together count no more than this.
const HINTS: f32 = 2.2;
/// Below this a phrase is a hint.
const HINT: f32 = 1.0;
/// What is said again counts half as much each time.
const AGAIN: f32 = 0.5;
/// A word of the subject that the text says is not meant.
const DENIED: f32 = 0.2;
/// What is left of a topic, whatever speaks against it.
const LEFT: f32 = 0.35;
/// What is left of a phrase all of whose words have already spoken for the same.
const HEARD: f32 = 0.1;
/// And of one of whose words some have.
const PARTLY: f32 = 0.8;

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
    /// Behind "en", and what is a place by nature.
    at: f32,
    places: f32,
    /// What speaks against it; not above 0.
    against: f32,
}

impl Sum {
    fn free(self) -> f32 {
        let free = self.free + self.hints.min(HINTS);
        (free + self.against).max(free * LEFT)
    }
}

/// Gives every hit its weight. What a word has said for a topic it hardly says again within another phrase.
pub(super) fn weigh(fields: &[(Field, Vec<Hit>)]) -> Vec<Said> {
    let mut times: Table<(u64, u64), i32> = Table::default();
    let mut said = Vec::new();
    let denied: Vec<u32> =
        fields.iter().flat_map(|(_, hits)| hits).filter(|hit| hit.denied).map(|hit| hit.label).collect();
    for (field, hits) in fields {
        let mut heard: Table<(u64, usize), ()> = Table::default();
        let mut hits: Vec<&Hit> = hits.iter().collect();
        hits.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        for hit in hits {
            let mut weight = 0.0;
            if !hit.negated {
                weight = hit.weight * field.factor() * late(hit.at.0);
                if hit.place == Standing::Of {
                    weight *= OF;
                }
                if *field == Field::Subject && denied.contains(&hit.label) {
                    weight *= DENIED;
                }
                if let Some(what) = what(hit) {
                    let count = times.entry((what, label(hit))).or_default();
                    weight *= AGAIN.powi((*count).min(20));
                    *count += 1;
                    weight *= fresh(hit, what, &mut heard);
                }
            }
            said.push(Said { hit: *hit, field: *field, weight });
        }
    }
    said
}

/// How much of a phrase's words has not been heard yet for the same thing.
fn fresh(hit: &Hit, what: u64, heard: &mut Table<(u64, usize), ()>) -> f32 {
    let mut all = 0.0;
    let mut new = 0.0;
    let second = hit.second_at.into_iter().flat_map(|(from, to)| from..=to);
    for at in (hit.at.0..=hit.at.1).chain(second) {
        all += 1.0;
        if heard.insert((what, at), ()).is_none() {
            new += 1.0;
        }
    }
    if new == all { 1.0 } else { HEARD + (1.0 - HEARD) * PARTLY * new / all }
}

/// What a hit speaks for.
fn what(hit: &Hit) -> Option<u64> {
    match hit.what {
        What::Topic(topic) => Some(u64::from(topic) << 1),
        What::Against(topic) => Some(u64::from(topic) << 1 | 1),
        What::Kind { kind, of } => Some(1 << 40 | (kind as u64) << 32 | of.map_or(0, |of| u64::from(of) + 1)),
        _ => None,
    }
}

/// By which words.
fn label(hit: &Hit) -> u64 {
    u64::from(hit.label) << 32 | u64::from(hit.second.map_or(0, |second| second + 1))
}

/// What speaks for every topic, by its place.
pub(super) fn sums(said: &[Said], topics: usize) -> Vec<f32> {
    let mut sums = vec![Sum::default(); topics];
    for one in said {
        let (What::Topic(topic) | What::Against(topic)) = one.hit.what else { continue };
        let Some(sum) = sums.get_mut(topic as usize) else { continue };
        if one.hit.weight < 0.0 {
            sum.against += one.weight;
        } else if one.hit.place == Standing::Where {
            sum.places += one.weight;
        } else if one.hit.place == Standing::At {
            sum.at += one.weight;
        } else if one.hit.weight < HINT {
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
            let (at, places) = if others > 0.0 { (AT, WHERE) } else { (1.0, 1.0) };
            (sum.free() + sum.at * at + sum.places * places).max(0.0)
        })
        .collect()
}
