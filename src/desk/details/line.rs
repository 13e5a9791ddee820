//! A line of a mail beside the same line folded, so that what is found in the one can be cut from the other; and what
//! in it is a number of something else.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::facts::Field;
use super::super::fold::head;
use super::super::number::NumberReader;
use crate::desk::fold::pattern;

/// How much of a line is read, in bytes.
pub(super) const LONGEST: usize = 500;

/// Stands where a number of something else stood.
const MASK: char = '\u{1a}';

/// A constant pattern.
pub(super) type Pattern = LazyLock<Option<Regex>>;

/// Numbers of something else, folded: dates, times, addresses, telephones, documents, other offices' papers, serials.
/// Where a group takes part, only that is masked.
static OTHER_NUMBERS: Pattern = LazyLock::new(|| {
    pattern(
        r"(?x)
        https?://\S+ | \bwww\.\S+
        | \b\d{1,4}[/-]\d{1,2}[/-]\d{1,4}\b
        | \b\d{1,2}\s+(?:de\s+)?(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)\b(?:\s+(?:de|del)\s+\d{4}\b)?
        | \b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|ano)\s+(?:(?:de|del)\s+)?\d{4}\b
        | \b\d{1,2}:\d{2}(?::\d{2})?\b
        | \b\d{1,3}(?:\.\d{1,3}){3}\b
        | \$\s*\d[\d.,]*
        | \b\d[\d.,]*\s*(?:pesos|copias|hojas|paginas|usuarios|personas|funcionarios|equipos|kb|mb|gb|kg|mts?|metros|minutos|horas|dias|meses|anos|veces)\b
        | \b(?:c\.?\s?c\.?|cedula(?:\s+de\s+ciudadania)?|documento(?:\s+de\s+identidad)?|identificacion|identificad[oa]\s+con|nit|t\.i\.|c\.e\.|pasaporte)(?:\b|\W)\W{0,3}(?:(?:no|nro|num|numero|n|de|es|la|mi|con|cedula|ciudadania|documento|cc|c\.c\.)\b\W{0,3}){0,5}\d[\d.\s-]{3,14}\d
        | \b(?:cel|celular|movil|tel|telefono|telefonico|tels|telefonos|whatsapp|linea|contacto|pbx|conmutador)\b\W{0,4}(?:(?:no|nro|numero|de|es|mi|al|contacto|personal|institucional)\b\W{0,3}){0,4}(?:\(?\+?\d{1,3}\)?[\s-])?\d{3}[\s.-]?\d{2,4}[\s.-]?\d{2,4}\b
        | \+\d[\d\s().-]{6,18}\d
        | \b(?:6\d{2}|601|\(60\d\)|\(\d\))\s\d{3}[\s.-]?\d{4}\b
        | \b3\d{2}[\s.-]\d{3}[\s.-]?\d{2}[\s.-]?\d{2}\b
        | (\b\d{7,10})\W{1,4}(?:ext|extension)\b
        | \b(?:radicad[oa]|rad|caso|ticket|tiquete|solicitud|requerimiento|incidente|memorando|oficio|resolucion|contrato|orfeo|proceso|expediente|factura|acta|comparendo|nunc|decreto|ley|circular|version|windows|office|directorio\s+activo|error|http|puerto)\b\W{0,3}(?:(?:no|nro|num|numero|n|de|es|del|cps|server)\b\W{0,3}){0,3}(?:[a-z]{1,5}[-.]?)?\d[\d.-]*
        | \b(?:serial|serie|service\s+tag|s/n|sn|imei|mac|modelo)\b\W{0,3}(?:(?:no|nro|num|numero|n|de|es|del|la|el|equipo)\b\W{0,3}){0,4}[a-z0-9]*\d[a-z0-9-]*
        | \b(?:calle|cll|carrera|cra|kra|kr|avenida|av|ac|ak|diagonal|dg|transversal|tv)\b\.?\s*\d{1,3}\s?[a-z]?(?:\s?bis)?\s*(\#|no\.?|n°)\s*(?:\d{1,3}\s?[a-z]?)(?:\s?-\s?\d{1,3})?
        | \#\s*\d{1,3}\s?[a-z]?\s?-\s?\d{1,3}\b
        | \b\d{1,3}[a-z]?\s?-\s?\d{1,3}\b
        ",
    )
    .ok()
});

/// A line, or a part of one that begins anew because it answers an item of our letter.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    /// As written, whole.
    pub text: &'t str,
    /// The first [`LONGEST`] bytes folded; blanks of any kind are spaces but for tabs.
    pub flat: String,
    /// The same length as `flat`, numbers of something else overwritten.
    pub masked: String,
    /// For each byte of `flat` (and its end) where it stands in `text`.
    at: Vec<usize>,
    /// What was understood, as ranges of `flat`.
    pub taken: Vec<Range<usize>>,
    /// The item of our letter that stood in front of it.
    pub item: Option<Field>,
    /// There is a digit in it.
    pub has_digits: bool,
}

