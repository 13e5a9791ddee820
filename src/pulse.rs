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
const PATIENCE: Duration = Duration::from_secs(2);

/// Writes signs of life until `stop` is cancelled: once a minute, at the first look at the mailbox, and a last one. A
/// database that does not answer is the other loops' to complain of.
pub async fn beat(
    app: Arc<App>,
    turns: Turns,
    mut looked_at: watch::Receiver<Option<Timestamp>>,
    stop: CancellationToken,
) {
    let started = app.clock.now();
    loop {
        let is_last = stop.is_cancelled();
        let looked = *looked_at.borrow_and_update();
        let now = app.clock.now();
        let instants = instants(now, started, looked, &turns);
        let note = write(app.db.clone(), instants, now);
        if is_last {
            return noted(note, PATIENCE).await;
        }
        tokio::select! {
            () = noted(note, EVERY) => {}
            () = stop.cancelled() => continue,
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            Ok(()) = looked_at.changed(), if looked.is_none() => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Notes that the service ends because it was told to.
pub async fn end(db: &Db) {
    let db = db.clone();
    let note = async move {
        let mut tx = db.write().await?;
        state::stopped(&mut tx).await?;
        tx.commit().await
    };
    noted(note, PATIENCE).await;
}

/// Waits for a note, and not too long: nothing depends on it. It is a task of its own, since a transaction whose beginning
/// is broken off stays open in PostgreSQL's pool.
async fn noted(note: impl Future<Output = Result<(), StoreError>> + Send + 'static, at_most: Duration) {
    let error = match tokio::time::timeout(at_most, tokio::spawn(note)).await {
        Ok(Ok(Ok(()))) => return,
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer yet".to_owned(),
    };
    tracing::debug!(pulse.error = error, "no sign of life could be written");
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

async fn write(db: Db, instants: Vec<(String, i64)>, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    state::note(&mut tx, &instants, now.as_millisecond()).await?;
    tx.commit().await
}
