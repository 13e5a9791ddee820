//! [22] An unsatisfactory survey before the coordinator: the whole case, to decide about by reply.

use jiff::{SignedDuration, Timestamp};

use super::reading::Reading;
use crate::desk::address::Address;
use crate::desk::agents;
use crate::desk::compose::{queue, to_staff};
use crate::desk::decision::{Change, Event, NewLetter};
use crate::desk::facts::{Happened, Stay, SurveyView, TicketView};
use crate::desk::letter::{
    AnswerSummary, CompletedAgain, Content, NextStep, ReviewReminder, UnsatisfactoryReview,
};
use crate::desk::matter::Matter;
use crate::desk::rules::Rules;
use crate::desk::wording;

/// Who decides; the operators where the staff list has no coordinator.
pub(super) fn coordinators(rules: &Rules) -> Vec<Address> {
    let coordinators: Vec<Address> =
        rules.staff.coordinators().iter().map(|person| person.email.clone()).collect();
    if coordinators.is_empty() { rules.staff.operators.clone() } else { coordinators }
}

/// What a survey's answer says.
pub(in crate::desk) fn summary(survey: &SurveyView) -> AnswerSummary {
    AnswerSummary {
        rating: survey.rating,
        comment: survey.comment.clone(),
        at: survey.answered_at.unwrap_or(survey.sent_at),
    }
}

/// Asks the coordinator to decide.
pub(super) fn ask(
    matter: &Matter<'_>,
    ticket: &TicketView,
    survey: &SurveyView,
    reading: &Reading,
) -> Vec<Change> {
    let rules = matter.rules;
    let mut happened = matter.facts.history.clone();
    let answer = AnswerSummary { rating: reading.rating, comment: reading.comment.clone(), at: matter.now };
    happened.push(Happened {
        at: matter.now,
        actor: matter.sender.address.to_string(),
        what: "survey-answer".to_owned(),
        text: super::answer::told(reading, crate::desk::facts::SurveyAnswer::Unsatisfactory),
    });
    let content = Content::UnsatisfactoryReview(UnsatisfactoryReview {
        case: agents::summary(ticket, rules),
        answer,
        reopened: ticket.reopened,
        completed_by: name(survey.completed_by.as_ref(), rules),
        times: times(ticket, &matter.facts.stays, &matter.facts.history, rules),
        text: ticket.description.clone(),
        history: agents::history(&happened, &ticket.requester, rules),
        attachments: matter.mail.attachments.clone(),
        next: next_steps(),
    });
    let mut changes: Vec<Change> =
        queue(to_staff(rules, coordinators(rules), &content, matter.now)).collect();
    changes.push(Change::Event(Event::by_radica(
        "review-asked",
        "Se pidió a la coordinación revisar el caso.",
        "[22] an unsatisfactory survey",
    )));
    changes
}

/// [22] Nobody has decided for days: once more, in short.
pub(in crate::desk) fn remind(
    ticket: &TicketView,
    survey: &SurveyView,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Change> {
    let content = Content::ReviewReminder(ReviewReminder {
        case: agents::summary(ticket, rules),
        answer: summary(survey),
        next: next_steps(),
    });
    let mut changes: Vec<Change> = queue(to_staff(rules, coordinators(rules), &content, now)).collect();
    changes.push(Change::Event(Event::by_radica(
        "reminded",
        "Se recordó a la coordinación que el caso está por revisar.",
        "[22] not decided in the time set",
    )));
    changes
}

/// [24] What was reopened is completed again: the coordinator follows it.
pub(in crate::desk) fn completed_again(
    ticket: &TicketView,
    solution: &str,
    actor: Option<&Address>,
    rules: &Rules,
    now: Timestamp,
) -> Vec<NewLetter> {
    let content = Content::CompletedAgain(CompletedAgain {
        case: agents::summary(ticket, rules),
        by: name(actor, rules),
        solution: solution.to_owned(),
        until: rules.survey_until(now),
    });
    to_staff(rules, coordinators(rules), &content, now)
}

fn name(address: Option<&Address>, rules: &Rules) -> Option<String> {
    address.map(|address| rules.staff_name(address).unwrap_or_else(|| address.to_string()))
}

fn next_steps() -> Vec<NextStep> {
    [
        ("Reabrir el caso", "#reabrir\n"),
        ("La atención fue correcta", "#procedente\n"),
        ("Ver el caso", "#estado"),
    ]
    .map(|(label, command)| NextStep { label: label.to_owned(), command: command.to_owned() })
    .into()
}

/// When the case lay completed before it was reopened: nobody worked on it then.
fn completed_between(history: &[Happened]) -> Vec<(Timestamp, Timestamp)> {
    let mut spans = Vec::new();
    let mut since = None;
    for event in history {
        match event.what.as_str() {
            "resolved" => since = Some(event.at),
            "reopened" => spans.extend(since.take().map(|since| (since, event.at))),
            _ => {}
        }
    }
    spans
}

/// How long each step took in service hours, and whether in time.
fn times(ticket: &TicketView, stays: &[Stay], history: &[Happened], rules: &Rules) -> Vec<(String, String)> {
    let ended = ticket.resolved_at.unwrap_or(ticket.created_at);
    let between = |from, to| rules.calendar.service_time_between(from, to);
    let judged = |at: Timestamp, due: Timestamp, taken: SignedDuration| {
        format!("{}, {}", wording::duration(taken), if at <= due { "a tiempo" } else { "tarde" })
    };
    let mut times = Vec::new();
    if let Some(at) = ticket.first_reply_at {
        let taken = between(ticket.created_at, at);
        times.push(("Primera respuesta".to_owned(), judged(at, ticket.first_reply_due, taken)));
    }
    let worked = between(ticket.created_at, ended).saturating_sub(ticket.waited);
    times.push(("Solución".to_owned(), judged(ended, ticket.resolution_due, worked)));
    let completed = completed_between(history);
    let lay_completed = |from: Timestamp, until: Timestamp| {
        completed
            .iter()
            .map(|(since, to)| between((*since).max(from), (*to).min(until)))
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    };
    let waited = ticket.waited.saturating_sub(lay_completed(ticket.created_at, ended));
    if waited.is_positive() {
        times.push(("En espera".to_owned(), wording::duration(waited)));
    }
    let now = Stay {
        level: ticket.level,
        group: ticket.group.clone(),
        holder: ticket.assignee.clone(),
        from: stays.last().map_or(ticket.created_at, |stay| stay.until),
        until: ended,
    };
    for stay in stays.iter().chain([&now]).filter(|stay| stay.from < stay.until) {
        let group = rules.group(&stay.group).name;
        let who = match name(stay.holder.as_ref(), rules) {
            Some(holder) => format!("{holder}, {group} (N{})", stay.level),
            None => format!("{group} (N{}), sin tomar", stay.level),
        };
        let stayed = between(stay.from, stay.until).saturating_sub(lay_completed(stay.from, stay.until));
        times.push((who, wording::duration(stayed)));
    }
    times
}
