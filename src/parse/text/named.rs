//! The block with the author's name below a text, where no closing words announce it: what is signed so is told by the
//! name that the mail itself gives. Only for those whose words are sent on, since a name may also be an answer.

use std::collections::HashSet;

use super::chars::fold;
use super::line::join;
use super::signature::{belongs_to_signature, is_bare_closing, is_contact, is_name};

/// How many lines such a block may have.
const MOST_LINES: usize = 15;

/// What a person puts before their name.
const TITLES: [&str; 13] = [
    "ing",
    "ingeniero",
    "ingeniera",
    "dr",
    "dra",
    "doctor",
    "doctora",
    "lic",
    "arq",
    "sr",
    "sra",
    "tec",
    "abg",
];

/// The text without the block of its author at the end; empty, where it is nothing but a signature.
pub(super) fn without_signer(text: &str, author: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = block(&lines, &words(author)).unwrap_or(lines.len());
    let above = lines.get(..end).unwrap_or_default();
    if above.iter().all(|line| line.trim().is_empty() || (end < lines.len() && is_bare_closing(line)))
        || (author.is_empty() && is_nothing_else(above))
    {
        return String::new();
    }
    join(above.iter().copied())
}

/// Where the block begins: the topmost line with the author's name, below which all looks like a signature.
fn block(lines: &[&str], author: &HashSet<String>) -> Option<usize> {
    let mut found = None;
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        if line.trim().is_empty() {
            continue;
        }
        seen += 1;
        if seen > MOST_LINES || !belongs_to_signature(line.trim()) {
            break;
        }
        let set_apart =
            at.checked_sub(1).and_then(|above| lines.get(above)).is_none_or(|line| line.trim().is_empty());
        if is_author(line, author, set_apart) {
            found = Some(at);
        }
    }
    // What a colon announces is said, and not signed.
    let above =
        |at: usize| lines.get(..at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
    found.filter(|&at| above(at).is_none_or(|line| !line.trim_end().ends_with(':')))
}

/// The line is the author's name, in whole or in part; a single word of it only where it is `set_apart`.
fn is_author(line: &str, author: &HashSet<String>, set_apart: bool) -> bool {
    let line = line.trim().trim_matches(|c: char| "*_.,-–—".contains(c)).trim();
    if line.len() > 80 || !line.starts_with(char::is_uppercase) {
        return false;
    }
    let words = words(line);
    let known = words.iter().filter(|word| author.contains(*word)).count();
    match known {
        0 => false,
        1 => set_apart && words.len() == 1,
        _ => known == words.len() || known == author.len(),
    }
}

/// The words of a name, folded, without titles and particles.
fn words(name: &str) -> HashSet<String> {
    fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            word.len() > 1 && !TITLES.contains(word) && !matches!(*word, "de" | "del" | "la" | "los")
        })
        .map(str::to_owned)
        .collect()
}

/// A signature alone, of a mail that does not name its author: closing words or none, a name, and how to reach them.
fn is_nothing_else(lines: &[&str]) -> bool {
    let mut rest = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).peekable();
    let closed = rest.next_if(|line| is_bare_closing(line)).is_some();
    let Some(name) = rest.next().filter(|name| is_name(name, true) && name.split_whitespace().count() >= 2)
    else {
        return false;
    };
    let below: Vec<&str> = rest.collect();
    below.len() < MOST_LINES
        && belongs_to_signature(name)
        && below.iter().all(|line| belongs_to_signature(line))
        && (closed || below.iter().any(|line| is_contact(line)))
}
