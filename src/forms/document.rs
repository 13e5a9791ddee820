//! What an attached document holds, whatever its kind: tables, lines, and fields that bear a name. All of it bounded.

use std::collections::BTreeMap;

/// How many rows and columns of a table are looked at.
pub(super) const MAX_ROWS: u32 = 2_000;
/// See [`MAX_ROWS`].
pub(super) const MAX_COLUMNS: u32 = 100;
/// How many filled cells of a document are kept, in all its tables, and how many tables.
const MAX_CELLS: usize = 20_000;
const MAX_GRIDS: usize = 200;
/// How many lines outside of tables, and how many named fields.
const MAX_LINES: usize = 10_000;
const MAX_NAMED: usize = 2_000;
/// How many bytes of one cell or line are kept.
const MAX_TEXT: usize = 8_000;
/// How many bytes are kept in all.
const MAX_ALL: usize = 4 << 20;

/// The filled cells of a table, by row and column from 0.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Never empty texts.
    pub cells: BTreeMap<(u32, u32), String>,
}

/// A field with a name: of a PDF, or a content control.
#[derive(Debug)]
pub(super) struct Named {
    /// Its names, the one that people see first.
    pub names: Vec<String>,
    /// What stands in it.
    pub value: String,
}

/// What a document holds.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Its tables: sheets, or tables within a text.
    pub grids: Vec<Grid>,
    /// Its paragraphs outside of tables.
    pub lines: Vec<String>,
    /// Its named fields.
    pub named: Vec<Named>,
    cells: usize,
    bytes: usize,
}

impl Document {
    /// Begins a table.
    pub fn begin_grid(&mut self) -> usize {
        if self.grids.len() < MAX_GRIDS {
            self.grids.push(Grid::default());
        }
        self.grids.len() - 1
    }

    /// Keeps a cell of a table. False: it holds as much as is ever looked at.
    pub fn put(&mut self, grid: usize, row: u32, column: u32, text: &str) -> bool {
        let text = text.trim_matches(blank);
        if text.is_empty() || row >= MAX_ROWS || column >= MAX_COLUMNS {
            return true;
        }
        if self.cells >= MAX_CELLS {
            return false;
        }
        let Some(text) = self.kept(text) else { return false };
        if let Some(grid) = self.grids.get_mut(grid) {
            self.cells += 1;
            grid.cells.insert((row, column), text);
        }
        true
    }

    /// Keeps a line.
    pub fn line(&mut self, text: &str) {
        let text = text.trim_matches(blank);
        if !text.is_empty()
            && self.lines.len() < MAX_LINES
            && let Some(text) = self.kept(text)
        {
            self.lines.push(text);
        }
    }

    /// Keeps a named field.
    pub fn name(&mut self, names: Vec<String>, value: &str) {
        if self.named.len() < MAX_NAMED
            && let Some(value) = self.kept(value.trim_matches(blank))
        {
            self.named.push(Named { names, value });
        }
    }

    /// Nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells == 0 && self.lines.is_empty() && self.named.is_empty()
    }

    /// All its texts, tables first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let cells = self.grids.iter().flat_map(|grid| grid.cells.values());
        cells.chain(&self.lines).map(String::as_str)
    }

    fn kept(&mut self, text: &str) -> Option<String> {
        let text = crate::desk::fold::head(text, MAX_TEXT);
        self.bytes += text.len();
        (self.bytes <= MAX_ALL).then(|| text.to_owned())
    }
}

/// Blanks of all kinds, those without width too.
fn blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{0}')
}
