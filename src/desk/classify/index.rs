//! Vocabulary and catalogue made ready: the lexicon, the phrases, and what the topics are.

use super::lexicon::Lexicon;
use super::negation;
use super::phrases::{Groups, Phrases, What, same};
use super::runs::Runs;
use super::tokens::Joints;
use crate::config::catalog::{CaseKind, Catalog, Priority};
use crate::config::vocabulary::{Vocabulary, Weighed};

/// A word that nearly decides.
const STRONG: f32 = 5.0;
/// What the entity itself has called strong, in its catalogue: it knows better than any vocabulary.
const OWN: f32 = 9.0;
/// A keyword.
const KEYWORD: f32 = 2.5;
/// A hint.
const WEAK: f32 = 0.9;
/// A word against a category.
const AGAINST: f32 = -4.0;

/// A category, or a topic out of scope.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    /// Its id.
    pub id: String,
    /// What a category is; `None` for what is out of scope.
    pub category: Option<Kinds>,
}

/// What a category's cases are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    /// Unless the words say otherwise.
    pub kind: CaseKind,
    /// Whatever the words say.
    pub stays: bool,
    /// Unless the impact raises it.
    pub priority: Priority,
}

/// All that a text is held against.
#[derive(Debug)]
pub(super) struct Index {
    pub lexicon: Lexicon,
    pub joints: Joints,
    pub runs: Runs,
    pub phrases: Phrases,
    pub negation: negation::Words,
    pub topics: Vec<Topic>,
}

impl Index {
    pub fn new(catalog: &Catalog, vocabulary: &Vocabulary) -> Self {
        let lexicon = Lexicon::new(vocabulary);
        let mut build = Build { lexicon, phrases: Phrases::default(), groups: Groups(&vocabulary.groups) };
        let negation = negation::Words::new(vocabulary, &mut build.lexicon);
        let mut topics = Vec::new();
        for category in &catalog.categories {
            let place = u32::try_from(topics.len()).unwrap_or(u32::MAX);
            let words = vocabulary.category.get(&category.id);
            // The entity has weighed its own strong and weak words: they stand first. Its plain keywords are weighed by
            // the vocabulary, where that knows them.
            build.topic(place, &category.strong, OWN);
            build.topic(place, &category.weak, WEAK);
            if let Some(words) = words {
                let kept = |list: &[String]| without(list, &category.without);
                build.topic(place, &kept(&words.strong), STRONG);
                build.topic(place, &kept(&words.weak), WEAK);
                build.topic(place, &kept(&words.keywords), KEYWORD);
                build.all(&kept(&words.against), What::Against(place), AGAINST);
                build.kinds_of(place, &kept(&words.incident), CaseKind::Incident);
                build.kinds_of(place, &kept(&words.request), CaseKind::Request);
            }
            build.topic(place, &category.keywords, KEYWORD);
            if category.kind == CaseKind::Informative {
                build.phrases.add_question(What::Topic(place), STRONG);
            }
            topics.push(Topic {
                id: category.id.clone(),
                category: Some(Kinds {
                    kind: category.kind,
                    stays: words.is_some_and(|words| words.kind_stays)
                        || category.kind == CaseKind::Informative,
                    priority: category.priority,
                }),
            });
        }
        for topic in &catalog.out_of_scope {
            let place = u32::try_from(topics.len()).unwrap_or(u32::MAX);
            if let Some(words) = vocabulary.out_of_scope.get(&topic.id) {
                build.topic(place, &words.strong, STRONG);
                build.topic(place, &words.weak, WEAK);
                build.topic(place, &words.keywords, KEYWORD);
                build.all(&words.against, What::Against(place), AGAINST);
            }
            build.topic(place, &topic.keywords, KEYWORD);
            topics.push(Topic { id: topic.id.clone(), category: None });
        }
        for (kind, cues) in [
            (CaseKind::Incident, &vocabulary.kind.incident),
            (CaseKind::Request, &vocabulary.kind.request),
            (CaseKind::Informative, &vocabulary.kind.informative),
        ] {
            build.kind(kind, cues);
        }
        build.phrases.add_question(What::Kind { kind: CaseKind::Informative, of: None }, STRONG);
        for (words, what) in [
            (&vocabulary.several, What::Several),
            (&vocabulary.systems, What::System),
            (&vocabulary.negation.denials, What::Denial),
            (&vocabulary.negation.fine, What::Fine),
            (&vocabulary.impact.many, What::Many),
            (&vocabulary.impact.stopped, What::Stopped),
            (&vocabulary.impact.urgent, What::Urgent),
        ] {
            build.all(words, what, 1.0);
        }
        for place in &vocabulary.place.places {
            build.phrases.add_place(place, &build.groups, &mut build.lexicon);
        }
        Self {
            lexicon: build.lexicon,
            joints: Joints::new(vocabulary),
            runs: Runs::new(&vocabulary.noise, &vocabulary.questions),
            phrases: build.phrases,
            negation,
            topics,
        }
    }
}

struct Build<'a> {
    lexicon: Lexicon,
    phrases: Phrases,
    groups: Groups<'a>,
}

impl Build<'_> {
    fn all(&mut self, words: &[String], what: What, weight: f32) {
        for word in words {
            self.phrases.add(word, what, weight, &self.groups, &mut self.lexicon);
        }
    }

    fn topic(&mut self, place: u32, words: &[String], weight: f32) {
        self.all(words, What::Topic(place), weight);
    }

    fn kind(&mut self, kind: CaseKind, cues: &Weighed) {
        for (words, weight) in [(&cues.strong, STRONG), (&cues.keywords, KEYWORD), (&cues.weak, WEAK)] {
            self.all(words, What::Kind { kind, of: None }, weight);
        }
    }

    fn kinds_of(&mut self, place: u32, words: &[String], kind: CaseKind) {
        self.all(words, What::Kind { kind, of: Some(place) }, STRONG);
    }
}

/// A list without the words that an entity does not want in it.
fn without(list: &[String], unwanted: &[String]) -> Vec<String> {
    list.iter().filter(|word| !unwanted.iter().any(|one| same(one, word))).cloned().collect()
}
