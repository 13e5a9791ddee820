//! The morning's digest: what is overdue, what ends today, what else is open.

use jiff::Timestamp;

use super::address::Address;
use super::agents::summary;
use super::compose::{queue, to_staff};
use super::decision::{About, Change, Decision, Outcome};
use super::facts::{TicketStatus, TicketView};
use super::letter::{CaseSummary, Content, Digest, GroupLoad, UnprovenMail};
use super::rules::Rules;
use crate::clock::bogota;

/// How many cases of a kind a digest names.
const MOST: usize = 50;

/// How a case's times stand this morning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressing {
    Overdue,
    Today,
    Later,
}

fn pressing(ticket: &TicketView, now: Timestamp) -> Pressing {
    if ticket.status != TicketStatus::Open {
        return Pressing::Later;
    }
    let day = |at: Timestamp| at.to_zoned_datetime(bogota()).date();
    let first = ticket.first_reply_at.is_none().then_some(ticket.first_reply_due);
    let dues = [first, Some(ticket.resolution_due)];
    if dues.iter().flatten().any(|due| *due <= now) {
        Pressing::Overdue
    } else if dues.iter().flatten().any(|due| day(*due) == day(now)) {
        Pressing::Today
    } else {
        Pressing::Later
    }
}

/// The letters of a morning: to each agent with open cases, and the desk's to the coordinators. `None` where nothing is
/// open.
///
/// Only what was there at opening counts: what comes later is new to nobody.
/// `unproven` is for the coordinators' eyes (ruling 23).
pub fn of(
    open: &[TicketView],
    unproven: &[UnprovenMail],
    opened_at: Timestamp,
    rules: &Rules,
    now: Timestamp,
) -> Option<Decision> {
    let open: Vec<TicketView> = open.iter().filter(|ticket| ticket.created_at < opened_at).cloned().collect();
    let open = open.as_slice();
    // A monitoring tool that nobody vouches for is the operator's matter.
    let is_staff = |mail: &UnprovenMail| {
        Address::parse(&mail.from).is_ok_and(|address| rules.staff.person(&address).is_some())
    };
    let unproven: Vec<UnprovenMail> = unproven.iter().filter(|mail| is_staff(mail)).cloned().collect();
    let mut changes: Vec<Change> = Vec::new();
    for person in rules.staff.people() {
        let own: Vec<&TicketView> =
            open.iter().filter(|ticket| ticket.assignee.as_ref() == Some(&person.email)).collect();
        let unheld: Vec<&TicketView> = open
            .iter()
            .filter(|ticket| ticket.assignee.is_none() && person.groups.contains(&ticket.group))
            .filter(|ticket| ticket.status == TicketStatus::Open)
            .collect();
        let is_coordinator = person.role == crate::config::staff::Role::Coordinator;
        let groups = if is_coordinator { loads(open, rules, now) } else { Vec::new() };
        let unproven = if is_coordinator { unproven.clone() } else { Vec::new() };
        if own.is_empty() && unheld.is_empty() && groups.is_empty() && unproven.is_empty() {
            continue;
        }
        let of = |which: Pressing| list(own.iter().filter(|ticket| pressing(ticket, now) == which), rules);
        let content = Content::Digest(Digest {
            overdue: of(Pressing::Overdue),
            due_today: of(Pressing::Today),
            others: of(Pressing::Later),
            unheld: list(unheld.iter(), rules),
            groups,
            unproven,
        });
        changes.extend(queue(to_staff(rules, [person.email.clone()], &content, now)));
    }
    (!changes.is_empty()).then(|| Decision {
        outcome: Outcome::FollowUp,
        why: vec!["the morning's digest".to_owned()],
        about: About::Nothing,
        changes,
        judged: None,
    })
}

/// The oldest first.
fn list<'a>(cases: impl Iterator<Item = &'a &'a TicketView>, rules: &Rules) -> Vec<CaseSummary> {
    let mut cases: Vec<&TicketView> = cases.copied().collect();
    cases.sort_by_key(|ticket| (ticket.resolution_due, ticket.id));
    cases.into_iter().take(MOST).map(|ticket| summary(ticket, rules)).collect()
}

/// How much each group has to do, in the staff list's order; those with nothing are left out.
fn loads(open: &[TicketView], rules: &Rules, now: Timestamp) -> Vec<GroupLoad> {
    rules
        .staff
        .groups
        .iter()
        .filter_map(|group| {
            let theirs: Vec<&TicketView> = open.iter().filter(|ticket| ticket.group == group.id).collect();
            let count = |which| theirs.iter().filter(|ticket| pressing(ticket, now) == which).count();
            (!theirs.is_empty()).then(|| GroupLoad {
                group: group.name.clone(),
                open: theirs.len(),
                due_today: count(Pressing::Today),
                overdue: count(Pressing::Overdue),
            })
        })
        .collect()
}
