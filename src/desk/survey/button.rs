//! The words that the survey's buttons write into a mail's subject, and lines that say just as much.

use std::sync::LazyLock;

use regex::Regex;

use super::reading::Verdict;
use crate::desk::fold::{fold, pattern};

/// What stands before the answer in the subject of a button's mail, with the case's number in between.
pub const SUBJECT: &str = "Encuesta";

/// What the first button writes.
pub const SATISFACTORY: &str = "satisfactoria";

/// What the second button writes.
pub const UNSATISFACTORY: &str = "no satisfactoria";

/// What invites a comment in the body of a button's mail.
pub const COMMENT: &str = "Comentario (opcional):";

/// What a button of the scale writes, for 1 to 5.
pub fn rating_line(rating: u8) -> String {
    format!("{rating} de 5")
}

/// The subject of a button's mail.
pub fn subject(number: &str, answer: &str) -> String {
    format!("{SUBJECT} [{number}]: {answer}")
}

/// What a button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub verdict: Verdict,
    pub rating: Option<u8>,
}

static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let before = r"^[^\w¿]*(?:encuesta\W.{0,40}\]\W*)?(?:respuesta\W+)?(?:comentario \(opcional\)\W*)?(?:\[\s*x\s*\]\W*)?";
    let words = r"(?:(?P<bad>no satisfactori[ao]|insatisfactori[ao])|(?P<good>satisfactori[ao]))";
    let scale = r"(?:calificacion\W*)?(?P<rating>[1-5])(?: de 5| ?/ ?5)?";
    pattern(&format!(r"{before}(?:{words}|{scale})[^\w?]*$")).ok()
});

/// What a line says that holds nothing but a button's words: "No satisfactoria", "Calificación: 5", "4 de 5".
pub(super) fn line(line: &str) -> Option<Answer> {
    if line.len() > 120 {
        return None;
    }
    let folded = fold(line);
    let found = LINE.as_ref()?.captures(folded.trim())?;
    let verdict = if found.name("bad").is_some() {
        Verdict::Unsatisfactory
    } else if found.name("good").is_some() {
        Verdict::Satisfactory
    } else {
        let rating = found.name("rating")?.as_str().parse().ok()?;
        return Some(Answer { verdict: of_rating(rating), rating: Some(rating) });
    };
    Some(Answer { verdict, rating: None })
}

/// What the subject of a mail says that a button opened. A reply to such a mail is no button's.
pub(super) fn in_subject(subject: &str) -> Option<Answer> {
    let subject = subject.trim_start();
    let is_ours = fold(subject.get(..SUBJECT.len())?) == fold(SUBJECT);
    let (_, answer) = subject.rsplit_once(':').filter(|_| is_ours)?;
    line(answer)
}

/// What a rating from 1 to 5 says by itself (ruling 37).
pub(super) fn of_rating(rating: u8) -> Verdict {
    match rating {
        0..=2 => Verdict::Unsatisfactory,
        3 => Verdict::Unclear,
        _ => Verdict::Satisfactory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_buttons_write() {
        let answer = |verdict, rating| Some(Answer { verdict, rating });
        for (words, expected) in [
            (SATISFACTORY.to_owned(), answer(Verdict::Satisfactory, None)),
            (UNSATISFACTORY.to_owned(), answer(Verdict::Unsatisfactory, None)),
            (rating_line(5), answer(Verdict::Satisfactory, Some(5))),
            (rating_line(3), answer(Verdict::Unclear, Some(3))),
            (rating_line(1), answer(Verdict::Unsatisfactory, Some(1))),
        ] {
            assert_eq!(line(&words), expected, "{words}");
            let subject = subject("SCJ-2026-000123", &words);
            assert_eq!(in_subject(&subject), expected, "{subject}");
            assert_eq!(in_subject(&format!("RE: {subject}")), None, "{subject}");
        }
        assert_eq!(line("Calificación: 4"), answer(Verdict::Satisfactory, Some(4)));
        assert_eq!(line("[x] No satisfactoria"), answer(Verdict::Unsatisfactory, None));
        for other in ["", "satisfactoria la espera", "3 semanas", "Piso 3", "[SCJ-2026-000123] Impresora: 5"]
        {
            assert_eq!(in_subject(other), None, "{other}");
        }
        assert_eq!(line("3 semanas"), None);
    }
}
