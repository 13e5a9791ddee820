//! Bodies: asked for in sets, checked one by one, asked for once more, and only then called gone or failed.

use std::collections::{BTreeMap, BTreeSet};

use async_imap::imap_proto::{AttributeValue, Response};

use super::guard::MAX_LITERAL;
use super::list::{self, uid_of};
use super::session::Session;
use super::set::{MAX_SET_OCTETS, sets};
use crate::mailbox::SourceError;

/// The most bytes kept of one call: the caller bounds a batch by the sizes that were listed, and those may be wrong.
const MAX_BATCH: u64 = 4 * MAX_LITERAL;

/// What came of the UIDs that were asked for; one that is in neither is gone.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// Whole mails.
    pub(super) got: BTreeMap<u32, Vec<u8>>,
    /// Those that are there and do not come, and what the server says to it.
    pub(super) failed: BTreeMap<u32, String>,
}

/// Fetches whole mails into `out`; what is there when the connection breaks is whole as well.
pub(super) async fn bodies(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    out: &mut Bodies,
) -> Result<(), SourceError> {
    for set in sets(uids.iter().copied(), MAX_SET_OCTETS) {
        ask(session, &set, uids, out).await?;
    }
    let missing: BTreeSet<u32> = uids.iter().copied().filter(|uid| !out.got.contains_key(uid)).collect();
    if missing.is_empty() {
        out.failed.clear();
        return Ok(());
    }
    // OK without data is how Exchange Online says many things; a mail that has been moved away is one of them.
    let there = present(session, &missing).await?;
    for (uid, size) in &there {
        ask(session, &uid.to_string(), &BTreeSet::from([*uid]), out).await?;
        // An answer without a byte is believed only of a mail without a byte.
        if *size == 0 && !out.got.contains_key(uid) && !out.failed.contains_key(uid) {
            out.got.insert(*uid, Vec::new());
        }
    }
    let failing: BTreeSet<u32> = there.into_keys().filter(|uid| !out.got.contains_key(uid)).collect();
    let mut said = std::mem::take(&mut out.failed);
    if !failing.is_empty() {
        for uid in present(session, &failing).await?.into_keys().filter(|uid| failing.contains(uid)) {
            let why = said.remove(&uid).unwrap_or_else(|| "the answer holds no text".to_owned());
            out.failed.insert(uid, why);
        }
    }
    Ok(())
}

/// Fetches one set, and keeps what is asked for and sound.
async fn ask(
    session: &mut Session,
    set: &str,
    asked: &BTreeSet<u32>,
    out: &mut Bodies,
) -> Result<(), SourceError> {
    let mut kept: u64 = out.got.values().map(|body| body.len() as u64).sum();
    let mut unsound = Vec::new();
    let answer = session
        .wire
        .command(&format!("UID FETCH {set} (UID BODY.PEEK[])"), |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let Some(uid) = uid_of(attributes).filter(|uid| asked.contains(uid)) else { return };
            let body = attributes.iter().find_map(|attribute| match attribute {
                AttributeValue::BodySection { section: None, index: None, data: Some(data) } => Some(data),
                _ => None,
            });
            match body {
                Some(body) if is_stub(body) => unsound.push(uid),
                Some(body) if !body.is_empty() && !out.got.contains_key(&uid) => {
                    kept = kept.saturating_add(body.len() as u64);
                    if kept <= MAX_BATCH {
                        out.got.insert(uid, body.to_vec());
                    }
                }
                _ => {}
            }
        })
        .await?;
    if kept > MAX_BATCH {
        return Err(SourceError::Unreachable(format!(
            "{} sends far more than the sizes it gave: {kept} bytes for UID {set}",
            session.wire.peer
        )));
    }
    for uid in unsound {
        out.failed.insert(uid, "the server gives a notice of its own in the mail's place".to_owned());
    }
    if !answer.ok {
        // What came before the NO is whole all the same; the rest is asked for again.
        for uid in asked.iter().filter(|uid| !out.got.contains_key(uid)) {
            out.failed.entry(*uid).or_insert_with(|| answer.text.clone());
        }
    }
    Ok(())
}

/// Which of these are still in the folder, with their sizes.
async fn present(session: &mut Session, uids: &BTreeSet<u32>) -> Result<BTreeMap<u32, u64>, SourceError> {
    let mut there = BTreeMap::new();
    for set in sets(uids.iter().copied(), MAX_SET_OCTETS) {
        let listed = list::present(session, &set).await?;
        there.extend(
            listed.into_iter().filter(|(uid, _)| uids.contains(uid)).map(|(uid, mail)| (uid, mail.size)),
        );
    }
    Ok(there)
}

