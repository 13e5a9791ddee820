//! Letters through real servers: Postfix and Dovecot of `tests/mail-lab`, with their faults.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the whole file is a test; clippy takes only functions marked so for one"
)]

use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use radica::config::mailbox::{Endpoint, Login, OutgoingConfig, Proof, SmtpConfig, Tls};
use radica::delivery::{Accepted, Limits, Outgoing, SendError, Transport};
use radica::desk::address::Address;
use radica::desk::message_id::MessageId;
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};

/// A running lab; stopped when dropped.
struct Lab {
    folder: tempfile::TempDir,
    env: HashMap<String, String>,
}

impl Lab {
    fn up() -> Self {
        let folder = tempfile::Builder::new().prefix("lab").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut lab = Self { folder, env: HashMap::new() };
        lab.run(&["up"], &[]);
        let env = std::fs::read_to_string(lab.folder.path().join("env")).unwrap();
        lab.env = env
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        lab
    }

    fn run(&self, command: &[&str], arguments: &[&str]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail-lab/lab");
        let done =
            Command::new(script).args(command).arg(self.folder.path()).args(arguments).output().unwrap();
        assert!(
            done.status.success(),
            "{command:?} {arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn fault(&self, name: &str) {
        self.run(&["fault"], &[name]);
    }

    fn port(&self, name: &str) -> u16 {
        self.env[name].parse().unwrap()
    }

    fn endpoint(&self, port: &str, tls: Tls) -> Endpoint {
        let login = Login {
            user: self.env["LAB_DESK"].clone(),
            proof: Proof::Password(SecretString::from("secreto")),
        };
        Endpoint {
            host: "localhost".into(),
            port: self.port(port),
            tls,
            ca_file: Some(PathBuf::from(&self.env["LAB_CA"])),
            login: Some(login),
        }
    }

    /// The submission port, STARTTLS and a login.
    fn submission(&self) -> Transport {
        self.submission_on(self.port("LAB_SUBMISSION_PORT"))
    }

    fn submission_on(&self, port: u16) -> Transport {
        transport(Endpoint { port, ..self.endpoint("LAB_SUBMISSION_PORT", Tls::Starttls) })
    }

    /// The MX port's service, neither TLS nor a login.
    fn mx_on(&self, port: u16) -> Transport {
        transport(Endpoint { port, login: None, ..self.endpoint("LAB_SMTP_PORT", Tls::None) })
    }

    fn wait(&self, user: &str, mails: usize) {
        self.run(&["wait"], &[user, &mails.to_string(), "10"]);
    }

    /// The mails that lie in a user's inbox, in no order.
    fn inbox(&self, user: &str) -> Vec<String> {
        let maildir = self.folder.path().join(format!("mail/{user}@scj.test/Maildir"));
        ["new", "cur"]
            .iter()
            .flat_map(|folder| std::fs::read_dir(maildir.join(folder)).unwrap())
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.run(&["down"], &[]);
    }
}

/// Stands before a server's port and counts who calls. Postfix's own log tells them late, and the lab's calls too.
struct Counted {
    port: u16,
    calls: Arc<AtomicUsize>,
}

impl Counted {
    async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let counted = Self { port: listener.local_addr().unwrap().port(), calls: Arc::default() };
        let calls = Arc::clone(&counted.calls);
        tokio::spawn(async move {
            loop {
                let mut client = listener.accept().await.unwrap().0;
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                    tokio::io::copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
        counted
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

fn transport(endpoint: Endpoint) -> Transport {
    let limits = Limits {
        connect: Duration::from_secs(2),
        command: Duration::from_secs(2),
        letter: Duration::from_secs(5),
        courtesy: Duration::from_millis(500),
        ..Limits::default()
    };
    Transport::with_limits(&OutgoingConfig::Smtp(SmtpConfig { endpoint, max_connections: 3 }), None, limits)
        .unwrap()
}

fn letter(from: &str, to: &str, id: &str) -> Outgoing {
    let bytes = format!(
        "From: <{from}>\r\nTo: <{to}>\r\nMessage-ID: <{id}>\r\nSubject: prueba {id}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Señora Ana:\r\n.una línea con punto\r\n..otra\r\n.\r\nfin\r\n"
    );
    Outgoing {
        from: Address::parse(from).unwrap(),
        to: Address::parse(to).unwrap(),
        message_id: MessageId::parse(id).unwrap(),
        bytes: bytes.into_bytes(),
    }
}

fn to(user: &str, id: &str) -> Outgoing {
    letter("soporte.tecnico@scj.test", &format!("{user}@scj.test"), id)
}

fn assert_fails(result: Result<Accepted, SendError>, want: &str, words: &str) {
    let error = result.unwrap_err();
    let kind = match error {
        SendError::Passing(_) => "passing",
        SendError::Permanent(_) => "permanent",
        SendError::Unavailable(_) => "unavailable",
    };
    assert!(kind == want && error.to_string().contains(words), "wanted {want} {words}, got {kind}: {error}");
    assert!(!error.to_string().contains("soporte.tecnico@"), "an address stands in full: {error}");
}

#[tokio::test]
async fn submission_and_smtps_deliver_whole_letters_over_kept_connections() {
    let lab = Lab::up();
    let submission = lab.submission();
    let found = submission.check().await.unwrap();
    assert_eq!(
        found,
        format!(
            "localhost:{} answers as mail.scj.test, secured by STARTTLS, logged in as s***@scj.test; it takes letters of up to 36700160 bytes",
            lab.port("LAB_SUBMISSION_PORT")
        )
    );
    assert!(lab.inbox("ana").is_empty());
    let counted = Counted::before(lab.port("LAB_SUBMISSION_PORT")).await;
    let submission = lab.submission_on(counted.port);
    for n in 0..5 {
        let accepted = submission.send(&to("ana", &format!("uno-{n}@scj.test"))).await.unwrap();
        assert_eq!(accepted, Accepted { server_message_id: None });
    }
    assert_eq!(counted.calls(), 1, "one for five letters");
    let smtps = transport(lab.endpoint("LAB_SMTPS_PORT", Tls::Implicit));
    smtps.send(&to("ana", "dos@scj.test")).await.unwrap();
    lab.wait("ana", 6);
    for mail in lab.inbox("ana") {
        let body = "Señora Ana:\n.una línea con punto\n..otra\n.\nfin\n";
        let (_, got) = mail.split_once("\n\n").unwrap();
        assert_eq!(got, body);
    }
    submission.close().await;
    smtps.close().await;
}

#[tokio::test]
async fn the_desks_own_faults_are_told_as_such() {
    let lab = Lab::up();
    let mut wrong = lab.endpoint("LAB_SUBMISSION_PORT", Tls::Starttls);
    wrong.login.as_mut().unwrap().proof = Proof::Password(SecretString::from("otra"));
    let wrong = transport(wrong);
    assert_fails(wrong.send(&to("ana", "a@scj.test")).await, "unavailable", "refuses the login: 535 5.7.8");
    assert!(matches!(wrong.check().await, Err(SendError::Unavailable(_))));

    let foreign = letter("otra@scj.test", "ana@scj.test", "b@scj.test");
    assert_fails(lab.submission().send(&foreign).await, "unavailable", "553 5.7.1");

    let system = Endpoint { ca_file: None, ..lab.endpoint("LAB_SMTPS_PORT", Tls::Implicit) };
    assert_fails(transport(system).send(&to("ana", "c@scj.test")).await, "unavailable", "not trusted here");
    // The same server under an address that its certificate does not bear.
    let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
    let mut other_name = lab.endpoint("LAB_SMTPS_PORT", Tls::Implicit);
    let behind = other_name.port;
    other_name.host = "127.0.0.2".into();
    other_name.port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut client = listener.accept().await.unwrap().0;
        let mut server = TcpStream::connect(("127.0.0.1", behind)).await.unwrap();
        tokio::io::copy_bidirectional(&mut client, &mut server).await
    });
    let refused = transport(other_name).send(&to("ana", "d@scj.test")).await;
    assert_fails(refused, "unavailable", "its certificate is not for the name 127.0.0.2");
    let plain_port = lab.endpoint("LAB_SMTP_PORT", Tls::Implicit);
    assert_fails(
        transport(plain_port).send(&to("ana", "e@scj.test")).await,
        "unavailable",
        "does not speak TLS",
    );
    let no_login = Endpoint { login: None, ..lab.endpoint("LAB_SUBMISSION_PORT", Tls::Starttls) };
    let relay = transport(no_login).send(&to("ana", "f@scj.test")).await;
    assert_fails(relay, "permanent", "Access denied");
    assert!(lab.inbox("ana").is_empty());
}

#[tokio::test]
async fn recipients_that_are_refused() {
    let lab = Lab::up();
    let counted = Counted::before(lab.port("LAB_SMTP_PORT")).await;
    let mx = lab.mx_on(counted.port);
    for (user, want, words) in [
        ("nadie", "permanent", "550 5.1.1"),
        ("lleno", "permanent", "5.2.2"),
        ("prohibido", "permanent", "5.7.1"),
        ("aplazado", "passing", "450 4.2.1"),
    ] {
        assert_fails(mx.send(&to(user, &format!("{user}-1@scj.test"))).await, want, words);
    }
    mx.send(&to("ana", "bien@scj.test")).await.unwrap();
    assert_eq!(counted.calls(), 1, "refusals do not cost the connection");
    lab.wait("ana", 1);
}

#[tokio::test]
async fn faults_pass_and_the_transport_recovers() {
    let lab = Lab::up();
    let desk = lab.submission();
    desk.send(&to("ana", "antes@scj.test")).await.unwrap();

    lab.fault("smtp-4xx");
    assert_fails(desk.send(&to("ana", "a@scj.test")).await, "passing", "451");
    lab.fault("smtp-5xx");
    assert_fails(desk.send(&to("ana", "b@scj.test")).await, "permanent", "554");
    lab.fault("smtp-4xx-data");
    assert_fails(desk.send(&to("ana", "c@scj.test")).await, "passing", "451");
    lab.run(&["heal"], &[]);

    lab.fault("smtp-reset");
    desk.send(&to("ana", "tras-reset@scj.test")).await.unwrap();

    lab.fault("smtp-down");
    assert_fails(desk.send(&to("ana", "d@scj.test")).await, "unavailable", "");
    lab.run(&["heal"], &[]);
    lab.fault("smtp-hang");
    assert_fails(desk.send(&to("ana", "e@scj.test")).await, "unavailable", "no connection within 2 s");
    lab.run(&["heal"], &[]);
    desk.send(&to("ana", "al-final@scj.test")).await.unwrap();
    lab.wait("ana", 3);
    assert_eq!(lab.inbox("ana").len(), 3);
}

#[tokio::test]
async fn a_lost_last_answer_passes_and_the_same_letter_goes_again() {
    let lab = Lab::up();
    let desk = lab.submission();
    desk.send(&to("ana", "antes@scj.test")).await.unwrap();
    lab.run(&["fault"], &["smtp-drop", "1"]);
    let letter = to("ana", "perdida@scj.test");
    assert_fails(desk.send(&letter).await, "passing", "the connection to localhost");
    desk.send(&letter).await.unwrap();
    lab.wait("ana", 3); // the server had it: both bear the same Message-ID
    let twice = lab.inbox("ana").iter().filter(|mail| mail.contains("<perdida@scj.test>")).count();
    assert_eq!(twice, 2);
}

#[tokio::test]
async fn four_at_once_over_three_connections() {
    let lab = Lab::up();
    let counted = Counted::before(lab.port("LAB_SUBMISSION_PORT")).await;
    let desk = lab.submission_on(counted.port);
    let letters: Vec<_> = (0..12).map(|n| to("bruno", &format!("{n}@scj.test"))).collect();
    for four in letters.chunks(4) {
        let sent = futures_util::future::join_all(four.iter().map(|letter| desk.send(letter))).await;
        assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    }
    lab.wait("bruno", 12);
    assert_eq!(counted.calls(), 3);
}
