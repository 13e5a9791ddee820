//! What is said, and to whom: the content of every letter, as data. `letters` words it.
//!
//! A content is kept as JSON in the outbox from the moment it is queued, and worded once (contract, ruling 42). It
//! does not hold the ticket number: that is given when the letter is queued, beside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::{Address, Contact};
use super::mail::Attachment;

/// A letter's content. The tag is the letter's `X-Radica-Kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "one is made a letter; none is kept in numbers")]
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
        }
    }

    /// Letters by which staff can later be known (ruling 22).
    pub fn is_for_staff(&self) -> bool {
        matches!(self, Self::Assignment(_) | Self::FollowUpNotice(_) | Self::DeliveryFailure(_))
    }

    /// Over the hourly ceiling these wait; others are dropped (ruling 29).
    pub fn waits_at_the_ceiling(&self) -> bool {
        matches!(
            self,
            Self::Acknowledgement(_)
                | Self::MissingInformation(_)
                | Self::Reminder(_)
                | Self::RequestExpired(_)
        )
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
            Self::AskNumber(_) | Self::CommandError(_) => None,
        }
    }

    /// The files that go along with the letter.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Assignment(content) => &content.attachments,
            Self::FollowUpNotice(content) => &content.attachments,
            _ => &[],
        }
    }
}

/// [11] The case has its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The subject without its noise; `None` towards those to whom nothing is echoed (ruling 24).
    pub title: Option<String>,
    /// `incident`, `request`, `informative`, or `None` while nobody has said.
    pub case_kind: Option<String>,
    /// Who attends to it: the group's name.
    pub attended_by: String,
    /// When the first reply is due.
    pub first_reply_due: Timestamp,
    /// The desk is closed now, and opens then.
    pub opens_at: Option<Timestamp>,
}

/// [8] What is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingInformation {
    /// The subject without its noise; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// What is asked for, in order.
    pub items: Vec<MissingItem>,
    /// Until when the answer is awaited.
    pub until: Timestamp,
    /// It has been asked before, and some of it has come.
    pub again: bool,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingItem {
    /// The contract's name of it, such as `department`.
    pub field: String,
    /// What is asked for, as a Spanish noun phrase with a capital: "La dependencia en la que trabaja".
    pub ask: String,
    /// An example of a good answer: "Dirección Financiera".
    pub example: String,
}

/// [8] The request has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestExpired {
    /// The subject without its noise; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// What had been asked for and did not come.
    pub items: Vec<MissingItem>,
}

/// [2] Which case is it about?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskNumber {
    /// The person's own open cases, newest first, numbered from 1 in the letter; none towards strangers.
    pub cases: Vec<OwnCase>,
    /// How many more there are beyond those named.
    pub more: usize,
    /// Without an answer it becomes a new request then.
    pub until: Timestamp,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnCase {
    /// Its number.
    pub number: String,
    /// Its subject without noise.
    pub title: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// Its state as the contract names it (`open` ...).
    pub status: String,
}

/// To the agents: a case to work on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The subject without its noise.
    pub title: String,
    /// Who asks.
    pub requester: Requester,
    /// Where, as far as known.
    pub site: Option<String>,
    /// The whole request as the person wrote it; several mails are joined, oldest first.
    pub text: String,
    /// The category's name, or `None` while it is "por categorizar".
    pub category: Option<String>,
    /// `critica`, `alta`, `media`, `baja`.
    pub priority: String,
    /// The group it is given to.
    pub group: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When the first reply is due.
    pub first_reply_due: Timestamp,
    /// When the solution is due.
    pub resolution_due: Timestamp,
    /// Fields that never came, in Spanish (ruling 4).
    pub missing: Vec<String>,
    /// The person's other open cases.
    pub other_cases: Vec<OwnCase>,
    /// Other addresses the mail named in Reply-To or Sender (ruling 24).
    pub answers_elsewhere: Vec<Address>,
    /// Who was copied.
    pub copied: Vec<Contact>,
    /// What an agent should know of the mail (encrypted, unreadable part, an address outside the entity ...).
    pub remarks: Vec<String>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// A person as the agents see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// The address.
    pub email: Address,
    /// The name, as far as known.
    pub name: Option<String>,
    /// The dependencia, as far as known.
    pub department: Option<String>,
}

/// [3] To the agents: somebody added to a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUpNotice {
    /// The case's subject without noise.
    pub title: String,
    /// Who wrote.
    pub from: Requester,
    /// They are not the requester, but were copied.
    pub copied: bool,
    /// What they newly wrote.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What an agent should know of the mail.
    pub remarks: Vec<String>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// To the agents: a letter of ours came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryFailure {
    /// Whom it did not reach.
    pub recipient: Address,
    /// The subject of the letter that came back.
    pub subject: String,
    /// What the letter was, in Spanish: "el acuse de recibo con el número".
    pub letter: String,
    /// The server's words, on one line.
    pub diagnostic: String,
    /// It will not get better by itself (address unknown), or it may (mailbox full).
    pub permanent: bool,
}

/// To staff: nothing of their mail was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandError {
    /// What is wrong: sentences in Spanish. Empty: the mail could not be proven to be theirs (ruling 23).
    pub faults: Vec<String>,
}

/// To the operator: something a person must look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatorAlert {
    /// What happened, in a few Spanish words; it is the subject.
    pub what: String,
    /// Sentences that explain it.
    pub details: Vec<String>,
    /// Commands to look further, as they are typed.
    pub commands: Vec<String>,
}
