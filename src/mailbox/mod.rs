//! Where mail comes from: an IMAP folder or a Maildir, behind one small interface.
//!
//! A source knows nothing of the desk or the database. It lists what lies in the inbox, fetches what it is asked
//! for, and files away what it is told has been taken. Whoever reads it (intake) keeps the order: commit first,
//! file away after.

mod imap;
mod maildir;

use std::fmt;

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
    Imap(Box<imap::ImapSource>),
    /// A Maildir.
    Maildir(maildir::MaildirSource),
}
