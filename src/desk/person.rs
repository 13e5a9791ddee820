//! [8], [10] Who writes: name and dependencia, from labelled lines, the signature, the words, the display name.

mod closing;
mod ends;
mod works_in;

use std::sync::LazyLock;

use closing::closing;
use ends::{until_department, until_where};
use regex::Regex;
pub(in crate::desk) use works_in::Departments;

use super::address::Contact;
use super::details::numbered;
use super::facts::Field;
use super::fold::{fold, head, words};
use super::mail::Mail;

/// What a mail tells about its author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Their name.
    pub name: Option<String>,
    /// Their dependencia.
    pub department: Option<String>,
    /// The lines of the newly written text that say more than name and dependencia.
    pub rest: String,
}

/// How much of a text is read for this, and how much of a line.
const LOOKED_AT: usize = 20_000;
const LONGEST_LINE: usize = 200;

/// What a dependencia's name begins with, folded.
static DEPARTMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:la |el )?(direccion|subdireccion|subsecretaria|secretaria|oficina|grupo|despacho|casa de justicia|carcel|unidad|centro|area|coordinacion|comisaria|gerencia|division|comando|almacen|equipo|jefatura|inspeccion|c4|upj|urpa)\b",
    )
    .ok()
});

/// "Nombre: X", "Dependencia - X": folded label, then the value.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[\s*•·\-\d.)]*(?:mi |su |la |el )?(nombre completo|nombres y apellidos|nombres|nombre|funcionario|solicitante|usuario solicitante|dependencia u oficina|dependencia o area|dependencia|area u oficina|area|oficina)(?: en la que trabaja| donde trabajo)?\s*(?:es\s*)?[:=]\s*(.+)$",
    )
    .ok()
});

/// "soy X", "me llamo X", "mi nombre es X". Here and below a word's bounds are ASCII's: the fast matcher gives up at
/// Unicode's in a text with accents.
static I_AM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(?:me llamo|mi nombre es|habla|les escribe|soy)\s+((?:\p{Lu}[\p{L}'’.-]*)(?:\s+(?:de|del|la|las|los|y)?\s*\p{Lu}[\p{L}'’.-]*){1,5})",
    )
    .ok()
});

/// "trabajo en la Dirección ...", "funcionaria de la Oficina ...".
static I_WORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(?:soy|trabajo|laboro|pertenezco|hago parte|escribo|escribimos|estoy|funcionari[oa]|contratista|profesional|servidora?|adscrit[oa]|desde)(?-u:\b)[^.\n:;]{0,60}?(?-u:\b)((?:direcci[oó]n|subdirecci[oó]n|subsecretar[ií]a|oficina|grupo|despacho|casa de justicia|c[aá]rcel|unidad|coordinaci[oó]n|comisar[ií]a|gerencia|[aá]rea)\s+[^.,;:\n()]{2,80})",
    )
    .ok()
});

/// The items of our letter for name and dependencia, quoted back with their examples (see `ask::item`).
static ITEMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:su\s+(nombre)\s+completo|la\s+(dependencia)\s+en\s+la\s+que\s+trabaja)\s*,?\s*por\s+ejemplo\s*:(?:\s*ana\s+mar[ií]a\s+p[eé]rez\s+g[oó]mez\b|\s*direcci[oó]n\s+financiera\b)?[ \t]*\.?[ \t]*:?",
    )
    .ok()
});

/// Such an item, with the answer below it or none.
static BARE_ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^[\s\d.)*•-]*(?:nombre|dependencia)\s*:\s*$").ok());

/// A label within a line, after what belongs to another.
static NEXT_LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\w[\s,;|/.–-]+(?:\d{1,2}\s?[.)-]+\s*)?((?:nombres? completos?|nombres? y apellidos|nombre|dependencia|[aá]rea|oficina|placa|sede|ubicaci[oó]n|piso|ext(?:ensi[oó]n)?|usuario|cargo|correo|tel[eé]fono|celular|c[eé]dula|equipo|serial)(?:\s+(?:de|del)\s+\w+){0,2}\s*[:=])",
    )
    .ok()
});

