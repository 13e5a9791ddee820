//! Numbers that answer: the plate of an asset, the extension of a telephone.

use std::ops::Range;
use std::sync::LazyLock;

use super::line::{Line, Pattern, all, has};
use crate::desk::fold::pattern;

/// A value, and where in the line's `flat` it stands, with the words that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The value.
    pub value: String,
    /// Its place, cue included.
    pub range: Range<usize>,
}

/// The telephone of the entity and the extension of the desk: in everybody's signature and in our own letters.
const DESK_PHONE: &str = "3779595";
const DESK_EXTENSION: &str = "1100";

/// What may be a plate: digits, with dots for thousands, or letters and digits.
static TAG: Pattern =
    LazyLock::new(|| pattern(r"(?:([a-z]{1,5})[-_/]?)?(\d{1,3}(?:\.\d{3}){1,2}|\d{4,10})").ok());

/// Words that announce a plate.
static TAG_CUE: Pattern = LazyLock::new(|| {
    pattern(r"\b(?:placas?|inventarios?|activos?\s+fijos?|activos?|sticker|rotulo|etiqueta)\b").ok()
});

/// What, between the cue and a number, says that the number is another thing's.
static NOT_BETWEEN: Pattern = LazyLock::new(|| {
    pattern(r"[.?!;]\s|\d|\x1a|\b(?:ext|extension|anexo|tel|telefono|piso|oficina|cc|cedula|serial|serie|caso|ticket|usuario|ip|correo)\b").ok()
});

/// What, right before a number, says that it is no plate.
static NOT_BEFORE: Pattern = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:ext|exts|extn|extension|anexo|tel|telefono|cel|celular|movil|linea|pbx|piso|pisos|oficina|of|puesto|sala|local|calle|cll|carrera|cra|cc|c\.c|cedula|documento|serial|serie|modelo|hace|ano|caso|ticket|codigo postal|ip|puerto|casa|usuario|clave|contrasena|pin|version|contrato)|@)[\s.:#°º=-]*(?:(?:es|no|nro|numero|la|el|de|mi)\b[\s.:#°º=-]*){0,3}$",
    )
    .ok()
});

/// What, right after a number, makes it another thing's.
static NOT_AFTER: Pattern = LazyLock::new(|| pattern(r"^(?:[-/]\d|\.\d|[:%@]|\s*(?:ext|extension)\b)").ok());

/// "45231 es la placa".
static TAG_BEFORE: Pattern = LazyLock::new(|| {
    pattern(r"^\s*(?:es|como|corresponde a|,|\()?\s*(?:la|el|su|mi)?\s*(?:numero|nro|no)?\.?\s*(?:de\s+)?(?:la\s+)?(?:placa|inventario)\b").ok()
});

/// What joins two plates of a list.
static AND: Pattern = LazyLock::new(|| pattern(r"^\s*(?:,|;|/|\by\b|\be\b|-)?\s*(?:\by\b)?\s*$").ok());

static EXTENSION: Pattern = LazyLock::new(|| {
    pattern(
        r"\b(exts?|extn?|extension(?:es)?|anexo|interno|telefono|tel|linea)[\s.:;#°º=(|-]*(?:(?:telefonica|telefonico|tel|no|nro|num|numero|n|es|la|el|de|del|mi|telefono|actual)\b[\s.:#°º=-]*){0,5}(\d{3,5})\b",
    )
    .ok()
});

/// "1234 es mi extensión".
static EXTENSION_BEFORE: Pattern = LazyLock::new(|| {
    pattern(
        r"\b(\d{3,5})\s*(?:,|\()?\s*(?:es|de|corresponde a)\s+(?:la|mi|el)?\s*(?:numero de\s+)?extension\b",
    )
    .ok()
});

static DIGITS: Pattern = LazyLock::new(|| pattern(r"\d+").ok());

/// How far from its cue a plate may stand, in bytes.
const REACH: usize = 36;

