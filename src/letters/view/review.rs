//! What the coordinator sees of a case whose requester is not satisfied, and what the agent is told of it.

use serde::Serialize;

use super::case::{CaseView, HistoryView, NextView};
use super::parts::{FilesView, Reader, TextView, some_line};
use super::staff::DetailView;
use super::{LINE_MAX, title};
use crate::desk::letter::{
    AnswerSummary, CaseSummary, CompletedAgain, Feedback, NextStep, ReviewReminder, UnsatisfactoryReview,
};
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest text in these letters, which carry several, in characters.
const TEXT_MAX: usize = 12_000;

/// What a survey's answer says.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    /// "2 de 5".
    rating: Option<String>,
    words: TextView,
    /// "hoy a las 9:40 a. m.".
    at: String,
}

/// [22] A case to decide about, whole or in short.
#[derive(Debug, Serialize)]
pub struct ReviewView {
    case: CaseView,
    answer: AnswerView,
    /// It has been reopened before: "una vez", "2 veces".
    reopened: Option<String>,
    completed_by: Option<String>,
    times: Vec<DetailView>,
    text: TextView,
    history: HistoryView,
    files: FilesView,
    next: NextView,
}

/// [24] What the coordinator says of how a case was handled.
#[derive(Debug, Serialize)]
pub struct FeedbackView {
    case: CaseView,
    by: String,
    is_holder: bool,
    text: TextView,
    answer: AnswerView,
    history: HistoryView,
    files: FilesView,
    next: NextView,
}

/// [24] What was reopened is completed again.
#[derive(Debug, Serialize)]
pub struct CompletedAgainView {
    case: CaseView,
    by: Option<String>,
    text: TextView,
    until: String,
}

impl AnswerView {
    pub fn of(answer: &AnswerSummary, envelope: &Envelope) -> Self {
        Self {
            rating: answer.rating.map(|rating| format!("{rating} de 5")),
            words: TextView::within(answer.comment.as_deref().unwrap_or_default(), TEXT_MAX, Reader::Staff),
            at: wording::at(answer.at, envelope.at),
        }
    }
}

impl ReviewView {
    pub fn whole(
        content: &UnsatisfactoryReview,
        files: &Files<'_>,
        desk: &DeskIdentity,
        envelope: &Envelope,
    ) -> Self {
        Self {
            reopened: match content.reopened {
                0 => None,
                1 => Some("una vez".to_owned()),
                times => Some(format!("{times} veces")),
            },
            completed_by: content.completed_by.as_deref().and_then(some_line),
            times: DetailView::all(&content.times),
            text: TextView::within(&content.text, TEXT_MAX, Reader::Staff),
            history: HistoryView::of(&content.history, desk, envelope.at),
            ..Self::short(&content.case, &content.answer, &content.next, files, desk, envelope)
        }
    }

    pub fn reminder(
        content: &ReviewReminder,
        files: &Files<'_>,
        desk: &DeskIdentity,
        envelope: &Envelope,
    ) -> Self {
        Self::short(&content.case, &content.answer, &content.next, files, desk, envelope)
    }

    /// What both show.
    fn short(
        case: &CaseSummary,
        answer: &AnswerSummary,
        next: &[NextStep],
        files: &Files<'_>,
        desk: &DeskIdentity,
        envelope: &Envelope,
    ) -> Self {
        let subject = title(&case.title, envelope);
        Self {
            case: CaseView::of(case, envelope),
            answer: AnswerView::of(answer, envelope),
            reopened: None,
            completed_by: None,
            times: Vec::new(),
            text: TextView::of("", Reader::Staff),
            history: HistoryView::of(&[], desk, envelope.at),
            files: FilesView::of(files, Reader::Staff),
            next: NextView::of(next, &subject, false, desk, envelope),
        }
    }
}

impl FeedbackView {
    pub fn of(content: &Feedback, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let subject = title(&content.case.title, envelope);
        Self {
            case: CaseView::of(&content.case, envelope),
            by: one_line(&content.by, LINE_MAX),
            is_holder: content.is_holder,
            text: TextView::within(&content.text, TEXT_MAX, Reader::Staff),
            answer: AnswerView::of(&content.answer, envelope),
            history: HistoryView::of(&content.history, desk, envelope.at),
            files: FilesView::of(files, Reader::Staff),
            next: NextView::of(&content.next, &subject, content.is_holder, desk, envelope),
        }
    }
}

impl CompletedAgainView {
    pub fn of(content: &CompletedAgain, envelope: &Envelope) -> Self {
        Self {
            case: CaseView::of(&content.case, envelope),
            by: content.by.as_deref().and_then(some_line),
            text: TextView::within(&content.solution, TEXT_MAX, Reader::Staff),
            until: wording::at(content.until, envelope.at),
        }
    }
}
