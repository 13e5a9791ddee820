//! The clock jumps under a running service: forward by days, backward by hours and days, and forward again. (What runs on
//! real time, leases and pauses between tries, is proven where it is decided: `store/outbox.rs`, `dispatch`.)

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use radica::clock::Clock;
use radica::schedule::run_due;
use radica::service;
use radica::store::outbox;
use tokio_util::sync::CancellationToken;

use crate::crash::mail;
use crate::support::desk::{DESK, Letter, On, TestDesk, list};
use crate::support::served::{LOOK_EVERY, Seen};

on_both!(the_clock_jumps_under_a_running_service, a_look_that_lies_ahead_closes_nothing,);

/// A service in this process, on a clock that stands where it is put.
struct Running {
    clock: Clock,
    folder: PathBuf,
    seen: Seen,
    mails: usize,
}

impl Running {
    /// Moves the clock, and waits until all that is due then is done.
    async fn at(&self, instant: &str) {
        self.clock.set(instant.parse().unwrap());
        self.is_settled(instant).await;
    }

    fn deliver(&mut self, raw: &str) {
        self.mails += 1;
        let name = format!("1795186800.M{:06}P1.test", self.mails);
        let inbox = self.folder.join("in");
        std::fs::write(inbox.join("tmp").join(&name), raw).unwrap();
        std::fs::rename(inbox.join("tmp").join(&name), inbox.join("new").join(&name)).unwrap();
    }

