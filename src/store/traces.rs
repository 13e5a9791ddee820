//! What is kept of a person beside the directory: cases, requests, mails, letters (Ley 1581: it can be shown).

use super::{StoreError, Tx, on, row};
use crate::desk::address::Address;

row! {
    /// A case that somebody has to do with. `role` is `requester`, `holder` or `participant`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct CaseTrace {
        pub number: String,
        pub role: String,
        pub status: String,
        pub subject: String,
        pub created_at: i64,
    }
}

row! {
    /// A request of somebody; one that waits for a case's number has no reference.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct RequestTrace {
        pub reference: Option<String>,
        pub status: String,
        pub ticket: Option<String>,
        pub subject: String,
        pub created_at: i64,
    }
}

row! {
    /// How much there is of what has no number.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Counts {
        /// Mails of theirs that were taken.
        pub mails: i64,
        /// Letters to them.
        pub letters: i64,
        /// What the histories say they did.
        pub events: i64,
        /// Surveys that they answered.
        pub surveys: i64,
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Cases, oldest first.
    pub cases: Vec<CaseTrace>,
    /// Requests, oldest first.
    pub requests: Vec<RequestTrace>,
    /// The rest.
    pub counts: Counts,
}

impl Traces {
    /// Nothing is kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is kept of somebody beside the directory.
///
/// # Errors
/// When the database does not answer.
pub async fn of(tx: &mut Tx, address: &Address) -> Result<Traces, StoreError> {
    let cases = on!(tx, connection => {
        sqlx::query_as(
            "SELECT number, CASE WHEN requester_email = $1 THEN 'requester' WHEN assignee = $1 THEN 'holder' \
             ELSE 'participant' END AS role, status, subject, created_at FROM ticket \
             WHERE requester_email = $1 OR assignee = $1 OR id IN (SELECT ticket_id FROM participant WHERE address = $1) \
             ORDER BY id",
        )
        .bind(address.as_str())
        .fetch_all(connection)
        .await?
    });
    let requests = on!(tx, connection => {
        sqlx::query_as(
            "SELECT reference, request.status AS status, ticket.number AS ticket, request.subject AS subject, \
             request.created_at AS created_at FROM request LEFT JOIN ticket ON ticket.id = ticket_id \
             WHERE request.requester_email = $1 ORDER BY request.id",
        )
        .bind(address.as_str())
        .fetch_all(connection)
        .await?
    });
    let counts = on!(tx, connection => {
        sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM inbound WHERE from_address = $1) AS mails, \
             (SELECT COUNT(*) FROM letter WHERE to_address = $1) AS letters, \
             (SELECT COUNT(*) FROM event WHERE actor = $1) AS events, \
             (SELECT COUNT(*) FROM survey JOIN ticket ON ticket.id = ticket_id \
              WHERE requester_email = $1 AND answered_at IS NOT NULL) AS surveys",
        )
        .bind(address.as_str())
        .fetch_one(connection)
        .await?
    });
    Ok(Traces { cases, requests, counts })
}
