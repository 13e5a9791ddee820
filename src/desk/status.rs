//! [4] How a case stands, in a letter that a person is glad to read.

use super::compose::echo;
use super::facts::{SurveyView, TicketStatus, TicketView, WaitsFor};
use super::letter::{Content, Status};
use super::matter::Matter;

/// How a case stands, for its requester or somebody who was copied.
pub(super) fn content(matter: &Matter<'_>, ticket: &TicketView) -> Content {
    let rules = matter.rules;
    let holder = ticket.assignee.as_ref().and_then(|address| rules.staff_name(address));
    let area = || rules.staff.first_area().map(|(name, _)| name);
    let attended_by = match (ticket.waits_for, holder) {
        (Some(WaitsFor::Area), _) => area(),
        (_, holder) => holder,
    }
    .unwrap_or_else(|| rules.group(&ticket.group).name);
    let is_open = ticket.status == TicketStatus::Open;
    let word = matter.facts.last_word.as_ref().filter(|word| word.ticket == ticket.id);
    Content::Status(Status {
        title: echo(matter, &ticket.title),
        case_kind: ticket.kind.map(|kind| kind.as_str().to_owned()),
        status: ticket.status.as_str().to_owned(),
        attended_by,
        created_at: ticket.created_at,
        waiting_since: ticket.waiting_since.filter(|_| ticket.status.waits()),
        last_word: word
            .filter(|_| echo(matter, &ticket.title).is_some())
            .map(|word| (word.text.clone(), word.at)),
        first_reply_due: (is_open && ticket.first_reply_at.is_none()).then_some(ticket.first_reply_due),
        resolution_due: is_open.then_some(ticket.resolution_due),
        under_review: matter.facts.survey.as_ref().is_some_and(SurveyView::awaits_review),
        whose: (ticket.requester.address != matter.sender.address)
            .then(|| ticket.requester.name.clone().unwrap_or_else(|| ticket.requester.address.to_string())),
        form_until: (ticket.waits_for == Some(WaitsFor::Form))
            .then(|| rules.form_until(ticket.waiting_since.unwrap_or(ticket.created_at))),
    })
}
