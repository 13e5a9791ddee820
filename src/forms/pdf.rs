//! PDF: the values of its form fields (ISO 32000-1, 12.7), and as much of its text as tells which form it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document as Pdf, Encoding, Object, ObjectId};

use super::document::Document;
use super::docx::hold;
use super::{Nature, Trouble, pdf_guard};

/// Longer documents are no forms.
const MAX_PAGES: usize = 50;
/// How much of a page's content is read, and of all pages, in bytes.
const MAX_PAGE: usize = 1 << 20;
const MAX_CONTENT: usize = 8 << 20;
/// How many fonts are read, and how much of the table of each.
const MAX_FONTS: usize = 60;
const MAX_FONT: usize = 256 << 10;
/// How much text is kept.
const MAX_TEXT: usize = 200_000;
/// How many fields are looked at, and how deep they may be nested.
const MAX_FIELDS: usize = 2_000;
const MAX_DEPTH: usize = 32;

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<(Document, Nature), Trouble> {
    let pdf = pdf_guard::open(bytes)?;
    let pages: Vec<ObjectId> = pdf.page_iter().take(MAX_PAGES + 1).collect();
    if pages.len() > MAX_PAGES {
        return Err(Trouble::TooLarge);
    }
    if pages.is_empty() {
        return Err(Trouble::Broken);
    }
    let mut document = Document::default();
    let all_read = text(&pdf, &pages, &mut document);
    let form = pdf.catalog().ok().and_then(|catalog| dictionary(&pdf, catalog.get(b"AcroForm").ok()?));
    let Some(form) = form else {
        let is_scan = document.is_empty() && all_read;
        return Ok((document, if is_scan { Nature::Scan } else { Nature::Flat }));
    };
    if form.has(b"XFA") {
        return Ok((document, Nature::Xfa));
    }
    let before = document.lines.len();
    fields(&pdf, form, &mut document);
    let nature = match (document.named.is_empty(), before) {
        (false, _) => Nature::Fields,
        (true, 0) if all_read => Nature::Scan,
        (true, _) => Nature::Flat,
    };
    Ok((document, nature))
}

/// Follows a reference to a dictionary.
fn dictionary<'a>(pdf: &'a Pdf, object: &'a Object) -> Option<&'a Dictionary> {
    pdf.dereference(object).ok()?.1.as_dict().ok()
}

/// The text of the pages, line by line. False: there was more than is read.
fn text(pdf: &Pdf, pages: &[ObjectId], document: &mut Document) -> bool {
    let mut encodings: HashMap<*const Dictionary, Option<Encoding<'_>>> = HashMap::new();
    let mut room = MAX_CONTENT;
    let mut kept = 0;
    let mut all_read = true;
    for page in pages {
        let Ok(content) = pdf.get_page_content_with_limit(*page, MAX_PAGE.min(room)) else {
            all_read = false;
            continue;
        };
        room = room.saturating_sub(content.len());
        let Ok(content) = Content::decode(&content) else { continue };
        let fonts = pdf.get_page_fonts(*page).unwrap_or_default();
        for font in fonts.values() {
            let known = encodings.len();
            if known < MAX_FONTS {
                encodings
                    .entry(std::ptr::from_ref(*font))
                    .or_insert_with(|| font.get_font_encoding_with_limit(pdf, MAX_FONT).ok());
            }
        }
        let text = shown(&content, &fonts, &encodings);
        kept += text.len();
        text.lines().for_each(|line| document.line(line));
        if kept > MAX_TEXT || room == 0 {
            return false;
        }
    }
    all_read
}

