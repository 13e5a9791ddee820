//! The virus scanner, with a real clamd: what it knows goes to nobody, and what it cannot look at follows later.

use crate::support::clamd::{Clamd, THREAT, THREAT_NAME};
use crate::support::desk::{Letter, On, TestDesk, kinds, list, of_kind, to};
use crate::support::store::execute;

const ANA: &str = "Ana Pérez <ana@scj.test>";
const LAURA: &str = "Laura Agente <agente1@scj.test>";

on_both!(
    an_infected_file_goes_to_nobody_and_is_named,
    while_the_scanner_is_away_files_follow_their_letters,
    what_is_too_large_for_it_is_set_apart,
    who_gave_up_waiting_is_told,
    without_it_all_goes_along,
);

/// A desk whose scanner would listen in its folder.
async fn desk(on: On) -> TestDesk {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("clamd.ctl");
    TestDesk::in_folder(on, folder, &format!("[scan]\nclamd = \"unix:{}\"\n", place.display())).await
}

fn names(letter: &Letter) -> Vec<&str> {
    letter.attachments.iter().map(|(name, _)| name.as_str()).collect()
}

async fn an_infected_file_goes_to_nobody_and_is_named(on: On) {
    let mut desk = desk(on).await;
    let _clamd = Clamd::start(desk.folder.path());
    let infected = format!("factura: {THREAT}");
    let files: [(&str, &[u8]); 2] = [("foto.txt", b"la impresora"), ("factura.doc", infected.as_bytes())];
    desk.write_with_files(ANA, "Impresora", "La impresora del piso 3 no imprime", "", &files);
    let letters = desk.step().await;
    assert!(!of_kind(&letters, "acknowledgement").is_empty());
    let assignments = of_kind(&letters, "assignment");
    assert!(!assignments.is_empty());
    for assignment in assignments {
        assert_eq!(names(assignment), ["foto.txt"]);
        let text = assignment.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = format!("factura.doc (45 bytes): el antivirus encontró en él «{THREAT_NAME}»");
        assert!(text.contains(&named), "{text}");
        assert!(!assignment.raw.contains(&data_encoding::BASE64.encode(infected.as_bytes())));
    }
    // Whoever asks for the case later reads of it, and it does not come along then either.
    let history = desk.history("SCJ-2026-000001").await;
    assert_eq!(history.iter().filter(|what| *what == "infected").count(), 1, "{history:?}");
    let alert = of_kind(&letters, "operator-alert");
    assert_eq!(alert.len(), 1, "{:?}", kinds(&letters));
    assert!(alert[0].text.contains(THREAT_NAME) && alert[0].text.contains("SCJ-2026-000001"));
    // An agent's file to the requester, too; and the operator is not told again on the same day.
    let letter = to(&letters, "assignment", "agente1@scj.test");
    desk.answer_with_files(
        LAURA,
        letter,
        "Buenos días, le adjunto la guía.",
        &[("guia.doc", infected.as_bytes())],
    );
    let letters = desk.step().await;
    let reply = to(&letters, "agent-reply", ANA);
    assert!(reply.attachments.is_empty() && reply.text.contains("guia.doc"), "{}", reply.text);
    assert!(of_kind(&letters, "operator-alert").is_empty());
    assert_eq!(kinds(&desk.step().await), Vec::<String>::new());
    desk.is_at_rest().await;

    let said = radica(&desk, "check");
    assert!(said.contains("ok    virus scanner  ClamAV "), "{said}");
    radica(&desk, "ticket export SCJ-2026-000001 --out expediente");
    let folder = desk.folder.path().join("expediente/SCJ-2026-000001");
    let files: Vec<_> =
        list(&folder.join("anexos")).into_iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert_eq!(files, [b"la impresora"]);
    let page = std::fs::read_to_string(folder.join("expediente.html")).unwrap();
    assert!(page.contains("quedó apartado") && page.contains("factura.doc"));
}

