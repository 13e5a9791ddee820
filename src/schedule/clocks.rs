//! The ANS clocks: warnings and breaches, each once.

use super::BATCH;
use crate::clock::Clock;
use crate::desk::rules::Rules;
use crate::desk::sla;
use crate::store::apply::apply;
use crate::store::{Db, StoreError, Tx, ticket};
use jiff::Timestamp;

/// Tells of all clocks that are due. How many cases that were.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn run(db: &Db, rules: &Rules, clock: &Clock) -> Result<usize, StoreError> {
    let mut told = 0;
    loop {
        let now = clock.now();
        let mut tx = db.write().await?;
        let mut some = 0;
        while some < BATCH {
            let Some(row) = ticket::claim_sla(&mut tx, now.as_millisecond()).await? else { break };
            let (id, number) = (row.id, row.number.clone());
            tx.savepoint().await?;
            match one(&mut tx, row, rules, now).await {
                Ok(()) => tx.release().await?,
                Err(error) if error.is_of_one_row() => {
                    tx.undo().await?;
                    tracing::error!(
                        case.number = number,
                        case.error = error.to_string(),
                        "a case's ANS clocks could not be told of and stop"
                    );
                    ticket::stop_sla(&mut tx, id).await?;
                }
                Err(error) => return Err(error),
            }
            some += 1;
        }
        tx.commit().await?;
        told += some;
        if some < BATCH {
            return Ok(told);
        }
    }
}

async fn one(tx: &mut Tx, row: ticket::TicketRow, rules: &Rules, now: Timestamp) -> Result<(), StoreError> {
    let view = ticket::view(tx, row).await?;
    apply(tx, &sla::due(&view, rules, now), None, rules, now).await?;
    tx.settle().await
}
