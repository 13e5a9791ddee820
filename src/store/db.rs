//! The two databases: opening them, their migrations, and transactions.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::pending::Pending;
use super::{migrations, on, within};
use crate::config::DatabaseUrl;

/// How long a server may take to let us in.
const CONNECTING: Duration = Duration::from_secs(15);

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached; the sentence names it.
    #[error("cannot open the database {0}: {1}")]
    Open(String, String),
    /// A statement failed.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// A row holds what it should not.
    #[error("database: {0}")]
    Corrupt(String),
    /// Bytes could not be kept or found again.
    #[error("{0}")]
    Blob(String),
    /// Bytes were erased when their time was over (`storage.retention`).
    #[error("blob {0} was erased on {1}: its case had been closed for longer than storage.retention")]
    Erased(String, jiff::civil::Date),
    /// A case was changed by somebody else after it was read: it must be read and judged again.
    #[error("database: the case has been changed meanwhile")]
    Stale,
    /// A mail, or its place, is known: another instance has taken it meanwhile.
    #[error("database: the mail has been taken meanwhile")]
    Taken,
}

impl StoreError {
    /// Whether what failed is one row's own fault, so that others may still succeed. A lost connection, a full disk,
    /// a database that is locked or going down fail for all.
    pub fn is_of_one_row(&self) -> bool {
        match self {
            Self::Corrupt(_) | Self::Stale | Self::Taken | Self::Erased(..) => true,
            Self::Sql(sqlx::Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                match error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    // Classes of SQLSTATE: connection, resources, operator, system, serialization.
                    Some(_) => {
                        !["08", "53", "57", "58", "40", "XX"].iter().any(|class| code.starts_with(class))
                    }
                    // SQLite: constraint, mismatch, too big, range; their extended codes end in the same byte.
                    None => code.parse::<u32>().is_ok_and(|code| [18, 19, 20, 25].contains(&(code & 0xff))),
                }
            }
            Self::Sql(sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Encode(_)) => {
                true
            }
            Self::Open(..) | Self::Sql(_) | Self::Blob(_) => false,
        }
    }
}

