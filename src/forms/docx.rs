//! Documents of Word: tables, paragraphs, content controls and the form fields of older versions (ECMA-376, part 1, 17).

use quick_xml::events::BytesStart;

use super::Trouble;
use super::archive::Archive;
use super::document::Document;
use super::xml::{Step, Steps, attribute};

/// How much XML of the document, and of each header and footer, is read.
const MAX_DOCUMENT: u64 = 10 << 20;
const MAX_MARGIN: u64 = 1 << 20;
/// How many headers and footers.
const MAX_MARGINS: usize = 12;
/// Text of one paragraph, cell or control that is kept while it is read.
const MAX_HELD: usize = 16_000;

/// Reads a document.
pub(super) fn read(mut archive: Archive<'_>) -> Result<Document, Trouble> {
    let mut document = Document::default();
    let text = archive.text("word/document.xml", MAX_DOCUMENT)?;
    Walk::default().through(&text, &mut document)?;
    let margins = archive.names().into_iter().filter(|name| {
        (name.starts_with("word/header") || name.starts_with("word/footer")) && name.ends_with(".xml")
    });
    for name in margins.take(MAX_MARGINS) {
        // The form itself has been read; a margin that cannot be adds nothing.
        if let Ok(text) = archive.text(&name, MAX_MARGIN) {
            let _ = Walk::default().through(&text, &mut document);
        }
    }
    Ok(document)
}

/// Where the walk is.
#[derive(Default)]
struct Walk {
    tables: Vec<Table>,
    paragraphs: Vec<String>,
    controls: Vec<Control>,
    fields: Vec<Field>,
    in_text: bool,
    /// Within deleted or doubled text, how deep.
    skipped: usize,
}

#[derive(Default)]
struct Table {
    grid: usize,
    row: u32,
    column: u32,
    span: u32,
    text: String,
}

/// A content control.
#[derive(Default)]
struct Control {
    names: Vec<String>,
    placeholder: bool,
    text: String,
}

/// A form field of Word 97 to 2003.
#[derive(Default)]
struct Field {
    name: String,
    /// A list's entries, and which is chosen.
    entries: Vec<String>,
    chosen: usize,
    is_list: bool,
    checked: Option<bool>,
    result: String,
    is_form: bool,
}

