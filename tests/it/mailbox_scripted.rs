//! The IMAP source against a scripted server that says what real ones say seldom.

use std::time::{Duration, Instant};

use radica::config::mailbox::{Endpoint, ImapConfig, Login, MailboxConfig, Proof, Tls};
use radica::mailbox::{Location, Shelf, Source, SourceError};

use crate::support::fake_imap::FakeImap;

const TWO: &str = "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"01-Nov-2026 08:15:00 -0500\" RFC822.SIZE 7)\r\n\
                   * 2 FETCH (UID 9 FLAGS () INTERNALDATE \" 2-Nov-2026 08:15:00 -0500\" RFC822.SIZE 7)\r\n\
                   {T} OK done\r\n";
const ONLY_5: &str = "* 1 FETCH (UID 5 FLAGS () RFC822.SIZE 7)\r\n{T} OK done\r\n";
const NOTHING: &str = "{T} OK done\r\n";
const STUB: &str = "* 1 FETCH (UID 5 BODY[] {81}\r\n\
                    Subject: Retrieval using the IMAP4 protocol failed for the following message: 5\r\n)\r\n";
const BODY_9: &str = "* 2 FETCH (UID 9 BODY[] {7}\r\n\r\nhola\n)\r\n";

fn source_with(port: u16, password: &str, tls: Tls) -> Source {
    Source::new(
        &MailboxConfig::Imap(ImapConfig {
            endpoint: Endpoint {
                host: "127.0.0.1".to_owned(),
                port,
                tls,
                ca_file: None,
                login: Some(Login { user: "desk".to_owned(), proof: Proof::Password(password.into()) }),
            },
            folder: "INBOX".to_owned(),
            done_folder: "Procesados".to_owned(),
            quarantine_folder: "Cuarentena".to_owned(),
            poll_interval: Duration::from_secs(60),
            idle: true,
        }),
        None,
    )
}

