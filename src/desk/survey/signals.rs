//! What the words of a clause say, each by itself: signals, turned around where a "no" reaches them.

use std::sync::LazyLock;

use super::clauses::{Clause, GLAD, Link, MEH, SAD, WRY, Word, sound};
use super::grammar::{ECHOES, FIXED, NEGATORS, TURNED};
use super::phrase::Phrase;

/// What words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The matter is solved.
    Works,
    /// The matter is not solved, or the desk did not do what it should.
    Broken,
    /// The service was good.
    Praise,
    /// The people were kind: outweighed by anything bad.
    Courtesy,
    /// The service was bad.
    Blame,
    /// It took long, it was tiresome.
    Complaint,
    /// Something done: says nothing by itself, and `Broken` when it was not.
    Deed,
    /// Thanks, "ok".
    Mild,
    /// Neither good nor bad.
    Lukewarm,
    /// The person does not know, or has not tried.
    Doubt,
    /// The person asks for something.
    Request,
    /// It is about another matter.
    Other,
    /// The person waits, or has only taken note.
    Waiting,
    /// "ya", "al final": what was broken may work now.
    Recovery,
    /// "un poco": a complaint that is none.
    Soft,
    /// Praise that is meant otherwise.
    Irony,
    /// A "no" that reaches nothing known.
    Denial,
    /// Says nothing here.
    Neutral,
}

impl Kind {
    /// What it says with a "no" before it.
    fn turned(self) -> Self {
        match self {
            Self::Works | Self::Deed => Self::Broken,
            Self::Broken => Self::Works,
            Self::Praise | Self::Courtesy => Self::Blame,
            Self::Blame | Self::Complaint => Self::Praise,
            other => other,
        }
    }

    /// As a reason names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Works => "solved",
            Self::Broken => "not solved",
            Self::Praise => "praise",
            Self::Courtesy => "kind people",
            Self::Blame => "blame",
            Self::Complaint => "complaint",
            Self::Deed => "done",
            Self::Mild => "thanks",
            Self::Lukewarm => "lukewarm",
            Self::Doubt => "doubt",
            Self::Request => "request",
            Self::Other => "another matter",
            Self::Waiting => "waits",
            Self::Recovery => "now",
            Self::Soft => "a little",
            Self::Irony => "irony",
            Self::Denial => "denial",
            Self::Neutral => "nothing",
        }
    }
}

/// Words that say something.
#[derive(Clone, Debug)]
pub(super) struct Signal {
    pub kind: Kind,
    /// The words, folded.
    pub words: String,
    /// The clause it stands in.
    pub clause: usize,
    pub link: Link,
    pub is_asked: bool,
}

struct Entry {
    phrase: Phrase,
    kind: Kind,
    is_turned: bool,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let of = |table: &'static [(Kind, &'static [&'static str])], is_turned| {
        table.iter().flat_map(move |(kind, phrases)| {
            phrases.iter().map(move |phrase| Entry { phrase: Phrase::parse(phrase), kind: *kind, is_turned })
        })
    };
    let emojis = [(GLAD, Kind::Praise), (SAD, Kind::Blame), (MEH, Kind::Lukewarm), (WRY, Kind::Irony)];
    let emojis = emojis.into_iter().flat_map(|(emojis, kind)| {
        emojis.chars().map(move |emoji| Entry {
            phrase: Phrase::parse(&emoji.to_string()),
            kind,
            is_turned: false,
        })
    });
    of(FIXED, false).chain(of(TURNED, true)).chain(emojis).collect()
});

static NEGATING: LazyLock<[String; 13]> = LazyLock::new(|| NEGATORS.map(sound));
static ECHOING: LazyLock<[String; 6]> = LazyLock::new(|| ECHOES.map(sound));

/// How many words a negation reaches.
const REACH: usize = 4;

/// Words by which people tell what others said.
const HEARSAY: [&str; 7] = ["dicen", "dijeron", "dijo", "dice", "segun", "supuestamente", "disque"];

