//! What a person gets on a new mail, and while it is no case yet.

use super::{ANA, MORNING, STRANGER, Sample, at, own_cases, sample};
use crate::desk::letter::{
    Acknowledgement, AskNumber, Content, MissingInformation, MissingItem, RequestExpired,
};

pub fn all() -> Vec<Sample> {
    let title = || Some("La impresora del piso 3 no imprime".to_owned());
    let missing =
        |title, items, again| MissingInformation { title, items, until: at("2026-12-09T19:00"), again };
    let ack = |title, case_kind: Option<&str>, due: &str, opens_at: Option<&str>| {
        Content::Acknowledgement(Acknowledgement {
            title,
            case_kind: case_kind.map(str::to_owned),
            attended_by: "Mesa de Servicio".to_owned(),
            first_reply_due: (!due.is_empty()).then(|| at(due)),
            form: Vec::new(),
            opens_at: opens_at.map(at),
            known_problem: None,
        })
    };
    let case = |content| (Some("SCJ-2026-000123"), content);
    let request = |content| (Some("SOL-2026-000045"), content);
    [
        ("acknowledgement", ANA, MORNING, case(ack(title(), Some("incident"), "2026-12-02T12:00", None))),
        (
            "acknowledgement-out-of-hours",
            ANA,
            "2026-12-02T21:40",
            case(ack(title(), None, "2026-12-03T09:00", Some("2026-12-03T07:00"))),
        ),
        ("acknowledgement-waiting", ANA, MORNING, case(ack(title(), Some("request"), "", None))),
        ("acknowledgement-form", ANA, MORNING, case(for_form())),
        ("acknowledgement-known-problem", ANA, MORNING, case(known())),
        (
            "acknowledgement-no-echo",
            STRANGER,
            MORNING,
            case(ack(None, Some("request"), "2026-12-03T13:00", None)),
        ),
        (
            "missing-information",
            ANA,
            MORNING,
            request(Content::MissingInformation(missing(title(), asked(), false))),
        ),
        (
            "missing-information-again",
            ("PÉREZ GÓMEZ, ANA MARÍA", "ana@scj.gov.co"),
            "2026-12-02T15:00",
            request(Content::MissingInformation(missing(
                title(),
                asked().into_iter().take(1).collect(),
                true,
            ))),
        ),
        (
            "missing-information-no-echo",
            STRANGER,
            MORNING,
            request(Content::MissingInformation(missing(None, asked(), false))),
        ),
        ("reminder", ANA, "2026-12-08T19:00", request(Content::Reminder(missing(title(), asked(), false)))),
        (
            "reminder-no-echo",
            STRANGER,
            "2026-12-08T19:00",
            request(Content::Reminder(missing(None, asked().into_iter().take(1).collect(), false))),
        ),
        (
            "request-expired",
            ANA,
            "2026-12-09T19:00",
            request(Content::RequestExpired(RequestExpired { title: title(), items: asked() })),
        ),
        (
            "request-expired-no-echo",
            STRANGER,
            "2026-12-09T19:00",
            request(Content::RequestExpired(RequestExpired {
                title: None,
                items: asked().into_iter().take(1).collect(),
            })),
        ),
        (
            "ask-number",
            ANA,
            MORNING,
            (
                None,
                Content::AskNumber(AskNumber { cases: own_cases(), more: 0, until: at("2026-12-09T19:00") }),
            ),
        ),
        (
            "ask-number-many",
            ANA,
            MORNING,
            (
                None,
                Content::AskNumber(AskNumber { cases: own_cases(), more: 4, until: at("2026-12-09T19:00") }),
            ),
        ),
        (
            "ask-number-one",
            ANA,
            MORNING,
            (
                None,
                Content::AskNumber(AskNumber {
                    cases: own_cases().into_iter().take(1).collect(),
                    more: 0,
                    until: at("2026-12-09T19:00"),
                }),
            ),
        ),
        (
            "ask-number-stranger",
            STRANGER,
            MORNING,
            (None, Content::AskNumber(AskNumber { cases: vec![], more: 0, until: at("2026-12-09T19:00") })),
        ),
    ]
    .into_iter()
    .filter_map(|(name, to, now, (number, content))| sample(name, to, now, number, content))
    .collect()
}

fn for_form() -> Content {
    Content::Acknowledgement(Acknowledgement {
        title: Some("Usuario nuevo".to_owned()),
        case_kind: Some("request".to_owned()),
        attended_by: "Sistemas de información".to_owned(),
        first_reply_due: None,
        form: vec!["F-GT-285".to_owned()],
        opens_at: None,
        known_problem: None,
    })
}

fn known() -> Content {
    Content::Acknowledgement(Acknowledgement {
        title: Some("Sin internet en el piso 4".to_owned()),
        case_kind: Some("incident".to_owned()),
        attended_by: "Mesa de Servicio".to_owned(),
        first_reply_due: Some(at("2026-12-02T12:00")),
        form: Vec::new(),
        opens_at: None,
        known_problem: Some("Red, internet y wifi".to_owned()),
    })
}

fn asked() -> Vec<MissingItem> {
    [
        ("asset_tag", "La placa de inventario del equipo. Está en la etiqueta blanca", "45231"),
        ("site", "La sede y el piso", "Casa de Justicia de Bosa, piso 2"),
        ("department", "La dependencia en la que trabaja", "Dirección Financiera"),
    ]
    .map(|(field, ask, example)| MissingItem {
        field: field.to_owned(),
        ask: ask.to_owned(),
        example: example.to_owned(),
    })
    .into()
}
