//! What fails while mail flows through `radica serve`: connections, answers, the mailbox's numbering, the database.
//! Afterwards cases and letters are counted.

mod clock;
mod locked;
mod refusals;
mod slow;

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::lab::{DESK, Lab};
use crate::support::lab_config::Ways;
use crate::support::postgres::Server;
use crate::support::program::{LabDesk, Serving, mail, proxy, until};

const SQLITE: &str = "sqlite://radica.db";
const MAILS: usize = 40;

/// The n-th mail: complete, from somebody of their own whose letters all come to ana.
fn numbered(n: usize) -> (String, String) {
    let from = format!("ana+f{n}@scj.test");
    let text = format!(
        "El computador {n} no enciende.\r\n\r\nDependencia: Despacho\r\nPlaca 45231\r\nSede: Casa de Justicia de Bosa"
    );
    let mail = mail(
        &format!("Ana Pérez <{from}>"),
        &format!("f{n}@cliente.test"),
        &format!("Equipo {n}"),
        &text,
        "",
    );
    (from, mail)
}

fn send(lab: &Lab, which: impl Iterator<Item = usize>) {
    let mails: Vec<(String, String)> = which.map(numbered).collect();
    lab.send_all(mails.iter().map(|(from, mail)| (from.as_str(), mail.as_str())));
}

/// Whether a letter may have come more than once: SMTP cannot promise otherwise when an answer is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    One,
    OneOrMore,
}

/// The mailbox is empty, the daemon is stopped, a last round sends what was put off; then every mail is one case,
/// and every letter is where it should be.
fn settle(desk: &LabDesk, serving: Serving, mails: &BTreeSet<String>, copies: Copies) -> String {
    serving.log_shows("mail taken", mails.len());
    until("all mail is filed away", || desk.waiting() == 0);
    let log = serving.stop();
    desk.round();
    let inbound = desk.list("inbound");
    assert!(
        inbound.iter().all(|row| row["outcome"] == "new_ticket" || row["outcome"] == "duplicate"),
        "{inbound:?}"
    );
    let new: Vec<&Value> = inbound.iter().filter(|row| row["outcome"] == "new_ticket").collect();
    let taken: BTreeSet<String> =
        new.iter().map(|row| row["message_id"].as_str().unwrap().to_owned()).collect();
    let cases: BTreeSet<&str> = new.iter().map(|row| row["ticket"].as_str().unwrap()).collect();
    assert_eq!(&taken, mails);
    assert_eq!((new.len(), cases.len()), (mails.len(), mails.len()), "one case a mail");
    assert_eq!(desk.list("ticket").len(), mails.len());
    let outbox = desk.list("outbox");
    let unsent: Vec<&Value> = outbox.iter().filter(|row| row["state"] != "sent").collect();
    assert!(unsent.is_empty(), "{unsent:?}\n{log}");
    for (user, kind) in [("ana", "acknowledgement"), ("agente1", "assignment"), ("agente2", "assignment")] {
        let wanted: BTreeSet<&str> = outbox
            .iter()
            .filter(|row| row["to"][0].as_str().unwrap().starts_with(user))
            .map(|row| {
                assert_eq!(row["kind"], kind);
                row["message_id"].as_str().unwrap()
            })
            .collect();
        assert_eq!(wanted.len(), mails.len(), "{user}");
        let mut got = HashMap::new();
        until(&format!("{user} has every letter"), || {
            got = desk.ids(user);
            wanted.iter().all(|id| got.contains_key(*id))
        });
        assert_eq!(got.len(), wanted.len(), "{user}");
        assert!(copies == Copies::OneOrMore || got.values().all(|times| *times == 1), "{user}: {got:?}");
    }
    log
}

fn all() -> BTreeSet<String> {
    (1..=MAILS).map(|n| format!("f{n}@cliente.test")).collect()
}

/// Forty mails while a fault lasts for so many times.
fn forty_mails(fault: &str, times: usize, copies: Copies) -> String {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    desk.lab.fault(fault, Some(&times.to_string()));
    send(&desk.lab, 1..=MAILS);
    until(&format!("{fault} is used up"), || proxy(&desk.lab, "status")["faults"] == json!({}));
    settle(&desk, serving, &all(), copies)
}

/// Forty mails, and connections that are reset in between.
fn forty_mails_and_resets(fault: &str, copies: Copies) {
    let desk = LabDesk::open(Ways::StarttlsAndSmtps, SQLITE);
    let serving = desk.serve();
    for quarter in 0..4 {
        send(&desk.lab, quarter * 10 + 1..=quarter * 10 + 10);
        serving.log_shows("mail taken", quarter * 10 + 3);
        desk.lab.fault(fault, None);
    }
    settle(&desk, serving, &all(), copies);
}

