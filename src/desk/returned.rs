//! Automatic mail: recorded and never answered; a bounce is tied to the letter that came back (ruling 27).

use jiff::Timestamp;

use super::address::Address;
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

/// Somebody of a case is away: worth knowing, and nothing else.
fn noted(matter: &Matter<'_>) -> Option<(About, Vec<Change>)> {
    let Case::Ticket(ticket) = matter.facts.threaded.as_ref().or(matter.facts.named.first())? else {
        return None;
    };
    let address = &matter.sender.address;
    let is_of_it = matter.takes_part(ticket) || matter.rules.staff.person(address).is_some();
    is_of_it.then(|| {
        let why = "recorded only: it answers nothing and stops no clock";
        let event = Event::by(address, "out-of-office", matter.mail.new_text.clone(), why);
        (About::Ticket(ticket.id), vec![Change::Event(event)])
    })
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
            letter: letter_in_spanish(&letter.kind).to_owned(),
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

/// What a letter is called towards staff.
pub fn letter_in_spanish(kind: &str) -> &'static str {
    match kind {
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
        "command-error" => "la respuesta a un correo del equipo",
        "operator-alert" => "un aviso para la operación",
        _ => "una carta",
    }
}
