//! Numbers that rate: out of five, out of ten, in stars. A number that counts or names something (a floor, an extension,
//! a plate, an hour) never does.

use super::button::of_rating;
use super::clauses::{Clause, Word};
use super::reading::Verdict;
use super::signals::{is_negator, judges};

/// A number that rates.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rated {
    pub verdict: Verdict,
    /// Where it is a whole number out of five.
    pub rating: Option<u8>,
    /// The word, folded.
    pub word: String,
}

/// A number, in tenths.
#[derive(Clone, Copy)]
struct Number {
    tenths: u32,
    /// What it is out of, where its word says so: "4/5".
    out_of: Option<u32>,
}

const NUMERALS: [(&str, u32); 9] = [
    ("cero", 0),
    ("un", 1),
    ("uno", 1),
    ("una", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("diez", 10),
];

/// Words that announce a rating.
const ANNOUNCING: [&str; 17] = [
    "califico",
    "calificaria",
    "calificacion",
    "calificado",
    "calificamos",
    "nota",
    "puntaje",
    "puntuacion",
    "valoracion",
    "doy",
    "damos",
    "daria",
    "pongo",
    "ponemos",
    "otorgo",
    "asigno",
    "merece",
];
/// "merecen" and the like are known by their beginning.
const MERIT: &str = "merecen";

/// How many words before a number a negation reaches it: "no les doy ni un 5".
const NEGATED_WITHIN: usize = 5;

/// Words that may follow a rating. Anything else is taken for what the number counts.
const FOLLOWING: [&str; 34] = [
    "y",
    "o",
    "por",
    "porque",
    "ya",
    "que",
    "todo",
    "muy",
    "gracias",
    "en",
    "al",
    "el",
    "la",
    "los",
    "las",
    "a",
    "para",
    "con",
    "puntos",
    "estrella",
    "estrellas",
    "aclamado",
    "excelente",
    "buen",
    "bueno",
    "buena",
    "bien",
    "mal",
    "mala",
    "malo",
    "pesimo",
    "pesima",
    "sobre",
    "mil",
];

/// Words before a lone number that say it is no rating: "Piso: 3", "Ext. 5".
const NAMING: [&str; 14] = [
    "piso",
    "ext",
    "extension",
    "oficina",
    "placa",
    "sede",
    "puerto",
    "numero",
    "no",
    "torre",
    "bloque",
    "nivel",
    "hora",
    "anexo",
];

/// Words before a number at a clause's end that say what is rated.
const RATED: [&str; 8] =
    ["servicio", "atencion", "excelente", "solucion", "amabilidad", "tiempo", "rapidez", "oportunidad"];

fn number(word: &Word) -> Option<Number> {
    let whole = |tenths| Some(Number { tenths, out_of: None });
    if let Some((_, number)) = NUMERALS.iter().find(|(numeral, _)| *numeral == word.shown) {
        return whole(number * 10);
    }
    let shown = word.shown.as_str();
    if shown.len() > 5 || !shown.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some((number, out_of)) = shown.split_once('/') {
        let (number, out_of) = (tenths(number)?, out_of.parse().ok()?);
        return matches!(out_of, 5 | 10).then_some(Number { tenths: number, out_of: Some(out_of) });
    }
    whole(tenths(shown)?)
}

/// "4", "4.5", "4,5".
fn tenths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_plain =
        |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !is_plain(whole) || !is_plain(part) {
        return None;
    }
    let part = part.get(..1)?.parse::<u32>().ok()?;
    Some(whole.parse::<u32>().ok()? * 10 + part)
}

/// What a number says out of five or ten. Out of ten, 8 to 10 are satisfactory and up to 4 unsatisfactory, as are 4 and
/// 2 out of five; it gives no rating, since the scale is another.
fn rated(number: Number, out_of: u32, word: &Word) -> Option<Rated> {
    let tenths = number.tenths;
    if tenths > out_of * 10 {
        return None;
    }
    let is_whole = tenths.is_multiple_of(10);
    let rating =
        u8::try_from(tenths / 10).ok().filter(|rating| out_of == 5 && is_whole && (1..=5).contains(rating));
    let verdict = match rating {
        Some(rating) => of_rating(rating),
        None if tenths >= out_of * 8 => Verdict::Satisfactory,
        None if tenths <= out_of * 4 => Verdict::Unsatisfactory,
        None => Verdict::Unclear,
    };
    Some(Rated { verdict, rating, word: word.shown.clone() })
}

/// All ratings of a text.
pub(super) fn ratings(clauses: &[Clause]) -> Vec<Rated> {
    if is_a_list(clauses) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let named = index.checked_sub(1).and_then(|before| clauses.get(before)?.words.last());
        let place = Place {
            words: &clause.words,
            is_first: index == 0,
            is_alone: (clause.starts_line && clause.ends_line) || index + 1 == clauses.len() || index == 0,
            is_named: named.is_some_and(|word| NAMING.contains(&word.shown.as_str())),
            ten: clauses.iter().any(|clause| says_ten(&clause.words)),
        };
        found.extend((0..clause.words.len()).filter_map(|at| place.rating(at)));
    }
    found
}

