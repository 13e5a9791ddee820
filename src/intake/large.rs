//! A mail over `limits.max_mail`: kept whole, in parts, without ever being in memory; its header read; set apart.

use super::take::over_the_limit;
use super::{Intake, IntakeError, Prepared};
use crate::mailbox::{Entry, Source};
use crate::parse;

/// How much of a large mail is fetched at once.
const PART: u64 = 1 << 20;
/// How much of it is looked at.
const HEAD: usize = 256 << 10;

impl Intake {
    /// Streams a large mail into the blobs. `None` when it has vanished.
    ///
    /// It is read twice: a blob's name is the hash of all its bytes, and must be known before it is written.
    pub(super) async fn have_large(
        &self,
        source: &mut Source,
        entry: &Entry,
    ) -> Result<Option<Prepared>, IntakeError> {
        let mut hasher = crate::store::blob::Hasher::default();
        let mut head = Vec::new();
        let mut size = 0_u64;
        while let Some(part) = source.fetch_range(&entry.location, size, PART).await? {
            if part.bytes.is_empty() {
                break;
            }
            if head.len() < HEAD {
                head.extend(part.bytes.iter().take(HEAD - head.len()));
            }
            size += part.bytes.len() as u64;
            hasher.update(&part.bytes);
            if (part.bytes.len() as u64) < PART {
                break;
            }
        }
        if size == 0 {
            return Ok(None);
        }
        let sha256 = hasher.finish();
        let mut writer = self.blobs.writer(&sha256).await?;
        let mut written = 0_u64;
        while written < size {
            let part = match source.fetch_range(&entry.location, written, PART).await? {
                Some(part) if !part.bytes.is_empty() => part,
                _ => break,
            };
            written += part.bytes.len() as u64;
            writer.write(part.bytes).await?;
        }
        writer.finish().await?;
        let mut tx = self.db.write().await?;
        crate::store::blob::keep_large(&mut tx, &sha256, size);
        tx.commit().await?;
        let glance = parse::header_glance(&head);
        let message_id = glance.message_id.as_ref().map_or("", |id| id.as_str());
        Ok(Some(Prepared {
            location: entry.location.0.clone(),
            identity: format!("{message_id} {sha256}"),
            raw_sha256: sha256,
            size,
            bytes: Vec::new(),
            glance,
            reading: Err(over_the_limit(size, self.max_mail)),
            ahead: None,
        }))
    }
}
