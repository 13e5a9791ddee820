//! The transport against a scripted server: what each answer, silence and cut comes to at each stage.

mod exchange;
mod peer;

use std::path::Path;

use secrecy::SecretString;

use self::peer::{Peer, Step};
use super::*;
use crate::config::mailbox::{Endpoint, Login, Proof, Tls};
use crate::desk::address::Address;
use crate::desk::message_id::MessageId;

fn config(port: u16) -> SmtpConfig {
    SmtpConfig {
        endpoint: Endpoint { host: "127.0.0.1".into(), port, tls: Tls::None, ca_file: None, login: None },
        max_connections: 3,
    }
}

fn short() -> Limits {
    Limits {
        connect: Duration::from_millis(300),
        command: Duration::from_millis(300),
        letter: Duration::from_millis(300),
        courtesy: Duration::from_millis(300),
        ..Limits::default()
    }
}

fn transport(peer: &Peer, limits: Limits) -> SmtpTransport {
    SmtpTransport::new(&config(peer.port), None, limits).unwrap()
}

fn letter_to(to: &str) -> Outgoing {
    Outgoing {
        from: Address::parse("mesa@scj.test").unwrap(),
        to: Address::parse(to).unwrap(),
        message_id: MessageId::parse("carta-1@scj.test").unwrap(),
        bytes: b"Message-ID: <carta-1@scj.test>\r\nSubject: x\r\n\r\nhola\r\n.punto\r\n".to_vec(),
    }
}

fn letter() -> Outgoing {
    letter_to("ana@scj.test")
}

fn logged_in(peer: &Peer) -> SmtpTransport {
    let mut config = config(peer.port);
    let password = SecretString::from("secreto");
    config.endpoint.login = Some(Login { user: "mesa@scj.test".into(), proof: Proof::Password(password) });
    SmtpTransport::new(&config, None, short()).unwrap()
}

fn kind(result: &Result<Accepted, SendError>) -> &'static str {
    match result {
        Ok(_) => "accepted",
        Err(SendError::Passing(_)) => "passing",
        Err(SendError::Permanent(_)) => "permanent",
        Err(SendError::Unavailable(_)) => "unavailable",
    }
}

#[tokio::test]
async fn a_letter_arrives_whole_with_its_dots() {
    let peer = Peer::start().await;
    let sent = transport(&peer, short()).send(&letter()).await;
    assert_eq!(sent.unwrap(), Accepted { server_message_id: None });
    let seen = peer.seen();
    assert_eq!(
        seen.letters,
        [b"Message-ID: <carta-1@scj.test>\r\nSubject: x\r\n\r\nhola\r\n..punto\r\n".to_vec()]
    );
    let said: Vec<_> = seen.commands.iter().filter(|line| !line.starts_with("EHLO")).cloned().collect();
    assert_eq!(said, ["MAIL FROM:<mesa@scj.test> SIZE=60", "RCPT TO:<ana@scj.test>", "DATA"]);
}

#[tokio::test]
async fn each_answer_at_each_stage() {
    for (verb, answer, want) in [
        ("CONNECT", "421 4.3.2 busy", "passing"),
        ("CONNECT", "554 5.7.1 go away", "unavailable"),
        ("CONNECT", "SSH-2.0-OpenSSH_9.2", "unavailable"),
        ("EHLO", "451 4.3.0 later", "passing"),
        ("EHLO", "550 5.7.1 bad name", "unavailable"),
        ("AUTH", "454 4.7.0 later", "passing"),
        ("AUTH", "535 5.7.3 Authentication unsuccessful", "unavailable"),
        ("AUTH", "550 5.7.30 Basic authentication is not supported for Client Submission", "unavailable"),
        ("AUTH", "250 2.0.0 fine", "passing"),
        ("MAIL", "451 4.3.0 later", "passing"),
        ("MAIL", "421 4.7.0 closing", "passing"),
        ("MAIL", "550 5.7.60 may not send as this sender", "unavailable"),
        ("RCPT", "450 4.2.1 greylisted", "passing"),
        ("RCPT", "421 4.7.0 closing", "passing"),
        ("RCPT", "550 5.1.1 unknown", "permanent"),
        ("RCPT", "354 what?", "passing"),
        ("DATA", "451 4.3.0 later", "passing"),
        ("DATA", "554 5.5.1 no valid recipients", "permanent"),
        ("DATA", "250 2.0.0 what?", "passing"),
        ("END", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "passing"),
        ("END", "552 5.2.3 too big", "permanent"),
        ("END", "554 5.6.0 x MapiExceptionDuplicateDelivery x", "accepted"),
        ("END", "251 what?", "passing"),
        ("END", "250 2.0.0 queued", "accepted"),
    ] {
        let peer = Peer::start().await;
        peer.on(verb, Step::Say(answer));
        let result = logged_in(&peer).send(&letter()).await;
        assert_eq!(kind(&result), want, "{verb} {answer}: {result:?}");
        if let (Err(error), true) = (&result, answer.contains(' ')) {
            let words = answer.split_once(' ').unwrap().1;
            assert!(error.to_string().contains(words), "{verb} {answer}: {error}");
        }
    }
}

