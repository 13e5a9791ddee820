//! Solved cases by their words: what is like a new case, and how it was solved.

use super::{StoreError, Tx, on, row};
use crate::desk::fold::{head, words};

row! {
    /// A solved case.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct SolutionRow {
        pub number: String,
        pub title: String,
        pub problem: String,
        pub text: String,
        /// 1 where it is of the same category.
        pub same_category: i64,
    }
}

/// How many words of a case are looked for.
const MOST_WORDS: usize = 24;

/// Keeps how a case was solved; a case solved again has its newest solution.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &mut Tx, ticket: i64, text: &str) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("DELETE FROM solution WHERE ticket_id = $1").bind(ticket).execute(connection).await?;
    });
    let sql = if tx.is_postgres() {
        "INSERT INTO solution (ticket_id, category, title, problem, text, words) SELECT id, category, subject, description, \
         $2, setweight(to_tsvector('spanish', subject), 'A') || to_tsvector('spanish', left(description, 20000)) FROM ticket WHERE id = $1"
    } else {
        "INSERT INTO solution (ticket_id, category, title, problem, text) SELECT id, category, subject, \
         substr(description, 1, 20000), $2 FROM ticket WHERE id = $1"
    };
    on!(tx, connection => {
        sqlx::query(sql).bind(ticket).bind(super::event::clean(text)).execute(connection).await?;
    });
    Ok(())
}

/// Solved cases that are most like a case, by its subject and text; the best first. Those of its category come before
/// others; a case is not like itself.
///
/// # Errors
/// When the database does not answer.
pub async fn like(
    tx: &mut Tx,
    ticket: i64,
    subject: &str,
    text: &str,
    most: i64,
) -> Result<Vec<SolutionRow>, StoreError> {
    let mut seen = std::collections::HashSet::new();
    let wanted: Vec<String> = words(subject)
        .into_iter()
        .chain(words(head(text, 2_000)))
        .filter(|word| word.chars().count() > 3 && seen.insert(word.clone()))
        .take(MOST_WORDS)
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, query) = if tx.is_postgres() {
        (
            "SELECT ticket.number AS number, solution.title AS title, left(solution.problem, 2000) AS problem, \
             solution.text AS text, CASE WHEN solution.category = (SELECT category FROM ticket WHERE id = $1) \
             THEN CAST(1 AS BIGINT) ELSE 0 END AS same_category FROM solution \
             JOIN ticket ON ticket.id = solution.ticket_id, to_tsquery('spanish', $2) AS query \
             WHERE solution.ticket_id <> $1 AND words @@ query \
             ORDER BY same_category DESC, ts_rank(words, query) DESC, ticket.id DESC LIMIT $3",
            wanted.join(" | "),
        )
    } else {
        let quoted: Vec<String> = wanted.iter().map(|word| format!("\"{word}\"")).collect();
        (
            "SELECT ticket.number AS number, solution.title AS title, substr(solution.problem, 1, 2000) AS problem, \
             solution.text AS text, CASE WHEN solution.category = (SELECT category FROM ticket WHERE id = $1) \
             THEN 1 ELSE 0 END AS same_category FROM solution \
             JOIN ticket ON ticket.id = solution.ticket_id WHERE solution MATCH $2 AND solution.ticket_id <> $1 \
             ORDER BY same_category DESC, bm25(solution, 4.0, 2.0, 1.0), ticket.id DESC LIMIT $3",
            quoted.join(" OR "),
        )
    };
    Ok(on!(tx, connection => {
        sqlx::query_as(sql).bind(ticket).bind(query).bind(most).fetch_all(connection).await?
    }))
}
