//! [15], [16] The form of a category: whether it came and is complete, asked for, checked again, and done without.

use super::agents;
use super::classify::Classification;
use super::complete::{Completion, complete};
use super::compose::{answer, echo, echo_to, queue, remarks, to_staff};
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewLetter, Outcome};
use super::draft::Draft;
use super::facts::{TicketStatus, TicketView};
use super::fold::{fold, head, pattern};
use super::follow_up;
use super::forms;
use super::letter::{self, Content, Ending, FormIncomplete, FormNeeded};
use super::mail::{Attachment, FormReading, FoundForm};
use super::matter::Matter;
use super::rules::Rules;
use super::statistics::FORM_RETURNED;
use super::status;
use super::waiting::resumed;
use super::wording;
use crate::config::catalog::{Blank, CaseKind, Form};
use jiff::Timestamp;
use regex::Regex;
use std::sync::LazyLock;

/// What is to be said of a form.
#[derive(Debug)]
pub(super) enum FormFault<'a> {
    /// None came.
    Missing(&'a Form, &'a Blank),
    /// It is not complete.
    Incomplete(&'a Form, &'a Blank, Vec<letter::FormFault>),
}

impl FormFault<'_> {
    /// For an agent, where the requester cannot be asked.
    pub(super) fn remark(&self) -> String {
        match self {
            Self::Missing(form, _) => format!("Falta el formato {} ({}).", form.id, form.name),
            Self::Incomplete(form, _, faults) => {
                let labels: Vec<&str> = faults.iter().map(|fault| fault.label.as_str()).collect();
                format!("El formato {} está incompleto: {}.", form.id, wording::list(&labels))
            }
        }
    }
}

/// How a case stands with its form.
#[derive(Debug)]
pub(super) enum FormState<'a> {
    /// Its category or kind asks for none.
    NotNeeded,
    /// It came and is complete.
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
    judge(form, &draft.forms, speaks_of_it)
}

/// Whether a form is among what is missing.
pub(super) fn lacks_form(matter: &Matter<'_>, draft: &Draft, class: &Classification) -> bool {
    matches!(state(matter, draft, class), FormState::Fault(_))
}

fn form_of<'a>(rules: &'a Rules, category: Option<&str>) -> Option<&'a Form> {
    let category = rules.catalog.category(category?)?;
    rules.catalog.form(category.form.as_deref()?)
}

fn judge<'a>(form: &'a Form, found: &[FoundForm], expected: bool) -> FormState<'a> {
    let Some(blank) = &form.blank else {
        return FormState::Unreadable(format!(
            "El formato {} no tiene archivo en blanco que enviar.",
            form.id
        ));
    };
    let ours = |one: &&FoundForm| one.id.as_deref() == Some(form.id.as_str());
    let mut best: Option<Vec<letter::FormFault>> = None;
    for one in found.iter().filter(ours) {
        if let FormReading::Fields(values) = &one.reading {
            let faults = forms::faults(form, values);
            if best.as_ref().is_none_or(|best| faults.len() < best.len()) {
                best = Some(faults);
            }
        }
    }
    match best {
        Some(faults) if faults.is_empty() => FormState::Complete,
        Some(faults) => FormState::Fault(FormFault::Incomplete(form, blank, faults)),
        None => {
            let scan = found.iter().find(|one| ours(one) || (one.id.is_none() && expected));
            match scan.map(|one| (one, &one.reading)) {
                Some((one, FormReading::Unreadable(why))) => FormState::Unreadable(format!(
                    "El formato {} ({}) no se pudo revisar automáticamente: {why}. Revíselo usted.",
                    form.id, one.file
                )),
                _ => FormState::Fault(FormFault::Missing(form, blank)),
            }
        }
    }
}

/// [15] Asks for the form of a case that has just been registered.
pub(super) fn ask_for_form(matter: &Matter<'_>, draft: &Draft, fault: &FormFault<'_>) -> Vec<Change> {
    ask(matter, draft.requester.name.as_deref(), &draft.title, fault, false)
}

fn ask(
    matter: &Matter<'_>,
    name: Option<&str>,
    title: &str,
    fault: &FormFault<'_>,
    again: bool,
) -> Vec<Change> {
    let until = matter.rules.form_until(matter.now);
    let content = content(echo(matter, title), fault, until, again);
    let mut changes = vec![
        Change::Event(Event::by_radica(
            "form-requested",
            fault.remark(),
            match fault {
                FormFault::Missing(..) => "[15] the form is missing",
                FormFault::Incomplete(..) => FORM_RETURNED,
            },
        )),
        Change::Letter(Box::new(answer(matter, name, content))),
    ];
    changes.extend(deadlines(matter.rules, until));
    changes
}

