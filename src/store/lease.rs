//! What only one instance may do at a time. The clock is the database's: those of the instances may differ.

use super::{StoreError, Tx, on};

/// The database's clock in epoch milliseconds, as SQL.
macro_rules! clock {
    (postgres) => {
        "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    };
    (sqlite) => {
        "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
    };
}

/// What the database's clock says: real time in epoch milliseconds, the same for all instances.
///
/// # Errors
/// When the database does not answer.
pub async fn real(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = if tx.is_postgres() {
        concat!("SELECT ", clock!(postgres))
    } else {
        concat!("SELECT ", clock!(sqlite))
    };
    let (now,): (i64,) = on!(tx, connection => sqlx::query_as(sql).fetch_one(connection).await?);
    Ok(now)
}

/// Takes a lease for so many milliseconds, or prolongs it; whether it is the holder's now.
///
/// # Errors
/// When the database does not answer.
pub async fn take(tx: &mut Tx, name: &str, holder: &str, millis: i64) -> Result<bool, StoreError> {
    macro_rules! sql {
        ($on:ident) => {
            concat!(
                "INSERT INTO lease (name, holder, until) VALUES ($1, $2, ",
                clock!($on),
                " + $3) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until ",
                "WHERE lease.holder = excluded.holder OR lease.until < ",
                clock!($on),
                " RETURNING holder"
            )
        };
    }
    let sql = if tx.is_postgres() { sql!(postgres) } else { sql!(sqlite) };
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
