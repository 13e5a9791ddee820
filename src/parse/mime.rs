//! A mail's parts (RFC 2046), in their order, as slices of its bytes.
//!
//! Nothing is copied, nothing recurses, and an attached mail is never taken apart: a mail that nests without end
//! costs no more than one that doesn't. What is broken (no boundary, no end, no blank line) is kept as text.

use super::fields::{Fields, split_line, trim_line_end};
use super::guard::{Limits, Unreadable};
use super::params::Value;
use super::transfer::Transfer;

/// A part. The first one is the mail itself.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// Its header.
    pub fields: Fields<'a>,
    /// What stands behind the header.
    pub body: &'a [u8],
    /// Its Content-Type; `head` is never empty.
    pub content_type: Value,
    /// Its Content-Disposition; `head` is empty when there is none.
    pub disposition: Value,
    /// How the body is wrapped.
    pub transfer: Transfer,
    /// The part that holds this one.
    pub parent: Option<usize>,
    /// The parts of a multipart.
    pub children: Vec<usize>,
    depth: usize,
}

impl Part<'_> {
    /// `type/subtype` in lower case.
    pub fn media_type(&self) -> &str {
        &self.content_type.head
    }

    /// A multipart with parts.
    pub fn is_multipart(&self) -> bool {
        !self.children.is_empty()
    }

    /// The decoded bytes.
    pub fn decoded(&self) -> Vec<u8> {
        self.transfer.decode(self.body)
    }

    /// The name the sender gave it, if any.
    pub fn file_name(&self) -> Option<String> {
        self.disposition
            .text("filename")
            .or_else(|| self.content_type.text("name"))
            .filter(|name| !name.trim().is_empty())
    }

    /// The Content-ID without its brackets.
    pub fn content_id(&self) -> Option<String> {
        let id = self.fields.text("Content-ID")?;
        let id = id.trim_start_matches('<').trim_end_matches('>').trim();
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// An attached mail.
    pub fn is_mail(&self) -> bool {
        matches!(self.media_type(), "message/rfc822" | "message/global")
    }
}

/// All parts of a mail, each before those it holds.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The parts; never empty.
    pub parts: Vec<Part<'a>>,
}

impl<'a> Tree<'a> {
    /// Takes a mail apart, within the limits.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut waiting = vec![(bytes, None::<usize>)];
        while let Some((bytes, parent)) = waiting.pop() {
            let (depth, in_digest) = parent
                .and_then(|at| parts.get(at))
                .map_or((0, false), |p| (p.depth + 1, p.media_type() == "multipart/digest"));
            let mut part = read_part(bytes, in_digest, limits)?;
            part.parent = parent;
            part.depth = depth;
            let at = parts.len();
            if let Some(holder) = parent.and_then(|at| parts.get_mut(at)) {
                holder.children.push(at);
            }
            if part.media_type().starts_with("multipart/") {
                let room = limits.max_parts.saturating_sub(parts.len() + waiting.len() + 1);
                let inside =
                    split_multipart(&part, room).ok_or(Unreadable::TooManyParts(limits.max_parts))?;
                if inside.is_empty() {
                    part.content_type = Value::parse(b"text/plain");
                } else if depth >= limits.max_depth {
                    return Err(Unreadable::TooDeep(limits.max_depth));
                }
                waiting.extend(inside.into_iter().rev().map(|bytes| (bytes, Some(at))));
            }
            parts.push(part);
        }
        Ok(Self { parts })
    }

    /// The mail itself.
    pub fn root(&self) -> Option<&Part<'a>> {
        self.parts.first()
    }

    /// The parts that hold no others, with their place.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &Part<'a>)> {
        self.parts.iter().enumerate().filter(|(_, part)| !part.is_multipart())
    }
}

fn read_part<'a>(bytes: &'a [u8], in_digest: bool, limits: &Limits) -> Result<Part<'a>, Unreadable> {
    let (fields, body) = Fields::split(bytes, limits)?;
    let default: &[u8] = if in_digest { b"message/rfc822" } else { b"text/plain" };
    let mut content_type = Value::parse(fields.first("Content-Type").unwrap_or(default));
    if !content_type.head.contains('/') {
        // "text", "", "plain": what old programs write for plain text (RFC 2045, 5.2).
        content_type.head = "text/plain".to_owned();
    }
    let disposition = fields.first("Content-Disposition").map(Value::parse).unwrap_or_default();
    let transfer =
        fields.text("Content-Transfer-Encoding").map_or(Transfer::Identity, |value| Transfer::parse(&value));
    Ok(Part {
        fields,
        body,
        content_type,
        disposition,
        transfer,
        parent: None,
        children: Vec::new(),
        depth: 0,
    })
}

/// The bodies between a multipart's boundaries; `None` when there are more than `room`.
fn split_multipart<'a>(part: &Part<'a>, room: usize) -> Option<Vec<&'a [u8]>> {
    let declared = part.content_type.bytes("boundary").map(<[u8]>::trim_ascii_end).unwrap_or_default();
    if !declared.is_empty() {
        let found = split_at(part.body, declared, room)?;
        if !found.is_empty() {
            return Some(found);
        }
    }
    // No boundary, or a wrong one: the first line that looks like one. If that explains nothing, all is text.
    match sniff_boundary(part.body) {
        Some(boundary) => Some(split_at(part.body, boundary, room).unwrap_or_default()),
        None => Some(Vec::new()),
    }
}

