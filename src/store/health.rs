//! The figures by which the desk's health is judged.

use super::{StoreError, Tx, on, row};

row! {
    /// Counts, and instants in epoch milliseconds of business time.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Figures {
        /// Letters queued, those that may go only later included.
        pub queued: i64,
        /// Since when the oldest letter waits of those that may go now.
        pub oldest_queued: Option<i64>,
        /// When the last letter was handed to the server.
        pub last_sent: Option<i64>,
        /// Letters that will never arrive.
        pub failed: i64,
        /// Those of them that are known since `lately`.
        pub failed_lately: i64,
        /// Mails that are set apart.
        pub quarantined: i64,
        /// Those of them that came since `lately`.
        pub quarantined_lately: i64,
        /// Cases that are being worked on or wait.
        pub tickets_open: i64,
        /// The number of the schema's last step.
        pub schema_version: i64,
    }
}

/// Reads the figures as they are `now`.
///
/// # Errors
/// When the database does not answer.
pub async fn figures(tx: &mut Tx, now: i64, lately: i64) -> Result<Figures, StoreError> {
    // Each part has an index of its own, so that this may be asked every second; `id > 0` makes SQLite take the small one.
    const SQL: &str = "SELECT \
         (SELECT COUNT(*) FROM letter WHERE state = 'queued') AS queued, \
         (SELECT MIN(CASE WHEN not_before > created_at THEN not_before ELSE created_at END) FROM letter \
             WHERE state = 'queued' AND not_before <= $1) AS oldest_queued, \
         (SELECT MAX(sent_at) FROM letter WHERE sent_at IS NOT NULL) AS last_sent, \
         (SELECT COUNT(*) FROM letter WHERE state = 'failed') AS failed, \
         (SELECT COUNT(*) FROM letter WHERE state = 'failed' AND failed_at > $2) AS failed_lately, \
         (SELECT COUNT(*) FROM inbound WHERE outcome = 'quarantined' AND id > 0) AS quarantined, \
         (SELECT COUNT(*) FROM inbound WHERE outcome = 'quarantined' AND received_at > $2) AS quarantined_lately, \
         (SELECT COUNT(*) FROM ticket WHERE status IN ('open', 'waiting_requester', 'waiting_third_party')) \
             AS tickets_open, \
         (SELECT MAX(version) FROM _sqlx_migrations) AS schema_version";
    Ok(on!(tx, connection => {
        sqlx::query_as(SQL).bind(now).bind(lately).fetch_one(connection).await?
    }))
}
