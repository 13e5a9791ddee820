//! [3] Somebody adds to a case: kept with it, and mailed to whoever has it.

use super::compose::{answer, echo, queue, remarks, to_staff};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::facts::{TicketStatus, TicketView, WaitsFor};
use super::letter::{CaseClosedNote, Content, FollowUpNotice, NextStep, Requester};
use super::mail::Mail;
use super::matter::Matter;
use super::rules::Rules;
use super::waiting::{resumed, waits_for};
use super::{agents, form_wait, new_request, question, status, subject, thanks, withdrawn};

/// Takes mail about a case in which its sender takes part.
pub(super) fn add(matter: &Matter<'_>, ticket: &TicketView, how: &str) -> Decision {
    let mut why = vec![how.to_owned(), "the sender takes part in the case".to_owned()];
    let is_requester = ticket.requester.address == matter.sender.address;
    if let Some(into) = ticket.merged_into.as_deref().filter(|into| !into.status.is_over()) {
        return joined(matter, ticket, into, how);
    }
    if thanks::only_thanks(matter, waits_for(ticket, WaitsFor::Answer)) {
        let mut decision = thanks::kept(matter, About::Ticket(ticket.id), how);
        decision.changes.extend(copied(matter, ticket, matter.mail));
        return decision;
    }
    if ticket.status.is_over() {
        return closed(matter, ticket, how, why);
    }
    if is_requester && waits_for(ticket, WaitsFor::Form) && !only_asks(matter) {
        return form_wait::receive(matter, ticket, how);
    }
    let mut changes = changes(matter, ticket, matter.mail, how);
    if asks(matter, matter.mail) {
        why.push("[4] it asks how the case stands".to_owned());
        let letter = told(matter, after(&changes).unwrap_or(ticket));
        changes.extend(letter);
    }
    Decision { outcome: Outcome::FollowUp, why, about: About::Ticket(ticket.id), changes, judged: None }
}

/// Whether a mail asks how the case stands, and may be answered by machine.
pub(super) fn asks(matter: &Matter<'_>, mail: &Mail) -> bool {
    question::asks_for_state(&mail.subject, &mail.new_text) && !matter.is_quiet()
}

/// The case as some changes leave it, where they change it.
pub(super) fn after(changes: &[Change]) -> Option<&TicketView> {
    changes.iter().find_map(|change| match change {
        Change::UpdateTicket(ticket) => Some(ticket.as_ref()),
        _ => None,
    })
}

/// [4] How the case stands, to whoever asks.
pub(super) fn told(matter: &Matter<'_>, ticket: &TicketView) -> [Change; 2] {
    let is_requester = ticket.requester.address == matter.sender.address;
    let name = ticket.requester.name.as_deref().filter(|_| is_requester);
    [
        Change::Event(Event::by_radica(
            "status-told",
            "Se informó el estado del caso.",
            "[4], counted as informative (ruling 7)",
        )),
        Change::Letter(Box::new(answer(matter, name, status::content(matter, ticket)))),
    ]
}

/// A question alone brings no form.
fn only_asks(matter: &Matter<'_>) -> bool {
    matter.mail.forms.is_empty() && question::asks_for_state(&matter.mail.subject, &matter.mail.new_text)
}

/// A mail that asks how the case stands, and nothing besides: it answers nothing that was asked.
fn is_mere_question(mail: &Mail) -> bool {
    mail.attachments.is_empty() && question::only_asks_for_state(&mail.new_text)
}

/// A case that was joined with another: whoever takes part there adds to that one. Anybody else's words are kept with their
/// own case, and whoever has the other reads them (ruling 14: neither learns of the other).
fn joined(matter: &Matter<'_>, ticket: &TicketView, into: &TicketView, how: &str) -> Decision {
    if matter.takes_part(into) {
        return add(matter, into, &format!("{how}; the case {} lives on in this one", ticket.number));
    }
    let mut decision = closed(matter, ticket, how, vec![how.to_owned()]);
    if decision.outcome == Outcome::FollowUp {
        decision.why.push(format!("whoever has {} reads it", into.number));
        let remark = format!(
            "Es del caso {}, que se unió con este: quien escribe no recibe lo que se responda aquí.",
            ticket.number
        );
        let content = notice(matter, into, matter.mail, vec![remark]);
        let changes =
            queue(to_staff(matter.rules, matter.rules.readers(into), &content, matter.now)).collect();
        decision.changes.push(Change::Elsewhere { ticket: into.id, changes });
    }
    decision
}

