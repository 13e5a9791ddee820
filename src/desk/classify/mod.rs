//! [14] What a matter is: kind, category, priority, by the words of the catalogue; and what speaks for it.
//!
//! The words live in `vocabulary.toml` and the catalogue, none here. A text is read into word numbers ([`lexicon`],
//! [`tokens`]), phrases are looked for in it ([`phrases`], [`found`]), negation takes some out ([`negation`]), the rest
//! is weighed ([`weigh`]) and scored ([`score`]); then come kind ([`kind`]), impact ([`impact`]) and scope ([`scope`]).
//! What agents have corrected has a say through [`learned`]. Time is linear in a bounded part of the text.

mod explain;
pub mod figures;
mod found;
mod impact;
mod index;
mod kind;
pub mod learned;
mod lexicon;
mod negation;
mod phrases;
mod quick;
mod runs;
mod scope;
mod score;
mod sound;
#[cfg(test)]
mod tests;
mod tokens;
mod typos;
mod weigh;

use std::sync::Arc;

use crate::config::catalog::{CaseKind, Catalog, Priority};
use crate::config::vocabulary::Vocabulary;
use impact::Impact;
use index::{Index, Kinds};
use kind::Cues;
use learned::{Judge, Model};
use phrases::What;
use weigh::{Field, Said};

/// How much of the new text is read, in bytes.
const MOST_TEXT: usize = 8 << 10;
/// How much of the subject and of what was forwarded is read, in bytes.
const MOST_OTHER: usize = 2 << 10;

/// What a person wrote, as far as it says what the matter is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// The subject without noise.
    pub subject: &'a str,
    /// What they newly wrote, in all mails of the matter.
    pub text: &'a str,
    /// What they forwarded, when the mail is a forward.
    pub forwarded: &'a str,
}

/// What a matter is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classification {
    /// The category's id; `None` below the threshold.
    pub category: Option<String>,
    /// The kind; `None` below the threshold.
    pub kind: Option<CaseKind>,
    /// The priority: the category's, raised by the impact; `media` below the threshold.
    pub priority: Priority,
    /// How sure the best category is, from 0 to 1.
    pub score: f64,
    /// The best category's id, below the threshold too.
    pub best: Option<String>,
    /// [9] The topic's id, when it is clearly none of the desk's business.
    pub out_of_scope: Option<String>,
    /// Which words decided, in English sentences: for `explain`.
    pub why: Vec<String>,
    /// Which words decided, in Spanish: for the agent. "«impresora» en el asunto".
    pub because: Vec<String>,
}

/// The catalogue's words, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Classifier {
    index: Arc<Index>,
    threshold: f64,
    /// Taught by the vocabulary's examples.
    examples: Option<Arc<Judge>>,
    /// Taught by them which kind a matter is.
    kinds: Option<Arc<Judge>>,
    /// Taught by the agents' corrections.
    learned: Option<Arc<Judge>>,
}

impl Classifier {
    /// Prepares the words of catalogue and vocabulary. Below `threshold` (0 to 1) no category is given. `learned` is
    /// what the agents' corrections have taught, where it is to have a say.
    pub fn new(
        catalog: &Catalog,
        vocabulary: &Vocabulary,
        threshold: f64,
        learned: Option<Arc<Model>>,
    ) -> Self {
        let (categories, kinds) = learned::train_both(&vocabulary.examples);
        let examples = Judge::new(&categories, "the examples").map(Arc::new);
        let kinds = Judge::new(&kinds, "the examples").map(Arc::new);
        let index = Arc::new(Index::new(catalog, vocabulary));
        let fresh = Self { index, threshold, examples, kinds, learned: None };
        fresh.with_model(learned)
    }

    /// The same words with another model, or with none.
    #[must_use]
    pub fn with_model(&self, learned: Option<Arc<Model>>) -> Self {
        let learned = learned.and_then(|model| Judge::new(&model, "the agents")).map(Arc::new);
        Self { learned, ..self.clone() }
    }

