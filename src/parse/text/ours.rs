//! Whether what is quoted is a letter of ours, and where it ends.
//!
//! A letter of ours is quoted where the outermost quotation is introduced by one of our addresses, or introduced by none
//! and our foot stands in it. What another's mail quotes of ours is that person's to show.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Context;
use super::chars::{fold, pattern};
use super::header;
use super::label::{Label, joined, labels, unquoted};
use super::line::{Line, Origin};

/// A letter of ours within a mail.
#[derive(Debug)]
pub(super) struct Ours {
    /// Where that foot begins.
    pub foot: usize,
    /// The line behind its foot: behind the last one, since a letter may quote another's text that looks like a foot.
    /// The mail's end, where there is none.
    pub end: usize,
    /// The quotation itself names our address.
    pub is_sure: bool,
}

/// How many lines, from the first that is quoted, are looked at for who wrote them.
const INTRODUCTION: usize = 40;

/// What else stands on the line of the foot that has our address: the telephone, the same address as a link.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:mailto:|[<>\[\]()·|.,;:/+*\s\d-]|\b(?:ext|extension|tel|telefonos?|pbx|linea)\b)*$")
});

/// The foot's other lines: when the desk is open, and where it is on the web.
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:de )?(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|festivos|(?:el )?horario)\b.*\d|^<?https?://\S+$",
    )
});

/// The privacy notice, in whatever words it stood when the letter was written.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:datos personales|ley 1581|tratamiento de (?:\w+ )?datos|habeas data|proteccion de datos)\b",
    )
});

/// The letter of ours that is quoted, if one is; `first` is the mail's first line that is quoted.
pub(super) fn find(lines: &[Line], first: usize, context: Context<'_>) -> Option<Ours> {
    if context.own.is_empty() {
        return None;
    }
    let is_sure = match introduced_by(lines.get(first..)?) {
        Some(author) => {
            let named = context.own.iter().any(|own| names(&author, own.as_str()));
            if !named && author.contains('@') {
                return None;
            }
            named
        }
        None => false,
    };
    let foot = foot(lines, first, context);
    (is_sure || foot.is_some()).then(|| {
        let Range { start, end } = foot.unwrap_or(lines.len()..lines.len());
        Ours { foot: start, end, is_sure }
    })
}

/// Who wrote what is quoted, as its first introduction says, folded; `None` where it has none.
fn introduced_by(quoted: &[Line]) -> Option<String> {
    let bare: Vec<Line> = quoted.iter().take(INTRODUCTION).map(bare).collect();
    let labels = labels(&bare);
    let first = labels.iter().position(|label| matches!(label, Label::Attribution | Label::Header))?;
    let kind = *labels.get(first)?;
    let length =
        labels.iter().skip(first).take_while(|label| **label == kind || **label == Label::Blank).count();
    let block = bare.get(first..first + length)?;
    Some(match kind {
        Label::Attribution => joined(block.iter().map(|line| line.text.as_str()), super::chars::SEEN),
        _ => header::author(block),
    })
}

/// A line without the marks of a quotation, and without what the structure says of it being one.
fn bare(line: &Line) -> Line {
    let origin = match line.origin {
        Origin::Quoted | Origin::Indented => Origin::Body,
        other => other,
    };
    Line { text: unquoted(&line.text).to_owned(), origin }
}

/// The text has the address, and not as a part of a longer one.
fn names(folded: &str, address: &str) -> bool {
    let of_address = |c: char| c.is_alphanumeric() || "@._-+%".contains(c);
    folded.match_indices(address).any(|(at, found)| {
        let before = folded.get(..at).and_then(|text| text.chars().next_back());
        let mut after = folded.get(at + found.len()..).unwrap_or_default().chars();
        let longer = match after.next() {
            Some('.') => after.next().is_some_and(char::is_alphanumeric),
            Some(c) => of_address(c),
            None => false,
        };
        !longer && !before.is_some_and(of_address)
    })
}

/// The lines of the last foot of ours.
fn foot(lines: &[Line], first: usize, context: Context<'_>) -> Option<Range<usize>> {
    let has_address = |line: &Line| {
        let text = unquoted(&line.text);
        text.len() <= 200 && text.contains('@') && {
            let folded = fold(text);
            context.own.iter().any(|own| {
                names(&folded, own.as_str()) && BESIDE.is_match(&folded.replace(own.as_str(), " "))
            })
        }
    };
    let address = first + lines.get(first..)?.iter().rposition(has_address)?;
    let words = words(context.foot);
    let above = lines.get(first..address)?.iter().rev().map(|line| unquoted(&line.text));
    let start =
        address - above.take_while(|text| text.trim() == "--" || is_made_of(&fold(text), &words)).count();
    let mut end = address + 1;
    let mut at = end;
    while let Some(line) = lines.get(at) {
        let text = unquoted(&line.text);
        let folded = fold(text);
        if HOURS.is_match(&folded) || is_made_of(&folded, &words) {
            end = at + 1;
        } else if !text.trim().is_empty() {
            // Perhaps the notice, in other words than today's.
            let paragraph: Vec<&str> = lines
                .iter()
                .skip(at)
                .map(|line| unquoted(&line.text))
                .take_while(|line| !line.trim().is_empty())
                .take(MOST_NOTICE)
                .collect();
            if !NOTICE.is_match(&joined(paragraph.iter().copied(), super::chars::SEEN)) {
                break;
            }
            end = at + paragraph.len();
        }
        at = end.max(at + 1);
    }
    Some(start..end)
}

/// How many lines a privacy notice has at most.
const MOST_NOTICE: usize = 12;

fn words(text: &str) -> HashSet<String> {
    let mut folded = String::with_capacity(text.len());
    super::chars::push_folded(&mut folded, text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Nothing stands on the line but words of the foot, wherever it was wrapped.
fn is_made_of(folded: &str, words: &HashSet<String>) -> bool {
    let mut some = false;
    let all = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        some = true;
        words.contains(word)
    });
    some && all
}
