//! [3] to [6], [17] to [20] A case from hand to hand until it is solved.

use super::{ANA, DIANA, JULIAN, LAURA, MATEO, PROVEN, TRUSTING, case, kinds, to};
use crate::support::desk::{Letter, On, TestDesk, of_kind};

on_both!(
    the_first_answer_takes_the_case_and_goes_to_the_requester,
    asking_waits_and_the_answer_goes_on,
    a_solution_completes_and_silence_closes,
    an_escalation_takes_the_whole_history_along,
    level_four_waits_for_the_supplier,
    a_colleagues_case_is_theirs,
    an_agent_who_is_away_gives_the_case_back,
    cases_go_around_where_the_entity_wants_it,
    a_call_is_registered_for_its_caller,
    who_called_before_need_not_say_it_all_again,
    what_was_solved_already_is_said_and_offered,
    a_like_case_brings_its_solution_along,
    who_is_away_gives_all_new_cases_back_and_gets_none,
);

async fn the_first_answer_takes_the_case_and_goes_to_the_requester(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let laura = to(&letters, "assignment", LAURA).clone();
    assert!(laura.text.contains("#tomar") && laura.text.contains("#solucion"), "{}", laura.text);
    desk.at("2026-11-20T10:30:00-05:00");
    desk.answer(LAURA, &laura, "Buenos días, Ana María. ¿La impresora muestra algún mensaje?\r\n\r\nLaura Agente\r\nMesa de Servicio\r\nTel. 3779595");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["agent-reply ana", "taken-notice agente2"]);
    let reply = of_kind(&letters, "agent-reply")[0];
    assert!(reply.text.contains("¿La impresora muestra algún mensaje?"), "{}", reply.text);
    assert!(
        !reply.text.contains("La impresora del piso 3 no imprime"),
        "the quotation is off: {}",
        reply.text
    );
    assert!(!reply.raw.contains("Auto-Submitted") && !reply.raw.contains("X-Auto-Response-Suppress"));
    assert_eq!(reply.subject, "[SCJ-2026-000001] Impresora");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.assignee.as_deref(), Some("agente1@scj.test"));
    assert_eq!(
        ticket.first_reply_at.map(|at| at - ticket.created_at),
        Some(30 * 60_000),
        "the clock stopped"
    );
    // The requester's answer goes to the holder alone.
    desk.answer(ANA, reply, "Sí, dice atasco de papel");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1"]);
    assert_eq!(
        desk.taken().await.iter().map(|(outcome, _)| outcome.as_str()).collect::<Vec<_>>(),
        ["new_ticket", "agent_reply", "follow_up"]
    );
    desk.is_at_rest().await;
}

async fn asking_waits_and_the_answer_goes_on(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let due = desk.ticket("SCJ-2026-000001").await.resolution_due;
    let first = of_kind(&letters, "acknowledgement")[0].clone();
    desk.answer(LAURA, to(&letters, "assignment", LAURA), "#pedir\r\n¿Cuál es el modelo de la impresora?");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["agent-reply ana", "command-result agente1", "taken-notice agente2"]);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.waits_for.as_deref()), ("waiting_requester", Some("answer")));
    // Two service hours later the answer comes: the case goes on, and its time with it.
    desk.at("2026-11-20T12:00:00-05:00");
    desk.answer(ANA, of_kind(&letters, "agent-reply")[0], "Es una HP 4050");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["follow-up-notice agente1"]);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.waits_for), ("open", None));
    assert_eq!(ticket.waited, 2 * 3_600_000);
    assert!(ticket.resolution_due > due);
    // What was answered is not asked again.
    let wait = &letters[0];
    desk.answer(ANA, &first, "¿Cómo va mi caso?");
    let told = desk.step().await;
    assert_eq!(kinds(&told), ["follow-up-notice agente1", "status ana"]);
    assert!(!told[1].text.contains("modelo de la impresora"), "{}", told[1].text);
    // What waits for days is reminded of once (ruling 17).
    desk.answer(LAURA, wait, "#espera Llega el repuesto el lunes");
    desk.step().await;
    desk.at("2026-11-27T19:00:01-05:00");
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters).iter().filter(|kind| kind.starts_with("reminder")).count(),
        1,
        "{:?}",
        kinds(&letters)
    );
    desk.at("2026-12-11T19:00:01-05:00");
    assert!(desk.step_besides_reports().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "waiting_third_party");
}

