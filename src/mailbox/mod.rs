//! Where mail comes from: an IMAP folder or a Maildir, behind one small interface.
//!
//! A source knows nothing of the desk or the database. It lists what lies in the inbox, fetches what it is asked
//! for, and files away what it is told has been taken. Whoever reads it (intake) keeps the order: commit first,
//! file away after.

mod imap;
mod maildir;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use crate::config::mailbox::MailboxConfig;
use crate::oauth::Tokens;
pub use imap::{ImapSource, Timing};
pub use maildir::MaildirSource;

/// The most bytes of one mail that [`Source::fetch`] gives; a larger one is taken by [`Source::fetch_range`].
pub const MAX_WHOLE: u64 = 64 * 1024 * 1024;

/// Where one mail lies, for ever: the same mail at the same place is the same text, also after a restart.
/// `imap:USER@HOST/FOLDER:UIDVALIDITY:UID`, or `maildir:NAME` with the name before its `:`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location(pub String);

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail that lies in the inbox.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it lies.
    pub location: Location,
    /// Its size in bytes as the server says; an estimate on some servers.
    pub size: u64,
    /// When the server took it, in epoch milliseconds, where known.
    pub received_millis: Option<i64>,
}

impl Entry {
    /// Whether it came before an instant, as far as known: such mail is left where it lies (`mailbox.take_since`).
    pub fn is_older_than(&self, since: Option<Timestamp>) -> bool {
        matches!((since, self.received_millis), (Some(since), Some(received)) if received < since.as_millisecond())
    }
}

/// A mail's bytes.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where it lies.
    pub location: Location,
    /// Its bytes: all of them, or those of the range that was asked for.
    pub bytes: Vec<u8>,
}

/// Which folder a mail is filed away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Taken (`done_folder`).
    Done,
    /// Set apart (`quarantine_folder`).
    Quarantine,
}

/// Why a source could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The connection is gone or was never there: try again later. The sentence names host and cause.
    #[error("{0}")]
    Unreachable(String),
    /// Login or settings are refused: trying again soon will not help, but a person may mend it at the server.
    #[error("{0}")]
    Refused(String),
}

/// Where mail comes from.
#[derive(Debug)]
pub enum Source {
    /// An IMAP folder.
    Imap(Box<ImapSource>),
    /// A Maildir.
    Maildir(MaildirSource),
}

impl Source {
    /// A source as configured, and where its tokens come from. Nothing is opened yet.
    pub fn new(config: &MailboxConfig, tokens: Option<&Tokens>) -> Self {
        match config {
            MailboxConfig::Imap(config) => Self::Imap(Box::new(ImapSource::new(config, tokens))),
            MailboxConfig::Maildir(config) => Self::Maildir(MaildirSource::new(config)),
        }
    }

    /// Proves the source: logs in anew, opens the inbox, makes the folders for filed mail. Gives a sentence of what was
    /// found, such as `INBOX: 12 mails; MOVE, IDLE, UIDPLUS`.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn check(&mut self) -> Result<String, SourceError> {
        match self {
            Self::Imap(source) => source.check().await,
            Self::Maildir(source) => source.check().await,
        }
    }

    /// Everything that lies in the inbox and is not marked as deleted, oldest first; but mails that were listed before
    /// and could not be fetched come last, so that they do not hold up the others. Connects when not connected, once:
    /// backing off is the caller's.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn list(&mut self) -> Result<Vec<Entry>, SourceError> {
        match self {
            Self::Imap(source) => source.list().await,
            Self::Maildir(source) => source.list().await,
        }
    }

    /// Whole mails; the caller bounds the batch by [`Entry::size`]. A mail that has vanished is absent from the answer.
    /// So is one that could not be fetched as long as others could: it is listed again, last.
    ///
    /// # Errors
    /// When nothing could be fetched although something is there; the sentence then names the mail. See [`SourceError`].
    pub async fn fetch(&mut self, locations: &[Location]) -> Result<Vec<Fetched>, SourceError> {
        match self {
            Self::Imap(source) => source.fetch(locations).await,
            Self::Maildir(source) => source.fetch(locations).await,
        }
    }

    /// At most `len` bytes of a mail from byte `offset` on; fewer at its end, none beyond it. `None` when it has
    /// vanished.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn fetch_range(
        &mut self,
        location: &Location,
        offset: u64,
        len: u64,
    ) -> Result<Option<Fetched>, SourceError> {
        match self {
            Self::Imap(source) => source.fetch_range(location, offset, len).await,
            Self::Maildir(source) => source.fetch_range(location, offset, len).await,
        }
    }

    /// Moves mails from the inbox to a shelf, which is made when missing. One that has vanished is no error. After an
    /// error some may have been moved: asking again is safe.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn file_away(&mut self, locations: &[Location], shelf: Shelf) -> Result<(), SourceError> {
        match self {
            Self::Imap(source) => source.file_away(locations, shelf).await,
            Self::Maildir(source) => source.file_away(locations, shelf).await,
        }
    }

    /// Returns when something may have come since the last [`list`](Self::list), or after `at_most` or the configured
    /// `poll_interval`, whichever is less. Connects when not connected, and then returns at once. May be cancelled:
    /// that costs the connection, no mail.
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), SourceError> {
        match self {
            Self::Imap(source) => source.wait(at_most).await,
            Self::Maildir(source) => source.wait(at_most).await,
        }
    }

    /// Takes leave of the server, within seconds. The source can be used again; it then connects anew.
    pub async fn close(&mut self) {
        match self {
            Self::Imap(source) => source.close().await,
            Self::Maildir(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The callers run a source in tasks of their own; a future that is not `Send` would be found out only there.
    #[test]
    fn its_futures_can_be_spawned() {
        fn spawnable<T: Send>(_: T) {}
        let mut source = Source::new(
            &MailboxConfig::Maildir(crate::config::mailbox::MaildirConfig {
                path: "unused".into(),
                done_folder: "a".to_owned(),
                quarantine_folder: "b".to_owned(),
                poll_interval: Duration::from_secs(1),
            }),
            None,
        );
        let place = Location("maildir:x".to_owned());
        spawnable(source.check());
        spawnable(source.list());
        spawnable(source.fetch(&[]));
        spawnable(source.fetch_range(&place, 0, 1));
        spawnable(source.file_away(&[], Shelf::Done));
        spawnable(source.wait(Duration::from_secs(1)));
        spawnable(source.close());
        assert!(matches!(source, Source::Maildir(_)), "nothing above was run");
    }
}
