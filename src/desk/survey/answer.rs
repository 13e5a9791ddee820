//! [7] A mail of the requester about a case that is completed: an answer to its survey, or a comment.

use super::reading::{self, Reading, Verdict};
use super::{button, review};
use crate::desk::compose::{answer, echo, queue, remarks, to_staff};
use crate::desk::decision::{About, Change, DeadlineKind, Decision, Event, Outcome};
use crate::desk::facts::{SurveyAnswer, SurveyView, TicketStatus, TicketView};
use crate::desk::letter::{
    CaseClosedNote, Content, FollowUpNotice, NextStep, Requester, SurveyThanks, SurveyUnclear,
};
use crate::desk::mail;
use crate::desk::matter::Matter;
use crate::desk::question;

/// Takes mail of a requester about their completed case. Only the requester answers, and only proven (ruling 26); the
/// first answer counts, and what comes later is a comment. `None` for everything else.
///
/// In time is whatever was taken before the case closed: it closes only once the mailbox has been looked at since the
/// deadline.
pub(in crate::desk) fn door(matter: &Matter<'_>) -> Option<Decision> {
    let ticket = matter.facts.surveyed()?;
    let survey = matter.facts.survey.as_ref()?;
    if ticket.requester.address != matter.sender.address {
        return None;
    }
    let is_of_button = button::in_subject(&matter.mail.subject).is_some();
    if !matter.is_proven() {
        // A button's mail whose code was taken off: who answers the letter that asks again is proven by it.
        let may_be_asked =
            matter.mail.verdict == mail::Verdict::None && !survey.asked_again && !matter.is_quiet();
        let is_open = ticket.status == TicketStatus::Resolved && survey.answer.is_none();
        return (is_of_button && may_be_asked && is_open).then(|| unproven(matter, ticket, survey));
    }
    let letter = matter.facts.proof.as_ref().filter(|letter| letter.is_of_survey());
    let is_meant_as_answer = letter.is_some() || is_of_button;
    // Each round has its letter; an earlier one answers nothing of this.
    let is_of_earlier_round =
        letter.is_some_and(|letter| letter.kind == "survey" && letter.reference != survey.token);
    let reading = reading::read_mail(&matter.mail.subject, &matter.mail.new_text);
    let asks = || question::asks_for_state(&matter.mail.subject, &matter.mail.new_text);
    match ticket.status {
        TicketStatus::Resolved if survey.answer.is_none() && !is_of_earlier_round => {
            if !is_meant_as_answer && (reading.verdict == Verdict::Unclear || asks()) {
                return None;
            }
            Some(answered(matter, ticket, survey, reading))
        }
        // It waits for the coordinator, who sees all that comes.
        TicketStatus::Resolved if survey.answer.is_some() && !asks() => {
            Some(comment(matter, ticket, survey, &reading))
        }
        TicketStatus::Resolved | TicketStatus::Open if is_of_earlier_round => {
            Some(comment(matter, ticket, survey, &reading))
        }
        TicketStatus::Closed if is_meant_as_answer => Some(comment(matter, ticket, survey, &reading)),
        _ => None,
    }
}

/// It bears a button's subject and nothing that proves its sender: asked, and shown to the coordinator.
fn unproven(matter: &Matter<'_>, ticket: &TicketView, survey: &SurveyView) -> Decision {
    let why = vec![
        "[7] a survey's button without its code: not proven (ruling 26), asked for the answer".to_owned(),
    ];
    let remark = "Llegó una respuesta a la encuesta sin su código, que no se puede comprobar: se le preguntó de nuevo.";
    asked(matter, ticket, survey, why, true, remark)
}

