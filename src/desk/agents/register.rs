//! `#registrar`: a request that came by telephone or Teams gets its number like any (★ of the channels, ruling 38).

use super::work;
use crate::desk::address::{Address, Contact};
use crate::desk::command::{self, Command, Given, Registration};
use crate::desk::compose::{queue, to_staff};
use crate::desk::decision::{About, Change, Decision, Outcome};
use crate::desk::draft::Draft;
use crate::desk::facts::{Facts, Known};
use crate::desk::letter::Content;
use crate::desk::mail::Mail;
use crate::desk::matter::Matter;
use crate::desk::register::register;
use crate::desk::rules::Rules;

/// Whether a mail is such a registration: it stands alone.
pub(super) fn is_alone(given: &Given) -> bool {
    matches!(given.commands.as_slice(), [one] if matches!(one.value, Command::Register(_)))
}

/// Whom a mail of staff registers a request for, if it does.
pub fn registered_for(mail: &Mail, rules: &Rules) -> Option<Address> {
    let given = command::read(mail.own_words(), rules).ok()?;
    given.commands.into_iter().find_map(|one| match one.value {
        Command::Register(registration) => Some(registration.requester.address),
        _ => None,
    })
}

/// Registers it: the requester gets the acknowledgement, the agent the result, the group the case.
pub(super) fn registered(matter: &Matter<'_>, given: Given) -> Decision {
    let Some((written, registration)) = given.commands.into_iter().find_map(|one| match one.value {
        Command::Register(registration) => Some((one.written, *registration)),
        _ => None,
    }) else {
        return super::door::refused(matter, None, Vec::new());
    };
    let Registration { requester, department, channel, title, description } = registration;
    let rules = matter.rules;
    let found = matter.facts.registered.clone().unwrap_or_default();
    let known = rules.known(&requester.address).or(found.known);
    let requester = Contact { name: requester.name.or(known.name.clone()), ..requester };
    // What goes to the requester answers no mail of theirs.
    let mail = Mail {
        from: Some(requester.clone()),
        authors: 1,
        subject: title,
        new_text: description,
        attachments: matter.mail.attachments.clone(),
        ..Mail::default()
    };
    let facts = Facts {
        known,
        own_cases: found.own_cases,
        open_problems: matter.facts.open_problems.clone(),
        rotation: matter.facts.rotation.clone(),
        away: matter.facts.away.clone(),
        ..Facts::default()
    };
    let theirs = Matter { mail: &mail, sender: &requester, facts: &facts, rules, now: matter.now };
    let mut draft = Draft::of(&theirs);
    draft.requester = requester.clone();
    draft.department = department.or(draft.department);
    draft.channel = channel.as_str();
    draft.remarks = vec![format!(
        "La registró {}.",
        rules.staff_name(&matter.sender.address).unwrap_or_else(|| matter.sender.address.to_string())
    )];
    let said = Known {
        name: draft.requester.name.clone(),
        department: draft.department.clone(),
        ..Known::default()
    };
    let class = draft.classify(rules);
    draft.given_up = draft.missing(rules, &class);
    let why = vec![format!("registered by {}: {}", matter.sender.address.masked(), channel.as_str())];
    let title = draft.title.clone();
    let mut decision = register(&theirs, draft, &class, About::Nothing, why);
    decision.outcome = Outcome::Command;
    // Proven staff said it (ruling 26).
    decision.changes.push(Change::Learn { address: requester.address.clone(), known: said });
    let mut result = work::empty();
    result.title = Some(title);
    result.done.push((
        written,
        "Quedó registrado; el número está en el asunto. El usuario ya lo recibió.".to_owned(),
    ));
    let content = Content::CommandResult(result);
    decision.changes.extend(queue(to_staff(rules, [matter.sender.address.clone()], &content, matter.now)));
    decision
}
