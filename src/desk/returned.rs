//! Automatic mail: recorded and never answered; a bounce is tied to the letter that came back (ruling 27).

use jiff::Timestamp;

use super::address::Address;
use super::agents;
use super::compose::{queue, to_staff};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::facts::{Case, Facts, LetterView, TicketView};
use super::letter::{Content, DeliveryFailure};
use super::mail::{Automatic, Bounce};
use super::matter::Matter;
use super::rules::Rules;

/// A machine's mail that is no bounce; a matter where it has an author.
pub(super) fn automatic(matter: Option<&Matter<'_>>, automatic: &Automatic) -> Decision {
    let what = match automatic {
        Automatic::OutOfOffice => "an absence notice",
        Automatic::Receipt => "a receipt",
        Automatic::List => "list or bulk mail",
        Automatic::Calendar => "a calendar mail",
        Automatic::OwnMail => "our own mail come back",
        Automatic::Bounce(_) => "a delivery report",
        Automatic::Machine(_) => "a machine's mail",
    };
    let mut why = vec![format!("automatic: {what}")];
    if let Automatic::Machine(header) = automatic {
        why.push(format!("because of {header}"));
    }
    let absence = matter.filter(|_| *automatic == Automatic::OutOfOffice).and_then(noted);
    let (about, changes) = absence.unwrap_or((About::Nothing, Vec::new()));
    Decision { outcome: Outcome::Automatic, why, about, changes, judged: None }
}

/// Somebody of a case is away: worth knowing, and nothing else, unless they have cases to give back.
fn noted(matter: &Matter<'_>) -> Option<(About, Vec<Change>)> {
    let ticket = match matter.facts.threaded.as_ref().or(matter.facts.named.first()) {
        Some(Case::Ticket(ticket)) => Some(ticket),
        _ => None,
    };
    let address = &matter.sender.address;
    let is_staff = matter.rules.staff.person(address).is_some();
    let ticket = ticket.filter(|ticket| is_staff || matter.takes_part(ticket));
    let mut changes: Vec<Change> = ticket
        .map(|_| {
            let why = "recorded only: it answers nothing and stops no clock";
            Change::Event(Event::by(address, "out-of-office", matter.mail.new_text.clone(), why))
        })
        .into_iter()
        .collect();
    changes.extend(away(matter));
    let about = ticket.map_or(About::Nothing, |ticket| About::Ticket(ticket.id));
    (!changes.is_empty()).then_some((about, changes))
}

/// For how many business days somebody counts as away at the most, unless they write before: a legal holiday. A mail
/// program says once that they are away, so that a shorter time would bring them cases that nobody gives back.
const AWAY: u32 = 15;

/// An agent who is away gives all their new cases back: the ones they hold and have not answered yet. A mail program
/// says so once, whatever comes after. Only a letter of ours to that very agent brings such an answer.
fn away(matter: &Matter<'_>) -> Vec<Change> {
    let address = &matter.sender.address;
    let answers_us = matter.facts.proof.as_ref().is_some_and(|letter| letter.for_staff);
    let Some(name) = matter.rules.staff_name(address).filter(|_| answers_us) else { return Vec::new() };
    let until = matter.rules.calendar.end_of_business_day_after(matter.now, AWAY);
    let new =
        matter.facts.queue.iter().filter(|case| case.is_new() && case.assignee.as_ref() == Some(address));
    let mut changes: Vec<Change> = new.map(|case| given_back(matter, case, &name)).collect();
    changes.push(Change::Away { address: address.clone(), until: Some(until) });
    changes
}

/// One of their cases goes back to its group.
fn given_back(matter: &Matter<'_>, ticket: &TicketView, name: &str) -> Change {
    let mut back = ticket.clone();
    back.assignee = None;
    let because = format!("{name} no está (respuesta automática): el caso vuelve al grupo.");
    let mut changes = vec![
        Change::UpdateTicket(Box::new(back.clone())),
        Change::Event(Event::by_radica(
            "given-back",
            because.clone(),
            "the holder is away and has not answered yet",
        )),
    ];
    let content = Content::Assignment(agents::assignment(&back, matter, Some(because)));
    let mut to = matter.rules.recipients(&back.group);
    to.retain(|other| *other != matter.sender.address);
    if to.is_empty() {
        to = matter.rules.staff.coordinators().iter().map(|person| person.email.clone()).collect();
    }
    changes.extend(queue(to_staff(matter.rules, to, &content, matter.now)));
    Change::Elsewhere { ticket: ticket.id, changes }
}

/// A delivery report.
pub(super) fn bounce(bounce: &Bounce, facts: &Facts, rules: &Rules, now: Timestamp) -> Decision {
    let nothing = |why: &str| Decision {
        outcome: Outcome::Bounce,
        why: vec!["a delivery report".to_owned(), why.to_owned()],
        about: About::Nothing,
        changes: Vec::new(),
        judged: None,
    };
    let Some(letter) = &facts.bounced else { return nothing("it names no letter of ours") };
    if !bounce.recipients.contains(&letter.to) {
        return nothing("it names a letter of ours, but not that letter's recipient");
    }
    if bounce.delayed {
        return nothing("delivery is only delayed");
    }
    if letter.failed {
        return nothing("that letter is known not to have arrived");
    }
    let diagnostic = match (bounce.status.as_str(), bounce.diagnostic.as_str()) {
        ("", text) => text.to_owned(),
        (status, "") => status.to_owned(),
        (status, text) if text.contains(status) => text.to_owned(),
        (status, text) => format!("{status} {text}"),
    };
    let mut decision = undeliverable(letter, &diagnostic, bounce.is_permanent(), rules, now);
    decision.why.insert(0, "a delivery report".to_owned());
    decision
}

