//! The contract of the store, held by both databases.

mod blobs;
mod deadlines;
mod outbox;
mod people;
mod state;

use std::time::{Duration, Instant};

use radica::config::{DatabaseUrl, secret};
use radica::desk::number::Series;
use radica::store::ticket::{self, next_number};
use radica::store::{Db, StoreError, event, inbound, outbox as letters};

use crate::support::desk::On;
use crate::support::store::{TestStore, arrival, execute, new_ticket, now, number, registers};

on_both!(
    numbers_have_no_gaps_and_start_over_each_year,
    numbers_given_at_once_have_no_gaps,
    one_mail_of_a_batch_is_undone_alone,
    a_mail_is_known_once,
    a_mail_taken_by_two_at_once_is_one_case,
    the_history_is_only_added_to,
    what_is_rolled_back_leaves_no_trace,
    any_text_is_kept,
    a_row_at_fault_is_told_from_a_database_that_is_away,
    opens_twice,
);

/// Every table that mail fills.
const TABLES: [&str; 10] = [
    "SELECT COUNT(*) FROM blob",
    "SELECT COUNT(*) FROM counter",
    "SELECT COUNT(*) FROM ticket",
    "SELECT COUNT(*) FROM participant",
    "SELECT COUNT(*) FROM request",
    "SELECT COUNT(*) FROM inbound",
    "SELECT COUNT(*) FROM attachment",
    "SELECT COUNT(*) FROM event",
    "SELECT COUNT(*) FROM letter",
    "SELECT COUNT(*) FROM deadline",
];

async fn numbers_have_no_gaps_and_start_over_each_year(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let mut shown = Vec::new();
    for (series, year) in [
        (Series::Ticket, 2026),
        (Series::Ticket, 2026),
        (Series::Request, 2026),
        (Series::Ticket, 2027),
        (Series::Problem, 2026),
        (Series::Ticket, 2026),
        (Series::Request, 2026),
        (Series::Ticket, 2027),
    ] {
        shown.push(next_number(&mut tx, series, year).await.unwrap().display("SCJ"));
    }
    assert_eq!(
        shown,
        [
            "SCJ-2026-000001",
            "SCJ-2026-000002",
            "SOL-2026-000001",
            "SCJ-2027-000001",
            "PRB-2026-000001",
            "SCJ-2026-000003",
            "SOL-2026-000002",
            "SCJ-2027-000002"
        ]
    );
    tx.commit().await.unwrap();
    // A number whose case was not kept is given again.
    let mut tx = store.db.write().await.unwrap();
    assert_eq!(next_number(&mut tx, Series::Ticket, 2026).await.unwrap().seq(), 4);
    drop(tx);
    let mut tx = store.db.write().await.unwrap();
    // So is one of a part that was undone, whether it was the transaction's first or not.
    let next = async |tx: &mut radica::store::Tx| next_number(tx, Series::Ticket, 2026).await.unwrap().seq();
    tx.savepoint().await.unwrap();
    assert_eq!(next(&mut tx).await, 4);
    tx.undo().await.unwrap();
    tx.savepoint().await.unwrap();
    assert_eq!(next(&mut tx).await, 4);
    tx.release().await.unwrap();
    tx.savepoint().await.unwrap();
    assert_eq!((next(&mut tx).await, next(&mut tx).await), (5, 6));
    tx.undo().await.unwrap();
    assert_eq!(next(&mut tx).await, 5);
    tx.commit().await.unwrap();
    let mut tx = store.db.write().await.unwrap();
    assert_eq!(next(&mut tx).await, 6);
    drop(tx);
    let mut tx = store.db.write().await.unwrap();
    execute(&mut tx, "UPDATE counter SET value = 999999999").await.unwrap();
    let error = next_number(&mut tx, Series::Ticket, 2026).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
}

