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
        }
    }

    /// Letters by which staff, or an outside area, can later be known (ruling 22).
    pub fn is_for_staff(&self) -> bool {
        matches!(
            self,
            Self::Assignment(_) | Self::FollowUpNotice(_) | Self::DeliveryFailure(_) | Self::AreaRequest(_)
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
            Self::Status(content) => content.title.as_deref(),
            Self::OutOfScope(content) => content.title.as_deref(),
            Self::FormNeeded(content) => content.title.as_deref(),
            Self::FormIncomplete(content) => content.title.as_deref(),
            Self::CaseClosedNote(content) => content.title.as_deref(),
            Self::AreaRequest(content) => Some(&content.title),
            Self::Survey(content) => content.title.as_deref(),
            Self::AskNumber(_) | Self::CommandError(_) => None,
        }
    }

    /// The files that go along with the letter.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Assignment(content) => &content.attachments,
            Self::FollowUpNotice(content) => &content.attachments,
            Self::AreaRequest(content) => &content.attachments,
            Self::FormNeeded(content) => std::slice::from_ref(&content.blank),
            Self::FormIncomplete(content) => std::slice::from_ref(&content.blank),
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
    /// When the first reply is due; `None` where the case waits for somebody outside the desk.
    pub first_reply_due: Option<Timestamp>,
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
    /// `incident`, `request`, `informative`, or `None` while nobody has said.
    pub case_kind: Option<String>,
    /// The category's name, or `None` while it is "por categorizar".
    pub category: Option<String>,
    /// What spoke for the category and the priority, in Spanish: "«impresora» en el asunto".
    pub because: Vec<String>,
    /// What was found of what the category asks for: what is asked for, and the value.
    pub details: Vec<(String, String)>,
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

/// [4] How a case stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// `incident`, `request`, `informative`, or `None` while nobody has said.
    pub case_kind: Option<String>,
    /// Its state as the contract names it (`open` ...).
    pub status: String,
    /// Who attends to it: a person's name, else the group's.
    pub attended_by: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// Since when it waits, if it does.
    pub waiting_since: Option<Timestamp>,
    /// What was last documented for the requester, and when; `None` while nothing was, or where it may not be told.
    pub last_word: Option<(String, Timestamp)>,
    /// When the first reply is due, while there has been none.
    pub first_reply_due: Option<Timestamp>,
    /// When the solution is due; `None` where the case waits, or is done.
    pub resolution_due: Option<Timestamp>,
    /// For a case that waits for its form: until when.
    pub form_until: Option<Timestamp>,
}

/// [9] None of the desk's business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutOfScope {
    /// The subject without its noise; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Why, and where to go: the catalogue's sentence.
    pub reason: String,
}

/// [15] The form that a case needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormNeeded {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Its code: `F-GT-285`.
    pub form: String,
    /// Its name: "Solicitud Administración de Usuarios".
    pub name: String,
    /// What must be filled in: the form's labels.
    pub fields: Vec<String>,
    /// Until when it is awaited.
    pub until: Timestamp,
    /// It was asked for before, and the answer brought none.
    pub again: bool,
    /// The blank, which goes along.
    pub blank: Attachment,
}

/// [15] A form that is not complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormIncomplete {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Its code.
    pub form: String,
    /// Its name.
    pub name: String,
    /// What is wrong, in the form's order.
    pub faults: Vec<FormFault>,
    /// Until when it is awaited.
    pub until: Timestamp,
    /// The blank, which goes along.
    pub blank: Attachment,
}

/// A field of a form that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFault {
    /// Its label.
    pub label: String,
    /// What is wrong.
    pub fault: FormFaultKind,
}

/// What is wrong with a field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormFaultKind {
    /// Nothing stands in it.
    Empty,
    /// What the blank has there still stands in it, or dots, dashes, "xxx".
    Placeholder,
    /// It is no date.
    NoDate,
    /// It is no mail address.
    NoAddress,
    /// It is no document's number.
    NoDocument,
    /// It is no number.
    NoNumber,
}

/// The case is closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseClosedNote {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// Its state as the contract names it: `closed`, `not_applicable`, `merged`.
    pub status: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// [13] To the area that sees to leased buildings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaRequest {
    /// The case's subject.
    pub title: String,
    /// Who asks.
    pub requester: Requester,
    /// The site, which is leased.
    pub site: Option<String>,
    /// The whole request as the person wrote it.
    pub text: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// [6], [7] A case is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// How it was done.
    pub ending: Ending,
    /// The documented solution.
    pub solution: String,
    /// Until when the answer counts; then the case closes as satisfactory.
    pub until: Timestamp,
}

/// How a case was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It was solved.
    Solved,
    /// It was an orientation: [15], [5].
    Oriented,
    /// Its form never came: [16], [5].
    FormExpired,
}
