//! `[fields]`: what a category may ask for, how it is asked, and how a mail shows it.

use regex::Regex;
use serde::Deserialize;

use super::sentence_of;

/// Something that a category may ask for.
#[derive(Clone, Debug)]
pub struct FieldRule {
    /// What is asked for, as a Spanish noun phrase: "Número de placa de inventario del equipo".
    pub ask: String,
    /// Where to find it, and an example of a good answer, as far as the catalogue says.
    pub example: Option<String>,
    /// How a mail shows it.
    pub source: FieldSource,
}

/// How a mail shows a field.
#[derive(Clone, Debug)]
pub enum FieldSource {
    /// The last group of the pattern that took part is the value.
    Pattern(Regex),
    /// A site of the staff list.
    Sites,
    /// A picture, or the words of an error as they stand on the screen.
    Evidence,
    /// The category's form.
    Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    ask: String,
    example: Option<String>,
    pattern: Option<String>,
    from: Option<String>,
}

impl Raw {
    pub(super) fn compile(self, name: &str) -> Result<FieldRule, String> {
        if self.ask.trim().is_empty() {
            return Err("ask is empty".to_owned());
        }
        let source = match (self.pattern, self.from.as_deref()) {
            (Some(_), Some(_)) => return Err("has both pattern and from".to_owned()),
            (Some(pattern), None) => FieldSource::Pattern(
                Regex::new(&pattern).map_err(|error| format!("pattern: {}", sentence_of(&error)))?,
            ),
            (None, Some("sites")) => FieldSource::Sites,
            (None, Some("attachment-or-quoted-error")) => FieldSource::Evidence,
            (None, Some("form")) => FieldSource::Form,
            (None, Some(other)) => {
                return Err(format!(
                    "from = \"{other}\" is not one of sites, attachment-or-quoted-error, form"
                ));
            }
            (None, None) => return Err("has neither pattern nor from".to_owned()),
        };
        if matches!(source, FieldSource::Form) != (name == "form") {
            return Err("a form is asked for under the name \"form\" and no other".to_owned());
        }
        Ok(FieldRule { ask: self.ask.trim().to_owned(), example: self.example, source })
    }
}
