//! Takes the cases of a month one by one, in any order; what it keeps grows with the month, not with the years.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Age, CaseFacts, CaseLine, Day, Figures, NONE, Others, Period, Row, Standing, Statistics, Times};
use crate::clock::bogota;
use crate::desk::address::Address;
use crate::desk::fold::fold;
use crate::desk::rules::Rules;
use crate::desk::wording;

/// The ages by which the open ones are parted, in whole days.
const AGES: [Option<u32>; 6] = [Some(1), Some(3), Some(7), Some(15), Some(30), None];
const DAY: i64 = 24 * 3600;

/// The rows of a table, as they grow. The key is the id, or what names that are written in many ways have in common.
type Table = BTreeMap<String, Row>;

/// Counts a month's cases.
pub struct Collector<'a> {
    rules: &'a Rules,
    period: Period,
    /// Whether the cases themselves are kept, for the report's files.
    keeps: bool,
    /// The staff list's sites, folded and as they are written, the longest first.
    known_sites: Vec<(String, &'a str)>,
    figures: Figures,
    kinds: Table,
    categories: Table,
    priorities: Table,
    levels: Table,
    groups: Table,
    agents: Table,
    channels: Table,
    sites: Table,
    departments: Table,
    ages: Vec<Age>,
    oldest: Option<Timestamp>,
    days: Vec<Day>,
    /// Service times in seconds.
    replies: Vec<i64>,
    solutions: Vec<i64>,
    lines: Vec<CaseLine>,
}

/// A case as it counts.
struct Counted<'c> {
    case: &'c CaseFacts,
    standing: Standing,
    created: bool,
    completed: Option<(Timestamp, Option<&'c str>)>,
    /// Service time in seconds from the registration.
    solution: Option<i64>,
    in_time: bool,
    /// When the first reply was given, if by the end, and how long it took.
    reply: Option<(Timestamp, i64)>,
}

impl<'a> Collector<'a> {
    /// Begins a month. With `keeps` the cases themselves are kept too.
    pub fn new(period: Period, rules: &'a Rules, keeps: bool) -> Self {
        let first = period.month.first_day();
        let last = period.until.to_zoned_datetime(bogota()).date();
        let days = (0..i64::from(first.days_in_month()))
            .map(|nth| first.saturating_add(SignedDuration::from_hours(24 * nth)))
            .filter(|date| period.is_whole() || *date <= last)
            .map(|date| Day { date, created: 0, completed: 0 })
            .collect();
        let mut known_sites: Vec<(String, &str)> =
            rules.staff.sites.iter().map(|site| (fold(&site.name), site.name.as_str())).collect();
        known_sites.sort_by_key(|(folded, _)| std::cmp::Reverse(folded.len()));
        Self {
            rules,
            period,
            keeps,
            known_sites,
            figures: Figures::default(),
            kinds: Table::new(),
            categories: Table::new(),
            priorities: Table::new(),
            levels: Table::new(),
            groups: Table::new(),
            agents: Table::new(),
            channels: Table::new(),
            sites: Table::new(),
            departments: Table::new(),
            ages: AGES.iter().map(|most_days| Age { most_days: *most_days, open: 0 }).collect(),
            oldest: None,
            days,
            replies: Vec::new(),
            solutions: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Takes a case. One that has nothing to do with the month counts nowhere.
    pub fn add(&mut self, case: &CaseFacts) {
        let Some(counted) = self.judged(case) else { return };
        let before = case.standing_at(self.period.from);
        self.flow(&counted, before);
        self.time(&counted);
        let is_of_the_month = counted.created
            || counted.completed.is_some()
            || counted.standing == Standing::Open
            || counted.reply.is_some_and(|(at, _)| self.period.holds(at))
            || before.is_some_and(|before| before != counted.standing);
        if is_of_the_month {
            self.tables(&counted);
            if self.keeps {
                let line = self.line(&counted);
                self.lines.push(line);
            }
        }
    }

    fn judged<'c>(&self, case: &'c CaseFacts) -> Option<Counted<'c>> {
        let standing = case.standing_at(self.period.until)?;
        let calendar = &self.rules.calendar;
        let since = |at: Timestamp| calendar.service_time_between(case.created_at, at);
        let completed = case.completed_in(&self.period);
        let solution = completed.map(|(at, _)| since(at).saturating_sub(case.waited).as_secs().max(0));
        // Its due time was moved by what the case had waited until the reply, and has stood still since.
        let sla = self.rules.catalog.sla(case.priority).first_reply;
        let sla = SignedDuration::try_from(sla).unwrap_or(SignedDuration::ZERO);
        let waited = since(case.first_reply_due)
            .saturating_sub(sla)
            .clamp(SignedDuration::ZERO, case.waited.max(SignedDuration::ZERO));
        let reply = case
            .first_reply_at
            .filter(|at| *at < self.period.until)
            .map(|at| (at, since(at).saturating_sub(waited).as_secs().max(0)));
        Some(Counted {
            case,
            standing,
            created: self.period.holds(case.created_at),
            completed,
            solution,
            in_time: completed.is_some_and(|(at, _)| at <= case.resolution_due),
            reply,
        })
    }

