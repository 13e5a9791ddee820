//! What systemd is told (sd_notify(3)): ready, reloading, stopping; and, as long as every loop moves, that all is well.
//! Where no service manager listens, nothing happens.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sd_notify::NotifyState;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Tells the service manager. That it does not listen is logged, and changes nothing else.
pub fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(
            notify.error = error.to_string(),
            "the service manager cannot be told how the service is"
        );
    }
}

/// Tells that files are read again; [`NotifyState::Ready`] ends it.
pub fn tell_reloading() {
    let since = NotifyState::monotonic_usec_now();
    tell(&std::iter::once(NotifyState::Reloading).chain(since.ok()).collect::<Vec<_>>());
}

/// One loop, as the watchdog sees it.
#[derive(Debug)]
struct Loop {
    name: &'static str,
    /// How long it may take from one beat to the next.
    allowed: Duration,
    /// Its last beat; `None` when it has ended.
    moved: watch::Sender<Option<Instant>>,
}

/// A loop's own end: it beats at each turn. A loop that ends, by a panic too, drops it.
#[derive(Debug)]
pub struct Beat(Arc<Loop>);

impl Beat {
    /// The loop moves.
    pub fn moved(&self) {
        self.0.moved.send_replace(Some(Instant::now()));
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.moved.send_replace(None);
    }
}

/// The loops' last turns.
#[derive(Clone, Debug)]
pub struct Turns(Vec<Arc<Loop>>);

impl Turns {
    /// How long ago each loop turned that has not ended, by its name.
    pub fn ago(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.0.iter().filter_map(|of| Some((of.name, (*of.moved.borrow())?.elapsed())))
    }
}

/// Feeds systemd's watchdog (`WatchdogSec=`) while every loop moves. When one does not, systemd ends and restarts the
/// program, which loses nothing by that.
#[derive(Debug, Default)]
pub struct Watchdog {
    loops: Vec<Arc<Loop>>,
}

impl Watchdog {
    /// Watches one more loop, which may take that long from one beat to the next.
    pub fn watch(&mut self, name: &'static str, allowed: Duration) -> Beat {
        let moved = watch::Sender::new(Some(Instant::now()));
        let watched = Arc::new(Loop { name, allowed, moved });
        self.loops.push(watched.clone());
        Beat(watched)
    }

    /// The loops that are watched so far, for others to look at.
    pub fn turns(&self) -> Turns {
        Turns(self.loops.clone())
    }

    /// Feeds until `stop` is cancelled or a loop no longer moves. Without a watchdog it returns at once.
    pub async fn feed(self, stop: CancellationToken) {
        let Some(limit) = sd_notify::watchdog_enabled() else { return };
        let mut turns = tokio::time::interval(limit / 2);
        loop {
            tokio::select! {
                _ = turns.tick() => {}
                () = stop.cancelled() => return,
            }
            match self.stuck(Instant::now()) {
                None => tell(&[NotifyState::Watchdog]),
                // Told to stop, they end.
                Some(_) if stop.is_cancelled() => return,
                Some(name) => {
                    tracing::error!(
                        watchdog.stuck = name,
                        "the {name} loop no longer moves: the watchdog is not fed any more"
                    );
                    return;
                }
            }
        }
    }

    /// A loop that has ended, or has not moved for longer than it may.
    fn stuck(&self, now: Instant) -> Option<&'static str> {
        let is_stuck = |watched: &&Arc<Loop>| {
            let moved = *watched.moved.borrow();
            moved.is_none_or(|moved| now.saturating_duration_since(moved) > watched.allowed)
        };
        self.loops.iter().find(is_stuck).map(|watched| watched.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_loop_is_stuck_when_it_has_not_moved_for_longer_than_it_may() {
        let mut watchdog = Watchdog::default();
        let quick = watchdog.watch("quick", MINUTE);
        let slow = watchdog.watch("slow", 10 * MINUTE);
        let began = Instant::now();
        assert_eq!(watchdog.stuck(began), None);
        assert_eq!(watchdog.stuck(began + 2 * MINUTE), Some("quick"));
        quick.0.moved.send_replace(Some(began + 9 * MINUTE));
        assert_eq!(watchdog.stuck(began + 9 * MINUTE), None);
        quick.0.moved.send_replace(Some(began + 11 * MINUTE));
        assert_eq!(watchdog.stuck(began + 11 * MINUTE), Some("slow"));
        slow.0.moved.send_replace(Some(began + 11 * MINUTE));
        assert_eq!(watchdog.stuck(began + 11 * MINUTE), None);
    }

    #[test]
    fn a_loop_that_ends_is_stuck_at_once() {
        let mut watchdog = Watchdog::default();
        let beat = watchdog.watch("one", MINUTE);
        beat.moved();
        assert_eq!(watchdog.stuck(Instant::now()), None);
        let broken = std::thread::spawn(move || {
            let _beat = beat;
            panic!("broken");
        });
        assert!(broken.join().is_err());
        assert_eq!(watchdog.stuck(Instant::now()), Some("one"));
    }
}
