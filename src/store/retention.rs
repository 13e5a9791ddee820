//! `storage.retention`: the bytes of mails and letters go once their case has been closed for so long. The history, what is
//! known of each mail, and its hash stay (Ley 594 de 2000).

use sqlx::AssertSqlSafe;

use super::blob::{Blobs, remove_unnamed};
use super::event::{self, Place};
use super::{StoreError, Tx, on, placeholders};
use crate::desk::decision::Event;

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Mails that came.
    pub mails: usize,
    /// Letters that went out.
    pub letters: usize,
    /// Contents that nothing else names: raw mails, attachments, worded letters.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl std::ops::AddAssign for Erased {
    fn add_assign(&mut self, other: Self) {
        self.mails += other.mails;
        self.letters += other.letters;
        self.blobs += other.blobs;
        self.bytes += other.bytes;
    }
}

/// Which mails and letters (`piece`) may go: those of cases that closed before `$1`, together with the case they were joined
/// with, and have told everybody; those of requests that ended without a case, and of nothing at all, that are from before.
fn may_go(piece: &str, at: &str) -> String {
    format!(
        "FROM {piece} LEFT JOIN request ON request.id = {piece}.request_id \
         LEFT JOIN ticket ON ticket.id = COALESCE({piece}.ticket_id, request.ticket_id) \
         LEFT JOIN ticket AS lives_on ON lives_on.id = ticket.merged_into \
         WHERE {piece}.erased_at IS NULL AND {piece}.{at} < $1 \
         AND (ticket.id IS NULL OR ticket.closed_at < $1 AND (lives_on.id IS NULL OR lives_on.closed_at < $1) \
         AND NOT EXISTS (SELECT 1 FROM letter AS unsent WHERE unsent.ticket_id = ticket.id AND unsent.state = 'queued')) \
         AND (ticket.id IS NOT NULL OR request.id IS NULL OR request.status IN ('expired', 'out_of_scope'))"
    )
}

/// Erases some of what is older than `before`, and says so in the cases' histories. Nothing is left to erase once neither
/// mails nor letters were. Mail that is set apart stays: nobody has judged it.
///
/// # Errors
/// When the database does not answer, or a file cannot be removed.
pub async fn erase_some(
    tx: &mut Tx,
    blobs: &Blobs,
    before: i64,
    now: i64,
    most: i64,
) -> Result<Erased, StoreError> {
    let mails = format!(
        "SELECT inbound.id, raw_sha256, ticket.id {} AND outcome <> 'quarantined' ORDER BY inbound.id LIMIT $2",
        may_go("inbound", "received_at")
    );
    let letters = format!(
        "SELECT letter.id, mime_sha256, ticket.id {} AND state <> 'queued' ORDER BY letter.id LIMIT $2",
        may_go("letter", "created_at")
    );
    let mails: Vec<(i64, String, Option<i64>)> = on!(tx, connection => {
        sqlx::query_as(AssertSqlSafe(mails)).bind(before).bind(most).fetch_all(connection).await?
    });
    let letters: Vec<(i64, Option<String>, Option<i64>)> = on!(tx, connection => {
        sqlx::query_as(AssertSqlSafe(letters)).bind(before).bind(most).fetch_all(connection).await?
    });
    let ids: Vec<i64> = mails.iter().map(|(id, ..)| *id).collect();
    let mut names = files_of(tx, &ids).await?;
    names.extend(mails.iter().map(|(_, name, _)| name.clone()));
    names.extend(letters.iter().filter_map(|(_, name, _)| name.clone()));
    mark(tx, "inbound", &ids, now).await?;
    mark(tx, "letter", &letters.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), now).await?;
    let mut erased = Erased { mails: mails.len(), letters: letters.len(), ..Erased::default() };
    if !names.is_empty() {
        names.sort_unstable();
        names.dedup();
        let unsent = unsent(tx).await?;
        (erased.blobs, erased.bytes) = remove_unnamed(tx, blobs, &names, &unsent).await?;
    }
    let mut cases: Vec<i64> =
        mails.iter().map(|(.., id)| id).chain(letters.iter().map(|(.., id)| id)).copied().flatten().collect();
    cases.sort_unstable();
    cases.dedup();
    for id in cases {
        tell(tx, id, now).await?;
    }
    Ok(erased)
}

/// The contents of some mails' attachments.
async fn files_of(tx: &mut Tx, mails: &[i64]) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for some in mails.chunks(500) {
        let sql = format!(
            "SELECT DISTINCT sha256 FROM attachment WHERE inbound_id IN ({})",
            placeholders(1, some.len())
        );
        let found: Vec<(String,)> = on!(tx, connection => {
            let mut query = sqlx::query_as(AssertSqlSafe(sql));
            for id in some {
                query = query.bind(id);
            }
            query.fetch_all(connection).await?
        });
        names.extend(found.into_iter().map(|(name,)| name));
    }
    Ok(names)
}

async fn mark(tx: &mut Tx, table: &str, ids: &[i64], now: i64) -> Result<(), StoreError> {
    for some in ids.chunks(500) {
        let sql = format!("UPDATE {table} SET erased_at = $1 WHERE id IN ({})", placeholders(2, some.len()));
        on!(tx, connection => {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(now);
            for id in some {
                query = query.bind(id);
            }
            query.execute(connection).await?;
        });
    }
    Ok(())
}

/// What the letters say that have not gone yet: they name the files that go with them.
async fn unsent(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT content FROM letter WHERE state = 'queued'").fetch_all(connection).await?
    });
    Ok(rows.into_iter().map(|(content,)| content).collect())
}

/// Says in a case's history, once, that its mails are gone.
async fn tell(tx: &mut Tx, ticket: i64, now: i64) -> Result<(), StoreError> {
    let told: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("SELECT id FROM event WHERE ticket_id = $1 AND type = 'erased' LIMIT 1")
            .bind(ticket)
            .fetch_optional(connection)
            .await?
    });
    if told.is_some() {
        return Ok(());
    }
    let event = Event::by_radica(
        "erased",
        "Venció el tiempo de conservación: se borraron los correos originales y sus archivos. La historia del caso queda.",
        "storage.retention",
    );
    event::add(tx, Place { ticket: Some(ticket), ..Place::default() }, now, &[&event], None);
    Ok(())
}
