//! [3], [4] Follow-ups, answers how a case stands, cases that are over.

use super::{ANA, CLARA, PROVEN, TRUSTING};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    who_asks_is_told_how_the_case_stands,
    who_only_adds_is_told_nothing,
    a_closed_case_says_so_and_the_next_answer_is_a_new_request,
    somebody_copied_may_ask_too,
);

async fn who_asks_is_told_how_the_case_stands(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    desk.at("2026-11-20T11:00:00-05:00");
    desk.answer(ANA, &acknowledgement, "Buenos días, ¿alguna novedad?");
    let letters = desk.step().await;
    let status = of_kind(&letters, "status")[0];
    assert_eq!(status.to, "ana@scj.test");
    assert_eq!(status.subject, "[SCJ-2026-000001] Impresora");
    for words in ["en atención", "Mesa de Servicio", "SCJ-2026-000001", "12:00 m."] {
        assert!(status.text.contains(words), "{words}: {}", status.text);
    }
    assert!(of_kind(&letters, "follow-up-notice").len() == 2, "whoever has the case hears of it: [3]");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.kind.as_deref()), ("open", Some("incident")));
    assert!(desk.history("SCJ-2026-000001").await.contains(&"status-told".to_owned()));
    desk.is_at_rest().await;
}

async fn who_only_adds_is_told_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    desk.answer(ANA, of_kind(&letters, "acknowledgement")[0], "También se traga las hojas");
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind == "follow-up-notice"), "{letters:?}");
}

async fn a_closed_case_says_so_and_the_next_answer_is_a_new_request(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    close(&desk, "SCJ-2026-000001").await;
    desk.answer(ANA, &acknowledgement, "Volvió a fallar");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1, "nobody is disturbed: {letters:?}");
    assert_eq!(letters[0].kind, "case-closed-note");
    assert!(letters[0].text.contains("SCJ-2026-000001"), "{}", letters[0].text);
    desk.answer(ANA, &letters[0], "La impresora del piso 3 volvió a dejar de imprimir");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement")[0].ticket.as_deref(), Some("SCJ-2026-000002"));
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "closed");
    desk.is_at_rest().await;
}

/// As an agent's work will close it.
async fn close(desk: &TestDesk, number: &str) {
    let mut tx = desk.app.db.write().await.unwrap();
    let row = radica::store::ticket::by_number(&mut tx, number).await.unwrap().unwrap();
    let mut view = radica::store::ticket::view(&mut tx, row).await.unwrap();
    view.status = radica::desk::facts::TicketStatus::Closed;
    view.closed_at = Some(desk.clock.now());
    radica::store::ticket::update(&mut tx, &view, None, desk.clock.now().as_millisecond()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn somebody_copied_may_ask_too(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write_with(
        ANA,
        "Impresora",
        "La impresora del piso 3 no imprime",
        &format!("Cc: {CLARA}\r\n{PROVEN}"),
    );
    desk.step().await;
    desk.write(CLARA, "[SCJ-2026-000001] Impresora", "¿Cómo va el caso?");
    let letters = desk.step().await;
    let status = of_kind(&letters, "status")[0];
    assert_eq!(status.to, CLARA);
    assert!(
        status.text.contains("El caso de Ana María Pérez está en atención")
            && !status.text.contains("Su caso"),
        "it is not hers, and she is not greeted by the requester's name: {}",
        status.text
    );
}
