//! The built program, as an operator and as a script see it: what it prints, and its exit code.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, helpers included; clippy knows only functions marked #[test]"
)]

mod configuration;
mod people;
mod reports;
mod service;
mod status;
mod work;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pretty_assertions::assert_eq;
use radica::config::DatabaseUrl;
use radica::desk::address::{Address, Contact};
use radica::desk::decision::{About, Change, Decision, Event, NewLetter, NewRequest, NewTicket, Outcome};
use radica::desk::facts::{Field, RequestStatus};
use radica::desk::letter::{Content, OperatorAlert};
use radica::desk::mail::Attachment;
use radica::desk::rules::Rules;
use radica::store::apply::{Occasion, apply};
use radica::store::blob::{self, Blobs, sha256};
use radica::store::inbound::Arrival;
use radica::store::{Db, outbox};
use serde_json::{Value, json};

/// A folder with a configuration, and what it takes to fill its database.
struct Desk {
    folder: tempfile::TempDir,
}

/// A mail that is small enough to be a row, and holds every byte; and one that is a file.
fn small() -> Vec<u8> {
    [b"From: ana@scj.test\r\n\r\n".as_slice(), &(0..=255).collect::<Vec<u8>>(), b"\r\n\n\r"].concat()
}
fn large() -> Vec<u8> {
    small().repeat(1_000)
}

const SUBJECT: &str =
    "La impresora del piso 3 de la Dirección de Gestión Humana no imprime ni escanea\u{1b}[2J desde ayer";

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in ["catalog.toml", "staff.toml"] {
            std::fs::copy(
                Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file),
                folder.path().join(file),
            )
            .unwrap();
        }
        let desk = Self { folder };
        desk.configure("");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the configuration, with more at its end.
    fn configure(&self, more: &str) {
        let text = format!(
            "[desk]\naddress = \"soporte@scj.test\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n\
             [outgoing]\nkind = \"maildir\"\npath = \"out\"\n{more}"
        );
        std::fs::write(self.path("radica.toml"), text).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_radica"));
        command.args(line.split(' ').filter(|word| !word.is_empty())).current_dir(self.folder.path());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("RADICA_") {
                command.env_remove(name);
            }
        }
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Standard output of a command that goes well and has nothing else to say.
    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(words(&output.stderr), "", "{line}");
        assert_eq!(output.status.code(), Some(0), "{line}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.ok(line)).unwrap()
    }

    /// The one sentence of a command that goes wrong.
    fn wrong(&self, line: &str) -> String {
        one_sentence(self.run(line), line)
    }

    /// Puts a case, a request, two mails and two letters into the database.
    fn fill(&self) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = Db::open(&DatabaseUrl::Sqlite(self.path("radica.db"))).await.unwrap();
            let blobs = Blobs::open(&self.path("blobs")).unwrap();
            let config = radica::config::load(&self.path("radica.toml")).unwrap();
            let staff = radica::config::staff::Staff::load(&config.desk.staff).unwrap();
            let catalog = radica::config::catalog::Catalog::load(&config.desk.catalog, &staff).unwrap();
            let rules =
                Rules::new(&config, staff, catalog, &radica::config::vocabulary::Vocabulary::shipped());
            let mut tx = db.write().await.unwrap();
            for (n, (decision, raw)) in [(registered(), small()), (held(), large())].into_iter().enumerate() {
                let name = sha256(&raw);
                blobs.put_large(&name, &raw).await.unwrap();
                blob::keep(&mut tx, &name, &raw);
                let arrival = Arrival {
                    location: format!("in:{n}"),
                    identity: Some(format!("identity {n}")),
                    message_id: Some(format!("{n}@scj.test")),
                    raw_sha256: name,
                    size: raw.len() as u64,
                    from: Some("ana@scj.test".to_owned()),
                    subject: SUBJECT.to_owned(),
                    received_at: now().as_millisecond(),
                };
                let file = Attachment {
                    name: "pantallazo\u{202e}gnp.exe".to_owned(),
                    media_type: "image/png".to_owned(),
                    size: 3,
                    sha256: sha256(b"png"),
                    inline: false,
                };
                let occasion = Occasion { arrival: &arrival, files: &[file], again: None };
                apply(&mut tx, &decision, Some(occasion), &rules, now()).await.unwrap();
            }
            let worded =
                b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBuenos d\xc3\xadas:\r\n";
            blob::keep(&mut tx, &sha256(worded), worded);
            outbox::worded(&mut tx, 1, &sha256(worded), "[SCJ-2026-000001] Aviso").await.unwrap();
            outbox::failed(&mut tx, 1, now().as_millisecond(), "550 no such user").await.unwrap();
            outbox::sent(&mut tx, 2, now().as_millisecond(), None).await.unwrap();
            tx.commit().await.unwrap();
            db.close().await;
        });
    }
}

