//! [8] Missing information comes: merged with what was there, and judged again.

use super::address::Contact;
use super::compose::{answer, echo};
use super::decision::{About, Change, Decision, Event, Outcome, RequestUpdate};
use super::draft::{Draft, join, joined_files};
use super::facts::{RequestStatus, RequestView};
use super::matter::Matter;
use super::new_request::{ask_for, item, register};
use super::person;

/// After so many questions an agent takes over (ruling 4).
const MOST_QUESTIONS: u32 = 2;

/// Takes the answer to a request that waits. The sender is the request's own.
pub(super) fn receive(matter: &Matter<'_>, request: &RequestView, how: &str) -> Decision {
    let mut why = vec![format!("{how}, of a request that waits for information")];
    if !matter.is_proven() {
        return ask_again_for_proof(matter, request, why);
    }
    let told = person::told(matter.mail, &request.missing);
    let name = request.name.clone().or(told.name.clone());
    let department = request.department.clone().or(told.department.clone());
    let description = join(&request.description, &told.rest);
    let draft = Draft {
        requester: Contact { address: request.requester.clone(), name },
        department,
        site: request.site.clone(),
        details: request.details.clone(),
        title: request.title.clone(),
        description,
        copied: request.copied.clone(),
        attachments: joined_files(&request.attachments, &matter.mail.attachments),
        given_up: Vec::new(),
        remarks: matter.mail.remarks.clone(),
        answers_elsewhere: matter.mail.answers_elsewhere.clone(),
    };
    let missing = draft.missing();
    let update = |missing: &[super::facts::Field], asked: u32| {
        Change::UpdateRequest(Box::new(RequestUpdate {
            id: request.id,
            status: RequestStatus::Waiting,
            name: draft.requester.name.clone(),
            department: draft.department.clone(),
            site: draft.site.clone(),
            details: draft.details.clone(),
            description: draft.description.clone(),
            missing: missing.to_vec(),
            asked,
            expires_at: matter.rules.information_until(matter.now),
            at: matter.now,
        }))
    };
    let came = Change::Event(Event::by(
        &matter.sender.address,
        "information-received",
        matter.mail.new_text.clone(),
        "[8] the requester's answer",
    ));
    let mut first = vec![came];
    let mut decision = if missing.is_empty() {
        why.push("now name, dependencia and description are there".to_owned());
        register(matter, draft, About::Request(request.id), why)
    } else {
        let names: Vec<&str> = missing.iter().map(|field| field.as_str()).collect();
        why.push(format!("still missing: {}", names.join(", ")));
        if request.asked >= MOST_QUESTIONS || matter.mail.wants_no_automatic_answer {
            why.push("asked often enough: an agent takes over".to_owned());
            let mut draft = draft;
            draft.given_up = missing;
            register(matter, draft, About::Request(request.id), why)
        } else {
            first.push(update(&missing, request.asked + 1));
            let changes = ask_for(matter, draft.requester.name.as_deref(), &request.title, &missing, true);
            Decision {
                outcome: Outcome::Information,
                why,
                about: About::Request(request.id),
                changes,
                judged: None,
            }
        }
    };
    decision.outcome = Outcome::Information;
    decision.changes.splice(0..0, first);
    decision
}

/// A bare number proves nobody (ruling 26): the letter goes to the address again, and its answer proves it.
fn ask_again_for_proof(matter: &Matter<'_>, request: &RequestView, mut why: Vec<String>) -> Decision {
    why.push(
        "it does not answer our letter and no trusted server vouches for it: only an answer to the letter counts"
            .to_owned(),
    );
    let mut changes = vec![Change::Event(Event::by_radica(
        "not-believed",
        "Llegó un correo con el número de la solicitud que no responde a nuestra carta; no se tuvo en cuenta.",
        "ruling 26",
    ))];
    if matter.mail.wants_no_automatic_answer {
        return Decision {
            outcome: Outcome::AskedNumber,
            why,
            about: About::Request(request.id),
            changes,
            judged: None,
        };
    }
    let items = request.missing.iter().map(|field| item(field, matter.rules)).collect();
    changes.push(Change::Letter(Box::new(answer(
        matter,
        request.name.as_deref(),
        super::letter::Content::MissingInformation(super::letter::MissingInformation {
            title: echo(matter, &request.title),
            items,
            until: matter.rules.information_until(request.created_at),
            again: false,
        }),
    ))));
    Decision { outcome: Outcome::AskedNumber, why, about: About::Request(request.id), changes, judged: None }
}
