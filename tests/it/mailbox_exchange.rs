//! A scripted server that speaks as Exchange Online does: tokens instead of passwords, MOVE only after the login, no
//! CONDSTORE, no keywords, sessions that end with their token.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use data_encoding::BASE64;
use radica::mailbox::{Source, SourceError};
use radica::oauth::Tokens;
use tempfile::TempDir;

use crate::support::fake_imap::FakeImap;

const GREETING: &str =
    "* OK The Microsoft Exchange IMAP4 service is ready. [QwBQADYAUAAyADgANABDAEEAMAAwADEAMgAuAEIAUgA=]\r\n";
const BEFORE: &str = "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE \
                      NAMESPACE LITERAL+\r\n{T} OK CAPABILITY completed.\r\n";
const AFTER: &str = "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT \
                     CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+\r\n\
                     {T} OK CAPABILITY completed.\r\n";
const SELECTED: &str = "* 1 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)\r\n\
                        * OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] Permanent flags\r\n\
                        * OK [UIDVALIDITY 14] UIDVALIDITY value\r\n* OK [UIDNEXT 6] The next unique identifier value\r\n\
                        {T} OK [READ-WRITE] SELECT completed.\r\n";
const LISTED: &str = "* 1 FETCH (UID 5 FLAGS () INTERNALDATE \"20-Nov-2026 14:00:00 +0000\" RFC822.SIZE 4096)\r\n\
                      {T} OK FETCH completed.\r\n";
const EMPTY: &str = "{T} OK FETCH completed.\r\n";
const LOGGED_IN: &str = "{T} OK AUTHENTICATE completed.\r\n";

/// A token server that gives `token-1`, `token-2` ...; how often it was asked.
fn token_server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // The form is short: it comes with the head or right after it.
            let (mut request, mut part) = (Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&request).contains("scope=") {
                let read = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..read]);
            }
            let nth = count.fetch_add(1, Ordering::SeqCst) + 1;
            let body =
                format!("{{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"token-{nth}\"}}");
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

/// A source that logs in by token.
async fn start(script: &[(&'static str, &str)]) -> (FakeImap, Source, Arc<AtomicUsize>, TempDir) {
    start_offering(BEFORE, script).await
}

/// The same, at a server that offers something else.
async fn start_offering(
    offers: &str,
    script: &[(&'static str, &str)],
) -> (FakeImap, Source, Arc<AtomicUsize>, TempDir) {
    let mut whole = vec![
        ("GREETING", GREETING),
        ("CAPABILITY", offers),
        ("CAPABILITY", AFTER),
        ("AUTHENTICATE", "+ \r\n"),
        ("SELECT", SELECTED),
    ];
    whole.extend(script);
    let fake = FakeImap::start(&whole).await;
    let (tokens_at, asked) = token_server();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "s3creto").unwrap();
    let file = folder.path().join("radica.toml");
    let text = format!(
        "[desk]\naddress = \"mesa@scj.test\"\n[mailbox]\nkind = \"imap\"\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
         user = \"mesa@scj.test\"\nauth = \"oauth2\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n[oauth2]\n\
         token_url = \"http://127.0.0.1:{tokens_at}/t/oauth2/v2.0/token\"\nclient_id = \"c\"\nclient_secret_file = \"secret\"\n\
         scope = \"https://outlook.office365.com/.default\"\n",
        fake.port
    );
    std::fs::write(&file, text).unwrap();
    let config = radica::config::load(&file).unwrap();
    let tokens = Tokens::new(config.oauth2.unwrap());
    (fake, Source::new(&config.mailbox, Some(&tokens)), asked, folder)
}

/// What is said to log in with a token.
fn proof(token: &str) -> String {
    let said = format!("user=mesa@scj.test\u{1}auth=Bearer {token}\u{1}\u{1}");
    format!("> {}", BASE64.encode(said.as_bytes()))
}

#[tokio::test]
async fn nothing_is_asked_that_it_does_not_have() {
    let (fake, mut source, _, _folder) = start(&[("> ", LOGGED_IN), ("UID FETCH", LISTED)]).await;
    let found = source.list().await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(
        found[0].location.0.starts_with("imap:mesa@scj.test@127.0.0.1/INBOX:14:5"),
        "{}",
        found[0].location
    );
    let asked = fake.asked();
    assert_eq!(asked[..3], ["CAPABILITY".to_owned(), "AUTHENTICATE XOAUTH2".to_owned(), proof("token-1")]);
    for never in ["ENABLE", "CONDSTORE", "QRESYNC", "SEARCH", "STORE", "BODYSTRUCTURE", "ENVELOPE", "LOGIN"] {
        assert!(asked.iter().all(|command| !command.contains(never)), "{never}: {asked:?}");
    }
}

#[tokio::test]
async fn a_refused_token_is_given_up() {
    // What is wrong comes as a challenge, which wants an empty answer.
    let (fake, mut source, asked, _folder) = start(&[
        ("> ", "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\r\n"),
        ("> ", "{T} NO AUTHENTICATE failed.\r\n"),
        ("> ", LOGGED_IN),
        ("UID FETCH", EMPTY),
    ])
    .await;
    let Err(SourceError::Refused(said)) = source.list().await else { panic!("it was let in") };
    assert!(said.contains("refuses the login of mesa@scj.test by token: AUTHENTICATE failed."), "{said}");
    assert!(!said.contains("token-1"), "{said}");
    assert_eq!(fake.asked()[3], "> ");
    assert!(source.list().await.unwrap().is_empty());
    assert!(fake.asked().contains(&proof("token-2")), "{:?}", fake.asked());
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_session_that_ends_with_its_token_is_no_news() {
    let (fake, mut source, asked, _folder) = start(&[
        ("> ", LOGGED_IN),
        ("UID FETCH", EMPTY),
        ("UID FETCH", "* BYE Session invalidated - AccessTokenExpired\r\n{CLOSE}"),
        ("UID FETCH", LISTED),
    ])
    .await;
    assert!(source.list().await.unwrap().is_empty());
    assert_eq!(source.list().await.unwrap().len(), 1, "over a new session");
    assert_eq!(fake.count("AUTHENTICATE"), 2);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the token is still good, as far as it says");
}

#[tokio::test]
async fn who_is_let_in_and_not_connected_is_refused() {
    let (_fake, mut source, _, _folder) =
        start(&[("> ", LOGGED_IN), ("UID FETCH", "{T} BAD User is authenticated but not connected.\r\n")])
            .await;
    let said = match source.list().await {
        Err(SourceError::Refused(said) | SourceError::Unreachable(said)) => said,
        Ok(found) => panic!("{found:?}"),
    };
    assert!(said.contains("User is authenticated but not connected"), "{said}");
}

#[tokio::test]
async fn a_server_without_tokens_is_told_of() {
    let passwords = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{T} OK done\r\n";
    let (_fake, mut source, asked, _folder) = start_offering(passwords, &[]).await;
    let Err(SourceError::Refused(said)) = source.list().await else { panic!("it was let in") };
    assert!(said.contains("offers no login by token (AUTH=XOAUTH2)"), "{said}");
    assert_eq!(asked.load(Ordering::SeqCst), 0, "no token is asked for in vain");
}
