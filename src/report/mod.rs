//! [26] The files of the monthly report: charts, workbook, cases as CSV, figures as JSON. Only bytes are made here; the
//! same figures give the same bytes.

mod canvas;
mod charts;
mod csv;
mod json;
#[cfg(test)]
mod tests;
mod workbook;

use sha2::{Digest, Sha256};

use crate::desk::letter::{Chart, MadeReport};
use crate::desk::mail::Attachment;
use crate::desk::statistics::{CaseLine, Statistics};

pub use charts::PIXELS_PER_CSS;

/// A file could not be made: a bug, or no room in memory.
#[derive(Debug, thiserror::Error)]
#[error("the {what} of the report cannot be made: {why}")]
pub struct ReportError {
    what: &'static str,
    why: String,
}

impl ReportError {
    fn new(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self { what, why: why.to_string() }
    }
}

/// A report with its files.
#[derive(Clone, Debug)]
pub struct Made {
    /// What the letter says.
    pub report: MadeReport,
    /// The bytes of its charts and attachments.
    pub files: Vec<(Attachment, Vec<u8>)>,
}

/// Makes all files of a month's report.
///
/// # Errors
/// When a file cannot be made.
pub fn make(statistics: Statistics, cases: &[CaseLine]) -> Result<Made, ReportError> {
    let month = statistics.month;
    let mut files = Vec::new();
    let mut charts = Vec::new();
    for drawn in charts::all(&statistics)? {
        let file = file(drawn.name.to_owned(), "image/png", &drawn.png, true);
        charts.push(Chart {
            file: file.clone(),
            title: drawn.title,
            alt: drawn.alt,
            width: drawn.width,
            height: drawn.height,
        });
        files.push((file, drawn.png));
    }
    let made = [
        (
            format!("informe-{month}.xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook::of(&statistics, cases)?,
        ),
        (format!("casos-{month}.csv"), "text/csv", csv::of(cases)?),
        ("report.json".to_owned(), "application/json", json::of(&statistics)?),
    ];
    let mut attachments = Vec::new();
    for (name, media_type, bytes) in made {
        let file = file(name, media_type, &bytes, false);
        attachments.push(file.clone());
        files.push((file, bytes));
    }
    Ok(Made { report: MadeReport { statistics, charts, attachments }, files })
}

fn file(name: String, media_type: &str, bytes: &[u8], inline: bool) -> Attachment {
    Attachment {
        name,
        media_type: media_type.to_owned(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        sha256: data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)),
        inline,
    }
}
