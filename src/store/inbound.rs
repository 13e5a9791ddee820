//! Every mail ever taken, and what became of it.

use super::event::clean;
use super::file::FileRow;
use super::pending::Table;
use super::{StoreError, Tx, on, placeholders, row};
use crate::desk::letter::UnprovenMail;
use crate::desk::mail::Attachment;

/// A mail as it arrived: what is kept of it whatever becomes of it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where it lay.
    pub location: String,
    /// By what it is known again: Message-ID and fingerprint; `None` for a mail known already.
    pub identity: Option<String>,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// SHA-256 of its bytes.
    pub raw_sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its author, as far as it can be read.
    pub from: Option<String>,
    /// Its subject, as written.
    pub subject: String,
    /// When it was taken, epoch milliseconds of business time.
    pub received_at: i64,
}

row! {
    /// A mail as it is listed.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema and of contract.md's JSON")]
    pub struct InboundRow {
        pub id: i64,
        pub location: String,
        pub message_id: Option<String>,
        pub raw_sha256: String,
        pub size: i64,
        pub from_address: Option<String>,
        pub subject: String,
        pub received_at: i64,
        pub outcome: String,
        pub ticket: Option<String>,
        pub why: String,
    }
}

const COLUMNS: &str = "inbound.id AS id, location, message_id, raw_sha256, size, from_address, inbound.subject AS subject, \
     received_at, outcome, ticket.number AS ticket, why";

/// What became of a mail.
#[derive(Clone, Copy, Debug)]
pub struct Became<'a> {
    /// The outcome.
    pub outcome: &'a str,
    /// The case it is about.
    pub ticket: Option<i64>,
    /// The request it is about.
    pub request: Option<i64>,
    /// Why.
    pub why: &'a str,
    /// How a new matter was judged (JSON).
    pub judged: Option<&'a str>,
}

/// Keeps a mail; its row. That it, or its place, is known already shows when the rows are written
/// ([`StoreError::Taken`]).
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &mut Tx, arrival: &Arrival, became: Became<'_>) -> Result<i64, StoreError> {
    let id = tx.next_id(Table::Inbound).await?;
    tx.pending.add(
        Table::Inbound,
        [
            id.into(),
            arrival.location.as_str().into(),
            arrival.identity.as_deref().into(),
            arrival.message_id.as_deref().into(),
            arrival.raw_sha256.as_str().into(),
            i64::try_from(arrival.size).unwrap_or(i64::MAX).into(),
            arrival.from.as_deref().map(clean).into(),
            clean(&arrival.subject).into(),
            arrival.received_at.into(),
            became.outcome.into(),
            became.ticket.into(),
            became.request.into(),
            clean(became.why).into(),
            became.judged.into(),
        ],
    );
    Ok(id)
}

/// Keeps the names of a mail's files; their bytes are blobs.
pub fn add_files(tx: &mut Tx, inbound: i64, files: &[Attachment]) {
    for file in files {
        tx.pending.add(
            Table::Attachment,
            [
                inbound.into(),
                clean(&file.name).into(),
                clean(&file.media_type).into(),
                i64::try_from(file.size).unwrap_or(i64::MAX).into(),
                file.sha256.as_str().into(),
                file.inline.into(),
            ],
        );
    }
}

/// Which of these places are known: their mails have been taken.
///
/// # Errors
/// When the database does not answer.
pub async fn known_locations(tx: &mut Tx, locations: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    let mut known = Vec::new();
    for some in locations.chunks(500) {
        let sql = format!(
            "SELECT location, outcome FROM inbound WHERE location IN ({})",
            placeholders(1, some.len())
        );
        let rows: Vec<(String, String)> = on!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            for location in some {
                query = query.bind(location);
            }
            query.fetch_all(connection).await?
        });
        known.extend(rows);
    }
    Ok(known)
}

/// Which of these identities are known.
///
/// # Errors
/// When the database does not answer.
pub async fn known_identities(
    tx: &mut Tx,
    identities: &[&str],
) -> Result<std::collections::HashSet<String>, StoreError> {
    let mut known = std::collections::HashSet::new();
    for some in identities.chunks(500) {
        let sql = format!("SELECT identity FROM inbound WHERE identity IN ({})", placeholders(1, some.len()));
        let rows: Vec<(String,)> = on!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            for identity in some {
                query = query.bind(*identity);
            }
            query.fetch_all(connection).await?
        });
        known.extend(rows.into_iter().map(|(identity,)| identity));
    }
    Ok(known)
}

/// Whether a mail of this identity has been taken.
///
/// # Errors
/// When the database does not answer.
pub async fn is_known(tx: &mut Tx, identity: &str) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("SELECT id FROM inbound WHERE identity = $1").bind(identity).fetch_optional(connection).await?
    });
    Ok(row.is_some())
}

