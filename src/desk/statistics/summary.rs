//! The month on a page: each figure beside those of the month before and of a year before.

use super::{Figures, Statistics, percent};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// So many.
    Count,
    /// Whole per cent.
    Percent,
    /// Seconds of service time.
    Seconds,
}

/// A figure of the month, and what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    /// Which, in Spanish.
    pub name: &'static str,
    /// What its numbers are.
    pub unit: Unit,
    /// In the month; `None` where there was nothing to measure.
    pub now: Option<u64>,
    /// In the month before.
    pub before: Option<u64>,
    /// In the same month a year before.
    pub year_before: Option<u64>,
    /// It stands in the letter; the others only in the workbook.
    pub is_main: bool,
}

type Of = fn(&Figures) -> Option<u64>;

/// All figures, in the order they are read.
const ROWS: [(&str, Unit, bool, Of); 28] = {
    use Unit::{Count, Percent, Seconds};
    [
        ("Casos recibidos", Count, true, |f| Some(f.created)),
        ("Casos solucionados", Count, true, |f| Some(f.completed)),
        ("No procedentes", Count, false, |f| Some(f.not_applicable)),
        ("Unidos a otro caso", Count, false, |f| Some(f.merged)),
        ("Reaperturas", Count, true, |f| Some(f.reopened)),
        ("Abiertos al comenzar el mes", Count, false, |f| Some(f.open_before)),
        ("Abiertos al cierre", Count, true, |f| Some(f.open)),
        ("Abiertos y vencidos al cierre", Count, true, |f| Some(f.overdue)),
        ("Primera respuesta a tiempo", Percent, true, Figures::first_reply_met),
        ("Sin primera respuesta y vencida", Count, true, |f| Some(f.unreplied)),
        ("Primera respuesta, mediana", Seconds, true, |f| seconds(f.first_reply.median)),
        ("Primera respuesta, percentil 90", Seconds, true, |f| seconds(f.first_reply.p90)),
        ("Solución a tiempo", Percent, true, Figures::solution_met),
        ("Solución, mediana", Seconds, true, |f| seconds(f.solution.median)),
        ("Solución, percentil 90", Seconds, true, |f| seconds(f.solution.p90)),
        ("Encuestas enviadas", Count, true, |f| Some(f.surveys.sent)),
        ("Encuestas respondidas", Count, true, |f| Some(f.surveys.answered)),
        ("Encuestas satisfactorias", Count, false, |f| Some(f.surveys.satisfactory)),
        ("De ellas, por silencio", Count, false, |f| Some(f.surveys.by_default)),
        ("Encuestas no satisfactorias", Count, true, |f| Some(f.surveys.unsatisfactory)),
        ("Satisfacción", Percent, true, satisfaction),
        ("Consultas de estado", Count, true, |f| Some(f.status_questions)),
        ("Solicitudes con datos faltantes", Percent, true, |f| {
            percent(f.mails_of("new_request"), f.new_matters())
        }),
        ("Formatos devueltos por incompletos", Count, true, |f| Some(f.forms_returned)),
        ("Solicitudes fuera de alcance", Count, true, |f| Some(f.mails_of("out_of_scope"))),
        ("Correos automáticos", Count, true, |f| Some(f.automatic())),
        ("Correos apartados para revisión", Count, true, |f| Some(f.mails_of("quarantined"))),
        ("Problemas nuevos", Count, true, |f| Some(f.problems)),
    ]
};

/// The month on a page.
pub fn summary(statistics: &Statistics) -> Vec<SummaryRow> {
    ROWS.iter()
        .map(|(name, unit, is_main, of)| SummaryRow {
            name,
            unit: *unit,
            now: of(&statistics.figures),
            before: statistics.before.as_ref().and_then(of),
            year_before: statistics.year_before.as_ref().and_then(of),
            is_main: *is_main,
        })
        .collect()
}

/// [7] Satisfactory surveys among those that have an answer, by default too; in whole per cent.
pub fn satisfaction(figures: &Figures) -> Option<u64> {
    let surveys = &figures.surveys;
    percent(surveys.satisfactory, surveys.satisfactory.saturating_add(surveys.unsatisfactory))
}

fn seconds(seconds: Option<i64>) -> Option<u64> {
    seconds.and_then(|seconds| u64::try_from(seconds).ok())
}