/// How a person puts their name below a text.
static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:muy\s+)?(?:atentamente|cordialmente|atte|att|at\.te)\b|firmado(?:\s+por)?\b|firma\s*:)[\s.,:;-]*").ok()
});

/// Reads name and dependencia from a mail. `asked` is what this mail answers, in the order it was asked for; empty
/// for a mail that answers nothing. By the names that are `known` short ones are told, where the dependencia was asked.
pub fn told(mail: &Mail, asked: &[Field], known: &Departments) -> Told {
    let mut told = Told::default();
    let mut rest: Vec<&str> = Vec::new();
    let text = head(&mail.new_text, LOOKED_AT);
    let text = match ITEMS.as_ref() {
        Some(items) if !asked.is_empty() => items.replace_all(text, "$1$2: "),
        _ => text.into(),
    };
    let mut above = "";
    for line in text.lines() {
        let is_bare_item = !asked.is_empty() && BARE_ITEM.as_ref().is_some_and(|item| item.is_match(line));
        if !is_bare_item && !read_row(line, above, &mut told) && !read_line(line, asked, known, &mut told) {
            rest.push(line);
        }
        if !line.trim().is_empty() {
            above = line;
        }
    }
    let text = rest.join("\n");
    if told.name.is_none() {
        told.name = captured(&I_AM, &text).and_then(|phrase| person_name(&until_department(&phrase)));
    }
    if told.department.is_none() {
        told.department = captured(&I_WORK, &text).and_then(|phrase| department(&until_where(&phrase)));
    }
    // Who signs within the text: "Atte. Clara Rojas", and the dependencia below.
    let signed = |line: &str| SIGNED.as_ref().is_some_and(|signed| signed.is_match(line));
    for line in text.lines().skip_while(|line| !signed(line)).take(4) {
        read_signature_line(line, &mut told);
    }
    for line in closing(&text) {
        read_signature_line(line, &mut told);
    }
    for line in head(&mail.signature, LOOKED_AT).lines().take(20) {
        read_signature_line(line, &mut told);
    }
    if told.name.is_none() {
        told.name = mail.from.as_ref().and_then(display_name);
    }
    if let Some(short) = told.department.as_deref().filter(|short| department(short).is_none()) {
        told.department = known.named(short).or(told.department);
    }
    told.rest = text.trim().to_owned();
    told
}

