//! The doors and their order: what is known, automatic mail, staff, cases.

use pretty_assertions::assert_eq;

use super::*;

#[test]
fn what_is_known_or_no_persons_comes_first() {
    let case = Case::Ticket(ticket(1, ANA));
    let everything = Facts { seen: true, threaded: Some(case.clone()), ..named([case.clone()]) };
    let automatic =
        |from: &str, kind: Automatic| Mail { automatic: Some(kind), ..mail(from, "scj 2026 1", BROKEN) };
    // Seen beats all, a mail without author included.
    for mail in [
        mail(ANA, "x", BROKEN),
        automatic(ANA, Automatic::OutOfOffice),
        mail(AGENT, "scj 2026 1", "x"),
        Mail::default(),
    ] {
        let decision = goes("seen", &mail, &everything, Outcome::Duplicate, About::Nothing, &[]);
        assert!(decision.changes.is_empty());
    }
    let nobody = goes(
        "no author",
        &Mail::default(),
        &named([case.clone()]),
        Outcome::Quarantined,
        About::Nothing,
        &[],
    );
    assert!(nobody.changes.is_empty());
    goes(
        "the desk itself",
        &mail(DESK, "scj 2026 1", BROKEN),
        &named([case.clone()]),
        Outcome::Automatic,
        About::Nothing,
        &[],
    );
    // Automatic beats staff, numbers and threads.
    for from in [ANA, PEDRO, AGENT] {
        for kind in [
            Automatic::OutOfOffice,
            Automatic::Receipt,
            Automatic::List,
            Automatic::Calendar,
            Automatic::OwnMail,
            Automatic::Machine("Auto-Submitted".to_owned()),
        ] {
            for facts in [Facts::default(), Facts { threaded: Some(case.clone()), ..named([case.clone()]) }] {
                let decision = triage(&automatic(from, kind.clone()), &facts, &RULES, now());
                assert_eq!(decision.outcome, Outcome::Automatic, "{from} {kind:?}");
                assert_eq!(sent(&decision), [""; 0], "{from} {kind:?}");
            }
        }
    }
}

#[test]
fn a_bounce_counts_only_for_our_letter_to_that_recipient() {
    let letter = LetterView { for_staff: false, ..proof(ANA, false, Case::Ticket(ticket(1, ANA))) };
    let bounce = |recipient: &str, delayed: bool| Mail {
        automatic: Some(Automatic::Bounce(Bounce {
            recipients: vec![address(recipient)],
            status: "5.1.1".to_owned(),
            diagnostic: "no such user".to_owned(),
            delayed,
            ..Bounce::default()
        })),
        ..mail("mailer-daemon@example.org", "Undelivered", "")
    };
    let ours = Facts { bounced: Some(letter), ..Facts::default() };
    let decision = goes(
        "ours",
        &bounce(ANA, false),
        &ours,
        Outcome::Bounce,
        About::Ticket(1),
        &["delivery-failure agente1@scj.test", "delivery-failure agente2@scj.test"],
    );
    assert!(decision.changes.iter().any(|change| matches!(change, Change::LetterFailed { id: 7, .. })));
    for (what, mail, facts) in [
        ("another recipient", bounce(CLARA, false), &ours),
        ("only delayed", bounce(ANA, true), &ours),
        ("no letter of ours", bounce(ANA, false), &Facts::default()),
    ] {
        let decision = triage(&mail, facts, &RULES, now());
        assert_eq!((decision.outcome, sent(&decision)), (Outcome::Bounce, Vec::new()), "{what}");
        assert!(
            !decision.changes.iter().any(|change| matches!(change, Change::LetterFailed { .. })),
            "{what}"
        );
    }
}

