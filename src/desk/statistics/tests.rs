//! Each definition by a case that stands on its border, and the whole against a naive recount.

mod counted;
mod naive;

use std::sync::LazyLock;

use super::*;
use crate::config::catalog::{CaseKind, Priority};
use crate::desk::facts::TicketStatus;
use crate::desk::rules::Rules;
use jiff::{SignedDuration, Timestamp};

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let deploy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("radica.toml");
    let text = "[desk]\naddress = \"soporte.tecnico@scj.test\"\n[mailbox]\nkind = \"maildir\"\npath = \"in\"\n[outgoing]\nkind = \"maildir\"\npath = \"out\"\n";
    std::fs::write(&file, text).unwrap();
    let config = crate::config::load(&file).unwrap();
    let people = std::fs::read_to_string(deploy.join("staff.toml")).unwrap();
    let staff = crate::config::staff::Staff::read(&people).unwrap();
    let catalog = crate::config::catalog::Catalog::load(&deploy.join("catalog.toml"), &staff).unwrap();
    Rules::new(&config, staff, catalog, &crate::config::vocabulary::Vocabulary::shipped())
});

const LAURA: &str = "agente1@scj.test";

fn at(text: &str) -> Timestamp {
    format!("{text}-05:00").parse().unwrap()
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

/// November, once it is over.
fn period() -> Period {
    Period::of(november(), at("2027-01-15T10:00:00")).unwrap()
}

/// A case of level 1 with the ANS of "media": two hours, sixteen hours.
fn case(created: &str) -> CaseFacts {
    let created_at = at(created);
    let (first_reply_due, resolution_due) = RULES.due(Priority::Media, created_at);
    CaseFacts {
        number: format!("SCJ-{created}"),
        status: TicketStatus::Open,
        kind: Some(CaseKind::Incident),
        category: Some("impresion".to_owned()),
        priority: Priority::Media,
        level: 1,
        group: "mesa-n1".to_owned(),
        holder: Some(LAURA.to_owned()),
        channel: "email".to_owned(),
        department: Some("Dirección Financiera".to_owned()),
        site: None,
        created_at,
        first_reply_at: None,
        first_reply_due,
        resolution_due,
        closed_at: None,
        waiting_since: None,
        waited: SignedDuration::ZERO,
        turns: Vec::new(),
    }
}

impl CaseFacts {
    fn completed(mut self, when: &str) -> Self {
        let what = TurnKind::Completed { by: Some(LAURA.to_owned()) };
        self.turns.push(Turn { at: at(when), what });
        self.first_reply_at = self.first_reply_at.or(Some(at(when)));
        self.status = TicketStatus::Resolved;
        self
    }

    fn reopened(mut self, when: &str) -> Self {
        self.turns.push(Turn { at: at(when), what: TurnKind::Reopened });
        self.status = TicketStatus::Open;
        self
    }

    fn ended(mut self, status: TicketStatus, when: &str) -> Self {
        self.status = status;
        self.closed_at = Some(at(when));
        self
    }

    fn replied(mut self, when: &str) -> Self {
        self.first_reply_at = Some(at(when));
        self
    }

    fn waited(mut self, minutes: i64) -> Self {
        self.waited = SignedDuration::from_mins(minutes);
        let due = |time| {
            RULES.calendar.add_service_time(self.created_at, SignedDuration::from_mins(time + minutes))
        };
        (self.first_reply_due, self.resolution_due) = (due(120), due(16 * 60));
        self
    }
}

fn counted(cases: &[CaseFacts]) -> (Statistics, Vec<CaseLine>) {
    counted_in(period(), cases)
}

fn counted_in(period: Period, cases: &[CaseFacts]) -> (Statistics, Vec<CaseLine>) {
    let mut collector = Collector::new(period, &RULES, true);
    cases.iter().for_each(|case| collector.add(case));
    collector.finish(Others::default())
}
