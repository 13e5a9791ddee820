//! What is said to staff, outside areas and operators.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::requester::OwnCase;
use super::survey::AnswerSummary;
use crate::desk::address::{Address, Contact};
use crate::desk::mail::Attachment;

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
    /// When the first reply is due, while there has been none.
    pub first_reply_due: Option<Timestamp>,
    /// When the solution is due; `None` while the case waits.
    pub resolution_due: Option<Timestamp>,
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
    /// Solved cases that are like it, found when the letter is worded.
    #[serde(default)]
    pub similar: Vec<SimilarCase>,
    /// What the agent will most likely want to do next.
    #[serde(default)]
    pub next: Vec<NextStep>,
    /// Why it comes now: given by somebody, given back, reopened; `None` for a new case.
    #[serde(default)]
    pub because_of: Option<String>,
    /// [23] Why it was reopened, for whoever did not complete it.
    #[serde(default)]
    pub reopening: Option<Reopening>,
    /// What has been done on it so far, newest last; empty where nobody has worked on it.
    #[serde(default)]
    pub history: Vec<HistoryLine>,
}

/// [23] What a case was reopened with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reopening {
    /// What the coordinator expects.
    pub feedback: String,
    /// What the requester answered to the survey.
    pub answer: AnswerSummary,
}

/// A solved case that is like the one at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarCase {
    /// Its number.
    pub number: String,
    /// Its subject.
    pub title: String,
    /// How it was solved.
    pub solution: String,
}

/// A command as a link: `mailto:` to the desk, with the command in the first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What it does: "Tomar el caso".
    pub label: String,
    /// The line: `#tomar`. A text is to be written below where it ends with a line end.
    pub command: String,
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
    /// Who joined another case with this one, by name, where that is what happened.
    #[serde(default)]
    pub merged_by: Option<String>,
    /// They are a monitoring tool: nobody reads an answer.
    #[serde(default)]
    pub of_machine: bool,
    /// What they newly wrote.
    pub text: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What an agent should know of the mail.
    pub remarks: Vec<String>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
    /// What the agent will most likely want to do next.
    #[serde(default)]
    pub next: Vec<NextStep>,
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
    /// What is wrong, line by line. Empty: the mail could not be proven to be theirs (ruling 23).
    pub faults: Vec<CommandFault>,
    /// The number of the problem it is about.
    #[serde(default)]
    pub problem: Option<String>,
}

/// What is wrong with a line of a mail from staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandFault {
    /// The line, from 1; `None` where the mail as a whole is meant.
    pub line: Option<usize>,
    /// The line as it was written.
    pub written: String,
    /// What is wrong with it, a Spanish sentence.
    pub what: String,
    /// The right form, or what was perhaps meant.
    pub right: Option<String>,
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

/// A case in a few lines, for staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// Its number.
    pub number: String,
    /// Its subject.
    pub title: String,
    /// Its state as the contract names it.
    pub status: String,
    /// `incident`, `request`, `informative`, or `None` while nobody has said.
    pub case_kind: Option<String>,
    /// The category's name, or `None` while it is "por categorizar".
    pub category: Option<String>,
    /// `critica`, `alta`, `media`, `baja`.
    pub priority: String,
    /// The group's name and level: "Infraestructura (N3)".
    pub group: String,
    /// Who holds it, by name.
    pub holder: Option<String>,
    /// Who asks.
    pub requester: Requester,
    /// Where, as far as known.
    pub site: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When the first reply is due, while there has been none.
    pub first_reply_due: Option<Timestamp>,
    /// When the solution is due; `None` where the case waits, or is done.
    pub resolution_due: Option<Timestamp>,
}

/// Something that happened to a case, for staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Who, by name; "radica" for what was done by itself.
    pub who: String,
    /// What, in Spanish: "respondió al usuario".
    pub what: String,
    /// The text.
    pub text: String,
}

/// To the next holder: a case that was escalated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Escalation {
    /// The case.
    pub case: CaseSummary,
    /// Who escalated it, by name.
    pub by: String,
    /// From which level to which.
    pub levels: (u8, u8),
    /// Why: the documentation.
    pub documentation: String,
    /// The whole request as the person wrote it.
    pub text: String,
    /// What was found of what the category asks for: what is asked for, and the value.
    pub details: Vec<(String, String)>,
    /// All that happened, internal notes too, newest last.
    pub history: Vec<HistoryLine>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
    /// What the agent will most likely want to do next.
    pub next: Vec<NextStep>,
}

