//! [4] What a question brings, and what is no question: nothing that was said is lost, nobody is asked in a circle.

use super::{ANA, CLARA, PROVEN, TRUSTING};
use crate::support::desk::{On, TestDesk, kinds, of_kind, to};

on_both!(
    a_floor_without_a_site_is_kept,
    which_case_is_answered_with_how_it_stands,
    a_mere_question_answers_nothing_that_was_asked,
    a_question_about_a_request_tells_what_it_lacks,
    who_cannot_fill_the_form_in_reaches_a_person,
);

const LAURA: &str = "Laura Agente <agente1@scj.test>";
const NUMBER: &str = "SCJ-2026-000001";
const SETTINGS: &str = "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n[rules]\ndigest = false\n";

async fn a_floor_without_a_site_is_kept(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        CLARA,
        "Computador",
        "El computador no enciende desde ayer\r\nNombre: Clara Rojas\r\nDependencia: Oficina Jurídica",
    );
    let letters = desk.step().await;
    desk.answer(CLARA, &letters[0], "placa 45231, piso 3");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["missing-information clara"]);
    desk.answer(CLARA, &letters[0], "Bosa");
    desk.step().await;
    assert_eq!(desk.ticket(NUMBER).await.site.as_deref(), Some("Casa de Justicia de Bosa, piso 3"));
}

async fn which_case_is_answered_with_how_it_stands(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "Voy para allá antes del mediodía.");
    desk.step().await;
    desk.write(ANA, "Consulta", "Buenos días, ¿en qué va mi caso?");
    let asked = desk.step().await;
    assert_eq!(kinds(&asked), ["ask-number ana"]);
    desk.answer(ANA, &asked[0], "El primero");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1", "status ana"]);
    let status = to(&letters, "status", ANA);
    assert!(status.text.contains("Voy para allá"), "{}", status.text);
}

async fn a_mere_question_answers_nothing_that_was_asked(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#pedir\r\n¿Qué modelo es?");
    let letters = desk.step().await;
    let question = to(&letters, "agent-reply", ANA).clone();
    desk.write_with(ANA, &format!("[{NUMBER}] Impresora"), "Buenos días, ¿cómo va mi caso?", PROVEN);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1", "status ana"]);
    let status = to(&letters, "status", ANA);
    assert!(
        status.text.contains("¿Qué modelo es?") && status.text.contains("su respuesta"),
        "{}",
        status.text
    );
    assert_eq!(desk.ticket(NUMBER).await.status, "waiting_requester");
    // What answers as well ends the wait, and the state that is told is the new one.
    desk.answer(ANA, &question, "Es una HP LaserJet 4200. ¿Cuándo vienen?");
    let letters = desk.step().await;
    assert!(to(&letters, "status", ANA).text.contains("en atención"));
    assert_eq!(desk.ticket(NUMBER).await.status, "open");
}

async fn a_question_about_a_request_tells_what_it_lacks(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write(CLARA, "Computador", "El computador no enciende desde ayer");
    let asked = desk.step().await;
    for _ in 0..3 {
        desk.answer(CLARA, &asked[0], "Buenos días, ¿cómo va mi solicitud?");
        let letters = desk.step().await;
        assert_eq!(kinds(&letters), ["missing-information clara"], "it counts as no answer");
        assert!(letters[0].text.contains("dependencia"), "{}", letters[0].text);
    }
}

async fn who_cannot_fill_the_form_in_reaches_a_person(on: On) {
    let mut desk = TestDesk::with(on, SETTINGS).await;
    desk.write(ANA, "Usuario nuevo", super::forms::WANTED);
    let letters = desk.step().await;
    let needed = of_kind(&letters, "form-needed")[0].clone();
    // Who only asks how it stands is told, and nobody else need know.
    desk.answer(ANA, &needed, "¿Cómo va mi caso?");
    assert_eq!(kinds(&desk.step().await), ["status ana"]);
    desk.answer(ANA, &needed, "No entiendo el formato, ¿me pueden llamar?");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment especialista", "status ana"], "no blank once more");
    let assignment = &of_kind(&letters, "assignment")[0].text;
    assert!(assignment.contains("No entiendo") && assignment.contains("Falta el formato"), "{assignment}");
    assert_eq!(desk.ticket(NUMBER).await.status, "open");
}
