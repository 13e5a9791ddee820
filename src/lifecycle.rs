//! Signals: SIGTERM and SIGINT end the program, SIGHUP has the service read its files again.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The signals that are heard. From its making on none of them kills the process.
#[derive(Debug)]
pub struct Signals {
    term: Signal,
    int: Signal,
    hup: Signal,
}

impl Signals {
    /// Begins to hear them.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn hear() -> std::io::Result<Self> {
        Ok(Self {
            term: signal(SignalKind::terminate())?,
            int: signal(SignalKind::interrupt())?,
            hup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for SIGTERM or SIGINT.
    pub async fn told_to_stop(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }

    /// Waits for SIGTERM or SIGINT, then cancels `stop`. Each SIGHUP calls `reload`.
    pub async fn until_told_to_stop(mut self, stop: &CancellationToken, reload: impl AsyncFn()) {
        loop {
            tokio::select! {
                _ = self.term.recv() => break,
                _ = self.int.recv() => break,
                _ = self.hup.recv() => reload().await,
                () = stop.cancelled() => return,
            }
        }
        stop.cancel();
    }
}
