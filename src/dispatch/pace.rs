//! How many letters a minute: within any sixty seconds never more than that. Runs on the monotonic clock, which nobody
//! sets.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

const MINUTE: Duration = Duration::from_secs(60);

/// The turns of letters.
#[derive(Debug)]
pub(super) struct Pace(Mutex<Turns>);

impl Pace {
    /// So many letters a minute; as many as go for 0.
    pub(super) fn new(per_minute: u32) -> Option<Self> {
        let most = usize::try_from(per_minute).unwrap_or(usize::MAX);
        (most > 0).then(|| Self(Mutex::new(Turns { most, given: VecDeque::new() })))
    }

    /// Waits for the next turn and takes it, in the order of asking. Who no longer waits has taken none.
    pub(super) async fn turn(&self) {
        let mut turns = self.0.lock().await;
        sleep_until(turns.next(Instant::now())).await;
        turns.give(Instant::now());
    }
}

/// The last turns, as many as there may be in a minute.
#[derive(Debug)]
struct Turns {
    most: usize,
    given: VecDeque<Instant>,
}

impl Turns {
    /// From when on there is a turn.
    fn next(&self, now: Instant) -> Instant {
        match self.given.front() {
            Some(first) if self.given.len() >= self.most => now.max(*first + MINUTE),
            _ => now,
        }
    }

    fn give(&mut self, at: Instant) {
        if self.given.len() >= self.most {
            self.given.pop_front();
        }
        self.given.push_back(at);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_minute_has_more_and_nobody_waits_in_vain(
            most in 1_usize..40,
            pauses in proptest::collection::vec(0_u64..5_000, 1..200),
        ) {
            let mut turns = Turns { most, given: VecDeque::new() };
            let mut now = Instant::now();
            let mut went: Vec<Instant> = Vec::new();
            for pause in pauses {
                now += Duration::from_millis(pause);
                let at = turns.next(now);
                let recent = went.iter().filter(|one| now.duration_since(**one) < MINUTE).count();
                prop_assert_eq!(at > now, recent >= most, "it waits only when the minute is full");
                turns.give(at);
                went.push(at);
                now = at;
            }
            for (nth, at) in went.iter().enumerate() {
                let within = went[nth..].iter().take_while(|one| one.duration_since(*at) < MINUTE).count();
                prop_assert!(within <= most, "{} of {}", within, most);
            }
        }
    }

    #[test]
    fn none_is_no_limit() {
        assert!(Pace::new(0).is_none());
        assert!(Pace::new(1).is_some());
    }
}
