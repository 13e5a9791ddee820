//! Each working morning, at opening: to every agent with open cases what is theirs, to the coordinator the whole desk.

use jiff::SignedDuration;

use crate::clock::{Clock, bogota};
use crate::desk::digest;
use crate::desk::rules::Rules;
use crate::store::apply::apply;
use crate::store::ticket::{self, Open};
use crate::store::{Db, StoreError, inbound, told};

/// After this much time a morning is over: a digest that was missed is not sent late.
const MORNING: SignedDuration = SignedDuration::from_hours(4);
/// How many mails that could not be proven are named.
const MOST_UNPROVEN: i64 = 25;
/// How far the first digest looks back: the longest that a desk is usually closed.
const LONG_WEEKEND: SignedDuration = SignedDuration::from_hours(4 * 24);
/// How many open cases are looked at.
const MOST_CASES: usize = 5_000;

/// Sends the day's digests, once. How many days that was: none or one.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn run(db: &Db, rules: &Rules, clock: &Clock) -> Result<usize, StoreError> {
    let now = clock.now();
    let today = now.to_zoned_datetime(bogota()).date();
    let Some((opens, _)) = rules.calendar.service_hours(today) else { return Ok(0) };
    let is_morning = now >= opens && now.duration_since(opens) < MORNING;
    if !rules.waits.digest || !is_morning || !rules.calendar.is_business_day(today) {
        return Ok(0);
    }
    let key = format!("digest/{today}");
    if told::is(&mut db.read().await?, &key).await? {
        return Ok(0);
    }
    let mut tx = db.write().await?;
    if !told::first(&mut tx, &key, now.as_millisecond()).await? {
        return Ok(0);
    }
    let open = ticket::open(&mut tx, Open::All, MOST_CASES).await?;
    let since = told::latest(&mut tx, "digest/", &key).await?;
    let since = since.unwrap_or_else(|| now.checked_sub(LONG_WEEKEND).unwrap_or(now).as_millisecond());
    let unproven = inbound::unproven_since(&mut tx, since, MOST_UNPROVEN).await?;
    let decision = digest::of(&open, &unproven, opens, rules, now);
    if let Some(decision) = &decision {
        apply(&mut tx, decision, None, rules, now).await?;
    }
    tx.commit().await?;
    Ok(usize::from(decision.is_some()))
}
