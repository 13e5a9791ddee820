//! `vocabulary.toml`: the words by which a matter is told, for every category that the shipped catalogue knows.
//!
//! A phrase is a few words in the order in which people write them; case, accents, endings and stop words do not
//! matter. `{name}` stands for any phrase of the group of that name. `a ~ b` is both, in any order, a few words apart.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::ConfigError;
use super::staff::from_toml;
use crate::desk::classify::learned::Example;
use crate::desk::fold::words;

/// Longest phrase, in bytes.
const LONGEST: usize = 120;

/// The vocabulary that is built in, and its examples.
const SHIPPED: &str = include_str!("../../deploy/vocabulary.toml");
const EXAMPLES: &str = include_str!("../../deploy/examples.jsonl");

/// The words by which matters are told apart.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// A file of examples, one JSON object a line: `subject`, `text`, `category`. From the vocabulary's folder.
    #[serde(default, rename = "examples")]
    examples_file: Option<PathBuf>,
    /// The examples themselves.
    #[serde(skip)]
    pub examples: Vec<Example>,
    /// Single words.
    #[serde(default)]
    pub words: Ordinary,
    /// What people write, and what is meant: abbreviations and other names.
    #[serde(default)]
    pub synonyms: BTreeMap<String, String>,
    /// Phrases that stand for one another, for `{name}`.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// Greetings, thanks and mottos: what stands in them speaks for nothing.
    #[serde(default)]
    pub noise: Vec<String>,
    /// How people begin a question, word by word.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What says of which kind a matter is.
    #[serde(default)]
    pub kind: KindCues,
    /// What takes words out.
    #[serde(default)]
    pub negation: Negation,
    /// What says where something is.
    #[serde(default)]
    pub place: Place,
    /// What says how many it hits, and how hard.
    #[serde(default)]
    pub impact: Impact,
    /// Words that say that several matters follow.
    #[serde(default)]
    pub several: Vec<String>,
    /// What is a system of the entity or a machine: who speaks of its fault speaks to the desk, whatever it is for.
    #[serde(default)]
    pub systems: Vec<String>,
    /// By the category's id.
    #[serde(default)]
    pub category: BTreeMap<String, Topic>,
    /// By the topic's id.
    #[serde(default)]
    pub out_of_scope: BTreeMap<String, Topic>,
}

/// Single words, separated by blanks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordinary {
    /// Words that carry nothing and are passed over. "no" and "sin" are none.
    #[serde(default)]
    pub stop: String,
    /// Ordinary words that stand for nothing and are never taken for a keyword misspelt.
    #[serde(default)]
    pub common: String,
    /// Keywords whose stem is that of another word: they are known only as they are written here.
    #[serde(default)]
    pub exact: String,
}

/// Phrases by their weight.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighed {
    /// They nearly decide.
    #[serde(default)]
    pub strong: Vec<String>,
    /// They speak for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// They hint at it.
    #[serde(default)]
    pub weak: Vec<String>,
}

/// What says of which kind a matter is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindCues {
    /// Something is broken.
    #[serde(default)]
    pub incident: Weighed,
    /// Something is wished for.
    #[serde(default)]
    pub request: Weighed,
    /// Something is asked.
    #[serde(default)]
    pub informative: Weighed,
}

/// What takes words out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Negation {
    /// "no es": the words that follow are not meant.
    #[serde(default)]
    pub denials: Vec<String>,
    /// "está bien": the words of the clause are not meant.
    #[serde(default)]
    pub fine: Vec<String>,
    /// "no", "sin": before a word of `fine` they undo it.
    #[serde(default)]
    pub not: Vec<String>,
    /// "pero": here a clause ends.
    #[serde(default)]
    pub contrast: Vec<String>,
}

/// What says where something is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// "en": the word that follows says where.
    #[serde(default)]
    pub at: Vec<String>,
    /// "de": the word that follows may say where.
    #[serde(default)]
    pub of: Vec<String>,
    /// What may stand between these and the word.
    #[serde(default)]
    pub articles: Vec<String>,
    /// What is a place by nature: a keyword that begins with one counts little also after `of`.
    #[serde(default)]
    pub places: Vec<String>,
}

