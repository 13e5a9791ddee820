//! People and groups of the staff list, as they are named in a command.

use super::super::address::Address;
use super::super::fold::{fold, head, words};
use super::super::rules::Rules;
pub(super) use super::Target;
use super::argument::{LOOKED_AT, Wrong, compact, quoted};

/// What the beginning of a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Looked<'l> {
    /// Somebody, and what follows.
    Found(Target, &'l str),
    /// Somebody who is not there, or several.
    Wrong(Wrong),
    /// Nobody: it is text.
    Nothing,
}

/// How many words are looked at.
const MOST_WORDS: usize = 12;

/// A word with where it ends.
struct Token<'l> {
    word: &'l str,
    end: usize,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let seen = head(text, LOOKED_AT);
    // The last word may be cut.
    let cut = if seen.len() < text.len() { seen.rfind(char::is_whitespace).unwrap_or(0) } else { seen.len() };
    let text = seen.get(..cut).unwrap_or("");
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < MOST_WORDS {
        let rest = text.get(at..).unwrap_or("");
        let Some(begin) = rest.find(|c: char| !c.is_whitespace()) else { break };
        let word = rest.get(begin..).unwrap_or("");
        let length = word.find(char::is_whitespace).unwrap_or(word.len());
        at += begin + length;
        found.push(Token { word: word.get(..length).unwrap_or(""), end: at });
    }
    found
}

/// The different addresses in a text, as mail programs write them: `<a@b>`, `a@b <mailto:a@b>`, `[a@b](mailto:a@b)`.
pub(super) fn addresses(text: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let between = |c: char| c.is_whitespace() || "<>()[]\"'“”«»,;|".contains(c);
    for piece in head(text, LOOKED_AT).split(between).filter(|piece| piece.contains('@')) {
        let plain = match piece.split_once(':') {
            Some((scheme, after)) if scheme.eq_ignore_ascii_case("mailto") => after,
            _ => piece,
        };
        let plain = plain.split('?').next().unwrap_or("").trim_matches(['.', ':', '*', '!', '…']);
        if let Ok(address) = Address::parse(plain)
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

/// Finds the person or group that a text begins with. `command` is what stands before it, for the right form.
pub(super) fn leading<'l>(text: &'l str, rules: &Rules, command: &str) -> Looked<'l> {
    let tokens = tokens(text);
    match tokens.iter().position(|token| token.word.contains('@')) {
        Some(at) => match by_address(text, &tokens, at, rules, command) {
            Looked::Nothing => by_name(text, &tokens, rules, command),
            looked => looked,
        },
        None => by_name(text, &tokens, rules, command),
    }
}

fn by_address<'l>(
    text: &'l str,
    tokens: &[Token<'l>],
    at: usize,
    rules: &Rules,
    command: &str,
) -> Looked<'l> {
    let Some(token) = tokens.get(at) else { return Looked::Nothing };
    let bracketed =
        token.word.starts_with('<') || token.word.starts_with("[mailto") || token.word.starts_with('(');
    let found = addresses(token.word);
    let address = match found.as_slice() {
        [address] => address,
        [] if at == 0 => {
            return Looked::Wrong(Wrong::new(
                format!("{} no es una dirección de correo.", quoted(token.word)),
                format!("{command} correo o grupo"),
            ));
        }
        [] => return Looked::Nothing,
        _ => return Looked::Wrong(several(command)),
    };
    let person = rules.staff.person(address);
    let names = person.map(|person| words(&person.name)).unwrap_or_default();
    let is_name = |word: &str| words(word).iter().all(|part| names.contains(part) || is_filler(part));
    // "Laura A. <...>" is somebody; "Según el correo de <...>" is text.
    let before = tokens.get(..at).unwrap_or(&[]);
    let wholly = before.iter().all(|token| is_name(token.word));
    let partly = before.iter().any(|token| words(token.word).iter().any(|part| names.contains(part)));
    let named = wholly || (bracketed && partly);
    if !named {
        return Looked::Nothing;
    }
    let Some(person) = person else {
        return Looked::Wrong(unknown(address.as_str(), rules, command));
    };
    // The same address again, or the name in parentheses.
    let mut end = token.end;
    let mut within = false;
    for token in tokens.get(at + 1..).unwrap_or(&[]) {
        within |= token.word.starts_with('(') && is_name(token.word);
        let again = addresses(token.word);
        if again.is_empty() && !(within && is_name(token.word)) {
            break;
        }
        if again.iter().any(|other| other != address) {
            return Looked::Wrong(several(command));
        }
        within &= !token.word.ends_with(')');
        end = token.end;
    }
    Looked::Found(Target::Person(person.email.clone()), text.get(end..).unwrap_or(""))
}

