//! What falls due: every timer is a row.

use super::pending::Table;
use super::{StoreError, Tx, on, row};
use crate::desk::decision::DeadlineKind;

row! {
    /// Something that is due.
    #[derive(Clone, Debug)]
    pub struct Due {
        /// Its row.
        pub id: i64,
        /// What, as [`DeadlineKind`] names it.
        pub kind: String,
        /// The request it is about.
        pub request_id: Option<i64>,
        /// The case it is about.
        pub ticket_id: Option<i64>,
        /// When it fell due, epoch milliseconds of business time.
        pub due_at: i64,
    }
}

/// Adds a deadline.
pub fn add(tx: &mut Tx, kind: DeadlineKind, ticket: Option<i64>, request: Option<i64>, due_at: i64) {
    tx.pending.add(
        Table::Deadline,
        [kind.as_str().into(), ticket.into(), request.into(), due_at.into(), "waiting".into()],
    );
}

/// What waited for a request no longer falls due.
///
/// # Errors
/// When the database does not answer.
pub async fn cancel_of_request(tx: &mut Tx, request: i64, now: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE deadline SET state = 'cancelled', settled_at = $2 WHERE request_id = $1 AND state = 'waiting'")
            .bind(request)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// Some deadlines of a case no longer fall due.
///
/// # Errors
/// When the database does not answer.
pub async fn cancel_of_ticket(
    tx: &mut Tx,
    ticket: i64,
    kinds: &[DeadlineKind],
    now: i64,
) -> Result<(), StoreError> {
    for kind in kinds {
        on!(tx, connection => {
            sqlx::query(
                "UPDATE deadline SET state = 'cancelled', settled_at = $3 \
                 WHERE ticket_id = $1 AND kind = $2 AND state = 'waiting'",
            )
            .bind(ticket)
            .bind(kind.as_str())
            .bind(now)
            .execute(connection)
            .await?;
        });
    }
    Ok(())
}

/// Claims the first deadline that is due, for this transaction: another instance passes it over. What closes on
/// silence is due only once the mailbox has been looked at since (`looked_at`): an answer may wait in it.
///
/// # Errors
/// When the database does not answer.
pub async fn claim_due(tx: &mut Tx, now: i64, looked_at: i64) -> Result<Option<Due>, StoreError> {
    macro_rules! sql {
        ($lock:literal) => {
            concat!(
                "SELECT id, kind, request_id, ticket_id, due_at FROM deadline WHERE state = 'waiting' AND due_at <= $1 ",
                "AND (due_at <= $2 OR kind NOT IN ('request-expiry', 'ask-number-expiry', 'form-expiry', 'survey-closing')) ORDER BY due_at, id LIMIT 1",
                $lock
            )
        };
    }
    let sql = if tx.is_postgres() { sql!(" FOR UPDATE SKIP LOCKED") } else { sql!("") };
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(now).bind(looked_at).fetch_optional(connection).await?))
}

/// A deadline is settled.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(tx: &mut Tx, id: i64, now: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE deadline SET state = 'done', settled_at = $2 WHERE id = $1 AND state = 'waiting'")
            .bind(id)
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}
