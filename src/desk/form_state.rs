//! [16] How a matter stands with its forms: which came, which are complete, and what the others lack.

use super::classify::Classification;
use super::draft::Draft;
use super::facts::{Details, TicketView};
use super::forms;
use super::letter;
use super::mail::{FormReading, FoundForm};
use super::matter::Matter;
use super::rules::Rules;
use super::wording;
use crate::config::catalog::{Blank, CaseKind, Form};

/// Where in a case's details the forms stand that it waits for, where they are not its category's: their codes.
pub(super) const ASKED_FORM: &str = "asked_form";

/// A form that came and is not complete.
#[derive(Clone, Debug)]
pub(super) struct Incomplete<'a> {
    pub form: &'a Form,
    pub blank: &'a Blank,
    /// The file it came in.
    pub file: String,
    /// What is wrong, in the form's order.
    pub faults: Vec<letter::FormFault>,
}

/// What is to be said of forms, and which are awaited.
#[derive(Clone, Debug)]
pub(super) struct FormFault<'a> {
    pub what: What<'a>,
    /// The codes of those that are awaited from now on.
    pub awaits: Vec<String>,
}

/// What is wrong.
#[derive(Clone, Debug)]
pub(super) enum What<'a> {
    /// None came.
    Missing(&'a Form, &'a Blank),
    /// One is not complete, and perhaps others; what came complete beside them, by code and file.
    Incomplete(Incomplete<'a>, Vec<Incomplete<'a>>, Vec<(String, String)>),
}

impl<'a> FormFault<'a> {
    /// A form that must be asked for.
    pub(super) fn missing(form: &'a Form, blank: &'a Blank) -> Self {
        Self { what: What::Missing(form, blank), awaits: vec![form.id.clone()] }
    }

    /// For an agent, where the requester cannot be asked.
    pub(super) fn remark(&self) -> String {
        match &self.what {
            What::Missing(form, _) => format!("Falta el formato {} ({}).", form.id, form.name),
            What::Incomplete(first, others, _) => {
                let one = |one: &Incomplete<'_>| {
                    let labels: Vec<&str> = one.faults.iter().map(|fault| fault.label.as_str()).collect();
                    format!(
                        "El formato {} ({}) está incompleto: {}.",
                        one.form.id,
                        one.file,
                        wording::list(&labels)
                    )
                };
                std::iter::once(first).chain(others).map(one).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Keeps what is awaited where it is not what `forms` says; whether anything was changed.
    pub(super) fn note(&self, details: &mut Details, forms: &[&Form]) -> bool {
        let is_same = self.awaits.iter().eq(forms.iter().map(|form| &form.id));
        if !is_same {
            details.insert(ASKED_FORM.to_owned(), self.awaits.join(" "));
        }
        !is_same
    }
}

/// How a case stands with its forms.
#[derive(Debug)]
pub(super) enum FormState<'a> {
    /// Its category or kind asks for none.
    NotNeeded,
    /// All came and are complete.
    Complete,
    /// It came, and a person must read it (ruling 3): what they are told.
    Unreadable(String),
    /// It must be asked for.
    Fault(FormFault<'a>),
}

/// Whether a new matter needs a form, and how it stands with it. Forms are of requests only (ruling 3).
pub(super) fn state<'a>(matter: &Matter<'a>, draft: &Draft, class: &Classification) -> FormState<'a> {
    if class.kind != Some(CaseKind::Request) {
        return FormState::NotNeeded;
    }
    let Some(form) = form_of(matter.rules, class.category.as_deref()) else { return FormState::NotNeeded };
    // A scan that names no form is taken for it where the mail speaks of one.
    let speaks_of_it = ["formato", "formulario", &form.id.to_lowercase()].iter().any(|word| {
        draft.description.to_lowercase().contains(word) || draft.title.to_lowercase().contains(word)
    });
    judge(matter.rules, &[form], &draft.forms, speaks_of_it)
}

/// Whether a form is among what is missing.
pub(super) fn lacks_form(matter: &Matter<'_>, draft: &Draft, class: &Classification) -> bool {
    matches!(state(matter, draft, class), FormState::Fault(_))
}

/// The form of a category.
pub(super) fn form_of<'a>(rules: &'a Rules, category: Option<&str>) -> Option<&'a Form> {
    let category = rules.catalog.category(category?)?;
    rules.catalog.form(category.form.as_deref()?)
}

