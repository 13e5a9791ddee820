//! [15], [16] Forms: asked for with the blank, checked field by field, given up after the time set.

use std::io::{Cursor, Read, Write};

use super::ANA;
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    a_form_is_asked_for_checked_and_then_the_case_goes_to_its_group,
    a_complete_form_in_the_first_mail_needs_no_question,
    a_form_that_never_comes_ends_the_case_as_an_orientation,
    a_scan_goes_to_an_agent_with_that_said,
    who_answers_twice_without_the_form_reaches_an_agent,
    of_two_forms_the_letter_names_the_one_that_is_not_complete,
    of_two_kinds_of_forms_the_good_one_is_kept,
);

pub const WANTED: &str = "Buenos días, solicito la creación de usuario de Orfeo para la nueva contratista";
/// All that F-GT-285 asks for, in its order.
pub const COMPLETE: [&str; 9] = [
    "Creación",
    "Lucía Gómez Rojas",
    "52123456",
    "Dirección Financiera",
    "Contratista",
    "31/12/2026",
    "Orfeo, perfil de consulta",
    "Julián Torres",
    "julian.torres@scj.test",
];

async fn a_form_is_asked_for_checked_and_then_the_case_goes_to_its_group(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Usuario nuevo", WANTED);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["acknowledgement", "form-needed"], "nobody is assigned yet");
    // The number is told once.
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert!(acknowledgement.text.contains("falta el formato F-GT-285"), "{}", acknowledgement.text);
    let needed = of_kind(&letters, "form-needed")[0];
    assert!(!needed.text.contains("Quedó radicada"), "{}", needed.text);
    assert_eq!(needed.subject, "[SCJ-2026-000001] Usuario nuevo");
    assert!(
        needed.text.contains("F-GT-285") && needed.text.contains("Correo del superior"),
        "{}",
        needed.text
    );
    // Five business days after Friday 20 November.
    assert!(needed.text.contains("el viernes 27 de noviembre a las 7:00 p. m."), "{}", needed.text);
    let (name, blank) = &needed.attachments[0];
    assert_eq!(name, "F-GT-285.xlsx");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.waits_for.as_deref()), ("waiting_requester", Some("form")));
    assert_eq!((ticket.category.as_deref(), ticket.kind.as_deref()), (Some("usuarios"), Some("request")));
    let due = ticket.resolution_due;

    // An answer without the form brings the same letter again.
    desk.at("2026-11-23T10:00:00-05:00");
    desk.answer(ANA, needed, "Ya se los mando, gracias");
    let again: Vec<Letter> = desk.step().await.into_iter().filter(|letter| letter.kind != "digest").collect();
    assert_eq!(kinds(&again), ["form-needed"]);

    // Half filled: the fields that are wrong, by their labels.
    let half = filled(
        blank,
        &[
            "Creación",
            "Lucía Gómez Rojas",
            "",
            "Dirección Financiera",
            "Contratista",
            "pronto",
            "Orfeo",
            "Julián",
            "julian arroba scj",
        ],
    );
    desk.answer_with_files(ANA, &again[0], "Va adjunto", &[("F-GT-285.xlsx", &half)]);
    let incomplete = desk.step().await;
    assert_eq!(incomplete.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["form-incomplete"]);
    let text = &incomplete[0].text;
    for label in ["Número de documento", "Fecha de fin del contrato", "Correo del superior"] {
        assert!(text.contains(label), "{label}: {text}");
    }
    assert!(!text.contains("Nombre completo"), "{text}");
    assert_eq!(incomplete[0].attachments[0].0, "F-GT-285.xlsx");

    desk.at("2026-11-24T10:00:00-05:00");
    desk.answer_with_files(
        ANA,
        &incomplete[0],
        "Corregido",
        &[("F-GT-285 Lucía.xlsx", &filled(blank, &COMPLETE))],
    );
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert_eq!(assignment.to, "especialista@scj.test");
    assert!(assignment.text.contains("creación de usuario de Orfeo"), "{}", assignment.text);
    assert_eq!(assignment.attachments.len(), 2, "all that came with the case: both forms");
    assert!(of_kind(&letters, "status")[0].text.contains("en atención"));
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.group_id.as_str()), ("open", "sistemas-n3"));
    assert!(ticket.resolution_due > due, "what waited is not counted");
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "information", "information", "information"]);
    // Nothing of the form falls due any more.
    desk.at("2026-12-04T10:00:00-05:00");
    assert!(desk.step().await.iter().all(|letter| letter.to != "ana@scj.test"));
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
}

