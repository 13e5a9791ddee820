//! Journeys of the procedure on a set clock, on both databases: what people write, and what they get.

use radica::round::run_once;
use tokio_util::sync::CancellationToken;

use crate::support::desk::{DESK, On, TestDesk, of_kind};
use crate::support::served::LOOK_EVERY;

on_both!(
    a_complete_mail_becomes_a_case,
    what_is_missing_is_asked_for_merged_and_judged_again,
    after_the_second_incomplete_answer_an_agent_takes_over,
    a_request_without_answer_is_reminded_and_ends,
    a_follow_up_goes_to_whoever_has_the_case,
    a_stranger_is_told_nothing,
    a_question_without_number_is_asked_back_and_settled,
    an_unanswered_question_becomes_a_case,
    nothing_automatic_is_answered,
    a_bounce_is_tied_to_its_letter,
    the_same_mail_twice_is_one_case,
    a_mail_that_cannot_be_read_is_set_apart_and_can_be_taken_again,
    staff_must_be_proven,
    a_bare_request_number_proves_nobody,
    answers_have_a_ceiling,
    outside_service_hours_the_answer_says_when_the_desk_opens,
    an_answer_to_an_ended_request_begins_anew,
    files_go_along_to_the_agents,
    what_comes_by_mail_is_never_markup_nor_header,
    who_wants_no_automatic_answer_gets_none_but_a_case,
    a_mail_over_the_limit_is_kept_whole_and_set_apart,
    no_more_letters_a_day_than_the_server_takes,
    no_more_letters_a_minute_than_the_server_takes,
);

const ANA: &str = "Ana María Pérez <ana@scj.test>";
const CLARA: &str = "clara@scj.test";
const STRANGER: &str = "Pedro Páez <pedro@example.org>";

async fn a_complete_mail_becomes_a_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    let id = desk.write(ANA, "Impresora", "Buenos días:\n\nLa impresora del piso 3 no imprime.\n\nGracias");
    let letters = desk.step().await;
    assert_eq!(desk.taken().await, [("new_ticket".to_owned(), Some("SCJ-2026-000001".to_owned()))]);
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert_eq!(acknowledgement.to, "ana@scj.test");
    assert_eq!(acknowledgement.subject, "[SCJ-2026-000001] Impresora");
    assert_eq!(acknowledgement.in_reply_to.as_deref(), Some(id.as_str()));
    assert_eq!(acknowledgement.references[0], id);
    assert_eq!(acknowledgement.references.len(), 2, "the synthetic reference rides along");
    assert_eq!(acknowledgement.ticket.as_deref(), Some("SCJ-2026-000001"));
    assert!(acknowledgement.text.contains("Buenos días, Ana María:"), "{}", acknowledgement.text);
    assert!(acknowledgement.html.contains("hoy antes de las 12:00"), "{}", acknowledgement.html);
    assert_eq!(acknowledgement.attachments, []);
    assert!(acknowledgement.raw.contains("Auto-Submitted: auto-replied"));
    // Media: two service hours from ten in the morning.
    assert!(acknowledgement.text.contains("hoy antes de las 12:00 m."), "{}", acknowledgement.text);
    let assignments = of_kind(&letters, "assignment");
    let to: Vec<&str> = assignments.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to.len(), 2, "{to:?}");
    assert!(to.contains(&"agente1@scj.test") && to.contains(&"agente2@scj.test"));
    assert!(assignments[0].text.contains("La impresora del piso 3 no imprime."));
    assert!(assignments[0].text.contains("Dirección Financiera"));
    assert_ne!(assignments[0].message_id, assignments[1].message_id);
    assert_eq!(desk.filed(".Procesados"), 1);
    desk.is_at_rest().await;
}

