//! [10], [11], [14] A case: its number to the requester, and the case to whoever sees to it.

use super::address::Address;
use super::agents;
use super::classify::Classification;
use super::complete;
use super::compose::{answer, echo, queue, to_staff};
use super::decision::{About, Change, Decision, Event, NewTicket, Outcome};
use super::details::FLOOR;
use super::draft::Draft;
use super::facilities;
use super::facts::{TicketStatus, WaitsFor};
use super::form_state::{self, ASKED_FORM};
use super::form_wait;
use super::hints;
use super::letter::{Acknowledgement, Assignment, Content, Ending, Requester};
use super::matter::Matter;
use super::new_request::judgement;
use super::route::{Route, route};
use super::wording;
use crate::config::catalog::CaseKind;

/// Registers a case and sends it where it belongs.
pub(super) fn register(
    matter: &Matter<'_>,
    mut draft: Draft,
    class: &Classification,
    about: About,
    why: Vec<String>,
) -> Decision {
    let Matter { rules, now, .. } = *matter;
    let judged = judgement(matter, &draft, class, &draft.given_up);
    let (group, route) = route(matter, &draft, class);
    let (first_reply_due, resolution_due) = rules.due(class.priority, now);
    let waits_for = match &route {
        Route::Form(_) => Some(WaitsFor::Form),
        Route::Area(_) => Some(WaitsFor::Area),
        Route::Group(_) | Route::Orientation(_) => None,
    };
    let status = match &route {
        Route::Orientation(_) => TicketStatus::Resolved,
        _ => waits_for.map_or(TicketStatus::Open, WaitsFor::status),
    };
    let holder =
        (waits_for.is_none() && status == TicketStatus::Open).then(|| rotation(matter, &group.id)).flatten();
    let problem = known_problem(matter, class);
    if let Route::Form(fault) = &route {
        let form = form_state::form_of(rules, class.category.as_deref());
        fault.note(&mut draft.details, form.as_slice());
    }
    let mut changes = vec![Change::Register(Box::new(NewTicket {
        requester: draft.requester.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        details: draft.details.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        channel: draft.channel,
        status,
        waits_for,
        kind: class.kind,
        category: class.category.clone(),
        priority: class.priority,
        level: group.level,
        group: group.id.clone(),
        created_at: now,
        first_reply_due,
        resolution_due,
        assignee: holder.clone(),
        problem: problem.clone(),
    }))];
    changes.extend(draft.copied.iter().map(|contact| Change::Participate(contact.address.clone())));
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "registered",
        draft.description.clone(),
        format!("[10] {}", why.join("; ")),
    )));
    changes.push(Change::Event(Event::by_radica(
        "categorised",
        categorised(matter, class),
        "[14] the catalogue's words",
    )));
    if matter.is_quiet() {
        changes.push(Change::Event(Event::by_radica(
            "not-acknowledged",
            "No se envió acuse de recibo: el remitente no quiere respuestas automáticas.",
            "nothing is answered",
        )));
    } else if !matches!(route, Route::Orientation(_)) {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            draft.requester.name.as_deref(),
            Content::Acknowledgement(Acknowledgement {
                title: echo(matter, &draft.title),
                case_kind: class.kind.map(|kind| kind.as_str().to_owned()),
                attended_by: match &route {
                    Route::Area(area) => area.name.clone(),
                    _ => group.name.clone(),
                },
                first_reply_due: waits_for.is_none().then_some(first_reply_due),
                form: match &route {
                    Route::Form(fault) => fault.awaits.clone(),
                    _ => Vec::new(),
                },
                opens_at: (!rules.calendar.is_open(now)).then(|| rules.calendar.opens_at(now)),
                known_problem: problem
                    .as_ref()
                    .and(class.category.as_deref())
                    .and_then(|id| rules.catalog.category(id).map(|category| category.name.clone())),
            }),
        ))));
    }
    draft.remarks.extend(hints::of(matter, &draft));
    draft.remarks.extend(problem.as_deref().map(agents::part_of_problem));
    match route {
        Route::Group(remarks) => {
            draft.remarks.extend(remarks);
            changes.push(Change::Event(Event::by_radica(
                "assigned",
                format!("Entregado al grupo {}.", group.name),
                "[14] the category's group",
            )));
        }
        Route::Form(fault) => changes.extend(form_wait::ask_for_form(matter, &draft, &fault)),
        Route::Area(area) => changes.extend(facilities::write_to_area(matter, &mut draft, &area)),
        Route::Orientation(text) => {
            let content = complete::survey(matter, &draft.title, Ending::Oriented, text);
            let letter = answer(matter, draft.requester.name.as_deref(), content);
            changes.extend(complete::ended(rules, letter, Ending::Oriented, None, now));
        }
    }
    // Nobody is assigned until the form is complete (ruling 3); a ready answer needs nobody.
    if waits_for != Some(WaitsFor::Form) && status != TicketStatus::Resolved {
        let assignment = Content::Assignment(Assignment {
            title: draft.title,
            requester: Requester {
                email: draft.requester.address,
                name: draft.requester.name,
                department: draft.department,
            },
            site: draft.site,
            text: draft.description,
            case_kind: class.kind.map(|kind| kind.as_str().to_owned()),
            category: class
                .category
                .as_deref()
                .and_then(|id| rules.catalog.category(id))
                .map(|category| category.name.clone()),
            because: class.because.clone(),
            details: details(matter, &draft.details),
            priority: class.priority.as_str().to_owned(),
            group: group.name.clone(),
            created_at: now,
            first_reply_due: waits_for.is_none().then_some(first_reply_due),
            resolution_due: waits_for.is_none().then_some(resolution_due),
            missing: draft.given_up.iter().map(|field| super::ask::item(field, rules).ask).collect(),
            other_cases: matter.facts.own_cases.clone(),
            answers_elsewhere: draft.answers_elsewhere,
            copied: draft.copied,
            remarks: draft.remarks,
            attachments: draft.attachments,
            similar: Vec::new(),
            next: agents::first_steps(&group, class.category.is_some(), rules),
            because_of: None,
            reopening: None,
            history: Vec::new(),
        });
        let to = holder.map_or_else(|| rules.recipients(&group.id), |holder| vec![holder]);
        changes.extend(queue(to_staff(rules, to, &assignment, now)));
    }
    if matches!(about, About::Request(_)) {
        changes.push(Change::CancelDeadlines);
    }
    Decision { outcome: Outcome::NewTicket, why, about, changes, judged }
}

