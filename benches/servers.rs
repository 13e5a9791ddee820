//! What needs a server: plain mails of many senders taken from Dovecot into SQLite; and the time from a mail's arrival in
//! the inbox, noticed by IDLE, until Postfix has its answer. The servers are those of tests/mail-lab.
//!
//!     cargo bench --bench servers -- [MAILS]

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark, with the tests' helpers"
)]
#![expect(dead_code, unused_macros, reason = "the tests' helpers do more than is needed here")]

mod common;
#[path = "../tests/it/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use common::{mail, memory_mb, open, take};
use sqlx::{Connection, SqliteConnection};

use support::lab::{DESK, Lab};
use support::served::Served;

/// How many mails arrive one by one.
const ARRIVALS: usize = 100;

fn main() {
    let mails: usize = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        from_dovecot(mails).await;
        arrivals(mails.min(2000)).await;
    });
}

async fn from_dovecot(mails: usize) {
    let lab = Lab::up();
    let folder = tempfile::tempdir().unwrap();
    lab.write_configuration(folder.path(), "sqlite://radica.db");
    lab.seed_all(&(0..mails).map(mail).collect::<Vec<_>>(), DESK);
    let app = open(folder.path()).await;
    let (wall, cpu) = take(&app, mails).await;
    println!(
        "from Dovecot:  {:.0} mails/s   {:.3} ms CPU a mail",
        mails as f64 / wall.as_secs_f64(),
        cpu.as_secs_f64() * 1000.0 / mails as f64
    );
}

/// Mails come into the inbox of a running service: one by one, then many at once.
async fn arrivals(mails: usize) {
    let lab = Lab::up();
    let folder = tempfile::tempdir().unwrap();
    lab.write_configuration(folder.path(), "sqlite://radica.db");
    // Its own clock, on a working day.
    let mut served = Served::start(folder.path(), "2026-11-20T10:00:00-05:00");
    served.until_it_says("The mailbox is connected").await;
    let idle = memory_mb(served.id(), "VmRSS:");
    let inbox = lab.path().join("mail").join(DESK).join("Maildir");
    let database = format!("sqlite://{}?mode=ro", folder.path().join("radica.db").display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    let mut taken = Vec::with_capacity(ARRIVALS);
    for n in 0..ARRIVALS {
        let name = format!("{}.M{n}.arrival", 1_790_000_000 + n);
        std::fs::write(inbox.join("tmp").join(&name), mail(100_000 + n)).unwrap();
        let began = Instant::now();
        std::fs::rename(inbox.join("tmp").join(&name), inbox.join("new").join(&name)).unwrap();
        // The acknowledgement and what goes to each agent.
        until(&mut connection, &mut served, |queued, cases| queued == 0 && cases == n + 1).await;
        taken.push(began.elapsed());
    }
    taken.sort();
    let at = |part: usize| taken[(taken.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    println!(
        "arrival to the last of its letters in Postfix:  p50 {:.0} ms, p99 {:.0} ms, of {ARRIVALS}",
        at(50),
        at(99)
    );
    let began = Instant::now();
    lab.seed_all(&(0..mails).map(mail).collect::<Vec<_>>(), DESK);
    until(&mut connection, &mut served, |_, cases| cases == ARRIVALS + mails).await;
    println!(
        "{mails} mails at once:  {:.0} mails/s while their letters go out; the service has {idle:.0} MB idle, {:.0} MB at the most",
        mails as f64 / began.elapsed().as_secs_f64(),
        memory_mb(served.id(), "VmHWM:")
    );
    let (ended, _) = served.terminate(Duration::from_secs(60)).await;
    assert!(ended.success());
}

/// Waits for so many letters that are queued still, and so many cases.
async fn until(connection: &mut SqliteConnection, served: &mut Served, holds: impl Fn(usize, usize) -> bool) {
    let began = Instant::now();
    loop {
        let (queued, cases): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM letter WHERE state = 'queued'), (SELECT COUNT(*) FROM ticket)",
        )
        .fetch_one(&mut *connection)
        .await
        .unwrap();
        if holds(usize::try_from(queued).unwrap(), usize::try_from(cases).unwrap()) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(600), "no answer:\n{}", served.said());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
