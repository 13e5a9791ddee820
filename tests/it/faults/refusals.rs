//! A mailbox whose server says NO while mail flows: to FETCH, to MOVE, to STORE.

use super::{Copies, SQLITE, all, send, settle};
use crate::support::lab::{DESK, Lab};
use crate::support::lab_config::Ways;
use crate::support::program::{LabDesk, proxy, until};

/// A server that offers no MOVE: mail is copied, marked, and expunged.
fn without_move() -> Lab {
    Lab::up_offering(Some("IMAP4rev1 SASL-IR UIDPLUS IDLE LITERAL+ NAMESPACE"))
}

/// Forty mails in four parts, while the server says NO to so many commands of a kind.
fn forty_mails(lab: Lab, fault: &str, times: usize) -> (LabDesk, String) {
    let desk = LabDesk::on(lab, Ways::PlainAndSubmission, SQLITE);
    let serving = desk.serve();
    send(&desk.lab, 1..=10);
    desk.lab.fault(fault, Some(&times.to_string()));
    for part in 1..4 {
        send(&desk.lab, part * 10 + 1..=part * 10 + 10);
    }
    until(&format!("{fault} is used up"), || proxy(&desk.lab, "status")["faults"] == serde_json::json!({}));
    let log = settle(&desk, serving, &all(), Copies::One);
    let mut filed = desk.lab.message_ids(DESK, "Procesados");
    assert_eq!(filed.len(), 40, "each is moved, and none is there twice");
    filed.sort();
    filed.dedup();
    assert_eq!(filed.len(), 40);
    (desk, log)
}

#[test]
fn no_to_fetch() {
    let (_desk, log) = forty_mails(Lab::up(), "imap-no-fetch", 5);
    assert!(log.matches("ERROR").count() <= 3, "{log}");
}

#[test]
fn no_to_move() {
    let (_desk, log) = forty_mails(Lab::up(), "imap-no-move", 5);
    assert!(log.matches("ERROR").count() <= 3, "{log}");
    assert!(log.contains("mails are filed away again"), "{log}");
}

#[test]
fn no_to_store() {
    let (_desk, log) = forty_mails(without_move(), "imap-no-store", 5);
    assert!(log.matches("ERROR").count() <= 3, "{log}");
    assert!(log.contains("mails are filed away again"), "{log}");
}

#[test]
fn mail_that_cannot_be_filed_away_holds_up_no_other() {
    for (lab, fault) in [(Lab::up(), "imap-no-move"), (without_move(), "imap-no-store")] {
        let desk = LabDesk::on(lab, Ways::PlainAndSubmission, SQLITE);
        let serving = desk.serve();
        desk.lab.fault(fault, None);
        for n in 1..=4 {
            send(&desk.lab, n..=n);
            desk.letters("ana", "acknowledgement", n);
        }
        serving.log_shows("mails cannot be filed away", 1);
        assert_eq!(desk.waiting(), 4, "they lie in the inbox");
        desk.lab.heal();
        let mails = (1..=4).map(|n| format!("f{n}@cliente.test")).collect();
        let log = settle(&desk, serving, &mails, Copies::One);
        assert!(!log.contains("the mailbox cannot be read"), "{log}");
        assert_eq!(desk.filed("Procesados"), 4, "{fault}: one copy of each");
        assert!(log.matches("ERROR").count() <= 2, "{log}");
    }
}
