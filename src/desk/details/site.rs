//! Where: the sites of the staff list, by any of their names, in what people write.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::fold::fold;
use super::super::rules::Rules;
use super::line::{Line, Pattern, has};
use crate::config::staff::Site;
use crate::desk::fold::pattern;

/// A site named in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Which of the list.
    pub site: usize,
    /// Its place in the line's `flat`.
    pub range: Range<usize>,
    /// How much the words around say that this is where the matter is.
    pub weight: u32,
}

/// Names and other names of the sites, ready to be looked for.
pub(super) struct Sites<'r> {
    list: &'r [Site],
    /// By their first word: the words that follow, and the site. The longest first.
    names: HashMap<String, Vec<(Vec<String>, usize)>>,
}

/// Words that people leave out of names or put in.
const PARTICLES: [&str; 8] = ["de", "del", "la", "el", "los", "las", "y", "no"];

/// "Calle 26 # 57-83" as it stands in everybody's signature.
static STREET_GOES_ON: Pattern = LazyLock::new(|| pattern(r"^\s*(?:#|no\b|n°|nro\b|\x1a|-?\s*\d)").ok());

impl<'r> Sites<'r> {
    /// Takes the staff list's names apart.
    pub fn new(rules: &'r Rules) -> Self {
        let list = rules.staff.sites.as_slice();
        let mut names: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
        for (at, site) in list.iter().enumerate() {
            for name in std::iter::once(&site.name).chain(&site.aliases) {
                let mut words =
                    tokens(&fold(name)).into_iter().map(|token| token.word).filter(|word| !is_particle(word));
                if let Some(first) = words.next() {
                    names.entry(first).or_default().push((words.collect(), at));
                }
            }
        }
        for entries in names.values_mut() {
            entries.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { list, names }
    }

    /// The list's name of a site.
    pub fn name(&self, site: usize) -> Option<&'r str> {
        self.list.get(site).map(|site| site.name.as_str())
    }

    /// Every site that a line names. `answers`: it answers the question for the site, so any word counts.
    pub fn mentions(&self, line: &Line<'_>, answers: bool) -> Vec<Mention> {
        let all = tokens(&line.flat);
        let content: Vec<(usize, &Token)> =
            all.iter().enumerate().filter(|(_, token)| !is_particle(&token.word)).collect();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some((place, first)) = content.get(from) {
            let matched = self.names.get(&first.word).into_iter().flatten().find(|(rest, _)| {
                rest.iter().enumerate().all(|(at, word)| {
                    content.get(from + 1 + at).is_some_and(|(_, token)| token.word == *word)
                })
            });
            let Some((rest, site)) = matched else {
                from += 1;
                continue;
            };
            let end = content.get(from + rest.len()).map_or(first.range.end, |(_, token)| token.range.end);
            let last = content.get(from + rest.len()).map_or(*place, |(place, _)| *place);
            let range = first.range.start..end;
            from += rest.len() + 1;
            if !answers && rest.is_empty() && is_verb(&all, *place, line) {
                continue;
            }
            let weight = weight(&all, &line.flat, *place, last);
            found.push(Mention { site: *site, range, weight });
        }
        found
    }

    /// The site of a signature: a street address counts only where no other site stands.
    pub fn signed(&self, lines: &[Line<'_>]) -> Option<(usize, Mention)> {
        let mut all: Vec<(usize, Mention, bool)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for mention in self.mentions(line, false) {
                let street =
                    line.masked.get(mention.range.end..).is_some_and(|after| has(&STREET_GOES_ON, after));
                all.push((at, mention, street));
            }
        }
        if all.iter().any(|(_, _, street)| !street) {
            all.retain(|(_, _, street)| !street);
        }
        let (at, first, _) = all.first()?.clone();
        all.iter().all(|(_, mention, _)| mention.site == first.site).then_some((at, first))
    }
}

/// A word of a line and where it stands.
struct Token {
    word: String,
    range: Range<usize>,
}

/// Runs of letters and digits; "C-4" is one word as "C4" is.
fn tokens(flat: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = None;
    let push = |range: Range<usize>, tokens: &mut Vec<Token>| {
        let word = flat.get(range.clone()).unwrap_or("");
        if let Some(last) = tokens.last_mut()
            && last.word.len() == 1
            && last.word.bytes().all(|b| b.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_digit())
            && flat.get(last.range.end..range.start) == Some("-")
        {
            last.word.push_str(word);
            last.range.end = range.end;
            return;
        }
        tokens.push(Token { word: word.to_owned(), range });
    };
    for (at, c) in flat.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(from..at, &mut tokens);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from..flat.len(), &mut tokens);
    }
    tokens
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// "para que suba el archivo": the language's own word, not the place.
fn is_verb(all: &[Token], place: usize, line: &Line<'_>) -> bool {
    let Some(token) = all.get(place) else { return false };
    if token.word.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let before = place.checked_sub(1).and_then(|at| all.get(at)).map_or("", |token| token.word.as_str());
    let after = all.get(place + 1).map_or("", |token| token.word.as_str());
    let small = line.written(&token.range).starts_with(char::is_lowercase);
    ["que", "se", "lo", "le", "me", "no", "quien", "usted", "favor"].contains(&before)
        || (small
            && ["el", "la", "los", "las", "un", "una", "al", "mas", "de", "y"].contains(&after)
            && !is_where(before))
}

