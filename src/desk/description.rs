//! [8] Whether a description says something: enough for an agent to begin; and the texts of one matter, joined.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold::{head, words};

/// Words that say nothing of the matter: articles, courtesy, and the desk's own vocabulary.
static EMPTY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a al ante con de del desde e el en entre es esa ese esta este esto la las le les lo los me mi mis nos o para por \
     que se si sin sobre su sus te u un una unas uno unos y ya muy mas pero como cuando donde porque \
     buen buenas buenos dia dias tardes noches hola cordial saludo saludos apreciados apreciado estimados estimado \
     estimada senores senor senora doctor doctora ingeniero ingeniera compañeros compañero companeros equipo \
     gracias favor atento atenta atentamente cordialmente quedo quedamos agradezco agradeceria agradecemos amable \
     amablemente colaboracion colaborar colaboren colaborarme ayuda ayudar ayudarme ayudeme ayuden apoyo apoyar \
     apoyarme solicito solicitar solicitamos solicitud requiero requerimiento requerimos necesito necesitamos \
     necesita quiero quisiera quisieramos pido pedir tengo tenemos tiene hay estoy esta estamos soy ser fue ha he \
     han puede pueden puedo podria podrian poder favor urgente urgencia urgentemente prioridad importante pronto \
     posible inmediato problema problemas inconveniente inconvenientes novedad novedades incidente caso casos ticket \
     tema asunto mesa servicio servicios soporte tecnico tecnica sistemas tecnologia correo mail mensaje informacion \
     presente medio siguiente adjunto adjunta anexo anexa gestion tramite hoy ayer manana momento ahora feliz \
     bendiciones respuesta espero re rv fw fwd sr sra dr dra ing the hi hello please help thanks test prueba"
        .split_whitespace()
        .collect()
});

/// Words that say something only together with what they are said of: "no funciona" alone does not.
static WEAK: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "no funciona funcionan funcionando sirve sirven falla fallas fallo fallando error errores dano danos danado danada \
     mal malo revisar revision arreglar arreglo solucion solucionar hacer hace algo nada nunca todo"
        .split_whitespace()
        .collect()
});

/// How much of a text is read for this.
const LOOKED_AT: usize = 20_000;

/// Whether subject and text together say what the matter is: two words with content, or one and a word such as
/// "no", "falla", "error" beside it.
pub fn says_something(subject: &str, text: &str) -> bool {
    let mut strong: HashSet<String> = HashSet::new();
    let mut weak = false;
    for word in words(subject).into_iter().chain(words(head(text, LOOKED_AT))) {
        if WEAK.contains(word.as_str()) {
            weak = true;
        } else if word.len() > 1 && !EMPTY.contains(word.as_str()) && word.chars().any(char::is_alphabetic) {
            strong.insert(word);
        }
        if strong.len() >= 2 || (weak && !strong.is_empty()) {
            return true;
        }
    }
    false
}

/// Whether a phrase has a word of this desk's talk in it: then it is no name.
pub(super) fn says_nothing(phrase: &str) -> bool {
    const PARTICLES: [&str; 6] = ["de", "del", "la", "las", "los", "y"];
    words(phrase).iter().any(|word| {
        (EMPTY.contains(word.as_str()) || WEAK.contains(word.as_str())) && !PARTICLES.contains(&word.as_str())
    })
}

/// Two texts of one matter, the older first.
pub(super) fn join(old: &str, new: &str) -> String {
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() || new.is_empty() { format!("{old}{new}") } else { format!("{old}\n\n{new}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_something_from_nothing() {
        for (subject, text) in [
            ("Impresora", "Buenos días, la impresora del piso 3 no imprime"),
            ("", "no me prende el pc"),
            ("No hay internet", ""),
            ("Ayuda", "Se me bloqueó el usuario de Orfeo"),
            ("solicitud", "Instalar Adobe Reader"),
            ("URGENTE", "internet lento"),
            ("error en sidivic", ""),
        ] {
            assert!(says_something(subject, text), "{subject:?} {text:?}");
        }
        for (subject, text) in [
            ("", ""),
            ("Ayuda", "Buenos días, necesito ayuda por favor. Gracias"),
            ("URGENTE", "URGENTE!!!"),
            ("Solicitud", "Cordial saludo, solicito su colaboración con el siguiente caso"),
            ("no funciona", "no sirve"),
            ("Impresora", "Impresora"),
            ("Soporte técnico", "Hola"),
            ("123", "45231"),
        ] {
            assert!(!says_something(subject, text), "{subject:?} {text:?}");
        }
    }
}
