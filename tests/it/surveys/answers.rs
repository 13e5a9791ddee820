//! [7] The survey: answered by button or in words, by the requester alone, once, in time.

use super::{ANA, JULIAN, LAURA, NUMBER, PROVEN, SETTINGS, buttons, kinds, says, solved, survey, to};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    a_button_answers,
    words_answer,
    the_scale_answers,
    only_the_requester_answers,
    the_first_answer_counts,
    an_unclear_answer_is_asked_about_once,
    a_button_without_its_code_is_asked_about,
    what_is_asked_for_besides_is_not_lost,
    silence_closes_at_the_deadline,
    what_waits_in_the_mailbox_is_taken_before_it_closes,
    a_late_answer_is_a_comment,
    machines_answer_nothing,
    another_letter_of_the_case_may_be_answered,
);

async fn a_button_answers(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    assert!(says(&letter, "miércoles 25 de noviembre a las 7:00 p. m."), "{}", letter.text);
    let buttons = buttons(&letter);
    assert_eq!(buttons.len(), 7, "two answers and a scale of five");
    let (subject, body) = buttons[0].clone();
    // A mail that a button opens has no thread; what proves it stands in its last line.
    desk.write(ANA, &subject, &body.replace("(opcional): ", "(opcional): Muy amables"));
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey-thanks ana"]);
    assert!(says(&letters[0], "cerrado"), "{}", letters[0].text);
    let case = desk.ticket(NUMBER).await;
    assert_eq!((case.status.as_str(), case.closed_at.is_some()), ("closed", true));
    let survey = survey(&desk).await;
    assert_eq!(survey.answer.as_deref(), Some("satisfactory"));
    assert_eq!((survey.by_default, survey.rating), (false, None));
    assert_eq!(survey.comment.as_deref(), Some("Muy amables"));
    // Its closing no longer falls due.
    desk.at("2026-11-26T10:00:00-05:00");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.history(NUMBER).await.iter().filter(|what| *what == "closed").count(), 1);
    desk.is_at_rest().await;
}

async fn words_answer(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    desk.answer(ANA, &letter, "Sigue igual, no me resolvieron nada.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey-thanks ana", "unsatisfactory-review coordinador"]);
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved", "until the coordinator decides");
    let survey = survey(&desk).await;
    assert_eq!(survey.answer.as_deref(), Some("unsatisfactory"));
    assert_eq!(survey.comment.as_deref(), Some("Sigue igual, no me resolvieron nada."));
}

async fn the_scale_answers(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    let (subject, body) = buttons(&letter)[3].clone();
    assert!(subject.contains("2 de 5"), "{subject}");
    desk.write(ANA, &subject, &body);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey-thanks ana", "unsatisfactory-review coordinador"]);
    let survey = survey(&desk).await;
    assert_eq!((survey.answer.as_deref(), survey.rating), (Some("unsatisfactory"), Some(2)));
    assert_eq!(survey.comment, None);
}

async fn only_the_requester_answers(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write_with(
        ANA,
        "Impresora",
        "La impresora del piso 3 no imprime",
        &format!("{PROVEN}Cc: Bruno Díaz <bruno@scj.test>\r\n"),
    );
    let letters = desk.step().await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#solucion\r\nSe retiró el papel atascado.");
    let letters = desk.step().await;
    let letter = to(&letters, "survey", ANA).clone();
    let (subject, body) = buttons(&letter)[1].clone();
    // A colleague who was copied, a stranger with the button's mail, and a number alone without proof.
    desk.write("Bruno Díaz <bruno@scj.test>", &subject, &body);
    desk.write("Eva <eva@example.org>", &subject, &body);
    desk.answer("Eva <eva@example.org>", &letter, "No satisfactoria");
    desk.write(ANA, &format!("[{NUMBER}] Impresora"), "No satisfactoria");
    desk.step().await;
    assert_eq!(survey(&desk).await.answer, None);
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
    // By number alone it counts where a trusted server says who wrote.
    desk.write_with(ANA, &format!("[{NUMBER}] Impresora"), "Todo quedó excelente, gracias", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["survey-thanks ana"]);
    assert_eq!(survey(&desk).await.answer.as_deref(), Some("satisfactory"));
}

async fn the_first_answer_counts(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    desk.answer(ANA, &letter, "Excelente, muchas gracias");
    assert_eq!(kinds(&desk.step().await), ["survey-thanks ana"]);
    desk.answer(ANA, &letter, "Me equivoqué: sigue sin funcionar");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["case-closed-note ana", "follow-up-notice coordinador"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "ya está cerrado"));
    let survey = survey(&desk).await;
    assert_eq!(survey.answer.as_deref(), Some("satisfactory"));
    assert!(survey.comment.unwrap().contains("Me equivoqué"));
    assert_eq!(desk.taken().await.last().unwrap().0, "comment");
}

