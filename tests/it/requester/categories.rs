//! [9], [14], [15], [17], [19] Kind, category, group and priority; out of scope; ready answers; judged again later.

use radica::desk::address::Address;
use radica::desk::classify::Words;
use radica::desk::classify::learned::{Example, train};
use radica::intake::{explain, parse_settings, replay};

use super::{ANA, CLARA};
use crate::support::desk::{On, TestDesk, of_kind};

on_both!(
    a_case_goes_to_its_categorys_group,
    what_nobody_can_tell_goes_to_the_first_line,
    a_whole_site_raises_the_priority,
    what_is_none_of_the_desks_is_turned_away_and_looked_at_when_they_insist,
    a_ready_answer_completes_the_case_and_silence_closes_it,
    a_changed_catalogue_is_tried_on_stored_mail,
    what_agents_corrected_is_learned_from,
);

async fn a_case_goes_to_its_categorys_group(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Outlook", "Buenos días, no me llegan correos al Outlook desde ayer. Gracias");
    let letters = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.category.as_deref(), Some("correo-office365"));
    assert_eq!(ticket.kind.as_deref(), Some("incident"));
    assert_eq!((ticket.group_id.as_str(), ticket.level), ("office365", 1));
    let assignments = of_kind(&letters, "assignment");
    assert_eq!(assignments.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["agente2@scj.test"]);
    let text = &assignments[0].text;
    assert!(text.contains("Correo y Office 365") && text.contains("«"), "category and reasons: {text}");
    let acknowledgement = of_kind(&letters, "acknowledgement")[0];
    assert!(acknowledgement.text.contains("Incidente"), "{}", acknowledgement.text);
    assert!(acknowledgement.text.contains("Office 365 y antivirus"), "{}", acknowledgement.text);
    assert_eq!(desk.history("SCJ-2026-000001").await, ["registered", "categorised", "assigned"]);
    desk.is_at_rest().await;
}

async fn what_nobody_can_tell_goes_to_the_first_line(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(ANA, "Apoyo", "Necesitamos lo de siempre para lo del jueves, ya saben");
    let letters = desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.category, ticket.kind), (None, None));
    assert_eq!((ticket.group_id.as_str(), ticket.priority.as_str()), ("mesa-n1", "media"));
    let assignment = of_kind(&letters, "assignment")[0];
    assert!(assignment.text.to_lowercase().contains("por categorizar"), "{}", assignment.text);
    desk.is_at_rest().await;
}

async fn a_whole_site_raises_the_priority(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        ANA,
        "Sin internet",
        "No hay internet en toda la sede de la Calle 26, ningún usuario puede trabajar",
    );
    desk.step().await;
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.category.as_deref(), Some("conectividad"));
    assert_eq!(ticket.priority, "critica");
    // Half an hour, four hours: the ANS of the highest priority.
    assert_eq!(ticket.first_reply_due - ticket.created_at, 30 * 60_000);
    assert_eq!(ticket.resolution_due - ticket.created_at, 4 * 3_600_000);
}

async fn what_is_none_of_the_desks_is_turned_away_and_looked_at_when_they_insist(on: On) {
    let mut desk = TestDesk::open(on).await;
    desk.write(
        CLARA,
        "Desprendible de pago",
        "Buenas, necesito el desprendible de pago de nómina de octubre",
    );
    let letters = desk.step().await;
    assert_eq!(desk.taken().await, [("out_of_scope".to_owned(), None)]);
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].kind, "out-of-scope");
    assert_eq!(letters[0].subject, "[SOL-2026-000001] Desprendible de pago");
    assert!(letters[0].text.contains("Dirección de Gestión Humana"), "{}", letters[0].text);
    {
        let mut tx = desk.app.db.read().await.unwrap();
        let rows = radica::store::request::list(&mut tx).await.unwrap();
        assert_eq!(rows[0].status, "out_of_scope");
    }
    // "Everything doubtful is a case": who insists is seen by a person.
    desk.answer(
        CLARA,
        &letters[0],
        "Es que la página de los desprendibles no carga.\r\n\r\nClara Rojas\r\nOficina Jurídica",
    );
    let letters = desk.step().await;
    assert!(letters.iter().all(|letter| letter.kind != "out-of-scope"), "{letters:?}");
    let mut tx = desk.app.db.read().await.unwrap();
    let rows = radica::store::request::list(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 1, "the same request goes on");
    assert_ne!(rows[0].status, "out_of_scope");
    drop(tx);
    desk.is_at_rest().await;
}

