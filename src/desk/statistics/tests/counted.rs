use super::*;
use pretty_assertions::assert_eq;
use rstest::rstest;

/// created, completed, not applicable, merged, returned, open before, open, reopened.
fn flow(figures: &Figures) -> [u64; 8] {
    [
        figures.created,
        figures.completed,
        figures.not_applicable,
        figures.merged,
        figures.returned,
        figures.open_before,
        figures.open,
        figures.reopened,
    ]
}

#[rstest]
#[case::open_from_the_first_instant(case("2026-11-01T00:00:00"), [1, 0, 0, 0, 0, 0, 1, 0])]
#[case::to_the_last_evening(case("2026-11-30T23:59:59"), [1, 0, 0, 0, 0, 0, 1, 0])]
#[case::the_last_evening_of_october(case("2026-10-31T23:59:59"), [0, 0, 0, 0, 0, 1, 1, 0])]
#[case::december_is_nothing(case("2026-12-01T00:00:00"), [0; 8])]
#[case::within(case("2026-11-05T09:00:00").completed("2026-11-06T09:00:00"), [1, 1, 0, 0, 0, 0, 0, 0])]
#[case::into_december(case("2026-11-05T09:00:00").completed("2026-12-01T00:00:00"), [1, 0, 0, 0, 0, 0, 1, 0])]
#[case::out_of_october(case("2026-10-05T09:00:00").completed("2026-11-01T00:00:00"), [0, 1, 0, 0, 0, 1, 0, 0])]
#[case::through_november(case("2026-10-05T09:00:00").completed("2026-12-05T09:00:00"), [0, 0, 0, 0, 0, 1, 1, 0])]
#[case::done_before(case("2026-10-05T09:00:00").completed("2026-10-31T23:59:59"), [0; 8])]
#[case::reopened_in_november(
    case("2026-10-05T09:00:00").completed("2026-10-06T09:00:00").reopened("2026-11-02T09:00:00"), [0, 0, 0, 0, 1, 0, 1, 1])]
#[case::and_completed_again(
    case("2026-10-05T09:00:00").completed("2026-10-06T09:00:00").reopened("2026-11-02T09:00:00")
        .completed("2026-11-03T09:00:00"), [0, 1, 0, 0, 1, 0, 0, 1])]
#[case::twice_within_is_one(
    case("2026-11-02T09:00:00").completed("2026-11-03T09:00:00").reopened("2026-11-04T09:00:00")
        .completed("2026-11-05T09:00:00"), [1, 1, 0, 0, 0, 0, 0, 1])]
#[case::reopened_in_december_was_completed(
    case("2026-11-02T09:00:00").completed("2026-11-03T09:00:00").reopened("2026-12-04T09:00:00"), [1, 1, 0, 0, 0, 0, 0, 0])]
#[case::none_of_ours(
    case("2026-11-02T09:00:00").ended(TicketStatus::NotApplicable, "2026-11-03T09:00:00"), [1, 0, 1, 0, 0, 0, 0, 0])]
#[case::none_of_ours_in_december(
    case("2026-11-02T09:00:00").ended(TicketStatus::NotApplicable, "2026-12-03T09:00:00"), [1, 0, 0, 0, 0, 0, 1, 0])]
#[case::merged(
    case("2026-10-02T09:00:00").ended(TicketStatus::Merged, "2026-11-03T09:00:00"), [0, 0, 0, 1, 0, 1, 0, 0])]
#[case::closed_is_completed(
    case("2026-11-02T09:00:00").completed("2026-11-03T09:00:00").ended(TicketStatus::Closed, "2026-12-03T09:00:00"),
    [1, 1, 0, 0, 0, 0, 0, 0])]
fn what_comes_and_goes(#[case] case: CaseFacts, #[case] expected: [u64; 8]) {
    let (statistics, lines) = counted(std::slice::from_ref(&case));
    assert_eq!(flow(&statistics.figures), expected);
    let is_told = expected.iter().any(|count| *count > 0);
    assert_eq!(lines.len(), usize::from(is_told), "the files name the cases that count, and no others");
    let days: u64 = statistics.days.iter().map(|day| day.created + 100 * day.completed).sum();
    assert_eq!(days, expected[0] + 100 * expected[1]);
}

