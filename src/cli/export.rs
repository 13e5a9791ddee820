//! `radica ticket export`: a whole case in one folder that can be archived (Ley 594 de 2000).

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tera::{Context, Tera};

use super::ticket::find;
use super::{Failure, clock, json, open, plain, print};
use crate::desk::address::{Address, Contact};
use crate::desk::facts::Happened;
use crate::desk::rules::Rules;
use crate::desk::{history_of, wording};
use crate::store::blob::{Blobs, sha256};
use crate::store::dossier::{Piece, pieces};
use crate::store::file::{self, FileRow};
use crate::store::survey::SurveyRow;
use crate::store::ticket::TicketRow;
use crate::store::{StoreError, Tx, at, event, scan, survey};
use jiff::Timestamp;

/// The longest name of a file, in characters, without its number.
const NAME_MAX: usize = 80;
/// Instead of what `storage.retention` has erased.
const ERASED: &str = "Se borró al vencer su tiempo de conservación.";
/// What stands in place of a file that the virus scanner knows.
const INFECTED: &str = "El antivirus lo encontró infectado: quedó apartado.";

/// A mail in the page.
#[derive(Serialize)]
struct MailLine {
    at: String,
    about: String,
    subject: String,
    file: Option<String>,
    missing: &'static str,
}

/// An attachment in the page.
#[derive(Serialize)]
struct FileLine {
    name: String,
    file: Option<String>,
    missing: &'static str,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    value: String,
}

#[derive(Serialize)]
struct EventLine {
    who: String,
    what: String,
    at: String,
    text: String,
}

#[derive(Serialize)]
struct SurveyLine {
    sent: String,
    answer: String,
    comment: String,
    decision: String,
}

/// The folder that is being written, and the hashes of what is in it.
struct Folder {
    path: PathBuf,
    sums: String,
}

impl Folder {
    /// Makes the folder; one that is there with files in it is left alone.
    fn make(path: PathBuf) -> Result<Self, Failure> {
        let wrong =
            |error: std::io::Error| Failure::Wrong(format!("cannot make {}: {error}", path.display()));
        if path.exists() && std::fs::read_dir(&path).map_err(wrong)?.next().is_some() {
            return Err(Failure::Wrong(format!("{} is there already, and not empty", path.display())));
        }
        for folder in [path.clone(), path.join("correos"), path.join("anexos")] {
            std::fs::create_dir_all(&folder).map_err(wrong)?;
        }
        Ok(Self { path, sums: String::new() })
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(name);
        std::fs::write(&path, bytes)
            .map_err(|error| Failure::Wrong(format!("cannot write {}: {error}", path.display())))?;
        self.sums.push_str(&format!("{}  {name}\n", sha256(bytes)));
        Ok(())
    }

    fn close(self) -> Result<PathBuf, Failure> {
        let path = self.path.join("SHA256SUMS");
        std::fs::write(&path, self.sums)
            .map_err(|error| Failure::Wrong(format!("cannot write {}: {error}", path.display())))?;
        Ok(self.path)
    }
}

/// Writes a case into a folder of its number.
///
/// # Errors
/// When there is no such case, its folder is there already, a file cannot be written, or configuration or database are
/// wrong.
pub(super) async fn run(config: Option<&Path>, number: &str, out: &Path) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let (config, db, blobs) = open(config).await?;
    let (rules, _) = crate::app::read_files(&config)?;
    let mut tx = db.read().await?;
    let case = find(&mut tx, number, &config.desk.ticket_prefix).await?;
    let mut folder = Folder::make(out.join(&case.number))?;
    let kept = pieces(&mut tx, case.id).await?;
    let mails = mails(&mut tx, &blobs, &kept, &mut folder, now).await?;
    let attached = file::of_ticket(&mut tx, case.id).await?;
    let files = files(&mut tx, &blobs, &attached, &mut folder).await?;
    let surveys = survey::of_ticket(&mut tx, case.id).await?;
    let rows = event::of_ticket(&mut tx, case.id).await?;
    let happened: Vec<Happened> = rows
        .iter()
        .map(|row| Happened {
            at: at(row.at),
            actor: row.actor.clone(),
            what: row.what.clone(),
            text: row.text.clone(),
        })
        .collect();
    let page = page(&case, &happened, &surveys, mails, files, &rules, now)?;
    folder.write("expediente.html", page.as_bytes())?;
    let text = json::text(&json::Dossier::new(case, attached, surveys, rows))?;
    folder.write("expediente.json", text.as_bytes())?;
    let path = folder.close()?;
    print(format!("{}\n", plain::line(&path.display().to_string())))
}

