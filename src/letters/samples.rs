//! A letter of every kind, with its variants: templates are tried with them when they are loaded, the snapshots are
//! made of them, and `cargo test` shows them to whoever changes a word.

use jiff::Timestamp;

use super::{DeskIdentity, Envelope};
use crate::desk::address::{Address, Contact};
use crate::desk::letter::{
    Acknowledgement, AskNumber, Assignment, CommandError, Content, DeliveryFailure, FollowUpNotice,
    MissingInformation, MissingItem, OperatorAlert, OwnCase, RequestExpired, Requester,
};
use crate::desk::mail::Attachment;
use crate::desk::message_id::MessageId;

/// A letter to look at.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The kind and the variant, such as `acknowledgement-out-of-hours`.
    pub name: &'static str,
    /// What it is sent in.
    pub envelope: Envelope,
    /// What it says.
    pub content: Content,
}

/// The desk of the samples.
pub fn desk() -> Option<DeskIdentity> {
    Some(DeskIdentity {
        name: "Mesa de Servicio SCJ".to_owned(),
        address: address("soporte.tecnico@scj.gov.co")?,
        entity: "Secretaría Distrital de Seguridad, Convivencia y Justicia".to_owned(),
        phone: "3779595 ext. 1100".to_owned(),
        hours: "Lunes a viernes de 7:00 a. m. a 7:00 p. m.; sábados y domingos de 8:00 a. m. a 12:00 m."
            .to_owned(),
        privacy_notice:
            "Tratamos sus datos personales conforme a la Ley 1581 de 2012, sólo para atender su solicitud. \
            Puede conocerlos, actualizarlos y rectificarlos escribiendo a este mismo correo."
                .to_owned(),
        public_url: None,
        ticket_prefix: "SCJ".to_owned(),
    })
}

/// All samples, the variants of a kind one after another.
pub fn all() -> Vec<Sample> {
    // The samples are constants of this file: that each can be made is shown by a test.
    [requesters(), staff()].concat()
}

fn requesters() -> Vec<Sample> {
    let title = || Some("La impresora del piso 3 no imprime".to_owned());
    let missing =
        |title, items, again| MissingInformation { title, items, until: at("2026-12-09T19:00"), again };
    let ack = |title, case_kind: Option<&str>, due: &str, opens_at: Option<&str>| {
        Content::Acknowledgement(Acknowledgement {
            title,
            case_kind: case_kind.map(str::to_owned),
            attended_by: "Mesa de Servicio".to_owned(),
            first_reply_due: (!due.is_empty()).then(|| at(due)),
            opens_at: opens_at.map(at),
        })
    };
    let ana = ("Ana María Pérez", "ana@scj.gov.co");
    let case = |content| (Some("SCJ-2026-000123"), content);
    let request = |content| (Some("SOL-2026-000045"), content);
    let morning = "2026-12-02T10:00";
    [
        ("acknowledgement", ana, morning, case(ack(title(), Some("incident"), "2026-12-02T12:00", None))),
        (
            "acknowledgement-out-of-hours",
            ana,
            "2026-12-02T21:40",
            case(ack(title(), None, "2026-12-03T09:00", Some("2026-12-03T07:00"))),
        ),
        ("acknowledgement-waiting", ana, morning, case(ack(title(), Some("request"), "", None))),
        (
            "acknowledgement-no-echo",
            ("", "persona@ejemplo.org"),
            morning,
            case(ack(None, Some("request"), "2026-12-03T13:00", None)),
        ),
        (
            "missing-information",
            ana,
            morning,
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
            ("", "persona@ejemplo.org"),
            morning,
            request(Content::MissingInformation(missing(None, asked(), false))),
        ),
        ("reminder", ana, "2026-12-08T19:00", request(Content::Reminder(missing(title(), asked(), false)))),
        (
            "reminder-no-echo",
            ("", "persona@ejemplo.org"),
            "2026-12-08T19:00",
            request(Content::Reminder(missing(None, asked().into_iter().take(1).collect(), false))),
        ),
        (
            "request-expired",
            ana,
            "2026-12-09T19:00",
            request(Content::RequestExpired(RequestExpired { title: title(), items: asked() })),
        ),
        (
            "request-expired-no-echo",
            ("", "persona@ejemplo.org"),
            "2026-12-09T19:00",
            request(Content::RequestExpired(RequestExpired {
                title: None,
                items: asked().into_iter().take(1).collect(),
            })),
        ),
        (
            "ask-number",
            ana,
            morning,
            (
                None,
                Content::AskNumber(AskNumber { cases: own_cases(), more: 0, until: at("2026-12-09T19:00") }),
            ),
        ),
        (
            "ask-number-many",
            ana,
            morning,
            (
                None,
                Content::AskNumber(AskNumber { cases: own_cases(), more: 4, until: at("2026-12-09T19:00") }),
            ),
        ),
        (
            "ask-number-one",
            ana,
            morning,
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
            ("", "persona@ejemplo.org"),
            morning,
            (None, Content::AskNumber(AskNumber { cases: vec![], more: 0, until: at("2026-12-09T19:00") })),
        ),
    ]
    .into_iter()
    .filter_map(|(name, to, now, (number, content))| sample(name, to, now, number, content))
    .collect()
}

