//! What follows a command on its line.

use super::super::fold::{fold, head};
use super::super::number::{CaseNumber, Series};
use super::super::rules::Rules;
use super::Command;
use super::table::{Text, Word};
use super::target::{self, Looked};
use crate::config::catalog::{CaseKind, Priority};
use crate::config::staff::Tenure;

/// How much of an argument is looked at, in bytes; the longest is a name with an address.
pub(super) const LOOKED_AT: usize = 400;

/// What is wrong with an argument, and the right form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub what: String,
    pub right: Option<String>,
}

impl Wrong {
    pub(super) fn new(what: impl Into<String>, right: impl Into<String>) -> Self {
        Self { what: what.into(), right: Some(right.into()) }
    }
}

/// A command, and what stands on its line beyond its argument: the first line of its text.
pub(super) type Read<'l> = Result<(Command, &'l str), Wrong>;

/// Reads what follows a command. `Register` is read elsewhere and is nothing here.
pub(super) fn read<'l>(word: Word, rest: &'l str, rules: &Rules) -> Option<Read<'l>> {
    let only = |command| if bare(rest).is_empty() { Ok((command, "")) } else { Err(too_much(word)) };
    let one = |command: Result<Command, Wrong>| command.map(|command| (command, ""));
    Some(match word {
        Word::Take => only(Command::Take),
        Word::State => only(Command::State),
        Word::Queue => only(Command::Queue),
        Word::Help => only(Command::Help),
        Word::Note => Ok((Command::Note, rest)),
        Word::Ask => Ok((Command::Ask, rest)),
        Word::Wait => Ok((Command::Wait(None), rest)),
        Word::Solution => Ok((Command::Solution, rest)),
        Word::Informative => Ok((Command::Informative, rest)),
        Word::NotApplicable => Ok((Command::NotApplicable, rest)),
        Word::Reopen => Ok((Command::Reopen, rest)),
        Word::Uphold => Ok((Command::Uphold, rest)),
        Word::Announce => Ok((Command::Announce, rest)),
        Word::Assign => one(assign(rest, rules)),
        Word::Category => one(category(rest, rules)),
        Word::Kind => one(kind(rest)),
        Word::Priority => one(priority(rest)),
        Word::Building => one(building(rest)),
        Word::Merge => one(merge(rest, rules)),
        Word::Report => one(report(rest)),
        Word::Form => form(rest, rules),
        Word::Escalate => escalate(rest, rules),
        Word::Register => return None,
    })
}

/// A short piece of what was written, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("«{}…»", text.get(..end).unwrap_or("").trim_end()),
        None => format!("«{text}»"),
    }
}

/// An argument without the marks around it.
pub(super) fn bare(text: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || ".;,:=!¡*_\"'`«»“”‘’".contains(c);
    head(text, LOOKED_AT).trim_matches(marks)
}

