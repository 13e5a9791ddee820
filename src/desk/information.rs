//! [8] Missing information comes: merged with what was there, and judged again.

use super::ask::{ask_for, item, update};
use super::compose::{answer, echo};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::description::{join, says_something};
use super::details::answers_within;
use super::draft::Draft;
use super::facts::{Field, RequestView};
use super::fold::fold;
use super::heard::hear;
use super::letter::{Content, MissingInformation};
use super::mail::Mail;
use super::matter::Matter;
use super::new_request::judgement;
use super::register::register;
use super::{ask_number, question, subject, thanks};

/// After so many questions an agent takes over (ruling 4).
const MOST_QUESTIONS: u32 = 2;

/// Whether a mail was written to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// It answers its letter, or bears its number.
    ForIt,
    /// Its sender has a request that waits, and the mail speaks of one: what it lacks counts where it comes.
    Perhaps,
}

/// Mail of somebody who has a request that waits, and which neither bears its number nor answers its letter: a question
/// how it stands, or what it lacks and nothing besides. Where they have more than that one, they are asked which.
pub(super) fn door(matter: &Matter<'_>, asks: bool) -> Option<Decision> {
    let waiting = &matter.facts.waiting;
    let newest = waiting.first()?;
    let Mail { subject, new_text, .. } = matter.mail;
    let title = subject::clean(subject, &matter.rules.numbers);
    let is_title = |request: &&RequestView| fold(&request.title) == fold(&title);
    let new_title = if waiting.iter().any(|request| is_title(&request)) { "" } else { &title };
    let heard = hear(matter, &[]);
    let brought = waiting.iter().find(|request| request.missing.iter().any(|field| heard.has(field)));
    let waits_for_more = question::only_asks_for_state(new_text) && !says_something(new_title, new_text);
    if asks || waits_for_more || question::refers_to_earlier(subject, new_text) {
        let how = "it speaks of a request, and its sender has one that waits";
        return Some(match brought.filter(|_| matter.is_proven()) {
            Some(request) => receive(matter, request, how, Meant::Perhaps),
            None if waiting.len() == 1 && matter.facts.own_cases.is_empty() => {
                receive(matter, newest, how, Meant::Perhaps)
            }
            None => ask_number::ask(matter, format!("{how}, among others")),
        });
    }
    let request = brought.filter(|_| !says_something(new_title, &heard.found.rest))?;
    let how = "it brings what a request of its sender lacks, and nothing besides";
    Some(receive(matter, request, how, Meant::Perhaps))
}

/// Takes the answer to a request that waits. The sender is the request's own.
pub(super) fn receive(matter: &Matter<'_>, request: &RequestView, how: &str, meant: Meant) -> Decision {
    let mut why = vec![format!("{how}, of a request that waits for information")];
    if !matter.is_proven() {
        return ask_again_for_proof(matter, request, why);
    }
    let read_within = with_answers_within(matter, request);
    let matter = &Matter { mail: read_within.as_ref().unwrap_or(matter.mail), ..*matter };
    // A question how it stands is no answer: it is told what is missing, and nothing is counted (ruling 4).
    if question::only_asks_for_state(&matter.mail.new_text)
        && matter.mail.attachments.is_empty()
        && !matter.is_quiet()
    {
        why.push("[4] it only asks how the request stands: what is missing is told again".to_owned());
        return told_again(matter, request, why, None);
    }
    let heard = hear(matter, &request.missing);
    let learned = heard.teaches(&request.missing, &matter.known());
    let mut draft = Draft::of_request(matter, request, heard);
    let class = draft.classify(matter.rules);
    why.extend(class.why.iter().cloned());
    let missing = draft.missing(matter.rules, &class);
    // Thanks are no answer: the time goes on, and nothing is counted.
    if missing == request.missing && thanks::only_thanks(matter, false) {
        return thanks::kept(matter, About::Request(request.id), how);
    }
    // What was written to nobody's letter is no incomplete answer to it.
    if meant == Meant::Perhaps && missing == request.missing && !matter.is_quiet() {
        why.push("it brings nothing of what is missing: that is told again".to_owned());
        let kept = update(matter, request.id, &draft, &missing, request.asked, request.expires_at);
        return told_again(matter, request, why, Some(kept));
    }
    let came = Change::Event(Event::by(
        &matter.sender.address,
        "information-received",
        matter.mail.new_text.clone(),
        "[8] the requester's answer",
    ));
    let mut first = vec![came];
    first.extend(learned.map(|known| Change::Learn { address: matter.sender.address.clone(), known }));
    let mut decision = if missing.is_empty() {
        why.push("now nothing is missing".to_owned());
        register(matter, draft, &class, About::Request(request.id), why)
    } else {
        let names: Vec<&str> = missing.iter().map(Field::as_str).collect();
        why.push(format!("still missing: {}", names.join(", ")));
        if request.asked >= MOST_QUESTIONS || matter.is_quiet() {
            why.push("asked often enough: an agent takes over".to_owned());
            draft.given_up = missing;
            register(matter, draft, &class, About::Request(request.id), why)
        } else {
            let until = matter.rules.information_until(matter.now);
            first.push(update(matter, request.id, &draft, &missing, request.asked + 1, until));
            let name = draft.requester.name.as_deref();
            let changes = ask_for(matter, name, &request.title, &missing, true);
            let judged = judgement(matter, &draft, &class, &missing);
            Decision {
                outcome: Outcome::Information,
                why,
                about: About::Request(request.id),
                changes,
                judged,
            }
        }
    };
    decision.outcome = Outcome::Information;
    decision.changes.splice(0..0, first);
    decision
}

