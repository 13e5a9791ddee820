//! How well answers to the survey are read, measured on two labelled sets: `surveys.jsonl`, which whoever changes the
//! reader's tables may look at, and `surveys-held.jsonl`, of which nothing but figures is shown, besides answers read as
//! their opposite.
//!
//!     cargo test --test survey_answers -- --nocapture
//!
//! RADICA_LABELLED_MISTAKES=1 lists the mistakes on surveys.jsonl.

#![expect(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use radica::desk::fold::fold;
use radica::desk::survey::button;
use radica::desk::survey::reading::{Verdict, read, read_mail};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    means: String,
    rating: Option<u8>,
}

fn lines(name: &str) -> Vec<Line> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled").join(name);
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Satisfactory => "satisfactory",
        Verdict::Unsatisfactory => "unsatisfactory",
        Verdict::Unclear => "unclear",
    }
}

/// The share that is read right, and how many are read as their opposite.
fn measure(set: &str, shows_mistakes: bool) -> (f64, usize) {
    let lines = lines(set);
    let (mut right, mut ratings, mut opposite) = (0, 0, 0);
    for line in &lines {
        let reading = read(&line.text);
        let said = name(reading.verdict);
        let is_opposite = said != line.means && said != "unclear" && line.means != "unclear";
        right += usize::from(said == line.means);
        ratings += usize::from(reading.rating == line.rating);
        opposite += usize::from(is_opposite);
        let is_mistaken = said != line.means || reading.rating != line.rating;
        if is_opposite || (is_mistaken && shows_mistakes) {
            println!(
                "{:?} means {} {:?}, read as {said} {:?}: {:?}",
                line.text, line.means, line.rating, reading.rating, reading.why
            );
        }
    }
    let share = |part: usize| part as f64 / lines.len() as f64;
    println!(
        "{set}: {:.3} of {} answers read right, {:.3} of ratings, {opposite} read as the opposite",
        share(right),
        lines.len(),
        share(ratings)
    );
    (share(right), opposite)
}

#[test]
fn answers_that_may_be_looked_at() {
    let (right, opposite) = measure("surveys.jsonl", std::env::var_os("RADICA_LABELLED_MISTAKES").is_some());
    assert_eq!(opposite, 0, "read as the opposite");
    assert!(right >= 0.95, "read right");
}

#[test]
fn capitals_and_accents_change_nothing() {
    for line in lines("surveys.jsonl") {
        let reading = read(&line.text);
        for text in [line.text.to_uppercase(), fold(&line.text)] {
            let other = read(&text);
            assert_eq!((other.verdict, other.rating), (reading.verdict, reading.rating), "{text:?}");
        }
    }
}

#[test]
fn answers_held_out() {
    let (right, opposite) = measure("surveys-held.jsonl", false);
    assert_eq!(opposite, 0, "read as the opposite");
    assert!(right >= 0.95, "read right");
}

/// The letter's own text, wrapped as it is sent, without the foot that is taken off as a signature.
const LETTER: &str = "\
Buenas tardes, Ana María:

Su caso quedó solucionado.

    SCJ-2026-000123
    La impresora del piso 3 no imprime

Esto fue lo que se hizo:

    Se retiró el papel atascado y se limpió el rodillo. La impresora quedó
    probada y funciona.

¿Cómo le pareció la atención?

Satisfactoria
No satisfactoria

También puede calificarla de 1 a 5, donde 5 es lo mejor:

1
2
3
4
5

Cada botón abre un correo ya escrito: basta con enviarlo.

Responda este correo con la palabra «satisfactoria» o «no satisfactoria».
También puede calificarla de 1 a 5, donde 5 es lo mejor; o responda con sus
propias palabras.

Esperamos su respuesta hasta el miércoles 9 de diciembre a las 7:00 p. m.
Si no llega, el caso se cerrará como satisfactorio.
";

/// The sentences of the letter that stand for themselves.
const SENTENCES: [&str; 13] = [
    "Su caso quedó solucionado.",
    "Su consulta ya tiene respuesta.",
    "No recibimos el formato que hacía falta y el caso quedó catalogado como orientación.",
    "Si todavía lo necesita, escríbanos de nuevo con el formato diligenciado.",
    "¿Cómo le pareció la atención?",
    "[ Satisfactoria ]      [ No satisfactoria ]",
    "También puede calificarla de 1 a 5, donde 5 es lo mejor:",
    "Cada botón abre un correo ya escrito: basta con enviarlo.",
    "Responda este correo con la palabra «satisfactoria» o «no satisfactoria».",
    "O responda este correo con la palabra «satisfactoria» o «no satisfactoria», o con sus propias palabras.",
    "Esperamos su respuesta hasta el miércoles 9 de diciembre a las 7:00 p. m.",
    "Si no llega, el caso se cerrará como satisfactorio.",
    "Si no nos escribe hasta el miércoles 9 de diciembre a las 7:00 p. m., el caso se cerrará como satisfactorio.",
];

