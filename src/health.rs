//! How the desk is: what the database tells of it, and what of that needs a person.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::clock::bogota;
use crate::config::Config;
use crate::store::health::{Figures, figures};
use crate::store::{Db, StoreError, state};

/// A service that has given no sign of life for longer does not run any more; it gives one a minute.
const SIGN_OF_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long looking at the mailbox may take, beside three poll intervals.
const LOOKING: SignedDuration = SignedDuration::from_mins(5);
/// How long a letter that may go may wait.
const WAITING: SignedDuration = SignedDuration::from_hours(1);
/// For how long what went wrong once needs a person.
const LATELY: SignedDuration = SignedDuration::from_hours(24);
/// How many days before its end a secret is to be renewed.
const RENEWAL: i64 = 30;

/// How the desk is. Instants are business time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What is counted.
    pub figures: Figures,
    /// When the mailbox was last looked at to its end, by the service or by `run-once`.
    pub looked: Option<Timestamp>,
    /// When the service was started that runs or died; `None` when it was told to stop or never ran.
    pub started: Option<Timestamp>,
    /// Its last sign of life.
    pub alive: Option<Timestamp>,
    /// When each loop of the service last turned, by its name.
    pub loops: BTreeMap<String, Timestamp>,
    /// Since when outgoing is paused.
    pub paused: Option<Timestamp>,
    /// How often the mailbox is looked at.
    pub poll_interval: Duration,
    /// The day on which the OAuth2 secret ends (`oauth2.secret_expires`).
    pub secret_expires: Option<Date>,
}

/// Whether the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Since then.
    Runs(Timestamp),
    /// It was last alive then, and was not told to stop.
    Died(Timestamp),
    /// It was told to stop, or has never run.
    Stopped,
}

/// Something that needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The service ended without being told to.
    ServiceDied(Timestamp),
    /// The service runs, and has not looked at the mailbox to its end since then, if ever.
    MailboxNotLookedAt(Option<Timestamp>),
    /// Letters wait that may go, the oldest since then.
    LettersWait(Timestamp),
    /// Outgoing is paused since then.
    OutgoingPaused(Timestamp),
    /// So many letters were found to arrive never within a day.
    LettersFailed(i64),
    /// So many mails were set apart within a day.
    MailsQuarantined(i64),
    /// The secret ends, or has ended, on that day; so many days from today.
    SecretExpires(Date, i64),
}

impl Trouble {
    /// Its name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ServiceDied(_) => "service_died",
            Self::MailboxNotLookedAt(_) => "mailbox_not_looked_at",
            Self::LettersWait(_) => "letters_wait",
            Self::OutgoingPaused(_) => "outgoing_paused",
            Self::LettersFailed(_) => "letters_failed",
            Self::MailsQuarantined(_) => "mails_quarantined",
            Self::SecretExpires(..) => "secret_expires",
        }
    }
}

impl Health {
    /// Reads how the desk is, all of it from one state of the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(db: &Db, config: &Config, now: Timestamp) -> Result<Self, StoreError> {
        let mut tx = db.read().await?;
        let lately = (now - LATELY).as_millisecond();
        let mut health = Self {
            figures: figures(&mut tx, now.as_millisecond(), lately).await?,
            paused: state::paused(&mut tx).await?.map(at),
            poll_interval: config.mailbox.poll_interval(),
            secret_expires: config.secret_expires,
            ..Self::default()
        };
        for (name, millis) in state::all(&mut tx).await? {
            let instant = at(millis);
            match name.as_str() {
                state::LOOKED => health.looked = Some(instant),
                state::STARTED => health.started = Some(instant),
                state::ALIVE => health.alive = Some(instant),
                name => {
                    if let Some(name) = name.strip_prefix(state::LOOP) {
                        health.loops.insert(name.to_owned(), instant);
                    }
                }
            }
        }
        Ok(health)
    }

    /// Since when the oldest letter waits of those that may go now.
    pub fn oldest_queued(&self) -> Option<Timestamp> {
        self.figures.oldest_queued.map(at)
    }

    /// Whether the service runs.
    pub fn service(&self, now: Timestamp) -> Service {
        match (self.alive, self.started) {
            (Some(alive), started) if is_within(alive, SIGN_OF_LIFE, now) => {
                Service::Runs(started.unwrap_or(alive))
            }
            (Some(alive), _) => Service::Died(alive),
            (None, _) => Service::Stopped,
        }
    }

    /// What needs a person, the worst first. A stopped service is its operator's will; what it would have done shows
    /// elsewhere.
    pub fn troubles(&self, now: Timestamp) -> Vec<Trouble> {
        let mut found = Vec::new();
        match self.service(now) {
            // When the mailbox has been looked at since, run-once does the work.
            Service::Died(alive) if self.looked.is_none_or(|looked| looked <= alive + SIGN_OF_LIFE) => {
                found.push(Trouble::ServiceDied(alive));
            }
            Service::Runs(since) => {
                let polls = SignedDuration::try_from(self.poll_interval * 3).unwrap_or(SignedDuration::MAX);
                let last = self.looked.map_or(since, |looked| looked.max(since));
                if !is_within(last, polls.saturating_add(LOOKING), now) {
                    found.push(Trouble::MailboxNotLookedAt(self.looked));
                }
            }
            Service::Died(_) | Service::Stopped => {}
        }
        match (self.paused, self.oldest_queued()) {
            (Some(since), _) => found.push(Trouble::OutgoingPaused(since)),
            (None, Some(since)) if !is_within(since, WAITING, now) => found.push(Trouble::LettersWait(since)),
            (None, _) => {}
        }
        if self.figures.failed_lately > 0 {
            found.push(Trouble::LettersFailed(self.figures.failed_lately));
        }
        if self.figures.quarantined_lately > 0 {
            found.push(Trouble::MailsQuarantined(self.figures.quarantined_lately));
        }
        if let Some(day) = self.secret_expires {
            let today = now.to_zoned_datetime(bogota()).date();
            let left = day.duration_since(today).as_hours() / 24;
            if left <= RENEWAL {
                found.push(Trouble::SecretExpires(day, left));
            }
        }
        found
    }
}

