//! One mail, one transaction's part: facts, decision, and what it changes; or set apart, whole.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use super::{Intake, Prepared, masked, shelf};
use crate::clock::bogota;
use crate::desk::address::Address;
use crate::desk::compose::to_operators;
use crate::desk::decision::{About, Change, Decision, Outcome};
use crate::desk::facts::Facts;
use crate::desk::letter::{Content, OperatorAlert};
use crate::desk::mail::Mail;
use crate::desk::rules::Rules;
use crate::desk::triage::triage;
use crate::forms;
use crate::mailbox::{Location, Shelf};
use crate::store::apply::{Occasion, apply};
use crate::store::inbound::Arrival;
use crate::store::senders::Senders;
use crate::store::{Db, StoreError, Tx, blob, facts, inbound};

/// How often a mail is judged again because its case was changed meanwhile.
const MOST_READINGS: usize = 5;

/// What the procedure says of a mail.
#[derive(Debug)]
pub struct Judged {
    /// The mail.
    pub mail: Mail,
    /// What is decided.
    pub decision: Decision,
}

/// What became of a mail.
struct Taken {
    outcome: Outcome,
    /// The case or request it is about.
    number: Option<String>,
    why: String,
}

impl Taken {
    /// Says so in the log, once it lasts.
    fn tell(&self, prepared: &Prepared) {
        if self.outcome == Outcome::Quarantined {
            tracing::warn!(mail.size = prepared.size, mail.why = self.why, "mail set apart");
        } else {
            tracing::info!(
                mail.from = masked(prepared.sender()),
                mail.outcome = self.outcome.as_str(),
                case.number = self.number.as_deref().unwrap_or("-"),
                "mail taken"
            );
        }
    }
}

/// A transaction that takes a batch.
struct Batch {
    tx: Tx,
    /// The mails that are known: from before, and of the batch so far.
    known: HashSet<String>,
    senders: Senders,
}

