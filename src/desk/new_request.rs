//! [8] to [11] A new matter: turned away when it is none of the desk's, registered when it is complete, else what is
//! missing is asked for.

use super::ask::hold;
use super::classify::Classification;
use super::compose::{answer, echo};
use super::decision::{About, Change, Decision, Event, Judgement, NewRequest, Outcome};
use super::draft::Draft;
use super::facts::{Field, RequestStatus, RequestView};
use super::form_state;
use super::heard::hear;
use super::information::with_answers_within;
use super::letter::{Content, OutOfScope};
use super::matter::Matter;
use super::register::register;

/// Takes a mail that is about nothing known.
pub(super) fn take(matter: &Matter<'_>) -> Decision {
    first(matter, vec!["it is about no known case: a new matter".to_owned()])
}

/// Takes the first mail of a matter.
pub(super) fn first(matter: &Matter<'_>, mut why: Vec<String>) -> Decision {
    let draft = Draft::of(matter);
    let class = draft.classify(matter.rules);
    // Nobody is asked for data about something that is refused (ruling 5).
    if let Some(topic) = class.out_of_scope.as_deref().filter(|_| !matter.is_quiet()) {
        why.extend(class.why.iter().cloned());
        return turn_away(matter, &draft, &class, topic, why);
    }
    let teaches = draft.teaches.clone().filter(|_| matter.is_proven());
    let mut decision = judge_as(matter, draft, class, About::Nothing, why);
    if let Some(known) = teaches {
        decision.changes.push(Change::Learn { address: matter.sender.address.clone(), known });
    }
    decision
}

/// Takes a mail to a request that has ended: a new one, joined with the old text (ruling 8).
pub(super) fn resume(matter: &Matter<'_>, request: &RequestView, how: &str) -> Decision {
    let why = format!("{how}, of a request that has ended: it begins anew");
    if !matter.is_proven() {
        return first(matter, vec![why]);
    }
    let read_within = with_answers_within(matter, request);
    let matter = &Matter { mail: read_within.as_ref().unwrap_or(matter.mail), ..*matter };
    let mut draft = Draft::of_request(matter, request, hear(matter, &request.missing));
    draft.copied = Vec::new();
    judge(matter, draft, About::Nothing, vec![why])
}

/// Takes the answer of somebody who was turned away: it is doubtful now, so it is a case (★ of [9]).
pub(super) fn reconsider(matter: &Matter<'_>, request: &RequestView, how: &str) -> Decision {
    let why = format!("{how}, that was turned away: a person looks at it");
    if !matter.is_proven() {
        return first(matter, vec![why]);
    }
    let mut draft = Draft::of_request(matter, request, hear(matter, &[]));
    draft.remarks.push("Se le respondió que no es de la Mesa, y el usuario escribió de nuevo.".to_owned());
    judge(matter, draft, About::Request(request.id), vec![why])
}

/// Registers a draft, or asks for what it lacks.
pub(super) fn judge(matter: &Matter<'_>, draft: Draft, about: About, why: Vec<String>) -> Decision {
    let class = draft.classify(matter.rules);
    judge_as(matter, draft, class, about, why)
}

fn judge_as(
    matter: &Matter<'_>,
    mut draft: Draft,
    class: Classification,
    about: About,
    mut why: Vec<String>,
) -> Decision {
    why.extend(class.why.iter().cloned());
    let missing = draft.missing(matter.rules, &class);
    if missing.is_empty() {
        why.push("nothing is missing".to_owned());
        return register(matter, draft, &class, about, why);
    }
    why.push(format!("missing: {}", names(&missing).join(", ")));
    if matter.is_quiet() {
        why.push("its sender wants no automatic answer: registered as it is".to_owned());
        draft.given_up = missing;
        return register(matter, draft, &class, about, why);
    }
    hold(matter, &draft, &class, missing, about, why)
}

/// How a matter was judged, as it is kept with the mail.
pub(super) fn judgement(
    matter: &Matter<'_>,
    draft: &Draft,
    class: &Classification,
    missing: &[Field],
) -> Option<Box<Judgement>> {
    let mut missing: Vec<String> = names(missing).into_iter().map(str::to_owned).collect();
    if form_state::lacks_form(matter, draft, class) {
        missing.push(Field::Form.as_str().to_owned());
    }
    Some(Box::new(Judgement {
        kind: class.kind.map(|kind| kind.as_str().to_owned()),
        category: class.category.clone(),
        group: class
            .category
            .as_deref()
            .and_then(|id| matter.rules.catalog.category(id))
            .map(|category| category.group.clone()),
        score: class.score,
        priority: class.priority.as_str().to_owned(),
        out_of_scope: class.out_of_scope.clone(),
        missing,
    }))
}

fn names(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(Field::as_str).collect()
}

/// [9] None of the desk's business: why, and where to go.
fn turn_away(
    matter: &Matter<'_>,
    draft: &Draft,
    class: &Classification,
    topic: &str,
    mut why: Vec<String>,
) -> Decision {
    let reason = matter.rules.catalog.out_of_scope.iter().find(|one| one.id == topic);
    let reason = reason.map_or_else(String::new, |topic| topic.reason.clone());
    why.push(format!("[9] none of the desk's business: {topic}"));
    let changes = vec![
        Change::Hold(Box::new(NewRequest {
            status: RequestStatus::OutOfScope,
            requester: draft.requester.clone(),
            department: draft.department.clone(),
            site: draft.site.clone(),
            details: draft.details.clone(),
            title: draft.title.clone(),
            description: draft.description.clone(),
            copied: draft.copied.clone(),
            missing: Vec::new(),
            offered: Vec::new(),
            created_at: matter.now,
            expires_at: matter.now,
        })),
        Change::Event(Event::by(
            &draft.requester.address,
            "received",
            draft.description.clone(),
            format!("[9] {}", class.why.join("; ")),
        )),
        Change::Event(Event::by_radica("turned-away", reason.clone(), format!("[9] {topic}"))),
        Change::Letter(Box::new(answer(
            matter,
            draft.requester.name.as_deref(),
            Content::OutOfScope(OutOfScope { title: echo(matter, &draft.title), reason }),
        ))),
    ];
    let judged = judgement(matter, draft, class, &[]);
    Decision { outcome: Outcome::OutOfScope, why, about: About::Nothing, changes, judged }
}
