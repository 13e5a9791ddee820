//! One pass over a mail before mail-parser gets it: it holds the limits, and mends what mail-parser would read badly.
//!
//! The pass goes the way mail-parser goes, header by header and boundary by boundary, so that nothing it takes apart
//! goes uncounted. What it mends is written down as a list of small changes; most mails need none and are not copied.
//!
//! - A multipart that was left open (a mail cut short) is closed where the one around it goes on: mail-parser takes
//!   all that follows for the open part, and undoes its transfer encoding only once it sees the end.
//! - A multipart whose boundary never comes is text.
//! - An attached mail is renamed so that mail-parser leaves it whole: a file with its exact bytes, whatever stands in
//!   it (40,000 mails in one another overflow the stack when mail-parser's message is dropped).
//! - Bytes in a part's header that nobody encoded become UTF-8; a line that is no field gets a blank line before it.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::{ContentType, Encoding, HeaderValue};

use super::charset;
use super::fields::{Field, Fields, split_line};
use super::guard::{Limits, Unreadable};
use super::transfer;
use super::words;

/// Attached mails, as they are renamed for mail-parser.
pub(super) const RENAMED: [(&str, &str); 2] =
    [("message/rfc822", "message/x-kept-rfc822"), ("message/global", "message/x-kept-global")];

/// A boundary longer than that is none (RFC 2046, 5.1.1 allows 70 characters).
const MAX_BOUNDARY: usize = 250;
/// Multiparts whose boundary never comes: each is looked for to the end of the mail.
const MAX_LOST: usize = 20;
/// Of a field that says what a part is, in bytes; mail-parser takes quadratic time for its parameters.
const MAX_MIME_FIELD: usize = 16 * 1024;
/// What encoded words without end may cost, see [`words::cost`].
const MAX_COST: usize = 32 * 1024 * 1024;

/// The bytes for mail-parser: the mail's own where nothing is to be mended.
pub(super) fn prepare<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Unreadable> {
    let mut pass = Pass { bytes, limits, changes: Vec::new(), open: Vec::new(), parts: 0, lost: 0, cost: 0 };
    pass.run()?;
    Ok(pass.changed())
}

/// A multipart whose end has not come yet.
struct Open {
    boundary: Vec<u8>,
    /// Its parts are mails unless they say otherwise (RFC 2046, 5.1.5).
    digest: bool,
}

/// What a header says of its part.
struct Header {
    /// Where the body begins.
    body: usize,
    multipart: Option<Open>,
    /// Where Content-Type stands, for a multipart that is none.
    type_at: Range<usize>,
    quoted: bool,
}

struct Pass<'a, 'l> {
    bytes: &'a [u8],
    limits: &'l Limits,
    changes: Vec<(Range<usize>, Vec<u8>)>,
    open: Vec<Open>,
    parts: usize,
    lost: usize,
    cost: usize,
}

impl Pass<'_, '_> {
    fn run(&mut self) -> Result<(), Unreadable> {
        let mut at = Some(0);
        while let Some(start) = at {
            self.parts += 1;
            if self.parts > self.limits.max_parts {
                return Err(Unreadable::TooManyParts(self.limits.max_parts));
            }
            let header = self.header(start)?;
            let opened = match header.multipart {
                Some(multipart) => self.enter(multipart, header.body, header.type_at)?,
                None => None,
            };
            at = opened.or_else(|| self.leave(header.body, header.quoted));
        }
        Ok(())
    }

