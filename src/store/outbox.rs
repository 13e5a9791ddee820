//! The outbox: letters, from queued to sent or failed.
//!
//! A letter is claimed by a lease on the database's real clock, and its attempt is counted at the claim, so that a
//! letter which kills its sender is not tried without end.

use super::event::clean;
use super::pending::Table;
use super::{StoreError, Tx, on, row};
use crate::desk::decision::NewLetter;
use crate::desk::message_id::MessageId;

/// What a letter is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The case.
    pub ticket: Option<i64>,
    /// The request.
    pub request: Option<i64>,
    /// The number that goes into the subject.
    pub number: Option<&'a str>,
}

row! {
    /// A letter that has been claimed.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct Claimed {
        pub id: i64,
        pub kind: String,
        pub ticket_id: Option<i64>,
        pub request_id: Option<i64>,
        pub number: Option<String>,
        pub to_address: String,
        pub to_name: Option<String>,
        pub content: String,
        pub message_id: String,
        pub reference: String,
        pub in_reply_to: Option<String>,
        pub thread: String,
        pub created_at: i64,
        pub attempts: i64,
        pub tried_since: Option<i64>,
        pub mime_sha256: Option<String>,
    }
}

row! {
    /// A letter as it is listed.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema and of contract.md's JSON")]
    pub struct OutboxRow {
        pub id: i64,
        pub kind: String,
        pub ticket: Option<String>,
        pub to_address: String,
        pub subject: String,
        pub state: String,
        pub attempts: i64,
        pub last_error: Option<String>,
        pub message_id: String,
        pub created_at: i64,
        pub mime_sha256: Option<String>,
    }
}

/// 128 random bits as 26 letters and digits: what nobody can guess.
///
/// # Errors
/// When the machine has no random numbers to give.
pub fn token() -> Result<String, StoreError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Corrupt(format!("no random numbers: {error}")))?;
    Ok(data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
}

/// The identifiers of a new letter on the desk's domain: Message-ID and proof reference (ruling 22).
fn identifiers(domain: &str) -> Result<(String, String), StoreError> {
    Ok((format!("{}@{domain}", token()?), format!("ref.{}@{domain}", token()?)))
}

/// Queues letters about one matter. `earlier` says whether there can be earlier letters about it to
/// the same people, whose threads they then join. Their proof references, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn queue(
    tx: &mut Tx,
    about: About<'_>,
    letters: &[&NewLetter],
    domain: &str,
    now: i64,
    earlier: bool,
) -> Result<Vec<String>, StoreError> {
    let mut queued = Vec::with_capacity(letters.len());
    for letter in letters {
        queued.push(Queued::of(tx, about, letter, domain, earlier).await?);
    }
    let references = queued.iter().map(|queued| queued.reference.clone()).collect();
    for (letter, queued) in letters.iter().zip(queued) {
        tx.pending.add(
            Table::Letter,
            [
                letter.content.kind().into(),
                about.ticket.into(),
                about.request.into(),
                number_of(about, letter).into(),
                letter.to.address.as_str().into(),
                letter.to.name.as_deref().map(clean).into(),
                queued.subject.into(),
                queued.content.into(),
                queued.message_id.into(),
                queued.reference.into(),
                queued.in_reply_to.into(),
                queued.thread.into(),
                letter.content.is_for_staff().into(),
                letter.counted.into(),
                now.into(),
                letter.not_before.as_millisecond().into(),
                "queued".into(),
            ],
        );
    }
    Ok(references)
}

/// The number that goes into a letter's subject.
fn number_of<'a>(about: About<'a>, letter: &'a NewLetter) -> Option<&'a str> {
    about.number.or_else(|| letter.content.number())
}

/// What a letter is given when it is queued.
struct Queued {
    subject: String,
    content: String,
    message_id: String,
    reference: String,
    in_reply_to: Option<String>,
    thread: String,
}

