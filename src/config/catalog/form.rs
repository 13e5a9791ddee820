//! `[[form]]`: the entity's forms, their versions, and the fields that must be filled in.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

/// A form that a category asks for: [16].
#[derive(Clone, Debug)]
pub struct Form {
    /// Its code, such as `F-GT-285`.
    pub id: String,
    /// Its name in letters.
    pub name: String,
    /// The version that is in force.
    pub version: String,
    /// The blank's file, from the catalogue's folder; `None` for the one in templates/forms.
    pub file: Option<PathBuf>,
    /// What must be filled in, in the form's order.
    pub fields: Vec<FormField>,
    /// The blank, once it has been read.
    pub blank: Option<Blank>,
}

/// A field of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// The label that stands beside or above it, as in the blank.
    pub label: String,
    /// Other words of the same label in older versions.
    #[serde(default)]
    pub also: Vec<String>,
    /// The cell of the value, such as `C5`, where the label alone would not find it.
    pub cell: Option<String>,
    /// What may stand in it.
    #[serde(default)]
    pub value: FormValue,
    /// It may stay empty.
    #[serde(default)]
    pub optional: bool,
}

/// What may stand in a field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormValue {
    /// Any words.
    #[default]
    Text,
    /// A date.
    Date,
    /// A mail address.
    Email,
    /// A number of an identity document.
    Document,
    /// A number.
    Number,
}

/// A blank form, ready to be attached.
#[derive(Clone)]
pub struct Blank {
    /// The file's name, with the form's code in it (ruling 43).
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl std::fmt::Debug for Blank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    id: String,
    name: String,
    version: String,
    file: Option<PathBuf>,
    fields: Vec<FormField>,
}

impl Raw {
    pub(super) fn check(self) -> Result<Form, String> {
        if self.fields.iter().all(|field| field.optional) {
            return Err(format!("form {}: no field must be filled in", self.id));
        }
        if let Some(field) = self.fields.iter().find(|field| field.label.trim().is_empty()) {
            return Err(format!("form {}: a field {:?} has no label", self.id, field.cell));
        }
        Ok(Form {
            id: self.id,
            name: self.name,
            version: self.version,
            file: self.file,
            fields: self.fields,
            blank: None,
        })
    }
}

#[derive(Deserialize)]
struct Shipped {
    #[serde(default)]
    form: Vec<Raw>,
}

/// The forms of the shipped catalogue.
static SHIPPED: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let shipped: Result<Shipped, String> =
        super::super::staff::from_toml(include_str!("../../../deploy/catalog.toml"));
    shipped
        .map(|shipped| shipped.form.into_iter().filter_map(|raw| raw.check().ok()).collect())
        .unwrap_or_default()
});

/// A form as the shipped catalogue describes it.
pub(super) fn shipped(id: &str) -> Option<Form> {
    SHIPPED.iter().find(|form| form.id == id).cloned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_forms_are_described() {
        for id in ["F-GT-285", "F-GT-192"] {
            let form = super::shipped(id).unwrap();
            assert!(form.fields.len() >= 6, "{id}");
        }
        assert!(super::shipped("F-XX-1").is_none());
    }
}
