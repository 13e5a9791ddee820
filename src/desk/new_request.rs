//! [8], [10], [11] A new matter: registered when it is complete, else what is missing is asked for.

use super::compose::{answer, echo, queue, to_staff};
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewRequest, NewTicket, Outcome};
use super::draft::{Draft, join, joined_files};
use super::facts::{Field, RequestStatus, RequestView};
use super::letter::{Acknowledgement, Assignment, Content, MissingInformation, MissingItem, Requester};
use super::matter::Matter;
use super::person;
use super::rules::Rules;

/// Takes a mail that is about nothing known.
pub(super) fn take(matter: &Matter<'_>) -> Decision {
    judge(
        matter,
        Draft::of(matter),
        About::Nothing,
        vec!["it is about no known case: a new matter".to_owned()],
    )
}

/// Takes a mail to a request that has ended: a new one, joined with the old text (ruling 8).
pub(super) fn resume(matter: &Matter<'_>, request: &RequestView, how: &str) -> Decision {
    let why = format!("{how}, of a request that has ended: it begins anew");
    if !matter.is_proven() {
        return judge(matter, Draft::of(matter), About::Nothing, vec![why]);
    }
    let mut told = person::told(matter.mail, &request.missing);
    told.name = request.name.clone().or(told.name);
    told.department = request.department.clone().or(told.department);
    let description = join(&request.description, &told.rest);
    let mut draft = Draft::with(matter, told, description);
    draft.title.clone_from(&request.title);
    draft.attachments = joined_files(&request.attachments, &matter.mail.attachments);
    judge(matter, draft, About::Nothing, vec![why])
}

/// Registers a draft, or asks for what it lacks.
pub(super) fn judge(matter: &Matter<'_>, mut draft: Draft, about: About, mut why: Vec<String>) -> Decision {
    let missing = draft.missing();
    if missing.is_empty() {
        why.push("name, dependencia and description are there".to_owned());
        return register(matter, draft, about, why);
    }
    let names: Vec<&str> = missing.iter().map(|field| field.as_str()).collect();
    why.push(format!("missing: {}", names.join(", ")));
    if matter.mail.wants_no_automatic_answer {
        why.push("its sender wants no automatic answer: registered as it is".to_owned());
        draft.given_up = missing;
        return register(matter, draft, about, why);
    }
    hold(matter, &draft, missing, why)
}

/// [10], [11] A case, its number to the requester, the case to the group.
pub(super) fn register(matter: &Matter<'_>, draft: Draft, about: About, why: Vec<String>) -> Decision {
    let Matter { rules, now, mail, .. } = *matter;
    let group = rules.first_line();
    let priority = crate::config::catalog::Priority::default();
    let (first_reply_due, resolution_due) = rules.due(priority, now);
    let mut changes = vec![Change::Register(Box::new(NewTicket {
        requester: draft.requester.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        details: draft.details.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        status: super::facts::TicketStatus::Open,
        kind: None,
        category: None,
        priority,
        level: group.level,
        group: group.id.clone(),
        created_at: now,
        first_reply_due,
        resolution_due,
    }))];
    changes.extend(draft.copied.iter().map(|contact| Change::Participate(contact.address.clone())));
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "registered",
        draft.description.clone(),
        format!("[10] {}", why.join("; ")),
    )));
    if mail.wants_no_automatic_answer {
        changes.push(Change::Event(Event::by_radica(
            "not-acknowledged",
            "No se envió acuse de recibo: el remitente pidió no recibir respuestas automáticas.",
            "X-Auto-Response-Suppress",
        )));
    } else {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            draft.requester.name.as_deref(),
            Content::Acknowledgement(Acknowledgement {
                title: echo(matter, &draft.title),
                case_kind: None,
                attended_by: group.name.clone(),
                first_reply_due,
                opens_at: (!rules.calendar.is_open(now)).then(|| rules.calendar.opens_at(now)),
            }),
        ))));
    }
    changes.push(Change::Event(Event::by_radica(
        "assigned",
        format!("Entregado al grupo {}.", group.name),
        "[14] not categorised yet: level 1",
    )));
    let other_cases = matter.facts.own_cases.clone();
    let assignment = Content::Assignment(Assignment {
        title: draft.title,
        requester: Requester {
            email: draft.requester.address,
            name: draft.requester.name,
            department: draft.department,
        },
        site: draft.site,
        text: draft.description,
        case_kind: None,
        category: None,
        because: Vec::new(),
        details: Vec::new(),
        priority: priority.as_str().to_owned(),
        group: group.name.clone(),
        created_at: now,
        first_reply_due,
        resolution_due,
        missing: draft.given_up.iter().map(|field| item(field, matter.rules).ask).collect(),
        other_cases,
        answers_elsewhere: draft.answers_elsewhere,
        copied: draft.copied,
        remarks: draft.remarks,
        attachments: draft.attachments,
    });
    changes.extend(queue(to_staff(rules, rules.recipients(&group.id), &assignment, now)));
    if matches!(about, About::Request(_)) {
        changes.push(Change::CancelDeadlines);
    }
    Decision { outcome: Outcome::NewTicket, why, about, changes, judged: None }
}

