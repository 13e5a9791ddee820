//! What is done when something falls due.

use jiff::Timestamp;

use super::address::Contact;
use super::ask::item;
use super::compose::{queue, to_staff};
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewLetter, Outcome};
use super::draft::Draft;
use super::facts::{Facts, RequestStatus, RequestView, TicketStatus, TicketView, WaitsFor};
use super::letter::{Content, HolderReminder, MissingInformation, RequestExpired};
use super::mail::Mail;
use super::matter::Matter;
use super::rules::Rules;
use super::waiting::waits_for;
use super::{agents, ask_number, complete, form_wait, survey};

/// Decides what a deadline of a request brings about. `None`: the request has moved on, and nothing is to be done.
pub fn request_due(
    kind: DeadlineKind,
    request: &RequestView,
    facts: &Facts,
    rules: &Rules,
    now: Timestamp,
) -> Option<Decision> {
    match (kind, request.status) {
        (DeadlineKind::RequestReminder, RequestStatus::Waiting) => Some(remind(request, rules, now)),
        (DeadlineKind::RequestExpiry, RequestStatus::Waiting) => Some(expire(request, rules, now)),
        (DeadlineKind::AskNumberExpiry, RequestStatus::AskedNumber) => {
            Some(take_over(request, facts, rules, now))
        }
        _ => None,
    }
}

/// [8] The day before.
fn remind(request: &RequestView, rules: &Rules, now: Timestamp) -> Decision {
    let until = request.expires_at;
    let content = Content::Reminder(MissingInformation {
        title: echo(request, rules),
        items: request.missing.iter().map(|field| item(field, rules)).collect(),
        until,
        again: true,
    });
    decision(
        request,
        "the day before the request ends",
        vec![
            letter(request, content, now),
            Change::Event(Event::by_radica(
                "reminded",
                "Se recordó al usuario que faltan datos.",
                "[8] the day before",
            )),
        ],
    )
}

/// [8] No answer in time: the request ends, and its sender is told.
fn expire(request: &RequestView, rules: &Rules, now: Timestamp) -> Decision {
    let content = Content::RequestExpired(RequestExpired {
        title: echo(request, rules),
        items: request.missing.iter().map(|field| item(field, rules)).collect(),
    });
    decision(
        request,
        "no answer in the time set",
        vec![
            Change::EndRequest { id: request.id, status: RequestStatus::Expired, ticket: None },
            Change::CancelDeadlines,
            Change::Event(Event::by_radica(
                "expired",
                "La solicitud terminó sin los datos que faltaban.",
                "[8] no answer in the time set",
            )),
            letter(request, content, now),
        ],
    )
}

/// [2] No answer which case it is about: an agent takes it, so that no mail dies unseen (ruling 10).
fn take_over(request: &RequestView, facts: &Facts, rules: &Rules, now: Timestamp) -> Decision {
    let sender = Contact { address: request.requester.clone(), name: request.name.clone() };
    let mail = Mail { from: Some(sender.clone()), authors: 1, ..Mail::default() };
    let matter = Matter { mail: &mail, sender: &sender, facts, rules, now };
    let draft = Draft {
        requester: sender.clone(),
        department: request.department.clone(),
        site: request.site.clone(),
        details: request.details.clone(),
        title: request.title.clone(),
        description: request.description.clone(),
        copied: Vec::new(),
        forwarded: String::new(),
        class: None,
        teaches: None,
        attachments: request.attachments.clone(),
        forms: Vec::new(),
        given_up: Vec::new(),
        remarks: vec!["El usuario preguntó por un caso y no dijo cuál.".to_owned()],
        answers_elsewhere: Vec::new(),
        channel: "email",
    };
    let why = vec!["nobody said which case it is about: it becomes a new one".to_owned()];
    ask_number::take_over(&matter, draft, request, why)
}

/// Decides what a deadline of a case brings about. `None`: the case has moved on, and nothing is to be done.
pub fn ticket_due(
    kind: DeadlineKind,
    ticket: &TicketView,
    facts: &Facts,
    rules: &Rules,
    now: Timestamp,
) -> Option<Decision> {
    let waits_for_form = waits_for(ticket, WaitsFor::Form);
    let (why, changes) = match kind {
        DeadlineKind::FormReminder if waits_for_form => {
            let until = rules.form_until(ticket.waiting_since.unwrap_or(ticket.created_at));
            (
                "the day before a case is done with for want of its form",
                form_wait::remind(ticket, until, rules, now),
            )
        }
        DeadlineKind::FormExpiry if waits_for_form => {
            ("no form in the time set", form_wait::expire(ticket, rules, now))
        }
        DeadlineKind::SurveyClosing if ticket.status == TicketStatus::Resolved => {
            ("no answer to the survey in the time set", complete::close_by_default(ticket, now))
        }
        DeadlineKind::ReviewReminder => {
            let survey = facts.survey.as_ref().filter(|survey| survey.awaits_review())?;
            ("nobody has decided about the survey for days", survey::remind(ticket, survey, rules, now))
        }
        DeadlineKind::HolderReminder if ticket.status.waits() => {
            ("it has waited for days: its holder is reminded", remind_holder(ticket, rules, now))
        }
        _ => return None,
    };
    Some(Decision {
        outcome: Outcome::FollowUp,
        why: vec![why.to_owned()],
        about: About::Ticket(ticket.id),
        changes,
        judged: None,
    })
}

/// A case that waits never ends by itself, so whoever has it is reminded once (ruling 17).
fn remind_holder(ticket: &TicketView, rules: &Rules, now: Timestamp) -> Vec<Change> {
    let content = Content::HolderReminder(HolderReminder {
        case: agents::summary(ticket, rules),
        waiting_since: ticket.waiting_since.unwrap_or(ticket.created_at),
        next: agents::next_steps(ticket, rules),
    });
    let mut changes: Vec<Change> = queue(to_staff(rules, rules.readers(ticket), &content, now)).collect();
    changes.push(Change::Event(Event::by_radica(
        "reminded",
        "Se recordó a quien tiene el caso que sigue en espera.",
        "ruling 17",
    )));
    changes
}

fn decision(request: &RequestView, why: &str, changes: Vec<Change>) -> Decision {
    Decision {
        outcome: Outcome::NewRequest,
        why: vec![why.to_owned()],
        about: About::Request(request.id),
        changes,
        judged: None,
    }
}

fn echo(request: &RequestView, rules: &Rules) -> Option<String> {
    rules.is_internal(&request.requester).then(|| request.title.clone())
}

fn letter(request: &RequestView, content: Content, now: Timestamp) -> Change {
    Change::Letter(Box::new(NewLetter {
        to: Contact { address: request.requester.clone(), name: request.name.clone() },
        content,
        in_reply_to: None,
        counted: true,
        not_before: now,
    }))
}
