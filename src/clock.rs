//! The only place that reads the time.
//!
//! Business time ([`Clock::now`]) may be moved by `RADICA_NOW`; whatever must not be moved by it reads [`Clock::real`],
//! or where a jump must not matter (timeouts, pacing) tokio's own monotonic clock (contract, ruling 19). Leases and pauses
//! between tries run on the database's clock, which all instances share.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// Business time: the machine's clock, shifted by a whole number of milliseconds.
#[derive(Clone, Debug)]
pub struct Clock {
    /// What is added to the machine's clock; or, on a stopped clock, the instant itself. Milliseconds.
    millis: Arc<AtomicI64>,
    stopped: bool,
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self { millis: Arc::new(AtomicI64::new(0)), stopped: false }
    }

    /// A clock that starts at `start` now and runs on from there (`RADICA_NOW`).
    pub fn starting_at(start: Timestamp) -> Self {
        let shift = start.as_millisecond() - Self::real().as_millisecond();
        Self { millis: Arc::new(AtomicI64::new(shift)), stopped: false }
    }

    /// A clock that stands at `at` until it is [`set`](Self::set) or [`advance`](Self::advance)d: for tests.
    pub fn stopped_at(at: Timestamp) -> Self {
        Self { millis: Arc::new(AtomicI64::new(at.as_millisecond())), stopped: true }
    }

    /// Business time, to the millisecond.
    pub fn now(&self) -> Timestamp {
        let millis = self.millis.load(Ordering::Relaxed);
        let base = if self.stopped { 0 } else { Self::real().as_millisecond() };
        Timestamp::from_millisecond(base.saturating_add(millis)).unwrap_or(Timestamp::MAX)
    }

    /// Moves a stopped clock to an instant.
    pub fn set(&self, to: Timestamp) {
        self.millis.store(to.as_millisecond(), Ordering::Relaxed);
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.millis.fetch_add(millis, Ordering::Relaxed);
    }

    /// The machine's clock, never shifted.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the machine")]
    pub fn real() -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// The desk's time zone: UTC-5 all year, without daylight saving time.
pub fn bogota() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(-5))
}