fn now() -> jiff::Timestamp {
    "2026-11-20T10:00:00-05:00".parse().unwrap()
}

fn ana() -> Contact {
    Contact { address: Address::parse("ana@scj.test").unwrap(), name: Some("Ana Pérez".to_owned()) }
}

fn registered() -> Decision {
    let hours = |hours| now() + jiff::SignedDuration::from_hours(hours);
    let ticket = NewTicket {
        requester: ana(),
        department: Some("Gestión Humana".to_owned()),
        site: None,
        title: SUBJECT.to_owned(),
        description: "Buenos días:\n\nno imprime.\u{1b}]0;x\u{7}".to_owned(),
        details: radica::desk::facts::Details::new(),
        status: radica::desk::facts::TicketStatus::Open,
        waits_for: None,
        channel: "email",
        assignee: None,
        problem: None,
        kind: None,
        category: None,
        priority: radica::config::catalog::Priority::Media,
        level: 1,
        group: "mesa-n1".to_owned(),
        created_at: now(),
        first_reply_due: hours(2),
        resolution_due: hours(16),
    };
    let letter = || {
        let content = Content::OperatorAlert(OperatorAlert {
            what: "Aviso".to_owned(),
            details: vec!["Una línea".to_owned()],
            commands: Vec::new(),
        });
        Change::Letter(Box::new(NewLetter {
            to: ana(),
            content,
            in_reply_to: None,
            counted: false,
            not_before: now(),
        }))
    };
    Decision {
        outcome: Outcome::NewTicket,
        why: vec!["[10] nothing is missing".to_owned()],
        about: About::Nothing,
        changes: vec![
            Change::Register(Box::new(ticket)),
            Change::Event(Event::by(&ana().address, "registered", "Caso registrado", "[10]")),
            letter(),
            letter(),
        ],
        judged: None,
    }
}

fn held() -> Decision {
    let request = NewRequest {
        status: RequestStatus::Waiting,
        requester: ana(),
        department: None,
        site: None,
        details: radica::desk::facts::Details::new(),
        title: SUBJECT.to_owned(),
        description: "Ayuda".to_owned(),
        copied: Vec::new(),
        missing: vec![Field::Department, Field::Description],
        offered: Vec::new(),
        created_at: now(),
        expires_at: now(),
    };
    Decision {
        outcome: Outcome::NewRequest,
        why: vec!["[8] department and description are missing".to_owned()],
        about: About::Nothing,
        changes: vec![Change::Hold(Box::new(request))],
        judged: None,
    }
}

