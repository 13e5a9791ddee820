//! Gathers what the procedure may know of a mail, in as few questions as its headers call for.

use std::sync::Arc;

use super::senders::{Senders, an_hour_before, count};
use super::ticket::Open;
use super::{
    StoreError, Tx, event, file, on, person, placeholders, problem, request, row, stay, survey, ticket,
};
use crate::config::staff::DirectoryEntry;
use crate::desk;
use crate::desk::address::Address;
use crate::desk::ahead::Ahead;
use crate::desk::ask_number;
use crate::desk::code;
use crate::desk::facts::{
    Along, Case, Facts, Field, Happened, Known, LetterView, Registered, RequestStatus, TicketStatus,
    TicketView,
};
use crate::desk::fold::head;
use crate::desk::mail::{Automatic, Mail};
use crate::desk::message_id::MessageId;
use crate::desk::number::{CaseNumber, Series};
use crate::desk::question;
use crate::desk::rules::Rules;
use jiff::Timestamp;

/// How many numbers of a text, and how many identifiers of a thread, are looked up.
const MOST_NUMBERS: usize = 5;
const MOST_IDENTIFIERS: usize = 50;
/// How many open cases of a monitoring tool are looked through.
const MOST_ALERTS: usize = 500;
/// How many open cases of an agent are listed.
const MOST_OF_QUEUE: usize = 200;

/// Gathers the facts about a mail that is not known yet. `ahead` is what has been read of it, `senders` what has been asked
/// for its batch.
///
/// # Errors
/// When the database does not answer.
pub async fn gather(
    tx: &mut Tx,
    mail: &Mail,
    ahead: Option<Arc<Ahead>>,
    rules: &Rules,
    now: Timestamp,
    senders: &mut Senders,
) -> Result<Facts, StoreError> {
    let mut facts = Facts::default();
    // A delivery report may have no author.
    if let Some(Automatic::Bounce(bounce)) = &mail.automatic {
        if let Some(row) = first_letter(tx, &bounce.original).await? {
            facts.bounced = Some(letter_view(tx, row).await?);
        }
        return Ok(facts);
    }
    let Some(sender) = mail.sender() else { return Ok(facts) };
    facts.open_problems.clone_from(senders.open_problems());
    if rules.waits.rotation {
        (facts.rotation, facts.away) = senders.turns(tx, &rules.staff, now).await?.clone();
    }
    let known = senders.take(sender);
    let entry = rules.staff.requester(sender).map(DirectoryEntry::known).unwrap_or_default();
    if rules.is_monitoring(sender) {
        facts.alerts = ticket::open(tx, Open::Of(sender), MOST_ALERTS).await?;
    }
    facts.named = cases(tx, rules.numbers.find(&mail.subject), rules).await?;
    let letters = letters(tx, &thread_of(mail, rules)).await?;
    if let Some(row) = letters.iter().find(|row| row.to_address == sender.as_str()) {
        facts.proof = Some(letter_view(tx, row.clone()).await?);
    }
    facts.threaded = threaded(tx, mail, &letters, facts.proof.as_ref()).await?;
    if mail.automatic.is_some() {
        let directory = match known {
            Some(known) => known.known,
            None => person::known(tx, sender).await?,
        };
        facts.known = entry.or(directory);
        if mail.automatic == Some(Automatic::OutOfOffice) && rules.staff.person(sender).is_some() {
            facts.queue = ticket::open(tx, Open::HeldBy(sender), MOST_OF_QUEUE).await?;
            for case in facts.queue.iter().filter(|case| case.is_new()) {
                facts.along.push(along(tx, case).await?);
            }
        }
        return Ok(facts);
    }
    let answers_a_question = matches!(&facts.threaded, Some(Case::Request(view)) if view.ticket.is_none());
    let asks = match &ahead {
        Some(ahead) => ahead.asks_about_a_case,
        None => question::asks_about_a_case(&mail.subject, &mail.new_text),
    };
    facts.ahead = ahead;
    if answers_a_question || asks {
        facts.in_text = cases(tx, rules.numbers.find(&mail.new_text), rules).await?;
        if let Some(Case::Request(view)) = &facts.threaded {
            let offered = view.offered.iter().filter_map(|number| rules.numbers.parse(number)).collect();
            facts.in_text.extend(cases(tx, offered, rules).await?);
        }
    }
    facts.last_word = match facts.named.first().or(facts.threaded.as_ref()) {
        Some(Case::Ticket(view)) if question::asks_for_state(&mail.subject, &mail.new_text) => {
            event::last_word(tx, view.id).await?
        }
        // Who was asked which case they meant, and says so, is told how it stands.
        Some(Case::Request(view)) if view.status == RequestStatus::AskedNumber => {
            match ask_number::chosen(&facts, view, &mail.new_text, rules, |_| true) {
                Some(ticket) => event::last_word(tx, ticket.id).await?,
                None => None,
            }
        }
        _ => None,
    };
    of_survey(tx, &mut facts, sender, rules).await?;
    if let Some(view) = facts.forms_case().cloned() {
        facts.along.push(along(tx, &view).await?);
        let since = view.waiting_since.unwrap_or(view.created_at);
        facts.form_asked = event::form_asked(tx, view.id, since.as_millisecond()).await?;
    }
    if known.as_ref().is_none_or(|known| known.has_cases) {
        facts.own_cases = ticket::open_cases(tx, sender, Facts::MOST_CASES).await?;
    }
    if known.as_ref().is_none_or(|known| known.has_waiting) {
        facts.waiting = request::waiting(tx, sender, Facts::MOST_CASES).await?;
    }
    if facts.waiting.iter().any(|request| request.missing.contains(&Field::Department)) {
        facts.departments = person::departments(tx).await?;
    }
    let case = facts.named.first().or(facts.threaded.as_ref());
    let directory = match (known, case) {
        (Some(known), None) => {
            facts.answers = known.answers;
            known.known
        }
        _ => {
            let asked = answers(tx, sender, case, now).await?;
            (facts.answers, facts.answers_in_case) = (count(asked.answers), count(asked.in_case));
            asked.known()
        }
    };
    facts.known = entry.or(directory);
    if rules.staff.person(sender).is_some() {
        of_staff(tx, &mut facts, mail, sender, rules, now).await?;
    }
    Ok(facts)
}