    /// What came, what went, what is left.
    fn flow(&mut self, counted: &Counted<'_>, before: Option<Standing>) {
        let case = counted.case;
        let overdue = self.is_overdue(case);
        let is_unreplied = counted.reply.is_none() && self.has_passed(case, case.first_reply_due);
        let days = self.age(case);
        let figures = &mut self.figures;
        figures.created += u64::from(counted.created);
        figures.completed += u64::from(counted.completed.is_some());
        let reopened = case.reopened_in(&self.period);
        figures.reopened += reopened;
        figures.returned += u64::from(before == Some(Standing::Completed) && reopened > 0);
        figures.open_before += u64::from(before == Some(Standing::Open));
        let has_become = |standing| counted.standing == standing && before != Some(standing);
        figures.not_applicable += u64::from(has_become(Standing::NotApplicable));
        figures.merged += u64::from(has_become(Standing::Merged));
        if counted.standing == Standing::Open {
            figures.open += 1;
            figures.overdue += u64::from(overdue);
            figures.unreplied += u64::from(is_unreplied);
            if let Some(age) = self.ages.iter_mut().find(|age| age.most_days.is_none_or(|most| days <= most))
            {
                age.open += 1;
            }
            self.oldest = Some(self.oldest.map_or(case.created_at, |oldest| oldest.min(case.created_at)));
        }
        for (at, is_created) in
            [(counted.created.then_some(case.created_at), true), (counted.completed.map(|(at, _)| at), false)]
        {
            let date = at.map(|at| at.to_zoned_datetime(bogota()).date());
            if let Some(day) = self.days.iter_mut().find(|day| Some(day.date) == date) {
                *(if is_created { &mut day.created } else { &mut day.completed }) += 1;
            }
        }
    }

    fn time(&mut self, counted: &Counted<'_>) {
        if let Some((_, seconds)) = counted.reply.filter(|(at, _)| self.period.holds(*at)) {
            self.replies.push(seconds);
            self.figures.first_reply.met += u64::from(is_in_time(counted));
        }
        if let Some(seconds) = counted.solution {
            self.solutions.push(seconds);
            self.figures.solution.met += u64::from(counted.in_time);
        }
    }

    fn is_overdue(&self, case: &CaseFacts) -> bool {
        self.has_passed(case, case.resolution_due)
    }

    /// Whether a time of a case has passed at the end; none does while it waits.
    fn has_passed(&self, case: &CaseFacts, due: Timestamp) -> bool {
        due < self.period.until && !case.waits_at(self.period.until)
    }

    /// In whole days, at the end.
    fn age(&self, case: &CaseFacts) -> u32 {
        u32::try_from(self.period.until.duration_since(case.created_at).as_secs() / DAY).unwrap_or_default()
    }

