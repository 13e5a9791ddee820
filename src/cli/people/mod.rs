//! `radica people import|list|show|forget`: the directory (Ley 1581: a person's data can be shown and erased).

mod columns;
mod import;
mod json;
mod sheet;
mod text;

use std::path::Path;

pub(super) use import::run as import;

use super::card::Card;
use super::table::{Column, counted, cut, date, fixed, or_dash, table, width};
use super::{Failure, Format, json as contract, open, print};
use crate::config::Config;
use crate::config::staff::{DirectoryEntry, Staff};
use crate::desk::address::Address;
use crate::desk::facts::Known;
use crate::store::person::{self, PersonRow};
use crate::store::traces::{self, Traces};
use crate::store::{Db, Tx};

const COLUMNS: [Column; 7] = [
    cut("Address"),
    cut("Name"),
    cut("Department"),
    cut("Site"),
    fixed("Extension").from(120),
    fixed("Username").from(140),
    fixed("From"),
];

/// Somebody in the directory: in the staff list, in the database, or in both; the staff list's word counts first.
struct Person<'a> {
    address: &'a str,
    entry: Option<&'a DirectoryEntry>,
    row: Option<&'a PersonRow>,
}

impl Person<'_> {
    fn known(&self) -> Known {
        let entry = self.entry.map(DirectoryEntry::known).unwrap_or_default();
        entry.or(self.row.map(PersonRow::known).unwrap_or_default())
    }

    /// Where what is known comes from.
    fn sources(&self) -> Vec<&str> {
        self.entry.map(|_| "staff_list").into_iter().chain(self.row.map(|row| row.source.as_str())).collect()
    }
}

/// Lists the directory.
///
/// # Errors
/// When the configuration or the staff list is wrong or the database does not answer.
pub(super) async fn list(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let (config, db, _) = open(config).await?;
    let staff = Staff::load(&config.desk.staff)?;
    let rows = person::list(&mut db.read().await?).await?;
    let of_staff = staff.requesters();
    let mut people: Vec<Person<'_>> = rows
        .iter()
        .map(|row| Person { address: &row.address, entry: None, row: Some(row) })
        .chain(of_staff.into_iter().map(|entry| Person {
            address: entry.email.as_str(),
            entry: Some(entry),
            row: None,
        }))
        .collect();
    people.sort_by_key(|person| person.address);
    people.dedup_by(|later, kept| {
        let same = later.address == kept.address;
        if same {
            kept.entry = kept.entry.or(later.entry);
            kept.row = kept.row.or(later.row);
        }
        same
    });
    if format.json {
        return print(contract::text(&people.iter().map(json::Entry::new).collect::<Vec<_>>())?);
    }
    let rows = people
        .iter()
        .map(|person| {
            let known = person.known();
            vec![
                person.address.to_owned(),
                or_dash(known.name.as_deref()),
                or_dash(known.department.as_deref()),
                or_dash(known.site.as_deref()),
                or_dash(known.extension.as_deref()),
                or_dash(known.username.as_deref()),
                person.sources().join(", "),
            ]
        })
        .collect();
    print(table(&COLUMNS, rows, "Nobody.", width()))
}

/// All that the desk holds about a person.
struct Held {
    address: Address,
    staff: Staff,
    row: Option<PersonRow>,
    traces: Traces,
}

impl Held {
    async fn ask(tx: &mut Tx, config: &Config, address: &Address) -> Result<Self, Failure> {
        let held = Self {
            address: address.clone(),
            staff: Staff::load(&config.desk.staff)?,
            row: person::by_address(tx, address).await?,
            traces: traces::of(tx, address).await?,
        };
        let in_staff_list = held.entry().is_some() || held.staff.person(address).is_some();
        if held.row.is_none() && !in_staff_list && held.traces.is_empty() {
            return Err(Failure::Wrong(format!("the desk holds nothing about {address}")));
        }
        Ok(held)
    }

    fn entry(&self) -> Option<&DirectoryEntry> {
        self.staff.requester(&self.address)
    }

    fn person(&self) -> Person<'_> {
        Person { address: self.address.as_str(), entry: self.entry(), row: self.row.as_ref() }
    }
}

/// Shows all that the desk holds about a person.
///
/// # Errors
/// When that is nothing; when the configuration or the staff list is wrong or the database does not answer.
pub(super) async fn show(config: Option<&Path>, address: &Address, format: Format) -> Result<(), Failure> {
    let (config, db, _) = open(config).await?;
    let held = Held::ask(&mut db.read().await?, &config, address).await?;
    if format.json {
        return print(contract::text(&json::Held::new(&held))?);
    }
    print(card(&held, width()))
}

