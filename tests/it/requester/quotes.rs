//! What a requester only quotes is not their word: of our letter nothing, of another's mail what they bring with it.

use super::{ANA, AREA, CLARA};
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    a_picture_above_our_letter_is_a_picture,
    an_answer_below_our_letter_is_one,
    what_is_brought_along_is_the_matter,
    an_area_that_only_quotes_completes_nothing,
    a_quoted_survey_is_not_answered,
    answers_between_the_lines_of_our_letter_are_read,
    our_letter_alone_answers_nothing,
);

fn below(letter: &Letter, answer: &str) -> (String, String) {
    let ids: Vec<String> = letter.references.iter().map(|id| format!("<{id}>")).collect();
    (
        format!(
            "\r\n________________________________\r\nDe: Mesa de Servicio SCJ\r\nEnviado: viernes, 20 de noviembre de 2026 10:02 \
             a. m.\r\nPara: Clara Rojas\r\nAsunto: {}\r\n\r\n{}\r\n\r\n{answer}",
            letter.subject, letter.text
        ),
        format!("In-Reply-To: <{}>\r\nReferences: {}\r\n", letter.message_id, ids.join(" ")),
    )
}

async fn a_picture_above_our_letter_is_a_picture(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "pc", "mi computador no prende");
    let asked = desk.step().await;
    desk.answer_with_files(CLARA, &asked[0], "", &[("pantalla.png", b"\x89PNG")]);
    let again = desk.step().await;
    assert_eq!(again.len(), 1);
    // "Ley 1581" at our foot is no plate.
    assert!(again[0].kind == "missing-information" && again[0].text.contains("placa"), "{}", again[0].text);
    let (text, headers) = below(&again[0], "");
    desk.write_with(CLARA, &format!("RE: {}", again[0].subject), &text, &headers);
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    // Without its own foot, and as if it were not wrapped.
    let (words, _) = assignment.text.split_once("\n-- ").unwrap();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("mi computador no prende"), "{words}");
    assert!(!words.contains("1581") && !words.contains("nos falta"), "{words}");
    assert!(words.contains("dentro de nuestro correo citado"), "{words}");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.description, "mi computador no prende");
    assert_eq!(ticket.category.as_deref(), Some("equipo-computo"));
    assert!(!ticket.details.contains("asset_tag"), "{}", ticket.details);
    // A follow-up of the same kind brings its file, and nothing of our letter.
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    desk.answer_with_files(CLARA, &acknowledgement, "", &[("foto.jpg", b"foto")]);
    let letters = desk.step().await;
    let notice = of_kind(&letters, "follow-up-notice")[0];
    assert!(notice.text.contains("foto.jpg") && !notice.text.contains("Quedó radicada"), "{}", notice.text);
    desk.is_at_rest().await;
}

async fn an_answer_below_our_letter_is_one(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "pc", "mi computador no prende");
    let asked = desk.step().await;
    let (text, headers) =
        below(&asked[0], "Clara Rojas, Oficina Jurídica. Placa 33333. Casa de Justicia de Bosa, piso 2");
    desk.write_with(CLARA, &format!("RE: {}", asked[0].subject), &text, &headers);
    desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert!(ticket.details.contains("\"asset_tag\":\"33333\""), "{}", ticket.details);
    assert_eq!(ticket.site.as_deref(), Some("Casa de Justicia de Bosa, piso 2"));
    assert!(!ticket.description.contains("1581") && !ticket.description.contains("nos falta"));
    desk.is_at_rest().await;
}

async fn what_is_brought_along_is_the_matter(on: On) {
    let mut desk = TestDesk::open(on).await;
    let quoted = "De: Luis Gil <luis@scj.test>\r\nEnviado: viernes, 20 de noviembre de 2026 9:00\r\nPara: Ana\r\nAsunto: \
                  Impresora\r\n\r\nLa impresora del piso 3 no imprime";
    let headers = "In-Reply-To: <l1@scj.test>\r\nReferences: <l1@scj.test>\r\n";
    for (at, subject) in ["RV: Impresora", "RE: Impresora"].into_iter().enumerate() {
        desk.write_with(ANA, subject, &format!("\r\n{quoted}"), headers);
        desk.step().await;
        let ticket = desk.ticket(&format!("SCJ-2026-00000{}", at + 1)).await;
        assert!(ticket.description.contains("La impresora del piso 3 no imprime"), "{}", ticket.description);
        assert_eq!(ticket.category.as_deref(), Some("impresion"));
    }
    desk.is_at_rest().await;
}

