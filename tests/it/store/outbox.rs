//! The outbox: claimed by one, in order; what may go when; and how a letter ends.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use radica::desk::decision::{About, Change, Decision, NewLetter, Outcome};
use radica::desk::facts::Facts;
use radica::desk::mail::Mail;
use radica::store::outbox::{self, Claim, Claimed, OutboxRow};
use radica::store::senders::Senders;
use radica::store::{Tx, facts};

use crate::support::desk::On;
use crate::support::store::{
    TestStore, arrival, contact, letter, millis, new_ticket, now, number, registers,
};

on_both!(
    the_oldest_go_first_and_the_attempt_is_counted_at_the_claim,
    a_lease_that_has_run_out_is_taken_over,
    leases_of_one_that_is_gone_are_void,
    business_time_and_real_time_are_two,
    what_a_clock_that_was_ahead_has_left_goes_at_once,
    later_sent_failed_and_tried_again,
    a_letter_is_worded_once,
    two_never_have_the_same,
    a_claim_takes_no_more_than_it_may,
    letters_of_one_matter_to_one_person_are_a_thread,
    answers_are_counted_by_when_they_may_go,
);

/// An instant of real time: leases and retries know nothing of business time.
const REAL: i64 = 5_000_000;

fn plain() -> Claim<'static> {
    Claim { by: "one", now: millis(0), real: REAL, until: REAL + 60_000, after: 0, at_once: false, most: 100 }
}

fn ids(letters: &[Claimed]) -> Vec<i64> {
    letters.iter().map(|letter| letter.id).collect()
}

async fn row(store: &TestStore, id: i64) -> OutboxRow {
    outbox::by_id(&mut store.db.read().await.unwrap(), id).await.unwrap().unwrap()
}

/// Does something to a letter in a transaction of its own.
macro_rules! done {
    ($store:expr, $name:ident($($argument:expr),*)) => {{
        let mut tx = $store.db.write().await.unwrap();
        let result = outbox::$name(&mut tx, $($argument),*).await.unwrap();
        tx.commit().await.unwrap();
        result
    }};
}

async fn the_oldest_go_first_and_the_attempt_is_counted_at_the_claim(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test"), letter("b@x.test"), letter("c@x.test")]).await;
    assert_eq!(row(&store, rows[0]).await.attempts, 0);
    let first = store.claim(Claim { most: 2, ..plain() }).await;
    assert_eq!(ids(&first), rows[..2]);
    assert_eq!((first[0].attempts, first[0].tried_since), (1, Some(REAL)));
    assert_eq!(row(&store, rows[0]).await.attempts, 1, "whatever becomes of the sender");
    let rest = store.claim(plain()).await;
    assert_eq!(ids(&rest), rows[2..]);
    assert_eq!(ids(&store.claim(Claim { at_once: true, by: "two", ..plain() }).await), [0; 0]);
    // A claim that is rolled back counts nothing.
    let more = store.queue(&[letter("d@x.test")]).await;
    let mut tx = store.db.write().await.unwrap();
    assert_eq!(ids(&outbox::claim(&mut tx, plain()).await.unwrap()), more);
    drop(tx);
    assert_eq!(row(&store, more[0]).await.attempts, 0);
    assert_eq!(ids(&store.claim(Claim { after: more[0], ..plain() }).await), [0; 0]);
    assert_eq!(ids(&store.claim(Claim { after: more[0] - 1, ..plain() }).await), more);
}

async fn a_lease_that_has_run_out_is_taken_over(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test")]).await;
    store.claim(plain()).await;
    let at = |real: i64| Claim { by: "two", real, until: real + 60_000, ..plain() };
    assert_eq!(ids(&store.claim(at(REAL + 59_999)).await), [0; 0]);
    let taken = store.claim(at(REAL + 60_000)).await;
    assert_eq!(ids(&taken), rows);
    assert_eq!((taken[0].attempts, taken[0].tried_since), (2, Some(REAL)), "since the first try");
    let mut tx = store.db.read().await.unwrap();
    assert_eq!(outbox::lease_holders(&mut tx).await.unwrap(), ["two"]);
}

