//! The built program as a process of its own, and its database seen from outside.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

/// How often an event is looked for.
pub const LOOK_EVERY: Duration = Duration::from_millis(30);

/// `radica serve` in a folder that has a `radica.toml`. What it logs is added to `log` there. It ends with this value.
pub struct Served {
    child: Child,
    log: PathBuf,
    /// How long the log was when it started.
    log_before: usize,
}

impl Served {
    /// Starts it, with its clock at an instant.
    pub fn start(folder: &Path, now: &str) -> Self {
        Self::start_logging(folder, now, "log")
    }

    /// As [`Served::start`], with the log in a file of this name: one of several in a folder.
    pub fn start_logging(folder: &Path, now: &str, log: &str) -> Self {
        let log = folder.join(log);
        let out = File::options().create(true).append(true).open(&log).unwrap();
        let log_before = std::fs::read(&log).unwrap().len();
        let child = Command::new(env!("CARGO_BIN_EXE_radica"))
            .arg("serve")
            .current_dir(folder)
            .env("RADICA_NOW", now)
            .env_remove("RADICA_CONFIG")
            .env_remove("RADICA_LOG")
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        Self { child, log, log_before }
    }

    /// What it has logged.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()[self.log_before..]).into_owned()
    }

    /// Waits until it has logged a sentence.
    pub async fn until_it_says(&mut self, sentence: &str) {
        let deadline = Instant::now() + Duration::from_secs(90);
        while !self.has_said(sentence) {
            self.is_alive();
            assert!(Instant::now() < deadline, "it never said {sentence:?}:\n{}", self.tail());
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Whether it has logged a sentence.
    pub fn has_said(&self, sentence: &str) -> bool {
        self.said().contains(sentence)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status();
        assert!(done.unwrap().success());
    }

    /// Nothing but a signal ends it.
    pub fn is_alive(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "it ended by itself, {ended:?}:\n{}", self.tail());
    }

    /// Kills it by SIGKILL.
    pub fn kill(mut self) {
        self.is_alive();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop by SIGTERM; how it ended, and after how long.
    pub async fn terminate(mut self, at_most: Duration) -> (ExitStatus, Duration) {
        self.is_alive();
        let asked = Instant::now();
        self.signal("TERM");
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, asked.elapsed());
            }
            assert!(asked.elapsed() < at_most, "it has not stopped after {at_most:?}:\n{}", self.tail());
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn tail(&self) -> String {
        let log = String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The database of a desk that runs, or was killed, somewhere else. It is only read, on a connection a question: one
/// that stays would spare the next process the recovery.
#[derive(Clone, Debug)]
pub enum Seen {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Seen {
    /// The rows of a statement with two columns of text.
    pub async fn pairs(&self, sql: &str) -> Result<Vec<(String, String)>, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(file) => {
                let mut connection = open(file).await?;
                let rows = sqlx::query_as(sql).fetch_all(&mut connection).await?;
                connection.close().await?;
                Ok(rows)
            }
            Self::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await?;
                let rows = sqlx::query_as(sql).fetch_all(&mut connection).await?;
                connection.close().await?;
                Ok(rows)
            }
        }
    }

    /// What a statement that counts has counted.
    pub async fn counts<const N: usize>(&self, what: [&str; N]) -> Result<[usize; N], sqlx::Error> {
        let parts: Vec<String> = what
            .iter()
            .enumerate()
            .map(|(at, what)| format!("SELECT '{at}' AS at, CAST(COUNT(*) AS TEXT) FROM {what}"))
            .collect();
        let mut counts = [0; N];
        for (at, count) in self.pairs(&parts.join(" UNION ALL ")).await? {
            counts[at.parse::<usize>().unwrap()] = count.parse().unwrap();
        }
        Ok(counts)
    }

    /// The file is whole, by SQLite's own judgement.
    pub async fn is_whole(&self) {
        if let Self::Sqlite(file) = self {
            let mut connection = open(file).await.unwrap();
            let said: Vec<(String,)> =
                sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut connection).await.unwrap();
            assert_eq!(said, [("ok".to_owned(),)]);
            let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await.unwrap();
            assert_eq!(orphans.len(), 0);
            connection.close().await.unwrap();
        }
    }
}

async fn open(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options =
        SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(Duration::from_secs(30));
    options.connect().await
}
