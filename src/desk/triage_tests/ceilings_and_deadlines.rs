//! Ceilings on answers, and what falls due.

use pretty_assertions::assert_eq;

use super::*;

#[test]
fn beyond_the_ceiling_letters_wait_or_are_dropped() {
    let most = RULES.limits.auto_replies_per_hour;
    let per_case = RULES.limits.auto_replies_per_case;
    for (answers, in_case, hours) in [
        (0, 0, 0),
        (most - 1, per_case - 1, 0),
        (most, 0, 1),
        (2 * most - 1, 0, 1),
        (2 * most, 0, 2),
        (most, 3 * per_case, 3),
        (0, per_case, 1),
        (1_000 * most, 0, 1_000),
    ] {
        let facts = Facts { answers, answers_in_case: in_case, ..Facts::default() };
        let decision = triage(&mail(ANA, "Impresora", BROKEN), &facts, &RULES, now());
        let sent = letters(&decision);
        assert_eq!(sent[0].content.kind(), "acknowledgement");
        let wait = now().checked_add(SignedDuration::from_hours(i64::from(hours))).unwrap();
        assert_eq!(sent[0].not_before, wait, "{answers} {in_case}");
        assert!(sent[1..].iter().all(|letter| letter.not_before == now()), "letters to staff never wait");
        let told: Vec<&Change> =
            decision.changes.iter().filter(|change| matches!(change, Change::TellOnce { .. })).collect();
        assert_eq!(told.len(), usize::from(hours > 0), "{answers} {in_case}");
        if let [Change::TellOnce { key, letters }] = told[..] {
            assert_eq!(key, "ceiling/ana@scj.test/2026-11-20");
            assert_eq!(
                letters.iter().map(|letter| letter.to.address.as_str()).collect::<Vec<_>>(),
                [COORDINATOR]
            );
        }

        let asks = triage(&mail(ANA, "Estado de mi caso", ""), &facts, &RULES, now());
        assert_eq!(letters(&asks).len(), usize::from(hours == 0), "a question is dropped: {answers}");
        let dropped = asks
            .changes
            .iter()
            .any(|change| matches!(change, Change::Event(event) if event.what == "answer-dropped"));
        assert_eq!(dropped, hours > 0);
        assert!(matches!(asks.changes.first(), Some(Change::Hold(_))), "the mail is taken all the same");
    }
    // Proven staff have no ceiling.
    let facts = Facts { answers: 100, ..Facts::default() };
    let staff = Mail { verdict: Verdict::Pass, ..mail(AGENT, "Estado de mi caso", "") };
    assert_eq!(sent(&triage(&staff, &facts, &RULES, now())), ["ask-number agente1@scj.test"]);
}

#[test]
fn what_falls_due_is_done_only_while_the_request_waits_for_it() {
    use DeadlineKind::{AskNumberExpiry, RequestExpiry, RequestReminder};
    use RequestStatus::{AskedNumber, Expired, Joined, Registered, Waiting};
    for kind in [RequestReminder, RequestExpiry, AskNumberExpiry] {
        for status in [Waiting, AskedNumber, Registered, Joined, Expired] {
            let decision = request_due(kind, &request(5, CLARA, status), &Facts::default(), &RULES, now());
            let expected: Option<Vec<&str>> = match (kind, status) {
                (RequestReminder, Waiting) => Some(vec!["reminder clara@scj.test"]),
                (RequestExpiry, Waiting) => Some(vec!["request-expired clara@scj.test"]),
                (AskNumberExpiry, AskedNumber) => Some(vec![
                    "acknowledgement clara@scj.test",
                    "assignment agente1@scj.test",
                    "assignment agente2@scj.test",
                ]),
                _ => None,
            };
            assert_eq!(
                decision.as_ref().map(sent),
                expected.map(|kinds| kinds.into_iter().map(str::to_owned).collect()),
                "{kind:?} {status:?}"
            );
            if let Some(decision) = decision {
                assert_eq!(decision.about, About::Request(5));
                let ends = decision.changes.iter().any(|change| matches!(change, Change::CancelDeadlines));
                assert_eq!(ends, kind != RequestReminder, "{kind:?}");
            }
        }
    }
    // A stranger hears nothing of what they wrote.
    for (kind, status) in
        [(RequestReminder, Waiting), (RequestExpiry, Waiting), (AskNumberExpiry, AskedNumber)]
    {
        for (to, echoed) in [(CLARA, true), (PEDRO, false)] {
            let decision =
                request_due(kind, &request(5, to, status), &Facts::default(), &RULES, now()).unwrap();
            let letter =
                letters(&decision).into_iter().find(|letter| letter.to.address.as_str() == to).unwrap();
            assert_eq!(letter.content.title().is_some(), echoed, "{kind:?} {to}");
            assert!(letter.counted, "{kind:?}");
        }
    }
}
