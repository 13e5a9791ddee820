//! `winmail.dat`: Outlook's own wrapping (MS-OXTNEF), as far as it hides files and text. A reader of our own, because
//! those at hand fail on samples.
//!
//! All is read through checked slices; a length that points beyond the end stops the reading of that piece.

use super::charset;

/// Attachments that are taken out.
const MAX_ATTACHMENTS: usize = 200;
/// Properties of one property list that are looked at.
const MAX_PROPERTIES: u32 = 2_000;

/// What was inside.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unwrapped {
    /// The text, if any is there that is plain.
    pub text: String,
    /// The text as HTML, if it is there.
    pub html: String,
    /// The files.
    pub files: Vec<File>,
}

/// A file taken out.
#[derive(Debug, Default, PartialEq)]
pub(super) struct File {
    /// Its name; may be empty.
    pub name: String,
    /// Its media type; may be empty.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its Content-ID; may be empty.
    pub content_id: String,
}

const SIGNATURE: u32 = 0x223e_9f78;
const ATT_BODY: u32 = 0x0002_800c;
const ATT_MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const ATT_CODE_PAGE: u32 = 0x0006_9007;
const ATT_ATTACH_BEGIN: u32 = 0x0006_9002;
const ATT_ATTACH_TITLE: u32 = 0x0001_8010;
const ATT_ATTACH_DATA: u32 = 0x0006_800f;
const ATT_ATTACH_PROPERTIES: u32 = 0x0006_9005;

const PR_BODY: u16 = 0x1000;
const PR_BODY_HTML: u16 = 0x1013;
const PR_ATTACH_DATA: u16 = 0x3701;
const PR_ATTACH_FILENAME: u16 = 0x3704;
const PR_ATTACH_LONG_FILENAME: u16 = 0x3707;
const PR_ATTACH_MIME_TAG: u16 = 0x370e;
const PR_ATTACH_CONTENT_ID: u16 = 0x3712;
const PR_DISPLAY_NAME: u16 = 0x3001;

/// Reads it; `None` when it is no TNEF. What is cut short gives what could be read before.
pub(super) fn read(bytes: &[u8]) -> Option<Unwrapped> {
    let mut input = Input(bytes);
    if input.u32()? != SIGNATURE {
        return None;
    }
    input.u16()?;
    let mut unwrapped = Unwrapped::default();
    let mut page = 1252;
    while let Some((id, data)) = attribute(&mut input) {
        match id {
            ATT_CODE_PAGE => page = Input(data).u32().unwrap_or(page),
            ATT_BODY if unwrapped.text.is_empty() => unwrapped.text = string(data, page),
            ATT_MESSAGE_PROPERTIES => message_properties(data, page, &mut unwrapped),
            ATT_ATTACH_BEGIN if unwrapped.files.len() >= MAX_ATTACHMENTS => break,
            ATT_ATTACH_BEGIN => unwrapped.files.push(File::default()),
            _ => {}
        }
        let Some(file) = unwrapped.files.last_mut() else { continue };
        match id {
            ATT_ATTACH_TITLE if file.name.is_empty() => file.name = string(data, page),
            ATT_ATTACH_DATA => file.bytes = data.to_vec(),
            ATT_ATTACH_PROPERTIES => attachment_properties(data, page, file),
            _ => {}
        }
    }
    unwrapped.files.retain(|file| !file.bytes.is_empty());
    Some(unwrapped)
}

/// Level, identifier, length, data, checksum. The checksum is not looked at: some programs write none.
fn attribute<'a>(input: &mut Input<'a>) -> Option<(u32, &'a [u8])> {
    input.take(1)?;
    let id = input.u32()?;
    let length = input.u32()?;
    let data = input.take(usize::try_from(length).ok()?)?;
    // The last checksum may be cut off.
    let _checksum = input.u16();
    Some((id, data))
}

fn message_properties(data: &[u8], page: u32, unwrapped: &mut Unwrapped) {
    properties(data, |id, kind, value| match id {
        PR_BODY if unwrapped.text.trim().is_empty() => unwrapped.text = typed_string(kind, value, page),
        PR_BODY_HTML if kind == BINARY => unwrapped.html = charset::decode(value, None),
        PR_BODY_HTML => unwrapped.html = typed_string(kind, value, page),
        _ => {}
    });
}