impl<'t> Line<'t> {
    /// Folds a line and masks what is a number of something else. `numbers` finds case numbers.
    pub fn new(text: &'t str, item: Option<Field>, numbers: &NumberReader) -> Self {
        let seen = head(text, LONGEST);
        let mut flat = String::with_capacity(seen.len());
        let mut at = Vec::with_capacity(seen.len() + 1);
        for (position, c) in seen.char_indices() {
            let start = flat.len();
            if c.is_ascii() {
                flat.push(c.to_ascii_lowercase());
            } else if c.is_whitespace() {
                flat.push(' ');
            } else {
                flat.extend(
                    std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase),
                );
            }
            at.extend(std::iter::repeat_n(position, flat.len() - start));
        }
        at.push(seen.len());
        let mut line =
            Self { text, masked: flat.clone(), flat, at, taken: Vec::new(), item, has_digits: false };
        // Nothing but numbers is masked; most lines have none.
        if !seen.chars().any(char::is_numeric) {
            return line;
        }
        line.has_digits = true;
        let mut ranges: Vec<Range<usize>> =
            numbers.matches(seen).map(|(range, _)| line.folded(range)).collect();
        if let Some(pattern) = OTHER_NUMBERS.as_ref() {
            ranges.extend(pattern.captures_iter(&line.flat).filter_map(|found| {
                let part =
                    found.get(1).filter(|part| part.as_str().starts_with(|c: char| c.is_ascii_digit()));
                Some(part.or_else(|| found.get(0))?.range())
            }));
        }
        for range in ranges {
            let length = range.len();
            if line.masked.get(range.clone()).is_some() {
                line.masked.replace_range(range, &MASK.to_string().repeat(length));
            }
        }
        line
    }

    /// What stands, as written, at a range of `flat`.
    pub fn written(&self, range: &Range<usize>) -> &'t str {
        let (Some(&start), Some(&end)) = (self.at.get(range.start), self.at.get(range.end)) else {
            return "";
        };
        self.text.get(start..end).unwrap_or("").trim()
    }

    /// The range of `flat` for one of `text`.
    pub fn folded(&self, range: Range<usize>) -> Range<usize> {
        let place = |byte: usize| self.at.partition_point(|&at| at < byte).min(self.flat.len());
        place(range.start)..place(range.end)
    }

    /// Marks a range as understood.
    pub fn take(&mut self, range: Range<usize>) {
        self.taken.push(range);
    }

    /// Whether something in the range has been understood already.
    pub fn is_taken(&self, range: &Range<usize>) -> bool {
        self.taken.iter().any(|taken| taken.start < range.end && range.start < taken.end)
    }

    /// A number of something else stands in the range.
    pub fn is_masked(&self, range: &Range<usize>) -> bool {
        self.masked.get(range.clone()).is_none_or(|text| text.contains(MASK))
    }

    /// What has not been understood, as a folded text; a space where something was.
    pub fn residue(&self) -> String {
        let mut rest = String::with_capacity(self.masked.len());
        let mut taken = self.taken.clone();
        taken.sort_by_key(|range| range.start);
        let mut from = 0;
        for range in taken {
            if range.start > from {
                rest.push_str(self.masked.get(from..range.start).unwrap_or(""));
            }
            rest.push(' ');
            from = from.max(range.end);
        }
        rest.push_str(self.masked.get(from..).unwrap_or(""));
        rest
    }

    /// Nothing to read in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Part of the line could not be looked at.
    pub fn is_cut(&self) -> bool {
        self.text.len() > LONGEST
    }
}

/// All matches of a constant pattern.
pub(super) fn all<'t>(pattern: &'static Pattern, text: &'t str) -> impl Iterator<Item = regex::Captures<'t>> {
    pattern.iter().flat_map(move |pattern| pattern.captures_iter(text))
}

/// Whether a constant pattern is found.
pub(super) fn has(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_what_is_a_number_of_something_else() {
        let numbers = NumberReader::new("SCJ");
        for text in [
            "SCJ-2026-000123",
            "scj 2026 123",
            "20/11/2026",
            "el 20 de noviembre de 2026",
            "10:30",
            "192.168.1.45",
            "CC 1010234567",
            "C.C. No. 52.123.456",
            "mi cédula es 1010234567",
            "celular 310 123 4567",
            "Tel: 3779595",
            "+57 601 3779595",
            "radicado 20261234567",
            "error 40412",
            "serial MXL1234567",
            "http://intranet/45231",
            "Calle 26 # 57-83",
        ] {
            let line = Line::new(text, None, &numbers);
            assert!(!line.masked.contains(|c: char| c.is_ascii_digit()), "{text:?}: {:?}", line.masked);
        }
        let line = Line::new("3779595 Ext. 1234", None, &numbers);
        assert!(line.masked.ends_with(" ext. 1234") && !line.masked.contains("3779"), "{:?}", line.masked);
        for text in ["placa 45231", "Extensión 1234", "línea 1234", "SCJ-45231", "45.231", "piso 3"] {
            let line = Line::new(text, None, &numbers);
            assert_eq!(line.masked, line.flat);
        }
    }

    #[test]
    fn what_is_found_folded_is_given_back_as_written() {
        let line = Line::new("Extensión: ÁÉ 1234", None, &NumberReader::new("SCJ"));
        let start = line.flat.find("ae 1234").unwrap();
        assert_eq!(line.written(&(start..start + 7)), "ÁÉ 1234");
        assert_eq!(line.folded(12..16), 11..13);
    }
}
