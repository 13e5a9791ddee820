//! `radica check`: the installation, part by part, for real.

use std::path::Path;

use super::table::counted;
use super::{Failure, clock, pause, plain, print};
use crate::app::{read_catalog, read_letters};
use crate::clock::bogota;
use crate::config::staff::Staff;
use crate::config::{self, Config};
use crate::delivery::Transport;
use crate::mailbox::{Entry, Source};
use crate::oauth::Tokens;
use crate::scan::Scanner;
use crate::store::blob::Blobs;
use crate::store::{Db, at, inbound, state};
use jiff::Timestamp;

/// Proves the installation, a line each.
///
/// # Errors
/// When a part does not hold; its line says why.
pub(super) async fn run(named: Option<&Path>) -> Result<(), Failure> {
    clock::start()?;
    let mut report = Report::default();
    let file = config::find(named)?;
    let Some(config) = report.part(
        "configuration",
        config::load(&file).map(|config| {
            let told = config.file.display().to_string();
            (config, told)
        }),
    )?
    else {
        return report.end();
    };
    files(&config, &mut report)?;
    let opened = Db::open(&config.storage.database).await.map(|db| (db, config.storage.database.to_string()));
    let mut is_first = false;
    if let Some(db) = report.part("database", opened)? {
        let mut tx = db.read().await?;
        is_first = inbound::is_empty(&mut tx).await?;
        if let Some(since) = state::paused(&mut tx).await? {
            report.note(&pause::sentence(since))?;
        }
        drop(tx);
        db.close().await;
    }
    report.part(
        "blobs",
        Blobs::open(&config.storage.blobs).map(|_| ((), config.storage.blobs.display().to_string())),
    )?;
    let tokens = config.oauth2.clone().map(Tokens::new);
    if let Some(tokens) = &tokens {
        let given = tokens.token().await;
        report.part("token", given.map(|_| ((), "the token server gives one".to_owned())))?;
    }
    let mut source = Source::new(&config.mailbox, tokens.as_ref());
    if report.part("mailbox", source.check().await.map(|told| ((), told)))?.is_some()
        && let Ok(entries) = source.list().await
        && let Some(note) = age(&entries, config.take_since, is_first)
    {
        report.note(&note)?;
    }
    source.close().await;
    match Transport::new(&config.outgoing, tokens.as_ref()) {
        Err(error) => {
            report.part::<(), _>("outgoing", Err(error))?;
        }
        Ok(transport) => {
            report.part("outgoing", transport.check().await.map(|told| ((), told)))?;
            transport.close().await;
        }
    }
    if let Some(place) = config.scan.clone() {
        let version = Scanner::new(place).version().await;
        report.part("virus scanner", version.map(|told| ((), told)))?;
    }
    report.end()
}

/// What lies in the mailbox from before: what stays there, and, where nothing was ever taken, what would be answered that
/// nobody waits for any more.
fn age(entries: &[Entry], take_since: Option<Timestamp>, is_first: bool) -> Option<String> {
    let old = entries.iter().filter(|entry| entry.is_older_than(take_since)).count();
    if old > 0 {
        let new = counted(entries.len().saturating_sub(old), "mail", "mails");
        let stay = if old == 1 { "stays where it is" } else { "stay where they are" };
        return Some(format!(
            "{} from before mailbox.take_since {stay}; {new} to take",
            counted(old, "mail", "mails")
        ));
    }
    let oldest = entries.iter().filter_map(|entry| entry.received_millis).min()?;
    let day = at(oldest).to_zoned_datetime(bogota()).date();
    let unless = "unless mailbox.take_since leaves";
    (is_first && take_since.is_none()).then(|| match entries.len() {
        1 => format!(
            "1 mail waits in the mailbox, of {day}: it becomes a case and is answered, {unless} it where it is"
        ),
        more => format!(
            "{more} mails wait in the mailbox, the oldest of {day}: all of them become cases and are answered, {unless} \
             the older ones where they are"
        ),
    })
}

