//! A letter's words: made once, when it is first claimed, and kept (ruling 42).

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::look::{self, Looked};
use super::{Batch, Dispatch, Ready, Round};
use crate::delivery::Outgoing;
use crate::desk::address::{Address, Contact};
use crate::desk::letter::{Content, SimilarCase};
use crate::desk::mail::Attachment;
use crate::desk::message_id::MessageId;
use crate::desk::rules::Rules;
use crate::letters::{Envelope, Files, HeldFiles, LetterError, Letters};
use crate::store::blob::{self, sha256};
use crate::store::outbox::{self, Claimed};
use crate::store::solution::{self, SolutionRow};
use crate::store::{self, StoreError, Tx, at};

/// How many similar cases go along with an assignment, and how many are looked at.
const MOST_SIMILAR: usize = 3;
const MOST_LOOKED_AT: i64 = 12;

impl Dispatch {
    /// Words the letters that have no words yet; from then on they keep them (ruling 42).
    pub(super) async fn word(
        &self,
        letters: &Letters,
        rules: &Rules,
        batch: Batch,
        round: &mut Round,
    ) -> Result<Vec<Ready>, StoreError> {
        let Batch { letters: claimed, at, until } = batch;
        let mut ready = Vec::with_capacity(claimed.len());
        for letter in claimed {
            let id = letter.id;
            match self.bytes(letters, rules, &letter).await {
                Ok(bytes) => match outgoing(&self.desk, &letter, bytes) {
                    Ok(outgoing) => ready.push(Ready { claimed: letter, outgoing, at, until }),
                    Err(error) => self.put_off(id, letter.attempts, &error, round).await?,
                },
                Err(Wording::Store(error)) => return Err(error),
                Err(Wording::Letter(error)) => {
                    tracing::error!(
                        letter.id = id,
                        letter.kind = letter.kind,
                        letter.error = error,
                        "a letter could not be worded"
                    );
                    self.put_off(id, letter.attempts, &error, round).await?;
                }
            }
        }
        Ok(ready)
    }

    /// The final bytes of a letter.
    async fn bytes(&self, letters: &Letters, rules: &Rules, letter: &Claimed) -> Result<Vec<u8>, Wording> {
        let mut tx = self.db.read().await?;
        if let Some(name) = &letter.mime_sha256 {
            return self.blobs.get(&mut tx, name).await.map_err(Wording::of_reading);
        }
        let mut content: Content =
            serde_json::from_str(&letter.content).map_err(|error| Wording::Letter(error.to_string()))?;
        add_similar(&mut tx, rules, letter, &mut content).await?;
        let mut envelope = self.envelope(letter)?;
        let mut files = add_report(&mut tx, rules, &envelope, &mut content).await?;
        let mut foreign = Vec::new();
        for file in Files::of(&content, envelope.max_attached, &envelope.held).attached {
            if files.iter().any(|(made, _)| made.sha256 == file.sha256) {
                continue;
            }
            let bytes = self.blobs.get(&mut tx, &file.sha256).await.map_err(Wording::of_reading)?;
            foreign.push((file.clone(), bytes));
        }
        let looked = match &self.scanner {
            Some(scanner) if !foreign.is_empty() => {
                let known = look::known(&mut tx, &foreign).await?;
                drop(tx);
                look::look(scanner, &known, &foreign).await
            }
            _ => {
                drop(tx);
                Looked::default()
            }
        };
        envelope.held = looked.held.clone();
        files.append(&mut foreign);
        let (subject, bytes) = catch_unwind(AssertUnwindSafe(|| {
            let worded = letters.word(&envelope, &content)?;
            let bytes = letters.mime(&envelope, &content, &worded, &files)?;
            Ok::<_, LetterError>((worded.subject, bytes))
        }))
        .map_err(|_| Wording::Letter("the wording failed: a bug; the log says where".to_owned()))?
        .map_err(|error| Wording::Letter(error.to_string()))?;
        let name = sha256(&bytes);
        self.blobs.put_large(&name, &bytes).await?;
        let mut tx = self.db.write().await?;
        blob::keep(&mut tx, &name, &bytes);
        outbox::worded(&mut tx, letter.id, &name, &subject).await?;
        self.keep_verdicts(&mut tx, rules, letter, &looked).await?;
        tx.commit().await?;
        Ok(bytes)
    }