/// The forms that a case waits for: what was asked for last, else its category's. None where the catalogue has them no
/// more.
pub(super) fn awaited<'a>(rules: &'a Rules, ticket: &TicketView) -> Vec<&'a Form> {
    let asked = ticket.details.get(ASKED_FORM).map(String::as_str).unwrap_or_default();
    let asked: Vec<&Form> = asked.split_whitespace().filter_map(|id| rules.catalog.form(id)).collect();
    if asked.is_empty() { form_of(rules, ticket.category.as_deref()).into_iter().collect() } else { asked }
}

/// A form that came and can be read.
struct Read<'a, 'f> {
    form: &'a Form,
    file: &'f str,
    values: &'f [String],
    faults: Vec<letter::FormFault>,
}

/// How the forms of a mail stand against those that are awaited. What came besides, of the entity's, must be complete
/// too: whoever sends two forms means both.
pub(super) fn judge<'a>(
    rules: &'a Rules,
    awaited: &[&'a Form],
    found: &[FoundForm],
    expected: bool,
) -> FormState<'a> {
    let read = read(rules, found);
    let is_read = |id: &str| read.iter().any(|one| one.form.id == id);
    let mut unreadable = None;
    for form in awaited.iter().filter(|form| !is_read(&form.id)) {
        let Some(blank) = &form.blank else {
            unreadable = Some(format!("El formato {} no tiene archivo en blanco que enviar.", form.id));
            continue;
        };
        let scan = found
            .iter()
            .find(|one| one.id.as_deref() == Some(form.id.as_str()) || (one.id.is_none() && expected));
        let Some((one, FormReading::Unreadable(why))) = scan.map(|one| (one, &one.reading)) else {
            let done = |id: &str| read.iter().any(|one| one.form.id == id && one.faults.is_empty());
            let left = awaited.iter().filter(|form| !done(&form.id)).map(|form| form.id.clone());
            return FormState::Fault(FormFault { what: What::Missing(form, blank), awaits: left.collect() });
        };
        unreadable = Some(format!(
            "El formato {} ({}) no se pudo revisar automáticamente: {why}. Revíselo usted.",
            form.id, one.file
        ));
    }
    let mut faulty: Vec<Incomplete<'a>> = Vec::new();
    for one in read.iter().filter(|one| !one.faults.is_empty() && !is_draft_of_another(one, &read)) {
        match &one.form.blank {
            Some(blank) => faulty.push(Incomplete {
                form: one.form,
                blank,
                file: one.file.to_owned(),
                faults: one.faults.clone(),
            }),
            None => unreadable = Some(format!("El formato {} ({}) está incompleto.", one.form.id, one.file)),
        }
    }
    let mut faulty = faulty.into_iter();
    if let Some(first) = faulty.next() {
        let others: Vec<Incomplete<'a>> = faulty.collect();
        let mut awaits: Vec<String> = Vec::new();
        for id in std::iter::once(&first).chain(&others).map(|one| &one.form.id) {
            if !awaits.contains(id) {
                awaits.push(id.clone());
            }
        }
        let complete = read.iter().filter(|one| one.faults.is_empty());
        let complete = complete.map(|one| (one.form.id.clone(), one.file.to_owned())).collect();
        return FormState::Fault(FormFault { what: What::Incomplete(first, others, complete), awaits });
    }
    unreadable.map_or(FormState::Complete, FormState::Unreadable)
}

/// The forms that can be read, with what is wrong with each.
fn read<'a, 'f>(rules: &'a Rules, found: &'f [FoundForm]) -> Vec<Read<'a, 'f>> {
    let one = |one: &'f FoundForm| {
        let form = rules.catalog.form(one.id.as_deref()?)?;
        let FormReading::Fields(values) = &one.reading else { return None };
        Some(Read { form, file: &one.file, values, faults: forms::faults(form, values) })
    };
    found.iter().filter_map(one).collect()
}

/// All that stands in it stands in another one of its kind too, and more: an earlier state of that one, or the blank.
fn is_draft_of_another(one: &Read<'_, '_>, all: &[Read<'_, '_>]) -> bool {
    all.iter().any(|other| {
        other.form.id == one.form.id
            && other.faults.len() < one.faults.len()
            && std::iter::zip(one.values, other.values)
                .all(|(value, better)| value.trim().is_empty() || value.trim() == better.trim())
    })
}
