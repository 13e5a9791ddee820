//! The workbook: a sheet a table, and the month's cases, each with a heading that stays and filters.

use jiff::{Timestamp, ZonedDateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::ReportError;
use super::charts::age_words;
use crate::clock::bogota;
use crate::desk::statistics::{CaseLine, Row, Statistics, Unit, percent, summary};

/// A sheet has 1,048,576 rows; cases beyond are in the CSV alone.
const MOST_CASES: usize = 1_000_000;

/// A value of a case.
pub(super) enum Cell<'c> {
    Text(&'c str),
    Whole(u64),
    /// Seconds of service time, shown in hours.
    Hours(i64),
    Time(ZonedDateTime),
    Is(bool),
    Empty,
}

/// A column of the cases.
pub(super) struct CaseColumn {
    pub title: &'static str,
    width: f64,
    pub value: fn(&CaseLine) -> Cell<'_>,
}

const fn column(title: &'static str, width: f64, value: fn(&CaseLine) -> Cell<'_>) -> CaseColumn {
    CaseColumn { title, width, value }
}

/// What is told of each case. Neither who asked nor their words: the coordinator finds both by the number.
pub(super) const CASE_COLUMNS: [CaseColumn; 22] = [
    column("Caso", 17.0, |case| Cell::Text(&case.number)),
    column("Estado al cierre", 16.0, |case| Cell::Text(case.standing.words())),
    column("Tipo", 14.0, |case| Cell::Text(&case.kind)),
    column("Categoría", 28.0, |case| Cell::Text(&case.category)),
    column("Prioridad", 10.0, |case| Cell::Text(&case.priority)),
    column("Nivel", 7.0, |case| Cell::Whole(u64::from(case.level))),
    column("Grupo", 26.0, |case| Cell::Text(&case.group)),
    column("Agente", 24.0, |case| Cell::Text(&case.agent)),
    column("Canal", 10.0, |case| Cell::Text(&case.channel)),
    column("Sede", 28.0, |case| Cell::Text(&case.site)),
    column("Dependencia", 30.0, |case| Cell::Text(&case.department)),
    column("Recibido", 17.0, |case| time(Some(case.created_at))),
    column("Primera respuesta", 17.0, |case| time(case.first_reply_at)),
    column("Vence primera respuesta", 22.0, |case| time(Some(case.first_reply_due))),
    column("Horas a la primera respuesta", 27.0, |case| hours(case.first_reply_seconds)),
    column("Primera respuesta a tiempo", 25.0, |case| is(case.first_reply_met)),
    column("Solucionado", 17.0, |case| time(case.completed_at)),
    column("Vence solución", 17.0, |case| time(Some(case.resolution_due))),
    column("Horas a la solución", 19.0, |case| hours(case.solution_seconds)),
    column("Solución a tiempo", 17.0, |case| is(case.solution_met)),
    column("Abierto y vencido", 17.0, |case| Cell::Is(case.overdue)),
    column("Reaperturas", 12.0, |case| Cell::Whole(case.reopened)),
];

fn time(at: Option<Timestamp>) -> Cell<'static> {
    at.map_or(Cell::Empty, |at| Cell::Time(at.to_zoned_datetime(bogota())))
}

fn hours(seconds: Option<i64>) -> Cell<'static> {
    seconds.map_or(Cell::Empty, Cell::Hours)
}

fn is(is: Option<bool>) -> Cell<'static> {
    is.map_or(Cell::Empty, Cell::Is)
}

/// The workbook's bytes.
pub(super) fn of(statistics: &Statistics, cases: &[CaseLine]) -> Result<Vec<u8>, ReportError> {
    write(statistics, cases).map_err(|error| ReportError::new("workbook", error))
}

