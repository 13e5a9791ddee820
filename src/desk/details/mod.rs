//! [8] What a mail tells of what categories ask for: plate, site, extension, user name, evidence, and what the
//! catalogue adds.

use super::facts::{Details, Field};
use super::mail::Mail;
use super::rules::Rules;
use crate::config::staff::Site;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The site, by the staff list's name, with the floor or office where it was said: "Casa de Justicia de Bosa,
    /// piso 2". What a person answers when asked for it counts even if the list does not have it.
    pub site: Option<String>,
    /// The other fields.
    pub details: Details,
    /// The lines of the text that say more than that.
    pub rest: String,
}

/// Looks for all fields of the catalogue in a mail. `text` is what it newly says, without what was understood
/// already; `asked` is what it answers, in the order it was asked for (empty for a mail that answers nothing).
pub fn found(_mail: &Mail, text: &str, _asked: &[Field], _rules: &Rules) -> Found {
    Found { rest: text.to_owned(), ..Found::default() }
}

/// The staff list's site that a value names.
pub fn listed_site<'a>(rules: &'a Rules, site: &str) -> Option<&'a Site> {
    rules.staff.sites.iter().find(|one| site.starts_with(&one.name))
}