fn attachment_properties(data: &[u8], page: u32, file: &mut File) {
    let mut best = 0;
    properties(data, |id, kind, value| {
        let rank = match id {
            PR_ATTACH_LONG_FILENAME => 3,
            PR_ATTACH_FILENAME => 2,
            PR_DISPLAY_NAME => 1,
            PR_ATTACH_MIME_TAG => {
                file.media_type = typed_string(kind, value, page).trim().to_lowercase();
                return;
            }
            PR_ATTACH_CONTENT_ID => {
                file.content_id = typed_string(kind, value, page).trim_matches(['<', '>', ' ']).to_owned();
                return;
            }
            PR_ATTACH_DATA if file.bytes.is_empty() => {
                // An object (a mail inside, OLE) begins with the identifier of its interface.
                let value = if kind == OBJECT { value.get(16..).unwrap_or_default() } else { value };
                file.bytes = value.to_vec();
                return;
            }
            _ => return,
        };
        let name = typed_string(kind, value, page);
        // The title of the older attribute is cut to 8.3: the long name is better, a display name is not.
        if rank > best && !name.is_empty() && (rank > 1 || file.name.is_empty()) {
            best = rank;
            file.name = name;
        }
    });
}

const STRING8: u16 = 0x1e;
const UNICODE: u16 = 0x1f;
const BINARY: u16 = 0x102;
const OBJECT: u16 = 0xd;

/// Goes over a property list (MS-OXTNEF, 2.1.3.4): `seen` gets identifier, type and bytes of single values.
fn properties(data: &[u8], mut seen: impl FnMut(u16, u16, &[u8])) {
    let mut input = Input(data);
    let count = input.u32().unwrap_or_default().min(MAX_PROPERTIES);
    for _ in 0..count {
        if property(&mut input, &mut seen).is_none() {
            return;
        }
    }
}

