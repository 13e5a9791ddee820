//! What the templates see: every kind's content with its dates, states and sizes already in words.
//!
//! All values are clean: no control characters, single lines where a line is meant. A field that is not known is
//! null, never missing, so that a template that names an unknown variable can be told when it is loaded.

use jiff::Timestamp;
use serde::Serialize;

use super::files::Files;
use super::text::{many_lines, one_line};
use super::{DeskIdentity, Envelope};
use crate::desk::address::Contact;
use crate::desk::letter::{Assignment, Content, FollowUpNotice, MissingItem, OwnCase, Requester};
use crate::desk::mail::Attachment;
use crate::desk::wording;

/// The longest title, in characters.
const TITLE_MAX: usize = 150;
/// The longest other value that is a line, in characters.
const LINE_MAX: usize = 300;
/// The most entries of a list that a letter names.
const LIST_MAX: usize = 25;

/// A letter as the templates see it.
#[derive(Debug, Serialize)]
pub struct View {
    /// "Buenos días, Ana María:".
    pub greeting: String,
    /// The number of the case or request, if any.
    pub number: Option<String>,
    /// The kind's own variables stand beside the common ones.
    #[serde(flatten)]
    pub content: ContentView,
}

/// The variables of each kind; the names are those of the templates.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ContentView {
    Acknowledgement {
        title: Option<String>,
        case_kind: Option<&'static str>,
        attended_by: String,
        first_reply: Option<String>,
        opens: Option<String>,
    },
    /// Both `missing-information` and `reminder`.
    Missing {
        title: Option<String>,
        items: Vec<Item>,
        single: bool,
        until: String,
        again: bool,
    },
    RequestExpired {
        title: Option<String>,
        items: Vec<Item>,
        single: bool,
    },
    AskNumber {
        cases: Vec<CaseLine>,
        single: bool,
        more: usize,
        until: String,
    },
    Assignment(Box<AssignmentView>),
    FollowUpNotice {
        title: String,
        person: PersonView,
        copied: bool,
        received: String,
        text: TextView,
        remarks: Vec<String>,
        files: FilesView,
    },
    DeliveryFailure {
        recipient: String,
        title: String,
        letter: String,
        diagnostic: Option<String>,
        permanent: bool,
    },
    CommandError {
        faults: Vec<String>,
        single: bool,
    },
    OperatorAlert {
        what: String,
        details: Vec<String>,
        commands: Vec<String>,
    },
}

/// What an agent gets of a case.
#[derive(Debug, Serialize)]
pub struct AssignmentView {
    title: String,
    person: PersonView,
    site: Option<String>,
    text: TextView,
    category: Option<String>,
    priority: &'static str,
    group: String,
    created: String,
    first_reply: String,
    resolution: String,
    missing: Option<String>,
    other_cases: Vec<CaseLine>,
    other_cases_more: usize,
    answers_elsewhere: Option<String>,
    copied: Option<String>,
    remarks: Vec<String>,
    files: FilesView,
}

/// One thing that is asked for.
#[derive(Debug, Serialize)]
pub struct Item {
    /// What is asked for, without a full stop at its end.
    ask: String,
    /// An example of a good answer, without a full stop at its end.
    example: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize)]
pub struct CaseLine {
    number: String,
    title: String,
    /// "hoy", "el lunes 16 de noviembre".
    created: String,
    /// "en atención".
    status: &'static str,
}

/// A person as the agents see them.
#[derive(Debug, Serialize)]
pub struct PersonView {
    /// The name; the address where none is known.
    name: String,
    email: String,
    department: Option<String>,
}

/// What somebody wrote.
#[derive(Debug, Serialize)]
pub struct TextView {
    /// The whole text.
    plain: String,
    /// Its lines, for HTML: leading blanks as no-break spaces.
    lines: Vec<String>,
    /// It was too long and ends early.
    cut: bool,
    /// Nothing was written.
    empty: bool,
}

/// The files of a letter.
#[derive(Debug, Default, Serialize)]
pub struct FilesView {
    attached: Vec<FileLine>,
    left_out: Vec<FileLine>,
    /// There are some of either.
    any: bool,
}

/// A file in a list.
#[derive(Debug, Serialize)]
pub struct FileLine {
    name: String,
    /// "1,2 MB".
    size: String,
}

