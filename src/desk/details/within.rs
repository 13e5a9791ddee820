//! Answers that stand within our own letter, where it is quoted: typed below each item, or behind it, with marks of a
//! quotation or without.
//!
//! The quote is compared with what was asked. An item of the letter is known by its words, and so is its example; what
//! stands behind them, before the next item or the words that follow the last, nobody but the author has written there.

use std::ops::Range;

use super::super::ask::item;
use super::super::facts::Field;
use super::super::fold::{head, words};
use super::super::rules::Rules;
use super::quoted::{Word, follows, in_place, is_mark};

/// How much of a quote is read.
const LOOKED_AT: usize = 20_000;
/// How long an answer may be, in bytes.
const LONGEST: usize = 300;
/// With which words the letter goes on below its items. Where an entity's own template has others, the last item is asked
/// again.
const BELOW: &str = "responda este correo";

/// An item of the letter: its words, without those of its example.
struct Item {
    field: Field,
    example: Vec<String>,
    at: Range<usize>,
}

/// What a quoted letter's items have got for answers, as lines that name what is answered: "Dependencia: Jurídica".
/// Empty where nothing stands between the lines.
pub(in crate::desk) fn answers_within(quote: &str, asked: &[Field], rules: &Rules) -> String {
    let quote = head(quote, LOOKED_AT);
    let all = in_place(quote);
    let items = items(quote, &all, rules);
    let below: Vec<String> = words(BELOW);
    let mut found: Vec<(&Field, String)> = Vec::new();
    for (at, one) in items.iter().enumerate() {
        if !asked.contains(&one.field) || found.iter().any(|(field, _)| **field == one.field) {
            continue;
        }
        let end = match items.get(at + 1) {
            Some(next) => with_number(quote, &all, next.at.start),
            None => match (one.at.end..all.len()).find(|from| follows(&all, *from, &below).is_some()) {
                Some(end) => end,
                None => continue,
            },
        };
        let between = without_example(&all, one.at.end..end, &one.example);
        let answer = written(quote, &all, between);
        if answer.chars().any(char::is_alphanumeric) && answer.len() <= LONGEST {
            found.push((&one.field, answer));
        }
    }
    // What stands behind every item alike is the letter's own.
    let first = found.first().map(|(_, answer)| answer.clone());
    if found.len() > 1 && found.iter().all(|(_, answer)| Some(answer) == first.as_ref()) {
        return String::new();
    }
    let line = |(field, answer): &(&Field, String)| match field {
        Field::Name => format!("Nombre: {answer}"),
        Field::Department => format!("Dependencia: {answer}"),
        Field::Description => answer.clone(),
        other => format!("{}: {answer}", item(other, rules).ask.trim_end_matches(['.', ':'])),
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The items of the letter, in their order, each where it first stands.
fn items(quote: &str, all: &[Word], rules: &Rules) -> Vec<Item> {
    let fields = [Field::Name, Field::Department, Field::Description].into_iter();
    let fields = fields.chain(rules.catalog.fields.keys().map(|name| Field::named(name)));
    let mut items: Vec<Item> = Vec::new();
    for field in fields {
        let asked = item(&field, rules);
        let ask = words(&asked.ask);
        let Some(first) = ask.first() else { continue };
        let starts = all.iter().enumerate().filter(|(_, word)| word.folded == *first).map(|(at, _)| at);
        let place = starts
            .filter(|start| begins_line(quote, all, *start))
            .find_map(|start| follows(all, start, &ask).map(|end| start..end));
        let Some(at) = place else { continue };
        if items.iter().all(|other| other.field != field) {
            items.push(Item { field, example: words(&asked.example), at });
        }
    }
    items.sort_by_key(|item| item.at.start);
    items
}

/// Nothing but the number of an item stands before it on its line.
fn begins_line(quote: &str, all: &[Word], at: usize) -> bool {
    let Some(word) = all.get(at) else { return false };
    let start = quote.get(..word.range.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let before = quote.get(start..word.range.start).unwrap_or_default().trim_start();
    before.is_empty() || is_mark(before)
}

/// What stands between an item and what follows it, without its example.
fn without_example(all: &[Word], between: Range<usize>, example: &[String]) -> Range<usize> {
    let mut shown = words("por ejemplo");
    shown.extend_from_slice(example);
    let mut left = between;
    let from = left.end.saturating_sub(shown.len());
    if let Some(end) = follows(all, left.start, &shown).filter(|end| *end <= left.end) {
        left.start = end;
    } else if from >= left.start && follows(all, from, &shown).is_some() {
        left.end = from;
    }
    left
}

/// Where the number of an item stands, else its first word.
fn with_number(quote: &str, all: &[Word], item: usize) -> usize {
    let Some(before) = item.checked_sub(1) else { return item };
    let (Some(number), Some(word)) = (all.get(before), all.get(item)) else { return item };
    let gap = quote.get(number.range.end..word.range.start).unwrap_or_default();
    let is_number =
        number.folded.len() <= 2 && number.folded.parse::<u8>().is_ok() && gap.starts_with(['.', ')']);
    if is_number { before } else { item }
}

/// Some words as they are written, on one line, without marks of a quotation and what ends an item.
fn written(quote: &str, all: &[Word], between: Range<usize>) -> String {
    let start =
        between.start.checked_sub(1).and_then(|before| all.get(before)).map_or(0, |word| word.range.end);
    let Some(last) = between.end.checked_sub(1).filter(|last| *last >= between.start) else {
        return String::new();
    };
    let end = all.get(last).map_or(start, |word| word.range.end);
    let lines = quote.get(start..end).unwrap_or_default().lines();
    let lines = lines.map(|line| line.trim().trim_start_matches('>').trim()).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.trim_matches(|c: char| c.is_whitespace() || ".,:;)»\"*–>-•".contains(c)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::triage_tests::RULES;

    const ASKED: [Field; 4] = [Field::Name, Field::Department, Field::AssetTag, Field::Site];

    /// The letter as it is quoted, with an answer behind each item.
    fn quote(answers: [&str; 4]) -> String {
        let mut text =
            "Buenos días:\n\nRecibimos su mensaje «pc». Para poder atenderlo nos falta:\n\n".to_owned();
        for (at, (field, answer)) in std::iter::zip(&ASKED, answers).enumerate() {
            let item = item(field, &RULES);
            text.push_str(&format!("  {}. {}, por ejemplo: {}.{answer}\n", at + 1, item.ask, item.example));
        }
        text + "\nResponda este correo con esos datos;\nno hace falta repetir lo que ya nos contó.\n"
    }

    #[test]
    fn finds_what_was_typed_between_the_lines() {
        for answers in [
            ["\nclara rojas", "\njurídica", "\n45231", "\nBosa, piso 2"],
            [" clara rojas", " jurídica", " 45231.", ": Bosa, piso 2"],
            ["\n\n> clara rojas\n", "\n> jurídica", "\n>> 45231", "\n- Bosa,\npiso 2"],
        ] {
            let found = answers_within(&quote(answers), &ASKED, &RULES);
            let lines: Vec<&str> = found.lines().collect();
            assert_eq!(lines.len(), 4, "{found}");
            assert_eq!(&lines[..2], ["Nombre: clara rojas", "Dependencia: jurídica"], "{found}");
            assert!(lines[2].ends_with(": 45231") && lines[3].ends_with(": Bosa, piso 2"), "{found}");
        }
        let some = answers_within(&quote(["", "\nJurídica", "", ""]), &ASKED, &RULES);
        assert_eq!(some, "Dependencia: Jurídica");
        // What was not asked for any more is no answer.
        assert_eq!(answers_within(&quote(["\nX", "\nJurídica", "", ""]), &ASKED[1..2], &RULES), some);
    }

    #[test]
    fn nothing_of_the_letter_is_an_answer() {
        let plain = quote([""; 4]);
        let rewrapped = plain.replace(' ', "\n");
        let marked: String = plain.lines().map(|line| format!("> {line}\n")).collect();
        let cut = plain.split("Responda").next().unwrap().to_owned();
        let other = quote([" (obligatorio)"; 4]);
        for text in [plain, rewrapped, marked, cut, other, String::new()] {
            assert_eq!(answers_within(&text, &ASKED, &RULES), "", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_quote_is_read(text in "\\PC{0,400}") {
            answers_within(&text, &ASKED, &RULES);
        }
    }
}
