//! `#registrar`: a request that came by telephone or Teams, line by line.

use super::super::address::Contact;
use super::super::fold::head;
use super::super::rules::Rules;
use super::argument::{bare, compact, quoted};
use super::target::addresses;
use super::{Channel, MOST_FAULTS, Registration};

/// What a line of a registration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    User,
    Name,
    Department,
    Channel,
    Title,
    Description,
}

impl Key {
    fn label(self) -> &'static str {
        match self {
            Self::User => "usuario:",
            Self::Name => "nombre:",
            Self::Department => "dependencia:",
            Self::Channel => "canal:",
            Self::Title => "asunto:",
            Self::Description => "descripción:",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "usuario" | "correo" | "solicitante" | "correodelusuario" => Self::User,
            "nombre" | "nombres" | "nombrecompleto" => Self::Name,
            "dependencia" | "area" | "oficina" => Self::Department,
            "canal" | "medio" => Self::Channel,
            "asunto" | "tema" | "titulo" => Self::Title,
            "descripcion" | "detalle" => Self::Description,
            _ => return None,
        })
    }
}

/// Reads a [clean](super::line::clean) line `key: value`; a bullet or `#` before the key is passed over.
pub(super) fn field(line: &str) -> Option<(Key, &str)> {
    const LONGEST_KEY: usize = 40;
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "#-–—*•·_".contains(c));
    let end = head(line, LONGEST_KEY).find([':', '='])?;
    let (key, value) = line.split_at_checked(end)?;
    let value = value.trim_start_matches([':', '=', '*', '_', ' ']);
    Some((Key::of(&compact(key))?, value.trim()))
}

/// A fault, on the line of a field or of the command itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    /// Line and text of the field; `None`: the command's.
    pub place: Option<(usize, String)>,
    pub what: String,
    pub right: Option<String>,
}

/// The lines of a registration as they come.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    fields: Vec<(Key, usize, String)>,
    faults: Vec<At>,
}

impl Sheet {
    /// Keeps a field.
    pub(super) fn put(&mut self, key: Key, line: usize, written: &str, value: &str) {
        if let Some((_, first, _)) = self.fields.iter().find(|(known, _, _)| *known == key) {
            if self.faults.len() >= MOST_FAULTS {
                return;
            }
            self.faults.push(At {
                place: Some((line, written.to_owned())),
                what: format!("«{}» ya está en la línea {first}; déjelo una sola vez.", key.label()),
                right: None,
            });
        } else {
            self.fields.push((key, line, value.to_owned()));
        }
    }

    fn value(&self, key: Key, most: usize) -> Option<(usize, &str)> {
        let (_, line, value) = self.fields.iter().find(|(known, _, _)| *known == key)?;
        let value = head(value, most).trim();
        value.contains(char::is_alphanumeric).then_some((*line, value))
    }

    /// Takes notice of a line of the description that is a field which must be there, and is not yet.
    pub(super) fn misplaced(&mut self, line: usize, written: &str, key: Key) {
        let needed = matches!(key, Key::User | Key::Channel | Key::Title);
        if !needed || self.fields.iter().any(|(known, _, _)| *known == key) {
            return;
        }
        self.faults.push(At {
            place: Some((line, written.to_owned())),
            what: format!("«{}» va arriba, antes de la descripción.", key.label()),
            right: None,
        });
        // Known from now on: nobody is told both that it is missing and where it is.
        self.fields.push((key, line, String::new()));
    }

