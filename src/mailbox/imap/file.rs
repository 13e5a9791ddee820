//! Filing away: MOVE where it is offered, else COPY, \Deleted and an EXPUNGE that touches nothing else.

use std::collections::BTreeSet;

use super::list;
use super::session::Session;
use super::set::{MAX_SET_OCTETS, sets};
use super::utf7::quoted;
use super::wire::{Code, Tagged};
use crate::mailbox::{Shelf, SourceError};

/// Moves mails of the inbox to a shelf's folder. Those that are gone are no error. `copied` are those that lie on the
/// shelf already and could not be marked: they are not copied again.
///
/// Without MOVE a program that ends between COPY and \Deleted leaves a second copy on the shelf next time: the shelf is
/// an archive, and losing the only copy would be worse.
pub(super) async fn away(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    shelf: Shelf,
    folder: &str,
    copied: &mut BTreeSet<u32>,
) -> Result<(), SourceError> {
    session.ensure_shelf(shelf, folder).await?;
    let (again, new): (BTreeSet<u32>, BTreeSet<u32>) =
        uids.iter().copied().partition(|uid| copied.contains(uid));
    for set in sets(again.iter().copied(), MAX_SET_OCTETS) {
        finish(session, &set).await?;
        copied.retain(|uid| !in_set(&set, *uid));
    }
    for set in sets(new.iter().copied(), MAX_SET_OCTETS) {
        one_set(session, &new, &set, folder, copied).await?;
    }
    Ok(())
}

async fn one_set(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    set: &str,
    folder: &str,
    copied: &mut BTreeSet<u32>,
) -> Result<(), SourceError> {
    let mut answer = move_or_copy(session, set, folder).await?;
    if answer.code == Code::TryCreate && !answer.ok {
        // Somebody has taken the folder away since it was looked for.
        session.create(folder).await?;
        answer = move_or_copy(session, set, folder).await?;
    }
    if answer.ok {
        return filed(session, uids, set, copied).await;
    }
    // Some servers refuse a set when one of its mails has vanished: what is left is tried once more.
    let there = list::present(session, set).await?;
    for left in sets(there.into_keys().filter(|uid| in_set(set, *uid)), MAX_SET_OCTETS) {
        let answer = move_or_copy(session, &left, folder).await?;
        if !answer.ok {
            // Without the UIDs: while it lasts it is one and the same trouble, whatever mail comes besides.
            tracing::debug!(imap.uids = left, "The server does not file mails away.");
            let what = format!("{} does not file mail away in {folder:?}", session.wire.peer);
            return Err(answer.failed(&what));
        }
        filed(session, uids, &left, copied).await?;
    }
    Ok(())
}

/// A set lies on the shelf.
async fn filed(
    session: &mut Session,
    uids: &BTreeSet<u32>,
    set: &str,
    copied: &mut BTreeSet<u32>,
) -> Result<(), SourceError> {
    if session.offered.has("MOVE") {
        return Ok(());
    }
    copied.extend(uids.iter().filter(|uid| in_set(set, **uid)));
    finish(session, set).await?;
    copied.retain(|uid| !in_set(set, *uid));
    Ok(())
}

async fn move_or_copy(session: &mut Session, set: &str, folder: &str) -> Result<Tagged, SourceError> {
    let verb = if session.offered.has("MOVE") { "MOVE" } else { "COPY" };
    session.wire.command(&format!("UID {verb} {set} {}", quoted(folder)), |_| {}).await
}

/// After COPY: marks the originals, and expunges them alone.
async fn finish(session: &mut Session, set: &str) -> Result<(), SourceError> {
    let marked = session.wire.command(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), |_| {}).await?;
    if !marked.ok {
        tracing::debug!(imap.uids = set, "The server does not mark mails as deleted.");
        return Err(marked.failed(&format!("{} does not mark mail as deleted", session.wire.peer)));
    }
    if session.offered.has("UIDPLUS") {
        let expunged = session.wire.command(&format!("UID EXPUNGE {set}"), |_| {}).await?;
        if !expunged.ok {
            return Err(expunged.failed(&format!("{} does not expunge mail", session.wire.peer)));
        }
    }
    // Without UIDPLUS only a plain EXPUNGE is left, and it would expunge what others have marked. The mark stays,
    // and a list passes over it.
    Ok(())
}

/// Whether a set made by [`sets`] holds a UID.
fn in_set(set: &str, uid: u32) -> bool {
    set.split(',').any(|part| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        matches!((from.parse::<u32>(), to.parse::<u32>()), (Ok(from), Ok(to)) if (from..=to).contains(&uid))
    })
}

#[cfg(test)]
mod tests {
    use super::in_set;

    #[test]
    fn membership() {
        for (uid, want) in [(2, false), (3, true), (5, true), (6, false), (9, true), (10, false)] {
            assert_eq!(in_set("3:5,9", uid), want, "{uid}");
        }
    }
}