async fn what_is_missing_is_asked_for_merged_and_judged_again(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Computador", "No me prende el computador desde ayer");
    let asked = desk.step().await;
    assert_eq!(asked.len(), 1, "nobody but the requester hears of it");
    assert_eq!(asked[0].kind, "missing-information");
    assert_eq!(asked[0].subject, "[SOL-2026-000001] Computador");
    assert!(asked[0].text.contains("nombre completo") && asked[0].text.contains("dependencia"));
    // Five business days after Friday 20 November.
    assert!(asked[0].text.contains("el viernes 27 de noviembre a las 7:00 p. m."), "{}", asked[0].text);

    desk.answer(CLARA, &asked[0], "Clara Rojas");
    let again = desk.step().await;
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].kind, "missing-information");
    assert!(
        !again[0].text.contains("nombre completo") && again[0].text.contains("dependencia"),
        "{}",
        again[0].text
    );
    assert!(again[0].references.contains(&asked[0].message_id));

    desk.answer(CLARA, &again[0], "Oficina Asesora de Planeación");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert_eq!(acknowledgement.subject, "[SCJ-2026-000001] Computador");
    assert!(acknowledgement.text.contains("Clara"));
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("No me prende el computador desde ayer"), "{}", assignment.text);
    assert!(assignment.text.contains("Oficina Asesora de Planeación"));
    let number = Some("SCJ-2026-000001".to_owned());
    assert_eq!(
        desk.taken().await,
        [
            ("new_request".to_owned(), number.clone()),
            ("information".to_owned(), number.clone()),
            ("information".to_owned(), number)
        ]
    );
    // The request's number leads for ever to its case.
    desk.write(CLARA, "[SOL-2026-000001] computador", "También se calienta");
    let notices = desk.step().await;
    assert!(notices.iter().all(|letter| letter.kind == "follow-up-notice"), "{notices:?}");
    assert_eq!(notices.len(), 2);
    desk.is_at_rest().await;
}

async fn after_the_second_incomplete_answer_an_agent_takes_over(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Ayuda", "Ayuda por favor");
    let first = desk.step().await;
    desk.answer(CLARA, &first[0], "es urgente");
    let second = desk.step().await;
    assert_eq!(second[0].kind, "missing-information");
    desk.answer(CLARA, &second[0], "por favor ayuda");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1);
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.contains("nombre completo"), "what is missing is said: {}", assignment.text);
    desk.is_at_rest().await;
}

async fn a_request_without_answer_is_reminded_and_ends(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Computador", "No me prende el computador");
    desk.step().await;
    desk.at("2026-11-26T06:59:00-05:00");
    assert_eq!(desk.step().await.len(), 0);
    desk.at("2026-11-26T07:00:00-05:00");
    let reminder = desk.step().await;
    assert_eq!(reminder.len(), 1);
    assert_eq!(reminder[0].kind, "reminder");
    assert!(reminder[0].text.contains("mañana a las 7:00 p. m."), "{}", reminder[0].text);
    desk.at("2026-11-27T18:59:00-05:00");
    assert_eq!(desk.step().await.len(), 0);
    desk.at("2026-11-27T19:00:00-05:00");
    let expired = desk.step().await;
    assert_eq!(expired.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["request-expired"]);
    desk.at("2026-12-20T19:00:00-05:00");
    assert_eq!(desk.step_besides_reports().await.len(), 0, "each is done once");
    desk.is_at_rest().await;
}

async fn an_answer_to_an_ended_request_begins_anew(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Computador", "No me prende el computador");
    let asked = desk.step().await;
    desk.at("2026-11-27T19:00:00-05:00");
    desk.step().await;
    desk.answer(CLARA, &asked[0], "Clara Rojas, Dirección Jurídica, placa 45231, Casa de Justicia de Bosa");
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(
        assignment.text.contains("No me prende el computador"),
        "joined with the old text: {}",
        assignment.text
    );
    desk.is_at_rest().await;
}

