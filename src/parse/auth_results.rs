//! Who proves to be whom: `Authentication-Results` (RFC 8601), read strictly (contract, ruling 21).
//!
//! Only the topmost such field counts, and only when a trusted server wrote it: lower ones came along with the mail
//! and can be forged. Whatever does not follow the grammar says nothing.

use crate::desk::address::Address;
use crate::desk::mail::Verdict;

use super::fields::{Fields, unfold};

/// Who is believed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust<'a> {
    /// Names of servers (authserv-id) that add their own field to every mail and take forged ones off.
    pub authserv: &'a [String],
    /// Exchange's marks: `X-MS-Exchange-Organization-AuthAs`, and its results without authserv-id.
    pub exchange_internal: bool,
}

/// What the trusted server says of the author.
pub(super) fn verdict(
    fields: &Fields<'_>,
    from: Option<&Address>,
    authors: usize,
    trust: Trust<'_>,
) -> Verdict {
    let result = fields.first("Authentication-Results").map(read).unwrap_or_default();
    let trusted = match &result.server {
        Some(name) => trust.authserv.iter().any(|id| !id.is_empty() && id.eq_ignore_ascii_case(name)),
        None => trust.exchange_internal,
    };
    let said = match from {
        Some(from) if trusted => dmarc_verdict(&result.dmarc, from.domain()),
        _ => Verdict::None,
    };
    let internal = trust.exchange_internal && from.is_some() && is_internal(fields);
    match said {
        Verdict::Fail => Verdict::Fail,
        // Nobody can be believed who may be one of several, whatever was or was not said.
        _ if authors > 1 => Verdict::Fail,
        Verdict::None if !internal => Verdict::None,
        _ if authors != 1 => Verdict::Fail,
        // A header that ends at a line which is no field hides what stands below from us, not from other readers.
        _ if fields.broken => Verdict::None,
        _ => Verdict::Pass,
    }
}

/// `X-MS-Exchange-Organization-AuthAs: Internal`, exactly once: the border takes the field off outside mail.
fn is_internal(fields: &Fields<'_>) -> bool {
    let mut values = fields.all("X-MS-Exchange-Organization-AuthAs");
    let first = values.next();
    first.is_some_and(|raw| raw.trim_ascii() == b"Internal") && values.next().is_none()
}

/// All DMARC results of the field must pass and name the From domain, letter by letter.
fn dmarc_verdict(results: &[Dmarc], domain: &str) -> Verdict {
    let fails = |r: &Dmarc| r.result == "fail" || r.result == "pass" && !r.is_about(domain);
    if results.iter().any(fails) {
        Verdict::Fail
    } else if !results.is_empty() && results.iter().all(|r| r.result == "pass") {
        Verdict::Pass
    } else {
        Verdict::None
    }
}

/// One `dmarc=` result.
#[derive(Debug, Default, PartialEq)]
struct Dmarc {
    result: String,
    /// Every `header.from` that stands with it.
    header_from: Vec<String>,
}

impl Dmarc {
    fn is_about(&self, domain: &str) -> bool {
        !self.header_from.is_empty()
            && self.header_from.iter().all(|from| from.is_ascii() && from.eq_ignore_ascii_case(domain))
    }
}

/// A field, as far as it matters here. One that is malformed has a server that nobody trusts: the empty name.
#[derive(Debug, PartialEq)]
struct Field {
    /// The authserv-id; `None` where it is left out, as Exchange does.
    server: Option<String>,
    dmarc: Vec<Dmarc>,
}

impl Default for Field {
    fn default() -> Self {
        Self { server: Some(String::new()), dmarc: Vec::new() }
    }
}

fn read(raw: &[u8]) -> Field {
    let Some(tokens) = tokens(&unfold(raw)) else { return Field::default() };
    read_tokens(&tokens).unwrap_or_default()
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// Bare or quoted text, and whether a blank or comment stands before it.
    Word {
        text: String,
        quoted: bool,
        apart: bool,
    },
    Equals,
    Semicolon,
}

