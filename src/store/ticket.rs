//! Cases.

use jiff::{SignedDuration, Timestamp};

use super::event::clean;
use super::pending::Table;
use super::{StoreError, Tx, at, on, row};
use crate::config::catalog::{CaseKind, Priority};
use crate::config::staff::Staff;
use crate::desk::address::{Address, Contact};
use crate::desk::decision::NewTicket;
use crate::desk::facts::{Details, TicketStatus, TicketView, WaitsFor};
use crate::desk::letter::OwnCase;
use crate::desk::number::{CaseNumber, Series};

row! {
    /// A case as it is kept.
    #[derive(Clone, Debug)]
    #[expect(missing_docs, reason = "the columns are those of the schema and of contract.md's JSON")]
    pub struct TicketRow {
        pub id: i64,
        pub number: String,
        pub status: String,
        pub kind: Option<String>,
        pub category: Option<String>,
        pub priority: String,
        pub level: i64,
        pub group_id: String,
        pub assignee: Option<String>,
        pub channel: String,
        pub requester_email: String,
        pub requester_name: Option<String>,
        pub requester_department: Option<String>,
        pub site: Option<String>,
        pub subject: String,
        pub description: String,
        pub problem: Option<String>,
        pub reopened: i64,
        pub created_at: i64,
        pub first_reply_due: i64,
        pub resolution_due: i64,
        pub resolved_at: Option<i64>,
        pub closed_at: Option<i64>,
        pub details: String,
        pub waits_for: Option<String>,
        pub waiting_since: Option<i64>,
        pub waited: i64,
        pub first_reply_at: Option<i64>,
        pub sla_told: i64,
        pub merged_into: Option<i64>,
        pub version: i64,
    }
}

const COLUMNS: &str = "id, number, status, kind, category, priority, level, group_id, assignee, channel, \
     requester_email, requester_name, requester_department, site, subject, description, problem, reopened, created_at, \
     first_reply_due, resolution_due, resolved_at, closed_at, details, waits_for, waiting_since, waited, \
     first_reply_at, sla_told, merged_into, version";

/// How often a case may have been joined with another that was joined itself, until nobody looks further.
const MOST_JOINS: usize = 20;

/// The next number of a series in a year. The series' row is locked from the first number of a transaction on, and
/// written once, at its commit: no number is given twice, and none is left out.
///
/// # Errors
/// When the database does not answer, or a billion numbers of a year are used up.
pub async fn next_number(tx: &mut Tx, series: Series, year: i16) -> Result<CaseNumber, StoreError> {
    let name = match series {
        Series::Ticket => "TICKET",
        Series::Request => "SOL",
        Series::Problem => "PRB",
    };
    let last = match tx.numbers.get(&(name, year)) {
        Some(last) => *last,
        None => {
            let (last,): (i64,) = on!(tx, connection => {
                sqlx::query_as(
                    "INSERT INTO counter (series, year, value) VALUES ($1, $2, 0) \
                     ON CONFLICT (series, year) DO UPDATE SET value = counter.value RETURNING value",
                )
                .bind(name)
                .bind(i64::from(year))
                .fetch_one(connection)
                .await?
            });
            last
        }
    };
    let number =
        u32::try_from(last + 1).ok().and_then(|seq| CaseNumber::new(series, year, seq)).ok_or_else(|| {
            StoreError::Corrupt(format!("no {name} number after {last} of {year} can be given"))
        })?;
    tx.numbers.insert((name, year), last + 1);
    Ok(number)
}

