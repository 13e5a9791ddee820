//! The IMAP source against Dovecot, with faults in between.

use std::time::{Duration, Instant};

use radica::config::mailbox::{Endpoint, ImapConfig, Login, MailboxConfig, Proof, Tls};
use radica::mailbox::{Location, Shelf, Source, SourceError};

use crate::support::lab::{DESK, Lab, PASSWORD};

/// A folder name that must survive modified UTF-7, quoting and a level of hierarchy.
const SHELF: &str = "Gestión \"técnica\"/Año 2026 & más";

fn config(lab: &Lab, tls: Tls) -> ImapConfig {
    let port = if tls == Tls::Implicit { "LAB_IMAPS_PORT" } else { "LAB_IMAP_PORT" };
    ImapConfig {
        endpoint: Endpoint {
            host: "127.0.0.1".to_owned(),
            port: lab.port(port),
            tls,
            ca_file: Some(lab.ca()),
            login: Some(Login { user: DESK.to_owned(), proof: Proof::Password(PASSWORD.into()) }),
        },
        folder: "INBOX".to_owned(),
        done_folder: SHELF.to_owned(),
        quarantine_folder: "Cuarentena".to_owned(),
        poll_interval: Duration::from_secs(60),
        idle: true,
    }
}

fn source(config: ImapConfig) -> Source {
    Source::new(&MailboxConfig::Imap(config), None)
}

fn mail(subject: &str, text: &str) -> String {
    format!("From: ana@scj.test\r\nTo: {DESK}\r\nSubject: {subject}\r\n\r\n{text}\r\n")
}

async fn places(source: &mut Source) -> Vec<Location> {
    source.list().await.unwrap().into_iter().map(|entry| entry.location).collect()
}

fn is_unreachable<T: std::fmt::Debug>(result: &Result<T, SourceError>) -> bool {
    matches!(result, Err(SourceError::Unreachable(_)))
}

