//! What staff get back on a mail with commands: what was done, or why nothing was.

use serde::Serialize;

use super::case::{CaseList, CaseView, HistoryView, NextView, Telling};
use super::parts::{lines, some_line};
use super::{LINE_MAX, LIST_MAX, title_if_any};
use crate::desk::letter::{CommandError, CommandFault, CommandResult};
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest line of a mail that is shown, in characters.
const WRITTEN_MAX: usize = 160;
/// The most commands that a table of them has.
const HELP_MAX: usize = 40;

/// What was done.
#[derive(Debug, Serialize)]
pub struct CommandResultView {
    title: Option<String>,
    /// "PRB-2026-000001".
    problem: Option<String>,
    done: Vec<DoneView>,
    done_more: usize,
    remarks: Vec<String>,
    case: Option<CaseView>,
    history: HistoryView,
    /// The open cases that were asked for, as the one list.
    sections: Vec<CaseList>,
    /// They were asked for, and there are none.
    no_cases: bool,
    /// What each command does.
    help: Vec<DoneView>,
    next: NextView,
}

/// A command, and what it did or does.
#[derive(Debug, Serialize)]
struct DoneView {
    /// As it was written; null where it was done without one.
    written: Option<String>,
    did: String,
}

/// Why nothing was done.
#[derive(Debug, Serialize)]
pub struct CommandErrorView {
    faults: Vec<FaultView>,
    faults_more: usize,
    single: bool,
    /// "PRB-2026-000001".
    problem: Option<String>,
}

/// A line that cannot be done.
#[derive(Debug, Serialize)]
struct FaultView {
    /// Which; null where the mail as a whole is meant.
    line: Option<usize>,
    written: Option<String>,
    what: String,
    /// The right form: "#prioridad critica | alta | media | baja".
    right: Option<String>,
    /// Or a question: "¿Quiso decir #solucion?".
    meant: Option<String>,
}

impl CommandResultView {
    pub fn of(content: &CommandResult, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let title = title_if_any(content.title.as_deref(), envelope);
        Self {
            done: content.done.iter().filter_map(DoneView::of).take(LIST_MAX).collect(),
            done_more: content.done.len().saturating_sub(LIST_MAX),
            remarks: lines(&content.notes),
            case: content.case.as_ref().map(|case| CaseView::of(case, envelope)),
            history: HistoryView::of(&content.history, desk, envelope.at),
            sections: CaseList::first(
                (!content.done.is_empty()).then_some("Sus casos abiertos"),
                content.queue.as_deref().unwrap_or_default(),
                LIST_MAX,
                Telling::State,
                envelope.at,
            )
            .into_iter()
            .collect(),
            no_cases: content.queue.as_ref().is_some_and(Vec::is_empty),
            help: content.help.iter().filter_map(DoneView::of).take(HELP_MAX).collect(),
            next: NextView::of(
                &content.next,
                title.as_deref().unwrap_or("Su correo a la Mesa de Servicio"),
                content.case.is_some(),
                desk,
                envelope,
            ),
            problem: content.problem.as_deref().and_then(some_line),
            title,
        }
    }
}

impl DoneView {
    fn of((written, did): &(String, String)) -> Option<Self> {
        let written = one_line(written, WRITTEN_MAX);
        Some(Self { did: some_line(did)?, written: (!written.is_empty()).then_some(written) })
    }
}

impl CommandErrorView {
    pub fn of(content: &CommandError) -> Self {
        Self {
            problem: content.problem.as_deref().and_then(some_line),
            single: content.faults.len() == 1,
            faults_more: content.faults.len().saturating_sub(LIST_MAX),
            faults: content.faults.iter().take(LIST_MAX).map(FaultView::of).collect(),
        }
    }
}

impl FaultView {
    fn of(fault: &CommandFault) -> Self {
        let written = one_line(&fault.written, WRITTEN_MAX);
        let (meant, right) = fault
            .right
            .as_deref()
            .and_then(some_line)
            .into_iter()
            .partition::<Vec<_>, _>(|right| right.starts_with('¿'));
        Self {
            line: fault.line,
            written: (!written.is_empty()).then_some(written),
            what: one_line(&fault.what, LINE_MAX),
            right: right.into_iter().next(),
            meant: meant.into_iter().next().map(|question| question.replacen("¿q", "¿Q", 1)),
        }
    }
}