fn deadlines(rules: &Rules, until: Timestamp) -> [Change; 2] {
    [
        Change::Deadline {
            kind: DeadlineKind::FormReminder,
            due_at: rules.calendar.day_before_deadline(until),
        },
        Change::Deadline { kind: DeadlineKind::FormExpiry, due_at: until },
    ]
}

fn content(title: Option<String>, fault: &FormFault<'_>, until: Timestamp, again: bool) -> Content {
    match fault {
        FormFault::Missing(form, blank) => Content::FormNeeded(FormNeeded {
            title,
            form: form.id.clone(),
            name: form.name.clone(),
            fields: form
                .fields
                .iter()
                .filter(|field| !field.optional)
                .map(|field| field.label.clone())
                .collect(),
            until,
            again,
            blank: attachment(blank),
        }),
        FormFault::Incomplete(form, blank, faults) => Content::FormIncomplete(FormIncomplete {
            title,
            form: form.id.clone(),
            name: form.name.clone(),
            faults: faults.clone(),
            until,
            blank: attachment(blank),
        }),
    }
}

fn attachment(blank: &Blank) -> Attachment {
    Attachment {
        name: blank.name.clone(),
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        size: blank.bytes.len() as u64,
        sha256: blank.sha256.clone(),
        inline: false,
    }
}

/// What falls due for a case that waits for its form.
const WAITS: &[DeadlineKind] = &[DeadlineKind::FormReminder, DeadlineKind::FormExpiry];

/// The requester's mail about a case that waits for its form: the form is checked again.
pub(super) fn receive(matter: &Matter<'_>, ticket: &TicketView, how: &str) -> Decision {
    let rules = matter.rules;
    let mut why = vec![how.to_owned(), "the case waits for its form".to_owned()];
    let came = Event::by(
        &matter.sender.address,
        "information-received",
        matter.mail.new_text.clone(),
        "[16] the requester's answer",
    );
    let mut changes = vec![Change::Event(came)];
    let name = ticket.requester.name.as_deref();
    let state = match form_for(rules, ticket) {
        Some(form) => judge(form, &matter.mail.forms, true),
        // The catalogue asks for it no more.
        None => FormState::NotNeeded,
    };
    // A bare number proves nobody (ruling 26): the letter goes to the address again, and its answer proves it.
    if !matter.is_proven() {
        why.push(
            "it does not answer our letter and no trusted server vouches for it: the form does not count"
                .to_owned(),
        );
        if let (Some(form), false) = (form_for(rules, ticket), matter.is_quiet())
            && let Some(blank) = &form.blank
        {
            let fault = FormFault::Missing(form, blank);
            changes.extend(again(matter, ticket, &fault));
        }
        return decision(Outcome::FollowUp, why, ticket, changes);
    }
    let remark = match state {
        FormState::Fault(fault) if !matter.is_quiet() => {
            why.push("[16] the form is missing or incomplete".to_owned());
            changes.push(Change::CancelOfTicket(WAITS));
            changes.extend(ask(matter, name, &ticket.title, &fault, true));
            // Who cannot go on without help needs a person more than another blank.
            if matter.mail.forms.is_empty() && asks_for_help(&matter.mail.new_text) {
                let remark = format!("{} El usuario escribió sin enviarlo.", fault.remark());
                changes.extend(follow_up::shown(matter, ticket, remark));
            }
            return decision(Outcome::Information, why, ticket, changes);
        }
        FormState::Fault(fault) => Some(fault.remark()),
        FormState::Unreadable(remark) => Some(remark),
        FormState::NotNeeded | FormState::Complete => None,
    };
    why.push("[16] the form is there: the case goes to its group".to_owned());
    let open = resumed(ticket, rules, matter.now);
    let mut remarks = remarks(matter, matter.mail);
    remarks.extend(remark);
    changes.push(Change::CancelOfTicket(WAITS));
    changes.push(Change::UpdateTicket(Box::new(open.clone())));
    let group = rules.group(&open.group);
    changes.push(Change::Event(Event::by_radica(
        "assigned",
        format!("El formato llegó. Entregado al grupo {}.", group.name),
        "[17] the form is there",
    )));
    let mut assignment = agents::assignment(&open, matter, None);
    if let Content::Assignment(content) = &mut assignment {
        content.text = super::draft::join(&open.description, &matter.mail.new_text);
        content.remarks.extend(remarks);
        content.answers_elsewhere.clone_from(&matter.mail.answers_elsewhere);
    }
    changes.extend(queue(to_staff(rules, rules.readers(&open), &assignment, matter.now)));
    if !matter.is_quiet() {
        changes.push(Change::Letter(Box::new(answer(matter, name, status::content(matter, &open)))));
    }
    decision(Outcome::Information, why, ticket, changes)
}