/// Registers a case under a number; its row.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(
    tx: &mut Tx,
    number: &str,
    ticket: &NewTicket,
    sla_at: Option<Timestamp>,
) -> Result<i64, StoreError> {
    let details = details_text(&ticket.details)?;
    let created_at = ticket.created_at.as_millisecond();
    let waiting_since = ticket.waits_for.map(|_| created_at);
    let resolved_at = (ticket.status == TicketStatus::Resolved).then_some(created_at);
    let id = tx.next_id(Table::Ticket).await?;
    tx.pending.add(
        Table::Ticket,
        [
            id.into(),
            number.into(),
            ticket.status.as_str().into(),
            ticket.kind.map(CaseKind::as_str).into(),
            ticket.category.as_deref().into(),
            ticket.priority.as_str().into(),
            i64::from(ticket.level).into(),
            ticket.group.as_str().into(),
            ticket.assignee.as_ref().map(Address::as_str).into(),
            ticket.channel.into(),
            ticket.requester.address.as_str().into(),
            ticket.requester.name.as_deref().map(clean).into(),
            ticket.department.as_deref().map(clean).into(),
            ticket.site.as_deref().map(clean).into(),
            clean(&ticket.title).into(),
            clean(&ticket.description).into(),
            ticket.problem.as_deref().into(),
            created_at.into(),
            ticket.first_reply_due.as_millisecond().into(),
            ticket.resolution_due.as_millisecond().into(),
            resolved_at.into(),
            details.into(),
            ticket.waits_for.map(WaitsFor::as_str).into(),
            waiting_since.into(),
            sla_at.map(Timestamp::as_millisecond).into(),
        ],
    );
    Ok(id)
}

/// Keeps a case's state and fields. Where it was before, if it moves, is kept with how long it was there.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has changed it since it was read; else when the database does not answer.
pub async fn update(
    tx: &mut Tx,
    ticket: &TicketView,
    sla_at: Option<Timestamp>,
    now: i64,
) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query(
            "INSERT INTO stay (ticket_id, level, group_id, assignee, from_at, until_at) \
             SELECT id, level, group_id, assignee, \
             COALESCE((SELECT MAX(until_at) FROM stay WHERE ticket_id = $1), created_at), $5 FROM ticket \
             WHERE id = $1 AND (level <> $2 OR group_id <> $3 OR assignee IS DISTINCT FROM $4)",
        )
        .bind(ticket.id)
        .bind(i64::from(ticket.level))
        .bind(&ticket.group)
        .bind(ticket.assignee.as_ref().map(Address::as_str))
        .bind(now)
        .execute(connection)
        .await?;
    });
    let details = details_text(&ticket.details)?;
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let changed = on!(tx, connection => {
        sqlx::query(
            "UPDATE ticket SET status = $2, kind = $3, category = $4, priority = $5, level = $6, group_id = $7, \
             assignee = $8, site = $9, details = $10, reopened = $11, first_reply_due = $12, resolution_due = $13, \
             waiting_since = $14, resolved_at = $15, closed_at = $16, waits_for = $17, waited = $18, \
             first_reply_at = $19, sla_told = $20, sla_at = $21, problem = $22, merged_into = $24, version = version + 1 \
             WHERE id = $1 AND version = $23",
        )
        .bind(ticket.id)
        .bind(ticket.status.as_str())
        .bind(ticket.kind.map(CaseKind::as_str))
        .bind(ticket.category.as_deref())
        .bind(ticket.priority.as_str())
        .bind(i64::from(ticket.level))
        .bind(&ticket.group)
        .bind(ticket.assignee.as_ref().map(Address::as_str))
        .bind(ticket.site.as_deref().map(clean))
        .bind(details)
        .bind(i64::from(ticket.reopened))
        .bind(ticket.first_reply_due.as_millisecond())
        .bind(ticket.resolution_due.as_millisecond())
        .bind(millis(ticket.waiting_since))
        .bind(millis(ticket.resolved_at))
        .bind(millis(ticket.closed_at))
        .bind(ticket.waits_for.map(WaitsFor::as_str))
        .bind(i64::try_from(ticket.waited.as_millis()).unwrap_or(i64::MAX))
        .bind(millis(ticket.first_reply_at))
        .bind(i64::from(ticket.sla_told))
        .bind(millis(sla_at))
        .bind(ticket.problem.as_deref())
        .bind(ticket.version)
        .bind(ticket.merged_into.as_ref().map(|into| into.id))
        .execute(connection)
        .await?
        .rows_affected()
    });
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Details as they are kept.
pub(super) fn details_text(details: &Details) -> Result<String, StoreError> {
    let text = serde_json::to_string(details).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(clean(&text).into_owned())
}

/// Details from the database.
pub(super) fn details(text: &str) -> Result<Details, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(format!("details: {error}")))
}

