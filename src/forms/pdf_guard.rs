//! Opens a PDF within bounds.
//!
//! lopdf bounds what one stream may inflate to, but not how many there are, how often a table of contents names the same
//! one, or how often an object stream names the same place. A few kilobytes could keep it busy for hours. So the raw bytes
//! are looked at first, and each object is weighed as soon as lopdf has it; when a file has weighed too much, reading ends
//! then and there.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::Trouble;

/// Larger files are no forms.
const MAX_BYTES: usize = 10 << 20;
/// What one stream of objects may inflate to.
const MAX_STREAM: usize = 1 << 20;
/// How many tables of contents a file may have: about one for each time it was saved; and how many of them packed, which
/// may name a third of a million objects each.
const MAX_TABLES: usize = 40;
const MAX_PACKED: usize = 12;
/// How many objects are read.
const MAX_OBJECTS: usize = 30_000;
/// What all objects may weigh: bytes of text and streams, and 16 for each value.
const MAX_WEIGHT: usize = 64 << 20;
/// How many steps the reading of object streams may take at worst: objects times bytes.
const MAX_STEPS: usize = 600 << 20;

thread_local! {
    /// What the file being read on this thread may still weigh; objects; steps. lopdf's filter is a plain function and
    /// can carry nothing along.
    static LEFT: Cell<(usize, usize, usize)> = const { Cell::new((0, 0, 0)) };
}

/// What ends the reading of a file that is too large.
struct TooLarge;

/// Opens a PDF.
pub(super) fn open(bytes: &[u8]) -> Result<Document, Trouble> {
    if bytes.len() > MAX_BYTES {
        return Err(Trouble::TooLarge);
    }
    let names = Names::of(bytes);
    if names.encrypted {
        return Err(Trouble::Protected);
    }
    if names.tables > MAX_TABLES || names.packed > MAX_PACKED {
        return Err(Trouble::TooLarge);
    }
    let document = load(bytes, false)?;
    if document.catalog().is_ok() && document.page_iter().next().is_some() {
        return Ok(document);
    }
    // A table of contents that has been shifted, by a mail program or otherwise: the objects are looked for instead.
    load(bytes, true)
}

fn load(bytes: &[u8], force_reconstruct: bool) -> Result<Document, Trouble> {
    LEFT.set((MAX_WEIGHT, MAX_OBJECTS, MAX_STEPS));
    let options = LoadOptions {
        filter: Some(weigh),
        max_decompressed_size: Some(MAX_STREAM),
        force_reconstruct,
        ..LoadOptions::default()
    };
    let read = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
    match read {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }))) => {
            Err(Trouble::TooLarge)
        }
        Ok(Err(_)) => Err(Trouble::Broken),
        Err(ended) if ended.is::<TooLarge>() => Err(Trouble::TooLarge),
        Err(_) => Err(Trouble::Broken),
    }
}

/// Weighs an object; does not return when the file has weighed too much.
fn weigh(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let (mut weight, objects, mut steps) = LEFT.get();
    let spent = (|| {
        weight = weight.checked_sub(weight_of(object))?;
        if let Object::Stream(stream) = object
            && stream.dict.has_type(b"ObjStm")
        {
            // lopdf answers a stream that inflates to more than it may with an error of its own.
            let content = stream.get_plain_content_with_limit(MAX_STREAM).unwrap_or_default();
            let first = stream.dict.get(b"First").and_then(Object::as_i64).unwrap_or(0);
            let index = usize::try_from(first).unwrap_or(0).min(content.len());
            let named = count_words(content.get(..index).unwrap_or_default()) / 2;
            weight = weight.checked_sub(content.len())?;
            steps = steps.checked_sub(named.saturating_mul(content.len()))?;
        }
        Some(())
    })();
    let Some(objects) = spent.and(objects.checked_sub(1)) else {
        // No panic: nothing is wrong with the program, and nothing is to be logged.
        let ended: Box<dyn Any + Send> = Box::new(TooLarge);
        resume_unwind(ended)
    };
    LEFT.set((weight, objects, steps));
    // What is returned counts only for the members of object streams, which are never streams themselves.
    let object = if matches!(object, Object::Stream(_)) { Object::Null } else { object.clone() };
    Some((id, object))
}

fn count_words(bytes: &[u8]) -> usize {
    bytes.split(|byte| byte.is_ascii_whitespace() || *byte == 0).filter(|word| !word.is_empty()).count()
}

fn weight_of(object: &Object) -> usize {
    16 + match object {
        Object::String(bytes, _) | Object::Name(bytes) => bytes.len(),
        Object::Array(values) => values.iter().map(weight_of).sum(),
        Object::Dictionary(values) => values.iter().map(|(key, value)| key.len() + weight_of(value)).sum(),
        Object::Stream(stream) => {
            let dictionary: usize = stream.dict.iter().map(|(key, value)| key.len() + weight_of(value)).sum();
            dictionary + stream.content.len()
        }
        _ => 0,
    }
}

/// What the names in the raw bytes say. Trailers and the dictionaries of streams always stand there as they are, but for
/// letters written as `#41` (ISO 32000-1, 7.3.5).
#[derive(Debug, Default, PartialEq, Eq)]
struct Names {
    encrypted: bool,
    tables: usize,
    packed: usize,
}

impl Names {
    fn of(bytes: &[u8]) -> Self {
        let mut names = Self::default();
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
            rest = rest.get(at + 1..).unwrap_or_default();
            let name = name(rest);
            names.encrypted |= name == b"Encrypt";
            names.packed += usize::from(name == b"XRef");
        }
        names.tables += bytes.windows(9).filter(|window| *window == b"startxref").count();
        names
    }
}

/// The name that begins here, at most 20 letters of it.
fn name(bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut rest = bytes.iter().copied();
    while name.len() < 20
        && let Some(byte) = rest.next()
    {
        match byte {
            b'#' => {
                let mut digits = rest.clone();
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                if let (Some(high), Some(low)) = (digit(digits.next()), digit(digits.next())) {
                    name.push(u8::try_from(high * 16 + low).unwrap_or(0));
                    rest = digits;
                } else {
                    name.push(b'#');
                }
            }
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' | 0..=32 => break,
            _ => name.push(byte),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_however_they_are_written() {
        let names = |text: &str| Names::of(text.as_bytes());
        assert!(names("trailer <</Root 1 0 R/Encrypt 9 0 R>>").encrypted);
        assert!(names("<</#45ncrypt 9 0 R>>").encrypted);
        assert!(!names("<</EncryptMetadata true>>").encrypted);
        let names = names("/Type/XRef ... /Type/#58Ref startxref 5");
        assert_eq!((names.tables, names.packed), (1, 2));
    }
}
