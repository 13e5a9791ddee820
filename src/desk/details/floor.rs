//! Where within a building: floor, office, tower.

use std::ops::Range;
use std::sync::LazyLock;

use super::line::{Line, Pattern, all};
use crate::desk::fold::pattern;

/// A part of a building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// "piso 3", "oficina 301", "torre B".
    pub value: String,
    /// Its place in the line's `flat`.
    pub range: Range<usize>,
}

impl Part {
    /// What kind of part it is: the value's first word.
    pub fn kind(&self) -> &str {
        self.value.split(' ').next().unwrap_or("")
    }
}

static PART: Pattern = LazyLock::new(|| {
    pattern(
        r"(?x)
        \bpisos?(?:\b\W{0,3}|)(?:(?:no|nro|numero|n|es(?:\ el)?)\b\W{0,2})?(?P<a>\d{1,2}|primero?|segundo|tercero?|cuarto|quinto|sexto|septimo|octavo|noveno|decimo|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b
        | \b(?P<b>\d{1,2})\s?(?:er|ero|do|to|vo|mo|no|ro|°|º|ª|o|a)?\.?\s*piso\b
        | \b(?P<c>primer|segundo|tercer|cuarto|quinto|sexto|septimo|octavo|noveno|decimo)\s+piso\b
        | \bp-?(?P<d>\d{1,2})\b
        | \b(?P<e>mezz?anin?ne?|mezz?anine|sotano(?:\s\d)?)\b
        | \b(?:oficina|ofic|ofc|of)\b[.\s]*(?:(?:no|nro|numero)\W{0,2}|\#\s?)?(?P<f>\d{2,4}[a-z]?)\b
        | \b(?P<g>torre|pabellon|bloque|edificio)\s(?:(?:no|numero)\W{0,2}|\#\s?)?(?P<h>\d{1,3}[a-z]?|[a-df-nq-tv-z]|norte|sur|oriental|occidental)\b
        | \b(?P<i>patio|puesto|cubiculo|sala|local|modulo|ala)\s(?:(?:no|numero)\W{0,2}|\#\s?)?(?P<j>\d{1,4}[a-z]?|norte|sur)\b
        ",
    )
    .ok()
});

/// The parts of buildings that a line names, in order.
pub(super) fn parts(line: &Line<'_>) -> Vec<Part> {
    // The pattern is dear, and most lines name none.
    const WITHOUT_DIGITS: [&str; 5] = ["piso", "sotano", "mez", "torre", "pabellon"];
    const ALSO: [&str; 9] =
        ["bloque", "edificio", "patio", "puesto", "cubiculo", "sala", "local", "modulo", "ala "];
    if !line.has_digits && !WITHOUT_DIGITS.iter().chain(&ALSO).any(|word| line.masked.contains(word)) {
        return Vec::new();
    }
    all(&PART, &line.masked)
        .take(12)
        .filter_map(|found| {
            let group = |name| found.name(name).map(|group| group.as_str());
            let value = if let Some(number) = group("a").or(group("b")).or(group("c")).or(group("d")) {
                format!("piso {}", ordinal(number))
            } else if let Some(word) = group("e") {
                word.to_owned()
            } else if let Some(number) = group("f") {
                format!("oficina {}", number.to_uppercase())
            } else {
                let kind = group("g").or(group("i"))?;
                let which = group("h").or(group("j"))?;
                let which = if which.len() <= 4 && !["sur", "este"].contains(&which) {
                    which.to_uppercase()
                } else {
                    which.to_owned()
                };
                format!("{} {which}", if kind == "pabellon" { "pabellón" } else { kind })
            };
            Some(Part { value, range: found.get(0)?.range() })
        })
        .collect()
}

/// "tercer" as "3".
fn ordinal(word: &str) -> &str {
    const WORDS: [(&str, &str); 12] = [
        ("prim", "1"),
        ("segun", "2"),
        ("terc", "3"),
        ("cuar", "4"),
        ("quin", "5"),
        ("sext", "6"),
        ("sept", "7"),
        ("octa", "8"),
        ("nove", "9"),
        ("deci", "10"),
        ("once", "11"),
        ("doce", "12"),
    ];
    const COUNTS: [&str; 10] =
        ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"];
    const DIGITS: [&str; 10] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    if let Some(at) = COUNTS.iter().position(|count| *count == word) {
        return DIGITS.get(at).copied().unwrap_or(word);
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let plain = word.trim_start_matches('0');
        return if plain.is_empty() { word } else { plain };
    }
    WORDS.iter().find(|(begin, _)| word.starts_with(begin)).map_or(word, |(_, digits)| digits)
}

/// Parts as one text, each kind once: those nearest to `near` where there are several of a kind.
pub(super) fn joined(parts: &[Part], near: usize) -> Option<String> {
    let distance = |part: &Part| part.range.start.abs_diff(near);
    let mut kept: Vec<&Part> = Vec::new();
    for part in parts {
        match kept.iter().position(|other| other.kind() == part.kind()) {
            None => kept.push(part),
            Some(at) => {
                if let Some(other) = kept.get_mut(at).filter(|other| distance(part) < distance(other)) {
                    *other = part;
                }
            }
        }
    }
    let values: Vec<&str> = kept.iter().map(|part| part.value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
