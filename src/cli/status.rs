//! `radica status`: how the desk is, and what needs a person.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::card::Card;
use super::table::{date, width};
use super::{Failure, Format, clock, json, open, print};
use crate::health::{Health, Service, Trouble};

pub(super) const NOTES: &str = "\
Exit codes: 0 when all is well; 1 when something needs a person:
  service_died           no sign of life for 5 minutes from a service that was not told to stop
  mailbox_not_looked_at  for three mailbox.poll_interval and 5 minutes, while the service runs
  letters_wait           a letter that may go waits for more than an hour
  outgoing_paused        radica pause outgoing
  letters_failed         within a day
  mails_quarantined      within a day
  secret_expires         oauth2.secret_expires is within 30 days or past

Examples:
  radica status
  radica status --json";

/// How the desk is. Keys are only added.
#[derive(Debug, Serialize)]
struct Status {
    healthy: bool,
    troubles: Vec<Told>,
    /// `running`, `died`, or `stopped`.
    service: &'static str,
    started_at: Option<String>,
    alive_at: Option<String>,
    mailbox_looked_at: Option<String>,
    last_sent_at: Option<String>,
    queued: i64,
    oldest_queued_at: Option<String>,
    oldest_queued_seconds: Option<i64>,
    paused_since: Option<String>,
    failed: i64,
    failed_within_a_day: i64,
    quarantined: i64,
    quarantined_within_a_day: i64,
    tickets_open: i64,
    /// When each loop of the service last turned.
    loops: BTreeMap<String, Option<String>>,
    secret_expires: Option<String>,
    /// The number of the database's last migration.
    schema_version: i64,
}

/// Something that needs a person.
#[derive(Debug, Serialize)]
struct Told {
    what: &'static str,
    text: String,
}

/// Says how the desk is.
///
/// # Errors
/// When something needs a person; when the configuration is wrong or the database does not answer.
pub(super) async fn run(config: Option<&Path>, format: Format) -> Result<(), Failure> {
    let now = clock::start()?.now();
    let (config, db, _) = open(config).await?;
    let health = Health::read(&db, &config, now).await?;
    let troubles = health.troubles(now);
    print(match format.json {
        true => json::text(&status(&health, &troubles, now))?,
        false => card(&health, &troubles, now, width()),
    })?;
    match troubles.len() {
        0 => Ok(()),
        1 => Err(Failure::Wrong("one thing needs a person".to_owned())),
        more => Err(Failure::Wrong(format!("{more} things need a person"))),
    }
}

fn status(health: &Health, troubles: &[Trouble], now: Timestamp) -> Status {
    let time = |at: Option<Timestamp>| at.and_then(|at| json::time(at.as_millisecond()));
    let figures = &health.figures;
    Status {
        healthy: troubles.is_empty(),
        troubles: troubles
            .iter()
            .map(|trouble| Told { what: trouble.name(), text: sentence(trouble) })
            .collect(),
        service: match health.service(now) {
            Service::Runs(_) => "running",
            Service::Died(_) => "died",
            Service::Stopped => "stopped",
        },
        started_at: time(health.started),
        alive_at: time(health.alive),
        mailbox_looked_at: time(health.looked),
        last_sent_at: figures.last_sent.and_then(json::time),
        queued: figures.queued,
        oldest_queued_at: time(health.oldest_queued()),
        oldest_queued_seconds: health.oldest_queued().map(|since| seconds(since, now)),
        paused_since: time(health.paused),
        failed: figures.failed,
        failed_within_a_day: figures.failed_lately,
        quarantined: figures.quarantined,
        quarantined_within_a_day: figures.quarantined_lately,
        tickets_open: figures.tickets_open,
        loops: health.loops.iter().map(|(name, at)| (name.clone(), time(Some(*at)))).collect(),
        secret_expires: health.secret_expires.map(|day| day.to_string()),
        schema_version: figures.schema_version,
    }
}

