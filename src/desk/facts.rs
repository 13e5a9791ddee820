//! What is known when a mail is judged: gathered by the store, read by the procedure.

mod survey;
mod waits;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use survey::{Review, Stay, SurveyAnswer, SurveyView};
pub use waits::{FormAsked, WaitsFor};

use super::address::{Address, Contact};
use super::ahead::Ahead;
use super::letter::OwnCase;
use super::mail::Attachment;
use crate::config::catalog::{CaseKind, Priority};

/// All that the procedure may know beyond the mail itself.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The same mail has been taken before (ruling 30).
    pub seen: bool,
    /// The cases whose numbers stand in the subject.
    pub named: Vec<Case>,
    /// The case to whose mail this one replies, by In-Reply-To and References.
    pub threaded: Option<Case>,
    /// The cases whose numbers stand in the newly written text.
    pub in_text: Vec<Case>,
    /// The letter of ours whose reference or Message-ID it replies to, when it was sent to this very sender.
    pub proof: Option<LetterView>,
    /// The letter of ours that has come back with this report.
    pub bounced: Option<LetterView>,
    /// The sender's own open cases, newest first, at most [`Facts::MOST_CASES`]; asked for where they are needed.
    pub own_cases: Vec<OwnCase>,
    /// The sender's own requests that wait for missing information, newest first, at most [`Facts::MOST_CASES`].
    pub waiting: Vec<RequestView>,
    /// The dependencias of the imported directory; asked for where somebody may answer in which they work.
    pub departments: Vec<String>,
    /// How many automatic letters the sender has been or will be sent within the last hour or later.
    pub answers: u32,
    /// How many of them concern the case at hand.
    pub answers_in_case: u32,
    /// A `command-error` has gone to the sender within the last hour.
    pub told_unproven: bool,
    /// What the directory knows of the sender.
    pub known: Known,
    /// What the mail tells by itself, where that has been read already.
    pub ahead: Option<Arc<Ahead>>,
    /// What was last documented for the requester in the case at hand; asked for where a mail asks for the state.
    pub last_word: Option<LastWord>,
    /// The open cases of a monitoring tool, newest first; asked for where one writes.
    pub alerts: Vec<TicketView>,
    /// What happened to the case at hand, oldest first; asked for where staff writes with commands.
    pub history: Vec<Happened>,
    /// The open cases that the sender holds; asked for where staff asks for them, or is away.
    pub queue: Vec<TicketView>,
    /// The problem whose number stands in the subject, where staff writes.
    pub problem: Option<ProblemView>,
    /// The problems that are open: category and number.
    pub open_problems: Vec<(String, String)>,
    /// Who was given a case last, the longest ago first: group and address. Asked for where cases go around.
    pub rotation: Vec<(String, Address)>,
    /// Whose mail program has said that they are away. Asked for where cases go around.
    pub away: Vec<Address>,
    /// What goes along with cases that are given on. Asked for where staff writes with commands or is away, and where a
    /// form comes.
    pub along: Vec<Along>,
    /// Whom staff registers a request for (`#registrar`): what the directory knows of them, and their open cases.
    pub registered: Option<Registered>,
    /// How often the form was asked for that the case at hand waits for ([`Facts::forms_case`]).
    pub form_asked: FormAsked,
    /// The newest survey of the case at hand ([`Facts::surveyed`]), where its requester or staff writes.
    pub survey: Option<SurveyView>,
    /// Where that case has been until now, oldest first; what has ended.
    pub stays: Vec<Stay>,
}

/// What is known of whom staff registers a request for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registered {
    /// What the directory that radica keeps has of them.
    pub known: Known,
    /// Their open cases, newest first, at most [`Facts::MOST_CASES`].
    pub own_cases: Vec<OwnCase>,
}

/// What goes along with a case to its next holder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Along {
    /// The case's row.
    pub ticket: i64,
    /// The files that came with it until now, oldest first.
    pub files: Vec<Attachment>,
    /// Those of them that may leave the desk: not what staff sent with notes and commands.
    pub files_outside: Vec<Attachment>,
    /// The other open cases of its requester, newest first, at most [`Facts::MOST_CASES`].
    pub other_cases: Vec<OwnCase>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who: an address, or `radica`.
    pub actor: String,
    /// What: `registered` ...
    pub what: String,
    /// The text.
    pub text: String,
}

/// A topic that many have reported.
#[derive(Clone, Debug)]
pub struct ProblemView {
    /// Its row.
    pub id: i64,
    /// `PRB-2026-000001`.
    pub number: String,
    /// The category's id.
    pub category: String,
    /// It has not been closed.
    pub is_open: bool,
    /// Its cases that are worked on.
    pub cases: Vec<TicketView>,
}

/// What was last documented for the requester of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWord {
    /// The case's row.
    pub ticket: i64,
    /// The text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

