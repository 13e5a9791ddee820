//! Mail of the staff about cases, and mail that only looks like theirs (rulings 21 to 23, 35).

use super::compose::answer;
use super::decision::{About, Change, Decision, Event, Outcome};
use super::facts::{Case, LetterView, TicketView};
use super::letter::{CommandError, Content};
use super::mail::Verdict;
use super::matter::Matter;

/// Takes mail from the address of somebody of the staff about a case that is not their own. `None` for everything
/// else: then they are a requester like any.
pub(super) fn door(matter: &Matter<'_>) -> Option<Decision> {
    matter.rules.staff.person(&matter.sender.address)?;
    let facts = matter.facts;
    let ticket = facts.named.iter().chain(&facts.threaded).find_map(|case| match case {
        Case::Ticket(ticket) => Some(ticket),
        Case::Request(request) => request.ticket.as_deref(),
    })?;
    if ticket.requester.address == matter.sender.address {
        return None;
    }
    let why = "from an address of the staff, about a case that is not their own".to_owned();
    if proven(matter, ticket) {
        return Some(Decision {
            outcome: Outcome::FollowUp,
            why: vec![why, "proven to be theirs: kept with the case as an internal note".to_owned()],
            about: About::Ticket(ticket.id),
            changes: vec![Change::Event(Event::by(
                &matter.sender.address,
                "note",
                matter.mail.new_text.clone(),
                "staff, proven",
            ))],
            judged: None,
        });
    }
    let mut changes = vec![Change::Event(Event::by_radica(
        "unproven",
        format!(
            "Llegó un correo a nombre de {} que no se pudo comprobar; no se aplicó.",
            matter.sender.address
        ),
        "ruling 23",
    ))];
    if !facts.told_unproven && !matter.mail.wants_no_automatic_answer {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            None,
            Content::CommandError(CommandError { faults: Vec::new() }),
        ))));
    }
    Some(Decision {
        outcome: Outcome::Unproven,
        why: vec![why, "not proven to be theirs: nothing is done".to_owned()],
        about: About::Ticket(ticket.id),
        changes,
        judged: None,
    })
}

/// Proof of staff: a trusted server's word, or a reference from a letter meant for staff, sent to this very address,
/// about this very case (rulings 21 and 22).
fn proven(matter: &Matter<'_>, ticket: &TicketView) -> bool {
    match matter.mail.verdict {
        Verdict::Fail => false,
        _ if matter.mail.authors != 1 => false,
        Verdict::Pass => true,
        Verdict::None => matter.facts.proof.as_ref().is_some_and(|letter| vouches(letter, ticket)),
    }
}

fn vouches(letter: &LetterView, ticket: &TicketView) -> bool {
    letter.for_staff && matches!(&letter.case, Some(Case::Ticket(case)) if case.id == ticket.id)
}
