//! [8] What a mail tells of what categories ask for: plate, site, extension, user name, evidence, and what the
//! catalogue adds.

mod evidence;
mod floor;
mod labels;
mod line;
mod number;
mod quoted;
mod reading;
mod rest;
mod site;
#[cfg(test)]
mod tests;
mod username;
mod within;

use super::facts::{Details, Field};
use super::mail::Mail;
use super::rules::Rules;

pub(in crate::desk) use labels::numbered;
pub use site::listed_site;
pub(in crate::desk) use within::answers_within;

/// Where in [`Found::details`] a floor or office stands that was told without a site.
pub const FLOOR: &str = "floor";

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The site, by the staff list's name, with the floor or office where it was said: "Casa de Justicia de Bosa,
    /// piso 2". What a person answers when asked for it counts even if the list does not have it.
    pub site: Option<String>,
    /// The site stands in the signature only (often the head office's address): what the directory knows of the
    /// person is better.
    pub site_is_signed: bool,
    /// The other fields; and under [`FLOOR`] a floor without a site.
    pub details: Details,
    /// The lines of the text that say more than that.
    pub rest: String,
}

/// Looks for all fields of the catalogue in a mail. `text` is what it newly says, without what was understood
/// already; `asked` is what it answers, in the order it was asked for (empty for a mail that answers nothing).
pub fn found(mail: &Mail, text: &str, asked: &[Field], rules: &Rules) -> Found {
    reading::Reading::new(mail, text, asked, rules).finish()
}
