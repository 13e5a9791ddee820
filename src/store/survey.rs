//! Surveys: one a completion, its token bound to case and round.

use super::event::clean;
use super::{StoreError, Tx, on, row};
use crate::desk::address::Address;
use crate::desk::facts::{Review, SurveyAnswer, SurveyView};

row! {
    /// A survey as it is kept.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema and of contract.md's JSON")]
    pub struct SurveyRow {
        pub id: i64,
        pub ticket_id: i64,
        pub round: i64,
        pub token: String,
        pub sent_at: i64,
        pub due_at: i64,
        pub answer: Option<String>,
        pub by_default: bool,
        pub rating: Option<i64>,
        pub comment: Option<String>,
        pub answered_at: Option<i64>,
        pub completed_by: Option<String>,
        pub unclear_at: Option<i64>,
        pub decision: Option<String>,
        pub decided_by: Option<String>,
        pub decided_at: Option<i64>,
        pub decision_text: Option<String>,
    }
}

impl SurveyRow {
    /// As the procedure reads it.
    ///
    /// # Errors
    /// When a column holds what it should not.
    pub fn view(self) -> Result<SurveyView, StoreError> {
        let corrupt = |what: &str| StoreError::Corrupt(format!("survey {}: {what}", self.id));
        let answer = match self.answer.as_deref() {
            Some(text) => Some(SurveyAnswer::parse(text).ok_or_else(|| corrupt(text))?),
            None => None,
        };
        let decision = match self.decision.as_deref() {
            Some(text) => Some(Review::parse(text).ok_or_else(|| corrupt(text))?),
            None => None,
        };
        Ok(SurveyView {
            id: self.id,
            sent_at: super::at(self.sent_at),
            due_at: super::at(self.due_at),
            answer,
            rating: self.rating.and_then(|rating| u8::try_from(rating).ok()),
            comment: self.comment,
            answered_at: self.answered_at.map(super::at),
            asked_again: self.unclear_at.is_some(),
            decision,
            completed_by: self.completed_by.as_deref().map(super::ticket::address).transpose()?,
            token: self.token,
        })
    }
}

const COLUMNS: &str = "id, ticket_id, round, token, sent_at, due_at, answer, by_default, rating, comment, answered_at, \
     completed_by, unclear_at, decision, decided_by, decided_at, decision_text";

/// Opens a survey of a case: its next round.
///
/// # Errors
/// When the database does not answer.
pub async fn open(
    tx: &mut Tx,
    ticket: i64,
    token: &str,
    sent_at: i64,
    due_at: i64,
    completed_by: Option<&Address>,
) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO survey (ticket_id, round, token, sent_at, due_at, completed_by) \
             SELECT $1, COALESCE(MAX(round), 0) + 1, $2, $3, $4, $5 FROM survey WHERE ticket_id = $1",
        )
        .bind(ticket)
        .bind(token)
        .bind(sent_at)
        .bind(due_at)
        .bind(completed_by.map(Address::as_str))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// The surveys of a case that nobody answered count as satisfactory: [7].
///
/// # Errors
/// When the database does not answer.
pub async fn close_by_default(tx: &mut Tx, ticket: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "UPDATE survey SET answer = 'satisfactory', by_default = TRUE WHERE ticket_id = $1 AND answer IS NULL",
        )
        .bind(ticket)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// Keeps the answer that counts: the first.
///
/// # Errors
/// [`StoreError::Stale`] when it has one; else when the database does not answer.
pub async fn answer(
    tx: &mut Tx,
    id: i64,
    answer: SurveyAnswer,
    rating: Option<u8>,
    comment: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let done = on!(tx, connection => {
        sqlx::query(
            "UPDATE survey SET answer = $2, rating = $3, comment = $4, answered_at = $5 WHERE id = $1 AND answer IS NULL",
        )
        .bind(id)
        .bind(answer.as_str())
        .bind(rating.map(i64::from))
        .bind(comment.map(clean))
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected()
    });
    if done == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// It was asked what an answer meant.
///
/// # Errors
/// When the database does not answer.
pub async fn unclear(tx: &mut Tx, id: i64, now: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE survey SET unclear_at = $2 WHERE id = $1").bind(id).bind(now).execute(connection).await?;
    });
    Ok(())
}

/// Adds to the comment, below what is there.
///
/// # Errors
/// When the database does not answer.
pub async fn comment(tx: &mut Tx, id: i64, text: &str) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "UPDATE survey SET comment = CASE WHEN comment IS NULL THEN $2 ELSE comment || '\n\n' || $2 END WHERE id = $1",
        )
        .bind(id)
        .bind(clean(text))
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// [23], [25] Keeps what the coordinator decided.
///
/// # Errors
/// [`StoreError::Stale`] when it has been decided already; else when the database does not answer.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    decision: Review,
    by: &Address,
    text: &str,
    now: i64,
) -> Result<(), StoreError> {
    let done = on!(tx, connection => {
        sqlx::query(
            "UPDATE survey SET decision = $2, decided_by = $3, decided_at = $4, decision_text = $5 \
             WHERE id = $1 AND decision IS NULL",
        )
        .bind(id)
        .bind(decision.as_str())
        .bind(by.as_str())
        .bind(now)
        .bind(clean(text))
        .execute(connection)
        .await?
        .rows_affected()
    });
    if done == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The newest survey of a case.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(tx: &mut Tx, ticket: i64) -> Result<Option<SurveyRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM survey WHERE ticket_id = $1 ORDER BY round DESC LIMIT 1"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(ticket).fetch_optional(connection).await?))
}

/// All surveys of a case, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ticket(tx: &mut Tx, ticket: i64) -> Result<Vec<SurveyRow>, StoreError> {
    let sql =
        sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM survey WHERE ticket_id = $1 ORDER BY round"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(ticket).fetch_all(connection).await?))
}

/// The newest survey of every case: for a list, in one question.
///
/// # Errors
/// When the database does not answer.
pub async fn all_latest(tx: &mut Tx) -> Result<Vec<SurveyRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM survey WHERE round = (SELECT MAX(round) FROM survey AS other WHERE other.ticket_id = survey.ticket_id)"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?))
}

row! {
    /// A survey as it is listed.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema and of contract.md's JSON")]
    pub struct ListedSurvey {
        pub ticket: String,
        pub round: i64,
        pub sent_at: i64,
        pub due_at: i64,
        pub answer: Option<String>,
        pub by_default: bool,
        pub rating: Option<i64>,
        pub comment: Option<String>,
        pub answered_at: Option<i64>,
    }
}

/// The surveys, oldest first; those sent from the first instant on and before the second, where both are named.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx, sent: Option<(i64, i64)>) -> Result<Vec<ListedSurvey>, StoreError> {
    let (from, until) = sent.unwrap_or((i64::MIN, i64::MAX));
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT ticket.number AS ticket, round, sent_at, due_at, answer, by_default, rating, comment, answered_at \
             FROM survey JOIN ticket ON ticket.id = survey.ticket_id WHERE sent_at >= $1 AND sent_at < $2 \
             ORDER BY sent_at, survey.id",
        )
        .bind(from)
        .bind(until)
        .fetch_all(connection)
        .await?
    }))
}
