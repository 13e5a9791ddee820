//! Address lists (RFC 5322, 3.4): mailboxes, groups, comments, quoted names, and what broken programs write.

use crate::desk::address::{Address, Contact};

use super::fields::unfold_text;
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

/// Reads a raw field; stops after `max` mailboxes.
pub(super) fn parse(raw: &[u8], max: usize) -> AddressList {
    parse_text(&unfold_text(raw), max)
}

/// Reads unfolded text in which encoded words still stand encoded.
pub(super) fn parse_text(text: &str, max: usize) -> AddressList {
    let mut list = AddressList::default();
    let mut mailbox = Mailbox::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if list.mailboxes >= max {
            return list;
        }
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '"' => {
                let (quoted, after) = quoted_string(after);
                mailbox.quoted(&quoted);
                after
            }
            '(' => {
                let (comment, after) = comment(after);
                mailbox.comment = comment;
                after
            }
            '<' => {
                let end = after.find(['>', ',', '<']).unwrap_or(after.len());
                let (inside, after) = after.split_at_checked(end).unwrap_or((after, ""));
                mailbox.angle(inside);
                after.strip_prefix('>').unwrap_or(after)
            }
            ',' | ';' => {
                std::mem::take(&mut mailbox).end(&mut list);
                after
            }
            // A group's name; its members count as if they stood alone.
            ':' if mailbox.is_only_words() => {
                mailbox = Mailbox::default();
                after
            }
            c => {
                mailbox.phrase.push(c);
                mailbox.bare.push(c);
                after
            }
        };
    }
    mailbox.end(&mut list);
    list
}

#[derive(Default)]
struct Mailbox {
    /// All that stands outside angle brackets, quotes taken off.
    phrase: String,
    /// The same without what was quoted: an address in quotes is a name.
    bare: String,
    comment: String,
    address: Option<String>,
    more: usize,
}

impl Mailbox {
    fn quoted(&mut self, text: &str) {
        self.phrase.push_str(text);
        self.bare.push('"');
    }

    fn angle(&mut self, inside: &str) {
        // A route in front (RFC 5322, 4.4) is dropped: `<@relay:ana@x>`.
        let address = inside.rsplit(':').next().unwrap_or_default().trim();
        if self.address.is_none() {
            self.address = Some(address.to_owned());
        } else {
            self.more += 1;
        }
        self.phrase.push(' ');
        self.bare.push(' ');
    }

    fn is_only_words(&self) -> bool {
        self.address.is_none() && !self.bare.contains('@')
    }

    fn end(self, list: &mut AddressList) {
        let name = if self.phrase.trim().is_empty() { &self.comment } else { &self.phrase };
        let mut bare = self.bare.split_whitespace().filter(|word| word.contains('@'));
        let (address, name) = match &self.address {
            Some(inside) => {
                list.mailboxes += 1 + self.more + bare.count();
                (Address::parse(inside).ok(), name.clone())
            }
            None => match bare.next() {
                Some(word) => {
                    list.mailboxes += 1 + bare.count();
                    let around = self.phrase.replacen(word, " ", 1);
                    let name = if around.trim().is_empty() { self.comment.clone() } else { around };
                    (Address::parse(word).ok(), name)
                }
                None => {
                    list.mailboxes += usize::from(!self.phrase.trim().is_empty());
                    return;
                }
            },
        };
        let Some(address) = address else { return };
        let name = display_name(&name, &address);
        list.contacts.push(Contact { address, name });
    }
}

/// A name as it may be shown, or nothing: it turns no text around and breaks no line.
fn display_name(raw: &str, address: &Address) -> Option<String> {
    let name = words::one_line(&words::decode_words(raw.trim().as_bytes()));
    let name = name.trim_matches(['\'', '"', ' ']);
    let name = words::cut(name.to_owned(), MAX_NAME);
    (!name.is_empty() && !name.eq_ignore_ascii_case(address.as_str())).then_some(name)
}

/// The text up to the closing quote, escapes resolved; a quote that never closes goes to the end.
fn quoted_string(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, text.get(at + 1..).unwrap_or_default()),
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            c => out.push(c),
        }
    }
    (out, "")
}

/// The text up to the closing bracket; comments nest.
fn comment(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut depth = 1_usize;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => {
                out.extend(chars.next().map(|(_, c)| c));
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            return (out, text.get(at + 1..).unwrap_or_default());
        }
        out.push(c);
    }
    (out, "")
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
            ("jefe@scj.test malo@x.test", "malo@x.test|jefe@scj.test", 2),
            ("jefe@scj.test (hola, malo@x.test)", "hola, malo@x.test|jefe@scj.test", 1),
            ("=?utf-8?Q?a=40x=2Etest=2C?= <b@x.test>", "a@x.test,|b@x.test", 1),
            ("<@relay.test:ana@x.test>", "ana@x.test", 1),
            ("<>", "", 1),
            ("MAILER-DAEMON", "", 1),
            ("", "", 0),
            (",,;,", "", 0),
            ("\"sin fin <ana@x.test>", "", 1),
            ("Ana (nota (otra)) <ana@x.test>", "Ana|ana@x.test", 1),
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
        assert_eq!(parse("(".repeat(200_000).as_bytes(), 100).mailboxes, 0);
        assert_eq!(parse("<".repeat(200_000).as_bytes(), 100).contacts.len(), 0);
    }
}