/// Folded letters and digits, nothing between them: `Mesa N1`, `mesa-n1` and `MESA_N1` are the same.
pub(super) fn compact(text: &str) -> String {
    fold(head(text, LOOKED_AT)).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn too_much(word: Word) -> Wrong {
    Wrong::new("No lleva nada más en la línea; el texto va en las líneas siguientes.", word.name())
}

fn missing(what: &str, word: Word) -> Wrong {
    Wrong::new(what, word.form())
}

fn assign(rest: &str, rules: &Rules) -> Result<Command, Wrong> {
    let arg = bare(rest);
    if arg.is_empty() {
        return Err(missing("Falta a quién se le asigna el caso.", Word::Assign));
    }
    if ["yo", "mi", "a mi", "me", "mismo", "a mi mismo", "a mi misma"].contains(&fold(arg).as_str()) {
        return Err(Wrong::new("Para quedarse con el caso hay otro comando.", "¿Quiso decir #tomar?"));
    }
    match target::leading(arg, rules, Word::Assign.name()) {
        Looked::Found(target, after) if bare(after).is_empty() => Ok(Command::Assign(target)),
        Looked::Found(..) => Err(Wrong::new(
            "Sólo lleva una persona o un grupo; el texto va en las líneas siguientes.",
            Word::Assign.form(),
        )),
        Looked::Wrong(wrong) => Err(wrong),
        Looked::Nothing => Err(target::unknown(arg, rules, Word::Assign.name())),
    }
}

fn category(rest: &str, rules: &Rules) -> Result<Command, Wrong> {
    let arg = bare(rest);
    let asked = compact(arg);
    let categories = &rules.catalog.categories;
    let all = || {
        const MOST: usize = 40;
        if categories.len() > MOST {
            return Word::Category.form().to_owned();
        }
        let ids: Vec<&str> = categories.iter().map(|category| category.id.as_str()).collect();
        format!("#categoria {}", ids.join("|"))
    };
    if asked.is_empty() {
        return Err(Wrong::new("Falta la categoría.", all()));
    }
    let named: Vec<_> = categories
        .iter()
        .filter(|category| compact(&category.id) == asked || compact(&category.name) == asked)
        .collect();
    if let [category] = named.as_slice() {
        return Ok(Command::Category(category.id.clone()));
    }
    // Two of the same name: the id decides.
    if let Some(category) = named.iter().find(|category| fold(&category.id) == fold(arg)) {
        return Ok(Command::Category(category.id.clone()));
    }
    let names = categories
        .iter()
        .map(|category| (category.id.as_str(), vec![category.id.clone(), category.name.clone()]));
    let right = match target::nearest(arg, names) {
        Some(id) if named.is_empty() => format!("¿Quiso decir #categoria {id}?"),
        _ => all(),
    };
    let what = if named.is_empty() {
        format!("No hay una categoría {}.", quoted(arg))
    } else {
        format!("Hay más de una categoría {}; escriba su identificador.", quoted(arg))
    };
    Err(Wrong::new(what, right))
}

fn kind(rest: &str) -> Result<Command, Wrong> {
    let arg = bare(rest);
    let kind = match compact(arg).as_str() {
        "" => return Err(missing("Falta el tipo.", Word::Kind)),
        "incidente" | "incidentes" => CaseKind::Incident,
        "requerimiento" | "requerimientos" | "solicitud" => CaseKind::Request,
        "orientacion" | "informativo" | "informativa" => CaseKind::Informative,
        _ => return Err(Wrong::new(format!("{} no es un tipo de caso.", quoted(arg)), Word::Kind.form())),
    };
    Ok(Command::Kind(kind))
}

fn priority(rest: &str) -> Result<Command, Wrong> {
    let arg = bare(rest);
    let priority = match compact(arg).as_str() {
        "" => return Err(missing("Falta la prioridad.", Word::Priority)),
        "critica" | "critico" => Priority::Critica,
        "alta" | "alto" => Priority::Alta,
        "media" | "medio" => Priority::Media,
        "baja" | "bajo" => Priority::Baja,
        _ => return Err(Wrong::new(format!("{} no es una prioridad.", quoted(arg)), Word::Priority.form())),
    };
    Ok(Command::Priority(priority))
}

fn building(rest: &str) -> Result<Command, Wrong> {
    let arg = bare(rest);
    let asked = compact(arg);
    let asked = asked.strip_prefix("sede").unwrap_or(&asked);
    let tenure = match asked.strip_prefix("en").unwrap_or(asked) {
        "" => return Err(missing("Falta decir si la sede es propia o en arriendo.", Word::Building)),
        "propia" | "propio" => Tenure::Owned,
        "arriendo" | "arrendada" | "arrendado" | "arrendamiento" | "alquiler" => Tenure::Leased,
        _ => {
            return Err(Wrong::new(
                format!("{} no es «propia» ni «arriendo».", quoted(arg)),
                Word::Building.form(),
            ));
        }
    };
    Ok(Command::Building(tenure))
}

fn merge(rest: &str, rules: &Rules) -> Result<Command, Wrong> {
    let mut arg = bare(rest).trim_start_matches(['#', '№']);
    for filler in ["con", "el", "al", "caso", "número", "numero", "n.º", "no."] {
        if let Some((first, after)) = arg.split_once(' ')
            && fold(first) == fold(filler)
        {
            arg = after.trim_start();
        }
    }
    let example = CaseNumber::ticket(2026, 123).map(|number| number.display(&rules.prefix));
    let right = format!("#fusionar {}", example.unwrap_or_default());
    if arg.is_empty() {
        return Err(Wrong::new("Falta el número del otro caso.", right));
    }
    let Some(number) = rules.numbers.parse(arg) else {
        return Err(Wrong::new(format!("{} no es el número completo de un caso.", quoted(arg)), right));
    };
    if number.series() == Series::Ticket {
        return Ok(Command::Merge(number));
    }
    let what = if number.series() == Series::Problem { "un problema" } else { "una solicitud sin radicar" };
    Err(Wrong::new(format!("{} es el número de {what}, no de un caso.", quoted(arg)), right))
}

/// Months, by their first three letters.
const MONTHS: [(&str, &str); 12] = [
    ("ene", "enero"),
    ("feb", "febrero"),
    ("mar", "marzo"),
    ("abr", "abril"),
    ("may", "mayo"),
    ("jun", "junio"),
    ("jul", "julio"),
    ("ago", "agosto"),
    ("sep", "septiembre"),
    ("oct", "octubre"),
    ("nov", "noviembre"),
    ("dic", "diciembre"),
];

fn month_named(word: &str) -> Option<i8> {
    let word = if ["setiembre", "sept", "set"].contains(&word) { "sep" } else { word };
    let at = MONTHS.iter().position(|(short, long)| word == *short || word == *long)?;
    i8::try_from(at + 1).ok()
}

fn report(rest: &str) -> Result<Command, Wrong> {
    let arg = bare(rest);
    if arg.is_empty() {
        return Ok(Command::Report(None));
    }
    let folded = fold(arg);
    let parts: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && !["de", "del", "mes"].contains(part))
        .take(3)
        .collect();
    let year = |text: &str| {
        (text.len() == 4)
            .then(|| text.parse::<i16>().ok())
            .flatten()
            .filter(|year| (2000..=2099).contains(year))
    };
    let month = |text: &str| {
        let number = (text.len() <= 2).then(|| text.parse::<i8>().ok()).flatten();
        number.filter(|month| (1..=12).contains(month)).or_else(|| month_named(text))
    };
    let both = |y: &str, m: &str| year(y).zip(month(m));
    const FORM: &str = "#informe AAAA-MM, por ejemplo #informe 2026-11";
    match parts.as_slice() {
        [one, two] => both(one, two).or_else(|| both(two, one)),
        [one] if month_named(one).is_some() => return Err(Wrong::new("Falta el año del mes.", FORM)),
        _ => None,
    }
    .map(|month| Command::Report(Some(month)))
    .ok_or_else(|| Wrong::new(format!("{} no es un mes.", quoted(arg)), FORM))
}

