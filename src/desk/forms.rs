//! Whether a form is filled in: each field by itself, by what may stand in it (activity [16]).

use super::address::Address;
use super::fold::{fold, words};
use super::letter::{FormFault, FormFaultKind};
use crate::config::catalog::{Form, FormField, FormValue};

/// Longer values are text, whatever they hold, in bytes.
const LONG: usize = 400;
/// Said instead of a date of an end, or a superior, by those who have none.
const NONE_NEEDED: [&str; 13] = [
    "n a",
    "na",
    "no aplica",
    "no tiene",
    "ninguno",
    "ninguna",
    "indefinido",
    "termino indefinido",
    "a termino indefinido",
    "contrato a termino indefinido",
    "planta",
    "carrera administrativa",
    "libre nombramiento",
];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
/// Words that only say what should stand there, when nothing else does.
const PROMPTS: [&str; 17] = [
    "dd mm aaaa",
    "dd mm yyyy",
    "aaaa mm dd",
    "dia mes ano",
    "seleccione",
    "seleccionar",
    "elija un elemento",
    "elija",
    "escoja",
    "escriba aqui",
    "digite aqui",
    "diligencie aqui",
    "haga clic aqui",
    "haga clic o pulse aqui",
    "pendiente",
    "por definir",
    "por diligenciar",
];
/// How a prompt begins that goes on: "Escriba aquí su nombre", "Ejemplo: Ana Ruiz".
const BEGINNINGS: [&str; 9] = [
    "escriba aqui",
    "escriba su",
    "escriba el",
    "digite su",
    "haga clic",
    "seleccione una opcion",
    "seleccione un",
    "ejemplo:",
    "ej.:",
];

/// What is wrong with a filled form, in its order. `values` are in the order of [`Form::fields`]; what is missing counts
/// as empty.
pub fn faults(form: &Form, values: &[String]) -> Vec<FormFault> {
    let fault = |(index, field): (usize, &FormField)| {
        let value = values.get(index).map_or("", |value| value.trim());
        let fault = fault(field, value)?;
        Some(FormFault { label: field.label.clone(), fault })
    };
    form.fields.iter().enumerate().filter_map(fault).collect()
}

fn fault(field: &FormField, value: &str) -> Option<FormFaultKind> {
    if value.is_empty() {
        return (!field.optional).then_some(FormFaultKind::Empty);
    }
    // What stands in an optional field is nobody's fault.
    if field.optional && field.value == FormValue::Text {
        return None;
    }
    if is_placeholder(value) {
        return (!field.optional).then_some(FormFaultKind::Placeholder);
    }
    let said = words(super::fold::head(value, LONG)).join(" ");
    if NONE_NEEDED.contains(&said.as_str()) {
        return (!may_be_none(field)).then_some(FormFaultKind::Placeholder);
    }
    match field.value {
        FormValue::Text => None,
        FormValue::Date => (!is_date(value) && !says_none(&said)).then_some(FormFaultKind::NoDate),
        FormValue::Email => (!has_address(value)).then_some(FormFaultKind::NoAddress),
        FormValue::Document => (!is_document(value)).then_some(FormFaultKind::NoDocument),
        FormValue::Number => (!is_number(value)).then_some(FormFaultKind::NoNumber),
    }
}

/// Nothing is meant: dots, dashes, "xxx", a prompt, the example.
fn is_placeholder(value: &str) -> bool {
    let letters: Vec<char> = value.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if letters.is_empty() {
        return true;
    }
    if letters.len() >= 2 && letters.iter().all(|letter| matches!(letter, 'x' | 'X')) {
        return true;
    }
    if value.len() > LONG {
        return false;
    }
    // "[Nombre completo]", "<nombre>", "{{nombre}}".
    let bracketed = [('[', ']'), ('<', '>'), ('{', '}')]
        .iter()
        .any(|(open, close)| value.starts_with(*open) && value.ends_with(*close) && !value.contains('@'));
    let folded = fold(value);
    let plain = words(&folded).join(" ");
    bracketed
        || PROMPTS.contains(&plain.as_str())
        || BEGINNINGS.iter().any(|beginning| folded.trim_start().starts_with(beginning))
}

/// "No aplica" is an answer where a contract may have no end, a person no superior, a thing no relation; not where a
/// name, a document or a need is asked for.
fn may_be_none(field: &FormField) -> bool {
    if field.optional || field.value == FormValue::Date {
        return true;
    }
    let label = words(&field.label);
    let names = |word: &str| label.iter().any(|known| known == word);
    ["superior", "jefe", "supervisor", "contrato", "terminacion", "relaciona", "afectados"]
        .iter()
        .any(|word| names(word))
}

