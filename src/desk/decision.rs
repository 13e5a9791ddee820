//! What the procedure decides: an outcome, its reasons, and the changes to make, in order.
//!
//! A decision is data. The store carries it out in one transaction, and gives numbers and identifiers as it goes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::{Address, Contact};
use super::facts::{
    Details, Field, Known, RequestStatus, Review, SurveyAnswer, TicketStatus, TicketView, WaitsFor,
};
use super::letter::Content;
use super::message_id::MessageId;
use crate::config::catalog::{CaseKind, Priority};

/// What became of a mail, as `inbound list` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// [10] A case.
    NewTicket,
    /// [8] A request that lacks something.
    NewRequest,
    /// [3] Added to a case.
    FollowUp,
    /// [8] Missing information came.
    Information,
    /// A machine's.
    Automatic,
    /// A letter of ours that came back.
    Bounce,
    /// Taken before.
    Duplicate,
    /// Could not be read, or broke the program: set apart.
    Quarantined,
    /// [2] Asked which case it is about.
    AskedNumber,
    /// Looks like staff, but is not proven to be (ruling 23).
    Unproven,
    /// [9] None of the desk's business.
    OutOfScope,
    /// [13] The answer of an outside area.
    AreaAnswer,
    /// An agent's words to the requester.
    AgentReply,
    /// Commands of staff.
    Command,
    /// [7] What the requester says of a solution.
    SurveyAnswer,
    /// What they say of it once it has been answered or is over.
    Comment,
}

impl Outcome {
    /// The name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewTicket => "new_ticket",
            Self::NewRequest => "new_request",
            Self::FollowUp => "follow_up",
            Self::Information => "information",
            Self::Automatic => "automatic",
            Self::Bounce => "bounce",
            Self::Duplicate => "duplicate",
            Self::Quarantined => "quarantined",
            Self::AskedNumber => "asked_number",
            Self::Unproven => "unproven",
            Self::OutOfScope => "out_of_scope",
            Self::AreaAnswer => "area_answer",
            Self::AgentReply => "agent_reply",
            Self::Command => "command",
            Self::SurveyAnswer => "survey_answer",
            Self::Comment => "comment",
        }
    }
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What became of the mail.
    pub outcome: Outcome,
    /// Why, rule by rule, in English: for the operator.
    pub why: Vec<String>,
    /// What the mail, and each change that does not say otherwise, is about.
    pub about: About,
    /// What is done, in order.
    pub changes: Vec<Change>,
    /// How a new matter was judged: kept with the mail, for `explain` and `replay`.
    pub judged: Option<Box<Judgement>>,
}

/// How a new matter was judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// `incident`, `request`, `informative`; `None` below the threshold.
    pub kind: Option<String>,
    /// The category's id; `None` below the threshold.
    pub category: Option<String>,
    /// The category's group; `None` without a category, and in what was kept before groups were.
    #[serde(default)]
    pub group: Option<String>,
    /// How sure it is, from 0 to 1.
    pub score: f64,
    /// `critica`, `alta`, `media`, `baja`.
    pub priority: String,
    /// The topic it was turned away for: [9].
    pub out_of_scope: Option<String>,
    /// What it lacked; `form` too.
    pub missing: Vec<String>,
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// No case.
    Nothing,
    /// A case that is there.
    Ticket(i64),
    /// A request that is there.
    Request(i64),
}

