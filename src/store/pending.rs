//! Rows that are only added: they wait for one another, so that many go with one statement.
//!
//! A batch of mails adds some hundreds of rows that nothing asks for before the commit. Any other statement of the
//! transaction writes them first (`on!`), so that it sees all that was done before it, and so does the commit.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::LazyLock;

use sqlx::AssertSqlSafe;

use super::{StoreError, Tx, on, within};

/// The tables whose rows wait, in the order in which they are written: what is named by others comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Table {
    /// Bytes by content. One that is there stays as it is, but is locked until the transaction ends.
    Blob,
    Ticket,
    Request,
    Inbound,
    Attachment,
    Participant,
    Event,
    Letter,
    Deadline,
}

use Table::{Attachment, Blob, Deadline, Event, Inbound, Letter, Participant, Request, Ticket};

const TABLES: [Table; 9] = [Blob, Ticket, Request, Inbound, Attachment, Participant, Event, Letter, Deadline];

/// How many rows go with one statement: few different statements, so that each is prepared once.
const ROWS: [usize; 4] = [64, 16, 4, 1];

/// The statements, by table, rows, and whether for PostgreSQL.
static SQL: LazyLock<HashMap<(Table, usize, bool), String>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for table in TABLES {
        for rows in ROWS {
            for postgres in [false, true] {
                all.insert((table, rows, postgres), table.sql(rows, postgres));
            }
        }
    }
    all
});

impl Table {
    fn name(self) -> &'static str {
        match self {
            Blob => "blob",
            Ticket => "ticket",
            Request => "request",
            Inbound => "inbound",
            Attachment => "attachment",
            Participant => "participant",
            Event => "event",
            Letter => "letter",
            Deadline => "deadline",
        }
    }

    /// The columns that a row gives, in its order.
    fn columns(self) -> &'static str {
        match self {
            Blob => "sha256, size, data",
            Ticket => {
                "id, number, status, kind, category, priority, level, group_id, assignee, channel, requester_email, \
                 requester_name, requester_department, site, subject, description, problem, created_at, first_reply_due, \
                 resolution_due, resolved_at, details, waits_for, waiting_since, sla_at"
            }
            Request => {
                "id, reference, status, missing, requester_email, requester_name, requester_department, site, subject, \
                 description, copied, offered, asked, created_at, expires_at, details"
            }
            Inbound => {
                "id, location, identity, message_id, raw_sha256, size, from_address, subject, received_at, outcome, \
                 ticket_id, request_id, why, judged"
            }
            Attachment => "inbound_id, name, media_type, size, sha256, inline",
            Participant => "ticket_id, address",
            Event => "ticket_id, request_id, inbound_id, at, actor, type, text, why, message_id",
            Letter => {
                "kind, ticket_id, request_id, number, to_address, to_name, subject, content, message_id, reference, \
                 in_reply_to, thread, for_staff, counted, created_at, not_before, state"
            }
            Deadline => "kind, ticket_id, request_id, due_at, state",
        }
    }

    /// How many values a row has.
    fn width(self) -> usize {
        self.columns().split(',').count()
    }

    fn on_conflict(self) -> &'static str {
        match self {
            Blob => " ON CONFLICT (sha256) DO UPDATE SET size = excluded.size WHERE FALSE",
            Inbound | Participant => " ON CONFLICT DO NOTHING",
            _ => "",
        }
    }

    fn sql(self, rows: usize, postgres: bool) -> String {
        let width = self.width();
        let row = |row: usize| {
            let place =
                |column| if postgres { format!("${}", row * width + column + 1) } else { "?".to_owned() };
            format!("({})", (0..width).map(place).collect::<Vec<_>>().join(", "))
        };
        format!(
            "INSERT INTO {} ({}) VALUES {}{}",
            self.name(),
            self.columns(),
            (0..rows).map(row).collect::<Vec<_>>().join(", "),
            self.on_conflict()
        )
    }
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Truth(bool),
    Bytes(Option<Vec<u8>>),
}

macro_rules! value {
    ($($kind:ty => $make:expr;)+) => {
        $(impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                ($make)(value)
            }
        })+
    };
}
value! {
    &str => |text: &str| Self::Text(Some(text.to_owned()));
    String => |text| Self::Text(Some(text));
    Option<String> => Self::Text;
    Option<&str> => |text: Option<&str>| Self::Text(text.map(str::to_owned));
    std::borrow::Cow<'_, str> => |text: std::borrow::Cow<'_, str>| Self::Text(Some(text.into_owned()));
    Option<std::borrow::Cow<'_, str>> => |text: Option<std::borrow::Cow<'_, str>>| {
        Self::Text(text.map(std::borrow::Cow::into_owned))
    };
    i64 => |number| Self::Number(Some(number));
    Option<i64> => Self::Number;
    bool => Self::Truth;
    Option<Vec<u8>> => Self::Bytes;
}

