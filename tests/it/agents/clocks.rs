//! ANS: warnings and breaches, each once; waits; the morning's digest.

use super::{JULIAN, LAURA, PROVEN, TRUSTING, case, kinds, to};
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    each_clock_warns_once_and_is_breached_once,
    after_days_off_there_is_no_burst,
    a_wait_stops_the_clocks,
    the_morning_brings_a_digest_once,
);

async fn each_clock_warns_once_and_is_breached_once(on: On) {
    let mut desk = TestDesk::with(on, "[rules]\ndigest = false\n").await;
    case(&mut desk).await;
    // Media: two hours for the first reply. At three quarters:
    desk.at("2026-11-20T11:29:59-05:00");
    assert!(desk.step().await.is_empty());
    desk.at("2026-11-20T11:30:00-05:00");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["sla-warning agente1", "sla-warning agente2"]);
    assert!(letters[0].text.contains("primera respuesta"), "{}", letters[0].text);
    assert!(desk.step().await.is_empty(), "once");
    desk.at("2026-11-20T12:00:00-05:00");
    assert_eq!(
        kinds(&desk.step().await),
        ["sla-breach agente1", "sla-breach agente2", "sla-breach coordinador"]
    );
    assert!(desk.step().await.is_empty(), "once");
    // Sixteen service hours for the solution: nine on Friday, four on Saturday, three on Sunday.
    desk.at("2026-11-22T10:59:59-05:00");
    let warned = desk.step().await;
    assert!(warned.iter().all(|letter| letter.kind == "sla-warning"), "{:?}", kinds(&warned));
    desk.at("2026-11-22T11:00:00-05:00");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["sla-breach agente1", "sla-breach agente2", "sla-breach coordinador"]);
    assert!(letters[0].text.contains("solucionar"), "{}", letters[0].text);
    desk.at("2026-12-20T11:00:00-05:00");
    assert!(desk.step_besides_reports().await.is_empty());
    desk.is_at_rest().await;
}

async fn after_days_off_there_is_no_burst(on: On) {
    let mut desk = TestDesk::with(on, "[rules]\ndigest = false\n").await;
    case(&mut desk).await;
    desk.at("2026-12-20T11:00:00-05:00");
    let letters = desk.step_besides_reports().await;
    assert!(letters.iter().all(|letter| letter.kind == "sla-breach"), "{:?}", kinds(&letters));
    assert_eq!(
        of_kind(&letters, "sla-breach").iter().filter(|letter| letter.to == "coordinador@scj.test").count(),
        2
    );
    assert!(desk.step().await.is_empty());
}

async fn a_wait_stops_the_clocks(on: On) {
    let mut desk = TestDesk::with(on, &format!("{TRUSTING}[rules]\ndigest = false\n")).await;
    let letters = case(&mut desk).await;
    desk.at("2026-11-20T11:00:00-05:00");
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#espera Llega mañana el repuesto");
    desk.step().await;
    desk.at("2026-11-23T11:00:00-05:00");
    assert!(desk.step().await.is_empty(), "nothing while it waits");
    // An hour of the first reply's two was gone: half an hour more to the warning.
    desk.write_with(LAURA, "[SCJ-2026-000001]", "#tomar", PROVEN);
    desk.step().await;
    desk.at("2026-11-23T11:29:59-05:00");
    assert!(desk.step().await.is_empty());
    desk.at("2026-11-23T11:30:00-05:00");
    assert_eq!(kinds(&desk.step().await), ["sla-warning agente1"]);
}

async fn the_morning_brings_a_digest_once(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    let letters = case(&mut desk).await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#tomar");
    desk.step().await;
    // What bears an agent's address and is not proven to be theirs is shown to the coordinator.
    desk.write(LAURA, "[SCJ-2026-000001]", "#solucion\r\nListo");
    desk.step().await;
    // Not on Saturday; on Monday at seven.
    desk.at("2026-11-21T09:00:00-05:00");
    assert!(of_kind(&desk.step().await, "digest").is_empty());
    desk.at("2026-11-23T06:59:00-05:00");
    assert!(of_kind(&desk.step().await, "digest").is_empty());
    desk.at("2026-11-23T07:00:30-05:00");
    let letters = desk.step().await;
    let digests = of_kind(&letters, "digest");
    let mut to: Vec<&str> = digests.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["agente1@scj.test", "coordinador@scj.test"]);
    assert!(
        digests
            .iter()
            .all(|letter| letter.text.contains("SCJ-2026-000001") || letter.to.starts_with("coord"))
    );
    let names_the_forged =
        |letter: &&&Letter| letter.text.contains("agente1@scj.test, sobre SCJ-2026-000001");
    let told: Vec<&str> = digests.iter().filter(names_the_forged).map(|letter| letter.to.as_str()).collect();
    assert_eq!(told, ["coordinador@scj.test"]);
    assert!(of_kind(&desk.step().await, "digest").is_empty(), "once");
    desk.write_with(JULIAN, "[SCJ-2026-000001]", "#solucion\r\nListo", PROVEN);
    desk.step().await;
    desk.at("2026-11-24T07:00:30-05:00");
    assert!(of_kind(&desk.step().await, "digest").is_empty(), "nothing is open");
}