/// What says how many it hits, and how hard.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// A whole site, all its people: one step up.
    #[serde(default)]
    pub many: Vec<String>,
    /// A person cannot work: up to `alta`.
    #[serde(default)]
    pub stopped: Vec<String>,
    /// Alone it changes nothing.
    #[serde(default)]
    pub urgent: Vec<String>,
}

/// The words of a category or an out-of-scope topic.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// They nearly decide for it.
    #[serde(default)]
    pub strong: Vec<String>,
    /// They speak for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// They hint at it.
    #[serde(default)]
    pub weak: Vec<String>,
    /// They speak against it.
    #[serde(default)]
    pub against: Vec<String>,
    /// Within this category they make an incident.
    #[serde(default)]
    pub incident: Vec<String>,
    /// Within this category they make a request.
    #[serde(default)]
    pub request: Vec<String>,
    /// The category's kind stands whatever the words say.
    #[serde(default)]
    pub kind_stays: bool,
}

impl Vocabulary {
    /// The vocabulary that is built in.
    pub fn shipped() -> Arc<Self> {
        // A test reads it; were it malformed nothing would be told by words, which `check` would show.
        static VOCABULARY: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| {
            let vocabulary = Vocabulary::read(SHIPPED).unwrap_or_default();
            Arc::new(Vocabulary { examples: examples(EXAMPLES).unwrap_or_default(), ..vocabulary })
        });
        Arc::clone(&VOCABULARY)
    }

    /// Reads a vocabulary that stands in for the built-in one.
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key or a wrong value.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .map_err(|cause| ConfigError::Unreadable { path: path.to_path_buf(), cause })
        };
        let mut vocabulary = Self::read(&read(file)?)
            .map_err(|message| ConfigError::Malformed { path: file.to_path_buf(), message })?;
        if let Some(name) = &vocabulary.examples_file {
            let path = super::from_base(file.parent().unwrap_or(Path::new(".")), name);
            vocabulary.examples =
                examples(&read(&path)?).map_err(|message| ConfigError::Malformed { path, message })?;
        }
        Ok(vocabulary)
    }

    /// Reads a vocabulary from its text.
    ///
    /// # Errors
    /// One sentence that names the key.
    pub fn read(text: &str) -> Result<Self, String> {
        let vocabulary: Self = from_toml(text)?;
        vocabulary.check()?;
        Ok(vocabulary)
    }

    fn check(&self) -> Result<(), String> {
        let stop: HashSet<String> = words(&self.words.stop).into_iter().collect();
        for (name, phrases) in &self.groups {
            for phrase in phrases {
                check_phrase(phrase, None).map_err(|fault| format!("groups.{name}: {fault}"))?;
            }
        }
        for (key, phrases) in self.lists() {
            for phrase in phrases {
                check_phrase(phrase, Some(&self.groups)).map_err(|fault| format!("{key}: {fault}"))?;
                let is_stop = |word: &str| stop.contains(word);
                let says_nothing =
                    |side: &str| !side.contains('{') && words(side).iter().all(|word| is_stop(word));
                if phrase.split('~').any(says_nothing) {
                    return Err(format!("{key}: \"{phrase}\" is made of stop words only"));
                }
            }
        }
        for (word, meaning) in &self.synonyms {
            if word.contains(char::is_whitespace) || meaning.trim().is_empty() {
                return Err(format!("synonyms.{word}: one word stands for one word or more"));
            }
        }
        Ok(())
    }

    /// All lists of phrases that may name groups, with their keys.
    fn lists(&self) -> Vec<(String, &Vec<String>)> {
        let mut lists = vec![
            ("several".to_owned(), &self.several),
            ("systems".to_owned(), &self.systems),
            ("negation.denials".to_owned(), &self.negation.denials),
            ("negation.fine".to_owned(), &self.negation.fine),
            ("place.places".to_owned(), &self.place.places),
            ("impact.many".to_owned(), &self.impact.many),
            ("impact.stopped".to_owned(), &self.impact.stopped),
            ("impact.urgent".to_owned(), &self.impact.urgent),
        ];
        for (name, cues) in [
            ("incident", &self.kind.incident),
            ("request", &self.kind.request),
            ("informative", &self.kind.informative),
        ] {
            lists.push((format!("kind.{name}.strong"), &cues.strong));
            lists.push((format!("kind.{name}.keywords"), &cues.keywords));
            lists.push((format!("kind.{name}.weak"), &cues.weak));
        }
        for (table, topics) in [("category", &self.category), ("out_of_scope", &self.out_of_scope)] {
            for (id, topic) in topics {
                for (name, list) in [
                    ("strong", &topic.strong),
                    ("keywords", &topic.keywords),
                    ("weak", &topic.weak),
                    ("against", &topic.against),
                    ("incident", &topic.incident),
                    ("request", &topic.request),
                ] {
                    lists.push((format!("{table}.{id}.{name}"), list));
                }
            }
        }
        lists
    }
}

