//! Spreadsheets and texts of LibreOffice (OpenDocument 1.3, part 3). Repeated cells and rows are counted, never made.

use quick_xml::events::BytesStart;

use super::archive::Archive;
use super::document::Document;
use super::docx::hold;
use super::xml::{Step, Steps, attribute};
use super::{Trouble, date};

/// How much XML is read.
const MAX_CONTENT: u64 = 10 << 20;
const MAX_MANIFEST: u64 = 1 << 20;

/// Reads a document.
pub(super) fn read(mut archive: Archive<'_>) -> Result<Document, Trouble> {
    if archive
        .text("META-INF/manifest.xml", MAX_MANIFEST)
        .is_ok_and(|manifest| manifest.contains("encryption-data"))
    {
        return Err(Trouble::Protected);
    }
    let mut document = Document::default();
    let text = archive.text("content.xml", MAX_CONTENT)?;
    Walk::default().through(&text, &mut document)?;
    Ok(document)
}

#[derive(Default)]
struct Walk {
    tables: Vec<Table>,
    paragraphs: Vec<String>,
    /// Within notes, changes and placeholders, how deep.
    skipped: usize,
}

#[derive(Default)]
struct Table {
    grid: usize,
    row: u32,
    rows: u32,
    column: u32,
    columns: u32,
    text: String,
    /// The value as a program stored it, where it is a date or a number.
    stored: Option<String>,
}

impl Walk {
    fn through(mut self, text: &str, document: &mut Document) -> Result<(), Trouble> {
        let mut steps = Steps::new(text);
        while let Some(step) = steps.next()? {
            match step {
                Step::Open(start) => self.open(&start, document),
                Step::Close(name) => self.close(&name, document),
                Step::Text(text) => self.say(&text),
            }
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>, document: &mut Document) {
        let name = start.local_name();
        let count = |attribute_name| {
            attribute(start, attribute_name).and_then(|count| count.parse().ok()).unwrap_or(1_u32).max(1)
        };
        match name.as_ref() {
            "annotation" | "tracked-changes" | "placeholder" | "note" => self.skipped += 1,
            "table" => {
                if let Some(name) = attribute(start, "name") {
                    document.line(&name);
                }
                self.tables.push(Table { grid: document.begin_grid(), ..Table::default() });
            }
            "table-row" => {
                let rows = count("number-rows-repeated");
                if let Some(table) = self.tables.last_mut() {
                    (table.column, table.rows) = (0, rows);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let columns = count("number-columns-repeated");
                let stored = stored(start);
                if let Some(table) = self.tables.last_mut() {
                    table.columns = columns;
                    table.stored = stored;
                    table.text.clear();
                }
            }
            "p" | "h" => self.paragraphs.push(String::new()),
            "s" => self.say(" "),
            "tab" => self.say("\t"),
            "line-break" => self.say("\n"),
            // Controls of a form.
            "text" | "textarea" | "combobox" | "formatted-text" | "date" => {
                if let Some(name) = attribute(start, "name") {
                    let value = attribute(start, "current-value").or_else(|| attribute(start, "value"));
                    document.name(vec![name], &value.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, document: &mut Document) {
        match name {
            "annotation" | "tracked-changes" | "placeholder" | "note" => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            "p" | "h" => {
                let Some(text) = self.paragraphs.pop() else { return };
                if self.skipped > 0 {
                    return;
                }
                match self.tables.last_mut() {
                    Some(table) => {
                        hold(&mut table.text, &text);
                        hold(&mut table.text, "\n");
                    }
                    None => text.lines().for_each(|line| document.line(line)),
                }
            }
            "table-cell" | "covered-table-cell" => {
                let Some(table) = self.tables.last_mut() else { return };
                let text = table.stored.take().unwrap_or_else(|| std::mem::take(&mut table.text));
                document.put(table.grid, table.row, table.column, &text);
                table.column = table.column.saturating_add(table.columns);
            }
            "table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = table.row.saturating_add(table.rows);
                }
            }
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.skipped == 0
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            hold(paragraph, text);
        }
    }
}

/// A cell's value where the text shown may be cut or formatted.
fn stored(start: &BytesStart<'_>) -> Option<String> {
    match attribute(start, "value-type")?.as_str() {
        "date" => attribute(start, "date-value").map(|iso| date::from_iso(&iso)),
        "float" => attribute(start, "value")?.parse().ok().map(date::number),
        "boolean" => Some(if attribute(start, "boolean-value")? == "true" { "x" } else { "" }.to_owned()),
        _ => None,
    }
}
