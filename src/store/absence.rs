//! Staff who are away: no case goes around to them.

use super::{StoreError, Tx, on};
use crate::desk::address::Address;

/// Keeps until when somebody counts as away, in epoch milliseconds; `None`: they are back.
///
/// # Errors
/// When the database does not answer.
pub async fn set(tx: &mut Tx, address: &Address, until: Option<i64>) -> Result<(), StoreError> {
    match until {
        Some(until) => on!(tx, connection => {
            sqlx::query(
                "INSERT INTO absence (address, until_at) VALUES ($1, $2) \
                 ON CONFLICT (address) DO UPDATE SET until_at = excluded.until_at",
            )
            .bind(address.as_str())
            .bind(until)
            .execute(connection)
            .await?;
        }),
        None => on!(tx, connection => {
            sqlx::query("DELETE FROM absence WHERE address = $1")
                .bind(address.as_str())
                .execute(connection)
                .await?;
        }),
    }
    Ok(())
}

/// Who is away at an instant, in epoch milliseconds.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn at(tx: &mut Tx, now: i64) -> Result<Vec<Address>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT address FROM absence WHERE until_at > $1").bind(now).fetch_all(connection).await?
    });
    rows.into_iter().map(|(address,)| super::ticket::address(&address)).collect()
}