/// Fetches a part of one mail; `None` when it is gone, an empty part beyond its end.
pub(super) async fn range(
    session: &mut Session,
    uid: u32,
    offset: u64,
    len: u64,
) -> Result<Option<Vec<u8>>, SourceError> {
    let len = len.min(MAX_LITERAL);
    // Offsets are 32-bit numbers (RFC 3501, section 9), and so is RFC822.SIZE: beyond there is no mail.
    let beyond = u32::try_from(offset).is_err() || len == 0;
    let mut said = None;
    for _ in 0..2 {
        if !beyond {
            match ask_range(session, uid, offset, len).await? {
                Ok(Some(part)) if offset > 0 || !part.is_empty() => return Ok(Some(part)),
                Ok(_) => {}
                Err(text) => said = Some(text),
            }
        }
        match present(session, &BTreeSet::from([uid])).await?.get(&uid) {
            None => return Ok(None),
            Some(size) if beyond || *size <= offset => return Ok(Some(Vec::new())),
            Some(_) => {}
        }
    }
    let why = said.unwrap_or_else(|| "the answer holds no text".to_owned());
    Err(SourceError::Unreachable(format!(
        "{} does not give the part at {offset} of UID {uid}: {why}",
        session.wire.peer
    )))
}

/// One try; the inner error holds the server's words.
async fn ask_range(
    session: &mut Session,
    uid: u32,
    offset: u64,
    len: u64,
) -> Result<Result<Option<Vec<u8>>, String>, SourceError> {
    let mut part = None;
    let mut stub = false;
    let answer = session
        .wire
        .command(&format!("UID FETCH {uid} (UID BODY.PEEK[]<{offset}.{len}>)"), |response| {
            let Response::Fetch(_, attributes) = response else { return };
            if uid_of(attributes) != Some(uid) {
                return;
            }
            for attribute in attributes {
                if let AttributeValue::BodySection { section: None, index, data: Some(data) } = attribute
                    && u64::from(index.unwrap_or(0)) == offset
                {
                    stub |= offset == 0 && is_stub(data);
                    let end = usize::try_from(len).unwrap_or(usize::MAX).min(data.len());
                    part = Some(data.get(..end).unwrap_or_default().to_vec());
                }
            }
        })
        .await?;
    if stub {
        return Ok(Err("the server gives a notice of its own in the mail's place".to_owned()));
    }
    if !answer.ok {
        return Ok(Err(answer.text));
    }
    Ok(Ok(part))
}

/// How far into a mail its header is searched.
const HEADER_LOOK: usize = 64 * 1024;
const STUB_SUBJECT: &[u8] = b"Retrieval using the IMAP4 protocol failed for the following message";

/// Whether this is the notice that Exchange puts in the place of a mail it cannot convert.
///
/// The subject alone is not enough: a stranger could write it, and the mail would never be taken. A mail that has come
/// by SMTP bears a `Received` line (RFC 5321, section 4.4); the notice is made as it is fetched and bears none.
fn is_stub(mail: &[u8]) -> bool {
    let header = mail.get(..mail.len().min(HEADER_LOOK)).unwrap_or_default();
    let mut subject = false;
    for line in header.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if field(line, b"received:").is_some() {
            return false;
        }
        subject |= field(line, b"subject:").is_some_and(|value| value.trim_ascii().starts_with(STUB_SUBJECT));
    }
    subject
}

fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_is_known_and_nobody_can_write_one() {
        let cases: [(&str, bool); 7] = [
            (
                "From: x\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\nx",
                true,
            ),
            (
                "SUBJECT:Retrieval using the IMAP4 protocol failed for the following message: 7\n\nReceived: x",
                true,
            ),
            (
                "Received: from x\r\nSubject: Retrieval using the IMAP4 protocol failed for the following message\r\n\r\n",
                false,
            ),
            ("Subject: hola\r\n\r\nSubject: Retrieval using the IMAP4 protocol failed for the", false),
            (
                "Subject: RV: Retrieval using the IMAP4 protocol failed for the following message: 7\r\n\r\n",
                false,
            ),
            ("", false),
            ("\r\n", false),
        ];
        for (mail, want) in cases {
            assert_eq!(is_stub(mail.as_bytes()), want, "{mail:?}");
        }
    }
}
