//! Lines like `El mié, 20 ago 2026 a las 21:30, X (<a@b>) escribió:`, wrapped over up to four lines.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{SEEN, fold, pattern};
use super::header::TIME;
use super::label::Label;
use super::line::{Line, Origin};

/// A date, a name, "escribió:".
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:el|en|on|em|le|am)\s+(?:[a-z.]+,?\s+){0,3}\d.*[^a-z](?:escribio|ha escrito|wrote|escreveu|a ecrit)\s*:$",
    )
});

/// An address right before the verb; the date before or after.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"@[^\s@]+["')>\]]*,?\s+(?:escribio|wrote|escreveu|ha escrito)(?:\s*:|,?\s+(?:el|en|on|a las)\s.{0,80}:)$"#,
    )
});

/// Gmail's older form: `2026-08-20 21:30 GMT-05:00 X <a@b>:`.
static ISO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}[^<]{0,200}<[^<>\s]+@[^<>\s]+>\s*:$"));

/// Any day.
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,2}[/. -]|\b20\d\d\b"));

/// A person tells what another wrote: "el 20 de agosto me escribió:".
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:me|nos|le|les|se|te|que|quien|he|she|they|i)\s+(?:escribio|ha\ escrito|wrote)\s*:$
        |\b(?:el|la|un|una|mi|nuestr[oa])\s(?:usuari|funcionari|senor|doctor|ingenier|contratista|companer|jef|director|coordinador|proveedor)\w*
        \s[^<@]{0,60}(?:escribio|ha\ escrito)\s*:$",
    )
});

/// How a line must end to be worth a longer look.
static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:escri|wrote|escreveu|crit).{0,90}:$|>\s*:$"));

/// How many lines that end so, and are no attribution, are looked at: a mail of nothing else is not worth the time.
const MOST_VAIN: usize = 1_000;

/// How many lines an attribution may be wrapped over.
const LINES: usize = 4;

/// Labels the lines of every attribution as [`Label::Attribution`].
pub(super) fn mark(lines: &[Line], labels: &mut [Label]) {
    let mut vain = 0;
    for (end, line) in lines.iter().enumerate() {
        if vain == MOST_VAIN {
            break;
        }
        if labels.get(end) != Some(&Label::Text) || !may_end(line) {
            continue;
        }
        let quoted_after = next_is_quote(lines, labels, end + 1);
        let start = start_of(lines, labels, end, quoted_after);
        vain += usize::from(start.is_none());
        for label in start.and_then(|start| labels.get_mut(start..=end)).into_iter().flatten() {
            *label = Label::Attribution;
        }
    }
    // What a client marked, in a language not known here: true if it stands right before a quote.
    let mut quote_follows = false;
    for (line, label) in lines.iter().zip(labels.iter_mut()).rev() {
        match (*label, line.origin) {
            (Label::Blank, _) => {}
            (Label::Text, Origin::Attribution) if quote_follows => *label = Label::Attribution,
            (label, _) => quote_follows = matches!(label, Label::Quote | Label::Attribution),
        }
    }
}

/// A cheap look at how the line ends.
fn may_end(line: &Line) -> bool {
    let text = line.text.trim_end();
    text.ends_with(':') && text.len() <= SEEN && END.is_match(text)
}

/// Where the attribution begins that ends on `end`: the shortest that is one, so that no text above is taken along.
fn start_of(lines: &[Line], labels: &[Label], end: usize, quoted_after: bool) -> Option<usize> {
    let mut joined = String::new();
    for start in (end.saturating_sub(LINES - 1)..=end).rev() {
        if labels.get(start) != Some(&Label::Text) {
            return None;
        }
        let line = fold(&lines.get(start)?.text);
        joined = if joined.is_empty() { line } else { format!("{line} {joined}") };
        if joined.len() > SEEN {
            return None;
        }
        if is_attribution(&joined, quoted_after) {
            return Some(start);
        }
    }
    None
}

fn is_attribution(joined: &str, quoted_after: bool) -> bool {
    if ISO.is_match(joined) {
        return true;
    }
    if TOLD.is_match(joined) {
        return false;
    }
    let sure = quoted_after || (TIME.is_match(joined) && joined.contains(['@', ',']));
    (sure && DATED.is_match(joined)) || (ADDRESSED.is_match(joined) && DAY.is_match(joined))
}

fn next_is_quote(lines: &[Line], labels: &[Label], from: usize) -> bool {
    let next = lines.iter().zip(labels).skip(from).take(8).find(|(_, label)| **label != Label::Blank);
    next.is_some_and(|(line, label)| *label == Label::Quote || line.origin == Origin::Indented)
}