async fn leases_of_one_that_is_gone_are_void(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test"), letter("b@x.test")]).await;
    store.claim(Claim { most: 1, ..plain() }).await;
    store.claim(Claim { by: "two", ..plain() }).await;
    done!(store, void_leases("one"));
    let mut tx = store.db.read().await.unwrap();
    assert_eq!(outbox::lease_holders(&mut tx).await.unwrap(), ["two"]);
    drop(tx);
    assert_eq!(ids(&store.claim(Claim { by: "three", ..plain() }).await), rows[..1]);
}

async fn business_time_and_real_time_are_two(on: On) {
    let store = TestStore::open(on).await;
    let tomorrow = now() + SignedDuration::from_hours(24);
    let rows =
        store.queue(&[NewLetter { not_before: tomorrow, ..letter("a@x.test") }, letter("b@x.test")]).await;
    done!(store, later(rows[1], REAL + 1_000, Some("451 later"), true));
    assert_eq!(ids(&store.claim(plain()).await), [0; 0]);
    let waiting = async |at: i64| outbox::waiting(&mut store.db.read().await.unwrap(), at).await.unwrap();
    assert_eq!((waiting(millis(0)).await, waiting(millis(86_400)).await), (1, 2));
    // run-once passes over the wait for the next try, never over the hour at which a letter may go.
    let at_once = store.claim(Claim { at_once: true, ..plain() }).await;
    assert_eq!(ids(&at_once), rows[1..]);
    assert_eq!(ids(&store.claim(Claim { now: millis(86_399), at_once: true, ..plain() }).await), [0; 0]);
    assert_eq!(ids(&store.claim(Claim { now: millis(86_400), ..plain() }).await), rows[..1]);
    // When the try falls due in real time, it needs no asking.
    done!(store, later(rows[1], REAL + 1_000, None, true));
    assert_eq!(ids(&store.claim(Claim { real: REAL + 999, ..plain() }).await), [0; 0]);
    assert_eq!(ids(&store.claim(Claim { real: REAL + 1_000, ..plain() }).await), rows[1..]);
}

async fn what_a_clock_that_was_ahead_has_left_goes_at_once(on: On) {
    let store = TestStore::open(on).await;
    let queued_ahead = async |seconds: i64, to: &str, not_before: i64| {
        let mut tx = store.db.write().await.unwrap();
        let about = outbox::About { ticket: None, request: None, number: None };
        let letter = NewLetter { not_before: now() + SignedDuration::from_secs(not_before), ..letter(to) };
        outbox::queue(&mut tx, about, &[&letter], "scj.test", millis(seconds), false).await.unwrap();
        let id = outbox::list(&mut tx).await.unwrap().last().unwrap().id;
        tx.commit().await.unwrap();
        id
    };
    // Queued three hours ahead; by an instance whose clock differs a little, to go in an hour.
    let ahead = queued_ahead(3 * 3600, "a@x.test", 3 * 3600).await;
    queued_ahead(60, "b@x.test", 3600).await;
    let waiting = outbox::waiting(&mut store.db.read().await.unwrap(), millis(0)).await.unwrap();
    assert_eq!(waiting, 1);
    assert_eq!(ids(&store.claim(plain()).await), [ahead]);
    // Put off by days, where no wait is longer than two hours.
    done!(store, later(ahead, REAL + outbox::LONGEST_WAIT, None, true));
    assert_eq!(ids(&store.claim(plain()).await), [0; 0]);
    done!(store, later(ahead, REAL + outbox::LONGEST_WAIT + 1, None, true));
    assert_eq!(ids(&store.claim(plain()).await), [ahead]);
    // A lease is somebody's work: what it says is kept to, however far.
    assert_eq!(ids(&store.claim(Claim { real: REAL - 86_400_000, ..plain() }).await), [0; 0]);
}

