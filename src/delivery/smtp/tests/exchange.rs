//! A scripted server that speaks as Exchange Online does when letters are submitted to it: tokens instead of passwords,
//! an identifier of its own for each letter, and its ways of saying "not now", "not you" and "I have it".

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use data_encoding::BASE64;
use tempfile::TempDir;

use super::*;
use crate::config::mailbox::OutgoingConfig;

const OFFERS: &str = "250-BL0PR01CA0001.outlook.office365.com Hello [203.0.113.7]\r\n250-SIZE 157286400\r\n250-PIPELINING\r\n\
                      250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH LOGIN XOAUTH2\r\n250-8BITMIME\r\n250-BINARYMIME\r\n\
                      250-CHUNKING\r\n250 SMTPUTF8";
const TAKEN: &str = "250 2.0.0 OK <BL0PR01MB4321A0B1@BL0PR01MB4321.prod.outlook.com> [Hostname=BL0PR01MB4321.prod.outlook.com]";
/// `{"status":"400","schemes":"Bearer","scope":"https://outlook.office365.com/"}`.
const CHALLENGE: &str = "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL291dGxvb2sub2ZmaWNlMzY1LmNvbS8ifQ==";
const THREADS: &str =
    "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=BL0PR01MB4321.prod.outlook.com]";
const DUPLICATE: &str = "554 5.2.0 STOREDRV.Submission.Exception:StoragePermanentException.MapiExceptionDuplicateDelivery; \
                         Failed to process message due to a permanent exception with message Cannot submit message.";
const SEND_AS: &str = "554 5.2.252 SendAsDenied; mesa@scj.test not allowed to send as otra@scj.test; \
                       STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message";

/// A token as long as Microsoft's, the n-th.
fn token(nth: usize) -> String {
    format!("eyJ0eXAiOiJKV1QifQ.{}.{nth}", "a1B2-_".repeat(350))
}

/// The server, a transport that logs in to it by token, and how often a token was asked for.
struct Exchange {
    peer: Peer,
    smtp: SmtpTransport,
    asked: Arc<AtomicUsize>,
    _folder: TempDir,
}

impl Exchange {
    async fn start() -> Self {
        Self::offering(OFFERS).await
    }

    async fn offering(offers: &'static str) -> Self {
        let peer = Peer::offering(offers).await;
        let (tokens_at, asked) = token_server();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "s3creto").unwrap();
        let file = folder.path().join("radica.toml");
        let text = format!(
            "[desk]\naddress = \"mesa@scj.test\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"smtp\"\n\
             host = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nuser = \"mesa@scj.test\"\nauth = \"oauth2\"\n[oauth2]\n\
             token_url = \"http://127.0.0.1:{tokens_at}/t/oauth2/v2.0/token\"\nclient_id = \"c\"\n\
             client_secret_file = \"secret\"\nscope = \"https://outlook.office365.com/.default\"\n",
            peer.port
        );
        std::fs::write(&file, text).unwrap();
        let config = crate::config::load(&file).unwrap();
        let OutgoingConfig::Smtp(smtp) = &config.outgoing else { panic!("an SMTP server") };
        let tokens = Tokens::new(config.oauth2.unwrap());
        let smtp = SmtpTransport::new(smtp, Some(&tokens), short()).unwrap();
        Self { peer, smtp, asked, _folder: folder }
    }

    async fn send(&self) -> Result<Accepted, SendError> {
        self.smtp.send(&letter()).await
    }

    /// How often a token was asked for.
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// How often the n-th token was shown.
    fn shown(&self, nth: usize) -> usize {
        let said = format!("user=mesa@scj.test\u{1}auth=Bearer {}\u{1}\u{1}", token(nth));
        let proof = BASE64.encode(said.as_bytes());
        self.peer.seen().commands.iter().filter(|line| **line == proof).count()
    }
}

/// Gives a new token each time.
fn token_server() -> (u16, Arc<AtomicUsize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut request, mut part) = (Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&request).contains("scope=") {
                let read = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..read]);
            }
            let token = token(count.fetch_add(1, Ordering::SeqCst) + 1);
            let body =
                format!("{{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"{token}\"}}");
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    (port, asked)
}

#[tokio::test]
async fn a_long_token_goes_when_it_is_asked_for_and_its_own_id_is_kept() {
    let exchange = Exchange::start().await;
    exchange.peer.on("END", Step::Say(TAKEN));
    let accepted = exchange.send().await.unwrap();
    let id = accepted.server_message_id.unwrap();
    assert_eq!(id.as_str(), "BL0PR01MB4321A0B1@BL0PR01MB4321.prod.outlook.com");
    let seen = exchange.peer.seen();
    // RFC 4954, section 4: on the line of AUTH it would be longer than servers take.
    let at = seen.commands.iter().position(|line| line.starts_with("AUTH")).unwrap();
    assert_eq!(seen.commands[at], "AUTH XOAUTH2");
    assert!(seen.commands[at + 1].len() > 2_500);
    assert_eq!((exchange.shown(1), exchange.asked()), (1, 1));
    exchange.send().await.unwrap();
    assert_eq!((exchange.peer.seen().connections, exchange.asked()), (1, 1));
}

