//! Blocks like `De: / Enviado el: / Para: / Asunto:`, with which Outlook and others begin the mail that is answered.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{head, pattern, push_folded};
use super::label::Label;
use super::line::{Line, Origin};

/// A field of such a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    From,
    Sent,
    To,
    Subject,
    /// `CC:`, `Importancia:`, `Datos adjuntos:` ...
    Other,
}

impl Name {
    fn bit(self) -> u8 {
        match self {
            Self::From => 1,
            Self::Sent => 2,
            Self::To => 4,
            Self::Subject => 8,
            Self::Other => 0,
        }
    }
}

/// What makes a line look like a field.
#[derive(Clone, Copy, Debug)]
struct Field {
    name: Name,
    empty: bool,
    has_address: bool,
    has_time: bool,
    /// Named as clients name it, and hardly a person: `Enviado el:`, where `Fecha:` is anybody's.
    of_client: bool,
}

/// A time of day: what a mail's date has, and a memorandum's has not.
pub(super) static TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\b|\b\d{1,2}\s?[ap]\.?\s?m\b"));

/// The whole block on one line, as telephones make it.
static ON_ONE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\W*(?:(?:mensaje\ original|original\ message)\W+)?(?:de|from)\s*:.{1,200}@.{1,200}
        \b(?:enviado(?:\ el)?|sent|fecha|date)\s*:.{1,120}\b(?:para|a|to|asunto|subject)\s*:",
    )
});

/// Where the author stands, where the block stands on one line.
static FROM: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|\W)(?:de|from)\s*:"));

/// What follows the author, where the block stands on one line.
static FOLLOWS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:enviado(?: el)?|sent|fecha|date|para|to|asunto|subject)\s*:"));

/// A line that starts like a field, in whatever language.
static ANY_FIELD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[*_]*\p{L}[\p{L} ]{0,24}[*_]*\s?:"));

/// How many lines such a block may have.
const WINDOW: usize = 24;

/// Labels the lines of every block as [`Label::Header`].
pub(super) fn mark(lines: &[Line], labels: &mut [Label]) {
    let fields: Vec<Option<Field>> = lines
        .iter()
        .zip(labels.iter())
        .map(|(line, label)| if *label == Label::Text { field(&line.text) } else { None })
        .collect();
    let mut at = 0;
    while at < lines.len() {
        let end = match (lines.get(at), fields.get(at), labels.get(at)) {
            (Some(line), ..) if is_marked(line) => outlook_block(lines, &fields, at),
            (_, Some(Some(_)), _) => block(lines, &fields, labels, at),
            _ => None,
        };
        let is_text = labels.get(at) == Some(&Label::Text);
        let end = end.or_else(|| lines.get(at).filter(|line| is_text && on_one_line(line)).map(|_| at + 1));
        let Some(end) = end else {
            at += 1;
            continue;
        };
        for label in labels.get_mut(at..end).into_iter().flatten() {
            if *label != Label::Blank {
                *label = Label::Header;
            }
        }
        at = end;
    }
}

fn is_marked(line: &Line) -> bool {
    matches!(line.origin, Origin::Header | Origin::Bordered)
}

/// The end of a block that Outlook marked in its HTML: two fields of any language show that the mark is true. A form
/// with a line above it has fields too: it does not begin with the author, nor has it both an address and a time.
fn outlook_block(lines: &[Line], known: &[Option<Field>], start: usize) -> Option<usize> {
    let before = start.checked_sub(1).and_then(|before| lines.get(before));
    if before.is_some_and(is_marked) {
        return None;
    }
    let block: Vec<&Line> =
        lines.get(start..)?.iter().take(WINDOW).take_while(|line| is_marked(line)).collect();
    let count = block.iter().filter(|line| ANY_FIELD.is_match(head(&line.text, 80))).count();
    let any = |fits: &dyn Fn(&str) -> bool| block.iter().any(|line| fits(head(&line.text, 400)));
    let known = known.get(start..start + block.len())?;
    let sure = block.iter().any(|line| line.origin == Origin::Header)
        || known.iter().flatten().next().is_some_and(|field| field.name == Name::From)
        || (any(&|text| text.contains('@')) && any(&|text| TIME.is_match(text)));
    (count >= 2 && sure).then_some(start + block.len())
}

