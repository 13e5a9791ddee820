//! What is named only to say that it is not meant: "no es la impresora", "el internet está bien, pero ...".

use super::lexicon::Lexicon;
use super::quick::Table;
use super::tokens::Token;
use crate::config::vocabulary::Vocabulary;

/// How far a denial reaches forward, in words that carry something.
const DENIED: usize = 6;
/// How far "está bien" reaches back, and forward.
const WELL_BACK: usize = 8;
const WELL_ON: usize = 3;
/// How far before "bien" a "no" undoes it.
const UNDOES: usize = 4;

/// The words that undo "está bien".
#[derive(Debug, Default)]
pub(super) struct Words(Table<u32, ()>);

impl Words {
    /// Those of the vocabulary.
    pub fn new(vocabulary: &Vocabulary, lexicon: &mut Lexicon) -> Self {
        let ids = vocabulary.negation.not.iter().flat_map(|word| lexicon.add_phrase(word));
        Self(ids.map(|id| (id, ())).collect())
    }
}

/// Takes out what follows a denial that ends at `end`, up to the end of its clause.
pub(super) fn deny(tokens: &[Token], end: usize, negated: &mut [bool]) {
    let Some(clause) = tokens.get(end).map(|token| token.clause) else { return };
    let following = tokens.iter().zip(negated.iter_mut()).skip(end + 1).take(DENIED);
    for (_, negated) in following.take_while(|(token, _)| token.clause == clause) {
        *negated = true;
    }
}

/// Takes out the clause of an "está bien" from `start` to `end`, unless a "no" stands before it.
pub(super) fn all_well(tokens: &[Token], start: usize, end: usize, words: &Words, negated: &mut [bool]) {
    let Some(clause) = tokens.get(start).map(|token| token.clause) else { return };
    let before = tokens.iter().take(start).rev().take_while(|token| token.clause == clause);
    if before.take(UNDOES).any(|token| words.0.contains_key(&token.id)) {
        return;
    }
    let from = start.saturating_sub(WELL_BACK);
    let around = tokens.iter().zip(negated.iter_mut()).take(end + 1 + WELL_ON).skip(from);
    for (_, negated) in around.filter(|(token, _)| token.clause == clause) {
        *negated = true;
    }
}
