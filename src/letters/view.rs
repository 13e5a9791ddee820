//! What the templates see: every kind's content with its dates, states and sizes already in words.
//!
//! All values are clean: no control characters, single lines where a line is meant. A field that is not known is
//! null, never missing, so that a template that names an unknown variable can be told when it is loaded.

mod agents;
mod case;
mod commands;
mod parts;
mod report;
mod requester;
mod review;
mod staff;

use serde::Serialize;

use super::files::Files;
use super::text::one_line;
use super::{DeskIdentity, Envelope};
use crate::desk::letter::Content;
use crate::desk::wording;
use agents::{DigestView, EscalationView, HolderReminderView, ProblemView, SlaView, TakenView};
use case::NextView;
use commands::{CommandErrorView, CommandResultView};
use parts::{CaseLine, FilesView, Item, PersonView, Reader, TextView, cases, items, lines, some_line};
use report::ReportView;
use requester::{AgentReplyView, FormView, MergedView, StatusView, SurveyLinks, SurveyView, greets};
use review::{CompletedAgainView, FeedbackView, ReviewView};
use staff::{AreaRequestView, AssignmentView};

/// The longest title, in characters.
const TITLE_MAX: usize = 150;
/// The longest other value that is a line, in characters.
const LINE_MAX: usize = 300;
/// The longest value of a few sentences that the catalogue gives, in characters.
const SENTENCES_MAX: usize = 1_000;
/// The most entries of a list that a letter names.
const LIST_MAX: usize = 25;

/// A letter as the templates see it.
#[derive(Debug, Serialize)]
pub struct View {
    /// "Buenos días, Ana María:"; empty where an agent's own words greet.
    pub greeting: String,
    /// The number of the case or request, if any.
    pub number: Option<String>,
    /// The kind's own variables stand beside the common ones.
    #[serde(flatten)]
    pub content: ContentView,
}

/// The variables of each kind; the names are those of the templates.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ContentView {
    Acknowledgement {
        title: Option<String>,
        case_kind: Option<&'static str>,
        attended_by: String,
        first_reply: Option<String>,
        /// The forms it waits for: "F-GT-285 y F-GT-192"; empty where there is none.
        forms: String,
        opens: Option<String>,
        /// Many have reported it: the category's name.
        known_problem: Option<String>,
    },
    /// Both `missing-information` and `reminder`.
    Missing {
        title: Option<String>,
        items: Vec<Item>,
        single: bool,
        until: String,
        again: bool,
    },
    RequestExpired {
        title: Option<String>,
        items: Vec<Item>,
        single: bool,
    },
    AskNumber {
        cases: Vec<CaseLine>,
        single: bool,
        more: usize,
        until: String,
    },
    Status(Box<StatusView>),
    OutOfScope {
        title: Option<String>,
        reason: String,
    },
    /// Both `form-needed` and `form-incomplete`.
    Form(Box<FormView>),
    CaseClosedNote {
        title: Option<String>,
        /// `closed`, `not_applicable`, `merged`.
        status: &'static str,
        closed: Option<String>,
    },
    Survey(Box<SurveyView>),
    AreaRequest(Box<AreaRequestView>),
    Assignment(Box<AssignmentView>),
    FollowUpNotice {
        title: String,
        person: PersonView,
        copied: bool,
        /// Who joined another case with this one.
        merged_by: Option<String>,
        received: String,
        text: TextView,
        remarks: Vec<String>,
        files: FilesView,
        next: NextView,
    },
    DeliveryFailure {
        recipient: String,
        title: String,
        letter: String,
        diagnostic: Option<String>,
        permanent: bool,
    },
    CommandError(CommandErrorView),
    CommandResult(Box<CommandResultView>),
    OperatorAlert {
        what: String,
        details: Vec<String>,
        commands: Vec<String>,
    },
    AgentReply(Box<AgentReplyView>),
    NotApplicable {
        title: Option<String>,
        text: TextView,
    },
    MergedNote(MergedView),
    Escalation(Box<EscalationView>),
    TakenNotice(Box<TakenView>),
    /// Both `sla-warning` and `sla-breach`.
    Sla(Box<SlaView>),
    Problem(Box<ProblemView>),
    HolderReminder(Box<HolderReminderView>),
    Digest(Box<DigestView>),
    SurveyUnclear {
        title: Option<String>,
        until: String,
        links: SurveyLinks,
    },
    SurveyThanks {
        title: Option<String>,
        satisfied: bool,
        says_more: bool,
    },
    /// Both `unsatisfactory-review` and its reminder.
    Review(Box<ReviewView>),
    Reopened {
        title: Option<String>,
        attended_by: String,
        awaits_form: bool,
        resolution: Option<String>,
    },
    Feedback(Box<FeedbackView>),
    CompletedAgain(Box<CompletedAgainView>),
    CoordinatorAnswer {
        title: Option<String>,
        text: TextView,
        files: FilesView,
    },
    DelayedFiles {
        title: Option<String>,
        files: FilesView,
    },
    MonthlyReport(Box<ReportView>),
}