/// One thing that is done. `Register` and `Hold` become what the changes after them are about.
#[derive(Clone, Debug)]
pub enum Change {
    /// [10] Registers a case; the request at hand, if any, becomes it.
    Register(Box<NewTicket>),
    /// Keeps a mail that is no case yet.
    Hold(Box<NewRequest>),
    /// Keeps what came for a request, and what it still lacks.
    UpdateRequest(Box<RequestUpdate>),
    /// Ends a request.
    EndRequest {
        /// Its row.
        id: i64,
        /// How it ends.
        status: RequestStatus,
        /// The case it was about.
        ticket: Option<i64>,
    },
    /// The case's state and fields from now on; it was read in the same transaction.
    UpdateTicket(Box<TicketView>),
    /// Somebody takes part in the case.
    Participate(Address),
    /// The directory learns of somebody who is proven (ruling 26).
    Learn {
        /// Who.
        address: Address,
        /// What they have said.
        known: Known,
    },
    /// [7] A survey goes out with the solution; its answer counts until then.
    OpenSurvey {
        /// The letter.
        letter: Box<NewLetter>,
        /// Until when.
        until: Timestamp,
        /// Who completed the case; `None` for radica and for an outside area.
        by: Option<Address>,
    },
    /// [7] A survey is answered. Another answer that came first makes the change stale.
    SurveyAnswered {
        /// Its row.
        id: i64,
        /// What it says.
        answer: SurveyAnswer,
        /// From 1 to 5.
        rating: Option<u8>,
        /// The person's own words.
        comment: Option<String>,
    },
    /// [7] What was meant was not clear, and is asked once.
    SurveyUnclear {
        /// Its row.
        id: i64,
    },
    /// What else somebody says of a survey that is answered or over.
    SurveyComment {
        /// Its row.
        id: i64,
        /// The words.
        text: String,
    },
    /// [22] The coordinator has decided. Another decision that came first makes the change stale.
    SurveyDecided {
        /// Its row.
        id: i64,
        /// What.
        decision: Review,
        /// Who.
        by: Address,
        /// The feedback, or the explanation.
        text: String,
    },
    /// [7] The survey of the case at hand counts as satisfactory: nobody answered it.
    SurveyByDefault,
    /// Adds to the history.
    Event(Event),
    /// Queues a letter.
    Letter(Box<NewLetter>),
    /// Something falls due.
    Deadline {
        /// What.
        kind: DeadlineKind,
        /// When.
        due_at: Timestamp,
    },
    /// What is done to another case than the one at hand: what it becomes, its history, and letters about it.
    Elsewhere {
        /// Its row.
        ticket: i64,
        /// What is done.
        changes: Vec<Change>,
    },
    /// [6] The documented solution of the case at hand: later ones that are like it find it.
    Solution(String),
    /// An agent says what the case is: the classification learns from it.
    Label {
        /// The category's id.
        category: Option<String>,
        /// The kind.
        kind: Option<CaseKind>,
        /// Who says so.
        actor: Address,
    },
    /// Somebody of the staff is away, and no case goes around to them until then; `None`: they are back.
    Away {
        /// Who.
        address: Address,
        /// Until when at the most.
        until: Option<Timestamp>,
    },
    /// A problem is closed.
    CloseProblem {
        /// Its row.
        id: i64,
        /// How it was solved.
        solution: String,
    },
    /// What waited for the request at hand no longer falls due.
    CancelDeadlines,
    /// These no longer fall due for the case at hand.
    CancelOfTicket(&'static [DeadlineKind]),
    /// A letter did not arrive.
    LetterFailed {
        /// Its row.
        id: i64,
        /// What the other server said.
        error: String,
    },
    /// The same key is told once for ever; the letters go only the first time.
    TellOnce {
        /// What is told.
        key: String,
        /// To whom.
        letters: Vec<NewLetter>,
    },
}

/// A case to register.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// Who asks.
    pub requester: Contact,
    /// Their dependencia.
    pub department: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// What was found of what its category asks for.
    pub details: Details,
    /// The subject without noise.
    pub title: String,
    /// What they wrote.
    pub description: String,
    /// How it came: `email`, `phone`, `teams`.
    pub channel: &'static str,
    /// Its first state.
    pub status: TicketStatus,
    /// What it waits for from the first, if it does.
    pub waits_for: Option<WaitsFor>,
    /// What it is; `None` below the threshold.
    pub kind: Option<CaseKind>,
    /// Its category; `None` below the threshold.
    pub category: Option<String>,
    /// How pressing it is.
    pub priority: Priority,
    /// The group's level.
    pub level: u8,
    /// The group it is given to.
    pub group: String,
    /// When it is registered; its year is the number's.
    pub created_at: Timestamp,
    /// ANS, first reply.
    pub first_reply_due: Timestamp,
    /// ANS, solution.
    pub resolution_due: Timestamp,
    /// Who holds it from the first, where cases go around.
    pub assignee: Option<Address>,
    /// The problem it belongs to.
    pub problem: Option<String>,
}

