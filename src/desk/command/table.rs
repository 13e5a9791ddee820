//! The commands: their words, what each means, and what people write instead.

use crate::config::staff::Role;

/// A command's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Word {
    Take,
    Assign,
    Category,
    Kind,
    Priority,
    Escalate,
    Note,
    Ask,
    Wait,
    Form,
    Solution,
    Informative,
    NotApplicable,
    Building,
    Reopen,
    Uphold,
    Merge,
    Register,
    State,
    Queue,
    Report,
    Help,
    Announce,
}

/// What a command does with the text below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Nothing: it becomes an internal note (ruling 31).
    NotTaken,
    /// Takes it where there is some.
    Optional,
    /// Needs it (ruling 32); the sentence says what is missing.
    Required(&'static str),
}

struct Entry {
    word: Word,
    form: &'static str,
    meaning: &'static str,
    text: Text,
    role: Option<Role>,
}

const fn entry(word: Word, form: &'static str, text: Text, meaning: &'static str) -> Entry {
    Entry { word, form, meaning, text, role: None }
}

const fn coordinator(entry: Entry) -> Entry {
    Entry { role: Some(Role::Coordinator), ..entry }
}

/// All commands, in the order of the help.
const ENTRIES: [Entry; 23] = {
    use Text::{NotTaken, Optional, Required};
    [
        entry(Word::Take, "#tomar", NotTaken, "Usted toma el caso."),
        entry(
            Word::Solution,
            "#solucion",
            Required("Falta la solución: escriba debajo del comando qué se hizo."),
            "El texto es la solución documentada. Completa el caso.",
        ),
        entry(
            Word::Ask,
            "#pedir",
            Required("Falta la pregunta: escriba debajo del comando qué necesita del solicitante."),
            "El texto le pide algo al solicitante; el caso queda a la espera de su respuesta.",
        ),
        entry(
            Word::Note,
            "#nota",
            Required("Falta la nota: escríbala debajo del comando."),
            "El texto queda como nota interna.",
        ),
        entry(
            Word::Escalate,
            "#escalar N2|N3|N4 [correo o grupo]",
            Required("Falta la documentación: escriba debajo del comando qué se hizo y por qué se escala."),
            "Escala el caso; el texto documenta por qué.",
        ),
        entry(
            Word::Assign,
            "#asignar correo o grupo",
            NotTaken,
            "Entrega el caso a otra persona o a un grupo.",
        ),
        entry(Word::Category, "#categoria categoría", NotTaken, "Cambia la categoría."),
        entry(
            Word::Kind,
            "#tipo incidente|requerimiento|orientacion",
            NotTaken,
            "Dice si es incidente, requerimiento u orientación.",
        ),
        entry(Word::Priority, "#prioridad critica|alta|media|baja", NotTaken, "Cambia la prioridad."),
        entry(
            Word::Wait,
            "#espera [motivo]",
            Optional,
            "El caso espera a un tercero; el tiempo del ANS se detiene.",
        ),
        entry(
            Word::Form,
            "#formato F-GT-285",
            Optional,
            "Envía el formato en blanco con la orientación y, si lo hay, el texto.",
        ),
        entry(
            Word::Informative,
            "#informativo",
            Required("Falta la orientación: escriba debajo del comando qué se le informa al solicitante."),
            "El texto es la orientación que se dio. Completa el caso.",
        ),
        entry(
            Word::NotApplicable,
            "#no-procede",
            Required("Falta el motivo: escriba debajo del comando por qué no procede."),
            "El texto es el motivo. Termina el caso.",
        ),
        entry(
            Word::Building,
            "#locativo propia|arriendo",
            NotTaken,
            "Solicitud locativa: la de sede propia va a Recursos Físicos; la de sede en arriendo, a Dirección Técnica.",
        ),
        entry(Word::Merge, "#fusionar número", NotTaken, "Este caso es el mismo que el de ese número."),
        entry(
            Word::Register,
            "#registrar",
            Optional,
            "Radica una solicitud que llegó por teléfono o Teams. Debajo van las líneas «usuario:», «nombre:», «dependencia:», «canal: telefono|teams» y «asunto:», y después la descripción.",
        ),
        coordinator(entry(
            Word::Reopen,
            "#reabrir",
            Required("Falta la retroalimentación: escriba debajo del comando por qué se reabre el caso."),
            "La atención no fue correcta: reabre el caso; el texto es la retroalimentación.",
        )),
        coordinator(entry(
            Word::Uphold,
            "#procedente",
            Required("Falta la explicación: escriba debajo del comando por qué la atención fue correcta."),
            "La atención fue correcta: el texto lo explica y el caso se cierra.",
        )),
        coordinator(entry(
            Word::Announce,
            "#avisar",
            Required("Falta el aviso: escriba debajo del comando qué deben saber los solicitantes."),
            "En un problema: el texto les llega a todos los solicitantes.",
        )),
        entry(Word::State, "#estado", NotTaken, "Recibe el caso completo."),
        entry(Word::Queue, "#cola", NotTaken, "Recibe la lista de sus casos abiertos."),
        coordinator(entry(Word::Report, "#informe [AAAA-MM]", NotTaken, "Recibe el informe del mes.")),
        entry(Word::Help, "#ayuda", NotTaken, "Recibe esta tabla."),
    ]
};