async fn a_follow_up_goes_to_whoever_has_the_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write_with(ANA, "Impresora", "La impresora del piso 3 no imprime", "Cc: bruno@scj.test\r\n");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    let assignment = of_kind(&letters, "assignment")
        .iter()
        .find(|letter| letter.to == "agente1@scj.test")
        .map(|letter| (*letter).clone())
        .unwrap();

    // By the thread, with a subject of one's own.
    desk.answer(ANA, &acknowledgement, "Ahora tampoco escanea");
    let notices = desk.step().await;
    assert_eq!(notices.len(), 2);
    let notice = notices.iter().find(|letter| letter.to == "agente1@scj.test").unwrap();
    assert_eq!(notice.kind, "follow-up-notice");
    assert!(notice.text.contains("Ahora tampoco escanea"));
    assert!(
        notice.references.contains(&assignment.message_id),
        "the agent's mail program keeps them together"
    );
    assert!(!notice.references.contains(&acknowledgement.message_id), "only what this reader has seen");

    // By the number alone, read with tolerance, from somebody copied.
    desk.write("Bruno Díaz <bruno@scj.test>", "caso scj 2026 1", "A mí tampoco me imprime");
    let notices = desk.step().await;
    assert_eq!(notices.len(), 2);
    assert!(notices[0].text.contains("Bruno Díaz"), "{}", notices[0].text);
    assert_eq!(
        desk.taken().await[1..],
        [
            ("follow_up".to_owned(), Some("SCJ-2026-000001".to_owned())),
            ("follow_up".to_owned(), Some("SCJ-2026-000001".to_owned()))
        ]
    );
    desk.is_at_rest().await;
}

async fn a_stranger_is_told_nothing(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Nómina secreta", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    desk.write(STRANGER, "SCJ-2026-000001", "¿Qué pasó?");
    let about_a_case = desk.step().await;
    desk.write(STRANGER, "SCJ-2026-000999", "¿Qué pasó?");
    let about_none = desk.step().await;
    desk.write(STRANGER, "SOL-2026-000001", "¿Qué pasó?");
    let about_no_request = desk.step().await;
    for letters in [&about_a_case, &about_none, &about_no_request] {
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].kind, "ask-number");
        assert!(!letters[0].raw.contains("secreta") && !letters[0].text.contains("Impresora"));
        assert_eq!(letters[0].text, about_a_case[0].text, "the same whether it exists or not");
        assert_eq!(letters[0].subject, about_a_case[0].subject);
    }
    // A forwarded thread proves nothing either.
    desk.answer(STRANGER, &acknowledgement, "Soy Ana, ¿cómo va?");
    let forged = desk.step().await;
    assert_eq!(forged[0].kind, "ask-number");
    assert_eq!(forged[0].to, "pedro@example.org");
    desk.is_at_rest().await;
}

async fn a_question_without_number_is_asked_back_and_settled(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    desk.step().await;
    desk.write(ANA, "Teclado", "El teclado del equipo de placa 45231 escribe letras repetidas");
    desk.step().await;
    desk.write(ANA, "consulta", "Buenas, ¿cómo va mi caso?");
    let asked = desk.step().await;
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].kind, "ask-number");
    let text = &asked[0].text;
    assert!(
        text.contains("SCJ-2026-000001") && text.contains("Impresora") && text.contains("SCJ-2026-000002"),
        "{text}"
    );
    let first = text.find("SCJ-2026-000002").unwrap();
    assert!(first < text.find("SCJ-2026-000001").unwrap(), "the newest first");
    desk.answer(ANA, &asked[0], "El 2");
    let letters = desk.step().await;
    // One reply settles it ([2]): the agents of the group see it, and she is told how it stands ([4]).
    assert_eq!(of_kind(&letters, "status")[0].ticket.as_deref(), Some("SCJ-2026-000001"));
    let notices = of_kind(&letters, "follow-up-notice");
    assert_eq!((notices.len(), letters.len()), (2, 3));
    assert_eq!(notices[0].ticket.as_deref(), Some("SCJ-2026-000001"));
    assert!(
        notices[0].text.contains("cómo va mi caso"),
        "what was asked first goes along: {}",
        notices[0].text
    );

    desk.write(ANA, "consulta", "¿Cómo va mi solicitud?");
    let asked = desk.step().await;
    desk.answer(ANA, &asked[0], "Es nuevo: no me abre el correo en el celular");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement")[0].ticket.as_deref(), Some("SCJ-2026-000003"));
    desk.is_at_rest().await;
}

