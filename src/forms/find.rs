//! Finds a form's labels in a document, and what stands beside them.

use std::collections::HashMap;

use super::date;
use super::document::{Document, Grid};
use super::labels::{Known, Rank};

/// How many empty columns may stand between a label and its value.
const REACH: u32 = 8;
/// How many options of a row are looked at.
const MAX_OPTIONS: usize = 24;
/// How many lines may follow a label that stands alone.
const MAX_LINES: usize = 20;
/// Marks in a box.
const MARKS: [&str; 9] = ["x", "xx", "✓", "✔", "☒", "☑", "✗", "✘", "(x)"];

/// What was found of a form in a document.
#[derive(Debug)]
pub(super) struct Found {
    /// How many of its labels.
    pub labels: usize,
    /// The values, in the form's order; `None` where neither label nor cell is there.
    pub values: Vec<Option<String>>,
}

/// Looks for a form's fields among the named fields of a PDF. What is printed on its pages is nobody's answer.
pub(super) fn named_fields(known: &Known, document: &Document) -> Found {
    let mut named = named(known, document);
    let labels = named.len();
    let values = known.fields.iter().enumerate().map(|(index, field)| {
        let value = named.remove(&index)?;
        Some(if field.is_date { date::from_number_text(&value).unwrap_or(value) } else { value })
    });
    Found { labels, values: values.collect() }
}

/// Looks for a form's fields in a document.
pub(super) fn fields(known: &Known, document: &Document) -> Found {
    let grids: Vec<Labels> = document.grids.iter().map(|grid| Labels::of(known, grid)).collect();
    // Where most labels stand is the form; other sheets are lists and instructions.
    let mut order: Vec<usize> = (0..grids.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(grids.get(*index).map_or(0, |labels| labels.places.len())));
    let named = named(known, document);
    let lines = lines(known, document);
    let main = order.first().copied();
    let mut labels = 0;
    let values = known.fields.iter().enumerate().map(|(index, field)| {
        let in_tables = order.iter().filter_map(|at| {
            let (grid, labels) = (document.grids.get(*at)?, grids.get(*at)?);
            labels.value(known, grid, index)
        });
        let mut candidates: Vec<String> = in_tables.collect();
        candidates.extend(named.get(&index).cloned());
        candidates.extend(lines.get(&index).cloned());
        labels += usize::from(!candidates.is_empty());
        if let (Some(cell), Some(main)) = (field.cell, main) {
            let grid = document.grids.get(main)?;
            let text = grid.cells.get(&cell).filter(|text| !known.is_printed(text));
            candidates.insert(0, text.cloned().unwrap_or_default());
        }
        // A label may stand twice, in a summary or a copy: what is filled in counts.
        let value = candidates.iter().find(|value| !value.is_empty()).or(candidates.first())?.clone();
        Some(if field.is_date { date::from_number_text(&value).unwrap_or(value) } else { value })
    });
    let values = values.collect();
    Found { labels, values }
}

/// Where the labels of a table stand.
struct Labels {
    /// Of each field found, its places.
    places: HashMap<usize, Vec<(u32, u32)>>,
    /// All of these places, and what follows the label in the same cell.
    cells: HashMap<(u32, u32), String>,
}

impl Labels {
    fn of(known: &Known, grid: &Grid) -> Self {
        let mut best: HashMap<usize, (Rank, Vec<(u32, u32)>)> = HashMap::new();
        let mut rests: HashMap<(u32, u32), String> = HashMap::new();
        for (place, text) in &grid.cells {
            let (label, rest) = parted(text);
            let mut ranks = known.named_by(label);
            if ranks.is_empty() && !rest.is_empty() {
                ranks = known.named_by(text);
            } else if !rest.is_empty() {
                rests.insert(*place, rest.to_owned());
            }
            for (field, rank) in ranks {
                let known = best.entry(field).or_insert_with(|| (rank, Vec::new()));
                if rank < known.0 {
                    *known = (rank, Vec::new());
                }
                if rank == known.0 {
                    known.1.push(*place);
                }
            }
        }
        let places: HashMap<usize, Vec<(u32, u32)>> =
            best.into_iter().map(|(field, (_, places))| (field, places)).collect();
        let cells = places
            .values()
            .flatten()
            .map(|place| (*place, rests.get(place).cloned().unwrap_or_default()))
            .collect();
        Self { places, cells }
    }

    /// The value of a field; `None` where its label is not there.
    fn value(&self, known: &Known, grid: &Grid, field: usize) -> Option<String> {
        let mut first = None;
        for place in self.places.get(&field)? {
            let value = self.beside(known, grid, *place);
            if !value.is_empty() {
                return Some(value);
            }
            first.get_or_insert(value);
        }
        first
    }

    /// What stands beside a label, within its cell, or below.
    fn beside(&self, known: &Known, grid: &Grid, (row, column): (u32, u32)) -> String {
        let mut last = column;
        let mut texts: Vec<(u32, &str)> = Vec::new();
        let mut taken = false;
        for (&(_, at), text) in grid.cells.range((row, column + 1)..=(row, u32::MAX)) {
            if at - last > REACH + 1 || texts.len() >= MAX_OPTIONS {
                break;
            }
            if self.cells.contains_key(&(row, at)) {
                taken = true;
                break;
            }
            texts.push((at, text));
            last = at;
        }
        if let Some(option) = marked_option(column, &texts) {
            return option;
        }
        if let Some((_, text)) = texts.iter().find(|(_, text)| !known.is_printed(text)) {
            return boxed_option(text);
        }
        let rest = self.cells.get(&(row, column)).map(String::as_str).unwrap_or_default();
        if !rest.is_empty() && !known.is_printed(rest) {
            return boxed_option(rest);
        }
        // The last of a row of labels has nothing at its right.
        let after_label = grid
            .cells
            .range((row, 0)..(row, column))
            .next_back()
            .is_some_and(|(place, _)| self.cells.contains_key(place));
        if (taken || after_label && texts.is_empty())
            && let Some(text) = row.checked_add(1).and_then(|below| grid.cells.get(&(below, column)))
            && !self.cells.contains_key(&(row + 1, column))
            && !known.is_printed(text)
        {
            return boxed_option(text);
        }
        String::new()
    }
}