    fn tables(&mut self, counted: &Counted<'_>) {
        let case = counted.case;
        let rules = self.rules;
        let kind = case.kind.map_or(NONE, |kind| kind.as_str());
        count(&mut self.kinds, kind, || kind_name(kind).to_owned(), counted);
        let category = case.category.as_deref().unwrap_or(NONE);
        count(&mut self.categories, category, || category_name(case.category.as_deref(), rules), counted);
        let priority = case.priority.as_str();
        count(&mut self.priorities, priority, || wording::priority(priority).to_owned(), counted);
        count(&mut self.levels, &case.level.to_string(), || format!("Nivel {}", case.level), counted);
        count(&mut self.groups, &case.group, || rules.group(&case.group).name, counted);
        count(&mut self.channels, &case.channel, || channel_name(&case.channel).to_owned(), counted);
        let site = self.site_name(case.site.as_deref());
        count(&mut self.sites, &key(&site), || some_or(&site, "Sin sede"), counted);
        let department = case.department.as_deref().unwrap_or_default().trim();
        count(&mut self.departments, &key(department), || some_or(department, "Sin dependencia"), counted);
        if let Some((_, by)) = counted.completed {
            let by = by.unwrap_or("radica");
            let row = row(&mut self.agents, by, || agent_name(by, rules));
            row.completed += 1;
            row.in_time += u64::from(counted.in_time);
        }
        if counted.standing == Standing::Open {
            let holder = case.holder.as_deref().unwrap_or(NONE);
            row(&mut self.agents, holder, || agent_name(holder, rules)).open += 1;
        }
    }

    /// A site without the floor that people add to it.
    fn site_name(&self, site: Option<&str>) -> String {
        let site = site.unwrap_or_default().trim();
        let folded = fold(site);
        let known = self.known_sites.iter().find(|(known, _)| folded.starts_with(known.as_str()));
        known.map_or(site, |(_, name)| name).to_owned()
    }

    fn line(&self, counted: &Counted<'_>) -> CaseLine {
        let (case, rules) = (counted.case, self.rules);
        // What it took to complete it is told of the month it was completed in; that it was, of any.
        let completed_at = (counted.standing == Standing::Completed)
            .then(|| case.turns.iter().rfind(|turn| turn.at < self.period.until))
            .flatten()
            .map(|turn| turn.at);
        let agent = match counted.completed {
            Some((_, by)) => by.or(Some("radica")),
            None => case.holder.as_deref(),
        };
        CaseLine {
            number: case.number.clone(),
            kind: case.kind.and_then(|kind| wording::kind(kind.as_str())).unwrap_or_default().to_owned(),
            category: case.category.as_deref().map(|id| category_name(Some(id), rules)).unwrap_or_default(),
            priority: wording::priority(case.priority.as_str()).to_owned(),
            level: case.level,
            group: rules.group(&case.group).name,
            agent: agent.map(|agent| agent_name(agent, rules)).unwrap_or_default(),
            channel: channel_name(&case.channel).to_owned(),
            site: self.site_name(case.site.as_deref()),
            department: case.department.as_deref().unwrap_or_default().trim().to_owned(),
            created_at: case.created_at,
            first_reply_due: case.first_reply_due,
            first_reply_at: counted.reply.map(|(at, _)| at),
            first_reply_seconds: counted.reply.map(|(_, seconds)| seconds),
            first_reply_met: counted.reply.map(|_| is_in_time(counted)),
            resolution_due: case.resolution_due,
            completed_at,
            solution_seconds: counted.solution,
            solution_met: counted.completed.map(|_| counted.in_time),
            standing: counted.standing,
            overdue: counted.standing == Standing::Open && self.is_overdue(case),
            reopened: case.reopened_in(&self.period),
        }
    }

    /// The month in figures, and its cases by number where they were kept.
    pub fn finish(mut self, others: Others) -> (Statistics, Vec<CaseLine>) {
        let mut figures = std::mem::take(&mut self.figures);
        figures.first_reply = times(self.replies, figures.first_reply.met);
        figures.solution = times(self.solutions, figures.solution.met);
        figures.surveys = others.surveys;
        figures.mails = others.mails;
        figures.status_questions = others.status_questions;
        figures.forms_returned = others.forms_returned;
        let is_new = |at: Timestamp| self.period.holds(at);
        figures.problems =
            u64::try_from(others.problems.iter().filter(|problem| is_new(problem.created_at)).count())
                .unwrap_or(u64::MAX);
        let oldest = self.oldest.map(|created| self.period.until.duration_since(created).as_secs() / DAY);
        self.lines.sort_by(|one, other| one.number.cmp(&other.number));
        let statistics = Statistics {
            month: self.period.month,
            until: self.period.until,
            whole: self.period.is_whole(),
            figures,
            before: None,
            year_before: None,
            kinds: by_size(self.kinds),
            categories: by_size(self.categories),
            priorities: in_order(self.priorities, &["critica", "alta", "media", "baja"]),
            levels: self.levels.into_values().collect(),
            groups: by_size(self.groups),
            agents: by_size(self.agents),
            channels: by_size(self.channels),
            sites: by_size(self.sites),
            departments: by_size(self.departments),
            ages: self.ages,
            oldest_days: oldest.map(|days| u32::try_from(days).unwrap_or(u32::MAX)),
            days: self.days,
            problems: others.problems,
        };
        (statistics, self.lines)
    }
}