#[test]
fn times_are_of_service_hours_without_waits() {
    // Friday at six in the evening: an hour of that day, then Saturday from eight.
    let evening = case("2026-11-20T18:00:00").replied("2026-11-21T08:30:00").completed("2026-11-21T11:00:00");
    let (statistics, lines) = counted(&[evening]);
    assert_eq!(
        statistics.figures.first_reply,
        Times { count: 1, met: 1, median: Some(5_400), p90: Some(5_400) }
    );
    assert_eq!(
        statistics.figures.solution,
        Times { count: 1, met: 1, median: Some(14_400), p90: Some(14_400) }
    );
    assert_eq!((lines[0].first_reply_seconds, lines[0].solution_seconds), (Some(5_400), Some(14_400)));

    // It waited an hour of the three; without the wait the reply would be late.
    let waited = case("2026-11-24T08:00:00").waited(60).replied("2026-11-24T11:00:00");
    let (statistics, _) = counted(std::slice::from_ref(&waited));
    assert_eq!(
        statistics.figures.first_reply,
        Times { count: 1, met: 1, median: Some(7_200), p90: Some(7_200) }
    );
    // What it waits after the reply is no part of that time: its due time stays.
    let mut later = waited;
    later.waited = SignedDuration::from_mins(600);
    assert_eq!(counted(&[later]).0.figures.first_reply.median, Some(7_200));
}

#[test]
fn in_time_is_until_the_due_time_itself() {
    for (reply, met) in [("2026-11-24T10:00:00", 1), ("2026-11-24T10:00:01", 0)] {
        let (statistics, _) = counted(&[case("2026-11-24T08:00:00").replied(reply)]);
        assert_eq!(statistics.figures.first_reply.met, met, "{reply}");
    }
    for (done, met) in [("2026-11-25T12:00:00", 1), ("2026-11-25T12:00:01", 0)] {
        let (statistics, lines) = counted(&[case("2026-11-24T08:00:00").completed(done)]);
        assert_eq!(statistics.figures.solution.met, met, "{done}");
        assert_eq!(statistics.kinds[0].in_time, met);
        assert_eq!(lines[0].solution_met, Some(met == 1));
    }
}

#[test]
fn a_reply_counts_in_the_month_it_was_given() {
    let late = case("2026-10-31T11:30:00").replied("2026-11-03T08:00:00");
    assert_eq!(counted(std::slice::from_ref(&late)).0.figures.first_reply.count, 1);
    let october = Period::of(november().before(), at("2026-12-01T00:00:00")).unwrap();
    assert_eq!(counted_in(october, &[late]).0.figures.first_reply.count, 0);
}

#[test]
fn percentiles_are_by_nearest_rank() {
    // One to ten minutes.
    let cases: Vec<CaseFacts> = (1..=10)
        .map(|minutes| case("2026-11-24T08:00:00").replied(&format!("2026-11-24T08:{minutes:02}:00")))
        .collect();
    let times = counted(&cases).0.figures.first_reply;
    assert_eq!((times.median, times.p90), (Some(300), Some(540)));
    assert_eq!(counted(&[]).0.figures.first_reply, Times::default());
}

#[test]
fn open_ones_have_an_age_and_may_be_overdue() {
    let cases = [
        case("2026-11-30T18:00:00"),
        case("2026-11-27T00:00:00"),
        case("2026-10-01T08:00:00"),
        // It waits, and its clocks stand still.
        CaseFacts { waiting_since: Some(at("2026-11-11T08:00:00")), ..case("2026-11-10T08:00:00") },
        // It went to wait in December only.
        CaseFacts { waiting_since: Some(at("2026-12-11T08:00:00")), ..case("2026-11-11T08:00:00") },
    ];
    let (statistics, lines) = counted(&cases);
    let ages: Vec<u64> = statistics.ages.iter().map(|age| age.open).collect();
    assert_eq!(ages, [1, 0, 1, 0, 2, 1]);
    assert_eq!(statistics.oldest_days, Some(60));
    assert_eq!(statistics.figures.overdue, 3);
    assert_eq!(lines.iter().filter(|line| line.overdue).count(), 3);
}

