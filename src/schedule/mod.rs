//! What falls due is done: in order, each once, also after days off.

mod clocks;
mod digest;
mod problems;
mod report;
mod retention;

pub use retention::erase;

use crate::clock::Clock;
use crate::desk::decision::DeadlineKind;
use crate::desk::due::{request_due, ticket_due};
use crate::desk::facts::Facts;
use crate::desk::rules::Rules;
use crate::store::apply::apply;
use crate::store::{Db, StoreError, Tx, deadline, request, survey, ticket};
use jiff::Timestamp;

/// How many deadlines share a commit.
const BATCH: usize = 50;

/// Does all that is due. What closes on silence waits until the mailbox has been looked at (`looked_at`) since it fell
/// due. How many deadlines were settled.
///
/// # Errors
/// When the database does not answer.
pub async fn run_due(
    db: &Db,
    rules: &Rules,
    clock: &Clock,
    looked_at: Option<Timestamp>,
) -> Result<usize, StoreError> {
    let mut settled = 0;
    loop {
        let now = clock.now();
        // A look that lies ahead was made while the clock was: since when the mailbox was looked at is not known.
        let looked = looked_at.filter(|at| *at <= now).map_or(i64::MIN, Timestamp::as_millisecond);
        let mut tx = db.write().await?;
        let mut some = 0;
        while some < BATCH {
            let Some(due) = deadline::claim_due(&mut tx, now.as_millisecond(), looked).await? else { break };
            tx.savepoint().await?;
            match settle(&mut tx, &due, rules, now).await {
                Ok(()) => tx.release().await?,
                Err(error) if error.is_of_one_row() => {
                    tx.undo().await?;
                    tracing::error!(
                        deadline.id = due.id,
                        deadline.kind = due.kind,
                        deadline.error = error.to_string(),
                        "a deadline could not be met and is passed over"
                    );
                }
                Err(error) => return Err(error),
            }
            deadline::settle(&mut tx, due.id, now.as_millisecond()).await?;
            some += 1;
        }
        tx.commit().await?;
        settled += some;
        if some < BATCH {
            break;
        }
    }
    settled += clocks::run(db, rules, clock).await?;
    settled += problems::run(db, rules, clock).await?;
    settled += digest::run(db, rules, clock).await?;
    settled += report::run(db, rules, clock).await?;
    Ok(settled)
}

async fn settle(tx: &mut Tx, due: &deadline::Due, rules: &Rules, now: Timestamp) -> Result<(), StoreError> {
    let kind = DeadlineKind::parse(&due.kind)
        .ok_or_else(|| StoreError::Corrupt(format!("deadline {}: kind {}", due.id, due.kind)))?;
    if let Some(id) = due.ticket_id {
        let Some(row) = ticket::by_id(tx, id).await? else { return Ok(()) };
        let view = ticket::view(tx, row).await?;
        let survey = match kind {
            DeadlineKind::ReviewReminder => survey::latest(tx, id).await?,
            _ => None,
        };
        let survey = survey.map(survey::SurveyRow::view).transpose()?;
        let facts = Facts { survey, ..Facts::default() };
        if let Some(decision) = ticket_due(kind, &view, &facts, rules, now) {
            apply(tx, &decision, None, rules, now).await?;
        }
        return tx.settle().await;
    }
    let row = match due.request_id {
        Some(id) => request::by_id(tx, id).await?,
        None => None,
    };
    let Some(row) = row else { return Ok(()) };
    let view = request::view(tx, row).await?;
    let own_cases = ticket::open_cases(tx, &view.requester, Facts::MOST_CASES).await?;
    let facts = Facts { own_cases, ..Facts::default() };
    if let Some(decision) = request_due(kind, &view, &facts, rules, now) {
        apply(tx, &decision, None, rules, now).await?;
    }
    tx.settle().await
}
