//! Words one slip away from a keyword: a letter too much, too few, another, or two changed about.
//!
//! The table holds every keyword with each one of its letters left out; a written word and its own such forms are
//! looked up in it. So a word costs as many lookups as it has letters, however many keywords there are.

use super::quick::Table;

/// Shortest word that may be misspelt, in letters.
const SHORTEST: usize = 5;
/// Longest word looked at, in letters.
const LONGEST: usize = 24;
/// From this length on the first letter may be the wrong one.
const FIRST_MAY_DIFFER: usize = 6;

const BASE: u64 = 0x0100_0000_01b3;

/// The keywords, by what is left of them without one letter.
#[derive(Debug, Default)]
pub(super) struct Typos {
    words: Vec<(Box<str>, u32)>,
    forms: Table<u64, Vec<u32>>,
}

impl Typos {
    /// Adds a keyword.
    pub fn add(&mut self, word: &str, id: u32) {
        if !fits(word) || self.words.iter().rev().take(1).any(|(last, _)| **last == *word) {
            return;
        }
        let Ok(index) = u32::try_from(self.words.len()) else { return };
        self.words.push((word.into(), id));
        for_each_form(word, |form| {
            let list = self.forms.entry(form).or_default();
            if !list.contains(&index) {
                list.push(index);
            }
        });
    }

    /// The keyword that a word misspells.
    pub fn find(&self, word: &str) -> Option<u32> {
        if !fits(word) {
            return None;
        }
        let first = word.bytes().next();
        let mut best: Option<(bool, u32, u32)> = None;
        for_each_form(word, |form| {
            for index in self.forms.get(&form).into_iter().flatten() {
                let Some((known, id)) = self.words.get(*index as usize) else { continue };
                let other_first = known.bytes().next() != first;
                if other_first && (word.len() < FIRST_MAY_DIFFER || known.len() < FIRST_MAY_DIFFER) {
                    continue;
                }
                if best.is_some_and(|best| (best.0, best.1) <= (other_first, *index)) {
                    continue;
                }
                if strsim::osa_distance(known, word) <= 1 {
                    best = Some((other_first, *index, *id));
                }
            }
        });
        best.map(|(_, _, id)| id)
    }
}

fn fits(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The hashes of a word and of its forms without one letter.
fn for_each_form(word: &str, mut each: impl FnMut(u64)) {
    let bytes = word.as_bytes();
    let hash = |bytes: &[u8]| bytes.iter().fold(0u64, |hash, byte| step(hash, *byte));
    each(hash(bytes));
    // hash(before + after) = hash(before) * BASE^len(after) + hash(after), taken from the end.
    let mut power = 1u64;
    let mut behind = 0u64;
    let mut prefixes = [0u64; LONGEST + 1];
    let mut running = 0;
    for (place, byte) in prefixes.iter_mut().zip(bytes) {
        *place = running;
        running = step(running, *byte);
    }
    for (byte, prefix) in bytes.iter().zip(prefixes.iter()).rev() {
        each(prefix.wrapping_mul(power).wrapping_add(behind));
        behind = behind.wrapping_add(u64::from(*byte).wrapping_mul(power));
        power = power.wrapping_mul(BASE);
    }
}

fn step(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven() {
        let mut typos = Typos::default();
        for (id, word) in ["impresora", "outlook", "instalar", "clave", "toner"].into_iter().enumerate() {
            typos.add(word, u32::try_from(id).unwrap());
        }
        for (word, found) in [
            ("imprecora", Some(0)),
            ("inpresora", Some(0)),
            ("impersora", Some(0)),
            ("impresoraa", Some(0)),
            ("outlok", Some(1)),
            ("istalar", Some(2)),
            ("clabe", Some(3)),
            ("llave", None),
            ("poner", None),
            ("inprecora", None),
            ("tone", None),
            ("clav", None),
            ("impresión", None),
        ] {
            assert_eq!(typos.find(word), found, "{word}");
        }
    }
}
