//! One full round: all mail that waits, all that is due, all that is queued (`run-once`).

use tokio_util::sync::CancellationToken;

use crate::app::{App, AppError};
use crate::dispatch::{Round, void_dead_leases};
use crate::intake::{IntakeError, Look};
use crate::mailbox::Source;
use crate::schedule::{erase, run_due};
use crate::store::{outbox, state};

/// What a round did, and what it left undone.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What the mailbox brought.
    pub look: Look,
    /// How many deadlines were settled.
    pub due: usize,
    /// What went out.
    pub round: Round,
    /// What could not be done now: sentences for the operator.
    pub undone: Vec<String>,
}

/// Who is shown how far a round is.
pub trait Watcher {
    /// So many mails taken of so many.
    fn taken(&mut self, _count: usize, _of: usize) {}
    /// So many letters sent.
    fn sent(&mut self, _count: usize) {}
}

/// Nobody watches.
impl Watcher for () {}

/// Runs one full round.
///
/// # Errors
/// When the database fails, or the outgoing settings cannot be used. A mailbox or server that cannot be reached is no
/// error: it is told in [`Done::undone`].
pub async fn run_once(
    app: &App,
    watcher: &mut impl Watcher,
    stop: &CancellationToken,
) -> Result<Done, AppError> {
    let dispatch = app.dispatch()?;
    void_dead_leases(&app.db).await?;
    let mut done = Done::default();
    let mut source = Source::new(&app.config.mailbox, app.tokens.as_ref());
    let began = app.clock.now();
    let looked =
        app.intake().look(&mut source, &app.rules(), stop, |count, of| watcher.taken(count, of)).await;
    source.close().await;
    let looked_at = match looked {
        Ok(look) => {
            let mut tx = app.db.write().await?;
            let at = began.as_millisecond();
            state::note(&mut tx, &[(state::LOOKED.to_owned(), at)], at).await?;
            tx.commit().await?;
            if look.not_had > 0 {
                done.undone.push(match look.not_had {
                    1 => "1 mail could not be fetched and is still in the mailbox".to_owned(),
                    more => format!("{more} mails could not be fetched and are still in the mailbox"),
                });
            }
            done.look = look;
            Some(began)
        }
        Err(IntakeError::Source(error)) => {
            done.undone.push(error.to_string());
            None
        }
        Err(IntakeError::Store(error)) => return Err(error.into()),
    };
    done.due = run_due(&app.db, &app.rules(), &app.clock, looked_at).await?;
    erase(&app.db, &app.blobs, app.config.storage.retention, &app.clock).await?;
    done.round =
        dispatch.round(&app.letters(), &app.rules(), true, stop, |count| watcher.sent(count)).await?;
    // A refusal may have queued word to the staff.
    if done.round.failed > 0 && done.round.unavailable.is_none() {
        let more = dispatch.round(&app.letters(), &app.rules(), false, stop, |_| {}).await?;
        done.round.sent += more.sent;
        done.round.failed += more.failed;
        done.round.later += more.later;
        done.round.unavailable = more.unavailable;
        done.round.paused = more.paused;
    }
    dispatch.close().await;
    if let Some(why) = &done.round.unavailable {
        done.undone.push(why.clone());
    }
    let mut tx = app.db.read().await?;
    let waiting = outbox::waiting(&mut tx, app.clock.now().as_millisecond()).await?;
    if waiting > 0 {
        let stay = if waiting == 1 { "1 letter stays".to_owned() } else { format!("{waiting} letters stay") };
        done.undone.push(match done.round.paused {
            Some(_) => format!("outgoing is paused: {stay} queued until radica resume outgoing"),
            None => format!("{stay} queued"),
        });
    }
    Ok(done)
}
