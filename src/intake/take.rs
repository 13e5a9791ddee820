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
use crate::store::apply::{Applied, Occasion, apply};
use crate::store::facts::Senders;
use crate::store::inbound::Arrival;
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
        let mut tx = self.db.write().await?;
        let identities: Vec<&str> = batch.iter().map(|prepared| prepared.identity.as_str()).collect();
        let mut known: HashSet<String> = inbound::known_identities(&mut tx, &identities).await?;
        let senders: Vec<&Address> = batch.iter().filter_map(|prepared| prepared.sender()).collect();
        let mut senders = Senders::of(&mut tx, &senders, self.clock.now()).await?;
        blob::keep_all(&mut tx, &batch.iter().flat_map(Prepared::blobs).collect::<Vec<_>>()).await?;
        for prepared in &batch {
            // Until they were named, what lay there from before could still be erased (`store::retention`).
            self.keep_large(prepared).await?;
        }
        let mut done = Vec::with_capacity(batch.len());
        tx.savepoint().await?;
        for prepared in batch {
            let seen = !known.insert(prepared.identity.clone());
            let outcome = self.one(&mut tx, rules, &prepared, seen, &mut senders).await?;
            done.push((Location(prepared.location), shelf(outcome)));
        }
        tx.commit().await?;
        Ok(done)
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

    /// Takes one mail within the savepoint that has begun, and begins the next. What fails for this mail alone sets it apart; what fails for all of them
    /// is an error. The outcome's name.
    async fn one(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        prepared: &Prepared,
        seen: bool,
        senders: &mut Senders,
    ) -> Result<&'static str, StoreError> {
        let now = self.clock.now();
        let mut judged = self.judged(tx, rules, prepared, seen, now, senders).await;
        for _ in 0..MOST_READINGS {
            if !matches!(judged, Err(StoreError::Stale)) {
                break;
            }
            // Somebody has changed the case meanwhile: what they did is read, and the mail judged by it.
            tx.undo().await?;
            tx.savepoint().await?;
            judged = self.judged(tx, rules, prepared, seen, now, senders).await;
        }
        let failure = match judged {
            Ok(Some(outcome)) => {
                tx.next_savepoint().await?;
                return Ok(outcome.as_str());
            }
            // Another instance has taken it meanwhile.
            Ok(None) => {
                tx.undo().await?;
                tx.savepoint().await?;
                return Ok(Outcome::Duplicate.as_str());
            }
            Err(error) if !error.is_of_one_row() => return Err(error),
            Err(error) => error.to_string(),
        };
        tx.undo().await?;
        tx.savepoint().await?;
        self.set_apart(tx, rules, prepared, seen, now, &format!("it could not be kept: {failure}")).await?;
        tx.next_savepoint().await?;
        Ok(Outcome::Quarantined.as_str())
    }

    /// Judges a mail and carries the decision out. `None`: it is known already.
    async fn judged(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        prepared: &Prepared,
        seen: bool,
        now: Timestamp,
        senders: &mut Senders,
    ) -> Result<Option<Outcome>, StoreError> {
        let (mail, _) = match &prepared.reading {
            Ok(reading) => reading,
            Err(why) => {
                let known = self.set_apart(tx, rules, prepared, seen, now, why).await?;
                return Ok(known.then_some(Outcome::Quarantined));
            }
        };
        let facts = if seen {
            Facts { seen, ..Facts::default() }
        } else {
            facts::gather(tx, mail, rules, now, senders).await?
        };
        let decision = match caught(mail, &facts, rules, now) {
            Ok(decision) => decision,
            Err(why) => {
                let known = self.set_apart(tx, rules, prepared, seen, now, &why).await?;
                return Ok(known.then_some(Outcome::Quarantined));
            }
        };
        if decision.outcome == Outcome::Quarantined {
            let known = self.set_apart(tx, rules, prepared, seen, now, &decision.why.join("; ")).await?;
            return Ok(known.then_some(Outcome::Quarantined));
        }
        let arrival = arrival(prepared, seen, now);
        let occasion = Occasion { arrival: &arrival, files: &mail.attachments, again: None };
        match apply(tx, &decision, Some(occasion), rules, now).await? {
            Applied::Known => Ok(None),
            Applied::Done { number } => {
                tracing::info!(
                    mail.from = masked(mail.sender()),
                    mail.outcome = decision.outcome.as_str(),
                    case.number = number.as_deref().unwrap_or("-"),
                    "mail taken"
                );
                Ok(Some(decision.outcome))
            }
        }
    }

    /// Keeps a mail that cannot be read, whole, and tells the operator. False: it is known already.
    async fn set_apart(
        &self,
        tx: &mut Tx,
        rules: &Rules,
        prepared: &Prepared,
        seen: bool,
        now: Timestamp,
        why: &str,
    ) -> Result<bool, StoreError> {
        let decision = Decision {
            outcome: Outcome::Quarantined,
            why: vec![why.to_owned()],
            about: About::Nothing,
            changes: vec![quarantine_alert(rules, prepared, now)],
            judged: None,
        };
        let arrival = arrival(prepared, seen, now);
        let occasion = Occasion { arrival: &arrival, files: &[], again: None };
        let applied = apply(tx, &decision, Some(occasion), rules, now).await?;
        tracing::warn!(mail.size = prepared.size, mail.why = why, "mail set apart");
        Ok(applied != Applied::Known)
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
    let facts = facts::gather(&mut tx, mail, rules, now, &mut Senders::default()).await?;
    let decision = match caught(mail, &facts, rules, now) {
        Ok(decision) if decision.outcome != Outcome::Quarantined => decision,
        Ok(decision) => return Ok(Some(decision)),
        Err(why) => return Ok(Some(still_apart(why))),
    };
    tx.commit().await?;
    intake.keep_large(&prepared).await?;
    let mut tx = intake.db.write().await?;
    blob::keep_all(&mut tx, &prepared.blobs().collect::<Vec<_>>()).await?;
    let arrival = arrival(&prepared, false, now);
    let occasion = Occasion { arrival: &arrival, files: &mail.attachments, again: Some(id) };
    if apply(&mut tx, &decision, Some(occasion), rules, now).await? == Applied::Known {
        return Ok(None);
    }
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
        facts::gather(&mut tx, &mail, rules, now, &mut Senders::default()).await?
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
