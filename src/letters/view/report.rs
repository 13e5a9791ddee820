//! [26] The monthly report: the sentence that matters, then tables and charts.

use serde::Serialize;

use super::parts::{FilesView, Reader};
use crate::desk::letter::{Chart, MadeReport, MonthlyReport};
use crate::desk::statistics::{
    Figures, Month, Row, Statistics, SummaryRow, Unit, percent, satisfaction, summary,
};
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::mime::content_id;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// The longest name in a table, in characters: a line.
const NAME_MAX: usize = 72;
/// How wide the first column of a table is in text, and the others.
const NAME_WIDTH: usize = 33;
const WIDTHS: [usize; 4] = [9, 12, 8, 8];
const SUMMARY_NAME_WIDTH: usize = 38;
const SUMMARY_WIDTH: usize = 11;
/// The most rows of a table; the workbook has all.
const MOST_ROWS: usize = 10;
/// Of the tables by place and dependencia.
const MOST_PLACES: usize = 6;
/// The most problems.
const MOST_PROBLEMS: usize = 10;

/// The report of a month.
#[derive(Debug, Serialize)]
pub struct ReportView {
    /// "noviembre de 2026"
    month: String,
    /// The month is not over.
    running: bool,
    late: bool,
    may_ask: bool,
    /// "2026-10": a month to ask for.
    example: String,
    /// What matters, a sentence or two.
    lead: String,
    /// Against the months before.
    against: Vec<String>,
    summary: Option<SummaryView>,
    by_day: Option<ChartView>,
    sections: Vec<SectionView>,
    problems: Vec<String>,
    problems_more: usize,
    files: FilesView,
}

/// Figures beside those of the months before.
#[derive(Debug, Default, Serialize)]
pub struct SummaryView {
    /// "nov. 2026" ...
    titles: Vec<String>,
    /// The titles as a line of text.
    title_line: String,
    rows: Vec<SummaryLine>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct SummaryLine {
    name: &'static str,
    values: Vec<String>,
    line: String,
}

/// A part of the report: a table (name, received, solved, in time, open), a picture, a sentence; what there is of them.
#[derive(Debug, Default, Serialize)]
pub struct SectionView {
    heading: &'static str,
    /// The titles of its columns of numbers.
    titles: Vec<&'static str>,
    title_line: String,
    rows: Vec<TableLine>,
    more: usize,
    note: Option<String>,
    chart: Option<ChartView>,
}

/// A row of it.
#[derive(Debug, Serialize)]
pub struct TableLine {
    name: String,
    values: Vec<String>,
    line: String,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct ChartView {
    /// `cid:...`
    source: String,
    alt: String,
    width: u32,
    height: u32,
}

impl ReportView {
    pub fn of(content: &MonthlyReport, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let mut view = Self {
            month: content.month.words(),
            running: envelope.at < content.month.end(),
            late: content.late,
            may_ask: content.may_ask,
            example: content.month.before().to_string(),
            lead: String::new(),
            against: Vec::new(),
            summary: None,
            by_day: None,
            sections: Vec::new(),
            problems: Vec::new(),
            problems_more: 0,
            files: FilesView::of(files, Reader::Staff),
        };
        if let Some(made) = &content.made {
            view.fill(made, desk);
        }
        view
    }

