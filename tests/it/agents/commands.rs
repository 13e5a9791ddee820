//! Every command, right and wrong: all of a mail's or none, with a transcript.

use super::{ANA, DIANA, JULIAN, LAURA, PROVEN, TRUSTING, case, kinds, to};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    all_of_a_mails_commands_or_none,
    fields_are_set_and_learned_from,
    an_assignment_upwards_is_an_escalation,
    a_form_is_sent_and_awaited,
    a_building_goes_where_it_belongs,
    what_is_not_the_desks_ends_with_a_reason,
    cases_of_one_person_are_joined,
    lists_and_tables_are_answered,
    reopening_waits_for_a_survey,
);

async fn all_of_a_mails_commands_or_none(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#tomar\r\n#prioridad urgente\r\n#solucon\r\nListo");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error agente1"]);
    let text = &letters[0].text;
    assert!(text.contains("#prioridad") && text.contains("critica"), "the right form: {text}");
    assert!(text.contains("¿Quiso decir #solucion?"), "{text}");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.assignee, ticket.status.as_str(), ticket.priority.as_str()), (None, "open", "media"));
    // The corrected mail answers the letter that named the faults.
    desk.answer(LAURA, &letters[0], "#Tomar\r\n#PRIORIDAD Crítica\r\nLo reviso hoy");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1", "taken-notice agente2"]);
    assert!(letters.iter().any(|letter| letter.text.contains("nota interna")), "free text stays inside");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.assignee.as_deref(), ticket.priority.as_str()), (Some("agente1@scj.test"), "critica"));
    assert_eq!(
        ticket.resolution_due - ticket.created_at,
        4 * 3_600_000,
        "counted anew from the registration"
    );
    desk.is_at_rest().await;
}

async fn fields_are_set_and_learned_from(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#categoria software\r\n#tipo requerimiento");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1"]);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.category.as_deref(), ticket.kind.as_deref()), (Some("software"), Some("request")));
    assert_eq!(ticket.priority, "baja", "the category's priority, and its times");
    let mut tx = desk.app.db.read().await.unwrap();
    let labels = radica::store::label::all(&mut tx, 10).await.unwrap();
    assert_eq!(labels.len(), 1);
    assert_eq!(
        (labels[0].category.as_deref(), labels[0].kind.as_deref()),
        (Some("software"), Some("request"))
    );
}

async fn an_assignment_upwards_is_an_escalation(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#asignar infraestructura-n3");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error agente1"]);
    assert!(letters[0].text.contains("#escalar N3"), "{}", letters[0].text);
    desk.answer(LAURA, &assignment, "#asignar office365");
    assert_eq!(kinds(&desk.step().await), ["assignment agente2", "command-result agente1"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.group_id, "office365");
}

async fn a_form_is_sent_and_awaited(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#formato F-GT-285");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1", "form-needed ana", "taken-notice agente2"]);
    let needed = of_kind(&letters, "form-needed")[0].clone();
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.waits_for.as_deref()), ("waiting_requester", Some("form")));
    let blank = &needed.attachments[0].1;
    let full = crate::requester::forms::filled(blank, &crate::requester::forms::COMPLETE);
    desk.answer_with_files(ANA, &needed, "Va", &[("F-GT-285.xlsx", &full)]);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment agente1", "status ana"], "to whoever holds it");
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
}

async fn a_building_goes_where_it_belongs(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#locativo arriendo");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["area-request direccion.tecnica", "command-result agente1"]);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.waits_for.as_deref(), ticket.group_id.as_str()), (Some("area"), "mesa-n1"));
    desk.answer(
        "direccion.tecnica@scj.test",
        of_kind(&letters, "area-request")[0],
        "No es posible: el contrato no lo cubre.",
    );
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["survey ana"]);
    let text = &letters[0].text;
    assert!(text.contains("El área encargada respondió su solicitud."), "no word of solved: {text}");
    let letters = {
        desk.write(ANA, "Otra", "La impresora del piso 5 no imprime");
        desk.step().await
    };
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#locativo propia");
    assert_eq!(
        kinds(&desk.step().await),
        ["assignment recursos.fisicos", "command-result agente1", "taken-notice agente2"]
    );
    let ticket = desk.ticket("SCJ-2026-000002").await;
    assert_eq!(
        (ticket.group_id.as_str(), ticket.category.as_deref()),
        ("recursos-fisicos", Some("locativo"))
    );
}

async fn what_is_not_the_desks_ends_with_a_reason(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#no-procede");
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"]);
    desk.answer(LAURA, &assignment, "#no-procede\r\nEsa impresora es del contratista; escríbale a él.");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1", "not-applicable ana", "taken-notice agente2"]);
    assert!(of_kind(&letters, "not-applicable")[0].text.contains("del contratista"));
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "not_applicable");
    desk.at("2026-12-20T10:00:00-05:00");
    assert!(desk.step_besides_reports().await.is_empty(), "no survey, no warning");
}

