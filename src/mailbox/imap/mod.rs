//! Mail from an IMAP folder.
//!
//! One connection, made when it is needed and dropped at the first doubt: a session is taken out for each operation
//! and put back only when all of it went well, so that neither an error nor a cancelled future leaves one behind
//! whose next answer belongs to an older question. Flags are no state: what has been taken is known by its place,
//! and a person who opens the mailbox changes nothing.

mod auth;
mod connect;
mod fetch;
mod file;
mod guard;
mod idle;
mod list;
mod session;
mod set;
pub(super) mod utf7;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tracing::{info, warn};

use self::session::Session;
use super::{Entry, Fetched, Location, Shelf, SourceError};
use crate::config::mailbox::ImapConfig;
use crate::oauth::Tokens;
use tokio::time::Instant;

/// How long is waited for what.
#[derive(Clone, Debug)]
pub struct Timing {
    /// From the first packet to the end of the greeting.
    pub connect: Duration,
    /// Without a byte while an answer is due.
    pub silence: Duration,
    /// For one command, however much the server says meanwhile.
    pub command: Duration,
    /// For one IDLE; below the 29 minutes of RFC 2177, and below what routers forget.
    pub idle: Duration,
    /// For LOGOUT.
    pub log_out: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            silence: Duration::from_secs(60),
            command: Duration::from_secs(15 * 60),
            idle: Duration::from_secs(24 * 60),
            log_out: Duration::from_secs(5),
        }
    }
}

/// An IMAP folder and, perhaps, a session with it.
#[derive(Debug)]
pub struct ImapSource {
    /// How long is waited for what.
    pub timing: Timing,
    config: ImapConfig,
    tokens: Option<Tokens>,
    session: Option<Session>,
    /// Mails (UIDVALIDITY, UID) that the server lists and does not give: they are put last in a list, so that they
    /// do not hold up the others.
    failing: BTreeSet<(u32, u32)>,
    /// Mails (UIDVALIDITY, UID) of which a copy lies on the shelf, while the original could not be marked.
    copied: BTreeSet<(u32, u32)>,
    /// The mail that was due when the connection broke. Once is chance; twice, and it counts as failing.
    suspect: Option<(u32, u32)>,
}

impl ImapSource {
    pub(super) fn new(config: &ImapConfig, tokens: Option<&Tokens>) -> Self {
        Self {
            timing: Timing::default(),
            config: config.clone(),
            tokens: tokens.cloned(),
            session: None,
            failing: BTreeSet::new(),
            copied: BTreeSet::new(),
            suspect: None,
        }
    }

    /// What every location in this folder begins with.
    fn place(&self) -> String {
        let user = self.config.endpoint.login.as_ref().map_or("", |login| login.user.as_str());
        format!("imap:{user}@{}/{}:", self.config.endpoint.host, self.config.folder)
    }

    fn locate(&self, validity: u32, uid: u32) -> Location {
        Location(format!("{}{validity}:{uid}", self.place()))
    }

