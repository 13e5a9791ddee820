//! Problems: topics that many have reported, and the cases linked to them.

use super::ticket::{self, Open};
use super::{StoreError, Tx, on};
use crate::desk::facts::{ProblemView, TicketView};

/// How many cases of a problem are looked at.
const MOST_CASES: usize = 500;

/// A problem by its number.
///
/// # Errors
/// When the database does not answer.
pub async fn by_number(tx: &mut Tx, number: &str) -> Result<Option<ProblemView>, StoreError> {
    let row: Option<(i64, String, Option<i64>)> = on!(tx, connection => {
        sqlx::query_as("SELECT id, category, closed_at FROM problem WHERE number = $1")
            .bind(number)
            .fetch_optional(connection)
            .await?
    });
    let Some((id, category, closed_at)) = row else { return Ok(None) };
    let cases = ticket::open(tx, Open::InProblem(number), MOST_CASES).await?;
    Ok(Some(ProblemView { id, number: number.to_owned(), category, is_open: closed_at.is_none(), cases }))
}

/// The open problems: category and number.
///
/// # Errors
/// When the database does not answer.
pub async fn open(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as("SELECT category, number FROM problem WHERE closed_at IS NULL ORDER BY id")
            .fetch_all(connection)
            .await?
    }))
}

/// Categories without an open problem that so many incidents were reported of since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn crowded(tx: &mut Tx, since: i64, threshold: i64) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT category FROM ticket WHERE kind = 'incident' AND category IS NOT NULL AND problem IS NULL \
             AND status NOT IN ('merged', 'not_applicable') AND created_at >= $1 \
             AND category NOT IN (SELECT category FROM problem WHERE closed_at IS NULL) \
             GROUP BY category HAVING COUNT(*) >= $2 ORDER BY category",
        )
        .bind(since)
        .bind(threshold)
        .fetch_all(connection)
        .await?
    });
    Ok(rows.into_iter().map(|(category,)| category).collect())
}

/// Opens a problem and links the incidents of its category since an instant to it; those linked, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(
    tx: &mut Tx,
    number: &str,
    category: &str,
    since: i64,
    now: i64,
) -> Result<Vec<TicketView>, StoreError> {
    on!(tx, connection => {
        sqlx::query("INSERT INTO problem (number, category, created_at) VALUES ($1, $2, $3)")
            .bind(number)
            .bind(category)
            .bind(now)
            .execute(connection)
            .await?;
    });
    let ids: Vec<(i64,)> = on!(tx, connection => {
        sqlx::query_as(
            "UPDATE ticket SET problem = $1, version = version + 1 WHERE kind = 'incident' AND category = $2 \
             AND problem IS NULL AND status NOT IN ('merged', 'not_applicable') AND created_at >= $3 RETURNING id",
        )
        .bind(number)
        .bind(category)
        .bind(since)
        .fetch_all(connection)
        .await?
    });
    let mut ids: Vec<i64> = ids.into_iter().map(|(id,)| id).collect();
    ids.sort_unstable();
    let mut cases = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(row) = ticket::by_id(tx, id).await? {
            cases.push(ticket::view(tx, row).await?);
        }
    }
    Ok(cases)
}

/// Links incidents to the open problem of their category that came to it later, by an agent's hand. How many.
///
/// # Errors
/// When the database does not answer.
pub async fn link_late(tx: &mut Tx) -> Result<u64, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query(
            "UPDATE ticket SET version = version + 1, \
             problem = (SELECT number FROM problem WHERE problem.category = ticket.category AND closed_at IS NULL) \
             WHERE kind = 'incident' AND problem IS NULL \
             AND status IN ('open', 'waiting_requester', 'waiting_third_party') \
             AND EXISTS (SELECT 1 FROM problem WHERE problem.category = ticket.category AND closed_at IS NULL)",
        )
        .execute(connection)
        .await?
        .rows_affected()
    }))
}

/// Closes a problem; its cases go on (ruling 13).
///
/// # Errors
/// When the database does not answer.
pub async fn close(tx: &mut Tx, id: i64, solution: &str, now: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE problem SET closed_at = $2, solution = $3 WHERE id = $1 AND closed_at IS NULL")
            .bind(id)
            .bind(now)
            .bind(super::event::clean(solution))
            .execute(connection)
            .await?;
    });
    Ok(())
}