async fn numbers_given_at_once_have_no_gaps(on: On) {
    let store = TestStore::open(on).await;
    // One holds its number back; the other waits for what becomes of it.
    let mut first = store.db.write().await.unwrap();
    assert_eq!(next_number(&mut first, Series::Ticket, 2026).await.unwrap().seq(), 1);
    let db = store.db.clone();
    let second = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        let number = next_number(&mut tx, Series::Ticket, 2026).await.unwrap().seq();
        tx.commit().await.unwrap();
        number
    });
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), 2);

    // Many at once, every third thinks better of it.
    let tasks: Vec<_> = (0..30)
        .map(|n| {
            let db = store.db.clone();
            tokio::spawn(async move {
                let mut tx = db.write().await.unwrap();
                let number = next_number(&mut tx, Series::Ticket, 2026).await.unwrap().seq();
                if n % 3 == 0 {
                    return None;
                }
                tx.commit().await.unwrap();
                Some(number)
            })
        })
        .collect();
    let mut given = Vec::new();
    for task in tasks {
        given.extend(task.await.unwrap());
    }
    given.sort_unstable();
    assert_eq!(given, (3..=22).collect::<Vec<u32>>());
}

async fn one_mail_of_a_batch_is_undone_alone(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    for name in ["a", "b", "c", "d"] {
        tx.savepoint().await.unwrap();
        store.apply(&mut tx, &registers(new_ticket()), &arrival(name)).await.unwrap();
        match name {
            // The program thinks better of it.
            "b" => tx.undo().await.unwrap(),
            // The database refuses a row: PostgreSQL then refuses all that follows, but for the undoing.
            "c" => {
                let error =
                    execute(&mut tx, "INSERT INTO participant (ticket_id, address) VALUES (NULL, 'x')").await;
                assert!(error.unwrap_err().is_of_one_row());
                tx.undo().await.unwrap();
            }
            _ => tx.release().await.unwrap(),
        }
    }
    tx.commit().await.unwrap();
    let mut tx = store.db.read().await.unwrap();
    let mails: Vec<String> =
        inbound::list(&mut tx).await.unwrap().into_iter().map(|row| row.subject).collect();
    assert_eq!(mails, ["a", "d"]);
    let numbers: Vec<String> =
        ticket::list(&mut tx, None, None).await.unwrap().into_iter().map(|row| row.number).collect();
    assert_eq!(numbers, ["SCJ-2026-000001", "SCJ-2026-000002"], "an undone mail leaves no gap");
    assert_eq!(letters::list(&mut tx).await.unwrap().len(), 2);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM event").await, 2);
}

async fn a_mail_is_known_once(on: On) {
    let store = TestStore::open(on).await;
    let insert = async |mail: &inbound::Arrival| {
        let became =
            inbound::Became { outcome: "automatic", ticket: None, request: None, why: "x", judged: None };
        let mut tx = store.db.write().await.unwrap();
        inbound::insert(&mut tx, mail, became).await.unwrap();
        match tx.commit().await {
            Ok(()) => true,
            Err(StoreError::Taken) => false,
            Err(error) => panic!("{error}"),
        }
    };
    let first = arrival("a");
    assert!(insert(&first).await);
    assert!(!insert(&first).await);
    let elsewhere = inbound::Arrival { location: "in:z".to_owned(), ..first.clone() };
    assert!(!insert(&elsewhere).await, "by its identity");
    let changed = inbound::Arrival { identity: Some("other".to_owned()), ..first.clone() };
    assert!(!insert(&changed).await, "by its place");
    for location in ["in:copy", "in:another copy"] {
        let copy = inbound::Arrival { location: location.to_owned(), identity: None, ..first.clone() };
        assert!(insert(&copy).await, "a duplicate is kept, without identity");
    }
    let mut tx = store.db.read().await.unwrap();
    let places = ["in:a", "in:z", "in:copy"].map(str::to_owned);
    let known = inbound::known_locations(&mut tx, &places).await.unwrap();
    let mut known: Vec<&str> = known.iter().map(|(place, _)| place.as_str()).collect();
    known.sort_unstable();
    assert_eq!(known, ["in:a", "in:copy"]);
    assert!(inbound::is_known(&mut tx, "identity of a").await.unwrap());
    assert!(!inbound::is_known(&mut tx, "other").await.unwrap());
    let many: Vec<String> = (0..1200).map(|n| format!("in:{n}")).chain(["in:a".to_owned()]).collect();
    assert_eq!(inbound::known_locations(&mut tx, &many).await.unwrap().len(), 1);
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["identity of a"]).collect();
    assert_eq!(inbound::known_identities(&mut tx, &many).await.unwrap().len(), 1);
}