    /// The UIDs of those locations that can still be: of this folder and of this UIDVALIDITY.
    fn uids<'a>(&self, validity: u32, locations: &'a [Location]) -> BTreeMap<u32, &'a Location> {
        let place = self.place();
        let uid = |location: &'a Location| {
            let (of, uid) = location.0.strip_prefix(&place)?.split_once(':')?;
            (of.parse() == Ok(validity)).then_some(())?;
            Some((uid.parse().ok().filter(|uid| *uid != 0)?, location))
        };
        locations.iter().filter_map(uid).collect()
    }

    async fn open(&self) -> Result<Session, SourceError> {
        let session = Session::open(&self.config, &self.timing, self.tokens.as_ref()).await?;
        info!(imap.peer = %session.wire.peer, imap.mails = session.wire.exists, "The mailbox is connected.");
        Ok(session)
    }

    /// The session, taken out; a new one when there is none.
    async fn take(&mut self) -> Result<Session, SourceError> {
        let is_due = |session: &Session| session.renew_at.is_some_and(|at| at <= Instant::now());
        match self.session.take() {
            // Its token ends soon: the server would end the session in the midst of something.
            Some(session) if is_due(&session) => {
                session.wire.log_out().await;
                self.open().await
            }
            Some(session) => Ok(session),
            None => self.open().await,
        }
    }

    /// Puts the session back when all went well, else lets it go.
    fn put<T>(&mut self, session: Session, result: Result<T, SourceError>) -> Result<T, SourceError> {
        match &result {
            Ok(_) => self.session = Some(session),
            Err(e) => {
                info!(imap.peer = %session.wire.peer, error = %e, "The mailbox's connection is let go.");
            }
        }
        result
    }

    /// Whether the connection broke at this mail the last time too; remembers it.
    fn is_repeated(&mut self, mail: (u32, u32)) -> bool {
        self.suspect.replace(mail) == Some(mail)
    }

    fn folder(&self, shelf: Shelf) -> String {
        match shelf {
            Shelf::Done => self.config.done_folder.clone(),
            Shelf::Quarantine => self.config.quarantine_folder.clone(),
        }
    }

    pub(super) async fn check(&mut self) -> Result<String, SourceError> {
        self.session = None;
        let mut session = self.open().await?;
        let mut made = Ok(());
        for shelf in [Shelf::Done, Shelf::Quarantine] {
            if made.is_ok() {
                made = session.ensure_shelf(shelf, &self.folder(shelf)).await;
            }
        }
        let offered: Vec<&str> =
            ["MOVE", "IDLE", "UIDPLUS"].into_iter().filter(|name| session.offered.has(name)).collect();
        let mails = session.wire.exists;
        let found = format!(
            "{}: {mails} {}; {}",
            self.config.folder,
            if mails == 1 { "mail" } else { "mails" },
            if offered.is_empty() { "no extensions".to_owned() } else { offered.join(", ") }
        );
        self.put(session, made.map(|()| found))
    }

    pub(super) async fn list(&mut self) -> Result<Vec<Entry>, SourceError> {
        let reused = self.session.is_some();
        match self.list_once().await {
            // A session that has rested may have been ended by the other side meanwhile: that is no news.
            Err(SourceError::Unreachable(_)) if reused => self.list_once().await,
            result => result,
        }
    }

    async fn list_once(&mut self) -> Result<Vec<Entry>, SourceError> {
        let mut session = self.take().await?;
        let validity = session.validity;
        let listed = list::everything(&mut session).await;
        let listed = self.put(session, listed)?;
        let is_listed = |(of, uid): &(u32, u32)| *of == validity && listed.contains_key(uid);
        self.failing.retain(is_listed);
        self.copied.retain(is_listed);
        let (last, first): (Vec<_>, Vec<_>) = listed
            .into_iter()
            .filter(|(_, mail)| !mail.deleted)
            .partition(|(uid, _)| self.failing.contains(&(validity, *uid)));
        Ok(first
            .into_iter()
            .chain(last)
            .map(|(uid, mail)| Entry {
                location: self.locate(validity, uid),
                size: mail.size,
                received_millis: mail.received_millis,
            })
            .collect())
    }

    pub(super) async fn fetch(&mut self, locations: &[Location]) -> Result<Vec<Fetched>, SourceError> {
        if locations.is_empty() {
            return Ok(Vec::new());
        }
        let mut session = self.take().await?;
        let validity = session.validity;
        let asked = self.uids(validity, locations);
        let uids: BTreeSet<u32> = asked.keys().copied().collect();
        let mut bodies = fetch::Bodies::default();
        let result = fetch::bodies(&mut session, &uids, &mut bodies).await;
        // Perhaps one mail breaks the connection each time (an answer that cannot be read, or too large).
        let due = uids.iter().copied().find(|uid| !bodies.got.contains_key(uid));
        if let (Some(uid), Err(e)) = (due, &result)
            && self.is_repeated((validity, uid))
        {
            bodies.failed.entry(uid).or_insert_with(|| e.to_string());
        }
        for (uid, why) in &bodies.failed {
            if self.failing.insert((validity, *uid)) {
                warn!(
                    imap.peer = %session.wire.peer, imap.uid = *uid, error = why.as_str(),
                    "A mail is listed and does not come; the others are taken first."
                );
            }
        }
        for uid in bodies.got.keys() {
            self.failing.remove(&(validity, *uid));
        }
        // What did come is whole, and is answered whatever befell the rest: taken, it makes room. Only when nothing
        // else is left is it an error.
        let result = result.and_then(|()| match bodies.failed.first_key_value() {
            Some((uid, why)) if bodies.got.is_empty() => Err(SourceError::Unreachable(format!(
                "{} lists UID {uid} and does not give it: {why}",
                session.wire.peer
            ))),
            _ => Ok(()),
        });
        match self.put(session, result) {
            Err(e) if bodies.got.is_empty() => return Err(e),
            _ => {}
        }
        let whole = |(uid, bytes)| Some(Fetched { location: Location::clone(asked.get(&uid)?), bytes });
        Ok(bodies.got.into_iter().filter_map(whole).collect())
    }

    pub(super) async fn fetch_range(
        &mut self,
        location: &Location,
        offset: u64,
        len: u64,
    ) -> Result<Option<Fetched>, SourceError> {
        let mut session = self.take().await?;
        let validity = session.validity;
        let uid = self.uids(validity, std::slice::from_ref(location)).into_keys().next();
        let result = match uid {
            Some(uid) => fetch::range(&mut session, uid, offset, len).await,
            None => Ok(None),
        };
        if let Some(uid) = uid {
            match &result {
                Ok(_) => self.failing.remove(&(validity, uid)),
                Err(_) => self.is_repeated((validity, uid)) && self.failing.insert((validity, uid)),
            };
        }
        let part = self.put(session, result)?;
        Ok(part.map(|bytes| Fetched { location: location.clone(), bytes }))
    }

    pub(super) async fn file_away(
        &mut self,
        locations: &[Location],
        shelf: Shelf,
    ) -> Result<(), SourceError> {
        if locations.is_empty() {
            return Ok(());
        }
        let folder = self.folder(shelf);
        let mut session = self.take().await?;
        let validity = session.validity;
        let uids = self.uids(validity, locations).into_keys().collect::<BTreeSet<_>>();
        let mut copied = self.copied.iter().filter(|(of, _)| *of == validity).map(|(_, uid)| *uid).collect();
        let result = if uids.is_empty() {
            Ok(())
        } else {
            file::away(&mut session, &uids, shelf, &folder, &mut copied).await
        };
        self.copied = copied.into_iter().map(|uid| (validity, uid)).collect();
        self.put(session, result)
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), SourceError> {
        let started = tokio::time::Instant::now();
        let most = at_most.min(self.config.poll_interval);
        let Some(mut session) = self.session.take() else {
            // Mail may have come while nobody was connected.
            self.session = Some(self.open().await?);
            return Ok(());
        };
        if session.wire.news {
            self.session = Some(session);
            return Ok(());
        }
        if self.config.idle && !session.idle_refused && session.offered.has("IDLE") {
            let ended = idle::idle(&mut session, most.min(self.timing.idle)).await;
            session.idle_refused = matches!(ended, Ok(idle::Ended::Refused));
            if self.put(session, ended)? == idle::Ended::Look {
                return Ok(());
            }
            warn!("The mailbox's server offers IDLE and refuses it; it is looked at from time to time.");
        } else {
            self.session = Some(session);
        }
        tokio::time::sleep_until(started + most).await;
        Ok(())
    }

    pub(super) async fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.wire.log_out().await;
        }
    }
}
