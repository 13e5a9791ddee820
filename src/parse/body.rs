//! What the mail says: which of its text parts count, decoded, and split into new text, signature and quotes.

use std::collections::HashSet;

use super::charset;
use super::parts::{Part, Tree};
use super::pictures;
use super::text::{self, Context, Written};
use crate::desk::fold;

/// The most text of a mail that is read, in bytes, as plain text and as HTML: a thick book. The mail itself is kept whole.
const MOST_PLAIN: usize = 1 << 20;
const MOST_HTML: usize = 4 << 20;

/// A mail's text, and what was learned on the way.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// What the person newly wrote.
    pub new: String,
    /// What surely is theirs ([`Written::own`]).
    pub own: String,
    /// `new` was quoted: nothing else was left.
    only_quoted: bool,
    /// What is quoted is a letter of ours.
    pub quotes_us: bool,
    /// That letter, with what stands between its lines ([`Written::within`]).
    pub within: String,
    /// The answer may stand within it ([`Written::answers_within`]).
    pub answers_within: bool,
    /// There was more text than is read.
    pub is_cut: bool,
    /// The signature.
    pub signature: String,
    /// What was quoted.
    pub quoted: String,
    /// Parts that are text of the mail, those that lost against their alternative too: no attachments.
    pub used: HashSet<usize>,
    /// Content-IDs that HTML shows within the text, in lower case.
    pub shown: HashSet<String>,
    /// Those of them that stand nowhere but in the signature, or in the letter of ours that is quoted.
    pub adorning: HashSet<String>,
}

impl Body {
    /// Nothing was written at all.
    pub fn is_empty(&self) -> bool {
        [&self.new, &self.signature, &self.quoted].into_iter().all(|text| text.trim().is_empty())
    }

    /// Takes over text from elsewhere (`winmail.dat`).
    pub fn add(&mut self, written: Written) {
        // What is quoted counts only where no part of the mail has words of the author.
        if self.new.is_empty() || (self.only_quoted && !written.only_quoted && !written.new.is_empty()) {
            self.new.clear();
            self.only_quoted = written.only_quoted;
        }
        if self.only_quoted == written.only_quoted {
            append(&mut self.new, &written.new);
        }
        append(&mut self.own, &written.own);
        self.quotes_us |= written.quotes_us;
        append(&mut self.within, &written.within);
        self.answers_within |= written.answers_within;
        append(&mut self.signature, &written.signature);
        append(&mut self.quoted, &written.quoted);
    }
}

fn append(text: &mut String, more: &str) {
    if !more.trim().is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(more);
    }
}

/// Text parts that say the same, or a single one.
#[derive(Default)]
struct Block {
    alternative: Option<usize>,
    plain: String,
    html: String,
    /// There was more than is read.
    is_cut: bool,
}

/// Finds and reads the text.
pub(super) fn read(tree: &Tree<'_>, context: Context<'_>) -> Body {
    let mut body = Body::default();
    let mut blocks: Vec<Block> = Vec::new();
    for (at, part) in tree.leaves() {
        let alternative = outermost_alternative(tree, part);
        if !is_text(part) || part.is_attachment() {
            continue;
        }
        if alternative.is_none() && part.file_name().is_some() {
            continue;
        }
        body.used.insert(at);
        if alternative.is_none() || blocks.last().is_none_or(|block| block.alternative != alternative) {
            blocks.push(Block { alternative, ..Block::default() });
        }
        if let Some(block) = blocks.last_mut() {
            block.take(part);
        }
    }
    if blocks.is_empty() {
        // Nothing but a named text: it is read, and stays a file as well.
        let named = tree.leaves().find(|(_, part)| is_text(part) && !part.is_attachment());
        let mut block = Block::default();
        if let Some((_, part)) = named {
            block.take(part);
        }
        blocks.push(block);
    }
    for block in &blocks {
        body.is_cut |= block.is_cut;
        collect_shown(&block.html, &mut body.shown);
        if !body.shown.is_empty() {
            body.adorning.extend(pictures::adorning(&block.html, context));
        }
    }
    write_down(&blocks, &mut body, context);
    body
}

