//! Our own letter's items, quoted back by who answers: what is asked becomes a label, the example goes.

use std::ops::Range;

use super::super::ask::item;
use super::super::facts::Field;
use super::super::fold::{fold, head, words};
use super::super::rules::Rules;
use super::line::Line;

/// How much of a text is read.
pub(super) const LOOKED_AT: usize = 20_000;

/// An item of our letter within the text.
struct Item {
    field: Field,
    /// From its first word to where the answer may begin, in bytes.
    range: Range<usize>,
}

/// The lines of a text, anew at each item of our letter; and what was not read.
pub(super) fn lines<'t>(text: &'t str, asked: &[Field], rules: &Rules) -> (Vec<Line<'t>>, &'t str) {
    // To the end of the line: of a long line, only the beginning is looked at.
    let seen = head(text, LOOKED_AT);
    let end = text
        .get(seen.len()..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |end| seen.len() + end + 1);
    let read = text.get(..end).unwrap_or(text);
    let unread = text.get(read.len()..).unwrap_or("");
    let mut lines = Vec::new();
    let mut from = 0;
    for item in items(seen, asked, rules) {
        if item.range.start < from {
            continue;
        }
        plain(read.get(from..item.range.start).unwrap_or(""), rules, &mut lines);
        let rest = read.get(item.range.end..).unwrap_or("");
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        // What follows the item on its line, as far as no other item begins there.
        let answer = rest.get(..length).unwrap_or("");
        lines.push(Line::new(answer.trim_end(), Some(item.field), &rules.numbers));
        from = item.range.end + length;
    }
    plain(read.get(from..).unwrap_or(""), rules, &mut lines);
    (lines, unread)
}

/// Lines as they are; a number or bullet that stood before an item is none.
fn plain<'t>(text: &'t str, rules: &Rules, lines: &mut Vec<Line<'t>>) {
    if text.is_empty() {
        return;
    }
    let whole = text.strip_suffix('\n').unwrap_or(text);
    let ends_in_line = whole.len() == text.len();
    let count = whole.split('\n').count();
    for (at, line) in whole.split('\n').enumerate() {
        let is_mark = ends_in_line && at + 1 == count && is_mark(line);
        if !is_mark {
            lines.push(Line::new(line.trim_end_matches('\r'), None, &rules.numbers));
        }
    }
}

/// "  1. ", "- ", "La": nothing but what introduces an item. A blank line is none.
pub(super) fn is_mark(line: &str) -> bool {
    line.len() <= 12
        && words(line).iter().all(|word| {
            word.parse::<u8>().is_ok() || ["la", "el", "su", "mi", "los", "las"].contains(&word.as_str())
        })
        && !line.is_empty()
}

/// A word of a text.
pub(super) struct Word {
    pub folded: String,
    pub range: Range<usize>,
}

fn items(text: &str, asked: &[Field], rules: &Rules) -> Vec<Item> {
    if asked.is_empty() {
        return Vec::new();
    }
    let all = in_place(text);
    let mut found: Vec<Item> = Vec::new();
    for field in asked.iter().take(12) {
        let item = item(field, rules);
        let (ask, example) = (words(&item.ask), words(&item.example));
        let Some(first) = ask.first() else { continue };
        let starts = all.iter().enumerate().filter(|(_, word)| word.folded == *first).map(|(at, _)| at);
        for start in starts {
            let Some(mut next) = follows(&all, start, &ask) else { continue };
            let at = all.get(start).map_or(0, |word| word.range.start);
            let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            let begins_line =
                text.get(line_start..at).is_some_and(|before| before.is_empty() || is_mark(before));
            if !begins_line && ask.len() < 4 {
                continue;
            }
            let mut exemplified = example.len() >= 4;
            for filler in [&["por", "ejemplo"][..], &["p", "ej"], &["ej"]] {
                let filler: Vec<String> = filler.iter().map(|word| (*word).to_owned()).collect();
                if let Some(end) = follows(&all, next, &filler) {
                    next = end;
                    exemplified = true;
                    break;
                }
            }
            // A short answer may well be the same as the example.
            if let Some(end) =
                (exemplified && !example.is_empty()).then(|| follows(&all, next, &example)).flatten()
            {
                next = end;
            }
            let end = next.checked_sub(1).and_then(|last| all.get(last)).map_or(at, |word| word.range.end);
            let tail = text.get(end..).unwrap_or("");
            let skipped = tail.len()
                - tail.trim_start_matches(|c: char| " .,;:?)»\"*-–".contains(c) || c == '\t').len();
            found.push(Item { field: field.clone(), range: at..end + skipped });
        }
    }
    found.sort_by_key(|item| (item.range.start, std::cmp::Reverse(item.range.end)));
    found
}

/// Where the phrase that begins at a word ends, if it is that phrase.
pub(super) fn follows(all: &[Word], from: usize, phrase: &[String]) -> Option<usize> {
    let same = phrase
        .iter()
        .enumerate()
        .all(|(at, word)| all.get(from + at).is_some_and(|other| other.folded == *word));
    same.then_some(from + phrase.len())
}

/// The words of a text, folded, and where they stand.
pub(super) fn in_place(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain(std::iter::once((text.len(), ' ')));
    for (at, c) in ends {
        // A combining accent belongs to its letter.
        let inside = c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                all.push(Word { folded: fold(text.get(from..at).unwrap_or("")), range: from..at });
                start = None;
            }
            _ => {}
        }
    }
    all
}
