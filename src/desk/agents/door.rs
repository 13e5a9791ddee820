//! Whose mail it is, and whether it is really theirs (rulings 21 to 23, 35).

use super::list;
use super::register;
use super::work::{self, Work};
use crate::config::staff::Person;
use crate::desk::command::{self, Command, Given};
use crate::desk::compose::answer;
use crate::desk::decision::{About, Change, Decision, Event, Outcome};
use crate::desk::facts::{Case, LetterView, TicketView};
use crate::desk::letter::{CommandError, CommandFault, Content};
use crate::desk::mail::Verdict;
use crate::desk::matter::Matter;

/// Takes mail from the address of somebody of the staff: about a case that is not their own, or with commands. `None`
/// for everything else: then they are a requester like any.
pub(in crate::desk) fn door(matter: &Matter<'_>) -> Option<Decision> {
    let person = matter.rules.staff.person(&matter.sender.address)?;
    let given = command::read(matter.mail.own_words(), matter.rules);
    let commands = given.as_ref().map_or(true, |given| !given.commands.is_empty());
    let ticket = case(matter);
    if let Some(problem) = &matter.facts.problem {
        let proven =
            matter.mail.authors == 1 && matter.mail.verdict == Verdict::Pass || proves_a_problem(matter);
        let elsewhere = given.as_ref().is_ok_and(|given| {
            !given.commands.is_empty() && given.commands.iter().all(|one| needs_no_case(&one.value))
        });
        return Some(match (proven, elsewhere) {
            (true, true) => without_case(matter, person, None, given),
            (true, false) => list::about_problem(matter, person, problem, given),
            (false, _) => unproven(matter, None),
        });
    }
    match ticket {
        Some(ticket) if ticket.requester.address != matter.sender.address => {
            Some(if proven(matter, ticket) {
                about(matter, person, ticket, given)
            } else {
                unproven(matter, Some(ticket))
            })
        }
        // About no case, or their own: with commands they are at work, without they ask for something (ruling 35).
        own if commands => {
            let proven = matter.mail.authors == 1
                && match matter.mail.verdict {
                    Verdict::Pass => true,
                    Verdict::Fail => false,
                    Verdict::None => matter.facts.proof.as_ref().is_some_and(|letter| letter.for_staff),
                };
            Some(if proven { without_case(matter, person, own, given) } else { unproven(matter, own) })
        }
        _ => None,
    }
}

/// The case a mail of the staff is about: by its subject, else by the letter it answers, else by its thread.
fn case<'a>(matter: &Matter<'a>) -> Option<&'a TicketView> {
    let facts = matter.facts;
    let of_letter = facts.proof.as_ref().and_then(|letter| letter.case.as_ref());
    facts.named.iter().chain(of_letter).chain(&facts.threaded).find_map(|case| match case {
        Case::Ticket(ticket) => Some(ticket),
        Case::Request(request) => request.ticket.as_deref(),
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

/// A letter about a problem is about no case.
fn proves_a_problem(matter: &Matter<'_>) -> bool {
    matter.mail.authors == 1
        && matter.mail.verdict != Verdict::Fail
        && matter.facts.proof.as_ref().is_some_and(|letter| letter.for_staff && letter.kind == "problem")
}

/// Nothing of it is done; the address is told once an hour, without echo (ruling 23).
fn unproven(matter: &Matter<'_>, ticket: Option<&TicketView>) -> Decision {
    let mut changes = Vec::new();
    if ticket.is_some() {
        changes.push(Change::Event(Event::by_radica(
            "unproven",
            format!(
                "Llegó un correo a nombre de {} que no se pudo comprobar; no se aplicó.",
                matter.sender.address
            ),
            "ruling 23",
        )));
    }
    if !matter.facts.told_unproven && !matter.mail.wants_no_automatic_answer {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            None,
            Content::CommandError(CommandError { faults: Vec::new(), problem: None }),
        ))));
    }
    Decision {
        outcome: Outcome::Unproven,
        why: vec![
            "from an address of the staff".to_owned(),
            "not proven to be theirs: nothing is done".to_owned(),
        ],
        about: ticket.map_or(About::Nothing, |ticket| About::Ticket(ticket.id)),
        changes,
        judged: None,
    }
}

