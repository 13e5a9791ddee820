//! Spanish words for dates, states, sizes and people, as the letters need them. All pure.
//!
//! The forms are those of Bogota: "el miércoles 9 de diciembre a las 7:00 p. m.", noon is "12:00 m.".

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use crate::clock::bogota;

/// A point in time: "hoy a las 3:30 p. m.", "el miércoles 9 de diciembre a las 7:00 p. m.".
///
/// Relative to `now` in Bogota; the year is named only if it is another one. Seconds are dropped, so that what is
/// promised is never later than what is due.
pub fn at(when: Timestamp, now: Timestamp) -> String {
    let (when, now) = (local(when), local(now));
    format!("{} a {}", day_of(when.date(), now.date()), clock_time(&when))
}

/// A due time: "hoy antes de las 12:00 m.", "el lunes 23 de noviembre antes de las 9:00 a. m.".
pub fn before(when: Timestamp, now: Timestamp) -> String {
    let (when, now) = (local(when), local(now));
    format!("{} antes de {}", day_of(when.date(), now.date()), clock_time(&when))
}

/// A due time as staff read it: as [`before`], or, once it has passed, "venció ayer a las 12:00 m.".
pub fn due(when: Timestamp, now: Timestamp) -> String {
    if when <= now { format!("venció {}", at(when, now)) } else { before(when, now) }
}

/// A day: "hoy", "ayer", "el lunes 16 de noviembre".
pub fn day(when: Timestamp, now: Timestamp) -> String {
    day_of(local(when).date(), local(now).date())
}

/// "Buenos días" before noon, "Buenas tardes" until 18:59, "Buenas noches" after, by the clock of Bogota.
pub fn good_day(now: Timestamp) -> &'static str {
    match local(now).hour() {
        ..12 => "Buenos días",
        12..19 => "Buenas tardes",
        _ => "Buenas noches",
    }
}

/// The first line of a letter: "Buenos días, Ana María:"; without a usable name "Buenos días:".
pub fn greeting(name: Option<&str>, now: Timestamp) -> String {
    let good_day = good_day(now);
    match name.and_then(super::given_name::given_name) {
        Some(name) => format!("{good_day}, {name}:"),
        None => format!("{good_day}:"),
    }
}

/// A case's state (contract, `status`) in the words of the letters.
pub fn status(id: &str) -> &'static str {
    match id {
        "waiting_requester" => "a la espera de su respuesta",
        "waiting_information" => "a la espera de los datos que le pedimos",
        "waiting_third_party" => "a la espera de un tercero",
        "resolved" => "solucionado",
        "closed" => "cerrado",
        "not_applicable" => "no procedente",
        "merged" => "unido a otro caso",
        _ => "en atención",
    }
}

/// How a case stands, as the first sentence of the letter that says so: to its requester, or of somebody else's case.
pub fn stands(id: &str, whose: Option<&str>) -> String {
    let case = whose.map_or_else(|| "Su caso".to_owned(), |name| format!("El caso de {name}"));
    let stands = match (id, whose) {
        ("waiting_requester", None) => "está a la espera de su respuesta",
        ("waiting_requester", Some(_)) => "está a la espera de la respuesta de quien lo solicitó",
        ("waiting_third_party", _) => "está a la espera de un tercero",
        ("resolved", _) => "está solucionado",
        ("closed", _) => "está cerrado",
        ("not_applicable", _) => "se cerró porque no corresponde a la Mesa de Servicio",
        ("merged", _) => "se unió a otro sobre lo mismo",
        _ => "está en atención",
    };
    format!("{case} {stands}.")
}

/// A case's state as staff read it: it is the requester's answer that is awaited, not theirs.
pub fn status_for_staff(id: &str) -> &'static str {
    match id {
        "waiting_requester" => "a la espera de quien lo solicitó",
        _ => status(id),
    }
}

/// A case's kind (contract, `kind`); `None` for one that is unknown.
pub fn kind(id: &str) -> Option<&'static str> {
    match id {
        "incident" => Some("incidente"),
        "request" => Some("requerimiento"),
        "informative" => Some("orientación"),
        _ => None,
    }
}

