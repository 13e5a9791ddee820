//! To whom letters go, and what of a person's own words may stand in them.

use jiff::Timestamp;

use super::address::{Address, Contact};
use super::decision::{Change, NewLetter};
use super::letter::Content;
use super::mail::{Mail, Verdict};
use super::matter::Matter;
use super::person;
use super::rules::Rules;

/// An automatic answer to the sender of the mail at hand: to the From address only (ruling 24).
/// It greets by the name that the case knows, else by what is known of the sender.
pub(super) fn answer(matter: &Matter<'_>, known: Option<&str>, content: Content) -> NewLetter {
    let address = matter.sender.address.clone();
    let name = known
        .map(str::to_owned)
        .or_else(|| matter.known().name)
        .or_else(|| matter.rules.staff_name(&address))
        .or_else(|| person::display_name(matter.sender));
    NewLetter {
        to: Contact { address, name },
        content,
        in_reply_to: matter.mail.message_id.clone(),
        counted: !(matter.rules.staff.person(&matter.sender.address).is_some() && matter.is_proven()),
        not_before: matter.now,
    }
}

/// The same letter to each of some people of the staff: to each their own, by name.
pub(super) fn to_staff(
    rules: &Rules,
    people: impl IntoIterator<Item = Address>,
    content: &Content,
    now: Timestamp,
) -> Vec<NewLetter> {
    people
        .into_iter()
        .map(|address| NewLetter {
            to: Contact { name: rules.staff_name(&address), address },
            content: content.clone(),
            in_reply_to: None,
            counted: false,
            not_before: now,
        })
        .collect()
}

/// A letter to whoever operates radica.
pub fn to_operators(rules: &Rules, content: &Content, now: Timestamp) -> Vec<NewLetter> {
    to_staff(rules, rules.staff.operators.iter().cloned(), content, now)
}

/// Queues letters.
pub(super) fn queue(letters: Vec<NewLetter>) -> impl Iterator<Item = Change> {
    letters.into_iter().map(|letter| Change::Letter(Box::new(letter)))
}

/// A person's own words, for those to whom they may be sent back (ruling 24).
pub(super) fn echo(matter: &Matter<'_>, title: &str) -> Option<String> {
    echo_to(matter.rules, &matter.sender.address, title)
}

/// The same, for a letter to somebody else than the sender at hand.
pub(super) fn echo_to(rules: &Rules, to: &Address, title: &str) -> Option<String> {
    (rules.is_internal(to) && !title.is_empty()).then(|| title.to_owned())
}

/// What an agent should know of a mail besides its words.
pub(super) fn remarks(matter: &Matter<'_>, mail: &Mail) -> Vec<String> {
    let mut remarks = mail.remarks.clone();
    if !matter.rules.is_internal(&matter.sender.address) {
        remarks.push("El remitente es externo a la entidad.".to_owned());
    }
    if mail.verdict == Verdict::Fail {
        remarks
            .push("El servidor de correo no pudo comprobar que el remitente sea quien dice ser.".to_owned());
    }
    remarks
}
