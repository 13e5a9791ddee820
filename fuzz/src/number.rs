//! Case numbers in subjects, and the identifiers by which a reply is known.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use radica::desk::code;
use radica::desk::message_id::MessageId;
use radica::desk::number::{CaseNumber, NumberReader};
use radica::desk::subject;
use radica::parse::parse;

use crate::{SETTINGS, is_identifier, is_one_line, twice};

/// Prefixes that desks may have.
const PREFIXES: [&str; 6] = ["SCJ", "MESA TI", "#T", "S.C*J", "ÑANDÚ", ""];

static READERS: LazyLock<Vec<(&str, NumberReader)>> =
    LazyLock::new(|| PREFIXES.iter().map(|prefix| (*prefix, NumberReader::new(prefix))).collect());

/// Checks one text. Its first byte chooses the prefix, or says that the text is of a header with identifiers.
pub fn check(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    if first & 0x40 != 0 {
        return identifiers(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some((prefix, reader)) = READERS.get(usize::from(*first) % READERS.len()) {
        numbers(&text, prefix, reader);
        title(&text, reader);
    }
    codes(&text);
}

fn numbers(text: &str, prefix: &str, reader: &NumberReader) {
    let found = reader.find(text);
    if twice(text.len()) {
        assert_eq!(found, reader.find(text));
    }
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "each number once");
    // The shortest has eight characters: `#T2026-1`.
    assert!(found.len() <= text.len() / 8, "{} numbers in {} bytes", found.len(), text.len());
    for number in &found {
        let written = number.display(prefix);
        assert_eq!(reader.parse(&written), Some(*number), "{written} is read again");
        assert_eq!(reader.find(&format!("RE: [{written}] Impresora")), [*number], "{written}");
        assert_eq!(reader.find(&written.to_lowercase()), [*number], "{written}");
        assert_eq!(CaseNumber::new(number.series(), number.year(), number.seq()), Some(*number));
    }
    if let Some(number) = reader.parse(text) {
        assert_eq!(found, [number], "a text that is a number has no other");
    }
    // Whatever a person puts behind our tag, the tag is read.
    if let Some(ours) = CaseNumber::ticket(2026, 123).filter(|_| !prefix.is_empty()) {
        let tagged = format!("[{}] {text}", ours.display(prefix));
        assert_eq!(reader.find(&tagged).first(), Some(&ours), "{tagged:?}");
    }
}

fn title(text: &str, reader: &NumberReader) {
    let title = subject::clean(text, reader);
    is_one_line("a title", &title);
    assert!(title.chars().count() <= 150, "{} characters", title.chars().count());
    assert!(title.trim() == title && !title.contains("  "), "{title:?}");
    assert!(!(subject::is_reply(text) && subject::is_forward(text)));
}

fn codes(text: &str) {
    let found = code::references(text, "scj.test");
    assert!(found.len() <= 5);
    for id in found {
        is_identifier(&id);
        assert_eq!(id.domain(), "scj.test");
        let bare = id.as_str().trim_end_matches("@scj.test");
        assert_eq!(code::references(&format!("Gracias.\n\nCódigo: {bare}\n"), "scj.test"), [id.clone()]);
    }
}

/// In-Reply-To and References as they come; and what was found, written into a header as a mail program does.
fn identifiers(bytes: &[u8]) {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n" || pair == b"\n\r").unwrap_or(bytes.len());
    let raw = bytes.get(..end).unwrap_or_default();
    let mail = [b"From: ana@scj.test\nReferences: ".as_slice(), raw, b"\n\nhola\n"].concat();
    let found = thread(&mail);
    found.iter().for_each(is_identifier);
    let written: String = found.iter().map(|id| format!("\r\n {id}")).collect();
    let reply = format!("From: ana@scj.test\r\nIn-Reply-To:{written}\r\n\r\nhola\r\n");
    assert_eq!(thread(reply.as_bytes()), found, "{reply:?}");
}

fn thread(mail: &[u8]) -> Vec<MessageId> {
    parse(mail, &SETTINGS).map(|parsed| parsed.mail.thread).unwrap_or_default()
}