#[tokio::test]
async fn silence_and_cuts_pass() {
    let mut cases = Vec::new();
    for verb in ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END"] {
        for step in [Step::Stall, Step::Cut, Step::Say("25")] {
            cases.push(cut_short(verb, step));
        }
    }
    join_all(cases).await;
}

async fn cut_short(verb: &'static str, step: Step) {
    let peer = Peer::start().await;
    peer.on(verb, step);
    let smtp = logged_in(&peer);
    let result = smtp.send(&letter()).await;
    // Before the letter's own turn it is the server's fault, and no attempt at the letter.
    let is_before = ["CONNECT", "EHLO", "AUTH"].contains(&verb);
    assert_eq!(
        kind(&result),
        if is_before { "unavailable" } else { "passing" },
        "{verb} {step:?}: {result:?}"
    );
    // What was cut short is not used again.
    let again = smtp.send(&letter()).await;
    assert_eq!(kind(&again), "accepted", "{verb} {step:?}: {again:?}");
    assert_eq!(peer.seen().connections, 2, "{verb} {step:?}");
}

#[tokio::test]
async fn nobody_listens() {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().port()
    };
    let error = SmtpTransport::new(&config(port), None, short()).unwrap().send(&letter()).await.unwrap_err();
    assert!(matches!(error, SendError::Unavailable(_)));
    assert_eq!(error.to_string(), format!("cannot reach 127.0.0.1:{port}: connection refused"));
}

#[tokio::test]
async fn a_connection_is_kept_and_survives_refusals() {
    let peer = Peer::start().await;
    let smtp = transport(&peer, short());
    for (verb, answer, want) in [
        ("RCPT", "250 2.1.5 ok", "accepted"),
        ("RCPT", "550 5.1.1 unknown", "permanent"),
        ("MAIL", "451 4.3.0 later", "passing"),
        ("END", "554 5.7.1 spam", "permanent"),
        ("END", "250 2.0.0 ok", "accepted"),
    ] {
        peer.on(verb, Step::Say(answer));
        assert_eq!(kind(&smtp.send(&letter()).await), want, "{verb} {answer}");
    }
    assert_eq!(peer.seen().connections, 1);
    assert_eq!(peer.seen().commands.iter().filter(|line| *line == "RSET").count(), 2);
    smtp.close().await;
    assert_eq!(peer.seen().commands.last().unwrap(), "QUIT");
}

#[tokio::test]
async fn a_dead_kept_connection_is_replaced_at_once() {
    for (probe_after, verb) in [(Duration::MAX, "MAIL"), (Duration::ZERO, "NOOP")] {
        for step in [Step::Cut, Step::Say("421 4.4.2 idle for too long"), Step::Stall] {
            let peer = Peer::start().await;
            let smtp = transport(&peer, Limits { probe_after, ..short() });
            smtp.send(&letter()).await.unwrap();
            peer.on(verb, step);
            smtp.send(&letter()).await.unwrap();
            assert_eq!(peer.seen().connections, 2, "{verb} {step:?}");
            assert_eq!(peer.seen().letters.len(), 2, "{verb} {step:?}");
        }
    }
    // Once only: when the new one is dead too, it is for later.
    let peer = Peer::start().await;
    let smtp = transport(&peer, short());
    smtp.send(&letter()).await.unwrap();
    peer.on("MAIL", Step::Cut);
    peer.on("MAIL", Step::Cut);
    assert_eq!(kind(&smtp.send(&letter()).await), "passing");
    assert_eq!(peer.seen().connections, 2);
}

#[tokio::test]
async fn after_data_nothing_is_sent_again_by_itself() {
    let peer = Peer::start().await;
    let smtp = transport(&peer, short());
    smtp.send(&letter()).await.unwrap();
    peer.on("END", Step::Cut);
    let error = smtp.send(&letter()).await.unwrap_err();
    assert!(matches!(&error, SendError::Passing(text) if text.contains("closed the connection")), "{error}");
    assert_eq!(peer.seen().letters.len(), 2);
}

