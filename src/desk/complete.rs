//! [5], [6], [7] A case is done: documented, told to its requester with the survey, and closed when nobody answers.

use jiff::Timestamp;

use super::compose::echo_to;
use super::decision::{Change, DeadlineKind, Event, NewLetter};
use super::facts::{TicketStatus, TicketView};
use super::letter::{Content, Ending, Survey};
use super::matter::Matter;
use super::rules::Rules;

/// The letter that tells of the end of a case whose mail is at hand.
pub(super) fn survey(matter: &Matter<'_>, title: &str, ending: Ending, solution: String) -> Content {
    content(matter.rules, &matter.sender.address, title, ending, solution, matter.now)
}

fn content(
    rules: &Rules,
    to: &super::address::Address,
    title: &str,
    ending: Ending,
    solution: String,
    now: Timestamp,
) -> Content {
    Content::Survey(Survey {
        title: echo_to(rules, to, title),
        ending,
        solution,
        until: rules.survey_until(now),
    })
}

/// What is done once a case has ended: the letter with the survey, and its closing.
pub(super) fn ended(rules: &Rules, letter: NewLetter, ending: Ending, now: Timestamp) -> Vec<Change> {
    let until = rules.survey_until(now);
    let text = match &letter.content {
        Content::Survey(survey) => survey.solution.clone(),
        _ => String::new(),
    };
    let why = match ending {
        Ending::Solved => "[6] documented and completed",
        Ending::Oriented => "[15], [5] answered by the catalogue's text",
        Ending::FormExpired => "[16], [5] no form in the time set: informative",
    };
    vec![
        Change::Event(Event::by_radica("resolved", text, why)),
        Change::OpenSurvey { letter: Box::new(letter), until },
        Change::Deadline { kind: DeadlineKind::SurveyClosing, due_at: until },
    ]
}

/// [6] Completes a case with a documented solution. A monitoring tool is told nothing and asked nothing: its cases close
/// at once.
pub(super) fn complete(
    ticket: &TicketView,
    solution: &str,
    ending: Ending,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Change> {
    let mut done = ticket.clone();
    done.waits_for = None;
    done.waiting_since = None;
    done.resolved_at = Some(now);
    let to = &ticket.requester;
    if rules.is_monitoring(&to.address) {
        done.status = TicketStatus::Closed;
        done.closed_at = Some(now);
        return vec![
            Change::UpdateTicket(Box::new(done)),
            Change::Event(Event::by_radica("resolved", solution, "[6] a monitoring tool's: closed at once")),
        ];
    }
    done.status = TicketStatus::Resolved;
    let letter = NewLetter {
        to: to.clone(),
        content: content(rules, &to.address, &ticket.title, ending, solution.to_owned(), now),
        in_reply_to: None,
        counted: true,
        not_before: now,
    };
    let mut changes = vec![Change::UpdateTicket(Box::new(done))];
    changes.extend(ended(rules, letter, ending, now));
    changes
}

/// [7] Nobody answered the survey: the case closes as satisfactory.
pub(super) fn close_by_default(ticket: &TicketView, now: Timestamp) -> Vec<Change> {
    let mut closed = ticket.clone();
    closed.status = TicketStatus::Closed;
    closed.closed_at = Some(now);
    vec![
        Change::UpdateTicket(Box::new(closed)),
        Change::SurveyByDefault,
        Change::Event(Event::by_radica(
            "closed",
            "Nadie respondió la encuesta: el caso se cerró como satisfactorio.",
            "[7] no answer in the time set",
        )),
    ]
}
