//! What the benchmarks share: a desk in an empty folder, plain mails of many senders, and what the process has used.

#![expect(dead_code, reason = "each benchmark takes what it needs")]

use std::path::Path;
use std::time::{Duration, Instant};

use radica::app::App;
use radica::clock::Clock;
use radica::mailbox::Source;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio_util::sync::CancellationToken;

pub const DESK: &str = "soporte.tecnico@scj.test";

/// A desk that reads the Maildir `in` and sends into `out`; `more` goes below.
pub fn configuration(folder: &Path, database: &str, more: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["catalog.toml", "staff.toml"] {
        std::fs::copy(root.join("deploy").join(file), folder.join(file)).unwrap();
    }
    let text = format!(
        "[desk]\naddress = \"{DESK}\"\n[storage]\ndatabase = \"{database}\"\n\
         [mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n{more}"
    );
    std::fs::write(folder.join("radica.toml"), text).unwrap();
}

/// The desk of a folder, on a Friday morning.
pub async fn open(folder: &Path) -> App {
    let config = radica::config::load(&folder.join("radica.toml")).unwrap();
    App::open(config, Clock::stopped_at("2026-11-20T10:00:00-05:00".parse().unwrap())).await.unwrap()
}

/// Puts mails into the Maildir.
pub fn deliver(folder: &Path, numbers: std::ops::Range<usize>) {
    let new = folder.join("in/new");
    std::fs::create_dir_all(&new).unwrap();
    for n in numbers {
        std::fs::write(new.join(format!("{}.bench", 1_790_000_000 + n)), mail(n)).unwrap();
    }
}

/// One look that takes so many mails: how long, and how much of the processors.
pub async fn take(app: &App, mails: usize) -> (Duration, Duration) {
    let mut source = Source::new(&app.config.mailbox, None);
    let stop = CancellationToken::new();
    let (began, before) = (Instant::now(), cpu());
    let look = app.intake().look(&mut source, &app.rules(), &stop, |_, _| {}).await.unwrap();
    let took = (began.elapsed(), cpu() - before);
    assert_eq!((look.taken, look.quarantined), (mails, 0));
    source.close().await;
    took
}

/// A fresh database of the server that RADICA_TEST_POSTGRES names, where it names one.
pub async fn postgres() -> Option<String> {
    let server = std::env::var("RADICA_TEST_POSTGRES").ok()?;
    let name = format!("bench{}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    Some(format!("{}/{name}", server.rsplit_once('/').unwrap().0))
}

/// A plain mail, each of another sender.
pub fn mail(n: usize) -> String {
    format!(
        "Received: from mail.scj.test by mx.scj.test; Fri, 20 Nov 2026 09:00:00 -0500\r\n\
         From: =?utf-8?q?Mar=C3=ADa_P=C3=A9rez_{word}?= <persona{n}@scj.test>\r\nTo: Mesa <{DESK}>\r\n\
         Subject: =?utf-8?q?La_impresora_del_piso_{floor}_no_imprime?=\r\nDate: Fri, 20 Nov 2026 09:00:00 -0500\r\n\
         Message-ID: <bench.{n}@scj.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\nBuenos días:\r\n\r\nLa impresora del piso {floor} de la Casa de Justicia de Bosa no imprime desde ayer; en la pantalla dice \
         «atasco de papel». Ya la apagamos y la volvimos a prender, y sigue igual. El caso es el {n} de la mañana.\r\n\r\n\
         Quedo atenta, muchas gracias.\r\n\r\nCordialmente,\r\n\r\nMaría Pérez\r\nProfesional Universitario\r\nDirección Financiera\r\n\
         Tel. 3779595 ext. 1234\r\n",
        word = ["G=C3=B3mez", "Rojas", "D=C3=ADaz", "Torres"].get(n % 4).unwrap(),
        floor = n % 12 + 1
    )
}

/// CPU time of this process, user and system.
pub fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit_once(')').unwrap().1;
    let ticks: u64 =
        after.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

/// From here on the peak is counted anew (Linux, proc(5), `clear_refs`).
pub fn reset_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// The most memory the process has had, in megabytes.
pub fn peak_mb() -> f64 {
    memory_mb(std::process::id(), "VmHWM:")
}

/// What a process has of memory, in megabytes: `VmHWM:` at the most, `VmRSS:` now.
pub fn memory_mb(process: u32, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
