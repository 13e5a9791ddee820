//! Letters as files in `new` of a Maildir (<https://cr.yp.to/proto/maildir.html>).

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Accepted, Outgoing, SendError};
use crate::clock::Clock;
use crate::desk::message_id::MessageId;

/// Longest Message-ID that is a file name as it stands, in bytes: flags and what other programs add need room too.
const MAX_PLAIN: usize = 150;

/// How much of another Message-ID is kept in its file name, in characters.
const MAX_KEPT: usize = 80;

/// A file in `tmp` is a crash's leftover after this many seconds (36 hours, as the Maildir page has it).
const LEFTOVER_AGE: i64 = 36 * 3600;

/// What names our files in `tmp`.
const TMP_PREFIX: &str = "radica-";

/// A folder changed less than this many milliseconds before it was read may change again unseen.
const TICK: i64 = 2000;

/// A Maildir that letters are put into.
#[derive(Clone, Debug)]
pub struct MaildirTransport {
    maildir: Arc<Maildir>,
}

#[derive(Debug)]
struct Maildir {
    path: PathBuf,
    /// Folders were made and leftovers taken away; and what lay in `cur`.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    ready: bool,
    cur: Option<Listing>,
}

/// The names in `cur` without their flags, as of a state of the folder.
#[derive(Debug)]
struct Listing {
    changed: Timestamp,
    names: HashSet<Box<str>>,
}

impl MaildirTransport {
    /// A Maildir; its folders are made when first needed.
    pub fn new(path: &Path) -> Self {
        Self { maildir: Arc::new(Maildir { path: path.to_owned(), state: Mutex::default() }) }
    }

    /// Makes the folders and writes a file on trial.
    ///
    /// # Errors
    /// `Unavailable` or `Passing` with the path that could not be written.
    pub async fn check(&self) -> Result<String, SendError> {
        self.blocking(|maildir| {
            maildir.make_ready()?;
            let trial = maildir.write_tmp(b"")?;
            fs::remove_file(&trial).map_err(|error| cannot("remove", &trial, &error))?;
            let new = maildir.path.join("new");
            let letters = fs::read_dir(&new).map_err(|error| cannot("read", &new, &error))?.count();
            Ok(format!(
                "Maildir {} can be written; {letters} letters lie in its new folder",
                maildir.path.display()
            ))
        })
        .await
    }

    /// Puts a letter into `new`, once: nothing is written when it already lies there or in `cur`.
    ///
    /// # Errors
    /// `Unavailable` when a folder is closed to us, `Passing` when it is full; both name the path.
    pub async fn send(&self, letter: &Outgoing) -> Result<Accepted, SendError> {
        let name = file_name(&letter.message_id);
        let bytes = letter.bytes.clone();
        self.blocking(move |maildir| maildir.deliver(&name, &bytes)).await?;
        Ok(Accepted { server_message_id: None })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Maildir) -> Result<T, SendError> + Send + 'static,
    ) -> Result<T, SendError> {
        let maildir = Arc::clone(&self.maildir);
        tokio::task::spawn_blocking(move || work(&maildir)).await.unwrap_or_else(|error| {
            Err(SendError::Passing(format!("the Maildir's writer did not finish: {error}")))
        })
    }
}

