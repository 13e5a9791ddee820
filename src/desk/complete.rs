//! [5], [6], [7] A case is done: documented, told to its requester with the survey, and closed when nobody answers.

use jiff::Timestamp;

use super::address::Address;
use super::compose::{echo_to, queue};
use super::decision::{Change, DeadlineKind, Event, NewLetter};
use super::facts::{TicketStatus, TicketView};
use super::letter::{Content, Ending, Survey};
use super::mail::Attachment;
use super::matter::Matter;
use super::rules::Rules;
use super::survey;
use super::waiting::settled;

/// The letter that tells of the end of a case whose mail is at hand.
pub(super) fn survey(matter: &Matter<'_>, title: &str, ending: Ending, solution: String) -> Content {
    content(matter.rules, &matter.sender.address, title, ending, solution, Vec::new(), matter.now)
}

fn content(
    rules: &Rules,
    to: &Address,
    title: &str,
    ending: Ending,
    solution: String,
    attachments: Vec<Attachment>,
    now: Timestamp,
) -> Content {
    Content::Survey(Survey {
        title: echo_to(rules, to, title),
        ending,
        solution,
        until: rules.survey_until(now),
        attachments,
    })
}

/// What is done once a case has ended: the letter with the survey, and its closing.
pub(super) fn ended(
    rules: &Rules,
    letter: NewLetter,
    ending: Ending,
    actor: Option<&Address>,
    now: Timestamp,
) -> Vec<Change> {
    let until = rules.survey_until(now);
    let text = match &letter.content {
        Content::Survey(survey) => survey.solution.clone(),
        _ => String::new(),
    };
    let why = match ending {
        Ending::Solved => "[6] documented and completed",
        Ending::AnsweredByArea => "[13] answered by the area, documented and completed",
        Ending::Oriented => "[15], [5] answered by the catalogue's text",
        Ending::FormExpired => "[16], [5] no form in the time set: informative",
    };
    vec![
        resolved(actor, &text, why),
        Change::OpenSurvey { letter: Box::new(letter), until, by: actor.cloned() },
        Change::Deadline { kind: DeadlineKind::SurveyClosing, due_at: until },
    ]
}

/// What falls due for a case that is over, or done, no longer does.
pub(super) const TIMERS: &[DeadlineKind] = &[
    DeadlineKind::FormReminder,
    DeadlineKind::FormExpiry,
    DeadlineKind::HolderReminder,
    DeadlineKind::ReviewReminder,
];

/// How a case is completed.
pub(super) struct Completion<'a> {
    /// The documented solution.
    pub solution: &'a str,
    /// How it was done.
    pub ending: Ending,
    /// Who did it; `None` for radica.
    pub actor: Option<&'a Address>,
    /// The files that go along with it.
    pub attachments: Vec<Attachment>,
}

/// [6] Completes a case with a documented solution: the case as it is then, and what is done besides. A monitoring tool
/// is told nothing and asked nothing: its cases close at once.
pub(super) fn complete(
    ticket: &TicketView,
    completion: Completion<'_>,
    rules: &Rules,
    now: Timestamp,
) -> (TicketView, Vec<Change>) {
    let Completion { solution, ending, actor, attachments } = completion;
    let mut done = settled(ticket, rules, now);
    done.resolved_at = Some(now);
    // A solution is an answer too (ruling 16).
    done.first_reply_at = done.first_reply_at.or(Some(now));
    let mut changes = vec![Change::CancelOfTicket(TIMERS)];
    if actor.is_some() {
        changes.push(Change::Solution(solution.to_owned()));
    }
    let to = &ticket.requester;
    if rules.is_monitoring(&to.address) {
        done.status = TicketStatus::Closed;
        done.closed_at = Some(now);
        changes.push(resolved(actor, solution, "[6] a monitoring tool's: closed at once"));
        return (done, changes);
    }
    done.status = TicketStatus::Resolved;
    let letter = NewLetter {
        to: to.clone(),
        content: content(rules, &to.address, &ticket.title, ending, solution.to_owned(), attachments, now),
        in_reply_to: None,
        // An agent's solution is no automatic answer.
        counted: actor.is_none(),
        not_before: now,
    };
    changes.extend(ended(rules, letter, ending, actor, now));
    // [24] The coordinator follows what was reopened (ruling 37).
    if ticket.reopened > 0 {
        changes.extend(queue(survey::completed_again(&done, solution, actor, rules, now)));
    }
    (done, changes)
}

fn resolved(actor: Option<&Address>, solution: &str, why: &str) -> Change {
    Change::Event(match actor {
        Some(actor) => Event::by(actor, "resolved", solution, why),
        None => Event::by_radica("resolved", solution, why),
    })
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
