//! The desk's calendar: Colombian public holidays, business days and service hours (procedure, Policies).
//!
//! Everything is counted in Bogota. What each day is, is worked out once, when the calendar is made; no question
//! computes an Easter again.

mod holidays;
mod hours;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, Weekday, date};
use jiff::{SignedDuration, Timestamp};

use crate::clock::bogota;

/// What a day is to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// Monday to Friday.
    Business,
    /// Saturday or Sunday: open, but no business day.
    Weekend,
    /// A public holiday, whatever the day of the week.
    Holiday,
}

/// Business days and service hours. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Holidays by decree, from the configuration; they count in any year.
    extra: BTreeSet<Date>,
    /// Each day from [`Calendar::FIRST`] to the end of [`Calendar::LAST_YEAR`].
    days: Arc<[Day]>,
}

impl Calendar {
    /// The first day that the service has hours on.
    const FIRST: Date = date(1990, 1, 1);
    /// The last year that the service has hours in. Past it every search ends with [`Timestamp::MAX`], so that no
    /// duration or count, however absurd, takes long.
    const LAST_YEAR: i16 = 2199;

    /// A calendar of the holidays by law and of `extra` ones (`[calendar] extra_holidays`).
    pub fn new(extra: impl IntoIterator<Item = Date>) -> Self {
        let extra: BTreeSet<Date> = extra.into_iter().collect();
        let mut days = Vec::new();
        for year in Self::FIRST.year()..=Self::LAST_YEAR {
            let holidays = holidays::of_year(year);
            let first = Date::new(year, 1, 1).unwrap_or(Self::FIRST);
            for nth in 0..first.days_in_year() {
                let day = first.saturating_add(SignedDuration::from_hours(24 * i64::from(nth)));
                days.push(if holidays.contains(&day) || extra.contains(&day) {
                    Day::Holiday
                } else {
                    weekday(day)
                });
            }
        }
        Self { extra, days: days.into() }
    }

    /// Whether the day is a public holiday: by Ley 51 de 1983 and Ley 2578 de 2026 (art. 6), or an extra one.
    pub fn is_holiday(&self, date: Date) -> bool {
        self.day(date) == Day::Holiday
    }

    /// Whether the day is Monday to Friday and no holiday.
    pub fn is_business_day(&self, date: Date) -> bool {
        self.day(date) == Day::Business
    }

    /// The close of service hours of the `n`-th business day after the day that `from` lies on (contract, ruling
    /// 16). With `n` zero, that of this day itself if it is a business day, else of the next one.
    pub fn end_of_business_day_after(&self, from: Timestamp, n: u32) -> Timestamp {
        let today = bogota().to_datetime(from).date();
        let skipped = usize::from(n > 0);
        let nth = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX);
        let begin = match Self::index(today) {
            Some(index) => index.saturating_add(skipped),
            None if today < Self::FIRST => 0,
            None => return Timestamp::MAX,
        };
        self.days
            .iter()
            .enumerate()
            .skip(begin)
            .filter(|(_, day)| **day == Day::Business)
            .nth(nth)
            .and_then(|(index, _)| self.hours_of(index))
            .map_or(Timestamp::MAX, |(_, close)| close)
    }

    /// The `n`-th business day of a month, from 1 on. Total: a month outside 1 to 12 is the nearest one, zero is the
    /// first business day, a number that the month does not have is its last one.
    pub fn business_day_of_month(&self, year: i16, month: i8, n: u32) -> Date {
        let first = Date::new(year, month.clamp(1, 12), 1).unwrap_or(Self::FIRST);
        let mut found = first.last_of_month();
        let mut count = 0;
        for nth in 0..first.days_in_month() {
            let day = first.saturating_add(SignedDuration::from_hours(24 * i64::from(nth)));
            if self.is_business_day(day) {
                found = day;
                count += 1;
                if count >= n {
                    break;
                }
            }
        }
        found
    }

    /// When to remind of a deadline: the opening of the last business day before the day that `due` lies on.
    /// `due` itself where the calendar knows no such day.
    pub fn day_before_deadline(&self, due: Timestamp) -> Timestamp {
        let today = bogota().to_datetime(due).date();
        let Some(index) = Self::index(today) else { return due };
        let before = self.days.get(..index).unwrap_or_default();
        before
            .iter()
            .rposition(|day| *day == Day::Business)
            .and_then(|index| self.hours_of(index))
            .map_or(due, |(open, _)| open)
    }

    fn day(&self, date: Date) -> Day {
        if let Some(day) = Self::index(date).and_then(|index| self.days.get(index)) {
            return *day;
        }
        if self.extra.contains(&date) || holidays::of_year(date.year()).contains(&date) {
            Day::Holiday
        } else {
            weekday(date)
        }
    }

    /// The day's place in `days`; `None` when it lies outside.
    fn index(date: Date) -> Option<usize> {
        if date.year() > Self::LAST_YEAR {
            return None;
        }
        usize::try_from(date.duration_since(Self::FIRST).as_hours() / 24).ok().filter(|_| date >= Self::FIRST)
    }
}