/// A sentence that says there is no end: "de planta, sin fecha de fin".
fn says_none(said: &str) -> bool {
    let any = |word: &str| said.split(' ').any(|known| known == word);
    any("planta")
        || any("indefinido")
        || any("indefinida")
        || said.contains("no aplica")
        || said.contains("sin fecha")
}

/// 31/12/2026, 31-12-2026, 31.12.26, 2026-12-31, 31 de diciembre de 2026, dic 31 de 2026; words may stand around it.
fn is_date(value: &str) -> bool {
    let words = words(super::fold::head(value, LONG));
    let numbers: Vec<Option<u32>> =
        words.iter().map(|word| (word.len() <= 4).then(|| word.parse().ok()).flatten()).collect();
    let month_of = |word: &str| {
        (word.len() >= 3)
            .then(|| {
                MONTHS.iter().position(|month| {
                    month.starts_with(word) || word == "setiembre" && *month == "septiembre"
                })
            })
            .flatten()
            .and_then(|month| u32::try_from(month + 1).ok())
    };
    let by_numbers = numbers.windows(3).any(|part| match part {
        [Some(a), Some(b), Some(c)] => exists(*c, *b, *a) || exists(*a, *b, *c) || exists(*c, *a, *b),
        _ => false,
    });
    let by_month = words.iter().enumerate().any(|(at, word)| {
        let Some(month) = month_of(word) else { return false };
        let near = |range: std::ops::Range<usize>| {
            numbers
                .get(range.start..range.end.min(numbers.len()))
                .unwrap_or_default()
                .iter()
                .flatten()
                .copied()
                .collect::<Vec<_>>()
        };
        let before = near(at.saturating_sub(2)..at);
        let after = near(at + 1..at + 5);
        let day_before =
            before.last().zip(after.first()).is_some_and(|(day, year)| exists(*year, month, *day));
        let day_after = matches!(after.as_slice(), [day, year, ..] if exists(*year, month, *day));
        day_before || day_after
    });
    by_numbers || by_month
}

/// The day is in the calendar; two digits are a year of this century.
fn exists(year: u32, month: u32, day: u32) -> bool {
    let year = if year < 100 { year + 2000 } else { year };
    if !(1950..=2199).contains(&year) {
        return false;
    }
    match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => jiff::civil::Date::new(year, month, day).is_ok(),
        _ => false,
    }
}

/// An address stands in it; a name may stand beside it.
fn has_address(value: &str) -> bool {
    super::fold::head(value, LONG)
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | ';' | ',' | '(' | ')'))
        .map(|word| word.trim_start_matches("mailto:").trim_end_matches('.'))
        .any(|word| {
            word.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
                && Address::parse(word).is_ok()
        })
}

/// 5 to 12 digits, with dots or blanks, and what kind of document it is: "C.C. 52.345.678 de Bogotá".
fn is_document(value: &str) -> bool {
    if value.len() > 60 {
        return false;
    }
    let digits: usize = value.chars().filter(char::is_ascii_digit).count();
    // Passports begin with letters: "PA AB123456".
    (5..=12).contains(&digits) && !value.contains('@')
}

