//! Thanks are kept, and disturb nobody.

use super::ANA;
use crate::support::desk::{On, TestDesk, kinds, of_kind, to};

on_both!(
    who_is_turned_away_and_gives_thanks_has_no_case,
    thanks_for_a_case_reach_nobody,
    thanks_bring_no_missing_data_and_no_form,
);

async fn who_is_turned_away_and_gives_thanks_has_no_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        ANA,
        "Certificado",
        "Buenos días, necesito el certificado de ingresos y mi desprendible de nómina",
    );
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["out-of-scope ana"]);
    desk.answer(ANA, &letters[0], "Ok, muchas gracias, muy amable");
    assert_eq!(kinds(&desk.step().await), Vec::<String>::new());
    assert_eq!(desk.taken().await.last().unwrap().0, "comment");
    // Who insists has a case all the same.
    desk.answer(ANA, &letters[0], "Gracias, pero el portal de nómina no me abre, sale error 500");
    assert!(!of_kind(&desk.step().await, "acknowledgement").is_empty());
    desk.is_at_rest().await;
}

async fn thanks_for_a_case_reach_nobody(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    desk.answer(ANA, to(&letters, "acknowledgement", ANA), "Muchas gracias, quedo atenta");
    assert_eq!(kinds(&desk.step().await), Vec::<String>::new());
    assert_eq!(desk.history("SCJ-2026-000001").await.last().unwrap(), "follow-up");
    // "Ok" may answer what an agent has asked.
    desk.answer(
        "Laura Agente <agente1@scj.test>",
        to(&letters, "assignment", "agente1@scj.test"),
        "¿Paso a las 3?",
    );
    let asked = desk.step().await;
    desk.answer(ANA, to(&asked, "agent-reply", ANA), "Ok, gracias");
    assert_eq!(kinds(&desk.step().await), ["follow-up-notice agente1"]);
    desk.is_at_rest().await;
}

async fn thanks_bring_no_missing_data_and_no_form(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Computador", "El computador no enciende");
    let asked = desk.step().await;
    desk.write(ANA, "Usuario nuevo", super::forms::WANTED);
    let letters = desk.step().await;
    for letter in [&asked[0], of_kind(&letters, "form-needed")[0]] {
        desk.answer(ANA, letter, "Muchas gracias");
        assert_eq!(kinds(&desk.step().await), Vec::<String>::new(), "{}", letter.kind);
    }
    desk.is_at_rest().await;
}
