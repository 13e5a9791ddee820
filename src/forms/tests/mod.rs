//! Forms as people send them, and files that mean harm.

mod blanks;
mod filled;
mod hostile;
mod layouts;

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::config::staff::Staff;

/// What a filled form of the fixtures holds.
const PERSON: [&str; 10] = [
    "Creación",
    "Ana María Ruiz Peña",
    "52345678",
    "Dirección Financiera",
    "Profesional universitaria",
    "31/12/2026",
    "Orfeo, consulta",
    "Carlos Gómez Díaz",
    "carlos.gomez@entidad.gov.co",
    "",
];

/// The shipped catalogue with its blanks.
fn catalog() -> Catalog {
    SHIPPED.clone()
}

static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let staff = Staff::load(&deploy.join("staff.toml")).unwrap();
    let mut catalog = Catalog::load(&deploy.join("catalog.toml"), &staff).unwrap();
    blank::load(&mut catalog, &deploy, None).unwrap();
    catalog
});

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms").join(name)).unwrap()
}

fn attachment(name: &str, bytes: &[u8]) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
        size: bytes.len() as u64,
        sha256: String::new(),
        inline: false,
    }
}

/// What the shipped forms' reader finds in a file.
fn read(name: &str, bytes: &[u8]) -> Vec<FoundForm> {
    Reader::new(&catalog()).read(&[(&attachment(name, bytes), bytes)])
}

/// The values of the one form that is found.
fn values(name: &str, bytes: &[u8], id: &str) -> Vec<String> {
    match read(name, bytes).as_slice() {
        [FoundForm { id: Some(found), reading: FormReading::Fields(values), .. }] if found == id => {
            values.clone()
        }
        other => panic!("{name}: {other:?}"),
    }
}

/// The code and the reason of the one file that cannot be read.
fn reason(name: &str, bytes: &[u8]) -> (Option<String>, String) {
    match read(name, bytes).as_slice() {
        [FoundForm { id, reading: FormReading::Unreadable(why), .. }] => (id.clone(), why.clone()),
        other => panic!("{name}: {other:?}"),
    }
}

/// A zip of such parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose sheets hold these rows: what stands within `<sheetData>`.
fn workbook(sheets: &[&str]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let mut list = String::new();
    let mut links = String::new();
    let mut parts = Vec::new();
    for (at, rows) in sheets.iter().enumerate() {
        let n = at + 1;
        list.push_str(&format!("<sheet name=\"Hoja{n}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"));
        links.push_str(&format!(
            "<Relationship Id=\"r{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        ));
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{n}.xml"), sheet));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{list}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns=\"{package}/relationships\">{links}</Relationships>"),
    ));
    parts.push((
        "_rels/.rels".to_owned(),
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" \
             Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    ));
    parts.push(("[Content_Types].xml".to_owned(), format!("<Types xmlns=\"{package}/content-types\"/>")));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    packed(&parts)
}

/// Rows of text; empty texts are empty cells.
fn rows(rows: &[&[&str]]) -> String {
    let mut xml = String::new();
    for (row, texts) in rows.iter().enumerate() {
        xml.push_str(&format!("<row r=\"{}\">", row + 1));
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            xml.push_str(&format!("<c r=\"{letter}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", row + 1));
        }
        xml.push_str("</row>");
    }
    xml
}

/// The blank of a form with cells written in, in the order of its fields: what stands within `<c>`, and its attributes.
fn filled(id: &str, cells: &[(&str, &str)]) -> Vec<u8> {
    let catalog = catalog();
    let blank = catalog.form(id).unwrap().blank.as_ref().unwrap();
    let mut zip = ZipArchive::new(Cursor::new(blank.bytes.as_ref())).unwrap();
    let mut parts = Vec::new();
    for name in zip.file_names().map(|name| name.unwrap().into_owned()).collect::<Vec<_>>() {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            bytes = with_cells(&String::from_utf8(bytes).unwrap(), cells).into_bytes();
        }
        parts.push((name, bytes));
    }
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    packed(&parts)
}

fn with_cells(sheet: &str, cells: &[(&str, &str)]) -> String {
    // The input cells are those with a note, in order.
    let inputs: Vec<&str> =
        sheet.split("sqref=\"").skip(2).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(cells.len() <= inputs.len(), "{inputs:?}");
    let mut sheet = sheet.to_owned();
    for (place, (attributes, inner)) in inputs.iter().zip(cells).filter(|(_, (_, inner))| !inner.is_empty()) {
        let empty = format!("<c r=\"{place}\" s=\"7\"/>");
        assert!(sheet.contains(&empty), "{place}");
        sheet = sheet.replace(&empty, &format!("<c r=\"{place}\" {attributes}>{inner}</c>"));
    }
    sheet
}
