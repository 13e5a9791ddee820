//! What the desk's own people and outside areas get.

use super::{MORNING, Sample, address, at, files, own_cases, person, sample, steps};
use crate::desk::address::Contact;
use crate::desk::letter::{
    AnswerSummary, AreaRequest, Assignment, Content, DelayedFiles, DeliveryFailure, FollowUpNotice,
    OperatorAlert, Reopening, Requester, SimilarCase,
};
use crate::desk::mail::Attachment;

const AREA: (&str, &str) = ("Dirección Técnica", "direccion.tecnica@scj.gov.co");

pub fn all() -> Vec<Sample> {
    let laura = ("Laura Agente", "agente1@scj.gov.co");
    let number = Some("SCJ-2026-000123");
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
            "Remitente: no se sabe".to_owned(),
            "El correo está completo y a salvo. El primer comando de abajo dice su número (ID), el segundo el motivo. Si hay \
             más en esta hora, no se avisará de cada uno."
                .to_owned(),
        ],
        commands: vec![
            "radica inbound list".to_owned(),
            "radica inbound show ID".to_owned(),
            "radica inbound retry ID".to_owned(),
        ],
    });
    [
        ("assignment", laura, number, assignment(false)),
        ("assignment-given", laura, number, given()),
        ("assignment-reopened", laura, number, reopened()),
        ("assignment-bare", ("", "agente2@scj.gov.co"), number, assignment(true)),
        ("follow-up-notice", laura, number, follow_up(false)),
        ("follow-up-notice-copied", laura, number, follow_up(true)),
        ("area-request", AREA, number, area_request(true)),
        ("area-request-bare", AREA, number, area_request(false)),
        ("delivery-failure", laura, number, failure(true, "550 5.1.1 User unknown in virtual mailbox table")),
        ("delivery-failure-passing", laura, number, failure(false, "")),
        ("delayed-files", laura, number, Some(delayed(true))),
        ("delayed-files-requester", ("Ana María Pérez", "ana@scj.gov.co"), number, Some(delayed(false))),
        ("operator-alert", ("Julián Coordinador", "coordinador@scj.gov.co"), None, Some(operator)),
    ]
    .into_iter()
    .filter_map(|(name, to, number, content)| sample(name, to, MORNING, number, content?))
    .collect()
}

fn delayed(for_staff: bool) -> Content {
    let file = |name: &str, sha256: &str| Attachment {
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 84_200,
        sha256: sha256.to_owned(),
        inline: false,
    };
    let mut attachments = vec![file("cotización.pdf", "sha256 of cotización.pdf")];
    if for_staff {
        attachments.extend([
            file("factura.pdf.exe", "held-infected"),
            file("imagen del disco.iso", "held-unscanned"),
            file("planos.zip", "held-follows"),
        ]);
    }
    let title = Some("La impresora del piso 3 no imprime".to_owned());
    Content::DelayedFiles(DelayedFiles { title, for_staff, attachments })
}