    /// So many mails, each from somebody of their own; they must be answered at once, whatever the clock has done.
    async fn mails(&mut self, which: std::ops::Range<usize>) {
        let before = self.count("acknowledgement");
        let wanted = before + which.len();
        for nth in which {
            self.deliver(&mail(nth));
        }
        self.until("they are answered", async || self.count("acknowledgement") >= wanted).await;
        self.is_settled("they are answered").await;
        assert_eq!(self.count("acknowledgement"), wanted);
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let began = Instant::now();
        while !holds().await {
            assert!(began.elapsed() < Duration::from_secs(90), "{what}: {:?}", self.kinds());
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Nothing is due, nothing waits to be taken or sent.
    async fn is_settled(&self, what: &str) {
        self.until(what, async || {
            let now = self.clock.now().as_millisecond();
            let due = [
                format!("deadline WHERE state = 'waiting' AND due_at <= {now}"),
                format!("ticket WHERE sla_at <= {now}"),
                "letter WHERE state = 'queued'".to_owned(),
            ];
            list(&self.folder.join("in/new")).is_empty()
                && self
                    .seen
                    .counts(due.each_ref().map(String::as_str))
                    .await
                    .is_ok_and(|due| due == [0, 0, 0])
        })
        .await;
    }

    fn letters(&self) -> Vec<Letter> {
        list(&self.folder.join("out/new"))
            .iter()
            .map(|file| Letter::read(&std::fs::read(file).unwrap()))
            .collect()
    }

    fn count(&self, kind: &str) -> usize {
        self.letters().iter().filter(|letter| letter.kind == kind).count()
    }

    /// How many letters of each kind somebody has about a case.
    fn kinds(&self) -> BTreeMap<(String, String, String), usize> {
        let mut kinds = BTreeMap::new();
        for letter in self.letters() {
            *kinds.entry((letter.kind, letter.ticket.unwrap_or_default(), letter.to)).or_insert(0) += 1;
        }
        kinds
    }
}

async fn the_clock_jumps_under_a_running_service(on: On) {
    let desk = TestDesk::open(on).await;
    let desk = desk
        .begun_again(|folder| {
            let file = folder.join("radica.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            let often = text.replace("path = \"in\"\n", "path = \"in\"\npoll_interval = \"1s\"\n");
            std::fs::write(&file, often).unwrap();
            for name in ["in/tmp", "in/new", "in/cur", "out/new"] {
                std::fs::create_dir_all(folder.join(name)).unwrap();
            }
        })
        .await;
    let TestDesk { folder, app, clock, .. } = desk;
    let text = std::fs::read_to_string(folder.path().join("radica.toml")).unwrap();
    let database = text.split("database = \"").nth(1).unwrap().split('"').next().unwrap();
    let seen = match on {
        On::Sqlite => Seen::Sqlite(folder.path().join("radica.db")),
        On::Postgres => Seen::Postgres(database.to_owned()),
    };
    let stop = CancellationToken::new();
    let served = {
        let stop = stop.clone();
        tokio::spawn(async move { service::run(Arc::new(app), &stop, stop.cancelled()).await.unwrap() })
    };
    let mut desk = Running { clock, folder: folder.path().to_owned(), seen, mails: 0 };

    desk.mails(0..3).await;
    // Somebody who is asked for what is missing has until Friday the 27th.
    desk.deliver(&format!(
        "From: Ana <ana@scj.test>\r\nTo: {DESK}\r\nSubject: Ayuda\r\nMessage-ID: <a@cliente.test>\r\n\r\nNo funciona.\r\n"
    ));
    desk.until("it is asked", async || desk.count("missing-information") == 1).await;
    desk.is_settled("it is asked").await;

    // Back by hours: mail is taken and answered as ever, and nothing that was said is said again.
    let before = desk.kinds();
    desk.at("2026-11-20T07:30:00-05:00").await;
    desk.mails(3..5).await;
    let after = desk.kinds();
    assert!(before.iter().all(|(what, count)| after.get(what) == Some(count)), "{before:?}\n{after:?}");
    assert_eq!(desk.count("sla-warning") + desk.count("sla-breach"), 0);

    // Forward by days: what fell due meanwhile is told, a clock once, and no warning of what is late already.
    desk.at("2026-11-25T10:00:00-05:00").await;
    desk.until("breaches are told", async || {
        let told = desk.letters().into_iter().filter(|letter| letter.kind == "sla-breach");
        told.filter_map(|letter| letter.ticket).collect::<BTreeSet<_>>().len() == 5
    })
    .await;
    desk.is_settled("breaches are told").await;
    assert_eq!(desk.count("sla-warning"), 0);
    let told = desk.kinds();
    let breaches = |kinds: &BTreeMap<(String, String, String), usize>| -> Vec<usize> {
        kinds.iter().filter(|((kind, ..), _)| kind == "sla-breach").map(|(_, count)| *count).collect()
    };
    assert!(breaches(&told).iter().all(|count| *count <= 2), "of two clocks each: {told:?}");
    assert_eq!(desk.count("reminder"), 0, "that is due the day before the 27th");

    // Back by days, to where it was: none of it again, and mail is taken.
    desk.at("2026-11-20T12:00:00-05:00").await;
    desk.mails(5..6).await;
    let after = desk.kinds();
    assert!(told.iter().all(|(what, count)| after.get(what) == Some(count)), "{told:?}\n{after:?}");

    // And once more forward: only the new case has something to tell.
    desk.at("2026-11-25T10:00:00-05:00").await;
    desk.until("the sixth is told", async || {
        desk.kinds().keys().any(|(kind, ticket, _)| kind == "sla-breach" && ticket == "SCJ-2026-000006")
    })
    .await;
    desk.is_settled("the sixth is told").await;
    let after = desk.kinds();
    assert!(told.iter().all(|(what, count)| after.get(what) == Some(count)), "{told:?}\n{after:?}");

    // The answer that never came: once, at its time, and not again when the clock goes back.
    desk.at("2026-11-30T10:00:00-05:00").await;
    desk.until("the request ends", async || desk.count("request-expired") == 1).await;
    desk.at("2026-11-24T10:00:00-05:00").await;
    desk.mails(6..7).await;
    desk.at("2026-11-30T10:00:00-05:00").await;
    assert_eq!(desk.count("request-expired"), 1);
    assert!(desk.count("reminder") <= 1);
    // Each morning that was, one digest to each.
    let digests = desk.kinds();
    let digests = digests.iter().filter(|((kind, ..), _)| kind == "digest");
    assert!(digests.clone().all(|(_, count)| *count <= 4), "{:?}", digests.collect::<Vec<_>>());

    stop.cancel();
    served.await.unwrap();
    let letters = desk.letters();
    let ids: BTreeSet<&str> = letters.iter().map(|letter| letter.message_id.as_str()).collect();
    assert_eq!(ids.len(), letters.len(), "each letter once");
}

async fn a_look_that_lies_ahead_closes_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write("Ana <ana@scj.test>", "Ayuda", "No funciona.");
    desk.step().await;
    // While the clock was ahead the mailbox was looked at; since it is right again, it could not be.
    desk.at("2026-11-30T10:00:00-05:00");
    let ahead = "2026-12-05T10:00:00-05:00".parse().unwrap();
    run_due(&desk.app.db, &desk.app.rules(), &desk.clock, Some(ahead)).await.unwrap();
    let is_over = |letters: &[Letter]| letters.iter().any(|letter| letter.kind == "request-expired");
    let rows = outbox::list(&mut desk.app.db.read().await.unwrap()).await.unwrap();
    assert!(rows.iter().all(|row| row.kind != "request-expired"), "{rows:?}");
    assert!(is_over(&desk.step().await), "with the next look");
}
