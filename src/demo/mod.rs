//! `radica demo`: the whole cycle on Maildirs and SQLite, with sample mails, on a clock of its own.

mod story;
mod write;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::app::{App, AppError};
use crate::clock::{Clock, bogota};
use crate::config::{self, ConfigError};
use crate::round::run_once;
use crate::store::outbox::OutboxRow;
use crate::store::{StoreError, inbound, outbox};

const CATALOG: &str = include_str!("../../deploy/catalog.toml");
const STAFF: &str = include_str!("../../deploy/staff.toml");
const CONFIGURATION: &str = "\
# Made by `radica demo`: a desk on two folders, without any server.
[desk]
address = \"soporte.tecnico@scj.test\"

[storage]
database = \"sqlite://radica.db\"

[mailbox]
kind = \"maildir\"
path = \"mailbox\"

[outgoing]
kind = \"maildir\"
path = \"sent\"
";

/// Why the demo could not run: one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its folder.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The folder is in use.
    #[error("{0} is there already; name a new folder with --dir")]
    Taken(PathBuf),
    /// The desk.
    #[error(transparent)]
    App(#[from] AppError),
    /// Its configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The story asks for a letter that was not written: a bug.
    #[error("the demo's story has come apart: {0}")]
    Story(String),
}

/// Runs the demo in a new folder; `show` is given each part of the story as it has happened.
///
/// # Errors
/// When the folder cannot be made, or the desk fails in it.
pub async fn run(dir: Option<&Path>, mut show: impl FnMut(&str)) -> Result<(), DemoError> {
    let folder = make_folder(dir)?;
    let clock = Clock::stopped_at(story::BEGINS.parse().unwrap_or(Timestamp::UNIX_EPOCH));
    let config = config::load(&folder.join("radica.toml"))?;
    let app = App::open(config, clock.clone()).await?;
    show(&format!("A service desk in {}: a mailbox, a database, sample mails.\n", folder.display()));
    let mut letters: HashMap<(String, String), OutboxRow> = HashMap::new();
    for (number, scene) in story::SCENES.iter().enumerate() {
        if let Some(at) = scene.at {
            clock.set(at.parse().map_err(|_| DemoError::Story(at.to_owned()))?);
        }
        let mut mails = Vec::new();
        for mail in scene.mails {
            let answered = match mail.answers {
                Some((scene, kind)) => Some(find(&letters, scene, kind)?),
                None => None,
            };
            mails.push(write::mail(mail, answered, clock.now()));
        }
        let before = so_far(&app).await?;
        for (n, bytes) in mails.iter().enumerate() {
            write::deliver(&folder.join("mailbox"), number * 10 + n, bytes)
                .map_err(|error| DemoError::File(folder.join("mailbox"), error))?;
        }
        run_once(&app, &mut (), &CancellationToken::new()).await?;
        let (text, sent) = tell(&app, scene, before).await?;
        show(&text);
        for row in sent {
            letters.entry((scene.name.to_owned(), row.kind.clone())).or_insert(row);
        }
    }
    show(&end(&app, &folder).await?);
    app.db.close().await;
    Ok(())
}

fn make_folder(dir: Option<&Path>) -> Result<PathBuf, DemoError> {
    let folder = match dir {
        Some(dir) => dir.to_path_buf(),
        None => {
            let names =
                std::iter::once("radica-demo".to_owned()).chain((2..).map(|n| format!("radica-demo-{n}")));
            names.map(PathBuf::from).find(|path| !path.exists()).unwrap_or_default()
        }
    };
    let failed = |error| DemoError::File(folder.clone(), error);
    if std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(DemoError::Taken(folder));
    }
    std::fs::create_dir_all(&folder).map_err(failed)?;
    for (name, text) in [("radica.toml", CONFIGURATION), ("catalog.toml", CATALOG), ("staff.toml", STAFF)] {
        std::fs::write(folder.join(name), text).map_err(failed)?;
    }
    Ok(folder)
}

/// The first letter of a kind that a scene sent.
fn find<'a>(
    letters: &'a HashMap<(String, String), OutboxRow>,
    scene: &str,
    kind: &str,
) -> Result<&'a OutboxRow, DemoError> {
    letters
        .get(&(scene.to_owned(), kind.to_owned()))
        .ok_or_else(|| DemoError::Story(format!("no {kind} in {scene}")))
}

/// How many mails and letters there are.
async fn so_far(app: &App) -> Result<(usize, usize), StoreError> {
    let mut tx = app.db.read().await?;
    Ok((inbound::list(&mut tx).await?.len(), outbox::list(&mut tx).await?.len()))
}

/// What a scene brought, for a person to read; and its letters, those to the requester first.
async fn tell(
    app: &App,
    scene: &story::Scene,
    before: (usize, usize),
) -> Result<(String, Vec<OutboxRow>), DemoError> {
    let mut tx = app.db.read().await?;
    let when = app.clock.now().to_zoned_datetime(bogota()).strftime("%a %d %b, %H:%M");
    let mut text = format!("\n── {when} · {}\n", scene.title);
    for row in inbound::list(&mut tx).await?.into_iter().skip(before.0) {
        let from = row.from_address.unwrap_or_else(|| "(nobody)".to_owned());
        let subject = if row.subject.is_empty() { "(no subject)" } else { &row.subject };
        let ticket = row.ticket.map(|number| format!(" {number}")).unwrap_or_default();
        let _ = writeln!(text, "   ✉ {from}: {subject}\n     {}{ticket} — {}", row.outcome, row.why);
    }
    let letters: Vec<OutboxRow> = outbox::list(&mut tx).await?.into_iter().skip(before.1).collect();
    for row in &letters {
        let _ = writeln!(text, "   → {:<20} to {:<24} {}", row.kind, row.to_address, row.subject);
    }
    if letters.is_empty() {
        text.push_str("   → no letter\n");
    }
    Ok((text, letters))
}

/// The first letter in full, and where to look further.
async fn end(app: &App, folder: &Path) -> Result<String, DemoError> {
    let mut tx = app.db.read().await?;
    let mut text = String::new();
    let rows = outbox::list(&mut tx).await?;
    if let Some((row, name)) = rows.iter().find_map(|row| row.mime_sha256.as_ref().map(|name| (row, name))) {
        let bytes = app.blobs.get(&mut tx, name).await?;
        if let Some(body) = mail_parser::MessageParser::default()
            .parse(&bytes)
            .and_then(|mail| mail.body_text(0).map(|body| body.into_owned()))
        {
            let _ =
                writeln!(text, "\n── The first letter, as {} got it\n\n   {}\n", row.to_address, row.subject);
            for line in body.lines() {
                let _ = writeln!(text, "   │ {line}");
            }
        }
    }
    let config = folder.join("radica.toml");
    let program = std::env::args().next().unwrap_or_else(|| "radica".to_owned());
    let _ = writeln!(text, "\n── Where to look\n");
    for command in [
        "ticket list",
        "ticket show SCJ-2026-000001",
        "request list",
        "inbound list",
        "outbox list",
        "outbox show 1",
    ] {
        let _ = writeln!(text, "   {program} --config {} {command}", config.display());
    }
    let _ = writeln!(
        text,
        "   The letters are files in {}; put a mail into {} and say `run-once`.",
        folder.join("sent/new").display(),
        folder.join("mailbox/new").display()
    );
    Ok(text)
}