fn staff() -> Vec<Sample> {
    let laura = ("Laura Agente", "agente1@scj.gov.co");
    let number = Some("SCJ-2026-000123");
    let morning = "2026-12-02T10:00";
    let failure = |permanent, diagnostic: &str| {
        Some(Content::DeliveryFailure(DeliveryFailure {
            recipient: address("ana@scj.gov.co")?,
            subject: "[SCJ-2026-000123] La impresora del piso 3 no imprime".to_owned(),
            letter: "el acuse de recibo con el número".to_owned(),
            diagnostic: diagnostic.to_owned(),
            permanent,
        }))
    };
    let operator = Content::OperatorAlert(OperatorAlert {
        what: "Un correo no se pudo leer y quedó apartado".to_owned(),
        details: vec![
            "Llegó hoy a las 9:58 a. m. y está guardado completo; no se respondió nada.".to_owned(),
            "Los demás correos se siguen atendiendo.".to_owned(),
        ],
        commands: vec!["radica inbound show 4711".to_owned(), "radica inbound retry 4711".to_owned()],
    });
    let faults = CommandError {
        faults: vec![
            "La línea «#prioridad urgente» no se entiende: las prioridades son critica, alta, media y baja."
                .to_owned(),
            "Después de «#solucion» hace falta el texto de la solución.".to_owned(),
        ],
    };
    [
        ("assignment", laura, number, assignment(false)),
        ("assignment-bare", ("", "agente2@scj.gov.co"), number, assignment(true)),
        ("follow-up-notice", laura, number, follow_up(false)),
        ("follow-up-notice-copied", laura, number, follow_up(true)),
        ("delivery-failure", laura, number, failure(true, "550 5.1.1 User unknown in virtual mailbox table")),
        ("delivery-failure-passing", laura, number, failure(false, "")),
        ("command-error", laura, number, Some(Content::CommandError(faults))),
        ("command-error-unproven", laura, None, Some(Content::CommandError(CommandError { faults: vec![] }))),
        ("operator-alert", ("Julián Coordinador", "coordinador@scj.gov.co"), None, Some(operator)),
    ]
    .into_iter()
    .filter_map(|(name, to, number, content)| sample(name, to, morning, number, content?))
    .collect()
}