#[test]
fn the_letter_itself_is_no_answer() {
    for letter in [LETTER.to_owned(), LETTER.replace('\n', "\r\n"), LETTER.replace('\n', "\n> ")] {
        assert_eq!(read(&letter).verdict, Verdict::Unclear, "{:?}", read(&letter));
        assert_eq!(read(&letter).rating, None);
        let answered = format!("No me resolvieron\n\n{letter}");
        assert_eq!(read(&answered).verdict, Verdict::Unsatisfactory, "{:?}", read(&answered));
        let answered = format!("Excelente\n\n{letter}");
        assert_eq!(read(&answered).verdict, Verdict::Satisfactory, "{:?}", read(&answered));
    }
}

#[test]
fn a_button_decides_from_the_subject() {
    let body = format!("{} \n\n\n", button::COMMENT);
    for (answer, verdict, rating) in [
        (button::SATISFACTORY.to_owned(), Verdict::Satisfactory, None),
        (button::UNSATISFACTORY.to_owned(), Verdict::Unsatisfactory, None),
        (button::rating_line(5), Verdict::Satisfactory, Some(5)),
        (button::rating_line(3), Verdict::Unclear, Some(3)),
        (button::rating_line(2), Verdict::Unsatisfactory, Some(2)),
    ] {
        let subject = button::subject("SCJ-2026-000123", &answer);
        let reading = read_mail(&subject, &body);
        assert_eq!((reading.verdict, reading.rating, reading.comment), (verdict, rating, None), "{answer}");
    }
    let reading = |answer: &str, comment: &str| {
        read_mail(&button::subject("SCJ-2026-000123", answer), &format!("{} {comment}", button::COMMENT))
    };
    let kept = reading(button::SATISFACTORY, "se demoraron un poco");
    assert_eq!(
        (kept.verdict, kept.comment.as_deref()),
        (Verdict::Satisfactory, Some("se demoraron un poco"))
    );
    assert_eq!(reading(button::SATISFACTORY, "Sigue sin funcionar").verdict, Verdict::Unclear);
    assert_eq!(reading(button::UNSATISFACTORY, "Todo excelente").verdict, Verdict::Unclear);
    assert_eq!(reading(button::UNSATISFACTORY, "Gracias").verdict, Verdict::Unsatisfactory);
    assert_eq!(reading(&button::rating_line(3), "sigue igual").verdict, Verdict::Unsatisfactory);
    // A reply in the thread of a button's mail is no second press.
    let reply = read_mail("RE: Encuesta [SCJ-2026-000123]: satisfactoria", "no funciona");
    assert_eq!(reply.verdict, Verdict::Unsatisfactory);
}

/// Two seconds are far more than a debug build needs for what is bounded, far less than what is not.
#[test]
fn long_texts_take_no_longer() {
    for piece in
        ["no me sigue ", "¿", "⭐", "1 a 5 ", "gracias por ", "esto fue lo que se hizo: ", "\n5", "[x] "]
    {
        let text = piece.repeat(1_000_000 / piece.len());
        let started = Instant::now();
        read(&text);
        assert!(started.elapsed() < Duration::from_secs(2), "{piece:?}: {:?}", started.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>(), subject in any::<String>()) {
        read_mail(&subject, &text);
    }

    #[test]
    fn any_words_are_read(text in "([a-zñáéíóú¿?¡!.,:;()/0-9⭐👍🙄 \n-]|no |nada |sigue |satisfactoria |pero |5 |de ){0,60}") {
        let reading = read(&text);
        prop_assert!(reading.rating.is_none_or(|rating| (1..=5).contains(&rating)));
    }

    #[test]
    fn the_letters_sentences_are_no_answer(
        chosen in proptest::sample::subsequence(SENTENCES.to_vec(), 1..SENTENCES.len()),
        between in proptest::sample::select(vec![" ", "\n", "\n\n", "\n> ", "\r\n"]),
    ) {
        let reading = read(&chosen.join(between));
        prop_assert_eq!(reading.verdict, Verdict::Unclear, "{:?}", &reading);
        prop_assert_eq!(reading.rating, None);
    }
}

/// The letters as they are sent now, so that a changed word of theirs cannot become somebody's answer.
#[test]
fn the_letters_that_ask_are_no_answers() {
    for name in ["survey", "survey-oriented", "survey-form-expired", "survey-unclear"] {
        let file = format!("{}/tests/snapshots/letter-{name}.txt.snap", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(&file) else { panic!("{file}") };
        // The case's own subject is the requester's word; that it is quoted is told before, by the letter's foot.
        let letter = text.splitn(3, "---").nth(2).unwrap().replace("La impresora del piso 3 no imprime", "");
        let reading = read(&letter);
        assert_eq!(reading.verdict, Verdict::Unclear, "{name}: {:?}", reading.why);
    }
}