/// The survey of a completed case about which its requester, or staff, writes; and what the coordinator would have to
/// know of the case.
async fn of_survey(
    tx: &mut Tx,
    facts: &mut Facts,
    sender: &Address,
    rules: &Rules,
) -> Result<(), StoreError> {
    let Some(ticket) = facts.surveyed() else { return Ok(()) };
    let is_requester = ticket.requester.address == *sender;
    let is_done = matches!(ticket.status, TicketStatus::Resolved | TicketStatus::Closed);
    if !is_done || !is_requester && rules.staff.person(sender).is_none() {
        return Ok(());
    }
    let (id, may_be_answered) = (ticket.id, is_requester && ticket.status == TicketStatus::Resolved);
    let Some(row) = survey::latest(tx, id).await? else { return Ok(()) };
    let view = row.view()?;
    if may_be_answered && view.answer.is_none() {
        facts.history = happened(tx, id).await?;
        facts.stays = stay::of_ticket(tx, id).await?;
    }
    facts.survey = Some(view);
    Ok(())
}

/// The history of a case.
async fn happened(tx: &mut Tx, ticket: i64) -> Result<Vec<Happened>, StoreError> {
    let rows = event::of_ticket(tx, ticket).await?;
    Ok(rows
        .into_iter()
        .map(|row| Happened { at: super::at(row.at), actor: row.actor, what: row.what, text: row.text })
        .collect())
}

/// What goes along with a case that is given on.
async fn along(tx: &mut Tx, case: &TicketView) -> Result<Along, StoreError> {
    let mut other_cases = ticket::open_cases(tx, &case.requester.address, Facts::MOST_CASES).await?;
    other_cases.retain(|other| other.number != case.number);
    Ok(Along {
        ticket: case.id,
        files: file::along(tx, case.id, false).await?,
        files_outside: file::along(tx, case.id, true).await?,
        other_cases,
    })
}

