//! [2] Which case is it about? Asked, and answered.

use super::compose::answer;
use super::decision::{About, Change, DeadlineKind, Decision, Event, NewRequest, Outcome};
use super::description::join;
use super::draft::{Draft, joined_files};
use super::facts::{Case, Details, Facts, RequestStatus, RequestView, TicketView};
use super::heard::hear;
use super::information::{self, Meant};
use super::letter::{AskNumber, Content, OwnCase};
use super::matter::Matter;
use super::new_request::judge;
use super::person::Departments;
use super::question::{Choice, choice};
use super::register::register;
use super::rules::Rules;
use super::{follow_up, person, subject};

/// Asks the sender for the number. The mail is kept, and becomes a request when no answer comes (ruling 10).
pub(super) fn ask(matter: &Matter<'_>, why: String) -> Decision {
    let Matter { rules, now, facts, mail, sender } = *matter;
    let until = rules.information_until(now);
    // Nobody learns of a case that is not theirs; who is not of the entity learns of none at all (ruling 24).
    let cases = if rules.is_internal(&sender.address) { own(facts) } else { Vec::new() };
    let told = person::told(mail, &[], &Departments::default());
    let known = matter.known();
    let mut requester = sender.clone();
    requester.name = known.name.or(told.name);
    let title = subject::clean(&mail.subject, &rules.numbers);
    // A case whose title were another case's number would only mislead.
    let says_more = !title.is_empty() && rules.numbers.find(&title).is_empty();
    let mut changes = vec![
        Change::Hold(Box::new(NewRequest {
            status: RequestStatus::AskedNumber,
            requester,
            department: known.department.or(told.department),
            site: known.site,
            details: Details::new(),
            title: if says_more { title } else { "Consulta sobre un caso".to_owned() },
            description: mail.new_text.trim().to_owned(),
            copied: Vec::new(),
            missing: Vec::new(),
            offered: cases.iter().map(|case| case.number.clone()).collect(),
            created_at: now,
            expires_at: until,
        })),
        Change::Event(Event::by(&sender.address, "received", mail.new_text.clone(), format!("[2] {why}"))),
    ];
    if !mail.wants_no_automatic_answer {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            None,
            Content::AskNumber(AskNumber { cases, more: 0, until }),
        ))));
    }
    changes.push(Change::Deadline { kind: DeadlineKind::AskNumberExpiry, due_at: until });
    Decision { outcome: Outcome::AskedNumber, why: vec![why], about: About::Nothing, changes, judged: None }
}

/// The sender's open cases and their requests that wait, newest first.
fn own(facts: &Facts) -> Vec<OwnCase> {
    let waiting = facts.waiting.iter().filter_map(|request| {
        Some(OwnCase {
            number: request.reference.clone()?,
            title: request.title.clone(),
            created_at: request.created_at,
            status: "waiting_information".to_owned(),
        })
    });
    let mut all: Vec<OwnCase> = waiting.chain(facts.own_cases.iter().cloned()).collect();
    all.sort_by_key(|case| std::cmp::Reverse(case.created_at));
    all.truncate(Facts::MOST_CASES);
    all
}

/// Takes the answer to [`ask`]. `None` when the mail at hand proves nothing and must take another door.
pub(super) fn answered(matter: &Matter<'_>, request: &RequestView) -> Option<Decision> {
    if !matter.is_proven() {
        return None;
    }
    let facts = matter.facts;
    let mut why = vec!["it answers the question which case it is about".to_owned()];
    if let Some(waiting) = chosen_request(matter, request) {
        return Some(about_request(matter, request, waiting));
    }
    let chosen =
        chosen(facts, request, &matter.mail.new_text, matter.rules, |ticket| matter.takes_part(ticket));
    if let Some(ticket) = chosen {
        why.push(format!("it is {}", ticket.number));
        // What was asked first belongs to the case as much as the answer.
        let mut whole = matter.mail.clone();
        whole.new_text = join(&request.description, &matter.mail.new_text);
        whole.attachments = joined_files(&request.attachments, &matter.mail.attachments);
        let mut changes = vec![
            Change::EndRequest { id: request.id, status: RequestStatus::Joined, ticket: Some(ticket.id) },
            Change::CancelDeadlines,
        ];
        changes.extend(follow_up::changes(matter, ticket, &whole, "the sender named the case"));
        if follow_up::asks(matter, &whole) {
            why.push("[4] it asks how the case stands".to_owned());
            let letter = follow_up::told(matter, follow_up::after(&changes).unwrap_or(ticket));
            changes.extend(letter);
        }
        return Some(Decision {
            outcome: Outcome::FollowUp,
            why,
            about: About::Ticket(ticket.id),
            changes,
            judged: None,
        });
    }
    let is_new = choice(&matter.mail.new_text, request.offered.len()) == Choice::New;
    let mut draft = Draft::of_request(matter, request, hear(matter, &[]));
    draft.description = join(&request.description, &matter.mail.new_text);
    if is_new {
        why.push("it is a new matter".to_owned());
        return Some(judge(matter, draft, About::Request(request.id), why));
    }
    why.push("the answer names none: an agent takes it".to_owned());
    draft.remarks.push("El usuario preguntó por un caso y no fue posible saber cuál.".to_owned());
    Some(take_over(matter, draft, request, why))
}

