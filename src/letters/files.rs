//! Which files go along with a letter.

use crate::desk::letter::Content;
use crate::desk::mail::Attachment;

/// Images within the text that are smaller than this are logos and dividers of signatures, in bytes.
const TINY_IMAGE: u64 = 5_000;

/// The files of a letter, parted by whether they fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files<'a> {
    /// Those that go along, in their order.
    pub attached: Vec<&'a Attachment>,
    /// Those that do not fit and are named in the letter.
    pub left_out: Vec<&'a Attachment>,
}

impl<'a> Files<'a> {
    /// Parts a letter's files: each goes along as long as all that do stay within `max` bytes, decoded. Tiny images
    /// within the text are neither sent nor named.
    pub fn of(content: &'a Content, max: u64) -> Self {
        let mut files = Self::default();
        let mut room = max;
        for file in content.attachments() {
            if file.inline && file.media_type.starts_with("image/") && file.size < TINY_IMAGE {
                continue;
            }
            match room.checked_sub(file.size) {
                Some(left) => {
                    room = left;
                    files.attached.push(file);
                }
                None => files.left_out.push(file),
            }
        }
        files
    }
}
