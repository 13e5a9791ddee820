//! Who has a request that waits, and writes without its number: no new case, and nothing that was said is lost.

use super::{ANA, CLARA, PROVEN, TRUSTING};
use crate::support::desk::{On, TestDesk, kinds, of_kind};

on_both!(
    who_asks_about_it_is_told_what_it_lacks,
    what_it_lacks_is_taken_where_it_comes,
    it_stands_in_the_list_of_the_cases_that_may_be_meant,
    another_matter_is_another_matter,
);

const COMPUTER: &str = "El computador no enciende desde ayer";

/// How many cases and requests there are.
async fn count(desk: &TestDesk) -> (usize, usize) {
    let mut tx = desk.app.db.read().await.unwrap();
    let requests = radica::store::request::list(&mut tx).await.unwrap();
    let waiting = requests.iter().filter(|row| row.status == "waiting").count();
    let cases = desk
        .taken()
        .await
        .iter()
        .filter_map(|(_, ticket)| ticket.clone())
        .collect::<std::collections::HashSet<_>>();
    (cases.len(), waiting)
}

async fn who_asks_about_it_is_told_what_it_lacks(on: On) {
    for more in ["", TRUSTING] {
        let mut desk = TestDesk::with(on, more).await;
        desk.write(CLARA, "Computador", COMPUTER);
        let asked = desk.step().await;
        for text in [
            "Buenos días, ¿qué pasó con mi solicitud?",
            "Buenas, les escribo por lo que pedí ayer",
            "¿Alguna novedad?",
            "les escribí ayer y sigo sin poder trabajar",
        ] {
            desk.write_with(CLARA, "Consulta", text, PROVEN);
            let letters = desk.step().await;
            assert_eq!(kinds(&letters), ["missing-information clara"], "{text}");
            assert_eq!(letters[0].subject.split(']').next(), asked[0].subject.split(']').next());
            assert_eq!(count(&desk).await, (0, 1), "{text}");
        }
        desk.is_at_rest().await;
    }
}

async fn what_it_lacks_is_taken_where_it_comes(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write(CLARA, "Computador", COMPUTER);
    desk.step().await;
    desk.write_with(CLARA, "Consulta", "¿Qué pasó con mi solicitud? La placa es la 45231", PROVEN);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["missing-information clara"]);
    assert!(!letters[0].text.to_lowercase().contains("placa de inventario"), "{}", letters[0].text);
    // And without a word about it, where there is nothing else.
    desk.write_with(
        CLARA,
        "Computador",
        "Nombre: Clara Rojas\r\nDependencia: Oficina Jurídica\r\nSede: Casa de Justicia de Bosa, piso 2",
        PROVEN,
    );
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1, "{:?}", kinds(&letters));
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert!(ticket.details.contains("45231") && ticket.description.contains("no enciende"));
    assert_eq!(count(&desk).await, (1, 0));
    desk.is_at_rest().await;
}

async fn it_stands_in_the_list_of_the_cases_that_may_be_meant(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    desk.at("2026-11-20T10:10:00-05:00");
    desk.write(ANA, "Computador", COMPUTER);
    desk.step().await;
    desk.write_with(ANA, "Consulta", "¿Qué pasó con mi solicitud?", PROVEN);
    let asked = desk.step().await;
    assert_eq!(kinds(&asked), ["ask-number ana"]);
    assert!(asked[0].text.contains("1. SOL-2026-000001 · Computador"), "{}", asked[0].text);
    assert!(asked[0].text.contains("a la espera de los datos que le pedimos"), "{}", asked[0].text);
    desk.answer(ANA, &asked[0], "el primero");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["missing-information ana"]);
    desk.answer(ANA, &letters[0], "placa 45231");
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 1);
    assert_eq!(count(&desk).await, (2, 0));
    desk.is_at_rest().await;
}

async fn another_matter_is_another_matter(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write(ANA, "Computador", COMPUTER);
    desk.step().await;
    desk.write_with(ANA, "Impresora", "La impresora del piso 3 tampoco imprime", PROVEN);
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 1);
    assert_eq!(count(&desk).await, (1, 1));
    desk.is_at_rest().await;
}
