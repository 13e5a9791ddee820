//! Unpacks no more of a zip than is good: what is counted are the bytes that come out, whatever the archive declares.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Trouble;

/// How many entries an archive may have.
const MAX_ENTRIES: usize = 2_000;
/// How many bytes of one entry are unpacked.
const MAX_ENTRY: u64 = 20 << 20;
/// How many bytes of an archive are unpacked in all.
const MAX_ALL: u64 = 30 << 20;

/// A zip that is unpacked within bounds.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    room: u64,
}

impl<'a> Archive<'a> {
    /// Reads the directory of a zip.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        // The count that stands at the end is looked at before the directory is read.
        if declared_entries(bytes) > MAX_ENTRIES {
            return Err(Trouble::TooLarge);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Trouble::Broken)?;
        if zip.len() > MAX_ENTRIES {
            return Err(Trouble::TooLarge);
        }
        Ok(Self { zip, room: MAX_ALL })
    }

    /// The names of its entries.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().flatten().map(|name| name.into_owned()).collect()
    }

    /// It has an entry of that name.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Unpacks an entry; at most `most` bytes of it, and never more than there is room for.
    pub fn entry(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Trouble> {
        let most = most.min(MAX_ENTRY).min(self.room);
        let file = self.zip.by_name(name).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(text) if text.contains("assword") => Trouble::Protected,
            _ => Trouble::Broken,
        })?;
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes).map_err(|_| Trouble::Broken)?;
        self.room = self.room.saturating_sub(read as u64);
        if read as u64 > most {
            return Err(Trouble::TooLarge);
        }
        Ok(bytes)
    }

    /// Unpacks an entry as text.
    pub fn text(&mut self, name: &str, most: u64) -> Result<String, Trouble> {
        Ok(text(&self.entry(name, most)?))
    }
}

/// XML as text: UTF-8, or UTF-16 with its mark.
fn text(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode_with_bom_removal(bytes).0.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The number of entries that the end record declares (APPNOTE 4.3.16); 0 where there is none.
fn declared_entries(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(66_000);
    let tail = bytes.get(from..).unwrap_or_default();
    tail.windows(12)
        .rev()
        .find(|window| window.starts_with(b"PK\x05\x06"))
        .and_then(|window| Some(usize::from(u16::from_le_bytes([*window.get(10)?, *window.get(11)?]))))
        .unwrap_or(0)
}
