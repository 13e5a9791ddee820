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

#[path = "../tests/it/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use radica::app::App;
use radica::clock::Clock;
use radica::mailbox::Source;
use sqlx::{Connection, SqliteConnection};
use tokio_util::sync::CancellationToken;

use support::lab::{DESK, Lab};
use support::served::Served;

/// How many mails arrive one by one.
const ARRIVALS: usize = 100;

fn main() {
    let mails: usize = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        from_dovecot(mails).await;
        arrivals().await;
    });
}

async fn from_dovecot(mails: usize) {
    let lab = Lab::up();
    let folder = tempfile::tempdir().unwrap();
    lab.write_configuration(folder.path(), "sqlite://radica.db");
    lab.seed_all(&(0..mails).map(mail).collect::<Vec<_>>(), DESK);
    let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
    let clock = Clock::stopped_at("2026-11-20T10:00:00-05:00".parse().unwrap());
    let app = App::open(config, clock).await.unwrap();
    let mut source = Source::new(&app.config.mailbox, None);
    let began = Instant::now();
    let stop = CancellationToken::new();
    let look = app.intake().look(&mut source, &app.rules(), &stop, |_, _| {}).await.unwrap();
    assert_eq!((look.taken, look.quarantined), (mails, 0));
    println!("from Dovecot:  {:>6.0} mails/s", mails as f64 / began.elapsed().as_secs_f64());
    source.close().await;
}

/// Mails come one by one into the inbox of a running service.
async fn arrivals() {
    let lab = Lab::up();
    let folder = tempfile::tempdir().unwrap();
    lab.write_configuration(folder.path(), "sqlite://radica.db");
    // Its own clock, on a working day.
    let mut served = Served::start(folder.path(), "2026-11-20T10:00:00-05:00");
    served.until_it_says("The mailbox is connected").await;
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
        loop {
            let (queued, cases): (i64, i64) = sqlx::query_as(
                "SELECT (SELECT COUNT(*) FROM letter WHERE state = 'queued'), (SELECT COUNT(*) FROM ticket)",
            )
            .fetch_one(&mut connection)
            .await
            .unwrap();
            if queued == 0 && cases == i64::try_from(n + 1).unwrap() {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "no answer:\n{}", served.said());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        taken.push(began.elapsed());
    }
    taken.sort();
    let at = |part: usize| taken[(taken.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    println!(
        "arrival to the last of its letters in Postfix:  p50 {:.0} ms, p99 {:.0} ms, of {ARRIVALS}",
        at(50),
        at(99)
    );
    let (ended, _) = served.terminate(Duration::from_secs(60)).await;
    assert!(ended.success());
}

fn mail(n: usize) -> String {
    format!(
        "From: Persona {n} <persona{n}@scj.test>\r\nTo: Mesa <{DESK}>\r\nSubject: La impresora del piso {floor} no imprime\r\n\
         Date: Fri, 20 Nov 2026 09:00:00 -0500\r\nMessage-ID: <bench.{n}@scj.test>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nBuenos días:\r\n\r\n\
         La impresora del piso {floor} de la Casa de Justicia de Bosa no imprime desde ayer; en la pantalla dice «atasco de papel». \
         Ya la apagamos y la volvimos a prender. El caso es el {n} de la mañana.\r\n\r\nQuedo atenta, muchas gracias.\r\n\r\n\
         María Pérez\r\nDirección Financiera\r\n",
        floor = n % 12 + 1
    )
}