#[test]
fn imap_answers_cut_in_the_middle() {
    forty_mails("imap-drop", 3, Copies::One);
}

#[test]
fn imap_connections_reset() {
    forty_mails_and_resets("imap-reset", Copies::One);
}

#[test]
fn imap_answers_late() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    desk.lab.fault("imap-slow", Some("0.3"));
    send(&desk.lab, 1..=MAILS);
    serving.log_shows("mail taken", MAILS);
    until("all mail is filed away", || desk.waiting() == 0);
    desk.lab.heal();
    let log = settle(&desk, serving, &all(), Copies::One);
    assert!(!log.contains("ERROR"), "slow is no trouble: {log}");
}

#[test]
fn recipients_refused_for_now() {
    forty_mails("smtp-4xx", 5, Copies::One);
}

#[test]
fn letters_refused_for_now() {
    forty_mails("smtp-4xx-data", 5, Copies::One);
}

#[test]
fn the_servers_last_word_is_lost() {
    forty_mails("smtp-drop", 3, Copies::OneOrMore);
}

#[test]
fn the_connection_ends_before_the_last_word() {
    forty_mails("smtp-cut", 3, Copies::One);
}

#[test]
fn smtp_connections_reset() {
    forty_mails_and_resets("smtp-reset", Copies::OneOrMore);
}

#[test]
fn letters_refused_for_good_are_told_to_staff() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    // The acknowledgement and both assignments.
    desk.lab.fault("smtp-5xx", Some("3"));
    send(&desk.lab, 1..=1);
    for agent in ["agente1", "agente2"] {
        let told = desk.letters(agent, "delivery-failure", 1).remove(0);
        assert!(told.text.contains("ana+f1@scj.test"), "{}", told.text);
    }
    // What does not reach an agent is the coordinator's matter.
    let told = desk.letters("coordinador", "delivery-failure", 2);
    assert!(
        ["agente1@scj.test", "agente2@scj.test"]
            .iter()
            .all(|to| told.iter().any(|letter| letter.text.contains(to)))
    );
    serving.stop();
    desk.round();
    let outbox = desk.list("outbox");
    let states: Vec<(&str, &str)> =
        outbox.iter().map(|row| (row["kind"].as_str().unwrap(), row["state"].as_str().unwrap())).collect();
    assert_eq!(states.len(), 7);
    for (kind, state) in states {
        assert_eq!(state, if kind == "delivery-failure" { "sent" } else { "failed" }, "{kind}");
    }
    assert!(desk.inbox("ana").is_empty());
}

#[test]
fn the_mailbox_is_numbered_anew_and_mail_comes_back() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    send(&desk.lab, 1..=10);
    until("they are filed away", || desk.waiting() == 0 && serving.count("mail taken") == 10);
    desk.lab.doveadm(&["mailbox", "update", "--uid-validity", "424242", "-u", DESK, "INBOX"]);
    // Somebody puts everything back into the inbox, and new mail comes besides.
    desk.lab.doveadm(&["move", "-u", DESK, "INBOX", "mailbox", "Procesados", "all"]);
    send(&desk.lab, 11..=20);
    serving.log_shows("mail taken", 30);
    let mails = (1..=20).map(|n| format!("f{n}@cliente.test")).collect();
    settle(&desk, serving, &mails, Copies::One);
    let outcomes = desk.list("inbound");
    assert_eq!(outcomes.iter().filter(|row| row["outcome"] == "duplicate").count(), 10);
    assert_eq!(desk.filed("Procesados"), 30 - 10, "moved there once each");
}

#[test]
fn mail_vanishes_under_the_desk() {
    let desk = LabDesk::open(Ways::StarttlsAndSmtps, SQLITE);
    let serving = desk.serve();
    // Late answers make the time between list and fetch long.
    desk.lab.fault("imap-slow", Some("0.4"));
    for tenth in 0..4 {
        send(&desk.lab, tenth * 10 + 1..=tenth * 10 + 10);
        until("they are delivered", || desk.delivered() == tenth * 10 + 10);
        // Every mail whose number ends in 7 is deleted by a person, when it is still there.
        let subject = format!("Equipo {}", tenth * 10 + 7);
        desk.lab.doveadm(&["expunge", "-u", DESK, "mailbox", "INBOX", "subject", &subject]);
    }
    until("all mail is filed away", || desk.waiting() == 0);
    desk.lab.heal();
    let taken: BTreeSet<String> =
        desk.list("inbound").iter().map(|row| row["message_id"].as_str().unwrap().to_owned()).collect();
    let lost: Vec<String> = all().difference(&taken).cloned().collect();
    assert!(lost.iter().all(|id| id.ends_with("7@cliente.test")), "{lost:?}");
    assert!(!lost.is_empty(), "some went before they were taken");
    settle(&desk, serving, &taken, Copies::One);
}