/// What may be a plate within a range of a line, in order.
fn candidates(line: &Line<'_>, within: &Range<usize>) -> Vec<Hit> {
    let text = line.masked.get(..within.end).unwrap_or(&line.masked);
    all(&TAG, text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let number = found.get(2)?;
            let mut range = whole.range();
            // Letters that are a word of their own ("ext1234", "no-45231", "placa-45231") are no part of a code.
            let prefix = found.get(1).map_or("", |prefix| prefix.as_str());
            let is_word =
                ["ext", "tel", "cel", "cc", "piso", "p", "of", "ofi", "ip", "n", "ti", "ce", "v", "kb"]
                    .contains(&prefix);
            if is_word {
                return None;
            }
            if ["no", "nro", "num", "placa", "pl", "inv", "af"].contains(&prefix) {
                range = number.range();
            }
            let before = text.get(..range.start).unwrap_or("");
            let after = line.masked.get(range.end..).unwrap_or("");
            let apart = !before.ends_with(|c: char| c.is_alphanumeric() || "@.\\_".contains(c))
                && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                && !has(&NOT_AFTER, after);
            let digits: String = number.as_str().chars().filter(char::is_ascii_digit).collect();
            let good = (4..=10).contains(&digits.len()) && !is_year(&digits) && digits != DESK_PHONE;
            let inside = range.start >= within.start && range.end <= within.end;
            let value =
                if range.start == number.start() { digits } else { line.written(&range).to_uppercase() };
            (apart && good && inside).then_some(Hit { value, range })
        })
        .collect()
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A mobile telephone, or a document's number of ten digits: never a plate unless labelled so.
fn looks_personal(value: &str) -> bool {
    value.len() == 10 && value.starts_with(['1', '3', '6']) && value.bytes().all(|b| b.is_ascii_digit())
}

fn is_of_another(line: &Line<'_>, start: usize) -> bool {
    let before = line.masked.get(..start).unwrap_or("");
    let from = before.char_indices().rev().take(40).last().map_or(0, |(at, _)| at);
    has(&NOT_BEFORE, before.get(from..).unwrap_or(""))
}

/// The plate in what stands after its label.
pub(super) fn labelled_tag(line: &Line<'_>, within: &Range<usize>) -> Option<Hit> {
    let hits = candidates(line, within);
    let first = hits.iter().position(|hit| !is_of_another(line, hit.range.start))?;
    // "Placa: ext 1234 ... 45231": far from its label it is whatever it is.
    let between = line.masked.get(within.start..hits.get(first)?.range.start)?;
    (between.len() <= REACH).then(|| joined(line, &hits, first, false)).flatten()
}

/// Plates that the words announce.
pub(super) fn announced_tag(line: &Line<'_>) -> Option<Hit> {
    let whole = 0..line.masked.len();
    let hits = candidates(line, &whole);
    if hits.is_empty() {
        return None;
    }
    for cue in all(&TAG_CUE, &line.masked).filter_map(|found| found.get(0)) {
        let is_directory =
            line.masked.get(..cue.start()).is_some_and(|text| text.trim_end().ends_with("directorio"));
        let Some(next) = hits.iter().position(|hit| hit.range.start >= cue.end()) else { break };
        let Some(hit) = hits.get(next) else { break };
        let between = line.masked.get(cue.end()..hit.range.start).unwrap_or("");
        // The dot of an abbreviation is no end of a sentence.
        let plain = between.replace("no.", "no").replace("nro.", "nro").replace("num.", "num");
        if between.len() <= REACH
            && !has(&NOT_BETWEEN, &plain)
            && !is_directory
            && !looks_personal_after(&hit.value, between)
        {
            let mut found = joined(line, &hits, next, cue.as_str().ends_with('s'))?;
            found.range.start = cue.start();
            return Some(found);
        }
    }
    hits.into_iter().find_map(|hit| {
        let after = line.masked.get(hit.range.end..).unwrap_or("");
        let found = TAG_BEFORE.as_ref()?.find(after)?;
        let is_other = is_of_another(line, hit.range.start) || looks_personal(&hit.value);
        (!is_other).then(|| Hit { value: hit.value, range: hit.range.start..hit.range.end + found.end() })
    })
}

/// A telephone is one even some words behind "placa".
fn looks_personal_after(value: &str, between: &str) -> bool {
    looks_personal(value) && between.chars().any(char::is_alphabetic)
}

/// A plate, and those that follow it in a list, where there are several.
fn joined(line: &Line<'_>, hits: &[Hit], first: usize, plural: bool) -> Option<Hit> {
    let mut found = hits.get(first)?.clone();
    for next in hits.iter().skip(first + 1).take(9) {
        let between = line.masked.get(found.range.end..next.range.start).unwrap_or("x");
        let same_kind = next.value.len() == hits.get(first)?.value.len();
        if !has(&AND, between) || !(plural || same_kind) {
            break;
        }
        found.value.push_str(", ");
        found.value.push_str(&next.value);
        found.range.end = next.range.end;
    }
    Some(found)
}

