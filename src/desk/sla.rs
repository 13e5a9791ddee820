//! ANS: two clocks a case, counted in service hours from its registration, which stand still while it waits.
//!
//! Both times are always those of the priority plus what the case has waited, from the registration on: a changed
//! priority restarts both (ruling 16), and a wait shifts what is still to come. Each clock is told of twice at the most,
//! once at three quarters of its time and once when it has passed. What is next to tell stands in the case's own row.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::agents::{next_steps, summary};
use super::compose::{queue, to_staff};
use super::decision::{About, Change, Decision, Event, NewTicket, Outcome};
use super::facts::{TicketStatus, TicketView};
use super::letter::{Content, SlaClock, SlaNotice};
use super::rules::Rules;
use crate::config::catalog::Priority;

/// A clock at a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clock {
    which: SlaClock,
    /// The bits of its warning and its breach in [`TicketView::sla_told`].
    bits: (u8, u8),
    warns_at: Timestamp,
    due_at: Timestamp,
}

const FIRST_REPLY: (u8, u8) = (1, 2);
const SOLUTION: (u8, u8) = (4, 8);

/// When a clock of so much service time warns and ends, counted from an instant, plus what was waited.
fn ends(rules: &Rules, from: Timestamp, time: Duration, waited: SignedDuration) -> (Timestamp, Timestamp) {
    let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::from_hours(16));
    let end = |time: SignedDuration| rules.calendar.add_service_time(from, time.saturating_add(waited));
    (end(time.saturating_mul(3) / 4), end(time))
}

fn clocks(
    rules: &Rules,
    priority: Priority,
    from: Timestamp,
    waited: SignedDuration,
    replied: bool,
) -> impl Iterator<Item = Clock> {
    let sla = rules.catalog.sla(priority);
    let clock = |which, bits, time| {
        let (warns_at, due_at) = ends(rules, from, time, waited);
        Clock { which, bits, warns_at, due_at }
    };
    let first = (!replied).then(|| clock(SlaClock::FirstReply, FIRST_REPLY, sla.first_reply));
    first.into_iter().chain([clock(SlaClock::Solution, SOLUTION, sla.solution)])
}

fn of_ticket(ticket: &TicketView, rules: &Rules) -> impl Iterator<Item = Clock> {
    clocks(rules, ticket.priority, ticket.created_at, ticket.waited, ticket.first_reply_at.is_some())
}

/// Sets the times of a case anew: its priority or what it has waited has changed. When a first reply was due stands still
/// once it was given.
pub(super) fn set_due(ticket: &mut TicketView, rules: &Rules) {
    let replied = ticket.first_reply_at.is_some();
    for clock in clocks(rules, ticket.priority, ticket.created_at, ticket.waited, replied) {
        match clock.which {
            SlaClock::FirstReply => ticket.first_reply_due = clock.due_at,
            SlaClock::Solution => ticket.resolution_due = clock.due_at,
        }
    }
}

/// When something is to be told of a new case first; `None` while it waits or is done.
pub fn first(new: &NewTicket, rules: &Rules) -> Option<Timestamp> {
    (new.status == TicketStatus::Open)
        .then(|| clocks(rules, new.priority, new.created_at, SignedDuration::ZERO, false))?
        .map(|clock| clock.warns_at)
        .min()
}

/// When something is to be told of a case next; `None` while it waits or is done, or when all is told.
pub fn next(ticket: &TicketView, rules: &Rules) -> Option<Timestamp> {
    if ticket.status != TicketStatus::Open {
        return None;
    }
    of_ticket(ticket, rules)
        .filter_map(|clock| match ticket.sla_told {
            told if told & clock.bits.1 != 0 => None,
            told if told & clock.bits.0 != 0 => Some(clock.due_at),
            _ => Some(clock.warns_at),
        })
        .min()
}