/// Who gets a case of a group where cases go around: whoever was given one longest ago and is not away.
fn rotation(matter: &Matter<'_>, group: &str) -> Option<Address> {
    if !matter.rules.waits.rotation {
        return None;
    }
    let members = matter.rules.staff.members(group);
    let last =
        |address: &Address| matter.facts.rotation.iter().rposition(|(of, who)| of == group && who == address);
    members
        .iter()
        .map(|person| &person.email)
        .filter(|address| !matter.facts.away.contains(address))
        .min_by_key(|address| last(address).map_or(0, |place| place + 1))
        .cloned()
}

/// The open problem that a new case belongs to: an incident of its category.
fn known_problem(matter: &Matter<'_>, class: &Classification) -> Option<String> {
    let category = class.category.as_deref().filter(|_| class.kind == Some(CaseKind::Incident))?;
    let open = &matter.facts.open_problems;
    open.iter().find(|(of, _)| of == category).map(|(_, number)| number.clone())
}

/// What was found, with the words it is asked for by.
pub(super) fn details(matter: &Matter<'_>, details: &super::facts::Details) -> Vec<(String, String)> {
    details
        .iter()
        .filter(|(name, _)| name.as_str() != ASKED_FORM)
        .map(|(name, value)| {
            let rule = matter.rules.catalog.fields.get(name);
            let label = match name.as_str() {
                FLOOR => "Dónde, dentro de la sede".to_owned(),
                name => rule.map_or_else(|| name.to_owned(), |rule| rule.ask.clone()),
            };
            (label, value.clone())
        })
        .collect()
}

/// "Requerimiento, Impresoras y escáner, prioridad media."
fn categorised(matter: &Matter<'_>, class: &Classification) -> String {
    let category = class.category.as_deref().and_then(|id| matter.rules.catalog.category(id));
    let name = category.map_or("por categorizar", |category| category.name.as_str());
    let kind = class
        .kind
        .and_then(|kind| wording::kind(kind.as_str()))
        .map_or_else(String::new, |kind| format!("{kind}, "));
    let because =
        if class.because.is_empty() { String::new() } else { format!(" Por: {}.", class.because.join("; ")) };
    format!(
        "Catalogado como {kind}{name}, prioridad {}.{because}",
        wording::priority(class.priority.as_str())
    )
}
