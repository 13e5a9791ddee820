//! How the service is: an instant a name, written by the service and by the operator's commands, read by whoever asks.

use super::{StoreError, Tx, on};

/// Since when no letter is taken in hand. `outbox::claim` knows this name too.
const PAUSED: &str = "outgoing.paused";
/// When the mailbox was last looked at to its end.
pub const LOOKED: &str = "mailbox.looked";
/// When the service that runs, or died, was started. A service that is told to stop takes it away.
pub const STARTED: &str = "service.started";
/// The service's last sign of life, as [`STARTED`].
pub const ALIVE: &str = "service.alive";
/// Before a loop's name: when it last turned.
pub const LOOP: &str = "loop.";

/// Pauses outgoing from an instant on. One that was paused already stays so since then: since when it is.
///
/// # Errors
/// When the database does not answer.
pub async fn pause(tx: &mut Tx, now: i64) -> Result<i64, StoreError> {
    on!(tx, connection => {
        sqlx::query("INSERT INTO service_state (name, at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(PAUSED)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(paused(tx).await?.unwrap_or(now))
}

/// Ends the pause; since when it was, if it was.
///
/// # Errors
/// When the database does not answer.
pub async fn resume(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("DELETE FROM service_state WHERE name = $1 RETURNING at")
            .bind(PAUSED)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(|(at,)| at))
}

/// Since when outgoing is paused.
///
/// # Errors
/// When the database does not answer.
pub async fn paused(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("SELECT at FROM service_state WHERE name = $1")
            .bind(PAUSED)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.map(|(at,)| at))
}

/// Notes when things happened last. One of several services does not put another's later instant back, unless that lies
/// in the future, where a clock that was wrong has put it.
///
/// # Errors
/// When the database does not answer.
pub async fn note(tx: &mut Tx, instants: &[(String, i64)], now: i64) -> Result<(), StoreError> {
    for (name, at) in instants {
        on!(tx, connection => {
            sqlx::query(
                "INSERT INTO service_state (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at \
                 WHERE excluded.at > service_state.at OR service_state.at > $3",
            )
            .bind(name)
            .bind(at)
            .bind(now)
            .execute(connection)
            .await?;
        });
    }
    Ok(())
}

/// The service stops because it was told to.
///
/// # Errors
/// When the database does not answer.
pub async fn stopped(tx: &mut Tx) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("DELETE FROM service_state WHERE name IN ($1, $2)")
            .bind(STARTED)
            .bind(ALIVE)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Every name and its instant.
///
/// # Errors
/// When the database does not answer.
pub async fn all(tx: &mut Tx) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as("SELECT name, at FROM service_state ORDER BY name").fetch_all(connection).await?
    }))
}