static HELP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"\?|\bno (?:lo |la |se |me |le |les |he )*(?:entiend|entend|se como|pued|pud|logr|tengo|encuentr|abre|deja|permite|sirve)|\b(?:ayud|llam|explic|orient|aclar|comuni)\w*|\b(?:como|donde|quien|cual|que) (?:se |lo |la |debo |puedo |va |pongo |escribo )|\bdudas?\b|\bproblemas?\b",
    )
    .ok()
});

/// Whether somebody who should send a form writes that they cannot, or asks how.
fn asks_for_help(text: &str) -> bool {
    HELP.as_ref().is_some_and(|regex| regex.is_match(&fold(head(text, 4_000))))
}

/// The same letter once more, without a new time.
fn again(matter: &Matter<'_>, ticket: &TicketView, fault: &FormFault<'_>) -> [Change; 1] {
    let until = matter.rules.form_until(ticket.waiting_since.unwrap_or(ticket.created_at));
    let content = content(echo(matter, &ticket.title), fault, until, true);
    [Change::Letter(Box::new(answer(matter, ticket.requester.name.as_deref(), content)))]
}

fn decision(outcome: Outcome, why: Vec<String>, ticket: &TicketView, changes: Vec<Change>) -> Decision {
    Decision { outcome, why, about: About::Ticket(ticket.id), changes, judged: None }
}

/// [16] The day before a case is done with for want of its form.
pub(super) fn remind(ticket: &TicketView, until: Timestamp, rules: &Rules, now: Timestamp) -> Vec<Change> {
    let Some((form, blank)) = form_for(rules, ticket).and_then(|form| Some((form, form.blank.as_ref()?)))
    else {
        return Vec::new();
    };
    let title = echo_to(rules, &ticket.requester.address, &ticket.title);
    vec![
        Change::Letter(Box::new(NewLetter {
            to: ticket.requester.clone(),
            content: content(title, &FormFault::Missing(form, blank), until, true),
            in_reply_to: None,
            counted: true,
            not_before: now,
        })),
        Change::Event(Event::by_radica(
            "reminded",
            "Se recordó al usuario que falta el formato.",
            "[16] the day before",
        )),
    ]
}

/// [16] The form never came: the case is informative, and done (ruling 1).
pub(super) fn expire(ticket: &TicketView, rules: &Rules, now: Timestamp) -> Vec<Change> {
    let mut informative = ticket.clone();
    informative.kind = Some(CaseKind::Informative);
    informative.status = TicketStatus::WaitingRequester;
    let form = form_for(rules, ticket)
        .map_or_else(|| "el formato".to_owned(), |form| format!("el formato {} ({})", form.id, form.name));
    let solution = format!("No se recibió completo {form} en el plazo que se dio para enviarlo.");
    let completion =
        Completion { solution: &solution, ending: Ending::FormExpired, actor: None, attachments: Vec::new() };
    let (done, then) = complete(&informative, completion, rules, now);
    let mut changes = vec![Change::UpdateTicket(Box::new(done))];
    changes.extend(then);
    changes
}

/// `#formato`: the blank with its letter, and what falls due by it. `None` where there is no blank.
pub(super) fn of_agent(
    ticket: &TicketView,
    id: &str,
    rules: &Rules,
    now: Timestamp,
) -> Option<(Content, Vec<Change>)> {
    let form = rules.catalog.form(id)?;
    let fault = FormFault::Missing(form, form.blank.as_ref()?);
    let until = rules.form_until(now);
    let title = echo_to(rules, &ticket.requester.address, &ticket.title);
    let mut changes = vec![Change::CancelOfTicket(WAITS)];
    changes.extend(deadlines(rules, until));
    Some((content(title, &fault, until, false), changes))
}

/// Where in a case's details the form stands that an agent asked for.
pub(super) const ASKED_FORM: &str = "asked_form";

/// The form that a case waits for: what an agent asked for, else its category's.
fn form_for<'a>(rules: &'a Rules, ticket: &TicketView) -> Option<&'a Form> {
    let asked = ticket.details.get(ASKED_FORM).and_then(|id| rules.catalog.form(id));
    asked.or_else(|| form_of(rules, ticket.category.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::asks_for_help;

    #[test]
    fn tells_who_needs_a_person() {
        for text in [
            "No entiendo el formato, ¿me pueden llamar?",
            "No me deja abrir el archivo",
            "Tengo una duda con el campo del superior",
            "Me ayudan por favor a llenarlo",
            "Qué debo poner en sistemas y perfiles",
        ] {
            assert!(asks_for_help(text), "{text:?}");
        }
        for text in ["Ya se los mando, gracias", "Mañana lo envío firmado", "Adjunto el formato", ""] {
            assert!(!asks_for_help(text), "{text:?}");
        }
    }
}
