//! What lies in the folder: UIDs, sizes and dates in one command, without SEARCH (weak on Exchange Online).

use std::collections::BTreeMap;

use async_imap::imap_proto::{AttributeValue, Response};

use super::session::Session;
use crate::mailbox::SourceError;

/// One mail of the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    /// RFC822.SIZE in bytes, 0 where none was given.
    pub(super) size: u64,
    /// INTERNALDATE in epoch milliseconds.
    pub(super) received_millis: Option<i64>,
    /// Marked \Deleted: taken already, only not expunged.
    pub(super) deleted: bool,
}

/// A folder with more mails than this is no desk's inbox.
const MAX_LISTED: usize = 1_000_000;

/// Every mail of the folder by UID, those marked \Deleted too.
pub(super) async fn everything(session: &mut Session) -> Result<BTreeMap<u32, Listed>, SourceError> {
    if !session.wire.news {
        // FETCH shows the folder as the session knows it; it is NOOP that lets a server look for new mail
        // (RFC 3501, section 6.1.2), and Dovecot looks only after a FETCH. A session that has news knows already.
        let alive = session.wire.command("NOOP", |_| {}).await?;
        if !alive.ok {
            return Err(alive.failed(&format!("{} refuses NOOP", session.wire.peer)));
        }
    }
    session.wire.news = false;
    fetch_attributes(session, "1:*").await
}

/// Those of a UID set that are in the folder.
pub(super) async fn present(session: &mut Session, set: &str) -> Result<BTreeMap<u32, Listed>, SourceError> {
    fetch_attributes(session, set).await
}

async fn fetch_attributes(session: &mut Session, set: &str) -> Result<BTreeMap<u32, Listed>, SourceError> {
    let mut found: BTreeMap<u32, Listed> = BTreeMap::new();
    let answer = session
        .wire
        .command(&format!("UID FETCH {set} (UID FLAGS INTERNALDATE RFC822.SIZE)"), |response| {
            if let Response::Fetch(_, attributes) = response
                && let Some(uid) = uid_of(attributes)
                && (found.len() < MAX_LISTED || found.contains_key(&uid))
            {
                // A mail may be told in several answers, and a change of flags may come in between.
                let listed = found.entry(uid).or_default();
                for attribute in attributes {
                    note(listed, attribute);
                }
            }
        })
        .await?;
    if answer.ok {
        return Ok(found);
    }
    // Some servers refuse `1:*` in an empty folder.
    let alive = session.wire.command("NOOP", |_| {}).await?;
    if alive.ok && session.wire.exists == 0 {
        return Ok(BTreeMap::new());
    }
    Err(answer.failed(&format!("{} does not list the folder", session.wire.peer)))
}

/// The UID that an answer names.
pub(super) fn uid_of(attributes: &[AttributeValue<'_>]) -> Option<u32> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

fn note(listed: &mut Listed, attribute: &AttributeValue<'_>) {
    match attribute {
        AttributeValue::Rfc822Size(size) => listed.size = u64::from(*size),
        AttributeValue::InternalDate(date) => listed.received_millis = millis(date),
        AttributeValue::Flags(flags) => {
            listed.deleted = flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Deleted"));
        }
        _ => {}
    }
}

/// A date-time of RFC 3501, section 9 (` 1-Nov-2026 08:15:00 -0500`), in epoch milliseconds.
fn millis(date: &str) -> Option<i64> {
    let parsed = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?;
    Some(parsed.to_timestamp().ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_dates() {
        let cases = [
            ("01-Nov-2026 08:15:00 -0500", Some(1_793_538_900_000)),
            (" 1-Nov-2026 13:15:00 +0000", Some(1_793_538_900_000)),
            ("31-Feb-2026 13:15:00 +0000", None),
            ("", None),
            ("ayer", None),
        ];
        for (date, want) in cases {
            assert_eq!(millis(date), want, "{date:?}");
        }
    }
}
