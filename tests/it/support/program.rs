//! The built program at work on a lab: its commands, its daemon, and the people who write to it and read its letters.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tempfile::TempDir;

use super::desk::Letter;
use super::lab::{DESK, Lab};
use super::lab_config::{self, Ways};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A desk's folder, and the servers it works with.
pub struct LabDesk {
    pub lab: Lab,
    pub folder: TempDir,
    next: Mutex<Timestamp>,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A running `radica serve`; killed with this value.
pub struct Serving {
    child: Child,
    log: PathBuf,
}

impl LabDesk {
    /// Starts a lab and writes a configuration for it.
    pub fn open(ways: Ways, database: &str) -> Self {
        Self::on(Lab::up(), ways, database)
    }

    /// Writes a configuration for a lab.
    pub fn on(lab: Lab, ways: Ways, database: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        lab_config::write(folder.path(), &lab, ways, database, "");
        // A Friday within service hours.
        let next = Mutex::new("2026-11-20T10:00:00-05:00".parse().unwrap());
        Self { lab, folder, next }
    }

    /// Changes the configuration of the programs to come.
    pub fn configure(&self, from: &str, to: &str) {
        let file = self.path("radica.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(file, text.replace(from, to)).unwrap();
    }

    /// Moves the clock of the commands to come.
    pub fn at(&self, instant: &str) {
        *self.next.lock().unwrap() = instant.parse().unwrap();
    }

    /// A file of the desk's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("RADICA_") || name == "JOURNAL_STREAM" {
                command.env_remove(name);
            }
        }
        // Each working command a minute after the one before: time never goes back.
        let mut next = self.next.lock().unwrap();
        command.env("RADICA_NOW", next.to_string());
        if matches!(words, ["serve" | "run-once", ..]) {
            *next += SignedDuration::from_mins(1);
        }
        drop(next);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Said {
        let output = self.command(words).output().unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A full round that leaves nothing undone.
    pub fn round(&self) -> Said {
        let said = self.run(&["run-once"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        said
    }

    /// What a command lists as JSON.
    pub fn list(&self, what: &str) -> Vec<Value> {
        let said = self.run(&[what, "list", "--json"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let Value::Array(rows) = serde_json::from_str(&said.out).unwrap() else { panic!("{said:?}") };
        rows
    }

    /// Starts the daemon and waits until it is at work, with the mailbox connected.
    pub fn serve(&self) -> Serving {
        let serving = self.serve_unawaited("serve.log");
        serving.log_shows("radica is at work", 1);
        serving.log_shows("The mailbox is connected", 1);
        serving
    }

    /// Starts the daemon with its log in a file of this name.
    pub fn serve_unawaited(&self, log: &str) -> Serving {
        let log = self.path(log);
        let file = std::fs::File::options().create(true).append(true).open(&log).unwrap();
        let child = self.command(&["serve"]).stdout(Stdio::null()).stderr(file).spawn().unwrap();
        Serving { child, log }
    }

    /// Everything in a user's inbox, in no order.
    pub fn inbox(&self, user: &str) -> Vec<Letter> {
        inbox(&self.lab, user)
    }

    /// Waits until a user has so many letters of a kind; all of that kind.
    pub fn letters(&self, user: &str, kind: &str, count: usize) -> Vec<Letter> {
        let mut letters = Vec::new();
        until(&format!("{count} {kind} for {user}"), || {
            letters = self.inbox(user).into_iter().filter(|letter| letter.kind == kind).collect();
            letters.len() >= count
        });
        assert_eq!(letters.len(), count, "{kind} for {user}: {letters:?}");
        letters
    }

    /// How often each Message-ID lies in a user's inbox.
    pub fn ids(&self, user: &str) -> HashMap<String, usize> {
        let mut ids = HashMap::new();
        for letter in self.inbox(user) {
            *ids.entry(letter.message_id).or_insert(0) += 1;
        }
        ids
    }

    /// How many mails lie in a folder of the desk's mailbox.
    pub fn filed(&self, folder: &str) -> usize {
        self.lab.inbox(DESK, folder).len()
    }

    /// How many mails Postfix has delivered to the desk.
    pub fn delivered(&self) -> usize {
        let log = std::fs::read_to_string(self.lab.path().join("log/postfix.log")).unwrap();
        let to = format!("to=<{DESK}>");
        log.lines().filter(|line| line.contains(&to) && line.contains("status=sent")).count()
    }

    /// Mails that wait in the desk's inbox, without asking Dovecot.
    pub fn waiting(&self) -> usize {
        files(&self.lab, DESK).len()
    }
}

impl Serving {
    /// The log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// How many lines of the log have these words.
    pub fn count(&self, words: &str) -> usize {
        self.log().lines().filter(|line| line.contains(words)).count()
    }

    /// Waits until so many lines of the log have these words.
    pub fn log_shows(&self, words: &str, count: usize) {
        let began = Instant::now();
        while self.count(words) < count {
            assert!(began.elapsed() < PATIENCE, "no {count} lines of {words:?} in the log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.unwrap().success());
    }

    /// Waits for the end, at most so long.
    pub fn ends_within(&mut self, most: Duration) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < most, "it does not end:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it as systemd does; it must end well.
    pub fn stop(mut self) -> String {
        self.signal("TERM");
        let status = self.ends_within(Duration::from_secs(30));
        assert!(status.success(), "{status}:\n{}", self.log());
        self.log()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(40));
    }
}

/// A plain mail to the desk.
pub fn mail(from: &str, id: &str, subject: &str, text: &str, headers: &str) -> String {
    format!(
        "From: {from}\r\nTo: {DESK}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Fri, 20 Nov 2026 09:59:00 -0500\r\n{headers}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
}

/// The answer to a letter as a mail program writes it.
pub fn answer(from: &str, id: &str, letter: &Letter, text: &str) -> String {
    let references: String = letter.references.iter().map(|id| format!("<{id}> ")).collect();
    let quoted: String = letter.text.lines().map(|line| format!("> {line}\r\n")).collect();
    mail(
        from,
        id,
        &format!("RE: {}", letter.subject),
        &format!(
            "{text}\r\n\r\nEl vie, 20 nov 2026 a las 10:05, Mesa de Servicio SCJ (<{DESK}>) escribió:\r\n\r\n{quoted}"
        ),
        &format!("In-Reply-To: <{0}>\r\nReferences: {references}<{0}>\r\n", letter.message_id),
    )
}

/// Tells the fault proxy one line; its answer.
pub fn proxy(lab: &Lab, line: &str) -> Value {
    let mut stream = TcpStream::connect(("127.0.0.1", lab.port("LAB_CONTROL_PORT"))).unwrap();
    stream.write_all(format!("{line}\n").as_bytes()).unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    serde_json::from_str(&told).unwrap()
}

fn inbox(lab: &Lab, user: &str) -> Vec<Letter> {
    // A mail that is moved between the folder's listing and its reading is gone, and is seen at the next look.
    files(lab, user).iter().filter_map(|file| Some(Letter::read(&std::fs::read(file).ok()?))).collect()
}

fn files(lab: &Lab, user: &str) -> Vec<PathBuf> {
    let user = if user.contains('@') { user.to_owned() } else { format!("{user}@scj.test") };
    let maildir = lab.path().join("mail").join(user).join("Maildir");
    ["new", "cur"].iter().flat_map(|folder| list(&maildir.join(folder))).collect()
}

fn list(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
