//! What several letters show in the same way: people, texts, files, lists.

use jiff::Timestamp;
use serde::Serialize;

use super::{LINE_MAX, LIST_MAX, TITLE_MAX};
use crate::desk::address::Contact;
use crate::desk::letter::{MissingItem, OwnCase, Requester};
use crate::desk::mail::Attachment;
use crate::desk::wording;
use crate::letters::files::{Files, Held};
use crate::letters::text::{many_lines, many_lines_within, one_line};

/// One thing that is asked for.
#[derive(Debug, Serialize)]
pub struct Item {
    /// What is asked for, without a full stop at its end.
    ask: String,
    /// An example of a good answer, without a full stop at its end.
    example: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize)]
pub struct CaseLine {
    number: String,
    title: String,
    /// "hoy", "el lunes 16 de noviembre".
    created: String,
    /// "en atención".
    status: &'static str,
}

/// A person as the agents see them.
#[derive(Debug, Serialize)]
pub struct PersonView {
    /// The name; the address where none is known.
    name: String,
    email: String,
    department: Option<String>,
}

/// Who reads a letter: each asks somebody else for what the letter does not carry.
#[derive(Clone, Copy, Debug)]
pub enum Reader {
    /// The requester of the case.
    Requester,
    /// The desk's own people.
    Staff,
    /// An area outside the desk.
    Outside,
}

impl Reader {
    /// How they get what is not in the letter.
    fn ask(self) -> &'static str {
        match self {
            Self::Requester | Self::Outside => "pídalo respondiendo este correo",
            Self::Staff => "pídalo a la operación",
        }
    }
}

/// What somebody wrote.
#[derive(Debug, Serialize)]
pub struct TextView {
    /// The whole text.
    plain: String,
    /// Its lines, for HTML: leading blanks as no-break spaces.
    lines: Vec<String>,
    /// It was too long and ends early.
    cut: bool,
    /// Nothing was written.
    pub empty: bool,
    /// How to get the rest.
    ask: &'static str,
}

/// The files of a letter.
#[derive(Debug, Serialize)]
pub struct FilesView {
    attached: Vec<FileLine>,
    left_out: Vec<FileLine>,
    held: Vec<HeldLine>,
    /// There are some of them.
    any: bool,
    /// How to get those that are left out.
    ask: &'static str,
}

/// A file that stays behind.
#[derive(Debug, Serialize)]
pub struct HeldLine {
    name: String,
    size: String,
    /// Why, as the end of a sentence about it.
    why: String,
}

/// A file in a list.
#[derive(Debug, Serialize)]
pub struct FileLine {
    name: String,
    /// "1,2 MB".
    size: String,
}

impl PersonView {
    pub fn of(person: &Requester) -> Self {
        let email = person.email.to_string();
        Self {
            name: person.name.as_deref().and_then(some_line).unwrap_or_else(|| email.clone()),
            email,
            department: person.department.as_deref().and_then(some_line),
        }
    }
}

impl TextView {
    pub fn of(text: &str, reader: Reader) -> Self {
        Self::from_clean(many_lines(text), reader)
    }

    /// As [`Self::of`], with at most `max` characters: for letters that carry several texts.
    pub fn within(text: &str, max: usize, reader: Reader) -> Self {
        Self::from_clean(many_lines_within(text, max), reader)
    }

    fn from_clean((plain, cut): (String, bool), reader: Reader) -> Self {
        let lines = plain
            .lines()
            .map(|line| {
                let words = line.trim_start_matches(' ');
                // Without the no-break spaces the margins of what somebody wrote would be lost in HTML.
                format!("{}{words}", "\u{a0}".repeat(line.len().saturating_sub(words.len()).min(40)))
            })
            .collect();
        Self { empty: plain.is_empty(), plain, lines, cut, ask: reader.ask() }
    }
}

impl TextView {
    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.plain.chars().count()
    }

    /// Its first line that says something.
    pub fn first_line(&self) -> &str {
        self.lines.iter().find(|line| !line.is_empty()).map_or("", String::as_str)
    }

    /// Its lines, paragraph by paragraph.
    pub fn paragraphs(&self) -> Vec<Vec<String>> {
        self.lines.split(String::is_empty).filter(|lines| !lines.is_empty()).map(<[String]>::to_vec).collect()
    }
}

fn why_held(held: &Held) -> String {
    match held {
        Held::Infected(threat) => {
            format!("el antivirus encontró en él «{}»; quedó apartado y no se envía", one_line(threat, 80))
        }
        Held::Unscanned => "el antivirus no pudo revisarlo; quedó apartado y no se envía".to_owned(),
        Held::Follows => "el antivirus lo está revisando; llegará en otro correo".to_owned(),
    }
}

impl FilesView {
    pub fn of(files: &Files<'_>, reader: Reader) -> Self {
        let line =
            |file: &&Attachment| FileLine { name: one_line(&file.name, 100), size: wording::size(file.size) };
        Self {
            attached: files.attached.iter().map(line).collect(),
            left_out: files.left_out.iter().map(line).collect(),
            held: files
                .held
                .iter()
                .map(|(file, held)| HeldLine {
                    name: one_line(&file.name, 100),
                    size: wording::size(file.size),
                    why: why_held(held),
                })
                .collect(),
            any: !files.attached.is_empty() || !files.left_out.is_empty() || !files.held.is_empty(),
            ask: reader.ask(),
        }
    }
}

pub fn some_line(text: &str) -> Option<String> {
    let line = one_line(text, LINE_MAX);
    (!line.is_empty()).then_some(line)
}

pub fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| some_line(text)).take(LIST_MAX).collect()
}

pub fn items(items: &[MissingItem]) -> Vec<Item> {
    let bare = |text: &str| one_line(text, LINE_MAX).trim_end_matches(['.', ':', ' ']).to_owned();
    items
        .iter()
        .take(LIST_MAX)
        .map(|item| {
            let example = bare(&item.example);
            Item { ask: bare(&item.ask), example: (!example.is_empty()).then_some(example) }
        })
        .collect()
}

pub fn cases(cases: &[OwnCase], now: Timestamp, status: fn(&str) -> &'static str) -> Vec<CaseLine> {
    cases
        .iter()
        .take(LIST_MAX)
        .map(|case| CaseLine {
            number: one_line(&case.number, 40),
            title: one_line(&case.title, TITLE_MAX),
            created: wording::day(case.created_at, now),
            status: status(&case.status),
        })
        .collect()
}

pub fn copied(people: &[Contact]) -> Option<String> {
    const NAMED: usize = 10;
    let mut named: Vec<String> = people
        .iter()
        .take(NAMED)
        .map(|person| match person.name.as_deref().and_then(some_line) {
            Some(name) => format!("{name} <{}>", person.address),
            None => person.address.to_string(),
        })
        .collect();
    match people.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("una persona más".to_owned()),
        more => named.push(format!("{more} personas más")),
    }
    (!named.is_empty()).then(|| wording::list(&named))
}
