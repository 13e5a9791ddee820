//! `auth = "oauth2"` at both ends, on real servers and a token server that speaks like Microsoft's.

use std::time::Duration;

use crate::support::lab::DESK;
use crate::support::lab_config::{self, Ways};
use crate::support::program::{LabDesk, mail, until};

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const SECRET: &str = "desk-secret";

/// A desk that logs in by token at both ends.
fn desk(ways: Ways) -> LabDesk {
    let desk = LabDesk::open(ways, "sqlite://radica.db");
    let text = std::fs::read_to_string(desk.path("radica.toml")).unwrap();
    let text = text.replace("password = \"secreto\"\n", "auth = \"oauth2\"\n");
    let text = text.replace("poll_interval = \"10m\"", "poll_interval = \"1s\"");
    let oauth2 = lab_config::oauth2(&desk.lab, "client-secret");
    std::fs::write(desk.path("client-secret"), format!("{SECRET}\n")).unwrap();
    std::fs::write(desk.path("radica.toml"), format!("{text}{oauth2}")).unwrap();
    desk
}

fn write(desk: &LabDesk, id: &str) {
    let text =
        "La impresora del piso 3 no imprime.\r\n\r\nDependencia: Despacho\r\nSede: Casa de Justicia de Bosa";
    let raw = mail(ANA, &format!("{id}@cliente.test"), &format!("Impresora {id}"), text, "");
    desk.lab.send_only(&raw, "ana@scj.test", DESK);
}

/// How often tokens were asked for.
fn asked(desk: &LabDesk) -> u64 {
    let stats: serde_json::Value =
        serde_json::from_str(&desk.lab.token_server("GET", "/_lab/stats")).unwrap();
    stats["token"].as_u64().unwrap()
}

#[test]
fn one_token_serves_both_ends() {
    for ways in [Ways::ImapsAndSubmission, Ways::StarttlsAndSmtps] {
        let desk = desk(ways);
        let check = desk.run(&["check"]);
        assert_eq!(check.code, Some(0), "{check:?}");
        for part in ["token", "mailbox", "outgoing"] {
            assert!(check.out.contains(&format!("ok    {part}")), "{part}: {}", check.out);
        }
        assert_eq!(asked(&desk), 1, "a check asks once");
        write(&desk, "uno");
        desk.lab.wait(DESK, 1);
        desk.round();
        desk.letters("ana", "acknowledgement", 1);
        assert_eq!((desk.filed("INBOX"), desk.filed("Procesados")), (0, 1));
        assert_eq!(asked(&desk), 2, "and a round");
    }
}

#[test]
fn tokens_are_renewed_before_they_end() {
    let desk = desk(Ways::ImapsAndSubmission);
    desk.lab.token_server("POST", "/_lab/ttl?s=4");
    let serving = desk.serve();
    let before = asked(&desk);
    // Over several lives of a token, with the mailbox looked at in between.
    for id in ["uno", "dos", "tres", "cuatro"] {
        write(&desk, id);
        let count = asked(&desk);
        until("a new token", || asked(&desk) > count);
    }
    desk.letters("ana", "acknowledgement", 4);
    assert!(asked(&desk) >= before + 4);
    let log = serving.stop();
    assert!(
        !log.contains("ERROR") && log.matches("WARN").count() == 1,
        "nothing but the set clock to tell: {log}"
    );
    assert!(!log.contains(SECRET) && !log.contains("Bearer"), "{log}");
}

#[test]
fn a_token_that_is_void_is_asked_for_anew() {
    let desk = desk(Ways::ImapsAndSubmission);
    let serving = desk.serve();
    write(&desk, "uno");
    desk.letters("ana", "acknowledgement", 1);
    // Microsoft ends the session of a void token; the new login with it is refused once.
    desk.lab.token_server("POST", "/_lab/revoke");
    desk.lab.fault("imap-reset", None);
    desk.lab.fault("smtp-reset", None);
    write(&desk, "dos");
    desk.letters("ana", "acknowledgement", 2);
    serving.log_shows("the mailbox can be read again", 1);
    let log = serving.stop();
    // The connection that is lost, and the login that is refused.
    assert!(log.matches("the mailbox cannot be read").count() <= 2, "{log}");
    assert_eq!(log.matches("by token").count(), 1, "{log}");
}

#[test]
fn a_token_server_in_trouble_is_left_alone_and_told_of_once() {
    let desk = desk(Ways::ImapsAndSubmission);
    desk.lab.token_server("POST", "/_lab/ttl?s=4");
    let serving = desk.serve();
    write(&desk, "uno");
    desk.letters("ana", "acknowledgement", 1);
    let told = "the mailbox cannot be read";
    for (times, fault) in [(1, "fail?n=1000&status=503"), (2, "fail?n=1000&status=429")] {
        desk.lab.token_server("POST", &format!("/_lab/{fault}"));
        serving.log_shows(told, times);
        let count = asked(&desk);
        write(&desk, fault);
        std::thread::sleep(Duration::from_secs(2));
        assert!(asked(&desk) < count + 8, "it is left alone");
        assert_eq!(serving.count(told), times, "told once: {}", serving.log());
        desk.lab.token_server("POST", "/_lab/fail?n=0&status=503");
        desk.letters("ana", "acknowledgement", 1 + times);
        serving.log_shows("the mailbox can be read again", times);
    }
    // Not there at all: as with a mail server that is not there.
    desk.lab.fault("oauth-down", None);
    serving.log_shows(told, 3);
    write(&desk, "tres");
    desk.lab.heal();
    desk.letters("ana", "acknowledgement", 4);
    let log = serving.stop();
    assert!(log.contains("has no time now: HTTP 503") && log.contains("has no time now: HTTP 429"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}

#[test]
fn what_is_refused_is_said_in_the_servers_words() {
    let desk = desk(Ways::ImapsAndSubmission);
    let text = std::fs::read_to_string(desk.path("radica.toml")).unwrap();
    for (wrong, right, says) in [
        ("", "", "AADSTS7000215"),
        ("client_id = \"nobody\"", "client_id = \"desk-app\"", "AADSTS700016"),
        // A token, but for another's mailbox: its application permission is missing.
        (
            "client_id = \"app-ana\"",
            "client_id = \"desk-app\"",
            "refuses the login of soporte.tecnico@scj.test by token",
        ),
    ] {
        let secret = if wrong.is_empty() { "otro" } else { SECRET };
        std::fs::write(desk.path("client-secret"), secret).unwrap();
        std::fs::write(desk.path("radica.toml"), text.replace(right, wrong)).unwrap();
        let check = desk.run(&["check"]);
        assert_eq!(check.code, Some(1), "{check:?}");
        assert!(check.out.contains(says), "{says}: {}", check.out);
        assert!(!check.out.contains("Trace") && !check.out.contains(secret), "{}", check.out);
    }
    // A new secret needs no restart.
    std::fs::write(desk.path("client-secret"), "otro").unwrap();
    std::fs::write(desk.path("radica.toml"), &text).unwrap();
    let serving = desk.serve_unawaited("serve.log");
    serving.log_shows("AADSTS7000215", 1);
    std::fs::write(desk.path("client-secret"), SECRET).unwrap();
    serving.log_shows("the mailbox can be read again", 1);
    serving.stop();
}