/// The first answer, in time.
fn answered(matter: &Matter<'_>, ticket: &TicketView, survey: &SurveyView, reading: Reading) -> Decision {
    let mut why = vec!["[7] its requester answers the survey".to_owned()];
    why.extend(reading.why.iter().cloned());
    let counts = match reading.verdict {
        Verdict::Satisfactory => SurveyAnswer::Satisfactory,
        Verdict::Unsatisfactory => SurveyAnswer::Unsatisfactory,
        Verdict::Unclear => return unclear(matter, ticket, survey, why),
    };
    let mut after = ticket.clone();
    if counts == SurveyAnswer::Satisfactory {
        after.status = TicketStatus::Closed;
        after.closed_at = Some(matter.now);
    }
    let mut changes = vec![
        Change::UpdateTicket(Box::new(after.clone())),
        Change::SurveyAnswered {
            id: survey.id,
            answer: counts,
            rating: reading.rating,
            comment: reading.comment.clone(),
        },
        Change::CancelOfTicket(&[DeadlineKind::SurveyClosing]),
        Change::Event(Event::by(
            &matter.sender.address,
            "survey-answer",
            told(&reading, counts),
            format!("[7] {}", reading.why.join("; ")),
        )),
    ];
    let says_more = reading.says_more && counts == SurveyAnswer::Satisfactory;
    if says_more {
        let remark = "Quedó satisfecho, el caso se cerró, y parece pedir algo más: si es así, regístrelo con #registrar o \
                      pídale que escriba un correo nuevo.";
        changes.extend(show(matter, ticket, remark));
    }
    match counts {
        SurveyAnswer::Satisfactory => changes.push(Change::Event(Event::by_radica(
            "closed",
            "La atención fue satisfactoria: el caso se cerró.",
            "[21] a satisfactory survey",
        ))),
        SurveyAnswer::Unsatisfactory => {
            changes.extend(review::ask(matter, &after, survey, &reading));
            changes.push(Change::Deadline {
                kind: DeadlineKind::ReviewReminder,
                due_at: matter.rules.review_until(matter.now),
            });
        }
    }
    if !matter.is_quiet() {
        let thanks = SurveyThanks {
            title: echo(matter, &ticket.title),
            satisfied: counts == SurveyAnswer::Satisfactory,
            says_more,
        };
        changes.push(letter_to_requester(matter, ticket, Content::SurveyThanks(thanks)));
    }
    decision(Outcome::SurveyAnswer, why, ticket, changes)
}

/// What was answered, in the history: "3 de 5. No quedó bien."
pub(super) fn told(reading: &Reading, answer: SurveyAnswer) -> String {
    let mut said = match answer {
        SurveyAnswer::Satisfactory => "Satisfactoria".to_owned(),
        SurveyAnswer::Unsatisfactory => "No satisfactoria".to_owned(),
    };
    if let Some(rating) = reading.rating {
        said.push_str(&format!(", {rating} de 5"));
    }
    match &reading.comment {
        Some(comment) => format!("{said}.\n\n{comment}"),
        None => format!("{said}."),
    }
}

/// It cannot be told what was meant: asked once, and before a person's eyes (ruling 37). The case goes on waiting.
fn unclear(matter: &Matter<'_>, ticket: &TicketView, survey: &SurveyView, mut why: Vec<String>) -> Decision {
    let asks = !survey.asked_again && !matter.is_quiet();
    why.push(if asks {
        "it is not clear what they mean: asked once, and shown to the coordinator".to_owned()
    } else {
        "it is not clear what they mean, and they have been asked: shown to the coordinator".to_owned()
    });
    let remark = if asks {
        "Respondió la encuesta, pero no se entiende si la atención fue satisfactoria: se le preguntó de nuevo."
    } else {
        "Respondió de nuevo la encuesta y sigue sin entenderse si la atención fue satisfactoria."
    };
    asked(matter, ticket, survey, why, asks, remark)
}

/// What came does not count as an answer: it is kept and shown, and its sender asked again, where that may be.
fn asked(
    matter: &Matter<'_>,
    ticket: &TicketView,
    survey: &SurveyView,
    why: Vec<String>,
    asks: bool,
    remark: &str,
) -> Decision {
    // The case is touched, so that two instances do not both ask.
    let mut changes = vec![
        Change::UpdateTicket(Box::new(ticket.clone())),
        Change::Event(Event::by(
            &matter.sender.address,
            "survey-unclear",
            written(matter),
            "[7] not clear what is meant",
        )),
    ];
    if asks {
        changes.extend(asked_again(matter, ticket, survey));
    }
    changes.extend(show(matter, ticket, remark));
    decision(Outcome::SurveyAnswer, why, ticket, changes)
}

/// The requester is asked once more, and once only.
fn asked_again(matter: &Matter<'_>, ticket: &TicketView, survey: &SurveyView) -> [Change; 2] {
    let again = SurveyUnclear { title: echo(matter, &ticket.title), until: survey.due_at };
    [
        Change::SurveyUnclear { id: survey.id },
        letter_to_requester(matter, ticket, Content::SurveyUnclear(again)),
    ]
}