fn words(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn one_sentence(output: Output, line: &str) -> String {
    assert_eq!(output.status.code(), Some(1), "{line}: {}", words(&output.stderr));
    assert_eq!(words(&output.stdout), "", "{line}");
    let sentence = words(&output.stderr).strip_suffix('\n').unwrap().to_owned();
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    assert!(sentence.starts_with("error: "), "{sentence}");
    assert!(!sentence.contains("panicked") && !sentence.contains('\u{1b}'), "{sentence}");
    sentence
}

#[test]
fn no_command_is_the_help_and_wrong_usage_is_two() {
    let desk = Desk::new();
    for line in ["", "--config radica.toml", "ticket", "outbox --config radica.toml"] {
        for variable in [None, Some("radica.toml")] {
            let mut command = desk.command(line);
            if let Some(value) = variable {
                command.env("RADICA_CONFIG", value);
            }
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{line}");
            let help = words(&output.stderr);
            assert!(help.contains("Usage: radica") && help.contains("Commands:"), "{line}: {help}");
        }
    }
    for line in [
        "sing",
        "ticket list --status gone",
        "ticket list --requester ana",
        "ticket show",
        "inbound show x",
        "--nothing ticket list",
    ] {
        let output = desk.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(words(&output.stderr).starts_with("error: "), "{line}");
    }
    let help = desk.ok("--help");
    for part in ["Examples:", "Where to look next:", "Exit codes:", "75"] {
        assert!(help.contains(part), "{part}");
    }
    assert_eq!(desk.ok("--version"), format!("radica {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reading_command_makes_no_database() {
    let desk = Desk::new();
    for (line, text) in [
        ("ticket list", "No tickets.\n"),
        ("request list", "No requests.\n"),
        ("inbound list", "No mails.\n"),
        ("outbox list", "No letters.\n"),
        ("survey list", "No surveys.\n"),
        ("survey list --json", "[]\n"),
        ("ticket list --json", "[]\n"),
        ("request list --json", "[]\n"),
        ("inbound list --json", "[]\n"),
        ("outbox list --json", "[]\n"),
    ] {
        assert_eq!(desk.ok(line), text, "{line}");
    }
    assert!(desk.wrong("ticket show SCJ-2026-000001").contains("SCJ-2026-000001"));
    assert!(desk.wrong("inbound show 1").contains("no mail 1"));
    assert!(desk.wrong("outbox retry 1").contains("no letter 1"));
    assert!(!desk.path("radica.db").exists() && !desk.path("blobs").exists());
}

#[test]
fn shows_cases() {
    let desk = Desk::new();
    desk.fill();
    let list = desk.ok("ticket list");
    assert!(list.starts_with("Number ") && list.contains("SCJ-2026-000001  open"), "{list}");
    assert_eq!(list.lines().count(), 2);
    assert!(list.lines().all(|line| line.chars().count() <= 100), "{list}");
    assert!(!list.contains('\u{1b}'));
    assert_eq!(desk.ok("ticket list --status closed"), "No tickets.\n");
    assert_eq!(desk.ok("ticket list --requester ANA@scj.test"), list);
    assert_eq!(desk.json("ticket list --requester eva@scj.test --json"), json!([]));

    let shown = desk.json("ticket show SCJ-2026-000001 --json");
    assert_eq!(
        shown,
        json!({
            "number": "SCJ-2026-000001", "status": "open", "kind": null, "category": null, "priority": "media",
            "level": 1, "group": "mesa-n1", "assignee": null, "channel": "email",
            "requester": {"email": "ana@scj.test", "name": "Ana Pérez", "department": "Gestión Humana"}, "site": null,
            "subject": SUBJECT, "description": "Buenos días:\n\nno imprime.\u{1b}]0;x\u{7}",
            "problem": null, "reopened": 0, "created_at": "2026-11-20T10:00:00-05:00",
            "first_reply_due": "2026-11-20T12:00:00-05:00", "resolution_due": "2026-11-21T02:00:00-05:00",
            "resolved_at": null, "closed_at": null,
            "attachments": [{"name": "pantallazo\u{202e}gnp.exe", "media_type": "image/png", "size": 3,
                             "sha256": sha256(b"png")}],
            "details": {}, "waits_for": null, "survey": null,
            "events": [{"at": "2026-11-20T10:00:00-05:00", "actor": "ana@scj.test", "type": "registered",
                        "text": "Caso registrado", "why": "[10]", "message_id": "0@scj.test"}]
        })
    );
    let mut listed = shown;
    listed.as_object_mut().unwrap().remove("events");
    assert_eq!(desk.json("ticket list --status open --json"), json!([listed]));

    let card = desk.ok("ticket show scj.2026.1");
    for part in
        ["SCJ-2026-000001", "Ana Pérez <ana@scj.test>", "due 2026-11-20 12:00", "Caso registrado", "␛"]
    {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert!(!card.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{card}");
    assert!(card.lines().all(|line| line.chars().count() <= 100), "{card}");

    assert_eq!(desk.wrong("ticket show SCJ-2026-000999"), "error: there is no ticket SCJ-2026-000999");
    assert!(desk.wrong("ticket show impresora").contains("SCJ-2026-000123"));
    assert!(desk.wrong("ticket show SOL-2026-000001").contains("has no ticket"));
}

#[test]
fn shows_requests_mails_and_letters() {
    let desk = Desk::new();
    desk.fill();
    assert_eq!(
        desk.json("request list --json"),
        json!([{"reference": "SOL-2026-000001", "status": "waiting", "missing": ["department", "description"],
                "ticket": null, "requester": {"email": "ana@scj.test", "name": "Ana Pérez", "department": null},
                "subject": SUBJECT}])
    );
    assert!(desk.ok("request list").contains("department, description"));
    let mails = desk.json("inbound list --json");
    assert_eq!(
        mails[0],
        json!({"id": 1, "message_id": "0@scj.test", "from": "ana@scj.test", "subject": SUBJECT,
               "received_at": "2026-11-20T10:00:00-05:00", "outcome": "new_ticket", "ticket": "SCJ-2026-000001",
               "why": "[10] nothing is missing"})
    );
    assert_eq!(mails[1]["outcome"], "new_request");
    assert!(desk.ok("inbound list").contains("new_ticket"));
    let card = desk.ok("inbound show 1");
    assert!(card.contains("[10] nothing is missing") && card.contains("image/png, 3 bytes"), "{card}");
    assert_eq!(desk.run("inbound show 1 --raw").stdout, small());
    assert_eq!(desk.run("inbound show 2 --raw").stdout, large());

    let letters = desk.json("outbox list --json");
    assert_eq!(letters[0]["state"], "failed");
    assert_eq!(letters[0]["last_error"], "550 no such user");
    assert_eq!(letters[0]["to"], json!(["ana@scj.test"]));
    let mut keys: Vec<&String> = letters[0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        ["attempts", "id", "kind", "last_error", "message_id", "state", "subject", "ticket", "to"]
    );
    let card = desk.ok("outbox show 1");
    assert!(card.contains("Buenos días:") && card.contains("550 no such user"), "{card}");
    assert!(desk.ok("outbox show 2").contains("not worded yet"));
    assert!(desk.run("outbox show 1 --raw").stdout.starts_with(b"Subject: x\r\n"));
    assert!(desk.wrong("outbox show 2 --raw").contains("not worded yet"));

    assert!(desk.ok("outbox retry 1").contains("Letter 1 is queued"));
    assert_eq!(desk.json("outbox list --json")[0]["state"], "queued");
    assert!(desk.wrong("outbox retry 2").contains("letter 2 is sent"));
    assert!(desk.wrong("outbox retry 3").contains("no letter 3"));
}

#[test]
fn the_environment_sets_keys_the_file_and_the_clock() {
    let desk = Desk::new();
    desk.fill();
    let with = |line: &str, name: &str, value: &str| desk.command(line).env(name, value).output().unwrap();
    // The desk's name is a key; a number's prefix shows that keys are taken.
    let output = with("ticket list", "RADICA__DESK__NAME", "Mesa de Prueba");
    assert_eq!((output.status.code(), words(&output.stderr)), (Some(0), ""));
    let output = with("ticket show x", "RADICA__DESK__TICKET_PREFIX", "ABC");
    assert!(one_sentence(output, "prefix").contains("ABC-2026-000123"));
    let output = with("ticket list", "RADICA__DESK__NICKNAME", "x");
    assert!(one_sentence(output, "unknown key").contains("nickname"));
    let output = with("ticket list", "RADICA__STORAGE__DATABASE", "sqlite://other.db");
    assert_eq!(words(&output.stdout), "No tickets.\n");

    std::fs::rename(desk.path("radica.toml"), desk.path("other.toml")).unwrap();
    let output = with("ticket list", "RADICA_CONFIG", "other.toml");
    assert!(words(&output.stdout).contains("SCJ-2026-000001"));

    for wrong in ["mañana", "2026-11-20", "\u{1b}[2J"] {
        let output = with("--config other.toml ticket list", "RADICA_NOW", wrong);
        assert!(one_sentence(output, wrong).starts_with("error: RADICA_NOW: "), "{wrong}");
    }
    let output = with("--config other.toml ticket list", "RADICA_NOW", "2026-11-20T10:00:00-05:00");
    assert_eq!(output.status.code(), Some(0));
    let output = with("--config other.toml ticket list", "RADICA_LOG", "=,=");
    assert_eq!(output.status.code(), Some(0));
    assert!(words(&output.stderr).contains("RADICA_LOG"), "{}", words(&output.stderr));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = Desk::new();
    desk.fill();
    for line in [
        "ticket list",
        "inbound show 2 --raw",
        "man",
        "completions bash",
        "--help",
        "ticket show SCJ-2026-1 --json",
    ] {
        let mut child = desk.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Closed before the program can have written all of it.
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!((told.as_str(), child.wait().unwrap().code()), ("", Some(0)), "{line}");
    }
}

#[test]
fn prints_completions_and_manual_pages() {
    let desk = Desk::new();
    for (shell, part) in
        [("bash", "complete -F _radica"), ("zsh", "#compdef radica"), ("fish", "complete -c radica")]
    {
        assert!(desk.ok(&format!("completions {shell}")).contains(part), "{shell}");
    }
    let page = desk.ok("man");
    assert!(page.contains(".TH radica 1") && page.contains("RADICA OUTBOX RETRY"), "{page}");
    desk.ok("man --out pages");
    assert!(desk.path("pages/radica-ticket-show.1").exists());
}