async fn a_ready_answer_completes_the_case_and_silence_closes_it(on: On) {
    let mut desk = TestDesk::open(on).await;
    let file = desk.folder.path().join("catalog.toml");
    let catalog = std::fs::read_to_string(&file).unwrap();
    let with_answer = catalog.replace(
        "[[out_of_scope]]\nid = \"nomina\"",
        "[[category]]\nid = \"horario\"\nname = \"Horario de la Mesa\"\ngroup = \"mesa-n1\"\nkind = \"informative\"\npriority = \"baja\"\n\
         strong = [\"horario de atención\", \"a qué hora atienden\"]\norientation = \"La Mesa atiende de lunes a viernes de 7 a 7.\"\n\n\
         [[out_of_scope]]\nid = \"nomina\"",
    );
    assert_ne!(catalog, with_answer);
    std::fs::write(&file, with_answer).unwrap();
    desk.app.reload().await.unwrap();
    desk.write(
        ANA,
        "Horario",
        "Buenos días, ¿cuál es el horario de atención de la mesa? ¿a qué hora atienden?",
    );
    let letters = desk.step().await;
    assert_eq!(letters.iter().map(|letter| letter.kind.as_str()).collect::<Vec<_>>(), ["survey"]);
    let survey = &letters[0];
    assert_eq!(survey.ticket.as_deref(), Some("SCJ-2026-000001"));
    assert!(survey.text.contains("de lunes a viernes de 7 a 7"), "{}", survey.text);
    // Three business days after Friday 20 November.
    assert!(survey.text.contains("miércoles 25 de noviembre a las 7:00 p. m."), "{}", survey.text);
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!((ticket.status.as_str(), ticket.kind.as_deref()), ("resolved", Some("informative")));
    desk.at("2026-11-25T18:59:00-05:00");
    assert!(desk.step().await.is_empty());
    assert_eq!(desk.ticket("SCJ-2026-000001").await.status, "resolved");
    desk.at("2026-11-25T19:01:00-05:00");
    assert!(desk.step().await.is_empty(), "nobody is written to");
    let ticket = desk.ticket("SCJ-2026-000001").await;
    assert_eq!(ticket.status, "closed");
    assert!(ticket.closed_at.is_some());
    let mut tx = desk.app.db.read().await.unwrap();
    let survey = radica::store::survey::latest(&mut tx, ticket.id).await.unwrap().unwrap();
    assert_eq!((survey.answer.as_deref(), survey.by_default), (Some("satisfactory"), true));
    drop(tx);
    desk.is_at_rest().await;
}

