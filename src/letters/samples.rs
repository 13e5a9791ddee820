//! A letter of every kind, with its variants: templates are tried with them when they are loaded, the snapshots are
//! made of them, and `cargo test` shows them to whoever changes a word.

mod agents;
mod cases;
mod commands;
mod reports;
mod requests;
mod review;
mod staff;

use jiff::Timestamp;

use super::{DeskIdentity, Envelope, Held, HeldFiles};
use crate::desk::address::{Address, Contact};
use crate::desk::letter::{CaseSummary, Content, NextStep, OwnCase, Requester};
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

/// Who asks in most of them.
const ANA: (&str, &str) = ("Ana María Pérez", "ana@scj.gov.co");
/// Who gets no echo.
const STRANGER: (&str, &str) = ("", "persona@ejemplo.org");
const MORNING: &str = "2026-12-02T10:00";

/// All samples, the variants of a kind one after another.
pub fn all() -> Vec<Sample> {
    // The samples are constants of this file: that each can be made is shown by a test.
    [
        requests::all(),
        cases::all(),
        staff::all(),
        agents::all(),
        commands::all(),
        review::all(),
        reports::all(),
    ]
    .concat()
}

fn sample(
    name: &'static str,
    (to_name, to): (&str, &str),
    now: &str,
    number: Option<&str>,
    content: Content,
) -> Option<Sample> {
    let answers_staff = matches!(content, Content::CommandResult(_) | Content::CommandError(_));
    let is_staff =
        content.is_for_staff() || matches!(content, Content::OperatorAlert(_) | Content::Digest(_));
    let answers = answers_staff || !is_staff;
    let mail = MessageId::parse("CAF3x9=abc@mail.scj.gov.co");
    Some(Sample {
        name,
        envelope: Envelope {
            to: Contact { address: address(to)?, name: (!to_name.is_empty()).then(|| to_name.to_owned()) },
            number: number.map(str::to_owned),
            is_ticket: number.is_some_and(|number| number.starts_with("SCJ-")),
            message_id: MessageId::parse(&format!("{name}.0f1e2d3c4b5a69788796a5b4c3d2e1f0@scj.gov.co"))?,
            reference: MessageId::parse("r.00112233445566778899aabbccddeeff@scj.gov.co")?,
            in_reply_to: mail.clone().filter(|_| answers),
            references: mail.into_iter().filter(|_| answers).collect(),
            at: at(now),
            max_attached: 20_000_000,
            held: held_files(),
        },
        content,
    })
}

/// Files that stay behind wherever they go along, by the names that `files` gives them.
fn held_files() -> HeldFiles {
    [
        ("held-infected", Held::Infected("Win.Trojan.Agent-36229".to_owned())),
        ("held-unscanned", Held::Unscanned),
        ("held-follows", Held::Follows),
    ]
    .map(|(name, held)| (name.to_owned(), held))
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

/// A case of Ana's that is open, and held by Laura.
fn summary() -> Option<CaseSummary> {
    Some(CaseSummary {
        number: "SCJ-2026-000123".to_owned(),
        title: "La impresora del piso 3 no imprime".to_owned(),
        status: "open".to_owned(),
        case_kind: Some("incident".to_owned()),
        category: Some("Impresoras y escáner".to_owned()),
        priority: "media".to_owned(),
        group: "Mesa de Servicio (N1)".to_owned(),
        holder: Some("Laura Gómez".to_owned()),
        requester: person()?,
        site: Some("Nivel Central - Calle 26, piso 3".to_owned()),
        created_at: at("2026-12-01T10:00"),
        first_reply_due: None,
        resolution_due: Some(at("2026-12-03T14:00")),
    })
}

/// What the desk offers as next steps, by its commands.
fn steps(commands: &[&str]) -> Vec<NextStep> {
    let step = |label: &str, command: &str| NextStep { label: label.to_owned(), command: command.to_owned() };
    commands
        .iter()
        .map(|command| match *command {
            "tomar" => step("Tomar el caso", "#tomar"),
            "solucion" => step("Solucionar", "#solucion\n"),
            "pedir" => step("Pedir un dato", "#pedir\n"),
            "escalar" => step("Escalar a nivel 2", "#escalar N2\n"),
            "espera" => step("Poner en espera", "#espera"),
            "no-procede" => step("No procede", "#no-procede\n"),
            "avisar" => step("Avisar a todos", "#avisar\n"),
            _ => step("Ver el caso", "#estado"),
        })
        .collect()
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
