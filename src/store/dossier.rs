//! All that is kept of a case, for its archive: the mails that came and the letters that went out.

use super::{StoreError, Tx, on, row};

row! {
    /// A mail of a case, or a letter about it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Piece {
        /// When it came, or was queued; epoch milliseconds.
        pub at: i64,
        /// It came; else it went out.
        pub came: bool,
        /// Who wrote, or to whom.
        pub address: String,
        /// What became of the mail, or the letter's kind.
        pub what: String,
        /// Its subject.
        pub subject: String,
        /// Its bytes; `None` for a letter that is not worded yet.
        pub sha256: Option<String>,
    }
}

/// The mails and letters of a case, of its time as a request too, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn pieces(tx: &mut Tx, ticket: i64) -> Result<Vec<Piece>, StoreError> {
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT received_at AS at, TRUE AS came, COALESCE(from_address, '') AS address, outcome AS what, subject, \
             raw_sha256 AS sha256, id FROM inbound WHERE ticket_id = $1 \
             OR request_id IN (SELECT id FROM request WHERE ticket_id = $1) \
             UNION ALL \
             SELECT created_at, FALSE, to_address, kind, subject, mime_sha256, id FROM letter WHERE ticket_id = $1 \
             OR request_id IN (SELECT id FROM request WHERE ticket_id = $1) \
             ORDER BY 1, 2 DESC, 7",
        )
        .bind(ticket)
        .fetch_all(connection)
        .await?
    }))
}
