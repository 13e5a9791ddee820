//! The page that an HTML walk writes on: blanks collapsed, breaks made only where text follows.

use super::super::chars::{push_clean, trim_line_end};
use super::super::line::{Line, Origin};

/// What is to come before the next text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pending {
    #[default]
    Nothing,
    /// A mark between two cells of a row.
    Cell,
    /// A new line.
    Line,
    /// A new line, and a blank one before it.
    Blank,
}

/// Lines, the last of them unfinished.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    current: String,
    origin: Origin,
    pending: Pending,
    /// A blank was read that counts only if text follows on the same line.
    space: bool,
    /// The mark of a list item that waits for its text.
    mark: Option<String>,
    /// The current cell has text.
    cell_text: bool,
    /// The current cell has more lines than one.
    cell_lines: bool,
}

impl Page {
    /// Text whose blanks and line ends are as good as one blank.
    pub fn flowing(&mut self, text: &str, origin: Origin) {
        let mut blank_before = false;
        for word in text.split([' ', '\t', '\n', '\r', '\u{c}']) {
            if blank_before {
                self.space = true;
            }
            blank_before = true;
            if word.is_empty() {
                continue;
            }
            self.begin(origin);
            if self.space && !self.current.is_empty() && !self.current.ends_with(' ') {
                self.current.push(' ');
            }
            self.space = false;
            push_clean(&mut self.current, word);
        }
    }

    /// Text as it stands.
    pub fn preformatted(&mut self, text: &str, origin: Origin) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.line_break(origin);
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                self.begin(origin);
                push_clean(&mut self.current, line);
            }
        }
    }

    /// `br`.
    pub fn line_break(&mut self, origin: Origin) {
        self.begin(origin);
        self.cell_lines = true;
        self.push_line();
    }

    /// What follows stands on a new line.
    pub fn end_line(&mut self) {
        if matches!(self.pending, Pending::Nothing) {
            self.pending = Pending::Line;
        }
        self.space = false;
    }

    /// What follows stands on a new line, after a blank one; but not within the first line of a cell.
    pub fn end_paragraph(&mut self) {
        if matches!(self.pending, Pending::Nothing | Pending::Line) {
            self.pending = Pending::Blank;
        }
        self.space = false;
    }

    /// A row of a table begins or ends; a cell with rows in it has several lines.
    pub fn start_row(&mut self) {
        if self.pending != Pending::Blank {
            self.pending = Pending::Line;
        }
        self.space = false;
        self.cell_lines = true;
    }

    /// A cell begins.
    pub fn start_cell(&mut self) {
        self.space = false;
        self.cell_text = false;
        self.cell_lines = false;
        if self.pending == Pending::Nothing {
            self.pending = Pending::Line;
        }
    }

    /// A cell ends: the next one goes on in the same line if this one had but one.
    pub fn end_cell(&mut self) {
        self.space = false;
        if self.cell_text {
            self.pending = if self.cell_lines { Pending::Line } else { Pending::Cell };
        }
    }

    /// The next text is a list item's.
    pub fn mark_item(&mut self, mark: String) {
        self.mark = Some(mark);
    }

    /// Text comes: makes the break that waits.
    fn begin(&mut self, origin: Origin) {
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => {}
            Pending::Cell if self.current.trim().is_empty() => {}
            Pending::Cell => {
                // "Asunto: | RE: ..." would hide what the two cells say together.
                let labelled = self.current.trim_end().ends_with(':');
                self.current.push_str(if labelled { " " } else { " | " });
            }
            pending @ (Pending::Line | Pending::Blank) => {
                self.cell_lines |= self.cell_text;
                if !self.current.is_empty() {
                    self.push_line();
                }
                if pending == Pending::Blank {
                    self.push_line();
                }
            }
        }
        self.cell_text = true;
        if self.current.is_empty() {
            self.origin = origin;
            if let Some(mark) = self.mark.take() {
                self.current.push_str(&mark);
            }
        }
    }

    fn push_line(&mut self) {
        let mut text = std::mem::take(&mut self.current);
        trim_line_end(&mut text);
        self.lines.push(Line { text, origin: self.origin });
        self.space = false;
    }

    /// All lines.
    pub fn into_lines(mut self) -> Vec<Line> {
        if !self.current.is_empty() {
            self.push_line();
        }
        self.lines
    }
}