async fn a_changed_catalogue_is_tried_on_stored_mail(on: On) {
    let mut desk = TestDesk::with(on, crate::requester::monitoring::CONFIGURED).await;
    desk.write(ANA, "Impresora", "La impresora no imprime");
    desk.write(ANA, "Outlook", "No me abre el Outlook");
    // A tool's alert says little, and is an incident all the same: then, and when it is judged again.
    let alert = format!("{}Auto-Submitted: auto-generated\r\n", crate::requester::PROVEN);
    desk.write_with("Zabbix <zabbix@scj.test>", "Problem: Servidor de Orfeo caído", "Severity: High", &alert);
    desk.step().await;
    let settings = parse_settings(&desk.app.config);
    let since = "2026-11-19T00:00:00-05:00".parse().unwrap();
    let app = &desk.app;
    let mut told = Vec::new();
    let mut again = async |rules: &radica::desk::rules::Rules| {
        told.clear();
        let count = replay(&app.db, &app.blobs, &settings, rules, since, |one| told.push(one)).await.unwrap();
        assert_eq!(count, 3);
        told.iter().filter(|one| one.differs()).cloned().collect::<Vec<_>>()
    };
    assert!(again(&app.rules()).await.is_empty(), "the same catalogue decides the same");
    let file = desk.folder.path().join("catalog.toml");
    let catalog = std::fs::read_to_string(&file).unwrap();
    // Another group alone is a difference too.
    let category = "[[category]]\nid = \"impresion\"\n";
    let (before, after) = catalog.split_once(category).unwrap();
    let elsewhere = after.replacen("group = \"mesa-n1\"", "group = \"agentes-sitio\"", 1);
    std::fs::write(&file, format!("{before}{category}{elsewhere}")).unwrap();
    let (rules, _) = radica::app::read_files(&app.config).unwrap();
    let changed = again(&rules).await;
    let groups: Vec<_> = changed
        .iter()
        .map(|one| (one.then.as_ref().unwrap().group.clone(), one.now.as_ref().unwrap().group.clone()))
        .collect();
    assert_eq!(groups, [(Some("mesa-n1".to_owned()), Some("agentes-sitio".to_owned()))]);
    let (before, after) = catalog.split_once("[[category]]\nid = \"impresion\"").unwrap();
    let (_, after) = after.split_once("[[category]]").unwrap();
    std::fs::write(&file, format!("{before}[[category]]{after}")).unwrap();
    let (rules, _) = radica::app::read_files(&app.config).unwrap();
    let changed = again(&rules).await;
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].row.ticket.as_deref(), Some("SCJ-2026-000001"));
    assert_eq!(changed[0].then.as_ref().unwrap().category.as_deref(), Some("impresion"));
    assert_ne!(changed[0].now.as_ref().unwrap().category.as_deref(), Some("impresion"));

    // `explain` says all of it, changing nothing.
    let raw = format!(
        "From: {ANA}\r\nTo: soporte.tecnico@scj.test\r\nSubject: Impresora\r\n\r\nNo imprime la impresora del piso 3\r\n"
    );
    let judged =
        explain(&app.db, raw.into_bytes(), &settings, &app.rules(), app.clock.now()).await.unwrap().unwrap();
    let judgement = judged.decision.judged.unwrap();
    assert_eq!(judgement.category.as_deref(), Some("impresion"));
    assert!(judgement.score > 0.0 && judgement.score <= 1.0);
    assert!(judged.decision.why.iter().any(|why| why.contains("impresora")), "{:?}", judged.decision.why);
    assert_eq!(desk.taken().await.len(), 3);
}

async fn what_agents_corrected_is_learned_from(on: On) {
    let mut desk = TestDesk::with(on, "[classify]\nlearned = true\n").await;
    let odd = |n: u32, word: &str| format!("Se nos dañó otra vez el {word} del puesto {n}, ya saben");
    for n in 0..12 {
        desk.write(ANA, "Apoyo", &odd(n, "troncalito"));
        desk.write(ANA, "Apoyo", &odd(n, "gallinero"));
    }
    desk.step().await;
    let agent = Address::parse("agente1@scj.test").unwrap();
    let mut tx = desk.app.db.write().await.unwrap();
    let cases = radica::store::ticket::list(&mut tx, None, None).await.unwrap();
    assert_eq!(cases.len(), 24);
    for case in &cases {
        let category =
            if case.description.contains("troncalito") { "telefonia" } else { "camaras-seguridad" };
        radica::store::label::add(&mut tx, case.id, Some(category), Some("incident"), &agent, 1)
            .await
            .unwrap();
    }
    let examples: Vec<Example> = radica::store::label::all(&mut tx, 100)
        .await
        .unwrap()
        .into_iter()
        .map(|row| Example {
            subject: row.subject,
            text: row.description,
            category: row.category.unwrap(),
            kind: row.kind,
        })
        .collect();
    let model = serde_json::to_string(&train(&examples)).unwrap();
    radica::store::label::keep_model(&mut tx, radica::app::MODEL, &model, 2).await.unwrap();
    tx.commit().await.unwrap();
    let judged = |desk: &TestDesk| {
        let classifier = desk.app.rules().classifier.clone();
        classifier.classify(Words { subject: "Apoyo", text: &odd(99, "troncalito"), forwarded: "" })
    };
    let before = judged(&desk);
    desk.app.reload().await.unwrap();
    let after = judged(&desk);
    assert_eq!(after.best.as_deref(), Some("telefonia"), "{before:?} {after:?}");
    assert!(
        after.why.iter().any(|why| why.contains("learned") && why.contains("troncalito")),
        "{:?}",
        after.why
    );
}