/// Somebody takes part in a case.
pub fn participate(tx: &mut Tx, ticket: i64, address: &Address) {
    tx.pending.add(Table::Participant, [ticket.into(), address.as_str().into()]);
}

/// A case by its row.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<TicketRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM ticket WHERE id = $1"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(id).fetch_optional(connection).await?))
}

/// A case by its number, exactly as it was given.
///
/// # Errors
/// When the database does not answer.
pub async fn by_number(tx: &mut Tx, number: &str) -> Result<Option<TicketRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM ticket WHERE number = $1"));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(number).fetch_optional(connection).await?))
}

/// Cases, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    tx: &mut Tx,
    status: Option<&str>,
    requester: Option<&str>,
) -> Result<Vec<TicketRow>, StoreError> {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM ticket WHERE ($1 IS NULL OR status = $1) AND ($2 IS NULL OR requester_email = $2) ORDER BY id"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(status).bind(requester).fetch_all(connection).await?))
}

/// A case as triage needs it.
///
/// # Errors
/// When the database does not answer, or its row is spoilt.
pub async fn view(tx: &mut Tx, row: TicketRow) -> Result<TicketView, StoreError> {
    let into = row.merged_into;
    let mut ticket = view_alone(tx, row).await?;
    if let Some(into) = into
        && let Some(row) = survivor(tx, into).await?
    {
        ticket.merged_into = Some(Box::new(view_alone(tx, row).await?));
    }
    Ok(ticket)
}

async fn view_alone(tx: &mut Tx, row: TicketRow) -> Result<TicketView, StoreError> {
    let participants: Vec<(String,)> = on!(tx, connection => {
        sqlx::query_as("SELECT address FROM participant WHERE ticket_id = $1").bind(row.id).fetch_all(connection).await?
    });
    let spoilt =
        |what: &str, value: &str| StoreError::Corrupt(format!("ticket {}: {what} {value}", row.number));
    let kind = match row.kind.as_deref() {
        Some(text) => Some(CaseKind::parse(text).ok_or_else(|| spoilt("kind", text))?),
        None => None,
    };
    Ok(TicketView {
        id: row.id,
        status: TicketStatus::parse(&row.status).ok_or_else(|| spoilt("status", &row.status))?,
        kind,
        priority: Priority::parse(&row.priority).ok_or_else(|| spoilt("priority", &row.priority))?,
        category: row.category,
        title: row.subject,
        description: row.description,
        group: row.group_id,
        level: u8::try_from(row.level).unwrap_or(1),
        assignee: row.assignee.as_deref().map(address).transpose()?,
        requester: Contact { address: address(&row.requester_email)?, name: row.requester_name },
        department: row.requester_department,
        site: row.site,
        details: details(&row.details)?,
        reopened: u32::try_from(row.reopened).unwrap_or(u32::MAX),
        created_at: at(row.created_at),
        first_reply_due: at(row.first_reply_due),
        resolution_due: at(row.resolution_due),
        waits_for: row.waits_for.as_deref().and_then(WaitsFor::parse),
        waiting_since: row.waiting_since.map(at),
        resolved_at: row.resolved_at.map(at),
        closed_at: row.closed_at.map(at),
        participants: participants.iter().map(|(text,)| address(text)).collect::<Result<_, _>>()?,
        channel: row.channel,
        problem: row.problem,
        first_reply_at: row.first_reply_at.map(at),
        waited: SignedDuration::from_millis(row.waited),
        sla_told: u8::try_from(row.sla_told).unwrap_or(u8::MAX),
        merged_into: None,
        version: row.version,
        number: row.number,
    })
}

/// The case in which one that was joined with others lives on.
async fn survivor(tx: &mut Tx, mut into: i64) -> Result<Option<TicketRow>, StoreError> {
    for _ in 0..MOST_JOINS {
        match by_id(tx, into).await? {
            Some(TicketRow { merged_into: Some(next), .. }) => into = next,
            found => return Ok(found),
        }
    }
    Ok(None)
}

