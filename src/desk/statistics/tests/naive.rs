//! The same figures by walking through each case's life minute for minute and day for day, without a clever line.

use proptest::prelude::*;

use super::*;

/// Something that happens to a case, so many hours after the last.
#[derive(Clone, Copy, Debug)]
enum Step {
    Complete(i64),
    Reopen(i64),
    End(i64, TicketStatus),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1_i64..400).prop_map(Step::Complete),
        (1_i64..400).prop_map(Step::Reopen),
        (1_i64..400).prop_map(|hours| Step::End(hours, TicketStatus::NotApplicable)),
        (1_i64..400).prop_map(|hours| Step::End(hours, TicketStatus::Merged)),
    ];
    proptest::collection::vec(step, 0..5)
}

/// A case of September to December, and what happened to it.
fn lives() -> impl Strategy<Value = CaseFacts> {
    (0_i64..120 * 24, steps(), 0_i64..300, proptest::option::of(1_i64..500), 1_u8..4).prop_map(
        |(hour, steps, waited, reply, level)| {
            let mut now = at("2026-09-01T00:00:00") + SignedDuration::from_hours(hour);
            let mut life = case(
                &now.to_zoned_datetime(crate::clock::bogota()).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            );
            life = life.waited(waited);
            life.level = level;
            life.first_reply_at = reply.map(|hours| life.created_at + SignedDuration::from_hours(hours));
            for step in steps {
                let (Step::Complete(hours) | Step::Reopen(hours) | Step::End(hours, _)) = step;
                let is_done = matches!(life.status, TicketStatus::Resolved);
                now += SignedDuration::from_hours(hours);
                match step {
                    Step::Complete(_) if !is_done => {
                        let what = TurnKind::Completed { by: None };
                        life.turns.push(Turn { at: now, what });
                        life.status = TicketStatus::Resolved;
                    }
                    Step::Reopen(_) if is_done => {
                        life.turns.push(Turn { at: now, what: TurnKind::Reopened });
                        life.status = TicketStatus::Open;
                    }
                    Step::End(_, status) if !is_done => {
                        (life.status, life.closed_at) = (status, Some(now));
                        break;
                    }
                    _ => {}
                }
            }
            life
        },
    )
}

/// "absent", "open", "done" or "over" just before an instant: by replaying the life.
fn state(life: &CaseFacts, until: Timestamp) -> &'static str {
    let mut state = "absent";
    let mut happened: Vec<(Timestamp, &str)> = vec![(life.created_at, "open")];
    for turn in &life.turns {
        happened.push((turn.at, if turn.what == TurnKind::Reopened { "open" } else { "done" }));
    }
    if let Some(closed) = life.closed_at {
        happened.push((closed, "over"));
    }
    for (when, becomes) in happened {
        if when < until {
            state = becomes;
        }
    }
    state
}

/// The open minutes between two instants, one by one.
fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    let mut count = 0;
    let mut now = from;
    while now < to {
        count += i64::from(RULES.calendar.is_open(now));
        now += SignedDuration::from_mins(1);
    }
    count
}