impl View {
    /// Words a content.
    pub fn of(desk: &DeskIdentity, envelope: &Envelope, content: &Content) -> Self {
        let now = envelope.at;
        let files = Files::of(content, envelope.max_attached, &envelope.held);
        let content = match content {
            Content::Acknowledgement(content) => ContentView::Acknowledgement {
                title: title_if_any(content.title.as_deref(), envelope),
                case_kind: content.case_kind.as_deref().and_then(wording::kind),
                attended_by: one_line(&content.attended_by, LINE_MAX),
                first_reply: content.first_reply_due.map(|due| wording::before(due, now)),
                forms: one_line(
                    &wording::list(&content.form.iter().map(String::as_str).collect::<Vec<_>>()),
                    LINE_MAX,
                ),
                opens: content.opens_at.map(|at| wording::at(at, now)),
                known_problem: content.known_problem.as_deref().and_then(some_line),
            },
            Content::MissingInformation(content) | Content::Reminder(content) => ContentView::Missing {
                title: title_if_any(content.title.as_deref(), envelope),
                items: items(&content.items),
                single: content.items.len() == 1,
                until: wording::at(content.until, now),
                again: content.again,
            },
            Content::RequestExpired(content) => ContentView::RequestExpired {
                title: title_if_any(content.title.as_deref(), envelope),
                items: items(&content.items),
                single: content.items.len() == 1,
            },
            Content::AskNumber(content) => ContentView::AskNumber {
                single: content.cases.len() == 1 && content.more == 0,
                more: content.more.saturating_add(content.cases.len().saturating_sub(LIST_MAX)),
                cases: cases(&content.cases, now, wording::status),
                until: wording::at(content.until, now),
            },
            Content::Assignment(content) => {
                ContentView::Assignment(Box::new(AssignmentView::of(content, &files, desk, envelope)))
            }
            Content::FollowUpNotice(content) => staff::follow_up(content, &files, desk, envelope),
            Content::DeliveryFailure(content) => ContentView::DeliveryFailure {
                recipient: content.recipient.to_string(),
                title: title(&content.subject, envelope),
                letter: one_line(&content.letter, LINE_MAX),
                diagnostic: some_line(&content.diagnostic),
                permanent: content.permanent,
            },
            Content::CommandError(content) => ContentView::CommandError(CommandErrorView::of(content)),
            Content::Status(content) => ContentView::Status(Box::new(StatusView::of(content, envelope))),
            Content::OutOfScope(content) => ContentView::OutOfScope {
                title: title_if_any(content.title.as_deref(), envelope),
                reason: one_line(&content.reason, SENTENCES_MAX),
            },
            Content::FormNeeded(content) => {
                ContentView::Form(Box::new(FormView::needed(content, &files, envelope)))
            }
            Content::FormIncomplete(content) => {
                ContentView::Form(Box::new(FormView::incomplete(content, &files, desk, envelope)))
            }
            Content::CaseClosedNote(content) => ContentView::CaseClosedNote {
                title: title_if_any(content.title.as_deref(), envelope),
                status: match content.status.as_str() {
                    "not_applicable" => "not_applicable",
                    "merged" => "merged",
                    _ => "closed",
                },
                closed: content.closed_at.map(|at| wording::day(at, now)),
            },
            Content::Survey(content) => {
                ContentView::Survey(Box::new(SurveyView::of(content, &files, desk, envelope)))
            }
            Content::AreaRequest(content) => {
                ContentView::AreaRequest(Box::new(AreaRequestView::of(content, &files, desk, envelope)))
            }
            Content::AgentReply(content) => {
                ContentView::AgentReply(Box::new(AgentReplyView::of(content, &files, envelope)))
            }
            Content::NotApplicable(content) => ContentView::NotApplicable {
                title: title_if_any(content.title.as_deref(), envelope),
                text: TextView::of(&content.reason, Reader::Requester),
            },
            Content::MergedNote(content) => ContentView::MergedNote(MergedView::of(content, desk, envelope)),
            Content::Escalation(content) => {
                ContentView::Escalation(Box::new(EscalationView::of(content, &files, desk, envelope)))
            }
            Content::TakenNotice(content) => {
                ContentView::TakenNotice(Box::new(TakenView::of(content, envelope)))
            }
            Content::CommandResult(content) => {
                ContentView::CommandResult(Box::new(CommandResultView::of(content, desk, envelope)))
            }
            Content::SlaWarning(content) | Content::SlaBreach(content) => {
                ContentView::Sla(Box::new(SlaView::of(content, desk, envelope)))
            }
            Content::Problem(content) => {
                ContentView::Problem(Box::new(ProblemView::of(content, desk, envelope)))
            }
            Content::HolderReminder(content) => {
                ContentView::HolderReminder(Box::new(HolderReminderView::of(content, desk, envelope)))
            }
            Content::Digest(content) => ContentView::Digest(Box::new(DigestView::of(content, envelope))),
            Content::SurveyUnclear(content) => ContentView::SurveyUnclear {
                title: title_if_any(content.title.as_deref(), envelope),
                until: wording::at(content.until, now),
                links: SurveyLinks::of(desk, envelope),
            },
            Content::SurveyThanks(content) => ContentView::SurveyThanks {
                title: title_if_any(content.title.as_deref(), envelope),
                satisfied: content.satisfied,
                says_more: content.says_more,
            },
            Content::UnsatisfactoryReview(content) => {
                ContentView::Review(Box::new(ReviewView::whole(content, &files, desk, envelope)))
            }
            Content::ReviewReminder(content) => {
                ContentView::Review(Box::new(ReviewView::reminder(content, &files, desk, envelope)))
            }
            Content::Reopened(content) => ContentView::Reopened {
                title: title_if_any(content.title.as_deref(), envelope),
                awaits_form: content.awaits_form,
                attended_by: one_line(&content.attended_by, LINE_MAX),
                resolution: content.resolution_due.map(|due| wording::before(due, now)),
            },
            Content::Feedback(content) => {
                ContentView::Feedback(Box::new(FeedbackView::of(content, &files, desk, envelope)))
            }
            Content::CompletedAgain(content) => {
                ContentView::CompletedAgain(Box::new(CompletedAgainView::of(content, envelope)))
            }
            Content::CoordinatorAnswer(content) => ContentView::CoordinatorAnswer {
                title: title_if_any(content.title.as_deref(), envelope),
                text: TextView::of(&content.text, Reader::Requester),
                files: FilesView::of(&files, Reader::Requester),
            },
            Content::DelayedFiles(content) => ContentView::DelayedFiles {
                title: title_if_any(content.title.as_deref(), envelope),
                files: FilesView::of(
                    &files,
                    if content.for_staff { Reader::Staff } else { Reader::Requester },
                ),
            },
            Content::MonthlyReport(content) => {
                ContentView::MonthlyReport(Box::new(ReportView::of(content, &files, desk, envelope)))
            }
            Content::OperatorAlert(content) => ContentView::OperatorAlert {
                what: one_line(&content.what, TITLE_MAX),
                details: lines(&content.details),
                commands: lines(&content.commands),
            },
        };
        let greeted = match &content {
            ContentView::AgentReply(reply) => greets(&reply.text),
            ContentView::CoordinatorAnswer { text, .. } => greets(text),
            _ => false,
        };
        Self {
            greeting: if greeted {
                String::new()
            } else {
                wording::greeting(envelope.to.name.as_deref(), now)
            },
            number: envelope.number.as_deref().map(|number| one_line(number, 40)),
            content,
        }
    }
}

