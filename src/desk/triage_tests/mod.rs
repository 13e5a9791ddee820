//! Every door of triage, the order between doors, and what holds whatever comes in.

mod ceilings_and_deadlines;
mod doors;
mod properties;
mod requests;

use std::sync::LazyLock;

use super::address::{Address, Contact};
use super::decision::{About, Change, DeadlineKind, Decision, NewLetter, Outcome};
use super::due::request_due;
use super::facts::{
    Case, Details, Facts, Field, LetterView, RequestStatus, RequestView, TicketStatus, TicketView,
};
use super::letter::{Content, OwnCase};
use super::mail::{Automatic, Bounce, Mail, Verdict};
use super::message_id::MessageId;
use super::rules::Rules;
use super::triage::triage;
use crate::config::catalog::Priority;
use jiff::{SignedDuration, Timestamp};

const DESK: &str = "soporte.tecnico@scj.test";
/// Of the entity and of its directory.
const ANA: &str = "ana@scj.test";
/// Of the entity, and otherwise unknown.
const CLARA: &str = "clara@scj.test";
const AGENT: &str = "agente1@scj.test";
const COLLEAGUE: &str = "agente2@scj.test";
const COORDINATOR: &str = "coordinador@scj.test";
/// Not of the entity.
const PEDRO: &str = "pedro@example.org";

pub(in crate::desk) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let deploy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("radica.toml");
    let text = format!(
        "[desk]\naddress = \"{DESK}\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n"
    );
    std::fs::write(&file, text).unwrap();
    let config = crate::config::load(&file).unwrap();
    let staff = crate::config::staff::Staff::load(&deploy.join("staff.toml")).unwrap();
    let catalog = crate::config::catalog::Catalog::load(&deploy.join("catalog.toml"), &staff).unwrap();
    Rules::new(&config, staff, catalog, &crate::config::vocabulary::Vocabulary::shipped())
});

fn now() -> Timestamp {
    "2026-11-20T10:00:00-05:00".parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn contact(text: &str) -> Contact {
    Contact { address: address(text), name: None }
}

const BROKEN: &str = "La impresora del piso 3 no imprime";

fn mail(from: &str, subject: &str, text: &str) -> Mail {
    Mail {
        message_id: MessageId::parse("m@cliente.test"),
        from: Some(contact(from)),
        authors: 1,
        to: vec![contact(DESK)],
        subject: subject.to_owned(),
        new_text: text.to_owned(),
        ..Mail::default()
    }
}

pub(super) fn ticket(id: i64, requester: &str) -> TicketView {
    TicketView {
        id,
        number: format!("SCJ-2026-{id:06}"),
        status: TicketStatus::Open,
        kind: None,
        category: None,
        priority: Priority::Media,
        title: "Impresora".to_owned(),
        description: "La impresora del piso 3 no imprime".to_owned(),
        group: "mesa-n1".to_owned(),
        level: 1,
        assignee: None,
        requester: contact(requester),
        department: None,
        site: None,
        details: Details::new(),
        reopened: 0,
        created_at: now(),
        first_reply_due: now() + SignedDuration::from_hours(2),
        resolution_due: now() + SignedDuration::from_hours(30),
        waits_for: None,
        waiting_since: None,
        resolved_at: None,
        closed_at: None,
        participants: Vec::new(),
        channel: "email".to_owned(),
        problem: None,
        first_reply_at: None,
        waited: SignedDuration::ZERO,
        sla_told: 0,
        merged_into: None,
        version: 0,
    }
}

fn request(id: i64, requester: &str, status: RequestStatus) -> RequestView {
    RequestView {
        id,
        reference: Some(format!("SOL-2026-{id:06}")),
        status,
        requester: address(requester),
        name: None,
        department: None,
        site: Some("C4".to_owned()),
        details: Details::from([("asset_tag".to_owned(), "45231".to_owned())]),
        title: "Computador".to_owned(),
        description: "No me prende el computador".to_owned(),
        copied: Vec::new(),
        missing: vec![Field::Name, Field::Department],
        asked: 1,
        offered: Vec::new(),
        expires_at: now() + SignedDuration::from_hours(48),
        created_at: now(),
        attachments: Vec::new(),
        ticket: None,
    }
}

fn proof(to: &str, for_staff: bool, case: Case) -> LetterView {
    LetterView {
        id: 7,
        kind: "assignment".to_owned(),
        to: address(to),
        subject: "Impresora".to_owned(),
        reference: "ref.7@scj.test".to_owned(),
        for_staff,
        failed: false,
        case: Some(case),
    }
}

fn named(cases: impl IntoIterator<Item = Case>) -> Facts {
    Facts { named: cases.into_iter().collect(), ..Facts::default() }
}

fn letters(decision: &Decision) -> Vec<&NewLetter> {
    decision
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Letter(letter) => Some(&**letter),
            _ => None,
        })
        .collect()
}

/// `kind to address`, in order.
fn sent(decision: &Decision) -> Vec<String> {
    letters(decision)
        .iter()
        .map(|letter| format!("{} {}", letter.content.kind(), letter.to.address))
        .collect()
}

/// Judges a mail and compares outcome, matter and letters.
#[track_caller]
fn goes(
    what: &str,
    mail: &Mail,
    facts: &Facts,
    outcome: Outcome,
    about: About,
    letters: &[&str],
) -> Decision {
    let decision = triage(mail, facts, &RULES, now());
    assert_eq!((decision.outcome, decision.about), (outcome, about), "{what}: {:?}", decision.why);
    assert_eq!(sent(&decision), letters, "{what}: {:?}", decision.why);
    assert!(!decision.why.is_empty(), "{what}");
    decision
}

const TO_GROUP: [&str; 2] = ["follow-up-notice agente1@scj.test", "follow-up-notice agente2@scj.test"];
/// [4] A question how the case stands is answered besides.
const TO_GROUP_AND_TOLD: [&str; 3] =
    ["follow-up-notice agente1@scj.test", "follow-up-notice agente2@scj.test", "status ana@scj.test"];
const REGISTERED: [&str; 3] =
    ["acknowledgement ana@scj.test", "assignment agente1@scj.test", "assignment agente2@scj.test"];
