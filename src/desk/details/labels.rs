//! Labels, and where the value of each stands: after it, below it, in the next cell, under its column.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::facts::Field;
use super::super::fold::fold;
use super::super::rules::Rules;
use super::line::{Line, Pattern, has};
use crate::desk::fold::pattern;

/// Where the answer to a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// What is answered.
    pub field: Field,
    /// The line.
    pub line: usize,
    /// The range of its `flat`.
    pub range: Range<usize>,
    /// Where, in that line, the words begin that announce it.
    pub from: usize,
    /// How it is known.
    pub by: By,
}

/// How a slot is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The item of our letter.
    Item,
    /// A label.
    Label,
    /// Its place in the list of answers.
    Number,
}

/// The named labels, each alternative of `LABEL` in this order.
const GROUPS: [(&str, Option<Field>); 5] = [
    ("tag", Some(Field::AssetTag)),
    ("site", Some(Field::Site)),
    ("ext", Some(Field::Extension)),
    ("user", Some(Field::Username)),
    ("error", Some(Field::Evidence)),
];

/// A label, folded, without what stands around it.
const LABELS: &str = r"(?:(?:(?:el|la|mi|su|nuestra)\s+)?(?:(?P<tag>(?:(?:numero|nro|num|no|n°|nº|n|codigo|cod|\#)[\s.°º\#]*(?:de\s+)?(?:la\s+)?)?(?:placa|inventario|activo\s+fijo|activo)s?(?:\s*[/(-]?\s*\b(?:de|del|o|y|la|el|los|num|numero|nro|no|inventario|placa|activo|fijo|equipo|equipos|computador|pc|portatil|monitor|impresora)\b\)?){0,8}\.?)|(?P<site>(?:nombre\s+de\s+la\s+)?(?:sede|ubicacion|lugar|sitio|localidad|punto\s+de\s+atencion)(?:\s*[/(,-]?\s*\b(?:y|o|u|piso|oficina|sede|ubicacion|lugar|area|en|el|la|que|se|me|donde|encuentra|encuentro|esta|estoy|labora|laboro|trabaja|trabajo|de|del|equipo|fisica|exacta|actual)\b\)?){0,10})|(?P<ext>(?:(?:numero|nro|num|no|n)[\s.°º]*(?:de\s+)?(?:la\s+)?)?(?:extension|ext|extn|anexo)(?:\s+telefonica|\s+del\s+telefono)?\.?)|(?P<user>(?:nombre\s+(?:de|del)\s+)?(?:usuario|user\s?name|user|login|cuenta)(?:\s+(?:de|del|en)\s+(?:la\s+)?(?:red|dominio|windows|equipo|sistema|acceso|ingreso|office|correo|orfeo|sidivic|siscrim))?)|(?P<error>(?:imagen|texto|mensaje|pantallazo|captura|evidencia|descripcion)(?:\s+(?:o|y|de|del|la|el|texto|exacto|imagen|pantalla|error|mensaje)){0,8}|error)|(?P<other>nombre(?:s)?(?:\s+y\s+apellidos|\s+completos?)?|dependencia|area|cargo|correo(?:\s+electronico)?|celular|telefono|piso|oficina|observacion(?:es)?|descripcion|equipo|marca|modelo|serial|cedula|documento|fecha|hora|funcionario|responsable|asunto)))";

/// A label with its colon, anywhere in a line.
static LABEL: Pattern =
    LazyLock::new(|| pattern(&format!(r"\b{LABELS}\s*(?:\([^()]{{0,80}}\)\s*)?(?:\bes\s*)?[:=]")).ok());

/// A line or cell that is a label and nothing else.
static ONLY_LABEL: Pattern = LazyLock::new(|| {
    pattern(&format!(r"^[\s*•·>\-–\d.)(]*{LABELS}\s*(?:\([^()]{{0,80}}\)\s*)?[\s:=.?*]*$")).ok()
});

/// "1. ", "2) ", "(3)", "4 - " at the beginning of an answer.
static NUMBER: Pattern =
    LazyLock::new(|| pattern(r"(?:^|\s)\(?(\d{1,2})\s?(?:[.)\-–:°º]{1,3})(?:\s+|$|)").ok());

/// Words after which a number is no list's.
static NUMBERS_ITSELF: Pattern = LazyLock::new(|| {
    pattern(r"\b(?:piso|pisos|oficina|of|torre|bloque|local|modulo|pabellon|ext|extension|placa|sala|puesto|calle|carrera|no)\W*$").ok()
});

/// Further labels: the questions and names of the fields that the catalogue adds.
pub(super) struct Questions {
    /// Folded question or name, and the field.
    texts: Vec<(String, Field)>,
}

