//! What letters to staff show of a case: its facts, its history, what can be done with it.

use jiff::Timestamp;
use serde::Serialize;

use super::parts::{PersonView, Reader, TextView, some_line};
use super::{LINE_MAX, title};
use crate::desk::letter::{CaseSummary, HistoryLine, NextStep};
use crate::desk::wording;
use crate::letters::mailto;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest title in a list, in characters.
const TITLE_IN_LIST_MAX: usize = 110;
/// The longest name in a list, in characters.
const NAME_IN_LIST_MAX: usize = 60;
/// The most steps that a letter offers.
const STEPS_MAX: usize = 8;
/// The longest line of a command, in characters: a link must stay below what mail programs take.
const COMMAND_LINE_MAX: usize = 90;
/// The most lines of a command and the text that is ready below it.
const COMMAND_LINES_MAX: usize = 4;
/// The most entries of a history.
const HISTORY_MAX: usize = 30;
/// The longest text of an entry, in characters.
const ENTRY_MAX: usize = 2_000;
/// How many characters the texts of a history may have in all.
const HISTORY_TEXT_MAX: usize = 12_000;

/// A case with its facts.
#[derive(Debug, Serialize)]
pub struct CaseView {
    number: String,
    title: String,
    person: PersonView,
    site: Option<String>,
    /// "en atención".
    status: &'static str,
    case_kind: Option<&'static str>,
    category: Option<String>,
    priority: &'static str,
    /// The group, with its level.
    group: String,
    /// Who holds it; nobody yet.
    holder: Option<String>,
    created: String,
    /// "hoy antes de las 12:00 m.", "venció ayer a las 12:00 m.".
    first_reply: Option<String>,
    resolution: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize)]
pub struct CaseRow {
    number: String,
    title: String,
    /// Who asks, how it stands, who holds it.
    about: String,
    /// What is due first: "primera respuesta: hoy antes de las 12:00 m.".
    due: Option<String>,
    /// That has passed.
    late: bool,
}

/// A list of cases, and how many more there are.
#[derive(Debug, Serialize)]
pub struct CaseList {
    heading: Option<&'static str>,
    rows: Vec<CaseRow>,
    more: usize,
}

/// All that happened to a case, newest last.
#[derive(Debug, Serialize)]
pub struct HistoryView {
    entries: Vec<Entry>,
    /// How many came before those.
    earlier: usize,
}

/// Something that happened to a case.
#[derive(Debug, Serialize)]
struct Entry {
    /// "ayer a las 4:10 p. m.".
    at: String,
    who: String,
    what: String,
    text: TextView,
}

/// What the reader may do next.
#[derive(Debug, Serialize)]
pub struct NextView {
    steps: Vec<Step>,
    /// What is answered without a command goes to the requester.
    answers: bool,
}

/// A command that only needs to be sent.
#[derive(Debug, Serialize)]
struct Step {
    /// "Tomar el caso".
    label: String,
    /// Its first line: "#tomar".
    command: String,
    /// A text is to be written below.
    text: bool,
    /// What stands below it in the link, for those who write it themselves.
    ready: Option<String>,
    /// A mail that begins with it.
    link: String,
}

/// What a line about a case in a list says of it.
#[derive(Clone, Copy, Debug)]
pub enum Telling {
    /// Who asks, and how it stands.
    State,
    /// Also who holds it.
    Holder,
    /// When it was registered rather than what is due.
    Registered,
}

impl CaseView {
    pub fn of(case: &CaseSummary, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let due = |due: Option<Timestamp>| due.map(|due| wording::due(due, now));
        Self {
            number: one_line(&case.number, 40),
            title: title(&case.title, envelope),
            person: PersonView::of(&case.requester),
            site: case.site.as_deref().and_then(some_line),
            status: wording::status_for_staff(&case.status),
            case_kind: case.case_kind.as_deref().and_then(wording::kind),
            category: case.category.as_deref().and_then(some_line),
            priority: wording::priority(&case.priority),
            group: one_line(&case.group, LINE_MAX),
            holder: case.holder.as_deref().and_then(some_line),
            created: wording::at(case.created_at, now),
            first_reply: due(case.first_reply_due),
            resolution: due(case.resolution_due),
        }
    }
}

