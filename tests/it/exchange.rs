//! A server that gives each letter an identifier of its own, as Exchange Online does: answers that name nothing else are
//! still answers to that letter, and prove their sender.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::desk::{Letter, On, TestDesk};
use crate::support::fake_smtp::FakeSmtp;

on_both!(answers_are_known_by_the_servers_own_identifier, a_letter_that_the_server_has_already_is_sent,);

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";

/// A desk whose letters go to a server.
async fn desk(on: On, server: &FakeSmtp) -> TestDesk {
    let outgoing = server.outgoing();
    TestDesk::open(on)
        .await
        .begun_again(|folder| {
            let file = folder.join("radica.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            let maildir = "[outgoing]\nkind = \"maildir\"\npath = \"out\"\n";
            assert!(text.contains(maildir));
            std::fs::write(&file, text.replace(maildir, &outgoing)).unwrap();
        })
        .await
}

/// The identifier that the server gave its n-th letter.
fn given(nth: usize) -> String {
    format!("BL0PR01MB4321A0{nth}@BL0PR01MB4321.prod.outlook.com")
}

/// What stands in an answer to the letter of a kind to somebody: nothing but the server's identifier.
fn answering(letters: &[Letter], kind: &str, to: &str) -> String {
    let nth = letters.iter().position(|letter| letter.kind == kind && letter.to == to).unwrap() + 1;
    format!("In-Reply-To: <{}>\r\n", given(nth))
}

async fn answers_are_known_by_the_servers_own_identifier(on: On) {
    let server = FakeSmtp::start(async |nth| {
        format!("250 2.0.0 OK <{}> [Hostname=BL0PR01MB4321.prod.outlook.com]", given(nth))
    })
    .await;
    let mut desk = desk(on, &server).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    assert_eq!(desk.round().await.undone, Vec::<String>::new());
    let letters = server.letters();
    assert_eq!(letters.len(), 3);

    let headers = answering(&letters, "acknowledgement", "ana@scj.test");
    desk.write_with(ANA, "RE: Impresora", "Tampoco imprime la del piso 4.", &headers);
    desk.round().await;
    let number = Some("SCJ-2026-000001".to_owned());
    assert_eq!(desk.taken().await[1], ("follow_up".to_owned(), number.clone()));

    // A command is obeyed only when its sender is proven: by the letter that came to them alone.
    let headers = answering(&letters, "assignment", "agente1@scj.test");
    let solution = "#solucion\r\nSe retiró el papel atascado y la impresora quedó probada.";
    desk.write_with(LAURA, "RE: Impresora", solution, &headers);
    desk.round().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "resolved");
    // Another's letter proves nobody.
    let headers = answering(&letters, "assignment", "agente2@scj.test");
    desk.write(ANA, "Otra impresora", "La impresora del piso 7 no imprime");
    desk.round().await;
    desk.write_with(LAURA, "[SCJ-2026-000002] Otra impresora", solution, &headers);
    desk.round().await;
    assert_ne!(desk.ticket("SCJ-2026-000002").await.status, "resolved");
}

async fn a_letter_that_the_server_has_already_is_sent(on: On) {
    // The server takes the first letter, and says at once that it has no time; asked again, that it has it.
    let times = Arc::new(AtomicUsize::new(0));
    let count = times.clone();
    let server = FakeSmtp::start(move |_| {
        let nth = count.fetch_add(1, Ordering::SeqCst);
        async move {
            match nth {
                0 => "451 4.7.0 Timeout waiting for client input".to_owned(),
                3 => "554 5.2.0 STOREDRV.Submission.Exception:StoragePermanentException.MapiExceptionDuplicateDelivery"
                    .to_owned(),
                _ => "250 2.0.0 OK".to_owned(),
            }
        }
    })
    .await;
    let mut desk = desk(on, &server).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    assert_eq!(desk.round().await.undone, ["1 letter stays queued"]);
    let done = desk.round().await;
    assert_eq!((done.round.sent, done.round.failed, done.undone), (1, 0, vec![]));
    assert_eq!(server.letters().len(), 4, "the same letter twice");
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::outbox::list(&mut tx).await.unwrap();
    assert!(rows.iter().all(|row| row.state == "sent"), "{rows:?}");
}
