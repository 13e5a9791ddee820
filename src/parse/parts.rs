//! A mail's parts as mail-parser found them, in their order, with what the desk asks of them.

use std::borrow::Cow;

use mail_parser::{ContentType, Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

use super::charset;
use super::fields::Fields;
use super::guard::{Limits, Unreadable};
use super::prepare::{RENAMED, kind_of, prepare};
use super::transfer;

/// A part. The first one is the mail itself.
#[derive(Debug)]
pub(super) struct Part<'m> {
    inner: &'m MessagePart<'m>,
    raw: &'m [u8],
    media_type: String,
    /// The part that holds this one.
    pub parent: Option<usize>,
}

impl Part<'_> {
    /// `type/subtype` in lower case.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// A multipart with parts.
    pub fn is_multipart(&self) -> bool {
        matches!(&self.inner.body, PartType::Multipart(parts) if !parts.is_empty())
    }

    /// The body as it came.
    fn raw_body(&self) -> &[u8] {
        let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let (begin, end) = (at(self.inner.raw_body_offset()), at(self.inner.raw_end_offset()));
        self.raw.get(begin..end.max(begin)).unwrap_or_default()
    }

    fn encoding(&self) -> Encoding {
        self.inner.content_transfer_encoding().map_or(Encoding::None, transfer::encoding)
    }

    /// mail-parser gave up on the transfer encoding, did not know it, or dropped the last letters.
    fn is_undecoded(&self) -> bool {
        self.inner.is_encoding_problem
            || self.encoding() != self.inner.encoding
            || self.inner.encoding == Encoding::Base64 && transfer::lacks_padding(self.raw_body())
    }

    /// The bytes of a file. Those of a text file too stay as they came, whatever their charset.
    pub fn decoded(&self) -> Vec<u8> {
        match &self.inner.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) if !self.is_undecoded() => bytes.to_vec(),
            _ => transfer::decode(self.encoding(), self.raw_body()),
        }
    }

    /// The text. What mail-parser read is believed unless letters were lost, or the charset is in doubt.
    pub fn text(&self) -> Cow<'_, str> {
        let declared = self.token("charset");
        let believed = |text: &str| {
            text.is_ascii() || declared.as_deref() == Some("utf-8") && !text.contains('\u{fffd}')
        };
        match &self.inner.body {
            PartType::Text(text) | PartType::Html(text) if !self.is_undecoded() && believed(text) => {
                Cow::Borrowed(text)
            }
            _ => {
                let bytes = transfer::decode_text(self.encoding(), self.raw_body());
                let charset = declared.or_else(|| self.is_html().then(|| meta_charset(&bytes)).flatten());
                Cow::Owned(charset::decode(&bytes, charset.as_deref()))
            }
        }
    }

    /// HTML.
    pub fn is_html(&self) -> bool {
        self.media_type == "text/html"
    }

    /// A parameter of Content-Type as a short token in lower case: `charset`, `format`, `method`.
    pub fn token(&self, name: &str) -> Option<String> {
        let text = self.inner.content_type()?.attribute(name)?;
        text.split_whitespace().next().map(|word| word.trim_matches(['"', '\'']).to_lowercase())
    }

    /// Content-Disposition says so.
    pub fn is_attachment(&self) -> bool {
        self.inner.content_disposition().is_some_and(ContentType::is_attachment)
    }

    /// Content-Disposition says so.
    pub fn is_inline(&self) -> bool {
        self.inner.content_disposition().is_some_and(ContentType::is_inline)
    }

    /// The name the sender gave it, if any.
    pub fn file_name(&self) -> Option<String> {
        let named = |value: Option<&ContentType<'_>>, name| value.and_then(|value| parameter(value, name));
        named(self.inner.content_disposition(), "filename")
            .or_else(|| named(self.inner.content_type(), "name"))
            .filter(|name| !name.trim().is_empty())
    }

    /// The Content-ID without its brackets.
    pub fn content_id(&self) -> Option<&str> {
        self.inner.content_id().map(str::trim).filter(|id| !id.is_empty())
    }

    /// An attached mail.
    pub fn is_mail(&self) -> bool {
        RENAMED.iter().any(|(name, _)| *name == self.media_type)
    }
}

/// A parameter that may stand there twice, plain for old programs and by RFC 2231: the one with letters counts.
fn parameter(value: &ContentType<'_>, name: &str) -> Option<String> {
    let all = || value.attributes().into_iter().flatten().filter(|a| a.name == name).map(|a| &a.value);
    let good = all().find(|value| !value.is_ascii() && !value.contains('\u{fffd}'));
    good.or_else(|| all().next()).map(|value| value.to_string())
}

/// The charset that HTML declares within itself, near its beginning.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..2_048).unwrap_or(bytes)).to_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_.:".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// All parts of a mail, each before those it holds, and the mail's header.
#[derive(Debug)]
pub(super) struct Tree<'m> {
    /// The mail's header as it came.
    pub fields: Fields<'m>,
    /// The parts.
    pub parts: Vec<Part<'m>>,
}

impl Tree<'_> {
    /// Has mail-parser take a mail apart, within the limits.
    pub fn with<T>(bytes: &[u8], limits: &Limits, run: impl FnOnce(&Tree<'_>) -> T) -> Result<T, Unreadable> {
        let (fields, _) = Fields::split(bytes, limits)?;
        let prepared = prepare(bytes, limits)?;
        // Only what MIME needs is read here; the other fields are read one by one, from the bytes as they came.
        let parser = MessageParser::new().with_mime_headers().default_header_ignore();
        let message = parser.parse(prepared.as_ref()).unwrap_or_default();
        let mut parts: Vec<Part<'_>> = message.parts.iter().map(|part| part_of(part, &prepared)).collect();
        for (at, part) in message.parts.iter().enumerate() {
            for child in part.sub_parts().unwrap_or_default() {
                if let Some(child) = usize::try_from(*child).ok().and_then(|child| parts.get_mut(child)) {
                    child.parent = Some(at);
                }
            }
        }
        Ok(run(&Tree { fields, parts }))
    }
}

impl<'m> Tree<'m> {
    /// The mail itself.
    pub fn root(&self) -> Option<&Part<'m>> {
        self.parts.first()
    }

    /// The parts that hold no others, with their place.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &Part<'m>)> {
        self.parts.iter().enumerate().filter(|(_, part)| !part.is_multipart())
    }
}

fn part_of<'m>(inner: &'m MessagePart<'m>, raw: &'m [u8]) -> Part<'m> {
    let media_type = match inner.content_type() {
        // "text", "plain", nothing: what old programs write for plain text (RFC 2045, 5.2).
        None => "text/plain".to_owned(),
        Some(value) if value.subtype().is_none() => "text/plain".to_owned(),
        Some(value) => kind_of(value),
    };
    let kept = RENAMED.iter().find(|(_, renamed)| *renamed == media_type);
    let media_type = kept.map_or(media_type, |(name, _)| (*name).to_owned());
    Part { inner, raw, media_type, parent: None }
}
