//! What the virus scanner says of files, and the files that follow letters because it did not answer.

use std::collections::HashMap;

use super::{StoreError, Tx, on, row};

/// A verdict on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Clean,
    /// What it is called.
    Infected(String),
    /// It was not looked at.
    Unscanned,
}

impl Found {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Clean => ("clean", ""),
            Self::Infected(threat) => ("infected", threat),
            Self::Unscanned => ("unscanned", ""),
        }
    }
}

/// The verdicts on some files that are not older than `since` (epoch milliseconds of real time), by SHA-256.
///
/// # Errors
/// When the database does not answer.
pub async fn known(tx: &mut Tx, names: &[&str], since: i64) -> Result<HashMap<String, Found>, StoreError> {
    let mut known = HashMap::new();
    for some in names.chunks(200) {
        let sql = format!(
            "SELECT sha256, verdict, threat FROM scan WHERE at >= $1 AND sha256 IN ({})",
            super::placeholders(2, some.len())
        );
        let rows: Vec<(String, String, String)> = on!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(since);
            for name in some {
                query = query.bind(*name);
            }
            query.fetch_all(connection).await?
        });
        for (name, verdict, threat) in rows {
            let found = match verdict.as_str() {
                "clean" => Found::Clean,
                "infected" => Found::Infected(threat),
                "unscanned" => Found::Unscanned,
                other => return Err(StoreError::Corrupt(format!("verdict \"{other}\" on file {name}"))),
            };
            known.insert(name, found);
        }
    }
    Ok(known)
}

/// Keeps a verdict.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &mut Tx, sha256: &str, found: &Found, at: i64) -> Result<(), StoreError> {
    let (verdict, threat) = found.columns();
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO scan (sha256, verdict, threat, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (sha256) DO UPDATE SET verdict = excluded.verdict, threat = excluded.threat, at = excluded.at",
        )
        .bind(sha256)
        .bind(verdict)
        .bind(threat)
        .bind(at)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// What is known of the threats in some files, whenever it was found.
///
/// # Errors
/// When the database does not answer.
pub async fn threats(tx: &mut Tx, names: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let found = known(tx, names, i64::MIN).await?;
    let threat = |(name, found)| match found {
        Found::Infected(threat) => Some((name, threat)),
        Found::Clean | Found::Unscanned => None,
    };
    Ok(found.into_iter().filter_map(threat).collect())
}

row! {
    /// A letter that went without some of its files.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct Incomplete {
        pub letter_id: i64,
        pub since: i64,
        pub ticket_id: Option<i64>,
        pub request_id: Option<i64>,
        pub number: Option<String>,
        pub to_address: String,
        pub to_name: Option<String>,
        pub content: String,
        pub for_staff: bool,
    }
}

/// A letter goes without a file, which is to follow.
///
/// # Errors
/// When the database does not answer.
pub async fn follows(tx: &mut Tx, letter: i64, sha256: &str, since: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("INSERT INTO file_to_follow (letter_id, sha256, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(letter)
            .bind(sha256)
            .bind(since)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The first letter after `after` whose files are to follow.
///
/// # Errors
/// When the database does not answer.
pub async fn next_incomplete(tx: &mut Tx, after: i64) -> Result<Option<Incomplete>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT letter_id, since, ticket_id, request_id, number, to_address, to_name, content, for_staff \
             FROM file_to_follow JOIN letter ON letter.id = letter_id WHERE letter_id > $1 ORDER BY letter_id LIMIT 1",
        )
        .bind(after)
        .fetch_optional(connection)
        .await?
    }))
}

/// The files that are to follow a letter.
///
/// # Errors
/// When the database does not answer.
pub async fn to_follow(tx: &mut Tx, letter: i64) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT sha256 FROM file_to_follow WHERE letter_id = $1 ORDER BY sha256")
            .bind(letter)
            .fetch_all(connection)
            .await?
    });
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Nothing is to follow a letter any more. False when nothing was: another instance has seen to it.
///
/// # Errors
/// When the database does not answer.
pub async fn settled(tx: &mut Tx, letter: i64) -> Result<bool, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query("DELETE FROM file_to_follow WHERE letter_id = $1")
            .bind(letter)
            .execute(connection)
            .await?
            .rows_affected()
            > 0
    }))
}
