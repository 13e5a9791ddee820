//! Header fields as they stand in the bytes (RFC 5322, 2.2): name and raw value, in their order.

use super::charset;
use super::guard::{Limits, Unreadable};

/// One field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Its name, printable ASCII without colon.
    pub name: &'a str,
    /// What stands behind the colon, folds and all, without the last line end.
    pub raw: &'a [u8],
    /// Where `name` begins, in bytes from the header's first one.
    pub at: usize,
    /// Where `raw` begins, likewise.
    pub raw_at: usize,
}

/// Goes over the fields without keeping them, so that a header of any size costs no memory.
#[derive(Debug)]
pub(super) struct FieldIter<'a> {
    rest: &'a [u8],
    len: usize,
    at_start: bool,
    ended: bool,
    broken: bool,
}

impl<'a> FieldIter<'a> {
    /// Starts at the first byte of a header.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, len: bytes.len(), at_start: true, ended: false, broken: false }
    }

    /// What stands behind the header, once all fields have been taken.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The header ended at a line that is no field: its blank line is missing, or somebody plays tricks.
    pub fn broken(&self) -> bool {
        self.broken
    }

    fn split_line(&self) -> (&'a [u8], &'a [u8]) {
        split_line(self.rest)
    }
}

/// The first line with its line end, and what follows.
pub(super) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| at + 1);
    bytes.split_at_checked(end).unwrap_or((bytes, &[]))
}

/// A line without its line end.
pub(super) fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

impl<'a> Iterator for FieldIter<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        while !self.ended {
            let (line, after) = self.split_line();
            let text = trim_line_end(line);
            if line.is_empty() {
                self.ended = true;
            } else if text.is_empty() {
                self.rest = after;
                self.ended = true;
            } else if self.at_start
                && (text.starts_with(b"From ")
                    || text.starts_with(b">From ")
                    || text.first().copied().is_some_and(is_blank))
            {
                // An mbox separator, or a fold of nothing.
                self.rest = after;
            } else if let Some((name, value_start)) = name_of(text) {
                self.at_start = false;
                let start = self.rest;
                let mut rest = after;
                while rest.first().copied().is_some_and(is_blank) {
                    rest = split_line(rest).1;
                }
                let whole = start.get(..start.len() - rest.len()).unwrap_or_default();
                self.rest = rest;
                let at = self.len - start.len();
                return Some(Field {
                    name,
                    raw: trim_line_end(whole.get(value_start..).unwrap_or_default()),
                    at,
                    raw_at: at + value_start,
                });
            } else {
                self.broken = true;
                self.ended = true;
            }
        }
        None
    }
}

/// A field's name and where its value begins. Blanks before the colon are tolerated (RFC 5322, 4.5).
fn name_of(line: &[u8]) -> Option<(&str, usize)> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let good = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    good.then(|| std::str::from_utf8(name).ok()).flatten().map(|name| (name, colon + 1))
}

/// The fields of one header.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    list: Vec<Field<'a>>,
    /// See [`FieldIter::broken`].
    pub broken: bool,
}

impl<'a> Fields<'a> {
    /// Reads a header within the limits; the second value is what stands behind it.
    pub fn split(bytes: &'a [u8], limits: &Limits) -> Result<(Self, &'a [u8]), Unreadable> {
        let mut fields = FieldIter::new(bytes);
        let mut list = Vec::new();
        while let Some(field) = fields.next() {
            if bytes.len() - fields.rest().len() > limits.max_header_bytes {
                return Err(Unreadable::HeaderTooLarge(limits.max_header_bytes));
            }
            if list.len() >= limits.max_header_fields {
                return Err(Unreadable::TooManyFields(limits.max_header_fields));
            }
            list.push(field);
        }
        if list.is_empty() && fields.broken() {
            return Ok((Self { list, broken: true }, bytes));
        }
        Ok((Self { list, broken: fields.broken() }, fields.rest()))
    }

