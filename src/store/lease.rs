//! What only one instance may do at a time. The clock is the database's: those of the instances may differ.

use super::{StoreError, Tx, on};

/// Takes a lease for so many milliseconds, or prolongs it; whether it is the holder's now.
///
/// # Errors
/// When the database does not answer.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, millis: i64) -> Result<bool, StoreError> {
    macro_rules! sql {
        ($now:literal) => {
            concat!(
                "INSERT INTO lease (name, holder, until) VALUES ($1, $2, ",
                $now,
                " + $3) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until ",
                "WHERE lease.holder = excluded.holder OR lease.until < ",
                $now,
                " RETURNING holder"
            )
        };
    }
    let sql = if tx.is_postgres() {
        sql!("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
    } else {
        sql!("CAST(unixepoch('subsec') * 1000 AS INTEGER)")
    };
    let taken: Option<(String,)> = on!(tx, connection => {
        sqlx::query_as(sql).bind(name).bind(holder).bind(millis).fetch_optional(connection).await?
    });
    Ok(taken.is_some())
}

/// Who has a lease, be it over or not.
///
/// # Errors
/// When the database does not answer.
pub async fn holder(tx: &mut Tx, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT holder FROM lease WHERE name = $1").bind(name).fetch_optional(connection).await?
    });
    Ok(row.map(|(holder,)| holder))
}

/// Gives a lease up, so that nobody need wait for its end.
///
/// # Errors
/// When the database does not answer.
pub async fn give_up(tx: &mut Tx, name: &str, holder: &str) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("DELETE FROM lease WHERE name = $1 AND holder = $2")
            .bind(name)
            .bind(holder)
            .execute(connection)
            .await?;
    });
    Ok(())
}