row! {
    /// A mail that was set apart and is taken again.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct Quarantined {
        pub id: i64,
        pub location: String,
        pub identity: Option<String>,
        pub raw_sha256: String,
        pub received_at: i64,
    }
}

/// A mail that is set apart.
///
/// # Errors
/// When the database does not answer.
pub async fn quarantined(tx: &mut Tx, id: i64) -> Result<Option<Quarantined>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT id, location, identity, raw_sha256, received_at FROM inbound WHERE id = $1 AND outcome = 'quarantined'",
        )
        .bind(id)
        .fetch_optional(connection)
        .await?
    }))
}

/// Says what has become of a mail that was set apart. False when another has done so.
///
/// # Errors
/// When the database does not answer.
pub async fn settle_quarantined(tx: &mut Tx, id: i64, became: Became<'_>) -> Result<bool, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query(
            "UPDATE inbound SET outcome = $2, ticket_id = $3, request_id = $4, why = $5, judged = $6 WHERE id = $1 AND outcome = 'quarantined'",
        )
        .bind(id)
        .bind(became.outcome)
        .bind(became.ticket)
        .bind(became.request)
        .bind(clean(became.why))
        .bind(became.judged)
        .execute(connection)
        .await?
        .rows_affected()
            == 1
    }))
}

row! {
    /// The first mail of a matter, with how it was judged then and what became of it.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct JudgedRow {
        pub id: i64,
        pub raw_sha256: String,
        pub subject: String,
        pub received_at: i64,
        pub outcome: String,
        pub judged: Option<String>,
        pub ticket: Option<String>,
        pub reference: Option<String>,
        pub category: Option<String>,
        pub kind: Option<String>,
    }
}

/// The first mails of matters since an instant of business time, oldest first, after a row, at most `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn new_matters(
    tx: &mut Tx,
    since: i64,
    after: i64,
    most: i64,
) -> Result<Vec<JudgedRow>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT inbound.id AS id, raw_sha256, inbound.subject AS subject, received_at, outcome, judged, \
             ticket.number AS ticket, request.reference AS reference, label.category AS category, label.kind AS kind \
             FROM inbound LEFT JOIN ticket ON ticket.id = inbound.ticket_id LEFT JOIN request ON request.id = inbound.request_id \
             LEFT JOIN label ON label.id = (SELECT MAX(id) FROM label AS last WHERE last.ticket_id = inbound.ticket_id) \
             WHERE received_at >= $1 AND inbound.id > $2 AND erased_at IS NULL AND outcome IN ('new_ticket', 'new_request', 'out_of_scope') \
             ORDER BY inbound.id LIMIT $3",
        )
        .bind(since)
        .bind(after)
        .bind(most)
        .fetch_all(connection)
        .await?
    }))
}

/// The newest mails that bore an address of the staff and could not be proven since an instant, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unproven_since(tx: &mut Tx, since: i64, most: i64) -> Result<Vec<UnprovenMail>, StoreError> {
    let rows: Vec<(Option<String>, Option<String>, i64)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT from_address, ticket.number, received_at FROM inbound LEFT JOIN ticket ON ticket.id = inbound.ticket_id \
             WHERE outcome = 'unproven' AND received_at >= $1 ORDER BY inbound.id DESC LIMIT $2",
        )
        .bind(since)
        .bind(most)
        .fetch_all(connection)
        .await?
    });
    Ok(rows
        .into_iter()
        .rev()
        .map(|(from, ticket, at)| UnprovenMail { from: from.unwrap_or_default(), ticket, at: super::at(at) })
        .collect())
}

/// Whether no mail was ever taken.
///
/// # Errors
/// When the database does not answer.
pub async fn is_empty(tx: &mut Tx) -> Result<bool, StoreError> {
    let first: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("SELECT id FROM inbound LIMIT 1").fetch_optional(connection).await?
    });
    Ok(first.is_none())
}

/// Every mail ever taken, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx) -> Result<Vec<InboundRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM inbound LEFT JOIN ticket ON ticket.id = inbound.ticket_id ORDER BY inbound.id"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?))
}

/// One mail.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<InboundRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM inbound LEFT JOIN ticket ON ticket.id = inbound.ticket_id WHERE inbound.id = $1"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(id).fetch_optional(connection).await?))
}

/// The files of one mail, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn files(tx: &mut Tx, id: i64) -> Result<Vec<FileRow>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as("SELECT name, media_type, size, sha256, inline FROM attachment WHERE inbound_id = $1 ORDER BY id")
            .bind(id)
            .fetch_all(connection)
            .await?
    }))
}
