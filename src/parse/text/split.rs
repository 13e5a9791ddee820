//! From labelled lines to what is new, what is signature and what is quoted.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::pattern;
use super::footer::{banner_lines, disclaimers};
use super::label::{Label, joined, labels, unquoted};
use super::line::{Line, Origin, join};
use super::ours::{self, Ours};
use super::{Context, Written, named, signature};

/// A person says that the answers stand within the quote.
static ANSWERED_WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:respond|contest|respuesta|diligenci|complet|datos|informaci|observaci|coment|answer|repl|comment).{0,80}
        \b(?:abajo|debajo|en\ (?:el\ )?(?:color\ )?(?:rojo|azul|verde|amarillo|naranja|morado|negrilla|negrita|mayusculas?)
        |resaltad[oa]s?|entre\ lineas|(?:en|a|sobre)\ cada\ (?:punto|pregunta|item|un[oa])
        |(?:sobre|en)\ (?:el|su|este)\ mismo\ (?:correo|mensaje|texto)|dentro\ del\ (?:correo|mensaje)|below|inline|in\ (?:red|blue|bold))\b
        |\b(?:respond|respuesta|contest).{0,40}\ba\ continuacion\b.{0,40}$",
    )
});

/// Up to which length a text may say [`ANSWERED_WITHIN`], in bytes.
const SHORT: usize = 300;

/// How often what is left is looked through again: a footer may stand below a signature, or above.
const ROUNDS: usize = 4;

/// Takes the lines of a mail apart.
pub(super) fn written(mut lines: Vec<Line>, context: Context<'_>) -> Written {
    let written = take_apart(&lines, context);
    // Who types into the place where the client keeps the signature, as some do, has written it all the same.
    let marked = lines.iter().filter(|line| line.origin == Origin::Signature).map(|line| line.text.as_str());
    if !signature::is_only_greeting(&written.new) || !signature::is_written_into(marked) {
        return written;
    }
    for line in lines.iter_mut().filter(|line| line.origin == Origin::Signature) {
        line.origin = Origin::Body;
    }
    Written { signature: written.signature, ..take_apart(&lines, context) }
}

fn take_apart(lines: &[Line], context: Context<'_>) -> Written {
    let labels = labels(lines);
    let parts = cut_quotes(lines, &labels);
    let first_quoted = parts.first_quoted.unwrap_or_default();
    let ours = parts.first_quoted.and_then(|first| ours::find(lines, first, context));
    let (new, signature) = cut_signatures(parts.stretches, parts.signature);
    let quoted = join(parts.quoted.into_iter());
    let own = named::without_signer(&new, context.author);
    let written = Written { new, own, quotes_us: ours.is_some(), signature, quoted, ..Written::default() };
    match ours {
        Some(ours) => {
            let letter = lines.get(first_quoted..ours.foot).unwrap_or_default();
            let within = join(letter.iter().map(|line| unquoted(&line.text)));
            answering_us(Written { within, ..written }, lines, &ours, context)
        }
        None => left(written, lines, context),
    }
}

/// An answer to a letter of ours. Where nothing stands above it, nor between its lines, what stands below its foot is
/// the answer: an Outlook that quotes without marks lets people write there. Commands are not: they stand at the top
/// (contract, ruling 31), and a letter's foot can be forged within what it quotes. Who says that they answer within it
/// is believed: then all but the foot is read, and the questions are told from the answers where these are looked for.
fn answering_us(written: Written, lines: &[Line], ours: &Ours, context: Context<'_>) -> Written {
    if says_within(&written.new) {
        let (above, foot_on) = lines.split_at_checked(ours.foot).unwrap_or((lines, &[]));
        let below = foot_on.get(ours.end - ours.foot..).unwrap_or_default();
        return Written { new: whole(&[above, below].concat()), ..written };
    }
    if !written.new.is_empty() {
        return written;
    }
    let below = lines.get(ours.end..).unwrap_or_default();
    let parts = cut_quotes(below, &labels(below));
    let (new, signature) = cut_signatures(parts.stretches, parts.signature);
    let own = if ours.is_sure && !new.contains(['#', '\u{ff03}', '\u{fe5f}']) {
        named::without_signer(&new, context.author)
    } else {
        String::new()
    };
    let signature = join([written.signature.as_str(), "", signature.as_str()].into_iter());
    Written { answers_within: new.is_empty(), new, own, signature, ..written }
}