/// The first words of a text: for each, the text up to its end and what follows.
fn beginnings(text: &str, most: usize) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for _ in 0..most {
        let rest = text.get(at..).unwrap_or("");
        let Some(begin) = rest.find(|c: char| !c.is_whitespace()) else { break };
        let word = rest.get(begin..).unwrap_or("");
        at += begin + word.find(char::is_whitespace).unwrap_or(word.len());
        if let Some(parts) = text.split_at_checked(at) {
            found.push(parts);
        }
    }
    found
}

fn form<'l>(rest: &'l str, rules: &Rules) -> Read<'l> {
    let forms = &rules.catalog.forms;
    let ids: Vec<&str> = forms.iter().map(|form| form.id.as_str()).collect();
    let right = || {
        let known = if ids.is_empty() { "F-GT-285".to_owned() } else { ids.join("|") };
        format!("#formato {known}")
    };
    if compact(bare(rest)).is_empty() {
        return Err(Wrong::new("Falta el código del formato.", right()));
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let numeric = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    const MOST_WORDS: usize = 10;
    for (begun, after) in beginnings(rest, MOST_WORDS).into_iter().rev() {
        let asked = compact(begun);
        let asked = ["formato", "formulario", "el"]
            .iter()
            .fold(asked.as_str(), |asked, filler| asked.strip_prefix(filler).unwrap_or(asked));
        let matching = |id: &str, name: &str| {
            let id = compact(id);
            let name = compact(name);
            asked == id || (!name.is_empty() && asked == name) || (numeric(asked) && digits(&id) == asked)
        };
        let found: Vec<_> = forms.iter().filter(|form| matching(&form.id, &form.name)).collect();
        match found.as_slice() {
            [] => {}
            [form] => return Ok((Command::Form(form.id.clone()), after.trim_start_matches(separates))),
            _ => return Err(Wrong::new("Hay más de un formato así; escriba el código completo.", right())),
        }
    }
    let arg = rest.split_whitespace().next().unwrap_or("");
    Err(Wrong::new(format!("No hay un formato {}.", quoted(bare(arg))), right()))
}

