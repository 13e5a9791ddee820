//! The clock that the environment asks for.

use jiff::Timestamp;

use super::{Failure, plain};
use crate::clock::{Clock, bogota};

/// Starts the clock at an instant.
const VARIABLE: &str = "RADICA_NOW";

/// The instant that `RADICA_NOW` names, if it is set.
///
/// # Errors
/// When it names none.
pub fn read() -> Result<Option<Timestamp>, Failure> {
    match std::env::var(VARIABLE) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => parse(&text).map(Some),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(text)) => parse(&text.to_string_lossy()).map(Some),
    }
}

/// The program's clock: the machine's, or one that starts at `RADICA_NOW`, with a warning in the log.
///
/// # Errors
/// When `RADICA_NOW` names no instant.
pub fn start() -> Result<Clock, Failure> {
    Ok(match read()? {
        None => Clock::system(),
        Some(at) => {
            let now = at.to_zoned_datetime(bogota());
            tracing::warn!(clock.now = %now.datetime(), "RADICA_NOW is set: the clock started at that instant");
            Clock::starting_at(at)
        }
    })
}

fn parse(text: &str) -> Result<Timestamp, Failure> {
    // Far from today, deadlines would leave the calendar.
    text.parse::<Timestamp>()
        .ok()
        .filter(|at| (1970..=2200).contains(&at.to_zoned_datetime(bogota()).year()))
        .ok_or_else(|| {
            let shown: String = plain::line(text).chars().take(60).collect();
            Failure::Wrong(format!(
                "{VARIABLE}: \"{shown}\" is no instant; write it like 2026-11-20T10:00:00-05:00"
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_instant_with_its_offset() {
        let at = parse("2026-11-20T10:00:00-05:00").unwrap();
        assert_eq!(at, "2026-11-20T15:00:00Z".parse().unwrap());
        for wrong in ["mañana", "2026-11-20", "2026-11-20T10:00:00", "9999-11-20T10:00:00Z", "\u{1b}[2J"] {
            let Err(Failure::Wrong(sentence)) = parse(wrong) else { panic!("{wrong}") };
            assert!(sentence.starts_with("RADICA_NOW: "), "{sentence}");
            assert!(!sentence.contains('\u{1b}'));
        }
    }
}