/// Writes the mails and letters as they came and went out, numbered in their order.
async fn mails(
    tx: &mut Tx,
    blobs: &Blobs,
    pieces: &[Piece],
    folder: &mut Folder,
    now: Timestamp,
) -> Result<Vec<MailLine>, Failure> {
    let mut lines = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let (direction, about) = if piece.came {
            ("recibido", format!("De {}", piece.address))
        } else {
            ("enviado", format!("Para {}", piece.address))
        };
        let (bytes, missing) = match &piece.sha256 {
            Some(sha256) => (kept(tx, blobs, sha256).await?, ERASED),
            None => (None, "Todavía no se ha enviado."),
        };
        let file = format!("correos/{:04}-{direction}-{}.eml", index + 1, safe(&piece.what));
        if let Some(bytes) = &bytes {
            folder.write(&file, bytes)?;
        }
        lines.push(MailLine {
            at: wording::at(at(piece.at), now),
            about,
            subject: piece.subject.clone(),
            file: bytes.is_some().then_some(file),
            missing,
        });
    }
    Ok(lines)
}

/// Writes the attachments, each once.
async fn files(
    tx: &mut Tx,
    blobs: &Blobs,
    files: &[FileRow],
    folder: &mut Folder,
) -> Result<Vec<FileLine>, Failure> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    let names: Vec<&str> = files.iter().map(|file| file.sha256.as_str()).collect();
    let threats = scan::threats(tx, &names).await?;
    for file in files.iter().filter(|file| seen.insert((file.sha256.as_str(), file.name.as_str()))) {
        let path = format!("anexos/{:03}-{}", lines.len() + 1, safe(&file.name));
        if threats.contains_key(&file.sha256) {
            lines.push(FileLine { name: file.name.clone(), file: None, missing: INFECTED });
            continue;
        }
        let bytes = kept(tx, blobs, &file.sha256).await?;
        if let Some(bytes) = &bytes {
            folder.write(&path, bytes)?;
        }
        lines.push(FileLine {
            name: file.name.clone(),
            file: bytes.is_some().then_some(path),
            missing: ERASED,
        });
    }
    Ok(lines)
}

/// A blob's bytes; `None` when `storage.retention` has erased them.
async fn kept(tx: &mut Tx, blobs: &Blobs, sha256: &str) -> Result<Option<Vec<u8>>, Failure> {
    match blobs.get(tx, sha256).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StoreError::Erased(..)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A name that is safe on every system: letters, digits, and `.`, `-`, `_`; never a dot in front.
fn safe(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    // The end is kept: it says what the file is.
    let skipped = clean.chars().count().saturating_sub(NAME_MAX);
    let kept: String = clean.chars().skip(skipped).collect();
    let kept = kept.trim_start_matches(['.', '_', '-']);
    if kept.is_empty() { "archivo".to_owned() } else { kept.to_owned() }
}

fn page(
    case: &TicketRow,
    happened: &[Happened],
    surveys: &[SurveyRow],
    mails: Vec<MailLine>,
    files: Vec<FileLine>,
    rules: &Rules,
    now: Timestamp,
) -> Result<String, Failure> {
    let wrong = |error: tera::Error| Failure::Wrong(format!("the case cannot be written as a page: {error}"));
    let mut tera = Tera::new();
    tera.add_raw_templates([("expediente.html", include_str!("export.html"))]).map_err(wrong)?;
    let requester = Contact {
        address: Address::parse(&case.requester_email)
            .map_err(|error| Failure::Wrong(format!("the case's requester is no address: {error}")))?,
        name: case.requester_name.clone(),
    };
    let events: Vec<EventLine> = history_of(happened, &requester, rules)
        .into_iter()
        .map(|line| EventLine {
            who: line.who,
            what: line.what,
            at: wording::at(line.at, now),
            text: line.text,
        })
        .collect();
    let mut context = Context::new();
    context.insert(
        "case",
        &CaseLine { number: &case.number, subject: &case.subject, description: &case.description },
    );
    context.insert("facts", &facts(case, rules, now));
    context.insert("events", &events);
    context.insert("surveys", &surveys.iter().map(|row| survey_line(row, now)).collect::<Vec<_>>());
    context.insert("mails", &mails);
    context.insert("files", &files);
    context.insert("exported", &wording::at(now, now));
    tera.render("expediente.html", &context).map_err(wrong)
}

#[derive(Serialize)]
struct CaseLine<'a> {
    number: &'a str,
    subject: &'a str,
    description: &'a str,
}

