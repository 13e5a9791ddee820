//! From the mailbox to the store: many mails share a commit, each in a savepoint of its own.
//!
//! The order is what keeps a mail from being lost or doubled: bytes durable, then the commit, then the mail leaves the
//! inbox. A mail that lies there although its place is known has only not been filed away yet.

mod large;
mod prepare;
mod replay;
mod take;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::desk::address::Address;
use crate::desk::rules::Rules;
use crate::forms;
use crate::mailbox::{Entry, Location, Shelf, Source, SourceError};
use crate::parse;
use crate::store::blob::Blobs;
use crate::store::{Db, StoreError, inbound};

pub use prepare::Prepared;
pub use replay::{Replayed, replay};
pub use take::{Judged, explain, retry};

/// How many mails share a commit, and how many bytes of them are held at once.
const BATCH_MAILS: usize = 100;
const BATCH_BYTES: u64 = 16 << 20;

/// Takes mail.
#[derive(Clone, Debug)]
pub struct Intake {
    db: Db,
    blobs: Blobs,
    clock: Clock,
    settings: Arc<parse::Settings>,
    max_mail: u64,
    take_since: Option<Timestamp>,
}

/// What one look at the mailbox brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Mails taken.
    pub taken: usize,
    /// Of them, set apart.
    pub quarantined: usize,
    /// Mails that were known and have been filed away at last.
    pub filed_late: usize,
    /// Mails older than `mailbox.take_since`, left where they are.
    pub too_old: usize,
    /// Mails that could not be had at this look.
    pub not_had: usize,
    /// Why mails that are taken could not be filed away: they lie in the inbox still, and hold up no other.
    pub unfiled: Option<String>,
}

/// Why a look was broken off. What was committed before stays.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The mailbox.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The database or the blobs.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Intake {
    /// Puts an intake together.
    pub fn new(config: &Config, db: Db, blobs: Blobs, clock: Clock) -> Self {
        Self {
            db,
            blobs,
            clock,
            settings: Arc::new(parse_settings(config)),
            max_mail: config.limits.max_mail,
            take_since: config.take_since,
        }
    }

    /// Looks once at the whole mailbox and takes what is new, oldest first. `told` is called after each batch with how
    /// many mails have been taken of how many. Ends early, with what is committed, when `stop` is cancelled.
    ///
    /// # Errors
    /// When the mailbox or the database fails; what was committed before is kept, the rest is still in the mailbox.
    pub async fn look(
        &self,
        source: &mut Source,
        rules: &Arc<Rules>,
        stop: &CancellationToken,
        mut told: impl FnMut(usize, usize),
    ) -> Result<Look, IntakeError> {
        let mut look = Look::default();
        let entries = source.list().await?;
        let known = self.known(&entries).await?;
        self.file_late(source, &entries, &known, &mut look).await;
        let mut new: Vec<Entry> =
            entries.into_iter().filter(|entry| !known.contains_key(&entry.location.0)).collect();
        new.retain(|entry| {
            let old = entry.is_older_than(self.take_since);
            look.too_old += usize::from(old);
            !old
        });
        let total = new.len();
        let (large, ordinary): (Vec<_>, Vec<_>) =
            new.into_iter().partition(|entry| entry.size > self.max_mail);
        let forms = forms::Reader::new(&rules.catalog);
        let mut batches = batches(ordinary).into_iter();
        let mut in_hand = 0;
        let mut ready = match batches.next() {
            Some(batch) => {
                in_hand = bytes(&batch);
                Some(self.have(source, batch, &forms, rules, &mut look).await?)
            }
            None => None,
        };
        // While one batch is committed, the one before is filed away, and the next is fetched and read; large ones one
        // after the other.
        let mut to_file = Vec::new();
        while let Some(prepared) = ready.take() {
            let next = if stop.is_cancelled() { None } else { batches.next() };
            let before = std::mem::replace(&mut in_hand, next.as_deref().map_or(0, bytes));
            let is_large = before.saturating_add(in_hand) > BATCH_BYTES;
            let (at_once, later) = if is_large { (None, next) } else { (next, None) };
            let (done, fetched) = tokio::join!(self.commit(rules, prepared), async {
                file_away(source, &to_file, &mut look).await;
                match at_once {
                    Some(batch) => self.have(source, batch, &forms, rules, &mut look).await.map(Some),
                    None => Ok(None),
                }
            });
            to_file = done?;
            look.taken += to_file.len();
            look.quarantined += to_file.iter().filter(|(_, shelf)| *shelf == Shelf::Quarantine).count();
            told(look.taken, total);
            let fetched = match later {
                Some(batch) if fetched.is_ok() => {
                    self.have(source, batch, &forms, rules, &mut look).await.map(Some)
                }
                _ => fetched,
            };
            match fetched {
                Ok(batch) => ready = batch,
                Err(error) => {
                    file_away(source, &to_file, &mut look).await;
                    return Err(error);
                }
            }
        }
        file_away(source, &to_file, &mut look).await;
        for entry in large {
            if stop.is_cancelled() {
                break;
            }
            if let Some(prepared) = self.have_large(source, &entry).await? {
                let done = self.commit(rules, vec![prepared]).await?;
                file_away(source, &done, &mut look).await;
                look.taken += 1;
                look.quarantined += 1;
                told(look.taken, total);
            }
        }
        Ok(look)
    }

    /// Which of the mails in the inbox have been taken before, and what became of them.
    async fn known(&self, entries: &[Entry]) -> Result<HashMap<String, String>, StoreError> {
        if entries.is_empty() {
            return Ok(HashMap::new());
        }
        let locations: Vec<String> = entries.iter().map(|entry| entry.location.0.clone()).collect();
        let mut tx = self.db.read().await?;
        Ok(inbound::known_locations(&mut tx, &locations).await?.into_iter().collect())
    }

    /// A stop between commit and filing away leaves a mail in the inbox that is taken already.
    async fn file_late(
        &self,
        source: &mut Source,
        entries: &[Entry],
        known: &HashMap<String, String>,
        look: &mut Look,
    ) {
        let late: Vec<(Location, Shelf)> = entries
            .iter()
            .filter_map(|entry| {
                known.get(&entry.location.0).map(|outcome| (entry.location.clone(), shelf(outcome)))
            })
            .collect();
        look.filed_late = late.len();
        file_away(source, &late, look).await;
    }

    /// Fetches a batch and reads it.
    async fn have(
        &self,
        source: &mut Source,
        batch: Vec<Entry>,
        forms: &forms::Reader,
        rules: &Arc<Rules>,
        look: &mut Look,
    ) -> Result<Vec<Prepared>, IntakeError> {
        let locations: Vec<Location> = batch.into_iter().map(|entry| entry.location).collect();
        let fetched = source.fetch(&locations).await?;
        look.not_had += locations.len().saturating_sub(fetched.len());
        Ok(prepare::all(fetched, &self.settings, forms, rules).await)
    }
}

