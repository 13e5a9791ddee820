//! Delivery reports: RFC 3464 where a server keeps to it, and the plain words of those that don't.

use std::collections::HashSet;

use crate::desk::address::Address;
use crate::desk::mail::Bounce;
use crate::desk::message_id::MessageId;

use super::addresses;
use super::charset;
use super::fields::{FieldIter, Fields, split_line, unfold_text};
use super::guard::Limits;
use super::headers::{self, MAX_THREAD};
use super::parts::{Part, Tree};
use super::words;

/// Recipients of a report that are kept.
const MAX_RECIPIENTS: usize = 100;
/// Longest diagnostic that is kept, in characters.
const MAX_DIAGNOSTIC: usize = 300;
/// How much of a report's words is looked through, in bytes.
const MAX_TEXT: usize = 200 * 1024;

/// What a report comes to.
#[derive(Debug, PartialEq)]
pub(super) enum Report {
    /// Something failed, or is late.
    Bounce(Bounce),
    /// All was delivered, relayed or expanded: a delivery receipt.
    Delivered,
}

/// Reads a report. `own` are addresses that are never the ones that failed, `own_domain` that of our identifiers.
pub(super) fn read(tree: &Tree<'_>, own: &[Address], own_domain: &str) -> Report {
    let mut status = Status::default();
    for (_, part) in tree.leaves().filter(|(_, part)| is_status(part)) {
        status.read(&part.decoded());
    }
    if status.only_delivered() {
        return Report::Delivered;
    }
    let mut ids = Ids::default();
    for (_, part) in tree.leaves().filter(|(_, part)| is_original(part)) {
        ids.original(&part.decoded());
    }
    let mut bounce = status.bounce();
    let text = words_of(tree);
    let (words, copy) = split_at_copy(&text);
    if let Some(copy) = copy {
        ids.original(copy.as_bytes());
    }
    let ours = on_domain(&text, own_domain);
    // Exchange names the mail that came back here, and sometimes nowhere else.
    ids.add(headers::thread(&tree.fields));
    if bounce.recipients.is_empty() {
        bounce.recipients = named_recipients(&tree.fields, words, own, &ours);
    }
    bounce.delayed |= status.seen == 0 && says_delayed(&headers::subject(&tree.fields), words);
    ids.add(ours);
    if bounce.status.is_empty() {
        let (code, line) = code_in(words).unwrap_or_default();
        bounce.status = code;
        if bounce.diagnostic.is_empty() {
            bounce.diagnostic = diagnostic(&line);
        }
    }
    bounce.original = ids.list;
    Report::Bounce(bounce)
}

/// The part by which a report can be read by machine.
pub(super) fn is_status(part: &Part<'_>) -> bool {
    matches!(part.media_type(), "message/delivery-status" | "message/global-delivery-status")
}

fn is_original(part: &Part<'_>) -> bool {
    part.is_mail()
        || matches!(
            part.media_type(),
            "text/rfc822-headers" | "message/global-headers" | "message/rfc822-headers"
        )
}

/// What the `message/delivery-status` parts say, recipient by recipient.
#[derive(Default)]
struct Status {
    seen: usize,
    failed: Vec<Entry>,
    delayed: Vec<Entry>,
}

#[derive(Default)]
struct Entry {
    addresses: Vec<Address>,
    action: String,
    status: String,
    diagnostic: String,
}

impl Status {
    /// Reads blocks of fields, parted by blank lines; the one about the message as a whole has no recipient.
    fn read(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && self.seen < MAX_RECIPIENTS {
            let mut fields = FieldIter::new(rest);
            let mut entry = Entry::default();
            for field in fields.by_ref() {
                entry.take(field.name, field.raw);
            }
            let after = fields.rest();
            rest = if after.len() == rest.len() { split_line(rest).1 } else { after };
            if !entry.action.is_empty() || !entry.addresses.is_empty() {
                self.sort_in(entry);
            }
        }
    }