async fn a_solution_completes_and_silence_closes(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer_with_files(
        LAURA,
        to(&letters, "assignment", LAURA),
        "#solucion\r\nSe retiró el papel atascado y se limpió el rodillo.",
        &[("prueba.txt", b"pagina de prueba")],
    );
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-result agente1", "survey ana", "taken-notice agente2"]);
    let survey = of_kind(&letters, "survey")[0];
    assert!(survey.text.contains("Se retiró el papel atascado"), "{}", survey.text);
    assert!(survey.text.contains("miércoles 25 de noviembre a las 7:00 p. m."), "{}", survey.text);
    assert_eq!(survey.attachments[0].0, "prueba.txt");
    let result = of_kind(&letters, "command-result")[0];
    assert!(result.text.contains("#solucion") && result.text.contains("solucionado"), "{}", result.text);
    // Solved is solved.
    desk.answer(LAURA, result, "#solucion\r\nOtra vez");
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["command-error agente1"]);
    assert!(letters[0].text.contains("ya está solucionado"), "{}", letters[0].text);
    desk.at("2026-11-25T19:00:01-05:00");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "closed");
    desk.is_at_rest().await;
}

async fn an_escalation_takes_the_whole_history_along(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let assignment = to(&letters, "assignment", LAURA).clone();
    desk.answer(LAURA, &assignment, "#nota\r\nProbé con otro cable");
    desk.step().await;
    desk.answer(LAURA, &assignment, "#escalar N2");
    assert_eq!(kinds(&desk.step().await), ["command-error agente1"], "never without documentation");
    desk.answer(LAURA, &assignment, "#escalar N2\r\nHay que cambiar el fusor en el sitio");
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["command-result agente1", "escalation sitio", "taken-notice agente2"],
        "who had it too is told"
    );
    let escalation = of_kind(&letters, "escalation")[0].clone();
    for words in [
        "Hay que cambiar el fusor",
        "La impresora del piso 3 no imprime",
        "Probé con otro cable",
        "Laura Agente",
    ] {
        assert!(escalation.text.contains(words), "{words}: {}", escalation.text);
    }
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.level, ticket.group_id.as_str(), ticket.assignee), (2, "agentes-sitio", None));
    // Downwards is no escalation; the one who gave it away acts on it no more.
    desk.answer("Óscar Sitio <sitio@scj.test>", &escalation, "#escalar N2\r\nx");
    assert_eq!(kinds(&desk.step().await), ["command-error sitio"]);
    desk.answer(LAURA, &assignment, "#solucion\r\nYa");
    let refused = desk.step().await;
    assert_eq!(kinds(&refused), ["command-error agente1"]);
    assert!(refused[0].text.contains("Agentes de sitio"), "{}", refused[0].text);
    // A note is anybody's of the staff.
    desk.answer(LAURA, &assignment, "#nota\r\nEl usuario sale a las 4");
    assert_eq!(kinds(&desk.step().await), ["command-result agente1"]);
}

async fn level_four_waits_for_the_supplier(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    case(&mut desk).await;
    desk.write_with(JULIAN, "[SCJ-2026-000001] Impresora", "#escalar N4\r\nGarantía del fabricante", PROVEN);
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        [
            "command-result coordinador",
            "escalation especialista",
            "taken-notice agente1",
            "taken-notice agente2"
        ]
    );
    let escalation = of_kind(&letters, "escalation")[0];
    assert!(!escalation.text.contains("#tomar"), "it would end the wait: {}", escalation.text);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.level), ("waiting_third_party", 4));
    desk.write_with(
        DIANA,
        "[SCJ-2026-000001] Impresora",
        "#solucion\r\nEl proveedor cambió la tarjeta",
        PROVEN,
    );
    assert_eq!(kinds(&desk.step().await), ["command-result especialista", "survey ana"]);
    // Who sees to the suppliers herself goes on documenting it.
    desk.write(ANA, "Otra", "La impresora del piso 5 tampoco imprime");
    desk.step().await;
    desk.write_with(
        JULIAN,
        "[SCJ-2026-000002]",
        "#escalar N3 especialista@scj.test\r\nParece la fusora",
        PROVEN,
    );
    desk.step().await;
    desk.write_with(DIANA, "[SCJ-2026-000002]", "#escalar N4\r\nGarantía", PROVEN);
    let letters = desk.step().await;
    assert!(of_kind(&letters, "command-result")[0].text.contains("lo tiene Diana"), "{letters:?}");
    let case = desk.ticket("SCJ-2026-000002").await;
    assert_eq!((case.level, case.assignee.as_deref()), (4, Some("especialista@scj.test")));
    // How long it was at which level is kept.
    let mut tx = desk.app.db.read().await.unwrap();
    let stays = radica::store::stay::of_ticket(&mut tx, ticket.id).await.unwrap();
    let levels: Vec<(u8, bool)> = stays.iter().map(|stay| (stay.level, stay.holder.is_some())).collect();
    assert_eq!(levels, [(1, false), (4, false)], "and where it was solved it is still");
}

