//! The JSON that programs read, as the contract has it. Keys are only added.

use jiff::Timestamp;
use serde::Serialize;

use super::{Failure, plain};
use crate::clock::bogota;
use crate::store::event::EventRow;
use crate::store::file::FileRow;
use crate::store::inbound::InboundRow;
use crate::store::outbox::OutboxRow;
use crate::store::request::RequestRow;
use crate::store::survey::{self, SurveyRow};
use crate::store::ticket::TicketRow;

/// A value as JSON to print, with a line end.
pub(super) fn text<T: Serialize>(value: &T) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Wrong(format!("cannot write JSON: {error}")))?;
    Ok(plain::json(json) + "\n")
}

/// An instant with Bogota's offset: `2026-11-20T10:00:00-05:00`.
pub(super) fn time(millis: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(millis).ok()?;
    Some(at.to_zoned_datetime(bogota()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// Who asks.
#[derive(Debug, Serialize)]
struct Requester {
    email: String,
    name: Option<String>,
    department: Option<String>,
}

/// A file of a case.
#[derive(Debug, Serialize)]
struct File {
    name: String,
    media_type: String,
    size: i64,
    sha256: String,
}

/// Something that happened to a case.
#[derive(Debug, Serialize)]
struct Event {
    at: Option<String>,
    actor: String,
    #[serde(rename = "type")]
    what: String,
    text: String,
    why: String,
    message_id: Option<String>,
}

/// The newest survey of a case.
#[derive(Debug, Serialize)]
pub(super) struct Survey {
    sent_at: Option<String>,
    due_at: Option<String>,
    answer: Option<String>,
    by_default: bool,
    rating: Option<i64>,
    comment: Option<String>,
}

impl From<SurveyRow> for Survey {
    fn from(row: SurveyRow) -> Self {
        Self {
            sent_at: time(row.sent_at),
            due_at: time(row.due_at),
            answer: row.answer,
            by_default: row.by_default,
            rating: row.rating,
            comment: row.comment,
        }
    }
}

/// An item of `survey list`.
#[derive(Debug, Serialize)]
pub(super) struct ListedSurvey {
    ticket: String,
    /// From 1: a case that was reopened is surveyed again.
    round: i64,
    sent_at: Option<String>,
    due_at: Option<String>,
    answer: Option<String>,
    by_default: bool,
    rating: Option<i64>,
    comment: Option<String>,
    answered_at: Option<String>,
}

impl From<survey::ListedSurvey> for ListedSurvey {
    fn from(row: survey::ListedSurvey) -> Self {
        Self {
            ticket: row.ticket,
            round: row.round,
            sent_at: time(row.sent_at),
            due_at: time(row.due_at),
            answer: row.answer,
            by_default: row.by_default,
            rating: row.rating,
            comment: row.comment,
            answered_at: row.answered_at.and_then(time),
        }
    }
}

/// `ticket show`, and an item of `ticket list`.
#[derive(Debug, Serialize)]
pub(super) struct Ticket {
    number: String,
    status: String,
    kind: Option<String>,
    category: Option<String>,
    priority: String,
    level: i64,
    group: String,
    assignee: Option<String>,
    channel: String,
    requester: Requester,
    site: Option<String>,
    subject: String,
    description: String,
    problem: Option<String>,
    reopened: i64,
    created_at: Option<String>,
    first_reply_due: Option<String>,
    resolution_due: Option<String>,
    resolved_at: Option<String>,
    closed_at: Option<String>,
    attachments: Vec<File>,
    /// What the category asked for and what was found, by the fields' names.
    details: std::collections::BTreeMap<String, String>,
    /// What it waits for: `form`, `answer`, `area`, `third-party`.
    waits_for: Option<String>,
    survey: Option<Survey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Event>>,
}

impl Ticket {
    /// A case with its files and its newest survey, and in `show` its history.
    pub(super) fn new(
        row: TicketRow,
        files: Vec<FileRow>,
        survey: Option<SurveyRow>,
        events: Option<Vec<EventRow>>,
    ) -> Self {
        Self {
            number: row.number,
            status: row.status,
            kind: row.kind,
            category: row.category,
            priority: row.priority,
            level: row.level,
            group: row.group_id,
            assignee: row.assignee,
            channel: row.channel,
            requester: Requester {
                email: row.requester_email,
                name: row.requester_name,
                department: row.requester_department,
            },
            site: row.site,
            subject: row.subject,
            description: row.description,
            problem: row.problem,
            reopened: row.reopened,
            created_at: time(row.created_at),
            first_reply_due: time(row.first_reply_due),
            resolution_due: time(row.resolution_due),
            resolved_at: row.resolved_at.and_then(time),
            closed_at: row.closed_at.and_then(time),
            attachments: files
                .into_iter()
                .map(|file| File {
                    name: file.name,
                    media_type: file.media_type,
                    size: file.size,
                    sha256: file.sha256,
                })
                .collect(),
            details: serde_json::from_str(&row.details).unwrap_or_default(),
            waits_for: row.waits_for,
            survey: survey.map(Survey::from),
            events: events.map(|events| {
                let event = |row: EventRow| Event {
                    at: time(row.at),
                    actor: row.actor,
                    what: row.what,
                    text: row.text,
                    why: row.why,
                    message_id: row.message_id,
                };
                events.into_iter().map(event).collect()
            }),
        }
    }
}

/// `ticket export`: a case with its history and all of its surveys.
#[derive(Debug, Serialize)]
pub(super) struct Dossier {
    #[serde(flatten)]
    ticket: Ticket,
    surveys: Vec<Survey>,
}

impl Dossier {
    /// A whole case.
    pub(super) fn new(
        row: TicketRow,
        files: Vec<FileRow>,
        surveys: Vec<SurveyRow>,
        events: Vec<EventRow>,
    ) -> Self {
        let newest = surveys.last().cloned();
        Self {
            ticket: Ticket::new(row, files, newest, Some(events)),
            surveys: surveys.into_iter().map(Survey::from).collect(),
        }
    }
}

/// An item of `request list`.
#[derive(Debug, Serialize)]
pub(super) struct Request {
    reference: Option<String>,
    status: &'static str,
    missing: Vec<String>,
    ticket: Option<String>,
    requester: Requester,
    subject: String,
}

impl Request {
    /// A request, and the case it has become.
    pub(super) fn new(row: RequestRow, ticket: Option<String>) -> Self {
        Self {
            status: super::request::status(&row.status),
            missing: row.missing().into_iter().map(str::to_owned).collect(),
            reference: row.reference,
            ticket,
            requester: Requester {
                email: row.requester_email,
                name: row.requester_name,
                department: row.requester_department,
            },
            subject: row.subject,
        }
    }
}

/// An item of `inbound list`.
#[derive(Debug, Serialize)]
pub(super) struct Inbound {
    id: i64,
    message_id: Option<String>,
    from: Option<String>,
    subject: String,
    received_at: Option<String>,
    outcome: String,
    ticket: Option<String>,
    why: String,
}

impl From<InboundRow> for Inbound {
    fn from(row: InboundRow) -> Self {
        Self {
            id: row.id,
            message_id: row.message_id,
            from: row.from_address,
            subject: row.subject,
            received_at: time(row.received_at),
            outcome: row.outcome,
            ticket: row.ticket,
            why: row.why,
        }
    }
}

/// An item of `outbox list`.
#[derive(Debug, Serialize)]
pub(super) struct Outbox {
    id: i64,
    kind: String,
    ticket: Option<String>,
    to: [String; 1],
    subject: String,
    state: String,
    attempts: i64,
    last_error: Option<String>,
    message_id: String,
}

impl From<OutboxRow> for Outbox {
    fn from(row: OutboxRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            ticket: row.ticket,
            to: [row.to_address],
            subject: row.subject,
            state: row.state,
            attempts: row.attempts,
            last_error: row.last_error,
            message_id: row.message_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use serde_json::{Value, json};

    use super::*;

    fn value<T: Serialize>(of: &T) -> Value {
        serde_json::from_str(&text(of).unwrap()).unwrap()
    }

    fn ticket() -> TicketRow {
        TicketRow {
            id: 9,
            number: "SCJ-2026-000123".into(),
            status: "open".into(),
            kind: None,
            category: None,
            priority: "media".into(),
            level: 1,
            group_id: "mesa-n1".into(),
            assignee: None,
            channel: "email".into(),
            requester_email: "ana@scj.test".into(),
            requester_name: Some("Ana Pérez".into()),
            requester_department: None,
            site: None,
            subject: "Impresora\u{9b}2J".into(),
            description: "No imprime".into(),
            problem: None,
            reopened: 0,
            created_at: 1_795_186_800_000,
            first_reply_due: 1_795_194_000_999,
            resolution_due: 1_795_446_000_000,
            resolved_at: None,
            closed_at: None,
            details: "{}".into(),
            waits_for: None,
            waiting_since: None,
            waited: 0,
            first_reply_at: None,
            sla_told: 0,
            merged_into: None,
            version: 0,
        }
    }

    #[test]
    fn a_ticket_has_the_contracts_keys() {
        let files = vec![FileRow {
            name: "foto.png".into(),
            media_type: "image/png".into(),
            size: 123,
            sha256: "ab".into(),
            inline: false,
        }];
        let events = vec![EventRow {
            at: 1_795_186_800_000,
            actor: "radica".into(),
            what: "registered".into(),
            text: "Caso registrado".into(),
            why: "[10]".into(),
            message_id: None,
        }];
        let shown = value(&Ticket::new(ticket(), files, None, Some(events)));
        assert_eq!(
            shown,
            json!({
                "number": "SCJ-2026-000123", "status": "open", "kind": null, "category": null, "priority": "media",
                "level": 1, "group": "mesa-n1", "assignee": null, "channel": "email",
                "requester": {"email": "ana@scj.test", "name": "Ana Pérez", "department": null}, "site": null,
                "subject": "Impresora\u{9b}2J", "description": "No imprime", "problem": null, "reopened": 0,
                "created_at": "2026-11-20T10:00:00-05:00", "first_reply_due": "2026-11-20T12:00:00-05:00",
                "resolution_due": "2026-11-23T10:00:00-05:00", "resolved_at": null, "closed_at": null,
                "attachments": [{"name": "foto.png", "media_type": "image/png", "size": 123, "sha256": "ab"}],
                "details": {}, "waits_for": null, "survey": null,
                "events": [{"at": "2026-11-20T10:00:00-05:00", "actor": "radica", "type": "registered",
                            "text": "Caso registrado", "why": "[10]", "message_id": null}]
            })
        );
        let listed = value(&Ticket::new(ticket(), Vec::new(), None, None));
        assert!(listed.get("events").is_none());
        assert_eq!(listed.get("attachments"), Some(&json!([])));
        assert!(!text(&Ticket::new(ticket(), Vec::new(), None, None)).unwrap().contains('\u{9b}'));
    }

    #[test]
    fn a_request_has_the_contracts_keys_and_states() {
        let row = |status: &str| RequestRow {
            id: 1,
            reference: Some("SOL-2026-000045".into()),
            status: status.into(),
            details: "{}".into(),
            missing: "name department".into(),
            requester_email: "ana@scj.test".into(),
            requester_name: None,
            requester_department: None,
            site: None,
            subject: "Impresora".into(),
            description: String::new(),
            copied: "[]".into(),
            offered: String::new(),
            asked: 1,
            created_at: 0,
            expires_at: None,
            ticket_id: None,
        };
        for (kept, shown) in [
            ("waiting", "waiting"),
            ("asked_number", "waiting"),
            ("registered", "registered"),
            ("joined", "registered"),
            ("expired", "expired"),
            ("out_of_scope", "out_of_scope"),
        ] {
            assert_eq!(
                value(&Request::new(row(kept), Some("SCJ-2026-000001".into()))),
                json!({"reference": "SOL-2026-000045", "status": shown, "missing": ["name", "department"],
                       "ticket": "SCJ-2026-000001",
                       "requester": {"email": "ana@scj.test", "name": null, "department": null},
                       "subject": "Impresora"})
            );
        }
    }

    #[test]
    fn mails_and_letters_have_the_contracts_keys() {
        let mail = InboundRow {
            id: 1,
            location: "maildir:1".into(),
            message_id: Some("a@scj.test".into()),
            raw_sha256: "ab".into(),
            size: 10,
            from_address: Some("ana@scj.test".into()),
            subject: "Impresora".into(),
            received_at: 1_795_186_800_000,
            outcome: "new_ticket".into(),
            ticket: Some("SCJ-2026-000001".into()),
            why: "complete".into(),
        };
        assert_eq!(
            value(&Inbound::from(mail)),
            json!({"id": 1, "message_id": "a@scj.test", "from": "ana@scj.test", "subject": "Impresora",
                   "received_at": "2026-11-20T10:00:00-05:00", "outcome": "new_ticket",
                   "ticket": "SCJ-2026-000001", "why": "complete"})
        );
        let letter = OutboxRow {
            id: 2,
            kind: "acknowledgement".into(),
            ticket: None,
            to_address: "ana@scj.test".into(),
            subject: "[SCJ-2026-000001] Impresora".into(),
            state: "queued".into(),
            attempts: 0,
            last_error: None,
            message_id: "b@scj.test".into(),
            created_at: 0,
            mime_sha256: None,
        };
        assert_eq!(
            value(&Outbox::from(letter)),
            json!({"id": 2, "kind": "acknowledgement", "ticket": null, "to": ["ana@scj.test"],
                   "subject": "[SCJ-2026-000001] Impresora", "state": "queued", "attempts": 0, "last_error": null,
                   "message_id": "b@scj.test"})
        );
    }
}
