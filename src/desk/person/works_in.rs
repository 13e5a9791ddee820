//! A dependencia by its short name, and after the words with which people say where they work.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::department;
use crate::desk::description::says_nothing;
use crate::desk::fold::{fold, words};

/// The names of dependencias that are known.
#[derive(Clone, Debug, Default)]
pub struct Departments {
    /// Their telling words, and each name as it is written.
    names: Vec<(Vec<String>, String)>,
}

/// Words that tell no dependencia from another.
const UNTELLING: [&str; 14] =
    ["de", "del", "la", "las", "el", "los", "en", "y", "a", "al", "area", "oficina", "dependencia", "grupo"];

/// What many names begin with.
const GENERAL: [&str; 13] = [
    "casa",
    "justicia",
    "direccion",
    "subdireccion",
    "secretaria",
    "subsecretaria",
    "despacho",
    "centro",
    "unidad",
    "gestion",
    "carcel",
    "coordinacion",
    "comando",
];

/// How many words a name has that nobody knows.
const MOST_WORDS: usize = 6;

impl Departments {
    /// Of names, which may come more than once.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut distinct: BTreeMap<String, &str> = BTreeMap::new();
        for name in names.map(str::trim) {
            distinct.entry(fold(name)).or_insert(name);
        }
        let names = distinct.into_iter().map(|(folded, name)| (telling(&folded), name.to_owned()));
        Self { names: names.collect() }
    }

    /// The one that has all the words of a phrase; where several have, or the words are those of many, the one that has no
    /// others.
    pub fn named(&self, phrase: &str) -> Option<String> {
        let said = telling(phrase);
        if said.iter().map(String::len).sum::<usize>() < 3 {
            return None;
        }
        let has_all = |(name, _): &&(Vec<String>, String)| said.iter().all(|word| name.contains(word));
        let mut found = self.names.iter().filter(has_all);
        let (first, more) = (found.next()?, found.next().is_some());
        let mut same = self.names.iter().filter(has_all).filter(|(name, _)| name.len() == said.len());
        let is_general = said.iter().all(|word| GENERAL.contains(&word.as_str()));
        match (more || is_general, same.next(), same.next()) {
            (false, ..) => Some(first.1.clone()),
            (true, Some(only), None) => Some(only.1.clone()),
            _ => None,
        }
    }
}

fn telling(phrase: &str) -> Vec<String> {
    words(phrase).into_iter().filter(|word| !UNTELLING.contains(&word.as_str())).collect()
}

/// "trabajo en ...", "soy de ...", "mi dependencia es ...": what follows is where somebody works.
static WORKS_IN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:y\s+|yo\s+)*(?:
            (?:soy|somos|funcionari[oa]|servidora?|contratista|profesional|adscrit[oa]|hago\s+parte|pertenezco|vengo)\s+(?:de|del|a|al|en)
            |(?:trabajo|laboro|escribo|escribimos)\s+(?:en|para|con|desde|de|del)
            |mi\s+(?:dependencia|[aá]rea|oficina)\s+es
            |(?:la\s+)?(?:dependencia|oficina)\s+es
        )\s+(?:(?:la|el|los|las)\s+)?(?:parte\s+de\s+)?(?:(?:la|el)\s+)?(.+)$",
    )
    .ok()
});

/// "del área de contratos", "en jurídica": only a name counts that is one by itself.
static OF: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^(?:del|de|en)\s+(?:(?:la|el|los|las)\s+)?(.+)$").ok());

/// Where such a name ends within a sentence.
static END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\s+(?:(?:en|del)\s+)?(?:(?:el|la)\s+)?(?:piso|sede|edificio|nivel\s+central|placa|extensi[oó]n|ext)\b.*$|\s+(?:y|pero|porque|que|para|con)\s+.*$",
    )
    .ok()
});

/// The dependencia that a phrase names, in answer to the question for it. Who is asked for the site too may mean that
/// by a name which is no dependencia's.
pub(super) fn read(phrase: &str, known: &Departments, asks_site: bool) -> Option<String> {
    let phrase = phrase.trim();
    let after = |lead: &LazyLock<Option<Regex>>| {
        let rest = lead.as_ref()?.captures(phrase)?.get(1)?.as_str();
        let end = END.as_ref().and_then(|end| end.find(rest)).map_or(rest.len(), |found| found.start());
        Some(rest.get(..end)?.trim().trim_end_matches(['.', ',']))
    };
    if let Some(name) = after(&WORKS_IN) {
        return known
            .named(name)
            .or_else(|| department(name))
            .or_else(|| plain(name).filter(|_| !asks_site))
            .map(|name| with_capital(&name));
    }
    let name = after(&OF).unwrap_or(phrase);
    // A bare word may be a place as well: "Bosa" is more than the Casa de Justicia de Bosa.
    let is_place =
        |name: &str| fold(name).starts_with("casa de justicia") || fold(name).starts_with("carcel");
    let listed = known.named(name).filter(|found| !asks_site || !is_place(found));
    listed.or_else(|| department(name).filter(|_| name.len() < phrase.len()).map(|name| with_capital(&name)))
}

/// A name that nobody knows: a few words, none of the desk's talk.
fn plain(name: &str) -> Option<String> {
    let count = name.split_whitespace().count();
    let is_one = (1..=MOST_WORDS).contains(&count)
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !name.contains(|c: char| c.is_ascii_digit() || "?¿@:#".contains(c))
        && !says_nothing(name)
        && !["casa", "hogar", "teletrabajo", "remoto", "aqui", "aca", "alla"].contains(&fold(name).as_str());
    is_one.then(|| name.to_owned())
}

/// As a name is written.
fn with_capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 6] = [
        "Oficina Asesora Jurídica",
        "Dirección de Gestión Humana",
        "Dirección Financiera",
        "Subdirección Financiera de Contratos",
        "Oficina de Contratos",
        "Casa de Justicia de Bosa",
    ];

    #[test]
    fn short_names_are_told_where_one_is_meant() {
        let known = Departments::new(KNOWN.into_iter().chain(["OFICINA ASESORA JURIDICA"]));
        for (phrase, expected) in [
            ("trabajo en juridica", "Oficina Asesora Jurídica"),
            ("soy de gestion humana", "Dirección de Gestión Humana"),
            ("Jurídica", "Oficina Asesora Jurídica"),
            ("del área de contratos", "Oficina de Contratos"),
            ("del área de pagos", "Área de pagos"),
            ("contratos", "Oficina de Contratos"),
            ("soy de talento humano", "Talento humano"),
            ("Trabajo en la parte de archivo en el piso 3", "Archivo"),
            ("pertenezco a la oficina de prensa", "Oficina de prensa"),
            ("en juridica", "Oficina Asesora Jurídica"),
            ("Bosa", "Casa de Justicia de Bosa"),
            ("soy del despacho", "Despacho"),
        ] {
            assert_eq!(read(phrase, &known, false).as_deref(), Some(expected), "{phrase:?}");
        }
        for phrase in [
            "financiera y",
            "Clara Rojas",
            "trabajo en casa",
            "soy contratista",
            "no sé",
            "placa 45231",
            "de",
            "",
        ] {
            assert_eq!(read(phrase, &known, false), None, "{phrase:?}");
        }
        // Of two that have the word, one has no other.
        assert_eq!(known.named("contratos").as_deref(), Some("Oficina de Contratos"));
        assert_eq!(known.named("financiera").as_deref(), None);
        for phrase in ["trabajo en suba", "Bosa", "estoy en Bosa"] {
            assert_eq!(read(phrase, &known, true), None, "the site may be meant: {phrase:?}");
        }
    }
}