/// What the reading of mails depends on.
pub fn parse_settings(config: &Config) -> parse::Settings {
    parse::Settings {
        own: vec![config.desk.address.clone()],
        own_domain: config.desk.address.domain().to_owned(),
        foot: [&*config.desk.name, &*config.desk.entity, &*config.desk.phone, &*config.desk.privacy_notice]
            .join(" "),
        trusted_authserv: config.security.trusted_authserv.clone(),
        trust_exchange_internal: config.security.trust_exchange_internal,
        limits: parse::Limits {
            max_parts: config.limits.max_parts,
            max_depth: config.limits.max_depth,
            ..parse::Limits::default()
        },
    }
}

/// How much a batch weighs.
fn bytes(batch: &[Entry]) -> u64 {
    batch.iter().map(|entry| entry.size).fold(0, u64::saturating_add)
}

/// Cuts a list into batches of bounded count and bytes; a large mail is a batch of its own.
fn batches(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut batches: Vec<Vec<Entry>> = Vec::new();
    let mut room = 0_u64;
    for entry in entries {
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH_MAILS && entry.size <= room => {
                room -= entry.size;
                batch.push(entry);
            }
            _ => {
                room = BATCH_BYTES.saturating_sub(entry.size);
                batches.push(vec![entry]);
            }
        }
    }
    batches
}

/// Which folder a mail of an outcome goes to.
fn shelf(outcome: &str) -> Shelf {
    if outcome == crate::desk::decision::Outcome::Quarantined.as_str() {
        Shelf::Quarantine
    } else {
        Shelf::Done
    }
}

/// Files mails away that are taken. Where that fails it is noted: the next look tries again, and the intake goes on, which
/// fails by itself when it was the connection.
async fn file_away(source: &mut Source, done: &[(Location, Shelf)], look: &mut Look) {
    for shelf in [Shelf::Done, Shelf::Quarantine] {
        let locations: Vec<Location> =
            done.iter().filter(|(_, its)| *its == shelf).map(|(location, _)| location.clone()).collect();
        if !locations.is_empty()
            && let Err(error) = source.file_away(&locations, shelf).await
        {
            look.unfiled.get_or_insert_with(|| error.to_string());
        }
    }
}

/// An address for logs, or what stands in its place.
fn masked(address: Option<&Address>) -> String {
    address.map_or_else(|| "nobody".to_owned(), Address::masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_bounded_in_count_and_bytes() {
        let entry = |size| Entry { location: Location(String::new()), size, received_millis: None };
        let sizes = |batches: &[Vec<Entry>]| batches.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(&batches(vec![])), Vec::<usize>::new());
        assert_eq!(sizes(&batches((0..250).map(|_| entry(1000)).collect())), [100, 100, 50]);
        assert_eq!(
            sizes(&batches(vec![entry(9 << 20), entry(9 << 20), entry(1), entry(30 << 20), entry(1)])),
            [1, 2, 1, 1]
        );
    }
}
