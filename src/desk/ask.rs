//! [8] What is missing is asked for, and the matter kept until it comes.

use jiff::Timestamp;

use super::classify::Classification;
use super::compose::{answer, echo};
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewRequest, Outcome, RequestUpdate};
use super::draft::Draft;
use super::facts::{Field, RequestStatus};
use super::letter::{Content, MissingInformation, MissingItem};
use super::matter::Matter;
use super::new_request::judgement;
use super::rules::Rules;

/// Keeps a draft until what is missing comes: as a new request, or as the one it is about already.
pub(super) fn hold(
    matter: &Matter<'_>,
    draft: &Draft,
    class: &Classification,
    missing: Vec<Field>,
    about: About,
    why: Vec<String>,
) -> Decision {
    let mut changes = vec![match about {
        About::Request(id) => {
            update(matter, id, draft, &missing, 1, matter.rules.information_until(matter.now))
        }
        _ => Change::Hold(Box::new(NewRequest {
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
            expires_at: matter.rules.information_until(matter.now),
        })),
    }];
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "received",
        draft.description.clone(),
        format!("[8] {}", why.join("; ")),
    )));
    changes.extend(ask_for(matter, draft.requester.name.as_deref(), &draft.title, &missing, false));
    let judged = judgement(matter, draft, class, &missing);
    Decision { outcome: Outcome::NewRequest, why, about, changes, judged }
}

/// Keeps what is known of a request by now, and what it still lacks, until when.
pub(super) fn update(
    matter: &Matter<'_>,
    id: i64,
    draft: &Draft,
    missing: &[Field],
    asked: u32,
    until: Timestamp,
) -> Change {
    Change::UpdateRequest(Box::new(RequestUpdate {
        id,
        status: RequestStatus::Waiting,
        name: draft.requester.name.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        details: draft.details.clone(),
        description: draft.description.clone(),
        missing: missing.to_vec(),
        asked,
        expires_at: until,
        at: matter.now,
    }))
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