async fn later_sent_failed_and_tried_again(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test"), letter("b@x.test")]).await;
    let (a, b) = (rows[0], rows[1]);
    store.claim(plain()).await;
    done!(store, later(a, 0, Some("451 greylisted"), true));
    let waits = row(&store, a).await;
    assert_eq!(
        (waits.state.as_str(), waits.attempts, waits.last_error.as_deref()),
        ("queued", 1, Some("451 greylisted"))
    );
    // The server was away: that was no attempt at this letter, and no word about it.
    assert_eq!(store.claim(plain()).await[0].attempts, 2);
    done!(store, later(a, 0, None, false));
    let waits = row(&store, a).await;
    assert_eq!((waits.attempts, waits.last_error.as_deref()), (1, Some("451 greylisted")));

    done!(store, sent(a, millis(5), Some("other@server.test")));
    let gone = row(&store, a).await;
    assert_eq!((gone.state.as_str(), gone.last_error), ("sent", None));
    done!(store, later(a, 0, Some("too late"), true));
    assert_eq!(row(&store, a).await.state, "sent");
    assert_eq!(row(&store, a).await.last_error, None);
    assert!(!done!(store, retry(a)), "what was sent is not sent again");
    let since = async |at: i64| outbox::sent_since(&mut store.db.read().await.unwrap(), at).await.unwrap();
    assert_eq!((since(millis(4)).await, since(millis(5)).await), (1, 0));

    assert!(done!(store, failed(b, millis(0), "550 no such user")));
    assert!(!done!(store, failed(b, millis(1), "once more")), "known already");
    assert_eq!(row(&store, b).await.last_error.as_deref(), Some("550 no such user"));
    done!(store, sent(b, millis(9), None));
    assert_eq!(row(&store, b).await.state, "failed");
    assert_eq!(
        ids(&store.claim(Claim { at_once: true, real: i64::MAX - 1, until: i64::MAX, ..plain() }).await),
        [0; 0]
    );
    assert!(done!(store, retry(b)));
    let again = store.claim(Claim { real: REAL + 7, ..plain() }).await;
    assert_eq!((again[0].id, again[0].tried_since), (b, Some(REAL + 7)), "its time begins anew");
    assert!(!done!(store, retry(b + 1)), "there is no such letter");
    // A letter that was sent and came back has failed after all.
    assert!(done!(store, failed(a, millis(0), "5.1.1")));
    assert_eq!(row(&store, a).await.state, "failed");
}

async fn a_letter_is_worded_once(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test")]).await;
    done!(store, worded(rows[0], "first", "Primero"));
    done!(store, worded(rows[0], "second", "Segundo"));
    let kept = row(&store, rows[0]).await;
    assert_eq!((kept.mime_sha256.as_deref(), kept.subject.as_str()), (Some("first"), "Primero"));
}

async fn two_never_have_the_same(on: On) {
    let store = TestStore::open(on).await;
    let letters: Vec<NewLetter> = (0..60).map(|n| letter(&format!("a{n}@x.test"))).collect();
    let rows = store.queue(&letters).await;
    if matches!(on, On::Postgres) {
        // Neither has committed, and neither waits for the other.
        let mut one = store.db.write().await.unwrap();
        let mut two = store.db.write().await.unwrap();
        let claim = Claim { most: 5, ..plain() };
        assert_eq!(ids(&outbox::claim(&mut one, claim).await.unwrap()), rows[..5]);
        assert_eq!(ids(&outbox::claim(&mut two, claim).await.unwrap()), rows[5..10]);
    }
    let tasks: Vec<_> = (0..6)
        .map(|n| {
            let db = store.db.clone();
            tokio::spawn(async move {
                let by = format!("sender {n}");
                let mut had = Vec::new();
                loop {
                    let mut tx = db.write().await.unwrap();
                    let claim = Claim { by: &by, most: 7, ..plain() };
                    let letters = outbox::claim(&mut tx, claim).await.unwrap();
                    tx.commit().await.unwrap();
                    if letters.is_empty() {
                        return had;
                    }
                    had.extend(ids(&letters));
                }
            })
        })
        .collect();
    let mut had = Vec::new();
    for task in tasks {
        had.extend(task.await.unwrap());
    }
    assert_eq!(had.len(), 60);
    assert_eq!(had.into_iter().collect::<BTreeSet<_>>(), rows.into_iter().collect());
    assert_eq!(store.number("SELECT MAX(attempts) FROM letter").await, 1);
}

async fn a_claim_takes_no_more_than_it_may(on: On) {
    let store = TestStore::open(on).await;
    let letters: Vec<NewLetter> = (0..2000).map(|n| letter(&format!("a{n}@x.test"))).collect();
    let rows = store.queue(&letters).await;
    // With and without what the planner learns of the table.
    for (n, statement) in ["SELECT 1", "ANALYZE letter"].into_iter().enumerate() {
        store.sql(statement).await;
        assert_eq!(ids(&store.claim(Claim { most: 3, ..plain() }).await), rows[n * 3..n * 3 + 3]);
    }
}

