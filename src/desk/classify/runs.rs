//! Runs of words exactly as they are written, stop words and all: greetings, thanks and mottos ("por correo" is noise,
//! "el correo" is not), and how questions begin ("qué necesito para").

use super::quick::Table;
use crate::desk::fold;

/// Longest run looked for, in words.
const LONGEST: usize = 12;

/// What opens a question in Spanish stands for a word of its own.
pub(super) const OPENED: &str = "¿";

/// A written word, where such a run may begin or go on with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelled {
    /// Its number; `None` when it stands in none.
    pub id: Option<u32>,
    /// How many words that carry something were before it.
    pub token: usize,
    /// The sentence it stands in.
    pub sentence: u32,
}

/// What a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// A greeting, thanks, a motto.
    Noise,
    /// The beginning of a question.
    Question,
}

/// A list of such runs.
#[derive(Debug, Default)]
pub(super) struct Runs {
    words: Table<Box<str>, u32>,
    /// From a place in the tree and a word to the next place, and what ends there. The root is 0.
    next: Table<u64, (u32, Option<Run>)>,
    places: u32,
}

impl Runs {
    /// Of these phrases.
    pub fn new(noise: &[String], questions: &[String]) -> Self {
        let mut runs = Self::default();
        let noise = noise.iter().map(|phrase| (phrase, Run::Noise));
        for (phrase, run) in noise.chain(questions.iter().map(|phrase| (phrase, Run::Question))) {
            let begins = phrase.starts_with(OPENED).then(|| OPENED.to_owned());
            let words: Vec<String> = begins.into_iter().chain(fold::words(phrase)).collect();
            let mut place = 0;
            for (at, word) in words.iter().enumerate() {
                let fresh = u32::try_from(runs.words.len()).unwrap_or(u32::MAX);
                let id = *runs.words.entry(word.as_str().into()).or_insert(fresh);
                let next = runs.next.entry(key(place, id)).or_insert_with(|| {
                    runs.places += 1;
                    (runs.places, None)
                });
                if at + 1 == words.len() {
                    next.1.get_or_insert(run);
                }
                place = next.0;
            }
        }
        runs
    }

    /// The number of a folded word.
    pub fn id(&self, word: &str) -> Option<u32> {
        self.words.get(word).copied()
    }

    /// From which word that carries something to which they stand, the last one left out; there are `tokens` of these.
    pub fn find(&self, words: &[Spelled], tokens: usize) -> Vec<(usize, usize, Run)> {
        let mut found = Vec::new();
        for (start, first) in words.iter().enumerate() {
            let mut place = 0;
            let mut end = None;
            let run = words.iter().enumerate().skip(start).take(LONGEST);
            for (at, word) in run.take_while(|(_, word)| word.sentence == first.sentence) {
                let Some((next, run)) = word.id.and_then(|id| self.next.get(&key(place, id))) else { break };
                place = *next;
                if let Some(run) = run {
                    end = Some((at + 1, *run));
                }
            }
            if let Some((end, run)) = end {
                let to = words.get(end).map_or(tokens, |word| word.token);
                found.push((first.token, to, run));
            }
        }
        found
    }
}

fn key(place: u32, id: u32) -> u64 {
    u64::from(place) << 32 | u64::from(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_is_found() {
        let runs = Runs::new(
            &["por correo".to_owned(), "por correo electrónico".to_owned()],
            &["que necesito para".to_owned()],
        );
        let spelled = |text: &str| -> Vec<Spelled> {
            let words = fold::words(text).into_iter().enumerate();
            words.map(|(token, word)| Spelled { id: runs.id(&word), token, sentence: 0 }).collect()
        };
        for (text, found) in [
            ("lo mandé por correo ayer", vec![(2, 4, Run::Noise)]),
            ("va por correo electrónico", vec![(1, 4, Run::Noise)]),
            ("¿qué necesito para entrar?", vec![(0, 3, Run::Question)]),
            ("el correo", vec![]),
            ("por", vec![]),
        ] {
            let words = spelled(text);
            assert_eq!(runs.find(&words, words.len()), found, "{text}");
        }
    }
}
