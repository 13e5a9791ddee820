//! `#estado`, `#cola`, `#informe`, `#ayuda`, and what the coordinator does about a problem.

use super::door::refused;
use super::words::{history, summary};
use super::work;
use crate::config::staff::{Person, Role};
use crate::desk::command::{self, Command, Given, Numbered};
use crate::desk::compose::{answer, echo_to};
use crate::desk::decision::{About, Change, Decision, Event, NewLetter, Outcome};
use crate::desk::facts::{ProblemView, TicketView};
use crate::desk::letter::{AgentReply, CommandFault, CommandResult, Content, MonthlyReport};
use crate::desk::matter::Matter;
use crate::desk::statistics::Month;
use crate::desk::wording;

/// Puts what was asked for into the result; what was done, or why it cannot be.
pub(super) fn answered(
    matter: &Matter<'_>,
    person: &Person,
    ticket: Option<&TicketView>,
    command: &Command,
    result: &mut CommandResult,
) -> Result<String, String> {
    match command {
        Command::State => {
            let ticket = ticket.ok_or("No se sabe de qué caso se trata.")?;
            result.case = Some(summary(ticket, matter.rules));
            result.history = history(&matter.facts.history, &ticket.requester, matter.rules);
            Ok("Va abajo lo que ha pasado.".to_owned())
        }
        Command::Queue => {
            let cases: Vec<_> =
                matter.facts.queue.iter().map(|ticket| summary(ticket, matter.rules)).collect();
            let count = cases.len();
            result.queue = Some(cases);
            Ok(match count {
                0 => "No tiene casos abiertos.".to_owned(),
                1 => "Tiene 1 caso abierto.".to_owned(),
                count => format!("Tiene {count} casos abiertos."),
            })
        }
        Command::Help => {
            result.help = work::help(person.role);
            Ok("Va abajo la tabla de comandos.".to_owned())
        }
        Command::Report(month) => {
            let month = month_of(matter, person, *month)?;
            Ok(format!("Va en otro correo el informe de {}.", month.words()))
        }
        _ => Err("Ese comando no se usa así.".to_owned()),
    }
}

/// The month of `#informe`, or why there is no report of it: the month before this one where none is named.
fn month_of(matter: &Matter<'_>, person: &Person, named: Option<(i16, i8)>) -> Result<Month, String> {
    if person.role != Role::Coordinator {
        return Err("El informe del mes lo recibe la coordinación.".to_owned());
    }
    let now = Month::of(matter.now);
    match named {
        None => Ok(now.before()),
        Some((year, month)) => match Month::new(year, month) {
            Some(month) if month <= now => Ok(month),
            Some(month) => Err(format!("{} todavía no comienza.", wording::capitalised(&month.words()))),
            None => Err("Ese mes no existe.".to_owned()),
        },
    }
}

/// [26] `#informe`: the reports that were asked for, each month once. What they say is filled in when they are worded.
pub(super) fn reports(
    matter: &Matter<'_>,
    person: &Person,
    commands: &[Numbered<Command>],
) -> impl Iterator<Item = Change> {
    let mut months: Vec<Month> = commands
        .iter()
        .filter_map(|one| match one.value {
            Command::Report(named) => month_of(matter, person, named).ok(),
            _ => None,
        })
        .collect();
    months.sort_unstable();
    months.dedup();
    months.into_iter().map(|month| {
        let report = MonthlyReport { month, late: false, may_ask: true, made: None };
        Change::Letter(Box::new(answer(matter, None, Content::MonthlyReport(report))))
    })
}

/// Whether nothing but reports is asked for: they are the answer themselves (ruling 39).
pub(super) fn are_reports(commands: &[Numbered<Command>]) -> bool {
    !commands.is_empty() && commands.iter().all(|one| matches!(one.value, Command::Report(_)))
}

