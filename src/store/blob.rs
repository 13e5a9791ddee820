//! Bytes by content: small ones as rows, so that they commit with their mail; large ones under `blobs/`, durable
//! before the commit that names them.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
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

/// Hashes bytes that come in parts.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next part.
    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// SHA-256 of all parts, in hexadecimal.
    pub fn finish(self) -> String {
        data_encoding::HEXLOWER.encode(&self.0.finalize())
    }
}

/// Writes a large blob part by part.
pub struct Writer {
    upload: Box<dyn MultipartUpload>,
    name: String,
    hasher: Hasher,
}

impl Writer {
    /// Takes the next part.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn write(&mut self, part: Vec<u8>) -> Result<(), StoreError> {
        self.hasher.update(&part);
        let written = self.upload.put_part(PutPayload::from(part)).await;
        written.map_err(|error| StoreError::Blob(format!("blob {}: {error}", self.name)))
    }

    /// Makes the blob durable under its name.
    ///
    /// # Errors
    /// When it cannot be written, or its bytes are not those that its name says; then nothing is left of it.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        let failed = |error: object_store::Error| StoreError::Blob(format!("blob {}: {error}", self.name));
        if self.hasher.finish() == self.name {
            self.upload.complete().await.map_err(failed)?;
            Ok(())
        } else {
            self.upload.abort().await.map_err(failed)?;
            Err(StoreError::Blob(format!("blob {}: its bytes changed while they were read", self.name)))
        }
    }
}

impl Blobs {
    /// Begins a large blob whose hash is known.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub async fn writer(&self, sha256: &str) -> Result<Writer, StoreError> {
        let upload = self.store.put_multipart(&Self::path(sha256)).await;
        let upload = upload.map_err(|error| StoreError::Blob(format!("blob {sha256}: {error}")))?;
        Ok(Writer { upload, name: sha256.to_owned(), hasher: Hasher::default() })
    }

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

    /// Takes a large blob's file away; one that is gone already is no error.
    async fn remove(&self, sha256: &str) -> Result<(), StoreError> {
        match self.store.delete(&Self::path(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StoreError::Blob(format!("blob {sha256}: {error}"))),
        }
    }

    /// A blob's bytes, wherever they are.
    ///
    /// # Errors
    /// [`StoreError::Erased`] when `storage.retention` has erased it; else when it is not there, or its bytes are not those
    /// that were kept.
    pub async fn get(&self, tx: &mut Tx, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let row: Option<(Option<Vec<u8>>,)> = on!(tx, connection => {
            sqlx::query_as("SELECT data FROM blob WHERE sha256 = $1").bind(sha256).fetch_optional(connection).await?
        });
        let bytes = match row {
            None => return Err(gone(tx, sha256).await?),
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

/// Why a blob is not there.
async fn gone(tx: &mut Tx, sha256: &str) -> Result<StoreError, StoreError> {
    let (at,): (Option<i64>,) = on!(tx, connection => {
        sqlx::query_as(
            "SELECT MAX(at) FROM (SELECT erased_at AS at FROM inbound WHERE raw_sha256 = $1 \
             UNION ALL SELECT erased_at FROM attachment JOIN inbound ON inbound.id = inbound_id WHERE sha256 = $1 \
             UNION ALL SELECT erased_at FROM letter WHERE mime_sha256 = $1) AS named",
        )
        .bind(sha256)
        .fetch_one(connection)
        .await?
    });
    Ok(match at {
        Some(at) => {
            let day = super::at(at).to_zoned_datetime(crate::clock::bogota()).date();
            StoreError::Erased(sha256.to_owned(), day)
        }
        None => StoreError::Blob(format!("blob {sha256} is not kept")),
    })
}

/// Names a large blob that has been written. Here and below, a blob that is there stays as it is, but its row is locked
/// from when the rows are written ([`Tx::settle`]) until the transaction ends: nobody erases in the meantime what is named
/// ([`super::retention`]).
pub fn keep_large(tx: &mut Tx, sha256: &str, size: u64) {
    tx.pending.blob(sha256, i64::try_from(size).unwrap_or(i64::MAX), None);
}

/// Names a blob in the database, with its bytes when they are few.
pub fn keep(tx: &mut Tx, sha256: &str, bytes: &[u8]) {
    let data = (bytes.len() <= LARGEST_ROW).then(|| bytes.to_vec());
    tx.pending.blob(sha256, i64::try_from(bytes.len()).unwrap_or(i64::MAX), data);
}

/// Takes the blobs away that nothing names, of some: their rows are locked first, so that who names one of them at this
/// very time is seen, or waits and keeps it anew. How many, and their bytes.
///
/// # Errors
/// When the database does not answer, or a file cannot be removed.
pub(super) async fn remove_unnamed(
    tx: &mut Tx,
    blobs: &Blobs,
    names: &[String],
    unsent: &[String],
) -> Result<(u64, u64), StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let (mut count, mut size) = (0, 0);
    for some in names.chunks(200) {
        let list = super::placeholders(1, some.len());
        let locked = format!("SELECT sha256 FROM blob WHERE sha256 IN ({list}) ORDER BY sha256{lock}");
        let unnamed = format!(
            "SELECT sha256, size, data IS NULL FROM blob WHERE sha256 IN ({list}) \
             AND sha256 NOT IN (SELECT raw_sha256 FROM inbound WHERE raw_sha256 IN ({list}) AND erased_at IS NULL) \
             AND sha256 NOT IN (SELECT sha256 FROM attachment JOIN inbound ON inbound.id = inbound_id \
             WHERE sha256 IN ({list}) AND erased_at IS NULL) \
             AND sha256 NOT IN (SELECT mime_sha256 FROM letter WHERE mime_sha256 IN ({list}) AND erased_at IS NULL)"
        );
        let found: Vec<(String, i64, bool)> = on!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(locked));
            for name in some {
                query = query.bind(name);
            }
            query.fetch_all(&mut *connection).await?;
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(unnamed));
            for name in some {
                query = query.bind(name);
            }
            query.fetch_all(connection).await?
        });
        let gone: Vec<_> = found
            .into_iter()
            .filter(|(name, ..)| !unsent.iter().any(|letter| letter.contains(name)))
            .collect();
        for (name, bytes, is_file) in &gone {
            if *is_file {
                blobs.remove(name).await?;
            }
            count += 1;
            size += u64::try_from(*bytes).unwrap_or(0);
        }
        if gone.is_empty() {
            continue;
        }
        let sql = format!("DELETE FROM blob WHERE sha256 IN ({})", super::placeholders(1, gone.len()));
        on!(tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (name, ..) in &gone {
                query = query.bind(name);
            }
            query.execute(connection).await?;
        });
    }
    Ok((count, size))
}
