//! How long cases were at which level, with whom.

use super::{StoreError, Tx, on, row};
use crate::desk::facts::Stay;

row! {
    struct StayRow {
        level: i64,
        group_id: String,
        assignee: Option<String>,
        from_at: i64,
        until_at: i64,
    }
}

/// Where a case has been, oldest first; what has ended.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ticket(tx: &mut Tx, ticket: i64) -> Result<Vec<Stay>, StoreError> {
    let rows: Vec<StayRow> = on!(tx, connection => {
        sqlx::query_as("SELECT level, group_id, assignee, from_at, until_at FROM stay WHERE ticket_id = $1 ORDER BY id")
            .bind(ticket)
            .fetch_all(connection)
            .await?
    });
    rows.into_iter()
        .map(|row| {
            Ok(Stay {
                level: u8::try_from(row.level).unwrap_or(u8::MAX),
                group: row.group_id,
                holder: row.assignee.as_deref().map(super::ticket::address).transpose()?,
                from: super::at(row.from_at),
                until: super::at(row.until_at),
            })
        })
        .collect()
}
