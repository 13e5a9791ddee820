//! `radica outbox list`, `radica outbox show`, `radica outbox retry`.

use std::path::Path;

use mail_parser::MessageParser;

use super::card::Card;
use super::table::{Column, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, json, open, print, print_raw};
use crate::store::outbox::{self, OutboxRow};

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

/// Lists all letters.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn list(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let rows = outbox::list(&mut db.read().await?).await?;
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
    print(table(&COLUMNS, rows, "No letters.", width()))
}

/// Shows a letter, or writes its bytes.
///
/// # Errors
/// When there is no such letter, or none of its bytes yet; when the configuration is wrong, or database or blobs do
/// not answer.
pub(super) async fn show(config: Option<&Path>, id: i64, raw: bool) -> Result<(), Failure> {
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
pub(super) async fn retry(config: Option<&Path>, id: i64) -> Result<(), Failure> {
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
