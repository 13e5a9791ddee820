//! Databases of a PostgreSQL that `tests/run` has started (`RADICA_TEST_POSTGRES`), one for each test; and servers of
//! a test's own, to be stopped under its hands.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Makes an empty database; its URL.
pub async fn fresh() -> String {
    let Ok(server) = std::env::var("RADICA_TEST_POSTGRES") else {
        panic!(
            "this test needs PostgreSQL: run tests/run, or set RADICA_TEST_POSTGRES to what `tests/postgres up DIR` prints"
        );
    };
    let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// A PostgreSQL of one test's own; it ends with this value.
pub struct Server {
    folder: tempfile::TempDir,
    /// Of its one database.
    pub url: String,
}

impl Server {
    /// Starts one.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("radica-pg").tempdir().unwrap();
        let mut server = Self { folder, url: String::new() };
        server.url = server.run("up");
        server
    }

    /// Starts it again, with what it had.
    pub fn start_again(&self) {
        assert_eq!(self.run("up"), self.url);
    }

    /// Stops it as if it had crashed.
    pub fn crash(&self) {
        self.run("down");
    }

    fn run(&self, verb: &str) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres");
        let done = Command::new(script).arg(verb).arg(self.folder.path()).output().unwrap();
        assert!(done.status.success(), "{verb}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}
