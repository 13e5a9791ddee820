//! Problems: a topic that many have reported within the window is told once to the coordinator, and its cases are
//! linked; later ones are linked as they come.

use jiff::SignedDuration;

use crate::clock::{Clock, bogota};
use crate::desk::number::Series;
use crate::desk::problem;
use crate::desk::rules::Rules;
use crate::store::apply::apply;
use crate::store::{self, Db, StoreError, ticket};

/// Opens the problems that have come to be. How many.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn run(db: &Db, rules: &Rules, clock: &Clock) -> Result<usize, StoreError> {
    let now = clock.now();
    let window =
        SignedDuration::try_from(rules.waits.problem_window).unwrap_or(SignedDuration::from_hours(720));
    let since = now.checked_sub(window).unwrap_or(now).as_millisecond();
    let threshold = i64::from(rules.waits.problem_threshold);
    // Looked at without a lock first: nearly always there is nothing.
    let (crowded, open) = {
        let mut tx = db.read().await?;
        (store::problem::crowded(&mut tx, since, threshold).await?, store::problem::open(&mut tx).await?)
    };
    let mut opened = 0;
    if !open.is_empty() {
        let mut tx = db.write().await?;
        store::problem::link_late(&mut tx).await?;
        tx.commit().await?;
    }
    for category in crowded {
        let mut tx = db.write().await?;
        // The number's row is locked from here on: another instance waits, and then finds the problem open.
        let number =
            ticket::next_number(&mut tx, Series::Problem, now.to_zoned_datetime(bogota()).year()).await?;
        if !store::problem::crowded(&mut tx, since, threshold).await?.contains(&category) {
            continue;
        }
        let number = number.display(&rules.prefix);
        let cases = store::problem::insert(&mut tx, &number, &category, since, now.as_millisecond()).await?;
        for decision in problem::opened(&number, &category, &cases, rules, now) {
            apply(&mut tx, &decision, None, rules, now).await?;
        }
        tx.commit().await?;
        opened += 1;
    }
    Ok(opened)
}
