//! Journeys of the built program on real servers: Dovecot, Postfix, SQLite, PostgreSQL.

use std::time::{Duration, Instant};

use crate::support::desk::{Letter, On};
use crate::support::lab::DESK;
use crate::support::lab_config::{self, Ways};
use crate::support::program::{LabDesk, answer, mail, until};

/// A database's URL.
pub fn database(on: On) -> String {
    match on {
        On::Sqlite => "sqlite://radica.db".to_owned(),
        On::Postgres => tokio::runtime::Runtime::new().unwrap().block_on(crate::support::postgres::fresh()),
    }
}

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const CLARA: &str = "clara@scj.test";
const COMPLETE: &str =
    "La impresora del piso 3 no imprime.\r\n\r\nDependencia: Despacho\r\nSede: Casa de Justicia de Bosa";

/// The outcomes of all mails taken, oldest first.
fn outcomes(desk: &LabDesk) -> Vec<(String, String)> {
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("-").to_owned();
    let mut rows = desk.list("inbound");
    rows.sort_by_key(|row| row["id"].as_i64());
    rows.iter().map(|row| (text(row, "outcome"), text(row, "ticket"))).collect()
}

fn outcome(what: &str, number: &str) -> (String, String) {
    (what.to_owned(), number.to_owned())
}