impl View {
    /// Words a content.
    pub fn of(envelope: &Envelope, content: &Content) -> Self {
        let now = envelope.at;
        let files = Files::of(content, envelope.max_attached);
        let content = match content {
            Content::Acknowledgement(content) => ContentView::Acknowledgement {
                title: title_if_any(content.title.as_deref(), envelope),
                case_kind: content.case_kind.as_deref().and_then(wording::kind),
                attended_by: one_line(&content.attended_by, LINE_MAX),
                first_reply: content.first_reply_due.map(|due| wording::before(due, now)),
                opens: content.opens_at.map(|at| wording::at(at, now)),
            },
            Content::MissingInformation(content) | Content::Reminder(content) => ContentView::Missing {
                title: title_if_any(content.title.as_deref(), envelope),
                items: items(&content.items),
                single: content.items.len() == 1,
                until: wording::at(content.until, now),
                again: content.again,
            },
            Content::RequestExpired(content) => ContentView::RequestExpired {
                title: title_if_any(content.title.as_deref(), envelope),
                items: items(&content.items),
                single: content.items.len() == 1,
            },
            Content::AskNumber(content) => ContentView::AskNumber {
                single: content.cases.len() == 1 && content.more == 0,
                more: content.more.saturating_add(content.cases.len().saturating_sub(LIST_MAX)),
                cases: cases(&content.cases, now, wording::status),
                until: wording::at(content.until, now),
            },
            Content::Assignment(content) => {
                ContentView::Assignment(Box::new(AssignmentView::of(content, &files, envelope)))
            }
            Content::FollowUpNotice(content) => follow_up(content, &files, envelope),
            Content::DeliveryFailure(content) => ContentView::DeliveryFailure {
                recipient: content.recipient.to_string(),
                title: title(&content.subject, envelope),
                letter: one_line(&content.letter, LINE_MAX),
                diagnostic: some_line(&content.diagnostic),
                permanent: content.permanent,
            },
            Content::CommandError(content) => ContentView::CommandError {
                single: content.faults.len() == 1,
                faults: lines(&content.faults),
            },
            Content::Status(_)
            | Content::OutOfScope(_)
            | Content::FormNeeded(_)
            | Content::FormIncomplete(_)
            | Content::CaseClosedNote(_)
            | Content::AreaRequest(_)
            | Content::Survey(_) => ContentView::CommandError { faults: Vec::new(), single: false },
            Content::OperatorAlert(content) => ContentView::OperatorAlert {
                what: one_line(&content.what, TITLE_MAX),
                details: lines(&content.details),
                commands: lines(&content.commands),
            },
        };
        Self {
            greeting: wording::greeting(envelope.to.name.as_deref(), now),
            number: envelope.number.as_deref().map(|number| one_line(number, 40)),
            content,
        }
    }
}

impl AssignmentView {
    fn of(content: &Assignment, files: &Files<'_>, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let elsewhere: Vec<String> =
            content.answers_elsewhere.iter().take(LIST_MAX).map(ToString::to_string).collect();
        let missing: Vec<String> = lines(&content.missing);
        Self {
            title: title(&content.title, envelope),
            person: PersonView::of(&content.requester),
            site: content.site.as_deref().and_then(some_line),
            text: TextView::of(&content.text),
            category: content.category.as_deref().and_then(some_line),
            priority: wording::priority(&content.priority),
            group: one_line(&content.group, LINE_MAX),
            created: wording::at(content.created_at, now),
            first_reply: wording::before(content.first_reply_due, now),
            resolution: wording::before(content.resolution_due, now),
            missing: (!missing.is_empty()).then(|| wording::list(&missing)),
            other_cases: cases(&content.other_cases, now, wording::status_for_staff),
            other_cases_more: content.other_cases.len().saturating_sub(LIST_MAX),
            answers_elsewhere: (!elsewhere.is_empty()).then(|| wording::list(&elsewhere)),
            copied: copied(&content.copied),
            remarks: lines(&content.remarks),
            files: FilesView::of(files),
        }
    }
}

fn follow_up(content: &FollowUpNotice, files: &Files<'_>, envelope: &Envelope) -> ContentView {
    ContentView::FollowUpNotice {
        title: title(&content.title, envelope),
        person: PersonView::of(&content.from),
        copied: content.copied,
        received: wording::at(content.received_at, envelope.at),
        text: TextView::of(&content.text),
        remarks: lines(&content.remarks),
        files: FilesView::of(files),
    }
}

impl PersonView {
    fn of(person: &Requester) -> Self {
        let email = person.email.to_string();
        Self {
            name: person.name.as_deref().and_then(some_line).unwrap_or_else(|| email.clone()),
            email,
            department: person.department.as_deref().and_then(some_line),
        }
    }
}

