//! [26] The month in figures: what a report says, computed from rows that the store reads. All pure.
//!
//! What is counted, in a month of Bogota's calendar (`from` its first instant, `until` its end, or now):
//!
//! - **created**: cases registered in it, whatever became of them.
//! - **open** at the end: registered, and neither completed nor ended by then. It is judged by what had happened until
//!   then, not by today's state: a case of October that was completed in November was open at the end of October.
//! - **completed**: cases that were completed in it and still are at its end, each once.
//! - **not applicable**, **merged**: cases that ended so in it.
//! - **returned**: cases that were completed before it and were reopened in it. So
//!   `open = open before + created + returned - completed - not applicable - merged`.
//! - **reopened**: how often a case was reopened in it.
//! - **first reply**: of the cases whose first reply was given in it, the service time from the registration, without
//!   what the case waited before; in time where `first_reply_at <= first_reply_due` (ruling 16). What share was in time is
//!   told of these and of the unreplied ones.
//! - **unreplied**: of the open ones that do not wait, those without a first reply that was due by then.
//! - **solution**: of the completed ones, the service time from the registration to the completion without all that the
//!   case waited; in time where that was not after `resolution_due`.
//! - **overdue**: of the open ones that do not wait, those whose solution was due by then.
//! - **median**, **90th percentile**: by nearest rank, the smallest value that half, or nine tenths, do not exceed.
//! - **surveys**: those sent in it, with what has come of them until the report is made; satisfactory counts those that
//!   nobody answered too ([7]), `answered` does not.
//! - **group, level and holder** are those at the end of the month; kind, category, channel, site and dependencia are
//!   those of the case.
//! - **by agent**: who completed it (`radica` for what the procedure does by itself), and who held the open ones.
//! - **status questions** are informative ones besides the cases (ruling 7).

mod collect;
mod input;
mod lines;
mod month;
mod summary;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use collect::Collector;
pub use input::{CaseFacts, Others, Turn, TurnKind};
pub use lines::{CaseLine, Standing};
pub use month::{Month, Period};
pub use summary::{SummaryRow, Unit, satisfaction, summary};

/// The id of a row that holds what has none: no kind, no category, no site, nobody.
pub const NONE: &str = "none";

/// Why a form that came incomplete is asked for again: by this its event is counted.
pub const FORM_RETURNED: &str = "[15] the form came incomplete and goes back";

/// Service times, and how many were within the ANS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// How many cases.
    pub count: u64,
    /// Of them, those in time.
    pub met: u64,
    /// The median, in seconds of service time.
    pub median: Option<i64>,
    /// The 90th percentile, in seconds of service time.
    pub p90: Option<i64>,
}

/// [7] The surveys sent in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surveys {
    /// All.
    pub sent: u64,
    /// Those that somebody answered.
    pub answered: u64,
    /// Satisfactory ones, those by default too.
    pub satisfactory: u64,
    /// Unsatisfactory ones.
    pub unsatisfactory: u64,
    /// Satisfactory because nobody answered in time.
    pub by_default: u64,
    /// How many gave a rating from 1 to 5.
    pub rated: u64,
    /// The sum of the ratings.
    pub ratings: u64,
}

impl Surveys {
    /// Adds surveys that are alike: `count` of them.
    pub fn add(&mut self, answer: Option<&str>, by_default: bool, count: u64) {
        self.sent += count;
        match answer {
            Some("satisfactory") => self.satisfactory += count,
            Some("unsatisfactory") => self.unsatisfactory += count,
            _ => return,
        }
        *(if by_default { &mut self.by_default } else { &mut self.answered }) += count;
    }

    /// Those that are neither answered nor closed.
    pub fn pending(&self) -> u64 {
        self.sent.saturating_sub(self.satisfactory).saturating_sub(self.unsatisfactory)
    }
}

