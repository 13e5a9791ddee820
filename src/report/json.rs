//! `report.json`: the figures, for programs (contract, ruling 44). Keys are only added.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ReportError;
use crate::clock::bogota;
use crate::desk::statistics::{
    Age, Day, Figures, NONE, ProblemLine, Row, Statistics, Surveys, Times, percent,
};

/// The contract's keys first, those of our own after them.
#[derive(Serialize)]
struct Report<'s> {
    month: String,
    /// What happened before this instant is counted.
    until: String,
    /// The month was over.
    complete: bool,
    /// The cases registered in the month: what the following add up to.
    total: u64,
    /// The informative ones count the status questions too (ruling 7).
    by_kind: BTreeMap<&'s str, u64>,
    by_category: BTreeMap<&'s str, u64>,
    by_level: BTreeMap<&'s str, u64>,
    /// Completed in the month, by who did it.
    by_agent: BTreeMap<&'s str, u64>,
    by_channel: BTreeMap<&'s str, u64>,
    by_group: BTreeMap<&'s str, u64>,
    by_priority: BTreeMap<&'s str, u64>,
    by_site: BTreeMap<&'s str, u64>,
    by_department: BTreeMap<&'s str, u64>,
    reopened: u64,
    /// Open at the end.
    backlog: u64,
    surveys: &'s Surveys,
    created: u64,
    completed: u64,
    status_questions: u64,
    open_by_agent: BTreeMap<&'s str, u64>,
    backlog_ages: &'s [Age],
    backlog_oldest_days: Option<u32>,
    figures: Part<'s>,
    month_before: Option<Part<'s>>,
    year_before: Option<Part<'s>>,
    tables: Tables<'s>,
    days: &'s [Day],
    problems: &'s [ProblemLine],
}

/// A month's figures.
#[derive(Serialize)]
struct Part<'s> {
    created: u64,
    completed: u64,
    not_applicable: u64,
    merged: u64,
    returned: u64,
    open_before: u64,
    open: u64,
    overdue: u64,
    reopened: u64,
    first_reply: Time<'s>,
    unreplied: u64,
    solution: Time<'s>,
    surveys: &'s Surveys,
    surveys_pending: u64,
    status_questions: u64,
    /// Of the mails that brought a new matter, in per cent, those that lacked something.
    missing_information_percent: Option<u64>,
    missing_information: u64,
    new_matters: u64,
    forms_returned: u64,
    out_of_scope: u64,
    automatic: u64,
    quarantined: u64,
    mails: &'s BTreeMap<String, u64>,
    problems: u64,
}

/// Times in seconds of service hours.
#[derive(Serialize)]
struct Time<'s> {
    #[serde(flatten)]
    times: &'s Times,
    met_percent: Option<u64>,
}

#[derive(Serialize)]
struct Tables<'s> {
    kinds: &'s [Row],
    categories: &'s [Row],
    priorities: &'s [Row],
    levels: &'s [Row],
    groups: &'s [Row],
    agents: &'s [Row],
    channels: &'s [Row],
    sites: &'s [Row],
    departments: &'s [Row],
}

/// The figures as JSON, with a line end.
pub(super) fn of(statistics: &Statistics) -> Result<Vec<u8>, ReportError> {
    let figures = &statistics.figures;
    let mut by_kind = created(&statistics.kinds);
    if figures.status_questions > 0 {
        *by_kind.entry("informative").or_default() += figures.status_questions;
    }
    let report = Report {
        month: statistics.month.to_string(),
        until: statistics.until.to_zoned_datetime(bogota()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        complete: statistics.whole,
        total: figures.created,
        by_kind,
        by_category: created(&statistics.categories),
        by_level: created(&statistics.levels),
        by_agent: counts(&statistics.agents, |row| &row.id, |row| row.completed),
        by_channel: created(&statistics.channels),
        by_group: created(&statistics.groups),
        by_priority: created(&statistics.priorities),
        by_site: named(&statistics.sites),
        by_department: named(&statistics.departments),
        reopened: figures.reopened,
        backlog: figures.open,
        surveys: &figures.surveys,
        created: figures.created,
        completed: figures.completed,
        status_questions: figures.status_questions,
        open_by_agent: counts(&statistics.agents, |row| &row.id, |row| row.open),
        backlog_ages: &statistics.ages,
        backlog_oldest_days: statistics.oldest_days,
        figures: part(figures),
        month_before: statistics.before.as_ref().map(part),
        year_before: statistics.year_before.as_ref().map(part),
        tables: Tables {
            kinds: &statistics.kinds,
            categories: &statistics.categories,
            priorities: &statistics.priorities,
            levels: &statistics.levels,
            groups: &statistics.groups,
            agents: &statistics.agents,
            channels: &statistics.channels,
            sites: &statistics.sites,
            departments: &statistics.departments,
        },
        days: &statistics.days,
        problems: &statistics.problems,
    };
    let mut bytes = serde_json::to_vec_pretty(&report).map_err(|error| ReportError::new("JSON", error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn created(rows: &[Row]) -> BTreeMap<&str, u64> {
    counts(rows, |row| &row.id, |row| row.created)
}

/// By name: their ids are only what spellings have in common.
fn named(rows: &[Row]) -> BTreeMap<&str, u64> {
    counts(rows, |row| if row.id == NONE { NONE } else { &row.name }, |row| row.created)
}

fn counts<'s>(
    rows: &'s [Row],
    name: impl Fn(&'s Row) -> &'s str,
    of: impl Fn(&Row) -> u64,
) -> BTreeMap<&'s str, u64> {
    let mut counts = BTreeMap::new();
    for row in rows.iter().filter(|row| of(row) > 0) {
        *counts.entry(name(row)).or_default() += of(row);
    }
    counts
}

fn part(figures: &Figures) -> Part<'_> {
    Part {
        created: figures.created,
        completed: figures.completed,
        not_applicable: figures.not_applicable,
        merged: figures.merged,
        returned: figures.returned,
        open_before: figures.open_before,
        open: figures.open,
        overdue: figures.overdue,
        reopened: figures.reopened,
        first_reply: Time { times: &figures.first_reply, met_percent: figures.first_reply_met() },
        unreplied: figures.unreplied,
        solution: Time { times: &figures.solution, met_percent: figures.solution_met() },
        surveys: &figures.surveys,
        surveys_pending: figures.surveys.pending(),
        status_questions: figures.status_questions,
        missing_information_percent: percent(figures.mails_of("new_request"), figures.new_matters()),
        missing_information: figures.mails_of("new_request"),
        new_matters: figures.new_matters(),
        forms_returned: figures.forms_returned,
        out_of_scope: figures.mails_of("out_of_scope"),
        automatic: figures.automatic(),
        quarantined: figures.mails_of("quarantined"),
        mails: &figures.mails,
        problems: figures.problems,
    }
}
