//! `radica survey list`.

use std::path::Path;

use clap::Subcommand;

use super::report::month;
use super::table::{Column, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, json, open, print};
use crate::desk::statistics::Month;
use crate::store::survey;

/// `radica survey`
#[derive(Debug, Subcommand)]
pub enum SurveyCommand {
    /// List surveys, oldest first
    #[command(after_long_help = "Example:\n  radica survey list --month 2026-11 --json")]
    List {
        /// Only those sent in this month
        #[arg(long, value_name = "YYYY-MM", value_parser = month)]
        month: Option<Month>,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
}

const COLUMNS: [Column; 7] = [
    fixed("Ticket"),
    fixed("Sent"),
    fixed("Due").from(90),
    fixed("Answer"),
    fixed("Answered").from(110),
    fixed("Rating").from(80),
    cut("Comment"),
];

/// Lists surveys, those sent in a month where one is named.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn list(config: Option<&Path>, month: Option<Month>, format: Format) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let mut tx = db.read().await?;
    let span = month.map(|month| (month.start().as_millisecond(), month.end().as_millisecond()));
    let rows = survey::list(&mut tx, span).await?;
    if format.json {
        let surveys: Vec<json::ListedSurvey> = rows.into_iter().map(Into::into).collect();
        return print(json::text(&surveys)?);
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let answer = match (row.answer.as_deref(), row.by_default) {
                (Some(answer), true) => format!("{answer} (by default)"),
                (answer, _) => or_dash(answer),
            };
            vec![
                row.ticket,
                date(row.sent_at),
                date(row.due_at),
                answer,
                row.answered_at.map_or_else(|| "–".to_owned(), date),
                row.rating.map_or_else(|| "–".to_owned(), |rating| rating.to_string()),
                or_dash(row.comment.as_deref()),
            ]
        })
        .collect();
    print(table(&COLUMNS, rows, "No surveys.", width()))
}