/// What a day is that is no holiday.
fn weekday(date: Date) -> Day {
    match date.weekday() {
        Weekday::Saturday | Weekday::Sunday => Day::Weekend,
        _ => Day::Business,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::new([]));

    fn at(text: &str) -> Timestamp {
        format!("{text}-05:00").parse().unwrap()
    }

    #[test]
    fn business_days() {
        let calendar = Calendar::new([date(2026, 5, 29), date(1985, 3, 4)]);
        for (day, expected) in [
            (date(2026, 11, 20), true),
            (date(2026, 11, 21), false),
            (date(2026, 11, 22), false),
            (date(2026, 11, 16), false),
            (date(2026, 5, 29), false),
            (date(2028, 2, 29), true),
            // Outside the table the law is the same.
            (date(1985, 3, 4), false),
            (date(1985, 3, 5), true),
            (date(1989, 12, 25), false),
            (date(2200, 1, 1), false),
            (date(2200, 1, 2), true),
            (date(2200, 1, 4), false),
        ] {
            assert_eq!(calendar.is_business_day(day), expected, "{day}");
        }
        assert!(calendar.is_holiday(date(2026, 5, 29)));
        assert!(!calendar.is_holiday(date(2026, 11, 21)));
    }

    #[test]
    fn ends_at_the_close_of_a_business_day() {
        for (from, n, expected) in [
            ("2026-11-20T10:00:00", 0, "2026-11-20T19:00:00"),
            ("2026-11-20T10:00:00", 1, "2026-11-23T19:00:00"),
            ("2026-11-20T23:59:59", 1, "2026-11-23T19:00:00"),
            ("2026-11-21T00:00:00", 1, "2026-11-23T19:00:00"),
            ("2026-11-21T10:00:00", 0, "2026-11-23T19:00:00"),
            ("2026-11-13T18:00:00", 3, "2026-11-19T19:00:00"), // over the holiday of Monday 16
            ("2026-04-01T09:00:00", 1, "2026-04-06T19:00:00"), // Holy Week
            ("2026-12-31T09:00:00", 5, "2027-01-08T19:00:00"), // New Year; 6 January is kept on Monday 11
            ("2028-02-28T09:00:00", 1, "2028-02-29T19:00:00"),
        ] {
            assert_eq!(CALENDAR.end_of_business_day_after(at(from), n), at(expected), "{from} + {n}");
        }
        assert_eq!(CALENDAR.end_of_business_day_after(at("2026-11-20T10:00:00"), u32::MAX), Timestamp::MAX);
        assert_eq!(CALENDAR.end_of_business_day_after(Timestamp::MAX, 1), Timestamp::MAX);
        assert_eq!(CALENDAR.end_of_business_day_after(Timestamp::MIN, 1), at("1990-01-02T19:00:00"));
    }

    #[test]
    fn business_days_of_a_month() {
        for (year, month, n, expected) in [
            (2026, 11, 1, date(2026, 11, 3)),
            (2026, 11, 0, date(2026, 11, 3)),
            (2026, 11, 5, date(2026, 11, 9)),
            (2027, 1, 1, date(2027, 1, 4)),
            (2027, 1, 5, date(2027, 1, 8)),
            (2026, 5, 1, date(2026, 5, 4)),
            (2026, 2, 99, date(2026, 2, 27)),
            (2026, 13, 1, date(2026, 12, 1)),
        ] {
            assert_eq!(CALENDAR.business_day_of_month(year, month, n), expected, "{year}-{month} {n}");
        }
    }

    #[test]
    fn reminds_on_the_business_day_before() {
        for (due, expected) in [
            ("2026-11-20T19:00:00", "2026-11-19T07:00:00"),
            ("2026-11-23T19:00:00", "2026-11-20T07:00:00"),
            ("2026-11-17T19:00:00", "2026-11-13T07:00:00"),
            ("2026-11-22T09:00:00", "2026-11-20T07:00:00"),
            ("2026-04-06T19:00:00", "2026-04-01T07:00:00"),
        ] {
            assert_eq!(CALENDAR.day_before_deadline(at(due)), at(expected), "{due}");
        }
        assert_eq!(CALENDAR.day_before_deadline(Timestamp::MIN), Timestamp::MIN);
        assert_eq!(CALENDAR.day_before_deadline(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn the_table_ends_where_it_says() {
        let calendar = &*CALENDAR;
        assert_eq!(Calendar::index(Calendar::FIRST), Some(0));
        assert_eq!(Calendar::index(date(1989, 12, 31)), None);
        assert_eq!(Calendar::index(date(2199, 12, 31)), Some(calendar.days.len() - 1));
        assert_eq!(Calendar::index(Date::MAX), None);
        assert_eq!(Calendar::index(Date::MIN), None);
    }

    proptest! {
        /// Counted day by day, as on paper.
        #[test]
        fn ends_as_counted_on_paper(second in 1_600_000_000_i64..2_500_000_000, n in 1_u32..40) {
            let calendar = &*CALENDAR;
            let from = Timestamp::from_second(second).unwrap();
            let mut day = bogota().to_datetime(from).date();
            let mut left = n;
            while left > 0 {
                day = day.tomorrow().unwrap();
                left -= u32::from(calendar.is_business_day(day));
            }
            let expected = bogota().to_timestamp(day.at(19, 0, 0, 0)).unwrap();
            prop_assert_eq!(calendar.end_of_business_day_after(from, n), expected);
            prop_assert_eq!(calendar.end_of_business_day_after(from, n + 1) > expected, true);
        }
    }
}
