//! Files that are broken, or mean to be costly. Each must be answered soon, with no more memory than a form needs.

use std::time::{Duration, Instant};

use super::*;

/// Time for one file, on a slow machine without optimisation.
const SOON: Duration = Duration::from_secs(60);

fn soon(name: &str, bytes: &[u8]) -> Vec<FoundForm> {
    let begun = Instant::now();
    let found = read(name, bytes);
    assert!(begun.elapsed() < SOON, "{name}: {:?}", begun.elapsed());
    found
}

fn unreadable(name: &str, bytes: &[u8], why: &str) {
    match soon(name, bytes).as_slice() {
        [FoundForm { reading: FormReading::Unreadable(found), .. }] => {
            assert!(found.contains(why), "{found}")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn zip_bombs() {
    let zeros = vec![b' '; 21 << 20];
    let bomb = packed(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 60_000);
    unreadable("F-GT-285.xlsx", &bomb, "demasiado grande");
    assert_eq!(soon("datos.xlsx", &bomb), []);
    unreadable("F-GT-285.docx", &packed(&[("word/document.xml", &zeros)]), "demasiado grande");
    unreadable("F-GT-285.ods", &packed(&[("content.xml", &zeros)]), "demasiado grande");
    // Many parts, each within its bounds.
    let part = vec![b' '; 11 << 20];
    let names: Vec<String> = (0..3).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), part.as_slice())).collect();
    parts.push(("xl/workbook.xml", b"<workbook/>"));
    unreadable("F-GT-285.xlsx", &packed(&parts), "demasiado grande");
    let names: Vec<String> = (0..2_500).map(|n| format!("word/{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    parts.push(("word/document.xml", b"<d/>"));
    unreadable("F-GT-285.docx", &packed(&parts), "demasiado grande");
}

#[test]
fn sheets_that_say_they_are_huge() {
    let mut cells = rows(&[&["Nombre completo", "Ana"], &["Número de documento", "52345678"]]);
    cells.push_str("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    let found = values("F-GT-285.xlsx", &workbook(&[&cells]), "F-GT-285");
    assert_eq!(found[1], "Ana");
    // A count of strings by which more memory would be asked for than there is.
    let strings = b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"99999999999\"><si><t>a</t></si></sst>";
    let mut zip = ZipArchive::new(Cursor::new(workbook(&[&cells]))).unwrap();
    let mut parts = vec![("xl/sharedStrings.xml".to_owned(), strings.to_vec())];
    for name in zip.file_names().map(|name| name.unwrap().into_owned()).collect::<Vec<_>>() {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        if name.ends_with("workbook.xml.rels") {
            let link = "<Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
            bytes = String::from_utf8(bytes).unwrap().replace("</Relationships>", link).into_bytes();
        }
        parts.push((name, bytes));
    }
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let found = values("F-GT-285.xlsx", &packed(&parts), "F-GT-285");
    assert_eq!(found[1], "Ana");
    // A hundred thousand cells of one row.
    let many: String = "<c t=\"inlineStr\"><is><t>Nombre completo</t></is></c>".repeat(100_000);
    assert_eq!(soon("F-GT-285.xlsx", &workbook(&[&format!("<row r=\"1\">{many}</row>")])).len(), 1);
    let many: String = (1..40_000)
        .map(|row| format!("<row r=\"{row}\"><c t=\"inlineStr\"><is><t>Nombre completo</t></is></c></row>"))
        .collect();
    assert_eq!(soon("F-GT-285.xlsx", &workbook(&[&many])).len(), 1);
    let repeated = "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><table:table><table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>F-GT-285</text:p></table:table-cell></table:table-row></table:table></office:document-content>";
    assert_eq!(soon("F-GT-285.ods", &packed(&[("content.xml", repeated.as_bytes())])).len(), 1);
}

#[test]
fn xml_without_end() {
    let deep = "<a>".repeat(1_000_000);
    unreadable("F-GT-285.docx", &packed(&[("word/document.xml", deep.as_bytes())]), "dañado");
    let entities =
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><d><p><t>&b;</t></p></d>";
    unreadable("F-GT-285.docx", &packed(&[("word/document.xml", entities.as_bytes())]), "no tiene texto");
    let attributes: String = (0..300_000).map(|n| format!(" a{n}=\"\"")).collect();
    let many = format!("<d><tbl><tr><tc><gridSpan{attributes}/></tc></tr></tbl></d>");
    assert_eq!(soon("F-GT-285.docx", &packed(&[("word/document.xml", many.as_bytes())])).len(), 1);
    let many = format!("<row r=\"1\"><c{attributes}><v>1</v></c></row>");
    assert_eq!(soon("F-GT-285.xlsx", &workbook(&[&many])).len(), 1);
    let labels = "<d>".to_owned() + &"<p><r><t>Dependencia</t></r></p>".repeat(200_000) + "</d>";
    assert_eq!(soon("F-GT-285.docx", &packed(&[("word/document.xml", labels.as_bytes())])).len(), 1);
    let sheet = format!("<row r=\"1\"><c r=\"A1\">{deep}</c></row>");
    assert_eq!(soon("F-GT-285.xlsx", &workbook(&[&sheet])).len(), 1);
}

#[test]
fn broken_files() {
    for name in ["sheet.ods", "sheet.xls", "table.docx", "fields.pdf", "fields-packed.pdf"] {
        let bytes = fixture(name);
        let file = format!("F-GT-285 {name}");
        for part in 1..20 {
            let cut = bytes.len() * part / 20;
            assert_eq!(soon(&file, &bytes[..cut]).len(), 1, "{name} cut at {cut}");
        }
        // Every so many bytes, one is another: never a panic that is not caught, never a loop.
        for at in (0..bytes.len()).step_by(61) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0xFF;
            assert!(soon(&file, &bytes).len() <= 1);
        }
    }
    unreadable("F-GT-285.xlsx", b"\0\0\0\0", "dañado");
    unreadable("F-GT-285.xlsx", b"", "dañado");
    unreadable("F-GT-285.xlsx", b"<html><table></table></html>", "automáticamente");
}

#[test]
fn compound_files_that_run_in_circles() {
    let mut bytes = fixture("sheet.xls");
    // Every sector follows itself, the directory's too.
    for sector in 0..128_u32 {
        let at = 512 + 4 * usize::try_from(sector).unwrap();
        bytes[at..at + 4].copy_from_slice(&sector.to_le_bytes());
    }
    assert_eq!(soon("F-GT-285.xls", &bytes).len(), 1);
    let mut bytes = fixture("sheet.xls");
    // Cells at the far end of the sheet.
    for at in (1_536..bytes.len() - 4).filter(|at| bytes[*at..*at + 2] == [0xFD, 0]).collect::<Vec<_>>() {
        bytes[at + 4..at + 8].copy_from_slice(&[0xFF; 4]);
    }
    assert_eq!(soon("F-GT-285.xls", &bytes).len(), 1);
}

/// A PDF of such objects, with a table that lists each `times` times over.
fn pdf(objects: &[Vec<u8>], times: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, body) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let size = places.len() * times + 1;
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for _ in 0..times {
        for place in &places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
    }
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dictionary}/Length {}>>stream\n", bytes.len()).into_bytes();
    out.extend(bytes);
    out.extend(b"\nendstream");
    out
}