/// What may stand between an argument and the text after it.
fn separates(c: char) -> bool {
    c.is_whitespace() || ":;,.=-–—".contains(c)
}

fn escalate<'l>(rest: &'l str, rules: &Rules) -> Read<'l> {
    let (level, after) = level(rest)?;
    let text = after.trim_start_matches(separates);
    if text.is_empty() || text.starts_with('#') {
        return Ok((Command::Escalate { level, to: None }, text));
    }
    let command = format!("#escalar N{level}");
    match target::leading(text, rules, &command) {
        Looked::Found(target, after) => {
            if let target::Target::Group(id) = &target
                && let Some(group) = rules.staff.group(id)
                && group.level != level
            {
                return Err(Wrong::new(
                    format!("El grupo {} es de nivel {}, no de nivel {level}.", group.name, group.level),
                    if group.level >= 2 {
                        format!("#escalar N{} {id}", group.level)
                    } else {
                        Word::Escalate.form().to_owned()
                    },
                ));
            }
            Ok((Command::Escalate { level, to: Some(target) }, after.trim_start_matches(separates)))
        }
        Looked::Wrong(wrong) => Err(wrong),
        // One word alone, or nearly a name, is somebody who cannot be found rather than the documentation.
        Looked::Nothing if !text.contains(char::is_whitespace) || target::is_nearly(text, rules) => {
            Err(target::unknown(bare(text), rules, &command))
        }
        Looked::Nothing => Ok((Command::Escalate { level, to: None }, text)),
    }
}

fn level(rest: &str) -> Result<(u8, &str), Wrong> {
    let begun = beginnings(rest, 4);
    let mut level = None;
    for (words, after) in &begun {
        let asked = compact(words);
        let asked = asked.strip_prefix("al").or_else(|| asked.strip_prefix('a')).unwrap_or(&asked);
        let number = asked
            .strip_prefix("niveln")
            .or_else(|| asked.strip_prefix("nivel"))
            .or_else(|| asked.strip_prefix('n'))
            .unwrap_or(asked);
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            level = Some((number.parse::<u8>().unwrap_or(0), *after));
            break;
        }
        // More words only behind the beginning of a level.
        if !["", "n", "nivel", "niveln"].contains(&asked) {
            break;
        }
    }
    match level {
        Some((level @ 2..=4, after)) => Ok((level, after)),
        Some(_) => Err(missing("Se escala a los niveles N2, N3 o N4.", Word::Escalate)),
        None => Err(missing("Falta el nivel al que se escala.", Word::Escalate)),
    }
}

/// Whether what stands on the line of a command is text.
pub(super) fn takes_text(word: Word) -> bool {
    word.text() != Text::NotTaken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins() {
        assert_eq!(beginnings(" uno  dos", 5), [(" uno", "  dos"), (" uno  dos", "")]);
        assert_eq!(beginnings("  ", 5), []);
    }

    #[test]
    fn levels() {
        for text in
            ["N2", "n2", "2", "nivel 2", "Nivel N2", "nivel2", "n 2", "N-2", "N2.", "a N2", "al nivel 2"]
        {
            assert_eq!(level(text).unwrap(), (2, ""), "{text}");
        }
        assert_eq!(level("N3: se cayó").unwrap(), (3, " se cayó"));
        for text in ["", "N1", "5", "N", "nivel", "N2/N3", "dos", "N22", "999999999999", "infraestructura N3"]
        {
            assert!(level(text).is_err(), "{text}");
        }
    }

    #[test]
    fn quotes_briefly() {
        assert_eq!(quoted(" a "), "«a»");
        assert_eq!(quoted(&"ñ".repeat(80)), format!("«{}…»", "ñ".repeat(60)));
    }
}
