//! The subject of a mail without what mail programs, gateways and this desk have put around it.

use super::number::NumberReader;

/// Longest title, in characters.
const MAX: usize = 150;

/// How much of a subject is looked at, in bytes: ten times the longest line that a mail may have (RFC 5322, 2.1.1).
const LOOKED_AT: usize = 10_000;

/// What a prefix such as `RE:` says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Reply,
    Forward,
}

/// Prefixes of mail programs: English, Spanish, Portuguese, French, German, Swedish.
const MARKERS: [(&str, Marker); 13] = [
    ("RE", Marker::Reply),
    ("RES", Marker::Reply),
    ("RESP", Marker::Reply),
    ("RPTA", Marker::Reply),
    ("RTA", Marker::Reply),
    ("AW", Marker::Reply),
    ("SV", Marker::Reply),
    ("RV", Marker::Forward),
    ("FW", Marker::Forward),
    ("FWD", Marker::Forward),
    ("ENC", Marker::Forward),
    ("TR", Marker::Forward),
    ("WG", Marker::Forward),
];

/// What gateways write within brackets around or behind the subject of mail from outside.
const EXTERNAL: [&str; 10] = [
    "EXTERNO",
    "EXTERNAL",
    "EXT",
    "CORREO EXTERNO",
    "MENSAJE EXTERNO",
    "REMITENTE EXTERNO",
    "EXTERNAL EMAIL",
    "EXTERNAL SENDER",
    "EMAIL EXTERNO",
    "CORREO EXT",
];

/// What they write in front of it with a colon. A bare `EXTERNO:` may be a person's own word and stays.
const EXTERNAL_COLON: [&str; 3] = ["CORREO EXTERNO", "MENSAJE EXTERNO", "EXTERNAL EMAIL"];

/// The subject as a title: without `RE:` and its like, without the notes of external mail and without our own
/// `[SCJ-2026-000123]`, on one line, at most 150 characters. Empty when nothing else was there.
///
/// A number without square brackets is what a person wrote and stays.
pub fn clean(subject: &str, reader: &NumberReader) -> String {
    let bare = without_tags(&one_line(subject), reader);
    let mut rest = bare.as_str();
    let mut stripped = bare.starts_with(' ');
    loop {
        rest = rest.trim_start();
        if let Some(after) = marker(rest).map(|(_, after)| after).or_else(|| external(rest)) {
            rest = after;
            stripped = true;
        } else if let Some(after) = rest.strip_prefix(['-', '–', '—', ':', '|']).filter(|_| stripped) {
            // What joined the words to a prefix that is gone.
            rest = after;
        } else {
            break;
        }
    }
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    while let Some(shorter) = without_external_end(&words) {
        words.truncate(shorter);
    }
    shortened(&words.join(" "))
}

/// Whether the outermost prefix says that it is a reply.
pub fn is_reply(subject: &str) -> bool {
    outermost(subject) == Some(Marker::Reply)
}

/// Whether the outermost prefix says that it was forwarded.
pub fn is_forward(subject: &str) -> bool {
    outermost(subject) == Some(Marker::Forward)
}

/// The first prefix, behind anything in brackets and the notes of external mail.
fn outermost(subject: &str) -> Option<Marker> {
    let line = one_line(subject);
    let mut rest = line.trim_start();
    loop {
        if let Some((marker, _)) = marker(rest) {
            return Some(marker);
        }
        let after = external(rest).or_else(|| {
            rest.strip_prefix('[').and_then(|inner| inner.split_once(']')).map(|(_, after)| after)
        })?;
        rest = after.trim_start();
    }
}

