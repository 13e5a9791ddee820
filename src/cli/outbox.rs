//! `radica outbox list`, `radica outbox show`, `radica outbox retry`.

use std::path::Path;

use clap::Subcommand;
use mail_parser::MessageParser;

use super::card::Card;
use super::table::{Column, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, json, open, pause, print, print_raw};
use crate::store::outbox::{self, OutboxRow};
use crate::store::state;

const COLUMNS: [Column; 8] = [
    fixed("Id"),
    fixed("Kind"),
    fixed("State"),
    fixed("Tries").from(110),
    fixed("Ticket"),
    cut("To"),
    cut("Subject").from(100),
    cut("Last error").from(140),
];

/// `radica outbox`
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List all letters, oldest first
    List {
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Show a letter and its text
    Show {
        /// The letter's id in `radica outbox list`
        #[arg(value_name = "ID")]
        id: i64,
        /// Write the letter's bytes exactly as they are sent
        #[arg(long)]
        raw: bool,
    },
    /// Queue a failed letter again, or let one that waits go at once
    ///
    /// The letter goes with the next round of `radica serve` or `radica run-once`.
    Retry {
        /// The letter's id in `radica outbox list`
        #[arg(value_name = "ID")]
        id: i64,
    },
}

/// Does what is asked about letters.
///
/// # Errors
/// As the command itself.
pub(super) async fn run(config: Option<&Path>, command: OutboxCommand) -> Result<(), Failure> {
    match command {
        OutboxCommand::List { format } => list(config, format).await,
        OutboxCommand::Show { id, raw } => show(config, id, raw).await,
        OutboxCommand::Retry { id } => retry(config, id).await,
    }
}

/// Lists all letters.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
async fn list(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let mut tx = db.read().await?;
    let rows = outbox::list(&mut tx).await?;
    if format.json {
        let letters: Vec<json::Outbox> = rows.into_iter().map(Into::into).collect();
        return print(json::text(&letters)?);
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.kind,
                row.state,
                row.attempts.to_string(),
                or_dash(row.ticket.as_deref()),
                row.to_address,
                row.subject,
                or_dash(row.last_error.as_deref()),
            ]
        })
        .collect();
    let mut told = table(&COLUMNS, rows, "No letters.", width());
    if let Some(since) = state::paused(&mut tx).await? {
        told = format!("{told}\n{}\n", pause::sentence(since));
    }
    print(told)
}

/// Shows a letter, or writes its bytes.
///
/// # Errors
/// When there is no such letter, or none of its bytes yet; when the configuration is wrong, or database or blobs do
/// not answer.
async fn show(config: Option<&Path>, id: i64, raw: bool) -> Result<(), Failure> {
    let (_, db, blobs) = open(config).await?;
    let mut tx = db.read().await?;
    let row = outbox::by_id(&mut tx, id).await?.ok_or_else(|| none(id))?;
    let bytes = match &row.mime_sha256 {
        Some(sha256) => Some(blobs.get(&mut tx, sha256).await?),
        None => None,
    };
    match bytes {
        Some(bytes) if raw => print_raw(&bytes),
        None if raw => Err(Failure::Wrong(format!(
            "the letter {id} is not worded yet: that is done when it is about to be sent"
        ))),
        bytes => print(card(&row, bytes.as_deref(), width())),
    }
}

/// Queues a letter again.
///
/// # Errors
/// When there is no such letter, or it has been sent; when the configuration is wrong or the database does not answer.
async fn retry(config: Option<&Path>, id: i64) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let mut tx = db.write().await?;
    if outbox::retry(&mut tx, id).await? {
        tx.commit().await?;
        return print(format!(
            "Letter {id} is queued; it goes with the next round of radica serve or radica run-once.\n"
        ));
    }
    match outbox::by_id(&mut tx, id).await? {
        Some(row) => {
            Err(Failure::Wrong(format!("the letter {id} is {}: it is not sent a second time", row.state)))
        }
        None => Err(none(id)),
    }
}

fn none(id: i64) -> Failure {
    Failure::Wrong(format!("there is no letter {id}; see radica outbox list"))
}

fn card(row: &OutboxRow, bytes: Option<&[u8]>, width: u16) -> String {
    let mut card = Card::new(&format!("Letter {}  {}", row.id, row.subject), width);
    card.field("Kind", &row.kind);
    card.field("To", &row.to_address);
    card.field("Ticket", &or_dash(row.ticket.as_deref()));
    card.field("State", &row.state);
    card.field("Attempts", &row.attempts.to_string());
    card.some("Last error", row.last_error.as_deref());
    card.field("Queued", &date(row.created_at));
    card.field("Message-ID", &row.message_id);
    card.heading("Text");
    let message = bytes.and_then(|bytes| MessageParser::default().parse(bytes));
    match message.as_ref().and_then(|message| message.body_text(0)) {
        Some(text) => card.text(&text, 2),
        None if bytes.is_some() => card.line("(no text part)"),
        None => card.line("(not worded yet: that is done when it is about to be sent)"),
    }
    card.finish()
}
