//! What cases wait for.

use super::TicketStatus;

/// What a case waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// [16] Its form, from the requester.
    Form,
    /// What an agent asked the requester for.
    Answer,
    /// [13] The outside area that was written to.
    Area,
    /// A supplier or somebody else outside the desk.
    ThirdParty,
}

impl WaitsFor {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Answer => "answer",
            Self::Area => "area",
            Self::ThirdParty => "third-party",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Form, Self::Answer, Self::Area, Self::ThirdParty].into_iter().find(|one| one.as_str() == text)
    }

    /// The state of a case that waits for it (ruling 1).
    pub fn status(self) -> TicketStatus {
        match self {
            Self::Form | Self::Answer => TicketStatus::WaitingRequester,
            Self::Area | Self::ThirdParty => TicketStatus::WaitingThirdParty,
        }
    }
}

/// How often a form was asked for since its case waits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormAsked {
    /// Because none came.
    pub missing: u32,
    /// Because it came and was not complete.
    pub incomplete: u32,
}
