//! Months of Bogota's calendar, and the time that a report looks at.

use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock::bogota;
use crate::desk::rules::Rules;
use crate::desk::wording;

/// The first day of the month after the one that is reported on from which a report is late: [26] wants it within the
/// first ten.
const LATE_FROM: i8 = 11;
/// How many months back a report that was missed is still sent.
const FURTHEST_BACK: usize = 12;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// A month from 1 to 12 of a year from 1990 to 2199: those that the calendar knows.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1990..=2199).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits =
            |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        (digits(year, 4) && digits(month, 2)).then_some(())?;
        Self::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The month that an instant lies in, in Bogota.
    pub fn of(at: Timestamp) -> Self {
        let date = at.to_zoned_datetime(bogota()).date();
        Self { year: date.year(), month: date.month() }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.month {
            1 => Self { year: self.year.saturating_sub(1), month: 12 },
            month => Self { month: month.saturating_sub(1), ..self },
        }
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Self {
        match self.month {
            12 => Self { year: self.year.saturating_add(1), month: 1 },
            month => Self { month: month.saturating_add(1), ..self },
        }
    }

    /// The same month a year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { year: self.year.saturating_sub(1), ..self }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// When it begins, in Bogota.
    pub fn start(self) -> Timestamp {
        instant(self.first_day())
    }

    /// When it is over: the next one begins.
    pub fn end(self) -> Timestamp {
        self.after().start()
    }

    /// "noviembre".
    pub fn name(self) -> &'static str {
        wording::month(self.month)
    }

    /// "noviembre de 2026".
    pub fn words(self) -> String {
        format!("{} de {}", self.name(), self.year)
    }

    /// When its report is sent: at the opening of the business day set (`rules.report_business_day`) of the month after.
    pub fn report_at(self, rules: &Rules) -> Timestamp {
        let next = self.after();
        let day =
            rules.calendar.business_day_of_month(next.year, next.month, rules.waits.report_business_day);
        rules.calendar.service_hours(day).map_or_else(|| instant(day), |(opens, _)| opens)
    }

    /// Whether its report is late by now: after the tenth day (ruling 18).
    pub fn is_late(self, now: Timestamp) -> bool {
        let next = self.after();
        Date::new(next.year, next.month, LATE_FROM).is_ok_and(|day| now >= instant(day))
    }

    /// The months whose reports should have been sent by now, oldest first. One that was missed goes out at the next
    /// round (ruling 18), for a year.
    pub fn reported_by(now: Timestamp, rules: &Rules) -> Vec<Self> {
        let mut month = Self::of(now).before();
        let mut due = Vec::with_capacity(FURTHEST_BACK);
        for _ in 0..FURTHEST_BACK {
            if month.report_at(rules) <= now {
                due.push(month);
            }
            month = month.before();
        }
        due.reverse();
        due
    }
}

/// `2026-11`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The beginning of a day in Bogota.
fn instant(day: Date) -> Timestamp {
    day.to_zoned_datetime(bogota()).map_or(Timestamp::MIN, |at| at.timestamp())
}

/// The part of a month that a report looks at: the whole of one that is over, and of the running one what has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The month.
    pub month: Month,
    /// When it began.
    pub from: Timestamp,
    /// What happened before this counts.
    pub until: Timestamp,
}

impl Period {
    /// What there is of a month by now; `None` for one that has not begun.
    pub fn of(month: Month, now: Timestamp) -> Option<Self> {
        // What happens in this very millisecond has been.
        let reached = now.saturating_add(SignedDuration::from_millis(1)).unwrap_or(now);
        let from = month.start();
        (from <= now).then(|| Self { month, from, until: month.end().min(reached) })
    }

    /// Whether something happened in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// The month is over.
    pub fn is_whole(&self) -> bool {
        self.until == self.month.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("{text}-05:00").parse().unwrap()
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn reads_months() {
        assert_eq!(month("2026-11").to_string(), "2026-11");
        for wrong in
            ["2026-13", "2026-00", "2026-1", "26-11", "2026/11", "", "2026-11-01", "+026-11", "1989-12"]
        {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_are_bogotas() {
        // The last evening of November is December already in UTC.
        let november = month("2026-11");
        assert_eq!(Month::of(at("2026-11-30T23:59:59")), november);
        assert_eq!(Month::of(at("2026-12-01T00:00:00")), month("2026-12"));
        assert_eq!(
            (november.start(), november.end()),
            (at("2026-11-01T00:00:00"), at("2026-12-01T00:00:00"))
        );
        assert_eq!(month("2026-12").after(), month("2027-01"));
        assert_eq!(month("2027-01").before(), month("2026-12"));
        assert_eq!(month("2027-01").year_before(), month("2026-01"));
        assert_eq!(november.words(), "noviembre de 2026");
    }

    #[test]
    fn a_period_ends_now_or_with_its_month() {
        let november = month("2026-11");
        let running = Period::of(november, at("2026-11-20T10:00:00")).unwrap();
        assert!(!running.is_whole() && running.holds(at("2026-11-20T10:00:00")));
        let whole = Period::of(november, at("2026-12-20T10:00:00")).unwrap();
        assert!(whole.is_whole() && whole.holds(at("2026-11-30T23:59:59")));
        assert!(!whole.holds(at("2026-12-01T00:00:00")) && !whole.holds(at("2026-10-31T23:59:59")));
        assert_eq!(Period::of(november, at("2026-10-31T23:59:59")), None);
    }

    #[test]
    fn late_is_after_the_tenth_day() {
        let november = month("2026-11");
        for (now, late) in [
            ("2026-12-01T07:00:00", false),
            ("2026-12-10T23:59:59", false),
            ("2026-12-11T00:00:00", true),
            ("2027-03-02T00:00:00", true),
        ] {
            assert_eq!(november.is_late(at(now)), late, "{now}");
        }
    }
}