/// Catalogue, staff list and templates.
fn files(config: &Config, report: &mut Report) -> Result<(), Failure> {
    let staff = Staff::load(&config.desk.staff);
    let staff = report.part(
        "staff",
        staff.map(|staff| {
            let told = format!(
                "{} people in {} groups, {} sites",
                staff.people_count(),
                staff.groups.len(),
                staff.sites.len()
            );
            (staff, told)
        }),
    )?;
    if let Some(staff) = staff {
        let catalog = read_catalog(config, &staff);
        report.part(
            "catalogue",
            catalog.map(|catalog| ((), format!("{} categories", catalog.categories.len()))),
        )?;
        for group in staff.groups.iter().filter(|group| staff.members(&group.id).is_empty()) {
            report.note(&format!("group {} has no members: its cases go to the coordinators", group.id))?;
        }
        if staff.operators.is_empty() {
            report.note("notices.operator names nobody: alerts reach no one")?;
        }
    }
    let overrides = match &config.desk.templates {
        None => "built in".to_owned(),
        Some(folder) if folder.is_dir() => format!("built in, with overrides from {}", folder.display()),
        Some(folder) => format!("built in; {} is not there", folder.display()),
    };
    report.part("templates", read_letters(config).map(|_| ((), overrides)))?;
    if config.security.trusted_authserv.is_empty() && !config.security.trust_exchange_internal {
        report
            .note("security.trusted_authserv is empty: staff are known only by answering letters of ours")?;
    }
    Ok(())
}

/// What has been printed.
#[derive(Default)]
struct Report {
    failed: usize,
}

impl Report {
    fn part<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        result: Result<(T, String), E>,
    ) -> Result<Option<T>, Failure> {
        let (value, mark, told) = match result {
            Ok((value, told)) => (Some(value), "ok  ", told),
            Err(error) => {
                self.failed += 1;
                (None, "FAIL", error.to_string())
            }
        };
        print(format!("{mark}  {name:<14} {}\n", plain::line(&told)))?;
        Ok(value)
    }

    fn note(&self, text: &str) -> Result<(), Failure> {
        print(format!("note  {text}\n"))
    }

    fn end(self) -> Result<(), Failure> {
        match self.failed {
            0 => Ok(()),
            1 => Err(Failure::Wrong("one part does not hold".to_owned())),
            more => Err(Failure::Wrong(format!("{more} parts do not hold"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailbox::Location;

    #[test]
    fn mails_from_before_are_counted() {
        let entry = |at: &str| Entry {
            location: Location(String::new()),
            size: 1,
            received_millis: Some(at.parse::<Timestamp>().unwrap().as_millisecond()),
        };
        let (old, older) = (entry("2025-03-04T10:00:00-05:00"), entry("2024-01-02T10:00:00-05:00"));
        let new = entry("2026-11-20T10:00:00-05:00");
        let since = Some("2026-11-01T00:00:00-05:00".parse().unwrap());
        for (entries, since, is_first, told) in [
            (
                vec![old.clone()],
                since,
                false,
                Some("1 mail from before mailbox.take_since stays where it is; 0 mails to take"),
            ),
            (
                vec![old.clone(), older.clone(), new.clone()],
                since,
                true,
                Some("2 mails from before mailbox.take_since stay where they are; 1 mail to take"),
            ),
            (
                vec![old.clone()],
                None,
                true,
                Some(
                    "1 mail waits in the mailbox, of 2025-03-04: it becomes a case and is answered, unless \
                     mailbox.take_since leaves it where it is",
                ),
            ),
            (
                vec![old.clone(), older],
                None,
                true,
                Some(
                    "2 mails wait in the mailbox, the oldest of 2024-01-02: all of them become cases and are answered, \
                     unless mailbox.take_since leaves the older ones where they are",
                ),
            ),
            (vec![old], None, false, None),
            (vec![new], since, true, None),
            (vec![], None, true, None),
        ] {
            assert_eq!(age(&entries, since, is_first).as_deref(), told);
        }
    }
}
