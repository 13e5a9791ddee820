//! What the survey's letter says, quoted between a person's words without a mark: it is nobody's answer.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization;

use crate::desk::fold::head;

/// How much of a text is read.
pub(super) const LOOKED_AT: usize = 4_000;

/// The letter's sentences (`templates/mail/survey.txt`, `survey.html`), and what its buttons write beside an answer. A
/// blank stands for any run of blanks and quote marks, since lines are wrapped.
const SENTENCES: [&str; 21] = [
    r"su consulta ya tiene respuesta\.?",
    r"no recibimos el formato que hac[ií]a falta y el caso qued[oó] catalogado como orientaci[oó]n\.?",
    // The case's number and title may follow, and the solution's own words, up to the question.
    r"(?s:su caso(?: [A-Z]{2,6}-\d{4}-\d{6})? qued[oó] solucionado\.?(?:.{0,300}?esto fue lo que se hizo:.*?(?:¿?c[oó]mo le pareci[oó] la atenci[oó]n\W{0,4}|\z))?)",
    r"(?s:(?:esto fue lo que se hizo|esta es la orientaci[oó]n|esto qued[oó] documentado):.*?(?:¿?c[oó]mo le pareci[oó] la atenci[oó]n\W{0,4}|\z))",
    r"si todav[ií]a lo necesita, escr[ií]banos de nuevo con el formato diligenciado\.?",
    r"¿?c[oó]mo le pareci[oó] la atenci[oó]n\s*\?*",
    r"(?:o )?responda este correo con la palabra(?: [«“”\x22]satisfactoria[»“”\x22])?(?: o [«“”\x22]no satisfactoria[»“”\x22])?[,.]?",
    r"[«“”\x22]satisfactoria[»“”\x22] o [«“”\x22]no satisfactoria[»“”\x22][,.]?",
    r"\bo [«“”\x22]no satisfactoria[»“”\x22][,.]?",
    r"tambi[eé]n puede calificarla(?: de 1 a 5(?:, donde 5 es lo mejor)?)?[.:;]?",
    r"de 1 a 5, donde 5 es lo mejor[.:;]?",
    r"tambi[eé]n puede responder con sus palabras\.?",
    r"o (?:responda )?con sus propias palabras\.?",
    r"cada bot[oó]n abre un correo ya escrito(?:: basta con enviarlo)?\.?",
    r"basta con enviarlo\.?",
    r"esperamos su respuesta hasta[^\r\n]*(?:\r?\n[ >]*[^\r\n]*[ap]\. m\.)?",
    r"si no nos escribe hasta.{0,80}?satisfactorio\.?",
    r"(?:si no llega, )?el caso se cerrar[aá] como satisfactorio\.?",
    r"\[ (?:no )?satisfactoria \]",
    r"(?m:^[ >*|]*satisfactoria[\s>*|]+no satisfactoria[\s>*|]*$)",
    r"(?m:^[ >*|]*1[\s>*|]+2[\s>*|]+3[\s>*|]+4[\s>*|]+5[\s>*|]*$)",
];

static LETTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let any = SENTENCES.map(|sentence| sentence.replace(' ', r"[\s>|*]+")).join("|");
    Regex::new(&format!("(?i:{any})")).ok()
});

static INVITATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)comentario[ \t\u{a0}]+\(opcional\)[ \t\u{a0}]*:?").ok());

/// A text's first [`LOOKED_AT`] bytes, accents joined, without what the letter says; each such run becomes a line's
/// end, or two where it held one, so that nothing beside it is joined.
pub(super) fn taken_off(text: &str) -> String {
    let text: String = head(text, LOOKED_AT).nfc().filter(|c| *c != '\r').collect();
    let Some(letter) = LETTER.as_ref() else { return text };
    let without = letter.replace_all(&text, |found: &Captures<'_>| {
        if found.get(0).is_some_and(|found| found.as_str().contains('\n')) { "\n\n" } else { "\n" }
    });
    match INVITATION.as_ref() {
        Some(invitation) => invitation.replace_all(&without, "\n").into_owned(),
        None => without.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_off_what_nobody_wrote() {
        for (text, left) in [
            ("¿Cómo le pareció la atención? Excelente", "Excelente"),
            ("Mala\n\n[ Satisfactoria ]   [ No satisfactoria ]", "Mala"),
            ("El caso se cerrará como\n> satisfactorio.", ""),
            ("Satisfactoria\nNo satisfactoria\n1\n2\n3\n4\n5", ""),
            (
                "Esto fue lo que se hizo:\n\n  Quedó probada.\n\n¿Cómo le pareció la atención?\nSí, bien",
                "Sí, bien",
            ),
            ("Co\u{301}mo le parecio\u{301} la atencio\u{301}n", ""),
            ("La atención satisfactoria", "La atención satisfactoria"),
            ("No satisfactoria", "No satisfactoria"),
        ] {
            assert_eq!(taken_off(text).trim(), left, "{text:?}");
        }
    }
}