fn card(health: &Health, troubles: &[Trouble], now: Timestamp, width: u16) -> String {
    let title = if troubles.is_empty() { "All is well" } else { "Something needs a person" };
    let mut card = Card::new(title, width);
    for trouble in troubles {
        card.line(&format!("! {}", sentence(trouble)));
    }
    let figures = &health.figures;
    let when = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), |at| passed(at, now));
    card.heading("Now");
    card.field(
        "Service",
        &match health.service(now) {
            Service::Runs(since) => format!("running since {}", shown(since)),
            Service::Died(at) => format!("last alive {}", passed(at, now)),
            Service::Stopped => "stopped".to_owned(),
        },
    );
    for (name, at) in &health.loops {
        card.field("", &format!("{name} loop: last turn {}", passed(*at, now)));
    }
    card.field("Mailbox", &format!("last looked at {}", when(health.looked)));
    let sent = figures.last_sent.and_then(|at| Timestamp::from_millisecond(at).ok());
    card.field("Sent", &format!("last letter {}", when(sent)));
    card.field(
        "Queued",
        &match health.oldest_queued() {
            Some(since) => format!("{}, the oldest since {}", figures.queued, passed(since, now)),
            None => figures.queued.to_string(),
        },
    );
    if let Some(since) = health.paused {
        card.field("Paused", &format!("outgoing, since {}", passed(since, now)));
    }
    card.field("Failed", &format!("{}, {} of them within a day", figures.failed, figures.failed_lately));
    card.field(
        "Set apart",
        &format!("{}, {} of them within a day", figures.quarantined, figures.quarantined_lately),
    );
    card.field("Open cases", &figures.tickets_open.to_string());
    if let Some(day) = health.secret_expires {
        card.field("OAuth2 secret", &format!("ends on {day}"));
    }
    card.field("Schema", &figures.schema_version.to_string());
    card.finish()
}

/// What is wrong, and where to look.
fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::ServiceDied(at) => {
            format!("The service died: its last sign of life is of {}; see its log, and start it", shown(*at))
        }
        Trouble::MailboxNotLookedAt(Some(at)) => {
            format!("The mailbox has not been looked at to its end since {}; see radica check", shown(*at))
        }
        Trouble::MailboxNotLookedAt(None) => {
            "The mailbox has never been looked at to its end; see radica check".to_owned()
        }
        Trouble::LettersWait(since) => {
            format!("Letters wait since {}; see radica outbox list and radica check", shown(*since))
        }
        Trouble::OutgoingPaused(since) => super::pause::sentence(since.as_millisecond()),
        Trouble::LettersFailed(count) => {
            format!("Letters failed within a day: {count}; see radica outbox list")
        }
        Trouble::MailsQuarantined(count) => {
            format!("Mails set apart within a day: {count}; see radica inbound list")
        }
        Trouble::SecretExpires(day, left) => match left {
            ..0 => format!("The OAuth2 secret ended on {day}; make a new one"),
            0 => format!("The OAuth2 secret ends today, {day}; make a new one"),
            1 => format!("The OAuth2 secret ends tomorrow, {day}; make a new one"),
            left => format!("The OAuth2 secret ends in {left} days, on {day}; make a new one"),
        },
    }
}

fn shown(at: Timestamp) -> String {
    date(at.as_millisecond())
}

fn seconds(since: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(since).as_secs().max(0)
}

/// An instant, and how long ago it is, in its largest unit.
fn passed(at: Timestamp, now: Timestamp) -> String {
    let seconds = seconds(at, now);
    let ago = match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    };
    format!("{} ({ago} ago)", shown(at))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::store::health::Figures;

    #[test]
    fn says_what_needs_a_person_first() {
        let now: Timestamp = "2026-11-20T10:00:00-05:00".parse().unwrap();
        let ago = |seconds| now - jiff::SignedDuration::from_secs(seconds);
        let health = Health {
            figures: Figures {
                queued: 4,
                oldest_queued: Some(ago(7200).as_millisecond()),
                last_sent: Some(ago(8000).as_millisecond()),
                failed: 1,
                tickets_open: 12,
                schema_version: 9,
                ..Figures::default()
            },
            looked: Some(ago(30)),
            started: Some(ago(900_000)),
            alive: Some(ago(20)),
            loops: [("mailbox".to_owned(), ago(30))].into(),
            paused: Some(ago(7300)),
            secret_expires: "2026-11-21".parse().ok(),
            ..Health::default()
        };
        let told = card(&health, &health.troubles(now), now, 80);
        assert_eq!(
            told,
            "Something needs a person\n\n  ! Outgoing is paused since 2026-11-20 07:58: letters stay queued until radica\n  \
             resume outgoing\n  ! The OAuth2 secret ends tomorrow, 2026-11-21; make a new one\n\nNow\n  \
             Service       running since 2026-11-10 00:00\n                mailbox loop: last turn 2026-11-20 09:59 (30 s ago)\n  \
             Mailbox       last looked at 2026-11-20 09:59 (30 s ago)\n  Sent          last letter 2026-11-20 07:46 (2 h ago)\n  \
             Queued        4, the oldest since 2026-11-20 08:00 (2 h ago)\n  \
             Paused        outgoing, since 2026-11-20 07:58 (2 h ago)\n  Failed        1, 0 of them within a day\n  \
             Set apart     0, 0 of them within a day\n  Open cases    12\n  OAuth2 secret ends on 2026-11-21\n  Schema        9\n"
        );
    }
}