async fn a_mail_taken_by_two_at_once_is_one_case(on: On) {
    let store = TestStore::open(on).await;
    let mut first = store.db.write().await.unwrap();
    let done = store.apply(&mut first, &registers(new_ticket()), &arrival("a")).await.unwrap();
    assert_eq!(done, Some("SCJ-2026-000001".to_owned()));
    let (db, rules) = (store.db.clone(), store.rules.clone());
    let second = tokio::spawn(async move {
        let mut tx = db.write().await.unwrap();
        tx.savepoint().await.unwrap();
        let mail = arrival("a");
        let occasion = radica::store::apply::Occasion { arrival: &mail, files: &[], again: None };
        radica::store::apply::apply(&mut tx, &registers(new_ticket()), Some(occasion), &rules, now())
            .await
            .unwrap();
        let done = tx.settle().await;
        tx.undo().await.unwrap();
        tx.commit().await.unwrap();
        done
    });
    first.commit().await.unwrap();
    assert!(matches!(second.await.unwrap(), Err(StoreError::Taken)));
    assert_eq!(store.number("SELECT COUNT(*) FROM ticket").await, 1);
    assert_eq!(store.number("SELECT value FROM counter").await, 1);
    assert_eq!(store.number("SELECT COUNT(*) FROM letter").await, 1);
}

async fn the_history_is_only_added_to(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    tx.commit().await.unwrap();
    for statement in ["UPDATE event SET text = 'otra cosa'", "DELETE FROM event"] {
        let mut tx = store.db.write().await.unwrap();
        let error = execute(&mut tx, statement).await.unwrap_err().to_string();
        assert!(error.contains("events are only added"), "{error}");
    }
    let mut tx = store.db.read().await.unwrap();
    let id = ticket::by_number(&mut tx, "SCJ-2026-000001").await.unwrap().unwrap().id;
    let events = event::of_ticket(&mut tx, id).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].text.as_str(), events[0].actor.as_str()), ("Registrado", "radica"));
}

async fn what_is_rolled_back_leaves_no_trace(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    radica::store::blob::keep(&mut tx, &arrival("a").raw_sha256, b"a");
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM ticket").await, 1);
    drop(tx);
    for table in TABLES {
        assert_eq!(store.number(table).await, 0, "{table}");
    }
    // The connection it was on is fit for use.
    let mut tx = store.db.write().await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.number("SELECT COUNT(*) FROM ticket").await, 1);
}

