//! `radica catalog train`: what agents' corrections teach the classification, with figures.

use std::path::Path;

use super::table::{Column, fixed, table, width};
use super::{Failure, Format, clock, json, open, print};
use crate::app::{MODEL, read_files};
use crate::desk::classify::figures::{Figures, cross_validate};
use crate::desk::classify::learned::{Example, train as learn};
use crate::store::label;

/// The newest labels that are learned from.
const MOST_LABELS: usize = 20_000;
/// Below so many, figures say nothing and nothing is kept.
const FEWEST_LABELS: usize = 20;
const FOLDS: usize = 5;

const COLUMNS: [Column; 3] = [fixed("Category"), fixed("Labelled"), fixed("Found with it")];

/// Learns from the labelled cases, keeps what was learned unless `dry_run`, and prints how much it helps.
///
/// # Errors
/// When there are too few labels, the configuration is wrong or the database does not answer.
pub(super) async fn train(named: Option<&Path>, dry_run: bool, format: Format) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let (config, db, _) = open(named).await?;
    let (rules, _) = read_files(&config)?;
    let mut tx = db.read().await?;
    let rows = label::all(&mut tx, MOST_LABELS).await?;
    drop(tx);
    let examples: Vec<Example> = rows
        .into_iter()
        .filter_map(|row| {
            let category = row.category.filter(|id| rules.catalog.category(id).is_some())?;
            Some(Example { subject: row.subject, text: row.description, category, kind: row.kind })
        })
        .collect();
    if examples.len() < FEWEST_LABELS {
        return Err(Failure::Wrong(format!(
            "there are {} cases whose category an agent has set (#categoria); to learn from them it takes {FEWEST_LABELS}",
            examples.len()
        )));
    }
    let figures = cross_validate(&examples, FOLDS, &rules.classifier);
    if !dry_run {
        let data = serde_json::to_string(&learn(&examples))
            .map_err(|error| Failure::Wrong(format!("cannot write what was learned: {error}")))?;
        let mut tx = db.write().await?;
        label::keep_model(&mut tx, MODEL, &data, now.as_millisecond()).await?;
        tx.commit().await?;
    }
    db.close().await;
    if format.json {
        return print(json::text(&figures)?);
    }
    print(text(&figures, dry_run, config.classify.learned))
}

fn text(figures: &Figures, dry_run: bool, is_on: bool) -> String {
    let percent = |part: f64| format!("{:.1} %", part * 100.0);
    let (alone, with) = (&figures.alone, &figures.with_model);
    let mut text = format!(
        "{} cases whose category an agent has set, judged by what the others teach ({FOLDS} folds):\n\n\
         In their category   {} by the words alone, {} with what was learned\n\
         Macro-F1            {:.3}, {:.3}\n\
         Of their kind       {}, {}\n\
         Left to a person    {}, {}\n\n",
        figures.examples,
        percent(alone.accuracy),
        percent(with.accuracy),
        alone.macro_f1,
        with.macro_f1,
        percent(alone.kinds),
        percent(with.kinds),
        percent(alone.abstained),
        percent(with.abstained),
    );
    let rows = with
        .recall
        .iter()
        .map(|(id, (found, labelled))| vec![id.clone(), labelled.to_string(), found.to_string()])
        .collect();
    text.push_str(&table(&COLUMNS, rows, "", width()));
    text.push_str(match (dry_run, is_on) {
        (true, _) => "\nNothing was kept.\n",
        (false, true) => {
            "\nKept. The running service reads it at its next start, or now: systemctl reload radica\n"
        }
        (false, false) => "\nKept. It has no say yet: set classify.learned = true.\n",
    });
    text
}
