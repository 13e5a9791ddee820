//! `staff.toml`: groups, people and their roles, outside areas, sites, and the directory of requesters.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde::Deserialize;

use super::ConfigError;
use super::load::sentence;
use crate::desk::address::Address;
use crate::desk::facts::Known;

/// The staff list.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    /// The groups, in the order of the file.
    pub groups: Vec<Group>,
    people: HashMap<Address, Person>,
    areas: Vec<(String, Address)>,
    requesters: HashMap<Address, DirectoryEntry>,
    /// The sites, in the order of the file.
    pub sites: Vec<Site>,
    /// Who is told what an operator must know.
    pub operators: Vec<Address>,
    /// Who gets the monthly report besides the coordinator.
    pub report_readers: Vec<Address>,
}

/// A support group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id, such as `mesa-n1`.
    pub id: String,
    /// Its name in letters.
    pub name: String,
    /// Its support level, 1 to 4.
    pub level: u8,
}

/// Somebody who works at the desk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The address.
    pub email: Address,
    /// The name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The groups they belong to.
    #[serde(default)]
    pub groups: Vec<String>,
}

/// What somebody of the staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Works on cases.
    Agent,
    /// Sees to all cases, reviews and reopens.
    Coordinator,
}

/// A place of the entity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Other names people use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether the entity owns it.
    pub tenure: Tenure,
}

/// Whose a building is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tenure {
    /// The entity's own: [12].
    Owned,
    /// Leased: [13].
    Leased,
}

/// What the directory knows of a requester.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryEntry {
    /// The address.
    pub email: Address,
    /// The name.
    pub name: Option<String>,
    /// The dependencia.
    pub department: Option<String>,
    /// The site.
    pub site: Option<String>,
    /// The telephone extension.
    pub extension: Option<String>,
    /// The network user name.
    pub username: Option<String>,
}

impl DirectoryEntry {
    /// What it says of them.
    pub fn known(&self) -> Known {
        Known {
            name: self.name.clone(),
            department: self.department.clone(),
            site: self.site.clone(),
            extension: self.extension.clone(),
            username: self.username.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    group: Vec<Group>,
    #[serde(default)]
    person: Vec<Person>,
    #[serde(default)]
    areas: BTreeMap<String, Address>,
    #[serde(default)]
    notices: Notices,
    #[serde(default)]
    site: Vec<Site>,
    #[serde(default)]
    requester: Vec<DirectoryEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Notices {
    report: Vec<Address>,
    operator: Vec<Address>,
}

impl Staff {
    /// Reads the staff list.
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key or a wrong value, names a group that is not there, or names
    /// somebody twice.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|cause| ConfigError::Unreadable { path: file.to_path_buf(), cause })?;
        Self::read(&text).map_err(|message| ConfigError::Malformed { path: file.to_path_buf(), message })
    }

    /// Reads the staff list from its text.
    ///
    /// # Errors
    /// As [`Staff::load`], without the file's name.
    pub fn read(text: &str) -> Result<Self, String> {
        let raw: Raw = from_toml(text)?;
        let ids: HashSet<&str> = raw.group.iter().map(|group| group.id.as_str()).collect();
        if ids.len() != raw.group.len() {
            return Err("two groups have the same id".to_owned());
        }
        if !raw.group.iter().any(|group| group.level == 1) {
            return Err("there is no group of level 1 to take new cases".to_owned());
        }
        if let Some(group) = raw.group.iter().find(|group| !(1..=4).contains(&group.level)) {
            return Err(format!("group {}: level must be from 1 to 4", group.id));
        }
        for person in &raw.person {
            if let Some(id) = person.groups.iter().find(|id| !ids.contains(id.as_str())) {
                return Err(format!("person {}: there is no group \"{id}\"", person.email));
            }
        }
        let (person_count, requester_count) = (raw.person.len(), raw.requester.len());
        let people: HashMap<_, _> =
            raw.person.into_iter().map(|person| (person.email.clone(), person)).collect();
        let requesters: HashMap<_, _> =
            raw.requester.into_iter().map(|entry| (entry.email.clone(), entry)).collect();
        if people.len() != person_count || requesters.len() != requester_count {
            return Err("the same address stands there twice".to_owned());
        }
        Ok(Self {
            groups: raw.group,
            people,
            areas: raw.areas.into_iter().collect(),
            requesters,
            sites: raw.site,
            operators: raw.notices.operator,
            report_readers: raw.notices.report,
        })
    }

    /// Somebody of the staff.
    pub fn person(&self, address: &Address) -> Option<&Person> {
        self.people.get(address)
    }

    /// Everybody of the staff, in no particular order.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The outside area that writes from an address.
    pub fn area(&self, address: &Address) -> Option<&str> {
        self.areas.iter().find(|(_, area)| area == address).map(|(id, _)| id.as_str())
    }

    /// [13] The area that sees to leased buildings, by name and address: `direccion-tecnica`, else the first.
    pub fn first_area(&self) -> Option<(String, Address)> {
        let named = self.areas.iter().find(|(id, _)| id == "direccion-tecnica");
        let (id, address) = named.or_else(|| self.areas.first())?;
        Some((area_name(id), address.clone()))
    }

    /// What the directory knows of an address.
    pub fn requester(&self, address: &Address) -> Option<&DirectoryEntry> {
        self.requesters.get(address)
    }

    /// The dependencias that the directory names, as often as it does.
    pub fn departments(&self) -> impl Iterator<Item = &str> {
        self.requesters.values().filter_map(|entry| entry.department.as_deref())
    }

    /// The directory's entries, by address.
    pub fn requesters(&self) -> Vec<&DirectoryEntry> {
        let mut entries: Vec<&DirectoryEntry> = self.requesters.values().collect();
        entries.sort_by(|a, b| a.email.cmp(&b.email));
        entries
    }

    /// A group.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The group that takes new cases: `mesa-n1`, else the first of level 1.
    pub fn first_line(&self) -> Option<&Group> {
        self.group("mesa-n1").or_else(|| self.groups.iter().find(|group| group.level == 1))
    }

    /// The people of a group, by address.
    pub fn members(&self, group: &str) -> Vec<&Person> {
        let mut members: Vec<&Person> =
            self.people.values().filter(|person| person.groups.iter().any(|id| id == group)).collect();
        members.sort_by(|a, b| a.email.cmp(&b.email));
        members
    }

    /// The coordinators, by address.
    pub fn coordinators(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> =
            self.people.values().filter(|person| person.role == Role::Coordinator).collect();
        people.sort_by(|a, b| a.email.cmp(&b.email));
        people
    }

    /// How many people the list has.
    pub fn people_count(&self) -> usize {
        self.people.len()
    }
}

/// "direccion-tecnica" as it is written in a letter.
fn area_name(id: &str) -> String {
    let known = [("direccion-tecnica", "Dirección Técnica"), ("recursos-fisicos", "Recursos Físicos")];
    if let Some((_, name)) = known.iter().find(|(known, _)| *known == id) {
        return (*name).to_owned();
    }
    id.split(['-', '_'])
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Reads TOML; the error is one line that names the key.
pub(super) fn from_toml<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    config::Config::builder()
        .add_source(config::File::from_str(text, config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| sentence(&error.to_string()))
}
