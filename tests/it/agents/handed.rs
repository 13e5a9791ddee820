//! What goes along with a case that changes hands, and who is told that they have it no more.

use super::{ANA, JULIAN, LAURA, MATEO, PROVEN, TRUSTING, case, kinds, to};
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    its_files_go_along_with_a_case,
    its_files_go_along_to_whoever_mends_buildings,
    whoever_had_a_case_is_told_once,
    a_person_brings_the_group_that_fits_the_case,
    what_is_written_below_reaches_the_next_holder,
    the_category_once_more_leaves_the_priority,
);

const PHOTO: &[u8] = b"una foto de la impresora";

/// A case that came with a photo.
async fn with_photo(desk: &mut TestDesk, subject: &str) -> Vec<Letter> {
    desk.write_with_files(ANA, subject, "La impresora del piso 3 no imprime", "", &[("foto.txt", PHOTO)]);
    desk.step().await
}

fn files(letter: &Letter) -> Vec<&str> {
    letter.attachments.iter().map(|(name, _)| name.as_str()).collect()
}

async fn its_files_go_along_with_a_case(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    let letters = with_photo(&mut desk, "Impresora").await;
    let first = to(&letters, "assignment", LAURA).clone();
    assert_eq!(files(&first), ["foto.txt"]);
    with_photo(&mut desk, "Otra impresora").await;
    // A forger's file is no file of the case.
    desk.write_with_files(
        LAURA,
        "[SCJ-2026-000001] Impresora",
        "#nota\r\nMire",
        "",
        &[("falso.txt", b"falso")],
    );
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"]);
    desk.answer_with_files(LAURA, &first, "#asignar agente2@scj.test", &[("medida.txt", b"12 V")]);
    let letters = desk.step().await;
    let given = to(&letters, "assignment", MATEO).clone();
    assert_eq!(files(&given), ["foto.txt", "medida.txt"]);
    assert!(given.text.contains("SCJ-2026-000002"), "the other open case: {}", given.text);
    // Back, by a notice of absence.
    let thread = format!(
        "In-Reply-To: <{}>\r\nReferences: <{}>\r\nAuto-Submitted: auto-replied\r\n",
        given.message_id,
        given.references.last().unwrap()
    );
    desk.write_with(MATEO, "Respuesta automática: fuera de la oficina", "Estoy de vacaciones", &thread);
    let letters = desk.step().await;
    let back = to(&letters, "assignment", LAURA).clone();
    assert_eq!(files(&back), ["foto.txt", "medida.txt"]);
    desk.answer(LAURA, &back, "#escalar N2\r\nHay que cambiar el fusor");
    let letters = desk.step().await;
    assert_eq!(files(of_kind(&letters, "escalation")[0]), ["foto.txt", "medida.txt"]);
    desk.write_with(JULIAN, "[SCJ-2026-000001] Impresora", "#fusionar SCJ-2026-000002", PROVEN);
    let letters = desk.step().await;
    let notice = to(&letters, "follow-up-notice", LAURA);
    assert_eq!(files(notice), ["foto.txt", "medida.txt"]);
    assert!(notice.text.contains("Julián Coordinador unió otro caso"), "{}", notice.text);
}

async fn its_files_go_along_to_whoever_mends_buildings(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    for (subject, tenure, kind) in
        [("Impresora", "arriendo", "area-request"), ("Otra impresora", "propia", "assignment")]
    {
        let letters = with_photo(&mut desk, subject).await;
        let assignment = to(&letters, "assignment", LAURA).clone();
        desk.answer_with_files(LAURA, &assignment, "#nota\r\nEl contrato", &[("contrato.txt", b"Reservado")]);
        desk.step().await;
        desk.answer(LAURA, &assignment, &format!("#locativo {tenure}"));
        let letters = desk.step().await;
        // What stays inside does not leave the desk.
        let expected: &[&str] =
            if kind == "area-request" { &["foto.txt"] } else { &["foto.txt", "contrato.txt"] };
        assert_eq!(files(of_kind(&letters, kind)[0]), expected, "{tenure}");
    }
}