async fn a_complete_form_in_the_first_mail_needs_no_question(on: On) {
    let mut desk = TestDesk::open(on).await;
    let blank = std::fs::read("templates/forms/F-GT-285.xlsx").unwrap();
    desk.write_with_files(
        ANA,
        "Usuario nuevo",
        WANTED,
        "",
        &[("solicitud.xlsx", &filled(&blank, &COMPLETE))],
    );
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["acknowledgement", "assignment"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    desk.is_at_rest().await;
}

async fn a_form_that_never_comes_ends_the_case_as_an_orientation(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Usuario nuevo", WANTED);
    desk.step().await;
    desk.at("2026-11-26T19:00:00-05:00");
    let reminder = desk.step().await;
    assert_eq!(reminder.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["form-needed"]);
    desk.at("2026-11-27T19:00:01-05:00");
    let letters = desk.step().await;
    assert_eq!(letters.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["survey"]);
    assert!(letters[0].text.contains("F-GT-285"), "{}", letters[0].text);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.kind.as_deref()), ("resolved", Some("informative")));
    // Three business days after Friday 27 November.
    desk.at("2026-12-02T19:00:01-05:00");
    assert!(desk.step_besides_reports().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "closed");
    desk.is_at_rest().await;
}

async fn a_scan_goes_to_an_agent_with_that_said(on: On) {
    let mut desk = TestDesk::open(on).await;
    let scan = std::fs::read("tests/forms/scan.pdf").unwrap();
    desk.write_with_files(ANA, "Usuario nuevo", WANTED, "", &[("F-GT-285 firmado.pdf", &scan)]);
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("no se pudo revisar"), "{}", assignment.text);
    assert!(of_kind(&letters, "form-needed").is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
}

async fn who_answers_twice_without_the_form_reaches_an_agent(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Usuario nuevo", WANTED);
    let letters = desk.step().await;
    let needed = of_kind(&letters, "form-needed")[0].clone();
    desk.answer(ANA, &needed, "El usuario es para la contratista Lucía Gómez");
    assert_eq!(kinds(&desk.step().await), ["form-needed"]);
    desk.answer(ANA, &needed, "Ella empieza el lunes en la Dirección Financiera");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment", "status"]);
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("Falta el formato F-GT-285"), "{}", assignment.text);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    // An agent who asks for it anew begins anew.
    let by = "Diana Especialista <especialista@scj.test>";
    desk.at("2026-11-20T10:30:00-05:00");
    desk.answer(by, assignment, "#formato F-GT-285");
    let letters = desk.step().await;
    let asked = of_kind(&letters, "form-needed")[0].clone();
    desk.answer(ANA, &asked, "Lo estoy buscando en mis archivos");
    assert_eq!(kinds(&desk.step().await), ["form-needed"]);
    desk.is_at_rest().await;
}