fn is_number(value: &str) -> bool {
    let value = value.trim_start_matches(['$', '+', '-', ' ']).trim_end_matches(['%', ' ']);
    value.starts_with(|letter: char| letter.is_ascii_digit())
        && value.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | ' ' | '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(label: &str, value: FormValue) -> FormField {
        FormField { label: label.to_owned(), also: Vec::new(), cell: None, value, optional: false }
    }

    #[test]
    fn each_kind_of_field() {
        use FormFaultKind::{Empty, NoAddress, NoDate, NoDocument, NoNumber, Placeholder};
        use FormValue::{Date, Document, Email, Number, Text};
        let cases = [
            ("Nombre completo", Text, "Ana María Ruiz", None),
            ("Nombre completo", Text, "", Some(Empty)),
            ("Nombre completo", Text, "xxx", Some(Placeholder)),
            ("Nombre completo", Text, "XXXX XXXX", Some(Placeholder)),
            ("Nombre completo", Text, "...", Some(Placeholder)),
            ("Nombre completo", Text, "________", Some(Placeholder)),
            ("Nombre completo", Text, "—", Some(Placeholder)),
            ("Nombre completo", Text, "N/A", Some(Placeholder)),
            ("Nombre completo", Text, "No aplica", Some(Placeholder)),
            ("Nombre completo", Text, "[Nombre completo]", Some(Placeholder)),
            ("Nombre completo", Text, "Escriba aquí su nombre", Some(Placeholder)),
            ("Nombre completo", Text, "Haga clic o pulse aquí para escribir texto.", Some(Placeholder)),
            ("Nombre completo", Text, "Ejemplo: Ana Ruiz", Some(Placeholder)),
            ("Tipo de solicitud", Text, "Seleccione", Some(Placeholder)),
            ("Tipo de solicitud", Text, "Elija un elemento.", Some(Placeholder)),
            ("Tipo de solicitud", Text, "Creación", None),
            ("Cargo o rol", Text, "Xiomara", None),
            ("Nombre del superior", Text, "No aplica", None),
            ("Correo del superior", Email, "N/A", None),
            ("Correo del superior", Email, "carlos.gomez@entidad.gov.co", None),
            ("Correo del superior", Email, "Carlos Gómez <carlos.gomez@entidad.gov.co>", None),
            ("Correo del superior", Email, "mailto:carlos@entidad.gov.co", None),
            ("Correo del superior", Email, "carlos.gomez", Some(NoAddress)),
            ("Correo del superior", Email, "carlos@entidad", Some(NoAddress)),
            ("Correo del patrocinador", Email, "no aplica", Some(Placeholder)),
            ("Fecha de fin del contrato", Date, "31/12/2026", None),
            ("Fecha de fin del contrato", Date, "31-12-2026", None),
            ("Fecha de fin del contrato", Date, "31.12.26", None),
            ("Fecha de fin del contrato", Date, "2026-12-31", None),
            ("Fecha de fin del contrato", Date, "12/31/2026", None),
            ("Fecha de fin del contrato", Date, "31 de diciembre de 2026", None),
            ("Fecha de fin del contrato", Date, "31 de diciembre del año 2026", None),
            ("Fecha de fin del contrato", Date, "Diciembre 31 de 2026", None),
            ("Fecha de fin del contrato", Date, "31-dic-2026", None),
            ("Fecha de fin del contrato", Date, "Hasta el 30/06/2027 (prorrogable)", None),
            ("Fecha de fin del contrato", Date, "Indefinido", None),
            ("Fecha de fin del contrato", Date, "N.A.", None),
            ("Fecha de fin del contrato", Date, "Planta", None),
            ("Fecha de fin del contrato", Date, "Funcionario de planta", None),
            ("Fecha de fin del contrato", Date, "dd/mm/aaaa", Some(Placeholder)),
            ("Fecha de fin del contrato", Date, "31/02/2026", Some(NoDate)),
            ("Fecha de fin del contrato", Date, "fin de año", Some(NoDate)),
            ("Fecha de fin del contrato", Date, "__/__/____", Some(Placeholder)),
            ("Número de documento", Document, "52345678", None),
            ("Número de documento", Document, "52.345.678", None),
            ("Número de documento", Document, "C.C. 52.345.678 de Bogotá", None),
            ("Número de documento", Document, "CE 1234567", None),
            ("Número de documento", Document, "1234", Some(NoDocument)),
            ("Número de documento", Document, "1234567890123", Some(NoDocument)),
            ("Número de documento", Document, "cédula", Some(NoDocument)),
            ("Número de documento", Document, "no aplica", Some(Placeholder)),
            ("Cantidad", Number, "1.200", None),
            ("Cantidad", Number, "$ 3.000.000", None),
            ("Cantidad", Number, "muchos", Some(NoNumber)),
        ];
        for (label, kind, value, wrong) in cases {
            assert_eq!(fault(&field(label, kind), value), wrong, "{label}: {value}");
        }
    }

    #[test]
    fn optional_fields_may_be_anything_and_missing_values_are_empty() {
        let mut note = field("Observaciones", FormValue::Text);
        note.optional = true;
        for value in ["", "ninguna", "..."] {
            assert_eq!(fault(&note, value), None, "{value}");
        }
        let form = Form {
            id: "F-1".to_owned(),
            name: "Formato".to_owned(),
            version: "1".to_owned(),
            file: None,
            fields: vec![field("Nombre", FormValue::Text), field("Documento", FormValue::Document), note],
            blank: None,
        };
        let faults = faults(&form, &["Ana".to_owned()]);
        assert_eq!(faults, [FormFault { label: "Documento".to_owned(), fault: FormFaultKind::Empty }]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC{0,600}") {
            for kind in [FormValue::Text, FormValue::Date, FormValue::Email, FormValue::Document, FormValue::Number] {
                let field = field("Campo", kind);
                let judged = fault(&field, text.trim());
                proptest::prop_assert_eq!(judged == Some(FormFaultKind::Empty), text.trim().is_empty());
            }
        }
    }
}
