//! `radica replay`: stored mails through today's catalogue, for whoever changes it.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::table::{Column, cut, fixed, or_dash, table, width};
use super::{Failure, Format, clock, json, open, print};
use crate::app::{read_files, taught};
use crate::desk::decision::Judgement;
use crate::intake::{Replayed, parse_settings, replay};

/// What is printed with `--json`.
#[derive(Debug, Serialize)]
struct Report {
    /// Mails that were judged again.
    mails: usize,
    /// Those that would be decided otherwise.
    changed: Vec<Changed>,
    /// Of the mails that an agent corrected, how many were right then, and how many would be now.
    corrected: Corrected,
}

#[derive(Debug, Default, Serialize)]
struct Corrected {
    cases: usize,
    right_then: usize,
    right_now: usize,
}

/// A mail that would be decided otherwise.
#[derive(Debug, Serialize)]
struct Changed {
    id: i64,
    case: Option<String>,
    subject: String,
    then: Option<Judgement>,
    now: Option<Judgement>,
    error: Option<String>,
    /// What an agent says it is.
    category: Option<String>,
}

const COLUMNS: [Column; 5] = [fixed("Mail"), fixed("Case"), cut("Subject"), cut("Then"), cut("Now")];

/// Judges again what came since then, and shows what would be decided otherwise. Changes nothing.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn run(named: Option<&Path>, since: Since, format: Format) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let since = since.instant(now);
    let (config, db, blobs) = open(named).await?;
    let (rules, _) = read_files(&config)?;
    let rules = taught(rules, &config, &db).await?;
    let mut changed = Vec::new();
    let mut corrected = Corrected::default();
    let mails = replay(&db, &blobs, &parse_settings(&config), &rules, since, |one| {
        count(&one, &mut corrected);
        if one.differs() {
            changed.push(Changed::from(one));
        }
    })
    .await?;
    db.close().await;
    let report = Report { mails, changed, corrected };
    if format.json {
        return print(json::text(&report)?);
    }
    let rows = report
        .changed
        .iter()
        .map(|one| {
            let (then, now) = (one.then.as_ref(), one.now.as_ref());
            let (was, is) = match (then, now) {
                (Some(then), Some(now)) => differences(then, now),
                _ => ("-".to_owned(), or_dash(one.error.as_deref())),
            };
            vec![one.id.to_string(), or_dash(one.case.as_deref()), one.subject.clone(), was, is]
        })
        .collect();
    let mut text = table(&COLUMNS, rows, "", width());
    text.push_str(&format!(
        "{} mails judged again, {} would be decided otherwise.\n",
        report.mails,
        report.changed.len()
    ));
    if report.corrected.cases > 0 {
        text.push_str(&format!(
            "Of {} that agents labelled, {} were right then and {} would be now.\n",
            report.corrected.cases, report.corrected.right_then, report.corrected.right_now
        ));
    }
    print(text)
}

fn count(one: &Replayed, corrected: &mut Corrected) {
    let Some(category) = &one.row.category else { return };
    let is_right =
        |judged: Option<&Judgement>| judged.and_then(|judged| judged.category.as_ref()) == Some(category);
    corrected.cases += 1;
    corrected.right_then += usize::from(is_right(one.then.as_ref()));
    corrected.right_now += usize::from(is_right(one.now.as_ref().ok()));
}

impl From<Replayed> for Changed {
    fn from(one: Replayed) -> Self {
        let (now, error) = match one.now {
            Ok(now) => (Some(now), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            id: one.row.id,
            case: one.row.ticket.or(one.row.reference),
            subject: one.row.subject,
            then: one.then,
            now,
            error,
            category: one.row.category,
        }
    }
}

/// What differs, side by side: "impresion, media" and "conectividad, alta".
fn differences(then: &Judgement, now: &Judgement) -> (String, String) {
    let list = |items: &[String]| if items.is_empty() { "nothing".to_owned() } else { items.join(" ") };
    let parts = [
        (then.out_of_scope.clone(), now.out_of_scope.clone(), "out of scope: ", "in scope"),
        (then.category.clone(), now.category.clone(), "", "no category"),
        (then.group.clone().or_else(|| now.group.clone()), now.group.clone(), "to ", "to no group"),
        (then.kind.clone(), now.kind.clone(), "", "no kind"),
        (Some(then.priority.clone()), Some(now.priority.clone()), "", ""),
        (Some(list(&then.missing)), Some(list(&now.missing)), "asks ", "asks nothing"),
    ];
    let (mut was, mut is) = (Vec::new(), Vec::new());
    for (old, new, label, none) in parts.into_iter().filter(|(old, new, ..)| old != new) {
        let word =
            |value: Option<String>| value.map_or_else(|| none.to_owned(), |value| format!("{label}{value}"));
        was.push(word(old));
        is.push(word(new));
    }
    (was.join(", "), is.join(", "))
}

/// How far back: a time before now, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// `30d`, `12h`.
    Ago(Duration),
    /// `2026-11-20`, from its first minute in Bogota.
    Day(Date),
}

impl Since {
    /// Reads it as it is typed.
    ///
    /// # Errors
    /// A sentence when it is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        crate::config::parse_duration(text)
            .map(Self::Ago)
            .or_else(|| text.parse().ok().map(Self::Day))
            .ok_or_else(|| "write a time like 30d or 12h, or a date like 2026-11-20".to_owned())
    }

    fn instant(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(time) => {
                let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::ZERO);
                now.checked_sub(time).unwrap_or(now)
            }
            Self::Day(date) => {
                date.to_zoned_datetime(crate::clock::bogota()).map_or(now, |zoned| zoned.timestamp())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_far_back() {
        assert_eq!(Since::parse("30d"), Ok(Since::Ago(Duration::from_secs(30 * 86_400))));
        assert_eq!(Since::parse("2026-11-20"), Ok(Since::Day(jiff::civil::date(2026, 11, 20))));
        assert!(Since::parse("yesterday").is_err());
        let now: Timestamp = "2026-11-20T10:00:00-05:00".parse().unwrap();
        assert_eq!(Since::Ago(Duration::from_secs(3600)).instant(now).as_second(), now.as_second() - 3600);
        let day = Since::Day(jiff::civil::date(2026, 11, 20)).instant(now);
        assert_eq!(day.as_second(), now.as_second() - 10 * 3600);
    }

    #[test]
    fn shows_only_what_differs() {
        let then = Judgement {
            category: Some("impresion".into()),
            priority: "media".into(),
            ..Judgement::default()
        };
        let now = Judgement { priority: "alta".into(), missing: vec!["site".into()], ..Judgement::default() };
        assert_eq!(
            differences(&then, &now),
            ("impresion, media, asks nothing".into(), "no category, alta, asks site".into())
        );
    }
}
