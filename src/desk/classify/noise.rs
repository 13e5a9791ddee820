//! Greetings, thanks and mottos: runs of words exactly as they are written, stop words and all. "por correo" is noise,
//! "el correo" is not.

use super::quick::Table;
use crate::desk::fold;

/// Longest run looked for, in words.
const LONGEST: usize = 12;

/// A written word, where noise may begin or go on with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelled {
    /// Its number; `None` when it stands in no noise.
    pub id: Option<u32>,
    /// How many words that carry something were before it.
    pub token: usize,
    /// The sentence it stands in.
    pub sentence: u32,
}

/// The runs of words that are noise.
#[derive(Debug, Default)]
pub(super) struct Noise {
    words: Table<Box<str>, u32>,
    /// From a place in the tree and a word to the next place, and whether noise ends there. The root is 0.
    next: Table<u64, (u32, bool)>,
    places: u32,
}

impl Noise {
    /// Of these phrases.
    pub fn new(phrases: &[String]) -> Self {
        let mut noise = Self::default();
        for phrase in phrases {
            let words = fold::words(phrase);
            let mut place = 0;
            for (at, word) in words.iter().enumerate() {
                let fresh = u32::try_from(noise.words.len()).unwrap_or(u32::MAX);
                let id = *noise.words.entry(word.as_str().into()).or_insert(fresh);
                let next = noise.next.entry(key(place, id)).or_insert_with(|| {
                    noise.places += 1;
                    (noise.places, false)
                });
                next.1 |= at + 1 == words.len();
                place = next.0;
            }
        }
        noise
    }

    /// The number of a folded word.
    pub fn id(&self, word: &str) -> Option<u32> {
        self.words.get(word).copied()
    }

    /// Which of the words that carry something stand in noise; there are `tokens` of them.
    pub fn find(&self, words: &[Spelled], tokens: usize) -> Vec<bool> {
        let mut marks = vec![false; tokens];
        for (start, first) in words.iter().enumerate() {
            let mut place = 0;
            let mut end = None;
            let run = words.iter().enumerate().skip(start).take(LONGEST);
            for (at, word) in run.take_while(|(_, word)| word.sentence == first.sentence) {
                let Some((next, ends)) = word.id.and_then(|id| self.next.get(&key(place, id))) else { break };
                place = *next;
                if *ends {
                    end = Some(at + 1);
                }
            }
            if let Some(end) = end {
                let to = words.get(end).map_or(tokens, |word| word.token);
                marks.iter_mut().take(to).skip(first.token).for_each(|mark| *mark = true);
            }
        }
        marks
    }
}

fn key(place: u32, id: u32) -> u64 {
    u64::from(place) << 32 | u64::from(id)
}