async fn a_colleagues_case_is_theirs(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    let (laura, mateo) =
        (to(&letters, "assignment", LAURA).clone(), to(&letters, "assignment", MATEO).clone());
    desk.answer(LAURA, &laura, "#tomar");
    assert_eq!(kinds(&desk.step().await), ["command-result agente1", "taken-notice agente2"]);
    desk.answer(MATEO, &mateo, "#solucion\r\nReinicié la cola");
    let refused = desk.step().await;
    assert_eq!(kinds(&refused), ["command-error agente2"]);
    assert!(
        refused[0].text.contains("Laura Agente") && refused[0].text.contains("#tomar"),
        "{}",
        refused[0].text
    );
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open");
    // Fields and notes go through, and the holder is told.
    desk.answer(MATEO, &mateo, "#prioridad alta");
    assert_eq!(kinds(&desk.step().await), ["command-result agente2", "taken-notice agente1"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.priority, "alta");
    desk.answer(MATEO, &mateo, "#tomar\r\n#solucion\r\nReinicié la cola");
    assert_eq!(kinds(&desk.step().await), ["command-result agente2", "survey ana", "taken-notice agente1"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.assignee.as_deref(), Some("agente2@scj.test"));
    desk.is_at_rest().await;
}

async fn an_agent_who_is_away_gives_the_case_back(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer(MATEO, to(&letters, "assignment", MATEO), "#asignar agente1@scj.test");
    let letters = desk.step().await;
    let given = to(&letters, "assignment", LAURA).clone();
    assert!(given.text.contains("Mateo Agente"), "{}", given.text);
    let thread = format!(
        "In-Reply-To: <{}>\r\nReferences: <{}>\r\nAuto-Submitted: auto-replied\r\n",
        given.message_id,
        given.references.last().unwrap()
    );
    desk.write_with(LAURA, "Respuesta automática: fuera de la oficina", "Estoy de vacaciones", &thread);
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment agente2"]);
    assert_eq!(desk.ticket("SCJ-2026-000001").await.assignee, None);
    assert!(desk.history("SCJ-2026-000001").await.contains(&"given-back".to_owned()));
}

async fn cases_go_around_where_the_entity_wants_it(on: On) {
    let mut desk = TestDesk::with(on, "[rules]\nrotation = true\n").await;
    let mut holders = Vec::new();
    for n in 1..=4 {
        desk.write(ANA, &format!("Impresora {n}"), "La impresora del piso 3 no imprime");
        let letters = desk.step().await;
        assert_eq!(of_kind(&letters, "assignment").len(), 1);
        holders.push(desk.ticket(&format!("SCJ-2026-00000{n}")).await.assignee.unwrap());
    }
    assert_eq!(holders[0], holders[2]);
    assert_eq!(holders[1], holders[3]);
    assert_ne!(holders[0], holders[1]);
}

async fn a_call_is_registered_for_its_caller(on: On) {
    let mut desk = TestDesk::with(on, TRUSTING).await;
    desk.write_with(
        LAURA,
        "llamada",
        "#registrar\r\nusuario: ana@scj.test\r\ncanal: telefono\r\nasunto: Impresora del piso 3\r\n\r\nLlamó Ana: la impresora no imprime",
        PROVEN,
    );
    let letters = desk.step().await;
    assert_eq!(
        kinds(&letters),
        ["acknowledgement ana", "assignment agente1", "assignment agente2", "command-result agente1"]
    );
    let assignment = to(&letters, "assignment", MATEO);
    assert!(assignment.text.contains("La registró Laura Agente."), "{}", assignment.text);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.channel.as_str(), ticket.requester_email.as_str()), ("phone", "ana@scj.test"));
    assert_eq!(ticket.category.as_deref(), Some("impresion"));
    let result = of_kind(&letters, "command-result")[0];
    assert_eq!(result.subject, "[SCJ-2026-000001] Impresora del piso 3");
    // From then on it is a case like any: she answers, the group hears of it.
    desk.answer(ANA, of_kind(&letters, "acknowledgement")[0], "También falla la del piso 4");
    assert_eq!(kinds(&desk.step().await), ["follow-up-notice agente1", "follow-up-notice agente2"]);
}

async fn who_called_before_need_not_say_it_all_again(on: On) {
    let mut desk = TestDesk::with(on, &format!("{TRUSTING}[rules]\nrotation = true\n")).await;
    let call = |more: &str| {
        format!(
            "#registrar\r\nusuario: carolina@scj.test\r\ncanal: telefono\r\n{more}asunto: Impresora del piso 3\r\n\r\n\
             La impresora del piso 3 no imprime"
        )
    };
    desk.write_with(
        LAURA,
        "llamada",
        &call("nombre: Carolina Rojas Peña\r\ndependencia: Oficina Asesora Jurídica\r\n"),
        PROVEN,
    );
    let first = desk.step().await;
    // The directory knows the caller now, the case goes around like any, and the agent learns that it may be the same.
    desk.write_with(LAURA, "llamada", &call(""), PROVEN);
    let second = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000002").await;
    assert_eq!(ticket.requester_name.as_deref(), Some("Carolina Rojas Peña"));
    assert_eq!(ticket.requester_department.as_deref(), Some("Oficina Asesora Jurídica"));
    let (first, second) = (of_kind(&first, "assignment"), of_kind(&second, "assignment"));
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first[0].to, second[0].to);
    assert!(second[0].text.contains("Puede ser el mismo asunto"), "{}", second[0].text);
}