async fn any_text_is_kept(on: On) {
    use radica::desk::decision::{Change, Event};
    use radica::desk::mail::Attachment;
    let store = TestStore::open(on).await;
    // NUL goes, for PostgreSQL keeps none; all else stays: unpaired marks, private and last characters, what
    // replaces broken bytes, and more than a page can hold.
    let odd = "\u{301}a\u{202e}b\u{fffd}\u{fffe}\u{10ffff}\u{e000}\u{7f}\u{1b}[2J\r\n'\"\\%_$1 \u{feff}ñ 🖨";
    let with_nul = format!("\0{odd}\0\0");
    let long = "La impresora no imprime. ".repeat(200_000);
    for (n, (text, kept)) in
        [(with_nul.as_str(), odd), (long.as_str(), long.as_str())].into_iter().enumerate()
    {
        let mut new = new_ticket();
        new.requester.name = Some(text.to_owned());
        new.department = Some(text.to_owned());
        new.site = Some(text.to_owned());
        new.title = text.to_owned();
        new.description = text.to_owned();
        let mut decision = registers(new);
        decision.why = vec![text.to_owned()];
        decision.changes.push(Change::Event(Event::by_radica("note", text, text)));
        if let Some(Change::Letter(letter)) = decision.changes.get_mut(2) {
            letter.to.name = Some(text.to_owned());
        }
        let mut mail = arrival(&n.to_string());
        mail.subject = text.to_owned();
        let file = Attachment {
            name: text.to_owned(),
            media_type: text.to_owned(),
            size: u64::MAX,
            sha256: mail.raw_sha256.clone(),
            inline: false,
        };
        let mut tx = store.db.write().await.unwrap();
        let occasion = radica::store::apply::Occasion { arrival: &mail, files: &[file], again: None };
        radica::store::apply::apply(&mut tx, &decision, Some(occasion), &store.rules, now()).await.unwrap();
        let id = letters::list(&mut tx).await.unwrap()[n].id;
        letters::later(&mut tx, id, 0, Some(text), true).await.unwrap();
        letters::worded(&mut tx, id, "0", text).await.unwrap();
        let row = letters::by_id(&mut tx, id).await.unwrap().unwrap();
        assert!(row.last_error.as_deref() == Some(kept) && row.subject == kept);
        letters::sent(&mut tx, id, 0, Some(with_nul.as_str())).await.unwrap();
        letters::failed(&mut tx, id, now().as_millisecond(), text).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.db.read().await.unwrap();
        let row = ticket::list(&mut tx, None, None).await.unwrap().pop().unwrap();
        let events = event::of_ticket(&mut tx, row.id).await.unwrap();
        let mails = inbound::list(&mut tx).await.unwrap();
        let files = radica::store::file::of_ticket(&mut tx, row.id).await.unwrap();
        for (what, text) in [
            ("name", row.requester_name.unwrap()),
            ("department", row.requester_department.unwrap()),
            ("site", row.site.unwrap()),
            ("title", row.subject),
            ("description", row.description),
            ("event", events[1].text.clone()),
            ("event's why", events[1].why.clone()),
            ("mail", mails[n].subject.clone()),
            ("mail's why", mails[n].why.clone()),
            ("file", files[0].name.clone()),
        ] {
            assert!(text == kept, "{what}: {:?}", text.chars().take(40).collect::<String>());
        }
    }
    // Requests keep the same texts; looking them up takes any text too.
    use radica::desk::decision::{NewRequest, RequestUpdate};
    use radica::desk::facts::RequestStatus;
    let request = NewRequest {
        status: RequestStatus::Waiting,
        requester: radica::desk::address::Contact { name: Some(with_nul.clone()), ..new_ticket().requester },
        department: Some(with_nul.clone()),
        site: Some(with_nul.clone()),
        title: with_nul.clone(),
        description: with_nul.clone(),
        copied: Vec::new(),
        missing: Vec::new(),
        offered: Vec::new(),
        details: radica::desk::facts::Details::new(),
        created_at: now(),
        expires_at: now(),
    };
    let mut tx = store.db.write().await.unwrap();
    let id = radica::store::request::insert(&mut tx, Some("SOL-2026-000001"), &request).await.unwrap();
    let update = RequestUpdate {
        id,
        status: RequestStatus::Waiting,
        name: Some(with_nul.clone()),
        department: Some(with_nul.clone()),
        site: Some(with_nul.clone()),
        details: radica::desk::facts::Details::new(),
        description: with_nul.clone(),
        missing: Vec::new(),
        asked: 2,
        expires_at: now(),
        at: now(),
    };
    radica::store::request::update(&mut tx, None, &update).await.unwrap();
    let row = radica::store::request::by_reference(&mut tx, "SOL-2026-000001").await.unwrap().unwrap();
    let view = radica::store::request::view(&mut tx, row).await.unwrap();
    assert_eq!((view.name.as_deref(), view.department.as_deref()), (Some(odd), Some(odd)));
    assert_eq!((view.site.as_deref(), view.title.as_str(), view.description.as_str()), (Some(odd), odd, odd));
    assert_eq!(view.asked, 2);
}

