//! Requests, questions which case it is, and who wants no answer.

use pretty_assertions::assert_eq;

use super::*;

#[test]
fn requests_are_for_their_own_sender() {
    let view = |status| request(5, CLARA, status);
    let of = |view: RequestView| named([Case::Request(view)]);
    let proven = |view: RequestView| Facts {
        proof: Some(proof(CLARA, false, Case::Request(view.clone()))),
        ..of(view)
    };
    let answers = || mail(CLARA, "RE: [SOL-2026-000005] Computador", "Clara Rojas\nDirección Jurídica");
    let again: &[&str] = &["missing-information clara@scj.test"];
    let registered: &[&str] =
        &["acknowledgement clara@scj.test", "assignment agente1@scj.test", "assignment agente2@scj.test"];
    let waiting = || view(RequestStatus::Waiting);
    goes(
        "all of it came",
        &answers(),
        &proven(waiting()),
        Outcome::Information,
        About::Request(5),
        registered,
    );
    goes(
        "half of it came",
        &mail(CLARA, "sol 2026 5", "Clara Rojas"),
        &proven(waiting()),
        Outcome::Information,
        About::Request(5),
        again,
    );
    let twice = RequestView { asked: 2, ..waiting() };
    goes(
        "asked twice",
        &mail(CLARA, "sol 2026 5", "Clara Rojas"),
        &proven(twice),
        Outcome::Information,
        About::Request(5),
        registered,
    );
    // A bare number proves nobody, and a forged sender less: the letter goes to the address again.
    let believed = Mail { verdict: Verdict::Pass, ..answers() };
    goes("a server vouches", &believed, &of(waiting()), Outcome::Information, About::Request(5), registered);
    let bare =
        goes("a bare number", &answers(), &of(waiting()), Outcome::AskedNumber, About::Request(5), again);
    assert!(!format!("{:?}", bare.changes).contains("Jurídica"), "what it says is not taken");
    let forged = Mail { verdict: Verdict::Fail, ..answers() };
    goes(
        "forged, whatever the reference",
        &forged,
        &proven(waiting()),
        Outcome::AskedNumber,
        About::Request(5),
        again,
    );
    // Somebody else's.
    let others = Mail { from: Some(contact("eva@scj.test")), ..answers() };
    goes(
        "somebody else's",
        &others,
        &of(waiting()),
        Outcome::AskedNumber,
        About::Nothing,
        &["ask-number eva@scj.test"],
    );
    // Ended: it begins anew, with the old text where the sender is proven.
    let anew = goes(
        "ended",
        &answers(),
        &proven(view(RequestStatus::Expired)),
        Outcome::NewTicket,
        About::Nothing,
        registered,
    );
    assert!(format!("{:?}", anew.changes).contains("No me prende el computador"));
    let anew = triage(&answers(), &of(view(RequestStatus::Expired)), &RULES, now());
    assert!(!format!("{:?}", anew.changes).contains("No me prende el computador"), "{anew:?}");
    // A request that has become a case is that case, and its number leads there for ever.
    let become_case =
        RequestView { ticket: Some(Box::new(ticket(1, CLARA))), ..view(RequestStatus::Registered) };
    goes("registered", &answers(), &of(become_case), Outcome::FollowUp, About::Ticket(1), &TO_GROUP);
}

#[test]
fn the_answer_which_case_it_is_about() {
    let question = RequestView {
        offered: vec!["SCJ-2026-000001".to_owned(), "SCJ-2026-000002".to_owned()],
        missing: Vec::new(),
        name: Some("Ana Pérez".to_owned()),
        department: Some("Dirección Financiera".to_owned()),
        ..request(5, ANA, RequestStatus::AskedNumber)
    };
    let case = Case::Request(question.clone());
    let facts = Facts {
        threaded: Some(case.clone()),
        proof: Some(proof(ANA, false, case)),
        in_text: vec![Case::Ticket(ticket(1, ANA)), Case::Ticket(ticket(2, ANA))],
        ..Facts::default()
    };
    for (text, outcome, about, letters) in [
        ("el 2", Outcome::FollowUp, About::Ticket(2), &TO_GROUP as &[&str]),
        ("el primero, gracias", Outcome::FollowUp, About::Ticket(1), &TO_GROUP),
    ] {
        let decision = goes(text, &mail(ANA, "RE: consulta", text), &facts, outcome, about, letters);
        assert!(
            format!("{:?}", decision.changes).contains("No me prende el computador"),
            "what was asked goes along"
        );
    }
    let new = triage(&mail(ANA, "RE: consulta", "es otro"), &facts, &RULES, now());
    assert_eq!((new.outcome, new.about), (Outcome::NewTicket, About::Request(5)), "{:?}", new.why);
    // Unproven, the answer takes the door of any mail.
    let unproven = Facts { proof: None, ..facts };
    goes(
        "unproven",
        &mail(ANA, "RE: consulta", "el 2"),
        &unproven,
        Outcome::AskedNumber,
        About::Nothing,
        &["ask-number ana@scj.test"],
    );
}

