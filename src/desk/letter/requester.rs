//! What is said to requesters.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::desk::mail::Attachment;

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
    /// The codes of the forms that the case waits for: another letter asks for them.
    #[serde(default)]
    pub form: Vec<String>,
    /// The desk is closed now, and opens then.
    pub opens_at: Option<Timestamp>,
    /// Many have reported it: the failure that is known, by its category's name.
    #[serde(default)]
    pub known_problem: Option<String>,
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
    /// [22] They were not satisfied, and the coordinator looks at it.
    #[serde(default)]
    pub under_review: bool,
    /// Whose case it is, towards somebody who was copied: the requester's name or address. `None` towards the requester.
    #[serde(default)]
    pub whose: Option<String>,
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
    /// The file it came in; empty where a letter was queued before that was kept.
    #[serde(default)]
    pub file: String,
    /// What is wrong, in the form's order.
    pub faults: Vec<FormFault>,
    /// What came with it and is not complete either.
    #[serde(default)]
    pub others: Vec<OtherForm>,
    /// What came with it and is complete: code and file.
    #[serde(default)]
    pub complete: Vec<(String, String)>,
    /// Until when it is awaited.
    pub until: Timestamp,
    /// The blank, which goes along.
    pub blank: Attachment,
}

/// A form that came with another one that is not complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OtherForm {
    /// Its code.
    pub form: String,
    /// The file it came in.
    pub file: String,
    /// What is wrong, in the form's order.
    pub faults: Vec<FormFault>,
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
    /// The files that the agent sends along.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// How a case was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It was solved.
    Solved,
    /// [13] An outside area answered, whether it did what was asked or not.
    AnsweredByArea,
    /// It was an orientation: [15], [5].
    Oriented,
    /// Its form never came: [16], [5].
    FormExpired,
}

/// An agent's own words to the requester.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentReply {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// What the agent wrote, without quotation and signature.
    pub text: String,
    /// The case waits for the requester's answer (`#pedir`).
    pub asks: bool,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// [9] An agent has found that it is none of the desk's business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotApplicable {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// The agent's reason.
    pub reason: String,
}

/// To the requester: this case goes on in another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergedNote {
    /// The case's subject; `None` towards those to whom nothing is echoed.
    pub title: Option<String>,
    /// The number of the case in which it goes on; `None` where that is somebody else's.
    pub into: Option<String>,
}
