//! [26] Who gets the monthly report, and when. What it says is filled in when it is worded.

use jiff::Timestamp;

use super::compose::to_staff;
use super::decision::{About, Change, Decision, Outcome};
use super::letter::{Content, MonthlyReport};
use super::rules::Rules;
use super::statistics::Month;

/// Under which name it is kept that a month's report has been sent.
pub fn key(month: Month) -> String {
    format!("report/{month}")
}

/// The report of a month, to the coordinators and to whom else the staff list names; where there is nobody, to the
/// operators. It goes out once (ruling 18).
pub fn of_month(month: Month, rules: &Rules, now: Timestamp) -> Decision {
    let coordinators: Vec<_> = rules.staff.coordinators().iter().map(|person| person.email.clone()).collect();
    let late = month.is_late(now);
    let content = |may_ask| Content::MonthlyReport(MonthlyReport { month, late, may_ask, made: None });
    let mut others: Vec<_> =
        rules.staff.report_readers.iter().filter(|reader| !coordinators.contains(reader)).cloned().collect();
    others.dedup();
    if coordinators.is_empty() && others.is_empty() {
        others.clone_from(&rules.staff.operators);
    }
    let mut letters = to_staff(rules, coordinators, &content(true), now);
    letters.extend(to_staff(rules, others, &content(false), now));
    Decision {
        outcome: Outcome::Command,
        why: vec![format!("[26] the report of {month}")],
        about: About::Nothing,
        changes: vec![Change::TellOnce { key: key(month), letters }],
        judged: None,
    }
}