/// The rows that wait, and the ids that were had for them.
#[derive(Debug, Default)]
pub(super) struct Pending {
    rows: HashMap<Table, Vec<Value>>,
    /// In the order of their names, so that two transactions that name the same ones do not wait for each other; and each
    /// once: PostgreSQL refuses to find a row twice in one statement.
    blobs: BTreeMap<String, (i64, Option<Vec<u8>>)>,
    any: bool,
    /// Ids that were had for rows to come, and how many are asked for at once.
    ids: HashMap<Table, VecDeque<i64>>,
    expected: usize,
}

impl Pending {
    /// A row that is to be written.
    pub(super) fn add<const WIDTH: usize>(&mut self, table: Table, row: [Value; WIDTH]) {
        debug_assert_eq!(WIDTH, table.width(), "{}", table.name());
        self.any = true;
        self.rows.entry(table).or_default().extend(row);
    }

    /// Bytes that are to be named.
    pub(super) fn blob(&mut self, sha256: &str, size: i64, data: Option<Vec<u8>>) {
        self.any = true;
        self.blobs.insert(sha256.to_owned(), (size, data));
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        !self.any
    }

    /// Forgets what was not written. Ids are asked for anew: on SQLite, those that were taken are free again.
    pub(super) fn clear(&mut self) {
        *self = Self { expected: self.expected, ..Self::default() };
    }

    /// Takes what waits in a table.
    fn take(&mut self, table: Table) -> Vec<Value> {
        if table != Blob {
            return self.rows.get_mut(&table).map(std::mem::take).unwrap_or_default();
        }
        let blobs = std::mem::take(&mut self.blobs);
        blobs
            .into_iter()
            .flat_map(|(sha256, (size, data))| [sha256.into(), size.into(), data.into()])
            .collect()
    }
}

impl Tx {
    /// Writes the rows that wait.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when a mail or its place is known already; else when the database does not answer. The
    /// transaction, or its savepoint, must then be undone.
    pub async fn settle(&mut self) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.pending.any = false;
        for table in TABLES {
            let mut values = self.pending.take(table);
            let width = table.width();
            for rows in ROWS {
                while values.len() >= rows * width {
                    let rest = values.split_off(rows * width);
                    let written = self.insert(table, rows, std::mem::replace(&mut values, rest)).await?;
                    if table == Inbound && written < rows as u64 {
                        return Err(StoreError::Taken);
                    }
                }
            }
        }
        Ok(())
    }

    async fn insert(&mut self, table: Table, rows: usize, values: Vec<Value>) -> Result<u64, StoreError> {
        let sql = SQL.get(&(table, rows, self.is_postgres())).map_or("", String::as_str);
        Ok(within!(self, connection => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in values {
                query = match value {
                    Value::Text(text) => query.bind(text),
                    Value::Number(number) => query.bind(number),
                    Value::Truth(truth) => query.bind(truth),
                    Value::Bytes(bytes) => query.bind(bytes),
                };
            }
            query.execute(connection).await?.rows_affected()
        }))
    }

    /// An id for a row that will be added: those that others must name before it is written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn next_id(&mut self, table: Table) -> Result<i64, StoreError> {
        if let Some(id) = self.pending.ids.get_mut(&table).and_then(VecDeque::pop_front) {
            return Ok(id);
        }
        let count = i64::try_from(self.pending.expected.max(1)).unwrap_or(1);
        let ids: VecDeque<i64> = if self.is_postgres() {
            let ids: Vec<(i64,)> = on!(self, connection => {
                sqlx::query_as("SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)")
                    .bind(table.name())
                    .bind(count)
                    .fetch_all(connection)
                    .await?
            });
            ids.into_iter().map(|(id,)| id).collect()
        } else {
            // Nobody else writes until this transaction ends.
            let sql = AssertSqlSafe(format!("SELECT COALESCE(MAX(id), 0) FROM {}", table.name()));
            let (last,): (i64,) = on!(self, connection => sqlx::query_as(sql).fetch_one(connection).await?);
            (last + 1..=last + count).collect()
        };
        let ids = self.pending.ids.entry(table).insert_entry(ids).into_mut();
        ids.pop_front().ok_or_else(|| StoreError::Corrupt(format!("no id for a row of {}", table.name())))
    }

    /// Says how many rows of a kind will be added, so that their ids are had at once.
    pub fn expect(&mut self, rows: usize) {
        self.pending.expected = rows;
    }
}