/// The first line that begins a part: two dashes, a word, and a `Content-` field on the next line.
fn sniff_boundary(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body;
    for _ in 0..20 {
        let (line, after) = split_line(rest);
        let boundary = trim_line_end(line).trim_ascii_end().strip_prefix(b"--").unwrap_or_default();
        let begins = after.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"));
        if begins && (1..=200).contains(&boundary.len()) {
            return Some(boundary);
        }
        rest = after;
    }
    None
}

/// Splits at lines `--boundary`; ends at `--boundary--` or with the bytes (a mail that was cut short).
fn split_at<'a>(body: &'a [u8], boundary: &[u8], room: usize) -> Option<Vec<&'a [u8]>> {
    let mut found: Vec<&'a [u8]> = Vec::new();
    let mut begin: Option<usize> = None;
    let mut at = 0;
    let push = |found: &mut Vec<&'a [u8]>, begin: Option<usize>, end: usize| {
        let Some(begin) = begin else { return true };
        // The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
        let inside = body.get(begin..end.max(begin)).unwrap_or_default();
        found.push(trim_line_end(inside));
        found.len() <= room
    };
    while at < body.len() {
        let (line, _) = split_line(body.get(at..).unwrap_or_default());
        let next = at + line.len();
        if let Some(tail) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) {
            let tail = tail.trim_ascii();
            if tail.is_empty() || tail == b"--" {
                if !push(&mut found, begin, at) {
                    return None;
                }
                if !tail.is_empty() {
                    return Some(found);
                }
                begin = Some(next);
            }
        }
        at = next;
    }
    let cut_short = begin.filter(|begin| *begin < body.len());
    push(&mut found, cut_short, body.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(bytes: &[u8]) -> String {
        let tree = Tree::read(bytes, &Limits::default()).unwrap();
        let show = |p: &Part<'_>| {
            let body = if p.is_multipart() { String::new() } else { String::from_utf8_lossy(p.body).into() };
            format!("{}{}[{body}]", ">".repeat(p.depth), p.media_type())
        };
        tree.parts.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn takes_apart() {
        for (mail, expected) in [
            ("A: 1\n\nhola", "text/plain[hola]"),
            ("Content-Type: text\n\nhola", "text/plain[hola]"),
            (
                "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\nuno\n--b\nContent-Type: text/html\n\n<p>\n--b--\npost",
                "multipart/mixed[] >text/plain[uno] >text/html[<p>]",
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nuno\n--b \n\ndos",
                "multipart/mixed[] >text/plain[uno] >text/plain[dos]",
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\nuno\n--b\n\ndos\n--b--",
                "multipart/mixed[] >multipart/alternative[] >>text/plain[uno] >text/plain[dos]",
            ),
            (
                "Content-Type: multipart/mixed; boundary=otro\n\n--b\nContent-Type: text/html\n\nuno\n--b--",
                "multipart/mixed[] >text/html[uno]",
            ),
            ("Content-Type: multipart/mixed; boundary=otro\n\n--b\n\nuno", "text/plain[--b\n\nuno]"),
            ("Content-Type: multipart/mixed\n\nsin partes", "text/plain[sin partes]"),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\nHola sin cabecera\n--bc\nsigue\n--b--",
                "multipart/mixed[] >text/plain[Hola sin cabecera\n--bc\nsigue]",
            ),
            (
                "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--",
                "multipart/digest[] >message/rfc822[Subject: x\n\ny]",
            ),
            ("Content-Type: multipart/mixed; boundary=b\n\n--b--\n", "text/plain[--b--\n]"),
        ] {
            assert_eq!(outline(mail.as_bytes()), expected, "{mail}");
            let crlf = mail.replace('\n', "\r\n");
            assert_eq!(outline(crlf.as_bytes()).replace('\r', ""), expected, "{mail} (CRLF)");
        }
    }

    #[test]
    fn keeps_to_the_limits() {
        let limits = Limits::default();
        let many = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(1_000));
        assert_eq!(Tree::read(many.as_bytes(), &limits).unwrap_err(), Unreadable::TooManyParts(200));
        let some = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(199));
        assert_eq!(Tree::read(some.as_bytes(), &limits).unwrap().parts.len(), 200);
        let deep: String = (0..1_000)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}x\n\n--b{n}x\n"))
            .collect();
        assert_eq!(Tree::read(deep.as_bytes(), &limits).unwrap_err(), Unreadable::TooDeep(20));
        let mails = "Content-Type: message/rfc822\n\n".repeat(40_000);
        assert_eq!(Tree::read(mails.as_bytes(), &limits).unwrap().parts.len(), 1);
        let dashes = format!(
            "Content-Type: multipart/mixed; boundary=\"{}\"\n\n{}",
            "-".repeat(9_000),
            "-".repeat(5_000_000)
        );
        assert_eq!(Tree::read(dashes.as_bytes(), &limits).unwrap().parts.len(), 1);
    }
}