/// Splits into words, `=` and `;`; comments are taken out. `None` when a quote or a comment does not close, or when
/// something stands there that the grammar has no place for.
fn tokens(bytes: &[u8]) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut apart = true;
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        match first {
            b' ' | b'\t' => {
                apart = true;
                rest = after;
            }
            b'(' => {
                apart = true;
                rest = skip_comment(after)?;
            }
            b'=' | b';' => {
                tokens.push(if *first == b'=' { Token::Equals } else { Token::Semicolon });
                apart = false;
                rest = after;
            }
            b'"' => {
                let (text, behind) = quoted(after)?;
                tokens.push(Token::Word { text, quoted: true, apart });
                apart = false;
                rest = behind;
            }
            _ => {
                let end = rest.iter().position(|b| b" \t(;=\"".contains(b)).unwrap_or(rest.len());
                let (word, behind) = rest.split_at_checked(end)?;
                if !word.iter().all(u8::is_ascii_graphic) || word.contains(&b')') {
                    return None;
                }
                let text = std::str::from_utf8(word).ok()?.to_owned();
                tokens.push(Token::Word { text, quoted: false, apart });
                apart = false;
                rest = behind;
            }
        }
    }
    Some(tokens)
}

fn skip_comment(bytes: &[u8]) -> Option<&[u8]> {
    let mut depth = 1_usize;
    let mut rest = bytes;
    while depth > 0 {
        let (first, after) = rest.split_first()?;
        rest = match first {
            b'\\' => after.get(1..)?,
            b'(' => {
                depth += 1;
                after
            }
            b')' => {
                depth -= 1;
                after
            }
            _ => after,
        };
    }
    Some(rest)
}

fn quoted(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut text = Vec::new();
    let mut rest = bytes;
    loop {
        let (first, after) = rest.split_first()?;
        rest = match first {
            b'"' => return Some((String::from_utf8(text).ok()?, after)),
            b'\\' => {
                let (escaped, after) = after.split_first()?;
                text.push(*escaped);
                after
            }
            byte => {
                text.push(*byte);
                after
            }
        };
    }
}

/// `authserv-id [version] *(";" resinfo)`, or resinfos alone.
fn read_tokens(tokens: &[Token]) -> Option<Field> {
    let mut segments = tokens.split(|token| *token == Token::Semicolon);
    let first = segments.next()?;
    let mut field = Field { server: None, dmarc: Vec::new() };
    match first {
        [Token::Word { text, .. }] => field.server = Some(text.clone()),
        [Token::Word { text, .. }, Token::Word { text: version, apart: true, .. }]
            if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) =>
        {
            field.server = Some(text.clone());
        }
        segment => field.dmarc.extend(result(segment)?),
    }
    for segment in segments.filter(|segment| !segment.is_empty()) {
        field.dmarc.extend(result(segment)?);
    }
    Some(field)
}

/// One result with its properties: `dmarc=pass reason="..." header.from=scj.gov.co`. The outer `None`: malformed;
/// the inner one: of another method.
fn result(segment: &[Token]) -> Option<Option<Dmarc>> {
    if let [Token::Word { text, quoted: false, .. }] = segment
        && text.eq_ignore_ascii_case("none")
    {
        return Some(None);
    }
    let (method, value, mut rest) = pair(segment)?;
    let mut dmarc = Dmarc { result: value.to_ascii_lowercase(), header_from: Vec::new() };
    while !rest.is_empty() {
        let (name, value, after) = pair(rest)?;
        if name.eq_ignore_ascii_case("header.from") {
            dmarc.header_from.push(value.to_owned());
        }
        rest = after;
    }
    // `dmarc/1=pass`: a method may bear its version.
    let method = method.split('/').next().unwrap_or_default();
    Some(method.eq_ignore_ascii_case("dmarc").then_some(dmarc))
}

