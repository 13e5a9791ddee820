//! A database that another process holds locked for longer than is waited for: a backup by hand, a forgotten shell.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;

use crate::crash::mail;
use crate::support::desk::{list, words_alone, write_configuration_of};
use crate::support::fake_smtp::FakeSmtp;
use crate::support::served::{LOOK_EVERY, Seen, Served};

const NOW: &str = "2026-11-20T10:00:00-05:00";

/// Waits until something holds.
async fn until(served: &Served, what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(120), "{what}:\n{}", served.said());
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn deliver(folder: &Path, mails: std::ops::Range<usize>) {
    for nth in mails {
        let name = format!("1795186800.M{nth:06}P1.test");
        std::fs::write(folder.join("in/tmp").join(&name), mail(nth)).unwrap();
        std::fs::rename(folder.join("in/tmp").join(&name), folder.join("in/new").join(&name)).unwrap();
    }
}

/// How often each letter came.
fn copies(server: &FakeSmtp) -> HashMap<String, usize> {
    let mut ids = HashMap::new();
    for letter in server.letters() {
        *ids.entry(letter.message_id).or_insert(0) += 1;
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_waited_for_and_nothing_is_sent_twice() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Another program takes the lock while the server has a letter and has not said so yet.
    let lock: Arc<Mutex<Option<SqliteConnection>>> = Arc::default();
    let server = {
        let (lock, file) = (lock.clone(), folder.join("radica.db"));
        FakeSmtp::start(move |nth| {
            let (lock, file) = (lock.clone(), file.clone());
            async move {
                if nth == 1 {
                    let options =
                        SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(30));
                    let mut connection = options.connect().await.unwrap();
                    sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
                    *lock.lock().await = Some(connection);
                }
                "250 taken".to_owned()
            }
        })
        .await
    };
    let ends = format!(
        "[mailbox]\nkind = \"maildir\"\npath = \"in\"\npoll_interval = \"1s\"\n{}[rules]\ndigest = false\n{}",
        server.outgoing(),
        words_alone(folder)
    );
    write_configuration_of(folder, "sqlite://radica.db", &ends);
    for name in ["in/tmp", "in/new", "in/cur"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }
    let mut served = Served::start(folder, NOW);
    served.until_it_says("radica is at work").await;
    deliver(folder, 0..1);
    until(&served, "the lock is taken", || lock.try_lock().is_ok_and(|lock| lock.is_some())).await;
    deliver(folder, 1..8);
    served.until_it_says("the mailbox cannot be read").await;
    served.until_it_says("what came of letters cannot be written down yet").await;
    let taken_meanwhile = list(&folder.join("in/.Procesados/cur")).len();
    assert!(taken_meanwhile <= 1, "what cannot be taken stays in the mailbox");
    // Commands that read are answered all the same.
    let seen = Seen::Sqlite(folder.join("radica.db"));
    assert_eq!(seen.counts(["ticket"]).await.unwrap(), [1]);

    let connection = lock.lock().await.take().unwrap();
    connection.close().await.unwrap();
    until(&served, "every letter is there", || copies(&server).len() == 8 * 3).await;
    until(&served, "all is filed away", || list(&folder.join("in/.Procesados/cur")).len() == 8).await;
    served.until_it_says("the mailbox can be read again").await;
    let log = served.said();
    assert!(log.contains("database is locked"), "{log}");
    let told = log.lines().filter(|line| line.contains("ERROR") || line.contains("cannot be written down"));
    assert!(told.count() <= 8, "each loop says it once a cause: {log}");
    let (status, _) = served.terminate(Duration::from_secs(30)).await;
    assert!(status.success(), "{status}");
    let copies = copies(&server);
    assert!(copies.len() == 8 * 3 && copies.values().all(|count| *count == 1), "{copies:?}");
    let sent = seen.counts(["ticket", "inbound", "letter WHERE state = 'sent'"]).await.unwrap();
    assert_eq!(sent, [8, 8, 8 * 3]);
    seen.is_whole().await;
}
