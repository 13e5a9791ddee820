//! Filled forms of every kind of file.

use super::*;
use crate::desk::forms::faults;

#[test]
fn a_blank_filled_in_by_each_program() {
    // Excel keeps strings apart; Google Sheets too, LibreOffice writes some within; formulas have cached values; a
    // date may be text, or a day's number with or without a format.
    let text = |words: &str| format!("<is><t xml:space=\"preserve\">{words}</t></is>");
    let inline = "t=\"inlineStr\"";
    let cells: Vec<(&str, String)> = vec![
        ("t=\"str\"", "<f>\"Crea\"&amp;\"ción\"</f><v>Creación</v>".to_owned()),
        (inline, text(" Ana María Ruiz Peña ")),
        ("", "<v>52345678.0</v>".to_owned()),
        (
            inline,
            "<is><r><t xml:space=\"preserve\">Dirección </t></r><r><t>Financiera</t></r></is>".to_owned(),
        ),
        (inline, text("Profesional universitaria")),
        ("", "<v>46387</v>".to_owned()),
        (inline, text("Orfeo, consulta")),
        (inline, text("Carlos Gómez Díaz")),
        (inline, text("carlos.gomez@entidad.gov.co")),
    ];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(how, inner)| (*how, inner.as_str())).collect();
    let bytes = filled("F-GT-285", &cells);
    for name in ["F-GT-285.xlsx", "formato ana ruiz.xlsx", "fgt285_v2.XLSX"] {
        assert_eq!(values(name, &bytes, "F-GT-285"), PERSON, "{name}");
    }
    let catalog = catalog();
    let form = catalog.form("F-GT-285").unwrap();
    assert_eq!(faults(form, &values("a.xlsx", &bytes, "F-GT-285")), []);
}

#[test]
fn what_is_left_empty_is_told() {
    let bytes = filled(
        "F-GT-285",
        &[
            ("t=\"inlineStr\"", "<is><t>Retiro</t></is>"),
            ("", ""),
            ("t=\"inlineStr\"", "<is><t>xxx</t></is>"),
        ],
    );
    let catalog = catalog();
    let form = catalog.form("F-GT-285").unwrap();
    let faults = faults(form, &values("a.xlsx", &bytes, "F-GT-285"));
    let labels: Vec<&str> = faults.iter().map(|fault| fault.label.as_str()).collect();
    assert_eq!(labels[..3], ["Nombre completo", "Número de documento", "Dependencia"]);
    assert_eq!(labels.len(), 8);
}

#[test]
fn other_programs() {
    let mut person = PERSON.map(str::to_owned);
    assert_eq!(values("solicitud.ods", &fixture("sheet.ods"), "F-GT-285"), person);
    // Another reader of such files finds the same in the fixture.
    let mut witness: calamine::Xls<_> =
        calamine::open_workbook_from_rs(Cursor::new(fixture("sheet.xls"))).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut witness, "Hoja1").unwrap();
    assert_eq!(sheet.get_value((3, 1)).unwrap().to_string(), person[1]);
    assert_eq!(values("solicitud.xls", &fixture("sheet.xls"), "F-GT-285"), person);
    person[2] = "52.345.678".to_owned();
    assert_eq!(values("solicitud.docx", &fixture("table.docx"), "F-GT-285"), person);
    for name in ["fields.pdf", "fields-packed.pdf"] {
        assert_eq!(values("solicitud.pdf", &fixture(name), "F-GT-285"), person, "{name}");
    }
    // A placeholder of a content control is nobody's answer.
    person[3] = String::new();
    assert_eq!(values("solicitud.docx", &fixture("controls.docx"), "F-GT-285"), person);
}

#[test]
fn lines_of_a_text() {
    let values = values("solicitud.docx", &fixture("lines.docx"), "F-GT-192");
    assert_eq!(values[0], "Agenda de salas");
    assert_eq!(values[3], "Meta 4 del plan de acción.\nY lo pide la norma.");
    assert_eq!(values[5], "120 funcionarios");
    assert_eq!(values[8], "maria.lopez@entidad.gov.co");
    let catalog = catalog();
    assert_eq!(faults(catalog.form("F-GT-192").unwrap(), &values), []);
}

#[test]
fn what_a_person_must_read() {
    let cases = [
        ("a.pdf", "flat.pdf", Some("F-GT-285"), "es un PDF sin campos"),
        ("F-GT-192.pdf", "letter.pdf", Some("F-GT-192"), "es un PDF sin campos"),
        ("a.pdf", "strange.pdf", Some("F-GT-285"), "los campos del PDF no son los del formato"),
        ("a.pdf", "scan.pdf", None, "es un documento escaneado"),
        ("FGT 285 firmado.pdf", "scan.pdf", Some("F-GT-285"), "es un documento escaneado"),
        ("a.pdf", "encrypted.pdf", None, "el archivo está protegido con contraseña"),
        ("f-gt-285.pdf", "xfa.pdf", Some("F-GT-285"), "es un formulario XFA"),
        ("F-GT-285.xlsx", "protected.xlsx", Some("F-GT-285"), "el archivo está protegido con contraseña"),
    ];
    for (name, file, id, why) in cases {
        assert_eq!(reason(name, &fixture(file)), (id.map(str::to_owned), why.to_owned()), "{file}");
    }
    let photograph = vec![0xFF; 40_000];
    let mut image = attachment("IMG_2041.jpg", &photograph);
    image.media_type = "image/jpeg".to_owned();
    let reader = Reader::new(&catalog());
    let found = reader.read(&[(&image, &photograph)]);
    assert_eq!(found[0].id, None);
    assert!(matches!(&found[0].reading, FormReading::Unreadable(why) if why.contains("fotografía")));
    image.inline = true;
    assert_eq!(reader.read(&[(&image, &photograph)]), []);
    assert_eq!(reason("F-GT-285.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").0.as_deref(), Some("F-GT-285"));
}

#[test]
fn what_is_no_form_gives_nothing() {
    let invoice = workbook(&[&rows(&[&["Factura", "123"], &["Dependencia", "Financiera"], &["Total", "9"]])]);
    for (name, bytes) in [
        ("factura.xlsx", invoice),
        ("carta.docx", fixture("letter.docx")),
        ("carta.pdf", fixture("letter.pdf")),
        ("notas.txt", b"F-GT-285".to_vec()),
        ("logo.png", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("captura.csv", b"a;b".to_vec()),
        ("F-GT-285.eml", b"Subject: F-GT-285".to_vec()),
    ] {
        assert_eq!(read(name, &bytes), [], "{name}");
    }
}

#[test]
fn several_files_of_one_mail() {
    let (sheet, text, other) = (fixture("sheet.xls"), fixture("lines.docx"), fixture("letter.pdf"));
    let files = [attachment("a.xls", &sheet), attachment("carta.pdf", &other), attachment("b.docx", &text)];
    let found = Reader::new(&catalog()).read(&[(&files[0], &sheet), (&files[1], &other), (&files[2], &text)]);
    let ids: Vec<_> = found.iter().map(|form| (form.id.as_deref().unwrap(), form.file.as_str())).collect();
    assert_eq!(ids, [("F-GT-285", "a.xls"), ("F-GT-192", "b.docx")]);
}