/// Reads examples, one a line.
fn examples(text: &str) -> Result<Vec<Example>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1)))
        .collect()
}

/// Holds a phrase against its grammar; `groups` is none within a group, which cannot name another.
fn check_phrase(phrase: &str, groups: Option<&BTreeMap<String, Vec<String>>>) -> Result<(), String> {
    if phrase.len() > LONGEST {
        return Err(format!("a phrase is longer than {LONGEST} bytes"));
    }
    let sides: Vec<&str> = phrase.split('~').collect();
    if sides.len() > 2 || sides.iter().any(|side| !side.contains(char::is_alphanumeric)) {
        return Err(format!("\"{phrase}\" is neither a phrase nor two with a ~ between them"));
    }
    if sides.len() == 2 && groups.is_none() {
        return Err(format!("\"{phrase}\": a group holds plain phrases, without ~"));
    }
    let mut rest = phrase;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            return Err(format!("\"{phrase}\": a brace is not closed"));
        };
        if !groups.is_some_and(|groups| groups.contains_key(name.trim())) {
            return Err(format!("\"{phrase}\": there is no group \"{name}\" to be named here"));
        }
        rest = behind;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_one_can_be_read() {
        let read = Vocabulary::read(SHIPPED).unwrap();
        assert!(read.category.len() >= 21, "one table for each category");
        assert_eq!(Vocabulary::shipped().category.len(), read.category.len());
        assert!(Vocabulary::shipped().examples.len() > 300, "the examples can be read");
    }

    #[test]
    fn faults_are_told_with_their_key() {
        for (text, told) in [
            ("nois = []\n", "nois"),
            ("[category.vpn]\nstrongs = []\n", "strongs"),
            ("[category.vpn]\nstrong = [\"\"]\n", "category.vpn.strong"),
            ("[category.vpn]\nweak = [\"a ~ b ~ c\"]\n", "category.vpn.weak"),
            ("[kind.incident]\nweak = [\"{fault} x\"]\n", "kind.incident.weak"),
            ("[groups]\nx = [\"a ~ b\"]\n", "groups.x"),
            ("[groups]\nx = [\"{y} b\"]\n", "groups.x"),
            ("[synonyms]\npc = \" \"\n", "synonyms.pc"),
            ("several = [\"{x\"]\n", "several"),
            ("several = [\"de la\"]\n[words]\nstop = \"la de\"\n", "several"),
            ("noise = 3\n", "noise"),
        ] {
            let fault = Vocabulary::read(text).unwrap_err();
            assert!(fault.contains(told), "{text}: {fault}");
            assert!(!fault.contains('\n'), "{fault}");
        }
        assert!(Vocabulary::load(Path::new("/nonexistent/vocabulary.toml")).is_err());
    }
}