async fn start(script: &[(&'static str, &str)]) -> (FakeImap, Source) {
    let fake = FakeImap::start(script).await;
    let source = source_with(fake.port, "clave", Tls::None);
    (fake, source)
}

fn at(uid: u32) -> Location {
    Location(format!("imap:desk@127.0.0.1/INBOX:7:{uid}"))
}

fn unreachable<T: std::fmt::Debug>(result: Result<T, SourceError>) -> String {
    match result {
        Err(SourceError::Unreachable(said)) => said,
        other => panic!("not unreachable: {other:?}"),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, SourceError>) -> String {
    match result {
        Err(SourceError::Refused(said)) => said,
        other => panic!("not refused: {other:?}"),
    }
}

async fn uids(source: &mut Source) -> Vec<Location> {
    source.list().await.unwrap().into_iter().map(|entry| entry.location).collect()
}

#[tokio::test]
async fn a_refused_list_is_no_empty_folder() {
    let (_fake, mut source) = start(&[("UID FETCH", "{T} NO Server Unavailable. 15\r\n")]).await;
    assert!(unreachable(source.list().await).contains("Server Unavailable"));
}

#[tokio::test]
async fn a_refused_list_of_an_empty_folder_is_one() {
    let select = "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{T} OK done\r\n";
    let (_fake, mut source) =
        start(&[("SELECT", select), ("UID FETCH", "{T} BAD The specified message set is invalid.\r\n")])
            .await;
    assert!(source.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn lists_in_pieces_and_passes_over_deleted() {
    let answer = "* 1 FETCH (UID 5 RFC822.SIZE 70)\r\n* 1 FETCH (FLAGS (\\Seen) UID 5)\r\n\
                  * 2 FETCH (UID 9 FLAGS (\\deleted) RFC822.SIZE 7)\r\n* 3 FETCH (FLAGS (\\Seen))\r\n{T} OK done\r\n";
    let (_fake, mut source) = start(&[("UID FETCH", answer)]).await;
    let entries = source.list().await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((&entries[0].location, entries[0].size), (&at(5), 70));
}

#[tokio::test]
async fn a_mail_that_is_refused_holds_up_nobody() {
    let refusal = format!("{BODY_9}{{T}} NO Some messages could not be FETCHed\r\n");
    let (_fake, mut source) = start(&[
        ("UID FETCH 5,9 (UID BODY", &refusal),
        ("UID FETCH 5 (UID BODY", "{T} NO broken\r\n"),
        ("UID FETCH 5 (UID FLAGS", ONLY_5),
        ("UID FETCH 1:*", TWO),
    ])
    .await;
    assert_eq!(uids(&mut source).await, [at(5), at(9)]);
    let got = source.fetch(&[at(5), at(9)]).await.unwrap();
    assert_eq!(got.len(), 1);
    assert_eq!((&got[0].location, got[0].bytes.as_slice()), (&at(9), b"\r\nhola\n".as_slice()));
    assert_eq!(uids(&mut source).await, [at(9), at(5)], "the one that fails comes last now");
    let said = unreachable(source.fetch(&[at(5)]).await);
    assert!(said.contains("UID 5") && said.contains("broken"), "{said}");
}

#[tokio::test]
async fn ok_without_data_is_asked_again_and_then_named() {
    for body in [
        NOTHING,
        "* 1 FETCH (UID 5 BODY[] NIL)\r\n{T} OK x\r\n",
        "* 1 FETCH (UID 5 BODY[] \"\")\r\n{T} OK x\r\n",
    ] {
        let (fake, mut source) =
            start(&[("UID FETCH 5 (UID BODY", body), ("UID FETCH 5 (UID FLAGS", ONLY_5)]).await;
        let said = unreachable(source.fetch(&[at(5)]).await);
        assert!(said.contains("UID 5"), "{said}");
        assert_eq!(fake.count("UID FETCH 5 (UID BODY"), 2);
        let said = unreachable(source.fetch_range(&at(5), 0, 4).await);
        assert!(said.contains("UID 5"), "{said}");
    }
}

#[tokio::test]
async fn ok_without_data_of_a_mail_that_is_gone_is_absence() {
    let (fake, mut source) = start(&[("UID FETCH", NOTHING)]).await;
    assert!(source.fetch(&[at(5)]).await.unwrap().is_empty());
    assert_eq!(fake.count("UID FETCH 5 (UID BODY"), 1);
    assert!(source.fetch_range(&at(5), 0, 4).await.unwrap().is_none());
}

#[tokio::test]
async fn an_empty_mail_is_a_mail() {
    let (_fake, mut source) = start(&[
        ("UID FETCH 5 (UID BODY", "* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n{T} OK done\r\n"),
        ("UID FETCH 5 (UID FLAGS", "* 1 FETCH (UID 5 FLAGS () RFC822.SIZE 0)\r\n{T} OK done\r\n"),
    ])
    .await;
    let got = source.fetch(&[at(5)]).await.unwrap();
    assert_eq!((got.len(), got[0].bytes.len()), (1, 0));
}

#[tokio::test]
async fn a_stub_is_never_the_mail() {
    let both = format!("{STUB}{BODY_9}{{T}} OK done\r\n");
    let alone = format!("{STUB}{{T}} OK done\r\n");
    let (fake, mut source) = start(&[
        ("UID FETCH 5,9 (UID BODY", &both),
        ("UID FETCH 5 (UID BODY", &alone),
        ("UID FETCH 5 (UID FLAGS", ONLY_5),
    ])
    .await;
    let got = source.fetch(&[at(5), at(9)]).await.unwrap();
    assert_eq!(got.iter().map(|mail| &mail.location).collect::<Vec<_>>(), [&at(9)]);
    assert_eq!(fake.count("UID FETCH 5 (UID BODY"), 1, "asked once more");
    assert!(unreachable(source.fetch(&[at(5)]).await).contains("UID 5"));
}

#[tokio::test]
async fn bye_in_the_middle_loses_only_what_had_not_come() {
    let bye = format!("{BODY_9}* BYE Session invalidated - AccessTokenExpired\r\n{{CLOSE}}");
    let (fake, mut source) = start(&[
        ("UID FETCH 9 (UID BODY", "* BYE Session invalidated - AccessTokenExpired\r\n{CLOSE}"),
        ("UID FETCH 9,11 (UID BODY", &bye),
        ("UID FETCH 1:*", TWO),
    ])
    .await;
    assert!(unreachable(source.fetch(&[at(9)]).await).contains("AccessTokenExpired"));
    let got = source.fetch(&[at(9), at(11)]).await.unwrap();
    assert_eq!(got.iter().map(|mail| &mail.location).collect::<Vec<_>>(), [&at(9)]);
    assert_eq!(uids(&mut source).await, [at(5), at(9)]);
    assert_eq!(fake.count("LOGIN"), 3, "each time a new connection");
}

#[tokio::test]
async fn the_end_of_the_stream_is_no_empty_answer() {
    for verb in ["LOGIN", "SELECT", "CAPABILITY", "UID FETCH 1:*"] {
        let (_fake, mut source) = start(&[(verb, "{CLOSE}")]).await;
        let said = unreachable(source.list().await);
        assert!(said.contains("closed") || said.contains("lost"), "{verb}: {said}");
    }
}

#[tokio::test]
async fn a_mail_that_breaks_the_connection_comes_last() {
    let answers = [
        "* 1 FETCH (UID 5 BODY[] {4000000000}\r\n", // more than is taken at once
        "* 1 FETCH (UID 5 INTERNALDATE NIL)\r\n",   // makes the parser panic
        "* 1 FETCH (what is this\r\n",
    ];
    for answer in answers {
        let (_fake, mut source) = start(&[("UID FETCH 5,9 (UID BODY", answer), ("UID FETCH 1:*", TWO)]).await;
        let all = uids(&mut source).await;
        let said = unreachable(source.fetch(&all).await);
        assert!(said.contains("over the limit") || said.contains("not IMAP"), "{said}");
        assert!(!said.contains("what is this"), "what was received is not repeated");
        assert_eq!(uids(&mut source).await, all, "once may be chance");
        unreachable(source.fetch(&all).await);
        assert_eq!(uids(&mut source).await, [at(9), at(5)]);
    }
}

#[tokio::test]
async fn a_refused_move_is_an_error() {
    let (fake, mut source) = start(&[("UID MOVE", "{T} NO busy\r\n"), ("UID FETCH", ONLY_5)]).await;
    let said = unreachable(source.file_away(&[at(5)], Shelf::Done).await);
    assert!(said.contains("busy") && said.contains("Procesados"), "{said}");
    assert_eq!((fake.count("UID STORE"), fake.count("EXPUNGE")), (0, 0));
    let (_fake, mut source) =
        start(&[("UID MOVE", "{T} NO [OVERQUOTA] full\r\n"), ("UID FETCH", ONLY_5)]).await;
    assert!(refused(source.file_away(&[at(5)], Shelf::Done).await).contains("full"));
    // Refused because it is gone.
    let (_fake, mut source) = start(&[("UID MOVE", "{T} NO no such mail\r\n"), ("UID FETCH", NOTHING)]).await;
    source.file_away(&[at(5)], Shelf::Done).await.unwrap();
}

#[tokio::test]
async fn a_missing_shelf_is_made() {
    let (fake, mut source) =
        start(&[("UID MOVE", "{T} NO [TRYCREATE] no such folder\r\n"), ("UID MOVE", NOTHING)]).await;
    source.file_away(&[at(5), at(9)], Shelf::Done).await.unwrap();
    let tail: Vec<String> =
        fake.asked().into_iter().skip_while(|command| !command.starts_with("STATUS")).collect();
    assert_eq!(
        tail,
        [
            "STATUS \"Procesados\" (UIDVALIDITY)",
            "UID MOVE 5,9 \"Procesados\"",
            "CREATE \"Procesados\"",
            "SUBSCRIBE \"Procesados\"",
            "UID MOVE 5,9 \"Procesados\"",
        ]
    );
    let script = [("STATUS", "{T} NO [NONEXISTENT] none\r\n"), ("CREATE", "{T} NO [NOPERM] not yours\r\n")];
    let (_fake, mut source) = start(&script).await;
    let said = refused(source.check().await);
    assert!(said.contains("Procesados") && said.contains("not yours"), "{said}");
}

#[tokio::test]
async fn copies_where_move_is_missing_and_never_expunges_all() {
    for (offered, expunge) in [("IMAP4rev1 UIDPLUS", 1), ("IMAP4rev1", 0)] {
        let answer = format!("* CAPABILITY {offered}\r\n{{T}} OK done\r\n");
        let (fake, mut source) = start(&[("CAPABILITY", &answer)]).await;
        source.file_away(&[at(5)], Shelf::Quarantine).await.unwrap();
        let asked = fake.asked();
        assert!(asked.contains(&"UID COPY 5 \"Cuarentena\"".to_owned()), "{asked:?}");
        assert!(asked.contains(&"UID STORE 5 +FLAGS.SILENT (\\Deleted)".to_owned()), "{asked:?}");
        assert_eq!(fake.count("UID EXPUNGE 5"), expunge);
        assert_eq!((fake.count("EXPUNGE"), fake.count("CLOSE")), (0, 0));
    }
    // A copy that did not happen must not cost the original.
    let (fake, mut source) = start(&[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS\r\n{T} OK done\r\n"),
        ("UID COPY", "{T} NO busy\r\n"),
        ("UID FETCH", ONLY_5),
    ])
    .await;
    unreachable(source.file_away(&[at(5)], Shelf::Done).await);
    assert_eq!((fake.count("UID STORE"), fake.count("UID EXPUNGE")), (0, 0));
}

#[tokio::test]
async fn what_was_copied_and_cannot_be_marked_is_not_copied_again() {
    let (fake, mut source) = start(&[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS\r\n{T} OK done\r\n"),
        ("UID STORE", "{T} NO busy\r\n"),
        ("UID STORE", "{T} NO busy\r\n"),
        ("UID STORE", NOTHING),
    ])
    .await;
    for _ in 0..2 {
        let said = unreachable(source.file_away(&[at(5)], Shelf::Done).await);
        assert!(said.contains("does not mark mail as deleted: busy"), "{said}");
    }
    source.file_away(&[at(5), at(9)], Shelf::Done).await.unwrap();
    assert_eq!((fake.count("UID COPY 5 "), fake.count("UID COPY 9 ")), (1, 1), "{:?}", fake.asked());
    assert_eq!((fake.count("UID STORE 5 "), fake.count("UID EXPUNGE 5")), (3, 1));
    // Done with: should the number come up again, it is another matter.
    source.file_away(&[at(5)], Shelf::Done).await.unwrap();
    assert_eq!(fake.count("UID COPY 5 "), 2);
}

#[tokio::test]
async fn places_of_elsewhere_are_gone() {
    let (fake, mut source) = start(&[]).await;
    let foreign = [
        "imap:desk@127.0.0.1/INBOX:8:5",
        "imap:other@127.0.0.1/INBOX:7:5",
        "imap:desk@127.0.0.1/INBOX:7:0",
        "imap:desk@127.0.0.1/INBOX:7:5,9",
        "maildir:x",
        "",
    ]
    .map(|place| Location(place.to_owned()));
    assert!(source.fetch(&foreign).await.unwrap().is_empty());
    source.file_away(&foreign, Shelf::Done).await.unwrap();
    assert_eq!((fake.count("UID"), fake.count("CREATE")), (0, 0));
}

#[tokio::test]
async fn logs_in_as_the_offer_and_the_letters_demand() {
    let offers_plain = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{T} OK done\r\n";
    let go_on = [("AUTHENTICATE", "+ \r\n"), ("> ", NOTHING), ("UID FETCH", NOTHING)];

    let (fake, mut source) = start(&[("UID FETCH", NOTHING)]).await;
    assert!(source.list().await.unwrap().is_empty());
    assert_eq!(fake.asked()[..2], ["CAPABILITY", "LOGIN \"desk\" \"clave\""]);
    assert_eq!(fake.count("CAPABILITY"), 2, "asked again after the login");

    let mut script = vec![("CAPABILITY", offers_plain)];
    script.extend(go_on);
    let (fake, mut source) = start(&script).await;
    assert!(source.list().await.unwrap().is_empty());
    assert_eq!(fake.asked()[1..3], ["AUTHENTICATE PLAIN", "> AGRlc2sAY2xhdmU="]);

    // A greeting that names what is offered saves the first question; letters beyond ASCII need PLAIN all the same.
    let mut script = vec![("GREETING", "* OK [CAPABILITY IMAP4rev1] hi\r\n")];
    script.extend(go_on);
    let fake = FakeImap::start(&script).await;
    let mut source = source_with(fake.port, "contraseña", Tls::None);
    assert!(source.list().await.unwrap().is_empty());
    assert_eq!(fake.asked()[..2], ["AUTHENTICATE PLAIN", "> AGRlc2sAY29udHJhc2XDsWE="]);
}

#[tokio::test]
async fn what_must_stop_before_the_password() {
    let disabled = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n";
    let (fake, mut source) = start(&[("GREETING", disabled)]).await;
    assert!(refused(source.list().await).contains("LOGINDISABLED"));
    assert!(fake.asked().is_empty());

    let fake = FakeImap::start(&[("STARTTLS", "{T} NO not here\r\n")]).await;
    let said = refused(source_with(fake.port, "clave", Tls::Starttls).list().await);
    assert!(said.contains("TLS"), "{said}");
    assert_eq!(fake.asked(), ["STARTTLS"]);

    let fake = FakeImap::start(&[("GREETING", "* PREAUTH welcome\r\n")]).await;
    assert!(refused(source_with(fake.port, "clave", Tls::Starttls).list().await).contains("PREAUTH"));
    assert!(fake.asked().is_empty());

    let (fake, mut source) = start(&[("GREETING", "* BYE closed for today\r\n{CLOSE}")]).await;
    assert!(unreachable(source.list().await).contains("closed for today"));
    assert!(fake.asked().is_empty());

    let fake = FakeImap::start(&[]).await;
    refused(source_with(fake.port, "two\r\nlines", Tls::None).list().await);
    assert_eq!(fake.count("LOGIN"), 0);
}

#[tokio::test]
async fn logins_and_folders_that_fail() {
    let passing = [
        ("LOGIN", "{T} NO [UNAVAILABLE] Temporary authentication failure\r\n"),
        ("SELECT", "{T} NO [INUSE] later\r\n"),
        ("SELECT", "{T} NO [UNAVAILABLE] é\r\n"),
        ("SELECT", "{T} BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n"),
    ];
    for script in passing {
        let (_fake, mut source) = start(&[script]).await;
        unreachable(source.list().await);
    }
    let lasting = [
        ("LOGIN", "{T} NO [AUTHENTICATIONFAILED] no\r\n"),
        ("SELECT", "{T} NO no such folder\r\n"),
        ("SELECT", "{T} BAD User is authenticated but not connected.\r\n"),
        ("SELECT", "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{T} OK [READ-ONLY] look, don't touch\r\n"),
        ("SELECT", "* 0 EXISTS\r\n{T} OK no UIDs here\r\n"),
    ];
    for script in lasting {
        let (_fake, mut source) = start(&[script]).await;
        let said = refused(source.list().await);
        assert!(!said.contains('\n') && !said.contains("clave"), "{said}");
    }
}

#[tokio::test]
async fn keepalives_prolong_no_idle_and_a_refused_idle_is_a_rest() {
    // Keepalives without end come with the first answer; DONE is answered.
    let alive = "+ idling\r\n".to_owned() + &"* OK Still here\r\n".repeat(200);
    let (fake, mut source) = start(&[("UID FETCH", TWO), ("IDLE", &alive), ("> DONE", NOTHING)]).await;
    source.list().await.unwrap();
    let started = Instant::now();
    source.wait(Duration::from_millis(300)).await.unwrap();
    assert!((300..2_000).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    assert_eq!(fake.count("> DONE"), 1);

    let (fake, mut source) = start(&[("UID FETCH", TWO), ("IDLE", "{T} NO not today\r\n")]).await;
    source.list().await.unwrap();
    for _ in 0..2 {
        let started = Instant::now();
        source.wait(Duration::from_millis(300)).await.unwrap();
        assert!(started.elapsed() >= Duration::from_millis(300));
    }
    assert_eq!((fake.count("IDLE"), fake.count("LOGIN")), (1, 1), "not asked twice, and the session is kept");

    // Mail is announced in IDLE; a mere change of flags is not mail.
    let news = "+ idling\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n";
    let (_fake, mut source) = start(&[("UID FETCH", TWO), ("IDLE", news), ("> DONE", NOTHING)]).await;
    source.list().await.unwrap();
    let started = Instant::now();
    source.wait(Duration::from_secs(30)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));

    let (_fake, mut source) = start(&[("UID FETCH", TWO), ("IDLE", "+ x\r\n* BYE tired\r\n{CLOSE}")]).await;
    source.list().await.unwrap();
    assert!(unreachable(source.wait(Duration::from_secs(30)).await).contains("tired"));
}

#[tokio::test]
async fn a_cancelled_operation_leaves_no_session_behind() {
    let (fake, mut source) = start(&[("UID FETCH 5 (UID BODY", ""), ("UID FETCH 1:*", TWO)]).await;
    source.list().await.unwrap();
    let places = [at(5)];
    let cancelled = tokio::time::timeout(Duration::from_millis(100), source.fetch(&places)).await;
    assert!(cancelled.is_err(), "the answer never comes");
    assert_eq!(uids(&mut source).await, [at(5), at(9)]);
    assert_eq!(fake.count("LOGIN"), 2);
}

#[tokio::test]
async fn a_server_that_drips_is_given_up() {
    let drip = "* OK wait\r\n".repeat(3);
    let (_fake, mut source) = start(&[("UID FETCH 1:*", &drip)]).await;
    let Source::Imap(imap) = &mut source else { panic!("an IMAP source") };
    imap.timing.command = Duration::from_millis(300);
    assert!(unreachable(source.list().await).contains("did not come to an end"));
}

#[tokio::test]
async fn close_says_logout_and_waits_for_no_answer_for_long() {
    for answer in ["* BYE adiós\r\n{T} OK done\r\n{CLOSE}", "{CLOSE}", ""] {
        let (fake, mut source) = start(&[("UID FETCH 1:*", TWO), ("LOGOUT", answer)]).await;
        let Source::Imap(imap) = &mut source else { panic!("an IMAP source") };
        imap.timing.log_out = Duration::from_millis(200);
        source.close().await; // nothing to close yet
        source.list().await.unwrap();
        let started = Instant::now();
        source.close().await;
        source.close().await;
        assert!(started.elapsed() < Duration::from_secs(2), "{answer:?}");
        assert_eq!(fake.asked().last().map(String::as_str), Some("LOGOUT"));
    }
}
