//! What is known when a mail is judged: gathered by the store, read by the procedure.

use jiff::Timestamp;

use super::address::{Address, Contact};
use super::letter::OwnCase;
use super::mail::Attachment;

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
    /// How many automatic letters the sender has been or will be sent within the last hour or later.
    pub answers: u32,
    /// How many of them concern the case at hand.
    pub answers_in_case: u32,
    /// A `command-error` has gone to the sender within the last hour.
    pub told_unproven: bool,
}

impl Facts {
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
    /// `open` ...
    pub status: String,
    /// Its subject without noise.
    pub title: String,
    /// The group that has it.
    pub group: String,
    /// Who holds it.
    pub assignee: Option<Address>,
    /// Who asked.
    pub requester: Contact,
    /// Their dependencia.
    pub department: Option<String>,
    /// Who else takes part.
    pub participants: Vec<Address>,
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
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::AskedNumber, Self::Registered, Self::Joined, Self::Expired]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// What a request can lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The person's name.
    Name,
    /// Their dependencia.
    Department,
    /// A description that says something.
    Description,
}

impl Field {
    /// The contract's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Department => "department",
            Self::Description => "description",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Name, Self::Department, Self::Description].into_iter().find(|field| field.as_str() == text)
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
    /// It was meant for staff (ruling 22).
    pub for_staff: bool,
    /// It is known already not to have arrived.
    pub failed: bool,
    /// The case it is about.
    pub case: Option<Case>,
}
