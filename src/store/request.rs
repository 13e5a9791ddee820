//! Mails that are no case yet.

use std::collections::HashMap;

use super::event::clean;
use super::pending::Table;
use super::{StoreError, Tx, at, on, row, ticket};
use crate::desk::address::{Address, Contact};
use crate::desk::decision::{NewRequest, RequestUpdate};
use crate::desk::facts::{Field, RequestStatus, RequestView};

row! {
    /// A request as it is kept.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct RequestRow {
        pub id: i64,
        pub reference: Option<String>,
        pub status: String,
        pub missing: String,
        pub requester_email: String,
        pub requester_name: Option<String>,
        pub requester_department: Option<String>,
        pub site: Option<String>,
        pub subject: String,
        pub description: String,
        pub copied: String,
        pub offered: String,
        pub asked: i64,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub ticket_id: Option<i64>,
        pub details: String,
    }
}

const COLUMNS: &str = "id, reference, status, missing, requester_email, requester_name, requester_department, site, \
     subject, description, copied, offered, asked, created_at, expires_at, ticket_id, details";

impl RequestRow {
    /// What it lacks, as the contract names it.
    pub fn missing(&self) -> Vec<&str> {
        self.missing.split_whitespace().collect()
    }
}

/// Keeps a request; its row.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &mut Tx, reference: Option<&str>, request: &NewRequest) -> Result<i64, StoreError> {
    let id = tx.next_id(Table::Request).await?;
    tx.pending.add(
        Table::Request,
        [
            id.into(),
            reference.into(),
            request.status.as_str().into(),
            names(&request.missing).into(),
            request.requester.address.as_str().into(),
            request.requester.name.as_deref().map(clean).into(),
            request.department.as_deref().map(clean).into(),
            request.site.as_deref().map(clean).into(),
            clean(&request.title).into(),
            clean(&request.description).into(),
            json(&request.copied)?.into(),
            request.offered.join(" ").into(),
            1_i64.into(),
            request.created_at.as_millisecond().into(),
            request.expires_at.as_millisecond().into(),
            ticket::details_text(&request.details)?.into(),
        ],
    );
    Ok(id)
}

/// Keeps what came for a request.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &mut Tx, reference: Option<&str>, update: &RequestUpdate) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "UPDATE request SET reference = COALESCE(reference, $2), status = $3, requester_name = $4, \
             requester_department = $5, description = $6, missing = $7, asked = $8, expires_at = $9, site = $10, \
             details = $11 WHERE id = $1",
        )
        .bind(update.id)
        .bind(reference)
        .bind(update.status.as_str())
        .bind(update.name.as_deref().map(clean))
        .bind(update.department.as_deref().map(clean))
        .bind(clean(&update.description))
        .bind(names(&update.missing))
        .bind(i64::from(update.asked))
        .bind(update.expires_at.as_millisecond())
        .bind(update.site.as_deref().map(clean))
        .bind(ticket::details_text(&update.details)?)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Ends a request. One that became a case lacks nothing any more; its mails belong to the case from then on.
///
/// # Errors
/// When the database does not answer.
pub async fn end(tx: &mut Tx, id: i64, status: RequestStatus, ticket: Option<i64>) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE request SET status = $2, ticket_id = $3, expires_at = NULL, \
             missing = CASE WHEN $3 IS NULL THEN missing ELSE '' END WHERE id = $1")
            .bind(id)
            .bind(status.as_str())
            .bind(ticket)
            .execute(connection)
            .await?;
    });
    if let Some(ticket) = ticket {
        on!(tx, connection => {
            sqlx::query("UPDATE inbound SET ticket_id = $2 WHERE request_id = $1")
                .bind(id)
                .bind(ticket)
                .execute(connection)
                .await?;
        });
    }
    Ok(())
}

/// A request by its row.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<RequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM request WHERE id = $1"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(id).fetch_optional(connection).await?))
}

/// A request by its reference.
///
/// # Errors
/// When the database does not answer.
pub async fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<RequestRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM request WHERE reference = $1"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(reference).fetch_optional(connection).await?))
}

/// A person's requests that wait for missing information, newest first.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn waiting(tx: &mut Tx, requester: &Address, most: usize) -> Result<Vec<RequestView>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM request WHERE status = 'waiting' AND requester_email = $1 ORDER BY id DESC LIMIT $2"
    ));
    let rows: Vec<RequestRow> = on!(tx, connection => {
        sqlx::query_as(sql)
            .bind(requester.as_str())
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await?
    });
    let mut views = Vec::new();
    for row in rows {
        views.push(view(tx, row).await?);
    }
    Ok(views)
}

/// Every request that has a reference, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx) -> Result<Vec<RequestRow>, StoreError> {
    let sql =
        sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM request WHERE reference IS NOT NULL ORDER BY id"));
    Ok(on!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?))
}

/// The numbers of the cases that requests have become, by the request's row.
///
/// # Errors
/// When the database does not answer.
pub async fn tickets(tx: &mut Tx) -> Result<HashMap<i64, String>, StoreError> {
    let rows: Vec<(i64, String)> = on!(tx, connection => {
        sqlx::query_as("SELECT request.id, ticket.number FROM request JOIN ticket ON ticket.id = request.ticket_id")
            .fetch_all(connection)
            .await?
    });
    Ok(rows.into_iter().collect())
}

/// A request as triage needs it.
///
/// # Errors
/// When the database does not answer, or its row is spoilt.
pub async fn view(tx: &mut Tx, row: RequestRow) -> Result<RequestView, StoreError> {
    let files: Vec<super::file::FileRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT name, media_type, attachment.size AS size, sha256, inline FROM attachment \
             JOIN inbound ON inbound.id = inbound_id WHERE inbound.request_id = $1 ORDER BY attachment.id",
        )
        .bind(row.id)
        .fetch_all(connection)
        .await?
    });
    let ticket = match row.ticket_id {
        Some(id) => match ticket::by_id(tx, id).await? {
            Some(row) => Some(Box::new(ticket::view(tx, row).await?)),
            None => None,
        },
        None => None,
    };
    let status = RequestStatus::parse(&row.status)
        .ok_or_else(|| StoreError::Corrupt(format!("request {}: status {}", row.id, row.status)))?;
    let copied: Vec<Contact> =
        serde_json::from_str(&row.copied).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(RequestView {
        id: row.id,
        missing: row.missing().into_iter().map(Field::named).collect(),
        offered: row.offered.split_whitespace().map(str::to_owned).collect(),
        status,
        requester: ticket::address(&row.requester_email)?,
        name: row.requester_name,
        department: row.requester_department,
        site: row.site,
        details: ticket::details(&row.details)?,
        title: row.subject,
        description: row.description,
        copied,
        asked: u32::try_from(row.asked).unwrap_or(u32::MAX),
        created_at: at(row.created_at),
        expires_at: at(row.expires_at.unwrap_or(row.created_at)),
        attachments: files.into_iter().map(super::file::FileRow::attachment).collect(),
        ticket,
        reference: row.reference,
    })
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(" ")
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}