    fn sort_in(&mut self, entry: Entry) {
        self.seen += 1;
        match entry.action.as_str() {
            "delivered" | "relayed" | "expanded" => {}
            "delayed" => self.delayed.push(entry),
            // An entry without a readable action is a failure unless its code says success.
            _ if entry.action != "failed" && entry.status.starts_with('2') => {}
            _ => self.failed.push(entry),
        }
    }

    fn only_delivered(&self) -> bool {
        self.seen > 0 && self.failed.is_empty() && self.delayed.is_empty()
    }

    fn bounce(&self) -> Bounce {
        let delayed = self.failed.is_empty() && !self.delayed.is_empty();
        let entries = if delayed { &self.delayed } else { &self.failed };
        let mut seen = HashSet::new();
        let addresses = entries.iter().flat_map(|entry| &entry.addresses);
        Bounce {
            recipients: addresses
                .filter(|a| seen.insert((*a).clone()))
                .take(MAX_RECIPIENTS)
                .cloned()
                .collect(),
            status: entries.iter().map(|e| &e.status).find(|s| !s.is_empty()).cloned().unwrap_or_default(),
            diagnostic: entries
                .iter()
                .map(|e| &e.diagnostic)
                .find(|d| !d.is_empty())
                .cloned()
                .unwrap_or_default(),
            delayed,
            ..Bounce::default()
        }
    }
}

impl Entry {
    fn take(&mut self, name: &str, raw: &[u8]) {
        let value = unfold_text(raw);
        let value = value.trim();
        // `rfc822;ana@x`, `smtp; 550 ...`: the type in front says nothing we need.
        let typed = value.split_once(';').map_or(value, |(_, value)| value).trim();
        match name.to_ascii_lowercase().as_str() {
            "final-recipient" | "original-recipient" => self.addresses.extend(Address::parse(typed).ok()),
            "action" => {
                let word = value.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
                self.action = word.to_ascii_lowercase();
            }
            "status" => self.status = code_of(value).unwrap_or_default().to_owned(),
            "diagnostic-code" => self.diagnostic = diagnostic(typed),
            _ => {}
        }
    }
}

fn diagnostic(text: &str) -> String {
    words::cut(words::one_line(text), MAX_DIAGNOSTIC)
}

/// Identifiers of the mail that came back, each once.
#[derive(Default)]
struct Ids {
    list: Vec<MessageId>,
    seen: HashSet<MessageId>,
}

impl Ids {
    fn add(&mut self, ids: Vec<MessageId>) {
        for id in ids {
            if self.list.len() < MAX_THREAD && self.seen.insert(id.clone()) {
                self.list.push(id);
            }
        }
    }

    /// From the header of the original, or what a report quotes of it.
    fn original(&mut self, bytes: &[u8]) {
        let fields = Fields::glance(bytes, &Limits::default());
        for name in ["Message-ID", "X-Microsoft-Original-Message-ID", "In-Reply-To", "References"] {
            self.add(fields.all(name).flat_map(headers::identifiers).take(MAX_THREAD).collect());
        }
    }
}

/// The words of a report: its plain text, or HTML without its tags.
fn words_of(tree: &Tree<'_>) -> String {
    let text = |media_type: &str| {
        let (_, part) = tree.leaves().find(|(_, part)| part.media_type() == media_type)?;
        let text = part.text();
        Some(charset::clean(text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default()))
    };
    let plain = text("text/plain").filter(|text| !text.trim().is_empty());
    plain.or_else(|| text("text/html").map(|html| without_tags(&html))).unwrap_or_default()
}

