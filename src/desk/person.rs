//! [8], [10] Who writes: name and dependencia, from labelled lines, the signature, the words, the display name.

use std::sync::LazyLock;

use regex::Regex;

use super::address::Contact;
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

/// "soy X", "me llamo X", "mi nombre es X".
static I_AM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:me llamo|mi nombre es|habla|les escribe|soy)\s+((?:\p{Lu}[\p{L}'’.-]*)(?:\s+(?:de|del|la|las|los|y)?\s*\p{Lu}[\p{L}'’.-]*){1,5})",
    )
    .ok()
});

/// "trabajo en la Dirección ...", "funcionaria de la Oficina ...".
static I_WORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:soy|trabajo|laboro|pertenezco|hago parte|escribo|escribimos|estoy|funcionari[oa]|contratista|profesional|servidora?|adscrit[oa]|desde)\b[^.\n:;]{0,60}?\b((?:direcci[oó]n|subdirecci[oó]n|subsecretar[ií]a|oficina|grupo|despacho|casa de justicia|c[aá]rcel|unidad|coordinaci[oó]n|comisar[ií]a|gerencia|[aá]rea)\s+[^.,;:\n()]{2,80})",
    )
    .ok()
});

/// "1. X", "2) X": the answer to a numbered list.
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(\d)\s*[.)\-:]+\s*(\S.*)$").ok());

/// Reads name and dependencia from a mail. `asked` is what this mail answers, in the order it was asked for; empty
/// for a mail that answers nothing.
pub fn told(mail: &Mail, asked: &[Field]) -> Told {
    let mut told = Told::default();
    let mut rest: Vec<&str> = Vec::new();
    for line in head(&mail.new_text, LOOKED_AT).lines() {
        if !read_line(line, asked, &mut told) {
            rest.push(line);
        }
    }
    let text = rest.join("\n");
    if told.name.is_none() {
        told.name = captured(&I_AM, &text).and_then(|phrase| person_name(&until_department(&phrase)));
    }
    if told.department.is_none() {
        told.department = captured(&I_WORK, &text).and_then(|phrase| department(&until_where(&phrase)));
    }
    for line in head(&mail.signature, LOOKED_AT).lines().take(20) {
        read_signature_line(line, &mut told);
    }
    if told.name.is_none() {
        told.name = mail.from.as_ref().and_then(display_name);
    }
    told.rest = text.trim().to_owned();
    told
}