impl CaseRow {
    fn of(case: &CaseSummary, telling: Telling, now: Timestamp) -> Self {
        let name = case
            .requester
            .name
            .as_deref()
            .and_then(some_line)
            .unwrap_or_else(|| case.requester.email.to_string());
        let mut about =
            vec![one_line(&name, NAME_IN_LIST_MAX), wording::status_for_staff(&case.status).to_owned()];
        if matches!(telling, Telling::Holder) {
            let holder = case.holder.as_deref().and_then(some_line);
            about.push(holder.map_or_else(
                || "nadie lo ha tomado".to_owned(),
                |holder| format!("lo tiene {}", one_line(&holder, NAME_IN_LIST_MAX)),
            ));
        }
        if matches!(telling, Telling::Registered) {
            about.push(format!("registrado {}", wording::at(case.created_at, now)));
        }
        let first = [(case.first_reply_due, "primera respuesta"), (case.resolution_due, "solución")]
            .into_iter()
            .filter_map(|(due, what)| Some((due?, what)))
            .min_by_key(|(due, _)| *due)
            .filter(|_| !matches!(telling, Telling::Registered));
        Self {
            number: one_line(&case.number, 40),
            title: one_line(&case.title, TITLE_IN_LIST_MAX),
            about: about.join(" · "),
            due: first
                .map(|(due, what)| format!("{}: {}", wording::capitalised(what), wording::due(due, now))),
            late: first.is_some_and(|(due, _)| due <= now),
        }
    }
}

impl CaseList {
    /// The first `max` of the cases; `None` where there are none.
    pub fn first(
        heading: Option<&'static str>,
        cases: &[CaseSummary],
        max: usize,
        telling: Telling,
        now: Timestamp,
    ) -> Option<Self> {
        let rows: Vec<CaseRow> = cases.iter().take(max).map(|case| CaseRow::of(case, telling, now)).collect();
        (!rows.is_empty()).then(|| Self { heading, rows, more: cases.len().saturating_sub(max) })
    }

    /// The last `max` of the cases.
    pub fn last(cases: &[CaseSummary], max: usize, telling: Telling, now: Timestamp) -> Self {
        let more = cases.len().saturating_sub(max);
        let rows = cases.iter().skip(more).map(|case| CaseRow::of(case, telling, now)).collect();
        Self { heading: None, rows, more }
    }
}

impl HistoryView {
    /// The latest entries: as many as a letter may carry.
    pub fn of(history: &[HistoryLine], desk: &DeskIdentity, now: Timestamp) -> Self {
        let mut room = HISTORY_TEXT_MAX;
        let mut entries = Vec::new();
        for line in history.iter().rev().take(HISTORY_MAX) {
            let text = TextView::within(&line.text, ENTRY_MAX, Reader::Staff);
            let Some(left) = room.checked_sub(text.length()) else { break };
            room = left;
            entries.push(Entry {
                at: wording::at(line.at, now),
                // What is done by itself is the desk's doing: no reader has ever heard of radica.
                who: match line.who.as_str() {
                    "radica" | "" => one_line(&desk.name, LINE_MAX),
                    who => one_line(who, LINE_MAX),
                },
                what: one_line(&line.what, LINE_MAX).trim_end_matches(['.', ':']).to_owned(),
                text,
            });
        }
        entries.reverse();
        Self { earlier: history.len().saturating_sub(entries.len()), entries }
    }
}

impl NextView {
    /// The steps as links that prove who sends them; `subject` is what the letter's own subject says behind the
    /// number.
    pub fn of(
        steps: &[NextStep],
        subject: &str,
        answers: bool,
        desk: &DeskIdentity,
        envelope: &Envelope,
    ) -> Self {
        let subject = re(subject, envelope);
        let code = mailto::code_line(envelope);
        let step = |step: &NextStep| {
            let label = wording::capitalised(some_line(&step.label)?.trim_end_matches(['.', ':']));
            let lines: Vec<String> = step
                .command
                .lines()
                .map(|line| one_line(line, COMMAND_LINE_MAX))
                .take(COMMAND_LINES_MAX)
                .collect();
            let command = lines.first().filter(|command| !command.is_empty())?.clone();
            let text = step.command.ends_with('\n');
            let ready = lines.get(1..).unwrap_or_default().join(" ");
            let ready = (!ready.trim().is_empty()).then(|| ready.trim().to_owned());
            let mut body: Vec<&str> = lines.iter().map(String::as_str).collect();
            if text {
                body.extend(["", ""]);
            }
            body.extend(["", &code]);
            Some(Step { link: mailto::link(desk, &subject, &body), label, command, text, ready })
        };
        Self { steps: steps.iter().filter_map(step).take(STEPS_MAX).collect(), answers }
    }
}

/// The subject of an answer.
pub fn re(title: &str, envelope: &Envelope) -> String {
    match envelope.number.as_deref() {
        Some(number) => format!("Re: [{number}] {title}"),
        None => format!("Re: {title}"),
    }
}