async fn an_unanswered_question_becomes_a_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "consulta", "¿Cómo va mi caso?");
    assert_eq!(desk.step().await[0].kind, "ask-number");
    desk.at("2026-11-27T19:00:00-05:00");
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 1);
    assert_eq!(of_kind(&letters, "assignment").len(), 2);
    assert_eq!(desk.taken().await, [("asked_number".to_owned(), Some("SCJ-2026-000001".to_owned()))]);
    desk.is_at_rest().await;
}

async fn nothing_automatic_is_answered(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    let thread = format!("In-Reply-To: <{}>\r\n", acknowledgement.message_id);
    desk.write_with(
        ANA,
        "Respuesta automática: Impresora",
        "Estoy de vacaciones",
        &format!("Auto-Submitted: auto-replied\r\n{thread}"),
    );
    desk.write_with(CLARA, "Boletín", "Noticias", "Precedence: bulk\r\n");
    desk.write("no-reply@example.org", "Aviso", "No responda");
    desk.write(&format!("Mesa <{DESK}>"), "Eco", "Nuestro propio correo");
    assert_eq!(desk.step().await.len(), 0);
    let taken = desk.taken().await;
    assert!(taken[1..].iter().all(|(outcome, _)| outcome == "automatic"), "{taken:?}");
    assert_eq!(taken[1].1.as_deref(), Some("SCJ-2026-000001"), "an absence is noted on the case");
    desk.is_at_rest().await;
}

async fn a_bounce_is_tied_to_its_letter(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let acknowledgement = of_kind(&letters, "acknowledgement")[0].clone();
    let report = |recipient: &str| {
        format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.scj.test\r\nTo: {DESK}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Message-ID: <{recipient}.dsn@mail.scj.test>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.scj.test\r\n\r\n\
             Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {DESK}\r\nTo: ana@scj.test\r\nSubject: x\r\nMessage-ID: <{}>\r\n\r\nx\r\n--b--\r\n",
            acknowledgement.message_id
        )
    };
    desk.deliver(&report("otra@scj.test"));
    assert_eq!(desk.step().await.len(), 0, "not that letter's recipient");
    // Some servers' reports have an author that is no address.
    desk.deliver(&report("ana@scj.test").replace("MAILER-DAEMON@mail.scj.test", "MAILER-DAEMON"));
    let told = desk.step().await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|letter| letter.kind == "delivery-failure" && letter.to.starts_with("agente")));
    assert!(told[0].text.contains("ana@scj.test") && told[0].text.contains("550"), "{}", told[0].text);
    let mut tx = desk.app.db.read().await.unwrap();
    let letters = radica::store::outbox::list(&mut tx).await.unwrap();
    let row = letters.iter().find(|row| row.message_id == acknowledgement.message_id).unwrap();
    assert_eq!(row.state, "failed");
    assert_eq!(desk.taken().await[2], ("bounce".to_owned(), Some("SCJ-2026-000001".to_owned())));
}

async fn the_same_mail_twice_is_one_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    let mail = format!(
        "From: {ANA}\nTo: {DESK}\nSubject: Impresora\nMessage-ID: <dos@x.test>\nDate: Fri, 20 Nov 2026 09:00:00 -0500\n\nNo imprime la impresora\n"
    );
    desk.deliver(&format!("Received: from a\n{mail}"));
    desk.deliver(&format!("Received: from b\n{}", mail).replace('\n', "\r\n"));
    assert_eq!(desk.step().await.len(), 3);
    desk.deliver(&mail);
    assert_eq!(desk.step().await.len(), 0);
    // The same identifier on another mail: a new one.
    desk.deliver(&mail.replace("No imprime la impresora", "Se dañó el monitor del puesto"));
    assert_eq!(desk.step().await.len(), 3);
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "duplicate", "duplicate", "new_ticket"]);
    desk.is_at_rest().await;
}