/// A person says that the answers stand within the quote.
fn says_within(new: &str) -> bool {
    new.len() <= SHORT && ANSWERED_WITHIN.is_match(&joined(new.lines(), SHORT))
}

/// What is taken where nothing is left, or where a person says that they answer within the quote.
fn left(written: Written, lines: &[Line], context: Context<'_>) -> Written {
    let new = &written.new;
    let within = !written.quoted.is_empty() && says_within(new);
    if !new.is_empty() {
        return if within { Written { new: whole(lines), ..written } } else { written };
    }
    if !written.quoted.is_empty() {
        // What is forwarded is signed by another.
        return if context.answers {
            written
        } else {
            Written { new: whole(lines), only_quoted: true, ..written }
        };
    }
    let whole = whole(lines);
    let (new, _) = cut_signatures(vec![whole.lines().collect()], Vec::new());
    Written { new: if new.is_empty() { whole } else { new }, ..written }
}

/// Takes banners, signatures and disclaimers off, until nothing more is found. The text, and the signature.
fn cut_signatures<'a>(mut stretches: Vec<Vec<&'a str>>, mut signature: Vec<&'a str>) -> (String, String) {
    for _ in 0..ROUNDS {
        let banner = drop_banner(&mut stretches);
        if !take_signatures(&mut stretches, &mut signature) && !banner {
            break;
        }
    }
    (join(spaced(&stretches).into_iter()), join(signature.into_iter()))
}

/// The lines of a mail, quotes set apart.
#[derive(Default)]
struct Parts<'a> {
    /// What stands between quotes, in order.
    stretches: Vec<Vec<&'a str>>,
    /// What the structure says is signature, and the footers of programs.
    signature: Vec<&'a str>,
    quoted: Vec<&'a str>,
    /// Where the first of the quotes begins.
    first_quoted: Option<usize>,
}

/// Walks the sequence of labels. After a header block all is quoted to the end; after an attribution or separator too,
/// unless marked quotes follow: then only they are, for a person may have answered between or below them.
fn cut_quotes<'a>(lines: &'a [Line], labels: &[Label]) -> Parts<'a> {
    let mut parts = Parts::default();
    let mut stretch: Vec<&str> = Vec::new();
    let mut at = 0;
    while let (Some(line), Some(label)) = (lines.get(at), labels.get(at)) {
        let begins = match label {
            Label::Attribution | Label::Separator | Label::Header => true,
            Label::Rule => rule_begins_quote(labels, at),
            _ => false,
        };
        if begins {
            parts.first_quoted.get_or_insert(at);
            let end = introduction_end(labels, at);
            let header = labels.get(at..end).is_some_and(|labels| labels.contains(&Label::Header));
            let next = lines.get(end).zip(labels.get(end));
            let only_marked = next.is_some_and(|(line, label)| {
                *label == Label::Quote
                    && (!header || matches!(line.origin, Origin::Quoted | Origin::Indented))
            });
            let end = if only_marked { end } else { lines.len() };
            parts.quoted.extend(lines.get(at..end).into_iter().flatten().map(|line| line.text.as_str()));
            close(&mut parts.stretches, &mut stretch);
            at = end;
            continue;
        }
        match label {
            Label::Quote => {
                parts.first_quoted.get_or_insert(at);
                close(&mut parts.stretches, &mut stretch);
                parts.quoted.push(&line.text);
            }
            Label::Signature | Label::Footer => parts.signature.push(&line.text),
            Label::Blank if line.origin == Origin::Signature => parts.signature.push(""),
            Label::Image => {}
            _ => stretch.push(&line.text),
        }
        at += 1;
    }
    close(&mut parts.stretches, &mut stretch);
    parts
}