/// A priority (contract, `priority`).
pub fn priority(id: &str) -> &'static str {
    match id {
        "critica" => "crítica",
        "alta" => "alta",
        "baja" => "baja",
        _ => "media",
    }
}

/// A size in bytes: "512 bytes", "340 kB", "1,2 MB" (decimal units, decimal comma).
pub fn size(bytes: u64) -> String {
    /// From here on it would round to the next unit.
    const MEGABYTE: u64 = 999_500;
    const GIGABYTE: u64 = 999_950_000;
    // Rounded in whole numbers; tenths from a megabyte on.
    let rounded = |unit: u64| (bytes / unit).saturating_add(u64::from(bytes % unit >= unit / 2));
    let with_tenths = |unit: u64, name: &str| {
        let tenths = rounded(unit / 10);
        format!("{},{} {name}", tenths / 10, tenths % 10)
    };
    match bytes {
        1 => "1 byte".to_owned(),
        0 | 2..1_000 => format!("{bytes} bytes"),
        1_000..MEGABYTE => format!("{} kB", rounded(1_000)),
        MEGABYTE..GIGABYTE => with_tenths(1_000_000, "MB"),
        _ => with_tenths(1_000_000_000, "GB"),
    }
}

/// A span of time, to the minute: "35 min", "2 h", "14 h 5 min".
pub fn duration(span: SignedDuration) -> String {
    let minutes = span.as_mins().max(0);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The name of a month, from 1 to 12: "noviembre".
pub fn month(number: i8) -> &'static str {
    match number {
        1 => "enero",
        2 => "febrero",
        3 => "marzo",
        4 => "abril",
        5 => "mayo",
        6 => "junio",
        7 => "julio",
        8 => "agosto",
        9 => "septiembre",
        10 => "octubre",
        11 => "noviembre",
        _ => "diciembre",
    }
}

/// The same with a capital in front.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number of things: "1 caso", "3 casos".
pub fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// "a", "a y b", "a, b y c"; "e" before the sound of i.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let last = last.as_ref();
            let start = last.to_lowercase();
            let i_sound = start.starts_with(['i', 'í'])
                || (start.starts_with("hi") && !start.starts_with("hie") && !start.starts_with("hia"));
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {} {last}", first.join(", "), if i_sound { "e" } else { "y" })
        }
    }
}

fn local(at: Timestamp) -> ZonedDateTime {
    at.to_zoned_datetime(bogota())
}

fn day_of(date: Date, today: Date) -> String {
    if date == today {
        return "hoy".to_owned();
    }
    if today.tomorrow().is_ok_and(|tomorrow| tomorrow == date) {
        return "mañana".to_owned();
    }
    if today.yesterday().is_ok_and(|yesterday| yesterday == date) {
        return "ayer".to_owned();
    }
    let weekday = match date.weekday() {
        Weekday::Monday => "lunes",
        Weekday::Tuesday => "martes",
        Weekday::Wednesday => "miércoles",
        Weekday::Thursday => "jueves",
        Weekday::Friday => "viernes",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    };
    let month = month(date.month());
    if date.year() == today.year() {
        format!("el {weekday} {} de {month}", date.day())
    } else {
        format!("el {weekday} {} de {month} de {}", date.day(), date.year())
    }
}