fn card(held: &Held, width: u16) -> String {
    let mut card = Card::new(held.address.as_str(), width);
    let known = held.person().known();
    for (name, value) in [
        ("Name", &known.name),
        ("Department", &known.department),
        ("Site", &known.site),
        ("Extension", &known.extension),
        ("Username", &known.username),
    ] {
        card.some(name, value.as_deref());
    }
    if let Some(person) = held.staff.person(&held.address) {
        let groups =
            if person.groups.is_empty() { String::new() } else { format!(", {}", person.groups.join(", ")) };
        card.field("Staff", &format!("{} ({}{groups})", person.name, json::role(person)));
    }
    card.heading("Directory");
    match (held.entry(), &held.row) {
        (None, None) => card.line("no entry"),
        (entry, row) => {
            if let Some(entry) = entry {
                card.line(&format!("staff list: {}", said(&entry.known())));
            }
            if let Some(row) = row {
                let how = if row.source == "import" { "imported" } else { "learned from their mail" };
                card.line(&format!("{how}, {}: {}", date(row.updated_at), said(&row.known())));
            }
        }
    }
    card.heading("Cases");
    for case in &held.traces.cases {
        let role = if case.role == "requester" { String::new() } else { format!(" ({})", case.role) };
        card.line(&format!(
            "{}  {}  {}{role}  {}",
            case.number,
            date(case.created_at),
            case.status,
            case.subject
        ));
    }
    if held.traces.cases.is_empty() {
        card.line("none");
    }
    card.heading("Requests");
    for request in &held.traces.requests {
        let reference = request.reference.as_deref().unwrap_or("without reference");
        let ticket = request.ticket.as_ref().map(|number| format!(" as {number}")).unwrap_or_default();
        let status = super::request::status(&request.status);
        card.line(&format!(
            "{reference}  {}  {status}{ticket}  {}",
            date(request.created_at),
            request.subject
        ));
    }
    if held.traces.requests.is_empty() {
        card.line("none");
    }
    let counts = held.traces.counts;
    card.heading("Besides");
    card.line(&format!("{} from them", counted(counts.mails, "mail", "mails")));
    card.line(&format!("{} to them", counted(counts.letters, "letter", "letters")));
    card.line(&format!("{} of theirs in the cases' histories", counted(counts.events, "event", "events")));
    card.line(&format!("{} answered by them", counted(counts.surveys, "survey", "surveys")));
    card.finish()
}

/// What an entry says, on a line.
fn said(known: &Known) -> String {
    let values = [&known.name, &known.department, &known.site, &known.extension, &known.username];
    let values: Vec<&str> = values.into_iter().flatten().map(String::as_str).collect();
    if values.is_empty() { "the address alone".to_owned() } else { values.join(", ") }
}

/// Erases what was imported or learned of a person; says what stays, and why.
///
/// # Errors
/// When the desk holds nothing about them; when the configuration or the staff list is wrong or the database does not
/// answer.
pub(super) async fn forget(config: Option<&Path>, address: &Address) -> Result<(), Failure> {
    let (config, db, _) = open(config).await?;
    let (erased, held) = erase(&db, &config, address).await?;
    db.close().await;
    let mut text = if erased {
        format!(
            "Erased: what the directory had of {address}. What they write from now on is learned again.\n"
        )
    } else {
        format!("The directory has nothing imported or learned of {address}.\n")
    };
    if held.entry().is_some() {
        text.push_str(&format!(
            "Stays: their entry [[requester]] in {}; take it out by hand.\n",
            config.desk.staff.display()
        ));
    }
    if held.staff.person(address).is_some() {
        text.push_str(&format!(
            "Stays: their entry [[person]] in {}: they are of the staff; take it out by hand once they are not.\n",
            config.desk.staff.display()
        ));
    }
    if !held.traces.is_empty() {
        let Traces { cases, requests, counts } = &held.traces;
        text.push_str(&format!(
            "Stays: {}, {}, {} and {}, with what they say, until storage.retention: Ley 594 has them kept.\nSee radica people show {address}\n",
            counted(cases.len(), "case", "cases"),
            counted(requests.len(), "request", "requests"),
            counted(counts.mails, "mail", "mails"),
            counted(counts.letters, "letter", "letters"),
        ));
    }
    print(text)
}

async fn erase(db: &Db, config: &Config, address: &Address) -> Result<(bool, Held), Failure> {
    let mut tx = db.write().await?;
    let held = Held::ask(&mut tx, config, address).await?;
    let erased = person::forget(&mut tx, address).await?;
    tx.commit().await?;
    Ok((erased, held))
}