/// It is about a request that waits: what was asked first is judged as if it had borne its number.
fn about_request(matter: &Matter<'_>, asked: &RequestView, waiting: &RequestView) -> Decision {
    let mut whole = matter.mail.clone();
    let is_only_choice = matches!(choice(&whole.new_text, asked.offered.len()), Choice::Offered(_));
    whole.new_text = match is_only_choice {
        true => asked.description.clone(),
        false => join(&asked.description, &whole.new_text),
    };
    whole.attachments = joined_files(&asked.attachments, &whole.attachments);
    let matter = Matter { mail: &whole, ..*matter };
    let mut decision = information::receive(&matter, waiting, "the sender named the request", Meant::Perhaps);
    let joined = Change::EndRequest { id: asked.id, status: RequestStatus::Joined, ticket: None };
    decision.changes.insert(0, joined);
    decision
}

/// A question that nobody could tie to a case becomes one, as it is (ruling 10).
pub(super) fn take_over(
    matter: &Matter<'_>,
    mut draft: Draft,
    request: &RequestView,
    mut why: Vec<String>,
) -> Decision {
    let class = draft.classify(matter.rules);
    why.extend(class.why.iter().cloned());
    draft.given_up = draft.missing(matter.rules, &class);
    register(matter, draft, &class, About::Request(request.id), why)
}

/// The case that an answer names: by number, or by its place in the list. Only those count for which `is_own` holds.
pub fn chosen<'a>(
    facts: &'a Facts,
    request: &RequestView,
    text: &str,
    rules: &Rules,
    is_own: impl Fn(&TicketView) -> bool,
) -> Option<&'a TicketView> {
    let tickets = named(facts, request, text, rules).filter_map(|case| match case {
        Case::Ticket(ticket) => Some(ticket),
        Case::Request(request) => request.ticket.as_deref(),
    });
    {
        let mut tickets = tickets;
        tickets.find(|ticket| is_own(ticket))
    }
}

/// The same, for a request that waits.
fn chosen_request<'a>(matter: &Matter<'a>, asked: &RequestView) -> Option<&'a RequestView> {
    let facts = matter.facts;
    named(facts, asked, &matter.mail.new_text, matter.rules).find_map(|case| match case {
        Case::Request(request) => (request.status == RequestStatus::Waiting
            && request.requester == matter.sender.address)
            .then_some(request),
        Case::Ticket(_) => None,
    })
}

/// What an answer names, of all that was looked up for it: those of the list too, which it need not mean.
fn named<'a>(
    facts: &'a Facts,
    request: &RequestView,
    text: &str,
    rules: &Rules,
) -> impl Iterator<Item = &'a Case> {
    let (is_new, offered) = match choice(text, request.offered.len()) {
        Choice::New => (true, None),
        Choice::Offered(index) => (false, request.offered.get(index).cloned()),
        Choice::Unclear => (false, None),
    };
    let said: Vec<String> =
        rules.numbers.find(text).into_iter().map(|number| number.display(&rules.prefix)).collect();
    let in_list = request.offered.clone();
    let is_meant = move |number: Option<&str>| {
        let Some(number) = number else { return false };
        match &offered {
            Some(offered) => number == offered,
            None => said.iter().any(|said| said == number) || !in_list.iter().any(|listed| listed == number),
        }
    };
    facts.named.iter().chain(&facts.in_text).filter(move |case| {
        !is_new
            && is_meant(match case {
                Case::Ticket(ticket) => Some(&ticket.number),
                Case::Request(request) => request.reference.as_deref(),
            })
    })
}
