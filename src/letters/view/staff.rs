//! What staff and outside areas see of a case.

use serde::Serialize;

use super::parts::{
    CaseLine, FilesView, PersonView, Reader, TextView, capitalised, cases, copied, lines, some_line,
};
use super::{ContentView, LINE_MAX, LIST_MAX, title};
use crate::desk::letter::{AreaRequest, Assignment, FollowUpNotice};
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::mailto;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// What an agent gets of a case.
#[derive(Debug, Serialize)]
pub struct AssignmentView {
    title: String,
    person: PersonView,
    site: Option<String>,
    text: TextView,
    case_kind: Option<&'static str>,
    category: Option<String>,
    because: Option<String>,
    details: Vec<DetailView>,
    priority: &'static str,
    group: String,
    created: String,
    first_reply: String,
    resolution: String,
    missing: Option<String>,
    other_cases: Vec<CaseLine>,
    other_cases_more: usize,
    answers_elsewhere: Option<String>,
    copied: Option<String>,
    remarks: Vec<String>,
    files: FilesView,
}

/// What was found of what the category asks for.
#[derive(Debug, Serialize)]
pub struct DetailView {
    label: String,
    value: String,
}

/// What an outside area gets of a case: [13].
#[derive(Debug, Serialize)]
pub struct AreaRequestView {
    title: String,
    person: PersonView,
    site: Option<String>,
    created: String,
    text: TextView,
    files: FilesView,
    links: AreaLinks,
}

/// The two answers that only need to be completed and sent (ruling 12).
#[derive(Debug, Serialize)]
struct AreaLinks {
    done: String,
    under_way: String,
}

impl AssignmentView {
    pub fn of(content: &Assignment, files: &Files<'_>, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let elsewhere: Vec<String> =
            content.answers_elsewhere.iter().take(LIST_MAX).map(ToString::to_string).collect();
        let missing: Vec<String> = lines(&content.missing);
        Self {
            title: title(&content.title, envelope),
            person: PersonView::of(&content.requester),
            site: content.site.as_deref().and_then(some_line),
            text: TextView::of(&content.text, Reader::Staff),
            case_kind: content.case_kind.as_deref().and_then(wording::kind),
            category: content.category.as_deref().and_then(some_line),
            because: because(&content.because),
            details: content.details.iter().filter_map(DetailView::of).take(LIST_MAX).collect(),
            priority: wording::priority(&content.priority),
            group: one_line(&content.group, LINE_MAX),
            created: wording::at(content.created_at, now),
            first_reply: wording::before(content.first_reply_due, now),
            resolution: wording::before(content.resolution_due, now),
            missing: (!missing.is_empty()).then(|| wording::list(&missing)),
            other_cases: cases(&content.other_cases, now, wording::status_for_staff),
            other_cases_more: content.other_cases.len().saturating_sub(LIST_MAX),
            answers_elsewhere: (!elsewhere.is_empty()).then(|| wording::list(&elsewhere)),
            copied: copied(&content.copied),
            remarks: lines(&content.remarks),
            files: FilesView::of(files, Reader::Staff),
        }
    }
}

pub fn follow_up(content: &FollowUpNotice, files: &Files<'_>, envelope: &Envelope) -> ContentView {
    ContentView::FollowUpNotice {
        title: title(&content.title, envelope),
        person: PersonView::of(&content.from),
        copied: content.copied,
        received: wording::at(content.received_at, envelope.at),
        text: TextView::of(&content.text, Reader::Staff),
        remarks: lines(&content.remarks),
        files: FilesView::of(files, Reader::Staff),
    }
}

impl DetailView {
    fn of((label, value): &(String, String)) -> Option<Self> {
        let label = capitalised(some_line(label)?.trim_end_matches([':', '.', ' ']));
        Some(Self { value: some_line(value)?, label })
    }
}

impl AreaRequestView {
    pub fn of(content: &AreaRequest, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let title = title(&content.title, envelope);
        let subject = match envelope.number.as_deref() {
            Some(number) => format!("Re: [{number}] {title}"),
            None => format!("Re: {title}"),
        };
        let code = mailto::code_line(envelope);
        let answer = |begins: &str| mailto::link(desk, &subject, &[begins, "", "", &code]);
        Self {
            person: PersonView::of(&content.requester),
            site: content.site.as_deref().and_then(some_line),
            created: wording::at(content.created_at, envelope.at),
            text: TextView::of(&content.text, Reader::Outside),
            files: FilesView::of(files, Reader::Outside),
            links: AreaLinks { done: answer("Atendido: "), under_way: answer("En trámite: ") },
            title,
        }
    }
}

/// The words that decided, as one phrase; the first ones weigh most.
fn because(reasons: &[String]) -> Option<String> {
    const NAMED: usize = 8;
    let reasons: Vec<String> = reasons.iter().filter_map(|reason| some_line(reason)).take(NAMED).collect();
    (!reasons.is_empty()).then(|| reasons.join(", "))
}
