//! The daemon: a loop that takes mail, one that does what falls due, one that sends; each woken by the others and by
//! time. They share nothing but the database.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::Timestamp;
use sd_notify::NotifyState;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppError};
use crate::dispatch::{Dispatch, void_dead_leases};
use crate::lifecycle::Signals;
use crate::mailbox::Source;
use crate::metrics::Metrics;
use crate::pulse;
use crate::schedule::{erase, run_due};
use crate::turn::Turn;
use crate::watchdog::{Beat, Watchdog, tell, tell_reloading};

/// How often outbox and deadlines are looked at, whatever wakes them besides.
const FULL_LOOK: Duration = Duration::from_secs(15);
/// How long a loop may take from one beat to the next, beside what it waits for news, before the watchdog takes it for
/// stuck. What a loop waits for has limits of its own; these lie above what they come to at the worst: a batch of mail is
/// a few IMAP commands of a quarter of an hour each, one of letters is bounded by its lease.
const LOOK: Duration = Duration::from_secs(75 * 60);
const SENDING: Duration = Duration::from_secs(45 * 60);
const SETTLING: Duration = Duration::from_secs(15 * 60);
/// How long the loops may take to finish what is under way.
const GRACE: Duration = Duration::from_secs(5);

/// What wakes whom.
#[derive(Debug)]
struct Wakes {
    /// Letters may have been queued.
    outbox: Notify,
    /// When the mailbox was last looked at with success, in business time.
    looked_at: watch::Sender<Option<Timestamp>>,
}

/// Runs until SIGTERM or SIGINT; SIGHUP reads catalogue, staff and templates again. The signals are those heard since
/// before the app was opened.
///
/// # Errors
/// When it cannot start; afterwards nothing ends it but a signal.
pub async fn serve(app: App, signals: Signals) -> Result<(), AppError> {
    let (app, stop) = (Arc::new(app), CancellationToken::new());
    let told = signals.until_told_to_stop(&stop, async || reload(&app).await);
    run(app.clone(), &stop, told).await
}

async fn reload(app: &App) {
    tell_reloading();
    match app.reload().await {
        Ok(()) => tracing::info!("catalogue, staff and templates read again"),
        Err(error) => {
            tracing::error!(reload.error = error.to_string(), "the old catalogue, staff and templates stay")
        }
    }
    tell(&[NotifyState::Ready]);
}