/// Takes what one line of the text says of the person; true when the line says nothing else.
fn read_line(line: &str, asked: &[Field], known: &Departments, told: &mut Told) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return false;
    }
    if labelled(line).is_some() {
        let mut all = true;
        for segment in segments(line) {
            all &= labelled(segment).is_some_and(|(field, value)| set(told, field, &value));
        }
        return all;
    }
    // "... en el Nivel Central. Dependencia: Despacho": a label behind a sentence's end.
    for sentence in [". ", "; ", " | "].iter().flat_map(|end| line.split(end).skip(1)) {
        for segment in segments(sentence) {
            if let Some((field, value)) = labelled(segment) {
                set(told, field, value.split(". ").next().unwrap_or(&value));
            }
        }
    }
    if asked.is_empty() {
        return false;
    }
    if let Some(all) = read_numbered(line, asked, told) {
        return all;
    }
    let parts: Vec<&str> = line
        .split([',', ';', '|', '–', '/', '\t'])
        .flat_map(|part| part.split(". "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .flat_map(pieces)
        .collect();
    let wants = |field| asked.contains(&field);
    let mut understood = false;
    let mut all = true;
    for part in &parts {
        let part = part.trim_end_matches('.');
        if let Some(department) =
            department(strip_lead(part)).filter(|_| wants(Field::Department) && told.department.is_none())
        {
            told.department = Some(department);
            understood = true;
        } else if let Some(department) = works_in::read(part, known, wants(Field::Site))
            .filter(|_| wants(Field::Department) && told.department.is_none())
        {
            told.department = Some(department);
            understood = true;
        } else if let Some(name) =
            answered_name(part, asked).filter(|_| wants(Field::Name) && told.name.is_none())
        {
            told.name = Some(name);
            understood = true;
        } else {
            all = false;
        }
    }
    // Only the dependencia was asked for: a short answer is one, whatever it begins with ("Talento Humano").
    if !understood && asked == [Field::Department] && told.department.is_none() {
        let short = line.trim_end_matches('.').trim();
        let answer = strip_lead(short);
        if (1..=8).contains(&answer.split_whitespace().count()) && !is_courtesy(answer) {
            told.department = Some(answer.to_owned());
            return true;
        }
    }
    // A dependencia that is a place answers both questions: the line is still to be read for the place.
    let is_place = wants(Field::Site)
        && ["casa de justicia", "carcel", "c4", "upj", "urpa", "comisaria", "centro"]
            .iter()
            .any(|place| fold(line).contains(place));
    understood && all && !is_place
}

/// "Clara Rojas de la Oficina Jurídica" is a name and a dependencia.
fn pieces(part: &str) -> Vec<&str> {
    for (place, _) in part.match_indices(" de") {
        let (name, rest) = part.split_at(place);
        if !name.trim().contains(' ') {
            continue;
        }
        if department(strip_lead(rest)).is_some() && department(strip_lead(name)).is_none() {
            return vec![name.trim(), rest.trim()];
        }
    }
    vec![part]
}

/// "Nombre: Clara Rojas, Dependencia: Financiera | Piso: 3": each label with what follows it.
fn segments(line: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut from = 0;
    for found in NEXT_LABEL.iter().flat_map(|label| label.captures_iter(line)) {
        if let (Some(gap), Some(label)) = (found.get(0), found.get(1)) {
            // The gap begins with the last letter of what stands before it.
            let end = gap.start()
                + line.get(gap.start()..).and_then(|text| text.chars().next()).map_or(0, char::len_utf8);
            segments.push(line.get(from..end).unwrap_or(""));
            from = label.start();
        }
    }
    segments.push(line.get(from..).unwrap_or(""));
    segments.retain(|segment| segment.chars().any(char::is_alphabetic));
    segments
}

/// "1. Clara Rojas  2. Financiera": the answers of a line by their numbers; `None` where it has none. True when all of
/// them are about the person.
fn read_numbered(line: &str, asked: &[Field], told: &mut Told) -> Option<bool> {
    let answers = numbered(line);
    let first = answers.first()?;
    asked.get(first.0.checked_sub(1)?)?;
    let mut all = true;
    for (position, (_, range)) in &answers {
        let field = position.checked_sub(1).and_then(|position| asked.get(position));
        let value = line.get(range.clone()).unwrap_or("");
        // "1. Nombre: Clara Rojas".
        let (field, value) = match labelled(value.trim()) {
            Some((field, value)) => (Some(field), value),
            None => (field.cloned(), value.to_owned()),
        };
        all &= field.is_some_and(|field| set(told, field, &value));
    }
    Some(all)
}

/// A row of a pasted table: label and value side by side, or under `above`, a row of labels. True when it is about
/// the person and nothing else.
fn read_row(line: &str, above: &str, told: &mut Told) -> bool {
    if line.len() > LONGEST_LINE || above.len() > LONGEST_LINE || !line.contains(['\t', '|']) {
        return false;
    }
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches(['|', '\t', ' ']).split(['\t', '|']).map(|cell| cell.trim().to_owned()).collect()
    };
    let label = |cell: &str| {
        let name = cell.trim_end_matches([':', ' ']);
        labelled(&format!("{name}: x")).map(|(field, _)| field).filter(|_| !name.contains([':', '=']))
    };
    let (cells, heads) = (cells(line), cells(above));
    let fields: Vec<Option<Field>> = cells.iter().map(|cell| label(cell)).collect();
    if fields.iter().flatten().count() >= 2 && cells.len() == fields.iter().flatten().count() {
        return true;
    }
    let mut understood = 0;
    for (at, cell) in cells.iter().enumerate() {
        let beside = at.checked_sub(1).and_then(|before| fields.get(before).cloned().flatten());
        let under = || heads.get(at).filter(|_| heads.len() == cells.len()).and_then(|cell| label(cell));
        let is_label = fields.get(at).is_some_and(Option::is_some);
        if is_label {
            understood += 1;
        } else if let Some(field) = beside.or_else(under)
            && set(told, field, cell)
        {
            understood += 1;
        }
    }
    understood == cells.len() && understood > 1
}

