//! From the outbox to the server: claimed by lease, worded once, sent, and what came of it written down.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use futures_util::StreamExt;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::PaceConfig;
use crate::delivery::{Accepted, Outgoing, SendError, Transport};
use crate::desk::address::{Address, Contact};
use crate::desk::letter::Content;
use crate::desk::message_id::MessageId;
use crate::desk::returned::undeliverable;
use crate::desk::rules::Rules;
use crate::letters::{Envelope, Files, Letters};
use crate::store::apply::apply;
use crate::store::blob::{self, Blobs, sha256};
use crate::store::outbox::{self, Claim, Claimed};
use crate::store::{Db, StoreError, at, facts};

/// How long a claim holds, in milliseconds of real time: longer than the slowest letter takes.
const LEASE: i64 = 30 * 60 * 1000;
/// With less of the lease left than this, a letter is not begun any more.
const LEAST_LEASE: i64 = 12 * 60 * 1000;
/// How long a letter is tried before it is given up, in milliseconds of real time.
const GIVE_UP: i64 = 4 * 24 * 3600 * 1000;

/// Sends what is queued.
pub struct Dispatch {
    db: Db,
    blobs: Blobs,
    clock: Clock,
    transport: Arc<Transport>,
    pace: PaceConfig,
    limiter: Option<DefaultDirectRateLimiter>,
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
}

/// A letter ready to go.
struct Ready {
    claimed: Claimed,
    outgoing: Outgoing,
}

impl Dispatch {
    /// Puts it together. `holder` names this process in leases.
    pub fn new(
        db: Db,
        blobs: Blobs,
        clock: Clock,
        transport: Arc<Transport>,
        pace: PaceConfig,
        desk: Address,
        holder: String,
    ) -> Self {
        let limiter =
            NonZeroU32::new(pace.per_minute).map(|most| RateLimiter::direct(Quota::per_minute(most)));
        Self { db, blobs, clock, transport, pace, limiter, desk, holder }
    }

    /// Sends all that may go now. With `at_once` each queued letter is tried once, whatever its next try was to be
    /// (ruling 20). Ends early when `stop` is cancelled or the server cannot be used.
    ///
    /// # Errors
    /// When the database does not answer. Letters then stay claimed until their lease runs out.
    pub async fn round(
        &self,
        letters: &Letters,
        rules: &Rules,
        at_once: bool,
        stop: &CancellationToken,
        mut told: impl FnMut(usize),
    ) -> Result<Round, StoreError> {
        let mut round = Round::default();
        let mut after = 0;
        while round.unavailable.is_none() && !stop.is_cancelled() {
            let most =
                self.room_today().await?.min(i64::try_from(self.pace.max_connections * 4).unwrap_or(16));
            if most <= 0 {
                tracing::info!(
                    letters.per_day = self.pace.per_day,
                    "the day's letters are sent; the rest waits"
                );
                break;
            }
            let claimed = self.claim(after, at_once, most).await?;
            let Some(last) = claimed.last() else { break };
            if at_once {
                after = last.id;
            }
            let until = Clock::real().as_millisecond() + LEASE;
            let ready = self.word(letters, claimed, &mut round).await?;
            self.send(ready, until, rules, stop, &mut round).await?;
            told(round.sent);
        }
        Ok(round)
    }

