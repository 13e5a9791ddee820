//! Who wrote to whom, when, about what, in answer to what: the header fields that the procedure reads.

use std::collections::HashSet;

use mail_parser::HeaderValue;

use crate::desk::address::{Address, Contact};
use crate::desk::mail::Mail;
use crate::desk::message_id::MessageId;

use super::addresses::{self, AddressList};
use super::fields::Fields;
use super::words;

/// Identifiers of a thread that are kept.
pub(super) const MAX_THREAD: usize = 200;
/// Longest subject that is kept, in characters.
const MAX_SUBJECT: usize = 2000;
/// Other addresses (Reply-To, Sender) that are shown.
const MAX_ELSEWHERE: usize = 10;
/// More authors than that need not be counted.
const MAX_AUTHORS: usize = 50;

/// The author, and how many there are: mailboxes of all From fields, each unusable field counting as one.
pub(super) fn authors(fields: &Fields<'_>) -> (Option<Contact>, usize) {
    let mut first = None;
    let mut count = 0;
    for raw in fields.all("From").take(MAX_AUTHORS) {
        let list = addresses::parse(raw, MAX_AUTHORS);
        count += list.mailboxes.max(1);
        first = first.or_else(|| list.contacts.into_iter().next());
        if first.is_none() {
            // The whole field in one encoded word: readable, but no two servers read it alike, so never believed.
            let list = addresses::parse(words::decode(raw).as_bytes(), MAX_AUTHORS);
            first = list.contacts.into_iter().next();
            count += usize::from(first.is_some());
        }
    }
    (first, count)
}

/// The subject, decoded, on one line.
pub(super) fn subject(fields: &Fields<'_>) -> String {
    fields.first("Subject").map(|raw| words::cut(words::decode(raw), MAX_SUBJECT)).unwrap_or_default()
}

/// The mail's own identifier.
pub(super) fn message_id(fields: &Fields<'_>) -> Option<MessageId> {
    identifiers(fields.first("Message-ID")?).into_iter().next()
}

/// Fills in all that stands in the header.
pub(super) fn fill(mail: &mut Mail, fields: &Fields<'_>) {
    mail.message_id = message_id(fields);
    (mail.from, mail.authors) = authors(fields);
    mail.to = recipients(fields, "To");
    mail.cc = recipients(fields, "Cc");
    mail.subject = subject(fields);
    mail.date_millis = fields.first("Date").and_then(date_millis);
    mail.thread = thread(fields);
    let elsewhere =
        fields.all("Reply-To").take(MAX_ELSEWHERE).chain(fields.all("Sender").take(MAX_ELSEWHERE));
    for contact in elsewhere.flat_map(|raw| addresses::parse(raw, MAX_ELSEWHERE).contacts) {
        let known =
            mail.sender() == Some(&contact.address) || mail.answers_elsewhere.contains(&contact.address);
        if !known && mail.answers_elsewhere.len() < MAX_ELSEWHERE {
            mail.answers_elsewhere.push(contact.address);
        }
    }
}

/// The recipients of all fields of a name, each address once.
fn recipients(fields: &Fields<'_>, name: &str) -> Vec<Contact> {
    let mut seen: HashSet<Address> = HashSet::new();
    let mut found = Vec::new();
    for raw in fields.all(name) {
        let AddressList { contacts, .. } = addresses::parse(raw, Mail::MAX_RECIPIENTS * 2);
        for contact in contacts {
            if found.len() >= Mail::MAX_RECIPIENTS {
                return found;
            }
            if seen.insert(contact.address.clone()) {
                found.push(contact);
            }
        }
    }
    found
}

/// The Date field (RFC 5322, 3.3) in epoch milliseconds; nothing for a date that does not exist.
fn date_millis(raw: &[u8]) -> Option<i64> {
    match words::read(raw.get(..raw.len().min(200))?, |stream| stream.parse_date()) {
        HeaderValue::DateTime(date) if date.is_valid() => date.to_timestamp().checked_mul(1000),
        _ => None,
    }
}

/// Identifiers of In-Reply-To, then of References from the newest to the oldest, each once.
pub(super) fn thread(fields: &Fields<'_>) -> Vec<MessageId> {
    let replied = fields.all("In-Reply-To").flat_map(identifiers);
    let referred: Vec<MessageId> = fields.all("References").flat_map(identifiers).collect();
    let mut seen = HashSet::new();
    replied
        .take(MAX_THREAD)
        .chain(referred.into_iter().rev())
        .filter(|id| seen.insert(id.clone()))
        .take(MAX_THREAD)
        .collect()
}