/// Tells what is due of a case now. After a stop only the breach is told of a clock that has passed, not its warning
/// too. The case is changed in any case: what it is told next moves on.
pub fn due(ticket: &TicketView, rules: &Rules, now: Timestamp) -> Decision {
    let mut told = ticket.clone();
    let mut changes = Vec::new();
    let mut why = Vec::new();
    for clock in of_ticket(ticket, rules).filter(|_| ticket.status == TicketStatus::Open) {
        let (warning, breach) = clock.bits;
        let name = match clock.which {
            SlaClock::FirstReply => "first reply",
            SlaClock::Solution => "solution",
        };
        if clock.due_at <= now && ticket.sla_told & breach == 0 {
            told.sla_told |= warning | breach;
            why.push(format!("the time for the {name} has passed"));
            changes.push(Change::Event(Event::by_radica(
                "sla-breach",
                match clock.which {
                    SlaClock::FirstReply => "Se venció el tiempo de primera respuesta.",
                    SlaClock::Solution => "Se venció el tiempo de solución.",
                },
                format!("ANS, {name}"),
            )));
            let content = Content::SlaBreach(notice(ticket, clock, rules));
            let mut readers = rules.readers(ticket);
            readers.extend(rules.staff.coordinators().iter().map(|person| person.email.clone()));
            readers.sort();
            readers.dedup();
            changes.extend(queue(to_staff(rules, readers, &content, now)));
        } else if clock.warns_at <= now && ticket.sla_told & (warning | breach) == 0 {
            told.sla_told |= warning;
            why.push(format!("three quarters of the time for the {name} have passed"));
            changes.push(Change::Event(Event::by_radica(
                "sla-warning",
                match clock.which {
                    SlaClock::FirstReply => "Queda la cuarta parte del tiempo de primera respuesta.",
                    SlaClock::Solution => "Queda la cuarta parte del tiempo de solución.",
                },
                format!("ANS, {name}, 75 %"),
            )));
            let content = Content::SlaWarning(notice(ticket, clock, rules));
            changes.extend(queue(to_staff(rules, rules.readers(ticket), &content, now)));
        }
    }
    changes.insert(0, Change::UpdateTicket(Box::new(told)));
    Decision { outcome: Outcome::FollowUp, why, about: About::Ticket(ticket.id), changes, judged: None }
}

fn notice(ticket: &TicketView, clock: Clock, rules: &Rules) -> SlaNotice {
    SlaNotice {
        case: summary(ticket, rules),
        clock: clock.which,
        due: clock.due_at,
        next: next_steps(ticket, rules),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::facts::WaitsFor;
    use crate::desk::triage_tests::{RULES, ticket};
    use crate::desk::waiting::{begun, resumed};

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    /// The instant at which so many minutes of service have run, counted one by one, but for those of the waits.
    fn slowly(from: Timestamp, minutes: i64, waits: &[(Timestamp, Timestamp)]) -> Timestamp {
        let mut at = from;
        let mut left = minutes;
        while left > 0 {
            let stands_still = waits.iter().any(|(begin, end)| *begin <= at && at < *end);
            if RULES.calendar.is_open(at) && !stands_still {
                left -= 1;
            }
            at += MINUTE;
        }
        at
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever a case waited for, and however often, its times end when a minute-by-minute count says.
        #[test]
        fn the_clocks_run_as_counted_minute_by_minute(
            start in 0_i64..20_000,
            waits in proptest::collection::vec((1_i64..2_000, 1_i64..3_000), 0..3),
            priority in proptest::sample::select(vec![Priority::Critica, Priority::Alta, Priority::Media]),
        ) {
            let rules = &*RULES;
            let base: Timestamp = "2026-11-20T07:00:00-05:00".parse().unwrap();
            let from = base + MINUTE * i32::try_from(start).unwrap();
            let mut case = ticket(1, "ana@scj.test");
            case.priority = priority;
            case.created_at = from;
            set_due(&mut case, rules);
            let mut now = from;
            let mut spans = Vec::new();
            for (until_wait, length) in waits {
                let begin = now + MINUTE * i32::try_from(until_wait).unwrap();
                let end = begin + MINUTE * i32::try_from(length).unwrap();
                // What has passed has passed: a wait after the end moves nothing that the count would see.
                if begin >= case.first_reply_due { break; }
                case = resumed(&begun(&case, WaitsFor::ThirdParty, rules, begin), rules, end);
                spans.push((begin, end));
                now = end;
            }
            let sla = rules.catalog.sla(priority);
            for (due, time) in [(case.first_reply_due, sla.first_reply), (case.resolution_due, sla.solution)] {
                let minutes = i64::try_from(time.as_secs() / 60).unwrap();
                let counted = slowly(from, minutes, &spans);
                // The count ends at the end of the last minute, which is the due time or the close of the day.
                prop_assert_eq!(due, counted, "from {} waits {:?}", from, spans);
            }
        }
    }

    #[test]
    fn a_changed_priority_counts_from_the_registration() {
        let rules = &*RULES;
        let mut case = ticket(1, "ana@scj.test");
        case.priority = Priority::Critica;
        set_due(&mut case, rules);
        assert_eq!(case.first_reply_due, case.created_at + SignedDuration::from_mins(30));
        assert_eq!(next(&case, rules), Some(case.created_at + SignedDuration::from_secs(22 * 60 + 30)));
        case.first_reply_at = Some(case.created_at);
        assert_eq!(next(&case, rules), Some(case.created_at + SignedDuration::from_hours(3)));
        case.sla_told = 4;
        assert_eq!(next(&case, rules), Some(case.created_at + SignedDuration::from_hours(4)));
        case.sla_told = 12;
        assert_eq!(next(&case, rules), None);
        case.status = TicketStatus::WaitingRequester;
        case.sla_told = 0;
        assert_eq!(next(&case, rules), None, "it waits");
    }
}
