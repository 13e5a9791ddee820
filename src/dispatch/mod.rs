//! From the outbox to the server: claimed by lease, worded once, sent, and what came of it written down.

mod holder;
mod look;
mod pace;
mod word;

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::StreamExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub use holder::{holder, is_gone, void_dead_leases};

use self::pace::Pace;
use crate::clock::Clock;
use crate::config::{Config, PaceConfig};
use crate::delivery::{Accepted, Outgoing, SendError, Transport};
use crate::desk::address::Address;
use crate::desk::message_id::MessageId;
use crate::desk::returned::undeliverable;
use crate::desk::rules::Rules;
use crate::letters::Letters;
use crate::scan::Scanner;
use crate::store::apply::apply;
use crate::store::blob::Blobs;
use crate::store::outbox::{self, Claim, Claimed};
use crate::store::{Db, StoreError, facts, lease, state};

/// How long a claim holds: longer than the slowest letter takes. Others count it by the database's clock; who holds it, by
/// the monotonic one.
const LEASE: Duration = Duration::from_secs(30 * 60);
/// With less of the lease left than this, a letter is not begun any more.
const LEAST_LEASE: Duration = Duration::from_secs(12 * 60);
/// How long a letter is tried before it is given up, in milliseconds of real time.
const GIVE_UP: i64 = 4 * 24 * 3600 * 1000;
/// How often it is tried before. Time alone gives nothing up: a clock may jump, and a server be away for days.
const LEAST_TRIES: i64 = 10;

/// How long a database that does not answer is waited for, with answers of the server in hand.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends what is queued.
pub struct Dispatch {
    db: Db,
    blobs: Blobs,
    clock: Clock,
    transport: Arc<Transport>,
    scanner: Option<Scanner>,
    pace: PaceConfig,
    a_minute: Option<Pace>,
    desk: Address,
    holder: String,
}

/// What a round brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters that the server has.
    pub sent: usize,
    /// Letters that will never arrive.
    pub failed: usize,
    /// Letters that wait for their next try.
    pub later: usize,
    /// Why nothing can be sent at present.
    pub unavailable: Option<String>,
    /// Since when outgoing is paused, in epoch milliseconds of business time.
    pub paused: Option<i64>,
}

/// A letter ready to go.
struct Ready {
    claimed: Claimed,
    outgoing: Outgoing,
    /// When it was claimed, and from when on it is not begun any more: as in its [`Batch`].
    at: i64,
    until: Instant,
}

/// Letters that are claimed.
struct Batch {
    letters: Vec<Claimed>,
    /// When, by the database's clock.
    at: i64,
    /// From when on none of them is begun any more.
    until: Instant,
}

impl Dispatch {
    /// Puts it together. `holder` names this process in leases.
    pub fn new(
        config: &Config,
        db: Db,
        blobs: Blobs,
        clock: Clock,
        transport: Arc<Transport>,
        holder: String,
    ) -> Self {
        Self {
            db,
            blobs,
            clock,
            transport,
            scanner: config.scan.clone().map(Scanner::new),
            a_minute: Pace::new(config.pace.per_minute),
            pace: config.pace.clone(),
            desk: config.desk.address.clone(),
            holder,
        }
    }

    /// Sends all that may go now. With `at_once` each queued letter is tried once, whatever its next try was to be
    /// (ruling 20). Ends early when `stop` is cancelled, the server cannot be used, or outgoing is paused.
    ///
    /// # Errors
    /// When the database does not answer. Letters then stay claimed until they are [`release`](Self::release)d, or their
    /// lease runs out.
    pub async fn round(
        &self,
        letters: &Letters,
        rules: &Rules,
        at_once: bool,
        stop: &CancellationToken,
        mut told: impl FnMut(usize),
    ) -> Result<Round, StoreError> {
        let mut round = Round::default();
        self.send_what_follows(rules).await?;
        let mut after = 0;
        while round.unavailable.is_none() && !stop.is_cancelled() {
            round.paused = self.paused().await?;
            if round.paused.is_some() {
                break;
            }
            let most =
                self.room_today().await?.min(i64::try_from(self.pace.max_connections * 4).unwrap_or(16));
            if most <= 0 {
                tracing::info!(
                    letters.per_day = self.pace.per_day,
                    "the day's letters are sent; the rest waits"
                );
                break;
            }
            let batch = self.claim(after, at_once, most).await?;
            let Some(last) = batch.letters.last() else { break };
            if at_once {
                after = last.id;
            }
            let ready = self.word(letters, rules, batch, &mut round).await?;
            self.send(ready, rules, stop, &mut round).await?;
            told(round.sent);
        }
        Ok(round)
    }

    /// Says goodbye to the server.
    pub async fn close(&self) {
        self.transport.close().await;
    }