    /// Reads a header, notes what must be mended in it, and says what follows.
    fn header(&mut self, start: usize) -> Result<Header, Unreadable> {
        let all = self.bytes.get(start..).unwrap_or_default();
        let (fields, body) = Fields::split(all, self.limits)?;
        let mut body = self.bytes.len() - body.len();
        let indented = all.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        if fields.iter().next().is_none() && indented {
            // No header at all: a text that begins with a blank.
            self.changes.push((start..start, b"\n".to_vec()));
            body = start;
        }
        for field in fields.iter() {
            self.field(start, &field)?;
        }
        // What stands before the first field says nothing, and mail-parser may take it for the header's end.
        if let Some(first) = fields.iter().next().filter(|first| first.at > 0) {
            self.changes.push((start..start + first.at, Vec::new()));
        }
        let last = fields.iter().filter(|field| field.name.eq_ignore_ascii_case("Content-Type")).last();
        let value = last.map(|field| read_type(field.raw));
        let value = value.as_ref().and_then(HeaderValue::as_content_type);
        let type_at = last.map_or(body..body, |field| range(start, &field));
        let end = fields.iter().last().map_or(start, |field| line_end(self.bytes, range(start, &field).end));
        if value.is_none() && self.open.last().is_some_and(|open| open.digest) {
            self.changes.push((end..end, b"Content-Type: message/x-kept-rfc822\n".to_vec()));
        }
        if fields.broken {
            self.changes.push((body..body, b"\n".to_vec()));
        }
        let kind = value.map(kind_of).unwrap_or_default();
        if let Some((_, renamed)) = RENAMED.iter().find(|(name, _)| *name == kind) {
            let parameters = self.bytes.get(type_at.clone()).unwrap_or_default();
            let length = parameters.iter().position(|b| *b == b';').unwrap_or(parameters.len());
            self.changes.push((type_at.start..type_at.start + length, format!(" {renamed}").into_bytes()));
        }
        let multipart = value.filter(|_| kind.starts_with("multipart/")).map(|value| Open {
            boundary: value.attribute("boundary").unwrap_or_default().as_bytes().to_vec(),
            digest: kind == "multipart/digest",
        });
        let quoted = fields
            .text("Content-Transfer-Encoding")
            .is_some_and(|value| transfer::encoding(&value) == Encoding::QuotedPrintable);
        Ok(Header { body, multipart, type_at, quoted })
    }

    fn field(&mut self, start: usize, field: &Field<'_>) -> Result<(), Unreadable> {
        self.cost = self.cost.saturating_add(words::cost(field.raw));
        if self.cost > MAX_COST {
            return Err(Unreadable::EndlessWords);
        }
        let name = field.name.to_ascii_lowercase();
        if !name.starts_with("content-") {
            return Ok(());
        }
        if field.raw.len() > MAX_MIME_FIELD {
            return Err(Unreadable::HeaderTooLarge(MAX_MIME_FIELD));
        }
        if std::str::from_utf8(field.raw).is_err() {
            self.changes.push((range(start, field), charset::decode(field.raw, None).into_bytes()));
        } else if matches!(name.as_str(), "content-type" | "content-disposition")
            && let Some(mended) = words::mended_type(field.raw)
        {
            self.changes.push((range(start, field), mended.into_bytes()));
        }
        Ok(())
    }

    /// Goes into a multipart: where its first part begins. One whose boundary never comes becomes text.
    fn enter(
        &mut self,
        multipart: Open,
        body: usize,
        type_at: Range<usize>,
    ) -> Result<Option<usize>, Unreadable> {
        let found = match multipart.boundary.len() {
            1..=MAX_BOUNDARY => find_boundary(self.bytes, body, &multipart.boundary, &[]),
            _ => None,
        };
        match found {
            Some(found) if !found.closes => {
                if self.open.len() >= self.limits.max_depth {
                    return Err(Unreadable::TooDeep(self.limits.max_depth));
                }
                self.open.push(multipart);
                return Ok(Some(next_line(self.bytes, found.end)));
            }
            // A multipart of no parts: the text around the line counts.
            Some(found) => self.changes.push((found.start..next_line(self.bytes, found.end), Vec::new())),
            None => self.lost += 1,
        }
        if self.lost > MAX_LOST {
            return Err(Unreadable::TooManyParts(self.limits.max_parts));
        }
        self.changes.push((type_at, b" text/plain".to_vec()));
        Ok(None)
    }

    /// Goes on behind a part: where the next one begins.
    fn leave(&mut self, body: usize, quoted: bool) -> Option<usize> {
        if self.open.is_empty() && body == self.bytes.len() && !self.bytes.ends_with(b"\n") {
            // mail-parser reads no field that has no line end.
            self.changes.push((body..body, b"\n".to_vec()));
        }
        let mut from = body;
        while let Some((top, outer)) = self.open.split_last() {
            let Some(found) = find_boundary(self.bytes, from, &top.boundary, outer) else {
                self.close_at_end(body, quoted);
                return None;
            };
            if quoted && from == body && ends_in_soft_break(self.bytes.get(from..found.start)) {
                // mail-parser would take away the last letters.
                self.changes.push((found.start..found.start, b"\n".to_vec()));
            }
            if found.level < outer.len() {
                let lines = self.closing_lines(found.level + 1);
                self.changes.push((found.start..found.start, lines));
                self.open.truncate(found.level + 1);
            }
            if !found.closes {
                return Some(next_line(self.bytes, found.end));
            }
            self.open.pop();
            from = found.end;
        }
        None
    }