impl Maildir {
    fn deliver(&self, name: &str, bytes: &[u8]) -> Result<(), SendError> {
        self.make_ready()?;
        let new = self.path.join("new");
        let target = new.join(name);
        let there = target.try_exists().map_err(|error| cannot("read", &target, &error))?;
        if there || self.lies_in_cur(name)? {
            return sync_folder(&new); // a crash may have come between its rename and its sync
        }
        let tmp = self.write_tmp(bytes)?;
        // A link, unlike a rename, never replaces what another process has just put there.
        let put = match fs::hard_link(&tmp, &target) {
            Ok(()) => fs::remove_file(&tmp).map_err(|error| cannot("remove", &tmp, &error)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                fs::remove_file(&tmp).map_err(|error| cannot("remove", &tmp, &error))
            }
            // A file system without hard links.
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) => {
                fs::rename(&tmp, &target).map_err(|error| cannot("write", &target, &error))
            }
            Err(error) => Err(cannot("write", &target, &error)),
        };
        if put.is_err() {
            drop(fs::remove_file(&tmp)); // it has no use any more; should this fail, it is a leftover
        }
        put?;
        sync_folder(&new)
    }

    /// Writes and syncs a file in `tmp` under a name that nobody else has.
    fn write_tmp(&self, bytes: &[u8]) -> Result<PathBuf, SendError> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random)
            .map_err(|error| SendError::Passing(format!("the machine gives no random numbers: {error}")))?;
        let path = self.path.join("tmp").join(format!("{TMP_PREFIX}{}", HEXLOWER.encode(&random)));
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|error| {
            drop(fs::remove_file(&path)); // half a file; should this fail too, it is a leftover
            cannot("write", &path, &error)
        })?;
        Ok(path)
    }

    /// Whether a reader has already moved the letter on to `cur`, whatever flags it gave it.
    fn lies_in_cur(&self, name: &str) -> Result<bool, SendError> {
        let cur = self.path.join("cur");
        let failed = |error: io::Error| cannot("read", &cur, &error);
        let changed = changed_at(&fs::metadata(&cur).map_err(failed)?);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listing) = state.cur.as_ref().filter(|listing| Some(listing.changed) == changed) {
            return Ok(listing.names.contains(name));
        }
        let quiet = changed.filter(|at| Clock::real().as_millisecond() - at.as_millisecond() > TICK);
        let mut found = false;
        let mut listing = quiet.map(|changed| Listing { changed, names: HashSet::new() });
        for entry in fs::read_dir(&cur).map_err(failed)? {
            let full = entry.map_err(failed)?.file_name();
            let Some(base) = full.to_str().and_then(|full| full.split(':').next()) else { continue };
            found |= base == name;
            match &mut listing {
                Some(listing) => drop(listing.names.insert(base.into())),
                None if found => break,
                None => {}
            }
        }
        state.cur = listing;
        Ok(found)
    }

    /// Makes the folders and takes away what a crash left in `tmp`: once in this process, or again after a failure.
    fn make_ready(&self) -> Result<(), SendError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = ["tmp", "new", "cur"];
        if state.ready && folders.iter().all(|folder| self.path.join(folder).is_dir()) {
            return Ok(());
        }
        for folder in folders {
            let path = self.path.join(folder);
            if !path.is_dir() {
                DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(&path)
                    .map_err(|error| cannot("make", &path, &error))?;
                sync_folder(&self.path)?;
            }
        }
        self.remove_leftovers()?;
        state.ready = true;
        Ok(())
    }

    fn remove_leftovers(&self) -> Result<(), SendError> {
        let tmp = self.path.join("tmp");
        let failed = |error: io::Error| cannot("read", &tmp, &error);
        for entry in fs::read_dir(&tmp).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(TMP_PREFIX));
            let old = || {
                let changed = entry.metadata().ok().as_ref().and_then(changed_at);
                changed.is_some_and(|at| Clock::real().as_second() - at.as_second() > LEFTOVER_AGE)
            };
            if ours && old() {
                let path = entry.path();
                fs::remove_file(&path).map_err(|error| cannot("remove", &path, &error))?;
            }
        }
        Ok(())
    }
}

/// The letter's file name: its Message-ID where that is safe, else what is safe of it, `~`, and half its SHA-256. The
/// two kinds cannot meet, since `~` is not a safe character here.
fn file_name(id: &MessageId) -> String {
    let id = id.as_str();
    let safe = |c: char| c.is_ascii_alphanumeric() || "._@+=-".contains(c);
    if id.len() <= MAX_PLAIN && id.chars().all(safe) && !id.starts_with('.') {
        return id.to_owned();
    }
    let mut name: String = id.chars().filter(|c| safe(*c)).take(MAX_KEPT).collect();
    name = name.trim_start_matches('.').to_owned();
    let hash = HEXLOWER.encode(&Sha256::digest(id.as_bytes()));
    let _ = write!(name, "~{}", hash.get(..32).unwrap_or(&hash)); // writing to a String cannot fail
    name
}

fn changed_at(metadata: &fs::Metadata) -> Option<Timestamp> {
    Timestamp::try_from(metadata.modified().ok()?).ok()
}

fn sync_folder(path: &Path) -> Result<(), SendError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| cannot("sync", path, &error))
}

/// A failure with its path. What a person must mend concerns all letters; what may pass is tried again.
fn cannot(verb: &str, path: &Path, error: &io::Error) -> SendError {
    let sentence = format!("cannot {verb} {}: {error}", path.display());
    match error.kind() {
        ErrorKind::NotFound
        | ErrorKind::PermissionDenied
        | ErrorKind::NotADirectory
        | ErrorKind::AlreadyExists
        | ErrorKind::ReadOnlyFilesystem => SendError::Unavailable(sentence),
        _ => SendError::Passing(sentence),
    }
}

#[cfg(test)]
mod tests;
