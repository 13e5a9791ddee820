//! The files of a report: the same each time, and readable by what reads such files.

use calamine::{Data, Reader, Xlsx};
use pretty_assertions::assert_eq;

use super::*;
use crate::desk::letter::Content;
use crate::desk::statistics::{CaseLine, Standing};
use crate::letters::samples;

fn statistics(name: &str) -> Statistics {
    let sample = samples::all().into_iter().find(|sample| sample.name == name).unwrap();
    let Content::MonthlyReport(report) = sample.content else { panic!("{name} is no report") };
    report.made.unwrap().statistics
}

fn case(number: u32, department: &str) -> CaseLine {
    let at = |text: &str| format!("{text}-05:00").parse().unwrap();
    CaseLine {
        number: format!("SCJ-2026-{number:06}"),
        kind: "incidente".to_owned(),
        category: "Impresoras y escáner".to_owned(),
        priority: "media".to_owned(),
        level: 1,
        group: "Mesa de Servicio".to_owned(),
        agent: "Laura Agente".to_owned(),
        channel: "Correo".to_owned(),
        site: String::new(),
        department: department.to_owned(),
        created_at: at("2026-11-30T20:00:00"),
        first_reply_due: at("2026-12-01T09:00:00"),
        first_reply_at: Some(at("2026-11-30T23:30:00")),
        first_reply_seconds: Some(5_400),
        first_reply_met: Some(true),
        resolution_due: at("2026-12-02T11:00:00"),
        completed_at: None,
        solution_seconds: None,
        solution_met: None,
        standing: Standing::Open,
        overdue: false,
        reopened: 0,
    }
}

fn bytes<'m>(made: &'m Made, name: &str) -> &'m [u8] {
    &made.files.iter().find(|(file, _)| file.name == name).unwrap().1
}

#[test]
fn the_same_figures_give_the_same_files() {
    let cases = [case(1, "Dirección Financiera"), case(2, "=1+1")];
    let make = || make(statistics("monthly-report"), &cases).unwrap();
    let (made, again) = (make(), make());
    assert_eq!(made.files.len(), 6);
    for ((file, bytes), (_, other)) in made.files.iter().zip(&again.files) {
        assert!(bytes == other, "{}", file.name);
        assert_eq!(file.size, bytes.len() as u64);
    }
}

#[test]
fn a_workbook_has_a_sheet_a_table_and_the_cases() {
    let made =
        make(statistics("monthly-report"), &[case(1, "Dirección Financiera"), case(2, "=1+1")]).unwrap();
    let mut book: Xlsx<_> =
        Xlsx::new(std::io::Cursor::new(bytes(&made, "informe-2026-11.xlsx").to_vec())).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 15, "{names:?}");
    let cases = book.worksheet_range("Casos").unwrap();
    assert_eq!(cases.height(), 3);
    assert_eq!(cases.get_value((1, 0)), Some(&Data::String("SCJ-2026-000001".to_owned())));
    assert_eq!(cases.get_value((2, 10)), Some(&Data::String("=1+1".to_owned())), "a text, no formula");
    let kinds = book.worksheet_range("Tipos").unwrap();
    let received: f64 = kinds.rows().skip(1).map(|row| row[1].to_string().parse::<f64>().unwrap()).sum();
    assert_eq!(received, 132.0);
    let summary = book.worksheet_range("Resumen").unwrap();
    let values: Vec<String> = summary.rows().nth(4).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(values, ["Casos recibidos", "132", "120", "96"]);
}

#[test]
fn the_csv_is_for_programs_and_holds_no_formula() {
    let made =
        make(statistics("monthly-report"), &[case(1, "Dirección, \"Financiera\""), case(2, "=1+1")]).unwrap();
    let mut reader = ::csv::Reader::from_reader(bytes(&made, "casos-2026-11.csv"));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][10], &rows[1][10]), ("Dirección, \"Financiera\"", "'=1+1"));
    assert_eq!((&rows[0][11], &rows[0][14], &rows[0][15]), ("2026-11-30T20:00:00-05:00", "1.50", "sí"));
    let text = String::from_utf8(bytes(&made, "casos-2026-11.csv").to_vec()).unwrap();
    assert!(!text.contains('@'), "nobody's address");
}

#[test]
fn the_json_has_the_contracts_keys_and_adds_up() {
    let made = make(statistics("monthly-report"), &[]).unwrap();
    let json: serde_json::Value = serde_json::from_slice(bytes(&made, "report.json")).unwrap();
    let sum = |key: &str| json[key].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    assert_eq!(json["total"], 132);
    // The status questions are informative ones too (ruling 7).
    assert_eq!(sum("by_kind"), 132 + 17);
    assert_eq!((sum("by_category"), sum("by_level"), sum("by_channel")), (132, 132, 132));
    assert_eq!((sum("by_agent"), &json["reopened"], &json["backlog"]), (128, &2.into(), &14.into()));
    for key in ["sent", "satisfactory", "unsatisfactory", "by_default"] {
        assert!(json["surveys"][key].is_u64(), "{key}");
    }
    assert_eq!(json["month_before"]["created"], 120);
}

#[test]
fn charts_are_pictures_and_tell_their_figures() {
    let made = make(statistics("monthly-report"), &[]).unwrap();
    assert_eq!(made.report.charts.len(), 3);
    for chart in &made.report.charts {
        let picture = bytes(&made, &chart.file.name);
        let info = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
        let (width, height) = info.info().size();
        assert_eq!((width, height), (chart.width * PIXELS_PER_CSS, chart.height * PIXELS_PER_CSS));
        assert!(picture.len() < 40_000, "{}: {}", chart.file.name, picture.len());
        assert!(chart.alt.chars().any(|c| c.is_ascii_digit()), "{}", chart.alt);
    }
    let alt = &made.report.charts[1].alt;
    assert!(alt.contains("Impresoras y escáner 41 y 39"), "{alt}");
    // Nothing to show: no picture.
    assert!(make(statistics("monthly-report-empty"), &[]).unwrap().report.charts.is_empty());
}
