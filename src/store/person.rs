//! The directory that radica keeps: what was imported, and what proven people have answered.

use super::{StoreError, Tx, on, row};
use crate::desk::address::Address;
use crate::desk::facts::Known;

row! {
    /// Somebody as the directory knows them.
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

/// Learns of somebody: what an import says stays, what was learned before is replaced by what is newer.
///
/// # Errors
/// When the database does not answer.
pub async fn learn(tx: &mut Tx, address: &Address, known: &Known, now: i64) -> Result<(), StoreError> {
    let value = |text: &Option<String>| text.as_deref().map(|text| super::event::clean(text).into_owned());
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO person (address, name, department, site, extension, username, source, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, 'learned', $7) ON CONFLICT (address) DO UPDATE SET \
             name = CASE WHEN person.source = 'import' THEN COALESCE(person.name, excluded.name) ELSE COALESCE(excluded.name, person.name) END, \
             department = CASE WHEN person.source = 'import' THEN COALESCE(person.department, excluded.department) ELSE COALESCE(excluded.department, person.department) END, \
             site = CASE WHEN person.source = 'import' THEN COALESCE(person.site, excluded.site) ELSE COALESCE(excluded.site, person.site) END, \
             extension = COALESCE(excluded.extension, person.extension), \
             username = COALESCE(excluded.username, person.username), \
             updated_at = excluded.updated_at",
        )
        .bind(address.as_str())
        .bind(value(&known.name))
        .bind(value(&known.department))
        .bind(value(&known.site))
        .bind(value(&known.extension))
        .bind(value(&known.username))
        .bind(now)
        .execute(connection)
        .await?;
    });
    Ok(())
}

/// What the directory knows of somebody.
///
/// # Errors
/// When the database does not answer.
pub async fn known(tx: &mut Tx, address: &Address) -> Result<Known, StoreError> {
    let row: Option<PersonRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT address, name, department, site, extension, username, source, updated_at FROM person WHERE address = $1",
        )
        .bind(address.as_str())
        .fetch_optional(connection)
        .await?
    });
    Ok(row.map_or_else(Known::default, |row| Known {
        name: row.name,
        department: row.department,
        site: row.site,
        extension: row.extension,
        username: row.username,
    }))
}