async fn an_area_that_only_quotes_completes_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Luminaria", "Se fundió una luminaria del pasillo en el nivel central, piso 4");
    let letters = desk.step().await;
    let asked = of_kind(&letters, "area-request")[0].clone();
    desk.answer(AREA, &asked, "");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "waiting_third_party");
    desk.answer_with_files(AREA, &asked, "", &[("acta.pdf", b"%PDF-1.4")]);
    let letters = desk.step().await;
    let survey = of_kind(&letters, "survey")[0];
    assert!(survey.text.contains("respondió con los archivos adjuntos"), "{}", survey.text);
    desk.is_at_rest().await;
}

async fn a_quoted_survey_is_not_answered(on: On) {
    let mut desk = TestDesk::with(on, "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n").await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    desk.write_with(
        "Laura Agente <agente1@scj.test>",
        "[SCJ-2026-000001]",
        "#solucion\r\nSe cambió el rodillo",
        "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n",
    );
    let letters = desk.step().await;
    let survey = of_kind(&letters, "survey")[0].clone();
    desk.answer(ANA, &survey, "");
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "resolved");
}

/// A quoted letter with answers below its items.
fn answered(letter: &str, answers: &[(&str, &str)], mark: &str) -> String {
    let mut text = String::new();
    let mut open: Option<&str> = None;
    for line in letter.lines() {
        // An item may be wrapped: its answer stands below its last line.
        let begins = line.trim_start().starts_with(|c: char| c.is_ascii_digit()) || line.trim().is_empty();
        if begins && let Some(answer) = open.take() {
            text.push_str(&format!("{mark}{answer}\r\n"));
        }
        let found = answers.iter().find(|(item, _)| line.contains(item));
        open = found.map(|(_, answer)| *answer).or(open);
        text.push_str(&format!("> {line}\r\n"));
    }
    text
}

const ANSWERS: [(&str, &str); 4] = [
    ("Su nombre completo", "clara rojas"),
    ("La dependencia", "juridica"),
    ("laca", "33333"),
    ("ede ", "bosa piso 2"),
];

async fn answers_between_the_lines_of_our_letter_are_read(on: On) {
    for (what, mark, strip) in
        [("own lines", "", false), ("marked lines", "> ", false), ("no marks", "", true)]
    {
        let mut desk = TestDesk::open(on).await;
        desk.write(CLARA, "pc", "mi computador no prende");
        let asked = desk.step().await;
        let within = answered(&asked[0].text, &ANSWERS, mark);
        let within = if strip { within.replace("> ", "") } else { within };
        let ids: Vec<String> = asked[0].references.iter().map(|id| format!("<{id}>")).collect();
        let introduction = if strip {
            format!(
                "De: Mesa de Servicio SCJ <soporte.tecnico@scj.test>\r\nEnviado: viernes, 20 de noviembre de 2026 10:02\r\nPara: \
                 Clara Rojas\r\nAsunto: {}\r\n",
                asked[0].subject
            )
        } else {
            "El vie, 20 nov 2026 a las 10:05, Mesa de Servicio SCJ (<soporte.tecnico@scj.test>) escribió:\r\n"
                .to_owned()
        };
        desk.write_with(
            CLARA,
            &format!("RE: {}", asked[0].subject),
            &format!("Buenos días\r\n\r\n{introduction}\r\n{within}"),
            &format!("In-Reply-To: <{}>\r\nReferences: {}\r\n", asked[0].message_id, ids.join(" ")),
        );
        let letters = desk.step().await;
        assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{what}: {}", letters[0].text);
        let ticket = desk.ticket("SCJ-2026-000001").await;
        assert_eq!(ticket.requester_name.as_deref(), Some("Clara Rojas"), "{what}");
        assert_eq!(ticket.requester_department.as_deref(), Some("juridica"), "{what}");
        assert!(ticket.details.contains("\"asset_tag\":\"33333\""), "{what}: {}", ticket.details);
        assert_eq!(ticket.site.as_deref(), Some("Casa de Justicia de Bosa, piso 2"), "{what}");
        for ours in ["nos falta", "por ejemplo", "Responda este correo", "Ana María"] {
            assert!(!ticket.description.contains(ours), "{what}: {}", ticket.description);
        }
        desk.is_at_rest().await;
    }
}

async fn our_letter_alone_answers_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "pc", "mi computador no prende");
    let asked = desk.step().await;
    desk.answer(CLARA, &asked[0], "Ya lo busco");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1);
    for item in ["nombre completo", "dependencia", "placa", "sede"] {
        assert!(letters[0].text.to_lowercase().contains(item), "{item}: {}", letters[0].text);
    }
}
