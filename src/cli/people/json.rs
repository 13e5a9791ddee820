//! The JSON of the directory. Keys are only added.

use serde::Serialize;

use super::super::json::time;
use crate::config::staff::{self, Role};
use crate::desk::facts::Known;
use crate::store::person::PersonRow;

/// What is known of somebody.
#[derive(Debug, Serialize)]
struct Fields {
    name: Option<String>,
    department: Option<String>,
    site: Option<String>,
    extension: Option<String>,
    username: Option<String>,
}

impl From<Known> for Fields {
    fn from(known: Known) -> Self {
        Self {
            name: known.name,
            department: known.department,
            site: known.site,
            extension: known.extension,
            username: known.username,
        }
    }
}

/// An item of `people list`, and what `people show` begins with.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    email: &'a str,
    #[serde(flatten)]
    fields: Fields,
    /// `staff_list`, `import`, `learned`.
    sources: Vec<&'a str>,
    /// When it was imported or learned last.
    updated_at: Option<String>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(person: &'a super::Person<'a>) -> Self {
        Self {
            email: person.address,
            fields: person.known().into(),
            sources: person.sources(),
            updated_at: person.row.and_then(|row| time(row.updated_at)),
        }
    }
}

/// What one source says.
#[derive(Debug, Serialize)]
struct Source {
    source: String,
    #[serde(flatten)]
    fields: Fields,
    updated_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Staff<'a> {
    name: &'a str,
    role: &'static str,
    groups: &'a [String],
}

#[derive(Debug, Serialize)]
struct Case<'a> {
    number: &'a str,
    role: &'a str,
    status: &'a str,
    subject: &'a str,
    created_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Request<'a> {
    reference: Option<&'a str>,
    status: &'static str,
    ticket: Option<&'a str>,
    subject: &'a str,
    created_at: Option<String>,
}

/// `people show`.
#[derive(Debug, Serialize)]
pub(super) struct Held<'a> {
    email: &'a str,
    #[serde(flatten)]
    fields: Fields,
    directory: Vec<Source>,
    staff: Option<Staff<'a>>,
    tickets: Vec<Case<'a>>,
    requests: Vec<Request<'a>>,
    mails: i64,
    letters: i64,
    events: i64,
    surveys: i64,
}

impl<'a> Held<'a> {
    pub(super) fn new(held: &'a super::Held) -> Self {
        let entry = held.entry().map(|entry| Source {
            source: "staff_list".to_owned(),
            fields: entry.known().into(),
            updated_at: None,
        });
        let row = held.row.as_ref().map(|row: &PersonRow| Source {
            source: row.source.clone(),
            fields: row.known().into(),
            updated_at: time(row.updated_at),
        });
        let counts = held.traces.counts;
        Self {
            email: held.address.as_str(),
            fields: held.person().known().into(),
            directory: entry.into_iter().chain(row).collect(),
            staff: held.staff.person(&held.address).map(|person| Staff {
                name: &person.name,
                role: role(person),
                groups: &person.groups,
            }),
            tickets: held
                .traces
                .cases
                .iter()
                .map(|case| Case {
                    number: &case.number,
                    role: &case.role,
                    status: &case.status,
                    subject: &case.subject,
                    created_at: time(case.created_at),
                })
                .collect(),
            requests: held
                .traces
                .requests
                .iter()
                .map(|request| Request {
                    reference: request.reference.as_deref(),
                    status: super::super::request::status(&request.status),
                    ticket: request.ticket.as_deref(),
                    subject: &request.subject,
                    created_at: time(request.created_at),
                })
                .collect(),
            mails: counts.mails,
            letters: counts.letters,
            events: counts.events,
            surveys: counts.surveys,
        }
    }
}

/// What somebody of the staff is.
pub(super) fn role(person: &staff::Person) -> &'static str {
    match person.role {
        Role::Agent => "agent",
        Role::Coordinator => "coordinator",
    }
}
