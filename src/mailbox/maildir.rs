//! Mail from a Maildir of this machine (maildir(5), Maildir++): `new` and `cur` are read, `.FOLDER/cur` filed into.
//!
//! A mail is its name before the `:`; what comes after are flags, which may change. All that touches the disk runs on
//! threads that may block. Symbolic links are passed over: they could lead anywhere.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tracing::warn;

use super::imap::utf7;
use super::{Entry, Fetched, Location, MAX_WHOLE, Shelf, SourceError};
use crate::clock::Clock;
use crate::config::mailbox::MaildirConfig;

/// How often a waiting source looks at its folders' times.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A folder that changed less than this before it was read may change again without its time showing it.
const CLOCK_GRAIN_MILLIS: i64 = 100;

/// A Maildir and what was last seen of it.
#[derive(Debug)]
pub struct MaildirSource {
    config: MaildirConfig,
    /// Where each mail lay at the last look.
    seen: Arc<HashMap<Location, PathBuf>>,
    /// The times of `new` and `cur` before the last list; `None` where a change may have been missed.
    stamp: Option<Stamp>,
    /// Mails that cannot be read: put last in a list, so that they do not hold up the others.
    failing: HashSet<Location>,
}

type Stamp = [SystemTime; 2];

/// A mail as the folder shows it.
#[derive(Debug)]
struct Found {
    entry: Entry,
    path: PathBuf,
}

impl MaildirSource {
    pub(super) fn new(config: &MaildirConfig) -> Self {
        Self { config: config.clone(), seen: Arc::default(), stamp: None, failing: HashSet::new() }
    }

    pub(super) async fn check(&mut self) -> Result<String, SourceError> {
        let config = self.config.clone();
        blocking(move || {
            make(&config.path)?;
            for folder in [&config.done_folder, &config.quarantine_folder] {
                make_shelf(&config.path, folder)?;
            }
            Ok(())
        })
        .await?;
        let mails = self.list().await?.len();
        let noun = if mails == 1 { "mail" } else { "mails" };
        Ok(format!("Maildir {}: {mails} {noun}", self.config.path.display()))
    }

    pub(super) async fn list(&mut self) -> Result<Vec<Entry>, SourceError> {
        let root = self.config.path.clone();
        let (stamp, found) = blocking(move || {
            make(&root)?;
            // Before reading: what comes meanwhile is seen now or changes the times.
            let stamp = sure_stamp(&root);
            Ok((stamp, scan(&root)?))
        })
        .await?;
        self.stamp = stamp;
        let mut entries = Vec::with_capacity(found.len());
        let mut seen = HashMap::with_capacity(found.len());
        for Found { entry, path } in found {
            seen.insert(entry.location.clone(), path);
            entries.push(entry);
        }
        self.failing.retain(|location| seen.contains_key(location));
        self.seen = Arc::new(seen);
        entries.sort_by_key(|entry| self.failing.contains(&entry.location));
        Ok(entries)
    }

    pub(super) async fn fetch(&mut self, locations: &[Location]) -> Result<Vec<Fetched>, SourceError> {
        let mut places = self.places();
        let locations = locations.to_vec();
        let (got, failed) = blocking(move || {
            let (mut got, mut failed) = (Vec::with_capacity(locations.len()), Vec::new());
            for location in locations {
                match places.with(&location, |path| read(path, 0, None)) {
                    Ok(Some(bytes)) => got.push(Fetched { location, bytes }),
                    Ok(None) => {}
                    Err(e) => failed.push((location, e)),
                }
            }
            Ok((got, failed))
        })
        .await?;
        for mail in &got {
            self.failing.remove(&mail.location);
        }
        let mut first = None;
        for (location, e) in failed {
            if self.failing.insert(location) {
                warn!(error = %e, "A mail cannot be read; the others are taken first.");
            }
            first.get_or_insert(e);
        }
        match first {
            Some(e) if got.is_empty() => Err(e),
            _ => Ok(got),
        }
    }

    pub(super) async fn fetch_range(
        &mut self,
        location: &Location,
        offset: u64,
        len: u64,
    ) -> Result<Option<Fetched>, SourceError> {
        let mut places = self.places();
        let location = location.clone();
        blocking(move || {
            let part = places.with(&location, |path| read(path, offset, Some(len.min(MAX_WHOLE))))?;
            Ok(part.map(|bytes| Fetched { location, bytes }))
        })
        .await
    }