/// Runs until `told` ends, which cancels `stop`.
///
/// # Errors
/// As [`serve`].
pub async fn run(
    app: Arc<App>,
    stop: &CancellationToken,
    told: impl Future<Output = ()>,
) -> Result<(), AppError> {
    let dispatch = app.dispatch()?;
    void_dead_leases(&app.db).await?;
    let metrics = match app.config.metrics {
        Some(address) => Some(Metrics::listen(address).await?),
        None => None,
    };
    let wakes = Arc::new(Wakes { outbox: Notify::new(), looked_at: watch::Sender::new(None) });
    let mut loops = tokio::task::JoinSet::new();
    let mut watchdog = Watchdog::default();
    let beat = watchdog.watch("mailbox", LOOK + app.config.mailbox.poll_interval());
    loops.spawn(mailbox_loop(app.clone(), wakes.clone(), beat, stop.clone()));
    let beat = watchdog.watch("schedule", SETTLING + FULL_LOOK);
    loops.spawn(schedule_loop(app.clone(), wakes.clone(), beat, stop.clone()));
    let beat = watchdog.watch("outbox", SENDING + FULL_LOOK);
    loops.spawn(outbox_loop(app.clone(), dispatch, wakes.clone(), beat, stop.clone()));
    loops.spawn(pulse::beat(app.clone(), watchdog.turns(), wakes.looked_at.subscribe(), stop.clone()));
    if let Some(metrics) = metrics {
        loops.spawn(metrics.answer(app.clone(), stop.clone()));
    }
    loops.spawn(watchdog.feed(stop.clone()));
    tracing::info!(desk.address = app.config.desk.address.as_str(), "radica is at work");
    tell(&[NotifyState::Ready]);
    told.await;
    tracing::info!("stopping");
    tell(&[NotifyState::Stopping]);
    let all = async { while loops.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!(
            "what was under way took too long and is broken off; it is taken up at the next start"
        );
        loops.shutdown().await;
    }
    pulse::end(&app.db).await;
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Reads the mailbox whenever it is this instance's turn.
async fn mailbox_loop(app: Arc<App>, wakes: Arc<Wakes>, beat: Beat, stop: CancellationToken) {
    let turn = Turn::new(app.db.clone());
    let mut trouble = Trouble::new("the mailbox cannot be read", "the mailbox can be read again");
    let mut filing = Trouble::new("mails cannot be filed away", "mails are filed away again");
    let mut stands_by = false;
    while !stop.is_cancelled() {
        beat.moved();
        let begun = turn.wait(&stop, || {
            beat.moved();
            if !std::mem::replace(&mut stands_by, true) {
                tracing::info!("another instance reads the mailbox; this one stands by");
            }
        });
        match begun.await {
            Ok(_) if stop.is_cancelled() => break,
            Ok(lost) => {
                if std::mem::take(&mut stands_by) {
                    tracing::info!("this instance reads the mailbox now");
                }
                let read = read_mailbox(&app, &wakes, &beat, (&mut trouble, &mut filing), &lost);
                tokio::join!(read, turn.keep(&lost));
            }
            Err(error) => trouble.pause(&error.to_string(), &stop).await,
        }
    }
    turn.give_up().await;
}

/// Looks, waits for news, looks again. An error costs a growing pause and one line in the log.
async fn read_mailbox(
    app: &App,
    wakes: &Wakes,
    beat: &Beat,
    (trouble, filing): (&mut Trouble, &mut Trouble),
    stop: &CancellationToken,
) {
    let every = app.config.mailbox.poll_interval();
    let intake = app.intake();
    let mut source = Source::new(&app.config.mailbox, app.tokens.as_ref());
    while !stop.is_cancelled() {
        beat.moved();
        let began = app.clock.now();
        let taken = |_, _| {
            beat.moved();
            wakes.outbox.notify_one();
        };
        let result =
            intake.look(&mut source, &app.rules(), stop, taken).await.map_err(|error| error.to_string());
        match result {
            Ok(look) => {
                trouble.over();
                wakes.looked_at.send_replace(Some(began));
                if look.taken > 0 {
                    tracing::info!(
                        mail.taken = look.taken,
                        mail.quarantined = look.quarantined,
                        "mailbox looked at"
                    );
                }
                if let Some(cause) = look.unfiled {
                    filing.pause(&cause, stop).await;
                    continue;
                }
                filing.over();
                let waited = tokio::select! {
                    waited = source.wait(every) => waited,
                    () = stop.cancelled() => break,
                };
                if let Err(error) = waited {
                    trouble.pause(&error.to_string(), stop).await;
                }
            }
            Err(error) => trouble.pause(&error, stop).await,
        }
    }
    source.close().await;
}

/// Does what falls due: at each full look, and right after each look at the mailbox.
async fn schedule_loop(app: Arc<App>, wakes: Arc<Wakes>, beat: Beat, stop: CancellationToken) {
    let mut looked_at = wakes.looked_at.subscribe();
    let mut trouble = Trouble::new("what falls due cannot be done", "what falls due is done again");
    loop {
        beat.moved();
        let last_look = *looked_at.borrow_and_update();
        let due = match run_due(&app.db, &app.rules(), &app.clock, last_look).await {
            Ok(settled) => {
                erase(&app.db, &app.blobs, app.config.storage.retention, &app.clock).await.map(|_| settled)
            }
            Err(error) => Err(error),
        };
        match due {
            Ok(settled) => {
                trouble.over();
                if settled > 0 {
                    wakes.outbox.notify_one();
                }
            }
            Err(error) => trouble.pause(&error.to_string(), &stop).await,
        }
        tokio::select! {
            _ = looked_at.changed() => {}
            () = tokio::time::sleep(FULL_LOOK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Sends what is queued: when woken, and at each full look.
async fn outbox_loop(
    app: Arc<App>,
    dispatch: Dispatch,
    wakes: Arc<Wakes>,
    beat: Beat,
    stop: CancellationToken,
) {
    let mut trouble = Trouble::new("letters cannot be sent", "letters can be sent again");
    let mut broken_off = false;
    let mut was_paused = false;
    let mut full_look = tokio::time::interval_at(Instant::now() + FULL_LOOK, FULL_LOOK);
    full_look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stop.is_cancelled() {
        beat.moved();
        let (letters, rules) = (app.letters(), app.rules());
        let round = async {
            if broken_off {
                dispatch.release().await?;
            }
            dispatch.round(&letters, &rules, false, &stop, |_| beat.moved()).await
        };
        let result = round.await;
        broken_off = result.is_err();
        if let Ok(round) = &result {
            tell_pause(&mut was_paused, round.paused.is_some());
        }
        let cause = match result {
            Ok(round) => round.unavailable,
            Err(error) => Some(error.to_string()),
        };
        match cause {
            None => trouble.over(),
            Some(cause) => {
                trouble.pause(&cause, &stop).await;
                continue;
            }
        }
        tokio::select! {
            () = wakes.outbox.notified() => {}
            () = stop.cancelled() => {}
            _ = full_look.tick() => {
                // Another process may have died since, or a dead one's last commit may have come through only now.
                // Between rounds this process holds no lease that it needs.
                if let Err(error) = void_dead_leases(&app.db).await {
                    trouble.pause(&error.to_string(), &stop).await;
                }
            }
        }
    }
    dispatch.close().await;
}

/// Says when a pause of outgoing begins and when it ends, once each.
fn tell_pause(was_paused: &mut bool, is_paused: bool) {
    match (*was_paused, is_paused) {
        (false, true) => tracing::warn!("outgoing is paused: letters stay queued"),
        (true, false) => tracing::info!("outgoing is no longer paused"),
        _ => {}
    }
    *was_paused = is_paused;
}

/// A trouble that lasts: said once when it begins, once for each further cause, once when it is over.
struct Trouble {
    begins: &'static str,
    ends: &'static str,
    /// The causes that have been said, the latest last. Two of them may take turns: a database that is locked, and one
    /// that another waits for.
    causes: VecDeque<String>,
    pauses: Box<dyn Iterator<Item = Duration> + Send>,
    /// Since when all is well again.
    well_since: Option<Instant>,
}

impl Trouble {
    const LONGEST: Duration = Duration::from_secs(60);
    /// What has worked for so long starts with a short pause the next time; what works and fails by turns, does not.
    const CALM: Duration = Duration::from_secs(10);
    /// How many causes are kept in mind.
    const MOST_CAUSES: usize = 8;

    fn new(begins: &'static str, ends: &'static str) -> Self {
        Self { begins, ends, causes: VecDeque::new(), pauses: Self::pauses(), well_since: None }
    }

    fn pauses() -> Box<dyn Iterator<Item = Duration> + Send> {
        let growing = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(500))
            .with_max_delay(Self::LONGEST)
            .with_jitter()
            .without_max_times();
        Box::new(growing.build())
    }

    async fn pause(&mut self, cause: &str, stop: &CancellationToken) {
        if !self.causes.iter().any(|said| said == cause) {
            tracing::error!(trouble.cause = cause, "{}", self.begins);
            if self.causes.len() >= Self::MOST_CAUSES {
                self.causes.pop_front();
            }
            self.causes.push_back(cause.to_owned());
        }
        tokio::select! {
            () = tokio::time::sleep(self.next_pause(Instant::now())) => {}
            () = stop.cancelled() => {}
        }
    }

    fn next_pause(&mut self, now: Instant) -> Duration {
        if self.well_since.take().is_some_and(|since| now.duration_since(since) >= Self::CALM) {
            self.pauses = Self::pauses();
        }
        self.pauses.next().unwrap_or(Self::LONGEST)
    }

    /// It works.
    fn over(&mut self) {
        if !std::mem::take(&mut self.causes).is_empty() {
            tracing::info!("{}", self.ends);
            self.well_since = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_again_and_again_is_tried_ever_more_seldom() {
        let mut trouble = Trouble::new("begins", "ends");
        let began = Instant::now();
        let mut pauses = Vec::new();
        for _ in 0..12 {
            pauses.push(trouble.next_pause(began));
            // It works for a moment.
            trouble.well_since = Some(began);
        }
        assert!(pauses[0] <= Duration::from_secs(1), "{pauses:?}");
        assert!(pauses[11] >= Trouble::LONGEST, "{pauses:?}");
        // And now for longer.
        assert!(trouble.next_pause(began + Trouble::CALM) <= Duration::from_secs(1));
        assert!(trouble.next_pause(began + Trouble::CALM) <= Duration::from_secs(2));
    }

    #[tokio::test]
    async fn causes_that_take_turns_are_said_once_each() {
        let stop = CancellationToken::new();
        stop.cancel(); // nobody waits
        let mut trouble = Trouble::new("begins", "ends");
        for cause in ["locked", "waiting", "locked", "waiting"] {
            trouble.pause(cause, &stop).await;
        }
        assert_eq!(trouble.causes, ["locked", "waiting"]);
        for nth in 0..20 {
            trouble.pause(&format!("cause {nth}"), &stop).await;
        }
        assert_eq!(trouble.causes.len(), Trouble::MOST_CAUSES);
        trouble.over();
        assert!(trouble.causes.is_empty() && trouble.well_since.is_some());
    }
}
