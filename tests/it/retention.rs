//! `storage.retention`: what has been closed for so long loses its mails and files, never its history.

use std::time::Duration;

use radica::store::StoreError;
use radica::store::{event, inbound};

use crate::support::desk::{Letter, On, TestDesk};
use crate::support::store::execute;

on_both!(closed_cases_lose_their_mails_and_keep_their_history, what_is_not_over_stays);

const ANA: &str = "Ana Pérez <ana@scj.test>";
const BRUNO: &str = "Bruno Díaz <bruno@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";
const PRINTER: &str = "La impresora del piso 3 no imprime";

/// A file that is too large for a row.
fn film(filling: u8) -> Vec<u8> {
    (0..200_000_u32).map(|at| filling ^ (at % 251) as u8).collect()
}

/// A desk that keeps mails for ninety days.
async fn forgetful(on: On) -> TestDesk {
    let mut desk = TestDesk::open(on).await;
    desk.app.config.storage.retention = Some(Duration::from_secs(90 * 86_400));
    desk
}

/// Laura answers the assignment among some letters.
async fn work(desk: &mut TestDesk, letters: &[Letter], command: &str) {
    let assignment =
        letters.iter().find(|letter| letter.kind == "assignment" && letter.to == "agente1@scj.test").unwrap();
    desk.answer(LAURA, assignment, command);
    desk.step().await;
}

const SOLVED: &str = "#solucion\r\nSe cambió el rodillo.";

/// The names of the files under `blobs/`.
fn files(desk: &TestDesk) -> Vec<String> {
    let shelves = std::fs::read_dir(desk.folder.path().join("blobs")).unwrap();
    let mut names: Vec<String> = shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap())
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Which mails of a case can still be read.
async fn readable(desk: &TestDesk, number: &str) -> Vec<bool> {
    let mut tx = desk.app.db.read().await.unwrap();
    let mut found = Vec::new();
    for row in inbound::list(&mut tx).await.unwrap() {
        if row.ticket.as_deref() == Some(number) {
            found.push(match desk.app.blobs.get(&mut tx, &row.raw_sha256).await {
                Ok(_) => true,
                Err(StoreError::Erased(..)) => false,
                Err(error) => panic!("{error}"),
            });
        }
    }
    found
}

async fn told(desk: &TestDesk, number: &str) -> Vec<(String, String)> {
    let id = desk.ticket(number).await.id;
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = event::of_ticket(&mut tx, id).await.unwrap();
    rows.into_iter().map(|row| (row.what, row.text)).collect()
}

