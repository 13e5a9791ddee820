//! What a mail tells by itself: most of the work on a new matter, which asks nobody anything, so that many cores share it.

use super::classify::{Classification, Words};
use super::code;
use super::description::{join, says_something};
use super::heard::Heard;
use super::mail::Mail;
use super::person::Departments;
use super::question;
use super::rules::Rules;
use super::subject;

/// What a mail tells by itself, read as the first of a matter.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Whether it asks about a case.
    pub asks_about_a_case: bool,
    /// The new matter it may be; `None` where it rather is none.
    matter: Option<Read>,
    /// What was read.
    subject: String,
    new_text: String,
}

/// A mail, read as the first of a matter.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub heard: Heard,
    pub title: String,
    pub description: String,
    /// What a forward brought along, where the description does not hold it.
    pub forwarded: String,
    pub class: Classification,
}

impl Ahead {
    /// Reads a mail. One that bears a number or replies to another, a machine's or one of the staff is hardly a new matter:
    /// should it be one all the same, it is read when that is known.
    pub fn of(mail: &Mail, rules: &Rules) -> Self {
        let without_code = code::taken_off(mail);
        let read = without_code.as_ref().unwrap_or(mail);
        let is_new = mail.automatic.is_none()
            && mail.thread.is_empty()
            && mail.sender().is_some_and(|sender| rules.staff.person(sender).is_none())
            && rules.numbers.find(&mail.subject).is_empty();
        Self {
            asks_about_a_case: question::asks_about_a_case(&mail.subject, &mail.new_text),
            matter: is_new.then(|| Read::of(read, rules)),
            subject: read.subject.clone(),
            new_text: read.new_text.clone(),
        }
    }

    /// What was read, where it is this mail.
    pub(super) fn matter(&self, mail: &Mail) -> Option<&Read> {
        self.matter.as_ref().filter(|_| self.subject == mail.subject && self.new_text == mail.new_text)
    }
}

impl Read {
    /// Reads a mail as the first of a matter.
    pub fn of(mail: &Mail, rules: &Rules) -> Self {
        let written = mail.new_text.trim();
        // A letter of ours is nobody's matter.
        let brings = !mail.quotes_us && !mail.quoted.trim().is_empty();
        // Who only adds the desk to a conversation forwards it, whatever their program calls it.
        let is_forward = brings && (subject::is_forward(&mail.subject) || written.is_empty());
        // A forward with a word of courtesy above it: the matter is what was forwarded.
        let (description, forwarded) = if is_forward && !says_something("", written) {
            (join(written, &mail.quoted), String::new())
        } else {
            (written.to_owned(), if is_forward { mail.quoted.clone() } else { String::new() })
        };
        let title = title(mail, &description, rules);
        // [14] What it is.
        let words = Words { subject: &title, text: &description, forwarded: &forwarded };
        let class = rules.classifier.classify(words);
        Self {
            heard: Heard::of(mail, &[], &Departments::default(), rules),
            title,
            description,
            forwarded,
            class,
        }
    }
}

/// The subject without noise, else the first words of the text.
fn title(mail: &Mail, description: &str, rules: &Rules) -> String {
    let cleaned = subject::clean(&mail.subject, &rules.numbers);
    if !cleaned.is_empty() {
        return cleaned;
    }
    let first = description.lines().map(str::trim).find(|line| says_something("", line));
    first.map_or_else(|| "Sin asunto".to_owned(), |line| subject::clean(line, &rules.numbers))
}
