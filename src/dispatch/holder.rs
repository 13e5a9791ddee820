//! Who holds the leases of letters, and whether they still live.

use crate::store::{Db, StoreError, outbox};

/// Names this process in leases: its host, its id, and when it began, since ids are given again.
pub fn holder() -> String {
    let id = std::process::id();
    format!("{}/{id}/{}", host(), began(&id.to_string()).unwrap_or_default())
}

/// Whether a lease's holder is a process of this machine that is gone.
fn is_gone(holder: &str) -> bool {
    let mut parts = holder.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(on), Some(id), Some(start)) => on == host() && began(id).is_none_or(|began| began != start),
        _ => false,
    }
}

/// When a process that runs began, as the kernel counts it; `None` when it is gone, or dead and only not yet buried.
fn began(id: &str) -> Option<String> {
    let stat = std::fs::read_to_string(std::path::Path::new("/proc").join(id).join("stat")).ok()?;
    // Behind the name in brackets: the state, and nineteen fields later the start (proc(5)).
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    (fields.next()? != "Z").then_some(())?;
    fields.nth(18).map(str::to_owned)
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "localhost".to_owned(), |name| name.trim().to_owned())
}

/// Voids the leases that dead processes have left (ruling 20); on SQLite, where there is one process, all of them.
///
/// # Errors
/// When the database does not answer.
pub async fn void_dead_leases(db: &Db) -> Result<(), StoreError> {
    let alone = matches!(db, Db::Sqlite { .. });
    let mut tx = db.write().await?;
    for by in outbox::lease_holders(&mut tx).await? {
        if alone || is_gone(&by) {
            outbox::void_leases(&mut tx, &by).await?;
        }
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_not_gone() {
        assert!(!is_gone(&holder()));
        assert!(is_gone(&format!("{}/4194999/1", host())));
        let another_with_this_id = format!("{}/{}/1", host(), std::process::id());
        assert!(is_gone(&another_with_this_id));
        assert!(!is_gone("elsewhere/1/1"));
    }
}