    /// Says goodbye to the server.
    pub async fn close(&self) {
        self.transport.close().await;
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

    async fn claim(&self, after: i64, at_once: bool, most: i64) -> Result<Vec<Claimed>, StoreError> {
        let real = Clock::real().as_millisecond();
        let mut tx = self.db.write().await?;
        let claim = Claim {
            by: &self.holder,
            now: self.clock.now().as_millisecond(),
            real,
            until: real + LEASE,
            after,
            at_once,
            most,
        };
        let letters = outbox::claim(&mut tx, claim).await?;
        tx.commit().await?;
        Ok(letters)
    }

    /// Words the letters that have no words yet; from then on they keep them (ruling 42).
    async fn word(
        &self,
        letters: &Letters,
        claimed: Vec<Claimed>,
        round: &mut Round,
    ) -> Result<Vec<Ready>, StoreError> {
        let mut ready = Vec::with_capacity(claimed.len());
        for letter in claimed {
            let id = letter.id;
            match self.bytes(letters, &letter).await {
                Ok(bytes) => match outgoing(&self.desk, &letter, bytes) {
                    Ok(outgoing) => ready.push(Ready { claimed: letter, outgoing }),
                    Err(error) => self.put_off(id, letter.attempts, &error, round).await?,
                },
                Err(Wording::Store(error)) => return Err(error),
                Err(Wording::Letter(error)) => {
                    tracing::error!(
                        letter.id = id,
                        letter.kind = letter.kind,
                        letter.error = error,
                        "a letter could not be worded"
                    );
                    self.put_off(id, letter.attempts, &error, round).await?;
                }
            }
        }
        Ok(ready)
    }

    /// The final bytes of a letter.
    async fn bytes(&self, letters: &Letters, letter: &Claimed) -> Result<Vec<u8>, Wording> {
        let mut tx = self.db.read().await?;
        if let Some(name) = &letter.mime_sha256 {
            return Ok(self.blobs.get(&mut tx, name).await?);
        }
        let content: Content =
            serde_json::from_str(&letter.content).map_err(|error| Wording::Letter(error.to_string()))?;
        let envelope = self.envelope(letter)?;
        let mut files = Vec::new();
        for file in Files::of(&content, envelope.max_attached).attached {
            files.push((file.clone(), self.blobs.get(&mut tx, &file.sha256).await?));
        }
        drop(tx);
        let (subject, bytes) = catch_unwind(AssertUnwindSafe(|| {
            let worded = letters.word(&envelope, &content)?;
            let bytes = letters.mime(&envelope, &content, &worded, &files)?;
            Ok::<_, crate::letters::LetterError>((worded.subject, bytes))
        }))
        .map_err(|_| Wording::Letter("the wording failed: a bug; the log says where".to_owned()))?
        .map_err(|error| Wording::Letter(error.to_string()))?;
        let name = sha256(&bytes);
        self.blobs.put_large(&name, &bytes).await?;
        let mut tx = self.db.write().await?;
        blob::keep(&mut tx, &name, &bytes).await?;
        outbox::worded(&mut tx, letter.id, &name, &subject).await?;
        tx.commit().await?;
        Ok(bytes)
    }

    fn envelope(&self, letter: &Claimed) -> Result<Envelope, Wording> {
        let id = |text: &str| {
            MessageId::parse(text)
                .ok_or_else(|| Wording::Letter(format!("\"{text}\" is no message identifier")))
        };
        let address =
            Address::parse(&letter.to_address).map_err(|error| Wording::Letter(error.to_string()))?;
        Ok(Envelope {
            to: Contact { address, name: letter.to_name.clone() },
            number: letter.number.clone(),
            is_ticket: letter.ticket_id.is_some(),
            message_id: id(&letter.message_id)?,
            reference: id(&letter.reference)?,
            in_reply_to: letter.in_reply_to.as_deref().map(id).transpose()?,
            references: letter.thread.split_whitespace().map(id).collect::<Result<_, _>>()?,
            at: at(letter.created_at),
            max_attached: self.pace.max_attached,
        })
    }

    /// Sends letters, as many at once as there may be connections, and writes down what came of each.
    async fn send(
        &self,
        ready: Vec<Ready>,
        until: i64,
        rules: &Rules,
        stop: &CancellationToken,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let broken = CancellationToken::new();
        let sending = futures_util::stream::iter(ready)
            .map(|letter| {
                let broken = &broken;
                async move {
                    let result = self.send_one(&letter, until, stop, broken).await;
                    (letter, result)
                }
            })
            .buffer_unordered(self.pace.max_connections)
            .ready_chunks(64);
        let mut sending = std::pin::pin!(sending);
        while let Some(results) = sending.next().await {
            let mut tx = self.db.write().await?;
            let mut refused = Vec::new();
            for (letter, result) in results {
                let id = letter.claimed.id;
                match result {
                    None => outbox::later(&mut tx, id, 0, None, false).await?,
                    Some(Ok(accepted)) => {
                        let server = accepted.server_message_id.as_ref().map(MessageId::as_str);
                        outbox::sent(&mut tx, id, self.clock.now().as_millisecond(), server).await?;
                        round.sent += 1;
                    }
                    Some(Err(SendError::Unavailable(error))) => {
                        outbox::later(&mut tx, id, 0, Some(&error), false).await?;
                        round.later += 1;
                        round.unavailable.get_or_insert(error);
                    }
                    Some(Err(SendError::Passing(error))) if !is_given_up(&letter.claimed) => {
                        let retry_at = Clock::real().as_millisecond() + wait(letter.claimed.attempts);
                        outbox::later(&mut tx, id, retry_at, Some(&error), true).await?;
                        tracing::info!(
                            letter.id = id,
                            letter.to = letter.outgoing.to.masked(),
                            letter.error = error,
                            "letter put off"
                        );
                        round.later += 1;
                    }
                    Some(Err(error)) => refused.push((letter, error)),
                }
            }
            tx.commit().await?;
            for (letter, error) in refused {
                self.refused(&letter, &error, rules).await?;
                round.failed += 1;
            }
        }
        Ok(())
    }

    /// Sends one letter; `None` when its turn did not come.
    async fn send_one(
        &self,
        letter: &Ready,
        until: i64,
        stop: &CancellationToken,
        broken: &CancellationToken,
    ) -> Option<Result<Accepted, SendError>> {
        if let Some(limiter) = &self.limiter {
            tokio::select! {
                () = limiter.until_ready() => {}
                () = stop.cancelled() => return None,
                () = broken.cancelled() => return None,
            }
        }
        if stop.is_cancelled()
            || broken.is_cancelled()
            || until - Clock::real().as_millisecond() < LEAST_LEASE
        {
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
        let decision = undeliverable(&view, &error.to_string(), permanent, rules, now);
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
        let retry_at = Clock::real().as_millisecond() + wait(attempts);
        outbox::later(&mut tx, id, retry_at, Some(error), true).await?;
        tx.commit().await?;
        round.later += 1;
        Ok(())
    }
}

enum Wording {
    Store(StoreError),
    Letter(String),
}

impl From<StoreError> for Wording {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn outgoing(desk: &Address, letter: &Claimed, bytes: Vec<u8>) -> Result<Outgoing, String> {
    Ok(Outgoing {
        from: desk.clone(),
        to: Address::parse(&letter.to_address).map_err(|error| error.to_string())?,
        message_id: MessageId::parse(&letter.message_id).ok_or("it has no message identifier")?,
        bytes,
    })
}

fn is_given_up(letter: &Claimed) -> bool {
    letter.tried_since.is_some_and(|since| Clock::real().as_millisecond() - since > GIVE_UP)
}

/// How long a letter waits after its n-th try, in milliseconds: from a minute to an hour, with jitter.
fn wait(attempts: i64) -> i64 {
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(20);
    let longest = Duration::from_secs(3600);
    let delay = ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(60))
        .with_max_delay(longest)
        .with_jitter()
        .without_max_times()
        .build()
        .nth(nth)
        .unwrap_or(longest);
    i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)
}

/// Names this process in leases: its host, process id and start.
pub fn holder() -> String {
    holder_of(std::process::id())
}

fn holder_of(process: u32) -> String {
    format!("{}/{process}/{}", host(), start_of(process).unwrap_or_default())
}

/// Whether a lease's holder is a process of this machine that is gone. A number alone names no process: in a container
/// each start of the program has the same.
pub fn is_gone(holder: &str) -> bool {
    let mut parts = holder.split('/');
    let (Some(on), Some(process), Some(start)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    match process.parse() {
        Ok(process) if on == host() => start_of(process).as_deref() != Some(start),
        _ => false,
    }
}

/// When a process started, in ticks since the machine did (proc_pid_stat(5), field 22); `None` when it has ended, whether
/// or not its parent has taken note.
fn start_of(process: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X" | "x") { None } else { fields.nth(18).map(str::to_owned) }
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "localhost".to_owned(), |name| name.trim().to_owned())
}

/// Voids the leases that dead processes have left (ruling 20); on SQLite, where there is one process, all of them.
///
/// # Errors
/// When the database does not answer.
pub async fn void_dead_leases(db: &Db) -> Result<(), StoreError> {
    let alone = matches!(db, Db::Sqlite { .. });
    let mut tx = db.write().await?;
    for by in outbox::lease_holders(&mut tx).await? {
        if alone || is_gone(&by) {
            outbox::void_leases(&mut tx, &by).await?;
        }
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour() {
        assert!((60_000..=120_000).contains(&wait(1)), "{}", wait(1));
        assert!(wait(3) >= 240_000);
        assert!((3_600_000..=7_200_000).contains(&wait(30)), "{}", wait(30));
    }

    #[test]
    fn this_process_is_not_gone() {
        assert!(!is_gone(&holder()));
        assert!(is_gone(&format!("{}/4194999/1", host())));
        for unknown in ["elsewhere/1/1", "elsewhere", "", "/", "//"] {
            assert!(!is_gone(unknown), "{unknown}");
        }
    }

    #[test]
    fn another_process_of_the_same_number_is_another() {
        // In a container every start of the program is process 1.
        let earlier = format!("{}/{}/1", host(), std::process::id());
        assert!(is_gone(&earlier), "{earlier}");
    }

    #[test]
    fn a_process_that_nobody_has_buried_is_gone() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let holder = holder_of(child.id());
        assert!(!is_gone(&holder), "{holder}");
        child.kill().unwrap();
        // A zombie until it is waited for.
        let deadline = std::time::Instant::now() + Duration::from_secs(30);
        while !is_gone(&holder) && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(is_gone(&holder), "{holder}");
        child.wait().unwrap();
    }
}