#[test]
fn a_question_is_never_titled_by_a_number() {
    for (subject, title) in [
        ("SCJ-2026-000001", "Consulta sobre un caso"),
        ("RE: scj 2026 1", "Consulta sobre un caso"),
        ("(SCJ-2026-000001)", "Consulta sobre un caso"),
        ("[SCJ-2026-000001]", "Consulta sobre un caso"),
        ("qué pasó con el SCJ-2026-000001", "Consulta sobre un caso"),
        ("sol 2026 4", "Consulta sobre un caso"),
        ("RE: [SCJ-2026-000001] Impresora del piso 3", "Impresora del piso 3"),
        ("Estado de mi caso", "Estado de mi caso"),
    ] {
        let decision = triage(&mail(ANA, subject, "¿Cómo va?"), &Facts::default(), &RULES, now());
        let Some(Change::Hold(held)) = decision.changes.first() else { panic!("{subject}: {decision:?}") };
        assert_eq!(held.title, title, "{subject}");
    }
}

#[test]
fn who_wants_no_automatic_answer_gets_none_and_is_served() {
    let silent =
        |subject: &str, text: &str| Mail { wants_no_automatic_answer: true, ..mail(CLARA, subject, text) };
    let to_agents: &[&str] = &["assignment agente1@scj.test", "assignment agente2@scj.test"];
    goes(
        "incomplete",
        &silent("Computador", "No me prende el computador"),
        &Facts::default(),
        Outcome::NewTicket,
        About::Nothing,
        to_agents,
    );
    goes(
        "a question",
        &silent("Estado de mi caso", ""),
        &Facts::default(),
        Outcome::AskedNumber,
        About::Nothing,
        &[],
    );
    goes(
        "a follow-up",
        &silent("scj 2026 1", "sigue"),
        &named([Case::Ticket(ticket(1, CLARA))]),
        Outcome::FollowUp,
        About::Ticket(1),
        &TO_GROUP,
    );
    let waiting = request(5, CLARA, RequestStatus::Waiting);
    let facts = Facts {
        proof: Some(proof(CLARA, false, Case::Request(waiting.clone()))),
        ..named([Case::Request(waiting.clone())])
    };
    goes(
        "half an answer",
        &silent("sol 2026 5", "Clara Rojas"),
        &facts,
        Outcome::Information,
        About::Request(5),
        to_agents,
    );
    goes(
        "a bare number",
        &silent("sol 2026 5", "Clara Rojas"),
        &named([Case::Request(waiting)]),
        Outcome::AskedNumber,
        About::Request(5),
        &[],
    );
}

#[test]
fn a_forged_or_foreign_sender_is_shown_to_the_agent() {
    for (what, mail, remark) in [
        ("forged", Mail { verdict: Verdict::Fail, ..mail(ANA, "Impresora", BROKEN) }, "no pudo comprobar"),
        (
            "foreign",
            mail(
                PEDRO,
                "Impresora",
                "Pedro Páez\nDependencia: Dirección Jurídica\n\nNo imprime la impresora",
            ),
            "externo a la entidad",
        ),
    ] {
        let decision = triage(&mail, &Facts::default(), &RULES, now());
        let assignment = letters(&decision).into_iter().find_map(|letter| match &letter.content {
            Content::Assignment(content) => Some(content),
            _ => None,
        });
        let held = matches!(decision.changes.first(), Some(Change::Hold(_)));
        assert!(
            held || assignment
                .is_some_and(|content| content.remarks.iter().any(|text| text.contains(remark))),
            "{what}: {decision:?}"
        );
    }
}
