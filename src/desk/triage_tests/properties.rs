//! What holds whatever comes in.

use proptest::prelude::*;

use super::*;

/// Words that stand in subject and text of every random mail, and so must not come back to strangers.
const IN_SUBJECT: &str = "zarigüeya";
const IN_TEXT: &str = "guacamaya";

const PEOPLE: [&str; 7] = [ANA, CLARA, AGENT, COORDINATOR, PEDRO, "eva@sub.scj.test", "scj.test@example.org"];

fn cases() -> impl Strategy<Value = Case> {
    let person = || prop::sample::select(PEOPLE.to_vec());
    let status = prop::sample::select(vec![
        RequestStatus::Waiting,
        RequestStatus::AskedNumber,
        RequestStatus::Registered,
        RequestStatus::Joined,
        RequestStatus::Expired,
    ]);
    let assignee = prop::option::of(prop::sample::select(vec![AGENT, COLLEAGUE, "antiguo@scj.test"]));
    let group = prop::sample::select(vec!["mesa-n1", "recursos-fisicos", "nadie"]);
    (
        person(),
        prop::collection::vec(person(), 0..3),
        assignee,
        group,
        1_i64..5,
        prop::option::of((status, any::<bool>(), 1_u32..4)),
    )
        .prop_map(|(requester, participants, assignee, group, id, as_request)| {
            let ticket = TicketView {
                participants: participants.into_iter().map(address).collect(),
                assignee: assignee.map(address),
                group: group.to_owned(),
                title: format!("Título {IN_SUBJECT}"),
                ..ticket(id, requester)
            };
            match as_request {
                None => Case::Ticket(ticket),
                Some((status, has_ticket, asked)) => Case::Request(RequestView {
                    asked,
                    title: format!("Título {IN_SUBJECT}"),
                    description: format!("No prende la {IN_TEXT}"),
                    offered: vec!["SCJ-2026-000001".to_owned(), "SCJ-2026-000002".to_owned()],
                    ticket: has_ticket.then(|| Box::new(ticket)),
                    ..request(id, requester, status)
                }),
            }
        })
}

fn mails() -> impl Strategy<Value = Mail> {
    let from = prop::option::weighted(0.95, prop::sample::select([PEOPLE.as_slice(), &[DESK]].concat()));
    let subject = prop::sample::select(vec![
        "",
        "scj 2026 1",
        "RE: [SCJ-2026-000002]",
        "SOL-2026-000003",
        "Estado de mi caso",
        "scj 2026 77",
    ]);
    let text = prop::sample::select(vec![
        "",
        "No me prende el computador",
        "¿Cuál es el estado de mi caso SCJ-2026-000001?",
        "es otro",
        "el 2",
        "Dependencia: Dirección Jurídica",
        "#solucion listo",
    ]);
    let automatic = prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            Automatic::OutOfOffice,
            Automatic::Receipt,
            Automatic::List,
            Automatic::Calendar,
            Automatic::OwnMail,
            Automatic::Machine("Precedence".to_owned()),
            Automatic::Bounce(Bounce {
                recipients: vec![address(ANA)],
                status: "5.1.1".to_owned(),
                ..Bounce::default()
            }),
            Automatic::Bounce(Bounce {
                recipients: vec![address(PEDRO)],
                status: "4.2.2".to_owned(),
                ..Bounce::default()
            }),
        ]),
    );
    let verdict = prop::sample::select(vec![Verdict::None, Verdict::Pass, Verdict::Fail]);
    let copied = prop::collection::vec(prop::sample::select([PEOPLE.as_slice(), &[DESK]].concat()), 0..4);
    (from, subject, text, automatic, verdict, 0_usize..3, copied, any::<bool>()).prop_map(
        |(from, subject, text, automatic, verdict, authors, copied, silent)| Mail {
            from: from.map(contact),
            authors,
            cc: copied.into_iter().map(contact).collect(),
            automatic,
            verdict,
            wants_no_automatic_answer: silent,
            answers_elsewhere: vec![address("otro@example.org")],
            ..mail(ANA, &format!("{subject} {IN_SUBJECT}"), &format!("{text}\n{IN_TEXT}"))
        },
    )
}

