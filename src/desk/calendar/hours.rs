//! Service hours: when the desk is open, and time that runs only then (procedure, Policies).
//!
//! Monday to Friday 7:00 to 19:00, Saturday and Sunday 8:00 to 12:00, never on a public holiday. The opening instant
//! is within the hours, the closing instant is not. There are no hours before 1990 and after 2199.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Calendar, Day};

/// Midnight in Bogota at the beginning of [`Calendar::FIRST`].
const START: Timestamp = Timestamp::constant(631_170_000, 0);

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Calendar {
    /// When the desk opens and closes on a day; `None` on a day without service.
    pub fn service_hours(&self, date: Date) -> Option<(Timestamp, Timestamp)> {
        self.hours_of(Self::index(date)?)
    }

    /// Whether the desk is open.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.spans_from(at).next().is_some_and(|(open, _)| open <= at)
    }

    /// `at` itself while the desk is open, else the next opening; [`Timestamp::MAX`] where there is none.
    pub fn opens_at(&self, at: Timestamp) -> Timestamp {
        self.spans_from(at).next().map_or(Timestamp::MAX, |(open, _)| open.max(at))
    }

    /// The instant at which `duration` of service time has run since `from`. What ends with the day's hours ends at
    /// their close, not at the next opening. `from` itself when the duration is not positive;
    /// [`Timestamp::MAX`] when the hours do not suffice.
    pub fn add_service_time(&self, from: Timestamp, duration: SignedDuration) -> Timestamp {
        if !duration.is_positive() {
            return from;
        }
        let mut left = duration;
        for (open, close) in self.spans_from(from) {
            let begin = open.max(from);
            let span = begin.duration_until(close);
            if left <= span {
                return begin.checked_add(left).unwrap_or(Timestamp::MAX);
            }
            left = left.saturating_sub(span);
        }
        Timestamp::MAX
    }

    /// How much service time runs from `from` to `to`; zero when `to` is not later.
    pub fn service_time_between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.spans_from(from)
            .take_while(|(open, _)| *open < to)
            .map(|(open, close)| open.max(from).duration_until(close.min(to)))
            .filter(SignedDuration::is_positive)
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// The hours of the day at a place in `days`.
    pub(super) fn hours_of(&self, index: usize) -> Option<(Timestamp, Timestamp)> {
        let (open, close) = match self.days.get(index)? {
            Day::Business => (7, 19),
            Day::Weekend => (8, 12),
            Day::Holiday => return None,
        };
        // Bogota's days all have 24 hours.
        let midnight = i64::try_from(index).ok()?.checked_mul(24)?;
        let at = |hour: i64| START.checked_add(SignedDuration::from_hours(midnight.checked_add(hour)?)).ok();
        Some((at(open)?, at(close)?))
    }

    /// The service hours that end after an instant, in order.
    fn spans_from(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let since = START.duration_until(at).as_secs().max(0) / DAY.as_secs();
        let begin = usize::try_from(since).unwrap_or(usize::MAX).min(self.days.len());
        (begin..self.days.len())
            .filter_map(|index| self.hours_of(index))
            .skip_while(move |(_, close)| *close <= at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    use super::*;
    use crate::clock::bogota;

    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::new([date(2026, 11, 25)]));

    fn at(text: &str) -> Timestamp {
        format!("{text}-05:00").parse().unwrap()
    }

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    #[test]
    fn hours_of_days() {
        let start = bogota().to_timestamp(Calendar::FIRST.at(0, 0, 0, 0)).unwrap();
        assert_eq!(start, START);
        for (day, hours) in [
            (date(2026, 11, 20), Some(("07", "19"))),
            (date(2026, 11, 21), Some(("08", "12"))),
            (date(2026, 11, 22), Some(("08", "12"))),
            (date(2026, 11, 16), None),
            (date(2026, 11, 25), None), // an extra one
            (date(2026, 12, 25), None),
            (date(2022, 5, 1), None), // a holiday on a Sunday
            (date(2028, 2, 29), Some(("07", "19"))),
            (date(1989, 12, 29), None),
            (date(2200, 1, 2), None),
        ] {
            let expected = hours.map(|(open, close)| {
                (at(&format!("{day}T{open}:00:00")), at(&format!("{day}T{close}:00:00")))
            });
            assert_eq!(CALENDAR.service_hours(day), expected, "{day}");
        }
    }

    #[test]
    fn open_or_when_it_opens() {
        for (when, opens) in [
            ("2026-11-20T07:00:00", "2026-11-20T07:00:00"),
            ("2026-11-20T06:59:59.999", "2026-11-20T07:00:00"),
            ("2026-11-20T18:59:59.999", "2026-11-20T18:59:59.999"),
            ("2026-11-20T19:00:00", "2026-11-21T08:00:00"),
            ("2026-11-21T12:00:00", "2026-11-22T08:00:00"),
            ("2026-11-22T12:00:00", "2026-11-23T07:00:00"),
            ("2026-11-15T15:00:00", "2026-11-17T07:00:00"), // over the holiday of Monday 16
            ("2026-04-01T19:30:00", "2026-04-04T08:00:00"), // Maundy Thursday and Good Friday
            ("2026-12-31T19:00:00", "2027-01-02T08:00:00"),
        ] {
            assert_eq!(CALENDAR.opens_at(at(when)), at(opens), "{when}");
            assert_eq!(CALENDAR.is_open(at(when)), when == opens, "{when}");
        }
        assert_eq!(CALENDAR.opens_at(Timestamp::MIN), at("1990-01-02T07:00:00"));
        assert_eq!(CALENDAR.opens_at(Timestamp::MAX), Timestamp::MAX);
        assert!(!CALENDAR.is_open(Timestamp::MIN) && !CALENDAR.is_open(Timestamp::MAX));
    }

    #[test]
    fn service_time_ends() {
        for (from, mins, expected) in [
            ("2026-11-23T17:00:00", 120, "2026-11-23T19:00:00"), // exactly at the close
            ("2026-11-23T17:00:00", 121, "2026-11-24T07:01:00"),
            ("2026-11-20T18:00:00", 120, "2026-11-21T09:00:00"), // Friday evening, Saturday
            ("2026-11-20T18:00:00", 600, "2026-11-23T08:00:00"),
            ("2026-11-23T03:00:00", 1, "2026-11-23T07:01:00"),
            ("2026-11-24T18:00:00", 120, "2026-11-26T08:00:00"), // over the extra holiday
            ("2026-12-31T18:30:00", 60, "2027-01-02T08:30:00"),
            ("2026-04-01T18:30:00", 60, "2026-04-04T08:30:00"),
            ("2028-02-28T18:00:00", 120, "2028-02-29T08:00:00"),
            ("2026-11-22T00:00:00", 0, "2026-11-22T00:00:00"),
            ("2026-11-22T00:00:00", -5, "2026-11-22T00:00:00"),
        ] {
            assert_eq!(CALENDAR.add_service_time(at(from), minutes(mins)), at(expected), "{from} + {mins}");
        }
    }

    #[test]
    fn absurd_inputs_end() {
        let now = at("2026-11-20T10:00:00");
        assert_eq!(CALENDAR.add_service_time(now, SignedDuration::MAX), Timestamp::MAX);
        assert_eq!(CALENDAR.add_service_time(Timestamp::MAX, minutes(1)), Timestamp::MAX);
        assert_eq!(CALENDAR.add_service_time(Timestamp::MIN, minutes(1)), at("1990-01-02T07:01:00"));
        assert_eq!(CALENDAR.add_service_time(now, SignedDuration::MIN), now);
        assert_eq!(CALENDAR.service_time_between(Timestamp::MAX, Timestamp::MIN), SignedDuration::ZERO);
        let ever = CALENDAR.service_time_between(Timestamp::MIN, Timestamp::MAX);
        assert!(ever > SignedDuration::from_hours(600_000) && ever < SignedDuration::from_hours(760_000));
    }

    /// The law again, said differently: is the desk open in this minute?
    fn slow_is_open(at: Timestamp) -> bool {
        let local = bogota().to_datetime(at);
        if CALENDAR.is_holiday(local.date()) {
            return false;
        }
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        match local.weekday() {
            Weekday::Saturday | Weekday::Sunday => (480..720).contains(&minute),
            _ => (420..1140).contains(&minute),
        }
    }

    /// Steps minute by minute until so many open minutes have gone by.
    fn slow_add(from: Timestamp, mins: i64) -> Timestamp {
        let (mut at, mut left) = (from, mins);
        while left > 0 {
            left -= i64::from(slow_is_open(at));
            at += minutes(1);
        }
        at
    }

    /// Whole minutes from 2025 to 2028.
    fn instants() -> impl Strategy<Value = Timestamp> {
        (28_928_160_i64..31_032_000).prop_map(|minute| Timestamp::from_second(minute * 60).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn adds_as_minute_by_minute(from in instants(), mins in 1_i64..6000) {
            prop_assert_eq!(CALENDAR.add_service_time(from, minutes(mins)), slow_add(from, mins));
        }

        #[test]
        fn counts_as_minute_by_minute(from in instants(), mins in 0_i64..12_000) {
            let open = (0..mins).filter(|m| slow_is_open(from + minutes(*m))).count();
            let counted = CALENDAR.service_time_between(from, from + minutes(mins));
            prop_assert_eq!(counted, minutes(i64::try_from(open).unwrap()));
            prop_assert_eq!(CALENDAR.is_open(from), slow_is_open(from));
        }

        #[test]
        fn there_and_back(from in instants(), nanos in 1_i64..400_000_000_000_000) {
            let duration = SignedDuration::from_nanos(nanos);
            let end = CALENDAR.add_service_time(from, duration);
            prop_assert_eq!(CALENDAR.service_time_between(from, end), duration);
        }

        #[test]
        fn never_goes_backwards(a in instants(), b in instants(), c in 0_i64..9000, d in 0_i64..9000) {
            let (early, late) = (a.min(b), a.max(b));
            let (short, long) = (minutes(c.min(d)), minutes(c.max(d)));
            prop_assert!(CALENDAR.add_service_time(early, short) <= CALENDAR.add_service_time(late, short));
            prop_assert!(CALENDAR.add_service_time(early, short) <= CALENDAR.add_service_time(early, long));
            prop_assert!(CALENDAR.opens_at(early) <= CALENDAR.opens_at(late));
            prop_assert!(CALENDAR.opens_at(early) >= early && CALENDAR.is_open(CALENDAR.opens_at(early)));
        }

        #[test]
        fn spans_add_up(a in instants(), b in instants(), c in instants()) {
            let mut all = [a, b, c];
            all.sort();
            let [a, b, c] = all;
            let whole = CALENDAR.service_time_between(a, c);
            let parts = CALENDAR.service_time_between(a, b) + CALENDAR.service_time_between(b, c);
            prop_assert_eq!(whole, parts);
        }
    }
}
