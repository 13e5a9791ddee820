//! Reads a mail of the staff, line by line.

use super::super::fold::head;
use super::super::rules::Rules;
use super::argument::{self, takes_text};
use super::line::{Line, Lines, Start, beginning, clean, start};
use super::registration::{At, Key, Sheet, field};
use super::table::{Text, Word, meant};
use super::together::{Stated, contradictions};
use super::{Command, DEEPEST_COMMAND, Fault, Given, MOST_COMMANDS, MOST_FAULTS, Numbered};

/// A mail that is being read.
pub(super) struct Reader<'t> {
    text: &'t str,
    rules: &'t Rules,
    lines: Lines<'t>,
    stated: Vec<Stated>,
    /// What stands on the line of the command that takes text.
    inline: String,
    /// The command that takes text, by its place in `stated`.
    taker: Option<usize>,
    sheet: Option<Sheet>,
    faults: Vec<Fault>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, rules: &'t Rules) -> Self {
        Self {
            text,
            rules,
            lines: Lines::of(text),
            stated: Vec::new(),
            inline: String::new(),
            taker: None,
            sheet: None,
            faults: Vec::new(),
        }
    }

    pub(super) fn read(mut self) -> Result<Given, Vec<Fault>> {
        let body = self.commands();
        if let Some(first) = body {
            self.below(first);
        }
        let body = body.and_then(|first| self.text.get(first.start..)).unwrap_or("");
        if self.stated.is_empty() {
            return match self.faults.is_empty() {
                true => Ok(Given { commands: Vec::new(), text: self.text.to_owned() }),
                false => Err(self.told()),
            };
        }
        let body = body.trim_end();
        let mut text = match (self.inline.is_empty(), body.is_empty()) {
            (true, _) => body.to_owned(),
            (false, true) => std::mem::take(&mut self.inline),
            (false, false) => format!("{}\n{body}", self.inline),
        };
        self.registered(&mut text);
        self.lacking(&text);
        let contradictory = contradictions(&self.stated);
        self.faults.extend(contradictory);
        if !self.faults.is_empty() {
            return Err(self.told());
        }
        let mut commands = Vec::new();
        for one in self.stated {
            if let Some(mut value) = one.command {
                if let Command::Wait(reason) = &mut value {
                    *reason =
                        Some(std::mem::take(&mut text)).filter(|text| text.contains(char::is_alphanumeric));
                }
                commands.push(Numbered { line: one.line, written: one.written, value });
            }
        }
        Ok(Given { commands, text })
    }

    /// The faults by line.
    fn told(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults.truncate(MOST_FAULTS);
        self.faults
    }

    fn fault(&mut self, line: usize, written: &str, what: impl Into<String>, right: Option<String>) {
        self.faults.push(Fault { line, written: shown(written), what: what.into(), right });
    }

    /// Reads the lines above the text; gives the text's first.
    fn commands(&mut self) -> Option<Line<'t>> {
        let mut read = 0_usize;
        while let Some(line) = self.lines.next() {
            let plain = clean(line.text);
            let begins = start(&plain);
            if matches!(begins, Start::Blank) {
                continue;
            }
            if matches!(begins, Start::Free | Start::Unknown(_))
                && let Some((key, value)) = self.sheet.as_ref().and_then(|_| field(&plain))
            {
                self.put(line.number, &plain, key, value);
                if key == Key::Description {
                    return self.lines.next();
                }
                continue;
            }
            if matches!(begins, Start::Free) {
                return Some(line);
            }
            read += 1;
            if read > MOST_COMMANDS || line.start > DEEPEST_COMMAND {
                self.fault(
                    line.number,
                    &plain,
                    "Hay demasiados comandos, o están muy abajo; repártalos en varios correos.",
                    None,
                );
                return None;
            }
            match begins {
                Start::Unknown(word) => self.unknown(line.number, &plain, word),
                Start::Marked(word) => self.fault(
                    line.number,
                    &plain,
                    "El comando debe ser lo primero de la línea, sin viñeta ni otro signo delante.",
                    Some(word.form().to_owned()),
                ),
                Start::Known(word, rest) => self.known(line.number, &plain, word, rest),
                Start::Blank | Start::Free => {}
            }
        }
        None
    }

    fn unknown(&mut self, line: usize, written: &str, word: &str) {
        let what = format!("{} no es un comando.", argument::quoted(&format!("#{word}")));
        match meant(&super::line::key(word)) {
            Some(command) => self.fault(line, written, what, Some(format!("¿Quiso decir {command}?"))),
            None => {
                self.fault(line, written, format!("{what} Si es parte del texto, quítele el signo #."), None)
            }
        }
    }

    fn known(&mut self, line: usize, written: &str, word: Word, rest: &str) {
        if let Some(first) = self.stated.iter().find(|one| one.word == word) {
            let what = format!("{} ya está en la línea {}; déjelo una sola vez.", word.name(), first.line);
            return self.fault(line, written, what, None);
        }
        let command = match start(rest) {
            Start::Known(..) | Start::Marked(_) => {
                self.fault(line, written, OWN_LINE, None);
                None
            }
            Start::Unknown(next) if is_meant(next) => {
                self.unknown(line, written, next);
                // Nor is it said that the text is missing.
                rest.clone_into(&mut self.inline);
                None
            }
            _ if word == Word::Register => {
                self.sheet = Some(Sheet::default());
                self.beside_register(line, written, rest);
                None
            }
            _ => match argument::read(word, rest, self.rules) {
                Some(Ok((command, inline))) => {
                    self.inline_text(line, written, word, inline);
                    Some(command)
                }
                Some(Err(_)) if command_within(rest) => {
                    self.fault(line, written, OWN_LINE, None);
                    None
                }
                Some(Err(wrong)) => {
                    self.fault(line, written, wrong.what, wrong.right);
                    None
                }
                None => None,
            },
        };
        self.takes_text(line, written, word);
        self.stated.push(Stated { word, line, written: shown(written), command });
    }

    /// Keeps what stands on a command's line beyond its argument.
    fn inline_text(&mut self, line: usize, written: &str, word: Word, inline: &str) {
        let inline = inline.trim();
        if matches!(start(inline), Start::Known(..) | Start::Marked(_)) {
            self.fault(line, written, OWN_LINE, None);
        } else if let Start::Unknown(next) = start(inline)
            && is_meant(next)
        {
            self.unknown(line, written, next);
        } else if takes_text(word) && self.taker.is_none() {
            inline.clone_into(&mut self.inline);
        }
    }

    /// One command that takes text a mail (ruling 31).
    fn takes_text(&mut self, line: usize, written: &str, word: Word) {
        if !takes_text(word) || word == Word::Register {
            return;
        }
        match self.taker.and_then(|at| self.stated.get(at)) {
            None => self.taker = Some(self.stated.len()),
            Some(first) => {
                let what = format!(
                    "Este comando lleva texto, y {} (línea {}) también: use uno solo por correo.",
                    first.word.name(),
                    first.line
                );
                self.fault(line, written, what, None);
            }
        }
    }

    /// Takes what stands on the line of `#registrar` itself.
    fn beside_register(&mut self, line: usize, written: &str, rest: &str) {
        match field(rest) {
            Some((key, value)) => self.put(line, written, key, value),
            None if argument::bare(rest).is_empty() => {}
            None => self.fault(
                line,
                written,
                "Los datos van en las líneas siguientes.",
                Some("#registrar, y debajo «usuario:», «canal:», «asunto:» y la descripción".to_owned()),
            ),
        }
    }

    /// Keeps a line of a registration.
    fn put(&mut self, line: usize, written: &str, key: Key, value: &str) {
        if matches!(start(value), Start::Known(..) | Start::Marked(_)) {
            self.fault(line, written, "Un comando no puede ir entre los datos.", None);
        } else if let Some(sheet) = &mut self.sheet {
            sheet.put(key, line, &shown(written), value);
        }
    }

    /// Looks for commands below the beginning of the text.
    fn below(&mut self, first: Line<'t>) {
        let rest = std::iter::once(first).chain(self.lines.clone());
        for line in rest {
            if self.faults.len() > MOST_FAULTS {
                return;
            }
            let begins = beginning(line.text);
            match start(&begins) {
                Start::Known(..) => {
                    let what = format!(
                        "Los comandos van arriba del texto, y el texto empieza en la línea {}.",
                        first.number
                    );
                    self.fault(line.number, &begins, what, None);
                }
                Start::Marked(word) => self.fault(
                    line.number,
                    &begins,
                    "En el texto no puede ir un comando, ni con una viñeta u otro signo delante.",
                    Some(format!("{} en la primera línea", word.form())),
                ),
                Start::Free | Start::Unknown(_) => {
                    if let Some((sheet, (key, _))) = self.sheet.as_mut().zip(field(&begins)) {
                        sheet.misplaced(line.number, &shown(&begins), key);
                    }
                }
                Start::Blank => {}
            }
        }
    }

    /// Puts a registration together: the text is its description.
    fn registered(&mut self, text: &mut String) {
        let Some(sheet) = self.sheet.take() else { return };
        let Some(at) = self.stated.iter().position(|one| one.word == Word::Register) else { return };
        let (line, written) =
            self.stated.get(at).map(|one| (one.line, one.written.clone())).unwrap_or_default();
        if self.stated.len() > 1 {
            self.fault(line, &written, "Va solo en el correo, sin otros comandos.", None);
            self.taker = None;
        }
        match sheet.finish(text, self.rules) {
            Ok(registration) => {
                text.clear();
                if let Some(one) = self.stated.get_mut(at) {
                    one.command = Some(Command::Register(Box::new(registration)));
                }
            }
            Err(faults) => {
                for At { place, what, right } in faults {
                    let (line, written) = place.unwrap_or_else(|| (line, written.clone()));
                    self.fault(line, &written, what, right);
                }
            }
        }
    }

    /// Tells that a command lacks the text it needs (ruling 32).
    fn lacking(&mut self, text: &str) {
        let Some(one) = self.taker.and_then(|at| self.stated.get(at)) else { return };
        if let Text::Required(what) = one.word.text()
            && !text.contains(char::is_alphanumeric)
        {
            let (line, written) = (one.line, one.written.clone());
            self.fault(line, &written, what, None);
        }
    }
}

const OWN_LINE: &str = "Cada comando va en su propia línea.";

/// Whether a word that is no command was meant to be one: it is no text for anybody then.
fn is_meant(word: &str) -> bool {
    meant(&super::line::key(word)).is_some()
}

/// Whether another command stands within what follows a command on its line.
fn command_within(rest: &str) -> bool {
    let rest = head(rest, argument::LOOKED_AT);
    let mut places = rest.match_indices(" #").filter_map(|(at, _)| rest.get(at..));
    places.any(|rest| matches!(start(rest), Start::Known(..)))
}

/// A line as it is told back: cut where it is long.
fn shown(line: &str) -> String {
    const MOST: usize = 160;
    let line = line.trim();
    if line.len() <= MOST { line.to_owned() } else { format!("{}…", head(line, MOST).trim_end()) }
}