#[tokio::test]
async fn a_refused_token_is_dropped_and_one_fresh_one_tried() {
    let exchange = Exchange::start().await;
    exchange.peer.on("TOKEN", Step::Say(CHALLENGE));
    let error = exchange.send().await.unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, SendError::Unavailable(_)), "{said}");
    assert!(said.contains("refuses the login: 535 5.7.3 Authentication unsuccessful"), "{said}");
    assert!(said.contains("m***@scj.test") && !said.contains("eyJ"), "{said}");
    let seen = exchange.peer.seen();
    assert_eq!(seen.commands.last().unwrap(), "", "the challenge is met by an empty line");
    exchange.send().await.unwrap();
    assert_eq!((exchange.shown(1), exchange.shown(2), exchange.asked()), (1, 1, 2));
    // Refused at once, without a challenge.
    let exchange = Exchange::start().await;
    exchange.peer.on("TOKEN", Step::Say("535 5.7.3 Authentication unsuccessful [BL0PR01CA0001]"));
    assert_eq!(kind(&exchange.send().await), "unavailable");
    exchange.send().await.unwrap();
    assert_eq!((exchange.shown(2), exchange.asked()), (1, 2));
}

#[tokio::test]
async fn a_server_without_time_is_tried_later_with_the_same_token() {
    for (verb, answer) in [
        (
            "CONNECT",
            "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
        ),
        ("AUTH", "421 4.3.2 Service not available"),
        ("TOKEN", "454 4.7.0 Temporary authentication failure"),
        ("TOKEN", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"),
        ("MAIL", "421 4.4.2 Message submission rate for this client has exceeded the configured limit"),
        ("MAIL", "451 4.7.500 Server busy. Please try again later"),
        ("END", THREADS),
    ] {
        let exchange = Exchange::start().await;
        exchange.peer.on(verb, Step::Say(answer));
        let error = exchange.send().await.unwrap_err();
        let words = answer.split_once(' ').unwrap().1.split(" [").next().unwrap();
        assert!(
            matches!(&error, SendError::Passing(said) if said.contains(words)),
            "{verb} {answer}: {error}"
        );
        exchange.send().await.unwrap();
        assert_eq!(exchange.asked(), 1, "{verb} {answer}");
        let connections = exchange.peer.seen().connections;
        assert_eq!(
            connections,
            if matches!(answer, THREADS) || answer.starts_with("451") { 1 } else { 2 },
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_letter_that_it_has_already_is_sent() {
    let exchange = Exchange::start().await;
    // It takes the letter, and the connection breaks before it can say so.
    exchange.peer.on("END", Step::Cut);
    assert_eq!(kind(&exchange.send().await), "passing");
    exchange.peer.on("END", Step::Say(DUPLICATE));
    assert_eq!(exchange.send().await.unwrap(), Accepted { server_message_id: None });
    assert_eq!(exchange.peer.seen().letters.len(), 2, "the same bytes both times");
}

#[tokio::test]
async fn who_may_not_send_is_told_plainly_and_logs_in_anew() {
    for (verb, answer, words) in [
        ("END", SEND_AS, "5.2.252 SendAsDenied; m***@scj.test not allowed to send as o***@scj.test"),
        (
            "MAIL",
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            "refuses the sender: 550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        ),
        // A token that has run out in the midst of a session.
        (
            "MAIL",
            "530 5.7.57 Client not authenticated to send mail.",
            "refuses the sender: 530 5.7.57 Client not authenticated to send mail.",
        ),
    ] {
        let exchange = Exchange::start().await;
        exchange.send().await.unwrap();
        exchange.peer.on(verb, Step::Say(answer));
        let error = exchange.send().await.unwrap_err();
        // All letters alike are concerned: none is given up for it.
        assert!(matches!(&error, SendError::Unavailable(said) if said.contains(words)), "{answer}: {error}");
        exchange.send().await.unwrap();
        assert_eq!(exchange.peer.seen().connections, 2, "{answer}");
    }
}

#[tokio::test]
async fn a_server_that_takes_no_tokens_is_told_of() {
    let exchange = Exchange::offering("250-peer.test\r\n250 AUTH PLAIN LOGIN").await;
    let error = exchange.send().await.unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(said) if said.ends_with("offers no login by XOAUTH2, but PLAIN, LOGIN")),
        "{error}"
    );
    assert_eq!(exchange.asked(), 0, "no token is asked for in vain");
}
