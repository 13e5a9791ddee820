//! Letters to an SMTP submission server over a few connections that are kept for the next letter.
//!
//! The pool is our own: lettre's returns a connection whose send was cancelled, answer unread, so that the next
//! letter takes the answer of the one before for its own. Here a connection belongs to one send at a time and comes
//! back only after its last answer was read.

mod connect;
mod session;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use self::connect::Server;
use self::session::{Outcome, Session};
use super::{Accepted, Outgoing, SendError};
use crate::config::mailbox::SmtpConfig;
use crate::oauth::Tokens;

/// How long things may take, and how long a connection is kept.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Name, TCP, TLS, greeting and `EHLO` together.
    pub connect: Duration,
    /// One command and its answer.
    pub command: Duration,
    /// From the first byte of a letter to the last answer, plus a second for each 32 KiB (RFC 5321, 4.5.3.2.6: a
    /// server may work long, and whoever gives up too early sends twice).
    pub letter: Duration,
    /// `NOOP`, `RSET` and `QUIT`, on which nothing depends.
    pub courtesy: Duration,
    /// A connection that has idled this long is asked by `NOOP` whether it still lives.
    pub probe_after: Duration,
    /// A connection that has idled this long is closed.
    pub keep_idle: Duration,
    /// So many letters go over one connection.
    pub letters: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(60),
            letter: Duration::from_secs(300),
            courtesy: Duration::from_secs(5),
            probe_after: Duration::from_secs(3),
            keep_idle: Duration::from_secs(20),
            letters: 50,
        }
    }
}

/// An SMTP submission server, and the connections to it.
pub struct SmtpTransport {
    pool: Arc<Pool>,
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpTransport").field("server", &self.pool.server.name()).finish_non_exhaustive()
    }
}

struct Pool {
    server: Server,
    limits: Limits,
    /// One for each connection that is at work. An idle one needs none: a new connection is made only while there
    /// is no idle one, so that both kinds together never exceed the number of permits.
    permits: Arc<Semaphore>,
    /// The last one used lies on top.
    idle: Mutex<Vec<Session>>,
    /// Somebody watches over the idle connections.
    watched: AtomicBool,
    /// Connections are kept no more.
    closed: AtomicBool,
}

impl SmtpTransport {
    /// Reads the trust roots. Nothing is connected yet.
    ///
    /// # Errors
    /// `Unavailable` when the CA file cannot be used, or for plain text towards another machine.
    pub fn new(config: &SmtpConfig, tokens: Option<&Tokens>, limits: Limits) -> Result<Self, SendError> {
        Ok(Self {
            pool: Arc::new(Pool {
                server: Server::new(&config.endpoint, tokens)?,
                limits,
                permits: Arc::new(Semaphore::new(config.max_connections.max(1))),
                idle: Mutex::default(),
                watched: AtomicBool::new(false),
                closed: AtomicBool::new(false),
            }),
        })
    }

    /// Connects, secures and logs in over a connection of its own; sends nothing.
    ///
    /// # Errors
    /// What a send would fail with.
    pub async fn check(&self) -> Result<String, SendError> {
        let _permit = self.pool.permit().await?;
        let spare = self.pool.lock_idle().pop(); // else this would be one connection too many
        if let Some(session) = spare {
            session.quit(self.pool.limits.courtesy).await;
        }
        let session = self.pool.server.connect(&self.pool.limits).await?;
        let found = format!("{} answers as {}", self.pool.server.name(), session.describe());
        session.quit(self.pool.limits.courtesy).await;
        Ok(found)
    }

    /// Sends a letter over an idle connection, or a new one. When an idle one turns out dead before anything of the
    /// letter was taken, a new one is tried at once.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, letter: &Outgoing) -> Result<Accepted, SendError> {
        let permit = self.pool.permit().await?;
        if let Some(session) = self.pool.take_idle().await {
            match session.send(letter, &self.pool.limits).await {
                Outcome::Dead(error) => {
                    tracing::debug!(error.text = %error, "A kept connection was dead; a new one is made");
                }
                Outcome::Over(session, result) => {
                    self.pool.give_back(session, permit);
                    return result;
                }
            }
        }
        let session = self.pool.server.connect(&self.pool.limits).await?;
        match session.send(letter, &self.pool.limits).await {
            Outcome::Dead(error) => Err(error),
            Outcome::Over(session, result) => {
                self.pool.give_back(session, permit);
                result
            }
        }
    }

    /// Says QUIT on the idle connections; those at work say it when they are done.
    pub async fn close(&self) {
        self.pool.closed.store(true, Ordering::SeqCst);
        let idle = std::mem::take(&mut *self.pool.lock_idle());
        join_all(idle.into_iter().map(|session| session.quit(self.pool.limits.courtesy))).await;
    }
}

impl Pool {
    async fn permit(&self) -> Result<OwnedSemaphorePermit, SendError> {
        let closed = |_| SendError::Passing("the transport is closed".to_owned());
        Arc::clone(&self.permits).acquire_owned().await.map_err(closed)
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The idle connection used last, if it is young enough and lives.
    async fn take_idle(&self) -> Option<Session> {
        let mut session = self.lock_idle().pop()?;
        let idled = session.idle_since.elapsed();
        if idled >= self.limits.keep_idle || session.renew_at.is_some_and(|at| at <= Instant::now()) {
            session.quit(self.limits.courtesy).await;
            return None;
        }
        if idled >= self.limits.probe_after && !session.lives(self.limits.courtesy).await {
            tracing::debug!("A kept connection did not answer NOOP; a new one is made");
            return None;
        }
        Some(session)
    }

    /// Keeps a connection for the next letter, or takes leave of it. The permit goes with it.
    fn give_back(self: &Arc<Self>, session: Option<Session>, permit: OwnedSemaphorePermit) {
        let Some(mut session) = session else { return };
        if session.letters >= self.limits.letters || self.closed.load(Ordering::SeqCst) {
            let courtesy = self.limits.courtesy;
            tokio::spawn(async move {
                session.quit(courtesy).await;
                drop(permit); // only now may another connection be made
            });
            return;
        }
        session.idle_since = Instant::now();
        self.lock_idle().push(session);
        drop(permit);
        if !self.watched.swap(true, Ordering::SeqCst) {
            self.watch();
        }
    }

    /// Takes out the connections that have idled too long; and whether none is left to watch over.
    fn sort_out(&self, keep: Duration) -> (Vec<Session>, bool) {
        let mut idle = self.lock_idle();
        let (young, old) =
            std::mem::take(&mut *idle).into_iter().partition(|session| session.idle_since.elapsed() < keep);
        *idle = young;
        if idle.is_empty() {
            self.watched.store(false, Ordering::SeqCst); // under the lock: whoever pushes next sees it
        }
        (old, idle.is_empty())
    }

    /// Closes connections that have idled too long, for as long as there are idle ones.
    fn watch(self: &Arc<Self>) {
        let pool = Arc::downgrade(self);
        let (keep, courtesy) = (self.limits.keep_idle, self.limits.courtesy);
        tokio::spawn(async move {
            loop {
                sleep(keep / 4).await;
                let Some(pool) = pool.upgrade() else { return };
                let (old, done) = pool.sort_out(keep);
                drop(pool); // quitting must not keep it alive
                join_all(old.into_iter().map(|session| session.quit(courtesy))).await;
                if done {
                    return;
                }
            }
        });
    }
}

#[cfg(test)]
mod tests;