fn read_signature_line(line: &str, told: &mut Told) {
    let line = line.trim().trim_matches(['*', '_', '|', '-']).trim();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return;
    }
    if let Some((field, value)) = labelled(line) {
        if field == Field::Department && told.department.is_none()
            || field == Field::Name && told.name.is_none()
        {
            set(told, field, &value);
        }
        return;
    }
    // "Atte. Clara Rojas / Dirección Financiera".
    let line = SIGNED
        .as_ref()
        .and_then(|signed| signed.find(line))
        .map_or(line, |found| line.get(found.end()..).unwrap_or(line));
    for part in line.split(['|', ';', '–', '/', '\t']).flat_map(|part| part.split(" - ")).map(str::trim) {
        if told.department.is_none()
            && let Some(found) = department(part)
        {
            told.department = Some(found);
        } else if told.name.is_none()
            && !is_courtesy(part)
            && let Some(found) = person_name(part)
        {
            told.name = Some(found);
        }
    }
}

fn set(told: &mut Told, field: Field, value: &str) -> bool {
    let value = value.trim().trim_end_matches(['.', ',', ';']).trim();
    if value.is_empty() || value.len() > 120 {
        return false;
    }
    match field {
        Field::Name => match person_name(&capitalised(value)) {
            Some(name) => told.name = Some(name),
            None => return false,
        },
        // "Oficina: 301" is a door.
        Field::Department if value.chars().filter(|c| c.is_alphabetic()).count() < 2 => return false,
        Field::Department => told.department = Some(strip_lead(value).to_owned()),
        _ => return false,
    }
    true
}

/// "Nombre: X" or "Dependencia: X".
fn labelled(line: &str) -> Option<(Field, String)> {
    let (_, value) = line.split_once([':', '='])?;
    // Labels are matched folded, the value is taken as written.
    let folded = fold(line);
    let found = LABEL.as_ref()?.captures(&folded)?;
    let label = found.get(1)?.as_str();
    let field =
        if label.starts_with("dependencia") || label.starts_with("area") || label.starts_with("oficina") {
            Field::Department
        } else {
            Field::Name
        };
    Some((field, value.trim().to_owned()))
}

fn captured(regex: &LazyLock<Option<Regex>>, text: &str) -> Option<String> {
    Some(regex.as_ref()?.captures(text)?.get(1)?.as_str().trim().to_owned())
}

/// A dependencia's name, if a phrase is one: it begins as they do, and is no street address nor the entity itself.
fn department(phrase: &str) -> Option<String> {
    let phrase = phrase.trim().trim_end_matches(['.', ',']).trim();
    let folded = fold(phrase);
    let is_one = DEPARTMENT.as_ref().is_some_and(|regex| regex.is_match(&folded))
        && (3..=120).contains(&phrase.len())
        && phrase.split_whitespace().count() <= 14
        && (phrase.split_whitespace().count() >= 2 || folded == "c4" || folded == "despacho");
    let street = [
        "calle ",
        "carrera ",
        "cra ",
        "cra.",
        "cll ",
        "avenida ",
        "av.",
        "diagonal ",
        "transversal ",
        " no. ",
        "#",
    ];
    let is_other = folded.starts_with("direccion:")
        || folded.contains("secretaria distrital de seguridad")
        || format!(" {folded}").contains(" secretaria de seguridad")
        || folded.starts_with("equipo de computo")
        || (folded.contains(|c: char| c.is_ascii_digit()) && street.iter().any(|word| folded.contains(word)));
    (is_one && !is_other).then(|| strip_lead(phrase).to_owned())
}

fn strip_lead(phrase: &str) -> &str {
    let mut text = phrase.trim();
    for lead in ["es ", "mi dependencia es ", "la dependencia es ", "trabajo en ", "en ", "de ", "la ", "el "]
    {
        if text.len() > lead.len()
            && text.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead))
        {
            text = text.get(lead.len()..).unwrap_or(text).trim_start();
        }
    }
    text
}