impl Queued {
    async fn of(
        tx: &mut Tx,
        about: About<'_>,
        letter: &NewLetter,
        domain: &str,
        earlier: bool,
    ) -> Result<Self, StoreError> {
        let (message_id, reference) = identifiers(domain)?;
        let mut thread: Vec<String> =
            if earlier { thread(tx, about, letter.to.address.as_str()).await? } else { Vec::new() };
        let in_reply_to = letter
            .in_reply_to
            .as_ref()
            .map(MessageId::as_str)
            .or(thread.last().map(String::as_str))
            .map(str::to_owned);
        if let Some(id) = in_reply_to.as_ref().filter(|id| !thread.contains(id)) {
            thread.push(id.clone());
        }
        let content = serde_json::to_string(&letter.content)
            .map_err(|error| StoreError::Corrupt(format!("letter: {error}")))?;
        let title = letter.content.title().unwrap_or("Mesa de Servicio");
        let subject =
            number_of(about, letter).map_or_else(|| title.to_owned(), |number| format!("[{number}] {title}"));
        Ok(Self {
            subject: clean(&subject).into_owned(),
            content: clean(&content).into_owned(),
            message_id,
            reference,
            in_reply_to,
            thread: thread.join(" "),
        })
    }
}

/// The first and the last few letters of a matter to one person: what the next one's `References` begin with.
async fn thread(tx: &mut Tx, about: About<'_>, to: &str) -> Result<Vec<String>, StoreError> {
    const LATEST: usize = 5;
    let mut ids: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT message_id FROM letter WHERE to_address = $1 AND (ticket_id = $2 OR request_id = $3) ORDER BY id LIMIT 200",
        )
        .bind(to)
        .bind(about.ticket)
        .bind(about.request)
        .fetch_all(connection)
        .await?
    });
    if ids.len() > LATEST + 1 {
        ids.drain(1..ids.len() - LATEST);
    }
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The longest that a letter waits for its next try, in milliseconds. What is due later was put off while the clock was
/// ahead, and goes now.
pub const LONGEST_WAIT: i64 = 2 * 3600 * 1000;

/// A letter that was queued later than this from now, in milliseconds, was queued while the clock was ahead: when it may go
/// means nothing, and it goes. Clocks of several instances differ by less.
const AHEAD: i64 = 5 * 60 * 1000;

/// What a claim looks for.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Who claims.
    pub by: &'a str,
    /// Business time: letters that may not go before are passed over.
    pub now: i64,
    /// Real time, as the database has it ([`real`](super::lease::real)).
    pub real: i64,
    /// Until when the claim holds, real time.
    pub until: i64,
    /// Only letters after this row; 0 for all.
    pub after: i64,
    /// Letters that wait for their next try are taken too (`run-once`).
    pub at_once: bool,
    /// How many at the most.
    pub most: i64,
}

/// Claims letters, oldest first, and counts the attempt; none while outgoing is paused.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(tx: &mut Tx, claim: Claim<'_>) -> Result<Vec<Claimed>, StoreError> {
    macro_rules! sql {
        ($lock:literal) => {
            concat!(
                // Materialized, lest PostgreSQL choose anew for each row and take more than it may.
                "WITH due AS MATERIALIZED (SELECT id FROM letter WHERE state = 'queued' ",
                "AND (not_before <= $4 OR created_at > $9) AND (retry_at <= $3 OR retry_at > $8 OR $5) AND locked_until <= $3 AND id > $6 ",
                // Nobody takes a letter in hand while outgoing is paused.
                "AND NOT EXISTS (SELECT 1 FROM service_state WHERE name = 'outgoing.paused') ORDER BY id LIMIT $7",
                $lock,
                ") UPDATE letter SET locked_until = $1, locked_by = $2, attempts = attempts + 1, ",
                "tried_since = COALESCE(tried_since, $3) WHERE id IN (SELECT id FROM due) RETURNING id, kind, ticket_id, request_id, number, to_address, to_name, content, message_id, reference, ",
                "in_reply_to, thread, created_at, attempts, tried_since, mime_sha256"
            )
        };
    }
    let sql = if tx.is_postgres() { sql!(" FOR UPDATE SKIP LOCKED") } else { sql!("") };
    let mut letters: Vec<Claimed> = on!(tx, connection => {
        sqlx::query_as(sql)
            .bind(claim.until)
            .bind(claim.by)
            .bind(claim.real)
            .bind(claim.now)
            .bind(claim.at_once)
            .bind(claim.after)
            .bind(claim.most)
            .bind(claim.real.saturating_add(LONGEST_WAIT))
            .bind(claim.now.saturating_add(AHEAD))
            .fetch_all(connection)
            .await?
    });
    letters.sort_by_key(|letter| letter.id);
    Ok(letters)
}

