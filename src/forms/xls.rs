//! Workbooks of Excel 95 to 2003 (MS-XLS): the cells, by their records.
//!
//! calamine asks for as much memory as such a file declares, and follows chains that never end; so the few records that
//! hold cells are read here.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::compound::{Compound, u16_at, u32_at};
use super::document::{Document, MAX_COLUMNS, MAX_ROWS};
use super::{Trouble, date};

/// How many sheets, and shared strings, are kept.
const MAX_SHEETS: usize = 20;
const MAX_STRINGS: usize = 100_000;
/// How many records of a workbook are read.
const MAX_RECORDS: usize = 2_000_000;
/// How many letters of a string are kept.
const MAX_LETTERS: usize = 8_000;

/// Reads a workbook.
pub(super) fn read(file: &Compound<'_>) -> Result<Document, Trouble> {
    let stream = file.stream("Workbook").or_else(|| file.stream("Book")).ok_or(Trouble::Broken)?;
    let mut book = Book::default();
    let mut document = Document::default();
    let mut records = Records { stream: &stream, at: 0 };
    let mut left = MAX_RECORDS;
    // The workbook's own part, up to its end.
    while let Some((kind, data)) = records.next() {
        left = left.checked_sub(1).ok_or(Trouble::TooLarge)?;
        match kind {
            0x002F => return Err(Trouble::Protected),
            0x000A => break,
            0x00FC => {
                let mut parts = vec![data];
                while let Some((0x003C, more)) = records.peek() {
                    records.next();
                    parts.push(more);
                }
                book.strings = strings(&parts);
            }
            _ => book.note(kind, data),
        }
    }
    if book.sheets.is_empty() && book.version == 0 {
        return Err(Trouble::Broken);
    }
    for (at, name) in std::mem::take(&mut book.sheets) {
        document.line(&name);
        let grid = document.begin_grid();
        let mut records = Records { stream: &stream, at };
        let mut nested = 0_usize;
        let mut formula = None;
        while let Some((kind, data)) = records.next() {
            left = left.checked_sub(1).ok_or(Trouble::TooLarge)?;
            match kind {
                // Charts within a sheet have records of their own.
                0x0809 => nested += 1,
                0x000A if nested <= 1 => break,
                0x000A => nested -= 1,
                _ if nested > 1 => {}
                _ => book.cell(kind, data, &mut formula, &mut |row, column, text| {
                    if row < MAX_ROWS && column < MAX_COLUMNS {
                        document.put(grid, row, column, text);
                    }
                }),
            }
        }
    }
    Ok(document)
}

/// Records: a kind, a length, and so many bytes.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn peek(&self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let from = self.at + 4;
        Some((kind, self.stream.get(from..from + length)?))
    }

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, data) = self.peek()?;
        self.at += 4 + data.len();
        Some((kind, data))
    }
}

/// What cells refer to.
#[derive(Default)]
struct Book {
    /// 0x0600 since Excel 97.
    version: u16,
    from_1904: bool,
    code_page: u16,
    sheets: Vec<(usize, String)>,
    strings: Vec<String>,
    formats: HashMap<u16, String>,
    /// Whether a cell's format is a date's.
    dated: Vec<u16>,
}

impl Book {
    fn note(&mut self, kind: u16, data: &[u8]) {
        match kind {
            0x0809 if self.version == 0 => self.version = u16_at(data, 0).unwrap_or(0x0600),
            0x0022 => self.from_1904 = u16_at(data, 0) == Some(1),
            0x0042 => self.code_page = u16_at(data, 0).unwrap_or(1252),
            0x0085 if self.sheets.len() < MAX_SHEETS => {
                let Some(at) = u32_at(data, 0).and_then(|at| usize::try_from(at).ok()) else { return };
                // Sheets of cells only.
                if data.get(5) == Some(&0) {
                    let name = data.get(6).map(|length| self.letters(data, 7, usize::from(*length)));
                    self.sheets.push((at, name.unwrap_or_default()));
                }
            }
            0x041E => {
                let Some(id) = u16_at(data, 0) else { return };
                let code = if self.is_modern() {
                    self.letters(data, 4, usize::from(u16_at(data, 2).unwrap_or(0)))
                } else {
                    self.letters(data, 3, usize::from(data.get(2).copied().unwrap_or(0)))
                };
                self.formats.insert(id, code);
            }
            0x00E0 => self.dated.push(u16_at(data, 2).unwrap_or(0)),
            _ => {}
        }
    }

    fn is_modern(&self) -> bool {
        self.version >= 0x0600
    }

