//! Lists as tables that fit the terminal, a line a row.

use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, Width, presets};
use jiff::Timestamp;

use super::plain;
use crate::clock::bogota;

/// The width where there is no terminal, and the least that is used.
const WIDTH: u16 = 100;
const NARROWEST: u16 = 60;
/// More of a cell is never shown.
const LONGEST_CELL: usize = 400;
/// Between two columns.
const GAP: u16 = 2;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    title: &'static str,
    /// Shown from this width on.
    from: u16,
    /// It shares what the others leave, and is cut.
    shares: bool,
}

/// A column as wide as its widest cell.
pub(super) const fn fixed(title: &'static str) -> Column {
    Column { title, from: 0, shares: false }
}

/// A column that shares the room that is left; long cells are cut.
pub(super) const fn cut(title: &'static str) -> Column {
    Column { title, from: 0, shares: true }
}

impl Column {
    /// Leaves the column out on narrower terminals.
    pub(super) const fn from(self, from: u16) -> Self {
        Self { from, ..self }
    }
}

/// How many characters a line of the terminal holds.
pub(super) fn width() -> u16 {
    Table::new().width().unwrap_or(WIDTH).max(NARROWEST)
}

/// A table with a line end, or `empty` when there are no rows.
pub(super) fn table(columns: &[Column], rows: Vec<Vec<String>>, empty: &str, width: u16) -> String {
    if rows.is_empty() {
        return format!("{empty}\n");
    }
    let shown: Vec<bool> = columns.iter().map(|column| column.from <= width).collect();
    let keep = |cells: Vec<String>| {
        let cells = cells.into_iter().zip(&shown).filter(|(_, shown)| **shown);
        let mut row = Row::from(cells.map(|(cell, _)| cell_text(&cell)).collect::<Vec<_>>());
        row.max_height(1);
        row
    };
    let mut table = Table::new();
    table
        .force_no_tty()
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        // A character that no cell has: cells are cut where the room ends, not at the last blank before.
        .set_delimiter('\0')
        .set_truncation_indicator("…")
        .set_header(keep(columns.iter().map(|column| column.title.to_owned()).collect()));
    for row in rows {
        table.add_row(keep(row));
    }
    let shown = columns.iter().filter(|column| column.from <= width);
    for (column, drawn) in shown.zip(table.column_iter_mut()) {
        drawn.set_padding((0, GAP));
        if column.shares {
            drawn.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(8 + GAP)));
        } else {
            drawn.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt() + "\n"
}

fn cell_text(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_CELL).collect();
    plain::line(&start).into_owned()
}

/// `2026-11-20 10:00`, Bogota's time.
pub(super) fn date(millis: i64) -> String {
    Timestamp::from_millisecond(millis).map_or_else(
        |_| "–".to_owned(),
        |at| at.to_zoned_datetime(bogota()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

/// The text, or a dash.
pub(super) fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("–").to_owned()
}

/// `1 row`, `3 rows`.
pub(super) fn counted<N: TryInto<u64>>(number: N, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 5] =
        [fixed("Number"), fixed("Status"), fixed("Created").from(100), cut("Requester"), cut("Subject")];

    fn rows(subject: &str) -> Vec<Vec<String>> {
        (0..3)
            .map(|n| {
                [
                    &format!("SCJ-2026-{n:06}"),
                    "waiting_third_party",
                    "2026-11-20 10:00",
                    "maria.fernanda.rodriguez.castellanos@scj.gov.co",
                    subject,
                ]
                .map(str::to_owned)
                .to_vec()
            })
            .collect()
    }

    #[test]
    fn every_row_is_a_line_that_fits() {
        for subject in [
            "La impresora multifuncional del piso 3 de la Dirección de Gestión Humana no imprime ni escanea desde ayer",
            "Contratación: íéáóúñÍÉÁÓÚÑ íéáóúñÍÉÁÓÚÑ íéáóúñÍÉÁÓÚÑ íéáóúñÍÉÁÓÚÑ íéáóúñÍÉÁÓÚÑ",
            "无法打印无法打印无法打印无法打印无法打印无法打印无法打印无法打印无法打印无法打印",
            "uno\r\ndos\u{1b}[2J\u{1b}]0;x\u{7}\ttres",
            "",
            &"x".repeat(100_000),
        ] {
            for width in [60, 80, 99, 100, 140] {
                let text = table(&COLUMNS, rows(subject), "None.", width);
                let lines: Vec<&str> = text.lines().collect();
                assert_eq!(lines.len(), 4, "{width}: {text}");
                for line in lines {
                    let wide = line.chars().filter(|c| *c > '\u{2E80}').count();
                    assert!(line.chars().count() + wide <= usize::from(width), "{width}: {line}");
                    assert!(!line.contains(char::is_control), "{line:?}");
                }
                assert!(text.contains("SCJ-2026-000002  waiting_third_party"), "{text}");
                assert_eq!(text.contains("2026-11-20 10:00"), width >= 100, "{text}");
            }
        }
    }

    #[test]
    fn cuts_where_the_room_ends() {
        let text =
            table(&[fixed("Id"), cut("Subject")], vec![vec!["1".into(), "palabra ".repeat(20)]], "", 60);
        let line = text.lines().nth(1).unwrap();
        assert!(line.ends_with('…') && line.chars().count() >= 56, "{line}");
    }

    #[test]
    fn short_tables_and_empty_ones() {
        let text = table(
            &[fixed("Id"), cut("Subject")],
            vec![vec!["7".into(), "Impresora dañada".into()]],
            "No mails.",
            80,
        );
        assert_eq!(text, "Id  Subject\n7   Impresora dañada\n");
        assert_eq!(table(&COLUMNS, Vec::new(), "No tickets.", 80), "No tickets.\n");
        assert_eq!(date(1_795_186_800_000), "2026-11-20 10:00");
        assert_eq!(date(i64::MAX), "–");
    }
}
