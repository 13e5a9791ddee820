//! Stored mails through today's catalogue: which first mails of matters would now be judged otherwise.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use super::Prepared;
use crate::desk::decision::Judgement;
use crate::desk::facts::{Facts, Field};
use crate::desk::rules::Rules;
use crate::desk::triage::judged_as_new;
use crate::parse::Settings;
use crate::store::blob::Blobs;
use crate::store::inbound::{self, JudgedRow};
use crate::store::{Db, StoreError, person};

/// How many rows are looked at in one question.
const PAGE: i64 = 200;

/// The first mail of a matter, judged again.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The mail, how it was judged then, and what an agent made of it.
    pub row: JudgedRow,
    /// How it was judged when it came, but for what it lacked and the directory has learnt since: that is no doing of the
    /// catalogue. `None` for mail from before that was kept.
    pub then: Option<Judgement>,
    /// How it would be judged now, or why it cannot be.
    pub now: Result<Judgement, String>,
}

impl Replayed {
    /// Whether anything would be decided otherwise; the score alone decides nothing.
    pub fn differs(&self) -> bool {
        match (&self.then, &self.now) {
            (Some(then), Ok(now)) => {
                let mut then = Judgement { score: now.score, ..then.clone() };
                then.group = then.group.or_else(|| now.group.clone());
                then != *now
            }
            (None, Ok(_)) => false,
            (_, Err(_)) => true,
        }
    }
}

/// Judges again what came since an instant, with today's rules and directory. `told` gets each, oldest first: memory
/// holds a page at the most. How many there were.
///
/// # Errors
/// When the database does not answer. A mail whose bytes are gone is told as such.
pub async fn replay(
    db: &Db,
    blobs: &Blobs,
    settings: &Settings,
    rules: &Rules,
    since: Timestamp,
    mut told: impl FnMut(Replayed),
) -> Result<usize, StoreError> {
    let forms = crate::forms::Reader::new(&rules.catalog);
    let mut after = 0;
    let mut count = 0;
    loop {
        let mut tx = db.read().await?;
        let rows = inbound::new_matters(&mut tx, since.as_millisecond(), after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after = last.id;
        for row in rows {
            let mut then: Option<Judgement> =
                row.judged.as_deref().and_then(|text| serde_json::from_str(text).ok());
            let at = Timestamp::from_millisecond(row.received_at).unwrap_or(since);
            let now = match blobs.get(&mut tx, &row.raw_sha256).await {
                Ok(bytes) => {
                    let prepared = Prepared::new(format!("replay/{}", row.id), bytes, settings, &forms);
                    let known = match prepared.sender() {
                        Some(sender) => rules.known(sender).or(person::known(&mut tx, sender).await?),
                        None => Default::default(),
                    };
                    if let Some(then) = &mut then {
                        then.missing.retain(|name| known.field(&Field::named(name)).is_none());
                    }
                    let facts = Facts { known, ..Facts::default() };
                    judge(&prepared, &facts, rules, at)
                }
                Err(StoreError::Blob(why) | StoreError::Corrupt(why)) => Err(why),
                Err(error) => return Err(error),
            };
            count += 1;
            told(Replayed { row, then, now });
        }
    }
}

fn judge(prepared: &Prepared, facts: &Facts, rules: &Rules, at: Timestamp) -> Result<Judgement, String> {
    let (mail, _) = prepared.reading.as_ref().map_err(Clone::clone)?;
    catch_unwind(AssertUnwindSafe(|| judged_as_new(mail, facts, rules, at)))
        .map_err(|_| "the procedure failed on it: a bug; the log says where".to_owned())?
        .ok_or_else(|| "it has no From address that can be read".to_owned())
}
