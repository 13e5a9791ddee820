//! `radica people import`: a file of people into the directory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use super::super::table::{counted, cut, fixed, or_dash, table, width};
use super::super::{Failure, clock, open, plain, print};
use super::sheet::{self, Sheet};
use crate::config::staff::{Site, Staff};
use crate::desk::address::Address;
use crate::desk::fold::words;
use crate::store::{Db, person};

/// Larger files are refused: a hundred thousand people have about ten.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Imports the people of a file; `dry_run` shows what would happen.
///
/// # Errors
/// When the file cannot be read or nobody in it can be imported; when configuration, staff list or database are wrong.
/// Then nothing is changed.
pub(in crate::cli) async fn run(config: Option<&Path>, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let now = clock::start()?.now().as_millisecond();
    let config = open::settings(config)?;
    let staff = Staff::load(&config.desk.staff)?;
    let wrong = |what: &str| Failure::Wrong(format!("{} {what}", file.display()));
    let sheet = sheet::read(&contents(file)?).map_err(|what| wrong(&what))?;
    tell(file, &sheet, &staff.sites);
    if sheet.people.is_empty() {
        return Err(wrong(&match sheet.skipped_count {
            0 => "has no people in it".to_owned(),
            rows => {
                format!("has nobody who can be imported: {} skipped", counted(rows, "row is", "rows are"))
            }
        }));
    }
    let url = &config.storage.database;
    let db = if dry_run { open::database(url).await? } else { Db::open(url).await? };
    let mut tx = db.write().await?;
    person::lock(&mut tx).await?;
    let addresses: Vec<&Address> = sheet.people.iter().map(|(address, _)| address).collect();
    let before = person::by_addresses(&mut tx, &addresses).await?;
    let becomes: Vec<&str> = sheet
        .people
        .iter()
        .map(|(address, said)| match before.get(address.as_str()) {
            None => "new",
            Some(row) if said.clone().or(row.known()) == row.known() => "same",
            Some(_) => "changed",
        })
        .collect();
    if dry_run {
        drop(tx);
    } else {
        person::import(&mut tx, &sheet.people, now).await?;
        tx.commit().await?;
    }
    // An open SQLite leaves files beside the database.
    db.close().await;
    let mut text =
        if dry_run { preview(&sheet, &becomes) + "\nDry run, nothing is changed: " } else { String::new() };
    let of = |word: &str| becomes.iter().filter(|became| **became == word).count();
    text.push_str(&format!(
        "{} {}, {} skipped\n({} new, {} changed, {} as before; read as {}, separated by {}, {})\n",
        counted(becomes.len(), "person", "people"),
        if dry_run { "to import" } else { "imported" },
        counted(sheet.skipped_count, "row", "rows"),
        of("new"),
        of("changed"),
        of("same"),
        sheet.encoding,
        sheet.separator,
        if sheet.named {
            "columns by their names"
        } else {
            "columns by their order: address, name, dependencia, site"
        },
    ));
    print(text)
}

fn contents(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::Wrong(format!("cannot read {}: {error}", file.display())))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::Wrong(format!("{} is larger than 32 MB; split it", file.display())));
    }
    Ok(bytes)
}

/// Says on standard error what is not imported as it stands.
fn tell(file: &Path, sheet: &Sheet, sites: &[Site]) {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut lines: Vec<String> = sheet.skipped.iter().map(|row| format!("{name}, {row}")).collect();
    if let more @ 1.. = sheet.skipped_count - sheet.skipped.len() {
        lines.push(format!("{name}: {} more skipped", counted(more, "row is", "rows are")));
    }
    if !sheet.ignored.is_empty() {
        lines.push(format!("note: columns that are not read: {}", sheet.ignored.join(", ")));
    }
    for (site, people) in unknown_sites(sheet, sites) {
        let people = counted(people, "person", "people");
        lines.push(format!(
            "warning: the staff list has no site \"{site}\" ({people}); it is imported all the same"
        ));
    }
    let mut out = std::io::stderr().lock();
    for line in lines {
        // When standard error is closed, the summary and the exit code must do.
        let _ = writeln!(out, "{}", plain::line(&line));
    }
}

/// Sites that the staff list names neither so nor otherwise, and how many people are there.
fn unknown_sites<'a>(sheet: &'a Sheet, sites: &[Site]) -> BTreeMap<&'a str, usize> {
    let names = sites.iter().flat_map(|site| std::iter::once(&site.name).chain(&site.aliases));
    let known: std::collections::HashSet<Vec<String>> = names.map(|name| words(name)).collect();
    let mut unknown = BTreeMap::new();
    for site in sheet.people.iter().filter_map(|(_, said)| said.site.as_deref()) {
        if !known.contains(&words(site)) {
            *unknown.entry(site).or_default() += 1;
        }
    }
    unknown
}

fn preview(sheet: &Sheet, becomes: &[&str]) -> String {
    let columns = [fixed("Becomes"), cut("Address"), cut("Name"), cut("Department"), cut("Site")];
    let rows = sheet
        .people
        .iter()
        .zip(becomes)
        .map(|((address, said), became)| {
            vec![
                (*became).to_owned(),
                address.to_string(),
                or_dash(said.name.as_deref()),
                or_dash(said.department.as_deref()),
                or_dash(said.site.as_deref()),
            ]
        })
        .collect();
    table(&columns, rows, "Nobody.", width())
}
