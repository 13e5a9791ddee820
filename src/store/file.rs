//! The files that came with cases.

use std::collections::{HashMap, HashSet};

use super::{StoreError, Tx, on, row};
use crate::desk::mail::Attachment;

row! {
    /// A file of a case.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct FileRow {
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub sha256: String,
        pub inline: bool,
    }
}

impl FileRow {
    /// The file as the procedure sees it.
    pub fn attachment(self) -> Attachment {
        Attachment {
            name: self.name,
            media_type: self.media_type,
            size: u64::try_from(self.size).unwrap_or(0),
            sha256: self.sha256,
            inline: self.inline,
        }
    }
}

/// The files of a case, and of those that were joined with it, for whoever works on it next, each content once. Those of mail
/// that nobody vouches for, and of machines' notices, do not go along (ruling 23). `outside` leaves out what staff sent with
/// notes and commands, too.
///
/// # Errors
/// When the database does not answer.
pub async fn along(tx: &mut Tx, ticket: i64, outside: bool) -> Result<Vec<Attachment>, StoreError> {
    let rows: Vec<FileRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT name, media_type, attachment.size AS size, sha256, inline FROM attachment \
             JOIN inbound ON inbound.id = inbound_id WHERE (inbound.ticket_id = $1 \
             OR inbound.ticket_id IN (SELECT id FROM ticket WHERE merged_into = $1)) \
             AND outcome NOT IN ('unproven', 'automatic', 'bounce', 'quarantined') AND NOT ($2 AND outcome = 'command') \
             ORDER BY attachment.id",
        )
        .bind(ticket)
        .bind(outside)
        .fetch_all(connection)
        .await?
    });
    let mut seen = HashSet::new();
    Ok(rows.into_iter().filter(|row| seen.insert(row.sha256.clone())).map(FileRow::attachment).collect())
}

/// The files of a case, those of its time as a request too, each content once.
///
/// # Errors
/// When the database does not answer.
pub async fn of_ticket(tx: &mut Tx, ticket: i64) -> Result<Vec<FileRow>, StoreError> {
    let rows: Vec<FileRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT name, media_type, attachment.size AS size, sha256, inline FROM attachment \
             JOIN inbound ON inbound.id = inbound_id WHERE inbound.ticket_id = $1 ORDER BY attachment.id",
        )
        .bind(ticket)
        .fetch_all(connection)
        .await?
    });
    let mut seen = HashSet::new();
    Ok(rows.into_iter().filter(|row| seen.insert(row.sha256.clone())).collect())
}

/// The files of every case, each content once a case, in their order: for a list, in one question.
///
/// # Errors
/// When the database does not answer.
pub async fn of_all(tx: &mut Tx) -> Result<HashMap<i64, Vec<FileRow>>, StoreError> {
    let rows: Vec<(i64, String, String, i64, String, bool)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT inbound.ticket_id, name, media_type, attachment.size, sha256, inline FROM attachment \
             JOIN inbound ON inbound.id = inbound_id WHERE inbound.ticket_id IS NOT NULL ORDER BY attachment.id",
        )
        .fetch_all(connection)
        .await?
    });
    let mut seen = HashSet::new();
    let mut files: HashMap<i64, Vec<FileRow>> = HashMap::new();
    for (ticket, name, media_type, size, sha256, inline) in rows {
        if seen.insert((ticket, sha256.clone())) {
            files.entry(ticket).or_default().push(FileRow { name, media_type, size, sha256, inline });
        }
    }
    Ok(files)
}
