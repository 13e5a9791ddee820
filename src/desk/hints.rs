//! What an agent should know of how a mail came: perhaps the same matter twice, the desk only copied, who else got it.

use std::collections::HashSet;

use jiff::SignedDuration;

use super::draft::Draft;
use super::fold::{fold, words};
use super::matter::Matter;
use super::wording;

/// Two mails of one person within this time may be about one matter.
const SOON: SignedDuration = SignedDuration::from_mins(60);

/// Hints for the agent; nothing is merged.
pub(super) fn of(matter: &Matter<'_>, draft: &Draft) -> Vec<String> {
    let mut hints = Vec::new();
    let title = content_words(&draft.title);
    let same = matter.facts.own_cases.iter().find(|case| {
        let age = matter.now.duration_since(case.created_at);
        age >= SignedDuration::ZERO && age <= SOON && alike(&title, &content_words(&case.title))
    });
    if let Some(case) = same {
        let when = wording::at(case.created_at, matter.now);
        // "10:00 a. m." ends the sentence by itself.
        let when = when.trim_end_matches('.');
        hints.push(format!(
            "Puede ser el mismo asunto del caso {}, de la misma persona, {when}.",
            case.number
        ));
    }
    let mail = matter.mail;
    let is_desk = |contact: &super::address::Contact| contact.address == matter.rules.desk;
    let others = || {
        let list: Vec<&str> =
            mail.to.iter().filter(|to| !is_desk(to)).map(|to| to.address.as_str()).take(5).collect();
        wording::list(&list)
    };
    if mail.to.is_empty() && mail.cc.is_empty() {
        return hints;
    }
    if !matter.names_the_desk() {
        hints.push(format!(
            "La dirección de la Mesa no está entre los destinatarios (copia oculta o reenvío). El correo era para {}.",
            others()
        ));
    } else if !mail.to.iter().any(is_desk) && !mail.to.is_empty() {
        hints.push(format!("La Mesa iba en copia; el correo era para {}.", others()));
    }
    hints
}

fn content_words(text: &str) -> HashSet<String> {
    let all = words(&fold(text));
    let long: HashSet<String> = all.iter().filter(|word| word.len() > 3).cloned().collect();
    // "pc", "wifi": a short title is all there is to compare.
    if long.is_empty() { all.into_iter().collect() } else { long }
}

/// At least half of the words of the shorter title stand in the other.
fn alike(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let fewer = one.len().min(other.len());
    fewer > 0 && one.intersection(other).count() * 2 >= fewer
}