    /// Puts the registration together, or tells all that is wrong with it.
    pub(super) fn finish(mut self, description: &str, rules: &Rules) -> Result<Registration, Vec<At>> {
        const LONGEST_NAME: usize = 200;
        const LONGEST_TITLE: usize = 500;
        let user_form = format!("usuario: nombre.apellido@{}", rules.desk.domain());
        let channel_form = "canal: telefono|teams".to_owned();
        let text = |sheet: &Self, key| sheet.value(key, LONGEST_NAME).map(|(_, value)| value.to_owned());
        let mut faults = std::mem::take(&mut self.faults);
        let known_wrong = |key: Key| faults_on(&self.fields, &faults, key);
        let mut told = Vec::new();
        let mut tell = |place: Option<usize>, what: String, right: Option<String>| {
            let place = place.and_then(|line| {
                let (key, _, value) = self.fields.iter().find(|(_, at, _)| *at == line)?;
                Some((line, format!("{} {value}", key.label())))
            });
            told.push(At { place, what, right });
        };

        let mut requester = None;
        match self.value(Key::User, LONGEST_TITLE) {
            None if known_wrong(Key::User) => {}
            None => tell(None, "Falta el correo de quien hizo la solicitud.".to_owned(), Some(user_form)),
            Some((line, value)) => match addresses(value).as_slice() {
                [address] if *address == rules.desk => tell(
                    Some(line),
                    "Ése es el correo de la Mesa, no el de quien hizo la solicitud.".to_owned(),
                    Some(user_form),
                ),
                [address] => {
                    let beside = value.split(['<', '(', '[']).next().unwrap_or("");
                    let beside = Some(bare(beside)).filter(|name| !name.is_empty() && !name.contains('@'));
                    let name = text(&self, Key::Name).or_else(|| beside.map(str::to_owned));
                    requester = Some(Contact { address: address.clone(), name });
                }
                [] => tell(
                    Some(line),
                    format!("{} no es una dirección de correo.", quoted(value)),
                    Some(user_form),
                ),
                _ => tell(Some(line), "Hay más de una dirección de correo.".to_owned(), Some(user_form)),
            },
        }

        let mut channel = None;
        match self.value(Key::Channel, LONGEST_NAME) {
            None if known_wrong(Key::Channel) => {}
            None => tell(None, "Falta el canal.".to_owned(), Some(channel_form)),
            Some((line, value)) => match compact(value).as_str() {
                "telefono" | "telefonico" | "telefonica" | "llamada" | "llamadatelefonica" => {
                    channel = Some(Channel::Phone);
                }
                "teams" | "microsoftteams" => channel = Some(Channel::Teams),
                _ => tell(
                    Some(line),
                    format!("{} no es un canal para registrar.", quoted(value)),
                    Some(channel_form),
                ),
            },
        }

        let title = self.value(Key::Title, LONGEST_TITLE).map(|(_, value)| value.to_owned());
        if title.is_none() && !known_wrong(Key::Title) {
            tell(None, "Falta el asunto.".to_owned(), Some("asunto: en pocas palabras, qué pasa".to_owned()));
        }
        let inline = self.fields.iter().find(|(key, _, _)| *key == Key::Description);
        let description = match inline {
            Some((_, _, first)) if description.is_empty() => first.clone(),
            Some((_, _, first)) if !first.is_empty() => format!("{first}\n{description}"),
            _ => description.to_owned(),
        };
        if !description.contains(char::is_alphanumeric) {
            tell(None, "Falta la descripción: escríbala debajo de las demás líneas.".to_owned(), None);
        }
        let department = text(&self, Key::Department);
        faults.append(&mut told);
        match (requester, channel, title) {
            (Some(requester), Some(channel), Some(title)) if faults.is_empty() => {
                Ok(Registration { requester, department, channel, title, description })
            }
            _ => Err(faults),
        }
    }
}

/// Whether a field's own line is at fault already.
fn faults_on(fields: &[(Key, usize, String)], faults: &[At], key: Key) -> bool {
    fields
        .iter()
        .filter(|(known, _, _)| *known == key)
        .any(|(_, line, _)| faults.iter().any(|fault| fault.place.as_ref().is_some_and(|(at, _)| at == line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fields() {
        for (line, expected) in [
            ("usuario: ana@scj.test", Some((Key::User, "ana@scj.test"))),
            ("USUARIO : ana@scj.test ", Some((Key::User, "ana@scj.test"))),
            ("- Dependencia: Dirección", Some((Key::Department, "Dirección"))),
            ("*Canal:* Teams", Some((Key::Channel, "Teams"))),
            ("#asunto = x: y", Some((Key::Title, "x: y"))),
            ("Área: TI", Some((Key::Department, "TI"))),
            ("Descripción:", Some((Key::Description, ""))),
            ("nota: x", None),
            ("usuario ana@scj.test", None),
            ("el usuario dice: no prende", None),
            ("", None),
        ] {
            assert_eq!(field(line), expected, "{line:?}");
        }
        assert_eq!(field(&"a".repeat(1_000_000)), None);
    }
}
