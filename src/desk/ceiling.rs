//! Ceilings on automatic answers (ruling 29): whatever the headers say, nobody is written to without end.

use jiff::{SignedDuration, Timestamp};

use super::address::Contact;
use super::compose::to_operators;
use super::decision::{Change, Decision, Event};
use super::facts::Facts;
use super::letter::{Content, OperatorAlert};
use super::rules::Rules;

/// Delays or drops letters beyond the ceiling. The mail is taken all the same, and the operator is told once a day
/// for each address.
pub(super) fn hold_back(decision: &mut Decision, facts: &Facts, rules: &Rules, now: Timestamp) {
    let mut over: Option<Contact> = None;
    let mut kept: Vec<Change> = Vec::with_capacity(decision.changes.len() + 2);
    for change in decision.changes.drain(..) {
        match change {
            Change::Letter(mut letter) if letter.counted => match hours_over(facts, rules) {
                0 => kept.push(Change::Letter(letter)),
                hours => {
                    over = Some(letter.to.clone());
                    if letter.content.waits_at_the_ceiling() {
                        letter.not_before = now
                            .checked_add(SignedDuration::from_hours(i64::from(hours)))
                            .unwrap_or(letter.not_before);
                        kept.push(Change::Letter(letter));
                    } else {
                        kept.push(Change::Event(Event::by_radica(
                            "answer-dropped",
                            "No se respondió: se llegó al máximo de respuestas automáticas por hora.",
                            "ruling 29",
                        )));
                    }
                }
            },
            other => kept.push(other),
        }
    }
    if let Some(contact) = over {
        decision.why.push("over the ceiling of automatic answers an hour".to_owned());
        kept.push(alert(&contact, rules, now));
    }
    decision.changes = kept;
}

/// How many hours the next automatic answer must wait; 0 within the ceiling. What waits already counts too, so each
/// hour gets at most the ceiling.
fn hours_over(facts: &Facts, rules: &Rules) -> u32 {
    let beyond = |count: u32, most: u32| count / most.max(1);
    beyond(facts.answers, rules.limits.auto_replies_per_hour)
        .max(beyond(facts.answers_in_case, rules.limits.auto_replies_per_case))
}

fn alert(contact: &Contact, rules: &Rules, now: Timestamp) -> Change {
    let day = now.to_zoned_datetime(crate::clock::bogota()).date();
    let content = Content::OperatorAlert(OperatorAlert {
        what: "Demasiadas respuestas automáticas a una misma dirección".to_owned(),
        details: vec![
            format!(
                "La dirección {} llegó al máximo de {} respuestas automáticas en una hora.",
                contact.address, rules.limits.auto_replies_per_hour
            ),
            "Su correo se sigue recibiendo y registrando; las respuestas salen más tarde o no salen. Puede ser un \
             contestador automático que no se identifica como tal."
                .to_owned(),
        ],
        commands: vec![format!("radica ticket list --requester {}", contact.address), "radica inbound list".to_owned()],
    });
    Change::TellOnce {
        key: format!("ceiling/{}/{day}", contact.address),
        letters: to_operators(rules, &content, now),
    }
}