/// `name=value` at the start; the name bare and set apart from what stands before it. A value may be made of a
/// quoted local part and its domain, which are two tokens: the second one only where no blank is between.
fn pair(tokens: &[Token]) -> Option<(&str, &str, &[Token])> {
    match tokens {
        [
            Token::Word { text: name, quoted: false, .. },
            Token::Equals,
            Token::Word { text: _, quoted: true, .. },
            Token::Word { text: domain, quoted: false, apart: false },
            rest @ ..,
        ] if domain.starts_with('@') => Some((name, domain, rest)),
        [
            Token::Word { text: name, quoted: false, .. },
            Token::Equals,
            Token::Word { text: value, .. },
            rest @ ..,
        ] => match rest.first() {
            None | Some(Token::Word { apart: true, .. }) => Some((name, value, rest)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::guard::Limits;
    use super::*;

    fn judge(header: &str, exchange_internal: bool) -> Verdict {
        let (fields, _) = Fields::split(header.as_bytes(), &Limits::default()).unwrap();
        let (from, authors) = super::super::headers::authors(&fields);
        let authserv = ["mx.scj.gov.co".to_owned(), String::new()];
        let trust = Trust { authserv: &authserv, exchange_internal };
        verdict(&fields, from.map(|c| c.address).as_ref(), authors, trust)
    }

    const FROM: &str = "From: Ana <ana@scj.gov.co>\n";

    #[test]
    fn reads_results() {
        use Verdict::{Fail, None, Pass};
        for (value, expected) in [
            ("mx.scj.gov.co; dmarc=pass header.from=scj.gov.co", Pass),
            ("MX.scj.gov.co 1; spf=pass smtp.mailfrom=x.test; dmarc=pass header.from=SCJ.gov.co", Pass),
            (
                "mx.scj.gov.co;\n dkim=pass (1024-bit key) header.d=scj.gov.co;\n\tdmarc=pass (p=none) header.from=scj.gov.co",
                Pass,
            ),
            ("mx.scj.gov.co; dmarc = pass header.from = scj.gov.co", Pass),
            ("mx.scj.gov.co; dmarc=pass reason=\"ok; or so\" header.from=scj.gov.co;", Pass),
            ("(hi) mx.scj.gov.co (x(y)) ; dmarc/1=pass header.from=\"scj.gov.co\"", Pass),
            ("mx.scj.gov.co; dmarc=pass action=none header.from=scj.gov.co; compauth=pass reason=100", Pass),
            (
                "mx.scj.gov.co; auth=pass smtp.auth=\"a b\"@scj.gov.co; dmarc=pass header.from=scj.gov.co",
                Pass,
            ),
            ("mx.scj.gov.co; dmarc=fail header.from=scj.gov.co", Fail),
            ("mx.scj.gov.co; dmarc=fail", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=evil.test", Fail),
            ("mx.scj.gov.co; dmarc=pass", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=scj.gov.co.", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=sub.scj.gov.co", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=evil.test header.from=scj.gov.co", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=scj.gov.co; dmarc=fail header.from=scj.gov.co", Fail),
            ("mx.scj.gov.co; dmarc=pass header.from=\"ѕcj.gov.co\"", Fail),
            ("mx.scj.gov.co; dmarc=pass header.d=scj.gov.co", Fail),
            ("mx.scj.gov.co; dmarc=none header.from=scj.gov.co", None),
            ("mx.scj.gov.co; dmarc=bestguesspass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; dmarc=temperror header.from=scj.gov.co", None),
            ("mx.scj.gov.co; none", None),
            ("mx.scj.gov.co; spf=pass; dkim=pass header.d=scj.gov.co", None),
            ("mx.scj.gov.co; dmarc=pass header.from=scj.gov.co; dmarc=none", None),
            ("other.test; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co.; dmarc=pass header.from=scj.gov.co", None),
            ("other.test (mx.scj.gov.co); dmarc=pass header.from=scj.gov.co", None),
            ("\"other.test; mx.scj.gov.co\"; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co other; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co (; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; spf=none (dmarc=pass header.from=scj.gov.co)", None),
            ("mx.scj.gov.co; spf=none reason=\"; dmarc=pass header.from=scj.gov.co\"", None),
            ("mx.scj.gov.co; spf=none reason=\"x\\\"; dmarc=pass header.from=scj.gov.co; y=\"", None),
            ("mx.scj.gov.co; spf=none reason=\"open; dmarc=pass header.from=scj.gov.co", None),
            ("=?utf-8?Q?mx.scj.gov.co?=; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; =?utf-8?Q?dmarc=3Dpass?= header.from=scj.gov.co", None),
            ("mx.ѕcj.gov.co; dmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; \"dmarc\"=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; xdmarc=pass header.from=scj.gov.co", None),
            ("mx.scj.gov.co; dmarc=\"pass\"fail header.from=scj.gov.co", None),
            ("mx.scj.gov.co; dmarc=pass=fail header.from=scj.gov.co", None),
            ("dmarc=pass header.from=scj.gov.co", None),
            ("; dmarc=pass header.from=scj.gov.co", None),
            ("\"\"; dmarc=pass header.from=scj.gov.co", None),
            ("", None),
        ] {
            assert_eq!(
                judge(&format!("Authentication-Results: {value}\n{FROM}"), false),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn only_the_topmost_field_counts() {
        use Verdict::{Fail, None, Pass};
        let good = "mx.scj.gov.co; dmarc=pass header.from=scj.gov.co";
        for (header, expected) in [
            (format!("{FROM}Authentication-Results: {good}\n"), Pass),
            (format!("AUTHENTICATION-RESULTS: {good}\n{FROM}"), Pass),
            (
                format!("Authentication-Results: other.test; none\nAuthentication-Results: {good}\n{FROM}"),
                None,
            ),
            (
                format!(
                    "Authentication-Results: mx.scj.gov.co; dmarc=fail header.from=scj.gov.co\nAuthentication-Results: {good}\n{FROM}"
                ),
                Fail,
            ),
            (
                format!(
                    "Authentication-Results: mx.scj.gov.co; none\nAuthentication-Results: {good}\n{FROM}"
                ),
                None,
            ),
            (format!("ARC-Authentication-Results: i=1; {good}\n{FROM}"), None),
            (format!("Authentication-Results-Original: {good}\n{FROM}"), None),
            (format!("X-Authentication-Results: {good}\n{FROM}"), None),
            (format!("Subject: x\n Authentication-Results: {good}\n{FROM}"), None),
            (format!("Subject: x\r Authentication-Results: {good}\n{FROM}"), None),
            (format!("Authentication-Results: {good}\n{FROM}From: eva@scj.gov.co\n"), Fail),
            (format!("Authentication-Results: {good}\nFrom: ana@scj.gov.co, eva@scj.gov.co\n"), Fail),
            (format!("Authentication-Results: {good}\nFrom: jefe@scj.gov.co <ana@scj.gov.co>\n"), Fail),
            (format!("Authentication-Results: {good}\nFrom: ana@scj.gov.co.evil.test\n"), Fail),
            (format!("Authentication-Results: {good}\n{FROM}no es un campo\nFrom: eva@scj.gov.co\n"), None),
            (format!("Authentication-Results: {good}\n"), None),
            (FROM.to_owned(), None),
            (format!("Subject: x\n\nAuthentication-Results: {good}\n{FROM}"), None),
        ] {
            assert_eq!(judge(&header, false), expected, "{header}");
        }
    }

    #[test]
    fn exchange() {
        use Verdict::{Fail, None, Pass};
        let bare = "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=scj.gov.co; dkim=pass\n (signature was verified) header.d=scj.gov.co;dmarc=pass action=none\n header.from=scj.gov.co;compauth=pass reason=100\n";
        let internal = "X-MS-Exchange-Organization-AuthAs: Internal\n";
        for (header, trusting, plain) in [
            (format!("{bare}{FROM}"), Pass, None),
            (format!("{}{FROM}", bare.replace("dmarc=pass", "dmarc=fail")), Fail, None),
            (format!("{internal}{FROM}"), Pass, None),
            (
                format!(
                    "{internal}Authentication-Results: dkim=none header.d=none;dmarc=none action=none header.from=scj.gov.co;\n{FROM}"
                ),
                Pass,
                None,
            ),
            (format!("{internal}{internal}{FROM}"), None, None),
            (format!("{internal}X-MS-Exchange-Organization-AuthAs: Anonymous\n{FROM}"), None, None),
            (format!("X-MS-Exchange-Organization-AuthAs: internal\n{FROM}"), None, None),
            (format!("X-MS-Exchange-Organization-AuthAs: Internal (x)\n{FROM}"), None, None),
            (format!("X-MS-Exchange-Organization-AuthAs: Anonymous\n{FROM}"), None, None),
            (format!("{internal}{FROM}From: b@scj.gov.co\n"), Fail, Fail),
            (format!("{internal}{}{FROM}", bare.replace("dmarc=pass", "dmarc=fail")), Fail, None),
            (internal.to_owned(), None, None),
            (format!("Authentication-Results: other.test; none\n{bare}{FROM}"), None, None),
            (format!("Authentication-Results: ; dmarc=pass header.from=scj.gov.co\n{FROM}"), None, None),
        ] {
            assert_eq!(judge(&header, true), trusting, "{header}");
            assert_eq!(judge(&header, false), plain, "{header}");
        }
    }
}