/// A person's open cases, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open_cases(tx: &mut Tx, requester: &Address, most: usize) -> Result<Vec<OwnCase>, StoreError> {
    let rows: Vec<(String, String, i64, String)> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT number, subject, created_at, status FROM ticket WHERE requester_email = $1 \
             AND status IN ('open', 'waiting_requester', 'waiting_third_party', 'resolved') ORDER BY id DESC LIMIT $2",
        )
        .bind(requester.as_str())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?
    });
    Ok(rows
        .into_iter()
        .map(|(number, title, created_at, status)| OwnCase {
            number,
            title,
            created_at: at(created_at),
            status,
        })
        .collect())
}

/// By what open cases are found.
#[derive(Clone, Copy, Debug)]
pub enum Open<'a> {
    /// Who asked.
    Of(&'a Address),
    /// Who holds them.
    HeldBy(&'a Address),
    /// The problem they belong to.
    InProblem(&'a str),
    /// All of the desk.
    All,
}

/// Cases that are worked on, newest first, whole.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn open(tx: &mut Tx, by: Open<'_>, most: usize) -> Result<Vec<TicketView>, StoreError> {
    let (column, value) = match by {
        Open::Of(address) => ("requester_email", address.as_str()),
        Open::HeldBy(address) => ("assignee", address.as_str()),
        Open::InProblem(number) => ("problem", number),
        Open::All => ("''", ""),
    };
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM ticket WHERE {column} = $1 \
         AND status IN ('open', 'waiting_requester', 'waiting_third_party') ORDER BY id DESC LIMIT $2"
    ));
    let rows: Vec<TicketRow> = on!(tx, connection => {
        sqlx::query_as(sql)
            .bind(value)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await?
    });
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(view(tx, row).await?);
    }
    Ok(views)
}

/// Who was given a case of each group last, the longest ago first.
///
/// # Errors
/// When the database does not answer, or a row is spoilt.
pub async fn rotation(tx: &mut Tx, staff: &Staff) -> Result<Vec<(String, Address)>, StoreError> {
    let mut all: Vec<(&str, &Address)> = Vec::new();
    for person in staff.people() {
        all.extend(person.groups.iter().map(|group| (group.as_str(), &person.email)));
    }
    let mut given: Vec<(i64, String, Address)> = Vec::new();
    for some in all.chunks(200) {
        let pairs: Vec<String> =
            (0..some.len()).map(|pair| format!("({})", super::placeholders(1 + pair * 2, 2))).collect();
        // By the index, one look for each: there may be a million cases.
        let sql = format!(
            "WITH member (group_id, address) AS (VALUES {}) SELECT group_id, address, last FROM \
             (SELECT group_id, address, (SELECT MAX(id) FROM ticket WHERE ticket.group_id = member.group_id \
             AND ticket.assignee = member.address) AS last FROM member) AS given WHERE last IS NOT NULL",
            pairs.join(", ")
        );
        let rows: Vec<(String, String, i64)> = on!(tx, connection => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            for (group, holder) in some {
                query = query.bind(*group).bind(holder.as_str());
            }
            query.fetch_all(connection).await?
        });
        for (group, holder, last) in rows {
            given.push((last, group, address(&holder)?));
        }
    }
    given.sort();
    Ok(given.into_iter().map(|(_, group, holder)| (group, holder)).collect())
}

/// The case whose ANS clock is due first: another instance passes it over.
///
/// # Errors
/// When the database does not answer.
pub async fn claim_sla(tx: &mut Tx, now: i64) -> Result<Option<TicketRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM ticket WHERE sla_at <= $1 ORDER BY sla_at, id LIMIT 1{lock}"
    ));
    Ok(on!(tx, connection => sqlx::query_as(sql).bind(now).fetch_optional(connection).await?))
}

/// No clock of a case is told of any more: its row could not be judged.
///
/// # Errors
/// When the database does not answer.
pub async fn stop_sla(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    on!(tx, connection => {
        sqlx::query("UPDATE ticket SET sla_at = NULL WHERE id = $1").bind(id).execute(connection).await?;
    });
    Ok(())
}

/// An address from the database.
pub(super) fn address(text: &str) -> Result<Address, StoreError> {
    Address::parse(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}
