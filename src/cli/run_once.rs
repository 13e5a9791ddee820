//! `radica run-once`.

use std::path::Path;

use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use super::{Failure, clock, print};
use crate::app::{App, AppError};
use crate::config;
use crate::lifecycle::Signals;
use crate::round::{Watcher, run_once};

/// Shows on a terminal how far the round is.
struct Bars {
    taken: Progress,
    shown: usize,
    sent: usize,
}

impl Watcher for Bars {
    fn taken(&mut self, count: usize, of: usize) {
        self.taken.say(&format!("mails taken of {of}"));
        for _ in self.shown..count {
            self.taken.inc();
        }
        self.shown = count;
    }

    fn sent(&mut self, count: usize) {
        self.sent = count;
        self.taken.say(&format!("mails taken, {count} letters sent"));
    }
}

/// Does one full round. SIGTERM and SIGINT end it after what is under way.
///
/// # Errors
/// [`Failure::Later`] when something could not be done now.
pub(super) async fn run(named: Option<&Path>) -> Result<(), Failure> {
    let config = config::load(&config::find(named)?)?;
    let app = App::open(config, clock::start()?).await?;
    let stop = CancellationToken::new();
    let signals = Signals::hear().map_err(AppError::Signals)?;
    let signals = tokio::spawn({
        let stop = stop.clone();
        async move { signals.until_told_to_stop(&stop, async || {}).await }
    });
    let mut bars = Bars { taken: Progress::new(None, "Round:"), shown: 0, sent: 0 };
    let result = run_once(&app, &mut bars, &stop).await;
    bars.taken.done();
    signals.abort();
    let done = result?;
    app.db.close().await;
    print(format!(
        "{} mails taken ({} set apart), {} deadlines met, {} letters sent, {} failed.\n",
        done.look.taken, done.look.quarantined, done.due, done.round.sent, done.round.failed
    ))?;
    if done.look.too_old > 0 {
        print(format!(
            "{} mails are older than mailbox.take_since and stay where they are.\n",
            done.look.too_old
        ))?;
    }
    if done.undone.is_empty() { Ok(()) } else { Err(Failure::Later(done.undone.join("; "))) }
}