async fn letters_of_one_matter_to_one_person_are_a_thread(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    let id = number(&mut tx, "SELECT id FROM ticket").await;
    let more = |to: &str| Decision {
        outcome: Outcome::FollowUp,
        why: Vec::new(),
        about: About::Ticket(id),
        changes: vec![Change::Letter(Box::new(letter(to)))],
        judged: None,
    };
    for (n, to) in ["ana@scj.test", "eva@scj.test", "ana@scj.test", "eva@scj.test"].into_iter().enumerate() {
        store.apply(&mut tx, &more(to), &arrival(&format!("b{n}"))).await.unwrap();
    }
    for n in 0..8 {
        store.apply(&mut tx, &more("ana@scj.test"), &arrival(&format!("c{n}"))).await.unwrap();
    }
    let letters = outbox::claim(&mut tx, plain()).await.unwrap();
    let of = |to: &str| letters.iter().filter(|letter| letter.to_address == to).collect::<Vec<_>>();
    let (ana, eva) = (of("ana@scj.test"), of("eva@scj.test"));
    assert_eq!((ana[0].thread.as_str(), eva[0].thread.as_str()), ("", ""), "the first to each begins one");
    assert_eq!(ana[1].thread, ana[0].message_id);
    assert_eq!(ana[1].in_reply_to.as_ref(), Some(&ana[0].message_id));
    assert_eq!(eva[1].thread, eva[0].message_id, "nobody's letter is named to another");
    let last = ana.last().unwrap();
    let thread: Vec<&str> = last.thread.split(' ').collect();
    assert_eq!(thread.len(), 6, "the first and the last five");
    assert_eq!(thread[0], ana[0].message_id);
    assert_eq!(thread[5], ana[ana.len() - 2].message_id);
    let all: BTreeSet<&str> =
        letters.iter().flat_map(|letter| [letter.message_id.as_str(), letter.reference.as_str()]).collect();
    assert_eq!(all.len(), letters.len() * 2, "every letter has identifiers of its own");
    assert!(letters.iter().all(|letter| letter.number.as_deref() == Some("SCJ-2026-000001")));
}

async fn answers_are_counted_by_when_they_may_go(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let counted = |to: &str, seconds: i64| NewLetter {
        counted: true,
        not_before: now() + SignedDuration::from_secs(seconds),
        ..letter(to)
    };
    let gathered = async |tx: &mut Tx, subject: &str| -> Facts {
        let mail = Mail {
            from: Some(contact("ana@scj.test")),
            authors: 1,
            subject: subject.to_owned(),
            ..Mail::default()
        };
        facts::gather(tx, &mail, None, &store.rules, now(), &mut Senders::default()).await.unwrap()
    };
    let none = gathered(&mut tx, "").await;
    assert_eq!((none.answers, none.answers_in_case), (0, 0));
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    let id = number(&mut tx, "SELECT id FROM ticket").await;
    let nothing = outbox::About { ticket: None, request: None, number: None };
    let case = outbox::About { ticket: Some(id), ..nothing };
    for (about, letter) in [
        // Just within the hour, just out of it, and one that waits for its hour: it counts already.
        (case, counted("ana@scj.test", -3599)),
        (nothing, counted("ana@scj.test", -3599)),
        (case, counted("ana@scj.test", -3600)),
        (nothing, counted("ana@scj.test", 7200)),
        // Somebody else's, and one that is no automatic answer.
        (case, counted("eva@scj.test", 0)),
        (case, letter("ana@scj.test")),
    ] {
        outbox::queue(&mut tx, about, &[&letter], "scj.test", millis(0), false).await.unwrap();
    }
    // One that was sent while the clock was ahead keeps nobody from an answer.
    outbox::queue(&mut tx, nothing, &[&counted("ana@scj.test", 86_400)], "scj.test", millis(86_400), false)
        .await
        .unwrap();
    let ahead = outbox::list(&mut tx).await.unwrap().last().unwrap().id;
    outbox::sent(&mut tx, ahead, millis(86_400), None).await.unwrap();
    let facts = gathered(&mut tx, "").await;
    assert_eq!((facts.answers, facts.answers_in_case), (3, 0));
    let facts = gathered(&mut tx, "RE: [SCJ-2026-000001] Impresora").await;
    assert_eq!((facts.answers, facts.answers_in_case), (3, 1));
}
