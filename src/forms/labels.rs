//! Which field of a form a text names: labels as people, versions and programs write them.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::config::catalog::{Form, FormValue};
use crate::desk::fold::{fold, words};

/// The longest text that can be a label, in bytes.
const MAX_LABEL: usize = 160;
/// Words that a label can do without.
const SMALL: [&str; 16] =
    ["a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "que", "se", "y"];
/// How alike two labels must be that differ by a slip of the pen, of 1.
const ALIKE: f64 = 0.87;
/// How long a label must be to be told by likeness, or by its beginning.
const LONG: usize = 8;
/// How many words may follow a label: "Nombre completo (del funcionario)" without the parentheses.
const MORE_WORDS: usize = 3;

/// A form as the reader knows it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Its code.
    pub id: String,
    /// The code's parts, folded: `f`, `gt`, `285`.
    code: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    blank: Option<Arc<[u8]>>,
    printed: OnceLock<HashSet<String>>,
}

/// A field as the reader knows it.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The significant words of its label, then of its other labels.
    labels: Vec<String>,
    /// Where it stands, row and column from 0.
    pub cell: Option<(u32, u32)>,
    /// A date stands in it.
    pub is_date: bool,
}

/// How well a text names a field: the smaller, the better.
pub(super) type Rank = (bool, usize);

impl Known {
    /// What is known of a form.
    pub fn new(form: &Form) -> Self {
        let fields = form.fields.iter().map(|field| Field {
            labels: std::iter::once(&field.label)
                .chain(&field.also)
                .map(|label| significant(label))
                .collect(),
            cell: field.cell.as_deref().and_then(cell),
            is_date: field.value == FormValue::Date,
        });
        Self {
            id: form.id.clone(),
            code: words(&form.id),
            fields: fields.collect(),
            blank: form.blank.as_ref().map(|blank| blank.bytes.clone()),
            printed: OnceLock::new(),
        }
    }

    /// The text is the blank's own: a title, a hint, an option. Nobody has filled it in.
    pub fn is_printed(&self, text: &str) -> bool {
        let printed = self.printed.get_or_init(|| {
            let blank = self.blank.as_deref().and_then(|bytes| super::document_of(bytes).ok());
            blank.iter().flat_map(|(document, _)| document.texts()).map(as_printed).collect()
        });
        printed.contains(&as_printed(text))
    }

    /// The code stands in a text, in whatever way it is written: `F-GT-285`, `FGT285`, `f gt 0285`. In the name of a
    /// file letters may stand before it.
    pub fn is_named_in(&self, text: &str, is_file: bool) -> bool {
        let text = fold(text);
        let bytes = text.as_bytes();
        let Some(first) = self.code.first().and_then(|part| part.bytes().next()) else { return false };
        (0..bytes.len()).any(|at| {
            bytes.get(at) == Some(&first)
                && (is_file || at == 0 || bytes.get(at - 1).is_some_and(|byte| !byte.is_ascii_alphanumeric()))
                && self.code_at(bytes.get(at..).unwrap_or_default())
        })
    }