fn is_where(word: &str) -> bool {
    WHERE.contains(&word) || ["cj", "justicia", "punto", "localidad", "en", "de", "a", "piso"].contains(&word)
}

/// Words that say that somebody or something is there.
const WHERE: [&str; 19] = [
    "estoy",
    "estamos",
    "encuentro",
    "encontramos",
    "encuentra",
    "trabajo",
    "trabajamos",
    "laboro",
    "laboramos",
    "ubicado",
    "ubicada",
    "ubicados",
    "ubicadas",
    "sede",
    "ubicacion",
    "atiendo",
    "queda",
    "esta",
    "lugar",
];

/// How much the words around a place say that this is where the matter is: the nearest cue counts.
fn weight(all: &[Token], flat: &str, place: usize, last: usize) -> u32 {
    let mut before: Vec<&str> = Vec::new();
    let mut from = all.get(place).map_or(0, |token| token.range.start);
    for token in (1..=6).filter_map(|back| place.checked_sub(back).and_then(|at| all.get(at))) {
        // What stands in another clause says nothing of this.
        if flat.get(token.range.end..from).is_some_and(|between| between.contains([',', '.', ';'])) {
            break;
        }
        before.push(token.word.as_str());
        from = token.range.start;
    }
    let near = |index: usize| u32::try_from(index).unwrap_or(6);
    let mut best = 10;
    for (index, word) in before.iter().enumerate() {
        let worth = if WHERE.contains(word) {
            45
        } else if *word == "en" && index < 3 {
            38
        } else if *word == "desde" {
            30
        } else {
            continue;
        };
        let denied = before.get(index + 1).is_some_and(|word| ["no", "ya"].contains(word))
            && before.iter().skip(index + 1).take(2).any(|word| *word == "no");
        best = if denied { best.min(2) } else { best.max(worth - 2 * near(index)) };
        if denied {
            return best;
        }
    }
    let floor_beside = |word: &str| ["piso", "oficina", "torre", "pabellon"].contains(&word);
    let after = (1..=4).filter_map(|ahead| all.get(last + ahead)).position(|token| floor_beside(&token.word));
    if let Some(index) = after {
        best = best.max(40 - 2 * near(index));
    } else if before.iter().take(3).any(|word| floor_beside(word)) {
        best = best.max(34);
    }
    best
}

/// The one site that several mentions tell: the weightiest; none if two weigh the same.
pub(super) fn decided(mentions: &[(usize, Mention)]) -> Option<&(usize, Mention)> {
    let best = mentions.iter().max_by_key(|(_, mention)| mention.weight)?;
    let rival =
        mentions.iter().any(|(_, mention)| mention.site != best.1.site && mention.weight == best.1.weight);
    (!rival).then_some(best)
}

/// The site of the staff list that a value such as "Casa de Justicia de Bosa, piso 2" names.
pub fn listed_site<'a>(rules: &'a Rules, site: &str) -> Option<&'a Site> {
    let sites = Sites::new(rules);
    let line = Line::new(site, None, &rules.numbers);
    let mentions: Vec<(usize, Mention)> =
        sites.mentions(&line, true).into_iter().map(|mention| (0, mention)).collect();
    let first = mentions.first()?;
    let one = mentions.iter().all(|(_, mention)| mention.site == first.1.site);
    let found = if one { first } else { decided(&mentions)? };
    rules.staff.sites.get(found.1.site)
}

/// Words that are no place's name.
static NO_PLACE: Pattern = LazyLock::new(|| {
    pattern(r"@|https?:|\?|\b(?:no (?:se|aplica|tengo|tiene|hay|sabe|recuerdo|conozco|puedo|funciona|prende|sirve|imprime)|n/a|na|ninguna?|pendiente|gracias|quien|cual|ya (?:lo|la|les?|envie)|adjunto|anexo|pantallazo|imagen|foto)\b").ok()
});

/// A place that the list does not have, in a person's own words; `None` where they name none.
pub(super) fn place(words: &str) -> Option<String> {
    let mut place = words.trim().trim_matches(|c: char| " .,;:|*\t\"-–".contains(c)).trim();
    for lead in [
        "es en ",
        "estoy en ",
        "estamos en ",
        "me encuentro en ",
        "trabajo en ",
        "queda en ",
        "está en ",
        "esta en ",
        "en la sede de ",
        "la sede es ",
        "sede ",
        "es ",
        "en ",
    ] {
        if let Some(rest) = place
            .get(lead.len()..)
            .filter(|_| place.get(..lead.len()).is_some_and(|start| start.to_lowercase() == lead))
        {
            place = rest.trim();
        }
    }
    for article in ["la ", "el "] {
        if let Some(rest) = place.strip_prefix(article) {
            place = rest.trim();
        }
    }
    let folded = fold(place);
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let good = letters >= 3
        && place.len() <= 90
        && place.split_whitespace().count() <= 12
        && !place.contains('\u{1a}')
        && !has(&NO_PLACE, &folded)
        && !["si", "ok", "listo", "claro", "hola"].contains(&folded.as_str());
    good.then(|| place.to_owned())
}
