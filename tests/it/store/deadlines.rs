//! What falls due: claimed in order, once, by one.

use radica::desk::decision::DeadlineKind::{AskNumberExpiry, RequestExpiry, RequestReminder};
use radica::desk::decision::NewRequest;
use radica::desk::facts::RequestStatus;
use radica::store::deadline::{self, Due};
use radica::store::{Tx, request};

use crate::support::desk::On;
use crate::support::store::{TestStore, contact, millis, now, number};

on_both!(
    the_first_that_is_due_comes_first,
    silence_counts_only_once_the_mailbox_was_looked_at,
    what_is_settled_or_cancelled_is_never_due,
    two_never_have_the_same,
);

async fn request(tx: &mut Tx) -> i64 {
    let new = NewRequest {
        status: RequestStatus::Waiting,
        requester: contact("ana@scj.test"),
        department: None,
        site: None,
        title: String::new(),
        description: String::new(),
        copied: Vec::new(),
        missing: Vec::new(),
        offered: Vec::new(),
        details: radica::desk::facts::Details::new(),
        created_at: now(),
        expires_at: now(),
    };
    request::insert(tx, None, &new).await.unwrap()
}

async fn claim(tx: &mut Tx, at: i64) -> Option<Due> {
    deadline::claim_due(tx, at, at).await.unwrap()
}

async fn the_first_that_is_due_comes_first(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let id = request(&mut tx).await;
    for due in [30, 10, 20, 10] {
        deadline::add(&mut tx, RequestReminder, None, Some(id), millis(due));
    }
    assert!(claim(&mut tx, millis(10) - 1).await.is_none());
    let mut order = Vec::new();
    while let Some(due) = claim(&mut tx, millis(20)).await {
        assert_eq!((due.kind.as_str(), due.request_id), ("request-reminder", Some(id)));
        order.push((due.due_at, due.id));
        deadline::settle(&mut tx, due.id, millis(20)).await.unwrap();
    }
    assert_eq!(order.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [millis(10), millis(10), millis(20)]);
    assert!(order.is_sorted());
}

async fn silence_counts_only_once_the_mailbox_was_looked_at(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let id = request(&mut tx).await;
    deadline::add(&mut tx, RequestExpiry, None, Some(id), millis(10));
    deadline::add(&mut tx, AskNumberExpiry, None, Some(id), millis(11));
    deadline::add(&mut tx, RequestReminder, None, Some(id), millis(12));
    let kind = async |tx: &mut Tx, looked_at: i64| {
        deadline::claim_due(tx, millis(60), looked_at).await.unwrap().map(|due| due.kind)
    };
    // A reminder does not close anything: it need not wait.
    assert_eq!(kind(&mut tx, millis(9)).await.as_deref(), Some("request-reminder"));
    assert_eq!(kind(&mut tx, i64::MIN).await.as_deref(), Some("request-reminder"));
    assert_eq!(kind(&mut tx, millis(10)).await.as_deref(), Some("request-expiry"));
    let due = deadline::claim_due(&mut tx, millis(60), millis(10)).await.unwrap().unwrap();
    deadline::settle(&mut tx, due.id, millis(60)).await.unwrap();
    assert_eq!(kind(&mut tx, millis(10)).await.as_deref(), Some("request-reminder"));
    assert_eq!(kind(&mut tx, millis(11)).await.as_deref(), Some("ask-number-expiry"));
}

async fn what_is_settled_or_cancelled_is_never_due(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let (one, other) = (request(&mut tx).await, request(&mut tx).await);
    for (id, due) in [(one, 10), (one, 20), (other, 30)] {
        deadline::add(&mut tx, RequestReminder, None, Some(id), millis(due));
    }
    let first = claim(&mut tx, millis(60)).await.unwrap();
    deadline::settle(&mut tx, first.id, millis(60)).await.unwrap();
    deadline::settle(&mut tx, first.id, millis(99)).await.unwrap();
    assert_eq!(number(&mut tx, "SELECT MAX(settled_at) FROM deadline").await, millis(60), "once");
    deadline::cancel_of_request(&mut tx, one, millis(70)).await.unwrap();
    assert_eq!(
        number(&mut tx, "SELECT COUNT(*) FROM deadline WHERE state = 'done'").await,
        1,
        "done stays done"
    );
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM deadline WHERE state = 'cancelled'").await, 1);
    let left = claim(&mut tx, millis(99)).await.unwrap();
    assert_eq!(left.request_id, Some(other));
    deadline::settle(&mut tx, left.id, millis(99)).await.unwrap();
    assert!(claim(&mut tx, i64::MAX).await.is_none());
    // One that was cancelled after it had been claimed stays so.
    let id = request(&mut tx).await;
    deadline::add(&mut tx, RequestReminder, None, Some(id), millis(10));
    let due = claim(&mut tx, millis(60)).await.unwrap();
    deadline::cancel_of_request(&mut tx, id, millis(60)).await.unwrap();
    deadline::settle(&mut tx, due.id, millis(60)).await.unwrap();
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM deadline WHERE state = 'cancelled'").await, 2);
}

async fn two_never_have_the_same(on: On) {
    let store = TestStore::open(on).await;
    let mut tx = store.db.write().await.unwrap();
    let id = request(&mut tx).await;
    for due in 0..20 {
        deadline::add(&mut tx, RequestReminder, None, Some(id), millis(due));
    }
    tx.commit().await.unwrap();
    if matches!(on, On::Postgres) {
        // Both hold one at the same moment; what the first gives back can be had again.
        let mut one = store.db.write().await.unwrap();
        let mut two = store.db.write().await.unwrap();
        let first = claim(&mut one, millis(60)).await.unwrap();
        let second = claim(&mut two, millis(60)).await.unwrap();
        assert_eq!((first.due_at, second.due_at), (millis(0), millis(1)));
        drop(one);
        drop(two);
        // A dropped transaction is rolled back by and by.
        let again = async {
            loop {
                let mut three = store.db.write().await.unwrap();
                if claim(&mut three, millis(60)).await.unwrap().id == first.id {
                    return;
                }
                drop(three);
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), again).await.unwrap();
    }
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let db = store.db.clone();
            tokio::spawn(async move {
                let mut had = Vec::new();
                loop {
                    let mut tx = db.write().await.unwrap();
                    let Some(due) = claim(&mut tx, millis(60)).await else { return had };
                    deadline::settle(&mut tx, due.id, millis(60)).await.unwrap();
                    tx.commit().await.unwrap();
                    had.push(due.due_at);
                }
            })
        })
        .collect();
    let mut had = Vec::new();
    for task in tasks {
        had.extend(task.await.unwrap());
    }
    had.sort_unstable();
    assert_eq!(had, (0..20).map(millis).collect::<Vec<_>>());
}