/// Neighbours of one kind are read as one text: a quote may begin in one part and end in the next.
fn write_down(blocks: &[Block], body: &mut Body, context: Context<'_>) {
    let plainly = |plain: &str| text::plain(plain, context);
    let as_html = |html: &str| text::html(html, context);
    let mut plain = String::new();
    let mut html = String::new();
    for block in blocks {
        if block.prefers_html() {
            flush(&mut plain, plainly, body);
            html.push_str(&block.html);
            html.push('\n');
        } else {
            flush(&mut html, as_html, body);
            append(&mut plain, &block.plain);
        }
    }
    flush(&mut plain, plainly, body);
    flush(&mut html, as_html, body);
}

fn flush(pending: &mut String, read: impl Fn(&str) -> Written, body: &mut Body) {
    if !pending.trim().is_empty() {
        body.add(read(pending));
    }
    pending.clear();
}

fn is_text(part: &Part<'_>) -> bool {
    matches!(part.media_type(), "text/plain" | "text/html" | "text/markdown" | "text/enriched")
}

fn outermost_alternative(tree: &Tree<'_>, part: &Part<'_>) -> Option<usize> {
    let mut found = None;
    let mut above = part.parent;
    while let Some(at) = above {
        let holder = tree.parts.get(at)?;
        if holder.media_type() == "multipart/alternative" {
            found = Some(at);
        }
        above = holder.parent;
    }
    found
}

impl Block {
    fn take(&mut self, part: &Part<'_>) {
        if part.is_html() {
            let html = part.text();
            let read = fold::head(&html, MOST_HTML.saturating_sub(self.html.len()));
            self.is_cut |= read.len() < html.len();
            append(&mut self.html, &charset::clean(read));
        } else {
            let text = part.text();
            let read = fold::head(&text, MOST_PLAIN.saturating_sub(self.plain.len()));
            self.is_cut |= read.len() < text.len();
            append(&mut self.plain, decoded_plain(part, read).trim_end());
        }
    }

    /// Plain text is preferred, be it ever so short, unless it only says that there is HTML.
    fn prefers_html(&self) -> bool {
        !self.html.trim().is_empty() && is_stub(&self.plain)
    }
}

/// Nothing, or what mail programs put for those that show no HTML.
fn is_stub(plain: &str) -> bool {
    const STUBS: [&str; 12] = [
        "this is a multi",
        "this is an html",
        "mime format",
        "mime-encoded",
        "html format",
        "html version",
        "formato html",
        "versión html",
        "does not support html",
        "no soporta html",
        "no admite html",
        "mensaje en html",
    ];
    let plain = plain.trim();
    if plain.is_empty() {
        return true;
    }
    // A person may well write about HTML, but with more words or without these.
    plain.chars().nth(250).is_none() && plain.lines().count() <= 4 && {
        let lower = plain.to_lowercase();
        STUBS.iter().any(|stub| lower.contains(stub)) && !lower.contains('?')
    }
}

fn decoded_plain(part: &Part<'_>, text: &str) -> String {
    let text = charset::clean(text);
    if part.token("format").as_deref() == Some("flowed") {
        unflow(&text, part.token("delsp").as_deref() == Some("yes"))
    } else {
        text
    }
}

/// Joins the lines of `format=flowed` (RFC 3676): a line that ends in a blank goes on, within one depth of quotes.
fn unflow(text: &str, delete_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let content = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let is_signature = content == "-- ";
        if open == Some(depth) && !is_signature {
            out.push_str(content);
        } else {
            if open.is_some() {
                out.push('\n');
            }
            out.push_str(line.get(..depth).unwrap_or_default());
            if depth > 0 && !content.is_empty() {
                out.push(' ');
            }
            out.push_str(content);
        }
        open = None;
        if content.ends_with(' ') && !is_signature {
            if delete_space {
                out.pop();
            }
            open = Some(depth);
        } else {
            out.push('\n');
        }
    }
    out
}

/// What HTML shows by `cid:` (RFC 2392).
fn collect_shown(html: &str, shown: &mut HashSet<String>) {
    shown.extend(html.split("cid:").skip(1).filter_map(pictures::content_id));
}

#[cfg(test)]
mod tests {
    use super::super::guard::Limits;
    use super::*;

    fn new_text(mail: &[u8]) -> String {
        Tree::with(mail, &Limits::default(), |tree| read(tree, Context::default()).new.trim().to_owned())
            .unwrap()
    }