    fn fill(&mut self, made: &MadeReport, desk: &DeskIdentity) {
        let of = &made.statistics;
        let figures = &of.figures;
        self.running = !of.whole;
        self.lead = lead(of);
        self.against = against(of);
        self.summary = Some(SummaryView::of(of));
        let chart = |name: &str| {
            made.charts
                .iter()
                .find(|chart| chart.file.name.starts_with(name))
                .map(|chart| ChartView::of(chart, desk))
        };
        self.by_day = chart("casos-por-dia");
        let questions = (figures.status_questions > 0).then(|| {
            let questions = counted(figures.status_questions, "consulta de estado", "consultas de estado");
            format!("Además se respondieron {questions}, que cuentan como orientaciones.")
        });
        let table = SectionView::of;
        self.sections = vec![
            SectionView { note: questions, ..table("Por tipo", &of.kinds, MOST_ROWS) },
            SectionView {
                chart: chart("casos-por-categoria"),
                ..table("Por categoría", &of.categories, MOST_ROWS)
            },
            SectionView {
                note: ages(of),
                chart: chart("abiertos-por-edad"),
                ..SectionView::headed("Casos abiertos")
            },
            SectionView { note: surveys(figures), ..SectionView::headed("Encuestas") },
            table("Por nivel", &of.levels, MOST_ROWS),
            table("Por grupo", &of.groups, MOST_ROWS),
            SectionView::of_agents(&of.agents),
            table("Por canal", &of.channels, MOST_ROWS),
            table("Por sede", &of.sites, MOST_PLACES),
            table("Por dependencia", &of.departments, MOST_PLACES),
        ];
        self.sections.retain(|section| !section.rows.is_empty() || section.note.is_some());
        self.problems = of
            .problems
            .iter()
            .take(MOST_PROBLEMS)
            .map(|problem| {
                let state = if problem.closed_at.is_some() { "cerrado" } else { "abierto" };
                let cases = counted(problem.cases, "caso", "casos");
                format!("{}, {}: {cases}, {state}", problem.number, one_line(&problem.category, 60))
            })
            .collect();
        self.problems_more = of.problems.len().saturating_sub(MOST_PROBLEMS);
    }
}

/// The sentence that matters.
fn lead(of: &Statistics) -> String {
    let figures = &of.figures;
    let month = of.month.words();
    let open = counted(figures.open, "caso abierto", "casos abiertos");
    let mut lead = if figures.created + figures.completed == 0 {
        let none = if of.whole { "no entró ni se solucionó" } else { "no ha entrado ni se ha solucionado" };
        format!("En {month} {none} ningún caso; hay {open}.")
    } else {
        let created = counted(figures.created, "caso", "casos");
        let completed = number(figures.completed);
        if of.whole {
            format!("En {month} la Mesa recibió {created} y solucionó {completed}; al cierre había {open}.")
        } else {
            format!(
                "En lo que va de {month} la Mesa ha recibido {created} y ha solucionado {completed}; hay {open}."
            )
        }
    };
    let met = percent(figures.solution.met, figures.solution.count);
    match (met, satisfaction(figures)) {
        (Some(met), Some(good)) => lead.push_str(&format!(
            " El {met} % de las soluciones llegó dentro del tiempo del ANS, y el {good} % de las encuestas fue satisfactorio."
        )),
        (Some(met), None) => {
            lead.push_str(&format!(" El {met} % de las soluciones llegó dentro del tiempo del ANS."));
        }
        (None, Some(good)) => lead.push_str(&format!(" El {good} % de las encuestas fue satisfactorio.")),
        (None, None) => {}
    }
    kept_whole(&lead)
}

/// No line ends between a number and its sign.
fn kept_whole(sentence: &str) -> String {
    sentence.replace(" %", "\u{a0}%")
}

/// A sentence for each month there is to compare with. A month that runs is compared with none: it is too early.
fn against(of: &Statistics) -> Vec<String> {
    if !of.whole {
        return Vec::new();
    }
    let months = [
        (of.month.before(), of.month.before().name().to_owned(), &of.before),
        (of.month.year_before(), of.month.year_before().words(), &of.year_before),
    ];
    months
        .into_iter()
        .filter_map(|(_, name, figures)| Some(compared(&name, figures.as_ref()?, &of.figures)))
        .collect()
}

fn compared(name: &str, before: &Figures, now: &Figures) -> String {
    let mut parts = vec![
        changed(now.created, before.created, ["se recibieron", "caso", "casos"], "los mismos casos"),
        changed(now.completed, before.completed, ["se solucionaron", "", ""], "los mismos"),
    ];
    let met = |figures: &Figures| percent(figures.solution.met, figures.solution.count);
    let shares = [
        ("el cumplimiento del ANS", met(before), met(now)),
        ("la satisfacción", satisfaction(before), satisfaction(now)),
    ];
    for (what, before, now) in shares {
        match (before, now) {
            (Some(before), Some(now)) if before == now => parts.push(format!("{what} siguió en {now} %")),
            (Some(before), Some(now)) => parts.push(format!("{what} pasó de {before} % a {now} %")),
            _ => {}
        }
    }
    kept_whole(&format!("Frente a {name}, {}.", wording::list(&parts)))
}

/// "se recibieron 12 casos más (10 %)".
fn changed(now: u64, before: u64, [verb, one, many]: [&str; 3], same: &str) -> String {
    let difference = now.abs_diff(before);
    if difference == 0 {
        return format!("{verb} {same}");
    }
    let count = counted(difference, one, many);
    let which = if now > before { "más" } else { "menos" };
    let share = percent(difference, before).map(|share| format!(" ({share} %)")).unwrap_or_default();
    format!("{verb} {} {which}{share}", count.trim())
}

fn ages(of: &Statistics) -> Option<String> {
    let mut from = 0;
    let mut parts = Vec::new();
    for age in &of.ages {
        let name = match age.most_days {
            Some(1) => "hasta un día".to_owned(),
            Some(most) => format!("de {from} a {most} días"),
            None => format!("{from} días o más"),
        };
        from = age.most_days.map_or(from, |most| most.saturating_add(1));
        if age.open > 0 {
            let are = if age.open == 1 { "lleva" } else { "llevan" };
            parts.push(format!("{} {are} {name}", number(age.open)));
        }
    }
    let oldest = of.oldest_days?;
    let oldest = wording::count(usize::try_from(oldest).unwrap_or(usize::MAX), "día", "días");
    let overdue = match of.figures.overdue {
        0 => "ninguno está vencido".to_owned(),
        1 => "1 está vencido".to_owned(),
        many => format!("{} están vencidos", number(many)),
    };
    Some(format!(
        "De los casos abiertos, {}; {overdue}. El más antiguo lleva {oldest}.",
        wording::list(&parts)
    ))
}

fn surveys(figures: &Figures) -> Option<String> {
    let surveys = &figures.surveys;
    if surveys.sent == 0 {
        return None;
    }
    let answered = surveys.satisfactory.saturating_sub(surveys.by_default);
    let mut text = format!(
        "Se enviaron {}: {} de satisfacción, {} de insatisfacción y {} por silencio, que el procedimiento cuenta como \
         satisfactorias",
        counted(surveys.sent, "encuesta", "encuestas"),
        counted(answered, "respuesta", "respuestas"),
        number(surveys.unsatisfactory),
        number(surveys.by_default),
    );
    if surveys.pending() > 0 {
        text.push_str(&format!("; {} siguen abiertas", number(surveys.pending())));
    }
    text.push('.');
    if let Some(tenths) = surveys.ratings.saturating_mul(10).checked_div(surveys.rated) {
        text.push_str(&format!(" La calificación promedio es {},{} de 5.", tenths / 10, tenths % 10));
    }
    Some(text)
}

impl SummaryView {
    fn of(of: &Statistics) -> Self {
        let shown = [true, of.before.is_some(), of.year_before.is_some()];
        let months = [of.month, of.month.before(), of.month.year_before()].map(short_month);
        let kept = |values: [String; 3]| -> Vec<String> {
            values.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(value, _)| value).collect()
        };
        let titles = kept(months);
        let rows = summary(of)
            .into_iter()
            .filter(|row| row.is_main)
            .map(|row| {
                let SummaryRow { name, unit, now, before, year_before, .. } = row;
                let values = kept([now, before, year_before].map(|value| measured(value, unit)));
                SummaryLine {
                    name,
                    line: aligned(name, SUMMARY_NAME_WIDTH, &values, &[SUMMARY_WIDTH; 3]),
                    values,
                }
            })
            .collect();
        Self { title_line: aligned("", SUMMARY_NAME_WIDTH, &titles, &[SUMMARY_WIDTH; 3]), titles, rows }
    }
}

impl SectionView {
    fn headed(heading: &'static str) -> Self {
        Self { heading, ..Self::default() }
    }

