//! Address lists (RFC 5322, 3.4): read by mail-parser, counted with suspicion.

use std::collections::HashSet;

use mail_parser::Addr;

use crate::desk::address::{Address, Contact};

use super::words;

/// Longest display name that is kept, in characters.
const MAX_NAME: usize = 200;

/// What a list holds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct AddressList {
    /// The mailboxes with a usable address, in their order.
    pub contacts: Vec<Contact>,
    /// Mailboxes that could be meant, the unusable ones too. `a@x <b@y>` counts as two: readers disagree on it.
    pub mailboxes: usize,
}

/// Reads a raw field; keeps `max` mailboxes.
pub(super) fn parse(raw: &[u8], max: usize) -> AddressList {
    let value = words::read(raw, |stream| stream.parse_address());
    let found = || value.as_address().into_iter().flat_map(mail_parser::Address::iter);
    let mut contacts: Vec<Contact> = found().filter_map(contact).take(max).collect();
    let seen = addresses_in(raw, max);
    if contacts.is_empty() {
        // mail-parser runs `<a@x> <b@y>` together.
        let address = seen.iter().find_map(|word| Address::parse(word).ok());
        contacts.extend(address.map(|address| Contact { address, name: None }));
    }
    AddressList { contacts, mailboxes: found().take(max).count().max(seen.len()) }
}

fn contact(found: &Addr<'_>) -> Option<Contact> {
    // A route in front (RFC 5322, 4.4) is dropped: `<@relay:ana@x>`.
    let address = found.address()?.rsplit(':').next().unwrap_or_default();
    let address = Address::parse(address.trim().trim_matches(['<', '>'])).ok()?;
    let name = display_name(found.name().unwrap_or_default(), &address);
    Some(Contact { address, name })
}

/// A name as it may be shown, or nothing: it turns no text around and breaks no line.
fn display_name(raw: &str, address: &Address) -> Option<String> {
    let name = words::one_line(raw);
    let name = name.trim_matches(['\'', '"', ' ']);
    let name = words::cut(name.to_owned(), MAX_NAME);
    (!name.is_empty() && !name.eq_ignore_ascii_case(address.as_str())).then_some(name)
}

/// Words with an `@` outside of quotes and comments, each once: another reader may take them for addresses.
fn addresses_in(raw: &[u8], max: usize) -> Vec<String> {
    let mut bare = Vec::new();
    let mut quoted = false;
    let mut comments = 0_usize;
    let mut bytes = raw.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted || comments > 0 => drop(bytes.next()),
            b'"' if comments == 0 => quoted = !quoted,
            b'(' if !quoted => comments += 1,
            b')' if !quoted => comments = comments.saturating_sub(1),
            _ if quoted || comments > 0 => {}
            byte => bare.push(*byte),
        }
    }
    let text = String::from_utf8_lossy(&bare).to_lowercase();
    let words = text.split(|c: char| c.is_whitespace() || "<>,;:".contains(c));
    let mut seen = HashSet::new();
    words.filter(|word| word.contains('@') && seen.insert(*word)).take(max).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists() {
        for (text, expected, mailboxes) in [
            ("ana@x.test", "ana@x.test", 1),
            ("<ana@x.test>", "ana@x.test", 1),
            ("Ana Pérez <Ana@X.test>", "Ana Pérez|ana@x.test", 1),
            ("\"Pérez, Ana\" <ana@x.test>", "Pérez, Ana|ana@x.test", 1),
            ("\"Pérez \\\"Ani\\\" A\" <ana@x.test>", "Pérez \"Ani\" A|ana@x.test", 1),
            ("ana@x.test (Ana Pérez)", "Ana Pérez|ana@x.test", 1),
            ("=?utf-8?Q?Ana_P=C3=A9rez?= <ana@x.test>", "Ana Pérez|ana@x.test", 1),
            ("\"=?utf-8?Q?Ana_P=C3=A9rez?=\" <ana@x.test>", "Ana Pérez|ana@x.test", 1),
            ("a@x.test, b@x.test", "a@x.test b@x.test", 2),
            ("a@x.test; b@x.test", "a@x.test b@x.test", 2),
            ("Grupo: a@x.test, B <b@x.test>;", "a@x.test B|b@x.test", 2),
            ("undisclosed-recipients:;", "", 0),
            ("\"ana@x.test\" <ana@x.test>", "ana@x.test", 1),
            ("\"jefe@scj.test\" <malo@x.test>", "jefe@scj.test|malo@x.test", 1),
            ("jefe@scj.test <malo@x.test>", "jefe@scj.test|malo@x.test", 2),
            ("<jefe@scj.test> <malo@x.test>", "jefe@scj.test", 2),
            ("jefe@scj.test malo@x.test", "jefe@scj.test", 2),
            ("ana@x.test <Ana@x.test>", "ana@x.test", 1),
            ("jefe@scj.test (hola, malo@x.test)", "hola, malo@x.test|jefe@scj.test", 1),
            ("=?utf-8?Q?a=40x=2Etest=2C?= <b@x.test>", "a@x.test,|b@x.test", 1),
            ("<@relay.test:ana@x.test>", "ana@x.test", 2),
            ("<>", "", 0),
            ("MAILER-DAEMON", "", 1),
            ("", "", 0),
            (",,;,", "", 0),
            ("\"sin fin <ana@x.test>", "", 1),
            ("Ana (nota (otra)) <ana@x.test>", "Ana (nota (otra))|ana@x.test", 1),
            ("'Ana' <ana@x.test>", "Ana|ana@x.test", 1),
            ("Ana <ana@x.test", "Ana|ana@x.test", 1),
            ("Ana <no es nada>", "", 1),
            ("mailto:ana@x.test", "ana@x.test", 1),
        ] {
            let list = parse(text.as_bytes(), 100);
            let shown: Vec<String> = list
                .contacts
                .iter()
                .map(|c| match &c.name {
                    Some(name) => format!("{name}|{}", c.address),
                    None => c.address.to_string(),
                })
                .collect();
            assert_eq!((shown.join(" ").as_str(), list.mailboxes), (expected, mailboxes), "{text}");
        }
    }

    #[test]
    fn names_deceive_nobody() {
        let list = parse("\"Ana\u{202e}gro.live\u{0}\r\n x\" <a@x.test>".as_bytes(), 5);
        assert_eq!(list.contacts[0].name.as_deref(), Some("Anagro.live x"));
        let list = parse(format!("{} <a@x.test>", "ñ".repeat(5000)).as_bytes(), 5);
        assert_eq!(list.contacts[0].name.as_ref().unwrap().chars().count(), MAX_NAME);
        let latin1 = parse(b"Mu\xf1oz <a@x.test>", 5);
        assert_eq!(latin1.contacts[0].name.as_deref(), Some("Muñoz"));
    }

    #[test]
    fn stops_at_the_maximum() {
        let many = "a@x.test, ".repeat(100_000);
        let list = parse(many.as_bytes(), 100);
        assert_eq!((list.contacts.len(), list.mailboxes), (100, 100));
        assert_eq!(parse("(".repeat(200_000).as_bytes(), 100).mailboxes, 1);
        assert_eq!(parse("<".repeat(200_000).as_bytes(), 100).contacts.len(), 0);
    }
}
