//! Outgoing is paused while mail comes; what `status` says of a desk that is well and of one that is not; a service that
//! is paused, asked for its figures, and stopped.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use radica::health::{Health, Service, Trouble};
use radica::store::{Db, outbox, state};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::desk::{On, TestDesk, words_alone, write_configuration_of};
use crate::support::served::{LOOK_EVERY, Seen, Served};

on_both!(
    while_paused_cases_are_made_and_letters_wait,
    a_letter_in_hand_still_goes_and_no_other,
    what_needs_a_person_is_told,
    a_service_is_paused_and_tells_its_figures,
);

const ANA: &str = "Ana Pérez <ana@scj.test>";
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
const PRINTER: &str = "Buenos días:\n\nLa impresora del piso 3 no imprime.";

async fn pause(desk: &TestDesk) {
    let mut tx = desk.app.db.write().await.unwrap();
    state::pause(&mut tx, desk.clock.now().as_millisecond()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn resume(desk: &TestDesk) {
    let mut tx = desk.app.db.write().await.unwrap();
    assert!(state::resume(&mut tx).await.unwrap().is_some());
    tx.commit().await.unwrap();
}

async fn while_paused_cases_are_made_and_letters_wait(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", PRINTER);
    let before = desk.step().await.len();
    pause(&desk).await;
    desk.write(ANA, "Otra impresora", "Buenos días:\n\nEl monitor del piso 5 no enciende.");
    desk.write(BRUNO, "Impresora", PRINTER);
    let done = desk.round().await;
    assert_eq!(done.look.taken, 2);
    let [undone] = done.undone.as_slice() else { panic!("{:?}", done.undone) };
    assert!(
        undone.starts_with("outgoing is paused: ") && undone.ends_with("radica resume outgoing"),
        "{undone}"
    );
    assert!(desk.taken().await.iter().all(|(outcome, _)| outcome.starts_with("new_")), "cases are made");
    assert_eq!(desk.letters().len(), before, "nothing goes out");

    // Deadlines are met: whoever was asked for what is missing is reminded, when letters go again.
    desk.at("2026-11-25T10:00:00-05:00");
    let done = desk.round().await;
    assert!(done.due > 0);
    assert_eq!(desk.letters().len(), before);
    let queued = {
        let mut tx = desk.app.db.read().await.unwrap();
        let rows = outbox::list(&mut tx).await.unwrap();
        rows.into_iter().filter(|row| row.state == "queued").collect::<Vec<_>>()
    };
    assert!(queued.len() > 3 && queued.iter().all(|row| row.attempts == 0), "{queued:?}");

    resume(&desk).await;
    let mut sent: Vec<String> = desk.step().await.into_iter().map(|letter| letter.message_id).collect();
    let mut waited: Vec<String> = queued.into_iter().map(|row| row.message_id).collect();
    sent.sort();
    waited.sort();
    assert_eq!(sent, waited, "each once");
    assert_eq!(desk.step().await.len(), 0);
    desk.is_at_rest().await;
}

/// A server that takes letters; while it has the first one, outgoing is paused.
async fn pausing_server(listener: TcpListener, db: Db) {
    let (stream, _) = listener.accept().await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await.unwrap();
    let mut in_data = false;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: &[u8] = match line.as_str() {
            "." => {
                in_data = false;
                let mut tx = db.write().await.unwrap();
                state::pause(&mut tx, 1).await.unwrap();
                tx.commit().await.unwrap();
                b"250 taken\r\n"
            }
            _ if in_data => continue,
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await.unwrap();
    }
}

async fn a_letter_in_hand_still_goes_and_no_other(on: On) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", PRINTER);
    let mut desk = desk
        .begun_again(|folder| {
            let file = folder.join("radica.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            let smtp = format!(
                "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nmax_connections = 1\n"
            );
            std::fs::write(&file, text.replace("kind = \"maildir\"\npath = \"out\"\n", &smtp)).unwrap();
        })
        .await;
    let server = tokio::spawn(pausing_server(listener, desk.app.db.clone()));
    let done = desk.round().await;
    server.await.unwrap();
    assert_eq!((done.round.sent, done.round.paused), (1, Some(1)), "{done:?}");
    assert_eq!(done.undone, ["outgoing is paused: 2 letters stay queued until radica resume outgoing"]);
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = outbox::list(&mut tx).await.unwrap();
    let stood: Vec<_> = rows.iter().map(|row| (row.state.as_str(), row.attempts)).collect();
    assert_eq!(stood, [("sent", 1), ("queued", 0), ("queued", 0)]);
    assert_eq!(outbox::lease_holders(&mut tx).await.unwrap(), Vec::<String>::new());
}

async fn what_needs_a_person_is_told(on: On) {
    let mut desk = TestDesk::with(on, "[limits]\nmax_parts = 2\n").await;
    let health =
        async |desk: &TestDesk| Health::read(&desk.app.db, &desk.app.config, desk.clock.now()).await.unwrap();
    let told = async |desk: &TestDesk| health(desk).await.troubles(desk.clock.now());
    assert_eq!(told(&desk).await, [], "a desk that has never run");

    desk.write(ANA, "Impresora", PRINTER);
    desk.step().await;
    let now = desk.clock.now();
    let well = health(&desk).await;
    assert_eq!(well.troubles(now), []);
    assert_eq!((well.looked, well.service(now)), (Some(now), Service::Stopped));
    assert_eq!(well.figures.last_sent, Some(now.as_millisecond()));
    assert_eq!((well.figures.queued, well.figures.tickets_open), (0, 1));

    pause(&desk).await;
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nparte\r\n".repeat(5);
    desk.deliver(&format!(
        "From: {BRUNO}\r\nMessage-ID: <partes@scj.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    ));
    desk.write(BRUNO, "Impresora", PRINTER);
    desk.round().await;
    assert_eq!(told(&desk).await, [Trouble::OutgoingPaused(now), Trouble::MailsQuarantined(1)]);
    resume(&desk).await;
    assert_eq!(told(&desk).await, [Trouble::MailsQuarantined(1)]);
    // Nobody sends them.
    desk.clock.advance(SignedDuration::from_secs(3601));
    assert_eq!(told(&desk).await, [Trouble::LettersWait(now), Trouble::MailsQuarantined(1)]);
    desk.round().await;
    let row = {
        let mut tx = desk.app.db.write().await.unwrap();
        let last = outbox::list(&mut tx).await.unwrap().pop().unwrap().id;
        outbox::failed(&mut tx, last, desk.clock.now().as_millisecond(), "550").await.unwrap();
        tx.commit().await.unwrap();
        last
    };
    assert_eq!(told(&desk).await, [Trouble::LettersFailed(1), Trouble::MailsQuarantined(1)]);
    desk.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(told(&desk).await, [], "what went wrong long ago was seen or never will be");
    assert_eq!(health(&desk).await.figures.failed, 1, "letter {row}");
}

/// An answer over HTTP: its status line and its body.
fn ask(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Content-Length: {}", body.len())) || body.is_empty(), "{head}");
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

fn scrape(address: &str) -> Vec<String> {
    let (status, body) = ask(address, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assert_eq!(status, "HTTP/1.1 200 OK");
    body.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// Asks again until the figures hold one.
async fn until_told(address: &str, figure: &str) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let told = scrape(address);
        if told.iter().any(|line| line == figure) {
            return told;
        }
        assert!(Instant::now() < deadline, "never {figure}: {told:#?}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// A command beside the service, some seconds after it was started.
fn beside(folder: &std::path::Path, seconds: i64, line: &str) -> Output {
    let now = "2026-11-20T10:00:00-05:00".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds);
    Command::new(env!("CARGO_BIN_EXE_radica"))
        .args(line.split(' '))
        .current_dir(folder)
        .env("RADICA_NOW", now.to_string())
        .env_remove("RADICA_CONFIG")
        .env("RADICA_LOG", "error")
        .output()
        .unwrap()
}

fn status(folder: &std::path::Path, seconds: i64) -> (Option<i32>, Value) {
    let output = beside(folder, seconds, "status --json");
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

async fn a_service_is_paused_and_tells_its_figures(on: On) {
    let folder = tempfile::tempdir().unwrap();
    let (seen, url) = match on {
        On::Sqlite => (Seen::Sqlite(folder.path().join("radica.db")), "sqlite://radica.db".to_owned()),
        On::Postgres => {
            let url = crate::support::postgres::fresh().await;
            (Seen::Postgres(url.clone()), url)
        }
    };
    let ends = format!(
        "[mailbox]\nkind = \"maildir\"\npath = \"in\"\npoll_interval = \"1s\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n\
         [metrics]\nlisten = \"127.0.0.1:0\"\n[rules]\ndigest = false\n{}",
        words_alone(folder.path())
    );
    write_configuration_of(folder.path(), &url, &ends);
    let new = folder.path().join("in/new");
    std::fs::create_dir_all(&new).unwrap();
    let mail = |name: &str| {
        let raw = format!(
            "From: {ANA}\r\nTo: soporte.tecnico@scj.test\r\nSubject: Impresora {name}\r\nMessage-ID: <{name}@scj.test>\r\n\r\n{PRINTER}\r\n"
        );
        std::fs::write(new.join(name), raw).unwrap();
    };
    mail("1790000001.M1.test");
    for _ in 0..2 {
        let paused = beside(folder.path(), 0, "pause outgoing");
        let said = String::from_utf8_lossy(&paused.stdout).into_owned();
        assert!(said.starts_with("Outgoing is paused since 2026-11-20 10:00"), "{paused:?}");
    }

    let mut served = Served::start(folder.path(), "2026-11-20T10:00:01-05:00");
    served.until_it_says("outgoing is paused: letters stay queued").await;
    let said = served.said();
    let address = said.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let told = until_told(&address, "radica_tickets_open 1").await;
    let until = async |what: &str, count: usize| {
        let deadline = Instant::now() + Duration::from_secs(90);
        while seen.counts([what]).await.unwrap() != [count] {
            assert!(Instant::now() < deadline, "never {count} {what}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    assert!(told.contains(&"radica_up 1".to_owned()), "{told:?}");
    // Another mail comes meanwhile.
    mail("1790000002.M2.test");
    until("inbound", 2).await;
    let [queued, sent] =
        seen.counts(["letter WHERE state = 'queued'", "letter WHERE state = 'sent'"]).await.unwrap();
    assert!(queued > 2 && sent == 0, "{queued} {sent}");
    let told = until_told(&address, &format!("radica_outbox_queued {queued}")).await;
    for figure in ["radica_paused 1", "radica_outbox_failed 0", "radica_inbound_quarantined 0"] {
        assert!(told.contains(&figure.to_owned()), "{figure}: {told:#?}");
    }
    for name in ["mailbox", "outbox", "schedule"] {
        let label = format!("radica_loop_last_turn_timestamp_seconds{{loop=\"{name}\"}} 17951868");
        assert!(told.iter().any(|line| line.starts_with(&label)), "{label}: {told:#?}");
    }
    let (code, said) = status(folder.path(), 30);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!((&said["service"], &said["healthy"]), (&"running".into(), &false.into()), "{said}");
    assert_eq!(said["troubles"][0]["what"], "outgoing_paused", "{said}");
    assert_eq!(said["paused_since"], "2026-11-20T10:00:00-05:00", "{said}");

    // Who asks for something else, or not at all, holds up nobody.
    let _silent: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for (request, expected) in [
        ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found"),
        ("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"),
        ("HELO radica\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        (&"x".repeat(8 << 10), "HTTP/1.1 400 Bad Request"),
    ] {
        assert_eq!(ask(&address, request).0, expected);
    }

    assert!(beside(folder.path(), 30, "resume outgoing").status.success());
    served.until_it_says("outgoing is no longer paused").await;
    until("letter WHERE state = 'sent'", queued).await;
    let told = until_told(&address, "radica_outbox_queued 0").await;
    assert!(told.contains(&"radica_paused 0".to_owned()), "{told:#?}");
    assert!(
        told.iter().any(|line| line.starts_with("radica_outbox_last_sent_timestamp_seconds 17951868")),
        "{told:#?}"
    );
    let (code, said) = status(folder.path(), 40);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(std::fs::read_dir(folder.path().join("out/new")).unwrap().count(), queued, "each once");
    assert_eq!(served.said().matches("outgoing is paused").count(), 1, "said once");
    let (ended, _) = served.terminate(Duration::from_secs(10)).await;
    assert!(ended.success());
    let (code, said) = status(folder.path(), 50);
    assert_eq!((code, &said["service"]), (Some(0), &"stopped".into()), "{said}");
    assert!(said["mailbox_looked_at"].is_string() && said["loops"]["outbox"].is_string(), "{said}");
    assert!(TcpStream::connect(&address).is_err(), "it ends with the service");
}