impl Word {
    fn entry(self) -> Option<&'static Entry> {
        ENTRIES.iter().find(|entry| entry.word == self)
    }

    /// Its form: `#prioridad critica|alta|media|baja`.
    pub(super) fn form(self) -> &'static str {
        self.entry().map_or("", |entry| entry.form)
    }

    /// The command alone: `#prioridad`.
    pub(super) fn name(self) -> &'static str {
        self.form().split(' ').next().unwrap_or("")
    }

    /// What it does with the text below it.
    pub(super) fn text(self) -> Text {
        self.entry().map_or(Text::NotTaken, |entry| entry.text)
    }
}

/// A row of the help (`#ayuda`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The command's form: `#prioridad critica|alta|media|baja`.
    pub form: &'static str,
    /// What it does: a Spanish sentence.
    pub meaning: &'static str,
}

/// The help for somebody's role, the commands that are used most first.
pub fn table(role: Role) -> Vec<Row> {
    ENTRIES
        .iter()
        .filter(|entry| entry.role.is_none_or(|only| only == role))
        .map(|entry| Row { form: entry.form, meaning: entry.meaning })
        .collect()
}

/// Names without `#` and hyphens.
fn keys() -> impl Iterator<Item = (String, &'static Entry)> {
    ENTRIES.iter().map(|entry| (entry.word.name().replace(['#', '-'], ""), entry))
}

/// The command of a [key](super::line::key).
pub(super) fn known(key: &str) -> Option<Word> {
    keys().find(|(name, _)| name == key).map(|(_, entry)| entry.word)
}

/// What people write, folded, and what they mean by it.
const MEANT: [(&str, &str); 44] = [
    ("aceptar", "#tomar"),
    ("mio", "#tomar"),
    ("tomo", "#tomar"),
    ("atiendo", "#tomar"),
    ("delegar", "#asignar"),
    ("reasignar", "#asignar"),
    ("transferir", "#asignar"),
    ("trasladar", "#asignar"),
    ("catalogar", "#categoria"),
    ("clasificar", "#categoria"),
    ("clase", "#tipo"),
    ("urgente", "#prioridad critica"),
    ("urgencia", "#prioridad"),
    ("critica", "#prioridad critica"),
    ("alta", "#prioridad alta"),
    ("media", "#prioridad media"),
    ("baja", "#prioridad baja"),
    ("incidente", "#tipo incidente"),
    ("requerimiento", "#tipo requerimiento"),
    ("orientacion", "#informativo"),
    ("escalamiento", "#escalar"),
    ("interna", "#nota"),
    ("interno", "#nota"),
    ("comentario", "#nota"),
    ("preguntar", "#pedir"),
    ("pregunta", "#pedir"),
    ("solicitar", "#pedir"),
    ("pausa", "#espera"),
    ("pendiente", "#espera"),
    ("proveedor", "#espera"),
    ("formulario", "#formato"),
    ("cerrar", "#solucion"),
    ("cerrado", "#solucion"),
    ("completar", "#solucion"),
    ("resuelto", "#solucion"),
    ("resolver", "#solucion"),
    ("solucionado", "#solucion"),
    ("listo", "#solucion"),
    ("rechazar", "#no-procede"),
    ("noprocedente", "#no-procede"),
    ("improcedente", "#no-procede"),
    ("duplicado", "#fusionar"),
    ("reporte", "#informe"),
    ("comandos", "#ayuda"),
];

/// The command that was probably meant by an unknown word's key.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    if let Some((_, command)) = MEANT.iter().find(|(word, _)| *word == key) {
        return Some(command);
    }
    let length = key.chars().count();
    let most = match length {
        0..=2 => return None,
        3..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let near = keys()
        .map(|(name, entry)| (strsim::osa_distance(key, &name), entry.word.name()))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= most);
    let mut begun = keys().filter(|(name, _)| name.starts_with(key)).map(|(_, entry)| entry.word.name());
    let begun = begun.next().filter(|_| begun.next().is_none());
    near.map(|(_, name)| name).or(begun)
}

#[cfg(test)]
mod tests {
    use super::super::line::key;
    use super::*;

    #[test]
    fn every_command_has_a_row_that_is_read() {
        for entry in &ENTRIES {
            assert_eq!(known(&key(entry.word.name().trim_start_matches('#'))), Some(entry.word));
            assert_eq!(entry.word.form(), entry.form, "a word stands in the table twice");
            assert!(entry.meaning.ends_with('.'), "{}", entry.form);
        }
    }

    #[test]
    fn the_help_depends_on_the_role() {
        let forms = |role| table(role).iter().map(|row| row.form).collect::<Vec<_>>();
        let (agent, coordinator) = (forms(Role::Agent), forms(Role::Coordinator));
        assert_eq!((agent.len(), coordinator.len()), (19, 23));
        for only in ["#reabrir", "#procedente", "#avisar", "#informe [AAAA-MM]"] {
            assert!(!agent.contains(&only) && coordinator.contains(&only), "{only}");
        }
    }

    #[test]
    fn guesses_what_was_meant() {
        for (word, expected) in [
            ("solucon", Some("#solucion")),
            ("solucoin", Some("#solucion")),
            ("soluciones", Some("#solucion")),
            ("sol", Some("#solucion")),
            ("tomr", Some("#tomar")),
            ("prioidad", Some("#prioridad")),
            ("resuelto", Some("#solucion")),
            ("urgente", Some("#prioridad critica")),
            ("noprosede", Some("#no-procede")),
            ("wifi", None),
            ("no", None),
            ("x", None),
            ("", None),
            ("impresora", None),
        ] {
            assert_eq!(meant(word), expected, "{word}");
        }
        for (word, command) in MEANT {
            assert_eq!(known(word), None, "{word} is a command itself");
            assert!(known(&key(command.trim_start_matches('#').split(' ').next().unwrap())).is_some());
        }
    }
}