/// A title that leads with no number of ours: the tag is put in front of the subject once.
pub fn title(text: &str, envelope: &Envelope) -> String {
    let mut rest = text.trim_start();
    while let Some((tag, behind)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        let ours = envelope.number.as_deref().is_some_and(|number| number.eq_ignore_ascii_case(tag.trim()));
        if !(ours || is_number(tag.trim())) {
            break;
        }
        rest = behind.trim_start();
    }
    let title = one_line(rest, TITLE_MAX);
    if title.is_empty() { "Sin asunto".to_owned() } else { title }
}

/// `SCJ-2026-000123`, `SOL-2026-45`: letters, a year, a sequence.
fn is_number(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let (prefix, year, sequence) = (parts.next(), parts.next(), parts.next());
    parts.next().is_none()
        && prefix.is_some_and(|p| (2..=10).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && year.is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
        && sequence.is_some_and(|s| (1..=12).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()))
}

fn title_if_any(text: Option<&str>, envelope: &Envelope) -> Option<String> {
    text.map(|text| title(text, envelope)).filter(|title| title != "Sin asunto")
}

/// The desk as the templates see it.
#[derive(Debug, Serialize)]
pub struct DeskView<'a> {
    name: &'a str,
    address: &'a str,
    entity: &'a str,
    phone: &'a str,
    /// One entry a line.
    hours: Vec<String>,
    privacy_notice: &'a str,
    public_url: Option<&'a str>,
    ticket_prefix: &'a str,
}

impl<'a> From<&'a DeskIdentity> for DeskView<'a> {
    fn from(desk: &'a DeskIdentity) -> Self {
        Self {
            name: &desk.name,
            address: desk.address.as_str(),
            entity: &desk.entity,
            phone: &desk.phone,
            hours: desk
                .hours
                .split([';', '\n'])
                .map(|line| wording::capitalised(&one_line(line, LINE_MAX)))
                .filter(|line| !line.is_empty())
                .collect(),
            privacy_notice: &desk.privacy_notice,
            public_url: desk.public_url.as_deref(),
            ticket_prefix: &desk.ticket_prefix,
        }
    }
}
