//! Several instances on one PostgreSQL and one mailbox: one reads it, the others stand by; one that is killed or frozen is
//! replaced within a minute. No case and no letter is doubled.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::crash::mail;
use crate::support::desk::{Letter, list, words_alone, write_configuration};
use crate::support::served::{LOOK_EVERY, Served};

const NOW: &str = "2026-11-20T10:00:00-05:00";
const READS: &str = "this instance reads the mailbox now";
/// Within which another takes over.
const A_MINUTE: Duration = Duration::from_secs(60);

/// Puts mails into the mailbox.
fn deliver(folder: &Path, mails: std::ops::Range<usize>) {
    for nth in mails {
        let name = format!("1795186800.M{nth:06}P1.test");
        std::fs::write(folder.join("in/tmp").join(&name), mail(nth)).unwrap();
        std::fs::rename(folder.join("in/tmp").join(&name), folder.join("in/new").join(&name)).unwrap();
    }
}

/// Waits until so many acknowledgements have gone out; how often each letter did.
async fn acknowledged(folder: &Path, count: usize, at_most: Duration) -> HashMap<String, usize> {
    let began = Instant::now();
    loop {
        let letters: Vec<Letter> = list(&folder.join("out/new"))
            .iter()
            .map(|file| Letter::read(&std::fs::read(file).unwrap()))
            .collect();
        let there = letters.iter().filter(|letter| letter.kind == "acknowledgement").count();
        if there >= count {
            let mut ids = HashMap::new();
            for letter in letters {
                *ids.entry(letter.message_id).or_insert(0) += 1;
            }
            assert_eq!(there, count);
            return ids;
        }
        assert!(began.elapsed() < at_most, "{there} of {count} after {at_most:?}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_killed_or_frozen_is_replaced() {
    let url = crate::support::postgres::fresh().await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_configuration(folder, &url, "[rules]\ndigest = false\n");
    let file = folder.join("radica.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("path = \"in\"\n", "path = \"in\"\npoll_interval = \"1s\"\n");
    std::fs::write(&file, format!("{text}{}", words_alone(folder))).unwrap();
    for name in ["in/tmp", "in/new", "in/cur", "out/new"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }

    let mut first = Served::start_logging(folder, NOW, "first.log");
    first.until_it_says("radica is at work").await;
    deliver(folder, 0..3);
    acknowledged(folder, 3, A_MINUTE).await;
    let mut second = Served::start_logging(folder, NOW, "second.log");
    second.until_it_says("this one stands by").await;
    let mut third = Served::start_logging(folder, NOW, "third.log");
    third.until_it_says("this one stands by").await;

    // The first one freezes, as a virtual machine does: one of the others reads on.
    first.signal("STOP");
    deliver(folder, 3..6);
    acknowledged(folder, 6, A_MINUTE).await;
    let second_reads = second.has_said(READS);
    let (now, stands_by) = if second_reads { (second, third) } else { (third, second) };
    assert!(!stands_by.has_said(READS), "one at a time");

    // It wakes, and learns that its turn is over; it reads nothing that is not its own.
    first.signal("CONT");
    first.until_it_says("this one stands by").await;
    deliver(folder, 6..9);
    acknowledged(folder, 9, A_MINUTE).await;

    // And the one that reads now is killed.
    now.kill();
    deliver(folder, 9..12);
    let ids = acknowledged(folder, 12, A_MINUTE).await;
    assert!(first.has_said(READS) || stands_by.has_said(READS));

    // One that is asked to stop lets the next one begin at once.
    let (reads, mut next) = if first.has_said(READS) { (first, stands_by) } else { (stands_by, first) };
    let (status, _) = reads.terminate(Duration::from_secs(30)).await;
    assert!(status.success(), "{status}");
    next.until_it_says(READS).await;
    deliver(folder, 12..13);
    let last = acknowledged(folder, 13, A_MINUTE).await;
    assert!(ids.values().chain(last.values()).all(|count| *count == 1), "{last:?}");
    let seen = crate::support::served::Seen::Postgres(url);
    assert_eq!(seen.counts(["ticket", "inbound"]).await.unwrap(), [13, 13]);
}
