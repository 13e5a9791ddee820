//! What kind of file an attachment is: by its first bytes, else by its media type or the end of its name.

use crate::desk::mail::Attachment;

use super::compound;

/// How far into a PDF its mark may stand.
const PDF_WITHIN: usize = 1_024;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A workbook, text or PDF that can be read, or that would be one were it not broken.
    Document,
    /// An image.
    Image,
    /// A file that may be a form, of a kind that is not read: Word before 2007, RTF, an archive.
    Other,
}

impl Kind {
    /// What an attachment is; `None` for what is no form of any kind.
    pub fn of(file: &Attachment, bytes: &[u8]) -> Option<Self> {
        let name = file.name.to_lowercase();
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        let is_office = matches!(
            end,
            "xlsx" | "xlsm" | "xltx" | "xls" | "docx" | "docm" | "dotx" | "ods" | "odt" | "pdf"
        ) || matches!(
            file.media_type.as_str(),
            "application/pdf"
                | "application/x-pdf"
                | "application/vnd.ms-excel"
                | "application/vnd.ms-excel.sheet.macroenabled.12"
                | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                | "application/vnd.oasis.opendocument.spreadsheet"
                | "application/vnd.oasis.opendocument.text"
        );
        if is_pdf(bytes) {
            return Some(Self::Document);
        }
        if bytes.starts_with(compound::MAGIC) {
            return Some(if is_old_word(file, end) { Self::Other } else { Self::Document })
                .filter(|_| end != "msg");
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(if is_office || holds_office(bytes) { Self::Document } else { Self::Other });
        }
        if file.media_type.starts_with("image/")
            || bytes.starts_with(b"\x89PNG")
            || bytes.starts_with(b"\xFF\xD8\xFF")
            || matches!(end, "jpg" | "jpeg" | "png" | "tif" | "tiff" | "heic" | "webp" | "bmp")
        {
            return Some(Self::Image);
        }
        if is_office {
            // A page of HTML or a table of text that bears the name of a workbook, or bytes that are nothing.
            let is_text =
                bytes.starts_with(b"<") || std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
            return Some(if is_text && !bytes.is_empty() { Self::Other } else { Self::Document });
        }
        matches!(
            end,
            "doc"
                | "rtf"
                | "xlsb"
                | "zip"
                | "rar"
                | "7z"
                | "csv"
                | "html"
                | "htm"
                | "pages"
                | "numbers"
                | "gdoc"
                | "gsheet"
        )
        .then_some(Self::Other)
    }
}

/// The mark of a PDF stands near its beginning.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(PDF_WITHIN)).unwrap_or_default();
    head.windows(5).any(|window| window == b"%PDF-")
}

fn is_old_word(file: &Attachment, end: &str) -> bool {
    matches!(end, "doc" | "dot" | "ppt" | "msi") || file.media_type == "application/msword"
}

/// The names of the parts of an office document stand in the archive's headers.
fn holds_office(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(64 << 10)..).unwrap_or_default();
    [&b"xl/workbook.xml"[..], b"word/document.xml", b"content.xml"]
        .iter()
        .any(|name| tail.windows(name.len()).any(|window| window == *name))
}