/// A letter of ours that will not arrive: by a delivery report, or because no server takes it.
pub fn undeliverable(
    letter: &LetterView,
    diagnostic: &str,
    permanent: bool,
    rules: &Rules,
    now: Timestamp,
) -> Decision {
    let (about, ticket) = match &letter.case {
        Some(Case::Ticket(ticket)) => (About::Ticket(ticket.id), Some(ticket)),
        Some(Case::Request(request)) => (
            request.ticket.as_ref().map_or(About::Request(request.id), |ticket| About::Ticket(ticket.id)),
            request.ticket.as_deref(),
        ),
        None => (About::Nothing, None),
    };
    let mut changes = vec![Change::LetterFailed { id: letter.id, error: diagnostic.to_owned() }];
    if about != About::Nothing {
        changes.push(Change::Event(Event::by_radica(
            "not-delivered",
            format!("No llegó a {} «{}»: {diagnostic}", letter.to, letter.subject),
            "[11] the letter did not arrive",
        )));
    }
    // An alert about an alert would have no end.
    if !["delivery-failure", "operator-alert"].contains(&letter.kind.as_str()) {
        let content = Content::DeliveryFailure(DeliveryFailure {
            recipient: letter.to.clone(),
            subject: letter.subject.clone(),
            letter: letter_in_spanish(&letter.kind, letter.for_staff).to_owned(),
            diagnostic: diagnostic.to_owned(),
            permanent,
        });
        changes.extend(queue(to_staff(rules, readers(letter, ticket, rules), &content, now)));
    }
    Decision {
        outcome: Outcome::Bounce,
        why: vec![format!("a letter of ours did not reach {}", letter.to.masked())],
        about,
        changes,
        judged: None,
    }
}

/// Who must know that a letter did not arrive: the group that has the case, or the coordinators; never the address
/// that failed.
fn readers(letter: &LetterView, ticket: Option<&TicketView>, rules: &Rules) -> Vec<Address> {
    // A letter to an agent that fails is the coordinator's matter.
    let mut readers = if rules.staff.person(&letter.to).is_some() {
        rules.staff.coordinators().iter().map(|person| person.email.clone()).collect()
    } else {
        ticket.map_or_else(|| rules.recipients(&rules.first_line().id), |ticket| rules.readers(ticket))
    };
    readers.retain(|reader: &Address| *reader != letter.to);
    readers
}

/// What a letter is called towards staff, by its kind and whether it was meant for staff.
pub fn letter_in_spanish(kind: &str, for_staff: bool) -> &'static str {
    match kind {
        "reminder" if for_staff => "el recordatorio de un caso en espera",
        "acknowledgement" => "el acuse de recibo con el número",
        "missing-information" => "la carta que pide los datos que faltan",
        "reminder" => "el recordatorio de los datos que faltan",
        "request-expired" => "el aviso de que la solicitud terminó",
        "ask-number" => "la pregunta por el número del caso",
        "status" => "la respuesta sobre cómo va el caso",
        "out-of-scope" => "la respuesta de que no corresponde a la mesa",
        "form-needed" => "la carta que pide el formato",
        "form-incomplete" => "la carta que pide completar el formato",
        "case-closed-note" => "el aviso de que el caso está cerrado",
        "survey" => "la solución con la encuesta",
        "area-request" => "la solicitud a un área externa",
        "assignment" => "la entrega del caso a un agente",
        "follow-up-notice" => "el aviso de una novedad del usuario",
        "command-error" | "command-result" => "la respuesta a un correo del equipo",
        "agent-reply" => "la respuesta de un agente",
        "not-applicable" => "el aviso de que el caso no procede",
        "merged-note" => "el aviso de que el caso se unió a otro",
        "escalation" => "el caso escalado",
        "taken-notice" => "el aviso de que alguien tomó el caso",
        "sla-warning" => "el aviso de que se acaba un plazo",
        "sla-breach" => "el aviso de un plazo vencido",
        "problem" => "el aviso de un problema que muchos reportan",
        "delivery-failure" => "el aviso de que una carta no llegó",
        "digest" => "el resumen de la mañana",
        "survey-unclear" => "la pregunta por lo que quiso decir en la encuesta",
        "survey-thanks" => "el agradecimiento por la encuesta",
        "unsatisfactory-review" => "el caso por revisar",
        "reopened" => "el aviso de que el caso se reabrió",
        "feedback" => "la retroalimentación a quien lo solucionó",
        "coordinator-answer" => "la respuesta de la coordinación",
        "delayed-files" => "los archivos que faltaban en una carta anterior",
        "monthly-report" => "el informe del mes",
        "operator-alert" => "un aviso para la operación",
        _ => "una carta",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_its_name() {
        for (kind, for_staff, name) in [
            ("agent-reply", false, "la respuesta de un agente"),
            ("reminder", false, "el recordatorio de los datos que faltan"),
            ("reminder", true, "el recordatorio de un caso en espera"),
            ("command-result", true, "la respuesta a un correo del equipo"),
            ("unheard-of", false, "una carta"),
        ] {
            assert_eq!(letter_in_spanish(kind, for_staff), name, "{kind}");
        }
    }
}
