//! [2], [4] Whether a mail asks about a case, and what an answer to "which case?" says.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::fold::{fold, head, pattern, patterns};

/// How much of a text is read for this.
const LOOKED_AT: usize = 4_000;

/// What a person has done to have a case, and when.
const ASKED: &str = r"(?:pedi|solicite|reporte|radique|envie|mande|escribi|hice|puse|pase|habia (?:pedido|solicitado|reportado|radicado|enviado|escrito))";
const WHEN: &str = r"(?:ayer|antier|anteayer|anoche|esta manana|hace|la semana pasada|el (?:otro dia|lunes|martes|miercoles|jueves|viernes|sabado|domingo))";

/// Ways to speak of what was written before, by somebody whose request waits, folded.
static EARLIER: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let thing = r"(?:solicitud|peticion|caso|correo|mensaje|requerimiento|reporte|lo)";
    patterns([
        format!(r"\b{thing} (?:anterior|pendiente|de(?:l)? {WHEN}|que (?:ya |yo )?(?:les |le )?{ASKED})\b"),
        format!(r"\b(?:les|le) {ASKED}\b.{{0,40}}\b{WHEN}\b"),
        r"\b(?:mi|nuestra) (?:solicitud|peticion|requerimiento)\W*$".to_owned(),
    ])
    .ok()
});

/// Whether somebody whose request waits speaks of it: more loosely than [`asks_about_a_case`], which may mean any.
pub fn refers_to_earlier(subject: &str, text: &str) -> bool {
    let Some(earlier) = EARLIER.as_ref() else { return false };
    let flat = |text: &str| fold(head(text, LOOKED_AT)).split_whitespace().collect::<Vec<_>>().join(" ");
    earlier.is_match(&flat(subject)) || earlier.is_match(&flat(text))
}

/// Ways to ask about a case that is there, folded.
static ASKS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let case = r"(?:caso|casos|solicitud|solicitudes|ticket|tiquete|tickets|radicado|requerimiento|incidente|reporte|peticion)";
    patterns([
        format!(r"\b(?:estado|avance|novedad|novedades|noticias|informacion|respuesta|actualizacion)\b.{{0,20}}\b(?:de|del|sobre|a|al|en|con)\b.{{0,20}}\b(?:mi|mis|el|la|los|las|este|esta|ese|esa|nuestro|nuestra|un|una)?\s*{case}\b"),
        format!(r"\b(?:como|en que) (?:va|van|vamos|sigue|quedo|esta)\b.{{0,40}}\b{case}\b"),
        format!(r"\b(?:que (?:ha pasado|paso)|cuando (?:me )?(?:atienden|solucionan|resuelven|van a (?:atender|solucionar|resolver)))\b.{{0,40}}\b{case}\b"),
        format!(r"\bseguimiento\b.{{0,20}}\b(?:a|al|de|del|sobre)\b.{{0,25}}\b{case}\b"),
        format!(r"\b(?:reitero|reiterar|reiteramos|insisto|recuerdo|recordar)\b.{{0,30}}\b(?:mi|la|el|nuestra|dicha|esta)\s+{case}\b"),
        format!(r"\b(?:mi|el|la|nuestro|nuestra)\s+{case}\s+(?:anterior|pendiente|que (?:envie|radique|puse|hice|reporte|registre|tengo))\b"),
        format!(r"\b(?:aun|todavia)\s+no\s+(?:me\s+|nos\s+|han\s+|he\s+){{0,3}}(?:recib\w+|respond\w+|respuesta|atend\w+|soluciona\w+|resuel\w+)\b.{{0,60}}\b{case}\b"),
        format!(r"\b{case}\b.{{0,60}}\b(?:sigue (?:pendiente|sin)|no ha sido (?:atendid|resuelt|solucionad)[oa]|aun no|todavia no)\b"),
        r"^\W*(?:hola|buenos dias|buenas tardes|buenas)?\W*(?:como|en que) va (?:mi|el|la|lo)\b.{0,40}\W*$".to_owned(),
        r"\b(?:alguna|hay|tienen) (?:novedad|noticia|respuesta)s?\b.{0,15}\?".to_owned(),
        format!(r"\blo que (?:ya |yo )?(?:les |le )?{ASKED}\b.{{0,40}}\b{WHEN}\b"),
        format!(r"\b(?:escrib|pregunt|consult|averigu|sab|llam)\w*\b.{{0,20}}\b(?:por|sobre|de)\s+lo que (?:ya |yo )?(?:les |le )?{ASKED}\b"),
    ])
    .ok()
});

/// Whether a mail asks about a case, by its subject and newly written text.
pub fn asks_about_a_case(subject: &str, text: &str) -> bool {
    let Some(asks) = ASKS.as_ref() else { return false };
    let flat = |text: &str| fold(head(text, LOOKED_AT)).split_whitespace().collect::<Vec<_>>().join(" ");
    asks.is_match(&flat(subject)) || asks.is_match(&flat(text))
}