    pub(super) async fn file_away(
        &mut self,
        locations: &[Location],
        shelf: Shelf,
    ) -> Result<(), SourceError> {
        if locations.is_empty() {
            return Ok(());
        }
        let mut places = self.places();
        let locations = locations.to_vec();
        let root = self.config.path.clone();
        let folder = match shelf {
            Shelf::Done => self.config.done_folder.clone(),
            Shelf::Quarantine => self.config.quarantine_folder.clone(),
        };
        blocking(move || {
            let target = make_shelf(&root, &folder)?.join("cur");
            let mut moved = Ok(());
            for location in &locations {
                moved = places.with(location, |path| file(path, &target)).map(|_| ());
                if moved.is_err() {
                    break;
                }
            }
            // Once a batch: first where the mails are now, then where they were, so that none is in neither.
            for folder in [target, root.join("new"), root.join("cur")] {
                sync(&folder)?;
            }
            moved
        })
        .await
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), SourceError> {
        let until = Instant::now() + at_most.min(self.config.poll_interval);
        loop {
            let now = Instant::now();
            if now >= until {
                return Ok(());
            }
            tokio::time::sleep_until(until.min(now + LOOK_EVERY)).await;
            let root = self.config.path.clone();
            let stamp = blocking(move || Ok(stamp(&root))).await?;
            // Times that cannot be read are for the next list to complain about.
            if self.stamp.is_none() || stamp != self.stamp {
                return Ok(());
            }
        }
    }

    fn places(&self) -> Places {
        Places { root: self.config.path.clone(), seen: Arc::clone(&self.seen), looked_again: false }
    }
}

/// Where mails lie: as last seen, and looked up once more when one is no longer there (another program may have
/// moved it from `new` to `cur`, or changed its flags).
struct Places {
    root: PathBuf,
    seen: Arc<HashMap<Location, PathBuf>>,
    looked_again: bool,
}

impl Places {
    /// Does something with a mail's file; `None` when the mail is gone.
    fn with<T>(
        &mut self,
        location: &Location,
        mut act: impl FnMut(&Path) -> io::Result<T>,
    ) -> Result<Option<T>, SourceError> {
        loop {
            if let Some(path) = self.seen.get(location) {
                match act(path) {
                    Ok(done) => return Ok(Some(done)),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                    Err(e) => return Err(trouble(path, &e)),
                }
            }
            if self.looked_again {
                return Ok(None);
            }
            let found = scan(&self.root)?;
            self.seen = Arc::new(found.into_iter().map(|found| (found.entry.location, found.path)).collect());
            self.looked_again = true;
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| SourceError::Unreachable(format!("reading the Maildir was cut short: {e}")))?
}

/// A sentence that names the path. What a person must mend is a refusal.
fn trouble(path: &Path, e: &io::Error) -> SourceError {
    let sentence = format!("the Maildir's {}: {e}", path.display());
    match e.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::AlreadyExists
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::InvalidInput => SourceError::Refused(sentence),
        _ => SourceError::Unreachable(sentence),
    }
}

/// Makes the Maildir, or what is missing of it, closed to others.
fn make(root: &Path) -> Result<(), SourceError> {
    for sub in ["tmp", "new", "cur"] {
        let folder = root.join(sub);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|e| trouble(&folder, &e))?;
    }
    Ok(())
}

/// Makes a Maildir++ folder, and gives its path. On disk its name is in modified UTF-7, as Dovecot and Courier have it.
fn make_shelf(root: &Path, folder: &str) -> Result<PathBuf, SourceError> {
    if folder.is_empty() || folder.contains(['/', '\0']) || folder.starts_with('.') {
        return Err(SourceError::Refused(format!("{folder:?} is no name for a folder of a Maildir")));
    }
    let path = root.join(format!(".{}", utf7::encode(folder)));
    make(&path)?;
    let mark = path.join("maildirfolder");
    match File::create_new(&mark) {
        Ok(_) => sync(root)?,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
        Err(e) => return Err(trouble(&mark, &e)),
    }
    Ok(path)
}

fn sync(folder: &Path) -> Result<(), SourceError> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(|e| trouble(folder, &e))
}

fn stamp(root: &Path) -> Option<Stamp> {
    let time = |sub| fs::metadata(root.join(sub)).and_then(|folder| folder.modified()).ok();
    Some([time("new")?, time("cur")?])
}

/// The times, unless they are so fresh that a change right after would bear the same.
fn sure_stamp(root: &Path) -> Option<Stamp> {
    let stamp = stamp(root)?;
    let edge = Clock::real().as_millisecond() - CLOCK_GRAIN_MILLIS;
    let old = |time: &SystemTime| {
        jiff::Timestamp::try_from(*time).is_ok_and(|changed| changed.as_millisecond() < edge)
    };
    stamp.iter().all(old).then_some(stamp)
}

