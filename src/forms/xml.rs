//! XML within bounds: depth is counted, and what is no XML is an error. Entities of a DTD are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Trouble;

/// How deep elements may be nested.
const MAX_DEPTH: usize = 200;

/// A step through a document.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// An element begins.
    Open(BytesStart<'a>),
    /// An element of this local name ends.
    Close(String),
    /// Text.
    Text(String),
}

/// Steps through a document.
pub(super) struct Steps<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Steps<'a> {
    /// Begins at the start of a text.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, depth: 0 }
    }

    /// The next step; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Step<'a>>, Trouble> {
        loop {
            match self.reader.read_event().map_err(|_| Trouble::Broken)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Trouble::Broken);
                    }
                    return Ok(Some(Step::Open(start)));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Step::Close(end.local_name().as_ref().to_owned())));
                }
                Event::Text(text) => return Ok(Some(Step::Text(text.into_inner().into_owned()))),
                Event::CData(text) => return Ok(Some(Step::Text(text.into_inner().into_owned()))),
                Event::GeneralRef(reference) => {
                    let letter = match reference.resolve_char_ref() {
                        Ok(Some(letter)) => Some(letter),
                        _ => match reference.into_inner().as_ref() {
                            "amp" => Some('&'),
                            "lt" => Some('<'),
                            "gt" => Some('>'),
                            "quot" => Some('"'),
                            "apos" => Some('\''),
                            _ => None,
                        },
                    };
                    if let Some(letter) = letter {
                        return Ok(Some(Step::Text(letter.to_string())));
                    }
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

/// An attribute by its local name.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.to_string(),
        })
}