/// Letters by kind, state and recipient.
fn outbox(desk: &LabDesk, kind: &str) -> Vec<(String, String)> {
    desk.list("outbox")
        .iter()
        .filter(|row| row["kind"] == kind)
        .map(|row| (row["state"].as_str().unwrap().to_owned(), row["to"][0].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn a_journey_on_sqlite_by_imaps_and_submission() {
    journey(On::Sqlite, Ways::ImapsAndSubmission);
}

#[test]
fn a_journey_on_sqlite_by_starttls_and_smtps() {
    journey(On::Sqlite, Ways::StarttlsAndSmtps);
}

#[test]
fn a_journey_on_postgresql_by_imaps_and_submission() {
    journey(On::Postgres, Ways::ImapsAndSubmission);
}

#[test]
fn a_journey_on_postgresql_by_starttls_and_smtps() {
    journey(On::Postgres, Ways::StarttlsAndSmtps);
}

fn journey(on: On, ways: Ways) {
    let desk = LabDesk::open(ways, &database(on));
    // A complete mail: a case, known to its requester and to both agents of the group.
    desk.lab.send(&mail(ANA, "uno@cliente.test", "Impresora", COMPLETE, ""), "ana@scj.test", DESK);
    desk.round();
    let acknowledgement = desk.letters("ana", "acknowledgement", 1).remove(0);
    assert_eq!(acknowledgement.subject, "[SCJ-2026-000001] Impresora");
    assert_eq!(acknowledgement.in_reply_to.as_deref(), Some("uno@cliente.test"));
    let assigned: Vec<Letter> =
        ["agente1", "agente2"].iter().map(|agent| desk.letters(agent, "assignment", 1).remove(0)).collect();
    assert!(assigned.iter().all(|letter| letter.text.contains("La impresora del piso 3 no imprime.")));
    assert_eq!((desk.filed("INBOX"), desk.filed("Procesados")), (0, 1));

    // What she adds goes to whoever has the case.
    let more = answer(ANA, "dos@cliente.test", &acknowledgement, "Ahora tampoco escanea");
    desk.lab.send(&more, "ana@scj.test", DESK);
    desk.round();
    for (agent, assignment) in ["agente1", "agente2"].iter().zip(&assigned) {
        let notice = desk.letters(agent, "follow-up-notice", 1).remove(0);
        assert!(notice.text.contains("Ahora tampoco escanea"), "{}", notice.text);
        assert!(notice.references.contains(&assignment.message_id), "in the agent's own thread");
    }

    // What is missing is asked for, and its answer makes a case of it.
    desk.lab.send(
        &mail(CLARA, "tres@cliente.test", "Computador", "No me prende el computador", ""),
        CLARA,
        DESK,
    );
    desk.round();
    let asked = desk.letters("clara", "missing-information", 1).remove(0);
    assert_eq!(asked.subject, "[SOL-2026-000001] Computador");
    let complete = answer(
        CLARA,
        "cuatro@cliente.test",
        &asked,
        "Nombre: Clara Rojas\r\nDependencia: Despacho\r\nPlaca 45231, sede Bosa",
    );
    desk.lab.send(&complete, CLARA, DESK);
    desk.round();
    let registered = desk.letters("clara", "acknowledgement", 1).remove(0);
    assert_eq!(registered.ticket.as_deref(), Some("SCJ-2026-000002"));
    assert!(registered.references.contains(&asked.message_id));
    for agent in ["agente1", "agente2"] {
        desk.letters(agent, "assignment", 2);
    }

    // A letter that comes back is tied to its case and told to those who have it, and that is the end of it.
    let nobody = mail("Nadie Nunca <nadie@scj.test>", "cinco@cliente.test", "Impresora", COMPLETE, "");
    desk.lab.send(&nobody, "nadie@scj.test", DESK);
    desk.round();
    desk.lab.wait(DESK, 1); // Postfix's own report
    desk.round();
    for agent in ["agente1", "agente2"] {
        let failure = desk.letters(agent, "delivery-failure", 1).remove(0);
        assert!(
            failure.text.contains("nadie@scj.test") && failure.text.contains("5.1.1"),
            "{}",
            failure.text
        );
        assert_eq!(failure.ticket.as_deref(), Some("SCJ-2026-000003"));
    }
    let said = desk.round();
    assert_eq!(said.out, "0 mails taken (0 set apart), 0 deadlines met, 0 letters sent, 0 failed.\n");
    let sent = |to: &str| ("sent".to_owned(), to.to_owned());
    assert_eq!(
        outbox(&desk, "acknowledgement"),
        [sent("ana@scj.test"), sent("clara@scj.test"), ("failed".to_owned(), "nadie@scj.test".to_owned())]
    );
    assert_eq!(outbox(&desk, "delivery-failure"), [sent("agente1@scj.test"), sent("agente2@scj.test")]);
    assert_eq!(
        outcomes(&desk),
        [
            outcome("new_ticket", "SCJ-2026-000001"),
            outcome("follow_up", "SCJ-2026-000001"),
            outcome("new_request", "SCJ-2026-000002"),
            outcome("information", "SCJ-2026-000002"),
            outcome("new_ticket", "SCJ-2026-000003"),
            outcome("bounce", "SCJ-2026-000003"),
        ]
    );
    assert_eq!((desk.filed("INBOX"), desk.filed("Procesados")), (0, 6));
}

#[test]
fn two_agents_answer_at_once_on_real_servers() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, "sqlite://radica.db");
    desk.lab.send(&mail(ANA, "uno@cliente.test", "Impresora", COMPLETE, ""), "ana@scj.test", DESK);
    desk.round();
    for (agent, command) in
        [("agente1", "#tomar"), ("agente2", "#solucion\r\nReinicié la cola de impresión.")]
    {
        let assignment = desk.letters(agent, "assignment", 1).remove(0);
        let from = format!("{agent}@scj.test");
        let text = answer(&from, &format!("{agent}@cliente.test"), &assignment, command);
        desk.lab.send(&text, &from, DESK);
    }
    desk.round();
    // Whoever comes first has it. A solution of the second on a colleague's case is refused; the first one's holds.
    let status = desk.list("ticket")[0]["status"].as_str().unwrap().to_owned();
    let refused = outbox(&desk, "command-error");
    let done = outbox(&desk, "command-result");
    assert_eq!((refused.len(), done.len()), (1, 1), "{refused:?} {done:?}");
    match status.as_str() {
        "open" => {
            assert_eq!((refused[0].1.as_str(), done[0].1.as_str()), ("agente2@scj.test", "agente1@scj.test"))
        }
        "resolved" => {
            assert_eq!((refused[0].1.as_str(), done[0].1.as_str()), ("agente1@scj.test", "agente2@scj.test"));
            assert!(desk.letters("ana", "survey", 1)[0].text.contains("Reinicié la cola"));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn serve_answers_at_once_and_ends_at_once() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, "sqlite://radica.db");
    let mut serving = desk.serve();
    // Twice, so that the second comes while it idles.
    for n in 1..=2 {
        let sent = Instant::now();
        let text = mail(ANA, &format!("{n}@cliente.test"), &format!("Equipo {n}"), COMPLETE, "");
        desk.lab.send_only(&text, "ana@scj.test", DESK);
        desk.letters("ana", "acknowledgement", n);
        // The mailbox is looked at every ten minutes, the outbox every fifteen seconds.
        assert!(sent.elapsed() < Duration::from_secs(12), "{:?}\n{}", sent.elapsed(), serving.log());
        until("it is filed away", || desk.waiting() == 0);
    }
    serving.signal("TERM");
    let status = serving.ends_within(Duration::from_secs(5));
    assert_eq!(status.code(), Some(0), "{}", serving.log());
    let log = serving.log();
    assert!(log.contains("stopped") && !log.contains("ERROR"), "{log}");
    assert!(!log.contains("ana@scj.test") && !log.contains("no imprime"), "masked, without text: {log}");
}

#[test]
fn sighup_reads_the_files_again_and_keeps_the_old_ones_when_they_are_wrong() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, "sqlite://radica.db");
    let serving = desk.serve();
    let staff = std::fs::read_to_string(desk.path("staff.toml")).unwrap();
    let without = staff.replacen(
        "groups = [\"mesa-n1\", \"office365\", \"inventarios\"]",
        "groups = [\"inventarios\"]",
        1,
    );
    assert_ne!(staff, without);
    std::fs::write(desk.path("staff.toml"), without).unwrap();
    serving.signal("HUP");
    serving.log_shows("catalogue, staff and templates read again", 1);
    let send = |n: usize| {
        let text = mail(ANA, &format!("{n}@cliente.test"), &format!("Equipo {n}"), COMPLETE, "");
        desk.lab.send_only(&text, "ana@scj.test", DESK);
        desk.letters("ana", "acknowledgement", n);
    };
    send(1);
    desk.letters("agente1", "assignment", 1);
    assert_eq!(outbox(&desk, "assignment").len(), 1, "the other has left the group");

    std::fs::write(desk.path("staff.toml"), format!("{staff}\n[[person]\n")).unwrap();
    serving.signal("HUP");
    serving.log_shows("the old catalogue, staff and templates stay", 1);
    let told = serving.log();
    let line = told.lines().find(|line| line.contains("the old catalogue")).unwrap();
    assert!(line.contains("ERROR") && line.contains("staff.toml"), "{line}");
    send(2);
    desk.letters("agente1", "assignment", 2);
    assert_eq!(outbox(&desk, "assignment").len(), 2, "still as it was read last");

    std::fs::write(desk.path("staff.toml"), staff).unwrap();
    serving.signal("HUP");
    serving.log_shows("catalogue, staff and templates read again", 2);
    send(3);
    desk.letters("agente2", "assignment", 1);
    serving.stop();
}