#[tokio::test]
async fn a_cancelled_send_leaves_no_connection_behind() {
    let peer = Peer::start().await;
    let smtp = transport(&peer, Limits::default());
    smtp.send(&letter()).await.unwrap();
    peer.on("END", Step::Stall);
    let letter = letter();
    tokio::select! {
        result = smtp.send(&letter) => panic!("{result:?}"),
        () = peer.until(|seen| seen.letters.len() == 2) => {}
    }
    smtp.send(&letter).await.unwrap();
    assert_eq!(peer.seen().connections, 2);
}

#[tokio::test]
async fn connections_are_worn_out_and_grow_old() {
    let peer = Peer::start().await;
    let smtp = transport(&peer, Limits { letters: 2, ..short() });
    for _ in 0..5 {
        smtp.send(&letter()).await.unwrap();
    }
    assert_eq!(peer.seen().connections, 3);

    let peer = Peer::start().await;
    let smtp = transport(&peer, Limits { keep_idle: Duration::from_millis(40), ..short() });
    smtp.send(&letter()).await.unwrap();
    peer.until(|seen| seen.commands.last().is_some_and(|line| line == "QUIT")).await;
    smtp.send(&letter()).await.unwrap();
    assert_eq!(peer.seen().connections, 2);
}

#[tokio::test]
async fn never_more_connections_than_allowed() {
    let peer = Peer::start().await;
    let smtp = transport(&peer, Limits { letters: 4, ..short() });
    let sent = join_all((0..40).map(|_| async { smtp.send(&letter()).await })).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    smtp.check().await.unwrap();
    let seen = peer.seen();
    assert_eq!(seen.letters.len(), 40);
    assert_eq!(seen.most_open, 3);
}

#[tokio::test]
async fn the_servers_own_id_is_kept() {
    let peer = Peer::start().await;
    peer.on("END", Step::Say("250 2.0.0 OK <AB1@BL0PR01.prod.outlook.com> [Hostname=BL0PR01]"));
    let accepted = transport(&peer, short()).send(&letter()).await.unwrap();
    assert_eq!(accepted.server_message_id.unwrap().as_str(), "AB1@BL0PR01.prod.outlook.com");
}

#[tokio::test]
async fn what_the_server_cannot_carry_is_not_offered() {
    let peer = Peer::start().await;
    peer.on("EHLO", Step::Say("250-x\r\n250 SIZE 50"));
    peer.on("EHLO", Step::Say("250-x\r\n250 SIZE 50"));
    let smtp = transport(&peer, short());
    let mut foreign = letter_to("ana@españa.test");
    foreign.bytes.truncate(40);
    let mut eight_bit = letter();
    eight_bit.bytes = "Subject: ñ\r\n\r\n".as_bytes().to_vec();
    for (letter, words) in
        [(letter(), "the letter has 60 bytes"), (foreign, "SMTPUTF8"), (eight_bit, "8BITMIME")]
    {
        let error = smtp.send(&letter).await.unwrap_err();
        assert!(matches!(&error, SendError::Permanent(text) if text.contains(words)), "{error}");
    }
    let seen = peer.seen();
    assert!(!seen.commands.iter().any(|line| line.starts_with("MAIL")), "{:?}", seen.commands);
    assert_eq!(seen.connections, 1);
}

#[tokio::test]
async fn what_the_letter_needs_is_asked_for() {
    let peer = Peer::start().await;
    let mut letter = letter_to("josé@españa.test");
    letter.bytes = "Subject: ñ\r\n\r\n".as_bytes().to_vec();
    transport(&peer, short()).send(&letter).await.unwrap();
    let seen = peer.seen();
    assert!(
        seen.commands.contains(&"MAIL FROM:<mesa@scj.test> SIZE=15 SMTPUTF8 BODY=8BITMIME".to_owned()),
        "{:?}",
        seen.commands
    );
}

#[tokio::test]
async fn logs_in_by_plain_or_login() {
    let peer = Peer::start().await;
    logged_in(&peer).send(&letter()).await.unwrap();
    assert!(peer.seen().commands.contains(&"AUTH PLAIN AG1lc2FAc2NqLnRlc3QAc2VjcmV0bw==".to_owned()));

    let peer = Peer::start().await;
    peer.on("EHLO", Step::Say("250-x\r\n250 AUTH LOGIN"));
    peer.on("EHLO", Step::Say("250-x\r\n250 AUTH LOGIN"));
    logged_in(&peer).send(&letter()).await.unwrap();
    assert!(peer.seen().commands.contains(&"c2VjcmV0bw==".to_owned()));

    let peer = Peer::start().await;
    peer.on("EHLO", Step::Say("250-x\r\n250 AUTH GSSAPI"));
    peer.on("EHLO", Step::Say("250-x\r\n250 AUTH GSSAPI"));
    let error = logged_in(&peer).send(&letter()).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(text) if text.ends_with("offers no login by PLAIN or LOGIN, but GSSAPI"))
    );
}