/// The end of the block that starts at `start`, if there is one: From, Sent and either To or Subject, in any order.
fn block(lines: &[Line], fields: &[Option<Field>], labels: &[Label], start: usize) -> Option<usize> {
    let mut seen = 0;
    let mut has_time = false;
    let mut has_address = false;
    let mut of_client = false;
    let mut last = start;
    let mut previous: Option<Field> = None;
    let mut wrapped = 0;
    let mut gap = 0;
    // Blank lines stand between all fields or none: where only the first is set apart, it belongs to what is above.
    let mut first_gap = None;
    let mut tight = false;
    for (at, line) in lines.iter().enumerate().skip(start).take(WINDOW) {
        match (fields.get(at).copied().flatten(), labels.get(at)) {
            (_, Some(Label::Blank)) => {
                gap += 1;
                if gap > 2 {
                    break;
                }
            }
            (Some(field), _) => {
                if seen & field.name.bit() != 0 {
                    // What was forwarded without a word has its own block right below this one.
                    let is_next = field.name == Name::From && is_complete(seen);
                    let of_start = fields.get(start).copied().flatten().is_some_and(|f| f.name == field.name);
                    if at != last && of_start && !is_next {
                        return None;
                    }
                    break;
                }
                if previous.is_some() {
                    first_gap.get_or_insert(gap > 0);
                    tight |= gap == 0;
                }
                seen |= field.name.bit();
                has_time |= field.name == Name::Sent && field.has_time;
                has_address |= field.has_address;
                of_client |= field.of_client;
                last = at;
                previous = Some(field);
                wrapped = 0;
                gap = 0;
            }
            (None, Some(Label::Text)) => {
                let Some(previous) = previous else { break };
                if gap > 0 && !previous.empty {
                    break;
                }
                wrapped += 1;
                let limit = if matches!(previous.name, Name::To | Name::Other) { 8 } else { 1 };
                if wrapped > limit {
                    break;
                }
                let text = head(&line.text, 200);
                has_address |= text.contains('@');
                has_time |= previous.name == Name::Sent && TIME.is_match(text);
                gap = 0;
            }
            _ => break,
        }
    }
    // A memorandum, or a request to move something from here to there, has these words too.
    let mail = has_time && (has_address || (seen & Name::Subject.bit() != 0 && of_client));
    let of_one_piece = !(first_gap == Some(true) && tight);
    (is_complete(seen) && of_one_piece && (mail || follows_separator(labels, start))).then_some(last + 1)
}

/// From, Sent and either To or Subject are among the fields that were seen.
fn is_complete(seen: u8) -> bool {
    let has = |name: Name| seen & name.bit() != 0;
    has(Name::From) && has(Name::Sent) && (has(Name::To) || has(Name::Subject))
}

/// "-----Mensaje original-----" stands right above.
fn follows_separator(labels: &[Label], start: usize) -> bool {
    labels
        .get(..start)
        .and_then(|before| before.iter().rev().take(3).find(|label| **label != Label::Blank))
        .is_some_and(|label| *label == Label::Separator)
}

fn on_one_line(line: &Line) -> bool {
    // A cheap look first: hardly any line has all of these.
    let text = head(&line.text, super::chars::SEEN);
    if !text.contains('@') || text.bytes().filter(|b| *b == b':').count() < 3 {
        return false;
    }
    let folded = super::chars::fold(text);
    ON_ONE_LINE.is_match(&folded) && TIME.is_match(&folded)
}

/// Who wrote the mail whose block these lines are: what stands behind `De:`, to the next field; folded. Empty without
/// one.
pub(super) fn author(block: &[Line]) -> String {
    let mut author = String::new();
    let mut inside = false;
    for line in block {
        let text = head(&line.text, 400);
        match field(text) {
            Some(field) if field.name == Name::From && !inside => inside = true,
            Some(_) if inside => break,
            _ => {}
        }
        if inside {
            push_folded(&mut author, text);
            author.push(' ');
        }
    }
    if let [line] = block {
        // All on one line, behind the words that introduce it.
        let folded = super::chars::fold(&line.text);
        author =
            FROM.find(&folded).and_then(|found| folded.get(found.start()..)).unwrap_or_default().to_owned();
    }
    // And the date follows on the same line.
    let end = FOLLOWS.find(&author).map_or(author.len(), |found| found.start());
    author.truncate(end);
    author
}

/// Reads a line as a field; the name may be bold (`*De:*`).
fn field(text: &str) -> Option<Field> {
    let text = head(text.trim_start(), 400);
    let (name, value) = text.split_once(':')?;
    if name.len() > 24 {
        return None;
    }
    let mut folded = String::with_capacity(name.len());
    push_folded(&mut folded, name);
    let name = match folded.trim_matches(|c: char| c == '*' || c == '_' || c.is_whitespace()) {
        "de" | "from" | "von" | "remitente" => Name::From,
        "enviado el" | "enviado" | "enviados" | "enviada em" | "fecha" | "fecha de envio" | "sent"
        | "date" | "data" => Name::Sent,
        "para" | "to" | "a" | "destinatario" | "destinatarios" => Name::To,
        "asunto" | "subject" | "assunto" => Name::Subject,
        "cc" | "cco" | "bcc" | "con copia" | "importancia" | "importance" | "prioridad" | "priority"
        | "responder a" | "reply-to" | "adjuntos" | "datos adjuntos" | "attachments"
        | "archivos adjuntos" | "categorias" | "sensibilidad" | "sensitivity" => Name::Other,
        _ => return None,
    };
    let value = value.trim_matches(|c: char| c == '*' || c.is_whitespace());
    Some(Field {
        name,
        empty: value.is_empty(),
        has_address: value.contains('@'),
        has_time: name == Name::Sent && TIME.is_match(value),
        of_client: name == Name::Sent && (folded.contains("envia") || folded.contains("sent")),
    })
}
