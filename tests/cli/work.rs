//! Commands that do the desk's work, or say what it would be: explain, run-once, inbound retry, check, demo.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use pretty_assertions::assert_eq;
use serde_json::json;

use super::{Desk, one_sentence, words};

/// Somebody of the directory, whose mail lacks nothing.
const COMPLETE: &str = "Subject: Impresora\r\n\r\nBuenos días:\r\n\r\nLa impresora del piso 3 no imprime.\r\n\r\n> lo de antes\r\n";

impl Desk {
    /// Puts a mail into the mailbox.
    fn deliver(&self, name: &str, from: &str, rest: &str) {
        let new = self.path("in/new");
        std::fs::create_dir_all(&new).unwrap();
        std::fs::write(new.join(name), mail(name, from, rest)).unwrap();
    }

    fn at(&self, instant: &str, line: &str) -> Output {
        self.command(line).env("RADICA_NOW", instant).output().unwrap()
    }

    /// A round at an instant, with nothing left undone.
    fn round(&self, instant: &str) -> String {
        let output = self.at(instant, "run-once");
        assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
        words(&output.stdout).to_owned()
    }

    /// Every file below the folder, and its bytes.
    fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.display().to_string(), std::fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    fn kinds(&self) -> Vec<String> {
        let letters = self.json("outbox list --json");
        letters.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
    }
}

fn mail(id: &str, from: &str, rest: &str) -> String {
    format!(
        "From: {from}\r\nTo: soporte@scj.test\r\nMessage-ID: <{id}@scj.test>\r\nDate: Fri, 20 Nov 2026 09:59:00 -0500\r\n{rest}"
    )
}

const NOW: &str = "2026-11-20T10:00:00-05:00";

