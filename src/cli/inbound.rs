//! `radica inbound list`, `radica inbound show`.

use std::path::Path;

use super::card::Card;
use super::table::{Column, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, json, open, print, print_raw};
use crate::store::file::FileRow;
use crate::store::inbound::{self, InboundRow};

const COLUMNS: [Column; 7] = [
    fixed("Id"),
    fixed("Received").from(100),
    fixed("Outcome"),
    fixed("Ticket"),
    cut("From"),
    cut("Subject"),
    cut("Why").from(140),
];

/// Lists all mails.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn list(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let rows = inbound::list(&mut db.read().await?).await?;
    if format.json {
        let mails: Vec<json::Inbound> = rows.into_iter().map(Into::into).collect();
        return print(json::text(&mails)?);
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                date(row.received_at),
                row.outcome,
                or_dash(row.ticket.as_deref()),
                or_dash(row.from_address.as_deref()),
                row.subject,
                row.why,
            ]
        })
        .collect();
    print(table(&COLUMNS, rows, "No mails.", width()))
}

/// Shows what became of a mail, or writes its bytes.
///
/// # Errors
/// When there is no such mail, the configuration is wrong, or database or blobs do not answer.
pub(super) async fn show(config: Option<&Path>, id: i64, raw: bool) -> Result<(), Failure> {
    let (_, db, blobs) = open(config).await?;
    let mut tx = db.read().await?;
    let row = inbound::by_id(&mut tx, id)
        .await?
        .ok_or_else(|| Failure::Wrong(format!("there is no mail {id}; see radica inbound list")))?;
    if raw {
        return print_raw(&blobs.get(&mut tx, &row.raw_sha256).await?);
    }
    let files = inbound::files(&mut tx, id).await?;
    print(card(&row, &files, width()))
}

fn card(row: &InboundRow, files: &[FileRow], width: u16) -> String {
    let mut card = Card::new(&format!("Mail {}  {}", row.id, row.subject), width);
    card.field("From", &or_dash(row.from_address.as_deref()));
    card.field("Received", &date(row.received_at));
    card.field("Message-ID", &or_dash(row.message_id.as_deref()));
    card.field("Size", &format!("{} bytes", row.size));
    card.field("Outcome", &row.outcome);
    card.field("Ticket", &or_dash(row.ticket.as_deref()));
    card.field("Why", &or_dash(Some(&row.why)));
    card.field("Taken from", &row.location);
    if !files.is_empty() {
        card.heading("Attachments");
        for file in files {
            card.line(&format!("{}, {}, {} bytes", file.name, file.media_type, file.size));
        }
    }
    card.finish()
}

/// Takes a mail again that was set apart.
///
/// # Errors
/// When there is no such mail, or it still cannot be read.
pub(super) async fn retry(config: Option<&Path>, id: i64) -> Result<(), Failure> {
    let clock = super::clock::start()?;
    let (config, db, blobs) = open(config).await?;
    let (rules, _) = crate::app::read_files(&config)?;
    let rules = crate::app::taught(rules, &config, &db).await?;
    let intake = crate::intake::Intake::new(&config, db, blobs, clock);
    let decision = crate::intake::retry(&intake, &rules, id).await?.ok_or_else(|| {
        Failure::Wrong(format!("there is no mail {id} that is set apart; see radica inbound list"))
    })?;
    let why = decision.why.join("; ");
    if decision.outcome == crate::desk::decision::Outcome::Quarantined {
        return Err(Failure::Wrong(format!("mail {id} stays set apart: {why}")));
    }
    print(format!("Mail {id} is taken: {} ({})\n", decision.outcome.as_str(), super::plain::line(&why)))
}