/// To the other agents of the group: somebody has the case now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakenNotice {
    /// The case's subject.
    pub title: String,
    /// Who has it, by name.
    pub by: String,
    /// What they did on it, when they did not only take it: "agregó una nota" ...; `None` for taking it.
    pub what: Option<String>,
    /// With that it is no longer with the reader: it was given on, or has ended.
    #[serde(default)]
    pub left: bool,
    /// The text of that.
    pub text: String,
}

/// To staff: what was done of their mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandResult {
    /// The case's subject; `None` where no case was meant.
    pub title: Option<String>,
    /// The number of the problem it is about.
    #[serde(default)]
    pub problem: Option<String>,
    /// What was done, line by line: the command as written, and what it did.
    pub done: Vec<(String, String)>,
    /// What they should know: "El texto quedó como nota interna."
    pub notes: Vec<String>,
    /// How the case stands now.
    pub case: Option<CaseSummary>,
    /// `#estado`: all that happened, newest last.
    pub history: Vec<HistoryLine>,
    /// `#cola`: the open cases; `None` where it was not asked for.
    pub queue: Option<Vec<CaseSummary>>,
    /// `#ayuda`: each command, and what it does.
    pub help: Vec<(String, String)>,
    /// What the agent will most likely want to do next.
    pub next: Vec<NextStep>,
}

/// A time of the ANS that runs out, or has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlaNotice {
    /// The case.
    pub case: CaseSummary,
    /// Which time.
    pub clock: SlaClock,
    /// When it is or was due.
    pub due: Timestamp,
    /// What the agent will most likely want to do next.
    pub next: Vec<NextStep>,
}

/// A clock of the ANS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlaClock {
    /// Until the first reply.
    FirstReply,
    /// Until the solution.
    Solution,
}

/// To the coordinator: a topic that many have reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its number: `PRB-2026-000001`.
    pub number: String,
    /// "Problema: Red, internet y wifi".
    pub title: String,
    /// The category's name.
    pub category: String,
    /// How many incidents within which number of days.
    pub count: usize,
    /// The window, in days.
    pub days: u32,
    /// The cases, newest last.
    pub cases: Vec<CaseSummary>,
    /// What the coordinator may do: `#solucion`, `#avisar`.
    pub next: Vec<NextStep>,
}

/// To the holder: a case that has waited for days (ruling 17).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HolderReminder {
    /// The case.
    pub case: CaseSummary,
    /// Since when it waits.
    pub waiting_since: Timestamp,
    /// What the agent will most likely want to do next.
    pub next: Vec<NextStep>,
}

/// Each working morning: the cases to see to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Whose times have passed, the oldest first.
    pub overdue: Vec<CaseSummary>,
    /// Whose times end today.
    pub due_today: Vec<CaseSummary>,
    /// The other open ones.
    pub others: Vec<CaseSummary>,
    /// Of the group, held by nobody.
    pub unheld: Vec<CaseSummary>,
    /// The whole desk, for the coordinator: by group, open, due today, overdue.
    pub groups: Vec<GroupLoad>,
    /// For the coordinator: mail that bore an address of the staff and could not be proven since the last digest.
    #[serde(default)]
    pub unproven: Vec<UnprovenMail>,
}

/// Mail that only looks like the staff's (ruling 23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnprovenMail {
    /// The address it bears.
    pub from: String,
    /// The case it was about.
    pub ticket: Option<String>,
    /// When it came.
    pub at: Timestamp,
}

/// How much a group has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLoad {
    /// The group's name.
    pub group: String,
    /// Open cases.
    pub open: usize,
    /// Of them, with a time that ends today.
    pub due_today: usize,
    /// Of them, with a time that has passed.
    pub overdue: usize,
}

/// Files that an earlier letter to the same person had to go without: nobody could look at them then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DelayedFiles {
    /// The subject of the matter, where the recipient may see it.
    pub title: Option<String>,
    /// The earlier letter was one by which staff, or an outside area, can be known (ruling 22).
    pub for_staff: bool,
    /// The files.
    pub attachments: Vec<Attachment>,
}