    async fn paused(&self) -> Result<Option<i64>, StoreError> {
        state::paused(&mut self.db.read().await?).await
    }

    /// How many letters may go today yet.
    async fn room_today(&self) -> Result<i64, StoreError> {
        if self.pace.per_day == 0 {
            return Ok(i64::MAX);
        }
        let yesterday = self.clock.now().as_millisecond() - 24 * 3600 * 1000;
        let mut tx = self.db.read().await?;
        Ok(i64::from(self.pace.per_day) - outbox::sent_since(&mut tx, yesterday).await?)
    }

    async fn claim(&self, after: i64, at_once: bool, most: i64) -> Result<Batch, StoreError> {
        let until = Instant::now() + LEASE.saturating_sub(LEAST_LEASE);
        let mut tx = self.db.write().await?;
        let real = lease::real(&mut tx).await?;
        let claim = Claim {
            by: &self.holder,
            now: self.clock.now().as_millisecond(),
            real,
            until: real + millis(LEASE),
            after,
            at_once,
            most,
        };
        let letters = outbox::claim(&mut tx, claim).await?;
        tx.commit().await?;
        Ok(Batch { letters, at: real, until })
    }

    /// Sends letters, as many at once as there may be connections, and writes down what came of each.
    async fn send(
        &self,
        ready: Vec<Ready>,
        rules: &Rules,
        stop: &CancellationToken,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let broken = CancellationToken::new();
        let sending = futures_util::stream::iter(ready)
            .map(|letter| {
                let broken = &broken;
                async move {
                    let result = self.send_one(&letter, stop, broken).await;
                    (letter, result)
                }
            })
            .buffer_unordered(self.pace.max_connections)
            .ready_chunks(64);
        let mut sending = std::pin::pin!(sending);
        while let Some(results) = sending.next().await {
            self.write_down(&results, stop, round).await?;
            for (letter, result) in results {
                if let Some(Err(error)) = result
                    && is_for_good(&letter, &error)
                {
                    self.refused(&letter, &error, rules).await?;
                    round.failed += 1;
                }
            }
        }
        Ok(())
    }

    /// Writes down what came of letters. A database that is away for a while is waited for: what the server has would
    /// else be sent to it again.
    async fn write_down(
        &self,
        results: &[Told],
        stop: &CancellationToken,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let until = Instant::now() + PATIENCE;
        let mut pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(5))
            .without_max_times()
            .build();
        let mut said = false;
        loop {
            let error = match self.try_to_write_down(results, round).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if stop.is_cancelled() || Instant::now() >= until {
                return Err(error);
            }
            if !said {
                said = true;
                tracing::warn!(
                    letters.count = results.len(),
                    letters.error = error.to_string(),
                    "what came of letters cannot be written down yet"
                );
            }
            tokio::select! {
                () = tokio::time::sleep(pauses.next().unwrap_or(PATIENCE)) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn try_to_write_down(&self, results: &[Told], round: &mut Round) -> Result<(), StoreError> {
        let mut told = round.clone();
        let mut tx = self.db.write().await?;
        let real = lease::real(&mut tx).await?;
        for (letter, result) in results {
            let id = letter.claimed.id;
            match result {
                None => outbox::later(&mut tx, id, 0, None, false).await?,
                Some(Ok(accepted)) => {
                    let server = accepted.server_message_id.as_ref().map(MessageId::as_str);
                    outbox::sent(&mut tx, id, self.clock.now().as_millisecond(), server).await?;
                    told.sent += 1;
                }
                Some(Err(SendError::Unavailable(error))) => {
                    outbox::later(&mut tx, id, 0, Some(error), false).await?;
                    told.later += 1;
                    told.unavailable.get_or_insert_with(|| error.clone());
                }
                Some(Err(error)) if is_for_good(letter, error) => {}
                Some(Err(SendError::Passing(error) | SendError::Permanent(error))) => {
                    let retry_at = real + wait(letter.claimed.attempts);
                    outbox::later(&mut tx, id, retry_at, Some(error), true).await?;
                    tracing::info!(
                        letter.id = id,
                        letter.to = letter.outgoing.to.masked(),
                        letter.error = error,
                        "letter put off"
                    );
                    told.later += 1;
                }
            }
        }
        tx.commit().await?;
        *round = told;
        Ok(())
    }

    /// Gives back what a round that was broken off has claimed and left.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        outbox::void_leases(&mut tx, &self.holder).await?;
        tx.commit().await
    }

    /// Sends one letter; `None` when its turn did not come.
    async fn send_one(
        &self,
        letter: &Ready,
        stop: &CancellationToken,
        broken: &CancellationToken,
    ) -> Option<Result<Accepted, SendError>> {
        if let Some(pace) = &self.a_minute {
            tokio::select! {
                () = pace.turn() => {}
                () = stop.cancelled() => return None,
                () = broken.cancelled() => return None,
            }
        }
        if stop.is_cancelled() || broken.is_cancelled() || Instant::now() >= letter.until {
            return None;
        }
        // Its batch may have been claimed before a pause began, and its turn come minutes later. A database that is away
        // tells of no pause.
        if matches!(self.paused().await, Ok(Some(_))) {
            broken.cancel();
            return None;
        }
        let result = self.transport.send(&letter.outgoing).await;
        if matches!(result, Err(SendError::Unavailable(_))) {
            broken.cancel();
        }
        Some(result)
    }

    /// A letter that will never arrive: whoever must know is told.
    async fn refused(&self, letter: &Ready, error: &SendError, rules: &Rules) -> Result<(), StoreError> {
        let id = letter.claimed.id;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let view = facts::of_letter(&mut tx, id).await?;
        let permanent = matches!(error, SendError::Permanent(_));
        let decision = undeliverable(&view, servers_words(&error.to_string()), permanent, rules, now);
        apply(&mut tx, &decision, None, rules, now).await?;
        tx.commit().await?;
        tracing::warn!(
            letter.id = id,
            letter.kind = letter.claimed.kind,
            letter.to = letter.outgoing.to.masked(),
            letter.error = error.to_string(),
            "letter failed for good"
        );
        Ok(())
    }

    async fn put_off(
        &self,
        id: i64,
        attempts: i64,
        error: &str,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let retry_at = lease::real(&mut tx).await? + wait(attempts);
        outbox::later(&mut tx, id, retry_at, Some(error), true).await?;
        tx.commit().await?;
        round.later += 1;
        Ok(())
    }
}

/// A letter, and what the server said of it; `None` when its turn did not come.
type Told = (Ready, Option<Result<Accepted, SendError>>);

/// What the other server said, without our own English around it: it goes into a letter.
fn servers_words(error: &str) -> &str {
    let is_answer = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|first| ('2'..='5').contains(&first))
            && letters.by_ref().take(2).filter(char::is_ascii_digit).count() == 2
            && letters.next() == Some(' ')
    };
    error
        .match_indices(": ")
        .filter_map(|(at, mark)| error.get(at + mark.len()..))
        .find(|rest| is_answer(rest))
        .unwrap_or(error)
}

