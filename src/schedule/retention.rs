//! `storage.retention`: once a day, what has been closed for so long is erased, a part at a time.

use std::time::Duration;

use jiff::SignedDuration;

use crate::clock::{Clock, bogota};
use crate::store::blob::Blobs;
use crate::store::retention::{Erased, erase_some};
use crate::store::{Db, StoreError, told};

/// How many mails, and how many letters, share a commit.
const BATCH: i64 = 200;
/// How many commits there are at a time: what falls due does not wait for the rest.
const MOST_BATCHES: usize = 10;

/// Erases what is due today, as far as it goes in a moment; the rest comes with the next call. What was erased.
///
/// # Errors
/// When the database does not answer, or a file cannot be removed.
pub async fn erase(
    db: &Db,
    blobs: &Blobs,
    retention: Option<Duration>,
    clock: &Clock,
) -> Result<Erased, StoreError> {
    let now = clock.now();
    let before = retention
        .and_then(|time| SignedDuration::try_from(time).ok())
        .and_then(|time| now.checked_sub(time).ok());
    let Some(before) = before else { return Ok(Erased::default()) };
    let key = format!("retention/{}", now.to_zoned_datetime(bogota()).date());
    if told::is(&mut db.read().await?, &key).await? {
        return Ok(Erased::default());
    }
    let mut erased = Erased::default();
    for _ in 0..MOST_BATCHES {
        let mut tx = db.write().await?;
        let some = erase_some(&mut tx, blobs, before.as_millisecond(), now.as_millisecond(), BATCH).await?;
        let is_done = some.mails == 0 && some.letters == 0;
        if is_done {
            told::first(&mut tx, &key, now.as_millisecond()).await?;
        }
        tx.commit().await?;
        erased += some;
        if is_done {
            break;
        }
    }
    if erased != Erased::default() {
        tracing::info!(
            erased.mails = erased.mails,
            erased.letters = erased.letters,
            erased.blobs = erased.blobs,
            erased.bytes = erased.bytes,
            "what was closed for longer than storage.retention has been erased; its history stays"
        );
    }
    Ok(erased)
}