/// What else may be known where staff writes.
async fn of_staff(
    tx: &mut Tx,
    facts: &mut Facts,
    mail: &Mail,
    sender: &Address,
    rules: &Rules,
    now: Timestamp,
) -> Result<(), StoreError> {
    facts.told_unproven = told_unproven(tx, sender, an_hour_before(now)).await?;
    let problem =
        rules.numbers.find(&mail.subject).into_iter().find(|number| number.series() == Series::Problem);
    if let Some(number) = problem {
        facts.problem = problem::by_number(tx, &number.display(&rules.prefix)).await?;
    }
    // Commands name other cases, and ask for what happened.
    if !mail.new_text.contains('#') {
        return Ok(());
    }
    if let Some(address) = desk::registered_for(mail, rules) {
        facts.registered = Some(Registered {
            known: person::known(tx, &address).await?,
            own_cases: ticket::open_cases(tx, &address, Facts::MOST_CASES).await?,
        });
    }
    facts.in_text.extend(cases(tx, rules.numbers.find(head(&mail.new_text, 4_000)), rules).await?);
    facts.queue = ticket::open(tx, Open::HeldBy(sender), MOST_OF_QUEUE).await?;
    let of_letter = facts.proof.as_ref().and_then(|letter| letter.case.as_ref());
    let ticket = facts.named.iter().chain(of_letter).chain(&facts.threaded).find_map(|case| match case {
        Case::Ticket(ticket) => Some(ticket),
        Case::Request(request) => request.ticket.as_deref(),
    });
    if let Some(ticket) = ticket {
        facts.history = happened(tx, ticket.id).await?;
        let found = along(tx, ticket).await?;
        facts.along.push(found);
    }
    Ok(())
}

/// The identifiers a mail replies to, and the references that buttons of our letters put into the text: a `mailto:`
/// link has no thread, so it carries the proof in its words.
fn thread_of(mail: &Mail, rules: &Rules) -> Vec<MessageId> {
    let mut ids: Vec<MessageId> = mail.thread.iter().take(MOST_IDENTIFIERS).cloned().collect();
    ids.extend(code::references(&mail.new_text, rules.desk.domain()));
    ids
}

