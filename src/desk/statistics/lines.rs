//! A case as the report's files list it: no more of people than the coordinator needs. Neither requester nor words.

use jiff::Timestamp;
use serde::Serialize;

/// How a case stood at the end of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Worked on, or waiting.
    Open,
    /// Completed, closed or not.
    Completed,
    /// Ended as none of the desk's business.
    NotApplicable,
    /// Joined with another.
    Merged,
}

impl Standing {
    /// In the words of the letters.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "abierto",
            Self::Completed => "solucionado",
            Self::NotApplicable => "no procedente",
            Self::Merged => "unido a otro caso",
        }
    }
}

/// A case of the month: registered, replied to, completed or ended in it, or open at its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseLine {
    /// Its number.
    pub number: String,
    /// "incidente" ...; empty while nobody has said.
    pub kind: String,
    /// The category's name; empty while it has none.
    pub category: String,
    /// "media" ...
    pub priority: String,
    /// The level it was at.
    pub level: u8,
    /// The group's name.
    pub group: String,
    /// Who completed it, else who held it, by name; empty for nobody.
    pub agent: String,
    /// "Correo", "Teléfono", "Teams".
    pub channel: String,
    /// The site's name.
    pub site: String,
    /// The dependencia.
    pub department: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When the first reply was due.
    pub first_reply_due: Timestamp,
    /// When it was given, if by the end of the month.
    pub first_reply_at: Option<Timestamp>,
    /// How long that took, in seconds of service time.
    pub first_reply_seconds: Option<i64>,
    /// Whether that was in time.
    pub first_reply_met: Option<bool>,
    /// When the solution was due.
    pub resolution_due: Timestamp,
    /// When it was completed, if it was completed at the end of the month.
    pub completed_at: Option<Timestamp>,
    /// How long that took, in seconds of service time.
    pub solution_seconds: Option<i64>,
    /// Whether that was in time.
    pub solution_met: Option<bool>,
    /// How it stood at the end of the month.
    pub standing: Standing,
    /// It was open and overdue then.
    pub overdue: bool,
    /// How often it was reopened in the month.
    pub reopened: u64,
}
