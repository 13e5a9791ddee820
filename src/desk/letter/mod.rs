//! What is said, and to whom: the content of every letter, as data. `letters` words it.
//!
//! A content is kept as JSON in the outbox from the moment it is queued, and worded once (contract, ruling 42). It
//! does not hold the ticket number: that is given when the letter is queued, beside it.

mod report;
mod requester;
mod staff;
mod survey;

use serde::{Deserialize, Serialize};

pub use report::*;
pub use requester::*;
pub use staff::*;
pub use survey::*;

use super::mail::Attachment;

/// A letter's content. The tag is the letter's `X-Radica-Kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    /// [11] The case has its number.
    Acknowledgement(Acknowledgement),
    /// [8] What is missing, item by item.
    MissingInformation(MissingInformation),
    /// [8] The day before a request ends.
    Reminder(MissingInformation),
    /// [8] No answer came: the request has ended.
    RequestExpired(RequestExpired),
    /// [2] Which case is it about?
    AskNumber(AskNumber),
    /// To the agents of the group: a case to work on.
    Assignment(Assignment),
    /// [3] To the agents: somebody added to a case.
    FollowUpNotice(FollowUpNotice),
    /// To the agents: a letter of ours came back.
    DeliveryFailure(DeliveryFailure),
    /// To staff whose mail could not be proven (ruling 23), or whose commands are wrong.
    CommandError(CommandError),
    /// To the operator.
    OperatorAlert(OperatorAlert),
    /// [4] How a case stands.
    Status(Status),
    /// [9] It is none of the desk's business: why, and where to go.
    OutOfScope(OutOfScope),
    /// [15] The category needs a form, and none came.
    FormNeeded(FormNeeded),
    /// [15] The form that came is not complete.
    FormIncomplete(FormIncomplete),
    /// The case is closed; how to ask for more (ruling 9).
    CaseClosedNote(CaseClosedNote),
    /// [13] To the area that sees to leased buildings.
    AreaRequest(AreaRequest),
    /// [6], [7] The documented solution, and how the person found it.
    Survey(Survey),
    /// An agent's own words to the requester (ruling 36).
    AgentReply(AgentReply),
    /// To the next holder: a case that was escalated, with all that happened.
    Escalation(Escalation),
    /// To the other agents of the group: somebody has taken the case.
    TakenNotice(TakenNotice),
    /// To staff: what was done of their mail, and how the case stands now; lists and tables that were asked for.
    CommandResult(CommandResult),
    /// [9] An agent has found that it is none of the desk's business.
    NotApplicable(NotApplicable),
    /// To the requester: this case goes on in another.
    MergedNote(MergedNote),
    /// To the holder or the group: three quarters of a time have passed.
    SlaWarning(SlaNotice),
    /// To coordinator and holder: a time has passed.
    SlaBreach(SlaNotice),
    /// To the coordinator: a topic that many have reported.
    Problem(Problem),
    /// To the holder: a case that has waited for days.
    HolderReminder(HolderReminder),
    /// Each working morning, to agents and coordinator.
    Digest(Digest),
    /// [7] To the requester, once: what did they mean?
    SurveyUnclear(SurveyUnclear),
    /// [7] To the requester, once.
    SurveyThanks(SurveyThanks),
    /// [22] To the coordinator: the whole case, to decide about.
    UnsatisfactoryReview(UnsatisfactoryReview),
    /// [22] To the coordinator: not decided yet.
    ReviewReminder(ReviewReminder),
    /// [23] To the requester: the case goes on.
    Reopened(Reopened),
    /// [24] To the agent who completed it.
    Feedback(Feedback),
    /// [24] To the coordinator: it is completed again.
    CompletedAgain(CompletedAgain),
    /// [25] To the requester: why the handling was right.
    CoordinatorAnswer(CoordinatorAnswer),
    /// Files that an earlier letter had to go without.
    DelayedFiles(DelayedFiles),
    /// [26] The month in figures, to the coordinator.
    MonthlyReport(MonthlyReport),
}