#[test]
fn explains_a_mail_and_changes_nothing() {
    let desk = Desk::new();
    std::fs::write(desk.path("complete.eml"), mail("a", "ana@scj.test", COMPLETE)).unwrap();
    let bare =
        mail("b", "Clara <clara@scj.test>", "Subject: Computador\r\n\r\nNo me prende el computador\r\n");
    std::fs::write(desk.path("bare.eml"), bare).unwrap();
    std::fs::write(desk.path("rubbish.eml"), b"\0\x01\x02").unwrap();
    let before = desk.everything();

    let complete = desk.json("explain complete.eml --json");
    assert_eq!(complete["outcome"], "new_ticket");
    assert_eq!((&complete["kind"], &complete["category"]), (&json!("incident"), &json!("impresion")));
    let score = complete["score"].as_f64().unwrap();
    assert!(score > 0.28 && score <= 1.0, "{score}");
    assert_eq!(complete["missing"], json!([]));
    assert_eq!(complete["new_text"], "Buenos días:\n\nLa impresora del piso 3 no imprime.");
    assert_eq!(complete["replies"], json!(["acknowledgement"]));
    assert!(!complete["why"].as_array().unwrap().is_empty());

    let bare = desk.json("explain bare.eml --json");
    assert_eq!(bare["outcome"], "new_request");
    assert_eq!(bare["missing"], json!(["name", "department", "asset_tag", "site"]));
    assert_eq!(bare["replies"], json!(["missing-information"]));
    let text = desk.ok("explain bare.eml");
    for part in
        ["Outcome   new_request", "name, department", "missing-information", "No me prende el computador"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(desk.json("explain rubbish.eml --json")["outcome"], "quarantined");
    assert!(desk.wrong("explain nowhere.eml").contains("nowhere.eml"));
    assert_eq!(desk.everything(), before, "no database, no blobs, no letters");

    // With a database, what it knows counts, and it stays as it is to the byte.
    desk.deliver("a", "ana@scj.test", COMPLETE);
    desk.round(NOW);
    let before = desk.everything();
    assert_eq!(desk.json("explain complete.eml --json")["outcome"], "duplicate");
    std::fs::write(
        desk.path("more.eml"),
        mail("c", "ana@scj.test", "Subject: scj 2026 1\r\n\r\nTampoco escanea\r\n"),
    )
    .unwrap();
    assert_eq!(desk.json("explain more.eml --json")["outcome"], "follow_up");
    std::fs::remove_file(desk.path("more.eml")).unwrap();
    let after = desk.everything();
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(after == before, "a file was changed");
}

#[test]
fn a_round_says_what_it_did_and_moves_with_radica_now() {
    let desk = Desk::new();
    let empty = desk.round(NOW);
    assert_eq!(empty, "0 mails taken (0 set apart), 0 deadlines met, 0 letters sent, 0 failed.\n");
    desk.deliver("b", "Clara <clara@scj.test>", "Subject: Computador\r\n\r\nNo me prende el computador\r\n");
    let round = desk.at(NOW, "run-once");
    assert_eq!(
        words(&round.stdout),
        "1 mails taken (0 set apart), 0 deadlines met, 1 letters sent, 0 failed.\n"
    );
    assert!(words(&round.stderr).contains("RADICA_NOW is set"), "{}", words(&round.stderr));
    assert_eq!(desk.kinds(), ["missing-information"]);
    assert_eq!(desk.json("request list --json")[0]["status"], "waiting");
    // The fifth business day at seven in the evening.
    assert!(desk.round("2026-11-26T06:30:00-05:00").contains("0 deadlines met"));
    assert!(desk.round("2026-11-26T07:00:00-05:00").contains("1 deadlines met, 1 letters sent"));
    assert!(desk.round("2026-11-27T18:30:00-05:00").contains("0 deadlines met"));
    assert!(desk.round("2026-11-27T19:00:00-05:00").contains("1 deadlines met, 1 letters sent"));
    assert_eq!(desk.kinds(), ["missing-information", "reminder", "request-expired"]);
    assert_eq!(desk.json("request list --json")[0]["status"], "expired");
    assert!(desk.json("outbox list --json").as_array().unwrap().iter().all(|row| row["state"] == "sent"));
}

#[test]
fn what_cannot_be_done_now_is_75_and_stays_queued() {
    let desk = Desk::new();
    desk.deliver("a", "ana@scj.test", COMPLETE);
    // Where the outgoing folder should be lies a file.
    std::fs::write(desk.path("out"), b"").unwrap();
    let output = desk.at(NOW, "run-once");
    assert_eq!(output.status.code(), Some(75), "{}", words(&output.stderr));
    let told: Vec<&str> = words(&output.stderr).lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(told.len(), 1, "{}", words(&output.stderr));
    assert_eq!(
        desk.json("ticket list --json")[0]["number"],
        "SCJ-2026-000001",
        "the mail is taken all the same"
    );
    let letters = desk.json("outbox list --json");
    assert!(letters.as_array().unwrap().iter().all(|row| row["state"] == "queued"), "{letters}");
    assert!(letters[0]["last_error"].is_string(), "{letters}");

    std::fs::remove_file(desk.path("out")).unwrap();
    desk.round("2026-11-20T10:05:00-05:00");
    assert!(desk.json("outbox list --json").as_array().unwrap().iter().all(|row| row["state"] == "sent"));
}

#[test]
fn a_mailbox_that_is_away_is_75_and_a_wrong_file_is_1() {
    let desk = Desk::new();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = format!(
        "[desk]\naddress = \"soporte@scj.test\"\n[mailbox]\nkind = \"imap\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         user = \"u\"\npassword = \"hunter2\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n"
    );
    std::fs::write(desk.path("radica.toml"), text).unwrap();
    let output = desk.at(NOW, "run-once");
    assert_eq!(output.status.code(), Some(75), "{}", words(&output.stderr));
    assert!(words(&output.stderr).contains("127.0.0.1"), "{}", words(&output.stderr));
    assert!(!words(&output.stderr).contains("hunter2"));

    desk.configure("");
    std::fs::write(desk.path("catalog.toml"), "[[category]\n").unwrap();
    let sentence = one_sentence(desk.run("run-once"), "run-once");
    assert!(sentence.contains("catalog.toml"), "{sentence}");
}

#[test]
fn a_mail_set_apart_leaves_0_and_can_be_taken_again() {
    let desk = Desk::new();
    desk.configure("[limits]\nmax_parts = 2\n");
    let parts: String =
        (0..5).map(|n| format!("--b\r\nContent-Type: text/plain\r\n\r\nparte {n}\r\n")).collect();
    let rest = format!(
        "Subject: Partes del informe\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    );
    desk.deliver("a", "ana@scj.test", &rest);
    assert!(desk.round(NOW).starts_with("1 mails taken (1 set apart)"));
    assert_eq!(desk.json("inbound list --json")[0]["outcome"], "quarantined");
    assert_eq!(desk.run("inbound show 1 --raw").stdout, mail("a", "ana@scj.test", &rest).into_bytes());

    let sentence = desk.wrong("inbound retry 1");
    assert!(sentence.contains("mail 1 stays set apart"), "{sentence}");
    desk.configure("");
    assert!(desk.ok("inbound retry 1").contains("Mail 1 is taken: new_ticket"));
    assert_eq!(desk.json("ticket list --json")[0]["number"], "SCJ-2026-000001");
    assert!(desk.wrong("inbound retry 1").contains("no mail 1 that is set apart"));
    assert!(desk.wrong("inbound retry 7").contains("no mail 7"));
}

/// The mailbox of an entity holds years of mail when the desk begins.
#[test]
fn the_first_start_says_what_lies_in_the_mailbox() {
    let desk = Desk::new();
    // Of 2023, and of 2026.
    for (seconds, name) in [(1_700_000_000, "a"), (1_700_000_100, "b"), (1_795_186_800, "c")] {
        desk.deliver(
            &format!("{seconds}.M1P1{name}.test"),
            "ana@scj.test",
            "Subject: Impresora\r\n\r\nNo imprime",
        );
    }
    let told = desk.ok("check");
    assert!(
        told.contains("3 mails wait in the mailbox, the oldest of 2023-11-14: all of them become cases"),
        "{told}"
    );
    desk.configure("");
    let text = std::fs::read_to_string(desk.path("radica.toml")).unwrap();
    let text = text.replace("path = \"in\"\n", "path = \"in\"\ntake_since = \"2026-01-01\"\n");
    std::fs::write(desk.path("radica.toml"), text).unwrap();
    let told = desk.ok("check");
    assert!(
        told.contains("2 mails from before mailbox.take_since stay where they are; 1 mail to take"),
        "{told}"
    );
    assert!(desk.ok("run-once").contains("2 mails are older than mailbox.take_since"));
    assert_eq!(desk.json("inbound list --json").as_array().unwrap().len(), 1);
    // Nothing waits any more; what stays stays.
    let told = desk.ok("check");
    assert!(
        told.contains("2 mails from before mailbox.take_since stay where they are; 0 mails to take"),
        "{told}"
    );
}

#[test]
fn checks_every_part() {
    let desk = Desk::new();
    let parts = |told: &str| -> Vec<(String, String)> {
        told.lines()
            .filter_map(|line| line.split_once("  "))
            .filter(|(mark, _)| *mark != "note")
            .map(|(mark, rest)| (mark.to_owned(), rest.split_whitespace().next().unwrap().to_owned()))
            .collect()
    };
    let told = desk.ok("check");
    let names = ["configuration", "staff", "catalogue", "database", "blobs", "mailbox", "outgoing"];
    for name in names.iter().chain(&["templates"]) {
        assert!(parts(&told).contains(&("ok".to_owned(), (*name).to_owned())), "{name}: {told}");
    }
    std::fs::write(desk.path("staff.toml"), "[[person]]\nemail = \"nobody\"\n").unwrap();
    let output = desk.run("check");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(words(&output.stderr), "error: one part does not hold\n");
    let told = words(&output.stdout);
    let failed: Vec<_> = parts(told).into_iter().filter(|(mark, _)| mark == "FAIL").collect();
    assert_eq!(failed, [("FAIL".to_owned(), "staff".to_owned())], "{told}");
    assert!(told.contains("staff.toml"), "{told}");
    assert!(
        parts(told).contains(&("ok".to_owned(), "outgoing".to_owned())),
        "the other parts are proven: {told}"
    );

    std::fs::write(desk.path("radica.toml"), "[desk]\n").unwrap();
    let output = desk.run("check");
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stdout).starts_with("FAIL  configuration"), "{}", words(&output.stdout));
}