prop_compose! {
    fn facts()(
        seen in prop::bool::weighted(0.1),
        named in prop::collection::vec(cases(), 0..3),
        threaded in prop::option::of(cases()),
        in_text in prop::collection::vec(cases(), 0..2),
        proof in prop::option::of((any::<bool>(), prop::option::of(cases()))),
        bounced in prop::option::of((any::<bool>(), any::<bool>(), prop::option::of(cases()))),
        answers in prop::sample::select(vec![0, 5, 10, 25]),
        told_unproven: bool,
    ) -> Facts {
        let letter = |to: &str, for_staff, failed, case| LetterView {
            for_staff, failed, case, ..proof_of(to)
        };
        Facts {
            seen,
            named,
            threaded,
            in_text,
            // Whom it was sent to is set to the sender at hand.
            proof: proof.map(|(for_staff, case)| letter(ANA, for_staff, false, case)),
            bounced: bounced.map(|(to_ana, failed, case)| letter(if to_ana { ANA } else { PEDRO }, false, failed, case)),
            own_cases: vec![OwnCase {
                number: "SCJ-2026-000001".to_owned(),
                title: format!("Título {IN_SUBJECT}"),
                created_at: now(),
                status: "open".to_owned(),
            }],
            answers,
            answers_in_case: 0,
            told_unproven,
            ..Facts::default()
        }
    }
}

fn proof_of(to: &str) -> LetterView {
    proof(to, false, Case::Ticket(ticket(1, ANA)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever comes in, nobody is written to who should not be, and nothing comes back to strangers.
    #[test]
    fn no_letter_goes_where_it_should_not(mail in mails(), mut facts in facts()) {
        if let (Some(sender), Some(proof)) = (mail.sender(), &mut facts.proof) {
            proof.to = sender.clone();
        }
        let rules = &*RULES;
        let decision = triage(&mail, &facts, rules, now());
        prop_assert_eq!(format!("{decision:?}"), format!("{:?}", triage(&mail, &facts, rules, now())));
        prop_assert!(!decision.why.is_empty());
        let is_staff = |address: &Address| rules.staff.person(address).is_some();
        let sent = letters(&decision);

        if facts.seen {
            prop_assert_eq!(decision.outcome, Outcome::Duplicate);
            prop_assert!(decision.changes.is_empty());
        }
        let Some(sender) = mail.sender().cloned() else {
            // A delivery report may have no author; everything else then does nothing.
            let is_report = matches!(mail.automatic, Some(Automatic::Bounce(_)));
            prop_assert!(decision.changes.is_empty() || is_report);
            prop_assert!(sent.iter().all(|letter| is_staff(&letter.to.address)));
            return Ok(());
        };
        match &mail.automatic {
            Some(Automatic::Bounce(_)) => {
                prop_assert!(sent.iter().all(|letter| letter.content.kind() == "delivery-failure" && is_staff(&letter.to.address)));
            }
            // An agent who is away gives their new cases back to the group.
            Some(_) => prop_assert!(
                sent.iter().all(|letter| letter.content.kind() == "assignment" && is_staff(&letter.to.address)),
                "{:?}",
                sent
            ),
            None => {}
        }
        // One answer at most, and to the From address alone.
        let answers: Vec<&&NewLetter> = sent
            .iter()
            .filter(|letter| letter.to.address == sender && !letter.content.is_for_staff())
            .collect();
        prop_assert!(answers.len() <= 1, "{:?}", answers);
        // Staff at work must know what became of their commands.
        let quiet = mail.wants_no_automatic_answer && decision.outcome != Outcome::Command;
        prop_assert!(!quiet || answers.is_empty(), "{:?}", answers);
        for letter in &sent {
            let to = &letter.to.address;
            prop_assert!(*to != rules.desk, "{:?}", letter);
            prop_assert!(*to == sender || is_staff(to) || letter.content.is_a_persons() || rules.staff.operators.contains(to), "{:?}", letter);
            prop_assert!(!letter.content.is_for_staff() || is_staff(to), "{:?}", letter);
            // A proven agent's own words go to whoever asked, wherever that is.
            if letter.content.is_a_persons() {
                prop_assert!(decision.outcome == Outcome::AgentReply && is_staff(&sender), "{:?}", letter);
                continue;
            }
            prop_assert!(letter.not_before >= now());
            if !is_staff(to) {
                prop_assert!(letter.counted, "{:?}", letter);
            }
            if !is_staff(to) && !rules.is_internal(to) {
                let said = serde_json::to_string(&letter.content).unwrap();
                for echo in [IN_SUBJECT, IN_TEXT, "SCJ-2026", "SOL-2026"] {
                    prop_assert!(!said.contains(echo), "{} comes back: {}", echo, said);
                }
                prop_assert_eq!(letter.content.title(), None);
            }
        }
        for change in &decision.changes {
            match change {
                Change::TellOnce { letters, .. } => {
                    for letter in letters {
                        prop_assert!(rules.staff.operators.contains(&letter.to.address));
                    }
                }
                Change::Participate(address) => {
                    prop_assert!(rules.is_internal(address) && !is_staff(address) && *address != rules.desk);
                }
                _ => {}
            }
        }
    }
}