async fn cases_of_one_person_are_joined(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    case(&mut desk).await;
    case(&mut desk).await;
    desk.write("Bruno Díaz <bruno@scj.test>", "Impresora", "La impresora no imprime");
    desk.step().await;
    desk.write_with(LAURA, "[SCJ-2026-000002] Impresora", "#fusionar SCJ-2026-000003", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"], "of one requester only");
    desk.write_with(LAURA, "[SCJ-2026-000002] Impresora", "#fusionar SCJ-2026-000002", PROVEN);
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"]);
    desk.write_with(LAURA, "[SCJ-2026-000002] Impresora", "#fusionar SCJ-2026-000001", PROVEN);
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["command-result agente1", "follow-up-notice agente2", "merged-note ana", "taken-notice agente2"]
    );
    assert!(of_kind(&letters, "merged-note")[0].text.contains("SCJ-2026-000001"));
    assert_eq!(desk.ticket("SCJ-2026-000002").await.status, "merged");
    assert!(desk.history("SCJ-2026-000001").await.contains(&"merged".to_owned()));
    // What its requester writes about it later, by number or in its thread, is about the case in which it lives on.
    let merged = of_kind(&letters, "merged-note")[0].clone();
    desk.answer(ANA, &merged, "Adjunto la foto que faltaba");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1", "follow-up-notice agente2"]);
    assert!(letters[0].subject.contains("SCJ-2026-000001"), "{}", letters[0].subject);
    desk.write(ANA, "[SCJ-2026-000002] ¿cómo va mi caso?", "¿Cómo va mi caso?");
    let letters = desk.step().await;
    assert!(of_kind(&letters, "status")[0].subject.contains("SCJ-2026-000001"));
    // So is what its agents write, who are told where to.
    desk.write_with(LAURA, "[SCJ-2026-000002] Impresora", "#nota\r\nLlamé", PROVEN);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error agente1"]);
    assert!(letters[0].text.contains("se unió con SCJ-2026-000001"), "{}", letters[0].text);
    // The coordinator may join any, and then nobody learns of the other's case (ruling 14).
    desk.write_with(JULIAN, "[SCJ-2026-000003] Impresora", "#fusionar SCJ-2026-000001", PROVEN);
    let letters = desk.step().await;
    let note = of_kind(&letters, "merged-note")[0];
    assert_eq!(note.to, "bruno@scj.test");
    assert!(!note.text.contains("SCJ-2026-000001") && !note.text.contains("Ana"), "{}", note.text);
    // Whoever has that case reads what the other writes; the other is told only that it was joined.
    desk.write("Bruno Díaz <bruno@scj.test>", "Re: [SCJ-2026-000003] Impresora", "Tampoco imprime por USB");
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["case-closed-note bruno", "follow-up-notice agente1", "follow-up-notice agente2"]
    );
    let notice = to(&letters, "follow-up-notice", LAURA);
    assert!(notice.subject.contains("SCJ-2026-000001") && notice.text.contains("Tampoco imprime por USB"));
    assert!(
        notice.text.contains("que se unió con este") && !notice.text.contains("tenía copia"),
        "{}",
        notice.text
    );
    assert!(!of_kind(&letters, "case-closed-note")[0].text.contains("SCJ-2026-000001"));
    // Their answer to that is a matter of its own.
    let told = of_kind(&letters, "case-closed-note")[0].clone();
    desk.answer(
        "Bruno Díaz <bruno@scj.test>",
        &told,
        "Ahora es otra cosa: el escáner de la oficina no prende",
    );
    assert!(kinds(&desk.step().await).iter().all(|kind| !kind.starts_with("case-closed-note")));
}

async fn lists_and_tables_are_answered(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    let letters = case(&mut desk).await;
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#tomar");
    desk.step().await;
    desk.write_with(LAURA, "mis casos", "#cola\r\n#ayuda", PROVEN);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1"]);
    assert!(
        letters[0].text.contains("SCJ-2026-000001") && letters[0].text.contains("#escalar"),
        "{}",
        letters[0].text
    );
    desk.write_with(DIANA, "[SCJ-2026-000001]", "#estado", PROVEN);
    let letters = desk.step().await;
    assert!(
        letters[0].text.contains("Laura Agente") && letters[0].text.contains("tomó el caso"),
        "{}",
        letters[0].text
    );
    // Without proof nothing is told.
    desk.write(LAURA, "mis casos", "#cola");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error agente1"]);
    assert!(!letters[0].text.contains("SCJ-2026"), "{}", letters[0].text);
    assert_eq!(desk.taken().await.last().unwrap().0, "unproven");
    // Staff without command about no case are requesters (ruling 35).
    desk.write_with(
        DIANA,
        "Impresora",
        "La impresora de mi puesto no imprime, en el C4, piso 1\r\nDependencia: Tecnología",
        PROVEN,
    );
    assert!(kinds(&desk.step().await).contains(&"acknowledgement especialista".to_owned()));
}

async fn reopening_waits_for_a_survey(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    case(&mut desk).await;
    for command in ["#reabrir\r\nMal atendido", "#procedente\r\nBien atendido"] {
        desk.write_with(JULIAN, "[SCJ-2026-000001]", command, PROVEN);
        let letters = desk.step().await;
        assert_eq!(kinds(&letters), ["command-error coordinador"]);
        assert!(letters[0].text.contains("encuesta"), "{}", letters[0].text);
    }
}
