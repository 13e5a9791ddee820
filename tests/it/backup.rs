//! Backup and restore, by the very commands of docs/operator.md: nothing is lost, nothing is doubled, what had not been
//! sent goes once, and mail that came after the backup can be taken again.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tokio_util::sync::CancellationToken;

use crate::support::desk::{Letter, On, TestDesk, kinds, to};
use crate::support::postgres::fresh;

on_both!(what_was_backed_up_comes_back_and_goes_on, mail_that_came_after_the_backup_is_taken_again,);

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";

/// The commands of the page's block with this name.
fn commands(name: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operator.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once(&format!("```sh {name}\n")).unwrap_or_else(|| panic!("no block {name}"));
    rest.split_once("```").unwrap().0.to_owned()
}

/// Runs a block of the page for this desk, as an operator would.
fn run(name: &str, desk: &Path, database: &str) {
    let done = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &commands(name)])
        .env("DATA", desk)
        .env("BACKUP", desk.join("backup"))
        .env("MAILBOX", desk.join("in"))
        .env("DATABASE", database)
        .output()
        .unwrap();
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
}

fn database(desk: &TestDesk) -> String {
    let text = std::fs::read_to_string(desk.folder.path().join("radica.toml")).unwrap();
    text.split("database = \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn back_up(on: On, desk: &TestDesk) {
    let name = match on {
        On::Sqlite => "sqlite-backup",
        On::Postgres => "postgres-backup",
    };
    run(name, desk.folder.path(), &database(desk));
}

/// The machine is lost, mailbox and backup are not: the desk as it is restored on another, still stopped.
async fn lose_and_restore(on: On, desk: TestDesk) -> TestDesk {
    let old = database(&desk);
    let new = match on {
        On::Sqlite => old.clone(),
        On::Postgres => fresh().await,
    };
    desk.begun_again(|folder| {
        std::fs::remove_dir_all(folder.join("blobs")).unwrap();
        let settings = folder.join("radica.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, text.replace(&old, &new)).unwrap();
        match on {
            On::Sqlite => {
                // What the last moments left beside the database must not be mixed with the restored one.
                std::fs::write(folder.join("radica.db"), "damaged").unwrap();
                std::fs::write(folder.join("radica.db-wal"), "damaged").unwrap();
                run("sqlite-restore", folder, &new);
            }
            On::Postgres => run("postgres-restore", folder, &new),
        }
    })
    .await
}

/// All that the program tells of cases with their history, mails and letters.
fn told(desk: &TestDesk) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    let cases = ask(desk, &["ticket", "list", "--json"]);
    let numbers: Vec<String> =
        cases.split('"').filter(|word| word.starts_with("SCJ-2026-")).map(str::to_owned).collect();
    for question in [vec!["inbound", "list", "--json"], vec!["outbox", "list", "--json"]] {
        told.insert(question.join(" "), ask(desk, &question));
    }
    for number in &numbers {
        told.insert(number.clone(), ask(desk, &["ticket", "show", number, "--json"]));
    }
    told.insert("cases".to_owned(), cases);
    told
}

fn ask(desk: &TestDesk, question: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_radica"))
        .arg("--config")
        .arg(desk.folder.path().join("radica.toml"))
        .args(question)
        .env("RADICA_NOW", "2026-11-20T10:30:00-05:00")
        .env("RADICA_LOG", "error")
        .env_remove("RADICA_CONFIG")
        .output()
        .unwrap();
    assert!(done.status.success(), "{question:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Takes the mail that waits, and sends nothing.
async fn take(desk: &TestDesk) {
    let mut source = radica::mailbox::Source::new(&desk.app.config.mailbox, None);
    let stop = CancellationToken::new();
    desk.app.intake().look(&mut source, &desk.app.rules(), &stop, |_, _| {}).await.unwrap();
    source.close().await;
}

/// A case with history and a file that is too large for the database, and its files' bytes.
async fn first_case(desk: &mut TestDesk) -> (Letter, Vec<u8>) {
    let picture: Vec<u8> = (0..300_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    desk.write_with_files(
        ANA,
        "Impresora",
        "La impresora del piso 3 no imprime",
        "",
        &[("foto.bin", &picture)],
    );
    let letters = desk.step().await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "Voy para allá.");
    desk.step().await;
    (to(&letters, "assignment", LAURA).clone(), picture)
}

async fn what_was_backed_up_comes_back_and_goes_on(on: On) {
    let mut desk = TestDesk::open(on).await;
    let (assignment, picture) = first_case(&mut desk).await;
    desk.write(
        BRUNO,
        "Teléfono",
        "El teléfono de la extensión 1123 en la Casa de Justicia de Bosa no tiene tono",
    );
    take(&desk).await;
    let before = told(&desk);
    let queued = before["outbox list --json"].matches("\"state\": \"queued\"").count();
    assert!(queued >= 2, "{queued}: acknowledgement and assignment are not sent yet");
    let sent = desk.letters().len();

    // While it runs.
    back_up(on, &desk);
    let mut desk = lose_and_restore(on, desk).await;
    assert_eq!(told(&desk), before);

    let letters = desk.step().await;
    assert_eq!(letters.len(), queued, "each goes: {:?}", kinds(&letters));
    assert_eq!(desk.letters().len(), sent + queued);
    assert_eq!(desk.step().await.len(), 0, "and goes once");
    desk.is_at_rest().await;

    // It goes on: letters from before are known, files are there, numbers follow.
    desk.answer(LAURA, &assignment, "#escalar N2\r\nHace falta ir en persona.");
    let letters = desk.step().await;
    let escalation = to(&letters, "escalation", "sitio@scj.test");
    assert_eq!(escalation.attachments, [("foto.bin".to_owned(), picture)]);
    desk.write(ANA, "Escáner", "El escáner del piso 3 no enciende");
    desk.step().await;
    let numbers: Vec<Option<String>> = desk.taken().await.into_iter().map(|(_, number)| number).collect();
    assert_eq!(numbers.last().unwrap().as_deref(), Some("SCJ-2026-000003"));
}

async fn mail_that_came_after_the_backup_is_taken_again(on: On) {
    let mut desk = TestDesk::open(on).await;
    first_case(&mut desk).await;
    desk.write(
        BRUNO,
        "Teléfono",
        "El teléfono de la extensión 1123 en la Casa de Justicia de Bosa no tiene tono",
    );
    take(&desk).await;
    back_up(on, &desk);
    let before = told(&desk);

    // Life goes on: what was queued is sent, another mail becomes a case, a case gets more.
    let letters = desk.step().await;
    let acknowledgement = to(&letters, "acknowledgement", BRUNO).clone();
    desk.write(ANA, "Escáner", "El escáner del piso 3 no enciende");
    desk.answer(BRUNO, &acknowledgement, "Ahora tampoco sirve el fax.");
    desk.step().await;
    let lost = desk.taken().await;
    assert_eq!(desk.filed(".Procesados"), 5);

    let mut desk = lose_and_restore(on, desk).await;
    assert_eq!(told(&desk), before);
    run("take-again", desk.folder.path(), "");
    assert_eq!(desk.filed(""), 5);
    let out = desk.letters().len();
    desk.step().await;

    // As it was: the same mails with the same outcome, each once, and all filed away again.
    assert_eq!(desk.taken().await, lost);
    assert_eq!(desk.filed(".Procesados"), 5);
    assert_eq!(desk.filed(""), 0);
    assert!(!ask(&desk, &["outbox", "list", "--json"]).contains("\"queued\""));
    assert_eq!(desk.ticket("SCJ-2026-000003").await.subject, "Escáner");
    assert!(desk.history("SCJ-2026-000002").await.contains(&"follow-up".to_owned()));
    // What had been queued went out a second time under the same name; who wrote afterwards is answered anew.
    let again = desk.letters();
    let mut ids: Vec<&str> = again.iter().map(|letter| letter.message_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), again.len());
    let anew = &again[out..];
    assert!(
        anew.iter().all(|letter| letter.ticket.as_deref() != Some("SCJ-2026-000001")),
        "{:?}",
        kinds(anew)
    );
}
