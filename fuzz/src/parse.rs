//! A mail's bytes, as intake hands them over.

use std::collections::HashSet;

use radica::desk::mail::{Attachment, Automatic, Bounce, Mail};
use radica::parse::{Limits, Parsed, Settings, Unreadable, fingerprint, header_glance, parse};

use crate::{SETTINGS, is_clean, is_contact, is_identifier, is_kept, is_one_line, twice};

/// Limits that a small mail can break.
const TIGHT: Limits = Limits { max_parts: 6, max_depth: 2, max_header_bytes: 1500, max_header_fields: 16 };

/// Checks one mail.
pub fn check(bytes: &[u8]) {
    let reading = read(bytes, &SETTINGS);
    let tight = parse(bytes, &Settings { limits: TIGHT, ..SETTINGS.clone() });
    match (&reading, &tight) {
        // Limits refuse a mail, and change nothing in what is read.
        (Ok(one), Ok(other)) => is_same(one, other),
        (Err(one), Err(other)) if *one == Unreadable::NoAuthor => {
            assert!(*other == Unreadable::NoAuthor || is_of_limits(other), "{other:?}");
        }
        (_, Err(other)) => assert!(is_of_limits(other), "{other:?}"),
        (Err(one), Ok(_)) => panic!("tighter limits take what others refuse: {one:?}"),
    }
    let glance = header_glance(bytes);
    assert_eq!(glance, header_glance(bytes));
    is_one_line("a glance", &glance.from);
    is_one_line("a glance", &glance.subject);
    assert!(glance.from.chars().count() <= 254 && glance.subject.chars().count() <= 300);
    if let Ok(parsed) = &reading {
        assert_eq!(glance.message_id, parsed.mail.message_id);
        mail(&parsed.mail, bytes.len());
        files(parsed, bytes.len());
        assert_eq!(parsed.mail.fingerprint, fingerprint(bytes));
    }
    // Ruling 30: however a server has ended its lines.
    if !bytes.contains(&b'\r') {
        let mut crlf = Vec::with_capacity(bytes.len() * 2);
        for byte in bytes {
            if *byte == b'\n' {
                crlf.push(b'\r');
            }
            crlf.push(*byte);
        }
        assert_eq!(fingerprint(bytes), fingerprint(&crlf), "line ends are normalised");
    }
}

/// Reads it, never with a panic within; when it is read twice, the same both times.
fn read(bytes: &[u8], settings: &Settings) -> Result<Parsed, Unreadable> {
    let reading = parse(bytes, settings);
    if let Err(Unreadable::Failed(message)) = &reading {
        panic!("the parser failed: {message}");
    }
    if twice(bytes.len()) {
        match (&reading, parse(bytes, settings)) {
            (Ok(one), Ok(other)) => is_same(one, &other),
            (Err(one), Err(other)) => assert_eq!(*one, other),
            _ => panic!("read once, refused once"),
        }
    }
    reading
}

fn is_same(one: &Parsed, other: &Parsed) {
    assert_eq!(one.mail, other.mail);
    assert!(one.contents == other.contents, "the same files");
}

fn is_of_limits(error: &Unreadable) -> bool {
    !matches!(error, Unreadable::NoAuthor | Unreadable::Failed(_))
}

/// What holds of every mail that was read from so many bytes.
pub fn mail(mail: &Mail, length: usize) {
    assert!(mail.from.is_some() || mail.automatic.is_some(), "somebody can be answered, or nobody is to be");
    assert_eq!(mail.fingerprint.len(), 64);
    assert!(mail.to.len() <= Mail::MAX_RECIPIENTS && mail.cc.len() <= Mail::MAX_RECIPIENTS);
    mail.from.iter().chain(&mail.to).chain(&mail.cc).for_each(is_contact);
    mail.answers_elsewhere.iter().for_each(is_kept);
    mail.message_id.iter().chain(&mail.thread).for_each(is_identifier);
    let different: HashSet<_> = mail.thread.iter().collect();
    assert_eq!(different.len(), mail.thread.len(), "each identifier once");
    is_one_line("the subject", &mail.subject);
    for remark in &mail.remarks {
        is_one_line("a remark", remark);
    }
    for (what, text) in [
        ("new_text", mail.new_text.as_str()),
        ("own_text", mail.own_words()),
        ("within", &mail.within),
        ("signature", &mail.signature),
        ("quoted", &mail.quoted),
    ] {
        is_clean(what, text);
        // A byte of windows-1252 is three of UTF-8 at most, and a mark of a list a few more.
        assert!(text.len() <= length * 4 + 256, "{what} has {} bytes out of {length}", text.len());
    }
    match &mail.automatic {
        Some(Automatic::Bounce(bounce)) => self::bounce(bounce),
        Some(Automatic::Machine(header)) => is_one_line("a machine's header", header),
        _ => {}
    }
}

/// What holds of every delivery report.
pub fn bounce(bounce: &Bounce) {
    let Bounce { original, recipients, status, diagnostic, delayed } = bounce;
    assert!(original.len() <= 200 && recipients.len() <= 100);
    original.iter().for_each(is_identifier);
    recipients.iter().for_each(is_kept);
    assert_eq!(original.iter().collect::<HashSet<_>>().len(), original.len(), "each identifier once");
    assert_eq!(recipients.iter().collect::<HashSet<_>>().len(), recipients.len(), "each recipient once");
    is_one_line("a diagnostic", diagnostic);
    assert!(diagnostic.chars().count() <= 300);
    let parts: Vec<&str> = status.split('.').collect();
    let code = matches!(parts.as_slice(), ["2" | "4" | "5", subject, detail]
        if [subject, detail].iter().all(|part| part.parse::<u16>().is_ok_and(|part| part < 1000)));
    assert!(status.is_empty() || code, "{status:?} is no status code");
    assert_eq!(bounce.is_permanent(), !delayed && !status.starts_with('4'));
}

fn files(parsed: &Parsed, length: usize) {
    let list = &parsed.mail.attachments;
    assert_eq!(list.len(), parsed.contents.len());
    let mut names = HashSet::new();
    for (Attachment { name, media_type, size, sha256, .. }, content) in list.iter().zip(&parsed.contents) {
        assert_eq!(usize::try_from(*size), Ok(content.len()));
        assert_eq!(sha256.len(), 64);
        is_one_line("a media type", media_type);
        is_one_line("a name", name);
        assert!(!name.is_empty() && name != "." && name != ".." && name.len() <= 255, "{name:?}");
        assert!(!name.contains(['/', '\\', ':', '<', '>', '"', '|', '?', '*']), "{name:?}");
        assert!(names.insert(name.to_lowercase()), "{name:?} is there twice");
    }
    let whole: usize = parsed.contents.iter().map(Vec::len).sum();
    assert!(whole <= length * 4 + 256, "{whole} bytes of files out of {length}");
}
