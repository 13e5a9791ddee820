//! Monitoring tools named in the settings: their proven alerts become incidents, answered to nobody; a recovery joins
//! the open one.

use std::sync::LazyLock;

use regex::Regex;

use super::agents;
use super::compose::{queue, to_operators, to_staff};
use super::decision::{About, Change, Decision, Event, Outcome};
use super::draft::Draft;
use super::facts::TicketView;
use super::fold::{fold, head, words};
use super::letter::{Content, FollowUpNotice, OperatorAlert, Requester};
use super::mail::Verdict;
use super::matter::Matter;
use super::register::register;
use crate::config::catalog::CaseKind;

/// Takes mail from a monitoring tool's address. `None` for anybody else's.
pub(super) fn door(matter: &Matter<'_>) -> Option<Decision> {
    let sender = &matter.sender.address;
    if !matter.rules.is_monitoring(sender) {
        return None;
    }
    if matter.mail.verdict != Verdict::Pass || matter.mail.authors != 1 {
        return Some(unproven(matter));
    }
    let recovery = is_recovery(&matter.mail.subject, &matter.mail.new_text);
    let key = key(&matter.mail.subject);
    let open = matter.facts.alerts.iter().find(|ticket| super::monitoring::key(&ticket.title) == key);
    Some(match (open, recovery) {
        (Some(ticket), true) => recovered(matter, ticket),
        (Some(ticket), false) => repeated(matter, ticket),
        (None, true) => Decision {
            outcome: Outcome::Automatic,
            why: vec!["a monitoring tool's recovery notice, and no case of it is open".to_owned()],
            about: About::Nothing,
            changes: Vec::new(),
            judged: None,
        },
        (None, false) => alert(matter),
    })
}

/// A new alert: an incident.
pub(super) fn alert(matter: &Matter<'_>) -> Decision {
    let mut draft = Draft::of(matter);
    draft.copied = Vec::new();
    draft.requester.name = draft.requester.name.or_else(|| Some("Monitoreo".to_owned()));
    let mut class = draft.classify(matter.rules);
    class.kind = Some(CaseKind::Incident);
    let mut why = vec!["a proven alert of a monitoring tool: an incident, answered to nobody".to_owned()];
    why.extend(class.why.iter().cloned());
    register(matter, draft, &class, About::Nothing, why)
}

/// The same alert again while its case is open.
fn repeated(matter: &Matter<'_>, ticket: &TicketView) -> Decision {
    let event = Event::by(
        &matter.sender.address,
        "alert-repeated",
        matter.mail.new_text.clone(),
        "the same alert while its case is open",
    );
    Decision {
        outcome: Outcome::FollowUp,
        why: vec![format!("a monitoring tool's alert again: {} is open", ticket.number)],
        about: About::Ticket(ticket.id),
        changes: vec![Change::Event(event)],
        judged: None,
    }
}

/// What was wrong is over: whoever has the case is told.
fn recovered(matter: &Matter<'_>, ticket: &TicketView) -> Decision {
    let notice = Content::FollowUpNotice(FollowUpNotice {
        title: ticket.title.clone(),
        from: Requester {
            email: matter.sender.address.clone(),
            name: ticket.requester.name.clone(),
            department: None,
        },
        copied: false,
        merged_by: None,
        of_machine: true,
        text: matter.mail.new_text.clone(),
        received_at: matter.now,
        remarks: vec![
            "La herramienta de monitoreo avisa que la falla terminó. El caso sigue abierto.".to_owned(),
        ],
        attachments: Vec::new(),
        next: agents::next_steps(ticket, matter.rules),
    });
    let mut changes = vec![Change::Event(Event::by(
        &matter.sender.address,
        "recovered",
        matter.mail.new_text.clone(),
        "a monitoring tool's recovery notice",
    ))];
    changes.extend(queue(to_staff(matter.rules, matter.rules.readers(ticket), &notice, matter.now)));
    Decision {
        outcome: Outcome::FollowUp,
        why: vec![format!("a monitoring tool's recovery notice: it joins {}", ticket.number)],
        about: About::Ticket(ticket.id),
        changes,
        judged: None,
    }
}