fn facts(case: &TicketRow, rules: &Rules, now: Timestamp) -> Vec<Fact> {
    let requester = match &case.requester_name {
        Some(name) => format!("{name} <{}>", case.requester_email),
        None => case.requester_email.clone(),
    };
    let category = case
        .category
        .as_deref()
        .map(|id| rules.catalog.category(id).map_or_else(|| id.to_owned(), |category| category.name.clone()));
    let time = |millis: Option<i64>| millis.map(|millis| wording::at(at(millis), now));
    [
        ("Solicitante", Some(requester)),
        ("Dependencia", case.requester_department.clone()),
        ("Sede", case.site.clone()),
        ("Estado", Some(wording::status_for_staff(&case.status).to_owned())),
        ("Tipo", case.kind.as_deref().and_then(wording::kind).map(str::to_owned)),
        ("Categoría", category),
        ("Prioridad", Some(wording::priority(&case.priority).to_owned())),
        ("Grupo", Some(format!("{} (N{})", rules.group(&case.group_id).name, case.level))),
        ("A cargo de", case.assignee.clone()),
        ("Registrado", time(Some(case.created_at))),
        ("Solucionado", time(case.resolved_at)),
        ("Cerrado", time(case.closed_at)),
        ("Veces reabierto", (case.reopened > 0).then(|| case.reopened.to_string())),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact { label, value: value? }))
    .collect()
}

fn survey_line(row: &SurveyRow, now: Timestamp) -> SurveyLine {
    let answer = match (row.answer.as_deref(), row.by_default) {
        (Some(_), true) => "Satisfactoria, por no responder".to_owned(),
        (Some("satisfactory"), _) => "Satisfactoria".to_owned(),
        (Some(_), _) => "No satisfactoria".to_owned(),
        (None, _) => "Sin respuesta todavía".to_owned(),
    };
    let rating = row.rating.map(|rating| format!(", {rating} de 5")).unwrap_or_default();
    let decision = match row.decision.as_deref() {
        Some("reopened") => "Se reabrió",
        Some(_) => "La atención fue correcta",
        None => "",
    };
    let text = row.decision_text.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
    SurveyLine {
        sent: wording::at(at(row.sent_at), now),
        answer: answer + &rating,
        comment: row.comment.clone().unwrap_or_default(),
        decision: format!("{decision}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names_stay_in_the_folder() {
        for (name, clean) in [
            ("foto de la impresora.jpg", "foto_de_la_impresora.jpg"),
            ("../../etc/passwd", "etc_passwd"),
            ("..\\x", "x"),
            ("a\u{202e}gpj.exe\0", "a_gpj.exe_"),
            ("", "archivo"),
            ("...", "archivo"),
            ("Año 2026.pdf", "Año_2026.pdf"),
        ] {
            assert_eq!(safe(name), clean, "{name:?}");
        }
        assert_eq!(safe(&("x".repeat(300) + ".pdf")).chars().count(), super::NAME_MAX);
    }
}
