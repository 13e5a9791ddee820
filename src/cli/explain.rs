//! `radica explain`: what would be done with a mail, and why.

use std::path::Path;

use serde::Serialize;

use super::{Failure, Format, clock, json, open, plain, print};
use crate::app::{read_files, taught};
use crate::desk::decision::{Change, Outcome};
use crate::intake::{Judged, explain, parse_settings};

/// The contract's JSON.
#[derive(Serialize)]
struct Explained<'a> {
    outcome: &'a str,
    kind: Option<&'a str>,
    category: Option<&'a str>,
    score: f64,
    missing: Vec<&'a str>,
    new_text: &'a str,
    replies: Vec<&'a str>,
    why: Vec<&'a str>,
}

/// Judges a mail as the daemon would, changing nothing.
///
/// # Errors
/// When the file cannot be read, or configuration or database are wrong.
pub(super) async fn run(named: Option<&Path>, file: &Path, format: Format) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let (config, db, _) = open(named).await?;
    let (rules, _) = read_files(&config)?;
    let rules = taught(rules, &config, &db).await?;
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::Wrong(format!("cannot read {}: {error}", file.display())))?;
    let judged = explain(&db, bytes, &parse_settings(&config), &rules, now).await?;
    // An open SQLite leaves files beside the database.
    db.close().await;
    let unreadable;
    let explained = match &judged {
        Ok(judged) => explained(judged),
        Err(why) => {
            unreadable = why.as_str();
            Explained {
                outcome: "quarantined",
                kind: None,
                category: None,
                score: 0.0,
                missing: Vec::new(),
                new_text: "",
                replies: Vec::new(),
                why: vec![unreadable],
            }
        }
    };
    if format.json {
        return print(json::text(&explained)?);
    }
    let list = |items: &[&str]| if items.is_empty() { "-".to_owned() } else { items.join(", ") };
    let mut text = format!(
        "Outcome   {}\nKind      {}\nCategory  {}\nScore     {:.2}\nMissing   {}\nReplies   {}\n\nWhy\n",
        explained.outcome,
        explained.kind.unwrap_or("-"),
        explained.category.unwrap_or("-"),
        explained.score,
        list(&explained.missing),
        list(&explained.replies)
    );
    for why in &explained.why {
        text.push_str(&format!("  - {}\n", plain::line(why)));
    }
    text.push_str("\nNewly written\n");
    for line in explained.new_text.lines() {
        text.push_str(&format!("  {}\n", plain::line(line)));
    }
    print(text)
}

fn explained(judged: &Judged) -> Explained<'_> {
    let decision = &judged.decision;
    let judged_as = decision.judged.as_deref();
    let sender = judged.mail.sender();
    // What is carried out or sent on is less than what is read.
    let new_text = match decision.outcome {
        Outcome::Command | Outcome::AgentReply | Outcome::AreaAnswer => judged.mail.own_words(),
        _ => &judged.mail.new_text,
    };
    Explained {
        outcome: decision.outcome.as_str(),
        kind: judged_as.and_then(|judged| judged.kind.as_deref()),
        category: judged_as.and_then(|judged| judged.category.as_deref()),
        score: judged_as.map_or(0.0, |judged| (judged.score * 1000.0).round() / 1000.0),
        missing: judged_as
            .map(|judged| judged.missing.iter().map(String::as_str).collect())
            .unwrap_or_default(),
        new_text: new_text.trim_end(),
        replies: decision
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::Letter(letter) | Change::OpenSurvey { letter, .. }
                    if Some(&letter.to.address) == sender =>
                {
                    Some(letter.content.kind())
                }
                _ => None,
            })
            .collect(),
        why: decision.why.iter().map(String::as_str).collect(),
    }
}