    #[test]
    fn decodes_and_chooses() {
        let alternative = |plain: &str, html: &str| {
            format!(
                "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"
            )
        };
        let table: Vec<(Vec<u8>, &str)> = vec![
            (b"Subject: x\n\nse da\xf1\xf3".to_vec(), "se dañó"),
            (b"Content-Type: text/plain; charset=utf-8\n\nse da\xf1\xf3".to_vec(), "se dañó"),
            ("Content-Type: text/plain; charset=iso-8859-1\n\nse dañó".into(), "se dañó"),
            (b"Content-Type: text/plain; charset=iso-8859-1\n\nse da\xf1\xf3".to_vec(), "se dañó"),
            (b"Content-Type: text/plain; charset=IBM437\n\nse da\xa4\xa2".to_vec(), "se dañó"),
            (b"Content-Type: text/plain; charset=utf-7\n\nse da+APEA8w-".to_vec(), "se dañó"),
            (b"Content-Type: text/plain; charset=no-existe\n\nse da\xf1\xf3".to_vec(), "se dañó"),
            (
                b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nse da=C3=B1=C3=B3 50 %=\n =3D"
                    .to_vec(),
                "se dañó 50 % =",
            ),
            (
                b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nc2UgZGHDscOz\n"
                    .to_vec(),
                "se dañó",
            ),
            (b"Content-Type: text/html\n\n<meta charset=\"iso-8859-1\"><p>se da\xf1\xf3</p>".to_vec(), "se dañó"),
            (alternative("corto", "<p>largo</p>").into(), "corto"),
            (alternative(" \n", "<p>largo</p>").into(), "largo"),
            (alternative("This is a multi-part message in MIME format.", "<p>largo</p>").into(), "largo"),
            (alternative("Este mensaje está en formato HTML.", "<p>largo</p>").into(), "largo"),
            (alternative("¿Cómo guardo el acta en formato HTML?", "<p>x</p>").into(), "¿Cómo guardo el acta en formato HTML?"),
            (alternative("Hola", "").into(), "Hola"),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nuno\n--b\nContent-Type: image/png\n\nx\n--b\n\ndos\n--b--".into(),
                "uno\n\ndos",
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nuno\n--b\nContent-Type: text/plain; name=log.txt\n\nlog\n--b--".into(),
                "uno",
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nuno\n--b\nContent-Type: text/html\nContent-Disposition: attachment\n\n<p>no</p>\n--b--".into(),
                "uno",
            ),
            ("Content-Type: text/plain; name=nota.txt\n\nsola".into(), "sola"),
            ("Content-Type: text/plain; format=flowed\n\nuna línea que \nsigue".into(), "una línea que sigue"),
            ("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\ncortado a la mi".into(), "cortado a la mi"),
            ("Content-Type: application/pdf\n\n%PDF".into(), ""),
        ];
        for (mail, expected) in table {
            assert_eq!(new_text(&mail), expected, "{}", String::from_utf8_lossy(&mail));
            let mut crlf = Vec::new();
            for byte in &mail {
                if *byte == b'\n' {
                    crlf.push(b'\r');
                }
                crlf.push(*byte);
            }
            assert_eq!(new_text(&crlf), expected, "CRLF of {}", String::from_utf8_lossy(&mail));
        }
    }

    #[test]
    fn joins_flowed_lines() {
        for (text, delete_space, expected) in [
            ("una línea que \nsigue\notra", false, "una línea que sigue\notra\n"),
            ("> cita \n> sigue\ntexto", false, "> cita sigue\ntexto\n"),
            ("> cita \ntexto", false, "> cita \ntexto\n"),
            ("unos \ndos", true, "unosdos\n"),
            ("fin \n-- \nAna", false, "fin \n-- \nAna\n"),
            (" >no es cita", false, ">no es cita\n"),
            ("\n\na", false, "\n\na\n"),
            ("abierta ", false, "abierta "),
        ] {
            assert_eq!(unflow(text, delete_space), expected, "{text:?}");
        }
    }

    #[test]
    fn knows_what_is_shown() {
        let mut shown = HashSet::new();
        collect_shown("<img src=\"cid:Logo%40x.test\"><img src='cid:b'><p>cid:", &mut shown);
        assert!(shown.contains("logo@x.test") && shown.contains("b") && shown.len() == 2, "{shown:?}");
    }
}