/// A case that is over: the text is kept, the note goes back, nobody is disturbed; who answers the note, or must not be
/// answered by machine, has a new request (ruling 9).
fn closed(matter: &Matter<'_>, ticket: &TicketView, how: &str, mut why: Vec<String>) -> Decision {
    let answers_the_note =
        matter.facts.proof.as_ref().is_some_and(|letter| letter.kind == "case-closed-note");
    if answers_the_note || matter.is_quiet() {
        why.push("the case is over, and its sender knows: a new request".to_owned());
        return new_request::first(matter, why);
    }
    why.push("the case is over: the text is kept with it, and its sender is told so".to_owned());
    let content = Content::CaseClosedNote(CaseClosedNote {
        title: echo(matter, &ticket.title),
        status: ticket.status.as_str().to_owned(),
        closed_at: ticket.closed_at,
    });
    let name = ticket.requester.name.as_deref().filter(|_| ticket.requester.address == matter.sender.address);
    let changes = vec![
        Change::Event(Event::by(
            &matter.sender.address,
            "follow-up",
            matter.mail.new_text.clone(),
            format!("[3] {how}; the case is over (ruling 9)"),
        )),
        Change::Letter(Box::new(answer(matter, name, content))),
    ];
    Decision { outcome: Outcome::FollowUp, why, about: About::Ticket(ticket.id), changes, judged: None }
}

/// To whoever has the case: what somebody wrote about it, with what they should know besides.
fn notice(matter: &Matter<'_>, ticket: &TicketView, mail: &Mail, more: Vec<String>) -> Content {
    let is_requester = ticket.requester.address == matter.sender.address;
    let name = if is_requester { ticket.requester.name.clone() } else { matter.sender.name.clone() };
    Content::FollowUpNotice(FollowUpNotice {
        title: ticket.title.clone(),
        from: Requester {
            email: matter.sender.address.clone(),
            name,
            department: ticket.department.clone().filter(|_| is_requester),
        },
        copied: !is_requester && matter.takes_part(ticket),
        merged_by: None,
        of_machine: false,
        text: mail.new_text.clone(),
        received_at: matter.now,
        remarks: [
            more,
            remarks(matter, mail),
            changed_subject(matter, ticket),
            withdrawn_remark(mail, is_requester),
        ]
        .concat(),
        attachments: mail.attachments.clone(),
        next: next(ticket, mail, matter.rules),
    })
}

/// What is done for a follow-up.
pub(super) fn changes(matter: &Matter<'_>, ticket: &TicketView, mail: &Mail, how: &str) -> Vec<Change> {
    let address = &matter.sender.address;
    let is_requester = ticket.requester.address == *address;
    let mut changes = copied(matter, ticket, mail);
    changes.push(Change::Event(Event::by(address, "follow-up", mail.new_text.clone(), format!("[3] {how}"))));
    let content = notice(matter, ticket, mail, Vec::new());
    // The requester's mail moves only what waits for them (ruling 1).
    let waits_for_answer =
        ticket.status == TicketStatus::WaitingRequester && !waits_for(ticket, WaitsFor::Form);
    if is_requester && waits_for_answer && !is_mere_question(mail) {
        changes.push(Change::UpdateTicket(Box::new(resumed(ticket, matter.rules, matter.now))));
    }
    // Nobody has a case that waits for its form (ruling 3), and nobody need know that somebody asks for it.
    if !(waits_for(ticket, WaitsFor::Form) && is_mere_question(mail)) {
        let holders = matter.rules.readers(ticket);
        changes.extend(queue(to_staff(matter.rules, holders, &content, matter.now)));
    }
    changes
}

/// Whom the requester copies takes part from now on (ruling 25): the requester's own word, not that of a forged From.
fn copied(matter: &Matter<'_>, ticket: &TicketView, mail: &Mail) -> Vec<Change> {
    if ticket.requester.address != matter.sender.address || !matter.is_proven() {
        return Vec::new();
    }
    let others = mail.cc.iter().chain(&mail.to).map(|contact| &contact.address).filter(|other| {
        matter.rules.is_internal(other)
            && **other != matter.rules.desk
            && **other != ticket.requester.address
            && matter.rules.staff.person(other).is_none()
            && !ticket.participants.contains(other)
    });
    others.map(|other| Change::Participate(other.clone())).collect()
}

/// "Ya se solucionó, gracias": whoever has the case is offered the solution, ready to send.
fn next(ticket: &TicketView, mail: &Mail, rules: &Rules) -> Vec<NextStep> {
    let mut next = agents::next_steps(ticket, rules);
    if withdrawn::says_it_is_solved(&mail.new_text) {
        let ready = NextStep {
            label: "Cerrar como solucionado".to_owned(),
            command: "#solucion\nEl usuario informa que el asunto ya quedó solucionado.".to_owned(),
        };
        next.retain(|step| !step.command.starts_with("#solucion"));
        next.insert(0, ready);
        next.truncate(5);
    }
    next
}

fn withdrawn_remark(mail: &Mail, is_requester: bool) -> Vec<String> {
    if is_requester && withdrawn::says_it_is_solved(&mail.new_text) {
        vec!["El usuario dice que ya se solucionó.".to_owned()]
    } else {
        Vec::new()
    }
}

/// A reply under another subject may be about something else: the agent decides.
fn changed_subject(matter: &Matter<'_>, ticket: &TicketView) -> Vec<String> {
    let rules = matter.rules;
    let title = subject::clean(&matter.mail.subject, &rules.numbers);
    let is_same = title.is_empty()
        || title.eq_ignore_ascii_case(&ticket.title)
        || !rules.numbers.find(&matter.mail.subject).is_empty();
    if is_same { Vec::new() } else { vec![format!("El usuario cambió el asunto: «{title}».")] }
}