impl Questions {
    /// Of the catalogue.
    pub fn new(rules: &Rules) -> Self {
        let mut texts = Vec::new();
        for (name, rule) in &rules.catalog.fields {
            let field = Field::named(name);
            texts.push((normal(&rule.ask), field.clone()));
            if matches!(field, Field::Other(_)) {
                texts.push((normal(&name.replace('_', " ")), field));
            }
        }
        texts.retain(|(text, field)| text.len() >= 3 && *field != Field::Form);
        texts.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Self { texts }
    }

    /// The field of a label that stands alone.
    fn alone(&self, text: &str) -> Option<Field> {
        let text = normal(text);
        self.texts.iter().find(|(question, _)| *question == text).map(|(_, field)| field.clone())
    }
}

/// Letters, digits and single blanks, folded; numbers and bullets in front taken off.
fn normal(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let from = usize::from(
        words.len() > 1 && words.first().is_some_and(|word| word.len() <= 2 && word.parse::<u8>().is_ok()),
    );
    words.get(from..).unwrap_or_default().join(" ")
}

/// What a whole cell or line is the label of; `Some(None)` for a label of nothing that is looked for here.
fn only_label(text: &str, questions: &Questions) -> Option<Option<Field>> {
    if text.len() > 160 || text.trim().is_empty() {
        return None;
    }
    if let Some(field) = questions.alone(text) {
        return Some(Some(field));
    }
    let found = ONLY_LABEL.as_ref()?.captures(text)?;
    Some(GROUPS.iter().find(|(group, _)| found.name(group).is_some()).and_then(|(_, field)| field.clone()))
}

/// Every slot of a text, in the order of the lines, and the lines that are but labels of those below. `asked`: what
/// is answered, in its order.
pub(super) fn slots(lines: &[Line<'_>], asked: &[Field], questions: &Questions) -> (Vec<Slot>, Vec<usize>) {
    let mut slots = Vec::new();
    let mut only_labels = Vec::new();
    let mut header: Option<(usize, Vec<Option<Field>>)> = None;
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        let next = || next_line(lines, at, questions);
        if let Some(field) = &line.item {
            let blank = !line.flat.chars().any(char::is_alphanumeric);
            let place = if blank { next() } else { Some((at, 0..line.flat.len())) };
            if let Some((line, range)) = place {
                slots.push(Slot { field: field.clone(), line, from: range.start, range, by: By::Item });
            }
            continue;
        }
        let cells = cells(line);
        if cells.len() >= 2 {
            table_row(lines, at, &cells, &mut header, questions, &mut slots);
            if header.as_ref().is_some_and(|(row, _)| *row == at) {
                only_labels.push(at);
                continue;
            }
        } else {
            header = None;
            if let Some(Some(field)) = only_label(&line.flat, questions)
                && (line.flat.trim_end().ends_with(':') || !asked.is_empty())
                && let Some((line, range)) = next()
            {
                only_labels.push(at);
                slots.push(Slot { field, line, from: range.start, range, by: By::Label });
                continue;
            }
        }
        within_line(line, at, &mut slots);
        questions_in_line(line, at, questions, &mut slots);
        if !asked.is_empty() {
            for (position, range) in numbered(&line.flat) {
                if let Some(field) = position.checked_sub(1).and_then(|position| asked.get(position)) {
                    slots.push(Slot {
                        field: field.clone(),
                        line: at,
                        from: range.0,
                        range: range.1,
                        by: By::Number,
                    });
                }
            }
        }
    }
    (slots, only_labels)
}