/// A mail that is no case yet.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// What it waits for.
    pub status: RequestStatus,
    /// Who asks.
    pub requester: Contact,
    /// Their dependencia, as far as known.
    pub department: Option<String>,
    /// Where, as far as known.
    pub site: Option<String>,
    /// What was found of what its category asks for.
    pub details: Details,
    /// The subject without noise.
    pub title: String,
    /// What they wrote.
    pub description: String,
    /// Who was copied.
    pub copied: Vec<Contact>,
    /// What is asked for.
    pub missing: Vec<Field>,
    /// The cases that are offered.
    pub offered: Vec<String>,
    /// When it came; its year is the reference's.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// What came for a request.
#[derive(Clone, Debug)]
pub struct RequestUpdate {
    /// Its row.
    pub id: i64,
    /// What it waits for now.
    pub status: RequestStatus,
    /// The name, as far as known.
    pub name: Option<String>,
    /// The dependencia, as far as known.
    pub department: Option<String>,
    /// Where, as far as known.
    pub site: Option<String>,
    /// What was found of what its category asks for.
    pub details: Details,
    /// All that was written until now.
    pub description: String,
    /// What it still lacks.
    pub missing: Vec<Field>,
    /// How often it has been asked for now.
    pub asked: u32,
    /// When it ends by itself; the year of its reference, if it has none yet.
    pub expires_at: Timestamp,
    /// Now.
    pub at: Timestamp,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who did it: an address, or `radica`.
    pub actor: String,
    /// What: `registered`, `follow-up` ...
    pub what: &'static str,
    /// The text, in Spanish.
    pub text: String,
    /// The rule, in English.
    pub why: String,
}

impl Event {
    /// Something that radica did.
    pub fn by_radica(what: &'static str, text: impl Into<String>, why: impl Into<String>) -> Self {
        Self { actor: "radica".to_owned(), what, text: text.into(), why: why.into() }
    }

    /// Something that a person did.
    pub fn by(actor: &Address, what: &'static str, text: impl Into<String>, why: impl Into<String>) -> Self {
        Self { actor: actor.to_string(), what, text: text.into(), why: why.into() }
    }
}

/// A letter to queue. Its identifiers are given when it is queued (ruling 22).
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// To whom; one letter has one recipient.
    pub to: Contact,
    /// What it says.
    pub content: Content,
    /// The mail it answers, when that came from its recipient.
    pub in_reply_to: Option<MessageId>,
    /// It counts towards the ceilings: an automatic answer to somebody not proven to be staff (ruling 29).
    pub counted: bool,
    /// It may not go before, in business time.
    pub not_before: Timestamp,
}

/// What can fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineKind {
    /// [8] The day before a request ends.
    RequestReminder,
    /// [8] A request ends.
    RequestExpiry,
    /// [2] An unanswered `ask-number` becomes a request (ruling 10).
    AskNumberExpiry,
    /// [16] The day before a case is done with for want of its form.
    FormReminder,
    /// [16] The form never came.
    FormExpiry,
    /// [7] Nobody answered the survey: the case closes as satisfactory.
    SurveyClosing,
    /// A case has waited for days: its holder is reminded once (ruling 17).
    HolderReminder,
    /// [22] Nobody has decided about an unsatisfactory survey for days: the coordinator is reminded once.
    ReviewReminder,
}

impl DeadlineKind {
    const ALL: [Self; 8] = [
        Self::RequestReminder,
        Self::RequestExpiry,
        Self::AskNumberExpiry,
        Self::FormReminder,
        Self::FormExpiry,
        Self::SurveyClosing,
        Self::HolderReminder,
        Self::ReviewReminder,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequestReminder => "request-reminder",
            Self::RequestExpiry => "request-expiry",
            Self::AskNumberExpiry => "ask-number-expiry",
            Self::FormReminder => "form-reminder",
            Self::FormExpiry => "form-expiry",
            Self::SurveyClosing => "survey-closing",
            Self::HolderReminder => "holder-reminder",
            Self::ReviewReminder => "review-reminder",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
