//! What is known of a case's survey, and of where the case has been.

use jiff::Timestamp;

use crate::desk::address::Address;

/// [7] A survey: one a completion.
#[derive(Clone, Debug)]
pub struct SurveyView {
    /// Its row.
    pub id: i64,
    /// The reference of its letter.
    pub token: String,
    /// When it went out: the case was completed then.
    pub sent_at: Timestamp,
    /// Until when an answer counts.
    pub due_at: Timestamp,
    /// What was answered, or taken for granted.
    pub answer: Option<SurveyAnswer>,
    /// From 1 to 5.
    pub rating: Option<u8>,
    /// The person's own words.
    pub comment: Option<String>,
    /// When it was answered; `None` also where nobody did and it closed.
    pub answered_at: Option<Timestamp>,
    /// It was asked already what an answer meant.
    pub asked_again: bool,
    /// What the coordinator has decided about it.
    pub decision: Option<Review>,
    /// Who completed the case.
    pub completed_by: Option<Address>,
}

impl SurveyView {
    /// [22] The coordinator has yet to decide about it.
    pub fn awaits_review(&self) -> bool {
        self.answer == Some(SurveyAnswer::Unsatisfactory) && self.decision.is_none()
    }
}

/// What a survey's answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyAnswer {
    /// Well attended to.
    Satisfactory,
    /// Not so: [22].
    Unsatisfactory,
}

impl SurveyAnswer {
    /// The name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Satisfactory => "satisfactory",
            Self::Unsatisfactory => "unsatisfactory",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Satisfactory, Self::Unsatisfactory].into_iter().find(|answer| answer.as_str() == text)
    }
}

/// What the coordinator decides about an unsatisfactory survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// [23] The handling was wrong: the case goes on.
    Reopened,
    /// [25] It was right: the case closes.
    Upheld,
}

impl Review {
    /// The name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reopened => "reopened",
            Self::Upheld => "upheld",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Reopened, Self::Upheld].into_iter().find(|review| review.as_str() == text)
    }
}

/// Where a case was for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The group's level.
    pub level: u8,
    /// The group.
    pub group: String,
    /// Who held it.
    pub holder: Option<Address>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}