async fn closed_cases_lose_their_mails_and_keep_their_history(on: On) {
    let mut desk = forgetful(on).await;
    let (own, shared) = (film(1), film(2));
    desk.write_with_files(ANA, "Impresora", PRINTER, "", &[("propio.mp4", &own), ("comun.mp4", &shared)]);
    let letters = desk.step().await;
    work(&mut desk, &letters, SOLVED).await;
    desk.write_with_files(BRUNO, "Impresora", "La del piso 5 no imprime", "", &[("comun.mp4", &shared)]);
    let of_bruno = desk.step().await;
    desk.at("2026-11-30T10:00:00-05:00");
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "closed");
    let history = told(&desk, "SCJ-2026-000001").await;
    let kept = files(&desk).len();

    desk.at("2027-02-20T10:00:00-05:00");
    desk.step_besides_reports().await;
    assert_eq!(readable(&desk, "SCJ-2026-000001").await, [true, true], "not yet");
    desk.at("2027-03-02T10:00:00-05:00");
    desk.step_besides_reports().await;
    assert_eq!(readable(&desk, "SCJ-2026-000001").await, [false, false]);
    assert_eq!(readable(&desk, "SCJ-2026-000002").await, [true]);
    // Raw mail, own file, and the assignments with both, of the two agents; what the other case has too stays.
    assert_eq!(kept - files(&desk).len(), 4);
    let mut tx = desk.app.db.read().await.unwrap();
    let shared_name = radica::store::blob::sha256(&shared);
    assert_eq!(desk.app.blobs.get(&mut tx, &shared_name).await.unwrap(), shared);
    let gone = desk.app.blobs.get(&mut tx, &radica::store::blob::sha256(&own)).await.unwrap_err();
    assert!(gone.to_string().contains("erased on 2027-03-02"), "{gone}");
    drop(tx);
    // The history is what it was, and says so.
    let now = told(&desk, "SCJ-2026-000001").await;
    assert_eq!(now[..history.len()], history);
    assert_eq!(now[history.len()..].iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>(), ["erased"]);

    // The case can be archived all the same: it says what is no longer there.
    let archive = desk.folder.path().join("archivo");
    let exported = std::process::Command::new(env!("CARGO_BIN_EXE_radica"))
        .args(["--config", "radica.toml", "ticket", "export", "SCJ-2026-000001", "--out"])
        .arg(&archive)
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let page = std::fs::read_to_string(archive.join("SCJ-2026-000001/expediente.html")).unwrap();
    assert!(page.contains("Se borró al vencer su tiempo de conservación."), "{page}");
    assert!(page.contains("Se cambió el rodillo."), "{page}");

    // The same mail once more is known all the same; the same file in a new one is kept anew.
    desk.write_with_files(ANA, "Impresora", PRINTER, "", &[("propio.mp4", &own)]);
    desk.step().await;
    let mut tx = desk.app.db.read().await.unwrap();
    assert_eq!(desk.app.blobs.get(&mut tx, &radica::store::blob::sha256(&own)).await.unwrap(), own);
    drop(tx);
    work(&mut desk, &of_bruno, SOLVED).await;
    desk.at("2027-03-10T10:00:00-05:00");
    desk.step_besides_reports().await;
    desk.at("2027-07-01T10:00:00-05:00");
    desk.step_besides_reports().await;
    assert_eq!(readable(&desk, "SCJ-2026-000002").await, [false, false]);
    assert!(!files(&desk).contains(&shared_name), "the last who named it is gone");
}

async fn what_is_not_over_stays(on: On) {
    let mut desk = forgetful(on).await;
    // An open case; one that is joined with it; a mail that nobody could judge; a letter that has not gone.
    desk.write(ANA, "Impresora", PRINTER);
    desk.step().await;
    desk.write(ANA, "Otra vez la impresora", "No imprime la impresora del piso 3, otra vez");
    let letters = desk.step().await;
    work(&mut desk, &letters, "#fusionar SCJ-2026-000001").await;
    assert_eq!(desk.ticket("SCJ-2026-000002").await.status, "merged");
    desk.deliver("Subject: sin remitente\r\n\r\nNada\r\n");
    desk.write(BRUNO, "Impresora", "La del piso 5 no imprime");
    let letters = desk.step().await;
    work(&mut desk, &letters, SOLVED).await;
    desk.at("2026-11-30T10:00:00-05:00");
    desk.step().await;
    let mut tx = desk.app.db.write().await.unwrap();
    let unsent = "UPDATE letter SET state = 'queued', not_before = 9000000000000 WHERE kind = 'survey'";
    assert_eq!(execute(&mut tx, unsent).await.unwrap(), 1);
    tx.commit().await.unwrap();
    desk.at("2027-06-01T10:00:00-05:00");
    desk.step_besides_reports().await;
    for number in ["SCJ-2026-000001", "SCJ-2026-000002", "SCJ-2026-000003"] {
        assert!(readable(&desk, number).await.iter().all(|readable| *readable), "{number}");
    }
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = inbound::list(&mut tx).await.unwrap();
    let apart = rows.iter().find(|row| row.outcome == "quarantined").unwrap();
    assert!(desk.app.blobs.get(&mut tx, &apart.raw_sha256).await.is_ok());
}