/// Words that may stand before a name.
fn is_filler(word: &str) -> bool {
    ["a", "al", "el", "la", "grupo", "para", "de"].contains(&word)
}

fn by_name<'l>(text: &'l str, tokens: &[Token<'l>], rules: &Rules, command: &str) -> Looked<'l> {
    let folded: Vec<String> = tokens.iter().map(|token| compact(token.word)).collect();
    let fillers = folded.iter().take(3).take_while(|word| is_filler(word)).count();
    let groups: Vec<(String, String, &str)> = rules
        .staff
        .groups
        .iter()
        .map(|group| (compact(&group.id), compact(&group.name), group.id.as_str()))
        .collect();
    let people: Vec<(Vec<String>, &Address)> =
        rules.staff.people().map(|person| (sorted(words(&person.name)), &person.email)).collect();
    for first in 0..=fillers {
        for last in (first..tokens.len()).rev() {
            let Some((token, parts)) = tokens.get(last).zip(folded.get(first..=last)) else { continue };
            let after = text.get(token.end..).unwrap_or("");
            let name = parts.concat();
            let named: Vec<_> =
                groups.iter().filter(|(id, called, _)| *id == name || *called == name).collect();
            let named = match named.as_slice() {
                [] | [_] => named,
                _ => named.into_iter().filter(|(id, _, _)| *id == name).collect(),
            };
            if let [(_, _, id)] = named.as_slice() {
                return Looked::Found(Target::Group((*id).to_owned()), after);
            }
            let given = sorted(
                tokens.get(first..=last).unwrap_or(&[]).iter().flat_map(|token| words(token.word)).collect(),
            );
            let mut called = people.iter().filter(|(name, _)| *name == given).map(|(_, email)| *email);
            match (called.next(), called.next()) {
                (Some(email), None) => return Looked::Found(Target::Person(email.clone()), after),
                (Some(_), Some(_)) => {
                    return Looked::Wrong(Wrong::new(
                        "Hay más de una persona con ese nombre; escriba su dirección de correo.",
                        format!("{command} correo"),
                    ));
                }
                (None, _) => {}
            }
        }
    }
    Looked::Nothing
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

fn several(command: &str) -> Wrong {
    Wrong::new("Hay más de una dirección de correo en la línea.", format!("{command} correo o grupo"))
}

/// Nobody of this name or address.
pub(super) fn unknown(asked: &str, rules: &Rules, command: &str) -> Wrong {
    let what = if asked.contains('@') {
        format!("{} no está en la lista de personal.", quoted(asked))
    } else {
        format!("No hay una persona ni un grupo {}.", quoted(asked))
    };
    match meant(asked, rules) {
        Some(meant) => Wrong::new(what, format!("¿Quiso decir {command} {meant}?")),
        None => Wrong::new(what, format!("{command} correo o grupo")),
    }
}

fn meant(asked: &str, rules: &Rules) -> Option<String> {
    let groups =
        rules.staff.groups.iter().map(|group| (group.id.clone(), vec![group.id.clone(), group.name.clone()]));
    let people = rules
        .staff
        .people()
        .map(|person| (person.email.to_string(), vec![person.name.clone(), person.email.to_string()]));
    nearest(asked, groups.chain(people))
}

/// Whether a text is nearly the name of somebody, or of a group.
pub(super) fn is_nearly(text: &str, rules: &Rules) -> bool {
    const LONGEST: usize = 60;
    text.len() <= LONGEST && text.split_whitespace().count() <= 5 && meant(text, rules).is_some()
}

/// The one thing whose name is nearest: a few letters wrong, or some of its words and of no other's.
pub(super) fn nearest<K>(asked: &str, known: impl Iterator<Item = (K, Vec<String>)>) -> Option<K> {
    const LONGEST: usize = 80;
    let plain = compact(head(asked, LONGEST));
    let length = plain.chars().count();
    if length < 3 {
        return None;
    }
    let most = (length / 5).clamp(1, 3);
    let parts: Vec<String> = fold(head(asked, LONGEST))
        .split(|c: char| !c.is_alphanumeric())
        .map(stem)
        .filter(|part| part.len() > 2)
        .collect();
    let mut near: Option<(usize, Option<K>)> = None;
    let mut partial: Option<K> = None;
    let mut several = false;
    for (key, names) in known {
        let distance = names
            .iter()
            .map(|name| compact(head(name, LONGEST)))
            .filter(|name| name.chars().count().abs_diff(length) <= most)
            .map(|name| strsim::osa_distance(&plain, &name))
            .min();
        if let Some(distance) = distance.filter(|distance| *distance <= most) {
            match &mut near {
                Some((best, key)) if distance == *best => *key = None,
                Some((best, _)) if distance > *best => {}
                _ => near = Some((distance, Some(key))),
            }
            continue;
        }
        let has = names.iter().any(|name| {
            let name: Vec<String> = words(name).iter().map(|word| stem(word)).collect();
            !parts.is_empty() && parts.iter().all(|part| name.contains(part))
        });
        if has {
            several |= partial.is_some();
            partial = Some(key);
        }
    }
    match near {
        Some((_, key)) => key,
        None => partial.filter(|_| !several),
    }
}

/// A word without its plural.
fn stem(word: &str) -> String {
    let word = fold(word);
    let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('s')).filter(|stem| stem.len() > 3);
    stem.map_or_else(|| word.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_as_they_are_written() {
        for text in [
            "ana@scj.test",
            "<Ana@scj.test>",
            "Ana María Pérez <ana@scj.test>",
            "ana@scj.test<mailto:ana@scj.test>",
            "ana@scj.test <mailto:ANA@scj.test?subject=x>",
            "[ana@scj.test](mailto:ana@scj.test)",
            "mailto:ana@scj.test",
            "ana@scj.test.",
            "\"ana@scj.test\";",
        ] {
            assert_eq!(addresses(text), [Address::parse("ana@scj.test").unwrap()], "{text}");
        }
        assert_eq!(addresses("a@b.test, c@d.test").len(), 2);
        assert_eq!(addresses("arroba @ nada"), []);
        assert_eq!(addresses(&"@".repeat(100_000)), []);
    }

    #[test]
    fn nearest_is_one_or_none() {
        let known = || {
            [
                ("impresion", "Impresoras y escáner"),
                ("red", "Red, internet y wifi"),
                ("base-datos", "Bases de datos"),
            ]
            .into_iter()
            .map(|(id, name)| (id, vec![id.to_owned(), name.to_owned()]))
        };
        for (asked, expected) in [
            ("impresoin", Some("impresion")),
            ("impresora", Some("impresion")),
            ("escaner", Some("impresion")),
            ("wifi", Some("red")),
            ("datos", Some("base-datos")),
            ("y", None),
            ("", None),
            ("teléfono", None),
        ] {
            assert_eq!(nearest(asked, known()), expected, "{asked}");
        }
    }
}