#[tokio::test]
async fn starttls_is_never_left_off() {
    let peer = Peer::start().await;
    let mut config = config(peer.port);
    config.endpoint.tls = Tls::Starttls;
    let smtp = SmtpTransport::new(&config, None, short()).unwrap();
    let error = smtp.send(&letter()).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(text) if text.contains("does not offer STARTTLS")),
        "{error}"
    );

    // What is slipped in behind the answer to STARTTLS is not taken for the server's.
    peer.on("EHLO", Step::Say("250-x\r\n250 STARTTLS"));
    peer.on("STARTTLS", Step::Say("220 2.0.0 ready\r\n250-x\r\n250 AUTH PLAIN"));
    let error = smtp.send(&letter()).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(text) if text.contains("more than it was asked")),
        "{error}"
    );

    peer.on("EHLO", Step::Say("250-x\r\n250 STARTTLS"));
    peer.on("STARTTLS", Step::Say("454 4.7.0 TLS not available"));
    assert_eq!(kind(&smtp.send(&letter()).await), "passing");
    assert!(peer.seen().letters.is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_given_up() {
    let long: &'static str = Box::leak(format!("220-{}\r\n", "x".repeat(60)).repeat(2000).into_boxed_str());
    for (verb, want) in [("CONNECT", "unavailable"), ("RCPT", "passing")] {
        let peer = Peer::start().await;
        peer.on(verb, Step::Say(long));
        assert_eq!(kind(&transport(&peer, short()).send(&letter()).await), want, "{verb}");
    }
}

#[tokio::test]
async fn a_trickle_is_an_answer_as_long_as_it_comes_in_time() {
    for (verb, answer) in [("CONNECT", "220 hi"), ("RCPT", "250 2.1.5 ok"), ("END", "250 2.0.0 queued")] {
        let peer = Peer::start().await;
        peer.on(verb, Step::Drip(answer, 5));
        assert_eq!(kind(&transport(&peer, short()).send(&letter()).await), "accepted", "{verb}");
        // Each byte is in time, the whole is not.
        let peer = Peer::start().await;
        peer.on(verb, Step::Drip(answer, 100));
        let smtp = transport(&peer, short());
        let want = if verb == "CONNECT" { "unavailable" } else { "passing" };
        assert_eq!(kind(&smtp.send(&letter()).await), want, "{verb}");
        assert_eq!(kind(&smtp.send(&letter()).await), "accepted", "{verb}");
        assert_eq!(peer.seen().connections, 2, "{verb}");
    }
}

#[test]
fn bad_settings_are_told() {
    let mut plain = config(25);
    plain.endpoint.host = "mail.scj.test".into();
    let error = SmtpTransport::new(&plain, None, short()).unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(text) if text.contains("mail.scj.test:25 is not")),
        "{error}"
    );
    plain.endpoint.host = "::1".into();
    assert!(SmtpTransport::new(&plain, None, short()).is_ok());

    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let missing = folder.path().join("missing.pem");
    let empty = file("empty.pem", "nothing\n");
    let broken = file("broken.pem", "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----\n");
    let wrong = file("wrong.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (path, why) in [
        (&missing, "No such file"),
        (&empty, "it holds no certificate in PEM"),
        (&broken, "it is no sound PEM"),
        (&wrong, "it holds what is no certificate"),
    ] {
        let error = with_ca(path).unwrap_err();
        let (said, start) = (error.to_string(), format!("the CA file {} cannot be read: ", path.display()));
        assert!(said.starts_with(&start) && said.contains(why), "{said}");
        assert!(matches!(error, SendError::Unavailable(_)), "{error}");
    }
}

fn with_ca(path: &Path) -> Result<SmtpTransport, SendError> {
    let mut config = config(465);
    config.endpoint.tls = Tls::Implicit;
    config.endpoint.ca_file = Some(path.to_owned());
    SmtpTransport::new(&config, None, short())
}

#[tokio::test]
async fn a_check_sends_nothing_and_tells_what_it_found() {
    let peer = Peer::start().await;
    let found = logged_in(&peer).check().await.unwrap();
    assert_eq!(
        found,
        format!(
            "127.0.0.1:{} answers as peer.test, not secured, logged in as m***@scj.test; it takes letters of up to 1000000 bytes",
            peer.port
        )
    );
    let seen = peer.seen();
    assert!(!seen.commands.iter().any(|line| line.starts_with("MAIL")));
    assert_eq!(seen.commands.last().unwrap(), "QUIT");
}