fn nearest(mut values: Vec<i64>, tenths: usize) -> Option<i64> {
    values.sort_unstable();
    // The smallest that at least so many tenths do not exceed.
    let found = values
        .iter()
        .find(|value| values.iter().filter(|other| other <= value).count() * 10 >= values.len() * tenths);
    found.copied()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_figures_are_those_of_a_naive_recount(lives in proptest::collection::vec(lives(), 0..14)) {
        let period = period();
        let (statistics, lines) = counted(&lives);
        let figures = &statistics.figures;
        let within = |at: Timestamp| period.from <= at && at < period.until;
        let count = |of: &dyn Fn(&CaseFacts) -> bool| lives.iter().filter(|life| of(life)).count() as u64;
        let before = |life: &CaseFacts| state(life, period.from);
        let after = |life: &CaseFacts| state(life, period.until);

        prop_assert_eq!(figures.created, count(&|life| within(life.created_at)));
        prop_assert_eq!(figures.open, count(&|life| after(life) == "open"));
        prop_assert_eq!(figures.open_before, count(&|life| before(life) == "open"));
        let done: Vec<(&CaseFacts, Timestamp)> = lives
            .iter()
            .filter(|life| after(life) == "done")
            .map(|life| (life, life.turns.iter().rfind(|turn| turn.at < period.until).unwrap().at))
            .filter(|(_, at)| within(*at))
            .collect();
        prop_assert_eq!(figures.completed, done.len() as u64);
        prop_assert_eq!(
            figures.not_applicable + figures.merged,
            count(&|life| after(life) == "over" && before(life) != "over")
        );

        // What was there, and came, and went, and is left.
        prop_assert_eq!(
            figures.open,
            figures.open_before + figures.created + figures.returned
                - figures.completed - figures.not_applicable - figures.merged
        );
        // Each table adds up to the same.
        for rows in [
            &statistics.kinds, &statistics.categories, &statistics.priorities, &statistics.levels, &statistics.groups,
            &statistics.channels, &statistics.sites, &statistics.departments,
        ] {
            let sum = |of: fn(&Row) -> u64| rows.iter().map(of).sum::<u64>();
            prop_assert_eq!(sum(|row| row.created), figures.created);
            prop_assert_eq!(sum(|row| row.completed), figures.completed);
            prop_assert_eq!(sum(|row| row.in_time), figures.solution.met);
            prop_assert_eq!(sum(|row| row.open), figures.open);
        }
        prop_assert_eq!(statistics.agents.iter().map(|row| row.completed).sum::<u64>(), figures.completed);
        prop_assert_eq!(statistics.agents.iter().map(|row| row.open).sum::<u64>(), figures.open);
        prop_assert_eq!(statistics.ages.iter().map(|age| age.open).sum::<u64>(), figures.open);
        prop_assert_eq!(statistics.days.iter().map(|day| day.created).sum::<u64>(), figures.created);
        prop_assert_eq!(statistics.days.iter().map(|day| day.completed).sum::<u64>(), figures.completed);

        // The files' cases say the same.
        let listed = |of: &dyn Fn(&CaseLine) -> bool| lines.iter().filter(|line| of(line)).count() as u64;
        prop_assert_eq!(listed(&|line| within(line.created_at)), figures.created);
        prop_assert_eq!(listed(&|line| line.standing == Standing::Open), figures.open);
        prop_assert_eq!(listed(&|line| line.solution_seconds.is_some()), figures.completed);
        prop_assert_eq!(listed(&|line| line.overdue), figures.overdue);

        // Times, minute by minute.
        let solutions: Vec<i64> = done
            .iter()
            .map(|(life, at)| (minutes(life.created_at, *at) * 60 - life.waited.as_secs()).max(0))
            .collect();
        prop_assert_eq!(figures.solution.median, nearest(solutions.clone(), 5));
        prop_assert_eq!(figures.solution.p90, nearest(solutions, 9));
        prop_assert_eq!(
            figures.unreplied,
            count(&|life| {
                after(life) == "open"
                    && life.first_reply_at.is_none_or(|at| at >= period.until)
                    && life.first_reply_due < period.until
            })
        );
        let replies: Vec<(i64, bool)> = lives
            .iter()
            .filter(|life| life.first_reply_at.is_some_and(within))
            .map(|life| {
                let at = life.first_reply_at.unwrap();
                ((minutes(life.created_at, at) * 60 - life.waited.as_secs()).max(0), at <= life.first_reply_due)
            })
            .collect();
        prop_assert_eq!(figures.first_reply.count, replies.len() as u64);
        prop_assert_eq!(figures.first_reply.met, replies.iter().filter(|(_, met)| *met).count() as u64);
        prop_assert_eq!(figures.first_reply.median, nearest(replies.into_iter().map(|(time, _)| time).collect(), 5));
    }
}
