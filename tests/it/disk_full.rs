//! A disk on which nothing more can be written: what waits stays in the mailbox, it is said once, and when there is room
//! again all goes on without a hand. (The room is a limit on the size of the process's files, which is lifted later.)

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::crash::mail;
use crate::support::desk::{Letter, list, words_alone, write_configuration};
use crate::support::served::{LOOK_EVERY, Seen};

struct Limited(Child);

impl Drop for Limited {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `serve`, to which a file that may grow no more is an error, and no signal.
fn start(folder: &Path) -> Limited {
    let script = format!("trap '' XFSZ; exec {} serve", env!("CARGO_BIN_EXE_radica"));
    let mut child = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .env("RADICA_NOW", "2026-11-20T10:00:00-05:00")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Its log is a pipe, which is never full; we write the file, to whom no limit applies. Ends with the service.
    let mut said = child.stderr.take().unwrap();
    let mut file = std::fs::File::create(folder.join("log")).unwrap();
    std::thread::spawn(move || std::io::copy(&mut said, &mut file));
    Limited(child)
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// Waits until something holds.
fn until(folder: &Path, what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(90), "{what}:\n{}", log(folder));
        std::thread::sleep(LOOK_EVERY);
    }
}

fn deliver(folder: &Path, nth: usize, filling: usize) {
    let raw = mail(nth) + &"relleno relleno relleno relleno\r\n".repeat(filling);
    let name = format!("1795186800.M{nth:06}P1.test");
    std::fs::write(folder.join("in/tmp").join(&name), raw).unwrap();
    std::fs::rename(folder.join("in/tmp").join(&name), folder.join("in/new").join(&name)).unwrap();
}

/// How often each acknowledgement went out.
fn acknowledged(folder: &Path) -> HashMap<String, usize> {
    let mut ids = HashMap::new();
    for file in list(&folder.join("out/new")) {
        let letter = Letter::read(&std::fs::read(file).unwrap());
        if letter.kind == "acknowledgement" {
            *ids.entry(letter.message_id).or_insert(0) += 1;
        }
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_configuration(
        folder,
        "sqlite://radica.db",
        &format!("[rules]\ndigest = false\n{}", words_alone(folder)),
    );
    let file = folder.join("radica.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("path = \"in\"\n", "path = \"in\"\npoll_interval = \"1s\"\n");
    std::fs::write(&file, text).unwrap();
    for name in ["in/tmp", "in/new", "in/cur", "out/new"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }
    let service = start(folder);
    until(folder, "at work", || log(folder).contains("radica is at work"));
    deliver(folder, 0, 0);
    until(folder, "the first is taken", || acknowledged(folder).len() == 1);

    let limit = |most: &str| {
        let set = Command::new("prlimit")
            .args([&format!("--fsize={most}:unlimited"), "--pid", &service.0.id().to_string()])
            .status()
            .unwrap();
        assert!(set.success());
    };
    let size = |name: &str| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    limit(&(size("radica.db").max(size("radica.db-wal")) + (100 << 10)).to_string());

    // More than there is room for, in one mail (a file of its own) and in many (the database).
    deliver(folder, 1, 30_000);
    for nth in 2..40 {
        deliver(folder, nth, 1_000);
    }
    until(folder, "trouble", || log(folder).contains("the mailbox cannot be read"));
    std::thread::sleep(Duration::from_secs(4));
    let told = log(folder);
    assert!(
        told.lines().filter(|line| line.contains("ERROR")).count() <= 6,
        "each loop says it once a cause: {told}"
    );
    assert!(!told.contains("internal error"), "{told}");
    let waiting = list(&folder.join("in/new")).len() + list(&folder.join("in/cur")).len();
    assert!(waiting > 0, "what could not be taken is still in the mailbox");

    // There is room again.
    limit("unlimited");
    until(folder, "all is taken", || acknowledged(folder).len() == 40);
    assert!(log(folder).contains("the mailbox can be read again"));
    assert!(acknowledged(folder).values().all(|count| *count == 1), "{:?}", acknowledged(folder));
    until(folder, "all is filed away", || list(&folder.join("in/.Procesados/cur")).len() == 40);
    let seen = Seen::Sqlite(folder.join("radica.db"));
    assert_eq!(seen.counts(["ticket", "inbound"]).await.unwrap(), [40, 40]);
    seen.is_whole().await;
}
