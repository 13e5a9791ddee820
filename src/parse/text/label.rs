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

/// Verbs of attributions.
static WROTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:escrib\w+|ha escrito|dijo|dice|wrote|writes|said|schrieb|escreveu|a ecrit|ha scritto)\b")
});

/// How many lines a list of a person has at most.
const LIST: usize = 30;

/// Labels all lines.
pub(super) fn labels(lines: &[Line]) -> Vec<Label> {
    let mut labels: Vec<Label> = lines.iter().map(alone).collect();
    header::mark(lines, &mut labels);
    attribution::mark(lines, &mut labels);
    mark_indented(lines, &mut labels);
    clear_lists(lines, &mut labels);
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

/// What a person puts below a colon, with arrows or a line beside it, is a list or words that are shown: no quote of a
/// mail, as long as nothing has introduced one.
fn clear_lists(lines: &[Line], labels: &mut [Label]) {
    let mut announced = false;
    let mut at = 0;
    while let (Some(line), Some(label)) = (lines.get(at), labels.get(at)) {
        match label {
            Label::Attribution | Label::Separator | Label::Header => return,
            Label::Blank => {}
            Label::Quote => {
                let end = at + labels.iter().skip(at).take_while(|label| **label == Label::Quote).count();
                if announced && lines.get(at..end).is_some_and(is_list) {
                    labels.get_mut(at..end).unwrap_or_default().fill(Label::Text);
                }
                announced = false;
                at = end;
                continue;
            }
            _ => announced = *label == Label::Text && announces(&line.text),
        }
        at += 1;
    }
}

/// The line ends with a colon, and does not tell who wrote what follows, or when.
fn announces(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(':')
        && text.len() <= super::chars::SEEN
        && !text.contains('@')
        && !WROTE.is_match(&fold(text))
        && !header::TIME.is_match(text)
}

/// Marked lines that are no mail: few, of one level, without an introduction of their own.
fn is_list(lines: &[Line]) -> bool {
    if lines.len() > LIST {
        return false;
    }
    let bare: Vec<Line> = lines.iter().map(|line| Line::body(unquoted(&line.text).to_owned())).collect();
    let one_level = lines.iter().zip(&bare).all(|(line, bare)| line.text.len() <= bare.text.len() + 4);
    let mut labels: Vec<Label> = bare.iter().map(alone).collect();
    header::mark(&bare, &mut labels);
    attribution::mark(&bare, &mut labels);
    let introduced = |label: &Label| matches!(label, Label::Attribution | Label::Separator | Label::Header);
    one_level && !labels.iter().any(introduced)
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