    /// Text of so many letters: since Excel 97 a byte of options stands before it.
    fn letters(&self, data: &[u8], at: usize, length: usize) -> String {
        let length = length.min(MAX_LETTERS);
        if !self.is_modern() {
            let bytes = data.get(at..).unwrap_or_default();
            return self.decoded(bytes.get(..length.min(bytes.len())).unwrap_or_default());
        }
        let wide = data.get(at).is_some_and(|options| options & 1 == 1);
        let bytes = data.get(at + 1..).unwrap_or_default();
        if wide { utf16(bytes, length) } else { bytes.iter().take(length).copied().map(char::from).collect() }
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let name = format!("windows-{}", self.code_page);
        let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// A number as its cell's format shows it.
    fn number(&self, value: f64, format: u16) -> String {
        let id = self.dated.get(usize::from(format)).copied().unwrap_or(0);
        let code = self.formats.get(&id).map(String::as_str);
        if date::is_date_format(id, code)
            && let Some(text) = date::from_serial(value, self.from_1904)
        {
            return text;
        }
        date::number(value)
    }

    /// The cells of a record.
    fn cell(
        &self,
        kind: u16,
        data: &[u8],
        formula: &mut Option<(u32, u32)>,
        put: &mut impl FnMut(u32, u32, &str),
    ) {
        if kind == 0x0207 {
            // The text that a formula gave.
            if let Some((row, column)) = formula.take() {
                put(row, column, &self.letters(data, 2, usize::from(u16_at(data, 0).unwrap_or(0))));
            }
            return;
        }
        let (Some(row), Some(column), Some(format)) = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4))
        else {
            return;
        };
        let (row, column) = (u32::from(row), u32::from(column));
        match kind {
            0x00FD => {
                let index = u32_at(data, 6).and_then(|index| usize::try_from(index).ok());
                if let Some(text) = index.and_then(|index| self.strings.get(index)) {
                    put(row, column, text);
                }
            }
            0x0204 | 0x00D6 => {
                put(row, column, &self.letters(data, 8, usize::from(u16_at(data, 6).unwrap_or(0))));
            }
            0x0203 => {
                if let Some(value) = f64_at(data, 6) {
                    put(row, column, &self.number(value, format));
                }
            }
            0x027E => {
                if let Some(value) = u32_at(data, 6).map(packed) {
                    put(row, column, &self.number(value, format));
                }
            }
            0x00BD => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
                for (column, cell) in (column..MAX_COLUMNS).zip(cells) {
                    if let (Some(format), Some(value)) = (u16_at(cell, 0), u32_at(cell, 2).map(packed)) {
                        put(row, column, &self.number(value, format));
                    }
                }
            }
            0x0205 if data.get(6..8) == Some(&[1, 0]) => put(row, column, "x"),
            0x0006 => {
                *formula = None;
                match data.get(6..14) {
                    Some([0, .., 0xFF, 0xFF]) => *formula = Some((row, column)),
                    Some([1, _, 1, .., 0xFF, 0xFF]) => put(row, column, "x"),
                    Some([.., 0xFF, 0xFF]) | None => {}
                    Some(_) => {
                        if let Some(value) = f64_at(data, 6) {
                            put(row, column, &self.number(value, format));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// A number in four bytes (MS-XLS 2.5.217).
fn packed(bits: u32) -> f64 {
    let value = if bits & 2 == 2 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 == 1 { value / 100.0 } else { value }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn utf16(bytes: &[u8], length: usize) -> String {
    let letters: Vec<u16> = (0..length).map_while(|at| u16_at(bytes, 2 * at)).collect();
    String::from_utf16_lossy(&letters)
}

/// The shared strings: a record and those that continue it (MS-XLS 2.4.265). A string may be cut between two letters,
/// and then says anew how wide its letters are.
fn strings(parts: &[&[u8]]) -> Vec<String> {
    let mut place = Place { parts, part: 0, at: 8 };
    let mut strings = Vec::new();
    while strings.len() < MAX_STRINGS
        && let Some(string) = place.string()
    {
        strings.push(string);
    }
    strings
}

/// A place within a record and what continues it.
struct Place<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl Place<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(byte) = part.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            (self.part, self.at) = (self.part + 1, 0);
        }
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let left = self.parts.get(self.part)?.len().saturating_sub(self.at);
            let step = left.min(bytes);
            self.at += step;
            bytes -= step;
            if bytes > 0 {
                (self.part, self.at) = (self.part + 1, 0);
            }
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let length = usize::from(self.word()?);
        let options = self.byte()?;
        let runs = if options & 8 == 8 { usize::from(self.word()?) } else { 0 };
        let extra =
            if options & 4 == 4 { usize::from(self.word()?) | usize::from(self.word()?) << 16 } else { 0 };
        let mut wide = options & 1 == 1;
        let mut letters: Vec<u16> = Vec::new();
        for _ in 0..length {
            if self.parts.get(self.part).is_some_and(|part| self.at >= part.len()) {
                (self.part, self.at) = (self.part + 1, 0);
                wide = self.byte()? & 1 == 1;
            }
            let letter = if wide { self.word()? } else { u16::from(self.byte()?) };
            if letters.len() < MAX_LETTERS {
                letters.push(letter);
            }
        }
        self.skip(runs * 4 + extra)?;
        Some(String::from_utf16_lossy(&letters))
    }
}
