//! [15], [16] The form of a category: whether it came and is complete, asked for, checked again, and done without.

use super::agents;
use super::complete::{Completion, complete};
use super::compose::{answer, echo, echo_to, queue, remarks, to_staff};
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewLetter, Outcome};
use super::draft::Draft;
use super::facts::{TicketStatus, TicketView};
use super::fold::{fold, head, pattern};
use super::form_state::{self, FormFault, FormState, Incomplete, What, judge};
use super::letter::{Content, Ending, FormIncomplete, FormNeeded, OtherForm};
use super::mail::Attachment;
use super::matter::Matter;
use super::rules::Rules;
use super::statistics::FORM_RETURNED;
use super::status;
use super::waiting::resumed;
use crate::config::catalog::{Blank, CaseKind, Form};
use jiff::Timestamp;
use regex::Regex;
use std::sync::LazyLock;

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
            match fault.what {
                What::Missing(..) => "[15] the form is missing",
                What::Incomplete(..) => FORM_RETURNED,
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
    match &fault.what {
        What::Missing(form, blank) => Content::FormNeeded(FormNeeded {
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
        What::Incomplete(first, others, complete) => Content::FormIncomplete(FormIncomplete {
            title,
            form: first.form.id.clone(),
            name: first.form.name.clone(),
            file: first.file.clone(),
            faults: first.faults.clone(),
            others: others.iter().map(other).collect(),
            complete: complete.clone(),
            until,
            blank: attachment(first.blank),
        }),
    }
}

fn other(one: &Incomplete<'_>) -> OtherForm {
    OtherForm { form: one.form.id.clone(), file: one.file.clone(), faults: one.faults.clone() }
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
    let awaited = form_state::awaited(rules, ticket);
    let state = match awaited.as_slice() {
        // The catalogue asks for it no more.
        [] => FormState::NotNeeded,
        forms => judge(rules, forms, &matter.mail.forms, true),
    };
    // A bare number proves nobody (ruling 26): the letter goes to the address again, and its answer proves it.
    if !matter.is_proven() {
        why.push(
            "it does not answer our letter and no trusted server vouches for it: the form does not count"
                .to_owned(),
        );
        if let (Some(fault), false) = (missing(&awaited), matter.is_quiet()) {
            changes.extend(again(matter, ticket, &fault));
        }
        return decision(Outcome::FollowUp, why, ticket, changes);
    }
    let (came, remark) = match state {
        FormState::Fault(fault) => match nobody_is_asked(matter, &fault) {
            None => {
                why.push("[16] the form is missing or incomplete".to_owned());
                changes.push(Change::CancelOfTicket(WAITS));
                let mut noted = ticket.clone();
                if fault.note(&mut noted.details, &awaited) {
                    changes.push(Change::UpdateTicket(Box::new(noted)));
                }
                changes.extend(ask(matter, name, &ticket.title, &fault, true));
                return decision(Outcome::Information, why, ticket, changes);
            }
            Some(reason) => {
                why.push(format!(
                    "[16] the form is missing or incomplete, and {reason}: an agent takes over"
                ));
                (false, Some(fault.remark()))
            }
        },
        FormState::Unreadable(remark) => (true, Some(remark)),
        FormState::NotNeeded | FormState::Complete => (true, None),
    };
    if came {
        why.push("[16] the form is there: the case goes to its group".to_owned());
    }
    changes.extend(hand_on(matter, ticket, came, remark));
    decision(Outcome::Information, why, ticket, changes)
}

/// After so many letters that ask for the same an agent takes over, as with missing information (ruling 4).
const MOST_QUESTIONS: u32 = 2;

/// Why the requester is not asked for the form once more; `None` where they are. Who cannot go on without help needs a
/// person more than another blank.
fn nobody_is_asked(matter: &Matter<'_>, fault: &FormFault<'_>) -> Option<&'static str> {
    // A form that is not complete yet is a step on from none.
    let asked = match fault.what {
        What::Missing(..) => matter.facts.form_asked.missing,
        What::Incomplete(..) => matter.facts.form_asked.incomplete,
    };
    if matter.is_quiet() {
        Some("its sender wants no automatic answer")
    } else if matter.mail.forms.is_empty() && asks_for_help(&matter.mail.new_text) {
        Some("its sender asks for help")
    } else if asked >= MOST_QUESTIONS {
        Some("it was asked for often enough")
    } else {
        None
    }
}

/// The case goes to its group: with its form, or without, and what an agent must know of that.
fn hand_on(matter: &Matter<'_>, ticket: &TicketView, came: bool, remark: Option<String>) -> Vec<Change> {
    let rules = matter.rules;
    let open = resumed(ticket, rules, matter.now);
    let group = rules.group(&open.group);
    let (how, rule) = if came {
        ("El formato llegó.", "[17] the form is there")
    } else {
        ("El usuario escribió sin el formato completo.", "[16] an agent takes over (ruling 4)")
    };
    let mut changes = vec![
        Change::CancelOfTicket(WAITS),
        Change::UpdateTicket(Box::new(open.clone())),
        Change::Event(Event::by_radica(
            "assigned",
            format!("{how} Entregado al grupo {}.", group.name),
            rule,
        )),
    ];
    let mut assignment = agents::assignment(&open, matter, None);
    assignment.text = super::description::join(&open.description, &matter.mail.new_text);
    assignment.remarks.extend(remarks(matter, matter.mail));
    assignment.remarks.extend(remark);
    assignment.answers_elsewhere.clone_from(&matter.mail.answers_elsewhere);
    let assignment = Content::Assignment(assignment);
    changes.extend(queue(to_staff(rules, rules.readers(&open), &assignment, matter.now)));
    if !matter.is_quiet() {
        let name = ticket.requester.name.as_deref();
        changes.push(Change::Letter(Box::new(answer(matter, name, status::content(matter, &open)))));
    }
    changes
}

/// The first of some forms, as missing.
fn missing<'a>(awaited: &[&'a Form]) -> Option<FormFault<'a>> {
    let form = *awaited.first()?;
    Some(FormFault::missing(form, form.blank.as_ref()?))
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
    let Some(fault) = missing(&form_state::awaited(rules, ticket)) else { return Vec::new() };
    let title = echo_to(rules, &ticket.requester.address, &ticket.title);
    vec![
        Change::Letter(Box::new(NewLetter {
            to: ticket.requester.clone(),
            content: content(title, &fault, until, true),
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
    let form = form_state::awaited(rules, ticket)
        .first()
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
    let fault = FormFault::missing(form, form.blank.as_ref()?);
    let until = rules.form_until(now);
    let title = echo_to(rules, &ticket.requester.address, &ticket.title);
    let mut changes = vec![Change::CancelOfTicket(WAITS)];
    changes.extend(deadlines(rules, until));
    Some((content(title, &fault, until, false), changes))
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