impl Content {
    /// The value of `X-Radica-Kind`, which is also the name of the templates.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledgement(_) => "acknowledgement",
            Self::MissingInformation(_) => "missing-information",
            Self::Reminder(_) => "reminder",
            Self::RequestExpired(_) => "request-expired",
            Self::AskNumber(_) => "ask-number",
            Self::Assignment(_) => "assignment",
            Self::FollowUpNotice(_) => "follow-up-notice",
            Self::DeliveryFailure(_) => "delivery-failure",
            Self::CommandError(_) => "command-error",
            Self::OperatorAlert(_) => "operator-alert",
            Self::Status(_) => "status",
            Self::OutOfScope(_) => "out-of-scope",
            Self::FormNeeded(_) => "form-needed",
            Self::FormIncomplete(_) => "form-incomplete",
            Self::CaseClosedNote(_) => "case-closed-note",
            Self::AreaRequest(_) => "area-request",
            Self::Survey(_) => "survey",
            Self::AgentReply(_) => "agent-reply",
            Self::Escalation(_) => "escalation",
            Self::TakenNotice(_) => "taken-notice",
            Self::CommandResult(_) => "command-result",
            Self::NotApplicable(_) => "not-applicable",
            Self::MergedNote(_) => "merged-note",
            Self::SlaWarning(_) => "sla-warning",
            Self::SlaBreach(_) => "sla-breach",
            Self::Problem(_) => "problem",
            Self::HolderReminder(_) => "reminder",
            Self::Digest(_) => "digest",
            Self::SurveyUnclear(_) => "survey-unclear",
            Self::SurveyThanks(_) => "survey-thanks",
            Self::UnsatisfactoryReview(_) => "unsatisfactory-review",
            Self::ReviewReminder(_) => "reminder",
            Self::Reopened(_) => "reopened",
            Self::Feedback(_) => "feedback",
            Self::CompletedAgain(_) => "follow-up-notice",
            Self::CoordinatorAnswer(_) => "coordinator-answer",
            Self::DelayedFiles(_) => "delayed-files",
            Self::MonthlyReport(_) => "monthly-report",
        }
    }

    /// The name of its templates: the kind, but where two letters are of one kind.
    pub fn template(&self) -> &'static str {
        match self {
            Self::HolderReminder(_) => "holder-reminder",
            Self::ReviewReminder(_) => "review-reminder",
            Self::CompletedAgain(_) => "completed-again",
            other => other.kind(),
        }
    }

    /// Written by a person: it carries no `Auto-Submitted` (ruling 36).
    pub fn is_a_persons(&self) -> bool {
        matches!(self, Self::AgentReply(_))
    }

    /// Letters by which staff, or an outside area, can later be known (ruling 22).
    pub fn is_for_staff(&self) -> bool {
        match self {
            // Who corrects their commands answers the letter that names the faults.
            Self::CommandError(content) => return !content.faults.is_empty(),
            Self::DelayedFiles(content) => return content.for_staff,
            _ => {}
        }
        matches!(
            self,
            Self::Assignment(_)
                | Self::FollowUpNotice(_)
                | Self::DeliveryFailure(_)
                | Self::AreaRequest(_)
                | Self::Escalation(_)
                | Self::TakenNotice(_)
                | Self::CommandResult(_)
                | Self::SlaWarning(_)
                | Self::SlaBreach(_)
                | Self::Problem(_)
                | Self::HolderReminder(_)
                | Self::UnsatisfactoryReview(_)
                | Self::ReviewReminder(_)
                | Self::Feedback(_)
                | Self::CompletedAgain(_)
                | Self::MonthlyReport(_)
        )
    }

    /// Over the hourly ceiling these wait; others are dropped (ruling 29).
    pub fn waits_at_the_ceiling(&self) -> bool {
        matches!(
            self,
            Self::Acknowledgement(_)
                | Self::MissingInformation(_)
                | Self::Reminder(_)
                | Self::RequestExpired(_)
                | Self::FormNeeded(_)
                | Self::FormIncomplete(_)
                | Self::Survey(_)
                | Self::NotApplicable(_)
                | Self::MergedNote(_)
        )
    }

    /// The number of what it is about, where that is neither case nor request.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Problem(content) => Some(&content.number),
            _ => None,
        }
    }

    /// The subject of the matter, where the recipient may see it.
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Acknowledgement(content) => content.title.as_deref(),
            Self::MissingInformation(content) | Self::Reminder(content) => content.title.as_deref(),
            Self::RequestExpired(content) => content.title.as_deref(),
            Self::Assignment(content) => Some(&content.title),
            Self::FollowUpNotice(content) => Some(&content.title),
            Self::DeliveryFailure(content) => Some(&content.subject),
            Self::OperatorAlert(content) => Some(&content.what),
            Self::Status(content) => content.title.as_deref(),
            Self::OutOfScope(content) => content.title.as_deref(),
            Self::FormNeeded(content) => content.title.as_deref(),
            Self::FormIncomplete(content) => content.title.as_deref(),
            Self::CaseClosedNote(content) => content.title.as_deref(),
            Self::AreaRequest(content) => Some(&content.title),
            Self::Survey(content) => content.title.as_deref(),
            Self::AgentReply(content) => content.title.as_deref(),
            Self::Escalation(content) => Some(&content.case.title),
            Self::TakenNotice(content) => Some(&content.title),
            Self::CommandResult(content) => content.title.as_deref(),
            Self::NotApplicable(content) => content.title.as_deref(),
            Self::MergedNote(content) => content.title.as_deref(),
            Self::SlaWarning(content) | Self::SlaBreach(content) => Some(&content.case.title),
            Self::Problem(content) => Some(&content.title),
            Self::HolderReminder(content) => Some(&content.case.title),
            Self::SurveyUnclear(content) => content.title.as_deref(),
            Self::SurveyThanks(content) => content.title.as_deref(),
            Self::UnsatisfactoryReview(content) => Some(&content.case.title),
            Self::ReviewReminder(content) => Some(&content.case.title),
            Self::Reopened(content) => content.title.as_deref(),
            Self::Feedback(content) => Some(&content.case.title),
            Self::CompletedAgain(content) => Some(&content.case.title),
            Self::CoordinatorAnswer(content) => content.title.as_deref(),
            Self::DelayedFiles(content) => content.title.as_deref(),
            Self::AskNumber(_) | Self::CommandError(_) | Self::Digest(_) | Self::MonthlyReport(_) => None,
        }
    }

    /// The files that go along with the letter.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Assignment(content) => &content.attachments,
            Self::FollowUpNotice(content) => &content.attachments,
            Self::AreaRequest(content) => &content.attachments,
            Self::AgentReply(content) => &content.attachments,
            Self::Escalation(content) => &content.attachments,
            Self::Survey(content) => &content.attachments,
            Self::UnsatisfactoryReview(content) => &content.attachments,
            Self::Feedback(content) => &content.attachments,
            Self::CoordinatorAnswer(content) => &content.attachments,
            Self::DelayedFiles(content) => &content.attachments,
            Self::FormNeeded(content) => std::slice::from_ref(&content.blank),
            Self::FormIncomplete(content) => std::slice::from_ref(&content.blank),
            Self::MonthlyReport(MonthlyReport { made: Some(made), .. }) => &made.attachments,
            _ => &[],
        }
    }

    /// The pictures that are shown within the letter's HTML.
    pub fn charts(&self) -> &[Chart] {
        match self {
            Self::MonthlyReport(MonthlyReport { made: Some(made), .. }) => &made.charts,
            _ => &[],
        }
    }
}