fn sample(
    name: &'static str,
    (to_name, to): (&str, &str),
    now: &str,
    number: Option<&str>,
    content: Content,
) -> Option<Sample> {
    let is_staff = content.is_for_staff() || matches!(content, Content::OperatorAlert(_));
    let mail = MessageId::parse("CAF3x9=abc@mail.scj.gov.co");
    Some(Sample {
        name,
        envelope: Envelope {
            to: Contact { address: address(to)?, name: (!to_name.is_empty()).then(|| to_name.to_owned()) },
            number: number.map(str::to_owned),
            is_ticket: number.is_some_and(|number| number.starts_with("SCJ-")),
            message_id: MessageId::parse(&format!("{name}.0f1e2d3c4b5a69788796a5b4c3d2e1f0@scj.gov.co"))?,
            reference: MessageId::parse("r.00112233445566778899aabbccddeeff@scj.gov.co")?,
            in_reply_to: mail.clone().filter(|_| !is_staff),
            references: mail.into_iter().filter(|_| !is_staff).collect(),
            at: at(now),
            max_attached: 20_000_000,
        },
        content,
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

fn own_cases() -> Vec<OwnCase> {
    [
        ("SCJ-2026-000123", "La impresora del piso 3 no imprime", "2026-12-01T10:00", "open"),
        (
            "SCJ-2026-000098",
            "Solicitud de acceso a la carpeta compartida de la Dirección Financiera para dos contratistas",
            "2026-11-16T08:15",
            "waiting_requester",
        ),
        ("SCJ-2026-000071", "Teléfono sin tono", "2026-10-30T16:40", "waiting_third_party"),
    ]
    .map(|(number, title, created_at, status)| OwnCase {
        number: number.to_owned(),
        title: title.to_owned(),
        created_at: at(created_at),
        status: status.to_owned(),
    })
    .into()
}

fn person() -> Option<Requester> {
    Some(Requester {
        email: address("ana@scj.gov.co")?,
        name: Some("Ana María Pérez".to_owned()),
        department: Some("Dirección Financiera".to_owned()),
    })
}

fn assignment(bare: bool) -> Option<Content> {
    let full = !bare;
    Some(Content::Assignment(Assignment {
        title: if full { "La impresora del piso 3 no imprime" } else { "Ayuda con el computador" }.to_owned(),
        requester: if full {
            person()?
        } else {
            Requester { email: address("bruno@scj.gov.co")?, name: None, department: None }
        },
        site: full.then(|| "Nivel Central - Calle 26, piso 3".to_owned()),
        text: if full {
            "Buenos días.\n\nDesde ayer en la tarde la impresora del piso 3, junto a la sala de juntas, no imprime. \
             Muestra el mensaje «Atasco de papel en bandeja 2», pero ya revisamos y no hay papel atascado.\n\n\
             - Placa: 45231\n- Ya la apagamos y prendimos dos veces\n\nLa necesitamos para los pagos de hoy. Gracias."
        } else {
            "No me funciona."
        }
        .to_owned(),
        case_kind: None,
        because: Vec::new(),
        details: Vec::new(),
        category: full.then(|| "Impresoras y escáner".to_owned()),
        priority: "media".to_owned(),
        group: "Mesa de Servicio".to_owned(),
        created_at: at("2026-12-02T10:00"),
        first_reply_due: at("2026-12-02T12:00"),
        resolution_due: at("2026-12-03T14:00"),
        missing: if full { vec![] } else { vec!["la placa de inventario".to_owned(), "la sede".to_owned()] },
        other_cases: if full { own_cases().into_iter().skip(1).take(1).collect() } else { vec![] },
        answers_elsewhere: if full { vec![] } else { vec![address("bruno.diaz@ejemplo.org")?] },
        copied: if full {
            vec![Contact { address: address("pagos@scj.gov.co")?, name: Some("Grupo de Pagos".to_owned()) }]
        } else {
            vec![]
        },
        remarks: if full {
            vec![]
        } else {
            vec!["El correo trae una parte cifrada que no se pudo leer.".to_owned()]
        },
        attachments: if full { files() } else { vec![] },
    }))
}

fn follow_up(copied: bool) -> Option<Content> {
    Some(Content::FollowUpNotice(FollowUpNotice {
        title: "La impresora del piso 3 no imprime".to_owned(),
        from: person()?,
        copied,
        text: if copied { "" } else { "Ahora también sale una luz roja. Adjunto una foto." }.to_owned(),
        received_at: at("2026-12-02T09:58"),
        remarks: if copied { vec!["El correo trae sólo una imagen.".to_owned()] } else { vec![] },
        attachments: files().into_iter().take(2).collect(),
    }))
}

fn files() -> Vec<Attachment> {
    [
        ("foto impresora.jpg", "image/jpeg", 1_234_567, false),
        ("captura de la pantalla.png", "image/png", 84_200, true),
        ("logo.png", "image/png", 2_100, true),
        ("video de la falla.mp4", "video/mp4", 31_500_000, false),
    ]
    .map(|(name, media_type, size, inline)| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        sha256: format!("sha256 of {name}"),
        inline,
    })
    .into()
}

fn address(text: &str) -> Option<Address> {
    Address::parse(text).ok()
}

/// A wall clock time of Bogota.
fn at(text: &str) -> Timestamp {
    format!("{text}:00-05:00").parse().unwrap_or_default()
}
