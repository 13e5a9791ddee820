//! Whether a requester says that the matter is solved already.

use std::sync::LazyLock;

use regex::Regex;

use super::fold::{fold, head};

static SOLVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\bya (?:se (?:me |nos )?(?:soluciono|resolvio|arreglo|compuso|normalizo|restablecio)|(?:esta|quedo|fue) (?:solucionad|resuelt|arreglad|list)[oa]|(?:funciona|funciono|sirve|sirvio|carga|cargo|imprime|imprimio|prende|prendio|enciende|entro|ingreso|pude|puedo|tengo (?:internet|acceso|servicio))\b|no (?:es necesario|hace falta|necesito|requiero))|\b(?:se soluciono|quedo solucionad[oa]|quedo resuelt[oa]|problema (?:solucionado|resuelto)|asunto (?:solucionado|resuelto)|caso (?:solucionado|resuelto)|pueden cerrar(?:lo| el caso)?|puede cerrar(?:lo| el caso)?|favor cerrar(?:lo)? |cerrar el caso)\b",
    )
    .ok()
});
static NOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:no|aun no|todavia no|tampoco|nunca|sin que) (?:se )?(?:me |nos )?(?:ha |han )?(?:soluciono|solucionado|resolvio|resuelto|arreglo|arreglado|funciona|sirve|quedo)|\b(?:pero|sin embargo|aunque)\b.{0,60}\b(?:no|sigue|volvio|falla|error|otra vez|nuevamente)\b|\bsigue (?:igual|sin|fallando|mal)\b|\bcuando\b.{0,20}\bya\b",
    )
    .ok()
});

/// Whether a text says that the matter is solved, or no longer needed. Careful: when in doubt it does not.
pub(super) fn says_it_is_solved(text: &str) -> bool {
    let flat = fold(head(text, 4_000)).split_whitespace().collect::<Vec<_>>().join(" ");
    let says = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(&flat));
    says(&SOLVED) && !says(&NOT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_solved_from_what_is_not() {
        for text in [
            "Ya se solucionó, gracias",
            "Buenos días, ya funciona la impresora, muchas gracias",
            "ya quedó resuelto, pueden cerrar el caso",
            "Ya no es necesario, gracias",
            "Se solucionó reiniciando el equipo",
        ] {
            assert!(says_it_is_solved(text), "{text:?}");
        }
        for text in [
            "no se solucionó",
            "Ya reinicié pero sigue igual",
            "ya funciona el correo pero el internet no",
            "Todavía no funciona",
            "La placa es 45231",
            "ya envié el formato",
            "Me dijeron que ya se solucionó, sin embargo sigue fallando",
        ] {
            assert!(!says_it_is_solved(text), "{text:?}");
        }
    }
}