/// What a command says, which must succeed.
fn radica(desk: &TestDesk, line: &str) -> String {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_radica"))
        .args(line.split(' '))
        .current_dir(desk.folder.path())
        .env_remove("RADICA_CONFIG")
        .output()
        .unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

async fn while_the_scanner_is_away_files_follow_their_letters(on: On) {
    let mut desk = desk(on).await;
    let infected = format!("factura: {THREAT}");
    let files: [(&str, &[u8]); 2] = [("foto.txt", b"la impresora"), ("factura.doc", infected.as_bytes())];
    desk.write_with_files(ANA, "Impresora", "La impresora del piso 3 no imprime", "", &files);
    let letters = desk.step().await;
    let before = of_kind(&letters, "assignment");
    for assignment in &before {
        assert!(assignment.attachments.is_empty());
        assert_eq!(
            assignment.text.matches("el antivirus lo está revisando").count(),
            2,
            "{}",
            assignment.text
        );
    }
    // Still away: nothing more is said, and all else goes on.
    assert_eq!(kinds(&desk.step().await), Vec::<String>::new());
    let clamd = Clamd::start(desk.folder.path());
    let letters = desk.step().await;
    let delayed = of_kind(&letters, "delayed-files");
    let recipients = |letters: &[&Letter]| {
        let mut all: Vec<String> = letters.iter().map(|letter| letter.to.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(recipients(&delayed), recipients(&before));
    for letter in &delayed {
        assert_eq!(names(letter), ["foto.txt"]);
        assert!(letter.text.contains(THREAT_NAME), "{}", letter.text);
        assert_eq!(letter.ticket.as_deref(), Some("SCJ-2026-000001"));
    }
    // Once, and it works as any letter to staff: its answer goes to the requester.
    drop(clamd);
    desk.answer(LAURA, to(&letters, "delayed-files", "agente1@scj.test"), "Buenos días, ya vi la foto.");
    let letters = desk.step().await;
    assert!(of_kind(&letters, "delayed-files").is_empty());
    assert!(!of_kind(&letters, "agent-reply").is_empty(), "{:?}", kinds(&letters));
    desk.is_at_rest().await;
}

async fn what_is_too_large_for_it_is_set_apart(on: On) {
    let mut desk = desk(on).await;
    let _clamd = Clamd::start(desk.folder.path());
    let large = vec![b'a'; 3_000_000];
    let files: [(&str, &[u8]); 2] = [("disco.iso", &large), ("foto.txt", b"la impresora")];
    desk.write_with_files(ANA, "Impresora", "La impresora del piso 3 no imprime", "", &files);
    let letters = desk.step().await;
    let assignment = to(&letters, "assignment", "agente1@scj.test");
    assert_eq!(names(assignment), ["foto.txt"]);
    assert!(assignment.text.contains("el antivirus no pudo revisarlo"), "{}", assignment.text);
    desk.is_at_rest().await;
}

async fn who_gave_up_waiting_is_told(on: On) {
    let mut desk = desk(on).await;
    desk.write_with_files(ANA, "Impresora", "La impresora no imprime", "", &[("foto.txt", b"la impresora")]);
    let letters = desk.step().await;
    let count = of_kind(&letters, "assignment").len();
    // Five days go by in which nobody looks at it.
    let mut tx = desk.app.db.write().await.unwrap();
    execute(&mut tx, "UPDATE file_to_follow SET since = since - 432000000").await.unwrap();
    tx.commit().await.unwrap();
    let letters = desk.step().await;
    let told = of_kind(&letters, "delayed-files");
    assert_eq!(told.len(), count);
    assert!(told.iter().all(|letter| letter.attachments.is_empty()));
    assert!(told[0].text.contains("el antivirus no pudo revisarlo"), "{}", told[0].text);
    assert_eq!(kinds(&desk.step().await), Vec::<String>::new());
}

async fn without_it_all_goes_along(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write_with_files(ANA, "Impresora", "La impresora no imprime", "", &[("f.doc", THREAT.as_bytes())]);
    let letters = desk.step().await;
    assert_eq!(names(to(&letters, "assignment", "agente1@scj.test")), ["f.doc"]);
}