async fn a_mail_that_cannot_be_read_is_set_apart_and_can_be_taken_again(on: On) {
    let mut desk = TestDesk::with(on, "[limits]\nmax_parts = 3\n").await;
    let parts: String =
        (0..5).map(|n| format!("--b\r\nContent-Type: text/plain\r\n\r\nparte {n}\r\n")).collect();
    let raw = format!(
        "From: {ANA}\r\nTo: {DESK}\r\nSubject: Muchas partes del informe\r\nMessage-ID: <p@x.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n"
    );
    desk.deliver(&raw);
    desk.write(CLARA, "otro", "No me prende el computador");
    let letters = desk.step().await;
    let kinds: Vec<&str> = letters.iter().map(|letter| letter.kind.as_str()).collect();
    assert!(
        kinds.contains(&"operator-alert") && kinds.contains(&"missing-information"),
        "the next one is taken: {kinds:?}"
    );
    assert_eq!((desk.filed(".Cuarentena"), desk.filed(".Procesados")), (1, 1));
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::inbound::list(&mut tx).await.unwrap();
    assert_eq!(rows[0].outcome, "quarantined");
    assert_eq!(desk.app.blobs.get(&mut tx, &rows[0].raw_sha256).await.unwrap(), raw.as_bytes());
    drop(tx);
    // The limit is raised, the operator takes it again.
    let mut config = desk.app.config.clone();
    config.limits.max_parts = 200;
    let intake =
        radica::intake::Intake::new(&config, desk.app.db.clone(), desk.app.blobs.clone(), desk.clock.clone());
    let decision = radica::intake::retry(&intake, &desk.app.rules(), rows[0].id).await.unwrap().unwrap();
    assert_eq!(decision.outcome.as_str(), "new_ticket");
    assert!(radica::intake::retry(&intake, &desk.app.rules(), rows[0].id).await.unwrap().is_none(), "once");
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 1);
    desk.is_at_rest().await;
}

async fn staff_must_be_proven(on: On) {
    let mut desk = TestDesk::with(on, "[security]\ntrusted_authserv = [\"mx.scj.test\"]\n").await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let assignment = of_kind(&letters, "assignment")
        .iter()
        .find(|letter| letter.to == "agente1@scj.test")
        .map(|letter| (*letter).clone())
        .unwrap();
    // By From line and number alone: nothing is done, said once an hour, without echo.
    desk.write("Laura <agente1@scj.test>", "SCJ-2026-000001", "Ya quedó, reinicie el equipo");
    desk.write("Laura <agente1@scj.test>", "SCJ-2026-000001", "Otra vez, reinicie el equipo");
    let told = desk.step().await;
    assert_eq!(
        told.iter().map(|letter| (letter.kind.as_str(), letter.to.as_str())).collect::<Vec<_>>(),
        [("command-error", "agente1@scj.test")]
    );
    assert!(!told[0].raw.contains("reinicie"));
    // Another agent's assignment proves nothing.
    desk.answer("Mateo <agente2@scj.test>", &assignment, "Me lo llevo");
    let told = desk.step().await;
    assert_eq!(told.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["command-error"]);
    // Their own does; and so does the trusted server's word.
    desk.answer("Laura <agente1@scj.test>", &assignment, "Revisando");
    desk.write_with(
        "Mateo <agente2@scj.test>",
        "SCJ-2026-000001",
        "Nota",
        "Authentication-Results: mx.scj.test; dmarc=pass header.from=scj.test\r\n",
    );
    let letters = desk.step().await;
    let mut sent: Vec<(&str, &str)> =
        letters.iter().map(|letter| (letter.kind.as_str(), letter.to.as_str())).collect();
    sent.sort_unstable();
    assert_eq!(
        sent,
        [
            ("agent-reply", "ana@scj.test"),
            ("agent-reply", "ana@scj.test"),
            ("taken-notice", "agente1@scj.test"),
            ("taken-notice", "agente2@scj.test")
        ]
    );
    let outcomes: Vec<String> = desk.taken().await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["new_ticket", "unproven", "unproven", "unproven", "agent_reply", "agent_reply"]);
    // The same reference with a failing verdict does not.
    let forged = format!(
        "In-Reply-To: <{}>\r\nAuthentication-Results: mx.scj.test; dmarc=fail header.from=scj.test\r\n",
        assignment.message_id
    );
    desk.write_with("Laura <agente1@scj.test>", "RE: caso", "Revisado", &forged);
    desk.step().await;
    assert_eq!(desk.taken().await[6].0, "unproven");
}

