//! Intake: plain mails of many senders from a Maildir into SQLite and into PostgreSQL. Taken, decided, letters queued,
//! committed, filed away; nothing is sent.
//!
//!     cargo bench --bench intake -- [MAILS]
//!
//! PostgreSQL is measured where RADICA_TEST_POSTGRES names a server. Figures are told as ratios too: the same mails
//! are parsed and judged alone in the same run, so that what the database costs can be seen.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark")]

use std::path::Path;
use std::time::{Duration, Instant};

use radica::app::App;
use radica::clock::Clock;
use radica::mailbox::Source;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio_util::sync::CancellationToken;

fn main() {
    let mails: usize = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(5000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        println!("{mails} mails, one sender each");
        let parse = parse_alone(mails);
        println!("parse alone:  {:>8.0} mails/s on one core", mails as f64 / parse.as_secs_f64());
        let sqlite = intake("sqlite://radica.db", mails).await;
        sqlite.tell("SQLite", parse);
        if let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") {
            let name = format!("bench{}", std::process::id());
            let mut connection = PgConnection::connect(&server).await.unwrap();
            sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                .execute(&mut connection)
                .await
                .unwrap();
            let (base, _) = server.rsplit_once('/').unwrap();
            intake(&format!("{base}/{name}"), mails).await.tell("PostgreSQL", parse);
        }
        println!("peak memory:  {:>8.1} MB", peak_kb() as f64 / 1024.0);
    });
}

struct Figures {
    mails: usize,
    wall: Duration,
    cpu: Duration,
}

impl Figures {
    fn tell(&self, name: &str, parse: Duration) {
        println!(
            "{name:<12}  {:>8.0} mails/s   {:.3} ms CPU a mail   {:.1} times the CPU of parsing alone",
            self.mails as f64 / self.wall.as_secs_f64(),
            self.cpu.as_secs_f64() * 1000.0 / self.mails as f64,
            self.cpu.as_secs_f64() / parse.as_secs_f64()
        );
    }
}

async fn intake(database: &str, mails: usize) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    configuration(folder.path(), database);
    let new = folder.path().join("in/new");
    std::fs::create_dir_all(&new).unwrap();
    for n in 0..mails {
        std::fs::write(new.join(format!("{}.bench", 1_790_000_000 + n)), mail(n)).unwrap();
    }
    let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
    let app =
        App::open(config, Clock::stopped_at("2026-11-20T10:00:00-05:00".parse().unwrap())).await.unwrap();
    let mut source = Source::new(&app.config.mailbox, None);
    let (began, cpu) = (Instant::now(), cpu());
    let look =
        app.intake().look(&mut source, &app.rules(), &CancellationToken::new(), |_, _| {}).await.unwrap();
    let figures = Figures { mails, wall: began.elapsed(), cpu: self::cpu() - cpu };
    assert_eq!((look.taken, look.quarantined), (mails, 0));
    let mut tx = app.db.read().await.unwrap();
    assert_eq!(radica::store::ticket::list(&mut tx, None, None).await.unwrap().len(), mails);
    figures
}

fn parse_alone(mails: usize) -> Duration {
    let settings = radica::parse::Settings::default();
    let texts: Vec<Vec<u8>> = (0..mails).map(|n| mail(n).into_bytes()).collect();
    let began = Instant::now();
    for text in &texts {
        let parsed = radica::parse::parse(text, &settings).unwrap();
        assert!(!parsed.mail.new_text.is_empty());
    }
    began.elapsed()
}

fn configuration(folder: &Path, database: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["catalog.toml", "staff.toml"] {
        std::fs::copy(root.join("deploy").join(file), folder.join(file)).unwrap();
    }
    let text = format!(
        "[desk]\naddress = \"soporte.tecnico@scj.test\"\n[storage]\ndatabase = \"{database}\"\n\
         [mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n"
    );
    std::fs::write(folder.join("radica.toml"), text).unwrap();
}

fn mail(n: usize) -> String {
    format!(
        "Received: from mail.scj.test by mx.scj.test; Fri, 20 Nov 2026 09:00:00 -0500\r\n\
         From: =?utf-8?q?Mar=C3=ADa_P=C3=A9rez_{word}?= <persona{n}@scj.test>\r\nTo: Mesa <soporte.tecnico@scj.test>\r\n\
         Subject: =?utf-8?q?La_impresora_del_piso_{floor}_no_imprime?=\r\nDate: Fri, 20 Nov 2026 09:00:00 -0500\r\n\
         Message-ID: <bench.{n}@scj.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\nBuenos días:\r\n\r\nLa impresora del piso {floor} de la Casa de Justicia de Bosa no imprime desde ayer; en la pantalla dice \
         «atasco de papel». Ya la apagamos y la volvimos a prender, y sigue igual. El caso es el {n} de la mañana.\r\n\r\n\
         Quedo atenta, muchas gracias.\r\n\r\nCordialmente,\r\n\r\nMaría Pérez\r\nProfesional Universitario\r\nDirección Financiera\r\n\
         Tel. 3779595 ext. 1234\r\n",
        word = ["Gómez", "Rojas", "Díaz", "Torres"]
            .get(n % 4)
            .map_or("", |word| word)
            .replace('ó', "=C3=B3")
            .replace('í', "=C3=AD"),
        floor = n % 12 + 1
    )
}

/// CPU time of this process, user and system.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit_once(')').unwrap().1;
    let ticks: u64 =
        after.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("Linux says so");
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