#[test]
fn the_demo_tells_its_story_in_a_new_folder() {
    let desk = Desk::new();
    let told = desk.ok("demo --dir muestra");
    for part in ["missing-information", "acknowledgement", "SCJ-2026-000001", "Where to look", "ticket list"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    for name in ["radica.toml", "radica.db", "catalog.toml", "staff.toml", "mailbox", "sent/new"] {
        assert!(desk.path("muestra").join(name).exists(), "{name}");
    }
    // The folder is a desk like any other.
    assert!(desk.ok("--config muestra/radica.toml ticket list").contains("SCJ-2026-000001"));
    let again = desk.wrong("demo --dir muestra");
    assert!(again.contains("muestra is there already"), "{again}");
    std::fs::create_dir(desk.path("vacía")).unwrap();
    assert!(desk.ok("demo --dir vacía").contains("Where to look"));
    assert!(Path::new(&desk.path("vacía/radica.db")).exists());
}

#[test]
fn a_whole_case_goes_into_one_folder() {
    let desk = Desk::new();
    desk.ok("demo --dir muestra");
    let export = "--config muestra/radica.toml ticket export SCJ-2026-1 --out archivo";
    let folder = desk.path("archivo/SCJ-2026-000001");
    assert_eq!(desk.ok(export).trim(), "archivo/SCJ-2026-000001");
    let page = std::fs::read_to_string(folder.join("expediente.html")).unwrap();
    for part in ["Expediente SCJ-2026-000001", "Lo que pasó", "correos/0001-recibido-", "registró el caso"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expediente.json")).unwrap()).unwrap();
    let shown = desk.json("--config muestra/radica.toml ticket show SCJ-2026-000001 --json");
    assert_eq!((&json["number"], &json["events"]), (&shown["number"], &shown["events"]));
    // Every file is named with its hash, and every mail is there as it came or went out.
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let mut named = 0;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(folder.join(name)).unwrap();
        assert_eq!(radica::store::blob::sha256(&bytes), sum, "{name}");
        assert!(!name.ends_with(".eml") || bytes.windows(4).any(|part| part == b"\r\n\r\n"), "{name}");
        named += 1;
    }
    let count = |part: &str| std::fs::read_dir(folder.join(part)).unwrap().count();
    assert_eq!(named, 2 + count("correos") + count("anexos"));
    assert!(count("correos") >= 2, "{sums}");
    assert!(desk.wrong(export).contains("is there already"));
    assert!(
        desk.wrong("--config muestra/radica.toml ticket export 7 --out archivo").contains("no ticket number")
    );
}
