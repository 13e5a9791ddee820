//! [22] to [25] The coordinator reviews by reply: reopens with feedback, or upholds with an explanation.

use super::{ANA, DIANA, JULIAN, LAURA, MATEO, NUMBER, PROVEN, SETTINGS, kinds, says, solved, survey, to};
use crate::support::desk::{Letter, On, TestDesk};

on_both!(
    reopened_with_feedback_and_surveyed_again,
    reopened_to_somebody_else,
    reopened_under_another_category_asks_for_its_form,
    reopened_when_its_time_is_past,
    upheld_with_an_explanation,
    who_and_when_may_decide,
    undecided_for_three_business_days,
    a_question_while_it_is_reviewed,
);

/// The case, answered as not satisfactory: the letter to the coordinator.
async fn unsatisfied(desk: &mut TestDesk) -> Letter {
    let letter = solved(desk).await;
    desk.answer(ANA, &letter, "2 de 5. El agente fue amable, pero volvió a atascarse.");
    let letters = desk.step().await;
    to(&letters, "unsatisfactory-review", JULIAN).clone()
}

async fn reopened_with_feedback_and_surveyed_again(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let review = unsatisfied(&mut desk).await;
    for told in [
        "2 de 5",
        "volvió a atascarse",
        "lo solucionó Laura Agente",
        "Se retiró el papel atascado.",
        "La impresora del piso 3 no imprime",
        "Primera respuesta",
        "a tiempo",
        "#reabrir",
        "#procedente",
    ] {
        assert!(says(&review, told), "{told}: {}", review.text);
    }
    let (due, replied_by) =
        (desk.ticket(NUMBER).await.resolution_due, desk.ticket(NUMBER).await.first_reply_due);
    desk.at("2026-11-23T09:00:00-05:00");
    desk.answer(JULIAN, &review, "#reabrir\r\nHay que cambiar el rodillo y probar con la usuaria.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result coordinador", "feedback agente1", "reopened ana"]);
    let feedback = to(&letters, "feedback", LAURA).clone();
    assert!(says(&feedback, "cambiar el rodillo") && says(&feedback, "volvió a atascarse"));
    let case = desk.ticket(NUMBER).await;
    assert_eq!((case.status.as_str(), case.reopened), ("open", 1));
    assert_eq!((case.assignee.as_deref(), case.resolved_at), (Some("agente1@scj.test"), None));
    // Friday 10:00 to Monday 9:00: nine service hours of Friday, four of each weekend day, two of Monday do not count.
    assert_eq!(case.first_reply_due, replied_by, "a first reply that was late stays so");
    assert_eq!(case.resolution_due, add_service_hours(&desk, due, 9 + 4 + 4 + 2));
    assert_eq!(survey(&desk).await.decision.as_deref(), Some("reopened"));

    // Completed again by answering the feedback: the coordinator is told, and a new survey goes out.
    desk.answer(LAURA, &feedback, "#solucion\r\nSe cambió el rodillo y se probó con la usuaria.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1", "follow-up-notice coordinador", "survey ana"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "Se cambió el rodillo"));
    let second = to(&letters, "survey", ANA).clone();
    assert_eq!(survey(&desk).await.round, 2);
    desk.answer(ANA, &second, "Ahora sí, mil gracias");
    assert_eq!(kinds(&desk.step().await), ["survey-thanks ana"]);
    let case = desk.ticket(NUMBER).await;
    assert_eq!((case.status.as_str(), case.reopened), ("closed", 1));
    let (first, second) = (rounds(&desk).await[0].clone(), rounds(&desk).await[1].clone());
    assert_eq!((first.0.as_deref(), first.1.as_deref()), (Some("unsatisfactory"), Some("reopened")));
    assert_eq!((second.0.as_deref(), second.1.as_deref()), (Some("satisfactory"), None));
}