fn assignment(bare: bool) -> Option<Content> {
    let full = !bare;
    Some(Content::Assignment(Assignment {
        similar: if full { similar() } else { vec![] },
        next: if full { steps(&["tomar", "solucion", "pedir", "escalar", "no-procede"]) } else { vec![] },
        because_of: None,
        reopening: None,
        history: vec![],
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
        case_kind: full.then(|| "incident".to_owned()),
        because: if full {
            ["«impresora» en el asunto", "«no imprime» en el asunto", "«atasco de papel» en el texto"]
                .map(str::to_owned)
                .into()
        } else {
            vec![]
        },
        details: if full {
            [
                ("Placa de inventario", "45231"),
                ("Número de extensión telefónica", "1123"),
                ("imagen o texto exacto del error", "Atasco de papel en bandeja 2"),
            ]
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .into()
        } else {
            vec![]
        },
        category: full.then(|| "Impresoras y escáner".to_owned()),
        priority: "media".to_owned(),
        group: "Mesa de Servicio".to_owned(),
        created_at: at("2026-12-02T10:00"),
        first_reply_due: Some(at("2026-12-02T12:00")),
        resolution_due: Some(at("2026-12-03T14:00")),
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

/// A case that comes back, late.
fn given() -> Option<Content> {
    let Some(Content::Assignment(content)) = assignment(false) else { return None };
    Some(Content::Assignment(Assignment {
        because_of: Some("Mateo Agente se lo asignó".to_owned()),
        created_at: at("2026-12-01T08:00"),
        first_reply_due: Some(at("2026-12-01T10:00")),
        similar: vec![],
        attachments: vec![],
        details: vec![],
        other_cases: vec![],
        ..content
    }))
}

/// A case that somebody else had completed.
fn reopened() -> Option<Content> {
    let Some(Content::Assignment(content)) = assignment(false) else { return None };
    Some(Content::Assignment(Assignment {
        because_of: Some("Julián Coordinador lo reabrió".to_owned()),
        reopening: Some(Reopening {
            feedback:
                "El rodillo ya se había cambiado en octubre. Revise la bandeja completa y quédese hasta que \
                       imprima veinte hojas."
                    .to_owned(),
            answer: AnswerSummary {
                rating: Some(2),
                comment: Some("La impresora volvió a atascarse esa misma tarde.".to_owned()),
                at: at("2026-12-02T09:40"),
            },
        }),
        history: super::commands::history(),
        first_reply_due: None,
        similar: vec![],
        ..content
    }))
}

fn similar() -> Vec<SimilarCase> {
    [
        (
            "SCJ-2026-000057",
            "Atasco de papel en la impresora del piso 3",
            "Se limpió el sensor de la bandeja 2, que marcaba atasco sin haberlo, y se actualizó el programa de la \
             impresora. Quedó probada con veinte hojas por las dos caras y la persona confirmó que ya imprime. Si \
             vuelve a pasar, hay que cambiar el sensor: el proveedor lo tiene en garantía hasta junio.",
        ),
        ("SCJ-2026-000012", "Impresora no imprime", "Se cambió el rodillo de la bandeja 2."),
    ]
    .map(|(number, title, solution)| SimilarCase {
        number: number.to_owned(),
        title: title.to_owned(),
        solution: solution.to_owned(),
    })
    .into()
}

fn follow_up(copied: bool) -> Option<Content> {
    Some(Content::FollowUpNotice(FollowUpNotice {
        next: if copied { vec![] } else { steps(&["solucion", "pedir", "espera"]) },
        merged_by: None,
        of_machine: false,
        title: "La impresora del piso 3 no imprime".to_owned(),
        from: person()?,
        copied,
        text: if copied { "" } else { "Ahora también sale una luz roja. Adjunto una foto." }.to_owned(),
        received_at: at("2026-12-02T09:58"),
        remarks: if copied { vec!["El correo trae sólo una imagen.".to_owned()] } else { vec![] },
        attachments: files().into_iter().take(2).collect(),
    }))
}

fn area_request(full: bool) -> Option<Content> {
    Some(Content::AreaRequest(AreaRequest {
        title: if full { "Filtración de agua en el techo de la sala de espera" } else { "Puerta dañada" }
            .to_owned(),
        requester: if full {
            person()?
        } else {
            Requester { email: address("bruno@scj.gov.co")?, name: None, department: None }
        },
        site: full.then(|| "Casa de Justicia de Bosa, piso 2".to_owned()),
        text: if full {
            "Buenas tardes.\n\nDesde el domingo, cada vez que llueve, cae agua del techo de la sala de espera, \
             sobre las sillas de la entrada. Ya pusimos unos baldes. Adjunto una foto.\n\nGracias."
        } else {
            ""
        }
        .to_owned(),
        created_at: at("2026-12-02T09:58"),
        attachments: if full { photos() } else { vec![] },
    }))
}

fn photos() -> Vec<Attachment> {
    [("techo.jpg", 2_150_000), ("goteras en la entrada.mp4", 48_000_000)]
        .map(|(name, size)| Attachment {
            name: name.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            size,
            sha256: format!("sha256 of {name}"),
            inline: false,
        })
        .into()
}
