//! Cases that wait: their ANS clocks stand still, and go on from there (ruling 16).

use jiff::Timestamp;

use super::facts::{TicketStatus, TicketView, WaitsFor};
use super::rules::Rules;
use super::sla;

/// The case, waiting for something from now on.
pub(super) fn begun(ticket: &TicketView, what: WaitsFor, rules: &Rules, now: Timestamp) -> TicketView {
    let mut waiting = settled(ticket, rules, now);
    waiting.status = what.status();
    waiting.waits_for = Some(what);
    waiting.waiting_since = Some(now);
    waiting
}

/// The case, open again: what was left of its times when it began to wait is left now.
pub(super) fn resumed(ticket: &TicketView, rules: &Rules, now: Timestamp) -> TicketView {
    let mut open = settled(ticket, rules, now);
    open.status = TicketStatus::Open;
    open
}

/// The case with its wait, if any, counted and over.
pub(super) fn settled(ticket: &TicketView, rules: &Rules, now: Timestamp) -> TicketView {
    let mut settled = ticket.clone();
    settled.waits_for = None;
    if let Some(since) = settled.waiting_since.take() {
        settled.waited = settled.waited.saturating_add(rules.calendar.service_time_between(since, now));
        sla::set_due(&mut settled, rules);
    }
    settled
}

/// Whether a case waits for something.
pub(super) fn waits_for(ticket: &TicketView, what: WaitsFor) -> bool {
    ticket.status == what.status() && ticket.waits_for == Some(what)
}