fn close<'a>(stretches: &mut Vec<Vec<&'a str>>, stretch: &mut Vec<&'a str>) {
    if stretch.iter().any(|line| !line.trim().is_empty()) {
        stretches.push(std::mem::take(stretch));
    } else {
        stretch.clear();
    }
}

/// The first line after `at` that introduces no quote and is not blank.
fn introduction_end(labels: &[Label], at: usize) -> usize {
    let introduces = |label: &Label| {
        matches!(label, Label::Attribution | Label::Separator | Label::Header | Label::Rule | Label::Blank)
    };
    labels.iter().skip(at).position(|label| !introduces(label)).map_or(labels.len(), |length| at + length)
}

/// A line of underscores belongs to the header block right below it; elsewhere it is a person's.
fn rule_begins_quote(labels: &[Label], at: usize) -> bool {
    let next = labels.iter().skip(at + 1).take(4).find(|label| !matches!(label, Label::Blank));
    matches!(next, Some(Label::Header | Label::Separator))
}

/// Takes a server's banner off the top; whether there was one.
fn drop_banner(stretches: &mut [Vec<&str>]) -> bool {
    let Some(first) = stretches.first_mut() else { return false };
    let length = banner_lines(first);
    first.drain(..length);
    length > 0
}

/// Moves disclaimers and signatures out of each stretch; whether there were any.
fn take_signatures<'a>(stretches: &mut Vec<Vec<&'a str>>, signature: &mut Vec<&'a str>) -> bool {
    let mut taken: Vec<&str> = Vec::new();
    let mut follows_text = false;
    for stretch in stretches.iter_mut() {
        let marks = disclaimers(stretch);
        let (legal, text): (Vec<_>, Vec<_>) = stretch.iter().zip(marks).partition(|(_, legal)| *legal);
        let text: Vec<&str> = text.into_iter().map(|(line, _)| *line).collect();
        let parted = signature::part(&text, follows_text);
        let pick = |indices: &[usize]| -> Vec<&'a str> {
            indices.iter().filter_map(|&at| text.get(at).copied()).collect()
        };
        taken.extend(pick(&parted.signature));
        taken.extend(legal.into_iter().map(|(line, _)| *line));
        *stretch = pick(&parted.text);
        follows_text = true;
    }
    let any = !taken.is_empty();
    // What is found now stood above what was found before.
    taken.append(signature);
    *signature = taken;
    any
}

/// The lines of all stretches, a blank one between two.
fn spaced<'a>(stretches: &[Vec<&'a str>]) -> Vec<&'a str> {
    let mut lines = Vec::new();
    for stretch in stretches {
        lines.extend(stretch.iter().copied());
        lines.push("");
    }
    lines
}

/// The whole text but for mail headers, footers and pictures' names: what is taken where nothing else would be left.
fn whole(lines: &[Line]) -> String {
    let bare: Vec<Line> = lines.iter().map(|line| Line::body(unquoted(&line.text).to_owned())).collect();
    let labels = labels(&bare);
    let mut kept: Vec<&str> = Vec::new();
    for (at, (line, label)) in bare.iter().zip(&labels).enumerate() {
        match label {
            Label::Rule if rule_begins_quote(&labels, at) => {}
            Label::Attribution
            | Label::Separator
            | Label::Header
            | Label::Footer
            | Label::Image
            | Label::Delimiter => {
                // Keeps apart what they kept apart.
                kept.push("");
            }
            _ => kept.push(&line.text),
        }
    }
    for _ in 0..ROUNDS {
        let length = kept.len();
        let banner = banner_lines(&kept);
        kept.drain(..banner);
        let mut legal = disclaimers(&kept).into_iter();
        kept.retain(|_| legal.next() != Some(true));
        if kept.len() == length {
            break;
        }
    }
    join(kept.into_iter())
}
