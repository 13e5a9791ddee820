//! HTML as tags and texts, in one pass.
//!
//! No tree builder: HTML's own error recovery makes new elements out of unclosed ones (a few kilobytes of `<b>` and
//! `<p>` can ask for gigabytes), and inserts into lists of siblings one by one.

use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::html::add_html_token;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// What stands between tags, character references not yet read.
    Text(&'a str),
    /// A start tag: its name as written, and what follows the name.
    Open { name: &'a str, attributes: &'a str },
    /// An end tag: its name as written.
    Close(&'a str),
}

/// The tokens of `html`. Comments, declarations, and what is between the tags of [`RAW`] elements are left out.
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

/// Elements whose content is no HTML and not shown.
const RAW: [&str; 5] = ["script", "style", "title", "iframe", "noembed"];

impl<'a> Tokens<'a> {
    /// Starts at the beginning.
    pub fn new(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or("")
    }

    /// Everything up to `length` bytes from here; goes on behind it.
    fn take(&mut self, length: usize) -> &'a str {
        let taken = self.rest().get(..length).unwrap_or(self.rest());
        self.at += taken.len();
        taken
    }

    /// Goes on behind the first `end`, or at the very end: as a browser does with what is never closed.
    fn skip_past(&mut self, end: &str) {
        let rest = self.rest();
        self.at += rest.find(end).map_or(rest.len(), |found| found + end.len());
    }

    /// Goes on at the end tag of a [`RAW`] element.
    fn skip_raw(&mut self, name: &str) {
        let rest = self.rest();
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|tail| tail.find("</")) {
            let start = from + found;
            let named = rest.get(start + 2..start + 2 + name.len());
            if named.is_some_and(|named| named.eq_ignore_ascii_case(name)) {
                self.at += start;
                return;
            }
            from = start + 2;
        }
        self.at = self.html.len();
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let closing = rest.starts_with("</");
        self.at += if closing { 2 } else { 1 };
        let name_length = self
            .rest()
            .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
            .unwrap_or(self.rest().len());
        let name = self.take(name_length);
        let length = tag_length(self.rest().as_bytes());
        let attributes = self.take(length);
        if self.rest().starts_with('>') {
            self.at += 1;
        } else {
            // The mail ends within the tag.
            return None;
        }
        if closing {
            return Some(Token::Close(name));
        }
        if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            self.skip_raw(name);
        }
        Some(Token::Open { name, attributes })
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(letter)) if letter.is_ascii_alphabetic() => return self.tag(),
                (b'<', Some(b'/')) if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => return self.tag(),
                (b'<', Some(b'!')) if rest.starts_with("<!--") => {
                    // `<!-->` and `<!--->` are whole comments.
                    let empty = ["<!-->", "<!--->"].iter().find(|comment| rest.starts_with(**comment));
                    match empty {
                        Some(comment) => self.at += comment.len(),
                        None => {
                            self.at += 4;
                            self.skip_past("-->");
                        }
                    }
                }
                (b'<', Some(b'!' | b'?' | b'/')) => self.skip_past(">"),
                _ => {
                    // A `<` that starts no tag is text.
                    let first = rest.chars().next().map_or(1, char::len_utf8);
                    let next = rest.get(first..).and_then(|tail| tail.find('<'));
                    let length = next.map_or(rest.len(), |found| found + first);
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

/// How far it is to the `>` that ends a tag; one within a quoted value does not.
fn tag_length(tag: &[u8]) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (at, &byte) in tag.iter().enumerate() {
        match quote {
            Some(open) => {
                if byte == open {
                    quote = None;
                }
            }
            None => match byte {
                b'>' => return at,
                // A quotation mark opens a value only right after `=`.
                b'"' | b'\'' if after_equals => {
                    quote = Some(byte);
                    after_equals = false;
                }
                b'=' => after_equals = true,
                b if b.is_ascii_whitespace() => {}
                _ => after_equals = false,
            },
        }
    }
    tag.len()
}

/// The attributes of a tag as names and values, as written; at most a hundred, for a tag may have a million.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // At least one character, or a tag like `<p =>` would never end.
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| c.is_ascii_whitespace() || c == '=' || c == '/')
            .map_or(rest.len(), |(at, _)| at);
        let (name, tail) = rest.split_at_checked(end)?;
        let spaced = tail.trim_start();
        let Some(value) = spaced.strip_prefix('=') else {
            rest = tail;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quoted = value.strip_prefix(['"', '\'']);
        let value_end = match quoted {
            Some(inner) => inner.find(value.get(..1)?).unwrap_or(inner.len()),
            None => value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()),
        };
        let (value, tail) = quoted.unwrap_or(value).split_at_checked(value_end)?;
        rest = if quoted.is_some() { tail.get(1..).unwrap_or("") } else { tail };
        Some((name, value))
    })
    .take(100)
}

/// Appends a text with its character references read.
pub(super) fn push_decoded(to: &mut String, text: &str) {
    /// No name of a reference is longer.
    const LONGEST: usize = 33;
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        to.push_str(before);
        let end = reference.bytes().take(LONGEST).position(|b| b == b';').filter(|&end| {
            end > 1 && reference.bytes().take(end).skip(1).all(|b| b.is_ascii_alphanumeric() || b == b'#')
        });
        match end.and_then(|end| reference.split_at_checked(end + 1)) {
            Some((reference, after)) => {
                push_reference(to, reference);
                rest = after;
            }
            None => {
                to.push('&');
                rest = reference.get(1..).unwrap_or("");
            }
        }
    }
    to.push_str(rest);
}

/// Appends the character that `&...;` stands for, or the reference itself where it stands for none.
fn push_reference(to: &mut String, reference: &str) {
    let number = reference.trim_end_matches(';').strip_prefix("&#").and_then(|number| {
        match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u8::from_str_radix(hexadecimal, 16).ok(),
            None => number.parse().ok(),
        }
    });
    match number {
        // Written by programs that took windows-1252 for Unicode; HTML reads them so too.
        Some(byte @ 0x80..=0x9f) => to.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0),
        _ => add_html_token(to, reference.as_bytes(), false),
    }
}
