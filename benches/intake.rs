//! Intake: plain mails of many senders from a Maildir into SQLite and into PostgreSQL. Taken, decided, letters queued,
//! committed, filed away; nothing is sent. Then the same beside many cases.
//!
//!     cargo bench --bench intake -- [MAILS] [CASES ...]
//!
//! PostgreSQL is measured where RADICA_TEST_POSTGRES names a server. Figures are told as ratios too: the same mails
//! are parsed alone in the same run; and beside many cases, with what an empty database took.

#![expect(clippy::unwrap_used, reason = "a benchmark")]

mod common;

use std::time::{Duration, Instant};

use common::{configuration, deliver, mail, open, peak_mb, postgres, take};
use radica::app::App;
use radica::store::{Connection, Tx};
use sqlx::AssertSqlSafe;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse().ok());
    let mails: usize = numbers.next().unwrap_or(5000);
    let cases: Vec<usize> = numbers.collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        println!("{mails} mails, one sender each");
        let parse = parse_alone(mails);
        println!("parse alone:  {:>8.0} mails/s on one core", mails as f64 / parse.as_secs_f64());
        intake("SQLite", "sqlite://radica.db", mails, &cases, parse).await;
        if let Some(database) = postgres().await {
            intake("PostgreSQL", &database, mails, &cases, parse).await;
        }
        println!("peak memory:  {:>8.1} MB", peak_mb());
    });
}

async fn intake(name: &str, database: &str, mails: usize, cases: &[usize], parse: Duration) {
    let folder = tempfile::tempdir().unwrap();
    configuration(folder.path(), database, "");
    let app = open(folder.path()).await;
    let mut empty = None;
    let mut known = 0;
    for (round, cases) in std::iter::once(&0).chain(cases).enumerate() {
        if *cases > known {
            let began = Instant::now();
            fill(&app, cases - known).await;
            println!("{name}: filled up to {cases} cases in {:.0} s", began.elapsed().as_secs_f64());
        }
        deliver(folder.path(), round * mails..(round + 1) * mails);
        let (wall, cpu) = take(&app, mails).await;
        known = known.max(*cases) + mails;
        let per_mail = |time: Duration| time.as_secs_f64() * 1000.0 / mails as f64;
        let empty = *empty.get_or_insert(wall);
        println!(
            "{name:<10} beside {cases:>8} cases: {:>6.0} mails/s   {:.3} ms CPU a mail, {:.1} times parsing   {:.2} times an empty database",
            mails as f64 / wall.as_secs_f64(),
            per_mail(cpu),
            cpu.as_secs_f64() / parse.as_secs_f64(),
            wall.as_secs_f64() / empty.as_secs_f64()
        );
    }
    app.db.close().await;
}

fn parse_alone(mails: usize) -> Duration {
    let settings = radica::parse::Settings::default();
    let texts: Vec<Vec<u8>> = (0..mails).map(|n| mail(n).into_bytes()).collect();
    let began = Instant::now();
    for text in &texts {
        let parsed = radica::parse::parse(text, &settings).unwrap();
        assert!(!parsed.mail.new_text.is_empty());
    }
    began.elapsed()
}

/// How many cases are copied in a transaction.
const CHUNK: usize = 50_000;

/// Puts closed cases beside those that are there, with their mails, histories, and sent letters: copies of the first one,
/// under numbers, senders and identifiers of their own. What its texts say is left out.
async fn fill(app: &App, cases: usize) {
    let mut left = cases;
    while left > 0 {
        let chunk = left.min(CHUNK);
        left -= chunk;
        let mut tx = app.db.write().await.unwrap();
        let random = match tx.connection {
            Connection::Sqlite(_) => "lower(hex(randomblob(16)))",
            Connection::Postgres(_) => "md5(random()::text || clock_timestamp()::text)",
        };
        for step in steps(random, chunk) {
            execute(&mut tx, &step).await;
        }
        if matches!(tx.connection, Connection::Postgres(_)) {
            for table in ["ticket", "inbound"] {
                let step = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"
                );
                execute(&mut tx, &step).await;
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn execute(tx: &mut Tx, step: &str) {
    let step = sqlx::raw_sql(AssertSqlSafe(step.to_owned()));
    match &mut tx.connection {
        Connection::Sqlite(connection) => drop(step.execute(&mut **connection).await.unwrap()),
        Connection::Postgres(connection) => drop(step.execute(&mut **connection).await.unwrap()),
    }
}

fn steps(random: &str, cases: usize) -> Vec<String> {
    // The copies have the newest ids; a case and its mail have the same.
    let n = |first: &str| {
        format!(
            "WITH RECURSIVE n (i) AS (SELECT ({first}) UNION ALL SELECT i + 1 FROM n WHERE i < ({first}) + {cases} - 1)"
        )
    };
    let fresh = n("SELECT MAX(id) + 1 FROM ticket");
    let copied = n(&format!("SELECT MAX(id) + 1 - {cases} FROM ticket"));
    let first = "WHERE ticket_id = (SELECT MIN(id) FROM ticket)";
    vec![
        format!(
            "INSERT INTO ticket (id, number, status, kind, category, priority, level, group_id, channel, requester_email, \
             requester_name, requester_department, site, subject, description, created_at, first_reply_due, resolution_due, \
             resolved_at, closed_at, details) {fresh} SELECT n.i, 'SCJ-2025-' || n.i, 'closed', kind, category, priority, level, \
             group_id, channel, 'antigua' || n.i || '@scj.test', requester_name, requester_department, site, subject, '', \
             created_at - n.i * 60000, first_reply_due - n.i * 60000, resolution_due - n.i * 60000, \
             created_at - n.i * 60000, created_at - n.i * 60000, details FROM n CROSS JOIN ticket WHERE ticket.id = (SELECT MIN(id) FROM ticket)"
        ),
        format!(
            "INSERT INTO inbound (location, identity, message_id, raw_sha256, size, from_address, subject, received_at, outcome, \
             ticket_id, why) {copied} SELECT 'maildir:' || n.i || {random}, {random}, {random} || '@scj.test', \
             {random} || {random}, size, 'antigua' || n.i || '@scj.test', subject, received_at - n.i * 60000, outcome, n.i, '' \
             FROM n CROSS JOIN (SELECT * FROM inbound {first} LIMIT 1) AS old"
        ),
        format!(
            "INSERT INTO blob (sha256, size) {copied} SELECT raw_sha256, size FROM n JOIN inbound ON inbound.ticket_id = n.i"
        ),
        format!(
            "INSERT INTO event (ticket_id, at, actor, type, text, why, message_id) {copied} SELECT n.i, at - n.i * 60000, actor, \
             type, '', why, {random} || '@scj.test' FROM n CROSS JOIN (SELECT * FROM event {first}) AS old"
        ),
        format!(
            "INSERT INTO letter (kind, ticket_id, number, to_address, subject, content, message_id, reference, thread, for_staff, \
             counted, created_at, not_before, state, attempts, mime_sha256, sent_at) {copied} SELECT kind, n.i, number, \
             CASE WHEN for_staff THEN to_address ELSE 'antigua' || n.i || '@scj.test' END, subject, '', {random} || '@scj.test', \
             'ref.' || {random} || '@scj.test', '', for_staff, counted, created_at - n.i * 60000, not_before - n.i * 60000, \
             'sent', 1, {random} || {random}, created_at - n.i * 60000 FROM n CROSS JOIN (SELECT * FROM letter {first}) AS old"
        ),
    ]
}
