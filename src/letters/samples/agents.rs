//! What agents and the coordinator get of cases that are under way.

use super::commands::history;
use super::{MORNING, Sample, at, files, sample, steps, summary};
use crate::desk::letter::{
    CaseSummary, Content, Digest, Escalation, GroupLoad, HolderReminder, Problem, SlaClock, SlaNotice,
    TakenNotice, UnprovenMail,
};

const LAURA: (&str, &str) = ("Laura Gómez", "agente1@scj.gov.co");
const DIANA: (&str, &str) = ("Diana Especialista", "especialista@scj.gov.co");
const JULIAN: (&str, &str) = ("Julián Coordinador", "coordinador@scj.gov.co");
const NUMBER: Option<&str> = Some("SCJ-2026-000123");
const PROBLEM: Option<&str> = Some("PRB-2026-000001");

pub fn all() -> Vec<Sample> {
    let taken = |what: Option<&str>, text: &str| {
        Some(Content::TakenNotice(TakenNotice {
            title: "La impresora del piso 3 no imprime".to_owned(),
            by: "Laura Gómez".to_owned(),
            what: what.map(str::to_owned),
            left: what.is_some_and(|what| what.starts_with("entregó")),
            text: text.to_owned(),
        }))
    };
    let note = "El proveedor dice que el repuesto llega el viernes.";
    [
        ("escalation", DIANA, NUMBER, escalation(true)),
        ("escalation-bare", DIANA, NUMBER, escalation(false)),
        (
            "taken-notice-left",
            ("Mateo Agente", "agente2@scj.gov.co"),
            NUMBER,
            taken(Some("entregó el caso a Infraestructura"), ""),
        ),
        ("taken-notice", ("Mateo Agente", "agente2@scj.gov.co"), NUMBER, taken(None, "")),
        (
            "taken-notice-note",
            ("Mateo Agente", "agente2@scj.gov.co"),
            NUMBER,
            taken(Some("agregó una nota"), note),
        ),
        (
            "sla-warning",
            LAURA,
            NUMBER,
            sla(SlaClock::FirstReply, "2026-12-02T11:00").map(Content::SlaWarning),
        ),
        (
            "sla-warning-solution",
            LAURA,
            NUMBER,
            sla(SlaClock::Solution, "2026-12-02T17:30").map(Content::SlaWarning),
        ),
        ("sla-breach", JULIAN, NUMBER, sla(SlaClock::FirstReply, "2026-12-02T09:30").map(Content::SlaBreach)),
        (
            "sla-breach-solution",
            JULIAN,
            NUMBER,
            sla(SlaClock::Solution, "2026-12-01T18:00").map(Content::SlaBreach),
        ),
        ("problem", JULIAN, PROBLEM, problem(20)),
        ("problem-many", JULIAN, PROBLEM, problem(40)),
        ("holder-reminder", LAURA, NUMBER, waiting("waiting_requester")),
        ("holder-reminder-third-party", LAURA, NUMBER, waiting("waiting_third_party")),
        ("digest", LAURA, None, digest(false)),
        ("digest-coordinator", JULIAN, None, digest(true)),
        ("digest-many", LAURA, None, many()),
    ]
    .into_iter()
    .filter_map(|(name, to, number, content)| sample(name, to, MORNING, number, content?))
    .collect()
}

fn escalation(full: bool) -> Option<Content> {
    let details = [("Placa de inventario", "45231"), ("Número de extensión telefónica", "1123")];
    Some(Content::Escalation(Escalation {
        case: CaseSummary {
            group: if full { "Infraestructura (N3)" } else { "Proveedores y entes externos (N4)" }.to_owned(),
            status: if full { "open" } else { "waiting_third_party" }.to_owned(),
            resolution_due: full.then(|| at("2026-12-03T14:00")),
            holder: None,
            ..summary()?
        },
        by: "Laura Gómez".to_owned(),
        levels: if full { (1, 3) } else { (3, 4) },
        documentation: if full {
            "Se cambió el rodillo y se actualizó el programa de la impresora, y la falla sigue en todos los equipos \
             del piso: parece ser del servidor de impresión.\n\nFalta revisar la cola del servidor y sus permisos."
        } else {
            "El repuesto lo tiene sólo el proveedor."
        }
        .to_owned(),
        text: if full {
            "Buenos días.\n\nDesde ayer en la tarde la impresora del piso 3, junto a la sala de juntas, no imprime. \
             La necesitamos para los pagos de hoy."
        } else {
            ""
        }
        .to_owned(),
        details: if full {
            details.map(|(label, value)| (label.to_owned(), value.to_owned())).into()
        } else {
            vec![]
        },
        history: if full { history() } else { vec![] },
        attachments: if full { files().into_iter().take(2).collect() } else { vec![] },
        next: if full { steps(&["tomar", "solucion", "pedir", "espera"]) } else { vec![] },
    }))
}

