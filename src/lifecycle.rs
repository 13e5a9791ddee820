//! Signals: SIGTERM and SIGINT end the service, SIGHUP has it read its files again.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Waits for SIGTERM or SIGINT, then cancels `stop`. Each SIGHUP calls `reload`.
pub async fn until_told_to_stop(stop: &CancellationToken, reload: impl Fn()) {
    let signals = signal(SignalKind::terminate())
        .and_then(|term| Ok((term, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?)));
    let (mut term, mut int, mut hup) = match signals {
        Ok(signals) => signals,
        Err(error) => {
            tracing::error!(signal.error = error.to_string(), "signals cannot be heard; stopping");
            stop.cancel();
            return;
        }
    };
    loop {
        tokio::select! {
            _ = term.recv() => break,
            _ = int.recv() => break,
            _ = hup.recv() => reload(),
            () = stop.cancelled() => return,
        }
    }
    stop.cancel();
}
