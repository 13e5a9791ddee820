//! Numbers and dates of spreadsheets, as people write them.

/// A number without needless decimals.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    // Display of a float writes no exponent and no ".0".
    format!("{value}")
}

/// A date as it is written in Colombia: 31/12/2026.
pub(super) fn text(year: u32, month: u8, day: u8) -> String {
    format!("{day:02}/{month:02}/{year}")
}

/// The date of a time such as `2026-12-31T00:00:00`; other text as it stands.
pub(super) fn from_iso(iso: &str) -> String {
    let date: Vec<&str> = iso.split(['T', ' ']).next().unwrap_or_default().split('-').collect();
    match date.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => text(year, month, day),
            _ => iso.to_owned(),
        },
        _ => iso.to_owned(),
    }
}

/// Days in a spreadsheet's count that stands for dates of 1982 to 2119; no other number is taken for a date.
const LIKELY: std::ops::Range<f64> = 30_000.0..80_000.0;

/// The date that a day's number stands for, in the count from 1900 (30 December 1899 is 0), or from 1904.
pub(super) fn from_serial(serial: f64, from_1904: bool) -> Option<String> {
    let days = if from_1904 { serial + 1462.0 } else { serial };
    if !(61.0..3_000_000.0).contains(&days) {
        return None;
    }
    let (year, month, day) = civil(days.floor() as i64 - 25_569);
    Some(text(year, month, day))
}

/// A lone number in a date's field, where the cell was formatted as a number.
pub(super) fn from_number_text(value: &str) -> Option<String> {
    let number: f64 = value.trim().parse().ok()?;
    LIKELY.contains(&number).then(|| from_serial(number, false))?
}

/// A code of number format stands for a date (ECMA-376, 18.8.30 and 18.8.31).
pub(super) fn is_date_format(id: u16, code: Option<&str>) -> bool {
    match code {
        None => matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58),
        Some(code) => {
            let mut quoted = false;
            let mut bracket = false;
            let mut last = ' ';
            let mut dated = false;
            for letter in code.chars() {
                match letter {
                    '"' if last != '\\' => quoted = !quoted,
                    '[' if !quoted => bracket = true,
                    ']' => bracket = false,
                    'd' | 'D' | 'y' | 'Y' | 'a' | 'A' if !quoted && !bracket && last != '\\' => {
                        dated |= !matches!(letter, 'a' | 'A') || last == letter;
                    }
                    _ => {}
                }
                last = letter;
            }
            dated
        }
    }
}

/// The civil date of a day counted from 1 January 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (u32, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (u32::try_from(year).unwrap_or(0), u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_dates() {
        assert_eq!(from_serial(46_387.0, false).unwrap(), "31/12/2026");
        assert_eq!(from_serial(46_387.75, false).unwrap(), "31/12/2026");
        assert_eq!(from_serial(44_925.0, true).unwrap(), "31/12/2026");
        assert_eq!(from_serial(45_351.0, false).unwrap(), "29/02/2024");
        assert_eq!(from_serial(1e30, false), None);
        assert_eq!(from_number_text("46387").unwrap(), "31/12/2026");
        assert_eq!(from_number_text("52345678"), None);
        assert_eq!(from_iso("2026-12-31T00:00:00"), "31/12/2026");
        assert_eq!(number(52_345_678.0), "52345678");
        assert_eq!(number(1.5), "1.5");
    }

    #[test]
    fn formats_of_dates() {
        assert!(is_date_format(14, None) && !is_date_format(2, None));
        assert!(is_date_format(164, Some("dd/mm/yyyy")) && is_date_format(164, Some("dd/mm/aaaa")));
        assert!(!is_date_format(164, Some("#,##0.00")) && !is_date_format(164, Some("0 \"days\"")));
        assert!(!is_date_format(164, Some("[Red]0.0")));
    }
}