/// [8] Kept until what is missing comes.
fn hold(matter: &Matter<'_>, draft: &Draft, missing: Vec<Field>, why: Vec<String>) -> Decision {
    let until = matter.rules.information_until(matter.now);
    let mut changes = vec![Change::Hold(Box::new(NewRequest {
        status: RequestStatus::Waiting,
        requester: draft.requester.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        details: draft.details.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        copied: draft.copied.clone(),
        missing: missing.clone(),
        offered: Vec::new(),
        created_at: matter.now,
        expires_at: until,
    }))];
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "received",
        draft.description.clone(),
        format!("[8] {}", why.join("; ")),
    )));
    changes.extend(ask_for(matter, draft.requester.name.as_deref(), &draft.title, &missing, false));
    Decision { outcome: Outcome::NewRequest, why, about: About::Nothing, changes, judged: None }
}

/// [8] The letter that asks for what is missing, and what falls due by it.
pub(super) fn ask_for(
    matter: &Matter<'_>,
    name: Option<&str>,
    title: &str,
    missing: &[Field],
    again: bool,
) -> Vec<Change> {
    let until = matter.rules.information_until(matter.now);
    let items: Vec<MissingItem> = missing.iter().map(|field| item(field, matter.rules)).collect();
    let asked = items.iter().map(|item| item.ask.as_str()).collect::<Vec<_>>().join("; ");
    vec![
        Change::Event(Event::by_radica(
            "information-requested",
            format!("Se pidió: {asked}."),
            "[8] missing information",
        )),
        Change::Letter(Box::new(answer(
            matter,
            name,
            Content::MissingInformation(MissingInformation {
                title: echo(matter, title),
                items,
                until,
                again,
            }),
        ))),
        Change::CancelDeadlines,
        Change::Deadline {
            kind: DeadlineKind::RequestReminder,
            due_at: matter.rules.calendar.day_before_deadline(until),
        },
        Change::Deadline { kind: DeadlineKind::RequestExpiry, due_at: until },
    ]
}

/// How a field is asked for: in this house's words, or the catalogue's.
pub(super) fn item(field: &Field, rules: &Rules) -> MissingItem {
    let rule = rules.catalog.fields.get(field.as_str());
    let (ask, example) = match field {
        Field::Name => ("Su nombre completo", "Ana María Pérez Gómez"),
        Field::Department => ("La dependencia en la que trabaja", "Dirección Financiera"),
        Field::Description => (
            "Qué ocurre o qué necesita, con el mayor detalle que pueda",
            "La impresora del piso 3 no imprime desde ayer; en la pantalla dice «atasco de papel»",
        ),
        _ => (
            rule.map_or_else(|| field.as_str(), |rule| rule.ask.as_str()),
            rule.and_then(|rule| rule.example.as_deref()).unwrap_or(match field {
                Field::Site => "Casa de Justicia de Bosa, piso 2",
                Field::AssetTag => "placa 45231; está en la etiqueta pegada al equipo",
                Field::Extension => "extensión 1234; aparece en la pantalla del teléfono",
                Field::Username => "aperez",
                Field::Evidence => "una foto o captura de pantalla del error, o su texto tal como aparece",
                _ => "",
            }),
        ),
    };
    MissingItem { field: field.as_str().to_owned(), ask: ask.to_owned(), example: example.to_owned() }
}