#[test]
fn staff_about_others_cases_must_be_proven() {
    let case = || Case::Ticket(ticket(1, ANA));
    let other = || Case::Ticket(ticket(2, CLARA));
    let with = |proof: Option<LetterView>| Facts { proof, ..named([case()]) };
    let plain = || mail(AGENT, "RE: [SCJ-2026-000001] Impresora", "Ya quedó");
    let judged = |verdict, authors| Mail { verdict, authors, ..plain() };
    let refused: &[&str] = &["command-error agente1@scj.test"];
    let mine = || proof(AGENT, true, case());
    // The requester reads it, and the colleague learns who has the case now.
    let told: &[&str] = &["agent-reply ana@scj.test", "taken-notice agente2@scj.test"];
    for (what, mail, facts, outcome, letters) in [
        ("a server vouches", judged(Verdict::Pass, 1), with(None), Outcome::AgentReply, told as &[&str]),
        ("our letter's reference", plain(), with(Some(mine())), Outcome::AgentReply, told),
        ("nothing vouches", plain(), with(None), Outcome::Unproven, refused),
        (
            "a server says forged, whatever the reference",
            judged(Verdict::Fail, 1),
            with(Some(mine())),
            Outcome::Unproven,
            refused,
        ),
        (
            "two authors, whatever the server",
            judged(Verdict::Pass, 2),
            with(None),
            Outcome::Unproven,
            refused,
        ),
        (
            "two authors, whatever the reference",
            judged(Verdict::None, 2),
            with(Some(mine())),
            Outcome::Unproven,
            refused,
        ),
        ("no author field counted", judged(Verdict::Pass, 0), with(None), Outcome::Unproven, refused),
        (
            "a reference of another case",
            plain(),
            with(Some(proof(AGENT, true, other()))),
            Outcome::Unproven,
            refused,
        ),
        (
            "a reference not meant for staff",
            plain(),
            with(Some(proof(AGENT, false, case()))),
            Outcome::Unproven,
            refused,
        ),
        (
            "told within the hour",
            plain(),
            Facts { told_unproven: true, ..with(None) },
            Outcome::Unproven,
            &[],
        ),
        (
            "wants no answer",
            Mail { wants_no_automatic_answer: true, ..plain() },
            with(None),
            Outcome::Unproven,
            &[],
        ),
    ] {
        let decision = goes(what, &mail, &facts, outcome, About::Ticket(1), letters);
        if outcome == Outcome::Unproven {
            assert!(
                decision.changes.iter().all(|change| matches!(change, Change::Event(_) | Change::Letter(_))),
                "{what}: nothing is changed"
            );
            assert!(!format!("{:?}", decision.changes).contains("Ya quedó"), "{what}: without echo");
        }
    }
    // By the thread alone, too; and a request that has become a case is that case.
    let threaded = Facts { threaded: Some(case()), ..Facts::default() };
    goes(
        "by thread",
        &mail(AGENT, "otra cosa", "x"),
        &threaded,
        Outcome::Unproven,
        About::Ticket(1),
        refused,
    );
    let become_case =
        RequestView { ticket: Some(Box::new(ticket(1, ANA))), ..request(5, ANA, RequestStatus::Registered) };
    goes(
        "by request",
        &mail(AGENT, "sol 2026 5", "x"),
        &named([Case::Request(become_case)]),
        Outcome::Unproven,
        About::Ticket(1),
        refused,
    );
    // Their own case, or none at all: requesters like any (ruling 35).
    let own = named([Case::Ticket(ticket(1, AGENT))]);
    goes(
        "their own",
        &mail(AGENT, "scj 2026 1", "sigue igual"),
        &own,
        Outcome::FollowUp,
        About::Ticket(1),
        &TO_GROUP,
    );
    let none = triage(
        &mail(
            AGENT,
            "Mi silla está rota",
            "La silla de mi puesto está rota.\n\nDependencia: Dirección Jurídica",
        ),
        &Facts::default(),
        &RULES,
        now(),
    );
    assert!(matches!(none.outcome, Outcome::NewTicket | Outcome::NewRequest));
    assert!(letters(&none).iter().any(|letter| letter.to.address.as_str() == AGENT));
}

#[test]
fn a_case_is_found_by_subject_then_thread_then_text() {
    let case = |id: i64, requester: &str| Case::Ticket(ticket(id, requester));
    let asks = "¿Cuál es el estado de mi caso SCJ-2026-000003?";
    let facts = |named: &[Case], threaded: Option<Case>, in_text: &[Case]| Facts {
        named: named.to_vec(),
        threaded,
        in_text: in_text.to_vec(),
        ..Facts::default()
    };
    let asked: &[&str] = &["ask-number ana@scj.test"];
    for (what, subject, text, facts, outcome, about, letters) in [
        (
            "by subject",
            "scj 2026 1",
            BROKEN,
            facts(&[case(1, ANA)], None, &[]),
            Outcome::FollowUp,
            About::Ticket(1),
            &TO_GROUP as &[&str],
        ),
        (
            "by thread",
            "otra cosa",
            BROKEN,
            facts(&[], Some(case(2, ANA)), &[]),
            Outcome::FollowUp,
            About::Ticket(2),
            &TO_GROUP,
        ),
        (
            "subject leads before thread",
            "scj 2026 1",
            BROKEN,
            facts(&[case(1, ANA)], Some(case(2, ANA)), &[]),
            Outcome::FollowUp,
            About::Ticket(1),
            &TO_GROUP,
        ),
        (
            "somebody else's number, an own thread",
            "scj 2026 1",
            BROKEN,
            facts(&[case(1, CLARA)], Some(case(2, ANA)), &[]),
            Outcome::FollowUp,
            About::Ticket(2),
            &TO_GROUP,
        ),
        (
            "two numbers, the second one's own",
            "scj 2026 1, scj 2026 2",
            BROKEN,
            facts(&[case(1, CLARA), case(2, ANA)], None, &[]),
            Outcome::FollowUp,
            About::Ticket(2),
            &TO_GROUP,
        ),
        (
            "a question with the number in its text",
            "hola",
            asks,
            facts(&[], None, &[case(3, ANA)]),
            Outcome::FollowUp,
            About::Ticket(3),
            &TO_GROUP_AND_TOLD,
        ),
        (
            "thread leads before text",
            "hola",
            asks,
            facts(&[], Some(case(2, ANA)), &[case(3, ANA)]),
            Outcome::FollowUp,
            About::Ticket(2),
            &TO_GROUP_AND_TOLD,
        ),
        (
            "a number in a text that asks nothing",
            "Impresora",
            "Es como en SCJ-2026-000003: no imprime",
            facts(&[], None, &[case(3, ANA)]),
            Outcome::NewTicket,
            About::Nothing,
            &REGISTERED,
        ),
        (
            "somebody else's case",
            "scj 2026 1",
            BROKEN,
            facts(&[case(1, CLARA)], None, &[]),
            Outcome::AskedNumber,
            About::Nothing,
            asked,
        ),
        (
            "a number that leads nowhere",
            "scj 2026 99",
            BROKEN,
            facts(&[], None, &[]),
            Outcome::AskedNumber,
            About::Nothing,
            asked,
        ),
        (
            "somebody else's thread",
            "Impresora",
            BROKEN,
            facts(&[], Some(case(1, CLARA)), &[]),
            Outcome::AskedNumber,
            About::Nothing,
            asked,
        ),
        (
            "a question without number",
            "Estado de mi caso",
            "",
            facts(&[], None, &[]),
            Outcome::AskedNumber,
            About::Nothing,
            asked,
        ),
        (
            "a new matter",
            "Impresora",
            BROKEN,
            facts(&[], None, &[]),
            Outcome::NewTicket,
            About::Nothing,
            &REGISTERED,
        ),
    ] {
        goes(what, &mail(ANA, subject, text), &facts, outcome, about, letters);
    }
    // Whether a number exists is not to be learnt (ruling 28).
    let answer = |facts: &Facts| {
        let decision = triage(&mail(PEDRO, "SCJ-2026-000001", "¿y esto?"), facts, &RULES, now());
        format!("{:?}", letters(&decision))
    };
    assert_eq!(answer(&named([case(1, ANA)])), answer(&Facts::default()));
    let waiting = named([Case::Request(request(1, ANA, RequestStatus::Waiting))]);
    assert_eq!(answer(&waiting), answer(&Facts::default()));
}