/// All mails, oldest first: by the time in the name, then by the name.
fn scan(root: &Path) -> Result<Vec<Found>, SourceError> {
    let mut found = HashMap::new();
    // `new` first: what another program moves to `cur` meanwhile is then seen at least once. Seen twice, the later look
    // is the truer one.
    for sub in ["new", "cur"] {
        let folder = root.join(sub);
        for item in fs::read_dir(&folder).map_err(|e| trouble(&folder, &e))? {
            let item = item.map_err(|e| trouble(&folder, &e))?;
            let name = item.file_name();
            // A name that is no UTF-8 is shown as well as can be; the path stays exact.
            let name = name.to_string_lossy();
            let (identity, flags) = name.split_once(':').unwrap_or((&name, ""));
            if identity.is_empty() || identity.starts_with('.') || is_trashed(flags) {
                continue;
            }
            // Not followed: a link is no mail. One that has vanished since is none either.
            let Ok(metadata) = item.metadata() else { continue };
            if metadata.is_file() {
                let since_epoch = metadata.mtime().saturating_mul(1000);
                let entry = Entry {
                    location: Location(format!("maildir:{identity}")),
                    size: metadata.len(),
                    received_millis: Some(named_millis(identity).unwrap_or(since_epoch)),
                };
                found.insert(entry.location.clone(), Found { entry, path: item.path() });
            }
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by(|a, b| {
        let key = |found: &Found| found.entry.received_millis;
        key(a).cmp(&key(b)).then_with(|| a.entry.location.cmp(&b.entry.location))
    });
    Ok(found)
}

/// Marked for deletion: what \Deleted is in IMAP.
fn is_trashed(flags: &str) -> bool {
    flags.strip_prefix("2,").is_some_and(|flags| flags.contains('T'))
}

/// The time that a name begins with (`1793538900.M1P2.host`), in epoch milliseconds.
fn named_millis(identity: &str) -> Option<i64> {
    let seconds = identity.split('.').next()?;
    seconds.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    seconds.parse::<i64>().ok()?.checked_mul(1000)
}

/// Opens a mail that is a plain file and still the one that was looked at.
fn open(path: &Path) -> io::Result<(File, fs::Metadata)> {
    let looked_at = fs::symlink_metadata(path)?;
    if looked_at.is_file() {
        let file = File::open(path)?;
        let opened = file.metadata()?;
        if (opened.dev(), opened.ino()) == (looked_at.dev(), looked_at.ino()) {
            return Ok((file, opened));
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Reads a mail from `offset` on, at most `len` bytes; without `len` all of it, if it is not too large for that.
fn read(path: &Path, offset: u64, len: Option<u64>) -> io::Result<Vec<u8>> {
    let (mut file, metadata) = open(path)?;
    let size = metadata.len();
    if len.is_none() && size > MAX_WHOLE {
        let sentence = format!("{size} bytes are too many to be read at once");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, sentence));
    }
    if offset >= size {
        return Ok(Vec::new());
    }
    let len = len.unwrap_or(size).min(size - offset);
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    file.seek(SeekFrom::Start(offset))?;
    file.take(len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Renames a mail into a shelf's `cur`, as read. A mail of that name there already is this one, if its bytes are.
fn file(path: &Path, target: &Path) -> io::Result<()> {
    fs::symlink_metadata(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // Bytes, for names that are no UTF-8.
    let bytes = name.as_encoded_bytes();
    if let Some(colon) = bytes.iter().position(|byte| *byte == b':') {
        use std::os::unix::ffi::OsStrExt as _;
        name = std::ffi::OsStr::from_bytes(bytes.get(..colon).unwrap_or_default()).to_owned();
    }
    for attempt in 1_u32..1000 {
        let mut candidate = name.clone();
        if attempt > 1 {
            candidate.push(format!(".{attempt}"));
        }
        candidate.push(":2,S");
        let to = target.join(candidate);
        match fs::symlink_metadata(&to) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return fs::rename(path, &to),
            Err(e) => return Err(e),
            Ok(_) if same_bytes(path, &to)? => return fs::remove_file(path),
            Ok(_) => {}
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "a thousand other mails of this name are filed already"))
}

fn same_bytes(one: &Path, other: &Path) -> io::Result<bool> {
    let Ok((mut other, other_metadata)) = open(other) else { return Ok(false) };
    let (mut one, metadata) = open(one)?;
    if metadata.len() != other_metadata.len() {
        return Ok(false);
    }
    let (mut a, mut b) = ([0_u8; 8192], [0_u8; 8192]);
    loop {
        let n = one.read(&mut a)?;
        if n == 0 {
            return Ok(true);
        }
        let (Some(left), Some(right)) = (a.get(..n), b.get_mut(..n)) else { return Ok(false) };
        match other.read_exact(right) {
            Ok(()) if left == right => {}
            Ok(()) => return Ok(false),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(e) => return Err(e),
        }
    }
}

#[cfg(test)]
mod tests;
