//! What has been told once and is not told again.

use super::{StoreError, Tx, on};

/// Whether something is told for the first time; from now on it has been told.
///
/// # Errors
/// When the database does not answer.
pub async fn first(tx: &mut Tx, key: &str, now: i64) -> Result<bool, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query("INSERT INTO told (what, at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(now)
            .execute(connection)
            .await?
            .rows_affected()
            == 1
    }))
}

/// Whether something has been told.
///
/// # Errors
/// When the database does not answer.
pub async fn is(tx: &mut Tx, key: &str) -> Result<bool, StoreError> {
    let row: Option<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT what FROM told WHERE what = $1").bind(key).fetch_optional(connection).await?
    });
    Ok(row.is_some())
}

/// When something of a series was told last, but for one of it.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(tx: &mut Tx, series: &str, but: &str) -> Result<Option<i64>, StoreError> {
    let (at,): (Option<i64>,) = on!(tx, connection => {
        sqlx::query_as("SELECT MAX(at) FROM told WHERE what LIKE $1 || '%' AND what <> $2")
            .bind(series)
            .bind(but)
            .fetch_one(connection)
            .await?
    });
    Ok(at)
}
