//! Workbooks of Excel 2007 and later, of LibreOffice and of Google.
//!
//! calamine trusts what a workbook declares: a count of strings or a dimension can make it ask for more memory than there
//! is, which ends the process. So it is given a copy that holds only the parts it needs, unpacked within bounds, with
//! those counts taken out; and cells are read one by one.

use std::io::{Cursor, Write};

use calamine::{DataRef, Reader, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::Archive;
use super::document::{Document, MAX_COLUMNS, MAX_ROWS};
use super::{Trouble, date};

/// How many sheets are looked at.
const MAX_SHEETS: usize = 20;
/// How many cells of a sheet are read, filled or not.
const MAX_READ: usize = 200_000;
/// Formats beyond this are left out: dates then come as numbers.
const MAX_STYLES: u64 = 1 << 20;
/// Strings beyond this are too much for a form.
const MAX_STRINGS: u64 = 8 << 20;

/// Reads a workbook.
pub(super) fn read(mut archive: Archive<'_>) -> Result<Document, Trouble> {
    let copy = bounded_copy(&mut archive)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(copy)).map_err(|error| match error {
        calamine::XlsxError::Password => Trouble::Protected,
        _ => Trouble::Broken,
    })?;
    let mut document = Document::default();
    let names: Vec<String> = workbook.sheet_names().into_iter().take(MAX_SHEETS).collect();
    let mut broken = 0;
    for name in &names {
        broken += usize::from(sheet(&mut workbook, name, &mut document).is_err());
    }
    // A chart's sheet has no cells; a workbook of which nothing can be read is broken.
    if document.is_empty() && broken == names.len() { Err(Trouble::Broken) } else { Ok(document) }
}

fn sheet(
    workbook: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    document: &mut Document,
) -> Result<(), calamine::XlsxError> {
    let grid = document.begin_grid();
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut read = 0;
    while let Some(cell) = cells.next_cell()? {
        read += 1;
        let (row, column) = cell.get_position();
        if row >= MAX_ROWS || read > MAX_READ {
            break;
        }
        if column >= MAX_COLUMNS {
            continue;
        }
        let text = match cell.get_value() {
            DataRef::Empty | DataRef::Error(_) => continue,
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => date::number(*number),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(true) => "x".to_owned(),
            DataRef::Bool(false) => continue,
            DataRef::DateTime(time) if time.is_datetime() && time.as_f64() >= 1.0 => {
                let (year, month, day, ..) = time.to_ymd_hms_milli();
                date::text(year.into(), month, day)
            }
            DataRef::DateTime(time) => date::number(time.as_f64()),
            DataRef::DateTimeIso(text) => date::from_iso(text),
            DataRef::DurationIso(text) => text.clone(),
        };
        if !document.put(grid, row, column, &text) {
            break;
        }
    }
    Ok(())
}

/// The parts that hold cells, stored without compression.
fn bounded_copy(archive: &mut Archive<'_>) -> Result<Vec<u8>, Trouble> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    let mut sheets = 0;
    for name in archive.names() {
        let lower = name.replace('\\', "/").to_ascii_lowercase();
        let is_sheet = lower.contains("worksheets/sheet") && lower.ends_with(".xml");
        let needed = lower == "[content_types].xml"
            || lower.ends_with("workbook.xml")
            || lower == "_rels/.rels"
            || lower.ends_with("workbook.xml.rels")
            || lower.ends_with("sharedstrings.xml")
            || lower.ends_with("styles.xml")
            || lower.contains("worksheets/") && !lower.contains("_rels/") && lower.ends_with(".xml");
        if !needed {
            continue;
        }
        sheets += usize::from(is_sheet);
        if sheets > MAX_SHEETS {
            continue;
        }
        let bytes = if lower.ends_with("styles.xml") {
            match archive.entry(&name, MAX_STYLES) {
                Err(Trouble::TooLarge) => continue,
                bytes => bytes?,
            }
        } else if lower.ends_with("sharedstrings.xml") {
            without_counts(archive.entry(&name, MAX_STRINGS)?)
        } else {
            archive.entry(&name, u64::MAX)?
        };
        copy.start_file(name, options).map_err(|_| Trouble::Broken)?;
        copy.write_all(&bytes).map_err(|_| Trouble::Broken)?;
    }
    Ok(copy.finish().map_err(|_| Trouble::Broken)?.into_inner())
}

/// The strings without the count by which memory would be asked for.
fn without_counts(mut bytes: Vec<u8>) -> Vec<u8> {
    const COUNT: &[u8] = b"uniqueCount";
    let mut at = 0;
    while let Some(found) =
        bytes.get(at..).and_then(|rest| rest.windows(COUNT.len()).position(|window| window == COUNT))
    {
        if let Some(place) = bytes.get_mut(at + found..at + found + COUNT.len()) {
            place.copy_from_slice(b"unusedCount");
        }
        at += found + COUNT.len();
    }
    bytes
}
