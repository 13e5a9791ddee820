//! The phrases of vocabulary and catalogue as one tree over word numbers, and what each stands for.

use super::lexicon::{Lexicon, UNKNOWN};
use super::quick::Table;
use crate::config::catalog::CaseKind;
use crate::desk::fold;

/// Most phrases that one entry with groups may stand for.
const MOST_EXPANDED: usize = 4000;

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It speaks for a category or an out-of-scope topic, by its place in the list of topics.
    Topic(u32),
    /// It speaks against a category or topic.
    Against(u32),
    /// It speaks for a kind; with `of`, only within that category.
    Kind { kind: CaseKind, of: Option<u32> },
    /// What follows is not meant.
    Denial,
    /// What its clause names is well.
    Fine,
    /// Several matters follow.
    Several,
    /// A system of the entity.
    System,
    /// Many are hit.
    Many,
    /// Somebody cannot work.
    Stopped,
    /// "urgente".
    Urgent,
    /// One half of a pair `a ~ b`.
    Side { pair: u32, second: bool },
}

/// Which phrases a longer phrase hides: those of its own role within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Topic,
    Against,
    Kind,
    Context,
    Side,
}

impl What {
    pub fn role(self) -> Role {
        match self {
            Self::Topic(_) => Role::Topic,
            Self::Against(_) => Role::Against,
            Self::Kind { .. } => Role::Kind,
            Self::Side { .. } => Role::Side,
            _ => Role::Context,
        }
    }
}

/// What a phrase says, and with how much weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    /// What it says.
    pub what: What,
    /// How much.
    pub weight: f32,
    /// The phrase, by its place in the list of labels.
    pub label: u32,
}

/// Two phrases that together say something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// What they say.
    pub what: What,
    /// How much.
    pub weight: f32,
}

#[derive(Debug, Default)]
struct Node {
    targets: Vec<Target>,
    /// The first word says where something is.
    is_place: bool,
}

/// All phrases.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    nodes: Vec<Node>,
    /// From the root, by word number.
    roots: Vec<Option<u32>>,
    next: Table<u64, u32>,
    labels: Vec<Box<str>>,
    pairs: Vec<Pair>,
    questions: Vec<Target>,
}

impl Phrases {
    /// Adds an entry of the vocabulary: a phrase, or two with `~` between them, with groups.
    pub fn add(&mut self, entry: &str, what: What, weight: f32, groups: &Groups, lexicon: &mut Lexicon) {
        let Some((first, second)) = entry.split_once('~') else {
            for phrase in groups.expand(entry) {
                self.add_plain(&phrase, what, weight, lexicon);
            }
            return;
        };
        let Ok(pair) = u32::try_from(self.pairs.len()) else { return };
        self.pairs.push(Pair { what, weight });
        for (side, second) in [(first, false), (second, true)] {
            for phrase in groups.expand(side) {
                self.add_plain(&phrase, What::Side { pair, second }, 0.0, lexicon);
            }
        }
    }

    fn add_plain(&mut self, phrase: &str, what: What, weight: f32, lexicon: &mut Lexicon) {
        let ids = lexicon.add_phrase(phrase);
        let Some(node) = self.make(&ids) else { return };
        let Ok(label) = u32::try_from(self.labels.len()) else { return };
        let Some(node) = self.nodes.get_mut(node as usize) else { return };
        // The first entry stands: the catalogue's own words come before the vocabulary's.
        if !node.targets.iter().any(|target| target.what == what) {
            node.targets.push(Target { what, weight, label });
            self.labels.push(phrase.trim().into());
        }
    }

    /// Adds what the beginning of a question says.
    pub fn add_question(&mut self, what: What, weight: f32) {
        let Ok(label) = u32::try_from(self.labels.len()) else { return };
        self.labels.push("¿...?".into());
        self.questions.push(Target { what, weight, label });
    }

    /// What the beginning of a question says.
    pub fn questions(&self) -> &[Target] {
        &self.questions
    }

    /// Marks a phrase as a place by nature.
    pub fn add_place(&mut self, entry: &str, groups: &Groups, lexicon: &mut Lexicon) {
        for phrase in groups.expand(entry) {
            let ids = lexicon.add_phrase(&phrase);
            let node = self.make(ids.get(..1).unwrap_or_default());
            if let Some(node) = node.and_then(|node| self.nodes.get_mut(node as usize)) {
                node.is_place = true;
            }
        }
    }

