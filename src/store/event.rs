//! The history: only added to.

use super::pending::Table;
use super::{StoreError, Tx, on, row};
use crate::desk::decision::Event;
use crate::desk::facts::{FormAsked, LastWord};
use crate::desk::statistics::FORM_RETURNED;

/// What an event belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// The case.
    pub ticket: Option<i64>,
    /// The request.
    pub request: Option<i64>,
    /// The mail.
    pub inbound: Option<i64>,
}

row! {
    /// An event as it is kept.
    #[derive(Clone, Debug)]
    pub struct EventRow {
        /// When, epoch milliseconds.
        pub at: i64,
        /// Who.
        pub actor: String,
        /// What.
        pub what: String,
        /// The text.
        pub text: String,
        /// The rule.
        pub why: String,
        /// The mail's Message-ID.
        pub message_id: Option<String>,
    }
}

/// Adds events, in their order.
pub fn add(tx: &mut Tx, place: Place, at: i64, events: &[&Event], message_id: Option<&str>) {
    for event in events {
        tx.pending.add(
            Table::Event,
            [
                place.ticket.into(),
                place.request.into(),
                place.inbound.into(),
                at.into(),
                event.actor.as_str().into(),
                event.what.into(),
                clean(&event.text).into(),
                clean(&event.why).into(),
                message_id.into(),
            ],
        );
    }
}

/// PostgreSQL keeps no NUL in text, wherever it came from.
pub(super) fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}

/// The history of a case, of its time as a request too, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ticket(tx: &mut Tx, ticket: i64) -> Result<Vec<EventRow>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT at, actor, type AS what, text, why, message_id FROM event WHERE ticket_id = $1 \
             OR request_id IN (SELECT id FROM request WHERE ticket_id = $1) ORDER BY id",
        )
        .bind(ticket)
        .fetch_all(connection)
        .await?
    }))
}

/// How often a form was asked for since an instant: because none came, and because it came incomplete.
///
/// # Errors
/// When the database does not answer.
pub async fn form_asked(tx: &mut Tx, ticket: i64, since: i64) -> Result<FormAsked, StoreError> {
    let (asked, returned): (i64, i64) = on!(tx, connection => {
        sqlx::query_as(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN why = $3 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM event \
             WHERE ticket_id = $1 AND type = 'form-requested' AND at >= $2",
        )
        .bind(ticket)
        .bind(since)
        .bind(FORM_RETURNED)
        .fetch_one(connection)
        .await?
    });
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(FormAsked { missing: count(asked.saturating_sub(returned)), incomplete: count(returned) })
}

/// What was last documented for the requester of a case: an agent's answer or question, a solution, an area's answer.
///
/// # Errors
/// When the database does not answer.
pub async fn last_word(tx: &mut Tx, ticket: i64) -> Result<Option<LastWord>, StoreError> {
    let row: Option<(String, i64)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT text, at FROM event AS word WHERE ticket_id = $1 \
             AND type IN ('agent-reply', 'asked', 'resolved', 'area-answer') AND NOT (type = 'asked' AND EXISTS \
             (SELECT 1 FROM event AS answer WHERE answer.ticket_id = $1 AND answer.id > word.id AND answer.type = 'follow-up')) \
             ORDER BY id DESC LIMIT 1",
        )
        .bind(ticket)
        .fetch_optional(connection)
        .await?
    });
    Ok(row.map(|(text, at)| LastWord { ticket, text, at: super::at(at) }))
}
