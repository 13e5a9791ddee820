//! What staff and outside areas see of a case.

use serde::Serialize;

use super::case::{HistoryView, NextView, re};
use super::parts::{CaseLine, FilesView, PersonView, Reader, TextView, cases, copied, lines, some_line};
use super::review::AnswerView;
use super::{ContentView, LINE_MAX, LIST_MAX, TITLE_MAX, title};
use crate::desk::letter::{AreaRequest, Assignment, FollowUpNotice, SimilarCase};
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::mailto;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest solution of a case that is like the one at hand, in characters: a few lines.
const SOLUTION_MAX: usize = 240;
/// The longest feedback of a case that was reopened, in characters.
const FEEDBACK_MAX: usize = 12_000;
/// The most cases that are like it.
const SIMILAR_MAX: usize = 5;

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
    first_reply: Option<String>,
    resolution: Option<String>,
    missing: Option<String>,
    other_cases: Vec<CaseLine>,
    other_cases_more: usize,
    answers_elsewhere: Option<String>,
    copied: Option<String>,
    remarks: Vec<String>,
    files: FilesView,
    similar: Vec<SimilarView>,
    /// Why it comes now.
    because_of: Option<String>,
    /// What the coordinator expects of a case that was reopened.
    feedback: Option<TextView>,
    /// What the requester answered to its survey.
    answer: Option<AnswerView>,
    history: HistoryView,
    next: NextView,
}

/// A solved case that is like it.
#[derive(Debug, Serialize)]
struct SimilarView {
    number: String,
    title: String,
    solution: Option<String>,
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
    pub fn of(content: &Assignment, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let elsewhere: Vec<String> =
            content.answers_elsewhere.iter().take(LIST_MAX).map(ToString::to_string).collect();
        let missing: Vec<String> = lines(&content.missing);
        let reopening = content.reopening.as_ref();
        Self {
            title: title(&content.title, envelope),
            person: PersonView::of(&content.requester),
            site: content.site.as_deref().and_then(some_line),
            text: TextView::of(&content.text, Reader::Staff),
            case_kind: content.case_kind.as_deref().and_then(wording::kind),
            category: content.category.as_deref().and_then(some_line),
            because: because(&content.because),
            details: DetailView::all(&content.details),
            priority: wording::priority(&content.priority),
            group: one_line(&content.group, LINE_MAX),
            created: wording::at(content.created_at, now),
            first_reply: content.first_reply_due.map(|due| wording::due(due, now)),
            resolution: content.resolution_due.map(|due| wording::due(due, now)),
            missing: (!missing.is_empty()).then(|| wording::list(&missing)),
            other_cases: cases(&content.other_cases, now, wording::status_for_staff),
            other_cases_more: content.other_cases.len().saturating_sub(LIST_MAX),
            answers_elsewhere: (!elsewhere.is_empty()).then(|| wording::list(&elsewhere)),
            copied: copied(&content.copied),
            remarks: sentences(&content.remarks),
            files: FilesView::of(files, Reader::Staff),
            similar: content.similar.iter().take(SIMILAR_MAX).map(SimilarView::of).collect(),
            because_of: content.because_of.as_deref().and_then(sentence),
            feedback: reopening.map(|told| TextView::within(&told.feedback, FEEDBACK_MAX, Reader::Staff)),
            answer: reopening.map(|told| AnswerView::of(&told.answer, envelope)),
            history: HistoryView::of(&content.history, desk, now),
            next: NextView::of(&content.next, &title(&content.title, envelope), true, desk, envelope),
        }
    }
}

impl SimilarView {
    fn of(case: &SimilarCase) -> Self {
        let mut solution = one_line(&case.solution, SOLUTION_MAX);
        // Cut between words.
        if let Some((whole, _)) = solution.strip_suffix('…').and_then(|cut| cut.rsplit_once(' ')) {
            solution = format!("{whole} …");
        }
        Self {
            number: one_line(&case.number, 40),
            title: one_line(&case.title, TITLE_MAX),
            solution: (!solution.is_empty()).then_some(solution),
        }
    }
}

pub fn follow_up(
    content: &FollowUpNotice,
    files: &Files<'_>,
    desk: &DeskIdentity,
    envelope: &Envelope,
) -> ContentView {
    let title = title(&content.title, envelope);
    ContentView::FollowUpNotice {
        next: NextView::of(&content.next, &title, !content.of_machine, desk, envelope),
        title,
        person: PersonView::of(&content.from),
        copied: content.copied,
        merged_by: content.merged_by.as_deref().and_then(some_line),
        received: wording::at(content.received_at, envelope.at),
        text: TextView::of(&content.text, Reader::Staff),
        remarks: sentences(&content.remarks),
        files: FilesView::of(files, Reader::Staff),
    }
}

fn sentences(remarks: &[String]) -> Vec<String> {
    remarks.iter().filter_map(|remark| sentence(remark)).take(LIST_MAX).collect()
}

/// A sentence, with its full stop.
fn sentence(text: &str) -> Option<String> {
    let text = wording::capitalised(&some_line(text)?);
    Some(if text.ends_with(['.', '…', '?']) { text } else { format!("{text}.") })
}

impl DetailView {
    /// Several, as many as a letter names.
    pub fn all(details: &[(String, String)]) -> Vec<Self> {
        details.iter().filter_map(Self::of).take(LIST_MAX).collect()
    }

    pub fn of((label, value): &(String, String)) -> Option<Self> {
        let label = wording::capitalised(some_line(label)?.trim_end_matches([':', '.', ' ']));
        Some(Self { value: some_line(value)?, label })
    }
}

impl AreaRequestView {
    pub fn of(content: &AreaRequest, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let title = title(&content.title, envelope);
        let subject = re(&title, envelope);
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