/// The mail with what was typed between the lines of our letter, as if it stood above it; `None` where nothing was.
/// Quoted words are never a command: they only answer what was asked.
pub(super) fn with_answers_within(matter: &Matter<'_>, request: &RequestView) -> Option<Mail> {
    let answers = answers_within(&matter.mail.within, &request.missing, matter.rules);
    if answers.is_empty() {
        return None;
    }
    let mut mail = matter.mail.clone();
    mail.new_text = join(&answers, &mail.new_text);
    mail.remarks.retain(|remark| remark != Mail::MAY_ANSWER_WITHIN);
    Some(mail)
}

/// A bare number proves nobody (ruling 26): the letter goes to the address again, and its answer proves it.
fn ask_again_for_proof(matter: &Matter<'_>, request: &RequestView, mut why: Vec<String>) -> Decision {
    why.push(
        "it does not answer our letter and no trusted server vouches for it: only an answer to the letter counts"
            .to_owned(),
    );
    let mut changes = vec![Change::Event(Event::by_radica(
        "not-believed",
        "Llegó un correo sobre la solicitud que no responde a nuestra carta; no se tuvo en cuenta.",
        "ruling 26",
    ))];
    if matter.mail.wants_no_automatic_answer {
        return Decision {
            outcome: Outcome::AskedNumber,
            why,
            about: About::Request(request.id),
            changes,
            judged: None,
        };
    }
    changes.push(missing_letter(matter, request));
    Decision { outcome: Outcome::AskedNumber, why, about: About::Request(request.id), changes, judged: None }
}

/// [4] What the request still lacks, to who asks how it stands.
fn told_again(
    matter: &Matter<'_>,
    request: &RequestView,
    why: Vec<String>,
    kept: Option<Change>,
) -> Decision {
    let mut changes = vec![
        Change::Event(Event::by(
            &matter.sender.address,
            "follow-up",
            matter.mail.new_text.clone(),
            "[4] asks how the request stands",
        )),
        missing_letter(matter, request),
    ];
    changes.extend(kept);
    Decision { outcome: Outcome::FollowUp, why, about: About::Request(request.id), changes, judged: None }
}

/// The letter that asks for what is missing, once more, without a new time.
fn missing_letter(matter: &Matter<'_>, request: &RequestView) -> Change {
    let content = MissingInformation {
        title: echo(matter, &request.title),
        items: request.missing.iter().map(|field| item(field, matter.rules)).collect(),
        until: request.expires_at,
        again: false,
    };
    let content = Content::MissingInformation(content);
    Change::Letter(Box::new(answer(matter, request.name.as_deref(), content)))
}