/// What a letter is about, for a letter that could not be delivered.
///
/// # Errors
/// When the database does not answer, or there is no such letter.
pub async fn of_letter(tx: &mut Tx, id: i64) -> Result<LetterView, StoreError> {
    let row: Option<LetterRow> = on!(tx, connection => {
        sqlx::query_as(
            "SELECT id, kind, ticket_id, request_id, to_address, subject, for_staff, state, message_id, reference, \
             server_message_id FROM letter WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(connection)
        .await?
    });
    let row = row.ok_or_else(|| StoreError::Corrupt(format!("there is no letter {id}")))?;
    letter_view(tx, row).await
}

row! {
    #[derive(Clone, Debug)]
    struct LetterRow {
        id: i64,
        kind: String,
        ticket_id: Option<i64>,
        request_id: Option<i64>,
        to_address: String,
        subject: String,
        for_staff: bool,
        state: String,
        message_id: String,
        reference: String,
        server_message_id: Option<String>,
    }
}

/// The letters of ours that some identifiers name, in the identifiers' order.
async fn letters(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<LetterRow>, StoreError> {
    let ids: Vec<&str> = ids.iter().map(MessageId::as_str).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = placeholders(1, ids.len());
    let sql = format!(
        "SELECT id, kind, ticket_id, request_id, to_address, subject, for_staff, state, message_id, reference, \
         server_message_id FROM letter WHERE message_id IN ({list}) OR reference IN ({list}) OR server_message_id IN ({list})"
    );
    let mut rows: Vec<LetterRow> = on!(tx, connection => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for id in &ids {
            query = query.bind(*id);
        }
        query.fetch_all(connection).await?
    });
    let place = |row: &LetterRow| {
        ids.iter().position(|id| {
            *id == row.message_id || *id == row.reference || row.server_message_id.as_deref() == Some(*id)
        })
    };
    rows.sort_by_key(|row| (place(row), std::cmp::Reverse(row.id)));
    Ok(rows)
}

async fn first_letter(tx: &mut Tx, ids: &[MessageId]) -> Result<Option<LetterRow>, StoreError> {
    let ids = ids.get(..ids.len().min(MOST_IDENTIFIERS)).unwrap_or(ids);
    Ok(letters(tx, ids).await?.into_iter().next())
}

/// The case to whose mail this one replies: by our letter to this sender, by another letter of ours, or by a mail
/// that was taken before.
async fn threaded(
    tx: &mut Tx,
    mail: &Mail,
    letters: &[LetterRow],
    proof: Option<&LetterView>,
) -> Result<Option<Case>, StoreError> {
    if let Some(case) = proof.and_then(|letter| letter.case.clone()) {
        return Ok(Some(case));
    }
    if let Some(row) = letters.iter().find(|row| row.ticket_id.is_some() || row.request_id.is_some()) {
        return case_of(tx, row.ticket_id, row.request_id).await;
    }
    for id in mail.thread.iter().take(MOST_IDENTIFIERS) {
        let row: Option<(Option<i64>, Option<i64>)> = on!(tx, connection => {
            sqlx::query_as(
                "SELECT ticket_id, request_id FROM inbound WHERE message_id = $1 \
                 AND (ticket_id IS NOT NULL OR request_id IS NOT NULL) ORDER BY id LIMIT 1",
            )
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?
        });
        if let Some((ticket, request)) = row {
            return case_of(tx, ticket, request).await;
        }
    }
    Ok(None)
}

async fn letter_view(tx: &mut Tx, row: LetterRow) -> Result<LetterView, StoreError> {
    Ok(LetterView {
        id: row.id,
        kind: row.kind,
        to: ticket::address(&row.to_address)?,
        subject: row.subject,
        reference: row.reference,
        for_staff: row.for_staff,
        failed: row.state == "failed",
        case: case_of(tx, row.ticket_id, row.request_id).await?,
    })
}

async fn case_of(
    tx: &mut Tx,
    ticket_id: Option<i64>,
    request_id: Option<i64>,
) -> Result<Option<Case>, StoreError> {
    if let Some(id) = ticket_id {
        return match ticket::by_id(tx, id).await? {
            Some(row) => Ok(Some(Case::Ticket(ticket::view(tx, row).await?))),
            None => Ok(None),
        };
    }
    if let Some(id) = request_id
        && let Some(row) = request::by_id(tx, id).await?
    {
        return Ok(Some(Case::Request(request::view(tx, row).await?)));
    }
    Ok(None)
}

/// The cases behind numbers, those that exist.
async fn cases(tx: &mut Tx, numbers: Vec<CaseNumber>, rules: &Rules) -> Result<Vec<Case>, StoreError> {
    let mut found = Vec::new();
    for number in numbers.into_iter().take(MOST_NUMBERS) {
        let text = number.display(&rules.prefix);
        match number.series() {
            Series::Ticket => {
                if let Some(row) = ticket::by_number(tx, &text).await? {
                    found.push(Case::Ticket(ticket::view(tx, row).await?));
                }
            }
            Series::Request => {
                if let Some(row) = request::by_reference(tx, &text).await? {
                    found.push(Case::Request(request::view(tx, row).await?));
                }
            }
            Series::Problem => {}
        }
    }
    Ok(found)
}

row! {
    /// How many automatic letters somebody has been sent within the hour or will be sent, in all and about one case; and
    /// what the directory has of them, so that it takes no trip of its own. What was sent in the future was sent while
    /// the clock was ahead.
    struct Answers {
        answers: i64,
        in_case: i64,
        name: Option<String>,
        department: Option<String>,
        site: Option<String>,
        extension: Option<String>,
        username: Option<String>,
    }
}

impl Answers {
    fn known(self) -> Known {
        Known {
            name: self.name,
            department: self.department,
            site: self.site,
            extension: self.extension,
            username: self.username,
        }
    }
}

async fn answers(
    tx: &mut Tx,
    sender: &Address,
    case: Option<&Case>,
    now: Timestamp,
) -> Result<Answers, StoreError> {
    let (ticket, request) = match case {
        Some(Case::Ticket(view)) => (Some(view.id), None),
        Some(Case::Request(view)) => (view.ticket.as_ref().map(|ticket| ticket.id), Some(view.id)),
        None => (None, None),
    };
    Ok(on!(tx, connection => {
        sqlx::query_as(
            "SELECT answers, in_case, name, department, site, extension, username FROM (SELECT COUNT(*) AS answers, \
             CAST(COALESCE(SUM(CASE WHEN ticket_id = $3 OR request_id = $4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS in_case \
             FROM letter WHERE counted AND to_address = $1 AND not_before > $2 \
             AND (state <> 'sent' OR not_before <= $5)) AS counted \
             LEFT JOIN person ON person.address = $1",
        )
        .bind(sender.as_str())
        .bind(an_hour_before(now))
        .bind(ticket)
        .bind(request)
        .bind(now.as_millisecond())
        .fetch_one(connection)
        .await?
    }))
}

async fn told_unproven(tx: &mut Tx, sender: &Address, since: i64) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = on!(tx, connection => {
        sqlx::query_as("SELECT id FROM letter WHERE to_address = $1 AND kind = 'command-error' AND created_at > $2 LIMIT 1")
            .bind(sender.as_str())
            .bind(since)
            .fetch_optional(connection)
            .await?
    });
    Ok(row.is_some())
}
