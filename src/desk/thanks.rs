//! Whether a mail only gives thanks: kept with what it is about, and nobody is disturbed.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::decision::{About, Change, Decision, Event, Outcome};
use super::fold::{head, words};
use super::mail::Mail;
use super::matter::Matter;

/// How long such a text is at most, in bytes: who writes more says more.
const LONGEST: usize = 300;

/// Words of thanks; one of them must be there.
static THANKS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "gracias agradezco agradecemos agradecido agradecida agradecidos agradecidas agradecimiento agradecimientos thanks"
        .split_whitespace()
        .collect()
});

/// Words that stand beside thanks and say nothing of the matter.
static BESIDE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a al con de del e el en la las les le los lo me mi mis nos para por que se su sus tan todo toda todos todas un una \
     ustedes usted y ya muy mil mas muchas muchisimas infinitas enormemente sinceramente mucho millon amable amables \
     amablemente gentil gentiles dios bendiga bendiciones informacion informar informarme informarnos aclaracion aclarar \
     aclararme respuesta responder responderme pronta prontitud rapida oportuna ayuda ayudar ayudarme colaboracion \
     colaborar colaborarme atencion atenderme orientacion orientarme gestion apoyo servicio tiempo excelente valiosa \
     buen buena buenos buenas dia dias tarde tardes noche noches feliz fin semana hola cordial cordialmente saludo \
     saludos atentamente atento atenta quedo quedamos estimado estimada estimados senor senora senores doctor doctora \
     ingeniero ingeniera mesa soporte tecnico equipo correo igualmente"
        .split_whitespace()
        .collect()
});

/// Words of consent: to what a person asks they are an answer, to a letter that nobody wrote they say nothing.
static CONSENT: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "ok okay oki vale bueno listo perfecto claro entendido entendida recibido recibida enterado enterada enterados \
     acuerdo si tendre tendremos cuenta asi esta bien super genial"
        .split_whitespace()
        .collect()
});

/// Whether a mail gives thanks and says nothing besides. Where a person may have asked something, it must not consent
/// either.
pub(super) fn only_thanks(matter: &Matter<'_>, somebody_asked: bool) -> bool {
    let answers_a_person = matter.facts.proof.as_ref().is_none_or(|letter| letter.kind == "agent-reply");
    let staff = matter.rules.staff.people().map(|person| person.name.as_str());
    let names: HashSet<String> = staff.chain(matter.sender.name.as_deref()).flat_map(words).collect();
    is_only_thanks(matter.mail, &names, !answers_a_person && !somebody_asked)
}

/// `names` may be thanked, or stand below.
fn is_only_thanks(mail: &Mail, names: &HashSet<String>, may_consent: bool) -> bool {
    let text = mail.new_text.trim();
    if !mail.attachments.is_empty() || text.len() > LONGEST || text.contains(['?', '¿', '#']) {
        return false;
    }
    let said = words(head(text, LONGEST));
    let says_nothing = |word: &String| {
        THANKS.contains(word.as_str())
            || BESIDE.contains(word.as_str())
            || names.contains(word)
            || may_consent && CONSENT.contains(word.as_str())
    };
    said.iter().any(|word| THANKS.contains(word.as_str())) && said.iter().all(says_nothing)
}

/// The thanks are kept in the history.
pub(super) fn kept(matter: &Matter<'_>, about: About, how: &str) -> Decision {
    let event = Event::by(
        &matter.sender.address,
        "follow-up",
        matter.mail.new_text.clone(),
        format!("[3] {how}; it only gives thanks"),
    );
    Decision {
        outcome: Outcome::Comment,
        why: vec![how.to_owned(), "it only gives thanks: kept, and nobody is disturbed".to_owned()],
        about,
        changes: vec![Change::Event(event)],
        judged: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str, may_consent: bool) -> bool {
        let names = HashSet::from(["laura".to_owned()]);
        is_only_thanks(&Mail { new_text: text.to_owned(), ..Mail::default() }, &names, may_consent)
    }

    #[test]
    fn tells_thanks_from_what_says_more() {
        for text in [
            "Muchas gracias",
            "gracias, muy amable",
            "Buenos días.\nMil gracias por su pronta respuesta.\nFeliz tarde",
            "Agradezco la información, quedo atenta",
            "GRACIAS!!!",
            "Muchas gracias, Laura",
        ] {
            assert!(only(text, false), "{text:?}");
        }
        for text in ["Ok, gracias", "Listo, muchas gracias por la información", "Sí, perfecto, gracias"] {
            assert!(only(text, true), "{text:?}");
            assert!(!only(text, false), "an agent may have asked: {text:?}");
        }
        for text in [
            "",
            "Buenos días",
            "Gracias, pero sigue sin imprimir",
            "Muchas gracias, ya funciona",
            "Gracias. La placa es 45231",
            "No, gracias",
            "gracias por nada",
            "¿Gracias?",
            "Gracias por su colaboración, quedo pendiente de la visita",
            "Quedo atenta a la solución, gracias",
        ] {
            assert!(!only(text, true), "{text:?}");
        }
    }

    #[test]
    fn who_brings_a_file_says_more() {
        let file = crate::desk::mail::Attachment {
            name: "foto.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: 90_000,
            sha256: String::new(),
            inline: false,
        };
        let mail = Mail { new_text: "Gracias".to_owned(), attachments: vec![file], ..Mail::default() };
        assert!(!is_only_thanks(&mail, &HashSet::new(), true));
    }
}