/// Whether an instant is no longer ago than that.
fn is_within(instant: Timestamp, span: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(instant) <= span
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T10:00:00-05:00".parse().unwrap()
    }

    /// So many seconds ago.
    fn ago(seconds: i64) -> Option<Timestamp> {
        Some(now() - SignedDuration::from_secs(seconds))
    }

    /// A service that runs since yesterday, all well.
    fn well() -> Health {
        Health {
            looked: ago(30),
            started: ago(86_400),
            alive: ago(60),
            poll_interval: Duration::from_secs(60),
            ..Health::default()
        }
    }

    /// A desk whose oldest letter waits for so long.
    fn waiting(seconds: i64) -> Figures {
        Figures {
            queued: 1,
            oldest_queued: ago(seconds).map(Timestamp::as_millisecond),
            ..Figures::default()
        }
    }

    #[test]
    fn what_needs_a_person() {
        let stopped = || Health { started: None, alive: None, ..well() };
        let date = |text: &str| -> Date { text.parse().unwrap() };
        let none: &[Trouble] = &[];
        let then = |seconds| ago(seconds).unwrap();
        for (name, health, expected) in [
            ("all well", well(), none),
            ("nothing has ever run", Health::default(), none),
            ("stopped long ago", Health { looked: ago(9_000_000), ..stopped() }, none),
            ("three polls and five minutes", Health { looked: ago(480), ..well() }, none),
            ("longer", Health { looked: ago(481), ..well() }, &[Trouble::MailboxNotLookedAt(ago(481))]),
            (
                "a longer interval",
                Health { looked: ago(481), poll_interval: Duration::from_secs(300), ..well() },
                none,
            ),
            ("just started after days", Health { looked: ago(900_000), started: ago(90), ..well() }, none),
            ("never looked, just started", Health { looked: None, started: ago(90), ..well() }, none),
            (
                "never looked",
                Health { looked: None, started: ago(500), ..well() },
                &[Trouble::MailboxNotLookedAt(None)],
            ),
            (
                "no sign of life",
                Health { alive: ago(301), looked: ago(310), ..well() },
                &[Trouble::ServiceDied(then(301))],
            ),
            ("run-once does its work", Health { alive: ago(90_000), looked: ago(600), ..well() }, none),
            ("a clock that was ahead", Health { alive: ago(-500), looked: ago(-500), ..well() }, none),
            ("letters wait an hour", Health { figures: waiting(3600), ..well() }, none),
            (
                "longer, the service stopped",
                Health { figures: waiting(3601), ..stopped() },
                &[Trouble::LettersWait(then(3601))],
            ),
            (
                "a pause is told alone",
                Health { figures: waiting(7200), paused: ago(7000), ..well() },
                &[Trouble::OutgoingPaused(then(7000))],
            ),
            (
                "failed and set apart, long ago",
                Health { figures: Figures { failed: 3, quarantined: 2, ..Figures::default() }, ..well() },
                none,
            ),
            (
                "failed and set apart, within a day",
                Health {
                    figures: Figures { failed_lately: 1, quarantined_lately: 2, ..Figures::default() },
                    ..well()
                },
                &[Trouble::LettersFailed(1), Trouble::MailsQuarantined(2)],
            ),
            ("a month and a day", Health { secret_expires: Some(date("2026-12-21")), ..well() }, none),
            (
                "a month",
                Health { secret_expires: Some(date("2026-12-20")), ..well() },
                &[Trouble::SecretExpires(date("2026-12-20"), 30)],
            ),
            (
                "expired",
                Health { secret_expires: Some(date("2026-11-01")), ..well() },
                &[Trouble::SecretExpires(date("2026-11-01"), -19)],
            ),
        ] {
            assert_eq!(health.troubles(now()), expected, "{name}");
        }
    }

    #[test]
    fn whether_the_service_runs() {
        assert_eq!(well().service(now()), Service::Runs(ago(86_400).unwrap()));
        assert_eq!(Health { alive: ago(301), ..well() }.service(now()), Service::Died(ago(301).unwrap()));
        assert_eq!(Health::default().service(now()), Service::Stopped);
    }
}