struct Formats {
    title: Format,
    head: Format,
    percent: Format,
    hours: Format,
    time: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_background_color(0x00ED_F2F8)
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::Top),
            percent: Format::new().set_num_format("0 %"),
            hours: Format::new().set_num_format("0.00"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn write(statistics: &Statistics, cases: &[CaseLine]) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let mut book = Workbook::new();
    // The same figures give the same bytes: not the moment it is written, but that of the figures.
    let made = statistics.until.to_zoned_datetime(bogota());
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_title(format!("Informe de {}", statistics.month.words()))
        .set_author("Mesa de Servicio")
        .set_creation_datetime(&excel(&made)?);
    book.set_properties(&properties);

    summary_sheet(book.add_worksheet(), statistics, &formats)?;
    for (name, what, rows) in [
        ("Tipos", "Tipo", &statistics.kinds),
        ("Categorías", "Categoría", &statistics.categories),
        ("Prioridades", "Prioridad", &statistics.priorities),
        ("Niveles", "Nivel", &statistics.levels),
        ("Grupos", "Grupo", &statistics.groups),
        ("Agentes", "Agente", &statistics.agents),
        ("Canales", "Canal", &statistics.channels),
        ("Sedes", "Sede", &statistics.sites),
        ("Dependencias", "Dependencia", &statistics.departments),
    ] {
        let is_agents = name == "Agentes";
        table_sheet(book.add_worksheet().set_name(name)?, what, rows, is_agents, &formats)?;
    }
    let sheet = book.add_worksheet().set_name("Antigüedad")?;
    head(sheet, 0, &["Días abierto", "Casos"], &formats)?;
    sheet.set_column_width(0, 20)?;
    for (row, (name, open)) in (1..).zip(age_words(&statistics.ages)) {
        sheet.write_string(row, 0, name)?;
        sheet.write_number(row, 1, number(open))?;
    }
    let sheet = book.add_worksheet().set_name("Días")?;
    head(sheet, 0, &["Día", "Recibidos", "Solucionados"], &formats)?;
    sheet.set_column_width(0, 14)?.set_column_width(2, 14)?;
    for (row, day) in (1..).zip(&statistics.days) {
        let date = ExcelDateTime::parse_from_str(&day.date.to_string())?;
        sheet.write_datetime_with_format(row, 0, &date, &formats.date)?;
        sheet.write_number(row, 1, number(day.created))?;
        sheet.write_number(row, 2, number(day.completed))?;
    }
    mails_sheet(book.add_worksheet().set_name("Correos")?, statistics, &formats)?;
    problems_sheet(book.add_worksheet().set_name("Problemas")?, statistics, &formats)?;
    cases_sheet(book.add_worksheet().set_name("Casos")?, cases, &formats)?;
    for sheet in book.worksheets_mut() {
        // On paper: letter size, its columns on one page, the head on each.
        sheet.set_paper_size(1).set_landscape().set_print_fit_to_pages(1, 0);
    }
    book.save_to_buffer()
}

fn head(sheet: &mut Worksheet, row: u32, titles: &[&str], formats: &Formats) -> Result<(), XlsxError> {
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(row, column, *title, &formats.head)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?.set_repeat_rows(row, row)?;
    Ok(())
}

fn summary_sheet(sheet: &mut Worksheet, statistics: &Statistics, formats: &Formats) -> Result<(), XlsxError> {
    let month = statistics.month;
    sheet.set_name("Resumen")?.set_column_width(0, 42)?.set_column_range_width(1, 3, 22)?;
    let until = if statistics.whole { String::new() } else { " (hasta ahora)".to_owned() };
    let title = format!("Mesa de Servicio: informe de {}{until}", month.words());
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    sheet.write_string(
        1,
        0,
        "Los tiempos son horas de servicio, sin las esperas. Percentiles por rango más cercano.",
    )?;
    let months = [month, month.before(), month.year_before()].map(|month| month.words());
    let titles: Vec<&str> = std::iter::once("Cifra").chain(months.iter().map(String::as_str)).collect();
    head(sheet, 3, &titles, formats)?;
    for (row, line) in (4..).zip(summary(statistics)) {
        let name =
            if line.unit == Unit::Seconds { format!("{} (horas)", line.name) } else { line.name.to_owned() };
        sheet.write_string(row, 0, name)?;
        for (column, value) in (1..).zip([line.now, line.before, line.year_before]) {
            let Some(value) = value else { continue };
            match line.unit {
                Unit::Count => sheet.write_number(row, column, number(value))?,
                Unit::Percent => {
                    sheet.write_number_with_format(row, column, number(value) / 100.0, &formats.percent)?
                }
                Unit::Seconds => {
                    sheet.write_number_with_format(row, column, number(value) / 3600.0, &formats.hours)?
                }
            };
        }
    }
    Ok(())
}

