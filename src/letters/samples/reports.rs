//! [26] The monthly report: of a full month, of the first one, of one that runs, and where nothing came.

use jiff::civil::date;

use super::{Sample, at, sample};
use crate::desk::letter::{Chart, Content, MadeReport, MonthlyReport};
use crate::desk::mail::Attachment;
use crate::desk::statistics::{Age, Day, Figures, Month, NONE, ProblemLine, Row, Statistics, Surveys, Times};

const JULIAN: (&str, &str) = ("Julián Coordinador", "coordinador@scj.gov.co");
const OUTSIDE: (&str, &str) = ("", "direccion.tecnologia@scj.gov.co");

pub fn all() -> Vec<Sample> {
    [
        ("monthly-report", JULIAN, "2026-12-01T07:00", report(full(), false, true)),
        ("monthly-report-late", OUTSIDE, "2026-12-14T08:00", report(first(), true, false)),
        ("monthly-report-running", JULIAN, "2026-11-20T10:00", report(running(), false, true)),
        ("monthly-report-empty", JULIAN, "2026-12-01T07:00", report(empty(), false, true)),
        ("monthly-report-unmade", JULIAN, "2026-12-01T07:00", unmade()),
    ]
    .into_iter()
    .filter_map(|(name, to, now, content)| sample(name, to, now, None, content?))
    .collect()
}

fn november() -> Option<Month> {
    Month::new(2026, 11)
}

fn unmade() -> Option<Content> {
    Some(Content::MonthlyReport(MonthlyReport {
        month: november()?,
        late: false,
        may_ask: false,
        made: None,
    }))
}

fn report(statistics: Option<Statistics>, late: bool, may_ask: bool) -> Option<Content> {
    let statistics = statistics?;
    let chart = |name: &str, title: &str, alt: &str| Chart {
        file: file(name, "image/png", 14_200, true),
        title: title.to_owned(),
        alt: alt.to_owned(),
        width: 536,
        height: 250,
    };
    let charts = if statistics.figures.created == 0 {
        Vec::new()
    } else {
        vec![
            chart("casos-por-dia.png", "Casos por día en noviembre", "Barras por día: 132 casos recibidos."),
            chart(
                "casos-por-categoria.png",
                "Casos por categoría",
                "Barras por categoría: Impresoras y escáner 41 y 39.",
            ),
            chart("abiertos-por-edad.png", "Casos abiertos", "Barras: hasta 1 día, 6."),
        ]
    };
    Some(Content::MonthlyReport(MonthlyReport {
        month: november()?,
        late,
        may_ask,
        made: Some(Box::new(MadeReport {
            statistics,
            charts,
            attachments: vec![
                file("informe-2026-11.xlsx", "application/octet-stream", 48_300, false),
                file("casos-2026-11.csv", "text/csv", 31_800, false),
                file("report.json", "application/json", 9_100, false),
            ],
        })),
    }))
}

fn file(name: &str, media_type: &str, size: u64, inline: bool) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        sha256: format!("sha256 of {name}"),
        inline,
    }
}

fn row(id: &str, name: &str, [created, completed, in_time, open]: [u64; 4]) -> Row {
    Row { id: id.to_owned(), name: name.to_owned(), created, completed, in_time, open }
}

fn figures(created: u64, completed: u64, met: u64) -> Figures {
    Figures {
        created,
        completed,
        not_applicable: 2,
        merged: 1,
        returned: 1,
        open_before: 12,
        open: 14,
        overdue: 2,
        reopened: 2,
        first_reply: Times { count: created, met: created - 8, median: Some(2_700), p90: Some(9_000) },
        unreplied: 1,
        solution: Times { count: completed, met, median: Some(23_400), p90: Some(104_400) },
        surveys: Surveys {
            sent: completed,
            answered: 44,
            satisfactory: completed - 7,
            unsatisfactory: 4,
            by_default: completed - 7 - 40,
            rated: 31,
            ratings: 142,
        },
        status_questions: 17,
        forms_returned: 6,
        mails: [
            ("new_ticket", 101),
            ("new_request", 34),
            ("out_of_scope", 5),
            ("automatic", 62),
            ("bounce", 3),
        ]
        .map(|(outcome, count)| (outcome.to_owned(), count))
        .into(),
        problems: 1,
    }
}

/// What came and what was solved on each day of November.
const DAYS: [(u64, u64); 30] = [
    (0, 0),
    (0, 0),
    (9, 6),
    (7, 8),
    (6, 7),
    (5, 6),
    (1, 2),
    (0, 0),
    (8, 5),
    (7, 7),
    (11, 8),
    (9, 9),
    (5, 8),
    (2, 1),
    (0, 0),
    (0, 0),
    (9, 7),
    (6, 8),
    (5, 6),
    (6, 5),
    (1, 1),
    (1, 0),
    (7, 6),
    (6, 7),
    (5, 5),
    (6, 5),
    (4, 6),
    (1, 1),
    (0, 0),
    (5, 4),
];

