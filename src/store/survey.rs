//! Surveys: one a completion, its token bound to case and round.

use super::{StoreError, Tx, on, row};

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
    }
}

const COLUMNS: &str =
    "id, ticket_id, round, token, sent_at, due_at, answer, by_default, rating, comment, answered_at";

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
) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO survey (ticket_id, round, token, sent_at, due_at) \
             SELECT $1, COALESCE(MAX(round), 0) + 1, $2, $3, $4 FROM survey WHERE ticket_id = $1",
        )
        .bind(ticket)
        .bind(token)
        .bind(sent_at)
        .bind(due_at)
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