fn is_in_time(counted: &Counted<'_>) -> bool {
    counted.reply.is_some_and(|(at, _)| at <= counted.case.first_reply_due)
}

fn row<'t>(table: &'t mut Table, key: &str, name: impl FnOnce() -> String) -> &'t mut Row {
    if !table.contains_key(key) {
        let name = name();
        table.insert(key.to_owned(), Row { id: key.to_owned(), name, ..Row::default() });
    }
    table.entry(key.to_owned()).or_default()
}

fn count(table: &mut Table, key: &str, name: impl FnOnce() -> String, counted: &Counted<'_>) {
    let row = row(table, key, name);
    row.created += u64::from(counted.created);
    row.completed += u64::from(counted.completed.is_some());
    row.in_time += u64::from(counted.in_time);
    row.open += u64::from(counted.standing == Standing::Open);
}

/// The largest first; what is of nobody and nothing last.
fn by_size(table: Table) -> Vec<Row> {
    let mut rows: Vec<Row> =
        table.into_values().filter(|row| row.created + row.completed + row.open > 0).collect();
    rows.sort_by(|one, other| {
        let size = |row: &Row| (row.id != NONE, row.created, row.completed, row.open);
        size(other).cmp(&size(one)).then_with(|| one.name.cmp(&other.name))
    });
    rows
}

fn in_order(mut table: Table, order: &[&str]) -> Vec<Row> {
    order.iter().filter_map(|id| table.remove(*id)).collect()
}

/// What names that are written in many ways have in common.
fn key(name: &str) -> String {
    let key = fold(name).split_whitespace().collect::<Vec<_>>().join(" ");
    if key.is_empty() { NONE.to_owned() } else { key }
}

fn some_or(name: &str, none: &str) -> String {
    if name.is_empty() { none.to_owned() } else { name.to_owned() }
}

fn kind_name(kind: &str) -> &'static str {
    match kind {
        "incident" => "Incidentes",
        "request" => "Requerimientos",
        "informative" => "Orientaciones",
        _ => "Por definir",
    }
}

fn category_name(id: Option<&str>, rules: &Rules) -> String {
    match id {
        Some(id) => {
            rules.catalog.category(id).map_or_else(|| id.to_owned(), |category| category.name.clone())
        }
        None => "Por categorizar".to_owned(),
    }
}

fn channel_name(channel: &str) -> &str {
    match channel {
        "email" => "Correo",
        "phone" => "Teléfono",
        "teams" => "Teams",
        other => other,
    }
}

/// Somebody of the staff by name; whoever has left it by address.
fn agent_name(id: &str, rules: &Rules) -> String {
    match id {
        NONE => "Sin asignar".to_owned(),
        "radica" => "La Mesa, por sí sola".to_owned(),
        address => Address::parse(address)
            .ok()
            .and_then(|address| rules.staff_name(&address))
            .unwrap_or_else(|| address.to_owned()),
    }
}

/// Median and 90th percentile by nearest rank.
fn times(mut seconds: Vec<i64>, met: u64) -> Times {
    seconds.sort_unstable();
    let rank = |percent: usize| {
        let nth = seconds.len().saturating_mul(percent).div_ceil(100);
        seconds.get(nth.saturating_sub(1)).copied()
    };
    Times { count: u64::try_from(seconds.len()).unwrap_or(u64::MAX), met, median: rank(50), p90: rank(90) }
}
