//! Databases of a PostgreSQL that `tests/run` has started (`RADICA_TEST_POSTGRES`), one for each test.

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