fn property(input: &mut Input<'_>, seen: &mut impl FnMut(u16, u16, &[u8])) -> Option<()> {
    let kind = input.u16()?;
    let id = input.u16()?;
    if id >= 0x8000 {
        // A named property: its set, then a number or a name.
        input.take(16)?;
        if input.u32()? == 0 {
            input.u32()?;
        } else {
            input.padded()?;
        }
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0fff;
    let variable = matches!(kind, STRING8 | UNICODE | BINARY | OBJECT);
    let values = if many || variable { input.u32()? } else { 1 };
    for at in 0..values {
        let value = match kind {
            STRING8 | UNICODE | BINARY | OBJECT => input.padded()?,
            0x2 | 0x3 | 0x4 | 0xa | 0xb => input.take(4)?,
            0x5 | 0x6 | 0x7 | 0x14 | 0x40 => input.take(8)?,
            0x48 => input.take(16)?,
            _ => return None,
        };
        if at == 0 && !many {
            seen(id, kind, value);
        }
    }
    Some(())
}

fn typed_string(kind: u16, bytes: &[u8], page: u32) -> String {
    match kind {
        UNICODE => {
            let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
            let text = char::decode_utf16(units.take_while(|unit| *unit != 0));
            text.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        STRING8 => string(bytes, page),
        _ => String::new(),
    }
}

/// Text up to its NUL.
fn string(bytes: &[u8], page: u32) -> String {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    charset::decode_code_page(bytes.get(..end).unwrap_or_default(), page)
}

/// Bytes still to be read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// A length, so many bytes, and what fills up to four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let value = self.take(length)?;
        let _padding = self.take((4 - length % 4) % 4);
        Some(value)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn attr(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let mut out = vec![level];
        out.extend(id.to_le_bytes());
        out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(data);
        out.extend(0_u16.to_le_bytes());
        out
    }

    fn prop(id: u16, kind: u16, value: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend(id.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        out.extend(value);
        out.extend(vec![0; (4 - value.len() % 4) % 4]);
        out
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn list(props: &[Vec<u8>]) -> Vec<u8> {
        let mut out = u32::try_from(props.len()).unwrap().to_le_bytes().to_vec();
        out.extend(props.concat());
        out
    }

    /// A winmail.dat with a text and two files; one named by its title, one by its long name.
    pub fn sample() -> Vec<u8> {
        let named_number = {
            let mut out = 3_u16.to_le_bytes().to_vec();
            out.extend(0x8001_u16.to_le_bytes());
            out.extend([7; 16]);
            out.extend(0_u32.to_le_bytes());
            out.extend(5_u32.to_le_bytes());
            out.extend(9_u32.to_le_bytes());
            out
        };
        let many_strings = {
            let mut out = (0x1000 | UNICODE).to_le_bytes().to_vec();
            out.extend(0x8002_u16.to_le_bytes());
            out.extend([7; 16]);
            out.extend(1_u32.to_le_bytes());
            out.extend(6_u32.to_le_bytes());
            out.extend(b"a\0b\0\0\0\0\0");
            out.extend(2_u32.to_le_bytes());
            for _ in 0..2 {
                out.extend(4_u32.to_le_bytes());
                out.extend(b"x\0\0\0");
            }
            out
        };
        let message =
            list(&[named_number, many_strings, prop(PR_BODY, UNICODE, &utf16("No imprime la impresora ñ"))]);
        let second = list(&[
            prop(PR_DISPLAY_NAME, UNICODE, &utf16("otro")),
            prop(PR_ATTACH_LONG_FILENAME, UNICODE, &utf16("Año nuevo largo.pdf")),
            prop(PR_ATTACH_MIME_TAG, STRING8, b"application/pdf\0"),
            prop(PR_ATTACH_DATA, BINARY, b"%PDF-1"),
        ]);
        let mut out = SIGNATURE.to_le_bytes().to_vec();
        out.extend(1_u16.to_le_bytes());
        out.extend(attr(1, ATT_CODE_PAGE, &[0xe4, 4, 0, 0, 0, 0, 0, 0]));
        out.extend(attr(1, ATT_MESSAGE_PROPERTIES, &message));
        out.extend(attr(2, ATT_ATTACH_BEGIN, &[0; 14]));
        out.extend(attr(2, ATT_ATTACH_TITLE, b"a\xf1o.txt\0"));
        out.extend(attr(2, ATT_ATTACH_DATA, b"hola"));
        out.extend(attr(2, ATT_ATTACH_BEGIN, &[0; 14]));
        out.extend(attr(2, ATT_ATTACH_TITLE, b"AONUEV~1.PDF\0"));
        out.extend(attr(2, ATT_ATTACH_PROPERTIES, &second));
        out
    }

    #[test]
    fn unwraps() {
        let unwrapped = read(&sample()).unwrap();
        assert_eq!(unwrapped.text, "No imprime la impresora ñ");
        let files: Vec<(&str, &str, &[u8])> = unwrapped
            .files
            .iter()
            .map(|f| (f.name.as_str(), f.media_type.as_str(), f.bytes.as_slice()))
            .collect();
        assert_eq!(
            files,
            [("año.txt", "", &b"hola"[..]), ("Año nuevo largo.pdf", "application/pdf", &b"%PDF-1"[..])]
        );
    }

    #[test]
    fn survives_what_is_broken() {
        assert_eq!(read(b""), None);
        assert_eq!(read(b"\x78\x9f\x3e\x22"), None);
        assert_eq!(read(b"hola que tal"), None);
        let sample = sample();
        for end in 6..sample.len() {
            assert!(read(&sample[..end]).is_some(), "{end}");
        }
        let body = [SIGNATURE.to_le_bytes().to_vec(), vec![0, 0], attr(1, ATT_BODY, b"s\xed\0xx")].concat();
        assert_eq!(read(&body).unwrap().text, "sí");
        let huge =
            [&SIGNATURE.to_le_bytes()[..], &[0, 0, 1], &ATT_BODY.to_le_bytes(), &[0xff; 4], b"x"].concat();
        assert_eq!(read(&huge).unwrap(), Unwrapped::default());
    }

    proptest! {
        #[test]
        fn never_panics(at in 0_usize..600, value: u8, tail in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut bytes = sample();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            bytes.extend(tail);
            let all = bytes.len();
            if let Some(unwrapped) = read(&bytes) {
                prop_assert!(unwrapped.files.iter().map(|f| f.bytes.len()).sum::<usize>() <= all);
            }
        }
    }
}