    /// The node of a run of words; `None` for no words.
    fn make(&mut self, ids: &[u32]) -> Option<u32> {
        let (first, rest) = ids.split_first()?;
        let place = *first as usize;
        if self.roots.len() <= place {
            self.roots.resize(place + 1, None);
        }
        let mut node = match self.roots.get(place).copied().flatten() {
            Some(node) => node,
            None => {
                let node = self.fresh()?;
                *self.roots.get_mut(place)? = Some(node);
                node
            }
        };
        for id in rest {
            node = match self.next.get(&key(node, *id)) {
                Some(next) => *next,
                None => {
                    let fresh = self.fresh()?;
                    self.next.insert(key(node, *id), fresh);
                    fresh
                }
            };
        }
        Some(node)
    }

    fn fresh(&mut self) -> Option<u32> {
        let index = u32::try_from(self.nodes.len()).ok()?;
        self.nodes.push(Node::default());
        Some(index)
    }

    /// Where phrases that begin with a word go on.
    pub fn root(&self, id: u32) -> Option<u32> {
        if id == UNKNOWN { None } else { self.roots.get(id as usize).copied().flatten() }
    }

    /// Where a phrase goes on with a word.
    pub fn step(&self, node: u32, id: u32) -> Option<u32> {
        self.next.get(&key(node, id)).copied()
    }

    /// What the phrase that ends here says.
    pub fn targets(&self, node: u32) -> &[Target] {
        self.nodes.get(node as usize).map_or(&[], |node| &node.targets)
    }

    /// Whether a word is a place by nature.
    pub fn is_place(&self, id: u32) -> bool {
        self.root(id).and_then(|node| self.nodes.get(node as usize)).is_some_and(|node| node.is_place)
    }

    /// A phrase as the vocabulary writes it.
    pub fn label(&self, label: u32) -> &str {
        self.labels.get(label as usize).map_or("", |label| label)
    }

    /// The pairs.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }
}

fn key(node: u32, id: u32) -> u64 {
    u64::from(node) << 32 | u64::from(id)
}

/// The groups of phrases that `{name}` stands for.
#[derive(Debug)]
pub(super) struct Groups<'a>(pub &'a std::collections::BTreeMap<String, Vec<String>>);

impl Groups<'_> {
    /// All phrases that an entry stands for.
    pub fn expand(&self, entry: &str) -> Vec<String> {
        let mut phrases = vec![String::new()];
        let mut rest = entry;
        loop {
            let (plain, group) = match rest.split_once('{') {
                Some((plain, after)) => {
                    let (name, behind) = after.split_once('}').unwrap_or((after, ""));
                    rest = behind;
                    (plain, self.0.get(name.trim()))
                }
                None => (std::mem::take(&mut rest), None),
            };
            for phrase in &mut phrases {
                phrase.push_str(plain);
            }
            if let Some(group) = group {
                phrases = phrases
                    .iter()
                    .flat_map(|phrase| group.iter().map(move |member| format!("{phrase}{member}")))
                    .take(MOST_EXPANDED)
                    .collect();
            }
            if rest.is_empty() {
                return phrases;
            }
        }
    }
}

/// What two phrases have in common when they are the same words.
pub(super) fn same(one: &str, other: &str) -> bool {
    fold::fold(one).split_whitespace().eq(fold::fold(other).split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::vocabulary::Vocabulary;

    #[test]
    fn groups_are_written_out() {
        let groups = [
            ("fault".to_owned(), vec!["no".to_owned(), "sin".to_owned()]),
            ("do".to_owned(), vec!["abre".to_owned()]),
        ]
        .into();
        let groups = Groups(&groups);
        assert_eq!(groups.expand("correo"), ["correo"]);
        assert_eq!(groups.expand("{fault} {do}"), ["no abre", "sin abre"]);
        assert_eq!(groups.expand("ya {fault} x"), ["ya no x", "ya sin x"]);
    }

    #[test]
    fn phrases_are_found_over_stems_and_stop_words() {
        let vocabulary = Vocabulary::read("[words]\nstop = \"de la\"\n").unwrap();
        let mut lexicon = Lexicon::new(&vocabulary);
        let mut phrases = Phrases::default();
        let none = std::collections::BTreeMap::new();
        phrases.add("sala de juntas", What::Topic(3), 5.0, &Groups(&none), &mut lexicon);
        phrases.add("la sala de juntas", What::Topic(3), 1.0, &Groups(&none), &mut lexicon);
        let sala = lexicon.known("salas").unwrap();
        let node = phrases.step(phrases.root(sala).unwrap(), lexicon.known("junta").unwrap()).unwrap();
        assert_eq!(phrases.targets(node).len(), 1, "the first stands");
        let target = phrases.targets(node)[0];
        assert_eq!((target.what, target.weight), (What::Topic(3), 5.0));
        assert_eq!(phrases.label(target.label), "sala de juntas");
        assert_eq!(phrases.root(UNKNOWN), None);
    }
}