/// What can be held against another month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Registered in the month.
    pub created: u64,
    /// Completed in it, and still so at its end.
    pub completed: u64,
    /// Ended in it as none of the desk's business.
    pub not_applicable: u64,
    /// Joined with another case in it.
    pub merged: u64,
    /// Completed before it, and reopened in it.
    pub returned: u64,
    /// Open when it began.
    pub open_before: u64,
    /// Open at its end.
    pub open: u64,
    /// Of them, overdue.
    pub overdue: u64,
    /// How often a case was reopened.
    pub reopened: u64,
    /// Until the first reply.
    pub first_reply: Times,
    /// Open at its end without a first reply, which was due by then.
    pub unreplied: u64,
    /// Until the solution.
    pub solution: Times,
    /// What people said of it.
    pub surveys: Surveys,
    /// [4] Questions how a case stands, counted as informative (ruling 7).
    pub status_questions: u64,
    /// [15] Forms that came incomplete and went back.
    pub forms_returned: u64,
    /// Mails taken, by what became of them (`inbound list`'s outcomes).
    pub mails: BTreeMap<String, u64>,
    /// Problems that came to be.
    pub problems: u64,
}

impl Figures {
    /// The first replies in time, in whole per cent of those that were given or should have been.
    pub fn first_reply_met(&self) -> Option<u64> {
        percent(self.first_reply.met, self.first_reply.count.saturating_add(self.unreplied))
    }

    /// The solutions in time, in whole per cent.
    pub fn solution_met(&self) -> Option<u64> {
        percent(self.solution.met, self.solution.count)
    }

    /// How many mails came to an outcome.
    pub fn mails_of(&self, outcome: &str) -> u64 {
        self.mails.get(outcome).copied().unwrap_or_default()
    }

    /// Mails that brought a new matter: what lacked nothing, and what did ([1]).
    pub fn new_matters(&self) -> u64 {
        self.mails_of("new_ticket") + self.mails_of("new_request")
    }

    /// All mails taken.
    pub fn all_mails(&self) -> u64 {
        self.mails.values().sum()
    }

    /// Machines' mails, those that came back included.
    pub fn automatic(&self) -> u64 {
        self.mails_of("automatic") + self.mails_of("bounce")
    }
}

/// A part of so many, in whole per cent, half rounded up; `None` of nothing.
pub fn percent(part: u64, of: u64) -> Option<u64> {
    (of > 0).then(|| (part.saturating_mul(200).saturating_add(of)) / of.saturating_mul(2))
}

/// A row of a table: the cases of one kind, category, group ...
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// `incident`, `impresion`, `2` ...; [`NONE`].
    pub id: String,
    /// As people read it.
    pub name: String,
    /// Registered in the month.
    pub created: u64,
    /// Completed in it.
    pub completed: u64,
    /// Of these, within the time for the solution.
    pub in_time: u64,
    /// Open at its end.
    pub open: u64,
}

/// Open cases of an age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// The greatest age in whole days, the smallest being one more than that of the row before; `None` beyond all.
    pub most_days: Option<u32>,
    /// How many.
    pub open: u64,
}

/// A day of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, in Bogota.
    pub date: Date,
    /// Registered on it.
    pub created: u64,
    /// Completed on it.
    pub completed: u64,
}

/// A problem that was open in the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemLine {
    /// `PRB-2026-000001`
    pub number: String,
    /// Its category's name.
    pub category: String,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it was closed, if that was in the month.
    pub closed_at: Option<Timestamp>,
    /// How many cases are linked to it.
    pub cases: u64,
}

/// A month in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// The month.
    pub month: Month,
    /// What happened before this is counted.
    pub until: Timestamp,
    /// The month was over.
    pub whole: bool,
    /// What can be compared.
    pub figures: Figures,
    /// The month before; `None` where the desk was not in service yet.
    pub before: Option<Figures>,
    /// The same month a year before; `None` where the desk was not in service yet.
    pub year_before: Option<Figures>,
    /// By kind.
    pub kinds: Vec<Row>,
    /// By category.
    pub categories: Vec<Row>,
    /// By priority.
    pub priorities: Vec<Row>,
    /// By level.
    pub levels: Vec<Row>,
    /// By group.
    pub groups: Vec<Row>,
    /// By who completed it, or held it; `created` is not told of agents.
    pub agents: Vec<Row>,
    /// By channel.
    pub channels: Vec<Row>,
    /// By site.
    pub sites: Vec<Row>,
    /// By dependencia.
    pub departments: Vec<Row>,
    /// The open ones by age, the youngest first.
    pub ages: Vec<Age>,
    /// The age of the oldest open case, in whole days.
    pub oldest_days: Option<u32>,
    /// Day by day.
    pub days: Vec<Day>,
    /// The problems.
    pub problems: Vec<ProblemLine>,
}
