//! `radica ticket list`, `radica ticket show`; what `radica ticket` can do.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueHint};

use super::card::Card;
use super::table::{Column, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, export, json, open, print};
use crate::desk::address::Address;
use crate::desk::number::{NumberReader, Series};
use crate::store::event::{self, EventRow};
use crate::store::file::{self, FileRow};
use crate::store::ticket::{self, TicketRow};
use crate::store::{Tx, request, survey};

/// The states of a case.
const STATUSES: [&str; 7] =
    ["open", "waiting_requester", "waiting_third_party", "resolved", "closed", "not_applicable", "merged"];

/// `radica ticket`
#[derive(Debug, Subcommand)]
pub enum TicketCommand {
    /// List cases, oldest first
    #[command(
        after_long_help = "Examples:\n  radica ticket list --status waiting_requester\n  radica ticket list --requester ana.perez@scj.gov.co --json"
    )]
    List {
        /// Only cases in this state
        #[arg(long, value_name = "STATUS", value_parser = STATUSES)]
        status: Option<String>,
        /// Only cases of this person
        #[arg(long, value_name = "ADDRESS", value_parser = super::address, value_hint = ValueHint::EmailAddress)]
        requester: Option<Address>,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Show a case with its history
    ///
    /// The number is read with tolerance: scj 2026 123 will do.
    #[command(
        after_long_help = "Examples:\n  radica ticket show SCJ-2026-000123\n  radica ticket show scj-2026-123 --json"
    )]
    Show {
        /// The case's number
        #[arg(value_name = "NUMBER")]
        number: String,
        /// How the answer is written.
        #[command(flatten)]
        format: Format,
    },
    /// Write a whole case into a folder that can be archived
    ///
    /// The history as HTML and JSON, every mail as it came or went out (.eml), the attachments, and their SHA-256 in
    /// SHA256SUMS, in a folder of the case's number (Ley 594 de 2000).
    #[command(
        after_long_help = "Example:\n  radica ticket export SCJ-2026-000123 --out /srv/archivo\n\nNext: cd /srv/archivo/SCJ-2026-000123 && sha256sum --check SHA256SUMS"
    )]
    Export {
        /// The case's number
        #[arg(value_name = "NUMBER")]
        number: String,
        /// Where the case's folder is made
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: PathBuf,
    },
}

/// Does what was asked of cases.
///
/// # Errors
/// As its commands.
pub(super) async fn run(config: Option<&Path>, command: &TicketCommand) -> Result<(), Failure> {
    match command {
        TicketCommand::List { status, requester, format } => {
            list(config, status.as_deref(), requester.as_ref(), *format).await
        }
        TicketCommand::Show { number, format } => show(config, number, *format).await,
        TicketCommand::Export { number, out } => export::run(config, number, out).await,
    }
}

const COLUMNS: [Column; 7] = [
    fixed("Number"),
    fixed("Status"),
    fixed("Created").from(100),
    fixed("Group").from(120),
    cut("Held by").from(140),
    cut("Requester"),
    cut("Subject"),
];

/// Lists cases.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
async fn list(
    config: Option<&Path>,
    status: Option<&str>,
    requester: Option<&Address>,
    format: Format,
) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let mut tx = db.read().await?;
    let rows = ticket::list(&mut tx, status, requester.map(Address::as_str)).await?;
    if format.json {
        let mut files = file::of_all(&mut tx).await?;
        let surveys = survey::all_latest(&mut tx).await?;
        let mut surveys: HashMap<i64, _> = surveys.into_iter().map(|row| (row.ticket_id, row)).collect();
        let tickets: Vec<json::Ticket> = rows
            .into_iter()
            .map(|row| {
                let files = files.remove(&row.id).unwrap_or_default();
                let survey = surveys.remove(&row.id);
                json::Ticket::new(row, files, survey, None)
            })
            .collect();
        return print(json::text(&tickets)?);
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let held_by = or_dash(row.assignee.as_deref());
            vec![
                row.number,
                row.status,
                date(row.created_at),
                row.group_id,
                held_by,
                row.requester_email,
                row.subject,
            ]
        })
        .collect();
    print(table(&COLUMNS, rows, "No tickets.", width()))
}

