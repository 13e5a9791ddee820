//! Cases that wait: their ANS clocks stand still, and go on from there (ruling 16).

use jiff::{SignedDuration, Timestamp};

use super::facts::{TicketStatus, TicketView, WaitsFor};
use super::rules::Rules;

/// The case, open again: what was left of its times when it began to wait is left now.
pub(super) fn resumed(ticket: &TicketView, rules: &Rules, now: Timestamp) -> TicketView {
    let mut open = ticket.clone();
    open.status = TicketStatus::Open;
    open.waits_for = None;
    if let Some(since) = open.waiting_since.take() {
        let shifted = |due: Timestamp| {
            let left = rules.calendar.service_time_between(since, due);
            // What had passed already has passed.
            if due <= since || left <= SignedDuration::ZERO {
                due
            } else {
                rules.calendar.add_service_time(now, left)
            }
        };
        open.first_reply_due = shifted(open.first_reply_due);
        open.resolution_due = shifted(open.resolution_due);
    }
    open
}

/// Whether a case waits for something.
pub(super) fn waits_for(ticket: &TicketView, what: WaitsFor) -> bool {
    ticket.status == what.status() && ticket.waits_for == Some(what)
}
