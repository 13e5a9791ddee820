//! What is done when something falls due.

use jiff::Timestamp;

use super::address::Contact;
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewLetter, Outcome};
use super::draft::Draft;
use super::facts::{Facts, RequestStatus, RequestView};
use super::letter::{Content, MissingInformation, RequestExpired};
use super::mail::Mail;
use super::matter::Matter;
use super::new_request::{item, register};
use super::rules::Rules;

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
    let mut draft = Draft {
        requester: sender.clone(),
        department: request.department.clone(),
        site: request.site.clone(),
        details: request.details.clone(),
        title: request.title.clone(),
        description: request.description.clone(),
        copied: Vec::new(),
        attachments: request.attachments.clone(),
        given_up: Vec::new(),
        remarks: vec!["El usuario preguntó por un caso y no dijo cuál.".to_owned()],
        answers_elsewhere: Vec::new(),
    };
    draft.given_up = draft.missing();
    let why = vec!["nobody said which case it is about: it becomes a new one".to_owned()];
    register(&matter, draft, About::Request(request.id), why)
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
