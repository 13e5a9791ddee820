//! Which files go along with a letter.

use std::collections::BTreeMap;

use crate::desk::letter::Content;
use crate::desk::mail::Attachment;

/// Images within the text that are smaller than this are logos and dividers of signatures, in bytes.
const TINY_IMAGE: u64 = 5_000;

/// Why a file stays behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The virus scanner knows it, by this name.
    Infected(String),
    /// The virus scanner does not look at files of this size, or never answered.
    Unscanned,
    /// The virus scanner does not answer at present: it follows in another letter.
    Follows,
}

/// Files that stay behind, by their SHA-256.
pub type HeldFiles = BTreeMap<String, Held>;

/// The files of a letter, parted by what becomes of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files<'a> {
    /// Those that go along, in their order.
    pub attached: Vec<&'a Attachment>,
    /// Those that do not fit and are named in the letter.
    pub left_out: Vec<&'a Attachment>,
    /// Those that are held back and named in the letter, with the reason.
    pub held: Vec<(&'a Attachment, &'a Held)>,
}

impl<'a> Files<'a> {
    /// Parts a letter's files: each goes along as long as all that do stay within `max` bytes, decoded. Tiny images
    /// within the text are neither sent nor named.
    pub fn of(content: &'a Content, max: u64, held: &'a HeldFiles) -> Self {
        let mut files = Self::default();
        let mut room = max;
        for file in content.attachments() {
            if file.inline && file.media_type.starts_with("image/") && file.size < TINY_IMAGE {
                continue;
            }
            match room.checked_sub(file.size) {
                Some(left) => {
                    // One that is held back keeps its room: which others go along does not hang on what is found in it.
                    room = left;
                    match held.get(&file.sha256) {
                        Some(why) => files.held.push((file, why)),
                        None => files.attached.push(file),
                    }
                }
                None => files.left_out.push(file),
            }
        }
        files
    }
}
