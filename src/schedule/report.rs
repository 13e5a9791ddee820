//! [26] The monthly report: on its business day, once, also after days off and with several instances.

use crate::clock::Clock;
use crate::desk::report;
use crate::desk::rules::Rules;
use crate::desk::statistics::Month;
use crate::store::apply::apply;
use crate::store::report::in_service_since;
use crate::store::{Db, StoreError, told};

/// Queues the reports that should have been sent by now, oldest first. How many.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn run(db: &Db, rules: &Rules, clock: &Clock) -> Result<usize, StoreError> {
    let now = clock.now();
    let months = Month::reported_by(now, rules);
    let Some(last) = months.last() else { return Ok(0) };
    // They are told in their order and together: with the last, all have been.
    let since = {
        let mut tx = db.read().await?;
        if told::is(&mut tx, &report::key(*last)).await? {
            return Ok(0);
        }
        in_service_since(&mut tx).await?
    };
    let Some(since) = since.filter(|since| *since < last.end()) else { return Ok(0) };
    let mut tx = db.write().await?;
    let mut queued = 0;
    for month in months.into_iter().filter(|month| since < month.end()) {
        // Another instance that has just told it holds its row until it commits.
        let is_new = !told::is(&mut tx, &report::key(month)).await?;
        apply(&mut tx, &report::of_month(month, rules, now), None, rules, now).await?;
        queued += usize::from(is_new);
    }
    tx.commit().await?;
    Ok(queued)
}