#[test]
fn who_takes_part_in_a_case() {
    let shared = |participant: &str| {
        named([Case::Ticket(TicketView { participants: vec![address(participant)], ..ticket(1, ANA) })])
    };
    let copied = goes(
        "copied, of the entity",
        &mail(CLARA, "scj 2026 1", "A mí tampoco"),
        &shared(CLARA),
        Outcome::FollowUp,
        About::Ticket(1),
        &TO_GROUP,
    );
    let Content::FollowUpNotice(notice) = &letters(&copied)[0].content else { panic!("{copied:?}") };
    assert!(notice.copied);
    goes(
        "copied, a stranger",
        &mail(PEDRO, "scj 2026 1", "¿y?"),
        &shared(PEDRO),
        Outcome::AskedNumber,
        About::Nothing,
        &["ask-number pedro@example.org"],
    );
    goes(
        "not copied",
        &mail(CLARA, "scj 2026 1", "¿y?"),
        &shared(PEDRO),
        Outcome::AskedNumber,
        About::Nothing,
        &["ask-number clara@scj.test"],
    );
    // Whom the requester copies takes part from now on; strangers, staff, the desk and themselves do not.
    let mut writes = mail(ANA, "scj 2026 1", "Copio a los demás");
    writes.cc = [CLARA, PEDRO, AGENT, DESK, ANA].map(contact).to_vec();
    let taking_part = |decision: &Decision| -> Vec<String> {
        let changes = decision.changes.iter();
        changes
            .filter_map(|change| match change {
                Change::Participate(address) => Some(address.to_string()),
                _ => None,
            })
            .collect()
    };
    let of_ana = || named([Case::Ticket(ticket(1, ANA))]);
    assert!(
        taking_part(&triage(&writes, &of_ana(), &RULES, now())).is_empty(),
        "a From line brings in nobody"
    );
    writes.verdict = Verdict::Pass;
    assert_eq!(taking_part(&triage(&writes, &of_ana(), &RULES, now())), [CLARA]);
    writes.from = Some(contact(CLARA));
    writes.cc = vec![contact("eva@scj.test")];
    assert_eq!(taking_part(&triage(&writes, &shared(CLARA), &RULES, now())), [""; 0], "nor whom others copy");
    writes.from = Some(contact(ANA));
    writes.subject = "Impresora".to_owned();
    writes.new_text = BROKEN.to_owned();
    writes.cc = [CLARA, PEDRO, AGENT, DESK, ANA].map(contact).to_vec();
    assert_eq!(taking_part(&triage(&writes, &Facts::default(), &RULES, now())), [CLARA]);
    // Whoever holds the case hears of it alone; one who has left the staff hears of nothing.
    for (holder, expected) in [(COLLEAGUE, &TO_GROUP[1..]), ("antiguo@scj.test", &TO_GROUP)] {
        let held = named([Case::Ticket(TicketView { assignee: Some(address(holder)), ..ticket(1, ANA) })]);
        goes(holder, &mail(ANA, "scj 2026 1", "¿y?"), &held, Outcome::FollowUp, About::Ticket(1), expected);
    }
}
