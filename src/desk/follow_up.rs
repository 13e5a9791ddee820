//! [3] Somebody adds to a case: kept with it, and mailed to whoever has it.

use super::compose::{queue, remarks, to_staff};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::facts::TicketView;
use super::letter::{Content, FollowUpNotice, Requester};
use super::mail::Mail;
use super::matter::Matter;

/// Adds the mail at hand to a case in which its sender takes part.
pub(super) fn add(matter: &Matter<'_>, ticket: &TicketView, how: &str) -> Decision {
    Decision {
        outcome: Outcome::FollowUp,
        why: vec![how.to_owned(), "the sender takes part in the case".to_owned()],
        about: About::Ticket(ticket.id),
        changes: changes(matter, ticket, matter.mail, how),
        judged: None,
    }
}

/// What is done for a follow-up.
pub(super) fn changes(matter: &Matter<'_>, ticket: &TicketView, mail: &Mail, how: &str) -> Vec<Change> {
    let address = &matter.sender.address;
    let is_requester = ticket.requester.address == *address;
    let name = if is_requester { ticket.requester.name.clone() } else { matter.sender.name.clone() };
    let mut changes: Vec<Change> = Vec::new();
    // Whom the requester copies takes part from now on (ruling 25): the requester's own word, not that of a forged From.
    if is_requester && matter.is_proven() {
        for contact in mail.cc.iter().chain(&mail.to) {
            let other = &contact.address;
            if matter.rules.is_internal(other)
                && *other != matter.rules.desk
                && *other != ticket.requester.address
                && matter.rules.staff.person(other).is_none()
                && !ticket.participants.contains(other)
            {
                changes.push(Change::Participate(other.clone()));
            }
        }
    }
    changes.push(Change::Event(Event::by(address, "follow-up", mail.new_text.clone(), format!("[3] {how}"))));
    let content = Content::FollowUpNotice(FollowUpNotice {
        title: ticket.title.clone(),
        from: Requester {
            email: address.clone(),
            name,
            department: ticket.department.clone().filter(|_| is_requester),
        },
        copied: !is_requester,
        text: mail.new_text.clone(),
        received_at: matter.now,
        remarks: remarks(matter, mail),
        attachments: mail.attachments.clone(),
    });
    let holders = matter.rules.readers(ticket);
    changes.extend(queue(to_staff(matter.rules, holders, &content, matter.now)));
    changes
}
