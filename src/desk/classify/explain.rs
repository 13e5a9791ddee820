//! Which words decided: in English for `explain`, in Spanish for the agent.

use super::found::Standing;
use super::index::Index;
use super::phrases::What;
use super::weigh::{Field, Said};
use crate::config::catalog::{CaseKind, Priority};

/// Most words that are named for one thing.
const MOST: usize = 6;

/// A phrase as the vocabulary writes it, in Spanish quotation marks.
pub(super) fn quoted(index: &Index, label: u32, second: Option<u32>) -> String {
    let first = index.phrases.label(label);
    match second {
        None => format!("«{first}»"),
        Some(second) => format!("«{first} … {}»", index.phrases.label(second)),
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Subject => "subject",
        Field::Text => "text",
        Field::Forwarded => "forwarded text",
    }
}

fn field_in_spanish(field: Field) -> &'static str {
    match field {
        Field::Subject => "en el asunto",
        Field::Text => "en el texto",
        Field::Forwarded => "en lo reenviado",
    }
}

/// What was said for something, the weightiest first, each once.
fn weightiest(said: &[Said], is_meant: impl Fn(What) -> bool) -> Vec<Said> {
    let mut list: Vec<Said> =
        said.iter().filter(|one| one.weight != 0.0 && is_meant(one.hit.what)).copied().collect();
    list.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    let mut kept: Vec<Said> = Vec::new();
    for one in list {
        let same = |other: &Said| {
            (other.hit.label, other.hit.second, other.field) == (one.hit.label, one.hit.second, one.field)
        };
        if kept.len() < MOST && !kept.iter().any(same) {
            kept.push(one);
        }
    }
    kept
}

fn words(index: &Index, said: &[Said]) -> String {
    let list: Vec<String> = said
        .iter()
        .map(|one| {
            let place = if one.hit.place == Standing::Where { ", as a place" } else { "" };
            format!(
                "{} in the {}{place} ({:+.1})",
                quoted(index, one.hit.label, one.hit.second),
                field(one.field),
                one.weight
            )
        })
        .collect();
    if list.is_empty() { "no words of the catalogue".to_owned() } else { list.join(", ") }
}

/// "impresion 8.2: «impresora» in the subject (+4.0), ..."
pub(super) fn topic(index: &Index, said: &[Said], place: usize, sum: f32) -> String {
    let id = index.topics.get(place).map_or("", |topic| topic.id.as_str());
    let said = weightiest(
        said,
        |what| matches!(what, What::Topic(topic) | What::Against(topic) if topic as usize == place),
    );
    format!("{id} {sum:.1}: {}", words(index, &said))
}

/// Words that negation has taken out.
pub(super) fn negated(index: &Index, said: &[Said]) -> Option<String> {
    let mut list: Vec<String> = Vec::new();
    for one in said.iter().filter(|one| one.hit.negated && matches!(one.hit.what, What::Topic(_))) {
        let word = quoted(index, one.hit.label, None);
        if list.len() < MOST && !list.contains(&word) {
            list.push(word);
        }
    }
    (!list.is_empty()).then(|| format!("named, but not meant: {}", list.join(", ")))
}

/// Why it is of this kind.
pub(super) fn kind(index: &Index, said: &[Said], category: u32, own: CaseKind, kind: CaseKind) -> String {
    let said = weightiest(
        said,
        |what| matches!(what, What::Kind { kind: one, of } if one == kind && of.is_none_or(|of| of == category)),
    );
    if said.is_empty() {
        return format!("kind {}: the category's own", kind.as_str());
    }
    let turned = if own == kind { "" } else { ", against the category's own" };
    format!("kind {}{turned}: {}", kind.as_str(), words(index, &said))
}

/// Why it is of this kind, for the agent; only where the words have turned the category's own.
pub(super) fn kind_in_spanish(index: &Index, said: &[Said], category: u32, kind: CaseKind) -> Option<String> {
    let said = weightiest(
        said,
        |what| matches!(what, What::Kind { kind: one, of } if one == kind && of.is_none_or(|of| of == category)),
    );
    let first = said.first()?;
    let name = match kind {
        CaseKind::Incident => "incidente",
        CaseKind::Request => "requerimiento",
        CaseKind::Informative => "orientación",
    };
    Some(format!("{name}: {}", quoted(index, first.hit.label, first.hit.second)))
}

/// The words for a category, for the agent.
pub(super) fn topic_in_spanish(index: &Index, said: &[Said], place: usize) -> Vec<String> {
    weightiest(said, |what| matches!(what, What::Topic(topic) if topic as usize == place))
        .iter()
        .filter(|one| one.weight > 0.0)
        .map(|one| {
            format!("{} {}", quoted(index, one.hit.label, one.hit.second), field_in_spanish(one.field))
        })
        .collect()
}

/// The priority, for the agent: "prioridad alta: «toda la sede»".
pub(super) fn priority_in_spanish(index: &Index, priority: Priority, words: u32) -> String {
    let name = match priority {
        Priority::Critica => "crítica",
        Priority::Alta => "alta",
        Priority::Media => "media",
        Priority::Baja => "baja",
    };
    format!("prioridad {name}: {}", quoted(index, words, None))
}