/// Shows a case.
///
/// # Errors
/// When there is no such case, the configuration is wrong or the database does not answer.
async fn show(config: Option<&Path>, number: &str, format: Format) -> Result<(), Failure> {
    let (config, db, _) = open(config).await?;
    let mut tx = db.read().await?;
    let row = find(&mut tx, number, &config.desk.ticket_prefix).await?;
    let files = file::of_ticket(&mut tx, row.id).await?;
    let events = event::of_ticket(&mut tx, row.id).await?;
    if format.json {
        let survey = survey::latest(&mut tx, row.id).await?;
        return print(json::text(&json::Ticket::new(row, files, survey, Some(events)))?);
    }
    print(card(&row, &files, &events, width()))
}

/// The case of a number, of that of its request too.
///
/// # Errors
/// When it is no number, or there is no such case.
pub(super) async fn find(tx: &mut Tx, text: &str, prefix: &str) -> Result<TicketRow, Failure> {
    let Some(number) = NumberReader::new(prefix).parse(text) else {
        let shown: String = text.chars().take(60).collect();
        return Err(Failure::Wrong(format!(
            "\"{shown}\" is no ticket number; write it like {prefix}-2026-000123"
        )));
    };
    let name = number.display(prefix);
    let found = match number.series() {
        Series::Request => {
            let Some(row) = request::by_reference(tx, &name).await? else {
                return Err(Failure::Wrong(format!("there is no request {name}")));
            };
            let Some(id) = row.ticket_id else {
                return Err(Failure::Wrong(format!(
                    "the request {name} has no ticket; see radica request list"
                )));
            };
            ticket::by_id(tx, id).await?
        }
        Series::Ticket | Series::Problem => ticket::by_number(tx, &name).await?,
    };
    found.ok_or_else(|| Failure::Wrong(format!("there is no ticket {name}")))
}

fn card(row: &TicketRow, files: &[FileRow], events: &[EventRow], width: u16) -> String {
    let mut card = Card::new(&format!("{}  {}", row.number, row.subject), width);
    card.field("Status", &row.status);
    let name = row.requester_name.as_deref().map(|name| format!("{name} <{}>", row.requester_email));
    card.field("Requester", name.as_deref().unwrap_or(&row.requester_email));
    card.some("Department", row.requester_department.as_deref());
    card.some("Site", row.site.as_deref());
    card.field("Kind", &or_dash(row.kind.as_deref()));
    card.field("Category", &or_dash(row.category.as_deref()));
    card.field("Priority", &row.priority);
    card.field("Group", &format!("{} (level {})", row.group_id, row.level));
    card.field("Held by", &or_dash(row.assignee.as_deref()));
    card.field("Channel", &row.channel);
    card.some("Problem", row.problem.as_deref());
    if row.reopened > 0 {
        card.field("Reopened", &row.reopened.to_string());
    }
    card.field("Created", &date(row.created_at));
    card.field("First reply", &format!("due {}", date(row.first_reply_due)));
    card.field("Solution", &format!("due {}", date(row.resolution_due)));
    card.some("Resolved", row.resolved_at.map(date).as_deref());
    card.some("Closed", row.closed_at.map(date).as_deref());
    card.heading("Description");
    card.text(&row.description, 2);
    if !files.is_empty() {
        card.heading("Attachments");
        for file in files {
            card.line(&format!("{}, {}, {} bytes", file.name, file.media_type, file.size));
        }
    }
    card.heading("History");
    for event in events {
        card.line(&format!("{}  {}  {}", date(event.at), event.what, event.actor));
        card.text(&event.text, 4);
        if !event.why.is_empty() {
            card.text(&format!("({})", event.why), 4);
        }
    }
    card.finish()
}