async fn a_bare_request_number_proves_nobody(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(CLARA, "Computador", "No me prende el computador");
    let asked = desk.step().await;
    desk.write(CLARA, "[SOL-2026-000001]", "Nombre: Clara Rojas\nDependencia: Despacho");
    let again = desk.step().await;
    assert_eq!(again.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["missing-information"]);
    desk.answer(CLARA, &again[0], "Nombre: Clara Rojas\nDependencia: Despacho\nPlaca 45231\nSede Bosa");
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 1);
    drop(asked);
    desk.is_at_rest().await;
}

async fn answers_have_a_ceiling(on: On) {
    let mut desk = TestDesk::open(on).await;
    for n in 0..25 {
        desk.write(ANA, &format!("Equipo {n}"), "El computador de placa 45231 no enciende");
    }
    let letters = desk.step().await;
    assert_eq!(of_kind(&letters, "acknowledgement").len(), 10);
    assert_eq!(of_kind(&letters, "assignment").len(), 50, "mail is taken all the same");
    assert_eq!(of_kind(&letters, "operator-alert").len(), 1, "told once");
    desk.at("2026-11-20T11:00:01-05:00");
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 10);
    desk.at("2026-11-20T12:00:02-05:00");
    assert_eq!(of_kind(&desk.step().await, "acknowledgement").len(), 5);
    desk.is_at_rest().await;
}

async fn outside_service_hours_the_answer_says_when_the_desk_opens(on: On) {
    let mut desk = TestDesk::open(on).await;
    // Saturday evening; Sunday opens at eight.
    desk.at("2026-11-21T20:00:00-05:00");
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let letters = desk.step().await;
    let text = &of_kind(&letters, "acknowledgement")[0].text;
    assert!(text.contains("Buenas noches, Ana María:"), "{text}");
    assert!(text.contains("mañana a las 8:00 a. m."), "{text}");
    desk.is_at_rest().await;
}

async fn files_go_along_to_the_agents(on: On) {
    let mut desk = TestDesk::open(on).await;
    // One small file (a row), one beyond 128 KiB (a blob on disk).
    let large: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let lines = |bytes: &[u8]| {
        let text = data_encoding::BASE64.encode(bytes);
        text.as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
            .join("\r\n")
    };
    let part = |name: &str, bytes: &[u8]| {
        format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            lines(bytes)
        )
    };
    desk.deliver(&format!(
        "From: {ANA}\r\nTo: {DESK}\r\nSubject: Error al guardar\r\nMessage-ID: <adj@x.test>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Sale el error del archivo adjunto. Mi usuario es aperez\r\n{}{}--b--\r\n",
        part("error.txt", b"error 500"),
        part("../registro.log", &large)
    ));
    let letters = desk.step().await;
    for assignment in of_kind(&letters, "assignment") {
        let names: Vec<&str> = assignment.attachments.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert_eq!(assignment.attachments[0], ("error.txt".to_owned(), b"error 500".to_vec()));
        assert_eq!(assignment.attachments[1].1, large);
        assert!(!assignment.attachments[1].0.contains(".."), "{names:?}");
        assert!(assignment.text.contains("error.txt"), "{}", assignment.text);
    }
    assert!(of_kind(&letters, "acknowledgement")[0].attachments.is_empty());
    let mut tx = desk.app.db.read().await.unwrap();
    let case = radica::store::ticket::by_number(&mut tx, "SCJ-2026-000001").await.unwrap().unwrap();
    assert_eq!(radica::store::file::of_ticket(&mut tx, case.id).await.unwrap().len(), 2);
    desk.is_at_rest().await;
}

