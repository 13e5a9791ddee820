//! What agents and the coordinator get of cases that are under way: who has them, what runs out, what many report.

use serde::Serialize;

use super::case::{CaseList, CaseView, HistoryView, NextView, Telling};
use super::parts::{FilesView, Reader, TextView, some_line};
use super::staff::DetailView;
use super::{LINE_MAX, LIST_MAX, title};
use crate::desk::letter::{
    Digest, Escalation, GroupLoad, HolderReminder, Problem, SlaClock, SlaNotice, TakenNotice,
};
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest text in a letter that carries several, in characters.
const TEXT_MAX: usize = 12_000;
/// The most cases in a list of the digest, which has four.
const DIGEST_MAX: usize = 12;
/// How wide the names of the groups are in text.
const GROUP_WIDTH: usize = 34;

/// A case that was escalated.
#[derive(Debug, Serialize)]
pub struct EscalationView {
    case: CaseView,
    by: String,
    from_level: u8,
    to_level: u8,
    documentation: TextView,
    text: TextView,
    details: Vec<DetailView>,
    history: HistoryView,
    files: FilesView,
    next: NextView,
}

/// Somebody has the case, or did something with it.
#[derive(Debug, Serialize)]
pub struct TakenView {
    title: String,
    by: String,
    /// "agregó una nota"; null for taking it.
    what: Option<String>,
    /// It is no longer with the reader.
    left: bool,
    text: TextView,
}

/// A time that runs out, or has.
#[derive(Debug, Serialize)]
pub struct SlaView {
    case: CaseView,
    /// It is the time until the first reply, not that until the solution.
    first_reply: bool,
    /// "hoy antes de las 12:00 m."; "ayer a las 12:00 m." once it has passed.
    due: String,
    late: bool,
    next: NextView,
}

/// A topic that many have reported.
#[derive(Debug, Serialize)]
pub struct ProblemView {
    title: String,
    category: String,
    /// "20 incidentes".
    incidents: String,
    /// "30 días".
    window: String,
    cases: CaseList,
    next: NextView,
}

/// A case that has waited for days.
#[derive(Debug, Serialize)]
pub struct HolderReminderView {
    case: CaseView,
    /// It is the requester's answer that is awaited.
    requester: bool,
    since: String,
    next: NextView,
}

/// The cases of the day.
#[derive(Debug, Serialize)]
pub struct DigestView {
    /// "2 casos vencidos, 1 que vence hoy y 5 más".
    summary: String,
    /// The lists that hold a case, the most urgent first.
    sections: Vec<CaseList>,
    /// For the coordinator: the whole desk.
    groups: Vec<GroupRow>,
    groups_more: usize,
    /// "agente1@scj.test, sobre SCJ-2026-000123, ayer a las 4:10 p. m."
    unproven: Vec<String>,
}

/// What a group has to do.
#[derive(Debug, Serialize)]
struct GroupRow {
    group: String,
    open: usize,
    due_today: usize,
    overdue: usize,
    /// All of it in columns, for text.
    line: String,
}

impl EscalationView {
    pub fn of(content: &Escalation, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let (from_level, to_level) = content.levels;
        Self {
            by: one_line(&content.by, LINE_MAX),
            from_level,
            to_level,
            documentation: TextView::within(&content.documentation, TEXT_MAX, Reader::Staff),
            text: TextView::within(&content.text, TEXT_MAX, Reader::Staff),
            details: content.details.iter().filter_map(DetailView::of).take(LIST_MAX).collect(),
            history: HistoryView::of(&content.history, desk, envelope.at),
            files: FilesView::of(files, Reader::Staff),
            next: NextView::of(&content.next, &title(&content.case.title, envelope), true, desk, envelope),
            case: CaseView::of(&content.case, envelope),
        }
    }
}

impl TakenView {
    pub fn of(content: &TakenNotice, envelope: &Envelope) -> Self {
        Self {
            title: title(&content.title, envelope),
            by: one_line(&content.by, LINE_MAX),
            what: content
                .what
                .as_deref()
                .and_then(some_line)
                .map(|what| what.trim_end_matches(['.', ':']).to_owned()),
            left: content.left,
            text: TextView::of(&content.text, Reader::Staff),
        }
    }
}

impl SlaView {
    pub fn of(content: &SlaNotice, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let late = content.due <= now;
        Self {
            case: CaseView::of(&content.case, envelope),
            first_reply: content.clock == SlaClock::FirstReply,
            due: if late { wording::at(content.due, now) } else { wording::before(content.due, now) },
            late,
            next: NextView::of(&content.next, &title(&content.case.title, envelope), true, desk, envelope),
        }
    }
}

