//! A label for each line. What it means for the text is decided on the sequence of labels, in `split`.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{fold, head, pattern};
use super::line::{Line, Origin};
use super::{attribution, footer, header};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// Nothing stands on it.
    Blank,
    /// Written by a person, as far as can be told.
    Text,
    /// Quoted: a `>`, or the structure says so.
    Quote,
    /// "El ... escribió:".
    Attribution,
    /// "-----Mensaje original-----".
    Separator,
    /// A line of underscores, as Outlook on the web puts before a header block.
    Rule,
    /// A line of a header block.
    Header,
    /// `-- `.
    Delimiter,
    /// The structure says that it is of a signature.
    Signature,
    /// "Enviado desde mi iPhone".
    Footer,
    /// Stands for a picture: `[cid:image001.png@01DB]`.
    Image,
}

static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:
        [-_=*\s]{2,}\s*(?:(?:mensaje|correo|e-?mail)\s(?:original|reenviado|enviado)|original\s(?:message|appointment)
            |forwarded\smessage|mensagem\s(?:original|encaminhada)|cita\soriginal)
            (?:\s(?:de|from)\s.{1,80})?\s*[-_=*]{2,}
        |(?:inicio\sdel\smensaje\sreenviado|begin\sforwarded\smessage)\s*:
        )\s*$",
    )
});

/// Labels all lines.
pub(super) fn labels(lines: &[Line]) -> Vec<Label> {
    let mut labels: Vec<Label> = lines.iter().map(alone).collect();
    header::mark(lines, &mut labels);
    attribution::mark(lines, &mut labels);
    mark_indented(lines, &mut labels);
    labels
}

/// What a line is by itself.
fn alone(line: &Line) -> Label {
    let text = line.text.trim();
    if text.is_empty() {
        return Label::Blank;
    }
    if line.origin == Origin::Quoted || text.starts_with('>') {
        return Label::Quote;
    }
    if line.origin == Origin::Signature {
        return Label::Signature;
    }
    if matches!(text, "--" | "\u{2014}") {
        return Label::Delimiter;
    }
    if text.len() >= 10 && text.bytes().all(|b| b == b'_') {
        return Label::Rule;
    }
    // A person's lines are mostly longer than what follows, or begin otherwise.
    if text.len() > 200 {
        return Label::Text;
    }
    if footer::is_image(text) {
        return Label::Image;
    }
    let folded = fold(text);
    if SEPARATOR.is_match(&folded) {
        return Label::Separator;
    }
    if footer::is_of_a_program(&folded) {
        return Label::Footer;
    }
    Label::Text
}

/// A `blockquote` without a client's mark is a quote if an attribution stands before it.
fn mark_indented(lines: &[Line], labels: &mut [Label]) {
    let mut quoting = false;
    for (line, label) in lines.iter().zip(labels.iter_mut()) {
        match *label {
            Label::Blank => {}
            Label::Attribution | Label::Separator | Label::Header => quoting = true,
            Label::Text if line.origin == Origin::Indented && quoting => *label = Label::Quote,
            _ => quoting &= line.origin == Origin::Indented,
        }
    }
}

/// A quoted line without its marks.
pub(super) fn unquoted(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(inner) = rest.strip_prefix('>') {
        rest = inner.trim_start();
    }
    rest
}

/// The beginning of some lines as one folded text, at most `limit` bytes.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>, limit: usize) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim();
        let room = limit.saturating_sub(text.len());
        super::chars::push_folded(&mut text, head(line, room));
        text.push(' ');
        if text.len() >= limit {
            break;
        }
    }
    text
}
