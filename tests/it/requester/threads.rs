//! Threads as a good agent takes them: changed subjects, forwards of our mail, the same matter twice, the desk copied.

use super::{ANA, CLARA};
use crate::support::desk::{DESK, On, TestDesk, of_kind};

on_both!(
    a_reply_under_another_subject_stays_with_its_case,
    a_colleague_who_got_our_mail_forwarded_is_told_nothing,
    two_mails_on_the_same_matter_are_hinted_at,
    the_desk_in_copy_or_blind_copy_is_said,
    a_forward_brings_the_matter_along,
);

async fn a_reply_under_another_subject_stays_with_its_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let letter = of_kind(&letters, "acknowledgement")[0].clone();
    let thread = format!("In-Reply-To: <{}>\r\nReferences: <{}>\r\n", letter.message_id, letter.message_id);
    desk.write_with(ANA, "El tóner de la impresora", "Ya revisamos y es el tóner", &thread);
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind == "follow-up-notice"), "{letters:?}");
    assert!(letters[0].text.contains("cambió el asunto: «El tóner de la impresora»"), "{}", letters[0].text);
}

async fn a_colleague_who_got_our_mail_forwarded_is_told_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora de la Dirección Financiera", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let letter = of_kind(&letters, "acknowledgement")[0].clone();
    // She forwards it; the colleague answers the desk, with our number, thread and even our reference.
    desk.answer(CLARA, &letter, "Hola, yo también tengo ese problema, ¿cómo va?");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!((letters[0].kind.as_str(), letters[0].to.as_str()), ("ask-number", CLARA));
    assert!(
        !letters[0].text.contains("Financiera") && !letters[0].text.contains("Ana"),
        "{}",
        letters[0].text
    );
    assert_eq!(desk.history("SCJ-2026-000001").await.iter().filter(|what| *what == "follow-up").count(), 0);
    // The requester herself forwards it to the desk with a word more: hers.
    desk.write(ANA, &format!("RV: {}", letter.subject), "Agrego que es la HP grande");
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind == "follow-up-notice"), "{letters:?}");
    assert_eq!(letters.len(), 2);
}

async fn two_mails_on_the_same_matter_are_hinted_at(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora del piso 3", "La impresora no imprime");
    desk.step().await;
    desk.at("2026-11-20T10:04:00-05:00");
    desk.write(ANA, "Falla impresora piso 3", "La impresora del piso no imprime, sale atasco de papel");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "no merge: two numbers");
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(
        assignment.text.contains("Puede ser el mismo asunto del caso SCJ-2026-000001"),
        "{}",
        assignment.text
    );
    // Much later, or about something else, nothing is hinted at.
    desk.at("2026-11-20T10:06:00-05:00");
    desk.write(ANA, "Outlook", "No me abre el Outlook, no recibo correos");
    let letters = desk.step().await;
    assert!(!of_kind(&letters, "assignment")[0].text.contains("Puede ser el mismo"));
}

async fn the_desk_in_copy_or_blind_copy_is_said(on: On) {
    for (to, hint) in [
        (
            format!("To: jefe@scj.test\r\nCc: {DESK}"),
            Some("La Mesa iba en copia; el correo era para jefe@scj.test"),
        ),
        ("To: jefe@scj.test".to_owned(), Some("no está entre los destinatarios")),
        (format!("To: jefe@scj.test, {DESK}"), None),
    ] {
        let mut desk = TestDesk::open(on).await;
        desk.deliver(&format!(
            "From: {ANA}\r\n{to}\r\nSubject: Impresora\r\nMessage-ID: <c@x.test>\r\n\r\nLa impresora del piso 3 no imprime\r\n"
        ));
        let letters = desk.step().await;
        let assignment = of_kind(&letters, "assignment")[0];
        match hint {
            Some(hint) => {
                assert!(assignment.text.replace('\n', " ").contains(hint), "{hint}: {}", assignment.text)
            }
            None => assert!(!assignment.text.contains("copia;"), "{}", assignment.text),
        }
        let acknowledgement = of_kind(&letters, "acknowledgement");
        assert_eq!(acknowledgement.len(), 1);
        assert_eq!(acknowledgement[0].to, "ana@scj.test", "nobody else is written to");
    }
}

async fn a_forward_brings_the_matter_along(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        ANA,
        "RV: Solicitud",
        "Buenos días, por favor su apoyo con esto. Gracias.\r\n\r\n\
         De: Jefe Pérez <jefe@scj.test>\r\nEnviado: viernes, 20 de noviembre de 2026 8:00 a. m.\r\n\
         Para: Ana María Pérez <ana@scj.test>\r\nAsunto: Solicitud\r\n\r\n\
         Ana, la impresora del piso 3 no imprime desde el lunes y hay atasco de papel.",
    );
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{letters:?}");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.category.as_deref(), Some("impresion"));
    assert!(ticket.description.contains("atasco de papel"), "{}", ticket.description);
}