    fn of(heading: &'static str, rows: &[Row], most: usize) -> Self {
        Self::with(heading, rows, most, vec!["Recibidos", "Solucionados", "A tiempo", "Abiertos"], |row| {
            vec![number(row.created), number(row.completed), in_time(row), number(row.open)]
        })
    }

    fn of_agents(rows: &[Row]) -> Self {
        Self::with("Por agente", rows, MOST_ROWS, vec!["Solucionados", "A tiempo", "Abiertos"], |row| {
            vec![number(row.completed), in_time(row), number(row.open)]
        })
    }

    fn with(
        heading: &'static str,
        rows: &[Row],
        most: usize,
        titles: Vec<&'static str>,
        values: impl Fn(&Row) -> Vec<String>,
    ) -> Self {
        let widths = WIDTHS.get(WIDTHS.len().saturating_sub(titles.len())..).unwrap_or(&WIDTHS);
        let lines = rows
            .iter()
            .take(most)
            .map(|row| {
                let values = values(row);
                let name = one_line(&row.name, NAME_MAX);
                // A name that is wider than its column has a line of its own.
                let line = if name.chars().count() > NAME_WIDTH {
                    format!("{name}\n{}", aligned("", NAME_WIDTH, &values, widths))
                } else {
                    aligned(&name, NAME_WIDTH, &values, widths)
                };
                TableLine { line, name, values }
            })
            .collect();
        let title_line = aligned("", NAME_WIDTH, &titles, widths);
        Self {
            heading,
            titles,
            title_line,
            rows: lines,
            more: rows.len().saturating_sub(most),
            ..Self::default()
        }
    }
}

impl ChartView {
    fn of(chart: &Chart, desk: &DeskIdentity) -> Self {
        Self {
            source: format!("cid:{}", content_id(chart, desk)),
            alt: one_line(&format!("{}. {}", chart.title, chart.alt), 1_000),
            width: chart.width,
            height: chart.height,
        }
    }
}

/// Solved in time, of those solved.
fn in_time(row: &Row) -> String {
    percent(row.in_time, row.completed).map_or_else(|| "–".to_owned(), |share| format!("{share}\u{a0}%"))
}

fn measured(value: Option<u64>, unit: Unit) -> String {
    match (value, unit) {
        (None, _) => "–".to_owned(),
        (Some(count), Unit::Count) => number(count),
        (Some(share), Unit::Percent) => format!("{share}\u{a0}%"),
        (Some(seconds), Unit::Seconds) => service_time(seconds),
    }
}

/// "25 min", "3 h 20 min", "16 h".
fn service_time(seconds: u64) -> String {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", number(hours)),
        (hours, minutes) if hours < 100 => format!("{hours} h {minutes} min"),
        (hours, _) => format!("{} h", number(hours)),
    }
}

/// With points from ten thousand on: "1250", "12.500".
fn number(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = digits.as_str();
    while let Some((head, tail)) =
        rest.split_at_checked(rest.len().saturating_sub(3)).filter(|(head, _)| !head.is_empty())
    {
        parts.push(tail);
        rest = head;
    }
    parts.push(rest);
    parts.reverse();
    parts.join(".")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", number(count)) }
}

/// "nov. 2026"
fn short_month(month: Month) -> String {
    let name = match month.name() {
        "septiembre" => "sept",
        name => name.get(..3).unwrap_or(name),
    };
    format!("{name}. {}", month.year())
}

/// A row of a table in text: numbers stand right.
fn aligned<T: AsRef<str>>(name: &str, name_width: usize, values: &[T], widths: &[usize]) -> String {
    let mut line = format!("{name:<name_width$}");
    for (value, width) in values.iter().zip(widths) {
        line.push_str(&format!(" {:>width$}", value.as_ref()));
    }
    line
}