/// The line below that may hold an answer: not a label or item itself.
fn next_line(lines: &[Line<'_>], at: usize, questions: &Questions) -> Option<(usize, Range<usize>)> {
    let (next, line) = lines.iter().enumerate().skip(at + 1).take(3).find(|(_, line)| !line.is_blank())?;
    let is_answer = line.item.is_none()
        && only_label(&line.flat, questions).is_none()
        && !LABEL.as_ref().is_some_and(|label| label.is_match(&line.flat));
    is_answer.then_some((next, 0..line.flat.len()))
}

/// The cells of a row of a pasted table, as ranges.
fn cells(line: &Line<'_>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut from = 0;
    for (at, mark) in line.flat.match_indices(['\t', '|']) {
        cells.push(from..at);
        from = at + mark.len();
        if cells.len() >= 24 {
            break;
        }
    }
    cells.push(from..line.flat.len());
    // "| a | b |": the frame is no cell.
    let blank = |range: &Range<usize>| line.flat.get(range.clone()).is_none_or(|text| text.trim().is_empty());
    while cells.first().is_some_and(blank) && cells.len() > 1 {
        cells.remove(0);
    }
    while cells.last().is_some_and(blank) && cells.len() > 1 {
        cells.pop();
    }
    cells
}

/// A row of labels, a row under one, or label and value side by side.
fn table_row(
    lines: &[Line<'_>],
    at: usize,
    cells: &[Range<usize>],
    header: &mut Option<(usize, Vec<Option<Field>>)>,
    questions: &Questions,
    slots: &mut Vec<Slot>,
) {
    let Some(line) = lines.get(at) else { return };
    let text = |range: &Range<usize>| line.flat.get(range.clone()).unwrap_or("").trim();
    let labels: Vec<Option<Option<Field>>> =
        cells.iter().map(|range| only_label(text(range), questions)).collect();
    let known = labels.iter().filter(|label| label.is_some()).count();
    let is_header = known >= 2
        && labels.windows(2).any(|pair| matches!(pair, [Some(_), Some(_)]) || known * 2 > cells.len())
        && cells.iter().all(|range| !text(range).contains(|c: char| c.is_ascii_digit()));
    if is_header {
        *header = Some((at, labels.into_iter().map(Option::flatten).collect()));
        return;
    }
    if known == 0
        && let Some((_, columns)) = header.as_ref()
    {
        for (column, range) in columns.iter().zip(cells) {
            if let Some(field) = column {
                slots.push(Slot {
                    field: field.clone(),
                    line: at,
                    from: range.start,
                    range: range.clone(),
                    by: By::Label,
                });
            }
        }
        return;
    }
    *header = None;
    for (index, label) in labels.iter().enumerate() {
        if let (Some(Some(field)), Some(range), Some(None)) =
            (label, cells.get(index + 1), labels.get(index + 1))
        {
            let from = cells.get(index).map_or(range.start, |label| label.start);
            slots.push(Slot { field: field.clone(), line: at, from, range: range.clone(), by: By::Label });
        }
    }
}

/// "Placa: 45231, Sede: Bosa": each label with what follows it up to the next.
fn within_line(line: &Line<'_>, at: usize, slots: &mut Vec<Slot>) {
    let Some(pattern) = LABEL.as_ref().filter(|_| line.flat.contains([':', '='])) else { return };
    let found: Vec<(Option<Field>, Range<usize>)> = pattern
        .captures_iter(&line.flat)
        .take(24)
        .filter_map(|found| {
            let field = GROUPS
                .iter()
                .find(|(group, _)| found.name(group).is_some())
                .and_then(|(_, field)| field.clone());
            Some((field, found.get(0)?.range()))
        })
        .collect();
    for (index, (field, label)) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(line.flat.len(), |(_, next)| next.start);
        if let Some(field) = field {
            slots.push(Slot {
                field: field.clone(),
                line: at,
                from: label.start,
                range: label.end..end,
                by: By::Label,
            });
        }
    }
}

/// The question of a field that the catalogue adds, and what follows its colon.
fn questions_in_line(line: &Line<'_>, at: usize, questions: &Questions, slots: &mut Vec<Slot>) {
    let Some(colon) = line.flat.find([':', '=']) else { return };
    let Some(before) = line.flat.get(..colon) else { return };
    if let Some(field) = questions.alone(before)
        && !slots.iter().any(|slot| slot.line == at && slot.field == field)
    {
        slots.push(Slot { field, line: at, from: 0, range: colon + 1..line.flat.len(), by: By::Label });
    }
}

/// The numbered answers of a folded line: the number, where it stands with its answer, and the answer. A number within the line
/// must follow the one before it.
pub(in crate::desk) fn numbered(flat: &str) -> Vec<(usize, (usize, Range<usize>))> {
    let Some(pattern) = NUMBER.as_ref() else { return Vec::new() };
    let mut marks: Vec<(usize, Range<usize>)> = Vec::new();
    for found in pattern.captures_iter(flat).take(60) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        let Ok(position) = number.as_str().parse::<usize>() else { continue };
        let before = flat.get(..number.start()).unwrap_or("");
        let first = before.trim_matches(|c: char| " \t(*•·>-–".contains(c)).is_empty();
        let follows = marks.last().is_some_and(|(last, _)| position == last + 1)
            && whole.as_str().ends_with(char::is_whitespace)
            && !has(&NUMBERS_ITSELF, before);
        if (marks.is_empty() && first) || follows {
            marks.push((position, number.start()..whole.end()));
        } else if marks.is_empty() {
            break;
        }
    }
    let ends: Vec<usize> =
        marks.iter().skip(1).map(|(_, mark)| mark.start).chain(std::iter::once(flat.len())).collect();
    marks
        .into_iter()
        .zip(ends)
        .map(|((position, mark), end)| (position, (mark.start, mark.end..end)))
        .collect()
}
