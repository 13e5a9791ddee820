//! What one mail tells of its author and its matter.

use super::details::{self, Found};
use super::facts::{Field, Known};
use super::mail::Mail;
use super::matter::Matter;
use super::person::{self, Departments, Told};
use super::rules::Rules;

/// What the mail at hand tells.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub told: Told,
    pub found: Found,
}

/// Reads a mail; `asked` is what it answers, in the order it was asked for.
pub(super) fn hear(matter: &Matter<'_>, asked: &[Field]) -> Heard {
    let known = if asked.contains(&Field::Department) {
        let listed = matter.rules.staff.departments();
        Departments::new(listed.chain(matter.facts.departments.iter().map(String::as_str)))
    } else {
        Departments::default()
    };
    Heard::of(matter.mail, asked, &known, matter.rules)
}

impl Heard {
    /// Reads a mail; `departments` are those that an answer may mean.
    pub(super) fn of(mail: &Mail, asked: &[Field], departments: &Departments, rules: &Rules) -> Self {
        let told = person::told(mail, asked, departments);
        let found = details::found(mail, &told.rest, asked, rules);
        Self { told, found }
    }

    /// Whether the words told it; a name beside an address, and where the signature has its office, are no words.
    pub(super) fn has(&self, field: &Field) -> bool {
        match field {
            Field::Name | Field::Description => false,
            Field::Department => self.told.department.is_some(),
            Field::Site => self.found.site.is_some() && !self.found.site_is_signed,
            other => self.found.details.contains_key(other.as_str()),
        }
    }

    /// What of it the directory keeps, so that nobody is asked twice: [8]. A display name alone teaches nothing.
    pub(super) fn teaches(&self, asked: &[Field], known: &Known) -> Option<Known> {
        let new = |value: Option<&String>, old: &Option<String>| {
            value.filter(|value| Some(*value) != old.as_ref()).cloned()
        };
        let detail = |field: Field| self.found.details.get(field.as_str());
        let learned = Known {
            name: new(self.told.name.as_ref().filter(|_| asked.contains(&Field::Name)), &known.name),
            department: new(self.told.department.as_ref(), &known.department),
            // Where somebody is today is not where they work, unless that is what was asked.
            site: new(
                self.found
                    .site
                    .as_ref()
                    .filter(|_| asked.contains(&Field::Site) && !self.found.site_is_signed),
                &known.site,
            ),
            extension: new(detail(Field::Extension), &known.extension),
            username: new(detail(Field::Username), &known.username),
        };
        (learned != Known::default()).then_some(learned)
    }
}
