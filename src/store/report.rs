//! [26] What the monthly report is computed from: the cases of a month, streamed; what happened to them; surveys, mails,
//! problems. What is read at a time grows with the month and with what is open, not with the years.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};

use super::{StoreError, Tx, at, on, row};
use crate::config::catalog::{CaseKind, Priority};
use crate::desk::facts::TicketStatus;
use crate::desk::rules::Rules;
use crate::desk::statistics::{
    CaseFacts, CaseLine, Collector, FORM_RETURNED, Month, Others, Period, ProblemLine, Statistics, Surveys,
    Turn, TurnKind,
};

row! {
    /// A case as far as the report looks at it.
    struct CaseRow {
        id: i64,
        number: String,
        status: String,
        kind: Option<String>,
        category: Option<String>,
        priority: String,
        level: i64,
        group_id: String,
        assignee: Option<String>,
        channel: String,
        requester_department: Option<String>,
        site: Option<String>,
        reopened: i64,
        created_at: i64,
        first_reply_at: Option<i64>,
        first_reply_due: i64,
        resolution_due: i64,
        resolved_at: Option<i64>,
        closed_at: Option<i64>,
        waiting_since: Option<i64>,
        waited: i64,
    }
}

row! {
    /// Something that happened.
    struct Happened {
        ticket_id: Option<i64>,
        at: i64,
        actor: String,
        what: String,
        why: String,
    }
}

/// Level, group and holder that a case had.
type Place = (i64, String, Option<String>);

/// The events that are counted. The words must be those of the index `event_reported`.
const REPORTED: &str = "type IN ('resolved', 'reopened', 'status-told', 'form-requested')";

/// When the first mail was taken: before it, the desk was not in service. `None` while there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn in_service_since(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let (first,): (Option<i64>,) = on!(tx, connection => {
        sqlx::query_as("SELECT MIN(received_at) FROM inbound").fetch_one(connection).await?
    });
    Ok(first.map(at))
}

/// A month in figures, against the month before and the same month a year before; with `keeps` also its cases by
/// number. Nothing of a month that has not begun.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn of(
    tx: &mut Tx,
    month: Month,
    rules: &Rules,
    now: Timestamp,
    keeps: bool,
) -> Result<Option<(Statistics, Vec<CaseLine>)>, StoreError> {
    let Some(period) = Period::of(month, now) else { return Ok(None) };
    let since = in_service_since(tx).await?;
    let (mut statistics, lines) = one(tx, period, rules, keeps).await?;
    let mut other = [None, None];
    for (month, figures) in [month.before(), month.year_before()].into_iter().zip(&mut other) {
        let in_service = since.is_some_and(|since| since < month.end());
        if let Some(period) = Period::of(month, now).filter(|_| in_service) {
            *figures = Some(one(tx, period, rules, false).await?.0.figures);
        }
    }
    [statistics.before, statistics.year_before] = other;
    Ok(Some((statistics, lines)))
}

/// A month in figures alone, compared with no other.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn month(
    tx: &mut Tx,
    month: Month,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<Statistics>, StoreError> {
    Ok(match Period::of(month, now) {
        Some(period) => Some(one(tx, period, rules, false).await?.0),
        None => None,
    })
}

/// How many cases wait now.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(tx: &mut Tx) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(tx, connection => {
        sqlx::query_as("SELECT COUNT(*) FROM ticket WHERE status IN ('waiting_requester', 'waiting_third_party')")
            .fetch_one(connection)
            .await?
    });
    Ok(number(count))
}

async fn one(
    tx: &mut Tx,
    period: Period,
    rules: &Rules,
    keeps: bool,
) -> Result<(Statistics, Vec<CaseLine>), StoreError> {
    let mut others = Others {
        surveys: surveys(tx, &period).await?,
        mails: mails(tx, &period).await?,
        problems: problems(tx, &period, rules).await?,
        ..Others::default()
    };
    let mut turns = turns(tx, &period, &mut others).await?;
    let mut places = places(tx, &period).await?;
    let mut collector = Collector::new(period, rules, keeps);
    cases(tx, &period, |row| {
        let place = places.remove(&row.id);
        let turns = turns.remove(&row.id).unwrap_or_default();
        collector.add(&facts(row, place, turns)?);
        Ok(())
    })
    .await?;
    Ok(collector.finish(others))
}