    fn code_at(&self, mut rest: &[u8]) -> bool {
        for (number, part) in self.code.iter().enumerate() {
            if number > 0 {
                let gap = rest.iter().take(4).take_while(|byte| !byte.is_ascii_alphanumeric()).count();
                rest = rest.get(gap..).unwrap_or_default();
                if part.bytes().all(|byte| byte.is_ascii_digit()) {
                    let zeros = rest.iter().take(3).take_while(|byte| **byte == b'0').count();
                    if !part.starts_with('0') {
                        rest = rest.get(zeros..).unwrap_or_default();
                    }
                }
            }
            match rest.strip_prefix(part.as_bytes()) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        !rest.first().is_some_and(u8::is_ascii_digit)
    }

    /// Which fields a text may name, and how well.
    pub fn named_by(&self, text: &str) -> Vec<(usize, Rank)> {
        if text.len() > MAX_LABEL {
            return Vec::new();
        }
        let text = significant(text);
        if text.is_empty() {
            return Vec::new();
        }
        let ranks = self.fields.iter().enumerate().filter_map(|(index, field)| {
            let exact = field.labels.iter().position(|label| *label == text).map(|at| (false, at));
            exact
                .or_else(|| field.labels.iter().position(|label| alike(label, &text)).map(|at| (true, at)))
                .map(|rank| (index, rank))
        });
        ranks.collect()
    }

    /// How many of the labels stand somewhere in a text whose words may be torn apart.
    pub fn labels_within(&self, text: &str) -> usize {
        let text: String = words(text).into_iter().filter(|word| !SMALL.contains(&word.as_str())).collect();
        let stands = |label: &String| {
            let label: String = label.split(' ').collect();
            label.len() >= 5 && text.contains(&label)
        };
        // "Dependencia" or "justificación" stand in any letter: they count beside labels of several words.
        let found = |field: &&Field| field.labels.iter().any(stands);
        let several = |field: &&Field| field.labels.iter().any(|label| label.contains(' ') && stands(label));
        let telling = self.fields.iter().filter(several).count();
        if telling < 2 { telling } else { self.fields.iter().filter(found).count() }
    }
}

/// `text` is the label with a slip of the pen, or with some words more.
fn alike(label: &str, text: &str) -> bool {
    if label.len() < LONG || text.len() < LONG {
        return false;
    }
    if let Some(more) = text.strip_prefix(label) {
        return more.starts_with(' ') && more.split(' ').count() <= MORE_WORDS + 1;
    }
    text.len().abs_diff(label.len()) <= 4 && strsim::normalized_damerau_levenshtein(label, text) >= ALIKE
}

/// A text as it is compared with the blank's.
fn as_printed(text: &str) -> String {
    words(text).join(" ")
}

/// A label's significant words: folded, without parentheses, numbering, asterisks, small words; what is written together
/// by programs (`nombreCompleto_2`) is parted.
pub(super) fn significant(text: &str) -> String {
    let mut parted = String::with_capacity(text.len() + 8);
    let mut depth = 0_usize;
    let mut last = ' ';
    for letter in text.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ => {
                if last.is_lowercase() && letter.is_uppercase() {
                    parted.push(' ');
                }
                parted.push(letter);
                last = letter;
            }
        }
    }
    let all = words(&parted);
    let numbering = all
        .iter()
        .take_while(|word| {
            word.bytes().all(|byte| byte.is_ascii_digit())
                || matches!(word.as_str(), "txt" | "campo" | "field" | "texto" | "text" | "fld" | "cmb")
        })
        .count();
    let end =
        all.iter().rposition(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).map_or(0, |at| at + 1);
    let kept: Vec<&str> = all
        .get(numbering.min(end)..end)
        .unwrap_or_default()
        .iter()
        .map(String::as_str)
        .filter(|word| !SMALL.contains(word))
        .collect();
    kept.join(" ")
}

/// A cell such as `C5`, as row and column from 0.
fn cell(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let digits = name.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, number) = (name.get(..digits)?, name.get(digits..)?);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        letter
            .is_ascii_uppercase()
            .then(|| column.saturating_mul(26).saturating_add(u32::from(letter - b'A') + 1))
    })?;
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_however_they_are_written() {
        for text in [
            "Número de documento:",
            "NUMERO DE DOCUMENTO *",
            "3. Número documento (sólo números)",
            "numeroDocumento",
            "txt_numero_documento",
            "Número de documento\n(sólo el número)",
        ] {
            assert_eq!(significant(text), "numero documento", "{text}");
        }
        assert!(alike("nombre completo", "nombre completo funcionario"));
        assert!(alike("nombre completo", "nombre compelto"));
        assert!(!alike("nombre superior", "correo superior"));
        assert!(!alike("cargo", "cargos"));
    }

    #[test]
    fn cells() {
        assert_eq!(cell("C5"), Some((4, 2)));
        assert_eq!(cell("$AA$10"), Some((9, 26)));
        assert_eq!(cell("5"), None);
        assert_eq!(cell("C0"), None);
    }
}
