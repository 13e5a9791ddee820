//! Values with parameters: Content-Type and Content-Disposition (RFC 2045, 5.1; RFC 2183; RFC 2231).

use super::charset;
use super::fields::unfold;
use super::transfer::hex;
use super::words;

/// Of one field no more than this is looked at, in bytes.
const MAX_FIELD: usize = 16 * 1024;
/// Nor more parameters.
const MAX_PARAMETERS: usize = 200;

/// A value and its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Value {
    /// What stands first, in lower case: `text/plain`, `attachment`.
    pub head: String,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq)]
struct Parameter {
    /// Its name in lower case, without what RFC 2231 puts behind it.
    name: String,
    /// The number of a continuation.
    section: Option<u32>,
    /// Percent-encoded (RFC 2231, 4).
    encoded: bool,
    bytes: Vec<u8>,
}

impl Value {
    /// Reads a raw field.
    pub fn parse(raw: &[u8]) -> Self {
        let bytes = unfold(raw.get(..MAX_FIELD).unwrap_or(raw));
        let end = bytes.iter().position(|b| *b == b';').unwrap_or(bytes.len());
        let (head, mut rest) = bytes.split_at_checked(end).unwrap_or((&bytes, &[]));
        let head = String::from_utf8_lossy(head).to_lowercase();
        let head = head.split('(').next().unwrap_or_default();
        let head = head.split_whitespace().collect::<String>().trim_matches('"').to_owned();
        let mut parameters = Vec::new();
        while !rest.is_empty() && parameters.len() < MAX_PARAMETERS {
            let (parameter, after) = parameter(rest);
            parameters.extend(parameter);
            rest = after;
        }
        Self { head, parameters }
    }

    /// A parameter's bytes as they stand, for boundaries. The first one counts.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.parameters.iter().find(|p| p.name == name && p.section.is_none()).map(|p| p.bytes.as_slice())
    }

    /// A parameter as text: continuations joined, charsets decoded, encoded words too, though RFC 2231 forbids them.
    pub fn text(&self, name: &str) -> Option<String> {
        let named = || self.parameters.iter().filter(|p| p.name == name);
        let mut sections: Vec<&Parameter> = named().filter(|p| p.section.is_some()).collect();
        if sections.is_empty() {
            sections.extend(named().find(|p| p.encoded));
        }
        if sections.is_empty() {
            let plain = named().next()?;
            return Some(words::decode_words(&plain.bytes));
        }
        sections.sort_by_key(|p| p.section);
        let mut charset = None;
        let mut joined = Vec::new();
        for (at, part) in sections.into_iter().enumerate() {
            let mut bytes = part.bytes.as_slice();
            if part.encoded && at == 0 {
                let mut pieces = bytes.splitn(3, |b| *b == b'\'');
                if let (Some(label), Some(_), Some(value)) = (pieces.next(), pieces.next(), pieces.next()) {
                    charset = std::str::from_utf8(label).ok();
                    bytes = value;
                }
            }
            if part.encoded {
                percent_decode(bytes, &mut joined);
            } else {
                joined.extend_from_slice(bytes);
            }
        }
        let text = charset::decode(&joined, charset);
        // Some programs put encoded words into continuations.
        Some(if text.contains("=?") { words::decode_words(text.as_bytes()) } else { text })
    }

    /// A parameter as a short token in lower case: `charset`, `format`, `method`.
    pub fn token(&self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        text.split_whitespace().next().map(str::to_lowercase)
    }
}

