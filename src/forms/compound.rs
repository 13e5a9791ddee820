//! Compound files of Office 97 to 2003 (MS-CFB): one stream out of many, by chains of sectors that are never followed
//! longer than the file is.

use super::Trouble;

/// What every compound file begins with.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Streams that are smaller stand in the small sectors.
const CUTOFF: usize = 4_096;
/// Marks of sectors that are none.
const RESERVED: u32 = 0xFFFF_FFFA;
/// How many entries of the directory are looked at.
const MAX_ENTRIES: usize = 4_096;

/// A compound file, opened.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    small_fat: Vec<u32>,
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'a> Compound<'a> {
    /// Reads header, tables and directory.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4_096,
            _ => return Err(Trouble::Broken),
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            small_fat: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        let most = bytes.len() / sector + 1;
        // The table of the table: 109 places in the header, more in a chain of sectors.
        let mut places: Vec<u32> = (0..109).filter_map(|at| u32_at(bytes, 76 + 4 * at)).collect();
        let mut next = u32_at(bytes, 68).unwrap_or(RESERVED);
        for _ in 0..most {
            let Some(part) = file.sector(next) else { break };
            let mut numbers: Vec<u32> = numbers(part).collect();
            next = numbers.pop().unwrap_or(RESERVED);
            places.extend(numbers);
        }
        let places = places.into_iter().filter(|place| *place < RESERVED).take(most);
        for place in places.collect::<Vec<_>>() {
            let part: Vec<u32> = numbers(file.sector(place).ok_or(Trouble::Broken)?).collect();
            file.fat.extend(part);
        }
        let directory = file.chain(u32_at(bytes, 48).unwrap_or(RESERVED), usize::MAX);
        file.entries = directory.chunks_exact(128).take(MAX_ENTRIES).filter_map(entry).collect();
        let (start, size) =
            file.entries.first().map(|root| (root.start, root.size)).ok_or(Trouble::Broken)?;
        file.small_fat = numbers(&file.chain(u32_at(bytes, 60).unwrap_or(RESERVED), usize::MAX)).collect();
        file.small = file.chain(start, size);
        Ok(file)
    }

    /// It has a stream of that name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if entry.size >= CUTOFF {
            return Some(self.chain(entry.start, entry.size));
        }
        let mut bytes = Vec::new();
        let mut at = entry.start;
        while at < RESERVED && bytes.len() < entry.size {
            let from = usize::try_from(at).ok()?.checked_mul(64)?;
            let Some(part) = self.small.get(from..(from + 64).min(self.small.len())) else { break };
            if part.is_empty() {
                break;
            }
            bytes.extend_from_slice(part);
            at = self.small_fat.get(usize::try_from(at).ok()?).copied().unwrap_or(RESERVED);
        }
        bytes.truncate(entry.size);
        Some(bytes)
    }

    /// The bytes of a chain, at most `size` and never more than the file has: a chain that returns into itself ends.
    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let size = size.min(self.bytes.len());
        let mut bytes = Vec::new();
        let mut at = start;
        while bytes.len() < size
            && let Some(part) = self.sector(at)
        {
            bytes.extend_from_slice(part);
            at = usize::try_from(at).ok().and_then(|at| self.fat.get(at)).copied().unwrap_or(RESERVED);
        }
        bytes.truncate(size);
        bytes
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        if number >= RESERVED {
            return None;
        }
        let from = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let part = self.bytes.get(from..(from.checked_add(self.sector)?).min(self.bytes.len()))?;
        (!part.is_empty()).then_some(part)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
    let letters: Vec<u16> = (0..length / 2).filter_map(|at| u16_at(bytes, 2 * at)).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&letters),
        start: u32_at(bytes, 116)?,
        size: usize::try_from(u32_at(bytes, 120)?).ok()?,
    })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|number| Some(u32::from_le_bytes(number.try_into().ok()?)))
}

/// A little-endian number.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// A little-endian number.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
