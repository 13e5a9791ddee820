//! The letters about a case: what each must say, and where its buttons lead.

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;

use super::*;
use crate::desk::letter::{Ending, FormFaultKind};

/// Where the letter's links lead, as a mail program reads them, but those of its foot.
pub fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0.replace("&amp;", "&"))
        .filter(|link| link.contains('?'))
        .collect()
}

/// The subject and body of the mail that a link opens.
pub fn opened(link: &str) -> (String, String) {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((first, behind)) = rest.split_first() {
            if *first == b'%' {
                bytes.extend(data_encoding::HEXUPPER.decode(&behind[..2]).unwrap());
                rest = &behind[2..];
            } else {
                bytes.push(*first);
                rest = behind;
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    let (subject, body) = link.split_once("?subject=").unwrap().1.split_once("&body=").unwrap();
    (decode(subject), decode(body))
}

pub fn word(sample: &Sample) -> Worded {
    letters().word(&sample.envelope, &sample.content).unwrap()
}

/// A letter's text on one line, however it was wrapped.
pub fn text(name: &str) -> String {
    word(&sample(name)).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_survey_is_answered_by_sending_a_mail() {
    let opened: Vec<_> = links(&word(&sample("survey")).html).iter().map(|link| opened(link)).collect();
    let answers = ["satisfactoria", "no satisfactoria", "1 de 5", "2 de 5", "3 de 5", "4 de 5", "5 de 5"];
    assert_eq!(opened.len(), answers.len());
    for ((subject, body), answer) in opened.iter().zip(answers) {
        assert_eq!(*subject, format!("Encuesta [SCJ-2026-000123]: {answer}"));
        assert_eq!(body, "Comentario (opcional): \r\n\r\n\r\nCódigo: r.00112233445566778899aabbccddeeff");
    }
}

#[test]
fn an_area_answers_by_completing_a_mail() {
    let opened: Vec<_> = links(&word(&sample("area-request")).html).iter().map(|link| opened(link)).collect();
    let code = "Código: r.00112233445566778899aabbccddeeff";
    let subject = "Re: [SCJ-2026-000123] Filtración de agua en el techo de la sala de espera";
    assert_eq!(
        opened,
        [
            (subject.to_owned(), format!("Atendido: \r\n\r\n\r\n{code}")),
            (subject.to_owned(), format!("En trámite: \r\n\r\n\r\n{code}")),
        ]
    );
}

#[test]
fn a_state_is_told_first_and_what_comes_next() {
    for (name, says) in [
        (
            "status",
            &["está en atención", "Lo último que le contamos (ayer a las 4:10 p. m.):", "mañana antes"][..],
        ),
        ("status-no-reply-yet", &["en atención", "Tendrá una primera respuesta hoy antes de las 12:00 m."]),
        (
            "status-late",
            &[
                "Lamentamos la demora",
                "ayer antes de las 12:00 m.",
                "También la solución tarda más de lo previsto",
            ],
        ),
        ("status-form", &["a la espera de su respuesta", "formato", "Lo esperamos hasta el miércoles 9"]),
        ("status-answer", &["a la espera de su respuesta", "no hay por ahora una fecha"]),
        (
            "status-third-party",
            &["a la espera de un tercero", "En espera desde el lunes 30", "por ahora una fecha"],
        ),
        ("status-resolved", &["está solucionado", "Esto fue lo que se hizo", "lo revisaremos"]),
        (
            "status-copied",
            &[
                "El caso de Ana Pérez está a la espera de la respuesta de quien lo solicitó",
                "Lo último que contamos",
            ],
        ),
        ("status-closed", &["está cerrado", "solicitud nueva"]),
        ("status-no-echo", &["en atención", "Tendrá una primera respuesta"]),
    ] {
        let text = text(name);
        for words in says {
            assert!(text.contains(words), "{name}: {words:?} in {text}");
        }
        let stands = text
            .find("Su caso est")
            .or_else(|| text.find("El caso de Ana"))
            .unwrap_or_else(|| panic!("{name}: {text}"));
        assert!(text[..stands].ends_with(": "), "{name}: it is the first sentence: {text}");
        assert!(stands < text.find("SCJ-").unwrap(), "{name}");
        // What is past is never promised.
        assert!(!text.contains("Tendrá una primera respuesta ayer"), "{name}");
    }
}

#[test]
fn a_late_case_begs_pardon_once() {
    let mut sample = sample("status-late");
    for (replied, due, times) in [(false, -1, 1), (true, -1, 1), (true, 1, 0), (false, 1, 1)] {
        if let Content::Status(content) = &mut sample.content {
            let late = sample.envelope.at - jiff::SignedDuration::from_hours(20);
            content.first_reply_due = (!replied).then_some(late);
            content.resolution_due = Some(sample.envelope.at + jiff::SignedDuration::from_hours(due * 20));
        }
        let text = word(&sample).text;
        assert_eq!(text.matches("Lamentamos").count(), times, "{replied} {due}: {text}");
        assert_eq!(text.contains("La solución está prevista para"), due > 0, "{text}");
    }
}

#[test]
fn a_form_goes_along_as_it_is() {
    let letters = letters();
    for name in ["form-needed", "form-needed-again", "form-incomplete"] {
        let sample = sample(name);
        let bytes = bytes(&letters, &sample);
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.attachment_count(), 1, "{name}");
        let part = mail.attachments().next().unwrap();
        assert_eq!(part.attachment_name(), Some("F-GT-285 Solicitud Administración de Usuarios.xlsx"));
        assert_eq!(
            part.content_type().unwrap().subtype(),
            Some("vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        );
        assert!(word(&sample).text.contains("adjunt"), "{name}");
        // Where it does not fit, nothing says that it is there.
        let mut small = sample;
        small.envelope.max_attached = 0;
        let worded = letters.word(&small.envelope, &small.content).unwrap();
        assert!(
            !worded.text.contains("adjunt") && !worded.html.contains("adjunt"),
            "{name}: {}",
            worded.text
        );
        letters.mime(&small.envelope, &small.content, &worded, &[]).unwrap();
    }
}

#[test]
fn every_fault_of_a_form_says_what_to_write() {
    let mut sample = sample("form-incomplete-one");
    for (fault, says) in [
        (FormFaultKind::Empty, "1. Cargo: está sin diligenciar."),
        (FormFaultKind::Placeholder, "escriba allí el dato"),
        (FormFaultKind::NoDate, "31/12/2026"),
        (FormFaultKind::NoAddress, "nombre.apellido@scj.gov.co"),
        (FormFaultKind::NoDocument, "52345678"),
        (FormFaultKind::NoNumber, "en cifras"),
    ] {
        if let Content::FormIncomplete(content) = &mut sample.content {
            content.faults[0].fault = fault;
        }
        let text = word(&sample).text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(says) && text.contains("1. Cargo: "), "{fault:?}: {text}");
        assert!(text.contains("Corríjalo en el mismo archivo"), "{fault:?}: {text}");
    }
}

#[test]
fn a_closed_case_says_how_it_ended() {
    for (name, says) in [
        ("case-closed-note", "Se cerró el lunes 30 de noviembre."),
        ("case-closed-note-refused", "Se cerró el lunes 30 de noviembre porque no corresponde a la Mesa"),
        ("case-closed-note-merged", "Se unió ayer a otro caso sobre lo mismo. Guardamos su mensaje"),
        ("case-closed-note-no-echo", "SCJ-2026-000123 Guardamos su mensaje"),
    ] {
        let text = text(name);
        assert!(text.contains(says), "{name}: {text}");
        assert!(text.contains("solicitud nueva") && text.contains("Guardamos su mensaje"), "{name}: {text}");
        assert_eq!(text.matches("SCJ-").count(), 1, "{name}: no other case is named: {text}");
    }
}

#[test]
fn a_survey_says_how_the_case_ended_and_what_silence_means() {
    let mut sample = sample("survey");
    for (ending, says) in [
        (Ending::Solved, "Esto fue lo que se hizo:"),
        (Ending::Oriented, "Esta es la orientación:"),
        (Ending::AnsweredByArea, "Esta es su respuesta:"),
        (Ending::FormExpired, "Esto quedó documentado:"),
    ] {
        for solution in ["Quedó probada.", ""] {
            if let Content::Survey(content) = &mut sample.content {
                content.ending = ending;
                content.solution = solution.to_owned();
            }
            let text = word(&sample).text;
            assert_eq!(text.contains(says), !solution.is_empty(), "{text}");
            assert!(!text.contains("Sin texto"), "{text}");
            let expired = "quedó catalogado como orientación.";
            let said = text.split_whitespace().collect::<Vec<_>>().join(" ").contains(expired);
            assert_eq!(said, ending == Ending::FormExpired, "{text}");
            assert!(text.contains("¿Cómo le pareció la atención?") && text.contains("como satisfactorio"));
        }
    }
}

#[test]
fn an_agent_sees_why_and_what_was_found() {
    let text = word(&sample("assignment")).text;
    assert!(text.contains("\nTipo:               incidente\n"), "{text}");
    assert!(text.contains("\nPor:                «impresora» en el asunto, «no imprime»"), "{text}");
    assert!(text.contains("\n  - Placa de inventario: 45231\n"), "{text}");
    assert!(text.contains("\n  - Número de extensión telefónica: 1123\n"), "{text}");
    let bare = word(&sample("assignment-bare")).text;
    assert!(
        bare.contains("por categorizar") && bare.contains("por definir") && !bare.contains("Por: "),
        "{bare}"
    );
}