/// The next parameter of `; name=value; ...`, and what follows it.
fn parameter(bytes: &[u8]) -> (Option<Parameter>, &[u8]) {
    let start = bytes.iter().position(|b| *b != b';' && !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let bytes = bytes.get(start..).unwrap_or_default();
    let end = bytes.iter().position(|b| *b == b'=' || *b == b';').unwrap_or(bytes.len());
    let (name, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    let Some(rest) = rest.strip_prefix(b"=") else { return (None, rest) };
    let rest = rest.trim_ascii_start();
    let (value, rest) = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted_value(quoted),
        None => {
            let end = rest.iter().position(|b| *b == b';').unwrap_or(rest.len());
            let (value, rest) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            (value.trim_ascii().to_vec(), rest)
        }
    };
    let name = String::from_utf8_lossy(name).trim().to_lowercase();
    let (name, encoded) = match name.strip_suffix('*') {
        Some(name) => (name.to_owned(), true),
        None => (name, false),
    };
    let (name, section) = match name.split_once('*') {
        Some((base, number)) => (base.to_owned(), number.parse().ok()),
        None => (name, None),
    };
    (Some(Parameter { name, section, encoded, bytes: value }), rest)
}

/// A quoted value; only `\"` and `\\` are escapes, because people's file names hold `C:\carpeta`.
fn quoted_value(bytes: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return (value, rest),
            [b'"', after @ ..] => return (value, after),
            [b'\\', escaped @ (b'"' | b'\\'), after @ ..] => {
                value.push(*escaped);
                after
            }
            [byte, after @ ..] => {
                value.push(*byte);
                after
            }
        };
    }
}

fn percent_decode(bytes: &[u8], out: &mut Vec<u8>) {
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let decoded = after.first_chunk::<2>().and_then(|[a, b]| Some(hex(*a)? << 4 | hex(*b)?));
        rest = match decoded {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                after.get(2..).unwrap_or_default()
            }
            _ => {
                out.push(*first);
                after
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_parameters() {
        for (raw, head, name, expected) in [
            (" text/plain; charset=utf-8", "text/plain", "charset", Some("utf-8")),
            (" Text/HTML ; Charset = \"UTF-8\" ; x=y", "text/html", "charset", Some("UTF-8")),
            (" text / plain (c)", "text/plain", "charset", None),
            (" multipart/mixed;\r\n boundary=\"a;b=c\"", "multipart/mixed", "boundary", Some("a;b=c")),
            (" attachment; filename=\"a \\\"b\\\".txt\"", "attachment", "filename", Some("a \"b\".txt")),
            (" attachment; filename=\"C:\\docs\\x.doc\"", "attachment", "filename", Some("C:\\docs\\x.doc")),
            (" attachment; filename=mi archivo.pdf", "attachment", "filename", Some("mi archivo.pdf")),
            (
                " attachment; filename*=UTF-8''A%C3%B1o%20nuevo.pdf",
                "attachment",
                "filename",
                Some("Año nuevo.pdf"),
            ),
            (" attachment; filename*=iso-8859-1'es'A%F1o.pdf", "attachment", "filename", Some("Año.pdf")),
            (
                " attachment; filename=\"x.pdf\"; filename*=UTF-8''%C3%B1.pdf",
                "attachment",
                "filename",
                Some("ñ.pdf"),
            ),
            (" a; filename*1*=%B1o.pdf; filename*0*=UTF-8''A%C3", "a", "filename", Some("Año.pdf")),
            (" a; filename*0=\"uno \"; filename*1=dos.txt", "a", "filename", Some("uno dos.txt")),
            (" a; filename*0*=UTF-8''%C3%B1; filename*1=%20.txt", "a", "filename", Some("ñ%20.txt")),
            (" a; filename=\"=?utf-8?Q?A=C3=B1o.pdf?=\"", "a", "filename", Some("Año.pdf")),
            (" a; filename=\"=?utf-8?Q?A=C3?=\r\n =?utf-8?Q?=B1o.pdf?=\"", "a", "filename", Some("Año.pdf")),
            (" a; filename=\"sin fin.pdf", "a", "filename", Some("sin fin.pdf")),
            (" a; x; ; =; filename=b", "a", "filename", Some("b")),
            (" a; filename*=utf-8", "a", "filename", Some("utf-8")),
            (" a; filename*=UTF-8''%zz%4", "a", "filename", Some("%zz%4")),
            ("", "", "filename", None),
        ] {
            let value = Value::parse(raw.as_bytes());
            assert_eq!((value.head.as_str(), value.text(name).as_deref()), (head, expected), "{raw:?}");
        }
        assert_eq!(Value::parse(b" a; filename=A\xf1o.pdf").text("filename").unwrap(), "Año.pdf");
        assert_eq!(Value::parse(b" a; charset=UTF-8 (c)").token("charset").unwrap(), "utf-8");
    }
}
