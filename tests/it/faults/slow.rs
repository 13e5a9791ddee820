//! Servers that trickle, and servers that fall silent, at both ends at once.

use super::{Copies, SQLITE, all, numbered, send, settle};
use crate::support::lab_config::Ways;
use crate::support::program::{LabDesk, until};

#[test]
fn both_servers_trickle() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    let serving = desk.serve();
    desk.lab.fault("imap-drip", Some("64"));
    desk.lab.fault("smtp-drip", Some("8"));
    send(&desk.lab, 1..=40);
    serving.log_shows("mail taken", 40);
    until("letters come", || desk.ids("ana").len() >= 5);
    desk.lab.heal();
    let log = settle(&desk, serving, &all(), Copies::One);
    assert!(!log.contains("ERROR"), "slow is no trouble: {log}");
}

#[test]
fn both_servers_fall_silent_in_the_midst_of_it() {
    let desk = LabDesk::open(Ways::ImapsAndSubmission, SQLITE);
    desk.configure("poll_interval = \"10m\"", "poll_interval = \"2s\"");
    let serving = desk.serve();
    send(&desk.lab, 1..=10);
    until("letters come", || desk.ids("ana").len() >= 3);
    // The mailbox is waited for in IDLE, or is asked; letters are on their way. From now on no byte comes.
    desk.lab.fault("imap-hang", None);
    desk.lab.fault("smtp-hang", None);
    send(&desk.lab, 11..=20);
    serving.log_shows("the mailbox cannot be read", 1);
    desk.lab.heal();
    let (from, last) = numbered(21);
    desk.lab.send_all([(from.as_str(), last.as_str())]);
    let mails = (1..=21).map(|n| format!("f{n}@cliente.test")).collect();
    // The service ran for more than a minute of its own time: what comes after it is later.
    desk.at("2026-11-20T10:10:00-05:00");
    // A letter whose last word was held back was taken.
    let log = settle(&desk, serving, &mails, Copies::OneOrMore);
    assert!(log.contains("the mailbox can be read again"), "{log}");
    assert!(log.matches("ERROR").count() <= 6, "{log}");
}