/// A database.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file: one writer, several readers.
    Sqlite {
        /// The one connection that writes.
        write: SqlitePool,
        /// Connections that read.
        read: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// A transaction. Dropped without [`commit`](Tx::commit) it leaves no trace.
#[derive(Debug)]
pub struct Tx {
    /// The database's own transaction.
    pub connection: Connection,
    /// The last numbers given in it, by series and year: written once, at the commit. Their rows are locked meanwhile.
    pub(super) numbers: HashMap<(&'static str, i16), i64>,
    /// What they were when the part at hand began.
    numbers_before: HashMap<(&'static str, i16), i64>,
    /// Rows that are written together.
    pub(super) pending: Pending,
}

/// A transaction of either database.
#[derive(Debug)]
pub enum Connection {
    /// SQLite's.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL's.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens a database, making it when it is a file that is missing, and brings it to the newest form.
    ///
    /// # Errors
    /// When it cannot be reached or migrated; the sentence names it without its password.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let failed =
            |error: &dyn std::fmt::Display| StoreError::Open(url.to_string(), one_line(&error.to_string()));
        let db = match url {
            DatabaseUrl::Sqlite(path) => {
                let folder = path.parent().unwrap_or(Path::new("/"));
                if !folder.is_dir() {
                    return Err(failed(&format!("there is no folder {}", folder.display())));
                }
                Self::sqlite(path).await.map_err(|error| failed(&plain(&error)))?
            }
            DatabaseUrl::Postgres(address) => {
                let options: PgConnectOptions =
                    address.expose().parse().map_err(|error: sqlx::Error| failed(&plain(&error)))?;
                let options = options.application_name("radica");
                // A pool tries until its time is up and then says only that; one connection says what is wrong.
                tokio::time::timeout(CONNECTING, async {
                    PgConnection::connect_with(&options).await?.close().await
                })
                .await
                .map_err(|_| failed(&format!("no answer within {} seconds", CONNECTING.as_secs())))?
                .map_err(|error| failed(&plain(&error)))?;
                let pool = PgPoolOptions::new()
                    .max_connections(8)
                    // A server that refuses is asked again until then, in silence.
                    .acquire_timeout(Duration::from_secs(10))
                    .connect_with(options)
                    .await
                    .map_err(|error| failed(&plain(&error)))?;
                Self::Postgres(pool)
            }
        };
        match &db {
            Self::Sqlite { write, .. } => migrations::sqlite().run(write).await,
            Self::Postgres(pool) => migrations::postgres().run(pool).await,
        }
        .map_err(|error| failed(&error))?;
        Ok(db)
    }

    /// An empty database that lives as long as its value: for `explain` before there is a database.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(SqliteConnectOptions::new().in_memory(true).foreign_keys(true))
            .await?;
        migrations::sqlite()
            .run(&pool)
            .await
            .map_err(|error| StoreError::Open("in memory".to_owned(), error.to_string()))?;
        Ok(Self::Sqlite { write: pool.clone(), read: pool })
    }

    async fn sqlite(path: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .foreign_keys(true)
            .statement_cache_capacity(256)
            // The log is copied back every 32 MB rather than every 4: a batch of mails writes about one.
            .pragma("wal_autocheckpoint", "8000")
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "MEMORY");
        // Where the disk fails SQLite undoes the transaction by itself, and sqlx, whose own undoing is then refused, believes
        // for ever that it is in one: such a connection is of no more use.
        let pool = || {
            SqlitePoolOptions::new()
                .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        };
        let write = pool()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        let read = pool().max_connections(4).min_connections(0).connect_lazy_with(options);
        Ok(Self::Sqlite { write, read })
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(Tx::new(match self {
            // A deferred transaction that reads and then writes fails at once when another has written.
            Self::Sqlite { write, .. } => Connection::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        }))
    }

    /// Begins a transaction that only reads: it sees one state of the database, and holds up nobody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx::new(match self {
            Self::Sqlite { read, .. } => Connection::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        }))
    }

    /// Closes all connections once they are idle.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    fn new(connection: Connection) -> Self {
        Self {
            connection,
            numbers: HashMap::new(),
            numbers_before: HashMap::new(),
            pending: Pending::default(),
        }
    }

    /// Makes all that was done last.
    ///
    /// # Errors
    /// When the database could not; then nothing was done.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        for ((series, year), value) in std::mem::take(&mut self.numbers) {
            on!(self, connection => {
                sqlx::query(
                    "INSERT INTO counter (series, year, value) VALUES ($1, $2, $3) \
                     ON CONFLICT (series, year) DO UPDATE SET value = excluded.value",
                )
                .bind(series)
                .bind(i64::from(year))
                .bind(value)
                .execute(connection)
                .await?;
            });
        }
        match self.connection {
            Connection::Sqlite(transaction) => transaction.commit().await?,
            Connection::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Begins a part that can be undone alone: one mail of many in a commit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn savepoint(&mut self) -> Result<(), StoreError> {
        on!(self, connection => { sqlx::query("SAVEPOINT one_mail").execute(connection).await?; });
        self.numbers_before.clone_from(&self.numbers);
        Ok(())
    }

    /// Ends the part and keeps it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release(&mut self) -> Result<(), StoreError> {
        on!(self, connection => { sqlx::query("RELEASE SAVEPOINT one_mail").execute(connection).await?; });
        Ok(())
    }

    /// Undoes the part and ends it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn undo(&mut self) -> Result<(), StoreError> {
        self.pending.clear();
        within!(self, connection => { sqlx::query("ROLLBACK TO SAVEPOINT one_mail").execute(connection).await?; });
        // A number's row that was locked within the part is free again: it must be asked for anew.
        self.numbers.clone_from(&self.numbers_before);
        self.release().await
    }

    /// Whether it is PostgreSQL's.
    pub fn is_postgres(&self) -> bool {
        matches!(self.connection, Connection::Postgres(_))
    }
}

/// What a driver says, without the words it puts before it.
fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
