//! [9] What is clearly none of the desk's business. Everything doubtful is a case.

use super::index::Topic;
use super::kind::Cues;
use super::phrases::What;
use super::weigh::Said;
use crate::config::catalog::CaseKind;

/// Least that must speak for a topic.
const LEAST: f32 = 2.4;
/// How much more than for any category.
const CLEARLY: f32 = 1.5;
/// With this much for a category something of the desk is spoken of.
const SOMETHING: f32 = 1.5;
/// With this much for a topic the name of a system alone, of which nothing else is said, changes nothing.
const SURELY: f32 = 10.0;
/// From here on a fault is spoken of.
const FAULT: f32 = 1.5;

/// The topic out of scope, by its place, when it clearly is one.
pub(super) fn out(said: &[Said], sums: &[f32], topics: &[Topic]) -> Option<usize> {
    let is_out = |place: &usize| topics.get(*place).is_some_and(|topic| topic.category.is_none());
    let most = |places: &mut dyn Iterator<Item = usize>| {
        places
            .map(|place| (place, sums.get(place).copied().unwrap_or(0.0)))
            .fold((0, 0.0f32), |best, one| if one.1 > best.1 { one } else { best })
    };
    let (best, mut sum) = most(&mut (0..topics.len()).filter(is_out));
    if sum < LEAST {
        return None;
    }
    // A question is asked of everything: it says nothing of what it is about.
    let speaks_of_the_desk = |place: &usize| {
        topics
            .get(*place)
            .and_then(|topic| topic.category)
            .is_some_and(|kinds| kinds.kind != CaseKind::Informative)
    };
    let (_, case) = most(&mut (0..topics.len()).filter(speaks_of_the_desk));
    let of_a_system = said.iter().any(|one| one.hit.what == What::System && !one.hit.negated);
    let of_a_fault = Cues::of(said, None).incident >= FAULT;
    if of_a_fault && (case >= SOMETHING || of_a_system && sum < SURELY) {
        return None;
    }
    if of_a_system {
        sum /= 2.0;
    }
    (sum >= LEAST && sum > CLEARLY * case).then_some(best)
}
