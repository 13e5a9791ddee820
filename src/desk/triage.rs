//! [1] Which door a mail takes, in the order of the procedure, and why.

use jiff::Timestamp;

use super::decision::{About, Change, Decision, Judgement, Outcome};
use super::facts::{Case, Facts, RequestStatus, RequestView};
use super::information::Meant;
use super::mail::{Automatic, Mail};
use super::matter::Matter;
use super::rules::Rules;
use super::{
    agents, ask_number, ceiling, code, facilities, follow_up, information, monitoring, new_request, question,
    returned, survey, thanks,
};

/// Judges one mail. Pure: the same mail, facts, rules and instant give the same decision.
pub fn triage(mail: &Mail, facts: &Facts, rules: &Rules, now: Timestamp) -> Decision {
    let without_code = code::taken_off(mail);
    let mut decision = door(without_code.as_ref().unwrap_or(mail), facts, rules, now);
    if let Some(sender) = &mail.from
        && facts.away.contains(&sender.address)
        && mail.automatic.is_none()
        && !matches!(decision.outcome, Outcome::Unproven | Outcome::Duplicate)
    {
        decision.changes.push(Change::Away { address: sender.address.clone(), until: None });
    }
    ceiling::hold_back(&mut decision, facts, rules, now);
    decision
}

/// How a mail would be judged were it the first of a new matter; `None` when it has no author.
pub fn judged_as_new(mail: &Mail, facts: &Facts, rules: &Rules, now: Timestamp) -> Option<Judgement> {
    let sender = mail.from.as_ref()?;
    let matter = Matter { mail, sender, facts, rules, now };
    let decision = if rules.is_monitoring(&sender.address) {
        monitoring::alert(&matter)
    } else {
        new_request::take(&matter)
    };
    decision.judged.map(|judged| *judged)
}

fn door(mail: &Mail, facts: &Facts, rules: &Rules, now: Timestamp) -> Decision {
    if facts.seen {
        return recorded(Outcome::Duplicate, "the same mail has been taken before");
    }
    let matter = mail.from.as_ref().map(|sender| Matter { mail, sender, facts, rules, now });
    if let Some(decision) = matter.as_ref().and_then(monitoring::door) {
        return decision;
    }
    match &mail.automatic {
        Some(Automatic::Bounce(bounce)) => return returned::bounce(bounce, facts, rules, now),
        Some(other) => return returned::automatic(matter.as_ref(), other),
        None => {}
    }
    let Some(matter) = matter else {
        return recorded(Outcome::Quarantined, "it has no From address that can be read");
    };
    if matter.sender.address == rules.desk {
        return recorded(Outcome::Automatic, "it comes from the desk's own address");
    }
    if let Some(decision) = agents::door(&matter) {
        return decision;
    }
    if let Some(decision) = facilities::door(&matter) {
        return decision;
    }
    if let Some(decision) = survey::door(&matter) {
        return decision;
    }
    let mut strangers_case = None;
    let asks = match &facts.ahead {
        Some(ahead) => ahead.asks_about_a_case,
        None => question::asks_about_a_case(&mail.subject, &mail.new_text),
    };
    for (case, how) in candidates(&matter, asks) {
        match case {
            Case::Request(request) => {
                if let Some(decision) = request_door(&matter, request, how) {
                    return decision;
                }
            }
            Case::Ticket(ticket) if matter.takes_part(ticket) => {
                return follow_up::add(&matter, ticket, how);
            }
            Case::Ticket(_) => {}
        }
        strangers_case = Some(how);
    }
    if let Some(how) = strangers_case.or_else(|| names_an_unknown_number(&matter, asks)) {
        return ask_number::ask(&matter, format!("{how}, but the sender takes part in no such case"));
    }
    if let Some(decision) = information::door(&matter, asks) {
        return decision;
    }
    if asks {
        return ask_number::ask(&matter, "it asks about a case and bears no number".to_owned());
    }
    new_request::take(&matter)
}

/// The cases a mail may be about, the most telling first, and how each was found.
fn candidates<'a>(matter: &Matter<'a>, asks: bool) -> Vec<(&'a Case, &'static str)> {
    let facts = matter.facts;
    let mut found: Vec<(&Case, &'static str)> = Vec::new();
    found.extend(facts.named.iter().map(|case| (case, "its subject bears a case's number")));
    found.extend(facts.threaded.iter().map(|case| (case, "it replies to mail of a case")));
    if asks {
        found.extend(
            facts.in_text.iter().map(|case| (case, "it asks about a case and its text bears the number")),
        );
    }
    found
}

/// A number that leads nowhere is treated as one of somebody else's case is (ruling 28).
fn names_an_unknown_number(matter: &Matter<'_>, asks: bool) -> Option<&'static str> {
    let rules = matter.rules;
    let in_subject = !rules.numbers.find(&matter.mail.subject).is_empty();
    let in_text = || asks && !rules.numbers.find(&matter.mail.new_text).is_empty();
    if in_subject {
        Some("its subject bears a case's number")
    } else if in_text() {
        Some("it asks about a case and its text bears the number")
    } else {
        None
    }
}

/// A number or thread that leads to a mail which is no case yet. `None` when it gives its sender no right.
fn request_door(matter: &Matter<'_>, request: &RequestView, how: &'static str) -> Option<Decision> {
    if let Some(ticket) = &request.ticket {
        return matter.takes_part(ticket).then(|| follow_up::add(matter, ticket, how));
    }
    if request.requester != matter.sender.address {
        return None;
    }
    // Who was turned away, or is asked which case it is, and only gives thanks, has nothing that a person must look at;
    // of what a waiting request lacks, a mail of thanks may bring some in its signature.
    if request.status != RequestStatus::Waiting && thanks::only_thanks(matter, false) {
        return Some(thanks::kept(matter, About::Request(request.id), how));
    }
    match request.status {
        RequestStatus::Waiting => Some(information::receive(matter, request, how, Meant::ForIt)),
        RequestStatus::AskedNumber => ask_number::answered(matter, request),
        RequestStatus::Expired => Some(new_request::resume(matter, request, how)),
        RequestStatus::OutOfScope => Some(new_request::reconsider(matter, request, how)),
        RequestStatus::Registered | RequestStatus::Joined => None,
    }
}

/// A mail that is only recorded.
fn recorded(outcome: Outcome, why: &str) -> Decision {
    Decision { outcome, why: vec![why.to_owned()], about: About::Nothing, changes: Vec::new(), judged: None }
}