#[test]
fn the_database_crashes_and_comes_back() {
    let server = Server::start();
    let desk = LabDesk::open(Ways::ImapsAndSubmission, &server.url);
    let serving = desk.serve();
    send(&desk.lab, 1..=2);
    desk.letters("ana", "acknowledgement", 2);
    until("all is sent", || desk.list("outbox").iter().all(|row| row["state"] == "sent"));
    // It crashes while letters are on their way to a slow server.
    desk.lab.fault("smtp-slow", Some("0.7"));
    send(&desk.lab, 3..=3);
    until("letters are claimed", || {
        desk.list("outbox").iter().any(|row| row["state"] == "queued" && row["attempts"] == 1)
    });
    server.crash();
    desk.letters("ana", "acknowledgement", 3);
    send(&desk.lab, 4..=6);
    serving.log_shows("ERROR", 1);
    // Time for a log that repeats itself to show it.
    std::thread::sleep(Duration::from_secs(4));
    desk.lab.heal();
    server.start_again();
    desk.letters("ana", "acknowledgement", 6);
    for agent in ["agente1", "agente2"] {
        desk.letters(agent, "assignment", 6);
    }
    until("all is sent", || desk.list("outbox").iter().all(|row| row["state"] == "sent"));
    serving.log_shows("the mailbox can be read again", 1);
    let mails = (1..=6).map(|n| format!("f{n}@cliente.test")).collect();
    let log = settle(&desk, serving, &mails, Copies::One);
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert!(errors.len() <= 3, "each of the three loops says it once: {errors:#?}");
}

#[test]
fn outages_are_said_once_and_end_by_themselves() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    desk.lab.fault("smtp-down", None);
    send(&desk.lab, 1..=1);
    serving.log_shows("letters cannot be sent", 1);
    desk.lab.heal();
    desk.letters("ana", "acknowledgement", 1);
    serving.log_shows("letters can be sent again", 1);
    desk.lab.fault("imap-down", None);
    serving.log_shows("the mailbox cannot be read", 1);
    send(&desk.lab, 2..=2);
    desk.lab.heal();
    desk.letters("ana", "acknowledgement", 2);
    serving.log_shows("the mailbox can be read again", 1);
    let mails = (1..=2).map(|n| format!("f{n}@cliente.test")).collect();
    let log = settle(&desk, serving, &mails, Copies::One);
    // A connection that breaks and one that is refused are two causes.
    assert!(log.lines().filter(|line| line.contains("ERROR")).count() <= 4, "{log}");
}

#[test]
fn a_letter_whose_bytes_are_lost_holds_up_no_other() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let (from, plain) = numbered(1);
    let log = "línea del registro del equipo\r\n".repeat(8_000);
    let large = plain
        .replace(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n",
        )
        + &format!(
            "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=registro.log\r\n\r\n{log}--b--\r\n"
        );
    let (second, other) = numbered(2);
    desk.lab.send_all([(from.as_str(), large.as_str()), (second.as_str(), other.as_str())]);
    until("both are delivered", || desk.delivered() == 2);
    desk.lab.fault("smtp-down", None);
    assert_eq!(desk.run(&["run-once"]).code, Some(75));
    desk.lab.heal();
    std::fs::rename(desk.path("blobs"), desk.path("lost")).unwrap();
    let said = desk.run(&["run-once"]);
    assert_eq!(said.code, Some(75), "{said:?}");
    assert!(said.err.contains("2 letters stay queued"), "{said:?}");
    assert!(said.out.contains("4 letters sent"), "{said:?}");
    // The bytes are found again.
    std::fs::remove_dir_all(desk.path("blobs")).unwrap();
    std::fs::rename(desk.path("lost"), desk.path("blobs")).unwrap();
    assert!(desk.round().out.contains("2 letters sent"));
    for agent in ["agente1", "agente2"] {
        let letters = desk.letters(agent, "assignment", 2);
        assert!(
            letters.iter().any(|letter| letter.attachments.iter().any(|(name, _)| name == "registro.log"))
        );
    }
    desk.letters("ana", "acknowledgement", 2);
}