/// The identifiers of a field: what stands in angle brackets, folds inside taken out; without any brackets, words
/// with an `@`.
pub(super) fn identifiers(raw: &[u8]) -> Vec<MessageId> {
    let value = words::read(raw, |stream| stream.parse_id());
    let opens = raw.iter().position(|b| *b == b'<');
    let closes = raw.iter().rposition(|b| *b == b'>');
    if opens.is_none() || opens > closes {
        let text = value.as_text().unwrap_or_default();
        return text.split_whitespace().filter(|w| w.contains('@')).filter_map(MessageId::parse).collect();
    }
    let ids = value.as_text_list().unwrap_or_default().iter();
    ids.filter_map(|id| MessageId::parse(&id.split_whitespace().collect::<String>())).collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::super::guard::Limits;
    use super::*;

    fn filled(header: &[u8]) -> Mail {
        let limits = Limits { max_header_bytes: usize::MAX, ..Limits::default() };
        let (fields, _) = Fields::split(header, &limits).unwrap();
        let mut mail = Mail::default();
        fill(&mut mail, &fields);
        mail
    }

    #[test]
    fn counts_authors() {
        for (header, from, authors) in [
            ("From: Ana <ana@x.test>", "ana@x.test", 1),
            ("From: ana@x.test\nFrom: eva@x.test", "ana@x.test", 2),
            ("From: ana@x.test, eva@x.test", "ana@x.test", 2),
            ("From: Grupo: ana@x.test;", "ana@x.test", 1),
            ("From: Grupo: ana@x.test, eva@x.test;", "ana@x.test", 2),
            ("From: ana@x.test\nFrom: ", "ana@x.test", 2),
            ("From: ana@x.test <eva@x.test>", "eva@x.test", 2),
            ("From: =?utf-8?B?QW5hIDxhbmFAeC50ZXN0Pg==?=", "ana@x.test", 2),
            ("From: MAILER-DAEMON", "", 1),
            ("From: <>", "", 1),
            ("Subject: x", "", 0),
            ("FROM : ana@x.test\nfrom: ana@x.test", "ana@x.test", 2),
        ] {
            let mail = filled(header.as_bytes());
            let found = mail.sender().map(Address::as_str).unwrap_or_default();
            assert_eq!((found, mail.authors), (from, authors), "{header}");
        }
    }

    #[test]
    fn reads_the_rest() {
        let mail = filled(
            b"Message-ID: <a1@x.test>\r\nFrom: Ana <ana@x.test>\r\nSender: sec@x.test\r\nReply-To: Otra <o@y.test>, ana@x.test\r\n\
              To: soporte@scj.test, \"B, C\" <b@x.test>, B@x.test\r\nCc: c@x.test\r\nCc: d@x.test\r\n\
              Subject: =?windows-1252?Q?No_enciende_la_m=E1quina?=\r\nDate: Fri, 20 Nov 2026 10:00:00 -0500\r\n\
              In-Reply-To: <r1@scj.test>\r\nReferences: <r0@scj.test> <r1@scj.test>\r\n <r2@\r\n scj.test>\r\n",
        );
        assert_eq!(mail.message_id.unwrap().as_str(), "a1@x.test");
        let elsewhere: Vec<&str> = mail.answers_elsewhere.iter().map(Address::as_str).collect();
        assert_eq!(elsewhere, ["o@y.test", "sec@x.test"]);
        assert_eq!(mail.to.len(), 2);
        assert_eq!(mail.cc.len(), 2);
        assert_eq!(mail.subject, "No enciende la máquina");
        assert_eq!(mail.date_millis, Some(1_795_186_800_000));
        let thread: Vec<&str> = mail.thread.iter().map(MessageId::as_str).collect();
        assert_eq!(thread, ["r1@scj.test", "r2@scj.test", "r0@scj.test"]);
    }

    #[test]
    fn bad_headers() {
        for bad in
            ["Date: ayer", "Date: 99 Foo 2026 10:00:00 +0000", "Date: ", "Date: 32 Jan 2026 25:61:00 +9999"]
        {
            assert_eq!(filled(bad.as_bytes()).date_millis, None, "{bad}");
        }
        assert_eq!(filled(b"Message-ID: <>").message_id, None);
        assert_eq!(filled(b"In-Reply-To: Your message of Friday <").thread, Vec::new());
        assert_eq!(filled(b"Message-ID: sin@corchetes").message_id.unwrap().as_str(), "sin@corchetes");
        assert_eq!(filled(b"Subject: a\xf1o\r\n\tnuevo\0").subject, "año nuevo");
        let many: String = (0..5_000).map(|n| format!("<{n}@x.test> ")).collect();
        let thread = filled(format!("References: {many}").as_bytes()).thread;
        assert_eq!((thread.len(), thread[0].as_str()), (MAX_THREAD, "4999@x.test"));
        let to = filled(format!("To: {}", "a@x.test,".repeat(100_000)).as_bytes()).to;
        assert_eq!(to.len(), 1);
        let to: String = (0..100_000).map(|n| format!("a{n}@x.test, ")).collect();
        assert_eq!(filled(format!("To: {to}").as_bytes()).to.len(), Mail::MAX_RECIPIENTS);
        assert_eq!(
            filled(format!("Subject: {}", "ñ".repeat(2_500_000)).as_bytes()).subject.chars().count(),
            MAX_SUBJECT
        );
    }
}