impl Intake {
    /// Commits a batch; which folder each of its mails goes to now.
    pub(super) async fn commit(
        &self,
        rules: &Rules,
        batch: Vec<Prepared>,
    ) -> Result<Vec<(Location, Shelf)>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        for prepared in &batch {
            self.keep_large(prepared).await?;
        }
        let taken = match self.together(rules, &batch).await {
            Err(error) if error.is_of_one_row() => self.one_by_one(rules, &batch).await?,
            taken => taken?,
        };
        let done = taken.into_iter().zip(batch).map(|(taken, prepared)| {
            taken.tell(&prepared);
            (Location(prepared.location), shelf(taken.outcome.as_str()))
        });
        Ok(done.collect())
    }

    /// Takes all mails of a batch at once: what they add is written together. Where that fails for one of them, nothing of
    /// it is done.
    async fn together(&self, rules: &Rules, batch: &[Prepared]) -> Result<Vec<Taken>, StoreError> {
        let mut begun = self.begin(batch).await?;
        begun.tx.expect(batch.len());
        let mut taken = Vec::with_capacity(batch.len());
        for prepared in batch {
            taken.push(self.judged(&mut begun, rules, prepared).await?);
        }
        begun.tx.commit().await?;
        Ok(taken)
    }

    /// Takes each mail of a batch in a savepoint of its own: what fails for one alone sets that one apart.
    async fn one_by_one(&self, rules: &Rules, batch: &[Prepared]) -> Result<Vec<Taken>, StoreError> {
        let mut begun = self.begin(batch).await?;
        let mut taken = Vec::with_capacity(batch.len());
        for prepared in batch {
            taken.push(self.one(&mut begun, rules, prepared).await?);
        }
        begun.tx.commit().await?;
        Ok(taken)
    }

    /// Begins a batch: what is asked once for all its mails, and their bytes.
    async fn begin(&self, batch: &[Prepared]) -> Result<Batch, StoreError> {
        let mut tx = self.db.write().await?;
        let identities: Vec<&str> = batch.iter().map(|prepared| prepared.identity.as_str()).collect();
        let known = inbound::known_identities(&mut tx, &identities).await?;
        let senders: Vec<&Address> = batch.iter().filter_map(Prepared::sender).collect();
        let senders = Senders::of(&mut tx, &senders, self.clock.now()).await?;
        for (sha256, bytes) in batch.iter().flat_map(Prepared::blobs) {
            blob::keep(&mut tx, sha256, bytes);
        }
        tx.settle().await?;
        for prepared in batch {
            // Until they were named, what lay there from before could still be erased (`store::retention`).
            self.keep_large(prepared).await?;
        }
        Ok(Batch { tx, known, senders })
    }

    /// Large bytes become durable before the transaction that names them.
    async fn keep_large(&self, prepared: &Prepared) -> Result<(), StoreError> {
        self.blobs.put_large(&prepared.raw_sha256, &prepared.bytes).await?;
        if let Ok((mail, contents)) = &prepared.reading {
            for (file, bytes) in mail.attachments.iter().zip(contents) {
                self.blobs.put_large(&file.sha256, bytes).await?;
            }
        }
        Ok(())
    }

    /// Takes one mail. What fails for this mail alone sets it apart; what fails for all of them is an error.
    async fn one(&self, begun: &mut Batch, rules: &Rules, prepared: &Prepared) -> Result<Taken, StoreError> {
        let seen = begun.known.contains(&prepared.identity);
        for reading in 1.. {
            begun.tx.savepoint().await?;
            let mut taken = self.judged(begun, rules, prepared).await;
            if taken.is_ok()
                && let Err(error) = begun.tx.release().await
            {
                taken = Err(error);
            }
            let failure = match taken {
                Ok(taken) => return Ok(taken),
                Err(error) if !error.is_of_one_row() => return Err(error),
                Err(error) => error,
            };
            begun.tx.undo().await?;
            begun.senders.undone();
            if !seen {
                begun.known.remove(&prepared.identity);
            }
            match failure {
                // Somebody has changed the case meanwhile: what they did is read, and the mail judged by it.
                StoreError::Stale if reading < MOST_READINGS => {}
                // Another instance has taken it meanwhile.
                StoreError::Taken => {
                    return Ok(Taken { outcome: Outcome::Duplicate, number: None, why: failure.to_string() });
                }
                _ => {
                    let why = format!("it could not be kept: {failure}");
                    let taken = self.set_apart(&mut begun.tx, rules, prepared, seen, &why).await?;
                    begun.known.insert(prepared.identity.clone());
                    begun.tx.settle().await?;
                    return Ok(taken);
                }
            }
        }
        Err(StoreError::Stale)
    }

    /// Judges a mail and carries the decision out.
    async fn judged(
        &self,
        begun: &mut Batch,
        rules: &Rules,
        prepared: &Prepared,
    ) -> Result<Taken, StoreError> {
        let now = self.clock.now();
        let Batch { tx, known, senders } = begun;
        let seen = !known.insert(prepared.identity.clone());
        let (mail, _) = match &prepared.reading {
            Ok(reading) => reading,
            Err(why) => return self.set_apart(tx, rules, prepared, seen, why).await,
        };
        let facts = if seen {
            Facts { seen, ..Facts::default() }
        } else {
            facts::gather(tx, mail, prepared.ahead.clone(), rules, now, senders).await?
        };
        let decision = match caught(mail, &facts, rules, now) {
            Ok(decision) if decision.outcome == Outcome::Quarantined => {
                return self.set_apart(tx, rules, prepared, seen, &decision.why.join("; ")).await;
            }
            Ok(decision) => decision,
            Err(why) => return self.set_apart(tx, rules, prepared, seen, &why).await,
        };
        senders.note(&decision);
        let arrival = arrival(prepared, seen, now);
        let occasion = Occasion { arrival: &arrival, files: &mail.attachments, again: None };
        let number = apply(tx, &decision, Some(occasion), rules, now).await?;
        Ok(Taken { outcome: decision.outcome, number, why: String::new() })
    }

    /// Keeps a mail that cannot be read, whole, and tells the operator.
    async fn set_apart(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        prepared: &Prepared,
        seen: bool,
        why: &str,
    ) -> Result<Taken, StoreError> {
        let now = self.clock.now();
        let decision = Decision {
            outcome: Outcome::Quarantined,
            why: vec![why.to_owned()],
            about: About::Nothing,
            changes: vec![quarantine_alert(rules, prepared, now)],
            judged: None,
        };
        let arrival = arrival(prepared, seen, now);
        let occasion = Occasion { arrival: &arrival, files: &[], again: None };
        apply(tx, &decision, Some(occasion), rules, now).await?;
        Ok(Taken { outcome: Outcome::Quarantined, number: None, why: why.to_owned() })
    }
}