/// "las 3:30 p. m.", "la 1:00 p. m.", "las 12:00 m.".
fn clock_time(at: &ZonedDateTime) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    let twelve = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    let article = if twelve == 1 { "la" } else { "las" };
    let half = match (hour, minute) {
        (12, 0) => "m.",
        (..12, _) => "a. m.",
        _ => "p. m.",
    };
    format!("{article} {twelve}:{minute:02} {half}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(text: &str) -> Timestamp {
        format!("{text}-05:00").parse().unwrap()
    }

    #[test]
    fn words_points_in_time() {
        let now = t("2026-11-20T10:00:00");
        for (when, words) in [
            ("2026-11-20T15:30:59", "hoy a las 3:30 p. m."),
            ("2026-11-20T12:00:00", "hoy a las 12:00 m."),
            ("2026-11-20T12:30:00", "hoy a las 12:30 p. m."),
            ("2026-11-20T00:15:00", "hoy a las 12:15 a. m."),
            ("2026-11-20T13:05:00", "hoy a la 1:05 p. m."),
            ("2026-11-21T08:00:00", "mañana a las 8:00 a. m."),
            ("2026-11-19T23:59:00", "ayer a las 11:59 p. m."),
            ("2026-12-09T19:00:00", "el miércoles 9 de diciembre a las 7:00 p. m."),
            ("2027-01-06T19:00:00", "el miércoles 6 de enero de 2027 a las 7:00 p. m."),
        ] {
            assert_eq!(at(t(when), now), words, "{when}");
        }
        assert_eq!(before(t("2026-11-20T12:00:00"), now), "hoy antes de las 12:00 m.");
        assert_eq!(before(t("2026-11-23T13:00:00"), now), "el lunes 23 de noviembre antes de la 1:00 p. m.");
        assert_eq!(due(t("2026-11-20T12:00:00"), now), "hoy antes de las 12:00 m.");
        assert_eq!(due(t("2026-11-20T10:00:00"), now), "venció hoy a las 10:00 a. m.");
        assert_eq!(due(t("2026-11-19T13:00:00"), now), "venció ayer a la 1:00 p. m.");
        assert_eq!(day(t("2026-11-16T09:00:00"), now), "el lunes 16 de noviembre");
        // The day is Bogota's, not UTC's.
        assert_eq!(at(t("2026-11-20T22:00:00"), t("2026-11-20T21:00:00")), "hoy a las 10:00 p. m.");
    }

    #[test]
    fn greets_by_the_hour() {
        for (hour, words) in [
            ("00:00", "Buenos días"),
            ("11:59", "Buenos días"),
            ("12:00", "Buenas tardes"),
            ("18:59", "Buenas tardes"),
            ("19:00", "Buenas noches"),
            ("23:59", "Buenas noches"),
        ] {
            assert_eq!(good_day(t(&format!("2026-11-20T{hour}:00"))), words, "{hour}");
        }
        let now = t("2026-11-20T10:00:00");
        assert_eq!(greeting(Some("Ana María Pérez"), now), "Buenos días, Ana María:");
        assert_eq!(greeting(None, now), "Buenos días:");
        assert_eq!(greeting(Some(""), now), "Buenos días:");
    }

    #[test]
    fn words_sizes() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (340_400, "340 kB"),
            (999_499, "999 kB"),
            (999_999, "1,0 MB"),
            (1_000_000, "1,0 MB"),
            (1_249_999, "1,2 MB"),
            (999_500, "1,0 MB"),
            (25_000_000, "25,0 MB"),
            (140_600_000, "140,6 MB"),
            (999_950_000, "1,0 GB"),
            (2_500_000_000, "2,5 GB"),
        ] {
            assert_eq!(size(bytes), words, "{bytes}");
        }
        assert!(!size(u64::MAX).is_empty());
    }

    #[test]
    fn counts() {
        for (number, words) in [(0, "0 casos"), (1, "1 caso"), (25, "25 casos")] {
            assert_eq!(count(number, "caso", "casos"), words);
        }
    }

    #[test]
    fn joins_lists() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["la sede"]), "la sede");
        assert_eq!(list(&["la placa", "la sede"]), "la placa y la sede");
        assert_eq!(list(&["la placa", "la sede", "imágenes"]), "la placa, la sede e imágenes");
        assert_eq!(list(&["agua", "hielo"]), "agua y hielo");
    }

    #[test]
    fn names_states_and_kinds() {
        assert_eq!(status("open"), "en atención");
        assert_eq!(status("waiting_requester"), "a la espera de su respuesta");
        assert_eq!(status("resolved"), "solucionado");
        assert_eq!(stands("open", None), "Su caso está en atención.");
        assert_eq!(
            stands("merged", Some("Ana Pérez")),
            "El caso de Ana Pérez se unió a otro sobre lo mismo."
        );
        for id in ["waiting_requester", "waiting_third_party", "resolved", "closed"] {
            assert_eq!(stands(id, None), format!("Su caso está {}.", status(id)));
        }
        assert_eq!(kind("informative"), Some("orientación"));
        assert_eq!(kind("other"), None);
        assert_eq!(priority("critica"), "crítica");
    }
}
