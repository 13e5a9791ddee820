//! The directory that radica keeps: what was imported, and what proven people have answered.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use super::event::clean;
use super::{Connection, StoreError, Tx, on, placeholders, row, rows};
use crate::desk::address::Address;
use crate::desk::facts::Known;

row! {
    /// Somebody as the directory knows them. `source` is `import` or `learned`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(missing_docs, reason = "the columns are those of the schema")]
    pub struct PersonRow {
        pub address: String,
        pub name: Option<String>,
        pub department: Option<String>,
        pub site: Option<String>,
        pub extension: Option<String>,
        pub username: Option<String>,
        pub source: String,
        pub updated_at: i64,
    }
}

impl PersonRow {
    /// What is known of them.
    pub fn known(&self) -> Known {
        Known {
            name: self.name.clone(),
            department: self.department.clone(),
            site: self.site.clone(),
            extension: self.extension.clone(),
            username: self.username.clone(),
        }
    }
}

/// How many dependencias are looked through.
const MOST_DEPARTMENTS: i64 = 2_000;

const COLUMNS: &str = "address, name, department, site, extension, username, source, updated_at";

/// The columns that say something of a person.
const FIELDS: [&str; 5] = ["name", "department", "site", "extension", "username"];

/// What a statement that finds somebody there sets each field to.
fn each_field(value: impl Fn(&str) -> String) -> String {
    FIELDS.map(|field| format!("{field} = {}", value(field))).join(", ")
}

/// A field's value as it is kept.
fn kept(value: &Option<String>) -> Option<std::borrow::Cow<'_, str>> {
    value.as_deref().map(clean)
}

/// Learns of somebody: what is newer replaces what was learned before, but never what an import says. What it says
/// nothing of stays as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn learn(tx: &mut Tx, address: &Address, known: &Known, now: i64) -> Result<(), StoreError> {
    if *known == Known::default() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO person ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, 'learned', $7) \
         ON CONFLICT (address) DO UPDATE SET updated_at = excluded.updated_at, {}",
        each_field(|field| format!(
            "CASE WHEN person.source = 'import' THEN COALESCE(person.{field}, excluded.{field}) \
             ELSE COALESCE(excluded.{field}, person.{field}) END"
        ))
    );
    on!(tx, connection => {
        sqlx::query(AssertSqlSafe(sql))
            .bind(address.as_str())
            .bind(kept(&known.name))
            .bind(kept(&known.department))
            .bind(kept(&known.site))
            .bind(kept(&known.extension))
            .bind(kept(&known.username))
            .bind(now)
            .execute(connection)
            .await?;
    });
    Ok(())
}

/// The dependencias of the people who were imported, each once.
///
/// # Errors
/// When the database does not answer.
pub async fn departments(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT DISTINCT department FROM person WHERE source = 'import' AND department IS NOT NULL \
             ORDER BY department LIMIT $1",
        )
        .bind(MOST_DEPARTMENTS)
        .fetch_all(connection)
        .await?
    });
    Ok(rows.into_iter().map(|(department,)| department).collect())
}

/// Imports people, each address once: what is there is replaced, but an empty field leaves what is known.
///
/// # Errors
/// When the database does not answer, or an address is there twice; the transaction must then be undone.
pub async fn import(tx: &mut Tx, people: &[(Address, Known)], now: i64) -> Result<(), StoreError> {
    let update = each_field(|field| format!("COALESCE(excluded.{field}, person.{field})"));
    for some in people.chunks(500) {
        let sql = format!(
            "INSERT INTO person (source, updated_at, address, name, department, site, extension, username) VALUES {} \
             ON CONFLICT (address) DO UPDATE SET source = excluded.source, updated_at = excluded.updated_at, {update}",
            rows(2, 6, some.len())
        );
        on!(tx, connection => {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind("import").bind(now);
            for (address, known) in some {
                query = query
                    .bind(address.as_str())
                    .bind(kept(&known.name))
                    .bind(kept(&known.department))
                    .bind(kept(&known.site))
                    .bind(kept(&known.extension))
                    .bind(kept(&known.username));
            }
            query.execute(connection).await?;
        });
    }
    Ok(())
}

/// Keeps others from writing the directory until the transaction ends: on PostgreSQL, an import and a batch of mails
/// that lock the same people in another order would wait for each other. SQLite has one writer anyway.
///
/// # Errors
/// When the database does not answer.
pub async fn lock(tx: &mut Tx) -> Result<(), StoreError> {
    if let Connection::Postgres(transaction) = &mut tx.connection {
        sqlx::query("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE").execute(&mut **transaction).await?;
    }
    Ok(())
}

/// What the directory has of somebody.
///
/// # Errors
/// When the database does not answer.
pub async fn by_address(tx: &mut Tx, address: &Address) -> Result<Option<PersonRow>, StoreError> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM person WHERE address = $1"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(address.as_str()).fetch_optional(connection).await?))
}

/// What is known of somebody; nothing where the directory does not have them.
///
/// # Errors
/// When the database does not answer.
pub async fn known(tx: &mut Tx, address: &Address) -> Result<Known, StoreError> {
    Ok(by_address(tx, address).await?.map(|row| row.known()).unwrap_or_default())
}

/// What the directory has of many, by address, in a question for each five hundred. It leaves out whom it does not have.
///
/// # Errors
/// When the database does not answer.
pub async fn by_addresses(
    tx: &mut Tx,
    addresses: &[&Address],
) -> Result<HashMap<String, PersonRow>, StoreError> {
    let mut found = HashMap::new();
    for some in addresses.chunks(500) {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE address IN ({})", placeholders(1, some.len()));
        let rows: Vec<PersonRow> = on!(tx, connection => {
            let mut query = sqlx::query_as(AssertSqlSafe(sql));
            for address in some {
                query = query.bind(address.as_str());
            }
            query.fetch_all(connection).await?
        });
        found.extend(rows.into_iter().map(|row| (row.address.clone(), row)));
    }
    Ok(found)
}

/// Everybody, by address.
///
/// # Errors
/// When the database does not answer.
pub async fn list(tx: &mut Tx) -> Result<Vec<PersonRow>, StoreError> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM person ORDER BY address"));
    Ok(on!(tx, connection => sqlx::query_as(sql).fetch_all(connection).await?))
}

/// Erases what was imported or learned of somebody (contract, ruling 46). False: there was nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &mut Tx, address: &Address) -> Result<bool, StoreError> {
    let erased = on!(tx, connection => {
        sqlx::query("DELETE FROM person WHERE address = $1")
            .bind(address.as_str())
            .execute(connection)
            .await?
            .rows_affected()
    });
    Ok(erased > 0)
}