impl Facts {
    /// The case whose survey a mail may be about: that of the survey's letter it answers, else that of its subject, else
    /// that of its thread.
    pub fn surveyed(&self) -> Option<&TicketView> {
        let letter = self.proof.as_ref().filter(|letter| letter.is_of_survey());
        let of_letter = letter.and_then(|letter| letter.case.as_ref());
        of_letter.into_iter().chain(&self.named).chain(&self.threaded).find_map(|case| match case {
            Case::Ticket(ticket) => Some(ticket),
            Case::Request(request) => request.ticket.as_deref(),
        })
    }

    /// The case at hand that waits for its form, which may have come.
    pub fn forms_case(&self) -> Option<&TicketView> {
        let tickets = self.named.iter().chain(&self.threaded).filter_map(|case| match case {
            Case::Ticket(ticket) => Some(ticket),
            Case::Request(request) => request.ticket.as_deref(),
        });
        tickets.into_iter().find(|ticket| ticket.waits_for == Some(WaitsFor::Form))
    }

    /// What goes along with a case to its next holder, as far as it was asked for.
    pub fn along(&self, ticket: i64) -> Option<&Along> {
        self.along.iter().find(|along| along.ticket == ticket)
    }

    /// How many of a person's cases are named in a letter.
    pub const MOST_CASES: usize = 10;
}

/// What a number or a thread leads to.
#[derive(Clone, Debug)]
pub enum Case {
    /// A registered case.
    Ticket(TicketView),
    /// A mail that is no case yet.
    Request(RequestView),
}

/// A registered case as far as triage needs it.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// Its row.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its state.
    pub status: TicketStatus,
    /// What it is, once somebody or something has said.
    pub kind: Option<CaseKind>,
    /// Its category's id.
    pub category: Option<String>,
    /// How pressing it is.
    pub priority: Priority,
    /// Its subject without noise.
    pub title: String,
    /// What was written until it was registered.
    pub description: String,
    /// The group that has it.
    pub group: String,
    /// The group's level.
    pub level: u8,
    /// Who holds it.
    pub assignee: Option<Address>,
    /// Who asked.
    pub requester: Contact,
    /// Their dependencia.
    pub department: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// What was found of what its category asks for.
    pub details: Details,
    /// How often it was reopened.
    pub reopened: u32,
    /// When it was registered.
    pub created_at: Timestamp,
    /// ANS, first reply.
    pub first_reply_due: Timestamp,
    /// ANS, solution.
    pub resolution_due: Timestamp,
    /// What it waits for, if it does.
    pub waits_for: Option<WaitsFor>,
    /// Since when it waits, if it does: its ANS clocks stand still.
    pub waiting_since: Option<Timestamp>,
    /// When it was done.
    pub resolved_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Who else takes part.
    pub participants: Vec<Address>,
    /// `email`, `phone`, `teams`.
    pub channel: String,
    /// The problem it belongs to.
    pub problem: Option<String>,
    /// When its requester first had an answer: the first-reply clock has stopped.
    pub first_reply_at: Option<Timestamp>,
    /// Service time during which its clocks stood still, until it last went on.
    pub waited: SignedDuration,
    /// Which warnings and breaches have been told: [`super::sla`]'s bits.
    pub sla_told: u8,
    /// The case in which it lives on, where it was the same as another (`#fusionar`).
    pub merged_into: Option<Box<TicketView>>,
    /// How often it has been changed: a change made on an older reading is refused.
    pub version: i64,
}

/// The state of a case (contract, ruling 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketStatus {
    /// It is worked on.
    Open,
    /// It waits for its requester: a form, or what an agent asked for.
    WaitingRequester,
    /// It waits for somebody outside the desk.
    WaitingThirdParty,
    /// It is done, and its survey is out.
    Resolved,
    /// It has ended.
    Closed,
    /// It was none of the desk's business: [9].
    NotApplicable,
    /// It is the same as another.
    Merged,
}

impl TicketView {
    /// It is worked on, and its requester has had no answer yet.
    pub fn is_new(&self) -> bool {
        self.status == TicketStatus::Open && self.first_reply_at.is_none()
    }
}

impl TicketStatus {
    const ALL: [Self; 7] = [
        Self::Open,
        Self::WaitingRequester,
        Self::WaitingThirdParty,
        Self::Resolved,
        Self::Closed,
        Self::NotApplicable,
        Self::Merged,
    ];

    /// The contract's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WaitingRequester => "waiting_requester",
            Self::WaitingThirdParty => "waiting_third_party",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::NotApplicable => "not_applicable",
            Self::Merged => "merged",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Nobody works on it any more, and nothing can be added that somebody would read.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::NotApplicable | Self::Merged)
    }

    /// Its ANS clocks stand still.
    pub fn waits(self) -> bool {
        matches!(self, Self::WaitingRequester | Self::WaitingThirdParty)
    }
}

