//! Whose turn it is to read the mailbox, where several instances work on one PostgreSQL: one reads it, the others stand by
//! and take over within a minute when it dies or stands still. No mail would be doubled without it; but two would fetch and
//! file away the same mails.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::dispatch::{holder, is_gone};
use crate::store::{Db, StoreError, lease};

/// The lease's name.
const MAILBOX: &str = "mailbox";
/// How long it holds without being prolonged.
const HOLDS: Duration = Duration::from_secs(30);
/// How often it is prolonged, and how often the others try for it.
const EVERY: Duration = Duration::from_secs(8);

/// The turn of one instance.
#[derive(Debug)]
pub struct Turn {
    db: Arc<Db>,
    holder: String,
    /// Other instances may be there: on SQLite none can.
    shared: bool,
}

impl Turn {
    /// Nobody's turn yet.
    pub fn new(db: Db) -> Self {
        Self { shared: matches!(db, Db::Postgres(_)), db: Arc::new(db), holder: holder() }
    }

    /// Waits until it is this instance's turn; `stood_by` is called at each try that was in vain. Gives what is cancelled
    /// when the turn is lost, or when `stop` is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wait(
        &self,
        stop: &CancellationToken,
        mut stood_by: impl FnMut(),
    ) -> Result<CancellationToken, StoreError> {
        let lost = stop.child_token();
        if !self.shared {
            return Ok(lost);
        }
        while !stop.is_cancelled() && !self.take().await? {
            stood_by();
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(lost)
    }

    /// Prolongs the turn until it is given up; cancels `lost` when another instance has it. A database that does not answer
    /// is no loss by itself: nobody else can take the turn then.
    pub async fn keep(&self, lost: &CancellationToken) {
        if !self.shared {
            return lost.cancelled().await;
        }
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = lost.cancelled() => return,
            }
            match self.take().await {
                Ok(true) => {}
                Ok(false) => return lost.cancel(),
                Err(error) => {
                    tracing::debug!(turn.error = error.to_string(), "the turn could not be prolonged")
                }
            }
        }
    }

    /// Lets the next one have it at once.
    pub async fn give_up(&self) {
        if !self.shared {
            return;
        }
        let done = async {
            let mut tx = self.db.write().await?;
            lease::give_up(&mut tx, MAILBOX, &self.holder).await?;
            tx.commit().await
        };
        if let Err(error) = done.await {
            tracing::debug!(
                turn.error = error.to_string(),
                "the turn could not be given up; it ends by itself"
            );
        }
    }

    async fn take(&self) -> Result<bool, StoreError> {
        let mut tx = self.db.write().await?;
        let millis = i64::try_from(HOLDS.as_millis()).unwrap_or(i64::MAX);
        let mut taken = lease::take(&mut tx, MAILBOX, &self.holder, millis).await?;
        // After a crash on this machine nobody waits for the end of a dead process's turn.
        if !taken
            && let Some(by) = lease::holder(&mut tx, MAILBOX).await?
            && is_gone(&by)
        {
            lease::give_up(&mut tx, MAILBOX, &by).await?;
            taken = lease::take(&mut tx, MAILBOX, &self.holder, millis).await?;
        }
        tx.commit().await?;
        Ok(taken)
    }
}
