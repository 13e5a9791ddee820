//! `catalog.toml`: the category tree, the ANS by priority, what a category asks for, the forms, and what is out of the
//! desk's scope.

mod field;
mod form;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::staff::{Staff, from_toml};
use super::{ConfigError, values};

pub use field::{FieldRule, FieldSource};
pub use form::{Blank, Form, FormField, FormValue};

/// The catalogue.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The categories, in the order of the file.
    pub categories: Vec<Category>,
    /// What the desk does not attend to.
    pub out_of_scope: Vec<OutOfScope>,
    /// What a category may ask for, by its name (`asset_tag` ...).
    pub fields: BTreeMap<String, FieldRule>,
    /// The forms, those that a category names without describing them from the shipped catalogue.
    pub forms: Vec<Form>,
    /// Times by priority.
    sla: BTreeMap<Priority, Sla>,
}

/// How pressing a case is, the most pressing first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// `critica`
    Critica,
    /// `alta`
    Alta,
    /// `media`
    #[default]
    Media,
    /// `baja`
    Baja,
}

impl Priority {
    /// The contract's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critica => "critica",
            Self::Alta => "alta",
            Self::Media => "media",
            Self::Baja => "baja",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Critica, Self::Alta, Self::Media, Self::Baja].into_iter().find(|one| one.as_str() == text)
    }
}

/// Acuerdo de Nivel de Servicio: times in service hours.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sla {
    /// Until the first reply.
    #[serde(deserialize_with = "values::duration")]
    pub first_reply: Duration,
    /// Until the solution.
    #[serde(deserialize_with = "values::duration")]
    pub solution: Duration,
}

/// What a case can be about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its id.
    pub id: String,
    /// Its name in letters.
    pub name: String,
    /// The group it goes to.
    pub group: String,
    /// `incident`, `request` or `informative`, unless the words say otherwise.
    pub kind: CaseKind,
    /// Its priority.
    #[serde(default)]
    pub priority: Priority,
    /// What it asks for beyond name, dependencia and description.
    #[serde(default)]
    pub required: Vec<String>,
    /// The form it needs.
    pub form: Option<String>,
    /// It is about a building: [12], [13].
    #[serde(default)]
    pub facilities: bool,
    /// Ready text that answers it: [15].
    pub orientation: Option<String>,
    /// Words and phrases that speak for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Words and phrases that nearly decide for it.
    #[serde(default)]
    pub strong: Vec<String>,
    /// Words and phrases that only hint at it.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Words of the vocabulary that do not speak for it here.
    #[serde(default)]
    pub without: Vec<String>,
}

/// What a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaseKind {
    /// [19] An unplanned interruption.
    Incident,
    /// [17] A planned service.
    Request,
    /// [5] An orientation.
    Informative,
}

impl CaseKind {
    /// The contract's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Request => "request",
            Self::Informative => "informative",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Incident, Self::Request, Self::Informative].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What the desk does not attend to: [9].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutOfScope {
    /// Its id.
    pub id: String,
    /// Words that speak for it.
    pub keywords: Vec<String>,
    /// Why, and where to go.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    sla: BTreeMap<Priority, Sla>,
    #[serde(default)]
    category: Vec<Category>,
    #[serde(default)]
    out_of_scope: Vec<OutOfScope>,
    #[serde(default)]
    fields: HashMap<String, field::Raw>,
    #[serde(default)]
    form: Vec<form::Raw>,
}

impl Catalog {
    /// Reads the catalogue and holds it against the staff list.
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key or a wrong value, or names a group or field that is not there.
    pub fn load(file: &Path, staff: &Staff) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|cause| ConfigError::Unreadable { path: file.to_path_buf(), cause })?;
        Self::read(&text, staff)
            .map_err(|message| ConfigError::Malformed { path: file.to_path_buf(), message })
    }

    /// Reads the catalogue from its text.
    ///
    /// # Errors
    /// As [`Catalog::load`], without the file's name.
    pub fn read(text: &str, staff: &Staff) -> Result<Self, String> {
        let raw: Raw = from_toml(text)?;
        let ids: HashSet<&str> = raw.category.iter().map(|category| category.id.as_str()).collect();
        if ids.len() != raw.category.len() {
            return Err("two categories have the same id".to_owned());
        }
        let mut fields = BTreeMap::new();
        for (name, rule) in raw.fields {
            let rule = rule.compile(&name).map_err(|fault| format!("field {name}: {fault}"))?;
            fields.insert(name, rule);
        }
        let mut forms = raw.form.into_iter().map(form::Raw::check).collect::<Result<Vec<_>, _>>()?;
        for category in &raw.category {
            if staff.group(&category.group).is_none() {
                return Err(format!(
                    "category {}: there is no group \"{}\" in the staff list",
                    category.id, category.group
                ));
            }
            if let Some(field) = category.required.iter().find(|field| !fields.contains_key(*field)) {
                return Err(format!(
                    "category {}: there is no field \"{field}\" under [fields]",
                    category.id
                ));
            }
            let Some(form) = &category.form else {
                if category.required.iter().any(|field| field == "form") {
                    return Err(format!("category {}: requires a form but names none", category.id));
                }
                continue;
            };
            if forms.iter().any(|known| known.id == *form) {
                continue;
            }
            match form::shipped(form) {
                Some(known) => forms.push(known),
                None => {
                    return Err(format!(
                        "category {}: the form {form} is not described under [[form]]",
                        category.id
                    ));
                }
            }
        }
        Ok(Self { categories: raw.category, out_of_scope: raw.out_of_scope, fields, forms, sla: raw.sla })
    }

    /// A category.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// A form.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// A blank form, by the SHA-256 of its bytes.
    pub fn blank(&self, sha256: &str) -> Option<&Blank> {
        self.forms.iter().filter_map(|form| form.blank.as_ref()).find(|blank| blank.sha256 == sha256)
    }

    /// The times of a priority; two hours and two days of service where the catalogue names none.
    pub fn sla(&self, priority: Priority) -> Sla {
        let usual =
            Sla { first_reply: Duration::from_secs(2 * 3600), solution: Duration::from_secs(16 * 3600) };
        self.sla.get(&priority).copied().unwrap_or(usual)
    }
}

/// One line of a pattern's fault.
fn sentence_of(error: &regex::Error) -> String {
    super::load::sentence(&error.to_string())
}