fn sla(clock: SlaClock, due: &str) -> Option<SlaNotice> {
    let case = match clock {
        SlaClock::FirstReply => CaseSummary { holder: None, first_reply_due: Some(at(due)), ..summary()? },
        SlaClock::Solution => CaseSummary { resolution_due: Some(at(due)), ..summary()? },
    };
    Some(SlaNotice { case, clock, due: at(due), next: steps(&["tomar", "solucion", "espera"]) })
}

fn problem(count: usize) -> Option<Content> {
    let titles = ["Sin internet en el piso 4", "No carga la intranet", "El wifi se cae", "No abre el correo"];
    let case = summary()?;
    let cases = (1..=count)
        .zip(titles.iter().cycle())
        .map(|(number, title)| CaseSummary {
            number: format!("SCJ-2026-{number:06}"),
            title: (*title).to_owned(),
            category: Some("Red, internet y wifi".to_owned()),
            ..case.clone()
        })
        .collect();
    Some(Content::Problem(Problem {
        number: "PRB-2026-000001".to_owned(),
        title: "Problema: Red, internet y wifi".to_owned(),
        category: "Red, internet y wifi".to_owned(),
        count,
        days: 30,
        cases,
        next: steps(&["avisar", "solucion"]),
    }))
}

fn waiting(status: &str) -> Option<Content> {
    Some(Content::HolderReminder(HolderReminder {
        case: CaseSummary { status: status.to_owned(), resolution_due: None, ..summary()? },
        waiting_since: at("2026-11-25T15:00"),
        next: steps(&["solucion", "pedir"]),
    }))
}

fn digest(coordinator: bool) -> Option<Content> {
    let case = |number: &str, title: &str, due: &str| {
        Some(CaseSummary {
            number: number.to_owned(),
            title: title.to_owned(),
            resolution_due: Some(at(due)),
            ..summary()?
        })
    };
    let group = |group: &str, open, due_today, overdue| GroupLoad {
        group: group.to_owned(),
        open,
        due_today,
        overdue,
    };
    Some(Content::Digest(Digest {
        overdue: vec![case("SCJ-2026-000101", "Teléfono sin tono", "2026-12-01T17:00")?],
        due_today: vec![
            case("SCJ-2026-000115", "No abre el archivo de pagos", "2026-12-02T12:00")?,
            case("SCJ-2026-000118", "Escáner del piso 2", "2026-12-02T16:30")?,
        ],
        others: if coordinator { vec![] } else { vec![summary()?] },
        unheld: vec![CaseSummary {
            holder: None,
            first_reply_due: Some(at("2026-12-02T11:00")),
            ..case("SCJ-2026-000125", "Ayuda con el computador", "2026-12-03T11:00")?
        }],
        unproven: if coordinator {
            vec![UnprovenMail {
                from: "agente1@scj.gov.co".to_owned(),
                ticket: Some("SCJ-2026-000101".to_owned()),
                at: at("2026-12-01T16:10"),
            }]
        } else {
            vec![]
        },
        groups: if coordinator {
            vec![
                group("Mesa de Servicio", 12, 2, 1),
                group("Office 365 y antivirus", 4, 0, 0),
                group("Proveedores y entes externos", 7, 0, 0),
            ]
        } else {
            vec![]
        },
    }))
}

/// A desk that cannot keep up.
fn many() -> Option<Content> {
    let title =
        "Solicitud de acceso a la carpeta compartida de la Dirección Financiera para dos contratistas";
    let case = CaseSummary { title: title.to_owned(), ..summary()? };
    let cases = vec![case; 60];
    Some(Content::Digest(Digest {
        overdue: cases.clone(),
        due_today: cases.clone(),
        others: cases.clone(),
        unheld: cases,
        unproven: vec![],
        groups: vec![],
    }))
}