async fn what_comes_by_mail_is_never_markup_nor_header(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        ANA,
        "=?utf-8?q?Fallo=0D=0ABcc:_x@example.org=0D=0A_<b>{{_7*7_}}</b>?=",
        "No imprime <script>alert(1)</script> {{ desk }} {% raw %} la impresora",
    );
    let letters = desk.step().await;
    for letter in &letters {
        let head = letter.raw.split("\r\n\r\n").next().unwrap();
        assert!(!head.contains("\r\nBcc:"), "{head}");
        assert!(!letter.html.contains("<script>") && !letter.html.contains("<b>{{"), "{}", letter.html);
        assert!(!letter.html.contains("49"), "no template was run");
    }
    assert!(of_kind(&letters, "assignment")[0].html.contains("&lt;script&gt;"));
    assert!(of_kind(&letters, "assignment")[0].text.contains("{{ desk }}"));
    desk.is_at_rest().await;
}

async fn who_wants_no_automatic_answer_gets_none_but_a_case(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write_with(CLARA, "Computador", "No me prende el computador", "X-Auto-Response-Suppress: All\r\n");
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind == "assignment"), "{letters:?}");
    assert_eq!(letters.len(), 2);
    assert!(letters[0].text.contains("dependencia"), "what is missing is said: {}", letters[0].text);
    desk.is_at_rest().await;
}

async fn a_mail_over_the_limit_is_kept_whole_and_set_apart(on: On) {
    let mut desk = TestDesk::with(on, "[limits]\nmax_mail = \"64KB\"\n").await;
    let raw = format!(
        "From: {ANA}\r\nSubject: Archivo enorme\r\nMessage-ID: <grande@x.test>\r\n\r\n{}",
        "La impresora no imprime.\r\n".repeat(120_000)
    );
    desk.deliver(&raw);
    let letters = desk.step().await;
    assert_eq!(letters.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["operator-alert"]);
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::inbound::list(&mut tx).await.unwrap();
    assert_eq!((rows[0].outcome.as_str(), rows[0].subject.as_str()), ("quarantined", "Archivo enorme"));
    assert!(
        desk.app.blobs.get(&mut tx, &rows[0].raw_sha256).await.unwrap() == raw.as_bytes(),
        "byte for byte"
    );
    assert_eq!(desk.filed(".Cuarentena"), 1);
    desk.is_at_rest().await;
}

async fn no_more_letters_a_day_than_the_server_takes(on: On) {
    let mut desk = TestDesk::with(on, "per_day = 2\n").await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    let done = desk.round().await;
    assert_eq!(
        (done.round.sent, done.undone.as_slice()),
        (2, ["1 letter stays queued".to_owned()].as_slice())
    );
    desk.at("2026-11-21T09:59:00-05:00");
    assert_eq!(desk.round().await.round.sent, 0, "a day is a day");
    // The case's own clocks have queued more meanwhile: the next two go.
    desk.at("2026-11-21T10:00:01-05:00");
    assert_eq!(desk.round().await.round.sent, 2);
}

async fn no_more_letters_a_minute_than_the_server_takes(on: On) {
    let mut desk = TestDesk::with(on, "per_minute = 2\n").await;
    desk.write(ANA, "Impresora", "La impresora del piso 3 no imprime");
    // The third letter's turn comes a minute after the first one's: nobody waits for it here.
    let stop = CancellationToken::new();
    let mut nobody = ();
    let round = run_once(&desk.app, &mut nobody, &stop);
    let (done, ()) = tokio::join!(round, async {
        while desk.letters().len() < 2 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        stop.cancel();
    });
    let done = done.unwrap();
    assert_eq!((done.round.sent, desk.letters().len()), (2, 2));
    assert_eq!(done.undone, ["1 letter stays queued"]);
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::outbox::list(&mut tx).await.unwrap();
    let attempts: Vec<_> = rows.iter().map(|row| (row.state.as_str(), row.attempts)).collect();
    assert_eq!(attempts, [("sent", 1), ("sent", 1), ("queued", 0)], "waiting is no attempt");
}
