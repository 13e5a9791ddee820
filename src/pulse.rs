//! The service's signs of life: once a minute its loops' last turns are written down, for `radica status` and the
//! metrics.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::store::{Db, StoreError, state};
use crate::watchdog::Turns;

/// How often.
const EVERY: Duration = Duration::from_secs(60);
/// How long a service that stops waits for the database to note it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Writes signs of life until `stop` is cancelled. A database that does not answer is the other loops' to complain of.
pub async fn beat(
    app: Arc<App>,
    turns: Turns,
    looked_at: watch::Receiver<Option<Timestamp>>,
    stop: CancellationToken,
) {
    let started = app.clock.now();
    loop {
        let looked = *looked_at.borrow();
        let instants = instants(app.clock.now(), started, looked, &turns);
        if let Err(error) = write(&app.db, &instants, app.clock.now()).await {
            tracing::debug!(pulse.error = error.to_string(), "no sign of life could be written");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Notes that the service ends because it was told to.
pub async fn end(db: &Db) {
    let noted = tokio::time::timeout(PATIENCE, async {
        let mut tx = db.write().await?;
        state::stopped(&mut tx).await?;
        tx.commit().await
    });
    if !matches!(noted.await, Ok(Ok(()))) {
        tracing::debug!("the stop could not be noted");
    }
}

/// What is noted, in epoch milliseconds.
fn instants(
    now: Timestamp,
    started: Timestamp,
    looked: Option<Timestamp>,
    turns: &Turns,
) -> Vec<(String, i64)> {
    let turned = turns.ago().map(|(name, ago)| {
        let ago = SignedDuration::try_from(ago).unwrap_or(SignedDuration::ZERO);
        (format!("{}{name}", state::LOOP), now.saturating_sub(ago).unwrap_or(now))
    });
    [(state::STARTED.to_owned(), started), (state::ALIVE.to_owned(), now)]
        .into_iter()
        .chain(looked.map(|looked| (state::LOOKED.to_owned(), looked)))
        .chain(turned)
        .map(|(name, at)| (name, at.as_millisecond()))
        .collect()
}

async fn write(db: &Db, instants: &[(String, i64)], now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    state::note(&mut tx, instants, now.as_millisecond()).await?;
    tx.commit().await
}