/// Proven staff about a case.
fn about(
    matter: &Matter<'_>,
    person: &Person,
    ticket: &TicketView,
    given: Result<Given, Vec<command::Fault>>,
) -> Decision {
    match given {
        Err(faults) => refused(matter, Some(ticket), faults.into_iter().map(CommandFault::from).collect()),
        Ok(given) if register::is_alone(&given) => register::registered(matter, given),
        Ok(given) => {
            let has_commands = !given.commands.is_empty();
            match Work::new(matter, person, ticket, given).and_then(Work::done) {
                Ok(changes) => Decision {
                    outcome: if has_commands { Outcome::Command } else { Outcome::AgentReply },
                    why: vec!["from proven staff, about a case".to_owned()],
                    about: About::Ticket(ticket.id),
                    changes,
                    judged: None,
                },
                Err(faults) => refused(matter, Some(ticket), faults),
            }
        }
    }
}

/// Commands that are about no case in particular.
fn needs_no_case(command: &Command) -> bool {
    matches!(command, Command::Queue | Command::Help | Command::Report(_))
}

/// Commands that need no case.
fn without_case(
    matter: &Matter<'_>,
    person: &Person,
    own: Option<&TicketView>,
    given: Result<Given, Vec<command::Fault>>,
) -> Decision {
    let given = match given {
        Ok(given) => given,
        Err(faults) => return refused(matter, None, faults.into_iter().map(CommandFault::from).collect()),
    };
    if register::is_alone(&given) {
        return register::registered(matter, given);
    }
    let needs_case: Vec<CommandFault> = given
        .commands
        .iter()
        .filter(|one| !needs_no_case(&one.value))
        .map(|one| CommandFault {
            line: Some(one.line),
            written: one.written.clone(),
            what: if own.is_some() {
                "Es un caso que usted pidió: en él no actúa como agente.".to_owned()
            } else {
                "No se sabe de qué caso se trata.".to_owned()
            },
            right: own.is_none().then(|| "Responda el correo con el que se le asignó el caso.".to_owned()),
        })
        .collect();
    if !needs_case.is_empty() {
        return refused(matter, None, needs_case);
    }
    match work::asked(matter, person, None, &given) {
        Ok(result) => {
            let mut changes: Vec<Change> = list::reports(matter, person, &given.commands).collect();
            if !list::are_reports(&given.commands) {
                let result = answer(matter, None, Content::CommandResult(result));
                changes.insert(0, Change::Letter(Box::new(result)));
            }
            Decision {
                outcome: Outcome::Command,
                why: vec!["from proven staff: commands that need no case".to_owned()],
                about: About::Nothing,
                changes,
                judged: None,
            }
        }
        Err(faults) => refused(matter, None, faults),
    }
}

/// One wrong line, and nothing is done; the letter names each.
pub(super) fn refused(
    matter: &Matter<'_>,
    ticket: Option<&TicketView>,
    faults: Vec<CommandFault>,
) -> Decision {
    let problem = matter.facts.problem.as_ref().map(|problem| problem.number.clone());
    let mut why = vec!["from proven staff, but nothing of it can be done".to_owned()];
    why.extend(faults.iter().map(|fault| format!("{}: {}", fault.written, fault.what)));
    let mut changes = Vec::new();
    if ticket.is_some() {
        changes.push(Change::Event(Event::by(
            &matter.sender.address,
            "command-refused",
            matter.mail.own_words(),
            why.join("; "),
        )));
    }
    changes.push(Change::Letter(Box::new(answer(
        matter,
        None,
        Content::CommandError(CommandError { faults, problem }),
    ))));
    Decision {
        outcome: Outcome::Command,
        why,
        about: ticket.map_or(About::Nothing, |ticket| About::Ticket(ticket.id)),
        changes,
        judged: None,
    }
}

impl From<command::Fault> for CommandFault {
    fn from(fault: command::Fault) -> Self {
        Self { line: Some(fault.line), written: fault.written, what: fault.what, right: fault.right }
    }
}
