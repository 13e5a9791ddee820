//! [12], [13] Buildings: owned to Recursos Físicos, leased to Dirección Técnica, whose answer completes the case.

use super::{ANA, AREA, BRUNO, CLARA};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    an_owned_building_goes_to_its_area_as_agents,
    a_leased_building_waits_for_the_area_whose_answer_completes_it,
    a_forged_answer_of_the_area_does_nothing,
    a_site_that_nobody_knows_is_asked_for,
);

async fn an_owned_building_goes_to_its_area_as_agents(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(BRUNO, "Gotera", "Hay una gotera en el techo de la oficina, piso 2");
    let letters = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.category.as_deref(), Some("locativo"));
    assert_eq!((ticket.group_id.as_str(), ticket.status.as_str()), ("recursos-fisicos", "open"));
    let to: Vec<&str> = of_kind(&letters, "assignment").iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["recursos.fisicos@scj.test"]);
    assert!(of_kind(&letters, "area-request").is_empty());
    desk.is_at_rest().await;
}

async fn a_leased_building_waits_for_the_area_whose_answer_completes_it(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Luminaria", "Se fundió una luminaria del pasillo en el nivel central, piso 4");
    let letters = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.group_id.as_str(), ticket.status.as_str()), ("mesa-n1", "waiting_third_party"));
    assert_eq!(ticket.waits_for.as_deref(), Some("area"));
    let asked = of_kind(&letters, "area-request")[0].clone();
    assert_eq!(asked.to, AREA);
    assert!(
        asked.text.contains("luminaria del pasillo") && asked.text.contains("Calle 26"),
        "{}",
        asked.text
    );
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert!(acknowledgement.text.contains("Dirección Técnica"), "{}", acknowledgement.text);

    // A receipt is documented, and the wait goes on (ruling 12).
    desk.answer(AREA, &asked, "Recibido, en trámite con el arrendador.");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "waiting_third_party");

    // How does it stand?
    desk.write(ANA, "[SCJ-2026-000001] Luminaria", "¿Cómo va mi caso?");
    let letters = desk.step().await;
    let status = of_kind(&letters, "status")[0];
    assert!(status.text.contains("tercero") && status.text.contains("Dirección Técnica"), "{}", status.text);

    desk.answer(AREA, &asked, "Buenas tardes. El arrendador cambió la luminaria el día de hoy.");
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!((letters[0].kind.as_str(), letters[0].to.as_str()), ("survey", "ana@scj.test"));
    assert!(letters[0].text.contains("cambió la luminaria"), "{}", letters[0].text);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.status, "resolved");
    assert!(ticket.resolved_at.is_some() && ticket.waits_for.is_none());
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "area_answer", "follow_up", "area_answer"]);
    // The mail that was sent is kept, byte for byte, as evidence: [13].
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::outbox::list(&mut tx).await.unwrap();
    let kept = rows.iter().find(|row| row.kind == "area-request").unwrap();
    let bytes = desk.app.blobs.get(&mut tx, kept.mime_sha256.as_deref().unwrap()).await.unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("X-Radica-Kind: area-request"));
    drop(tx);
    desk.is_at_rest().await;
}

/// The buttons of the letter open a mail without thread: its code proves it.
async fn a_forged_answer_of_the_area_does_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Luminaria", "Se fundió una luminaria del pasillo en el nivel central, piso 4");
    let letters = desk.step().await;
    let asked = of_kind(&letters, "area-request")[0].clone();
    desk.write(AREA, "Re: [SCJ-2026-000001] Luminaria", "Atendido: ya se cambió");
    assert!(desk.step().await.is_empty());
    desk.write(
        AREA,
        "Re: [SCJ-2026-000001] Luminaria",
        "Atendido: ya se cambió\r\n\r\nCódigo: ref.aaaaaaaaaaaaaaaaaaaaaaaaaa",
    );
    assert!(desk.step().await.is_empty());
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "unproven", "unproven"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "waiting_third_party");
    let reference = asked.references.iter().find(|id| id.starts_with("ref.")).unwrap();
    let code = reference.split('@').next().unwrap();
    // From another address the code is a stranger's.
    desk.write(
        "otro@scj.test",
        "Re: [SCJ-2026-000001] Luminaria",
        &format!("Atendido: ya\r\n\r\nCódigo: {code}"),
    );
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "waiting_third_party");
    desk.write(
        AREA,
        "Re: [SCJ-2026-000001] Luminaria",
        &format!("Atendido: se cambió el balasto.\r\n\r\nCódigo: {code}"),
    );
    let letters = desk.step().await;
    let survey = of_kind(&letters, "survey")[0];
    assert!(
        survey.text.contains("se cambió el balasto") && !survey.text.contains("Atendido:"),
        "{}",
        survey.text
    );
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "resolved");
}

async fn a_site_that_nobody_knows_is_asked_for(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        CLARA,
        "Puerta",
        "La cerradura de la puerta está dañada.\r\n\r\nClara Rojas\r\nOficina Jurídica",
    );
    let asked = desk.step().await;
    assert_eq!(asked[0].kind, "missing-information", "{asked:?}");
    desk.answer(CLARA, &asked[0], "Sede Puente Aranda, piso 1");
    let letters = desk.step().await;
    assert!(!of_kind(&letters, "assignment").is_empty(), "{letters:?}");
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("#locativo"), "{}", assignment.text);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.group_id, "mesa-n1");
}