/// Whether a word turns what comes after it.
pub(super) fn is_negator(word: &Word) -> bool {
    NEGATING.contains(&word.key)
}

/// The entry that fits best at the beginning of `words`, and how many of them it takes: the longest one, then the one
/// with fewest gaps, then the first.
fn best(words: &[Word]) -> Option<(usize, &'static Entry)> {
    let mut best: Option<(usize, usize, &Entry)> = None;
    for entry in ENTRIES.iter() {
        let Some(length) = entry.phrase.length(words) else { continue };
        let named = entry.phrase.named();
        if length > 0 && best.is_none_or(|(most, most_named, _)| (length, named) > (most, most_named)) {
            best = Some((length, named, entry));
        }
    }
    best.map(|(length, _, entry)| (length, entry))
}

/// Whether words begin with a judgement or with thanks.
pub(super) fn judges(words: &[Word]) -> bool {
    let judgement = [Kind::Praise, Kind::Courtesy, Kind::Blame, Kind::Complaint, Kind::Mild, Kind::Soft];
    best(words).is_some_and(|(_, entry)| judgement.contains(&entry.kind))
}

/// What the clauses of a text say, in order.
pub(super) fn signals(clauses: &[Clause]) -> Vec<Signal> {
    clauses.iter().enumerate().flat_map(|(index, clause)| of_clause(index, clause)).collect()
}

fn of_clause(index: usize, clause: &Clause) -> Vec<Signal> {
    let mut found = Vec::new();
    let mut signal = |kind, words: &[Word]| {
        let words = words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ");
        found.push(Signal { kind, words, clause: index, link: clause.link, is_asked: clause.is_asked });
    };
    // Where the negation at work stands; whether the clause has had one, which "nada" would only repeat.
    let mut negated_at: Option<usize> = None;
    let mut was_negated = false;
    let mut is_idle = false;
    let is_hearsay = clause.words.iter().any(|word| HEARSAY.contains(&word.shown.as_str()));
    let mut at = 0;
    while let Some(rest) = clause.words.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((length, entry)) = best(rest) {
            let from = negated_at.filter(|from| entry.is_turned && at - from <= REACH);
            is_idle &= from.is_none();
            let kind = if from.is_some() { entry.kind.turned() } else { entry.kind };
            // "Me dijeron que ya funciona" is what others say.
            let kind = if is_hearsay && kind == Kind::Works { Kind::Doubt } else { kind };
            if kind != Kind::Neutral && kind != Kind::Deed {
                signal(kind, clause.words.get(from.unwrap_or(at)..at + length).unwrap_or_default());
            }
            was_negated |= rest.iter().take(length).any(is_negator);
            // "sin", "todavía no" go on: "sigue sin | funcionar". So does a "no" before what was merely done.
            let ends_in_no = rest.get(length - 1).is_some_and(is_negator);
            let is_bad = matches!(entry.kind, Kind::Broken | Kind::Blame);
            if !entry.is_turned && is_bad && ends_in_no {
                negated_at = Some(at + length - 1);
                is_idle = false;
            } else if from.is_some() && entry.kind != Kind::Deed {
                negated_at = None;
            }
            at += length;
            continue;
        }
        if let Some(word) = rest.first().filter(|word| is_negator(word)) {
            if !(was_negated && ECHOING.contains(&word.key)) {
                if let Some(idle) = negated_at.replace(at).filter(|_| is_idle) {
                    signal(Kind::Denial, clause.words.get(idle..at).unwrap_or_default());
                }
                is_idle = true;
            }
            was_negated = true;
        }
        at += 1;
    }
    if let Some(idle) = negated_at.filter(|_| is_idle) {
        signal(Kind::Denial, clause.words.get(idle..).unwrap_or_default());
    }
    // "... pero el internet no".
    let says_no = clause.words.last().is_some_and(|word| word.key == "no") && clause.words.len() > 1;
    if says_no && clause.link == Link::But {
        signal(Kind::Broken, &clause.words);
    }
    found
}
