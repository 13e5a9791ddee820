//! `radica check`: the installation, part by part, for real.

use std::path::Path;

use super::{Failure, clock, pause, plain, print};
use crate::app::{read_catalog, read_letters};
use crate::config::staff::Staff;
use crate::config::{self, Config};
use crate::delivery::Transport;
use crate::mailbox::Source;
use crate::store::blob::Blobs;
use crate::store::{Db, state};

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
    if let Some(db) = report.part("database", opened)? {
        if let Some(since) = state::paused(&mut db.read().await?).await? {
            report.note(&pause::sentence(since))?;
        }
        db.close().await;
    }
    report.part(
        "blobs",
        Blobs::open(&config.storage.blobs).map(|_| ((), config.storage.blobs.display().to_string())),
    )?;
    let mut source = Source::new(&config.mailbox);
    report.part("mailbox", source.check().await.map(|told| ((), told)))?;
    source.close().await;
    match Transport::new(&config.outgoing) {
        Err(error) => {
            report.part::<(), _>("outgoing", Err(error))?;
        }
        Ok(transport) => {
            report.part("outgoing", transport.check().await.map(|told| ((), told)))?;
            transport.close().await;
        }
    }
    report.end()
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
