//! [7] What a person's answer to the survey says, in Spanish of every tone.
//!
//! No exact words are needed. What cannot be read with care is [`Verdict::Unclear`], which is asked about once and seen
//! by a person; silence counts as satisfactory, so that a mild word read as satisfied ("gracias", "ok") costs nothing,
//! and a complaint read as satisfied is the grave mistake.

use super::button::{self, Answer};
use super::clauses::{Clause, clauses};
use super::rating::{Rated, ratings};
use super::signals::{Kind, signals};
use super::weigh::{Weighed, weigh};
use super::{button::of_rating, letter};

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The person is satisfied.
    Satisfactory,
    /// The person is not.
    Unsatisfactory,
    /// It cannot be told: a question, a new matter, a contradiction, nothing at all.
    Unclear,
}

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub verdict: Verdict,
    /// From 1 to 5, where the person gave one (ruling 37).
    pub rating: Option<u8>,
    /// The person's own words, without what a button or the letter wrote.
    pub comment: Option<String>,
    /// Beside the answer it asks for something, or speaks of another matter.
    pub says_more: bool,
    /// Which words decided, for people who ask why.
    pub why: Vec<String>,
}

/// Reads an answer: what a person newly wrote, without the code's line. Only the first 4000 bytes are read.
pub fn read(new_text: &str) -> Reading {
    read_with(None, new_text)
}

/// The same for a whole mail: a button writes its answer into the subject, and the text is a comment on it.
pub fn read_mail(subject: &str, new_text: &str) -> Reading {
    read_with(button::in_subject(subject), new_text)
}

fn read_with(pressed: Option<Answer>, new_text: &str) -> Reading {
    let text = letter::taken_off(new_text);
    let (answers, words): (Vec<_>, Vec<_>) =
        text.lines().map(|line| (button::line(line), line)).partition(|(answer, _)| answer.is_some());
    let comment = words.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n").trim().to_owned();
    let clauses = clauses(&comment);
    let lines = answers.iter().filter_map(|(answer, _)| *answer);
    let numbers = if answers.is_empty() && pressed.is_none() { ratings(&clauses) } else { Vec::new() };
    let given = Given::of(pressed.into_iter().chain(lines), &numbers);
    let is_question = clauses.iter().any(is_question);
    let signals = signals(&clauses);
    let says_more = signals.iter().any(|signal| matches!(signal.kind, Kind::Request | Kind::Other));
    let said = weigh(&signals, is_question);
    let (verdict, why) = both(&given, said);
    Reading {
        verdict,
        rating: given.rating,
        comment: (!comment.is_empty()).then_some(comment),
        says_more,
        why,
    }
}

/// A mark of question alone asks nothing.
fn is_question(clause: &Clause) -> bool {
    clause.is_asked && clause.words.len() > 1
}

/// What buttons and numbers say.
struct Given {
    /// `None` where there are none.
    verdict: Option<Verdict>,
    rating: Option<u8>,
    why: Vec<String>,
}

impl Given {
    /// Answers that differ say nothing together.
    fn of(answers: impl Iterator<Item = Answer>, numbers: &[Rated]) -> Self {
        let mut given = Self { verdict: None, rating: None, why: Vec::new() };
        let mut ratings = Vec::new();
        let pressed = answers.map(|answer| {
            let shown =
                answer.rating.map_or_else(|| "the button's words".to_owned(), |rating| rating.to_string());
            (answer.verdict, answer.rating, shown)
        });
        let numbers = numbers.iter().map(|number| (number.verdict, number.rating, number.word.clone()));
        for (verdict, rating, shown) in pressed.chain(numbers) {
            given.why.push(format!("{}: \"{shown}\"", name(verdict)));
            given.verdict = match given.verdict {
                Some(other) if other != verdict => Some(Verdict::Unclear),
                _ => Some(verdict),
            };
            ratings.extend(rating);
        }
        ratings.dedup();
        given.rating = match ratings.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        given
    }

    /// A 3, which words may decide.
    fn is_middling(&self) -> bool {
        self.rating.is_some_and(|rating| of_rating(rating) == Verdict::Unclear)
    }
}

/// The line or the number decides; words that clearly say the opposite make it unclear.
fn both(given: &Given, said: Weighed) -> (Verdict, Vec<String>) {
    let Some(verdict) = given.verdict else { return (said.verdict, told(said)) };
    let why = given.why.iter().cloned().chain(said.why.iter().cloned()).collect();
    let decided = if given.is_middling() && said.is_strong {
        said.verdict
    } else if said.is_strong && said.verdict != verdict {
        Verdict::Unclear
    } else {
        verdict
    };
    (decided, why)
}

fn told(said: Weighed) -> Vec<String> {
    if said.why.is_empty() { vec!["no words that say how it was".to_owned()] } else { said.why }
}

const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Satisfactory => "satisfactory",
        Verdict::Unsatisfactory => "unsatisfactory",
        Verdict::Unclear => "unclear",
    }
}