impl ProblemView {
    pub fn of(content: &Problem, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let title = title(&content.title, envelope);
        Self {
            category: one_line(&content.category, LINE_MAX),
            incidents: wording::count(content.count, "incidente", "incidentes"),
            window: wording::count(usize::try_from(content.days).unwrap_or(usize::MAX), "día", "días"),
            cases: CaseList::last(&content.cases, LIST_MAX, Telling::Registered, envelope.at),
            next: NextView::of(&content.next, &title, false, desk, envelope),
            title,
        }
    }
}

impl HolderReminderView {
    pub fn of(content: &HolderReminder, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        Self {
            case: CaseView::of(&content.case, envelope),
            requester: content.case.status == "waiting_requester",
            since: wording::day(content.waiting_since, envelope.at),
            next: NextView::of(&content.next, &title(&content.case.title, envelope), true, desk, envelope),
        }
    }
}

impl DigestView {
    pub fn of(content: &Digest, envelope: &Envelope) -> Self {
        let whole_desk = !content.groups.is_empty();
        let telling = if whole_desk { Telling::Holder } else { Telling::State };
        let sections = [
            ("Ya vencieron", &content.overdue, telling),
            ("Vencen hoy", &content.due_today, telling),
            ("Nadie los ha tomado", &content.unheld, Telling::State),
            ("Los demás", &content.others, telling),
        ]
        .into_iter()
        .filter_map(|(heading, cases, telling)| {
            CaseList::first(Some(heading), cases, DIGEST_MAX, telling, envelope.at)
        })
        .collect();
        let mut groups: Vec<GroupRow> = content.groups.iter().take(LIST_MAX).map(GroupRow::of).collect();
        if content.groups.len() > 1 {
            groups.push(GroupRow::of(&total(&content.groups)));
        }
        Self {
            summary: summary(content),
            unproven: content
                .unproven
                .iter()
                .take(LIST_MAX)
                .map(|mail| {
                    let about =
                        mail.ticket.as_deref().map_or_else(String::new, |number| format!(", sobre {number}"));
                    let when = wording::at(mail.at, envelope.at);
                    one_line(&format!("{}{about}, {when}", mail.from), 200)
                })
                .collect(),
            sections,
            groups_more: content.groups.len().saturating_sub(LIST_MAX),
            groups,
        }
    }
}

impl GroupRow {
    fn of(load: &GroupLoad) -> Self {
        let group = one_line(&load.group, GROUP_WIDTH);
        let line =
            format!("{group:<GROUP_WIDTH$} {:>9} {:>11} {:>9}", load.open, load.due_today, load.overdue);
        Self { group, open: load.open, due_today: load.due_today, overdue: load.overdue, line }
    }
}

/// The whole desk; a desk that adds up beyond all bounds is full, and that is that.
fn total(groups: &[GroupLoad]) -> GroupLoad {
    let sum = |of: fn(&GroupLoad) -> usize| groups.iter().map(of).fold(0, usize::saturating_add);
    GroupLoad {
        group: "Toda la mesa".to_owned(),
        open: sum(|load| load.open),
        due_today: sum(|load| load.due_today),
        overdue: sum(|load| load.overdue),
    }
}

/// The day in a line: the coordinator's is that of the whole desk.
fn summary(content: &Digest) -> String {
    let whole_desk = !content.groups.is_empty();
    let (overdue, due_today, open) = if whole_desk {
        let total = total(&content.groups);
        (total.overdue, total.due_today, total.open)
    } else {
        let (overdue, due_today) = (content.overdue.len(), content.due_today.len());
        (overdue, due_today, overdue.saturating_add(due_today).saturating_add(content.others.len()))
    };
    let unheld = if whole_desk { 0 } else { content.unheld.len() };
    // The first of them says what is counted.
    let parts = [
        (overdue, ["caso vencido", "casos vencidos"], ["vencido", "vencidos"]),
        (due_today, ["caso que vence hoy", "casos que vencen hoy"], ["que vence hoy", "que vencen hoy"]),
        (open, ["caso abierto", "casos abiertos"], ["abierto en total", "abiertos en total"]),
        (unheld, ["caso que nadie ha tomado", "casos que nadie ha tomado"], ["sin tomar", "sin tomar"]),
    ];
    let mut words = Vec::new();
    for (number, first, later) in parts.into_iter().filter(|(number, ..)| *number > 0) {
        let [one, many] = if words.is_empty() { first } else { later };
        words.push(wording::count(number, one, many));
    }
    wording::list(&words)
}