/// Nobody vouches for it: recorded, and the operator told once a day.
fn unproven(matter: &Matter<'_>) -> Decision {
    let sender = &matter.sender.address;
    let day = matter.now.to_zoned_datetime(crate::clock::bogota()).date();
    let content = Content::OperatorAlert(OperatorAlert {
        what: "Alertas de monitoreo que no se pueden comprobar".to_owned(),
        details: vec![
            format!("Llegó un correo de {sender}, que está en rules.monitoring_senders."),
            "Ningún servidor de confianza (security.trusted_authserv) confirma que sea suyo, así que no se abrió un \
             caso. El correo está guardado."
                .to_owned(),
        ],
        commands: vec!["radica inbound list".to_owned()],
    });
    Decision {
        outcome: Outcome::Unproven,
        why: vec!["from a monitoring tool's address, but no trusted server vouches for it".to_owned()],
        about: About::Nothing,
        changes: vec![Change::TellOnce {
            key: format!("monitoring-unproven/{sender}/{day}"),
            letters: to_operators(matter.rules, &content, matter.now),
        }],
        judged: None,
    }
}

static RECOVERY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:recovery|recovered|resolved|restored|cleared|ok|up|normal|restablecid[oa]|recuperad[oa]|resuelt[oa]|solucionad[oa]|normalizad[oa])\b",
    )
    .ok()
});
static TROUBLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:problem|critical|down|warning|alert(?:a)?|firing|unreachable|caid[oa]|falla|critico|critica|error)\b").ok()
});

/// Whether an alert says that a failure is over: by its subject, else by the first lines of its text.
fn is_recovery(subject: &str, text: &str) -> bool {
    let says = |regex: &LazyLock<Option<Regex>>, text: &str| {
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    };
    let subject = fold(head(subject, 1_000));
    if ["recovery", "recovered", "resolved", "recuperad", "restablecid", "resuelt"]
        .iter()
        .any(|word| subject.contains(word))
    {
        return true;
    }
    if says(&TROUBLE, &subject) {
        return false;
    }
    let first: String = text.lines().take(3).collect::<Vec<_>>().join(" ");
    says(&RECOVERY, &subject) || says(&RECOVERY, &fold(head(&first, 1_000)))
}

/// What an alert is about: its subject without states, times and counts, which differ between alert and recovery.
fn key(subject: &str) -> Vec<String> {
    const STATES: &[&str] = &[
        "problem",
        "recovery",
        "recovered",
        "resolved",
        "firing",
        "critical",
        "warning",
        "ok",
        "up",
        "down",
        "unknown",
        "unreachable",
        "alert",
        "alerta",
        "service",
        "host",
        "is",
        "in",
        "re",
        "fwd",
        "restored",
        "cleared",
        "normal",
        "updated",
        "acknowledgement",
        "problema",
        "recuperado",
        "recuperada",
        "resuelto",
        "resuelta",
        "restablecido",
        "restablecida",
        "critico",
        "critica",
        "caido",
        "caida",
        "error",
        "falla",
        "en",
    ];
    let is_state = |word: &str| STATES.contains(&word) || is_time(word);
    let mut key: Vec<String> = Vec::new();
    let mut after_state = false;
    for word in words(head(subject, 1_000)) {
        // "[FIRING:1]" counts alerts.
        let is_count = after_state && word.chars().all(|c| c.is_ascii_digit());
        if !is_count {
            after_state = is_state(&word);
        }
        if !after_state && !is_count {
            key.push(word);
        }
    }
    key
}

/// "5m", "3s", "2h", "1d".
fn is_time(word: &str) -> bool {
    let digits = word.trim_end_matches(['s', 'm', 'h', 'd']);
    digits.len() < word.len() && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alert_and_recovery_are_about_the_same() {
        for (alert, recovery) in [
            ("Problem: Disco lleno en db01", "Resolved in 5m 3s: Disco lleno en db01"),
            (
                "** PROBLEM Service Alert: web01/HTTP is CRITICAL **",
                "** RECOVERY Service Alert: web01/HTTP is OK **",
            ),
            ("[FIRING:1] InstanceDown orfeo-app", "[RESOLVED] [1] InstanceDown orfeo-app"),
        ] {
            assert!(!is_recovery(alert, ""), "{alert}");
            assert!(is_recovery(recovery, ""), "{recovery}");
            assert_eq!(key(alert), key(recovery));
        }
        assert_ne!(key("Problem: Disco lleno en db01"), key("Problem: Disco lleno en db02"));
        assert!(is_recovery("db01", "El servicio está OK"));
        assert!(!is_recovery("db01", "El servicio no responde"));
    }
}
