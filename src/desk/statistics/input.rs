//! What the statistics are told: rows as the store reads them, without anybody's words.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Period, ProblemLine, Standing, Surveys};
use crate::config::catalog::{CaseKind, Priority};
use crate::desk::facts::TicketStatus;

/// A case was completed, or reopened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub what: TurnKind,
}

/// What turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnKind {
    /// [6] It was completed.
    Completed {
        /// By whom: an address, or `radica`; `None` where that does not matter.
        by: Option<String>,
    },
    /// [23] It was reopened.
    Reopened,
}

/// A case.
#[derive(Clone, Debug)]
pub struct CaseFacts {
    /// Its number.
    pub number: String,
    /// Its state today.
    pub status: TicketStatus,
    /// What it is; `None` while nobody has said.
    pub kind: Option<CaseKind>,
    /// Its category's id.
    pub category: Option<String>,
    /// How pressing it is.
    pub priority: Priority,
    /// The level it was at.
    pub level: u8,
    /// The group that had it.
    pub group: String,
    /// Who held it.
    pub holder: Option<String>,
    /// `email`, `phone`, `teams`.
    pub channel: String,
    /// The requester's dependencia.
    pub department: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When the first reply was given.
    pub first_reply_at: Option<Timestamp>,
    /// When it was due.
    pub first_reply_due: Timestamp,
    /// When the solution was due.
    pub resolution_due: Timestamp,
    /// When it was over.
    pub closed_at: Option<Timestamp>,
    /// Since when it waits, today.
    pub waiting_since: Option<Timestamp>,
    /// Service time it has waited.
    pub waited: SignedDuration,
    /// Its completions and reopenings, oldest first; those of before the period may be left out of a case that has never
    /// been reopened, but for the completion itself.
    pub turns: Vec<Turn>,
}

impl CaseFacts {
    /// How it stood just before an instant; `None` while it was not registered.
    pub fn standing_at(&self, until: Timestamp) -> Option<Standing> {
        if self.created_at >= until {
            return None;
        }
        // Both are ends for good; nothing leads back from them.
        let is_over = self.closed_at.is_some_and(|at| at < until);
        match self.status {
            TicketStatus::NotApplicable if is_over => return Some(Standing::NotApplicable),
            TicketStatus::Merged if is_over => return Some(Standing::Merged),
            _ => {}
        }
        Some(match self.turns.iter().rfind(|turn| turn.at < until).map(|turn| &turn.what) {
            Some(TurnKind::Completed { .. }) => Standing::Completed,
            None | Some(TurnKind::Reopened) => Standing::Open,
        })
    }

    /// The completion that holds at the end of a period, if it was in it: when, and by whom.
    pub fn completed_in(&self, period: &Period) -> Option<(Timestamp, Option<&str>)> {
        if self.standing_at(period.until) != Some(Standing::Completed) {
            return None;
        }
        let turn = self.turns.iter().rfind(|turn| turn.at < period.until)?;
        let by = match &turn.what {
            TurnKind::Completed { by } => by.as_deref(),
            TurnKind::Reopened => None,
        };
        period.holds(turn.at).then_some((turn.at, by))
    }

    /// How often it was reopened in a period.
    pub fn reopened_in(&self, period: &Period) -> u64 {
        let reopened = |turn: &&Turn| turn.what == TurnKind::Reopened && period.holds(turn.at);
        u64::try_from(self.turns.iter().filter(reopened).count()).unwrap_or(u64::MAX)
    }

    /// It waited at an instant, and still does today: its clocks stood still.
    pub fn waits_at(&self, at: Timestamp) -> bool {
        self.waiting_since.is_some_and(|since| since < at)
    }
}

/// What a month's figures count besides cases.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// The surveys sent.
    pub surveys: Surveys,
    /// Mails taken, by outcome.
    pub mails: BTreeMap<String, u64>,
    /// Questions how a case stands.
    pub status_questions: u64,
    /// Forms that came incomplete.
    pub forms_returned: u64,
    /// The problems that were open in it, oldest first.
    pub problems: Vec<ProblemLine>,
}
