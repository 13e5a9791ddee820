//! A bare store on either database, and things to put into it.

use jiff::{SignedDuration, Timestamp};
use radica::app::read_files;
use radica::config::catalog::Priority;
use radica::config::{Config, DatabaseUrl};
use radica::desk::address::{Address, Contact};
use radica::desk::decision::{About, Change, Decision, Event, NewLetter, NewTicket, Outcome};
use radica::desk::facts::{Details, TicketStatus};
use radica::desk::letter::{Content, OperatorAlert};
use radica::desk::rules::Rules;
use radica::store::apply::{Occasion, apply};
use radica::store::blob::Blobs;
use radica::store::inbound::Arrival;
use radica::store::outbox::{self, Claim, Claimed};
use radica::store::{Connection, Db, StoreError, Tx};
use sqlx::{Executor, Row};
use tempfile::TempDir;

use super::desk::{On, write_configuration};

/// A database, blobs, and the rules of the example files.
pub struct TestStore {
    _folder: TempDir,
    pub config: Config,
    pub db: Db,
    pub blobs: Blobs,
    pub rules: Rules,
}

impl TestStore {
    pub async fn open(on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match on {
            On::Sqlite => "sqlite://radica.db".to_owned(),
            On::Postgres => super::postgres::fresh().await,
        };
        write_configuration(folder.path(), &database, "");
        let config = radica::config::load(&folder.path().join("radica.toml")).unwrap();
        let (rules, _) = read_files(&config).unwrap();
        let db = Db::open(&config.storage.database).await.unwrap();
        let blobs = Blobs::open(&config.storage.blobs).unwrap();
        Self { _folder: folder, config, db, blobs, rules }
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.config.storage.database
    }

    /// Carries a decision about a mail out, within a transaction.
    pub async fn apply(
        &self,
        tx: &mut Tx,
        decision: &Decision,
        arrival: &Arrival,
    ) -> Result<Option<String>, StoreError> {
        let occasion = Occasion { arrival, files: &[], again: None };
        let number = apply(tx, decision, Some(occasion), &self.rules, now()).await?;
        tx.settle().await?;
        Ok(number)
    }

    /// Queues letters about nothing in a transaction of its own; their rows.
    pub async fn queue(&self, letters: &[NewLetter]) -> Vec<i64> {
        let mut tx = self.db.write().await.unwrap();
        let about = outbox::About { ticket: None, request: None, number: None };
        let before = outbox::list(&mut tx).await.unwrap().len();
        for letter in letters {
            outbox::queue(&mut tx, about, &[letter], "scj.test", millis(0), false).await.unwrap();
        }
        let rows = outbox::list(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        rows[before..].iter().map(|row| row.id).collect()
    }

    /// Claims in a transaction of its own.
    pub async fn claim(&self, claim: Claim<'_>) -> Vec<Claimed> {
        let mut tx = self.db.write().await.unwrap();
        let letters = outbox::claim(&mut tx, claim).await.unwrap();
        tx.commit().await.unwrap();
        letters
    }

    /// One statement as it stands, in a transaction of its own.
    pub async fn sql(&self, statement: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        execute(&mut tx, statement).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn number(&self, question: &'static str) -> i64 {
        number(&mut self.db.read().await.unwrap(), question).await
    }
}

/// One statement as it stands; how many rows it touched.
pub async fn execute(tx: &mut Tx, statement: &'static str) -> Result<u64, StoreError> {
    tx.settle().await?;
    Ok(match &mut tx.connection {
        Connection::Sqlite(tx) => tx.execute(statement).await?.rows_affected(),
        Connection::Postgres(tx) => tx.execute(statement).await?.rows_affected(),
    })
}

/// The one number that a question is answered with.
pub async fn number(tx: &mut Tx, question: &'static str) -> i64 {
    tx.settle().await.unwrap();
    match &mut tx.connection {
        Connection::Sqlite(tx) => tx.fetch_one(question).await.unwrap().get(0),
        Connection::Postgres(tx) => tx.fetch_one(question).await.unwrap().get(0),
    }
}

/// Friday 20 November 2026 at ten in the morning.
pub fn now() -> Timestamp {
    "2026-11-20T10:00:00-05:00".parse().unwrap()
}

/// That instant and so many seconds, as the database has it.
pub fn millis(seconds: i64) -> i64 {
    now().as_millisecond() + seconds * 1000
}

pub fn contact(address: &str) -> Contact {
    Contact { address: Address::parse(address).unwrap(), name: None }
}

/// A letter that may go at once.
pub fn letter(to: &str) -> NewLetter {
    NewLetter {
        to: contact(to),
        content: Content::OperatorAlert(OperatorAlert {
            what: "Aviso".to_owned(),
            details: Vec::new(),
            commands: Vec::new(),
        }),
        in_reply_to: None,
        counted: false,
        not_before: now(),
    }
}

/// A mail that came.
pub fn arrival(name: &str) -> Arrival {
    Arrival {
        location: format!("in:{name}"),
        identity: Some(format!("identity of {name}")),
        message_id: Some(format!("{name}@scj.test")),
        raw_sha256: radica::store::blob::sha256(name.as_bytes()),
        size: 10,
        from: Some("ana@scj.test".to_owned()),
        subject: name.to_owned(),
        received_at: millis(0),
    }
}

pub fn new_ticket() -> NewTicket {
    NewTicket {
        requester: contact("ana@scj.test"),
        department: None,
        site: None,
        title: "Impresora".to_owned(),
        description: "No imprime".to_owned(),
        details: Details::new(),
        status: TicketStatus::Open,
        waits_for: None,
        channel: "email",
        assignee: None,
        problem: None,
        kind: None,
        category: None,
        priority: Priority::Media,
        level: 1,
        group: "mesa-n1".to_owned(),
        created_at: now(),
        first_reply_due: now() + SignedDuration::from_hours(2),
        resolution_due: now() + SignedDuration::from_hours(16),
    }
}

/// A case, its history's first event, and a letter.
pub fn registers(ticket: NewTicket) -> Decision {
    Decision {
        outcome: Outcome::NewTicket,
        why: vec!["[10]".to_owned()],
        about: About::Nothing,
        changes: vec![
            Change::Register(Box::new(ticket)),
            Change::Event(Event::by_radica("registered", "Registrado", "[10]")),
            Change::Letter(Box::new(letter("ana@scj.test"))),
        ],
        judged: None,
    }
}
