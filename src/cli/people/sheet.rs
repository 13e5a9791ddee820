//! A file of people, row by row: who can be imported, and which rows cannot, and why.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::columns::Columns;
use super::text;
use crate::desk::address::Address;
use crate::desk::facts::Known;

/// The longest cell that is taken, in characters.
const LONGEST_CELL: usize = 200;
/// A row that goes on for more lines than this has a quotation mark too few.
const MOST_LINES: u64 = 20;
/// How many rows are looked at to tell how wide the file is.
const LOOKED_AT: usize = 1_000;
/// How many skipped rows are named.
const MOST_NAMED: usize = 1_000;

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its encoding.
    pub(super) encoding: &'static str,
    /// What separates its cells, in words.
    pub(super) separator: &'static str,
    /// Its first row names the columns.
    pub(super) named: bool,
    /// The columns that are not read.
    pub(super) ignored: Vec<String>,
    /// Who can be imported, each address once, in the file's order.
    pub(super) people: Vec<(Address, Known)>,
    /// The rows that cannot: which, and why; the first of them.
    pub(super) skipped: Vec<String>,
    /// How many there are in all.
    pub(super) skipped_count: usize,
}

/// Reads a file.
///
/// # Errors
/// When nothing of it can be read: it is no text, its first row names no addresses, or a quotation mark that is never
/// closed swallows the rest. The sentence's subject is the file.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, String> {
    let (text, encoding) = text::decode(bytes)?;
    let (separator, start) = text::separator(&text);
    let mut lines = Lines::new(&text, start);
    let text = text.get(start..).unwrap_or_default();
    let mut sheet = Sheet { encoding, separator: text::separator_name(separator), ..Sheet::default() };
    let mut seen: HashMap<Address, u64> = HashMap::new();
    let mut columns: Option<Columns> = None;
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| format!("cannot be read: {error}"))? {
        let place = lines.place(&record, text);
        // The last row's marks are odd where the end of the file closed what one of them opened.
        let is_last = reader.position().byte() >= text.len() as u64;
        if is_last && place.first < place.last && lines.rest(text).matches('"').count() % 2 == 1 {
            return Err(format!(
                "has a quotation mark from line {} on that is never closed; nothing behind it can be read",
                place.first
            ));
        }
        let row: Vec<String> = record.iter().map(clean).collect();
        if row.iter().all(String::is_empty) {
            continue;
        }
        let columns = match &mut columns {
            Some(columns) => columns,
            none => {
                if let Some(named) = Columns::named(&row)? {
                    sheet.named = true;
                    sheet.ignored.clone_from(&named.ignored);
                    *none = Some(named);
                    continue;
                }
                none.insert(Columns::in_order(usual_width(text, separator)))
            }
        };
        match person(columns, &row, place, &mut seen) {
            Ok(person) => sheet.people.push(person),
            Err(why) => sheet.skip(place, &why),
        }
    }
    Ok(sheet)
}

impl Sheet {
    fn skip(&mut self, place: Place, why: &str) {
        self.skipped_count += 1;
        if self.skipped.len() < MOST_NAMED {
            let named = if place.first == place.last {
                format!("line {}: {why}", place.first)
            } else {
                format!("lines {} to {}: {why}", place.first, place.last)
            };
            self.skipped.push(named);
        }
    }
}

/// The person of a row, or why there is none.
fn person(
    columns: &Columns,
    row: &[String],
    place: Place,
    seen: &mut HashMap<Address, u64>,
) -> Result<(Address, Known), String> {
    if place.last - place.first >= MOST_LINES {
        return Err("one row goes on for all these lines; is a quotation mark missing?".to_owned());
    }
    let wide = |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
    if row.len() < columns.least {
        return Err(format!("{} where {} are needed", wide(row.len()), columns.least));
    }
    if row.iter().skip(columns.width).any(|cell| !cell.is_empty()) {
        return Err(format!("{} where there are {}; is a cell not quoted?", wide(row.len()), columns.width));
    }
    let written = columns.address(row);
    if written.is_empty() {
        return Err("no address".to_owned());
    }
    let address = Address::parse(written).map_err(|_| {
        let shown: String = written.chars().take(60).collect();
        format!("\"{shown}\" is no mail address")
    })?;
    let known = columns.known(row);
    let values = [&known.name, &known.department, &known.site, &known.extension, &known.username];
    for value in values.into_iter().flatten() {
        if value.chars().count() > LONGEST_CELL {
            return Err(format!("a cell is longer than {LONGEST_CELL} characters"));
        }
        if value.contains('\u{fffd}') {
            return Err("a character cannot be read".to_owned());
        }
    }
    match seen.entry(address.clone()) {
        Entry::Occupied(first) => Err(format!("{address} stands in line {} already", first.get())),
        Entry::Vacant(free) => {
            free.insert(place.first);
            Ok((address, known))
        }
    }
}

/// Reads rows of any width.
pub(super) fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// How many cells most rows have; of two that are as common, the wider.
fn usual_width(text: &str, separator: u8) -> usize {
    let mut widths: HashMap<usize, usize> = HashMap::new();
    for record in reader(text, separator).records().take(LOOKED_AT).flatten() {
        *widths.entry(record.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// A cell on one line, without control characters, blanks folded.
fn clean(cell: &str) -> String {
    cell.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where a row stands: its first and last line, counted from 1.
#[derive(Clone, Copy, Debug)]
struct Place {
    first: u64,
    last: u64,
}

/// Counts lines as an editor does. The reader's own count is of where it stood, before the blank lines it leaves out.
struct Lines {
    line: u64,
    /// Up to where the lines are counted.
    counted: usize,
}

impl Lines {
    /// `start` is where the rows begin.
    fn new(text: &str, start: usize) -> Self {
        let before = text.get(..start).unwrap_or_default();
        Self { line: 1 + line_ends(before), counted: 0 }
    }

    /// Where a row stands: they must be asked for in order.
    fn place(&mut self, record: &StringRecord, text: &str) -> Place {
        let begins = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let rest = text.get(begins..).unwrap_or_default();
        let begins = begins + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        self.line += line_ends(text.get(self.counted..begins).unwrap_or_default());
        self.counted = begins;
        // Its cells hold all its line breaks.
        let inside: u64 = record.iter().map(line_ends).sum();
        Place { first: self.line, last: self.line + inside }
    }

    /// The text from the row at hand on.
    fn rest<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.counted..).unwrap_or_default()
    }
}

/// How many lines end in a text: at `\r\n`, `\n` or `\r`.
fn line_ends(text: &str) -> u64 {
    let ends =
        text.bytes().filter(|byte| matches!(byte, b'\r' | b'\n')).count() - text.matches("\r\n").count();
    u64::try_from(ends).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