async fn of_two_forms_the_letter_names_the_one_that_is_not_complete(on: On) {
    let mut desk = TestDesk::open(on).await;
    let blank = std::fs::read("templates/forms/F-GT-285.xlsx").unwrap();
    let mut pedro = COMPLETE;
    (pedro[1], pedro[2], pedro[5]) = ("Pedro Páez Ruiz", "", "pronto");
    let (good, bad) = (filled(&blank, &COMPLETE), filled(&blank, &pedro));
    desk.write_with_files(ANA, "Usuarios nuevos", WANTED, "", &[("Lucía.xlsx", &good), ("Pedro.xlsx", &bad)]);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["acknowledgement", "form-incomplete"]);
    let incomplete = of_kind(&letters, "form-incomplete")[0];
    let text = incomplete.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "F-GT-285, «Solicitud Administración de Usuarios», en el archivo «Pedro.xlsx»",
        "Número de documento",
        "Fecha de fin del contrato",
        "completo y no hace falta enviarlo de nuevo: - F-GT-285, en el archivo «Lucía.xlsx»",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    pedro[2] = "79555444";
    pedro[5] = "31/12/2026";
    desk.answer_with_files(ANA, incomplete, "Va corregido", &[("Pedro.xlsx", &filled(&blank, &pedro))]);
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert_eq!(assignment.attachments.len(), 3, "both of the first mail, and the better one");
    // The blank beside the filled form, or an earlier state of it, is nobody's form.
    desk.write_with_files(ANA, "Usuario nuevo", WANTED, "", &[("a.xlsx", &blank), ("b.xlsx", &good)]);
    assert_eq!(kinds(&desk.step().await), ["acknowledgement", "assignment"]);
    desk.is_at_rest().await;
}

async fn of_two_kinds_of_forms_the_good_one_is_kept(on: On) {
    let mut desk = TestDesk::open(on).await;
    let users = std::fs::read("templates/forms/F-GT-285.xlsx").unwrap();
    let tools = std::fs::read("templates/forms/F-GT-192.xlsx").unwrap();
    let half = filled(&tools, &["Dirección Financiera"]);
    desk.write_with_files(
        ANA,
        "Usuario nuevo",
        WANTED,
        "",
        &[("F-GT-285.xlsx", &filled(&users, &COMPLETE)), ("F-GT-192.xlsx", &half)],
    );
    let letters = desk.step().await;
    let incomplete = of_kind(&letters, "form-incomplete")[0].clone();
    assert!(incomplete.text.contains("F-GT-192") && incomplete.text.contains("«F-GT-192.xlsx»"));
    assert_eq!(incomplete.attachments[0].0, "F-GT-192.xlsx");
    // The one that was right is not asked for again.
    let all = filled(&tools, &["31/12/2026 ana@scj.test 52123456 12"; 30]);
    desk.answer_with_files(ANA, &incomplete, "Va", &[("F-GT-192.xlsx", &all)]);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment", "status"]);
    assert_eq!(of_kind(&letters, "assignment")[0].attachments.len(), 3);
    desk.is_at_rest().await;
}

fn kinds(letters: &[Letter]) -> Vec<&str> {
    let mut kinds: Vec<&str> = letters.iter().map(|letter| letter.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds
}

/// The blank with values in its input cells, in their order, as a spreadsheet program writes them.
pub fn filled(blank: &[u8], values: &[&str]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(blank)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = from.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let mut bytes = Vec::new();
        from.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            bytes = with_values(&String::from_utf8(bytes).unwrap(), values).into_bytes();
        }
        to.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn with_values(sheet: &str, values: &[&str]) -> String {
    let mut sheet = sheet.to_owned();
    let inputs: Vec<String> = sheet
        .match_indices("<c r=\"B")
        .filter_map(|(at, _)| {
            let cell = &sheet[at..at + sheet[at..].find('>').unwrap() + 1];
            cell.ends_with("s=\"7\"/>").then(|| cell.to_owned())
        })
        .collect();
    for (cell, value) in inputs.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        let place = cell.split('"').nth(1).unwrap();
        let full = format!("<c r=\"{place}\" s=\"7\" t=\"inlineStr\"><is><t>{value}</t></is></c>");
        sheet = sheet.replace(cell, &full);
    }
    sheet
}