async fn what_was_solved_already_is_said_and_offered(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer(ANA, of_kind(&letters, "acknowledgement")[0], "Ya se solucionó, muchas gracias");
    let letters = desk.step().await;
    let notice = to(&letters, "follow-up-notice", LAURA);
    assert!(
        notice.text.contains("ya se solucionó") && notice.text.contains("Cerrar como solucionado"),
        "{}",
        notice.text
    );
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "open", "an agent decides");
}

async fn a_like_case_brings_its_solution_along(on: On) {
    let mut desk = TestDesk::open(on).await;
    let letters = case(&mut desk).await;
    desk.answer(
        LAURA,
        to(&letters, "assignment", LAURA),
        "#solucion\r\nSe cambió el rodillo de la bandeja 2.",
    );
    desk.step().await;
    desk.write(ANA, "Otra impresora", "La impresora del piso 5 tampoco imprime");
    let letters = desk.step().await;
    let assignment = to(&letters, "assignment", LAURA);
    assert!(
        assignment.text.contains("SCJ-2026-000001")
            && assignment.text.contains("Se cambió el rodillo de la bandeja 2."),
        "{}",
        assignment.text
    );
    // What only happens on the same floor is not like it.
    desk.write(ANA, "Correo", "Buenos días. En el piso 3 el Outlook no envía correos. Muchas gracias");
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(!assignment.text.contains("Se cambió el rodillo"), "{}", assignment.text);
}

/// Mail programs say so once to each sender, whatever comes after.
async fn who_is_away_gives_all_new_cases_back_and_gets_none(on: On) {
    let mut desk = TestDesk::with(on, &format!("{TRUSTING}[rules]\nrotation = true\ndigest = false\n")).await;
    let mut of_laura = Vec::new();
    for n in 1..=4 {
        desk.write(ANA, &format!("Impresora {n}"), "La impresora del piso 3 no imprime");
        let letters = desk.step().await;
        of_laura.extend(
            of_kind(&letters, "assignment").into_iter().filter(|one| LAURA.contains(&one.to)).cloned(),
        );
    }
    assert_eq!(of_laura.len(), 2);
    let answered = of_laura[0].clone();
    let last = of_laura[1].clone();
    let away = |letter: &Letter| {
        let thread = letter.references.last().unwrap();
        format!(
            "In-Reply-To: <{}>\r\nReferences: <{thread}>\r\nAuto-Submitted: auto-replied\r\n",
            letter.message_id
        )
    };
    desk.write_with(LAURA, "Respuesta automática: fuera de la oficina", "Estoy de vacaciones", &away(&last));
    let letters = desk.step().await;
    assert_eq!(kinds(&letters), ["assignment agente2", "assignment agente2"]);
    for letter in [&answered, &last] {
        let number = letter.ticket.as_deref().unwrap();
        assert_eq!(desk.ticket(number).await.assignee, None, "{number}");
        assert!(desk.history(number).await.contains(&"given-back".to_owned()));
    }
    for n in 5..=6 {
        desk.write(ANA, &format!("Impresora {n}"), "La impresora del piso 3 no imprime");
        assert!(kinds(&desk.step().await).contains(&"assignment agente2".to_owned()), "never to who is away");
    }
    // Until they write by hand ...
    desk.write_with(LAURA, "mis casos", "#cola", PROVEN);
    desk.step().await;
    desk.write(ANA, "Impresora 7", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let back = to(&letters, "assignment", LAURA).clone();
    // ... or fifteen business days have passed, of which Tuesday 8 December is none.
    desk.write_with(LAURA, "Respuesta automática: fuera de la oficina", "Estoy de vacaciones", &away(&back));
    desk.step().await;
    desk.at("2026-12-14T19:00:01-05:00");
    let mut holders = Vec::new();
    for n in 8..=9 {
        desk.write(ANA, &format!("Impresora {n}"), "La impresora del piso 3 no imprime");
        holders.extend(kinds(&desk.step().await).into_iter().filter(|kind| kind.starts_with("assignment")));
    }
    assert!(holders.contains(&"assignment agente1".to_owned()), "{holders:?}");
}