/// The name that stands beside an address: without what offices add to it, and in small letters only when the address
/// bears it too.
pub fn display_name(contact: &Contact) -> Option<String> {
    let whole = contact.name.as_deref()?;
    let name = whole.split(['(', '|', '/', '[']).next().unwrap_or(whole);
    let name = name.split(" - ").next().unwrap_or(name).trim();
    person_name(name).or_else(|| {
        let local = fold(contact.address.local());
        let is_borne = words(name).iter().any(|word| word.len() > 2 && local.contains(word.as_str()));
        person_name(&capitalised(name)).filter(|_| is_borne)
    })
}

/// A name that answers our question for it, unlabelled: in small letters only where nothing else could be meant.
fn answered_name(phrase: &str, asked: &[Field]) -> Option<String> {
    person_name(phrase).or_else(|| {
        let is_plain = !asked.contains(&Field::Description) && !super::description::says_nothing(phrase);
        person_name(&capitalised(phrase)).filter(|_| is_plain)
    })
}

/// Small letters as a name is written: "clara de la torre" becomes "Clara de la Torre".
fn capitalised(name: &str) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    name.split_whitespace()
        .map(|word| {
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if !PARTICLES.contains(&word) => first.to_uppercase().chain(letters).collect(),
                _ => word.to_owned(),
            }
        })
        .collect::<Vec<String>>()
        .join(" ")
}

/// Small words within a name.
const PARTICLES: [&str; 6] = ["de", "del", "la", "las", "los", "y"];

fn is_courtesy(phrase: &str) -> bool {
    let folded = fold(phrase);
    ["gracias", "saludo", "cordial", "atent", "buen", "quedo", "hola", "feliz", "ok", "listo", "si ", "no "]
        .iter()
        .any(|word| folded.starts_with(word))
        || ["si", "no"].contains(&folded.as_str())
}

/// A person's name, if a phrase is one: two to six words of letters, none of them a thing.
pub fn person_name(phrase: &str) -> Option<String> {
    let phrase = phrase.trim().trim_matches(['"', '\'', '*', '.', ',']).trim();
    if phrase.len() > 80 || is_courtesy(phrase) {
        return None;
    }
    // "Pérez Gómez, Ana María": surnames first, as directories write them.
    let ordered = match phrase.split_once(',') {
        Some((surnames, given)) if !given.trim().is_empty() && !given.contains(',') => {
            format!("{} {}", given.trim(), surnames.trim())
        }
        _ => phrase.to_owned(),
    };
    let words: Vec<&str> = ordered.split_whitespace().collect();
    let plausible = (2..=6).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c))
                && (PARTICLES.contains(&word.to_lowercase().as_str())
                    || word.chars().next().is_some_and(char::is_uppercase))
        })
        && words.iter().filter(|word| word.chars().count() > 1).count() >= 2;
    let folded = fold(&ordered);
    let things = [
        "profesional",
        "contratista",
        "tecnico",
        "auxiliar",
        "asesor",
        "ingenier",
        "abogad",
        "secretari",
        "direccion",
        "oficina",
        "subsecretaria",
        "subdireccion",
        "director",
        "coordina",
        "jefe",
        "bogota",
        "alcaldia",
        "mesa ",
        "soporte",
        "grupo ",
        "unidad ",
        "casa de",
        "piso",
        "sede",
        "calle",
        "carrera",
        "telefono",
        "correo",
        "buzon",
        "enviado",
        "apoyo",
        "administra",
        "gestion",
        "especializad",
        "universitari",
        "humano",
        "juridic",
        "financier",
        "de servicio",
        "asistencial",
        "referente",
        "lider ",
        "area ",
        "equipo",
        "impresora",
        "usuario",
        "no ",
    ];
    let is_thing = DEPARTMENT.as_ref().is_some_and(|regex| regex.is_match(&folded))
        || things.iter().any(|word| folded.starts_with(word) || folded.contains(&format!(" {word}")));
    (plausible && !is_thing).then_some(ordered)
}

#[cfg(test)]
mod tests;
