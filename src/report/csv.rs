//! The month's cases, a line each: for programs. UTF-8, commas (RFC 4180); the workbook is for people.

use super::ReportError;
use super::workbook::{CASE_COLUMNS, Cell};
use crate::desk::statistics::CaseLine;

/// The cases as CSV.
pub(super) fn of(cases: &[CaseLine]) -> Result<Vec<u8>, ReportError> {
    let failed = |error: csv::Error| ReportError::new("CSV", error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(CASE_COLUMNS.iter().map(|column| column.title)).map_err(failed)?;
    for case in cases {
        writer.write_record(CASE_COLUMNS.iter().map(|column| text((column.value)(case)))).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| ReportError::new("CSV", error.error()))
}

fn text(cell: Cell<'_>) -> String {
    match cell {
        // What a spreadsheet would take for a formula is somebody's text.
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Cell::Text(text) => text.to_owned(),
        Cell::Whole(number) => number.to_string(),
        Cell::Hours(seconds) => hours(seconds),
        Cell::Time(at) => at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Cell::Is(is) => if is { "sí" } else { "no" }.to_owned(),
        Cell::Empty => String::new(),
    }
}

/// Hours with two decimals.
fn hours(seconds: i64) -> String {
    let hundredths = seconds.saturating_add(18) / 36;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
