//! What is kept: one set of SQL for SQLite and PostgreSQL, one file an aggregate.
//!
//! A [`Tx`] is a transaction on either database; the `on!` macro type-checks the same statement against both.
//! Times are kept as epoch milliseconds. Nothing here decides anything.

pub mod absence;
pub mod apply;
pub mod blob;
mod db;
pub mod deadline;
pub mod dossier;
pub mod event;
pub mod facts;
pub mod file;
pub mod health;
pub mod inbound;
mod migrations;
pub mod label;
pub mod lease;
pub mod outbox;
mod pending;
pub mod person;
pub mod problem;
pub mod report;
pub mod request;
pub mod retention;
pub mod scan;
pub mod senders;
pub mod solution;
pub mod state;
pub mod stay;
pub mod survey;
pub mod ticket;
pub mod told;
pub mod traces;

pub use db::{Connection, Db, StoreError, Tx};

/// Runs one statement on whichever database a transaction is of, after all that was done before it.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {{
        $tx.settle().await?;
        $crate::store::within!($tx, $connection => $body)
    }};
}
pub(crate) use on;

/// Runs one statement as things are: rows that wait to be written ([`pending`]) stay unseen.
macro_rules! within {
    ($tx:expr, $connection:ident => $body:expr) => {
        match &mut $tx.connection {
            $crate::store::Connection::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::store::Connection::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}
pub(crate) use within;

/// Makes a struct whose fields are read from the columns of the same names, on either database.
macro_rules! row {
    ($(#[$about:meta])* $visible:vis struct $name:ident {
        $($(#[$of_field:meta])* $field_visible:vis $field:ident: $kind:ty,)+
    }) => {
        $(#[$about])*
        $visible struct $name {
            $($(#[$of_field])* $field_visible $field: $kind,)+
        }

        impl sqlx::FromRow<'_, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &sqlx::sqlite::SqliteRow) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: sqlx::Row::try_get(row, stringify!($field))?,)+ })
            }
        }

        impl sqlx::FromRow<'_, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &sqlx::postgres::PgRow) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: sqlx::Row::try_get(row, stringify!($field))?,)+ })
            }
        }
    };
}
pub(crate) use row;

use jiff::Timestamp;

/// An instant from the database.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `$first, $first+1 ...`: the placeholders of a list of `count` values.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// The `VALUES` of `count` rows: each begins with the same `shared` first values and goes on with `own` ones of its own.
pub(crate) fn rows(shared: usize, own: usize, count: usize) -> String {
    let head = placeholders(1, shared);
    (0..count)
        .map(|row| format!("({head}, {})", placeholders(shared + 1 + row * own, own)))
        .collect::<Vec<_>>()
        .join(", ")
}