    /// Closes what is still open when the mail ends.
    fn close_at_end(&mut self, body: usize, quoted: bool) {
        let soft_break = quoted && self.bytes.trim_ascii_end().ends_with(b"=");
        let mut lines = match self.bytes.last() {
            _ if body == self.bytes.len() || soft_break => b"\n\n".to_vec(),
            Some(b'\n') => Vec::new(),
            _ => b"\n".to_vec(),
        };
        lines.extend(self.closing_lines(0));
        self.changes.push((self.bytes.len()..self.bytes.len(), lines));
    }

    /// The lines that end all multiparts from a level on, the innermost first.
    fn closing_lines(&self, level: usize) -> Vec<u8> {
        let inner = self.open.iter().skip(level).rev();
        inner.flat_map(|open| [b"--", open.boundary.as_slice(), b"--\n"].concat()).collect()
    }
}

impl<'a> Pass<'a, '_> {
    /// The mail with the changes made.
    fn changed(mut self) -> Cow<'a, [u8]> {
        if self.changes.is_empty() {
            return Cow::Borrowed(self.bytes);
        }
        // Stable: what was noted first at one place stands first. Of two changes to one field the last one counts.
        self.changes.sort_by_key(|(range, _)| range.start);
        let mut out = Vec::with_capacity(self.bytes.len() + 1_000);
        let mut at = 0;
        let mut changes = self.changes.iter().peekable();
        while let Some((range, with)) = changes.next() {
            let again =
                changes.peek().is_some_and(|(next, _)| !range.is_empty() && next.start == range.start);
            if again || range.start < at {
                continue;
            }
            out.extend_from_slice(self.bytes.get(at..range.start).unwrap_or_default());
            out.extend_from_slice(with);
            at = range.end;
        }
        out.extend_from_slice(self.bytes.get(at..).unwrap_or_default());
        Cow::Owned(out)
    }
}

/// A boundary in the bytes.
struct Found {
    /// Where its dashes begin, and where it ends: the dashes of a closing one included.
    start: usize,
    end: usize,
    closes: bool,
    /// Which of the open multiparts it belongs to.
    level: usize,
}

/// The next boundary. mail-parser takes one wherever it stands, in a line too; one of an `outer` multipart counts
/// only on a line of its own.
fn find_boundary(bytes: &[u8], from: usize, boundary: &[u8], outer: &[Open]) -> Option<Found> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == b'-')?;
        let Some(rest) = bytes.get(at + 1..)?.strip_prefix(b"-") else {
            at += 1;
            continue;
        };
        if rest.starts_with(boundary) {
            return Some(found(bytes, at, boundary, outer.len()));
        }
        let line_start = at == 0 || bytes.get(at - 1) == Some(&b'\n');
        if line_start && !outer.is_empty() {
            let line = split_line(rest).0.trim_ascii_end();
            let is_line = |open: &Open| {
                line.strip_prefix(open.boundary.as_slice())
                    .is_some_and(|tail| tail.is_empty() || tail == b"--")
            };
            if let Some(level) = outer.iter().rposition(is_line) {
                let boundary = outer.get(level).map(|open| open.boundary.as_slice()).unwrap_or_default();
                return Some(found(bytes, at, boundary, level));
            }
        }
        at += 1;
    }
}

fn found(bytes: &[u8], start: usize, boundary: &[u8], level: usize) -> Found {
    let end = start + 2 + boundary.len();
    let closes = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"--"));
    Found { start, end: if closes { end + 2 } else { end }, closes, level }
}

/// Behind the blanks and the line end that follow a boundary.
fn next_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    let ends = rest.get(blanks) == Some(&b'\n');
    at + blanks + usize::from(ends)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    at + split_line(bytes.get(at..).unwrap_or_default()).0.len()
}

fn ends_in_soft_break(body: Option<&[u8]>) -> bool {
    let body = body.unwrap_or_default();
    body.ends_with(b"\n") && body.trim_ascii_end().ends_with(b"=")
}

/// Where a field's value stands in the mail.
fn range(start: usize, field: &Field<'_>) -> Range<usize> {
    start + field.raw_at..start + field.raw_at + field.raw.len()
}

fn read_type(raw: &[u8]) -> HeaderValue<'static> {
    words::read(raw, |stream| stream.parse_content_type())
}

/// `type/subtype` in lower case, as mail-parser gives it.
pub(super) fn kind_of(value: &ContentType<'_>) -> String {
    format!("{}/{}", value.ctype(), value.subtype().unwrap_or_default())
}

#[cfg(test)]
#[path = "prepare_tests.rs"]
mod tests;
