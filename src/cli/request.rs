//! `radica request list`.

use std::path::Path;

use super::table::{Column, cut, fixed, or_dash, table, width};
use super::{Failure, Format, json, open, print};
use crate::store::request;

const COLUMNS: [Column; 6] = [
    fixed("Reference"),
    fixed("Status"),
    fixed("Ticket").from(110),
    cut("Missing"),
    cut("Requester"),
    cut("Subject"),
];

/// A request's state as the contract names it: a question which case a mail is about is a wait too, and a request that
/// was added to a case is told by that case.
pub(super) fn status(kept: &str) -> &'static str {
    match kept {
        "registered" | "joined" => "registered",
        "expired" => "expired",
        "out_of_scope" => "out_of_scope",
        _ => "waiting",
    }
}

/// Lists requests.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn list(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (_, db, _) = open(config).await?;
    let mut tx = db.read().await?;
    let rows = request::list(&mut tx).await?;
    let mut tickets = request::tickets(&mut tx).await?;
    let rows = rows.into_iter().map(|row| {
        let ticket = tickets.remove(&row.id);
        (row, ticket)
    });
    if format.json {
        let requests: Vec<json::Request> =
            rows.map(|(row, ticket)| json::Request::new(row, ticket)).collect();
        return print(json::text(&requests)?);
    }
    let rows = rows
        .map(|(row, ticket)| {
            vec![
                or_dash(row.reference.as_deref()),
                status(&row.status).to_owned(),
                or_dash(ticket.as_deref()),
                row.missing().join(", "),
                row.requester_email,
                row.subject,
            ]
        })
        .collect();
    print(table(&COLUMNS, rows, "No requests.", width()))
}
