//! What is said about a survey's answer and what the coordinator decides about it: [7], [22] to [25].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::staff::{CaseSummary, HistoryLine, NextStep};
use crate::desk::mail::Attachment;

/// [7] To the requester, once: what did they mean?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveyUnclear {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Until when an answer counts.
    pub until: Timestamp,
}

/// [7] To the requester, once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveyThanks {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// They are satisfied, and the case is closed; else the coordinator looks at it.
    pub satisfied: bool,
    /// They seem to ask for something else besides.
    #[serde(default)]
    pub says_more: bool,
}

/// [23] To the requester: the case goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reopened {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Who attends to it now: a person's name, else the group's.
    pub attended_by: String,
    /// It waits for its form.
    #[serde(default)]
    pub awaits_form: bool,
    /// When the solution is due; `None` where it waits, or where that has passed: what is past is not promised.
    pub resolution_due: Option<Timestamp>,
}

/// [25] To the requester: why the handling was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoordinatorAnswer {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// The explanation.
    pub text: String,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// What a survey's answer says, for the coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSummary {
    /// From 1 to 5.
    pub rating: Option<u8>,
    /// The person's own words.
    pub comment: Option<String>,
    /// When it came.
    pub at: Timestamp,
}

/// [22] To the coordinator: a case whose requester is not satisfied, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnsatisfactoryReview {
    /// The case.
    pub case: CaseSummary,
    /// What was answered.
    pub answer: AnswerSummary,
    /// How often it was reopened before.
    pub reopened: u32,
    /// Who completed it, by name.
    pub completed_by: Option<String>,
    /// How long each step took, and whether in time: what, and how long.
    pub times: Vec<(String, String)>,
    /// The whole request as the person wrote it.
    pub text: String,
    /// All that happened, internal notes too, newest last.
    pub history: Vec<HistoryLine>,
    /// The files that came with the answer.
    pub attachments: Vec<Attachment>,
    /// What the coordinator may do.
    pub next: Vec<NextStep>,
}

/// [22] To the coordinator, once: nobody has decided yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewReminder {
    /// The case.
    pub case: CaseSummary,
    /// What was answered.
    pub answer: AnswerSummary,
    /// What the coordinator may do.
    pub next: Vec<NextStep>,
}

/// [24] To the agent who completed a case that is reopened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// The case.
    pub case: CaseSummary,
    /// Who reopened it, by name.
    pub by: String,
    /// What they say.
    pub text: String,
    /// What the requester answered.
    pub answer: AnswerSummary,
    /// It is theirs again; else somebody else goes on with it.
    pub is_holder: bool,
    /// All that happened, internal notes too, newest last; only for who goes on with it.
    pub history: Vec<HistoryLine>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
    /// What the agent will most likely want to do next.
    pub next: Vec<NextStep>,
}

/// [24] To the coordinator: a case that was reopened is completed again (ruling 37).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompletedAgain {
    /// The case.
    pub case: CaseSummary,
    /// Who completed it, by name; `None` for an outside area.
    pub by: Option<String>,
    /// The documented solution.
    pub solution: String,
    /// Until when the new survey is awaited.
    pub until: Timestamp,
}