impl TextView {
    fn of(text: &str) -> Self {
        let (plain, cut) = many_lines(text);
        let lines = plain
            .lines()
            .map(|line| {
                let words = line.trim_start_matches(' ');
                // Without the no-break spaces the margins of what somebody wrote would be lost in HTML.
                format!("{}{words}", "\u{a0}".repeat(line.len().saturating_sub(words.len()).min(40)))
            })
            .collect();
        Self { empty: plain.is_empty(), plain, lines, cut }
    }
}

impl FilesView {
    fn of(files: &Files<'_>) -> Self {
        let line =
            |file: &&Attachment| FileLine { name: one_line(&file.name, 100), size: wording::size(file.size) };
        Self {
            attached: files.attached.iter().map(line).collect(),
            left_out: files.left_out.iter().map(line).collect(),
            any: !files.attached.is_empty() || !files.left_out.is_empty(),
        }
    }
}

/// A title that leads with no number of ours: the tag is put in front of the subject once.
pub fn title(text: &str, envelope: &Envelope) -> String {
    let mut rest = text.trim_start();
    while let Some((tag, behind)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        let ours = envelope.number.as_deref().is_some_and(|number| number.eq_ignore_ascii_case(tag.trim()));
        if !(ours || is_number(tag.trim())) {
            break;
        }
        rest = behind.trim_start();
    }
    let title = one_line(rest, TITLE_MAX);
    if title.is_empty() { "Sin asunto".to_owned() } else { title }
}

/// `SCJ-2026-000123`, `SOL-2026-45`: letters, a year, a sequence.
fn is_number(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let (prefix, year, sequence) = (parts.next(), parts.next(), parts.next());
    parts.next().is_none()
        && prefix.is_some_and(|p| (2..=10).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && year.is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
        && sequence.is_some_and(|s| (1..=12).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()))
}

fn title_if_any(text: Option<&str>, envelope: &Envelope) -> Option<String> {
    text.map(|text| title(text, envelope)).filter(|title| title != "Sin asunto")
}

fn some_line(text: &str) -> Option<String> {
    let line = one_line(text, LINE_MAX);
    (!line.is_empty()).then_some(line)
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().filter_map(|text| some_line(text)).take(LIST_MAX).collect()
}

fn items(items: &[MissingItem]) -> Vec<Item> {
    let bare = |text: &str| one_line(text, LINE_MAX).trim_end_matches(['.', ':', ' ']).to_owned();
    items
        .iter()
        .take(LIST_MAX)
        .map(|item| {
            let example = bare(&item.example);
            Item { ask: bare(&item.ask), example: (!example.is_empty()).then_some(example) }
        })
        .collect()
}

fn cases(cases: &[OwnCase], now: Timestamp, status: fn(&str) -> &'static str) -> Vec<CaseLine> {
    cases
        .iter()
        .take(LIST_MAX)
        .map(|case| CaseLine {
            number: one_line(&case.number, 40),
            title: one_line(&case.title, TITLE_MAX),
            created: wording::day(case.created_at, now),
            status: status(&case.status),
        })
        .collect()
}

fn copied(people: &[Contact]) -> Option<String> {
    const NAMED: usize = 10;
    let mut named: Vec<String> = people
        .iter()
        .take(NAMED)
        .map(|person| match person.name.as_deref().and_then(some_line) {
            Some(name) => format!("{name} <{}>", person.address),
            None => person.address.to_string(),
        })
        .collect();
    match people.len().saturating_sub(NAMED) {
        0 => {}
        1 => named.push("una persona más".to_owned()),
        more => named.push(format!("{more} personas más")),
    }
    (!named.is_empty()).then(|| wording::list(&named))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The desk as the templates see it.
#[derive(Debug, Serialize)]
pub struct DeskView<'a> {
    name: &'a str,
    address: &'a str,
    entity: &'a str,
    phone: &'a str,
    /// One entry a line.
    hours: Vec<String>,
    privacy_notice: &'a str,
    public_url: Option<&'a str>,
    ticket_prefix: &'a str,
}

impl<'a> From<&'a DeskIdentity> for DeskView<'a> {
    fn from(desk: &'a DeskIdentity) -> Self {
        Self {
            name: &desk.name,
            address: desk.address.as_str(),
            entity: &desk.entity,
            phone: &desk.phone,
            hours: desk
                .hours
                .split([';', '\n'])
                .map(|line| capitalised(&one_line(line, LINE_MAX)))
                .filter(|line| !line.is_empty())
                .collect(),
            privacy_notice: &desk.privacy_notice,
            public_url: desk.public_url.as_deref(),
            ticket_prefix: &desk.ticket_prefix,
        }
    }
}