/// The other way: not satisfied twice, and each round is decided by itself; the letter of the first round answers nothing of
/// the second.
async fn reopened_to_somebody_else(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let first = solved(&mut desk).await;
    desk.answer(ANA, &first, "No satisfactoria. Volvió a atascarse.");
    let letters = desk.step().await;
    let review = to(&letters, "unsatisfactory-review", JULIAN).clone();
    desk.at("2026-11-23T09:00:00-05:00");
    // What the case becomes counts, wherever it stands.
    desk.answer(
        JULIAN,
        &review,
        "#asignar especialista@scj.test\r\n#reabrir\r\n#prioridad alta\r\n#categoria equipo-computo\r\n\
         Que la vea la especialista.",
    );
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["assignment especialista", "command-result coordinador", "feedback agente1", "reopened ana"]
    );
    let assignment = to(&letters, "assignment", DIANA).clone();
    for told in [
        "Julián Coordinador lo reabrió",
        "Que la vea la especialista.",
        "Volvió a atascarse.",
        "Laura Agente documentó la solución",
        "Se retiró el papel atascado.",
        "Prioridad: alta",
        "Categoría: Equipo de cómputo",
    ] {
        assert!(says(&assignment, told), "{told}: {}", assignment.text);
    }
    assert!(!says(&assignment, "Primera respuesta"), "it was given: {}", assignment.text);
    let result = to(&letters, "command-result", JULIAN);
    let order = ["#asignar", "#reabrir", "#prioridad", "#categoria"]
        .map(|command| result.text.find(command).unwrap());
    assert!(order.is_sorted(), "as it was written: {}", result.text);
    assert!(says(to(&letters, "feedback", LAURA), "otra persona"));
    assert!(says(to(&letters, "reopened", ANA), "Diana"));
    let case = desk.ticket(NUMBER).await;
    assert_eq!((case.assignee.as_deref(), case.level), (Some("especialista@scj.test"), 3));
    assert_eq!(case.priority, "alta");
    desk.answer(DIANA, &assignment, "#solucion\r\nSe cambió la fusora.");
    let letters = desk.step().await;
    let second = to(&letters, "survey", ANA).clone();
    // The first round's letter is of no use any more.
    desk.answer(ANA, &first, "Excelente");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice coordinador", "survey-unclear ana"]);
    assert!(says(to(&letters, "follow-up-notice", JULIAN), "la de ahora sigue sin respuesta"));
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
    desk.answer(ANA, &second, "1");
    let letters = desk.step().await;
    let review = to(&letters, "unsatisfactory-review", JULIAN).clone();
    assert!(says(&review, "ya se había reabierto una vez"), "{}", review.text);
    assert!(says(&review, "lo solucionó Diana Especialista"), "{}", review.text);
    // It lay solved from Friday to Monday: nobody's time.
    assert!(says(&review, "Laura Agente, Mesa de Servicio (N1): 0 min"), "{}", review.text);
    desk.answer(JULIAN, &review, "#procedente\r\nLa impresora se reemplaza en enero.");
    assert_eq!(kinds(&desk.step().await), ["command-result coordinador", "coordinator-answer ana"]);
    let rounds = rounds(&desk).await;
    let decisions: Vec<_> = rounds.iter().map(|round| round.1.as_deref()).collect();
    assert_eq!(decisions, [Some("reopened"), Some("upheld")]);
}

async fn reopened_under_another_category_asks_for_its_form(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let review = unsatisfied(&mut desk).await;
    desk.answer(
        JULIAN,
        &review,
        "#reabrir\r\n#tipo requerimiento\r\n#categoria usuarios\r\nEra la creación de un usuario.",
    );
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["command-result coordinador", "feedback agente1", "form-needed ana", "reopened ana"]
    );
    let case = desk.ticket(NUMBER).await;
    assert_eq!(case.status, "waiting_requester");
    assert_eq!(case.kind.as_deref(), Some("request"));
}

/// What is past is not promised, nor mistaken for a form that is awaited.
async fn reopened_when_its_time_is_past(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let assignment = to(&desk.step().await, "assignment", LAURA).clone();
    desk.at("2026-11-30T10:00:00-05:00");
    desk.step().await;
    desk.answer(LAURA, &assignment, "#solucion\r\nSe retiró el papel atascado.");
    let survey = to(&desk.step().await, "survey", ANA).clone();
    desk.answer(ANA, &survey, "Muy mal, sigue igual");
    let review = to(&desk.step().await, "unsatisfactory-review", JULIAN).clone();
    desk.answer(JULIAN, &review, "#reabrir\r\nQue se atienda hoy.");
    let letters = desk.step().await;
    let reopened = to(&letters, "reopened", ANA);
    assert!(says(reopened, "la solución debía estar antes"), "{}", reopened.text);
    assert!(!says(reopened, "formato") && !says(reopened, "está prevista"), "{}", reopened.text);
    assert_eq!(desk.ticket(NUMBER).await.status, "open");
}

async fn upheld_with_an_explanation(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let review = unsatisfied(&mut desk).await;
    desk.answer(JULIAN, &review, "#procedente\r\nEl papel era de otro gramaje; así lo dice el manual.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result coordinador", "coordinator-answer ana"]);
    assert!(says(to(&letters, "coordinator-answer", ANA), "otro gramaje"));
    let case = desk.ticket(NUMBER).await;
    assert_eq!((case.status.as_str(), case.reopened), ("closed", 0));
    let survey = survey(&desk).await;
    assert_eq!(survey.decision.as_deref(), Some("upheld"));
    assert_eq!(survey.answer.as_deref(), Some("unsatisfactory"), "it stays what it was");
    // Decided is decided.
    desk.answer(JULIAN, &review, "#reabrir\r\nMejor sí.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error coordinador"]);
    desk.at("2026-12-10T10:00:00-05:00");
    assert!(desk.step_besides_reports().await.is_empty(), "nobody is reminded");
    desk.is_at_rest().await;
}

