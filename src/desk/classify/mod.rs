//! [14] What a matter is: kind, category, priority, by the words of the catalogue; and what speaks for it.
//!
//! The words live in `vocabulary.toml` and the catalogue, none here. A text is read into word numbers ([`lexicon`],
//! [`tokens`]), phrases are looked for in it ([`phrases`], [`found`]), negation takes some out ([`negation`]), the rest
//! is weighed ([`weigh`]) and scored ([`score`]); then come kind ([`kind`]), impact ([`impact`]) and scope ([`scope`]).
//! What the vocabulary's examples teach is joined with it ([`likeness`], [`joint`]); what agents have corrected has a
//! say through [`learned`]. Time is linear in a bounded part of the text.

mod explain;
mod features;
pub mod figures;
mod found;
mod impact;
mod index;
mod joint;
mod kind;
pub mod learned;
mod lexicon;
mod likeness;
mod linear;
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

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, LazyLock};

use crate::config::catalog::{CaseKind, Catalog, Priority};
use crate::config::vocabulary::Vocabulary;
use crate::desk::fold;
use impact::Impact;
use index::Index;
use joint::Evidence;
use kind::Cues;
use learned::{Judge, Model};
use lexicon::Reading;
use likeness::Learning;
use phrases::What;
use weigh::{Field, Said};

/// How much of the new text is read, in bytes.
const MOST_TEXT: usize = 8 << 10;
/// How much of the subject and of what was forwarded is read, in bytes.
const MOST_OTHER: usize = 2 << 10;
/// Longest word that tells nothing by itself, in bytes: "no", "del", a number.
const SHORT: usize = 3;
/// Most examples that are learned from: it is done at every start.
const MOST_EXAMPLES: usize = 20_000;

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
    likeness: Arc<Learning>,
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
        let is_category = |id: &str| catalog.category(id).is_some();
        let likeness = likeness::learning(&vocabulary.examples, is_category);
        let index = Arc::new(Index::new(catalog, vocabulary));
        let fresh = Self { index, threshold, likeness, learned: None };
        fresh.with_model(learned)
    }

    /// Learns from the vocabulary's examples now, so that the first mail need not wait for it.
    pub fn learn(&self) {
        LazyLock::force(&self.likeness);
    }

    /// The same words with another model, or with none.
    #[must_use]
    pub fn with_model(&self, learned: Option<Arc<Model>>) -> Self {
        let learned = learned.and_then(|model| Judge::new(&model, "the agents")).map(Arc::new);
        Self { learned, ..self.clone() }
    }

    /// The longer keywords in some texts, each by its number: what they speak of, without the words around it.
    pub fn keywords<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> BTreeSet<u32> {
        let mut keywords = BTreeSet::new();
        let all = texts.into_iter().flat_map(|text| fold::words(fold::head(text, MOST_OTHER)));
        for word in all.filter(|word| word.len() > SHORT) {
            if let Reading::Known(ids) = self.index.lexicon.read(&word) {
                keywords.extend(ids);
            }
        }
        keywords
    }

    /// Says what a matter is.
    pub fn classify(&self, words: Words<'_>) -> Classification {
        let index = &*self.index;
        let said = self.said(words);
        let likeness = self.likeness.as_ref().as_ref();
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
        let before = sums.clone();
        let mut sums = sums;
        if Cues::of(&said, None).is_question() {
            why.extend(prefer_questions(index, &mut sums));
        }
        // What was only named to say that it is not meant is not likely either, whatever it is like.
        let is_denied = |place: usize| {
            before.get(place).is_none_or(|sum| *sum <= 0.0)
                && said.iter().any(|one| one.hit.negated && one.hit.what == What::Topic(place as u32))
        };
        if let Some(judge) = &self.learned {
            let place = |id: &str| place_of(index, id).filter(|place| !is_denied(*place));
            let say = if likeness.is_some() { learned::BESIDE_EXAMPLES } else { learned::BESIDE_WORDS };
            why.extend(judge.add(&judge.ask(words), say, place, &mut sums));
        }
        let several = said.iter().any(|one| one.hit.what == What::Several);
        let opinion =
            likeness.and_then(|likeness| Some((likeness, likeness.ask(words, &unmeant(index, &said))?)));
        let evidence = Evidence { index, sums: &sums, opinion: opinion.as_ref(), several };
        let Some(decision) = evidence.decide(is_denied) else {
            why.push("nothing in it is a word of the catalogue".to_owned());
            return Classification { why, ..Classification::default() };
        };
        let (best, kinds, score) = (decision.best, decision.kinds, decision.score);
        why.push(explain::topic(index, &said, best, sums.get(best).copied().unwrap_or(0.0)));
        if let Some(second) = decision.second {
            let words = explain::topic(index, &said, second, sums.get(second).copied().unwrap_or(0.0));
            why.push(format!("runner-up {words}"));
        }
        why.extend(decision.why);
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
        because.extend(decision.because.filter(|_| because.is_empty()));
        let place = u32::try_from(best).unwrap_or(u32::MAX);
        let mut cues = Cues::of(&said, Some(place));
        if let Some((_, opinion)) = &opinion {
            cues.add(opinion);
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

/// The stems of words that were only named to say that they are not meant.
fn unmeant(index: &Index, said: &[Said]) -> Vec<String> {
    let is_topic = |one: &&Said| matches!(one.hit.what, What::Topic(_));
    let of = |negated: bool| {
        let these = said.iter().filter(is_topic).filter(move |one| one.hit.negated == negated);
        these.flat_map(|one| fold::words(index.phrases.label(one.hit.label))).map(|word| lexicon::stem(&word))
    };
    let meant: HashSet<String> = of(false).collect();
    of(true).filter(|stem| !meant.contains(stem)).collect()
}