/// Lines numbered "1.", "2.", or more than one that begin with a number.
fn is_a_list(clauses: &[Clause]) -> bool {
    let begins = |clause: &&Clause| {
        clause.starts_line
            && clause.words.first().is_some_and(|word| {
                word.shown.len() <= 2
                    && number(word).is_some_and(|_| word.shown.bytes().all(|b| b.is_ascii_digit()))
            })
    };
    clauses.iter().filter(begins).count() > 1
}

/// "de 1 a 10".
fn says_ten(words: &[Word]) -> bool {
    words.windows(3).any(|three| {
        matches!(three, [one, to, ten]
            if matches!(one.shown.as_str(), "1" | "uno") && matches!(to.shown.as_str(), "a" | "al")
                && matches!(ten.shown.as_str(), "10" | "diez"))
    })
}

/// Where a number stands.
struct Place<'a> {
    words: &'a [Word],
    is_first: bool,
    /// Its clause has a line, or an end of the text, for itself.
    is_alone: bool,
    is_named: bool,
    ten: bool,
}

impl Place<'_> {
    fn shown(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.shown.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.shown(at))
    }

    fn rating(&self, at: usize) -> Option<Rated> {
        let word = self.words.get(at)?;
        let number = number(word)?;
        let (before, after) = (self.before(at, 1), self.shown(at + 1));
        // "de 1 a 5" is the scale, in both its numbers; "5 de 5" ends in what it is out of.
        let is_scale = |one: &str, to: &str, other: &str| {
            matches!(one, "1" | "uno" | "cero" | "0")
                && matches!(to, "a" | "al")
                && matches!(other, "5" | "10" | "cinco" | "diez")
        };
        if is_scale(word.shown.as_str(), after, self.shown(at + 2))
            || is_scale(self.before(at, 2), before, &word.shown)
        {
            return None;
        }
        let is_out_of = |of: &str| matches!(of, "de" | "sobre" | "en" | "/");
        let is_end = is_out_of(before) && matches!(word.shown.as_str(), "5" | "10" | "cinco" | "diez");
        if is_end && at >= 2 && self.words.get(at - 2).and_then(self::number).is_some() {
            return None;
        }
        let (out_of, length) = match (number.out_of, after, self.shown(at + 2)) {
            (Some(out_of), ..) => (Some(out_of), 1),
            (None, of, "5" | "cinco") if is_out_of(of) => (Some(5), 3),
            (None, of, "10" | "diez") if is_out_of(of) => (Some(10), 3),
            (None, "estrella" | "estrellas", _) => (Some(5), 2),
            _ => (None, 1),
        };
        let follows = self.shown(at + length);
        let behind = self.words.get(at + length..).unwrap_or_default();
        let is_counted = !(follows.is_empty() || FOLLOWING.contains(&follows) || judges(behind));
        if is_counted || matches!(before, "el" | "dia" | "las") && out_of.is_some() && !self.is_announced(at)
        {
            return None;
        }
        // "un" and "una" count nothing by themselves.
        if matches!(word.shown.as_str(), "un" | "una") && out_of.is_none() {
            return None;
        }
        let is_rating = out_of.is_some() || self.is_announced(at) || self.is_bare(at) || self.is_led(at);
        if !is_rating {
            return None;
        }
        let out_of = out_of.unwrap_or(if self.ten || number.tenths > 50 { 10 } else { 5 });
        let rated = rated(number, out_of, word)?;
        let is_negated = (1..=NEGATED_WITHIN)
            .any(|back| at.checked_sub(back).and_then(|at| self.words.get(at)).is_some_and(is_negator));
        if !is_negated {
            return Some(rated);
        }
        // "ni un 1" is less than one; "no les doy un 5" is anything.
        let verdict = match rated.verdict {
            Verdict::Unsatisfactory => Verdict::Unsatisfactory,
            _ => Verdict::Unclear,
        };
        Some(Rated { verdict, rating: None, ..rated })
    }

    /// "le doy un 2", "calificación: 4".
    fn is_announced(&self, at: usize) -> bool {
        (1..=5).any(|back| {
            let word = self.before(at, back);
            ANNOUNCING.contains(&word) || word == MERIT
        })
    }

    /// "5", "un 5", "excelente servicio 5".
    fn is_bare(&self, at: usize) -> bool {
        let is_last = at + 1 == self.words.len();
        let is_whole =
            is_last && (at == 0 || at == 1 && matches!(self.shown(0), "un" | "una" | "con" | "de"));
        let is_rated = is_last && RATED.contains(&self.before(at, 1));
        !self.is_named && (is_whole && self.is_alone || is_rated)
    }

    /// "5 excelente", "Un 2 porque": first of all, and followed by no thing counted (or it would not come here).
    fn is_led(&self, at: usize) -> bool {
        self.is_first && (at == 0 || at == 1 && self.shown(0) == "un")
    }
}