/// A mail that is no case yet.
#[derive(Clone, Debug)]
pub struct RequestView {
    /// Its row.
    pub id: i64,
    /// `SOL-2026-000045`, once something has been asked for.
    pub reference: Option<String>,
    /// What it waits for.
    pub status: RequestStatus,
    /// Who asked.
    pub requester: Address,
    /// Their name, as far as known.
    pub name: Option<String>,
    /// Their dependencia, as far as known.
    pub department: Option<String>,
    /// Where, as far as known.
    pub site: Option<String>,
    /// What was found of what its category asks for.
    pub details: Details,
    /// The subject without noise.
    pub title: String,
    /// What they have written until now.
    pub description: String,
    /// Who was copied.
    pub copied: Vec<Contact>,
    /// What was asked for last, in the letter's order.
    pub missing: Vec<Field>,
    /// How often it was asked for.
    pub asked: u32,
    /// The numbers of the cases that an `ask-number` letter offered, in its order.
    pub offered: Vec<String>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When its first mail came.
    pub created_at: Timestamp,
    /// The files that came until now.
    pub attachments: Vec<Attachment>,
    /// The case it has become.
    pub ticket: Option<Box<TicketView>>,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestStatus {
    /// Waits for missing information: [8].
    Waiting,
    /// Waits for word which case it is about: [2].
    AskedNumber,
    /// Has become a case.
    Registered,
    /// Was about a case that exists, and has been added to it.
    Joined,
    /// Has ended without an answer.
    Expired,
    /// Was none of the desk's business: [9].
    OutOfScope,
}

impl RequestStatus {
    /// The name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::AskedNumber => "asked_number",
            Self::Registered => "registered",
            Self::Joined => "joined",
            Self::Expired => "expired",
            Self::OutOfScope => "out_of_scope",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::AskedNumber, Self::Registered, Self::Joined, Self::Expired, Self::OutOfScope]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// What a request can lack; the contract's names, and what a catalogue adds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The person's name.
    Name,
    /// Their dependencia.
    Department,
    /// A description that says something.
    Description,
    /// Where they are.
    Site,
    /// The plate of the equipment.
    AssetTag,
    /// The telephone extension.
    Extension,
    /// The network user name.
    Username,
    /// A picture or the words of the error.
    Evidence,
    /// The form of the category: [16]. It keeps no case from being registered.
    Form,
    /// A field that the catalogue adds.
    Other(String),
}

impl Field {
    const NAMED: [Self; 9] = [
        Self::Name,
        Self::Department,
        Self::Description,
        Self::Site,
        Self::AssetTag,
        Self::Extension,
        Self::Username,
        Self::Evidence,
        Self::Form,
    ];

    /// The contract's name of it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Name => "name",
            Self::Department => "department",
            Self::Description => "description",
            Self::Site => "site",
            Self::AssetTag => "asset_tag",
            Self::Extension => "extension",
            Self::Username => "username",
            Self::Evidence => "evidence",
            Self::Form => "form",
            Self::Other(name) => name,
        }
    }

    /// The field of a name.
    pub fn named(name: &str) -> Self {
        Self::NAMED
            .into_iter()
            .find(|field| field.as_str() == name)
            .unwrap_or_else(|| Self::Other(name.to_owned()))
    }
}

/// What was found of the fields that a category may ask for, by the fields' names: `asset_tag` = `45231`.
/// Name, dependencia, description and site are kept elsewhere.
pub type Details = std::collections::BTreeMap<String, String>;

/// Who somebody is, as far as is known: from the staff list's directory, an import, or what they have answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The name.
    pub name: Option<String>,
    /// The dependencia.
    pub department: Option<String>,
    /// The site.
    pub site: Option<String>,
    /// The telephone extension.
    pub extension: Option<String>,
    /// The network user name.
    pub username: Option<String>,
}

impl Known {
    /// The value of a field that the directory may hold.
    pub fn field(&self, field: &Field) -> Option<&String> {
        match field {
            Field::Name => self.name.as_ref(),
            Field::Department => self.department.as_ref(),
            Field::Site => self.site.as_ref(),
            Field::Extension => self.extension.as_ref(),
            Field::Username => self.username.as_ref(),
            _ => None,
        }
    }

    /// This, and where it says nothing, the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            department: self.department.or(other.department),
            site: self.site.or(other.site),
            extension: self.extension.or(other.extension),
            username: self.username.or(other.username),
        }
    }
}

/// A letter of ours.
#[derive(Clone, Debug)]
pub struct LetterView {
    /// Its row.
    pub id: i64,
    /// Its kind.
    pub kind: String,
    /// Whom it was sent to.
    pub to: Address,
    /// Its subject.
    pub subject: String,
    /// The reference that proves who got it.
    pub reference: String,
    /// It was meant for staff (ruling 22).
    pub for_staff: bool,
    /// It is known already not to have arrived.
    pub failed: bool,
    /// The case it is about.
    pub case: Option<Case>,
}

impl LetterView {
    /// A letter that asks how somebody found the solution.
    pub fn is_of_survey(&self) -> bool {
        matches!(self.kind.as_str(), "survey" | "survey-unclear")
    }
}
