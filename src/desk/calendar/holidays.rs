//! Public holidays in Colombia: Ley 51 de 1983, and Ley 2578 de 2026, art. 6.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::Date;

/// Kept on their own day.
const FIXED: [(i8, i8); 6] = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];

/// Kept on the next Monday, unless they fall on one.
const MOVED: [(i8, i8); 7] = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)];

/// 9 July, moved as well: new with Ley 2578 de 2026.
const NEW: (i8, i8) = (7, 9);
const NEW_SINCE: i16 = 2026;

/// Maundy Thursday, Good Friday; Ascension, Corpus Christi and the Sacred Heart on their Mondays. Days from Easter.
const BY_EASTER: [i64; 5] = [-3, -2, 43, 64, 71];

/// The holidays of a year. A set: two may fall on one day (30 June 2025, for one).
pub(super) fn of_year(year: i16) -> BTreeSet<Date> {
    let day = |(month, day): (i8, i8)| Date::new(year, month, day).ok();
    let by_easter = easter(year).into_iter().flat_map(|easter| BY_EASTER.map(|days| plus(easter, days)));
    let new = (year >= NEW_SINCE).then_some(NEW);
    let fixed = FIXED.into_iter().filter_map(day);
    let moved = MOVED.into_iter().chain(new).filter_map(day).map(next_monday);
    fixed.chain(moved).chain(by_easter).collect()
}

/// Easter Sunday by the Gregorian calendar (the "Anonymous Gregorian" computus; Meeus, Astronomical Algorithms, 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let a = y.rem_euclid(19);
    let (b, c) = (y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

fn next_monday(date: Date) -> Date {
    plus(date, (7 - i64::from(date.weekday().to_monday_zero_offset())) % 7)
}

fn plus(date: Date, days: i64) -> Date {
    date.saturating_add(SignedDuration::from_hours(24 * days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_known_years() {
        // facts.md; 2024 as published before the law of 2026.
        for (year, days) in [
            (2024, "1/1 8/1 25/3 28/3 29/3 1/5 13/5 3/6 10/6 1/7 20/7 7/8 19/8 14/10 4/11 11/11 8/12 25/12"),
            (2025, "1/1 6/1 24/3 17/4 18/4 1/5 2/6 23/6 30/6 20/7 7/8 18/8 13/10 3/11 17/11 8/12 25/12"),
            (
                2026,
                "1/1 12/1 23/3 2/4 3/4 1/5 18/5 8/6 15/6 29/6 13/7 20/7 7/8 17/8 12/10 2/11 16/11 8/12 25/12",
            ),
            (
                2027,
                "1/1 11/1 22/3 25/3 26/3 1/5 10/5 31/5 7/6 5/7 12/7 20/7 7/8 16/8 18/10 1/11 15/11 8/12 25/12",
            ),
        ] {
            let expected: BTreeSet<Date> = days
                .split(' ')
                .map(|text| {
                    let (day, month) = text.split_once('/').unwrap();
                    date(year, month.parse().unwrap(), day.parse().unwrap())
                })
                .collect();
            assert_eq!(of_year(year), expected, "{year}");
        }
    }

    #[test]
    fn easter_sundays() {
        for (year, month, day) in [
            (1818, 3, 22), // the earliest there is
            (1943, 4, 25), // the latest
            (1954, 4, 18),
            (1961, 4, 2),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2010, 4, 4),
            (2011, 4, 24),
            (2016, 3, 27),
            (2018, 4, 1),
            (2019, 4, 21),
            (2020, 4, 12),
            (2021, 4, 4),
            (2022, 4, 17),
            (2023, 4, 9),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2038, 4, 25),
            (2049, 4, 18),
        ] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn every_year_is_sound() {
        for year in -9999..=9999 {
            let days = of_year(year);
            let easter = easter(year).unwrap();
            assert_eq!(easter.weekday(), jiff::civil::Weekday::Sunday, "{year}");
            assert!(easter >= date(year, 3, 22) && easter <= date(year, 4, 25), "{year}");
            assert!((15..=19).contains(&days.len()), "{year}: {}", days.len());
            assert!(days.iter().all(|day| day.year() == year), "{year}");
        }
    }

    #[test]
    fn the_ninth_of_july_is_new() {
        assert!(!of_year(2025).contains(&date(2025, 7, 14)));
        assert!(of_year(2026).contains(&date(2026, 7, 13)));
        assert!(of_year(2029).contains(&date(2029, 7, 9))); // a Monday: stays
    }
}
