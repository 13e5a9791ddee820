//! Monitoring tools: proven alerts are incidents, answered to nobody; a recovery joins the open one.

use super::PROVEN;
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(a_proven_alert_is_an_incident_answered_to_nobody, an_alert_that_nobody_vouches_for_opens_nothing,);

const ZABBIX: &str = "Zabbix <zabbix@scj.test>";
pub const CONFIGURED: &str =
    "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n[rules]\nmonitoring_senders = [\"zabbix@scj.test\"]\n";

async fn a_proven_alert_is_an_incident_answered_to_nobody(on: On) {
    let mut desk = TestDesk::with(on, CONFIGURED).await;
    // As such tools write: by machine.
    let headers = format!("{PROVEN}Auto-Submitted: auto-generated\r\n");
    desk.write_with(
        ZABBIX,
        "Problem: Servidor de Orfeo caído (srv-orfeo01)",
        "Host: srv-orfeo01\r\nSeverity: High",
        &headers,
    );
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind == "assignment"), "{letters:?}");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.kind.as_deref(), ticket.status.as_str()), (Some("incident"), "open"));
    assert_eq!(ticket.category.as_deref(), Some("servidores"));

    desk.write_with(
        ZABBIX,
        "Problem: Servidor de Orfeo caído (srv-orfeo01)",
        "Host: srv-orfeo01, still",
        &headers,
    );
    assert!(desk.step().await.is_empty(), "the same alert again makes no noise");
    desk.write_with(ZABBIX, "Problem: Servidor de correo caído (srv-mail02)", "Host: srv-mail02", &headers);
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000002").await.status, "open", "another host is another case");

    desk.write_with(
        ZABBIX,
        "Resolved in 5m 3s: Servidor de Orfeo caído (srv-orfeo01)",
        "Host: srv-orfeo01",
        &headers,
    );
    let letters = desk.step().await;
    assert!(
        !letters.is_empty() && letters.iter().all(|letter| letter.kind == "follow-up-notice"),
        "{letters:?}"
    );
    assert_eq!(of_kind(&letters, "follow-up-notice")[0].ticket.as_deref(), Some("SCJ-2026-000001"));
    let notice = of_kind(&letters, "follow-up-notice")[0].clone();
    assert!(notice.text.contains("#solucion") && !notice.text.contains("le llega"), "{}", notice.text);
    assert_eq!(
        desk.history("SCJ-2026-000001").await,
        ["registered", "categorised", "not-acknowledged", "assigned", "alert-repeated", "recovered"]
    );
    desk.write_with(ZABBIX, "Resolved in 1m: Disco lleno en db09", "Host: db09", &headers);
    assert!(desk.step().await.is_empty());
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "follow_up", "new_ticket", "follow_up", "automatic"]);
    assert!(desk.letters().iter().all(|letter| !letter.to.contains("zabbix")));
    // A machine is asked nothing, and no letter to it is claimed.
    let who = notice.to.clone();
    for asked in ["#pedir\r\n¿Qué modelo es?", "#formato F-GT-285", "Ya lo reviso"] {
        desk.answer(&who, &notice, asked);
        let letters = desk.step().await;
        assert_eq!((letters.len(), letters[0].kind.as_str()), (1, "command-error"), "{asked}");
        assert!(letters[0].text.contains("herramienta de monitoreo"), "{}", letters[0].text);
    }
    let case = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((case.waits_for, case.first_reply_at), (None, None));
    desk.answer(&who, &notice, "#solucion\r\nSe reinició el servidor");
    let letters = desk.step().await;
    let result = of_kind(&letters, "command-result")[0];
    assert!(result.text.contains("no se le escribe") && !result.text.contains("encuesta"), "{}", result.text);
    desk.is_at_rest().await;
}

async fn an_alert_that_nobody_vouches_for_opens_nothing(on: On) {
    let mut desk = TestDesk::with(on, CONFIGURED).await;
    for n in 0..3 {
        desk.write(ZABBIX, &format!("Problem: host {n} down"), "Host down");
    }
    let letters = desk.step().await;
    assert_eq!(letters.len(), 1, "the operator is told once a day: {letters:?}");
    assert_eq!(letters[0].kind, "operator-alert");
    assert!(desk.taken().await.iter().all(|(outcome, ticket)| outcome == "unproven" && ticket.is_none()));
}