async fn whoever_had_a_case_is_told_once(on: On) {
    for (held, command, expected, words) in [
        (
            true,
            "#asignar agente2@scj.test",
            &["assignment agente2", "taken-notice agente1"][..],
            "entregó el caso a Mateo Agente",
        ),
        (true, "#solucion\r\nSe cambió", &["survey ana", "taken-notice agente1"], "solucionó el caso"),
        (
            true,
            "#escalar N2\r\nEn el sitio",
            &["escalation sitio", "taken-notice agente1"],
            "escaló el caso a Agentes de sitio",
        ),
        (
            false,
            "#asignar agente1@scj.test",
            &["assignment agente1", "taken-notice agente2"],
            "entregó el caso a Laura Agente",
        ),
        (
            false,
            "#solucion\r\nSe cambió",
            &["survey ana", "taken-notice agente1", "taken-notice agente2"],
            "solucionó el caso",
        ),
    ] {
        let mut desk = TestDesk::with(on, TRUSTING).await;
        let letters = case(&mut desk).await;
        if held {
            desk.answer(LAURA, to(&letters, "assignment", LAURA), "#tomar");
            desk.step().await;
        }
        desk.write_with(JULIAN, "[SCJ-2026-000001] Impresora", command, PROVEN);
        let letters = desk.step().await;
        let mut those = kinds(&letters);
        those.retain(|kind| kind != "command-result coordinador");
        assert_eq!(those, expected, "{command}");
        let notice = of_kind(&letters, "taken-notice")[0];
        let text = notice.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(&format!("Julián Coordinador {words}. Usted no tiene que hacer nada")),
            "{}",
            notice.text
        );
    }
}

async fn what_is_written_below_reaches_the_next_holder(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    let letters = case(&mut desk).await;
    desk.answer(
        LAURA,
        to(&letters, "assignment", LAURA),
        "#asignar agente2@scj.test\r\nMateo: la llave del cuarto la tiene vigilancia.",
    );
    let letters = desk.step().await;
    let given = to(&letters, "assignment", MATEO);
    assert!(given.text.contains("la llave del cuarto la tiene"), "{}", given.text);
    assert!(of_kind(&letters, "command-result")[0].text.contains("va en el correo de quien recibe"));
    // Who takes a case from a colleague reads so.
    desk.answer(JULIAN, to(&letters, "command-result", LAURA), "#nota\r\nNo es suyo");
    assert_eq!(kinds(&desk.step().await), ["command-error coordinador"], "proof of somebody else's letter");
    desk.write_with(LAURA, "[SCJ-2026-000001] Impresora", "#tomar", PROVEN);
    let letters = desk.step().await;
    assert!(to(&letters, "command-result", LAURA).text.contains("lo tenía Mateo Agente"));
}

async fn a_person_brings_the_group_that_fits_the_case(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    case(&mut desk).await;
    desk.write_with(JULIAN, "[SCJ-2026-000001] Impresora", "#escalar N3\r\nEs del servidor", PROVEN);
    desk.step().await;
    desk.write_with(JULIAN, "[SCJ-2026-000001] Impresora", "#asignar agente2@scj.test", PROVEN);
    desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.group_id.as_str(), ticket.assignee.as_deref()), ("mesa-n1", Some("agente2@scj.test")));
}

async fn the_category_once_more_leaves_the_priority(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#prioridad alta");
    desk.step().await;
    desk.answer(LAURA, &assignment, "#categoria impresion");
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.priority, "alta");
    // So does another one beside `#prioridad`, whichever stands first.
    desk.answer(LAURA, &assignment, "#prioridad critica\r\n#categoria conectividad");
    desk.step().await;
    assert_eq!(desk.ticket("SCJ-2026-000001").await.priority, "critica");
}
