//! `pause`, `resume` and `status`, and where else a pause is told.

use pretty_assertions::assert_eq;
use serde_json::json;

use super::{Desk, words};

const NOW: &str = "2026-11-20T10:00:00-05:00";

impl Desk {
    /// Standard output and exit code of a command at an instant.
    fn told(&self, instant: &str, line: &str) -> (String, Option<i32>) {
        let output =
            self.command(line).env("RADICA_NOW", instant).env("RADICA_LOG", "error").output().unwrap();
        (words(&output.stdout).to_owned(), output.status.code())
    }
}

#[test]
fn a_pause_is_told_wherever_letters_are_looked_at() {
    let desk = Desk::new();
    let (told, code) = desk.told(NOW, "pause outgoing");
    assert_eq!(
        (told.as_str(), code),
        (
            "Outgoing is paused since 2026-11-20 10:00: letters stay queued until radica resume outgoing\n",
            Some(0)
        )
    );
    let (again, code) = desk.told("2026-11-20T11:00:00-05:00", "pause outgoing");
    assert_eq!((again, code), (told.clone(), Some(0)), "the first instant stays");
    assert!(desk.ok("check").contains(&format!("note  {told}")));
    assert_eq!(desk.ok("outbox list"), format!("No letters.\n\n{told}"));
    assert_eq!(desk.json("outbox list --json"), json!([]));

    let new = desk.path("in/new");
    std::fs::create_dir_all(&new).unwrap();
    let mail = "From: ana@scj.test\r\nTo: soporte@scj.test\r\nMessage-ID: <a@scj.test>\r\nSubject: Impresora\r\n\r\n\
                La impresora del piso 3 no imprime.\r\n";
    std::fs::write(new.join("1"), mail).unwrap();
    let round = desk.command("run-once").env("RADICA_NOW", NOW).env("RADICA_LOG", "error").output().unwrap();
    assert_eq!(round.status.code(), Some(75));
    let said = words(&round.stderr);
    assert!(said.starts_with("error: outgoing is paused: ") && said.lines().count() == 1, "{said}");

    let (told, _) = desk.told(NOW, "resume outgoing");
    assert!(told.starts_with("Outgoing was paused since 2026-11-20 10:00. "), "{told}");
    assert_eq!(desk.told(NOW, "resume outgoing"), ("Outgoing is not paused.\n".to_owned(), Some(0)));
    assert_eq!(desk.told(NOW, "run-once").1, Some(0));
    assert!(!desk.ok("outbox list").contains("paused"));
    assert!(!desk.ok("check").contains("paused"));
}

#[test]
fn status_is_0_when_all_is_well_and_1_when_something_needs_a_person() {
    let desk = Desk::new();
    // Nothing is made by asking.
    assert!(desk.ok("status").starts_with("All is well\n"));
    assert!(!desk.path("radica.db").exists());

    desk.configure(
        "[oauth2]\ntoken_url = \"https://x.test\"\nclient_id = \"a\"\nscope = \"b\"\nsecret_expires = \"2026-12-01\"\n",
    );
    desk.fill();
    let output = desk.command("status").env("RADICA_NOW", NOW).env("RADICA_LOG", "error").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(words(&output.stderr), "error: 2 things need a person\n");
    let told = words(&output.stdout);
    assert!(told.contains("  ! Letters failed within a day: 1; see radica outbox list\n"), "{told}");
    assert!(
        told.contains("  ! The OAuth2 secret ends in 11 days, on 2026-12-01; make a new one\n"),
        "{told}"
    );

    let (told, code) = desk.told(NOW, "status --json");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(code, Some(1));
    let keys: Vec<&String> = told.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "alive_at",
            "failed",
            "failed_within_a_day",
            "healthy",
            "last_sent_at",
            "loops",
            "mailbox_looked_at",
            "oldest_queued_at",
            "oldest_queued_seconds",
            "paused_since",
            "quarantined",
            "quarantined_within_a_day",
            "queued",
            "schema_version",
            "secret_expires",
            "service",
            "started_at",
            "tickets_open",
            "troubles"
        ]
    );
    assert_eq!(told["troubles"][0]["what"], "letters_failed");
    assert_eq!((&told["failed"], &told["tickets_open"]), (&json!(1), &json!(1)));
    assert_eq!(told["last_sent_at"], NOW);
    assert_eq!(told["service"], "stopped");
}

#[test]
fn metrics_that_cannot_be_told_end_the_start() {
    let desk = Desk::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    desk.configure(&format!("[metrics]\nlisten = \"{}\"\n", taken.local_addr().unwrap()));
    let output = desk.command("serve").env("RADICA_LOG", "error").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stderr);
    assert!(said.starts_with("error: metrics.listen: cannot listen on 127.0.0.1:"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}