async fn who_and_when_may_decide(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    solved(&mut desk).await;
    let subject = format!("[{NUMBER}] Impresora");
    // Nothing waits for a decision yet.
    desk.write_with(JULIAN, &subject, "#reabrir\r\nNo quedó bien", PROVEN);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error coordinador"]);
    assert!(says(&letters[0], "no hay una encuesta no satisfactoria"), "{}", letters[0].text);
    desk.write_with(ANA, &subject, "No quedó bien, sigue fallando", PROVEN);
    desk.step().await;
    // An agent decides nothing, not even about their own work; nobody decides without words, or without proof.
    for (from, text, headers, answer) in [
        (LAURA, "#reabrir\r\nYo la reviso", PROVEN, vec!["command-error agente1"]),
        (MATEO, "#procedente\r\nEstuvo bien", PROVEN, vec!["command-error agente2"]),
        (JULIAN, "#reabrir", PROVEN, vec!["command-error coordinador"]),
        (JULIAN, "#solucion\r\nListo", PROVEN, vec!["command-error coordinador"]),
        (JULIAN, "#prioridad alta", PROVEN, vec!["command-error coordinador"]),
    ] {
        desk.write_with(from, &subject, text, headers);
        assert_eq!(kinds(&desk.step().await), answer, "{from}: {text}");
    }
    // Unproven: told once an hour at the most, and he has been told of other faults within it.
    desk.write(JULIAN, &subject, "#procedente\r\nSoy yo");
    desk.step().await;
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
    assert_eq!(survey(&desk).await.decision, None);
    // One wrong line, and nothing is done.
    desk.write_with(JULIAN, &subject, "#reabrir\r\n#asignar nadie@scj.test\r\nRevisar", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["command-error coordinador"]);
    assert_eq!(survey(&desk).await.decision, None);
    desk.write_with(JULIAN, &subject, "#reabrir\r\nRevisar de nuevo", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["command-result coordinador", "feedback agente1", "reopened ana"]);
}

async fn undecided_for_three_business_days(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    let review = unsatisfied(&mut desk).await;
    desk.at("2026-11-25T18:59:00-05:00");
    assert!(desk.step().await.is_empty());
    desk.at("2026-11-25T19:00:01-05:00");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["reminder coordinador"]);
    assert!(says(&letters[0], "volvió a atascarse"), "{}", letters[0].text);
    desk.at("2026-12-04T19:00:01-05:00");
    assert!(desk.step_besides_reports().await.is_empty(), "one reminder, and it never closes by itself");
    assert_eq!(desk.ticket(NUMBER).await.status, "resolved");
    // The reminder proves as well as the first letter.
    let reminder = letters[0].clone();
    assert_ne!(reminder.message_id, review.message_id);
    desk.answer(JULIAN, &reminder, "#procedente\r\nSe hizo lo que dice el procedimiento.");
    assert_eq!(kinds(&desk.step().await), ["command-result coordinador", "coordinator-answer ana"]);
}

async fn a_question_while_it_is_reviewed(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    unsatisfied(&mut desk).await;
    desk.write_with(ANA, &format!("[{NUMBER}] Impresora"), "Buenos días, ¿cómo va mi caso?", PROVEN);
    let letters = desk.step().await;
    let status = to(&letters, "status", ANA);
    assert!(says(status, "La coordinación está revisando"), "{}", status.text);
    // What they add goes before the coordinator.
    desk.write_with(ANA, &format!("[{NUMBER}] Impresora"), "Además hace un ruido raro", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["follow-up-notice coordinador"]);
}

/// Answer and decision of each survey of the case.
async fn rounds(desk: &TestDesk) -> Vec<(Option<String>, Option<String>)> {
    let id = desk.ticket(NUMBER).await.id;
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::survey::of_ticket(&mut tx, id).await.unwrap();
    rows.into_iter().map(|row| (row.answer, row.decision)).collect()
}

fn add_service_hours(desk: &TestDesk, from: i64, hours: i64) -> i64 {
    let from = jiff::Timestamp::from_millisecond(from).unwrap();
    let time = jiff::SignedDuration::from_hours(hours);
    desk.app.rules().calendar.add_service_time(from, time).as_millisecond()
}