async fn a_row_at_fault_is_told_from_a_database_that_is_away(on: On) {
    let store = TestStore::open(on).await;
    for statement in [
        // Not unique, null, without the row it names.
        "INSERT INTO counter (series, year, value) VALUES ('X', 1, 1), ('X', 1, 1)",
        "INSERT INTO counter (series, year, value) VALUES ('Y', 1, NULL)",
        "INSERT INTO participant (ticket_id, address) VALUES (77, 'x')",
    ] {
        let mut tx = store.db.write().await.unwrap();
        let error = execute(&mut tx, statement).await.unwrap_err();
        assert!(error.is_of_one_row(), "{error}");
    }
    assert!(StoreError::Corrupt(String::new()).is_of_one_row());
    store.db.close().await;
    for error in [store.db.write().await.unwrap_err(), store.db.read().await.unwrap_err()] {
        assert!(!error.is_of_one_row(), "{error}");
    }
    assert!(!StoreError::Open(String::new(), String::new()).is_of_one_row());
    assert!(!StoreError::Blob(String::new()).is_of_one_row());
}

/// A second opening finds what the first has made, and its migrations done.
async fn opens_twice(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    tx.commit().await.unwrap();
    let again = Db::open(store.url()).await.unwrap();
    let mut tx = again.read().await.unwrap();
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM ticket").await, 1);
    drop(tx);
    again.close().await;
}

fn is_one_plain_sentence(error: &StoreError, named: &str) {
    let sentence = error.to_string();
    assert!(sentence.starts_with("cannot open the database "), "{sentence}");
    assert!(sentence.contains(named), "{sentence}");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    assert!(!sentence.contains("hunter2") && !sentence.contains("(code"), "{sentence}");
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
    let error = Db::open(&url("nowhere/radica.db")).await.unwrap_err();
    is_one_plain_sentence(&error, "nowhere/radica.db");
    assert!(error.to_string().contains("there is no folder"), "{error}");
    std::fs::create_dir(folder.path().join("folder.db")).unwrap();
    is_one_plain_sentence(&Db::open(&url("folder.db")).await.unwrap_err(), "folder.db");
    std::fs::write(folder.path().join("text.db"), "Buenos días, la impresora no imprime. ".repeat(100))
        .unwrap();
    is_one_plain_sentence(&Db::open(&url("text.db")).await.unwrap_err(), "text.db");
}

#[tokio::test]
async fn a_server_that_is_away_is_named_soon_and_without_the_password() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url =
        DatabaseUrl::Postgres(secret::Url::new(format!("postgres://radica:hunter2@127.0.0.1:{port}/radica")));
    let began = Instant::now();
    let error = Db::open(&url).await.unwrap_err();
    is_one_plain_sentence(&error, &format!("postgres://***@127.0.0.1:{port}/radica"));
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(5));
    let url =
        DatabaseUrl::Postgres(secret::Url::new("postgres://radica:hunter2@127.0.0.1:x/radica".to_owned()));
    is_one_plain_sentence(&Db::open(&url).await.unwrap_err(), "postgres://***@127.0.0.1:x/radica");
}

mod postgres_only {
    use super::*;

    #[tokio::test]
    async fn a_database_that_is_not_there_is_named() {
        let server = crate::support::postgres::fresh().await;
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{}/nowhere", base.replace("radica@", "radica:hunter2@"));
        let error = Db::open(&DatabaseUrl::Postgres(secret::Url::new(url))).await.unwrap_err();
        is_one_plain_sentence(&error, "nowhere");
    }
}
