//! The assignment of a case that is there already: given on, given back, its form come.

use super::words::next_steps;
use crate::desk::facts::TicketView;
use crate::desk::letter::{Assignment, Content, Requester};
use crate::desk::matter::Matter;
use crate::desk::register::details;

/// What the next holder needs to act.
pub(in crate::desk) fn assignment(
    ticket: &TicketView,
    matter: &Matter<'_>,
    because_of: Option<String>,
) -> Content {
    let rules = matter.rules;
    Content::Assignment(Assignment {
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
        first_reply_due: ticket.first_reply_due,
        resolution_due: ticket.resolution_due,
        missing: Vec::new(),
        other_cases: Vec::new(),
        answers_elsewhere: Vec::new(),
        copied: Vec::new(),
        remarks: Vec::new(),
        attachments: matter.mail.attachments.clone(),
        similar: Vec::new(),
        next: next_steps(ticket, rules),
        because_of,
    })
}