/// What somebody wrote; of a button's mail its subject too, which says the most.
fn written(matter: &Matter<'_>) -> String {
    let pressed = button::in_subject(&matter.mail.subject).map(|_| matter.mail.subject.trim());
    [pressed.unwrap_or_default(), matter.mail.new_text.trim()].join("\n").trim().to_owned()
}

/// What comes once the survey is answered, or its case is closed: kept, and shown to the coordinator at once.
fn comment(matter: &Matter<'_>, ticket: &TicketView, survey: &SurveyView, reading: &Reading) -> Decision {
    let text = matter.mail.new_text.trim();
    let mut why = vec!["[7] the survey is answered or over: a comment, shown to the coordinator".to_owned()];
    why.extend(reading.why.iter().cloned());
    let mut changes = vec![
        Change::SurveyComment { id: survey.id, text: comment_text(matter, reading) },
        Change::Event(Event::by(
            &matter.sender.address,
            "survey-comment",
            text,
            "[7] after the answer that counts",
        )),
    ];
    // The round at hand goes on waiting: who answers the one before is asked about this one.
    let awaits = ticket.status == TicketStatus::Resolved && survey.answer.is_none();
    if awaits && !survey.asked_again && !matter.is_quiet() {
        changes.push(Change::UpdateTicket(Box::new(ticket.clone())));
        changes.extend(asked_again(matter, ticket, survey));
    }
    let remark = match (ticket.status, survey.answered_at) {
        _ if awaits => "Respondió la encuesta anterior, que ya no cuenta; la de ahora sigue sin respuesta.",
        (TicketStatus::Closed, None) => {
            "Respondió la encuesta después de que el caso se cerró: su respuesta ya no cuenta."
        }
        (TicketStatus::Closed, Some(_)) => {
            "Escribió después de responder la encuesta; el caso ya está cerrado."
        }
        _ => "Escribió después de responder la encuesta.",
    };
    changes.extend(show(matter, ticket, remark));
    // Who is not content must know that nobody works on it any more, and what to do.
    let is_content = reading.verdict == Verdict::Satisfactory;
    if ticket.status == TicketStatus::Closed && !is_content && !matter.is_quiet() {
        let note = CaseClosedNote {
            title: echo(matter, &ticket.title),
            status: ticket.status.as_str().to_owned(),
            closed_at: ticket.closed_at,
        };
        changes.push(letter_to_requester(matter, ticket, Content::CaseClosedNote(note)));
    }
    decision(Outcome::Comment, why, ticket, changes)
}

/// The words of a comment; of a button's mail without words, what the button says.
fn comment_text(matter: &Matter<'_>, reading: &Reading) -> String {
    let is_of_button = button::in_subject(&matter.mail.subject).is_some();
    match &reading.comment {
        Some(words) => words.clone(),
        None if is_of_button => matter.mail.subject.trim().to_owned(),
        None => matter.mail.new_text.trim().to_owned(),
    }
}

/// The mail, before the coordinator's eyes.
fn show(matter: &Matter<'_>, ticket: &TicketView, remark: &str) -> Vec<Change> {
    let rules = matter.rules;
    let mut notes = vec![remark.to_owned()];
    notes.extend(remarks(matter, matter.mail));
    let content = Content::FollowUpNotice(FollowUpNotice {
        title: ticket.title.clone(),
        from: Requester {
            email: matter.sender.address.clone(),
            name: ticket.requester.name.clone(),
            department: ticket.department.clone(),
        },
        copied: false,
        merged_by: None,
        of_machine: false,
        text: written(matter),
        received_at: matter.now,
        remarks: notes,
        attachments: matter.mail.attachments.clone(),
        next: vec![NextStep { label: "Ver el caso".to_owned(), command: "#estado".to_owned() }],
    });
    queue(to_staff(rules, review::coordinators(rules), &content, matter.now)).collect()
}

fn letter_to_requester(matter: &Matter<'_>, ticket: &TicketView, content: Content) -> Change {
    Change::Letter(Box::new(answer(matter, ticket.requester.name.as_deref(), content)))
}

fn decision(outcome: Outcome, why: Vec<String>, ticket: &TicketView, changes: Vec<Change>) -> Decision {
    Decision { outcome, why, about: About::Ticket(ticket.id), changes, judged: None }
}