impl Walk {
    fn through(mut self, text: &str, document: &mut Document) -> Result<(), Trouble> {
        let mut steps = Steps::new(text);
        while let Some(step) = steps.next()? {
            match step {
                Step::Open(start) => self.open(&start, document),
                Step::Close(name) => self.close(&name, document),
                Step::Text(text) if self.in_text && self.skipped == 0 => self.say(&text),
                Step::Text(_) => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>, document: &mut Document) {
        let name = start.local_name();
        let value = || attribute(start, "val");
        match name.as_ref() {
            "Fallback" | "moveFrom" | "del" => self.skipped += 1,
            "tbl" => self.tables.push(Table { grid: document.begin_grid(), ..Table::default() }),
            "tr" => self.in_table(|table| table.column = 0),
            "tc" => self.in_table(|table| {
                table.span = 1;
                table.text.clear();
            }),
            "gridSpan" => {
                let span = value().and_then(|span| span.parse().ok()).unwrap_or(1_u32).clamp(1, 100);
                self.in_table(|table| table.span = span);
            }
            "gridBefore" => {
                let before = value().and_then(|before| before.parse().ok()).unwrap_or(0_u32).min(100);
                self.in_table(|table| table.column = table.column.saturating_add(before));
            }
            "p" => self.paragraphs.push(String::new()),
            "t" => self.in_text = true,
            "tab" if self.skipped == 0 && !self.paragraphs.is_empty() => self.say("\t"),
            "br" | "cr" if self.skipped == 0 => self.say("\n"),
            "sdt" => self.controls.push(Control::default()),
            "alias" | "tag" => {
                if let (Some(control), Some(value)) = (self.controls.last_mut(), value()) {
                    control.names.push(value);
                }
            }
            "showingPlcHdr" => {
                if let Some(control) = self.controls.last_mut() {
                    control.placeholder = value().is_none_or(|value| value != "0" && value != "false");
                }
            }
            "fldChar" => match attribute(start, "fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("separate") => self.separate(),
                Some("end") => self.end_field(document),
                _ => {}
            },
            "ffData" => self.in_field(|field| field.is_form = true),
            "name" => {
                let value = value().unwrap_or_default();
                self.in_field(|field| field.name = value);
            }
            "checkBox" => self.in_field(|field| field.checked = field.checked.or(Some(false))),
            "checked" => {
                let on = value().is_none_or(|value| value != "0" && value != "false");
                self.in_field(|field| field.checked = Some(on));
            }
            "default" => {
                let on = value().is_none_or(|value| value != "0" && value != "false");
                self.in_field(|field| field.checked = field.checked.map(|known| known || on));
            }
            "ddList" => self.in_field(|field| field.is_list = true),
            "result" => {
                let chosen = value().and_then(|value| value.parse().ok()).unwrap_or(0);
                self.in_field(|field| field.chosen = chosen);
            }
            "listEntry" => {
                let value = value().unwrap_or_default();
                self.in_field(|field| {
                    if field.entries.len() < 100 {
                        field.entries.push(value);
                    }
                });
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, document: &mut Document) {
        match name {
            "Fallback" | "moveFrom" | "del" => self.skipped = self.skipped.saturating_sub(1),
            "t" => self.in_text = false,
            "p" => {
                let Some(text) = self.paragraphs.pop() else { return };
                match self.tables.last_mut() {
                    Some(table) => {
                        hold(&mut table.text, &text);
                        hold(&mut table.text, "\n");
                    }
                    None => text.lines().for_each(|line| document.line(line)),
                }
            }
            "tc" => self.in_table(|table| {
                document.put(table.grid, table.row, table.column, &table.text);
                table.text.clear();
                table.column = table.column.saturating_add(table.span.max(1));
            }),
            "tr" => self.in_table(|table| table.row = table.row.saturating_add(1)),
            "tbl" => {
                self.tables.pop();
            }
            "sdt" => {
                if let Some(control) = self.controls.pop()
                    && !control.names.is_empty()
                {
                    document.name(control.names, &control.text);
                }
            }
            _ => {}
        }
    }

    fn separate(&mut self) {
        let Some(field) = self.fields.last() else { return };
        let text = match (field.is_list, field.checked) {
            (true, _) => field.entries.get(field.chosen).cloned().unwrap_or_default(),
            (false, Some(true)) => "\u{2612}".to_owned(),
            (false, Some(false)) => "\u{2610}".to_owned(),
            _ => return,
        };
        self.say(&text);
        // What Word shows in its place is not read again.
        self.skipped += 1;
    }

    fn end_field(&mut self, document: &mut Document) {
        // A list or box may come without a part that shows it.
        let Some(field) = self.fields.last() else { return };
        let shown = field.is_list || field.checked.is_some();
        if shown && self.skipped == 0 {
            self.separate();
        }
        if shown {
            self.skipped = self.skipped.saturating_sub(1);
        }
        if let Some(field) = self.fields.pop()
            && field.is_form
            && !field.name.is_empty()
        {
            document.name(vec![field.name], &field.result);
        }
    }

    fn say(&mut self, text: &str) {
        if self.controls.iter().any(|control| control.placeholder) {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            hold(paragraph, text);
        }
        if let Some(control) = self.controls.last_mut() {
            hold(&mut control.text, text);
        }
        if let Some(field) = self.fields.last_mut() {
            hold(&mut field.result, text);
        }
    }

    fn in_table(&mut self, act: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            act(table);
        }
    }

    fn in_field(&mut self, act: impl FnOnce(&mut Field)) {
        if let Some(field) = self.fields.last_mut() {
            act(field);
        }
    }
}

/// Adds text as long as there is room.
pub(super) fn hold(held: &mut String, text: &str) {
    let room = MAX_HELD.saturating_sub(held.len());
    held.push_str(crate::desk::fold::head(text, room));
}