fn full() -> Option<Statistics> {
    let month = november()?;
    Some(Statistics {
        month,
        until: month.end(),
        whole: true,
        figures: figures(132, 128, 118),
        before: Some(figures(120, 128, 113)),
        year_before: Some(figures(96, 91, 77)),
        kinds: vec![
            row("incident", "Incidentes", [84, 82, 75, 8]),
            row("request", "Requerimientos", [39, 37, 34, 5]),
            row("informative", "Orientaciones", [7, 7, 7, 0]),
            row(NONE, "Por definir", [2, 2, 2, 1]),
        ],
        categories: vec![
            row("impresion", "Impresoras y escáner", [41, 39, 37, 3]),
            row("conectividad", "Red, internet y wifi", [32, 33, 28, 2]),
            row("correo-office365", "Correo y Office 365", [24, 22, 21, 3]),
            row("usuarios", "Administración de usuarios y accesos a los sistemas", [19, 18, 17, 4]),
            row("telefonia", "Telefonía", [9, 10, 10, 0]),
            row(NONE, "Por categorizar", [7, 6, 5, 2]),
        ],
        priorities: Vec::new(),
        levels: vec![
            row("1", "Nivel 1", [101, 99, 94, 7]),
            row("2", "Nivel 2", [22, 21, 18, 4]),
            row("3", "Nivel 3", [9, 8, 6, 3]),
        ],
        groups: vec![
            row("mesa-n1", "Mesa de Servicio", [77, 77, 73, 4]),
            row("office365", "Office 365 y antivirus", [24, 22, 21, 3]),
            row("agentes-sitio", "Agentes de sitio", [22, 21, 18, 4]),
            row("infraestructura-n3", "Infraestructura", [9, 8, 6, 3]),
        ],
        agents: vec![
            row("agente1@scj.gov.co", "Laura Gómez", [0, 61, 58, 3]),
            row("agente2@scj.gov.co", "Mateo Rodríguez", [0, 44, 40, 5]),
            row("radica", "La Mesa, por sí sola", [0, 23, 20, 0]),
            row(NONE, "Sin asignar", [0, 0, 0, 6]),
        ],
        channels: vec![
            row("email", "Correo", [104, 101, 93, 11]),
            row("phone", "Teléfono", [21, 20, 18, 2]),
            row("teams", "Teams", [7, 7, 7, 1]),
        ],
        sites: vec![
            row("a", "Nivel Central - Calle 26", [70, 69, 63, 8]),
            row("b", "Casa de Justicia de Bosa", [21, 20, 19, 2]),
            row(NONE, "Sin sede", [41, 39, 36, 4]),
        ],
        departments: (1..=8)
            .map(|n| row(&n.to_string(), &format!("Dirección {n}"), [20 - n, 19 - n, 18 - n, 1]))
            .collect(),
        ages: [(Some(1), 6), (Some(3), 3), (Some(7), 2), (Some(15), 2), (Some(30), 0), (None, 1)]
            .map(|(most_days, open)| Age { most_days, open })
            .into(),
        oldest_days: Some(43),
        days: DAYS
            .iter()
            .zip(1..)
            .map(|(&(created, completed), day)| Day { date: date(2026, 11, day), created, completed })
            .collect(),
        problems: vec![ProblemLine {
            number: "PRB-2026-000001".to_owned(),
            category: "Red, internet y wifi".to_owned(),
            created_at: at("2026-11-11T10:00"),
            closed_at: None,
            cases: 23,
        }],
    })
}

/// The first month of the desk: nothing to compare with.
fn first() -> Option<Statistics> {
    Some(Statistics { before: None, year_before: None, problems: Vec::new(), ..full()? })
}

fn running() -> Option<Statistics> {
    let mut running =
        Statistics { until: at("2026-11-20T10:00"), whole: false, year_before: None, ..full()? };
    running.figures.solution = Times::default();
    running.figures.surveys = Surveys::default();
    running.figures.open = 1;
    running.ages.iter_mut().for_each(|age| age.open = u64::from(age.most_days == Some(1)));
    running.oldest_days = Some(1);
    running.figures.overdue = 0;
    running.figures.status_questions = 1;
    running.days.truncate(20);
    Some(running)
}

fn empty() -> Option<Statistics> {
    let month = november()?;
    Some(Statistics {
        month,
        until: month.end(),
        whole: true,
        figures: Figures::default(),
        before: None,
        year_before: None,
        kinds: Vec::new(),
        categories: Vec::new(),
        priorities: Vec::new(),
        levels: Vec::new(),
        groups: Vec::new(),
        agents: Vec::new(),
        channels: Vec::new(),
        sites: Vec::new(),
        departments: Vec::new(),
        ages: Vec::new(),
        oldest_days: None,
        days: Vec::new(),
        problems: Vec::new(),
    })
}
