//! A matter before it is a case: what its mails, the directory and the staff list tell of it.

use super::address::{Address, Contact};
use super::compose::remarks;
use super::description::says_something;
use super::facts::{Details, Field};
use super::mail::Attachment;
use super::matter::Matter;
use super::person::{self, Told};
use super::subject;

/// All that is known of a matter before it is a case.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub requester: Contact,
    pub department: Option<String>,
    pub site: Option<String>,
    pub details: Details,
    pub title: String,
    pub description: String,
    pub copied: Vec<Contact>,
    /// The files of all its mails.
    pub attachments: Vec<Attachment>,
    /// When an agent could not be asked for it any more: what never came.
    pub given_up: Vec<Field>,
    pub remarks: Vec<String>,
    pub answers_elsewhere: Vec<Address>,
}

impl Draft {
    /// What a first mail tells, together with the directory.
    pub(super) fn of(matter: &Matter<'_>) -> Self {
        let told = person::told(matter.mail, &[]);
        Self::with(matter, told, matter.mail.new_text.trim().to_owned())
    }

    pub(super) fn with(matter: &Matter<'_>, told: Told, description: String) -> Self {
        let address = &matter.sender.address;
        let entry = matter.rules.staff.requester(address);
        // The directory knows better than a signature; a name that stands nowhere else is the staff list's.
        let name = entry
            .and_then(|entry| entry.name.clone())
            .or_else(|| matter.rules.staff_name(address))
            .or(told.name);
        Self {
            requester: Contact { address: address.clone(), name },
            department: entry.and_then(|entry| entry.department.clone()).or(told.department),
            site: entry.and_then(|entry| entry.site.clone()),
            details: Details::new(),
            title: title(matter, &description),
            description,
            copied: copied(matter),
            attachments: matter.mail.attachments.clone(),
            given_up: Vec::new(),
            remarks: remarks(matter, matter.mail),
            answers_elsewhere: matter.mail.answers_elsewhere.clone(),
        }
    }

    /// What it lacks, in the order in which it is asked for.
    pub(super) fn missing(&self) -> Vec<Field> {
        let mut missing = Vec::new();
        if self.requester.name.is_none() {
            missing.push(Field::Name);
        }
        if self.department.is_none() {
            missing.push(Field::Department);
        }
        if !says_something(&self.title, &self.description) {
            missing.push(Field::Description);
        }
        missing
    }
}

/// The subject without noise, else the first words of the text.
fn title(matter: &Matter<'_>, description: &str) -> String {
    let cleaned = subject::clean(&matter.mail.subject, &matter.rules.numbers);
    if !cleaned.is_empty() {
        return cleaned;
    }
    let first = description.lines().map(str::trim).find(|line| says_something("", line));
    first.map_or_else(|| "Sin asunto".to_owned(), |line| subject::clean(line, &matter.rules.numbers))
}

/// Who was copied and may take part: people of the entity, but for the desk, the sender and the staff.
fn copied(matter: &Matter<'_>) -> Vec<Contact> {
    let mut copied: Vec<Contact> = Vec::new();
    for contact in matter.mail.to.iter().chain(&matter.mail.cc) {
        let address = &contact.address;
        if *address != matter.rules.desk
            && *address != matter.sender.address
            && matter.rules.is_internal(address)
            && matter.rules.staff.person(address).is_none()
            && copied.iter().all(|other| other.address != *address)
        {
            copied.push(contact.clone());
        }
    }
    copied
}

/// Two texts of one matter, the older first.
pub(super) fn join(old: &str, new: &str) -> String {
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() || new.is_empty() { format!("{old}{new}") } else { format!("{old}\n\n{new}") }
}

/// The files of two mails, each content once.
pub(super) fn joined_files(old: &[Attachment], new: &[Attachment]) -> Vec<Attachment> {
    let mut files = old.to_vec();
    files.extend(new.iter().filter(|file| old.iter().all(|other| other.sha256 != file.sha256)).cloned());
    files
}