/// Takes again a mail that was set apart; what became of it now. `None` when there is no such mail.
///
/// # Errors
/// When its bytes or the database fail.
pub async fn retry(intake: &Intake, rules: &Rules, id: i64) -> Result<Option<Decision>, StoreError> {
    let mut tx = intake.db.write().await?;
    let Some(row) = inbound::quarantined(&mut tx, id).await? else { return Ok(None) };
    let bytes = intake.blobs.get(&mut tx, &row.raw_sha256).await?;
    let mut prepared =
        Prepared::new(row.location, bytes, &intake.settings, &forms::Reader::new(&rules.catalog));
    if prepared.size > intake.max_mail {
        prepared.reading = Err(over_the_limit(prepared.size, intake.max_mail));
    }
    let now = intake.clock.now();
    let (mail, _) = match &prepared.reading {
        Ok(reading) => reading,
        Err(why) => return Ok(Some(still_apart(why.clone()))),
    };
    let facts = facts::gather(&mut tx, mail, None, rules, now, &mut Senders::default()).await?;
    let decision = match caught(mail, &facts, rules, now) {
        Ok(decision) if decision.outcome != Outcome::Quarantined => decision,
        Ok(decision) => return Ok(Some(decision)),
        Err(why) => return Ok(Some(still_apart(why))),
    };
    tx.commit().await?;
    intake.keep_large(&prepared).await?;
    let mut tx = intake.db.write().await?;
    for (sha256, bytes) in prepared.blobs() {
        blob::keep(&mut tx, sha256, bytes);
    }
    let arrival = arrival(&prepared, false, now);
    let occasion = Occasion { arrival: &arrival, files: &mail.attachments, again: Some(id) };
    match apply(&mut tx, &decision, Some(occasion), rules, now).await {
        Err(StoreError::Taken) => return Ok(None),
        applied => applied?,
    };
    tx.commit().await?;
    Ok(Some(decision))
}

/// What would be decided of a mail now, and why, changing nothing.
///
/// # Errors
/// The inner error says why the mail cannot be read; the outer is the database's.
pub async fn explain(
    db: &Db,
    bytes: Vec<u8>,
    settings: &crate::parse::Settings,
    rules: &Rules,
    now: Timestamp,
) -> Result<Result<Judged, String>, StoreError> {
    let prepared = Prepared::new("explain".to_owned(), bytes, settings, &forms::Reader::new(&rules.catalog));
    let (mail, _) = match prepared.reading {
        Ok(reading) => reading,
        Err(why) => return Ok(Err(why)),
    };
    let mut tx = db.read().await?;
    let facts = if inbound::is_known(&mut tx, &prepared.identity).await? {
        Facts { seen: true, ..Facts::default() }
    } else {
        facts::gather(&mut tx, &mail, None, rules, now, &mut Senders::default()).await?
    };
    Ok(caught(&mail, &facts, rules, now).map(|decision| Judged { mail, decision }))
}

/// A bug in the procedure costs one mail its turn, not the service.
fn caught(mail: &Mail, facts: &Facts, rules: &Rules, now: Timestamp) -> Result<Decision, String> {
    catch_unwind(AssertUnwindSafe(|| triage(mail, facts, rules, now)))
        .map_err(|_| "the procedure failed on it: a bug; the log says where".to_owned())
}

pub(super) fn over_the_limit(size: u64, most: u64) -> String {
    format!("The mail has {size} bytes, more than limits.max_mail ({most}).")
}

fn still_apart(why: String) -> Decision {
    Decision {
        outcome: Outcome::Quarantined,
        why: vec![why],
        about: About::Nothing,
        changes: Vec::new(),
        judged: None,
    }
}

fn arrival(prepared: &Prepared, seen: bool, now: Timestamp) -> Arrival {
    Arrival {
        location: prepared.location.clone(),
        identity: (!seen).then(|| prepared.identity.clone()),
        message_id: prepared.glance.message_id.as_ref().map(|id| id.as_str().to_owned()),
        raw_sha256: prepared.raw_sha256.clone(),
        size: prepared.size,
        from: Some(prepared.glance.from.clone()).filter(|from| !from.is_empty()),
        subject: prepared.glance.subject.clone(),
        received_at: now.as_millisecond(),
    }
}

/// One alert an hour, so that a flood of broken mail is no flood of alerts.
fn quarantine_alert(rules: &Rules, prepared: &Prepared, now: Timestamp) -> Change {
    let hour = now.to_zoned_datetime(bogota());
    let content = Content::OperatorAlert(OperatorAlert {
        what: "Un correo no se pudo leer y quedó apartado".to_owned(),
        details: vec![
            format!("Remitente: {}", if prepared.glance.from.is_empty() { "no se sabe" } else { &prepared.glance.from }),
            "El correo está completo y a salvo. El primer comando de abajo dice su número (ID), el segundo el motivo. Si hay \
             más en esta hora, no se avisará de cada uno."
                .to_owned(),
        ],
        commands: vec![
            "radica inbound list".to_owned(),
            "radica inbound show ID".to_owned(),
            "radica inbound retry ID".to_owned(),
        ],
    });
    Change::TellOnce {
        key: format!("quarantine/{}T{:02}", hour.date(), hour.hour()),
        letters: to_operators(rules, &content, now),
    }
}
