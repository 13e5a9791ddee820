//! Auto-responders that name themselves by no header: they answer whatever we write, at once and for ever. They get a bounded
//! number of letters, and the operator is told once a day.

use jiff::{SignedDuration, Timestamp};

use crate::support::desk::{Letter, On, TestDesk, kinds, of_kind};

on_both!(a_loop_in_the_thread_ends, a_loop_of_fresh_mails_ends, two_responders_at_once_are_bounded_each,);

const ROBOT: &str = "Recepción <recepcion@scj.test>";
const OTHER: &str = "Mesa de Ayuda <ayuda@otra-entidad.test>";
/// How often each of them writes.
const ROUNDS: usize = 100;
/// How many automatic letters an address gets in an hour, by default.
const AN_HOUR: usize = 10;

/// What an auto-responder writes back to a letter.
type Responder = fn(&mut TestDesk, &str, &Letter, usize);

/// In the thread, as a mail program would.
fn in_the_thread(desk: &mut TestDesk, robot: &str, letter: &Letter, _: usize) {
    desk.answer(
        robot,
        letter,
        "Hemos recibido su mensaje y pronto le responderemos. Gracias por escribirnos.",
    );
}

/// With a ticket number of its own, outside any thread.
fn afresh(desk: &mut TestDesk, robot: &str, letter: &Letter, round: usize) {
    let subject = format!("[CASO-{round}] {}", letter.subject.rsplit("] ").next().unwrap());
    desk.write(robot, &subject, "Su solicitud fue radicada. La impresora no imprime: la estamos revisando.");
}

/// Lets robots answer each letter they get, a minute apart, for [`ROUNDS`] rounds; each begins with a mail of its own and,
/// when it gets no answer, goes on with another. Gives how many letters each got and how often the operator was told.
async fn run(desk: &mut TestDesk, robots: &[&str], respond: Responder) -> (Vec<usize>, usize) {
    let address = |robot: &str| robot.split(['<', '>']).nth(1).unwrap().to_owned();
    let began: Timestamp = "2026-11-20T08:00:00-05:00".parse().unwrap();
    let (mut got, mut alerts) = (vec![0; robots.len()], 0);
    let mut letters: Vec<Letter> = Vec::new();
    for round in 0..ROUNDS {
        let now = began + SignedDuration::from_mins(i64::try_from(round).unwrap());
        desk.at(&now.to_string());
        for robot in robots {
            let to = address(robot);
            match letters.iter().rfind(|letter| letter.to == to) {
                Some(letter) => respond(desk, robot, &letter.clone(), round),
                None => {
                    let text = "La impresora del piso 3 no imprime.\r\n\r\nDependencia: Despacho";
                    desk.write(robot, &format!("Impresora {round}"), text);
                }
            }
        }
        letters = desk.step().await;
        for (count, robot) in got.iter_mut().zip(robots) {
            let to = address(robot);
            *count += letters.iter().filter(|letter| letter.to == to).count();
        }
        alerts += of_kind(&letters, "operator-alert").len();
    }
    assert_eq!(desk.taken().await.len(), ROUNDS * robots.len(), "all mail is taken: {:?}", kinds(&letters));
    (got, alerts)
}

/// A hundred minutes: two hours' worth of letters at the most, and what was put off from the one to the other.
fn is_bounded(got: &[usize], alerts: usize) {
    for count in got {
        assert!(*count <= 3 * AN_HOUR, "{got:?}");
    }
    assert!(alerts <= got.len(), "told once each: {alerts}");
}

async fn a_loop_in_the_thread_ends(on: On) {
    let mut desk = TestDesk::open(on).await;
    let (got, alerts) = run(&mut desk, &[ROBOT], in_the_thread).await;
    is_bounded(&got, alerts);
}

async fn a_loop_of_fresh_mails_ends(on: On) {
    let mut desk = TestDesk::open(on).await;
    let (got, alerts) = run(&mut desk, &[ROBOT], afresh).await;
    is_bounded(&got, alerts);
    assert_eq!(alerts, 1, "the operator is told once");
}

async fn two_responders_at_once_are_bounded_each(on: On) {
    for respond in [in_the_thread as Responder, afresh] {
        let mut desk = TestDesk::open(on).await;
        let (got, alerts) = run(&mut desk, &[ROBOT, OTHER], respond).await;
        is_bounded(&got, alerts);
    }
}