/// Enough to find addresses and codes; nobody gets to read it.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push('\n');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Parts a report's words from the copy of the original below them, which begins at its first header field.
fn split_at_copy(text: &str) -> (&str, Option<&str>) {
    const MARKS: [&str; 10] = [
        "below this line is a copy",
        "this is a copy of",
        "original message",
        "mensaje original",
        "encabezados del mensaje original",
        "original message headers",
        "copia del mensaje",
        "message header follows",
        "undelivered message",
        "included below",
    ];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let lower = line.to_lowercase();
        if MARKS.iter().any(|mark| lower.contains(mark)) {
            let (words, copy) = text.split_at_checked(at).unwrap_or((text, ""));
            let begin = copy.len() - copy.trim_start().len();
            return (words, copy.get(begin..));
        }
    }
    (text, None)
}

/// Recipients as the server's own fields or words name them; `ours` are identifiers, not addresses.
fn named_recipients(fields: &Fields<'_>, words: &str, own: &[Address], ours: &[MessageId]) -> Vec<Address> {
    let ours: HashSet<String> = ours.iter().map(|id| id.as_str().to_lowercase()).collect();
    let mut found: Vec<Address> = Vec::new();
    let usable = |address: &Address| {
        !own.contains(address)
            && !ours.contains(address.as_str())
            && !matches!(address.local(), "mailer-daemon" | "postmaster")
    };
    let contacts = fields.all("X-Failed-Recipients").flat_map(|raw| addresses::parse(raw, 20).contacts);
    for address in contacts.map(|contact| contact.address).filter(usable) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    if found.is_empty() {
        let pieces = words.split(|c: char| c.is_whitespace() || "<>()[],;:\"'".contains(c));
        let candidates = pieces.filter(|piece| piece.contains('@')).take(1_000);
        for address in candidates.filter_map(|piece| Address::parse(piece.trim_end_matches('.')).ok()) {
            // A name without a dot behind the @ is a machine's inner matter, such as an identifier.
            if found.len() < 20
                && usable(&address)
                && address.domain().contains('.')
                && !found.contains(&address)
            {
                found.push(address);
            }
        }
    }
    found
}

/// Identifiers on our own domain, anywhere in the words.
fn on_domain(text: &str, domain: &str) -> Vec<MessageId> {
    let inside = text.split('<').skip(1).filter_map(|piece| piece.split_once('>'));
    let ids = inside.filter_map(|(id, _)| MessageId::parse(id));
    ids.filter(|id| !domain.is_empty() && id.domain().eq_ignore_ascii_case(domain) && id.as_str().len() > 30)
        .take(MAX_THREAD)
        .collect()
}

fn says_delayed(subject: &str, words: &str) -> bool {
    let subject = subject.to_lowercase();
    let begin: String = words.chars().take(2_000).collect::<String>().to_lowercase();
    ["retrasad", "delayed", "delay)", "aplazad", "warning: could not send", "still being retried"]
        .iter()
        .any(|mark| subject.contains(mark))
        || [
            "you do not need to resend",
            "no es necesario que vuelva a enviar",
            "will continue to try",
            "this is a warning message only",
        ]
        .iter()
        .any(|mark| begin.contains(mark))
}

/// The first status code (RFC 3463) in the words, with the line it stands on.
fn code_in(words: &str) -> Option<(String, String)> {
    words.lines().find_map(|line| Some((code_of(line)?.to_owned(), line.to_owned())))
}

/// A status code such as `5.1.1`, set apart from other digits.
fn code_of(line: &str) -> Option<&str> {
    line.split(|c: char| !c.is_ascii_digit() && c != '.').map(|token| token.trim_matches('.')).find(|token| {
        let mut parts = token.split('.');
        let class = parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
        let mut number = || parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
        class && number() && number() && parts.next().is_none()
    })
}

/// A mail whose first line is qmail's greeting, the oldest report there is.
pub(super) fn is_qmail(part: &Part<'_>) -> bool {
    let text = part.text();
    let line = text.trim_start().lines().next().unwrap_or_default();
    line.starts_with("Hi. This is the") && line.to_ascii_lowercase().contains("qmail")
}

#[cfg(test)]
#[path = "bounce_tests.rs"]
mod tests;