/// Of options with a mark in the cell beside one of them, that one.
fn marked_option(label: u32, texts: &[(u32, &str)]) -> Option<String> {
    let is_mark = |text: &str| MARKS.contains(&text.trim().to_lowercase().as_str());
    let marked = texts.iter().position(|(_, text)| is_mark(text))?;
    if texts.iter().all(|(_, text)| is_mark(text)) {
        return None;
    }
    let (column, _) = texts.get(marked)?;
    let before = marked.checked_sub(1).and_then(|at| texts.get(at)).filter(|(_, text)| !is_mark(text));
    let after = texts.get(marked + 1).filter(|(_, text)| !is_mark(text));
    // Where the first cell after the label is an option, boxes stand after their options; where it is empty or marked,
    // before them.
    let option_first = texts.first().is_some_and(|(at, text)| !is_mark(text) && *at == label + 1);
    let chosen = match (before, after) {
        (Some(before), Some(after)) => {
            let (near, far) = (column - before.0, after.0 - column);
            if near < far || near == far && option_first { before } else { after }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(chosen.1.to_owned())
}

/// Of options with boxes in the same text, the marked one; nothing where none is marked; other text as it stands.
fn boxed_option(text: &str) -> String {
    const NONE: char = '\u{2610}';
    const ONE: char = '\u{2612}';
    let mut plain = text.to_owned();
    for (from, to) in [
        ("[ ]", NONE),
        ("( )", NONE),
        ("[]", NONE),
        ("☑", ONE),
        ("[x]", ONE),
        ("(x)", ONE),
        ("[X]", ONE),
        ("(X)", ONE),
    ] {
        if plain.contains(from) {
            plain = plain.replace(from, &to.to_string());
        }
    }
    if !plain.contains([NONE, ONE]) {
        return text.trim().to_owned();
    }
    let clean = |part: &str| part.trim_matches(|c: char| c.is_whitespace() || ",;/|".contains(c)).to_owned();
    let starts_with_box = plain.trim_start().starts_with([NONE, ONE]);
    let marked: Vec<String> = if starts_with_box {
        plain.split(ONE).skip(1).map(|part| clean(part.split(NONE).next().unwrap_or_default())).collect()
    } else {
        let parts: Vec<&str> = plain.split(ONE).collect();
        let before = parts.len().saturating_sub(1);
        parts.iter().take(before).map(|part| clean(part.rsplit(NONE).next().unwrap_or_default())).collect()
    };
    marked.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The named fields that bear a label, by the form's field.
fn named(known: &Known, document: &Document) -> HashMap<usize, String> {
    let mut best: HashMap<usize, (Rank, String)> = HashMap::new();
    for field in &document.named {
        let ranks = field.names.iter().find_map(|name| {
            let ranks = known.named_by(name);
            (!ranks.is_empty()).then_some(ranks)
        });
        for (index, rank) in ranks.unwrap_or_default() {
            let better = best
                .get(&index)
                .is_none_or(|(known, value)| rank < *known || rank == *known && value.is_empty());
            if better {
                best.insert(index, (rank, boxed_option(&field.value)));
            }
        }
    }
    best.into_iter().map(|(index, (_, value))| (index, value)).collect()
}

/// The lines that begin with a label, by the form's field.
fn lines(known: &Known, document: &Document) -> HashMap<usize, String> {
    // Several to a line are parted by tabs: "Nombre: Ana<tab>Cédula: 52345678".
    let lines: Vec<&str> = document
        .lines
        .iter()
        .flat_map(|line| {
            let parts: Vec<&str> = line.split('\t').filter(|part| !part.trim().is_empty()).collect();
            if parts.len() > 1 && parts.iter().all(|part| part.contains(':')) {
                parts
            } else {
                vec![line.as_str()]
            }
        })
        .collect();
    let labels: Vec<Vec<(usize, Rank)>> = lines.iter().map(|line| known.named_by(parted(line).0)).collect();
    let mut best: HashMap<usize, (Rank, String)> = HashMap::new();
    for (at, (line, ranks)) in lines.iter().zip(&labels).enumerate() {
        for (index, rank) in ranks {
            let (_, rest) = parted(line);
            let value = if rest.is_empty() {
                let below = lines.iter().zip(&labels).skip(at + 1).take(MAX_LINES);
                let below = below.take_while(|(_, labels)| labels.is_empty()).map(|(line, _)| *line);
                below.filter(|line| !known.is_printed(line)).collect::<Vec<_>>().join("\n")
            } else if known.is_printed(rest) {
                String::new()
            } else {
                rest.to_owned()
            };
            let better =
                best.get(index).is_none_or(|(known, old)| rank < known || rank == known && old.is_empty());
            if better {
                best.insert(*index, (*rank, boxed_option(&value)));
            }
        }
    }
    best.into_iter().map(|(index, (_, value))| (index, value)).collect()
}

/// A label and what follows it after a colon or a tab.
fn parted(text: &str) -> (&str, &str) {
    match text.split_once([':', '\t']) {
        Some((label, rest)) => (label, rest.trim()),
        None => (text, ""),
    }
}
