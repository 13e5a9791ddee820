//! `radica stats`: the month so far, at a glance.

use std::path::Path;

use serde::Serialize;

use super::card::Card;
use super::table::width;
use super::{Failure, Format, clock, json, open, print};
use crate::app::read_files;
use crate::desk::statistics::{Month, Surveys, percent};
use crate::store;

/// The month so far. Keys are only added.
#[derive(Debug, Serialize)]
struct Stats {
    month: String,
    created: u64,
    completed: u64,
    open: u64,
    /// Of the open ones, those whose ANS clocks stand still.
    waiting: u64,
    overdue: u64,
    reopened: u64,
    first_reply_met_percent: Option<u64>,
    solution_met_percent: Option<u64>,
    surveys: Surveys,
}

/// Shows how the desk stands.
///
/// # Errors
/// When the configuration is wrong or the database does not answer.
pub(super) async fn run(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let (config, db, _) = open(config).await?;
    let (rules, _) = read_files(&config)?;
    let month = Month::of(now);
    let mut tx = db.read().await?;
    let statistics = store::report::month(&mut tx, month, &rules, now).await?;
    let waiting = store::report::waiting(&mut tx).await?;
    let figures = statistics.map(|statistics| statistics.figures).unwrap_or_default();
    let stats = Stats {
        month: month.to_string(),
        created: figures.created,
        completed: figures.completed,
        open: figures.open,
        waiting,
        overdue: figures.overdue,
        reopened: figures.reopened,
        first_reply_met_percent: percent(figures.first_reply.met, figures.first_reply.count),
        solution_met_percent: percent(figures.solution.met, figures.solution.count),
        surveys: figures.surveys,
    };
    if format.json {
        return print(json::text(&stats)?);
    }
    print(card(&stats, width()))
}

fn card(stats: &Stats, width: u16) -> String {
    let mut card = Card::new(&format!("{} so far", stats.month), width);
    let met = |share: Option<u64>| share.map_or_else(|| "–".to_owned(), |share| format!("{share} %"));
    card.field("Created", &stats.created.to_string());
    card.field("Completed", &stats.completed.to_string());
    if stats.reopened > 0 {
        card.field("Reopened", &stats.reopened.to_string());
    }
    card.field("First reply", &format!("{} in time", met(stats.first_reply_met_percent)));
    card.field("Solution", &format!("{} in time", met(stats.solution_met_percent)));
    let surveys = &stats.surveys;
    card.field(
        "Surveys",
        &format!(
            "{} sent, {} answered, {} satisfactory ({} by default), {} unsatisfactory",
            surveys.sent, surveys.answered, surveys.satisfactory, surveys.by_default, surveys.unsatisfactory
        ),
    );
    card.heading("Now");
    card.field("Open", &stats.open.to_string());
    card.field("Waiting", &stats.waiting.to_string());
    card.field("Overdue", &stats.overdue.to_string());
    card.finish()
}