/// The coordinator's answer to a problem (ruling 13): `#solucion` closes the problem and not its cases, `#avisar` tells
/// all its requesters.
pub(super) fn about_problem(
    matter: &Matter<'_>,
    person: &Person,
    problem: &ProblemView,
    given: Result<Given, Vec<command::Fault>>,
) -> Decision {
    let given = match given {
        Ok(given) => given,
        Err(faults) => return refused(matter, None, faults.into_iter().map(CommandFault::from).collect()),
    };
    let mut faults = Vec::new();
    let mut fault = |one: Option<&command::Numbered<Command>>, what: &str| {
        faults.push(CommandFault {
            line: one.map(|one| one.line),
            written: one.map_or_else(String::new, |one| one.written.clone()),
            what: what.to_owned(),
            right: Some("#solucion o #avisar, y el texto debajo".to_owned()),
        });
    };
    if person.role != Role::Coordinator {
        fault(None, "Los problemas los atiende la coordinación.");
    } else if given.commands.is_empty() {
        fault(None, "Escriba qué hacer con el problema.");
    }
    let mut changes = Vec::new();
    let mut result = work::empty();
    for one in &given.commands {
        match &one.value {
            Command::Solution if !problem.is_open => fault(Some(one), "El problema ya está cerrado."),
            Command::Solution => {
                changes.push(Change::CloseProblem { id: problem.id, solution: given.text.trim().to_owned() });
                result.done.push((
                    one.written.clone(),
                    "El problema quedó cerrado; sus casos siguen abiertos.".to_owned(),
                ));
            }
            Command::Announce if !problem.is_open => fault(Some(one), "El problema ya está cerrado."),
            Command::Announce => {
                let told = announce(matter, person, problem, given.text.trim());
                let cases = wording::count(told.len(), "caso", "casos");
                result.done.push((one.written.clone(), format!("Se avisó en {cases}.")));
                changes.extend(told);
            }
            Command::Help => {
                result.help = work::help(person.role);
                result.done.push((one.written.clone(), "Va abajo la tabla de comandos.".to_owned()));
            }
            _ => fault(Some(one), "Ese comando no se usa con un problema."),
        }
    }
    if !faults.is_empty() {
        return refused(matter, None, faults);
    }
    result.problem = Some(problem.number.clone());
    result.notes.push(format!("Problema {}.", problem.number));
    changes.push(Change::Letter(Box::new(answer(matter, None, Content::CommandResult(result)))));
    Decision {
        outcome: Outcome::Command,
        why: vec![format!("from the proven coordinator, about {}", problem.number)],
        about: About::Nothing,
        changes,
        judged: None,
    }
}

/// One update to all requesters of a problem, each in their own case.
fn announce(matter: &Matter<'_>, person: &Person, problem: &ProblemView, text: &str) -> Vec<Change> {
    let rules = matter.rules;
    problem
        .cases
        .iter()
        .filter(|ticket| !rules.is_monitoring(&ticket.requester.address))
        .map(|ticket| {
            let content = Content::AgentReply(AgentReply {
                title: echo_to(rules, &ticket.requester.address, &ticket.title),
                text: text.to_owned(),
                asks: false,
                attachments: matter.mail.attachments.clone(),
            });
            let why = format!("#avisar on {}", problem.number);
            // It is an answer like any: the first one stops the first-reply clock (ruling 16).
            let mut answered = ticket.clone();
            answered.first_reply_at = answered.first_reply_at.or(Some(matter.now));
            Change::Elsewhere {
                ticket: ticket.id,
                changes: vec![
                    Change::UpdateTicket(Box::new(answered)),
                    Change::Event(Event::by(&person.email, "agent-reply", text, why)),
                    Change::Letter(Box::new(NewLetter {
                        to: ticket.requester.clone(),
                        content,
                        in_reply_to: None,
                        counted: false,
                        not_before: matter.now,
                    })),
                ],
            }
        })
        .collect()
}
