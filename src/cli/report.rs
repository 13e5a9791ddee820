//! `radica report`: the files of a month's report.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::{Failure, clock, open, plain, print};
use crate::app::read_files;
use crate::desk::address::Contact;
use crate::desk::letter::{Content, MonthlyReport};
use crate::desk::message_id::MessageId;
use crate::desk::statistics::Month;
use crate::letters::{Envelope, HeldFiles, Letters, content_id};
use crate::report::{Made, make};
use crate::store;

/// What `radica report` is told.
#[derive(Debug, Args)]
pub struct Wanted {
    /// Which month
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    month: Month,
    /// Into which folder; it is made where it is missing
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: PathBuf,
}

/// Reads `2026-11`.
///
/// # Errors
/// When it is no month.
pub(super) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "write a month like 2026-11".to_owned())
}

/// Writes the report of a month into a folder: HTML, workbook, cases, figures.
///
/// # Errors
/// When the month has not begun, a file cannot be written, or configuration or database are wrong.
pub(super) async fn run(config: Option<&Path>, wanted: &Wanted) -> Result<(), Failure> {
    let (month, out) = (wanted.month, wanted.out.as_path());
    let now = clock::start()?.now();
    let (config, db, _) = open(config).await?;
    let (rules, letters) = read_files(&config)?;
    let found = store::report::of(&mut db.read().await?, month, &rules, now, true).await?;
    db.close().await;
    let (statistics, cases) =
        found.ok_or_else(|| Failure::Wrong(format!("{month} has not begun: there is nothing to report")))?;
    let wrong = |error: &dyn std::fmt::Display| Failure::Wrong(error.to_string());
    let made = make(statistics, &cases).map_err(|error| wrong(&error))?;
    let id = MessageId::parse(&format!("report.{month}@{}", config.desk.address.domain()))
        .ok_or_else(|| Failure::Wrong("the desk's address has no domain".to_owned()))?;
    let envelope = Envelope {
        to: Contact { address: config.desk.address.clone(), name: None },
        number: None,
        is_ticket: false,
        message_id: id.clone(),
        reference: id,
        in_reply_to: None,
        references: Vec::new(),
        at: now,
        max_attached: u64::MAX,
        held: HeldFiles::new(),
    };
    let html = page(&letters, &envelope, month, &made).map_err(|error| wrong(&error))?;

    std::fs::create_dir_all(out)
        .map_err(|error| Failure::Wrong(format!("cannot make {}: {error}", out.display())))?;
    let mut told = String::new();
    let attached = made.files.iter().filter(|(file, _)| !file.inline);
    let files = attached.map(|(file, bytes)| (file.name.as_str(), bytes.as_slice()));
    let name = format!("informe-{month}.html");
    for (name, bytes) in [(name.as_str(), html.as_bytes())].into_iter().chain(files) {
        let path: PathBuf = out.join(name);
        std::fs::write(&path, bytes)
            .map_err(|error| Failure::Wrong(format!("cannot write {}: {error}", path.display())))?;
        told.push_str(&format!("{}\n", plain::line(&path.display().to_string())));
    }
    print(told)
}

/// The letter as a page that stands by itself: its charts are in it.
fn page(
    letters: &Letters,
    envelope: &Envelope,
    month: Month,
    made: &Made,
) -> Result<String, crate::letters::LetterError> {
    let content = Content::MonthlyReport(MonthlyReport {
        month,
        late: false,
        may_ask: false,
        made: Some(Box::new(made.report.clone())),
    });
    let mut html = letters.word(envelope, &content)?.html;
    for chart in &made.report.charts {
        let bytes = made.files.iter().find(|(file, _)| file.sha256 == chart.file.sha256);
        let data = bytes.map(|(_, bytes)| data_encoding::BASE64.encode(bytes)).unwrap_or_default();
        let named = format!("cid:{}", content_id(chart, letters.desk()));
        html = html.replace(&named, &format!("data:image/png;base64,{data}"));
    }
    Ok(html)
}