/// Ways to ask how a case stands, by somebody who writes about a known one, folded.
static ASKS_STATE: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    patterns([
        r"\b(?:como|en que) (?:va|van|vamos|sigue|siguen|esta|estan|quedo)\b.{0,60}(?:\?|$)",
        r"\b(?:en que|cual es el|el|su) estado\b|\bestado (?:actual|de(?:l)?|en que)\b",
        r"\b(?:alguna?|algun|hay|tienen?|tendran?|que) (?:novedad|novedades|noticias?|avances?|respuesta|actualizacion|solucion)\b",
        r"\bcuando (?:me |nos |lo |la |se |estara |van a |viene |vienen |sera )*(?:atiend|atend|soluci|resuel|resolv|arregl|list|vien|venir|revis|respond)\w*",
        r"\b(?:aun|todavia|hasta (?:ahora|la fecha|el momento)|a la fecha)\b.{0,20}\b(?:no|nada|sin)\b.{0,40}\b(?:respond\w+|respuesta|atend\w+|atencion|soluci\w+|noticias?|novedad\w*|contact\w+|comunic\w+|viene\w*|venid\w*|nadie)",
        r"\b(?:aun|todavia)\b.{0,10}\bnadie\b|\bnadie (?:me|nos|ha|se)\b.{0,20}\b(?:respond|contest|atend|atiend|contact|llama|escrib|dice|dic|da raz|viene|venid|comunic)\w*",
        r"\bsigo (?:esperando|sin (?:respuesta|solucion|noticias|saber))\b|\bseguimos (?:esperando|sin (?:respuesta|solucion|noticias|saber))\b|\bquedo (?:pendiente|a la espera) de (?:la|su|una) (?:respuesta|solucion)\b.{0,20}\?",
        r"\b(?:hago|hacer|haciendo|realizo|solicito|pido) seguimiento\b|^\W*seguimiento\b",
        r"\b(?:saber|conocer|informarme|informar|indicarme|indicar|decirme|confirmarme|confirmar)\b.{0,30}\b(?:estado|como va|avance|novedad|tramite|cuando)\b",
        r"\bque (?:ha pasado|paso|hubo) con\b|\by (?:entonces|que paso)\s*\?",
        r"\bquien (?:lo |la |me |tiene |esta |va a )*(?:atiend|atend|tiene|lleva|caso)",
    ])
    .ok()
});

/// Whether a mail about a known case asks how it stands: [4].
pub fn asks_for_state(subject: &str, text: &str) -> bool {
    let flat = fold(head(text, LOOKED_AT)).split_whitespace().collect::<Vec<_>>().join(" ");
    let asks = ASKS_STATE.as_ref().is_some_and(|asks| asks.is_match(&flat));
    asks || asks_about_a_case(if flat.is_empty() { subject } else { "" }, text)
}

/// Whether a text asks how a case stands and says nothing besides: every sentence of it either asks, or is as short as a
/// greeting and holds no figure.
pub fn only_asks_for_state(text: &str) -> bool {
    let folded = fold(head(text, LOOKED_AT));
    let mut sentences =
        folded.split_inclusive(['.', '?', '\n', ';']).map(str::trim).filter(|part| !part.is_empty());
    asks_for_state("", text)
        && sentences.all(|sentence| {
            let is_short = sentence.split_whitespace().count() <= 3;
            is_short && !sentence.contains(|c: char| c.is_ascii_digit()) || asks_for_state("", sentence)
        })
}

/// What a person answers when asked which case their mail was about (besides naming a number).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// "es otro", "es nuevo".
    New,
    /// The n-th of the cases offered, from 0.
    Offered(usize),
    /// Something else.
    Unclear,
}

static NEW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"\b(?:es|son) (?:un |una |algo )?(?:caso |tema |solicitud |asunto )?(?:otro|otra|nuevo|nueva|diferente|distint[oa])\b|^\W*(?:otro|otra|nuevo|nueva)\b|\bninguno\b|\bninguna\b|\bcaso nuevo\b|\bsolicitud nueva\b|\bnuevo caso\b|\bnueva solicitud\b").ok()
});
static ORDINAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"^\W*(?:es |seria |el |la |por |numero |opcion |caso )*(?:(\d{1,2})|(primer[oa]?)|(segund[oa])|(tercer[oa]?)|(cuart[oa])|(quint[oa]))\b\W*(?:gracias\W*)?$").ok()
});
static YES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"^\W*(?:si|sip|claro|correcto|exacto|exactamente|asi es|ese|esa|ese mismo|ese es|es ese|el mismo|efectivamente)\b").ok()
});