#[test]
fn tables_name_what_they_count() {
    let mut unknown = case("2026-11-10T08:00:00");
    (unknown.kind, unknown.category, unknown.department, unknown.holder) = (None, None, None, None);
    let mut spelt = case("2026-11-10T08:00:00").completed("2026-11-11T08:00:00");
    spelt.department = Some(" DIRECCION  financiera".to_owned());
    spelt.site = Some(format!("{}, piso 3", RULES.staff.sites[0].name));
    let mut automatic = case("2026-11-10T08:00:00").completed("2026-11-11T08:00:00");
    automatic.turns[0].what = TurnKind::Completed { by: Some("radica".to_owned()) };
    automatic.site = Some(RULES.staff.sites[0].name.clone());
    let (statistics, lines) = counted(&[case("2026-11-10T08:00:00"), spelt, unknown, automatic]);
    let told = |rows: &[Row]| -> Vec<(String, u64)> {
        rows.iter().map(|row| (row.name.clone(), row.created)).collect()
    };
    let pairs = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    };
    assert_eq!(told(&statistics.kinds), pairs(&[("Incidentes", 3), ("Por definir", 1)]));
    assert_eq!(told(&statistics.categories), pairs(&[("Impresoras y escáner", 3), ("Por categorizar", 1)]));
    assert_eq!(told(&statistics.departments), pairs(&[("Dirección Financiera", 3), ("Sin dependencia", 1)]));
    assert_eq!(told(&statistics.sites), pairs(&[(&RULES.staff.sites[0].name, 2), ("Sin sede", 2)]));
    assert_eq!(told(&statistics.levels), pairs(&[("Nivel 1", 4)]));
    let agents: Vec<(&str, u64, u64)> =
        statistics.agents.iter().map(|row| (row.id.as_str(), row.completed, row.open)).collect();
    assert_eq!(agents, [(LAURA, 1, 1), ("radica", 1, 0), (NONE, 0, 1)]);
    assert!(lines.iter().any(|line| line.agent == "Laura Agente"));
}

#[test]
fn a_running_month_ends_now() {
    let now = at("2026-11-20T10:00:00");
    let (statistics, _) = counted_in(Period::of(november(), now).unwrap(), &[case("2026-11-20T10:00:00")]);
    assert!(!statistics.whole);
    assert_eq!((statistics.figures.created, statistics.days.len()), (1, 20));
}

#[test]
fn surveys_add_up() {
    let mut surveys = Surveys::default();
    surveys.add(Some("satisfactory"), true, 5);
    surveys.add(Some("satisfactory"), false, 3);
    surveys.add(Some("unsatisfactory"), false, 2);
    surveys.add(None, false, 1);
    let expected = Surveys {
        sent: 11,
        answered: 5,
        satisfactory: 8,
        unsatisfactory: 2,
        by_default: 5,
        rated: 0,
        ratings: 0,
    };
    assert_eq!(surveys, expected);
    assert_eq!(surveys.pending(), 1);
    for (part, of, expected) in
        [(1, 3, Some(33)), (1, 2, Some(50)), (2, 3, Some(67)), (1, 200, Some(1)), (0, 0, None)]
    {
        assert_eq!(percent(part, of), expected, "{part} of {of}");
    }
}

#[test]
fn each_report_has_its_day() {
    for (month, day) in [
        ("2026-10", "2026-11-03T07:00:00"),
        ("2026-11", "2026-12-01T07:00:00"),
        // New Year is a Friday: the first business day of January is Monday the fourth.
        ("2026-12", "2027-01-04T07:00:00"),
    ] {
        let month = Month::parse(month).unwrap();
        assert_eq!(month.report_at(&RULES), at(day), "{month}");
        let before = at(day) - SignedDuration::from_secs(1);
        assert_ne!(Month::reported_by(before, &RULES).last(), Some(&month));
        assert_eq!(Month::reported_by(at(day), &RULES).last(), Some(&month));
    }
    let mut fifth = RULES.clone();
    fifth.waits.report_business_day = 5;
    assert_eq!(Month::parse("2026-12").unwrap().report_at(&fifth), at("2027-01-08T07:00:00"));
    let due = Month::reported_by(at("2027-01-04T07:00:00"), &RULES);
    assert_eq!((due.len(), due[0].to_string().as_str()), (12, "2026-01"));
}
