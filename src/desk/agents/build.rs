//! The assignment of a case that is there already: given on, given back, its form come.

use super::words::{next_steps, summary};
use crate::desk::address::Contact;
use crate::desk::facts::TicketView;
use crate::desk::letter::{Assignment, Requester};
use crate::desk::mail::Attachment;
use crate::desk::matter::Matter;
use crate::desk::register::details;

/// The files of a case for its next holder: those that came with it until now, and those of the mail at hand. The
/// pictures in an absence notice belong to no case.
pub(in crate::desk) fn files(ticket: &TicketView, matter: &Matter<'_>) -> Vec<Attachment> {
    with_those_at_hand(matter, matter.facts.along(ticket.id).map(|along| along.files.as_slice()))
}

/// The files for somebody outside the desk: those of its requester, and those of the mail at hand.
pub(in crate::desk) fn files_outside(ticket: &TicketView, matter: &Matter<'_>) -> Vec<Attachment> {
    with_those_at_hand(matter, matter.facts.along(ticket.id).map(|along| along.files_outside.as_slice()))
}

fn with_those_at_hand(matter: &Matter<'_>, files: Option<&[Attachment]>) -> Vec<Attachment> {
    let mut files = files.unwrap_or_default().to_vec();
    if matter.mail.automatic.is_none() {
        let new =
            matter.mail.attachments.iter().filter(|new| files.iter().all(|old| old.sha256 != new.sha256));
        let new: Vec<Attachment> = new.cloned().collect();
        files.extend(new);
    }
    files
}

/// What the next holder needs to act.
pub(in crate::desk) fn assignment(
    ticket: &TicketView,
    matter: &Matter<'_>,
    because_of: Option<String>,
) -> Assignment {
    let rules = matter.rules;
    let times = summary(ticket, rules);
    Assignment {
        title: ticket.title.clone(),
        requester: Requester {
            email: ticket.requester.address.clone(),
            name: ticket.requester.name.clone(),
            department: ticket.department.clone(),
        },
        site: ticket.site.clone(),
        text: ticket.description.clone(),
        case_kind: ticket.kind.map(|kind| kind.as_str().to_owned()),
        category: ticket
            .category
            .as_deref()
            .and_then(|id| rules.catalog.category(id))
            .map(|category| category.name.clone()),
        because: Vec::new(),
        details: details(matter, &ticket.details),
        priority: ticket.priority.as_str().to_owned(),
        group: rules.group(&ticket.group).name,
        created_at: ticket.created_at,
        first_reply_due: times.first_reply_due,
        resolution_due: times.resolution_due,
        missing: Vec::new(),
        other_cases: matter.facts.along(ticket.id).map_or_else(Vec::new, |along| along.other_cases.clone()),
        answers_elsewhere: Vec::new(),
        copied: ticket
            .participants
            .iter()
            .map(|address| Contact { address: address.clone(), name: None })
            .collect(),
        remarks: ticket.problem.as_deref().map(part_of_problem).into_iter().collect(),
        attachments: files(ticket, matter),
        similar: Vec::new(),
        next: next_steps(ticket, rules),
        because_of,
        reopening: None,
        history: Vec::new(),
    }
}

/// What is said of a case that many have (ruling 13).
pub(in crate::desk) fn part_of_problem(number: &str) -> String {
    format!("Hace parte del problema {number}.")
}
