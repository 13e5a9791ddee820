//! A topic that many have reported: linked, and told once to the coordinator (ruling 13).

use jiff::Timestamp;

use super::agents::summary;
use super::compose::{queue, to_staff};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::facts::TicketView;
use super::letter::{Content, NextStep, Problem};
use super::rules::Rules;

/// How many cases the letter lists.
const MOST_CASES: usize = 100;

/// What is done when a problem has come to be: its cases' histories say so, and the coordinator is told.
pub fn opened(
    number: &str,
    category: &str,
    cases: &[TicketView],
    rules: &Rules,
    now: Timestamp,
) -> Vec<Decision> {
    let name = rules
        .catalog
        .category(category)
        .map_or_else(|| category.to_owned(), |category| category.name.clone());
    let days = u32::try_from(rules.waits.problem_window.as_secs() / 86_400).unwrap_or(u32::MAX);
    let step = |label: &str, command: &str| NextStep { label: label.to_owned(), command: command.to_owned() };
    let content = Content::Problem(Problem {
        number: number.to_owned(),
        title: format!("Problema: {name}"),
        category: name.clone(),
        count: cases.len(),
        days,
        cases: cases.iter().rev().take(MOST_CASES).rev().map(|ticket| summary(ticket, rules)).collect(),
        next: vec![
            step("Avisar a todos los usuarios", "#avisar\n"),
            step("Cerrar el problema", "#solucion\n"),
        ],
    });
    let coordinators: Vec<_> = rules.staff.coordinators().iter().map(|person| person.email.clone()).collect();
    let to = if coordinators.is_empty() { rules.staff.operators.clone() } else { coordinators };
    let mut changes: Vec<Change> = queue(to_staff(rules, to, &content, now)).collect();
    changes.extend(cases.iter().map(|ticket| Change::Elsewhere {
        ticket: ticket.id,
        changes: vec![Change::Event(Event::by_radica(
            "problem",
            format!("El caso hace parte del problema {number}."),
            format!("{} incidents of one category within {days} days", cases.len()),
        ))],
    }));
    vec![Decision {
        outcome: Outcome::FollowUp,
        why: vec![format!("{} incidents of {category} within {days} days: {number}", cases.len())],
        about: About::Nothing,
        changes,
        judged: None,
    }]
}
