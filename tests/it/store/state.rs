//! How the service is, as it is kept: the pause, the instants, the figures.

use radica::store::health::{Figures, figures};
use radica::store::outbox::{self, Claim};
use radica::store::state;

use crate::support::desk::On;
use crate::support::store::{TestStore, arrival, letter, millis, new_ticket, now, registers};

on_both!(
    a_pause_keeps_its_beginning_and_nothing_is_claimed_meanwhile,
    later_instants_stay,
    a_stop_takes_the_signs_of_life_away,
    figures_tell_what_there_is,
);

async fn a_pause_keeps_its_beginning_and_nothing_is_claimed_meanwhile(on: On) {
    let store = TestStore::open(on).await;
    let rows = store.queue(&[letter("a@x.test")]).await;
    let claim =
        Claim { by: "one", now: millis(0), real: 5_000, until: 9_000, after: 0, at_once: true, most: 9 };
    for (at, since) in [(10, 10), (20, 10)] {
        let mut tx = store.db.write().await.unwrap();
        assert_eq!(state::pause(&mut tx, millis(at)).await.unwrap(), millis(since));
        tx.commit().await.unwrap();
    }
    let mut tx = store.db.write().await.unwrap();
    assert_eq!(state::paused(&mut tx).await.unwrap(), Some(millis(10)));
    drop(tx);
    assert!(store.claim(claim).await.is_empty());
    let row = outbox::by_id(&mut store.db.read().await.unwrap(), rows[0]).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.attempts), ("queued", 0), "the pause costs no attempt");

    let mut tx = store.db.write().await.unwrap();
    assert_eq!(state::resume(&mut tx).await.unwrap(), Some(millis(10)));
    assert_eq!(state::resume(&mut tx).await.unwrap(), None);
    assert_eq!(state::paused(&mut tx).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(store.claim(claim).await.len(), 1);
}

async fn later_instants_stay(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    for (at, expected) in [
        (100, 100),
        (50, 100),
        (150, 150),
        // A clock that was wrong, and then put right.
        (9_000, 9_000),
        (160, 160),
    ] {
        let now = millis(at.max(120));
        state::note(&mut tx, &[("loop.outbox".to_owned(), millis(at))], now).await.unwrap();
        let kept = state::all(&mut tx).await.unwrap();
        assert_eq!(kept, [("loop.outbox".to_owned(), millis(expected))], "{at}");
    }
}

async fn a_stop_takes_the_signs_of_life_away(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let names = [state::STARTED, state::ALIVE, state::LOOKED, "loop.mailbox"];
    let instants = names.map(|name| (name.to_owned(), millis(0)));
    state::note(&mut tx, &instants, millis(0)).await.unwrap();
    state::pause(&mut tx, millis(1)).await.unwrap();
    state::stopped(&mut tx).await.unwrap();
    let left: Vec<String> = state::all(&mut tx).await.unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["loop.mailbox", "mailbox.looked", "outgoing.paused"]);
}

async fn figures_tell_what_there_is(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.read().await.unwrap();
    let empty = figures(&mut tx, millis(0), millis(-60)).await.unwrap();
    assert!(empty.schema_version >= 9, "{empty:?}");
    let schema_version = empty.schema_version;
    assert_eq!(empty, Figures { schema_version, ..Figures::default() });
    drop(tx);

    let later = |address: &str| {
        let mut letter = letter(address);
        letter.not_before = now() + jiff::SignedDuration::from_secs(500);
        letter
    };
    let letters = [letter("a@x.test"), letter("b@x.test"), letter("c@x.test"), later("d@x.test")];
    let rows = store.queue(&letters).await;
    let mut tx = store.db.write().await.unwrap();
    outbox::sent(&mut tx, rows[0], millis(30), None).await.unwrap();
    outbox::failed(&mut tx, rows[0], millis(40), "a bounce").await.unwrap();
    outbox::sent(&mut tx, rows[1], millis(20), None).await.unwrap();
    outbox::failed(&mut tx, rows[1], millis(90), "a bounce").await.unwrap();
    store.apply(&mut tx, &registers(new_ticket()), &arrival("a")).await.unwrap();
    let became = |outcome| radica::store::inbound::Became {
        outcome,
        ticket: None,
        request: None,
        why: "x",
        judged: None,
    };
    radica::store::inbound::insert(&mut tx, &arrival("b"), became("quarantined")).await.unwrap();
    let read = figures(&mut tx, millis(100), millis(60)).await.unwrap();
    assert_eq!(
        read,
        Figures {
            // c and d, and the letter about the case.
            queued: 3,
            oldest_queued: Some(millis(0)),
            last_sent: Some(millis(30)),
            failed: 2,
            failed_lately: 1,
            quarantined: 1,
            quarantined_lately: 0,
            tickets_open: 1,
            schema_version,
        }
    );
    // A letter waits from when it may go.
    let mut tx = {
        drop(tx);
        store.db.write().await.unwrap()
    };
    for row in &rows[..3] {
        outbox::sent(&mut tx, *row, millis(30), None).await.unwrap();
    }
    let waits = async |tx: &mut radica::store::Tx, at: i64| {
        figures(tx, millis(at), millis(0)).await.unwrap().oldest_queued
    };
    assert_eq!(waits(&mut tx, 499).await, None);
    assert_eq!(waits(&mut tx, 501).await, Some(millis(500)));
}