/// What a page's operators show (ISO 32000-1, 9.4.3).
fn shown(
    content: &Content,
    fonts: &BTreeMap<Vec<u8>, &Dictionary>,
    encodings: &HashMap<*const Dictionary, Option<Encoding<'_>>>,
) -> String {
    let mut text = String::new();
    let mut encoding = None;
    for operation in &content.operations {
        if text.len() > MAX_TEXT {
            break;
        }
        match operation.operator.as_str() {
            "Tf" => {
                let font = operation.operands.first().and_then(|name| name.as_name().ok());
                encoding = font
                    .and_then(|name| fonts.get(name))
                    .and_then(|font| encodings.get(&std::ptr::from_ref(*font)))
                    .and_then(Option::as_ref);
            }
            "Tj" | "TJ" | "'" | "\"" => {
                if operation.operator != "Tj" && operation.operator != "TJ" {
                    text.push('\n');
                }
                for operand in &operation.operands {
                    say(&mut text, operand, encoding);
                }
            }
            "Td" | "TD" | "T*" | "Tm" | "ET" if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text
}

fn say(text: &mut String, operand: &Object, encoding: Option<&Encoding<'_>>) {
    match operand {
        Object::String(bytes, _) => match encoding.map(|encoding| Pdf::decode_text(encoding, bytes)) {
            Some(Ok(words)) => text.push_str(&words),
            _ => text
                .extend(bytes.iter().filter(|byte| !byte.is_ascii_control()).map(|byte| char::from(*byte))),
        },
        Object::Array(parts) => {
            for part in parts {
                match part {
                    Object::String(..) => say(text, part, encoding),
                    // A wide step back is a blank between words.
                    Object::Integer(step) if *step < -200 => text.push(' '),
                    Object::Real(step) if *step < -200.0 => text.push(' '),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// A field on the way down the tree, with what it has from those above.
struct Below<'a> {
    field: &'a Dictionary,
    name: String,
    kind: Option<&'a [u8]>,
    value: Option<&'a Object>,
    depth: usize,
}

/// The fields with their names and values.
fn fields(pdf: &Pdf, form: &Dictionary, document: &mut Document) {
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut left = MAX_FIELDS;
    let top = Below { field: form, name: String::new(), kind: None, value: None, depth: 0 };
    let mut stack = children(pdf, &top, b"Fields", &mut seen);
    stack.reverse();
    while let Some(below) = stack.pop() {
        left = match left.checked_sub(1) {
            Some(left) => left,
            None => return,
        };
        let kids = children(pdf, &below, b"Kids", &mut seen);
        // Kids without names are the places where this field is shown.
        if below.depth < MAX_DEPTH && kids.iter().any(|kid| kid.field.has(b"T")) {
            stack.extend(kids.into_iter().rev());
            continue;
        }
        if below.kind == Some(b"Sig") {
            continue;
        }
        let names =
            [string(pdf, below.field, b"TU"), string(pdf, below.field, b"T"), Some(below.name.clone())];
        let value = below.value.map(|value| worth(pdf, value, below.kind)).unwrap_or_default();
        document.name(names.into_iter().flatten().collect(), &value);
    }
}

fn children<'a>(pdf: &'a Pdf, above: &Below<'a>, key: &[u8], seen: &mut HashSet<ObjectId>) -> Vec<Below<'a>> {
    let kids = above.field.get(key).ok().and_then(|kids| pdf.dereference(kids).ok()?.1.as_array().ok());
    kids.into_iter()
        .flatten()
        .take(MAX_FIELDS)
        .filter_map(|kid| {
            if let Object::Reference(id) = kid
                && !seen.insert(*id)
            {
                return None;
            }
            let field = dictionary(pdf, kid)?;
            let part = string(pdf, field, b"T").unwrap_or_default();
            let mut name = above.name.clone();
            if !name.is_empty() && !part.is_empty() {
                hold(&mut name, ".");
            }
            hold(&mut name, &part);
            Some(Below {
                field,
                name,
                kind: field.get(b"FT").and_then(Object::as_name).ok().or(above.kind),
                value: field.get(b"V").ok().or(above.value),
                depth: above.depth + 1,
            })
        })
        .collect()
}

fn string(pdf: &Pdf, field: &Dictionary, key: &[u8]) -> Option<String> {
    let object = pdf.dereference(field.get(key).ok()?).ok()?.1;
    words(object).filter(|text| !text.trim().is_empty())
}

/// A text string; bytes that are none are read as Latin-1.
fn words(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    if let Some(wide) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some(encoding_rs::UTF_16LE.decode_without_bom_handling(wide).0.into_owned());
    }
    Some(
        lopdf::decode_text_string(object)
            .unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect()),
    )
}

/// What stands in a field.
fn worth(pdf: &Pdf, value: &Object, kind: Option<&[u8]>) -> String {
    let Ok((_, value)) = pdf.dereference(value) else { return String::new() };
    match value {
        Object::String(..) => words(value).unwrap_or_default().replace('\r', "\n"),
        Object::Name(name) if name == b"Off" => String::new(),
        Object::Name(name) if kind == Some(b"Btn") => {
            let name = String::from_utf8(name.clone())
                .unwrap_or_else(|_| name.iter().map(|byte| char::from(*byte)).collect());
            let plain = matches!(name.to_lowercase().as_str(), "yes" | "on" | "1" | "si" | "sí" | "true");
            if plain { "x".to_owned() } else { name }
        }
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Array(choices) => choices.iter().take(50).filter_map(words).collect::<Vec<_>>().join(", "),
        Object::Stream(stream) => stream
            .get_plain_content_with_limit(MAX_FONT)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default(),
        Object::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}
