//! How well answers to the survey are read, measured on two labelled sets: `surveys.jsonl`, which whoever changes the
//! reader's tables may look at, and `surveys-held.jsonl`, of which nothing but figures is shown, besides answers read as
//! their opposite.
//!
//!     cargo test --test survey_answers -- --nocapture
//!
//! RADICA_LABELLED_MISTAKES=1 lists the mistakes on surveys.jsonl.

#![expect(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use radica::desk::survey::button;
use radica::desk::survey::reading::{Verdict, read, read_mail};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    means: String,
    rating: Option<u8>,
}

fn lines(name: &str) -> Vec<Line> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled").join(name);
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Satisfactory => "satisfactory",
        Verdict::Unsatisfactory => "unsatisfactory",
        Verdict::Unclear => "unclear",
    }
}

/// The share that is read right, and how many are read as their opposite.
fn measure(set: &str, shows_mistakes: bool) -> (f64, usize) {
    let lines = lines(set);
    let (mut right, mut ratings, mut opposite) = (0, 0, 0);
    for line in &lines {
        let reading = read(&line.text);
        let said = name(reading.verdict);
        let is_opposite = said != line.means && said != "unclear" && line.means != "unclear";
        right += usize::from(said == line.means);
        ratings += usize::from(reading.rating == line.rating);
        opposite += usize::from(is_opposite);
        let is_mistaken = said != line.means || reading.rating != line.rating;
        if is_opposite || (is_mistaken && shows_mistakes) {
            println!(
                "{:?} means {} {:?}, read as {said} {:?}: {:?}",
                line.text, line.means, line.rating, reading.rating, reading.why
            );
        }
    }
    let share = |part: usize| part as f64 / lines.len() as f64;
    println!(
        "{set}: {:.3} of {} answers read right, {:.3} of ratings, {opposite} read as the opposite",
        share(right),
        lines.len(),
        share(ratings)
    );
    (share(right), opposite)
}

#[test]
fn answers_that_may_be_looked_at() {
    let (right, opposite) = measure("surveys.jsonl", std::env::var_os("RADICA_LABELLED_MISTAKES").is_some());
    assert_eq!(opposite, 0, "read as the opposite");
    assert!(right >= 0.95, "read right");
}

#[test]
fn answers_held_out() {
    let (right, opposite) = measure("surveys-held.jsonl", false);
    assert_eq!(opposite, 0, "read as the opposite");
    assert!(right >= 0.95, "read right");
}