async fn an_unclear_answer_is_asked_about_once(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    desk.answer(ANA, &letter, "3");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice coordinador", "survey-unclear ana"]);
    assert_eq!(desk.taken().await.last().unwrap().0, "survey_answer");
    let again = to(&letters, "survey-unclear", ANA).clone();
    desk.answer(ANA, &again, "¿Quién fue el que me atendió?");
    assert_eq!(kinds(&desk.step().await), ["follow-up-notice coordinador"], "asked once");
    desk.answer(ANA, &again, "satisfactoria");
    assert_eq!(kinds(&desk.step().await), ["survey-thanks ana"]);
    assert_eq!(desk.ticket(NUMBER).await.status, "closed");
}

async fn a_button_without_its_code_is_asked_about(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    let (subject, _) = buttons(&letter)[1].clone();
    desk.write(ANA, &subject, "Nunca vinieron a revisar");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice coordinador", "survey-unclear ana"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "no satisfactoria"));
    assert_eq!(survey(&desk).await.answer, None, "nobody is believed by a subject (ruling 26)");
    let again = to(&letters, "survey-unclear", ANA).clone();
    desk.answer(ANA, &again, "no satisfactoria");
    assert_eq!(kinds(&desk.step().await), ["survey-thanks ana", "unsatisfactory-review coordinador"]);
}

async fn what_is_asked_for_besides_is_not_lost(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    desk.answer(ANA, &letter, "Excelente servicio. Aprovecho para pedir que me instalen Adobe Acrobat.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice coordinador", "survey-thanks ana"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "Adobe Acrobat"));
    assert!(says(to(&letters, "survey-thanks", ANA), "en un correo nuevo: así queda con su propio número"));
}

async fn silence_closes_at_the_deadline(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    solved(&mut desk).await;
    desk.at("2026-11-25T18:59:00-05:00");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
    desk.at("2026-11-25T19:00:01-05:00");
    assert!(desk.step().await.is_empty(), "nobody is written to");
    assert_eq!(desk.ticket(NUMBER).await.status, "closed");
    let survey = survey(&desk).await;
    assert_eq!((survey.answer.as_deref(), survey.by_default), (Some("satisfactory"), true));
    assert_eq!(survey.answered_at, None, "told apart from a real answer");
}

async fn what_waits_in_the_mailbox_is_taken_before_it_closes(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    // The service was away; the answer came in time and lies there.
    desk.answer(ANA, &letter, "No quedó bien, volvió a fallar");
    desk.at("2026-11-30T09:00:00-05:00");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey-thanks ana", "unsatisfactory-review coordinador"]);
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
}

async fn a_late_answer_is_a_comment(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    desk.at("2026-11-26T08:00:00-05:00");
    desk.step().await;
    desk.answer(ANA, &letter, "La verdad no quedó bien");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["case-closed-note ana", "follow-up-notice coordinador"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "ya no cuenta"));
    let survey = survey(&desk).await;
    assert_eq!((survey.answer.as_deref(), survey.by_default), (Some("satisfactory"), true));
    assert_eq!(survey.comment.as_deref(), Some("La verdad no quedó bien"));
    // Thanks that come late disturb nobody but the coordinator's list.
    desk.answer(ANA, &letter, "Todo perfecto, gracias");
    assert_eq!(kinds(&desk.step().await), ["follow-up-notice coordinador"]);
}

async fn machines_answer_nothing(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let letter = solved(&mut desk).await;
    let ids = format!("In-Reply-To: <{}>\r\nAuto-Submitted: auto-replied\r\n", letter.message_id);
    desk.write_with(ANA, "Respuesta automática: excelente", "Estoy de vacaciones. Todo excelente.", &ids);
    assert!(desk.step().await.is_empty());
    assert_eq!(survey(&desk).await.answer, None);
}

/// Who answers an earlier letter of the case, and says clearly how it went, has answered; who does not, has added to it.
async fn another_letter_of_the_case_may_be_answered(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = to(&letters, "acknowledgement", ANA).clone();
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#solucion\r\nSe retiró el papel atascado.");
    desk.step().await;
    desk.answer(ANA, &acknowledgement, "Adjunto la foto de la impresora que les mencioné");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1"]);
    assert!(of_kind(&letters, "survey-unclear").is_empty());
    desk.answer(ANA, &acknowledgement, "Sigue sin funcionar, no me la arreglaron");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey-thanks ana", "unsatisfactory-review coordinador"]);
}
