//! Bytes by content: small ones as rows, so that they commit with their mail; large ones under `blobs/`, durable
//! before the commit that names them.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};

use super::{StoreError, Tx, on};

/// Up to this many bytes a blob is a row.
pub const LARGEST_ROW: usize = 128 << 10;

/// Where large blobs lie. Another object store can stand here for several hosts.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

impl Blobs {
    /// Opens the folder, making it when it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made or used; the sentence names it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error: &dyn std::fmt::Display| {
            StoreError::Blob(format!("blobs folder {}: {error}", folder.display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let store =
            LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(&error))?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// A place for large blobs that lives as long as its value: for `explain`, which keeps nothing.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()) }
    }

    fn path(sha256: &str) -> ObjectPath {
        let (shelf, _) = sha256.split_at_checked(2).unwrap_or((sha256, ""));
        ObjectPath::from(format!("{shelf}/{sha256}"))
    }

    /// Makes a large blob durable; a small one is left for [`keep`]. To be done before the transaction that names it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn put_large(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() <= LARGEST_ROW {
            return Ok(());
        }
        let path = Self::path(sha256);
        let failed = |error: object_store::Error| StoreError::Blob(format!("blob {sha256}: {error}"));
        match self.store.head(&path).await {
            Ok(there) if there.size == bytes.len() as u64 => return Ok(()),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
        self.store.put(&path, PutPayload::from(bytes.to_vec())).await.map_err(failed)?;
        Ok(())
    }

    /// A blob's bytes, wherever they are.
    ///
    /// # Errors
    /// When it is not there, or its bytes are not those that were kept.
    pub async fn get(&self, tx: &mut Tx, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let row: Option<(Option<Vec<u8>>,)> = on!(tx, connection => {
            sqlx::query_as("SELECT data FROM blob WHERE sha256 = $1").bind(sha256).fetch_optional(connection).await?
        });
        let bytes = match row {
            None => return Err(StoreError::Blob(format!("blob {sha256} is not kept"))),
            Some((Some(data),)) => data,
            Some((None,)) => {
                let failed = |error: object_store::Error| StoreError::Blob(format!("blob {sha256}: {error}"));
                let found = self.store.get(&Self::path(sha256)).await.map_err(failed)?;
                found.bytes().await.map_err(failed)?.to_vec()
            }
        };
        if self::sha256(&bytes) == sha256 {
            Ok(bytes)
        } else {
            Err(StoreError::Blob(format!("blob {sha256} has been changed on disk")))
        }
    }
}

/// Names a blob in the database, with its bytes when they are few.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(tx: &mut Tx, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let data = (bytes.len() <= LARGEST_ROW).then(|| bytes.to_vec());
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    on!(tx, connection => {
        sqlx::query("INSERT INTO blob (sha256, size, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(sha256)
            .bind(size)
            .bind(data)
            .execute(connection)
            .await?;
    });
    Ok(())
}