/// The cases that were registered by the end of a period and were not over before it began, one by one.
async fn cases(
    tx: &mut Tx,
    period: &Period,
    mut each: impl FnMut(CaseRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    on!(tx, connection => {
        let mut rows = sqlx::query_as::<_, CaseRow>(
            "SELECT id, number, status, kind, category, priority, level, group_id, assignee, channel, \
             requester_department, site, reopened, created_at, first_reply_at, first_reply_due, resolution_due, \
             resolved_at, closed_at, waiting_since, waited FROM ticket WHERE created_at < $2 \
             AND (COALESCE(closed_at, resolved_at) >= $1 OR COALESCE(closed_at, resolved_at) IS NULL)",
        )
        .bind(period.from.as_millisecond())
        .bind(period.until.as_millisecond())
        .fetch(connection);
        while let Some(row) = rows.try_next().await? {
            each(row)?;
        }
    });
    Ok(())
}

/// What happened in a period, by case, oldest first; and all completions and reopenings before it of cases that were
/// ever reopened.
async fn turns(
    tx: &mut Tx,
    period: &Period,
    others: &mut Others,
) -> Result<HashMap<i64, Vec<Turn>>, StoreError> {
    let mut turns: HashMap<i64, Vec<Turn>> = HashMap::new();
    let mut take = |happened: Happened| {
        let what = match happened.what.as_str() {
            "resolved" => TurnKind::Completed { by: Some(happened.actor) },
            "reopened" => TurnKind::Reopened,
            "status-told" => {
                others.status_questions += 1;
                return;
            }
            _ => {
                others.forms_returned += u64::from(happened.why == FORM_RETURNED);
                return;
            }
        };
        if let Some(ticket) = happened.ticket_id {
            turns.entry(ticket).or_default().push(Turn { at: at(happened.at), what });
        }
    };
    let before = "SELECT ticket_id, at, actor, type AS what, why FROM event WHERE type IN ('resolved', 'reopened') AND at < $1 \
         AND ticket_id IN (SELECT id FROM ticket WHERE reopened > 0) ORDER BY id";
    let within = format!(
        "SELECT ticket_id, at, actor, type AS what, why FROM event WHERE {REPORTED} AND at >= $1 AND at < $2 ORDER BY id"
    );
    on!(tx, connection => {
        let mut rows = sqlx::query_as::<_, Happened>(before)
            .bind(period.from.as_millisecond())
            .fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            take(row);
        }
        drop(rows);
        let mut rows = sqlx::query_as::<_, Happened>(sqlx::AssertSqlSafe(within))
            .bind(period.from.as_millisecond())
            .bind(period.until.as_millisecond())
            .fetch(connection);
        while let Some(row) = rows.try_next().await? {
            take(row);
        }
    });
    Ok(turns)
}

/// Where cases were at the end of a period that have moved on since.
async fn places(tx: &mut Tx, period: &Period) -> Result<HashMap<i64, Place>, StoreError> {
    let rows: Vec<(i64, i64, String, Option<String>)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT ticket_id, level, group_id, assignee FROM stay WHERE from_at < $1 AND until_at >= $1 ORDER BY id DESC",
        )
        .bind(period.until.as_millisecond())
        .fetch_all(connection)
        .await?
    });
    Ok(rows.into_iter().map(|(ticket, level, group, holder)| (ticket, (level, group, holder))).collect())
}

