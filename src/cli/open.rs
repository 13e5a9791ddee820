//! Opens what the reading commands read.

use std::path::Path;

use super::{Failure, clock};
use crate::config::{self, Config, DatabaseUrl};
use crate::store::Db;
use crate::store::blob::Blobs;

/// Reads the configuration, and opens database and blobs to look at them. What does not exist yet is not made: an
/// empty one that is never kept stands for it.
///
/// # Errors
/// When the configuration is wrong, or the database cannot be opened.
pub async fn open(named: Option<&Path>) -> Result<(Config, Db, Blobs), Failure> {
    let config = settings(named)?;
    let db = database(&config.storage.database).await?;
    let blobs = match &config.storage.blobs {
        folder if folder.exists() => Blobs::open(folder)?,
        _ => Blobs::in_memory(),
    };
    Ok((config, db, blobs))
}

/// Reads the configuration alone.
///
/// # Errors
/// When it is wrong.
pub(super) fn settings(named: Option<&Path>) -> Result<Config, Failure> {
    clock::read()?;
    Ok(config::load(&config::find(named)?)?)
}

/// Opens the database to look at it; one that does not exist is not made.
///
/// # Errors
/// When it cannot be opened.
pub(super) async fn database(url: &DatabaseUrl) -> Result<Db, Failure> {
    Ok(match url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Db::in_memory().await?,
        url => Db::open(url).await?,
    })
}