/// Whether a letter will never go.
fn is_for_good(letter: &Ready, error: &SendError) -> bool {
    match error {
        SendError::Permanent(_) => true,
        SendError::Passing(_) => {
            is_given_up(letter.claimed.attempts, letter.claimed.tried_since.unwrap_or(letter.at), letter.at)
        }
        SendError::Unavailable(_) => false,
    }
}

/// Whether a letter that has been tried so often and since then has been tried long enough.
fn is_given_up(attempts: i64, since: i64, now: i64) -> bool {
    attempts >= LEAST_TRIES && now - since > GIVE_UP
}

/// How long a letter waits after its n-th try, in milliseconds: from a minute to an hour, with jitter.
fn wait(attempts: i64) -> i64 {
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    // With jitter up to twice that.
    let longest = Duration::from_millis(outbox::LONGEST_WAIT.unsigned_abs() / 2);
    let delay = ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(60))
        .with_max_delay(longest)
        .with_jitter()
        .without_max_times()
        .build()
        .nth(nth)
        .unwrap_or(longest);
    millis(delay)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour() {
        assert!((60_000..=120_000).contains(&wait(1)), "{}", wait(1));
        assert!(wait(3) >= 240_000);
        assert!((3_600_000..=outbox::LONGEST_WAIT).contains(&wait(30)), "{}", wait(30));
    }

    #[test]
    fn a_letter_is_given_up_after_days_and_many_tries() {
        let day = 24 * 3600 * 1000;
        for (attempts, since, now, given_up) in [
            (60, 0, 4 * day + 1, true),
            (10, 0, 4 * day + 1, true),
            (60, 0, 4 * day, false),
            // The clock has jumped, or the server was away for days: nothing has been tried in vain.
            (1, 0, 30 * day, false),
            (9, 0, 30 * day, false),
            // It was ahead at the first try.
            (60, 30 * day, day, false),
        ] {
            assert_eq!(is_given_up(attempts, since, now), given_up, "{attempts} since {since} at {now}");
        }
    }

    #[test]
    fn a_letter_quotes_the_server_alone() {
        assert_eq!(
            servers_words("mx:25 refuses the letter: 550 5.1.1 x: no such user"),
            "550 5.1.1 x: no such user"
        );
        assert_eq!(servers_words("mx:25: no answer"), "mx:25: no answer");
    }
}