    fn envelope(&self, letter: &Claimed) -> Result<Envelope, Wording> {
        let id = |text: &str| {
            MessageId::parse(text)
                .ok_or_else(|| Wording::Letter(format!("\"{text}\" is no message identifier")))
        };
        let address =
            Address::parse(&letter.to_address).map_err(|error| Wording::Letter(error.to_string()))?;
        Ok(Envelope {
            to: Contact { address, name: letter.to_name.clone() },
            number: letter.number.clone(),
            is_ticket: letter.ticket_id.is_some(),
            message_id: id(&letter.message_id)?,
            reference: id(&letter.reference)?,
            in_reply_to: letter.in_reply_to.as_deref().map(id).transpose()?,
            references: letter.thread.split_whitespace().map(id).collect::<Result<_, _>>()?,
            at: at(letter.created_at),
            max_attached: self.pace.max_attached,
            held: HeldFiles::new(),
        })
    }
}

/// Solved cases that are like the one an agent is given: looked for here, so that intake does not wait for it. What shares
/// a keyword only by chance is not like it.
async fn add_similar(
    tx: &mut Tx,
    rules: &Rules,
    letter: &Claimed,
    content: &mut Content,
) -> Result<(), Wording> {
    if let (Content::Assignment(assignment), Some(ticket)) = (content, letter.ticket_id) {
        let (title, text) = (&assignment.title, &assignment.text);
        let keywords = rules.classifier.keywords([title, text]);
        let is_alike = |row: &SolutionRow| {
            let shared =
                rules.classifier.keywords([&row.title, &row.problem]).intersection(&keywords).count();
            shared > 1 || (shared == 1 && row.same_category == 1)
        };
        let like = solution::like(tx, ticket, title, text, MOST_LOOKED_AT).await?;
        assignment.similar = like
            .into_iter()
            .filter(is_alike)
            .take(MOST_SIMILAR)
            .map(|row| SimilarCase { number: row.number, title: row.title, solution: row.text })
            .collect();
    }
    Ok(())
}

/// [26] The figures of a month, and the files that are made of them; none for other letters. The month is looked at as it
/// was when the letter was queued.
async fn add_report(
    tx: &mut Tx,
    rules: &Rules,
    envelope: &Envelope,
    content: &mut Content,
) -> Result<Vec<(Attachment, Vec<u8>)>, Wording> {
    let Content::MonthlyReport(report) = content else { return Ok(Vec::new()) };
    let month = report.month;
    let Some((statistics, cases)) = store::report::of(tx, month, rules, envelope.at, true).await? else {
        return Err(Wording::Letter(format!("{month} has not begun: there is nothing to report")));
    };
    // A long month's workbook takes a second: other letters go meanwhile.
    let made = tokio::task::spawn_blocking(move || crate::report::make(statistics, &cases))
        .await
        .map_err(|_| Wording::Letter("the report failed: a bug; the log says where".to_owned()))?
        .map_err(|error| Wording::Letter(error.to_string()))?;
    report.made = Some(Box::new(made.report));
    Ok(made.files)
}

enum Wording {
    Store(StoreError),
    Letter(String),
}

impl Wording {
    /// Bytes that are lost or damaged are their own letter's trouble: the others must go.
    fn of_reading(error: StoreError) -> Self {
        match error {
            StoreError::Blob(why) | StoreError::Corrupt(why) => Self::Letter(why),
            erased @ StoreError::Erased(..) => Self::Letter(erased.to_string()),
            error => Self::Store(error),
        }
    }
}

impl From<StoreError> for Wording {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn outgoing(desk: &Address, letter: &Claimed, bytes: Vec<u8>) -> Result<Outgoing, String> {
    Ok(Outgoing {
        from: desk.clone(),
        to: Address::parse(&letter.to_address).map_err(|error| error.to_string())?,
        message_id: MessageId::parse(&letter.message_id).ok_or("it has no message identifier")?,
        bytes,
    })
}