    /// Reads what stands in the first `limits.max_header_bytes`, whatever comes after: for glances.
    pub fn glance(bytes: &'a [u8], limits: &Limits) -> Self {
        let head = bytes.get(..limits.max_header_bytes).unwrap_or(bytes);
        Self { list: FieldIter::new(head).take(limits.max_header_fields).collect(), broken: false }
    }

    /// All fields, topmost first.
    pub fn iter(&self) -> impl Iterator<Item = Field<'a>> + '_ {
        self.list.iter().copied()
    }

    /// The raw values of all fields of a name, topmost first.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> + '_ {
        let name = name.to_owned();
        self.list.iter().filter(move |field| field.name.eq_ignore_ascii_case(&name)).map(|field| field.raw)
    }

    /// The topmost field of a name.
    pub fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.list.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.raw)
    }

    /// Whether there is such a field at all.
    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// The topmost field of a name as trimmed text without folds; encoded words stay as they are.
    pub fn text(&self, name: &str) -> Option<String> {
        self.first(name).map(|raw| unfold_text(raw).trim().to_owned())
    }
}

/// A value without its folds (RFC 5322, 2.2.3), each line end taken out.
pub(super) fn unfold(raw: &[u8]) -> Vec<u8> {
    raw.iter().copied().filter(|b| *b != b'\r' && *b != b'\n').collect()
}

/// The same as text; bytes beyond ASCII are guessed to be UTF-8 or windows-1252.
pub(super) fn unfold_text(raw: &[u8]) -> String {
    charset::decode(&unfold(raw), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> (Vec<String>, Vec<u8>, bool) {
        let (fields, body) = Fields::split(bytes, &Limits::default()).unwrap();
        let list = fields.iter().map(|f| format!("{}={}", f.name, unfold_text(f.raw).trim())).collect();
        (list, body.to_vec(), fields.broken)
    }

    #[test]
    fn splits() {
        for (bytes, expected, body, broken) in [
            ("A: 1\r\nB: 2\r\n\r\nbody", vec!["A=1", "B=2"], "body", false),
            ("A: 1\nB: 2\n\nbody\n", vec!["A=1", "B=2"], "body\n", false),
            ("A: 1\r\n 2\r\n\t3\r\n\r\n", vec!["A=1 2\t3"], "", false),
            ("From ana@x.test Mon Nov 1\nA: 1\n\nb", vec!["A=1"], "b", false),
            (" stray\nA: 1\n\nb", vec!["A=1"], "b", false),
            ("A : 1\n\nb", vec!["A=1"], "b", false),
            ("A: 1\nHola, buenos días\nsigue\n", vec!["A=1"], "Hola, buenos días\nsigue\n", true),
            ("Sin cabecera\nalguna", vec![], "Sin cabecera\nalguna", true),
            ("A: 1", vec!["A=1"], "", false),
            ("A:", vec!["A="], "", false),
            ("\nbody", vec![], "body", false),
            ("", vec![], "", false),
            ("A: 1\n \nB: 2\n\nb", vec!["A=1", "B=2"], "b", false),
        ] {
            let (list, rest, is_broken) = names(bytes.as_bytes());
            assert_eq!(list, expected, "{bytes:?}");
            assert_eq!((String::from_utf8(rest).unwrap().as_str(), is_broken), (body, broken), "{bytes:?}");
        }
    }

    #[test]
    fn keeps_to_the_limits() {
        let long = format!("Subject: {}\n\nx", "a".repeat(300 * 1024));
        assert_eq!(
            Fields::split(long.as_bytes(), &Limits::default()).unwrap_err(),
            Unreadable::HeaderTooLarge(256 * 1024)
        );
        let many = "A: 1\n".repeat(2001);
        assert_eq!(
            Fields::split(many.as_bytes(), &Limits::default()).unwrap_err(),
            Unreadable::TooManyFields(2000)
        );
    }
}