/// Takes what one line of the text says of the person; true when the line says nothing else.
fn read_line(line: &str, asked: &[Field], told: &mut Told) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return false;
    }
    if let Some((field, value)) = labelled(line) {
        return set(told, field, &value);
    }
    if asked.is_empty() {
        return false;
    }
    let numbered = NUMBERED.as_ref().and_then(|regex| regex.captures(line)).and_then(|found| {
        let position: usize = found.get(1)?.as_str().parse().ok()?;
        Some((asked.get(position.checked_sub(1)?)?.clone(), found.get(2)?.as_str().to_owned()))
    });
    if let Some((field, value)) = numbered {
        return set(told, field, &value);
    }
    let parts: Vec<&str> =
        line.split([',', ';', '|', '–', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let wants = |field| asked.contains(&field);
    let mut understood = false;
    let mut all = true;
    for part in &parts {
        let part = part.trim_end_matches('.');
        if let Some(department) =
            department(part).filter(|_| wants(Field::Department) && told.department.is_none())
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
    understood && all
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
    for part in line.split(['|', ';', '–']).map(str::trim) {
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

/// The name in "Pedro Páez de la Subsecretaría de Seguridad".
fn until_department(phrase: &str) -> String {
    let begins_one = |word: &str| DEPARTMENT.as_ref().is_some_and(|regex| regex.is_match(&fold(word)));
    let mut words: Vec<&str> = phrase.split_whitespace().take_while(|word| !begins_one(word)).collect();
    while words.last().is_some_and(|word| PARTICLES.contains(&word.to_lowercase().as_str())) {
        words.pop();
    }
    words.join(" ")
}

/// Where a dependencia's name ends within a sentence.
fn until_where(phrase: &str) -> String {
    let mut words = Vec::new();
    for word in phrase.split_whitespace() {
        if ["y", "no", "que", "para", "porque", "pero", "necesito", "solicito", "requiero", "quiero", "tengo"]
            .contains(&fold(word).as_str())
            && words.len() > 1
            && (fold(word) != "y")
        {
            break;
        }
        words.push(word);
        if words.len() == 10 {
            break;
        }
    }
    words.join(" ")
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
mod tests {
    use super::super::address::Address;
    use super::*;

    fn mail(name: Option<&str>, text: &str, signature: &str) -> Mail {
        Mail {
            from: Some(Contact {
                address: Address::parse("clara.rojas@scj.test").unwrap(),
                name: name.map(str::to_owned),
            }),
            new_text: text.to_owned(),
            signature: signature.to_owned(),
            ..Mail::default()
        }
    }

    fn both(mail: &Mail, asked: &[Field]) -> (String, String) {
        let told = told(mail, asked);
        (told.name.unwrap_or_default(), told.department.unwrap_or_default())
    }

    #[test]
    fn finds_the_person_in_a_first_mail() {
        let table = [
            (
                Some("Clara Rojas"),
                "No imprime.\nDependencia: Dirección Financiera",
                "",
                "Clara Rojas",
                "Dirección Financiera",
            ),
            (
                Some("clara"),
                "no imprime",
                "Cordialmente,\nClara Inés Rojas\nProfesional Universitario\nOficina Asesora de Planeación\nTel. 3779595 ext. 1234",
                "Clara Inés Rojas",
                "Oficina Asesora de Planeación",
            ),
            (
                None,
                "Buenos días, soy Pedro Páez de la Subsecretaría de Seguridad, el pc no prende.",
                "",
                "Pedro Páez",
                "Subsecretaría de Seguridad",
            ),
            (
                None,
                "Trabajo en la Casa de Justicia de Bosa y no hay internet",
                "",
                "",
                "Casa de Justicia de Bosa y no hay internet",
            ),
            (Some("ROJAS GÓMEZ, CLARA"), "x", "", "CLARA ROJAS GÓMEZ", ""),
            (Some("Recepción Piso 3"), "x", "", "", ""),
            (Some("Clara Rojas"), "la impresora de la Oficina de Prensa no sirve", "", "Clara Rojas", ""),
            (
                Some("Clara Rojas"),
                "x",
                "Clara Rojas\nSecretaría Distrital de Seguridad, Convivencia y Justicia\nDirección: Calle 26 # 57-83\nDirección Jurídica y Contractual",
                "Clara Rojas",
                "Dirección Jurídica y Contractual",
            ),
            (
                None,
                "NOMBRE: Luis Felipe Ortiz\nÁREA: Talento Humano\nel monitor está dañado",
                "",
                "Luis Felipe Ortiz",
                "Talento Humano",
            ),
        ];
        for (display, text, signature, name, department) in table {
            let (found_name, found_department) = both(&mail(display, text, signature), &[]);
            assert_eq!(found_name, name, "{text:?}");
            if !text.starts_with("Trabajo") {
                assert_eq!(found_department, department, "{text:?}");
            } else {
                assert!(found_department.starts_with("Casa de Justicia de Bosa"), "{found_department:?}");
            }
        }
    }

    #[test]
    fn understands_answers_in_any_form() {
        use Field::{Department, Description, Name};
        let table: [(&str, &[Field], &str, &str); 12] = [
            ("clara rojas, dirección financiera", &[Name, Department], "Clara Rojas", "dirección financiera"),
            ("clara rojas gómez", &[Name], "Clara Rojas Gómez", ""),
            ("no prende nada", &[Name, Department], "", ""),
            ("Clara Rojas, Dirección Financiera", &[Name, Department], "Clara Rojas", "Dirección Financiera"),
            ("1. Clara Rojas\n2. Financiera", &[Name, Department], "Clara Rojas", "Financiera"),
            ("Clara Rojas\nTalento humano\n", &[Name, Department], "Clara Rojas", ""),
            ("Buenos días\nDirección Financiera\nGracias", &[Department], "", "Dirección Financiera"),
            ("talento humano", &[Department], "", "talento humano"),
            (
                "Buenos días,\nes la Oficina de Control Interno.",
                &[Department],
                "",
                "Oficina de Control Interno",
            ),
            ("La dependencia es Gestión Humana", &[Department], "", "Gestión Humana"),
            ("1) no prende el computador desde ayer", &[Description], "", ""),
            ("Dependencia: Despacho", &[Department, Description], "", "Despacho"),
        ];
        for (text, asked, name, department) in table {
            assert_eq!(
                both(&mail(None, text, ""), asked),
                (name.to_owned(), department.to_owned()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_not_about_the_person_stays() {
        let told = told(
            &mail(None, "Dependencia: Despacho\nNo prende el pc", ""),
            &[Field::Department, Field::Description],
        );
        assert_eq!(told.rest, "No prende el pc");
    }
}