/// Bytes as FlateDecode takes them.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), bytes.to_vec());
    stream.compress().unwrap();
    stream.content
}

fn pages() -> Vec<Vec<u8>> {
    vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
    ]
}

#[test]
fn pdfs_that_inflate() {
    let bomb = deflated(&vec![b' '; 20 << 20]);
    // A page's content.
    let mut objects = pages();
    objects.push(stream("/Filter/FlateDecode", &bomb));
    assert!(soon("F-GT-285.pdf", &pdf(&objects, 1)).len() == 1);
    // A stream of objects.
    let mut objects = pages();
    objects.push(stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb));
    unreadable("F-GT-285.pdf", &pdf(&objects, 1), "demasiado grande");
    // Many streams of objects, each within its bounds; and one that is listed many times.
    let small = deflated(&vec![b' '; 1_000_000]);
    let mut objects = pages();
    objects.extend((0..500).map(|_| stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &small)));
    unreadable("F-GT-285.pdf", &pdf(&objects, 1), "demasiado grande");
    let mut objects = pages();
    objects.push(stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &small));
    unreadable("F-GT-285.pdf", &pdf(&objects, 2_000), "demasiado grande");
    // An index that names one long place again and again.
    let mut content: Vec<u8> = (0..60_000).flat_map(|n| format!("{} 0 ", n + 10).into_bytes()).collect();
    let first = content.len();
    content.extend(b"[");
    content.extend(b"1 ".repeat(200_000));
    content.extend(b"]");
    let mut objects = pages();
    objects
        .push(stream(&format!("/Type/ObjStm/N 60000/First {first}/Filter/FlateDecode"), &deflated(&content)));
    unreadable("F-GT-285.pdf", &pdf(&objects, 1), "demasiado grande");
}

#[test]
fn pdfs_that_run_in_circles() {
    let mut objects = pages();
    objects[0] = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 5 0 R]>>>>".to_vec();
    objects[1] = b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 9>>".to_vec();
    objects.push(stream("", b"BT (F-GT-285) Tj ET"));
    objects.push(b"<</T(a)/Kids[5 0 R 6 0 R]>>".to_vec());
    objects.push(b"<</T(b)/V 7 0 R/Kids[5 0 R 6 0 R]>>".to_vec());
    objects.push(b"7 0 R".to_vec());
    assert_eq!(soon("F-GT-285.pdf", &pdf(&objects, 1)).len(), 1);
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let mut objects = pages();
    objects.push(deep);
    assert_eq!(soon("F-GT-285.pdf", &pdf(&objects, 1)).len(), 1);
    let large = vec![b'%'; 11 << 20];
    unreadable("F-GT-285.pdf", &[b"%PDF-1.4\n".to_vec(), large].concat(), "demasiado grande");
}

#[test]
fn pdfs_with_many_tables_of_contents() {
    assert_eq!(soon("F-GT-285.pdf", &tables(3)).len(), 1);
    unreadable("F-GT-285.pdf", &tables(13), "demasiado grande");
}

/// A PDF of so many tables that name a third of a million objects each, from a kilobyte.
fn tables(count: usize) -> Vec<u8> {
    let rows = deflated(&vec![1; 999_999]);
    let mut out = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    let mut last = None;
    for table in 0..count {
        let place = out.len();
        let previous = last.map_or(String::new(), |place| format!("/Prev {place}"));
        out.extend(format!("{} 0 obj\n", table + 10).bytes());
        let index = 333_333 * table;
        out.extend(stream(&format!("/Type/XRef/W[1 1 1]/Size 9999999/Index[{index} 333333]/Root 1 0 R/Filter/FlateDecode{previous}"), &rows));
        out.extend(b"\nendobj\n");
        last = Some(place);
    }
    out.extend(format!("startxref\n{}\n%%EOF", last.unwrap()).bytes());
    out
}