fn table_sheet(
    sheet: &mut Worksheet,
    what: &str,
    rows: &[Row],
    is_agents: bool,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 36)?.set_column_range_width(1, 5, 16)?;
    let mut titles = vec![what, "Recibidos", "Solucionados", "A tiempo", "% a tiempo", "Abiertos al cierre"];
    if is_agents {
        titles.remove(1);
    }
    head(sheet, 0, &titles, formats)?;
    for (at, row) in (1..).zip(rows) {
        sheet.write_string(at, 0, &row.name)?;
        let mut column = 1;
        let counts = [row.created, row.completed, row.in_time];
        for count in counts.into_iter().skip(usize::from(is_agents)) {
            sheet.write_number(at, column, number(count))?;
            column += 1;
        }
        if let Some(met) = percent(row.in_time, row.completed) {
            sheet.write_number_with_format(at, column, number(met) / 100.0, &formats.percent)?;
        }
        sheet.write_number(at, column + 1, number(row.open))?;
    }
    Ok(())
}

fn mails_sheet(sheet: &mut Worksheet, statistics: &Statistics, formats: &Formats) -> Result<(), XlsxError> {
    head(sheet, 0, &["Qué fue de cada correo", "Correos"], formats)?;
    sheet.set_column_width(0, 44)?;
    for (row, (outcome, count)) in (1..).zip(&statistics.figures.mails) {
        sheet.write_string(row, 0, outcome_words(outcome))?;
        sheet.write_number(row, 1, number(*count))?;
    }
    Ok(())
}

/// An outcome in Spanish.
fn outcome_words(outcome: &str) -> &str {
    match outcome {
        "new_ticket" => "Caso nuevo",
        "new_request" => "Solicitud a la que le faltaban datos",
        "follow_up" => "Seguimiento de un caso",
        "information" => "Respuesta con los datos que faltaban",
        "survey_answer" => "Respuesta a la encuesta",
        "command" => "Comandos del personal",
        "agent_reply" => "Respuesta de un agente al solicitante",
        "area_answer" => "Respuesta de un área",
        "automatic" => "Automático",
        "bounce" => "Aviso de correo no entregado",
        "duplicate" => "Repetido",
        "quarantined" => "Apartado para revisión",
        "asked_number" => "Se preguntó por el número de caso",
        "out_of_scope" => "Fuera de alcance",
        "unproven" => "Del personal, sin comprobar",
        "comment" => "Comentario tardío a una encuesta",
        other => other,
    }
}

fn problems_sheet(
    sheet: &mut Worksheet,
    statistics: &Statistics,
    formats: &Formats,
) -> Result<(), XlsxError> {
    head(sheet, 0, &["Problema", "Categoría", "Detectado", "Cerrado", "Casos"], formats)?;
    sheet.set_column_width(0, 18)?.set_column_width(1, 32)?.set_column_range_width(2, 3, 17)?;
    for (row, problem) in (1..).zip(&statistics.problems) {
        sheet.write_string(row, 0, &problem.number)?;
        sheet.write_string(row, 1, &problem.category)?;
        for (column, at) in [(2, Some(problem.created_at)), (3, problem.closed_at)] {
            if let Some(at) = at {
                let at = excel(&at.to_zoned_datetime(bogota()))?;
                sheet.write_datetime_with_format(row, column, &at, &formats.time)?;
            }
        }
        sheet.write_number(row, 4, number(problem.cases))?;
    }
    Ok(())
}

fn cases_sheet(sheet: &mut Worksheet, cases: &[CaseLine], formats: &Formats) -> Result<(), XlsxError> {
    head(sheet, 0, &CASE_COLUMNS.map(|column| column.title), formats)?;
    let mut last = 0;
    for (column, of) in (0..).zip(&CASE_COLUMNS) {
        sheet.set_column_width(column, of.width)?;
        last = column;
    }
    let mut end = 0;
    for (row, case) in (1..).zip(cases.iter().take(MOST_CASES)) {
        for (column, of) in (0..).zip(&CASE_COLUMNS) {
            match (of.value)(case) {
                Cell::Text("") | Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Whole(count) => {
                    sheet.write_number(row, column, number(count))?;
                }
                Cell::Hours(seconds) => {
                    let hours = number(u64::try_from(seconds).unwrap_or_default()) / 3600.0;
                    sheet.write_number_with_format(row, column, hours, &formats.hours)?;
                }
                Cell::Time(at) => {
                    sheet.write_datetime_with_format(row, column, &excel(&at)?, &formats.time)?;
                }
                Cell::Is(is) => {
                    sheet.write_string(row, column, if is { "sí" } else { "no" })?;
                }
            }
        }
        end = row;
    }
    sheet.autofilter(0, 0, end, last)?;
    Ok(())
}

/// Spreadsheets know no time zones: Bogota's wall clock.
fn excel(at: &ZonedDateTime) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

#[expect(clippy::cast_precision_loss, reason = "spreadsheets hold numbers so; counts are far below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}