    /// Says what a matter is.
    pub fn classify(&self, words: Words<'_>) -> Classification {
        let index = &*self.index;
        let said = self.said(words);
        let sums = weigh::sums(&said, index.topics.len());
        let mut why: Vec<String> = explain::negated(index, &said).into_iter().collect();
        if let Some(out) = scope::out(&said, &sums, &index.topics) {
            why.push(format!(
                "[9] out of scope, {}",
                explain::topic(index, &said, out, sums.get(out).copied().unwrap_or(0.0))
            ));
            let id = index.topics.get(out).map(|topic| topic.id.clone());
            let because = explain::topic_in_spanish(index, &said, out);
            return Classification { out_of_scope: id, why, because, ..Classification::default() };
        }
        let sums_before = sums;
        let mut sums = sums_before.clone();
        if Cues::of(&said, None).is_question() {
            why.extend(prefer_questions(index, &mut sums));
        }
        // What was only named to say that it is not meant is not likely either, whatever it is like.
        let is_denied = |place: &usize| {
            sums_before.get(*place).is_none_or(|sum| *sum <= 0.0)
                && said.iter().any(|one| one.hit.negated && one.hit.what == What::Topic(*place as u32))
        };
        let place = |id: &str| place_of(index, id).filter(|place| !is_denied(place));
        // Only the vocabulary's examples have some of no category.
        let mut none = 0.0;
        if let Some(judge) = &self.examples {
            let opinion = judge.ask(words);
            none = judge.none(&opinion, |id| place_of(index, id).is_some());
            why.extend(judge.add(&opinion, place, &mut sums));
        }
        if let Some(judge) = &self.learned {
            why.extend(judge.add(&judge.ask(words), place, &mut sums));
        }
        let ranked = ranked(index, &sums);
        let [(best, kinds, sum), second] = match ranked {
            [Some(best), second] => [best, second.unwrap_or((best.0, best.1, 0.0))],
            [None, _] => {
                why.push("nothing in it is a word of the catalogue".to_owned());
                return Classification { why, ..Classification::default() };
            }
        };
        let several = said.iter().any(|one| one.hit.what == What::Several);
        let score = score::score(sum, second.2, several) * f64::from(1.0 - none);
        why.push(explain::topic(index, &said, best, sum));
        if second.2 > 0.0 {
            why.push(format!("runner-up {}", explain::topic(index, &said, second.0, second.2)));
        }
        if none >= SOMEWHAT {
            why.push(format!("the examples take it for one of no category ({none:.2})"));
        }
        if several {
            why.push("it says that several matters follow".to_owned());
        }
        let id = index.topics.get(best).map(|topic| topic.id.clone());
        if score < self.threshold {
            why.push(format!("score {score:.2}, below the threshold {:.2}: not categorised", self.threshold));
            return Classification { score, best: id, why, ..Classification::default() };
        }
        why.push(format!("score {score:.2}, at or above the threshold {:.2}", self.threshold));
        let mut because = explain::topic_in_spanish(index, &said, best);
        let place = u32::try_from(best).unwrap_or(u32::MAX);
        let mut cues = Cues::of(&said, Some(place));
        if let Some(judge) = &self.kinds {
            judge.add_kinds(&judge.ask(words), &mut cues);
        }
        let kind = cues.kind(kinds);
        why.push(explain::kind(index, &said, place, kinds.kind, kind));
        if kind != kinds.kind {
            because.extend(explain::kind_in_spanish(index, &said, place, kind));
        }
        let impact = Impact::of(&said);
        let (priority, raised) = impact.priority(kinds.priority, kind);
        match raised {
            Some(words) => {
                why.push(format!(
                    "priority {}, raised from {} by {}",
                    priority.as_str(),
                    kinds.priority.as_str(),
                    explain::quoted(index, words, None)
                ));
                because.push(explain::priority_in_spanish(index, priority, words));
            }
            None => why.push(format!("priority {}: the category's own", priority.as_str())),
        }
        if let Some(words) = impact.urgent {
            why.push(format!("{} alone changes nothing", explain::quoted(index, words, None)));
        }
        Classification {
            category: id.clone(),
            kind: Some(kind),
            priority,
            score,
            best: id,
            out_of_scope: None,
            why,
            because,
        }
    }

    /// All phrases in it, weighed.
    fn said(&self, words: Words<'_>) -> Vec<Said> {
        let index = &*self.index;
        let look = |text: &str, most: usize| {
            let read = tokens::read(text, most, &index.lexicon, &index.joints, &index.runs);
            found::look(&read, &index.phrases, &index.negation)
        };
        weigh::weigh(&[
            (Field::Subject, look(words.subject, MOST_OTHER)),
            (Field::Text, look(words.text, MOST_TEXT)),
            (Field::Forwarded, look(words.forwarded, MOST_OTHER)),
        ])
    }
}

/// From here on `explain` says that a text is like those of no category.
const SOMEWHAT: f32 = 0.05;

/// How much more a pure question speaks for the categories of questions: "¿cómo se archiva en Orfeo?" is one about
/// Orfeo, and no case of Orfeo.
const QUESTION: f32 = 2.2;

/// Gives a pure question to the categories of questions. Says why, where there is one that anything speaks for.
fn prefer_questions(index: &Index, sums: &mut [f32]) -> Option<String> {
    let mut preferred = false;
    for (topic, sum) in index.topics.iter().zip(sums) {
        if topic.category.is_some_and(|kinds| kinds.kind == CaseKind::Informative) && *sum > 0.0 {
            *sum *= QUESTION;
            preferred = true;
        }
    }
    preferred.then(|| "it asks, and neither reports a fault nor wishes for anything".to_owned())
}

/// Where a category stands among the topics.
fn place_of(index: &Index, id: &str) -> Option<usize> {
    index.topics.iter().position(|topic| topic.category.is_some() && topic.id == id)
}

/// The two categories for which most speaks, with how much.
fn ranked(index: &Index, sums: &[f32]) -> [Option<(usize, Kinds, f32)>; 2] {
    let mut ranked = [None, None];
    for (place, (topic, sum)) in index.topics.iter().zip(sums).enumerate() {
        let Some(kinds) = topic.category.filter(|_| *sum > 0.0) else { continue };
        let here = Some((place, kinds, *sum));
        let beats = |other: Option<(usize, Kinds, f32)>| other.is_none_or(|(_, _, other)| *sum > other);
        let [first, second] = ranked;
        if beats(first) {
            ranked = [here, first];
        } else if beats(second) {
            ranked = [first, here];
        }
    }
    ranked
}