async fn surveys(tx: &mut Tx, period: &Period) -> Result<Surveys, StoreError> {
    let rows: Vec<(Option<String>, bool, i64, i64, i64)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT answer, by_default, COUNT(*), COUNT(rating), CAST(COALESCE(SUM(rating), 0) AS BIGINT) FROM survey \
             WHERE sent_at >= $1 AND sent_at < $2 GROUP BY answer, by_default",
        )
        .bind(period.from.as_millisecond())
        .bind(period.until.as_millisecond())
        .fetch_all(connection)
        .await?
    });
    let mut surveys = Surveys::default();
    for (answer, by_default, count, rated, ratings) in rows {
        surveys.add(answer.as_deref(), by_default, number(count));
        surveys.rated += number(rated);
        surveys.ratings += number(ratings);
    }
    Ok(surveys)
}

async fn mails(tx: &mut Tx, period: &Period) -> Result<std::collections::BTreeMap<String, u64>, StoreError> {
    let rows: Vec<(String, i64)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT outcome, COUNT(*) FROM inbound WHERE received_at >= $1 AND received_at < $2 GROUP BY outcome",
        )
        .bind(period.from.as_millisecond())
        .bind(period.until.as_millisecond())
        .fetch_all(connection)
        .await?
    });
    Ok(rows.into_iter().map(|(outcome, count)| (outcome, number(count))).collect())
}

/// The problems that were open at some time of a period.
async fn problems(tx: &mut Tx, period: &Period, rules: &Rules) -> Result<Vec<ProblemLine>, StoreError> {
    let rows: Vec<(String, String, i64, Option<i64>, i64)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT number, category, created_at, closed_at, \
             (SELECT COUNT(*) FROM ticket WHERE problem = problem.number AND ticket.created_at < $2) \
             FROM problem WHERE created_at < $2 AND (closed_at IS NULL OR closed_at >= $1) ORDER BY id",
        )
        .bind(period.from.as_millisecond())
        .bind(period.until.as_millisecond())
        .fetch_all(connection)
        .await?
    });
    Ok(rows
        .into_iter()
        .map(|(problem, category, created, closed, cases)| ProblemLine {
            number: problem,
            category: rules.catalog.category(&category).map_or(category, |known| known.name.clone()),
            created_at: at(created),
            closed_at: closed.map(at).filter(|closed| *closed < period.until),
            cases: number(cases),
        })
        .collect())
}

fn facts(row: CaseRow, place: Option<Place>, turns: Vec<Turn>) -> Result<CaseFacts, StoreError> {
    let spoilt =
        |what: &str, value: &str| StoreError::Corrupt(format!("ticket {}: {what} {value}", row.number));
    let kind = match row.kind.as_deref() {
        Some(text) => Some(CaseKind::parse(text).ok_or_else(|| spoilt("kind", text))?),
        None => None,
    };
    let status = TicketStatus::parse(&row.status).ok_or_else(|| spoilt("status", &row.status))?;
    let priority = Priority::parse(&row.priority).ok_or_else(|| spoilt("priority", &row.priority))?;
    let (level, group, holder) = place.unwrap_or((row.level, row.group_id, row.assignee));
    // A case that was never reopened was completed once: its row says when, its event by whom.
    let turns = match row.resolved_at.filter(|_| row.reopened == 0) {
        Some(resolved) => {
            let by = turns.into_iter().rev().find_map(|turn| match turn.what {
                TurnKind::Completed { by } => by,
                TurnKind::Reopened => None,
            });
            vec![Turn { at: at(resolved), what: TurnKind::Completed { by } }]
        }
        None => turns,
    };
    Ok(CaseFacts {
        number: row.number,
        status,
        kind,
        category: row.category,
        priority,
        level: u8::try_from(level).unwrap_or(1),
        group,
        holder,
        channel: row.channel,
        department: row.requester_department,
        site: row.site,
        created_at: at(row.created_at),
        first_reply_at: row.first_reply_at.map(at),
        first_reply_due: at(row.first_reply_due),
        resolution_due: at(row.resolution_due),
        closed_at: row.closed_at.map(at),
        waiting_since: row.waiting_since.map(at),
        waited: SignedDuration::from_millis(row.waited),
        turns,
    })
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