/// The beginning of the subject without line ends and without characters that show nothing or turn the text around.
fn one_line(subject: &str) -> String {
    let head = subject.get(..subject.floor_char_boundary(LOOKED_AT)).unwrap_or(subject);
    head.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Our own numbers within square brackets taken out, a blank left for each.
fn without_tags(subject: &str, reader: &NumberReader) -> String {
    let mut kept = String::with_capacity(subject.len());
    let mut done = 0;
    for (at, _) in reader.matches(subject) {
        let before = subject.get(done..at.start).unwrap_or_default();
        let after = subject.get(at.end..).unwrap_or_default();
        let opened = before.trim_end().strip_suffix('[');
        let closed = after.trim_start().strip_prefix(']');
        if let (Some(before), Some(after)) = (opened, closed) {
            kept.push_str(before);
            kept.push(' ');
            done = subject.len() - after.len();
        }
    }
    kept.push_str(subject.get(done..).unwrap_or_default());
    kept
}

/// A prefix of a mail program, with or without a count (`RE[2]:`), and what stands behind it.
fn marker(text: &str) -> Option<(Marker, &str)> {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (word, rest) = text.split_at_checked(letters)?;
    let (_, marker) = MARKERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    let rest = rest.trim_start();
    let counted = |open: char, close: char| {
        let (count, rest) = rest.strip_prefix(open)?.split_once(close)?;
        let short = !count.is_empty() && count.len() <= 3 && count.bytes().all(|b| b.is_ascii_digit());
        short.then_some(rest)
    };
    let rest = counted('[', ']').or_else(|| counted('(', ')')).unwrap_or(rest);
    let after = rest.trim_start().strip_prefix([':', '：'])?;
    Some((*marker, after))
}

/// A gateway's note at the beginning, and what stands behind it.
fn external(text: &str) -> Option<&str> {
    let bracketed = |open: char, close: char| {
        let (inner, after) = text.strip_prefix(open)?.split_once(close)?;
        is_external(inner).then_some(after)
    };
    let with_colon = || {
        let (words, after) = text.split_once([':', '：'])?;
        EXTERNAL_COLON.iter().any(|note| same_words(note, words)).then_some(after)
    };
    bracketed('[', ']').or_else(|| bracketed('(', ')')).or_else(with_colon)
}

/// How many words are left when a gateway's note ends the subject; the longest note has two.
fn without_external_end(words: &[&str]) -> Option<usize> {
    (1..=2).find_map(|count| {
        let left = words.len().checked_sub(count)?;
        let end = words.get(left..)?.join(" ");
        let inner = |open: char, close: char| end.strip_prefix(open)?.strip_suffix(close);
        inner('[', ']').or_else(|| inner('(', ')')).is_some_and(is_external).then_some(left)
    })
}

fn is_external(inner: &str) -> bool {
    inner.len() <= 40 && EXTERNAL.iter().any(|note| same_words(note, inner))
}

/// Equal but for case and the blanks between the words.
fn same_words(note: &str, text: &str) -> bool {
    let mut words = text.split_whitespace();
    note.split(' ').all(|part| words.next().is_some_and(|word| word.eq_ignore_ascii_case(part)))
        && words.next().is_none()
}

/// At most [`MAX`] characters, cut behind a word; within it where it fills more than a third.
fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(MAX) else { return title.to_owned() };
    let end = title.get(..end).and_then(|head| head.char_indices().next_back()).map_or(end, |(at, _)| at);
    let (head, tail) = title.split_at_checked(end).unwrap_or((title, ""));
    let whole = if tail.starts_with(' ') { head.len() } else { head.rfind(' ').unwrap_or(0) };
    let words = head.get(..whole).filter(|words| words.chars().count() > MAX * 2 / 3).unwrap_or(head);
    format!("{}…", words.trim_end_matches([' ', ',', ';', ':', '-', '–', '—', '(', '[']))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static READER: LazyLock<NumberReader> = LazyLock::new(|| NumberReader::new("SCJ"));

    fn title(subject: &str) -> String {
        clean(subject, &READER)
    }

    #[test]
    fn takes_the_noise_off() {
        for (subject, expected) in [
            ("", ""),
            ("   ", ""),
            ("RE:", ""),
            ("RE: RV: RE:", ""),
            ("[SCJ-2026-000123]", ""),
            ("Impresora dañada", "Impresora dañada"),
            ("RE: Impresora dañada", "Impresora dañada"),
            ("re: impresora dañada", "impresora dañada"),
            ("Re : impresora", "impresora"),
            ("RE：impresora", "impresora"),
            ("RE:RV:RES:RPTA:FW:FWD:ENC:TR:WG:AW:SV: impresora", "impresora"),
            ("RE: RE: RE: impresora", "impresora"),
            ("RE[2]: impresora", "impresora"),
            ("RE [12]: impresora", "impresora"),
            ("Re(3): impresora", "impresora"),
            ("Rta: impresora", "impresora"),
            ("Fwd: Fwd: impresora", "impresora"),
            ("[EXTERNO] impresora", "impresora"),
            ("[External] RE: impresora", "impresora"),
            ("RE: [EXTERNAL] impresora", "impresora"),
            ("(EXT) RV: impresora", "impresora"),
            ("CORREO EXTERNO: RE: impresora", "impresora"),
            ("RE: correo  externo: impresora", "impresora"),
            ("[Correo externo] impresora", "impresora"),
            ("impresora [EXTERNO]", "impresora"),
            ("impresora (EXT)", "impresora"),
            ("RV: impresora [EXTERNAL EMAIL] [EXTERNO]", "impresora"),
            ("[SCJ-2026-000123] Impresora", "Impresora"),
            ("RE: [SCJ-2026-000123] Impresora", "Impresora"),
            ("[EXTERNO] RE: RV: [scj 2026 123] RE: Impresora", "Impresora"),
            ("[ SCJ-2026-000123 ] - Impresora", "Impresora"),
            ("RE: - Impresora", "Impresora"),
            ("[SOL-2026-000045] Falta información", "Falta información"),
            ("Impresora [SCJ-2026-000123] del piso 3", "Impresora del piso 3"),
            ("[SCJ-2026-1][SCJ-2026-2] Impresora", "Impresora"),
            ("  mucho \t espacio\r\n y renglones ", "mucho espacio y renglones"),
            ("\u{202e}RE:\u{a0}\u{200b}impresora\u{0}", "impresora"),
        ] {
            assert_eq!(title(subject), expected, "{subject:?}");
        }
    }

    #[test]
    fn leaves_words_alone() {
        for subject in [
            "Reunión: sala 3",
            "Red: sin internet",
            "Ref: contrato 12",
            "Resumen: fallas",
            "Referencia RE: contrato",
            "Reenviar correo",
            "RE Impresora",
            "Trabajo: equipo",
            "Fwding: x",
            "Externo: visitante sin acceso",
            "Cambio de extensión (EXT. 1100)",
            "La (EXT) no timbra",
            "[Urgente] impresora",
            "[SCJ] impresora",
            "caso SCJ-2026-000123 sin respuesta",
            "SCJ-2026-000123",
            "(SCJ-2026-000123) impresora",
            "RE[dos]: impresora",
            "RE[]: impresora",
            "- impresora",
            "WGET: no funciona",
            "Svc: caído",
            "AW-55 no enciende",
            "¿RE: qué es?",
            "Respuesta automática: Impresora",
            "😀 RE: x",
        ] {
            assert_eq!(title(subject), subject);
        }
    }

    #[test]
    fn cuts_on_a_word() {
        let words = "palabra ".repeat(40);
        let cut = title(&words);
        assert_eq!(cut, format!("{}…", "palabra ".repeat(18).trim_end()));
        assert_eq!(title(&"ñ".repeat(150)), "ñ".repeat(150));
        assert_eq!(title(&"ñ".repeat(151)), format!("{}…", "ñ".repeat(149)));
        assert_eq!(title(&format!("a {}", "ñ".repeat(300))), format!("a {}…", "ñ".repeat(147)));
        let exact = format!("{} fin de todo", "x".repeat(145));
        assert_eq!(title(&exact), format!("{} fin…", "x".repeat(145)));
    }

    #[test]
    fn replies_and_forwards() {
        for (subject, reply, forward) in [
            ("RE: x", true, false),
            ("[EXTERNO] Re: x", true, false),
            ("[SCJ-2026-000123] RE: x", true, false),
            ("CORREO EXTERNO: rpta: x", true, false),
            ("AW: x", true, false),
            ("RE: RV: x", true, false),
            ("RV: RE: x", false, true),
            ("(EXT) Fwd[2]: x", false, true),
            ("ENC: x", false, true),
            ("Red: x", false, false),
            ("x RE: y", false, false),
            ("[Urgente x", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_reply(subject), is_forward(subject)), (reply, forward), "{subject:?}");
        }
    }

    #[test]
    fn hostile_subjects_end() {
        for piece in ["RE: ", "[", "[]", "[SCJ-2026-1]", "(EXT) ", "[SCJ-2026-1", " ", "á", "a [EXTERNO] "] {
            let subject = piece.repeat(1_000_000);
            assert!(title(&subject).chars().count() <= MAX);
            assert!(!(is_reply(&subject) && is_forward(&subject)));
        }
    }

    proptest! {
        #[test]
        fn short_and_on_one_line(subject in "(RE: |\\[EXTERNO\\] |\\[SCJ-2026-7\\] |\\PC){0,60}") {
            let once = title(&subject);
            prop_assert!(once.chars().count() <= MAX);
            prop_assert!(!once.contains(['\r', '\n']) && !once.contains("  "));
            prop_assert_eq!(once.trim(), once.as_str());
        }

        /// Whatever noise is put around a plain title, it comes out again.
        #[test]
        fn noise_comes_off(
            noise in prop::collection::vec(prop::sample::select(vec![
                "RE: ", "rv:", "Fwd: ", "RE[3]: ", "[EXTERNO] ", "(EXT) ", "CORREO EXTERNO: ", "[SCJ-2026-000007] ",
            ]), 0..8),
            end in prop::sample::select(vec!["", " [EXTERNO]", " (ext)", " [SCJ-2026-7]"]),
            words in "[A-Za-zñáéí]{5,9}( [a-z0-9áéíóúñ]{1,9}){0,6}",
        ) {
            prop_assert_eq!(title(&format!("{}{words}{end}", noise.concat())), words);
        }
    }
}