/// A number that may be a plate though nothing says so: it was asked for. All of them, in order.
pub(super) fn bare_tags(line: &Line<'_>) -> Vec<Hit> {
    let mut hits = candidates(line, &(0..line.masked.len()));
    hits.retain(|hit| {
        !is_of_another(line, hit.range.start) && !looks_personal(&hit.value) && !line.is_taken(&hit.range)
    });
    hits
}

/// The extension that the words announce.
pub(super) fn announced_extension(line: &Line<'_>) -> Option<Hit> {
    let announced = all(&EXTENSION, &line.masked).filter_map(|found| {
        let (cue, number) = (found.get(1)?.as_str(), found.get(2)?);
        let digits = number.as_str();
        let sure = cue.starts_with("ext");
        // "anexo 1", "línea 123": other things.
        let enough = sure || (digits.len() >= 4 && !is_year(digits));
        (enough && is_extension(line, &number.range())).then(|| Hit {
            value: digits.to_owned(),
            range: found.get(0).map_or(number.range(), |all| all.range()),
        })
    });
    let reversed = all(&EXTENSION_BEFORE, &line.masked).filter_map(|found| {
        let number = found.get(1)?;
        is_extension(line, &number.range()).then(|| Hit {
            value: number.as_str().to_owned(),
            range: found.get(0).map_or(number.range(), |all| all.range()),
        })
    });
    announced.chain(reversed).next()
}

/// An extension after its label, or bare: the numbers of three to five digits in a range.
pub(super) fn bare_extensions(line: &Line<'_>, within: &Range<usize>) -> Vec<Hit> {
    let text = line.masked.get(..within.end).unwrap_or("");
    all(&DIGITS, text)
        .filter_map(|found| found.get(0))
        .filter(|number| number.start() >= within.start && (3..=5).contains(&number.len()))
        .filter(|number| is_extension(line, &number.range()) && !is_year(number.as_str()))
        .filter(|number| !line.is_taken(&number.range()) && !is_tag_cued(line, number.start()))
        .map(|number| Hit { value: number.as_str().to_owned(), range: number.range() })
        .collect()
}

/// The extension at which the catalogue's pattern points; `before` is what the pattern took in front of it.
pub(super) fn extension_there(line: &Line<'_>, range: &Range<usize>, before: &str) -> Option<Hit> {
    // "extintor 1234": a word that only begins as its label does.
    let other_word = before.split(|c: char| !c.is_alphabetic()).any(|word| {
        word.len() > 4
            && !["extens", "telef", "numero", "anexo", "interno"].iter().any(|known| word.starts_with(known))
    });
    (!other_word).then(|| bare_extensions(line, range).into_iter().next()).flatten()
}

/// What stands right before says that it is another number.
fn is_tag_cued(line: &Line<'_>, start: usize) -> bool {
    let before = line.masked.get(..start).unwrap_or("");
    let last: Vec<&str> =
        before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev().take(3).collect();
    last.iter().any(|word| {
        [
            "placa",
            "inventario",
            "activo",
            "piso",
            "oficina",
            "calle",
            "carrera",
            "cra",
            "cedula",
            "serial",
            "puesto",
            "torre",
        ]
        .contains(word)
    })
}

fn is_extension(line: &Line<'_>, range: &Range<usize>) -> bool {
    let before = line.masked.get(..range.start).unwrap_or("");
    let after = line.masked.get(range.end..).unwrap_or("");
    let mut next = after.chars();
    let joined = next.next().is_some_and(|c| c.is_alphanumeric() || "@_%/".contains(c));
    let goes_on = after.starts_with(['.', '-', ',', ' ']) && {
        let tail = after.get(1..).unwrap_or("");
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        // "3779 595": the rest of a telephone.
        digits == 3 && !after.starts_with(',')
    };
    let is_desks_own = line.masked.get(range.clone()) == Some(DESK_EXTENSION);
    let within_word = before.ends_with(|c: char| c.is_alphanumeric() || "@_\\$".contains(c));
    let continues = before.ends_with(['.', '-', '/'])
        && before.trim_end_matches(['.', '-', '/']).ends_with(|c: char| c.is_ascii_digit());
    !(is_desks_own || joined || goes_on || within_word || continues)
}
