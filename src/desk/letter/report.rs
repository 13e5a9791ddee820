//! [26] The month in figures, by mail.

use serde::{Deserialize, Serialize};

use crate::desk::mail::Attachment;
use crate::desk::statistics::{Month, Statistics};

/// The report of a month. It is queued by its name alone: what it says is computed when it is worded, once, and its bytes
/// are kept from then on (ruling 42).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlyReport {
    /// The month.
    pub month: Month,
    /// It goes out after the tenth day (ruling 18).
    pub late: bool,
    /// Its reader may ask for other months by mail (`#informe`).
    pub may_ask: bool,
    /// What it says.
    #[serde(default)]
    pub made: Option<Box<MadeReport>>,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MadeReport {
    /// The figures.
    pub statistics: Statistics,
    /// The pictures within the text, in their order.
    pub charts: Vec<Chart>,
    /// The files that go along.
    pub attachments: Vec<Attachment>,
}

/// A picture within the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Its bytes by their hash, and its name.
    pub file: Attachment,
    /// What it shows, a few words.
    pub title: String,
    /// The figures it shows, in words: for those who do not see it.
    pub alt: String,
    /// How wide it is shown, in CSS pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
}
