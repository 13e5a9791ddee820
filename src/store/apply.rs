//! Carries a decision out, in one transaction: the case, the history, the letters, what falls due.

use jiff::Timestamp;

use super::event::Place;
use super::inbound::Arrival;
use super::{
    StoreError, Tx, absence, blob, deadline, event, inbound, label, outbox, person, problem, request,
    solution, survey, ticket, told,
};
use crate::clock::bogota;
use crate::config::catalog::CaseKind;
use crate::desk::decision::{About, Change, Decision, Event, NewLetter};
use crate::desk::facts::RequestStatus;
use crate::desk::mail::Attachment;
use crate::desk::number::Series;
use crate::desk::rules::Rules;
use crate::desk::sla;

/// The mail that a decision is about.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// What is kept of it.
    pub arrival: &'a Arrival,
    /// Its files; their bytes are blobs already.
    pub files: &'a [Attachment],
    /// The row of a mail that was set apart and is taken again.
    pub again: Option<i64>,
}

/// The case or request that a decision is about, as it becomes known.
#[derive(Default)]
struct Subject {
    ticket: Option<i64>,
    request: Option<i64>,
    number: Option<String>,
    /// It has just been made: there are no earlier letters about it.
    is_new: bool,
}

/// Carries a decision out; the number of the case or request it is about, `SCJ-...` or `SOL-...`. Rows that it adds may
/// be written later ([`Tx::settle`]).
///
/// # Errors
/// [`StoreError::Taken`] when the mail, or its place, is known; else when the database does not answer. The transaction, or
/// its savepoint, must then be undone.
pub async fn apply(
    tx: &mut Tx,
    decision: &Decision,
    occasion: Option<Occasion<'_>>,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let mut subject = subject_of(tx, decision.about).await?;
    for change in &decision.changes {
        make(tx, change, &mut subject, rules).await?;
    }
    let judged = decision.judged.as_deref().map(serde_json::to_string).transpose();
    let judged = judged.map_err(|error| StoreError::Corrupt(format!("judgement: {error}")))?;
    let became = inbound::Became {
        outcome: decision.outcome.as_str(),
        ticket: subject.ticket,
        request: subject.request,
        why: &decision.why.join("; "),
        judged: judged.as_deref(),
    };
    let inbound = match occasion {
        None => None,
        Some(Occasion { again: Some(id), .. }) => {
            if !inbound::settle_quarantined(tx, id, became).await? {
                return Err(StoreError::Taken);
            }
            Some(id)
        }
        Some(Occasion { arrival, .. }) => Some(inbound::insert(tx, arrival, became).await?),
    };
    if let (Some(id), Some(occasion)) = (inbound, occasion) {
        inbound::add_files(tx, id, occasion.files);
    }
    let message_id = occasion.and_then(|occasion| occasion.arrival.message_id.as_deref());
    let now = now.as_millisecond();
    for change in &decision.changes {
        follow(tx, change, &subject, rules, now).await?;
    }
    history(tx, &decision.changes, &subject, inbound, message_id, now);
    queue(tx, &letters(&decision.changes), &subject, rules, now).await?;
    for change in &decision.changes {
        if let (Change::OpenSurvey { letter, until, by }, Some(ticket)) = (change, subject.ticket) {
            let references = queue(tx, &[letter.as_ref()], &subject, rules, now).await?;
            for reference in references {
                survey::open(tx, ticket, &reference, now, until.as_millisecond(), by.as_ref()).await?;
            }
        }
    }
    Ok(subject.number)
}

async fn subject_of(tx: &mut Tx, about: About) -> Result<Subject, StoreError> {
    Ok(match about {
        About::Nothing => Subject::default(),
        About::Ticket(id) => Subject {
            ticket: Some(id),
            number: ticket::by_id(tx, id).await?.map(|row| row.number),
            ..Subject::default()
        },
        About::Request(id) => Subject {
            request: Some(id),
            number: request::by_id(tx, id).await?.and_then(|row| row.reference),
            ..Subject::default()
        },
    })
}

/// The changes that make the case or request: they come before the mail's own row, which names it.
async fn make(tx: &mut Tx, change: &Change, subject: &mut Subject, rules: &Rules) -> Result<(), StoreError> {
    let year = |at: Timestamp| at.to_zoned_datetime(bogota()).year();
    match change {
        Change::Register(new) => {
            let number =
                ticket::next_number(tx, Series::Ticket, year(new.created_at)).await?.display(&rules.prefix);
            let id = ticket::insert(tx, &number, new, sla::first(new, rules)).await?;
            if let Some(request) = subject.request {
                request::end(tx, request, RequestStatus::Registered, Some(id)).await?;
            }
            // Letters to the requester go on from those of the request.
            subject.is_new = subject.request.is_none();
            subject.ticket = Some(id);
            subject.number = Some(number);
        }
        Change::Hold(new) => {
            let reference = match new.status {
                RequestStatus::Waiting | RequestStatus::OutOfScope => {
                    let number = ticket::next_number(tx, Series::Request, year(new.created_at)).await?;
                    Some(number.display(&rules.prefix))
                }
                _ => None,
            };
            subject.request = Some(request::insert(tx, reference.as_deref(), new).await?);
            subject.number = reference;
            subject.is_new = true;
        }
        Change::UpdateRequest(update) => {
            if subject.number.is_none() && update.status == RequestStatus::Waiting {
                let number = ticket::next_number(tx, Series::Request, year(update.at)).await?;
                subject.number = Some(number.display(&rules.prefix));
            }
            request::update(tx, subject.number.as_deref(), update).await?;
        }
        _ => {}
    }
    Ok(())
}

