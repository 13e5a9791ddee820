//! A matter before it is a case: what its mails, the directory and the staff list tell of it.

use super::address::{Address, Contact};
use super::ahead::Read;
use super::classify::{Classification, Words};
use super::compose::remarks;
use super::description::{join, says_something};
use super::details::{FLOOR, Found};
use super::facts::{Details, Field, Known, RequestView};
use super::heard::Heard;
use super::mail::{Attachment, FoundForm};
use super::matter::Matter;
use super::rules::Rules;
use crate::config::catalog::CaseKind;

/// All that is known of a matter before it is a case.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub requester: Contact,
    pub department: Option<String>,
    pub site: Option<String>,
    pub details: Details,
    pub title: String,
    pub description: String,
    /// What a forward brought along, where the description does not hold it.
    pub forwarded: String,
    /// [14] What it is, where that is known.
    pub class: Option<Classification>,
    /// What a first mail tells the directory, where its sender is proven.
    pub teaches: Option<Known>,
    pub copied: Vec<Contact>,
    /// The files of all its mails.
    pub attachments: Vec<Attachment>,
    /// The forms of the mail at hand.
    pub forms: Vec<FoundForm>,
    /// When an agent could not be asked for it any more: what never came.
    pub given_up: Vec<Field>,
    pub remarks: Vec<String>,
    pub answers_elsewhere: Vec<Address>,
    /// `email`, `phone`, `teams`.
    pub channel: &'static str,
}

impl Draft {
    /// What a first mail tells, together with the directory.
    pub(super) fn of(matter: &Matter<'_>) -> Self {
        let mail = matter.mail;
        let Read { heard, title, description, forwarded, class } =
            match matter.facts.ahead.as_ref().and_then(|ahead| ahead.matter(mail)) {
                Some(read) => read.clone(),
                None => Read::of(mail, matter.rules),
            };
        let teaches = heard.teaches(&[], &matter.known());
        let known = matter.known();
        let address = &matter.sender.address;
        // The directory knows better than a signature; a name that stands nowhere else is the staff list's.
        let name = known.name.clone().or_else(|| matter.rules.staff_name(address)).or(heard.told.name);
        let mut found = heard.found;
        let site = site(&mut found, None, None, known.site.as_ref());
        let mut details = found.details;
        from_directory(&mut details, &known);
        Self {
            requester: Contact { address: address.clone(), name },
            department: known.department.or(heard.told.department),
            site,
            details,
            title,
            description,
            forwarded,
            class: Some(class),
            teaches,
            copied: copied(matter),
            attachments: mail.attachments.clone(),
            forms: mail.forms.clone(),
            given_up: Vec::new(),
            remarks: remarks(matter, mail),
            answers_elsewhere: mail.answers_elsewhere.clone(),
            channel: "email",
        }
    }

    /// What was known of a request, joined with what the mail at hand adds.
    pub(super) fn of_request(matter: &Matter<'_>, request: &RequestView, heard: Heard) -> Self {
        let Heard { told, mut found } = heard;
        let known = matter.known();
        let mut details = request.details.clone();
        let floor = details.remove(FLOOR);
        let site = site(&mut found, floor, request.site.as_ref(), known.site.as_ref());
        details.extend(found.details);
        from_directory(&mut details, &known);
        Self {
            requester: Contact {
                address: request.requester.clone(),
                name: request.name.clone().or(known.name).or(told.name),
            },
            department: request.department.clone().or(known.department).or(told.department),
            site,
            details,
            title: request.title.clone(),
            description: join(&request.description, &found.rest),
            forwarded: String::new(),
            class: None,
            teaches: None,
            copied: request.copied.clone(),
            attachments: joined_files(&request.attachments, &matter.mail.attachments),
            forms: matter.mail.forms.clone(),
            given_up: Vec::new(),
            remarks: remarks(matter, matter.mail),
            answers_elsewhere: matter.mail.answers_elsewhere.clone(),
            channel: "email",
        }
    }

    /// [14] What it is.
    pub(super) fn classify(&self, rules: &Rules) -> Classification {
        if let Some(class) = &self.class {
            return class.clone();
        }
        rules.classifier.classify(Words {
            subject: &self.title,
            text: &self.description,
            forwarded: &self.forwarded,
        })
    }

    /// What it lacks, in the order in which it is asked for. A form keeps nothing from being registered (ruling 3);
    /// who only wants to know something is asked for nothing of the category's.
    pub(super) fn missing(&self, rules: &Rules, class: &Classification) -> Vec<Field> {
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
        let category = class.category.as_deref().and_then(|id| rules.catalog.category(id));
        if let Some(category) = category.filter(|_| class.kind != Some(CaseKind::Informative)) {
            let wanted = category.required.iter().map(|name| Field::named(name));
            missing.extend(wanted.filter(|field| *field != Field::Form && !self.has(field)));
        }
        missing
    }

    fn has(&self, field: &Field) -> bool {
        match field {
            Field::Name => self.requester.name.is_some(),
            Field::Department => self.department.is_some(),
            Field::Description => says_something(&self.title, &self.description),
            Field::Site => self.site.is_some(),
            other => self.details.contains_key(other.as_str()),
        }
    }
}

/// Where it is: what the mail says wins over what was said before, and that over the directory (ruling 15); a
/// signature, which mostly has the head office's address, comes last. A floor alone joins the site that is known; while
/// none is, it is kept.
fn site(
    found: &mut Found,
    floor: Option<String>,
    before: Option<&String>,
    known: Option<&String>,
) -> Option<String> {
    let floor = found.details.remove(FLOOR).or(floor);
    let said = found.site.take();
    let (told, signed) = if found.site_is_signed { (None, said) } else { (said, None) };
    let Some(site) = told.or_else(|| before.or(known).cloned()).or(signed) else {
        found.details.extend(floor.map(|floor| (FLOOR.to_owned(), floor)));
        return None;
    };
    match floor {
        Some(floor) if !site.contains(&floor) => {
            let place = site.split(", ").next().unwrap_or(&site);
            Some(format!("{place}, {floor}"))
        }
        _ => Some(site),
    }
}

/// What the directory knows of what categories ask for.
fn from_directory(details: &mut Details, known: &Known) {
    for field in [Field::Extension, Field::Username] {
        if let Some(value) = known.field(&field) {
            details.entry(field.as_str().to_owned()).or_insert_with(|| value.clone());
        }
    }
}

/// Who was copied and may take part: people of the entity, but for the desk, the sender and the staff.
fn copied(matter: &Matter<'_>) -> Vec<Contact> {
    let mut copied: Vec<Contact> = Vec::new();
    // Where the desk got a blind copy, the others are not to know of it.
    if !matter.names_the_desk() {
        return copied;
    }
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

/// The files of two mails, each content once.
pub(super) fn joined_files(old: &[Attachment], new: &[Attachment]) -> Vec<Attachment> {
    let mut files = old.to_vec();
    files.extend(new.iter().filter(|file| old.iter().all(|other| other.sha256 != file.sha256)).cloned());
    files
}