#[test]
fn a_second_one_on_the_same_file_refuses() {
    let desk = LabDesk::open(Ways::StarttlsAndSmtps, "sqlite://radica.db");
    let serving = desk.serve();
    for command in ["serve", "run-once"] {
        let said = desk.run(&[command]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let told: Vec<&str> = said.err.lines().filter(|line| !line.contains("RADICA_NOW")).collect();
        assert_eq!(
            told,
            [format!(
                "error: another radica works on {}; on SQLite only one may",
                desk.path("radica.db").display()
            )],
        );
    }
    // Looking is no working.
    assert_eq!(desk.run(&["outbox", "list"]).code, Some(0));
    serving.stop();
}

#[test]
fn run_once_leaves_for_later_what_cannot_be_done_now() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, "sqlite://radica.db");
    desk.lab.send(&mail(ANA, "uno@cliente.test", "Impresora", COMPLETE, ""), "ana@scj.test", DESK);
    desk.lab.fault("imap-down", None);
    let said = desk.run(&["run-once"]);
    assert_eq!(said.code, Some(75), "{said:?}");
    assert!(
        said.err.lines().last().unwrap().starts_with("error: ") && said.err.contains("localhost"),
        "{said:?}"
    );
    assert!(desk.list("inbound").is_empty());
    desk.lab.heal();

    desk.lab.fault("smtp-down", None);
    let said = desk.run(&["run-once"]);
    assert_eq!(said.code, Some(75), "{said:?}");
    assert!(said.err.contains("3 letters stay queued"), "{said:?}");
    assert!(said.out.contains("1 mails taken"), "{said:?}");
    assert!(desk.list("outbox").iter().all(|row| row["state"] == "queued"));
    desk.lab.heal();

    let said = desk.round();
    assert!(said.out.contains("0 mails taken") && said.out.contains("3 letters sent"), "{said:?}");
    desk.letters("ana", "acknowledgement", 1);
    for agent in ["agente1", "agente2"] {
        desk.letters(agent, "assignment", 1);
    }
    assert!(desk.round().out.contains(" 0 letters sent"));
    assert_eq!(desk.inbox("ana").len() + desk.inbox("agente1").len() + desk.inbox("agente2").len(), 3);
}

#[test]
fn check_tells_what_holds_and_what_does_not() {
    for ways in [Ways::ImapsAndSubmission, Ways::StarttlsAndSmtps] {
        let desk = LabDesk::open(ways, "sqlite://radica.db");
        let said = desk.run(&["check"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let lines: Vec<&str> = said.out.lines().filter(|line| !line.starts_with("note")).collect();
        let parts =
            ["configuration", "staff", "catalogue", "templates", "database", "blobs", "mailbox", "outgoing"];
        assert_eq!(lines.len(), parts.len(), "{said:?}");
        for (line, part) in lines.iter().zip(parts) {
            assert!(line.starts_with(&format!("ok    {part} ")), "{line}");
        }
        assert!(lines[6].contains("INBOX: 0 mails"), "{}", lines[6]);
        let text = std::fs::read_to_string(desk.path("radica.toml")).unwrap();
        std::fs::write(desk.path("radica.toml"), text.replace("secreto", "equivocado")).unwrap();
        let said = desk.run(&["check"]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let failed: Vec<&str> = said.out.lines().filter(|line| line.starts_with("FAIL")).collect();
        assert_eq!(failed.len(), 2, "{said:?}");
        assert!(failed[0].contains("mailbox") && failed[1].contains("outgoing"), "{failed:?}");
        assert!(said.err.ends_with("error: 2 parts do not hold\n"), "{said:?}");
        assert!(!format!("{said:?}").contains("equivocado"), "no secret is shown");
    }
    let desk = LabDesk::open(Ways::ImapsAndSubmission, &database(On::Postgres));
    assert_eq!(desk.run(&["check"]).code, Some(0));
    lab_config::write(
        desk.folder.path(),
        &desk.lab,
        Ways::ImapsAndSubmission,
        "sqlite://no/such/folder/r.db",
        "",
    );
    let said = desk.run(&["check"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.lines().any(|line| line.starts_with("FAIL  database")), "{said:?}");
}
