//! What agents say a case is, and what has been learned from it.

use super::{StoreError, Tx, on, row};
use crate::desk::address::Address;

row! {
    /// A case as an agent labelled it, the last word of each.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct LabelRow {
        pub subject: String,
        pub description: String,
        pub category: Option<String>,
        pub kind: Option<String>,
    }
}

/// Keeps what somebody of the staff says a case is.
///
/// # Errors
/// When the database does not answer.
pub async fn add(
    tx: &mut Tx,
    ticket: i64,
    category: Option<&str>,
    kind: Option<&str>,
    actor: &Address,
    at: i64,
) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("INSERT INTO label (ticket_id, category, kind, actor, at) VALUES ($1, $2, $3, $4, $5)")
            .bind(ticket)
            .bind(category)
            .bind(kind)
            .bind(actor.as_str())
            .bind(at)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The labelled cases, each with the last word on it, oldest first, at most `most` of the newest.
///
/// # Errors
/// When the database does not answer.
pub async fn all(tx: &mut Tx, most: usize) -> Result<Vec<LabelRow>, StoreError> {
    let mut rows: Vec<LabelRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT ticket.subject AS subject, ticket.description AS description, label.category AS category, \
             label.kind AS kind FROM label JOIN ticket ON ticket.id = label.ticket_id \
             WHERE label.id = (SELECT MAX(id) FROM label AS last WHERE last.ticket_id = label.ticket_id) \
             ORDER BY label.id DESC LIMIT $1",
        )
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?
    });
    rows.reverse();
    Ok(rows)
}

/// Keeps what was learned, under a name.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_model(tx: &mut Tx, name: &str, data: &str, at: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO model (name, made_at, data) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET made_at = excluded.made_at, data = excluded.data",
        )
        .bind(name)
        .bind(at)
        .bind(data)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// What was learned under a name.
///
/// # Errors
/// When the database does not answer.
pub async fn model(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT data FROM model WHERE name = $1").bind(name).fetch_optional(connection).await?
    });
    Ok(row.map(|(data,)| data))
}