/// Reads the answer to a list of `offered` cases.
pub fn choice(text: &str, offered: usize) -> Choice {
    let flat = fold(head(text, LOOKED_AT)).split_whitespace().collect::<Vec<_>>().join(" ");
    if NEW.as_ref().is_some_and(|regex| regex.is_match(&flat)) {
        return Choice::New;
    }
    if let Some(found) = ORDINAL.as_ref().and_then(|regex| regex.captures(&flat)) {
        let position = found
            .get(1)
            .and_then(|digits| digits.as_str().parse::<usize>().ok())
            .or_else(|| (2..=6).position(|group| found.get(group).is_some()).map(|index| index + 1));
        return match position {
            Some(position) if (1..=offered).contains(&position) => Choice::Offered(position - 1),
            _ => Choice::Unclear,
        };
    }
    if offered == 1 && YES.as_ref().is_some_and(|regex| regex.is_match(&flat)) {
        return Choice::Offered(0);
    }
    Choice::Unclear
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_questions_about_a_case_from_new_matters() {
        for (subject, text) in [
            ("Estado de mi caso", ""),
            ("", "Buenas tardes, quisiera saber el estado de mi solicitud"),
            ("seguimiento", "Hago seguimiento al caso que radiqué la semana pasada"),
            ("", "¿Cómo va mi ticket?"),
            ("", "Reitero mi solicitud, gracias"),
            ("", "Aún no me han respondido el caso de la impresora"),
            ("consulta", "¿En qué va lo de la impresora?"),
            ("", "Buenos días, ¿alguna novedad?"),
            ("", "mi caso sigue sin solución, la solicitud aun no la atienden"),
            ("", "Buenos días, les escribo por lo que pedí ayer"),
            ("", "lo que les solicité el lunes no ha llegado"),
        ] {
            assert!(asks_about_a_case(subject, text), "{subject:?} {text:?}");
        }
        for (subject, text) in [
            ("Impresora", "La impresora del piso 3 no imprime"),
            ("", "Solicito seguimiento a las cámaras del piso 2, no graban"),
            ("Creación de usuario", "Solicito crear usuario para el nuevo contratista"),
            ("", "El estado del equipo es malo, no prende"),
            ("", "Por favor radicar la solicitud de instalación de Adobe"),
            ("Caso de malware", "apareció un virus en mi equipo"),
            ("", "Necesito respuesta del servidor, está caído"),
            ("", "Instalar lo que solicite el usuario"),
        ] {
            assert!(!asks_about_a_case(subject, text), "{subject:?} {text:?}");
        }
    }

    #[test]
    fn tells_who_speaks_of_what_was_written_before() {
        for (subject, text) in [
            ("", "Buenas, la solicitud que envié el martes"),
            ("Mi solicitud", "Me colaboran por favor"),
            ("", "es por lo de ayer"),
            ("", "Les escribí ayer y quedé a la espera"),
        ] {
            assert!(refers_to_earlier(subject, text), "{subject:?} {text:?}");
        }
        for (subject, text) in [
            ("Solicitud", "Mi solicitud es que instalen Adobe"),
            ("", "La impresora no imprime desde ayer"),
            ("", "El correo que uso no abre"),
        ] {
            assert!(!refers_to_earlier(subject, text), "{subject:?} {text:?}");
        }
    }

    #[test]
    fn tells_questions_for_the_state_from_more_to_the_matter() {
        for text in [
            "¿Cómo va?",
            "Buenos días, ¿en qué va mi caso?",
            "Hola, alguna novedad?",
            "Cuándo vienen a revisar?",
            "Todavía nadie me ha respondido",
            "Sigo esperando respuesta",
            "Quisiera saber el estado, gracias",
            "hago seguimiento a esta solicitud",
            "Qué ha pasado con lo de la impresora",
            "aun no tengo solucion",
        ] {
            assert!(asks_for_state("RE: [SCJ-2026-000123] Impresora", text), "{text:?}");
        }
        for text in [
            "La placa es 45231",
            "Adjunto la foto del error",
            "Ya funciona, muchas gracias",
            "También falla la del piso 4",
            "Pueden venir después de las 2, estoy en el piso 3",
            "El equipo sigue igual, no prende",
            "Quedo atenta, gracias",
        ] {
            assert!(!asks_for_state("RE: [SCJ-2026-000123] Impresora", text), "{text:?}");
        }
    }

    #[test]
    fn tells_a_mere_question_from_an_answer_that_asks_too() {
        for text in [
            "¿Cómo va mi caso?",
            "Buenos días.\n¿En qué va mi caso?\nMuchas gracias",
            "Hola, alguna novedad?",
        ] {
            assert!(only_asks_for_state(text), "{text:?}");
        }
        for text in [
            "La placa es 45231. ¿Cómo va mi caso?",
            "¿Cómo va? Placa 45231",
            "Es una HP LaserJet del piso tres.\n¿Alguna novedad?",
            "Buenos días",
            "",
        ] {
            assert!(!only_asks_for_state(text), "{text:?}");
        }
    }

    #[test]
    fn reads_choices() {
        for (text, offered, expected) in [
            ("es nuevo", 2, Choice::New),
            ("Es otro caso, gracias", 2, Choice::New),
            ("ninguno de esos", 3, Choice::New),
            ("El 2", 2, Choice::Offered(1)),
            ("el primero, gracias", 2, Choice::Offered(0)),
            ("2.", 1, Choice::Unclear),
            ("sí, ese", 1, Choice::Offered(0)),
            ("sí", 2, Choice::Unclear),
            ("no sé, el de la impresora", 2, Choice::Unclear),
        ] {
            assert_eq!(choice(text, offered), expected, "{text:?}");
        }
    }
}
