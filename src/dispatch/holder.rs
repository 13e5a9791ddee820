//! Who holds the leases of letters, and whether they still live.

use crate::store::{Db, StoreError, outbox};

/// Names this process in leases: its host, process id and start.
pub fn holder() -> String {
    holder_of(std::process::id())
}

fn holder_of(process: u32) -> String {
    format!("{}/{process}/{}", host(), start_of(process).unwrap_or_default())
}

/// Whether a lease's holder is a process of this machine that is gone. A number alone names no process: in a container
/// each start of the program has the same.
pub fn is_gone(holder: &str) -> bool {
    let mut parts = holder.split('/');
    let (Some(on), Some(process), Some(start)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    match process.parse() {
        Ok(process) if on == host() => start_of(process).as_deref() != Some(start),
        _ => false,
    }
}

/// When a process started, in ticks since the machine did (proc_pid_stat(5), field 22); `None` when it has ended, whether
/// or not its parent has taken note.
fn start_of(process: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X" | "x") { None } else { fields.nth(18).map(str::to_owned) }
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn this_process_is_not_gone() {
        assert!(!is_gone(&holder()));
        assert!(is_gone(&format!("{}/4194999/1", host())));
        for unknown in ["elsewhere/1/1", "elsewhere", "", "/", "//"] {
            assert!(!is_gone(unknown), "{unknown}");
        }
    }

    #[test]
    fn another_process_of_the_same_number_is_another() {
        // In a container every start of the program is process 1.
        let earlier = format!("{}/{}/1", host(), std::process::id());
        assert!(is_gone(&earlier), "{earlier}");
    }

    #[test]
    fn a_process_that_nobody_has_buried_is_gone() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let holder = holder_of(child.id());
        assert!(!is_gone(&holder), "{holder}");
        child.kill().unwrap();
        // A zombie until it is waited for.
        let deadline = std::time::Instant::now() + Duration::from_secs(30);
        while !is_gone(&holder) && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(is_gone(&holder), "{holder}");
        child.wait().unwrap();
    }
}
