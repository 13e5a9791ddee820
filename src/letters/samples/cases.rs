//! What a person gets about a case: how it stands, its form, its solution, its end.

use super::{ANA, MORNING, STRANGER, Sample, at, files, sample};
use crate::desk::letter::{
    AgentReply, CaseClosedNote, Content, Ending, FormFault, FormFaultKind, FormIncomplete, FormNeeded,
    MergedNote, NotApplicable, OtherForm, OutOfScope, Status, Survey,
};
use crate::desk::mail::Attachment;

const NUMBER: &str = "SCJ-2026-000123";
const FORM_UNTIL: &str = "2026-12-09T19:00";

pub fn all() -> Vec<Sample> {
    [statuses(), refusals(), forms(), endings(), agents_words()].concat()
}

fn made<const N: usize>(samples: [(&'static str, (&str, &str), &str, Content); N]) -> Vec<Sample> {
    samples
        .into_iter()
        .filter_map(|(name, to, number, content)| sample(name, to, MORNING, Some(number), content))
        .collect()
}

fn statuses() -> Vec<Sample> {
    let open = || Status {
        title: Some("La impresora del piso 3 no imprime".to_owned()),
        case_kind: Some("incident".to_owned()),
        status: "open".to_owned(),
        attended_by: "Laura Gómez".to_owned(),
        created_at: at("2026-12-01T10:00"),
        waiting_since: None,
        last_word: None,
        first_reply_due: None,
        resolution_due: Some(at("2026-12-03T14:00")),
        form_until: None,
        under_review: false,
        whose: None,
    };
    let word = |text: &str, when: &str| Some((text.to_owned(), at(when)));
    let waiting = |status: &str, since: &str| Status {
        status: status.to_owned(),
        waiting_since: Some(at(since)),
        resolution_due: None,
        ..open()
    };
    let visit = "Revisé la impresora: el rodillo de la bandeja 2 está gastado.\n\nPedí el repuesto y mañana a \
                 primera hora paso a cambiarlo. Mientras tanto puede usar la del piso 2.";
    let first = Status {
        attended_by: "Mesa de Servicio".to_owned(),
        first_reply_due: Some(at("2026-12-02T12:00")),
        ..open()
    };
    made([
        (
            "status",
            ANA,
            NUMBER,
            Content::Status(Status { last_word: word(visit, "2026-12-01T16:10"), ..open() }),
        ),
        ("status-no-reply-yet", ANA, NUMBER, Content::Status(first.clone())),
        (
            "status-late",
            ANA,
            NUMBER,
            Content::Status(Status {
                case_kind: None,
                first_reply_due: Some(at("2026-12-01T12:00")),
                resolution_due: Some(at("2026-12-02T09:00")),
                ..first.clone()
            }),
        ),
        (
            "status-form",
            ANA,
            "SCJ-2026-000124",
            Content::Status(Status {
                title: Some("Usuario para un contratista nuevo".to_owned()),
                case_kind: Some("request".to_owned()),
                attended_by: "Mesa de Servicio".to_owned(),
                form_until: Some(at(FORM_UNTIL)),
                ..waiting("waiting_requester", "2026-12-01T10:00")
            }),
        ),
        (
            "status-answer",
            ANA,
            NUMBER,
            Content::Status(Status {
                last_word: word("¿La impresora muestra algún mensaje en la pantalla?", "2026-12-01T15:00"),
                ..waiting("waiting_requester", "2026-12-01T15:00")
            }),
        ),
        (
            "status-third-party",
            ANA,
            NUMBER,
            Content::Status(Status {
                created_at: at("2026-11-27T08:20"),
                last_word: word("El proveedor tiene la impresora en garantía.", "2026-11-30T11:20"),
                ..waiting("waiting_third_party", "2026-11-30T11:20")
            }),
        ),
        (
            "status-resolved",
            ANA,
            NUMBER,
            Content::Status(Status {
                status: "resolved".to_owned(),
                last_word: word(
                    "Se cambió el rodillo de la bandeja 2. La impresora quedó probada.",
                    "2026-12-02T08:30",
                ),
                resolution_due: None,
                ..open()
            }),
        ),
        (
            "status-under-review",
            ANA,
            NUMBER,
            Content::Status(Status {
                status: "resolved".to_owned(),
                resolution_due: None,
                under_review: true,
                ..open()
            }),
        ),
        (
            "status-closed",
            ANA,
            NUMBER,
            Content::Status(Status { status: "closed".to_owned(), resolution_due: None, ..open() }),
        ),
        (
            "status-copied",
            ("Bruno Díaz", "bruno@scj.gov.co"),
            NUMBER,
            Content::Status(Status {
                last_word: word("¿La impresora muestra algún mensaje en la pantalla?", "2026-12-01T15:00"),
                whose: Some("Ana Pérez".to_owned()),
                ..waiting("waiting_requester", "2026-12-01T15:00")
            }),
        ),
        ("status-no-echo", STRANGER, NUMBER, Content::Status(Status { title: None, ..first })),
    ])
}

fn refusals() -> Vec<Sample> {
    let reason =
        "Los trámites de nómina y situaciones administrativas los atiende la Dirección de Gestión Humana.";
    let refusal =
        |title: Option<&str>| OutOfScope { title: title.map(str::to_owned), reason: reason.to_owned() };
    let reference = "SOL-2026-000045";
    made([
        (
            "out-of-scope",
            ANA,
            reference,
            Content::OutOfScope(refusal(Some("Desprendible de pago de noviembre"))),
        ),
        ("out-of-scope-no-echo", STRANGER, reference, Content::OutOfScope(refusal(None))),
    ])
}

fn forms() -> Vec<Sample> {
    let title = || Some("Usuario para un contratista nuevo".to_owned());
    let name = || "Solicitud Administración de Usuarios".to_owned();
    let blank = || Attachment {
        name: "F-GT-285 Solicitud Administración de Usuarios.xlsx".to_owned(),
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        size: 18_200,
        sha256: "sha256 of the blank".to_owned(),
        inline: false,
    };
    let labels = [
        "Tipo de solicitud",
        "Nombre completo",
        "Documento de identidad",
        "Dependencia",
        "Cargo",
        "Fecha de terminación del contrato",
        "Sistemas y perfiles",
        "Correo del superior inmediato",
    ];
    let needed = |title, again| FormNeeded {
        title,
        form: "F-GT-285".to_owned(),
        name: name(),
        fields: labels.map(str::to_owned).into(),
        until: at(FORM_UNTIL),
        again,
        blank: blank(),
    };
    let incomplete = |title, faults: &[(&str, FormFaultKind)]| FormIncomplete {
        title,
        form: "F-GT-285".to_owned(),
        name: name(),
        file: "F-GT-285 Lucía.xlsx".to_owned(),
        faults: faults
            .iter()
            .map(|(label, fault)| FormFault { label: (*label).to_owned(), fault: *fault })
            .collect(),
        others: Vec::new(),
        complete: Vec::new(),
        until: at(FORM_UNTIL),
        blank: blank(),
    };
    let faults = [
        ("Nombre completo:", FormFaultKind::Placeholder),
        ("Documento de identidad", FormFaultKind::NoDocument),
        ("Cargo", FormFaultKind::Empty),
        ("Fecha de terminación del contrato", FormFaultKind::NoDate),
        ("Cantidad de usuarios", FormFaultKind::NoNumber),
        ("Correo del superior inmediato", FormFaultKind::NoAddress),
    ];
    let one = [("Cargo", FormFaultKind::Empty)];
    let mut several = incomplete(title(), &one);
    several.others = vec![OtherForm {
        form: "F-GT-192".to_owned(),
        file: "solución.xlsx".to_owned(),
        faults: vec![FormFault { label: "Justificación".to_owned(), fault: FormFaultKind::Empty }],
    }];
    several.complete = vec![("F-GT-285".to_owned(), "F-GT-285 Pedro.xlsx".to_owned())];
    let number = "SCJ-2026-000124";
    made([
        ("form-incomplete-several", ANA, number, Content::FormIncomplete(several)),
        ("form-needed", ANA, number, Content::FormNeeded(needed(title(), false))),
        ("form-needed-again", ANA, number, Content::FormNeeded(needed(title(), true))),
        ("form-needed-no-echo", STRANGER, number, Content::FormNeeded(needed(None, false))),
        ("form-incomplete", ANA, number, Content::FormIncomplete(incomplete(title(), &faults))),
        ("form-incomplete-one", STRANGER, number, Content::FormIncomplete(incomplete(None, &one))),
    ])
}

fn endings() -> Vec<Sample> {
    let title = || Some("La impresora del piso 3 no imprime".to_owned());
    let note = |title, status: &str, closed_at| {
        Content::CaseClosedNote(CaseClosedNote { title, status: status.to_owned(), closed_at })
    };
    let ended = |title, ending, solution: &str| Survey {
        title,
        ending,
        solution: solution.to_owned(),
        attachments: Vec::new(),
        until: at("2026-12-07T19:00"),
    };
    let survey = |title, ending, solution: &str| Content::Survey(ended(title, ending, solution));
    let solved = "Se retiró el papel atascado y se limpió el rodillo. La impresora quedó probada.";
    let oriented = "Para cambiar la contraseña de su usuario de red:\n\n1. Oprima Ctrl + Alt + Supr y elija \
                    «Cambiar una contraseña».\n2. Escriba la actual y dos veces la nueva, de doce letras o más.";
    let refused = "No es posible cambiar la ventana: el contrato de arrendamiento no lo cubre.";
    let expired = "No se recibió el formato F-GT-285 en el plazo que se dio para enviarlo.";
    made([
        ("case-closed-note", ANA, NUMBER, note(title(), "closed", Some(at("2026-11-30T17:00")))),
        (
            "case-closed-note-refused",
            ANA,
            NUMBER,
            note(title(), "not_applicable", Some(at("2026-11-30T17:00"))),
        ),
        ("case-closed-note-merged", ANA, NUMBER, note(title(), "merged", Some(at("2026-12-01T17:00")))),
        ("case-closed-note-no-echo", STRANGER, NUMBER, note(None, "closed", None)),
        ("survey", ANA, NUMBER, survey(title(), Ending::Solved, solved)),
        (
            "survey-oriented",
            ANA,
            NUMBER,
            survey(Some("¿Cómo cambio mi contraseña?".to_owned()), Ending::Oriented, oriented),
        ),
        (
            "survey-form-expired",
            ANA,
            NUMBER,
            survey(Some("Usuario para un contratista nuevo".to_owned()), Ending::FormExpired, expired),
        ),
        (
            "survey-files",
            ANA,
            NUMBER,
            Content::Survey(Survey { attachments: files(), ..ended(title(), Ending::Solved, solved) }),
        ),
        ("survey-area", ANA, NUMBER, survey(title(), Ending::AnsweredByArea, refused)),
        ("survey-no-echo", STRANGER, NUMBER, survey(None, Ending::Solved, solved)),
    ])
}

fn agents_words() -> Vec<Sample> {
    let title = || Some("La impresora del piso 3 no imprime".to_owned());
    let reply =
        |title, text: &str, asks| AgentReply { title, text: text.to_owned(), asks, attachments: Vec::new() };
    let visit = "Revisé la impresora: el rodillo de la bandeja 2 está gastado.\n\nPedí el repuesto y mañana a \
                 primera hora paso a cambiarlo. Mientras tanto:\n\n1. Use la impresora del piso 2.\n2. Si imprime \
                 desde la bandeja 1, esta también sirve.\n\nQuedo pendiente.";
    let question = "Buenos días, doña Ana María.\n\n¿La impresora muestra algún mensaje en la pantalla? Si puede, \
                    envíenos una foto.";
    let refused = "La compra de equipos la hace la Dirección de Recursos Físicos. Puede pedirla con el formato \
                   F-GB-112, que está en la intranet.";
    let merged =
        |title, into: Option<&str>| Content::MergedNote(MergedNote { title, into: into.map(str::to_owned) });
    let refusal = |title| Content::NotApplicable(NotApplicable { title, reason: refused.to_owned() });
    made([
        ("agent-reply", ANA, NUMBER, Content::AgentReply(reply(title(), visit, false))),
        ("agent-reply-asks", ANA, NUMBER, Content::AgentReply(reply(title(), question, true))),
        (
            "agent-reply-files",
            ANA,
            NUMBER,
            Content::AgentReply(AgentReply {
                attachments: files(),
                ..reply(title(), "Le envío el instructivo y un video corto.", false)
            }),
        ),
        (
            "agent-reply-no-echo",
            STRANGER,
            NUMBER,
            Content::AgentReply(reply(None, "Mañana le damos una respuesta.", false)),
        ),
        ("not-applicable", ANA, NUMBER, refusal(Some("Compra de un computador portátil".to_owned()))),
        ("not-applicable-no-echo", STRANGER, NUMBER, refusal(None)),
        ("merged-note", ANA, NUMBER, merged(title(), Some("SCJ-2026-000098"))),
        ("merged-note-other", ANA, NUMBER, merged(title(), None)),
        ("merged-note-no-echo", STRANGER, NUMBER, merged(None, Some("SCJ-2026-000098"))),
    ])
}