fn refusal<T: std::fmt::Debug>(result: Result<T, SourceError>) -> String {
    match result {
        Err(SourceError::Refused(said)) => said,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn logs_in_over_each_kind_of_connection() {
    let lab = Lab::up();
    for tls in [Tls::Implicit, Tls::Starttls, Tls::None] {
        let mut source = source(config(&lab, tls));
        assert_eq!(source.check().await.unwrap(), "INBOX: 0 mails; MOVE, IDLE, UIDPLUS", "{tls:?}");
        source.close().await;
    }
    // The certificate must be believed and bear the name that was dialled.
    for tls in [Tls::Implicit, Tls::Starttls] {
        let mut without_ca = config(&lab, tls);
        without_ca.endpoint.ca_file = None;
        let said = refusal(source(without_ca).check().await);
        assert!(said.contains("certificate"), "{said}");
    }
    let mut missing_ca = config(&lab, Tls::Implicit);
    missing_ca.endpoint.ca_file = Some(lab.path().join("no-such.pem"));
    assert!(refusal(source(missing_ca).check().await).contains("no-such.pem"));
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let lab = Lab::up();
    for password in ["equivocado", "contraseña"] {
        let mut config = config(&lab, Tls::Starttls);
        config.endpoint.login =
            Some(Login { user: DESK.to_owned(), proof: Proof::Password(password.into()) });
        let said = refusal(source(config).check().await);
        assert!(said.contains(DESK) && !said.contains(password), "{said}");
    }
}

#[tokio::test]
async fn plain_text_goes_nowhere_but_loopback() {
    let lab = Lab::up();
    let mut config = config(&lab, Tls::None);
    config.endpoint.host = "192.0.2.1".to_owned(); // TEST-NET: a packet to it would only time out
    assert!(refusal(source(config).list().await).contains("loopback"));
}

#[tokio::test]
async fn lists_fetches_and_files_whatever_the_server_offers() {
    let offers = [
        (None, "MOVE, IDLE, UIDPLUS"),
        (Some("IMAP4rev1 SASL-IR IDLE UIDPLUS LITERAL+"), "IDLE, UIDPLUS"),
        (Some("IMAP4rev1 SASL-IR LITERAL+"), "no extensions"),
    ];
    for (offer, said) in offers {
        let lab = Lab::up_offering(offer);
        for n in 1..=5 {
            lab.send(&mail(&format!("caso {n}"), &format!("No imprime {n}")), "ana@scj.test", DESK);
        }
        let mut source = source(config(&lab, Tls::Implicit));
        assert_eq!(source.check().await.unwrap(), format!("INBOX: 5 mails; {said}"));
        let entries = source.list().await.unwrap();
        let places: Vec<Location> = entries.iter().map(|entry| entry.location.clone()).collect();
        assert_eq!(places.len(), 5);
        assert!(places[0].0.starts_with(&format!("imap:{DESK}@127.0.0.1/INBOX:")), "{}", places[0]);
        assert!(entries.iter().all(|entry| entry.received_millis.is_some()));

        let got = source.fetch(&places).await.unwrap();
        assert_eq!(got.len(), 5);
        for (n, (mail, entry)) in got.iter().zip(&entries).enumerate() {
            assert_eq!((&mail.location, mail.bytes.len() as u64), (&entry.location, entry.size));
            let text = String::from_utf8(mail.bytes.clone()).unwrap();
            assert!(text.ends_with(&format!("\r\n\r\nNo imprime {}\r\n", n + 1)), "{text}");
        }
        let (whole, place) = (&got[2].bytes, &places[2]);
        let part = source.fetch_range(place, 10, 20).await.unwrap().unwrap();
        assert_eq!(part.bytes, whole[10..30]);
        let tail = source.fetch_range(place, whole.len() as u64 - 3, 64).await.unwrap().unwrap();
        assert_eq!(tail.bytes, whole[whole.len() - 3..]);
        assert!(source.fetch_range(place, 1 << 20, 64).await.unwrap().unwrap().bytes.is_empty());
        // Reading leaves no trace.
        assert!(lab.inbox(DESK, "INBOX").iter().all(|line| !line.contains("\\Seen")));

        // Somebody else's mark must survive: without UIDPLUS a plain EXPUNGE would take this mail too.
        let uid = places[4].0.rsplit(':').next().unwrap().to_owned();
        lab.doveadm(&["flags", "add", "-u", DESK, "\\Deleted", "mailbox", "INBOX", "uid", &uid]);
        source.file_away(&[places[0].clone(), places[2].clone()], Shelf::Done).await.unwrap();
        source.file_away(&places[1..2], Shelf::Quarantine).await.unwrap();
        assert_eq!(source.list().await.unwrap().len(), 1);
        assert_eq!(lab.inbox(DESK, SHELF).len(), 2);
        assert_eq!(lab.inbox(DESK, "Cuarentena").len(), 1);
        let left = if said == "no extensions" { 5 } else { 2 };
        assert_eq!(lab.inbox(DESK, "INBOX").len(), left, "{said}");
        // Gone already: no error, nothing doubled.
        source.file_away(&places[..3], Shelf::Done).await.unwrap();
        if left == 2 {
            assert_eq!(lab.inbox(DESK, SHELF).len(), 2);
        }
        source.close().await;
    }
}

#[tokio::test]
async fn three_hundred_mails() {
    let lab = Lab::up();
    lab.seed(&mail("lote", &"una línea de texto\r\n".repeat(50)), DESK, 300);
    let mut source = source(config(&lab, Tls::Implicit));
    let all = places(&mut source).await;
    assert_eq!(all.len(), 300);
    let mut fetched = 0;
    for batch in all.chunks(100) {
        fetched += source.fetch(batch).await.unwrap().len();
    }
    assert_eq!(fetched, 300);
    // Every second one: no two UIDs make a range.
    let odd: Vec<Location> = all.iter().step_by(2).cloned().collect();
    source.file_away(&odd, Shelf::Done).await.unwrap();
    assert_eq!(places(&mut source).await.len(), 150);
    source.file_away(&all, Shelf::Done).await.unwrap();
    assert!(places(&mut source).await.is_empty());
    assert_eq!(lab.inbox(DESK, SHELF).len(), 300);
    // A look without IDLE sees what has come since, at once.
    lab.seed(&mail("rezagado", "uno"), DESK, 1);
    assert_eq!(places(&mut source).await.len(), 1);
}

#[tokio::test]
async fn a_new_uidvalidity_makes_old_places_void() {
    let lab = Lab::up();
    lab.send(&mail("uno", "uno"), "ana@scj.test", DESK);
    let mut source = source(config(&lab, Tls::Implicit));
    let old = places(&mut source).await;
    lab.doveadm(&["mailbox", "update", "--uid-validity", "424242", "-u", DESK, "INBOX"]);
    let new = places(&mut source).await;
    assert_eq!(new.len(), 1);
    assert!(new[0].0.contains(":424242:"), "{}", new[0]);
    assert!(source.fetch(&old).await.unwrap().is_empty());
    assert!(source.fetch_range(&old[0], 0, 10).await.unwrap().is_none());
    source.file_away(&old, Shelf::Done).await.unwrap();
    assert_eq!(places(&mut source).await, new);
    assert_eq!(source.fetch(&new).await.unwrap().len(), 1);
}

#[tokio::test]
async fn mail_that_vanishes_is_absent() {
    let lab = Lab::up();
    for n in ["uno", "dos"] {
        lab.send(&mail(n, n), "ana@scj.test", DESK);
    }
    let mut source = source(config(&lab, Tls::Implicit));
    let all = places(&mut source).await;
    lab.doveadm(&["expunge", "-u", DESK, "mailbox", "INBOX", "subject", "uno"]);
    let got = source.fetch(&all).await.unwrap();
    assert_eq!(got.iter().map(|mail| &mail.location).collect::<Vec<_>>(), [&all[1]]);
    assert!(source.fetch_range(&all[0], 0, 10).await.unwrap().is_none());
    source.file_away(&all, Shelf::Done).await.unwrap();
    assert_eq!(lab.inbox(DESK, SHELF).len(), 1);
}

#[tokio::test]
async fn a_connection_cut_in_a_literal_is_an_error_and_then_mended() {
    let lab = Lab::up();
    lab.send(&mail("grande", &"x".repeat(70).replace('x', "texto ").repeat(500)), "ana@scj.test", DESK);
    for tls in [Tls::None, Tls::Implicit] {
        let mut source = source(config(&lab, tls));
        let all = places(&mut source).await;
        lab.fault("imap-drop", Some("1"));
        let cut = source.fetch(&all).await;
        assert!(is_unreachable(&cut), "{tls:?}: {cut:?}");
        lab.heal();
        assert_eq!(places(&mut source).await, all);
        let got = source.fetch(&all).await.unwrap();
        assert!(got[0].bytes.len() > 100_000 && got[0].bytes.ends_with(b"\r\n"));
    }
}

#[tokio::test]
async fn a_hung_server_is_noticed_in_time() {
    let lab = Lab::up();
    lab.send(&mail("uno", "uno"), "ana@scj.test", DESK);
    let mut source = source(config(&lab, Tls::Implicit));
    let Source::Imap(imap) = &mut source else { panic!("an IMAP source") };
    imap.timing.silence = Duration::from_millis(500);
    imap.timing.connect = Duration::from_millis(500);
    imap.timing.log_out = Duration::from_millis(300);
    let all = places(&mut source).await;
    lab.fault("imap-hang", None);
    let started = Instant::now();
    let hung = source.fetch(&all).await;
    assert!(is_unreachable(&hung), "{hung:?}");
    // Now without a connection: the greeting does not come.
    let hung = source.list().await;
    assert!(is_unreachable(&hung), "{hung:?}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    lab.heal();
    assert_eq!(places(&mut source).await.len(), 1);
    // A hang at the end of IDLE, and at leaving.
    lab.fault("imap-hang", None);
    let started = Instant::now();
    let hung = source.wait(Duration::from_millis(300)).await;
    assert!(is_unreachable(&hung), "{hung:?}");
    lab.heal();
    places(&mut source).await;
    lab.fault("imap-hang", None);
    source.close().await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    lab.heal();
}

#[tokio::test]
async fn a_reset_and_a_closed_port() {
    let lab = Lab::up();
    let mut source = source(config(&lab, Tls::Implicit));
    assert!(places(&mut source).await.is_empty());
    // At rest: the next list connects anew by itself.
    lab.fault("imap-reset", None);
    assert!(places(&mut source).await.is_empty());
    // In IDLE: told, and then mended.
    let (waited, ()) = tokio::join!(source.wait(Duration::from_secs(20)), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        lab.fault("imap-reset", None);
    });
    assert!(is_unreachable(&waited), "{waited:?}");
    // A wait without a connection makes one, since mail may have come meanwhile.
    source.wait(Duration::from_secs(20)).await.unwrap();
    lab.fault("imap-down", None);
    let down = source.list().await;
    assert!(is_unreachable(&down), "{down:?}");
    lab.heal();
    assert!(places(&mut source).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_wakes_when_mail_comes() {
    let lab = Lab::up();
    let mut source = source(config(&lab, Tls::Implicit));
    assert!(places(&mut source).await.is_empty());
    let started = Instant::now();
    source.wait(Duration::from_millis(700)).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(700), "nothing came, but it woke");

    let sender = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300)); // till the IDLE stands
        let sent = Instant::now();
        lab.send_only(&mail("urgente", "ya"), "ana@scj.test", DESK);
        (lab, sent)
    });
    source.wait(Duration::from_secs(30)).await.unwrap();
    let woke = Instant::now();
    let (lab, sent) = sender.join().unwrap();
    let late = woke.saturating_duration_since(sent);
    assert!(woke > sent && late < Duration::from_millis(2_500), "{late:?}");
    let all = places(&mut source).await;
    assert_eq!(all.len(), 1);
    // Seen by nobody yet, and announced with another command's answer: no IDLE is needed to know.
    lab.send(&mail("otro", "más"), "ana@scj.test", DESK);
    source.file_away(&all, Shelf::Done).await.unwrap();
    let started = Instant::now();
    source.wait(Duration::from_secs(30)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(places(&mut source).await.len(), 1);
}

#[tokio::test]
async fn closes_politely_and_can_be_used_again() {
    let lab = Lab::up();
    let mut source = source(config(&lab, Tls::Starttls));
    assert!(places(&mut source).await.is_empty());
    source.close().await;
    // Dovecot writes it down a moment after it has said BYE.
    let by = Instant::now() + Duration::from_secs(10);
    while !std::fs::read_to_string(lab.path().join("log/dovecot.log")).unwrap().contains("Logged out") {
        assert!(Instant::now() < by, "Dovecot knows of no LOGOUT");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(places(&mut source).await.is_empty());
}
