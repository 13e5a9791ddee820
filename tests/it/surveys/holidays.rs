//! The survey's three business days, as its letter promises them and as the case closes: over weekends, moved holidays,
//! Easter and the year's end.

use jiff::{SignedDuration, Timestamp};

use super::{SETTINGS, says, solved};
use crate::support::desk::{On, TestDesk};

on_both!(three_business_days_by_the_calendar,);

/// When the case is solved; what the letter promises; when the survey ends.
const WHEN: [(&str, &str, &str); 7] = [
    // Over a weekend on which the desk answers.
    ("2026-11-20T10:00:00", "miércoles 25 de noviembre a las 7:00 p. m.", "2026-11-25T19:00:00"),
    ("2026-11-21T09:00:00", "miércoles 25 de noviembre a las 7:00 p. m.", "2026-11-25T19:00:00"),
    // The day itself never counts, however early it is.
    ("2026-11-23T07:01:00", "jueves 26 de noviembre a las 7:00 p. m.", "2026-11-26T19:00:00"),
    // The Immaculate Conception stays on its Tuesday (Ley 51 de 1983 moves others).
    ("2026-12-04T16:00:00", "jueves 10 de diciembre a las 7:00 p. m.", "2026-12-10T19:00:00"),
    // The year's end: New Year's Day is a Friday.
    ("2026-12-30T10:00:00", "martes 5 de enero de 2027 a las 7:00 p. m.", "2027-01-05T19:00:00"),
    // Epiphany moves to Monday 11 January.
    ("2027-01-07T10:00:00", "miércoles 13 de enero a las 7:00 p. m.", "2027-01-13T19:00:00"),
    // Saint Joseph moves to Monday 22 March; Easter is on the 28th, with Thursday and Friday before it.
    ("2027-03-19T10:00:00", "lunes 29 de marzo a las 7:00 p. m.", "2027-03-29T19:00:00"),
];

async fn three_business_days_by_the_calendar(on: On) {
    for (at, promised, ends) in WHEN {
        let mut desk = TestDesk::with(on, SETTINGS).await;
        desk.at(&format!("{at}-05:00"));
        let letter = solved(&mut desk).await;
        assert!(says(&letter, promised), "{at}: {promised}: {}", letter.text);
        let number = letter.ticket.unwrap();
        let ends: Timestamp = format!("{ends}-05:00").parse().unwrap();
        for (off, status) in [(-1, "resolved"), (1, "closed")] {
            desk.clock.set(ends + SignedDuration::from_secs(off));
            assert!(desk.step_besides_reports().await.is_empty(), "{at}: nobody is written to");
            assert_eq!(desk.ticket(&number).await.status, status, "{at}, {off} s from its end");
        }
    }
}