/// The changes that hang on the case, request and mail that are there now, but for history and letters.
async fn follow(
    tx: &mut Tx,
    change: &Change,
    subject: &Subject,
    rules: &Rules,
    now: i64,
) -> Result<(), StoreError> {
    match change {
        Change::Register(_)
        | Change::Hold(_)
        | Change::UpdateRequest(_)
        | Change::Event(_)
        | Change::OpenSurvey { .. }
        | Change::Letter(_) => {}
        Change::UpdateTicket(view) => ticket::update(tx, view, sla::next(view, rules), now).await?,
        Change::Learn { address, known } => person::learn(tx, address, known, now).await?,
        Change::Solution(text) => {
            if let Some(id) = subject.ticket {
                solution::keep(tx, id, text).await?;
            }
        }
        Change::Label { category, kind, actor } => {
            if let Some(id) = subject.ticket {
                let kind = kind.map(CaseKind::as_str);
                label::add(tx, id, category.as_deref(), kind, actor, now).await?;
            }
        }
        Change::Away { address, until } => {
            absence::set(tx, address, until.map(Timestamp::as_millisecond)).await?;
        }
        Change::CloseProblem { id, solution } => problem::close(tx, *id, solution, now).await?,
        Change::Elsewhere { ticket, changes } => elsewhere(tx, *ticket, changes, rules, now).await?,
        Change::SurveyByDefault => {
            if let Some(id) = subject.ticket {
                survey::close_by_default(tx, id).await?;
            }
        }
        Change::SurveyAnswered { .. }
        | Change::SurveyUnclear { .. }
        | Change::SurveyComment { .. }
        | Change::SurveyDecided { .. } => of_survey(tx, change, now).await?,
        Change::CancelOfTicket(kinds) => {
            if let Some(id) = subject.ticket {
                deadline::cancel_of_ticket(tx, id, kinds, now).await?;
            }
        }
        Change::EndRequest { id, status, ticket } => request::end(tx, *id, *status, *ticket).await?,
        Change::Participate(address) => {
            if let Some(id) = subject.ticket {
                ticket::participate(tx, id, address);
            }
        }
        Change::Deadline { kind, due_at } => {
            deadline::add(tx, *kind, subject.ticket, subject.request, due_at.as_millisecond());
        }
        // A request that has just been made has none.
        Change::CancelDeadlines if subject.is_new => {}
        Change::CancelDeadlines => {
            if let Some(id) = subject.request {
                deadline::cancel_of_request(tx, id, now).await?;
            }
        }
        Change::LetterFailed { id, error } => {
            outbox::failed(tx, *id, now, error).await?;
        }
        Change::TellOnce { key, letters } => {
            if told::first(tx, key, now).await? {
                let nothing = Subject { is_new: true, ..Subject::default() };
                queue(tx, &letters.iter().collect::<Vec<_>>(), &nothing, rules, now).await?;
            }
        }
    }
    Ok(())
}

/// What becomes of a survey.
async fn of_survey(tx: &mut Tx, change: &Change, now: i64) -> Result<(), StoreError> {
    match change {
        Change::SurveyAnswered { id, answer, rating, comment } => {
            survey::answer(tx, *id, *answer, *rating, comment.as_deref(), now).await
        }
        Change::SurveyUnclear { id } => survey::unclear(tx, *id, now).await,
        Change::SurveyComment { id, text } => survey::comment(tx, *id, text).await,
        Change::SurveyDecided { id, decision, by, text } => {
            survey::decide(tx, *id, *decision, by, text, now).await
        }
        _ => Ok(()),
    }
}

/// What another case becomes, its history, and letters about it.
async fn elsewhere(
    tx: &mut Tx,
    id: i64,
    changes: &[Change],
    rules: &Rules,
    now: i64,
) -> Result<(), StoreError> {
    let subject = subject_of(tx, About::Ticket(id)).await?;
    for change in changes {
        match change {
            Change::UpdateTicket(view) => ticket::update(tx, view, sla::next(view, rules), now).await?,
            Change::Participate(address) => ticket::participate(tx, id, address),
            _ => {}
        }
    }
    history(tx, changes, &subject, None, None, now);
    queue(tx, &letters(changes), &subject, rules, now).await?;
    Ok(())
}

/// The letters among some changes.
fn letters(changes: &[Change]) -> Vec<&NewLetter> {
    changes
        .iter()
        .filter_map(|change| match change {
            Change::Letter(letter) => Some(letter.as_ref()),
            _ => None,
        })
        .collect()
}

/// What is added to the history.
fn history(
    tx: &mut Tx,
    changes: &[Change],
    subject: &Subject,
    inbound: Option<i64>,
    message_id: Option<&str>,
    now: i64,
) {
    let events: Vec<&Event> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Event(event) => Some(event),
            _ => None,
        })
        .collect();
    let request = subject.request.filter(|_| subject.ticket.is_none());
    event::add(tx, Place { ticket: subject.ticket, request, inbound }, now, &events, message_id);
}

async fn queue(
    tx: &mut Tx,
    letters: &[&NewLetter],
    subject: &Subject,
    rules: &Rules,
    now: i64,
) -> Result<Vec<String>, StoreError> {
    let about =
        outbox::About { ticket: subject.ticket, request: subject.request, number: subject.number.as_deref() };
    // A blank form is no mail's file: it is kept as soon as a letter takes it along.
    let files = letters.iter().flat_map(|letter| letter.content.attachments());
    for blank in files.filter_map(|file| rules.catalog.blank(&file.sha256)) {
        blob::keep(tx, &blank.sha256, &blank.bytes);
    }
    outbox::queue(tx, about, letters, rules.desk.domain(), now, !subject.is_new).await
}
