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
    clock::read()?;
    let config = config::load(&config::find(named)?)?;
    let db = match &config.storage.database {
        DatabaseUrl::Sqlite(path) if !path.exists() => Db::in_memory().await?,
        database => Db::open(database).await?,
    };
    let blobs = match &config.storage.blobs {
        folder if folder.exists() => Blobs::open(folder)?,
        _ => Blobs::in_memory(),
    };
    Ok((config, db, blobs))
}