/// Keeps a letter's final bytes' name and subject, once worded.
///
/// # Errors
/// When the database does not answer.
pub async fn worded(tx: &mut Tx, id: i64, mime_sha256: &str, subject: &str) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE letter SET mime_sha256 = $2, subject = $3 WHERE id = $1 AND mime_sha256 IS NULL")
            .bind(id)
            .bind(mime_sha256)
            .bind(clean(subject))
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The server has the letter.
///
/// # Errors
/// When the database does not answer.
pub async fn sent(tx: &mut Tx, id: i64, at: i64, server_message_id: Option<&str>) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "UPDATE letter SET state = 'sent', sent_at = $2, server_message_id = $3, locked_until = 0, locked_by = NULL, \
             last_error = NULL WHERE id = $1 AND state = 'queued'",
        )
        .bind(id)
        .bind(at)
        .bind(server_message_id.map(clean))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The letter may go later. An attempt that never reached the letter's own turn is not counted.
///
/// # Errors
/// When the database does not answer.
pub async fn later(
    tx: &mut Tx,
    id: i64,
    retry_at: i64,
    error: Option<&str>,
    counted: bool,
) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "UPDATE letter SET retry_at = $2, locked_until = 0, locked_by = NULL, last_error = COALESCE($3, last_error), \
             attempts = attempts - $4 WHERE id = $1 AND state = 'queued'",
        )
        .bind(id)
        .bind(retry_at)
        .bind(error.map(clean))
        .bind(i64::from(!counted))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The letter will never arrive, known since an instant of business time. False when that is known already.
///
/// # Errors
/// When the database does not answer.
pub async fn failed(tx: &mut Tx, id: i64, at: i64, error: &str) -> Result<bool, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query(
            "UPDATE letter SET state = 'failed', failed_at = $2, last_error = $3, locked_until = 0, locked_by = NULL \
             WHERE id = $1 AND state <> 'failed'",
        )
        .bind(id)
        .bind(at)
        .bind(clean(error))
        .execute(connection)
        .await?
        .rows_affected()
            == 1
    }))
}

/// Queues a failed letter again, or lets one that waits go at once. False when there is no such letter.
///
/// # Errors
/// When the database does not answer.
pub async fn retry(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query(
            "UPDATE letter SET state = 'queued', retry_at = 0, tried_since = NULL WHERE id = $1 AND state IN ('failed', 'queued')",
        )
        .bind(id)
        .execute(connection)
        .await?
        .rows_affected()
            == 1
    }))
}

/// Voids leases of a process that is gone (ruling 20).
///
/// # Errors
/// When the database does not answer.
pub async fn void_leases(tx: &mut Tx, by: &str) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE letter SET locked_until = 0, locked_by = NULL WHERE state = 'queued' AND locked_by = $1")
            .bind(by)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Who holds leases now.
///
/// # Errors
/// When the database does not answer.
pub async fn lease_holders(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT DISTINCT locked_by FROM letter WHERE state = 'queued' AND locked_by IS NOT NULL")
            .fetch_all(connection)
            .await?
    });
    Ok(rows.into_iter().map(|(by,)| by).collect())
}

/// How many letters are queued that may go now, in business time.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(tx: &mut Tx, now: i64) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, connection => {
        sqlx::query_as("SELECT COUNT(*) FROM letter WHERE state = 'queued' AND (not_before <= $1 OR created_at > $2)")
            .bind(now)
            .bind(now.saturating_add(AHEAD))
            .fetch_one(connection)
            .await?
    });
    Ok(count)
}

/// How many letters have been sent since an instant of business time.
///
/// # Errors
/// When the database does not answer.
pub async fn sent_since(tx: &mut Tx, since: i64) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(tx, connection => {
        sqlx::query_as("SELECT COUNT(*) FROM letter WHERE state = 'sent' AND sent_at > $1")
            .bind(since)
            .fetch_one(connection)
            .await?
    });
    Ok(count)
}

const COLUMNS: &str = "letter.id AS id, letter.kind AS kind, ticket.number AS ticket, to_address, \
     letter.subject AS subject, state, attempts, last_error, message_id, letter.created_at AS created_at, mime_sha256";

/// Every letter, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM letter LEFT JOIN ticket ON ticket.id = letter.ticket_id ORDER BY letter.id"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?))
}

/// One letter.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<OutboxRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM letter LEFT JOIN ticket ON ticket.id = letter.ticket_id WHERE letter.id = $1"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(id).fetch_optional(connection).await?))
}
