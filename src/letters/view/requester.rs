//! What the requester of a case sees of it: how it stands, its form, its solution.

use jiff::Timestamp;
use serde::Serialize;

use super::parts::{FilesView, Reader, TextView, lines, some_line};
use super::{LINE_MAX, LIST_MAX, title_if_any};
use crate::clock::bogota;
use crate::desk::fold::{fold, head};
use crate::desk::letter::{
    AgentReply, Ending, FormFault, FormFaultKind, FormIncomplete, FormNeeded, MergedNote, Status, Survey,
};
use crate::desk::survey::button;
use crate::desk::wording;
use crate::letters::files::Files;
use crate::letters::mailto;
use crate::letters::text::one_line;
use crate::letters::{DeskIdentity, Envelope};

/// [4] How a case stands.
#[derive(Debug, Serialize)]
pub struct StatusView {
    title: Option<String>,
    /// "Su caso está en atención.".
    stands: String,
    /// It is another person's case.
    copied: bool,
    case_kind: Option<&'static str>,
    attended_by: String,
    created: String,
    /// Since when it waits.
    waiting: Option<String>,
    /// What was last documented for the requester, and when.
    text: Option<TextView>,
    text_at: Option<String>,
    /// What comes next: `work`, `form`, `answer`, `third_party`, `survey`, `review`, `nothing`.
    next: &'static str,
    first_reply: Option<Due>,
    resolution: Option<Due>,
    form_until: Option<String>,
}

/// When something is due.
#[derive(Debug, Serialize)]
struct Due {
    /// "hoy antes de las 12:00 m.".
    when: String,
    /// That has passed already.
    late: bool,
}

/// [15] The form a case needs, or what is wrong with the one that came.
#[derive(Debug, Serialize)]
pub struct FormView {
    title: Option<String>,
    form: String,
    name: String,
    /// The file it came in.
    file: Option<String>,
    /// What must be filled in.
    fields: Vec<String>,
    /// How many more there are.
    fields_more: usize,
    /// What is wrong.
    faults: Vec<FaultView>,
    /// How many more there are.
    faults_more: usize,
    /// What came with it and is not complete either.
    others: Vec<OtherFormView>,
    /// What came with it and is complete: "F-GT-192, en el archivo «solicitud.xlsx»".
    complete: Vec<String>,
    /// One field, and no more.
    single: bool,
    until: String,
    /// It has been asked for before.
    again: bool,
    /// The blank.
    files: FilesView,
    /// The blank goes along.
    attached: bool,
}

/// A form that came with another one.
#[derive(Debug, Serialize)]
struct OtherFormView {
    /// "F-GT-192, en el archivo «solicitud.xlsx»".
    name: String,
    faults: Vec<FaultView>,
    faults_more: usize,
}

/// A field that is not as it should be.
#[derive(Debug, Serialize)]
struct FaultView {
    label: String,
    /// "está sin diligenciar".
    fault: String,
}

/// [6], [7] The solution, and how the person found it.
#[derive(Debug, Serialize)]
pub struct SurveyView {
    title: Option<String>,
    /// `solved`, `area`, `oriented`, `form_expired`.
    ending: &'static str,
    text: TextView,
    files: FilesView,
    until: String,
    links: SurveyLinks,
}

/// A mail for each answer, ready to be sent.
#[derive(Debug, Serialize)]
pub struct SurveyLinks {
    satisfactory: String,
    unsatisfactory: String,
    /// From 1 to 5.
    ratings: Vec<String>,
}

/// An agent's own words.
#[derive(Debug, Serialize)]
pub struct AgentReplyView {
    title: Option<String>,
    pub text: TextView,
    /// The same, for HTML: the lines of each paragraph.
    paragraphs: Vec<Vec<String>>,
    /// The case waits for the answer.
    asks: bool,
    files: FilesView,
}

/// The case goes on in another.
#[derive(Debug, Serialize)]
pub struct MergedView {
    title: Option<String>,
    /// Its number; null where it is somebody else's.
    into: Option<String>,
    /// A mail about that case.
    link: Option<String>,
}

impl AgentReplyView {
    pub fn of(content: &AgentReply, files: &Files<'_>, envelope: &Envelope) -> Self {
        let text = TextView::of(&content.text, Reader::Requester);
        Self {
            title: title_if_any(content.title.as_deref(), envelope),
            paragraphs: text.paragraphs(),
            text,
            asks: content.asks,
            files: FilesView::of(files, Reader::Requester),
        }
    }
}

/// Who wrote the text has greeted already: a second greeting would be odd.
pub fn greets(text: &TextView) -> bool {
    const GREETINGS: [&str; 16] = [
        "buenos dias",
        "buenas tardes",
        "buenas noches",
        "buen dia",
        "buenas,",
        "muy buen",
        "hola",
        "cordial saludo",
        "saludos",
        "reciba un",
        "estimad",
        "apreciad",
        "respetad",
        "senor",
        "doctor",
        "dra. ",
    ];
    let line = fold(head(text.first_line(), 100));
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    GREETINGS.iter().any(|greeting| line.starts_with(greeting))
}

impl MergedView {
    pub fn of(content: &MergedNote, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let title = title_if_any(content.title.as_deref(), envelope);
        let into =
            content.into.as_deref().map(|number| one_line(number, 40)).filter(|number| !number.is_empty());
        let link = into.as_deref().map(|number| {
            let subject = match title.as_deref() {
                Some(title) => format!("[{number}] {title}"),
                None => format!("[{number}]"),
            };
            mailto::link(desk, &subject, &[""])
        });
        Self { title, into, link }
    }
}

impl StatusView {
    pub fn of(content: &Status, envelope: &Envelope) -> Self {
        let now = envelope.at;
        let due = |at: Timestamp| Due { when: wording::before(at, now), late: at <= now };
        let whose = content.whose.as_deref().map(|name| one_line(name, LINE_MAX));
        Self {
            title: title_if_any(content.title.as_deref(), envelope),
            stands: wording::stands(&content.status, whose.as_deref()),
            copied: whose.is_some(),
            case_kind: content.case_kind.as_deref().and_then(wording::kind),
            attended_by: one_line(&content.attended_by, LINE_MAX),
            created: wording::at(content.created_at, now),
            waiting: content.waiting_since.map(|at| wording::at(at, now)),
            text: content
                .last_word
                .as_ref()
                .map(|(text, _)| TextView::of(text, Reader::Requester))
                .filter(|text| !text.empty),
            text_at: content.last_word.as_ref().map(|(_, at)| wording::at(*at, now)),
            next: match content.status.as_str() {
                "waiting_requester" if content.form_until.is_some() => "form",
                "waiting_requester" => "answer",
                "waiting_third_party" => "third_party",
                "resolved" if content.under_review => "review",
                "resolved" => "survey",
                "closed" | "not_applicable" | "merged" => "nothing",
                _ => "work",
            },
            first_reply: content.first_reply_due.map(due),
            resolution: content.resolution_due.map(due),
            form_until: content.form_until.map(|at| wording::at(at, now)),
        }
    }
}

impl FormView {
    pub fn needed(content: &FormNeeded, files: &Files<'_>, envelope: &Envelope) -> Self {
        Self {
            title: title_if_any(content.title.as_deref(), envelope),
            form: one_line(&content.form, LINE_MAX),
            name: one_line(&content.name, LINE_MAX),
            fields_more: content.fields.len().saturating_sub(LIST_MAX),
            fields: lines(&content.fields),
            file: None,
            faults: Vec::new(),
            faults_more: 0,
            others: Vec::new(),
            complete: Vec::new(),
            single: content.fields.len() == 1,
            until: wording::at(content.until, envelope.at),
            again: content.again,
            attached: !files.attached.is_empty(),
            files: FilesView::of(files, Reader::Requester),
        }
    }

    pub fn incomplete(
        content: &FormIncomplete,
        files: &Files<'_>,
        desk: &DeskIdentity,
        envelope: &Envelope,
    ) -> Self {
        Self {
            title: title_if_any(content.title.as_deref(), envelope),
            form: one_line(&content.form, LINE_MAX),
            name: one_line(&content.name, LINE_MAX),
            file: some_line(&content.file),
            fields: Vec::new(),
            fields_more: 0,
            faults_more: content.faults.len().saturating_sub(LIST_MAX),
            faults: FaultView::all(&content.faults, desk, envelope.at),
            others: content
                .others
                .iter()
                .take(LIST_MAX)
                .map(|other| OtherFormView {
                    name: in_file(&other.form, &other.file),
                    faults_more: other.faults.len().saturating_sub(LIST_MAX),
                    faults: FaultView::all(&other.faults, desk, envelope.at),
                })
                .collect(),
            complete: content
                .complete
                .iter()
                .take(LIST_MAX)
                .map(|(form, file)| in_file(form, file))
                .collect(),
            single: content.faults.len() == 1 && content.others.is_empty(),
            until: wording::at(content.until, envelope.at),
            again: true,
            attached: !files.attached.is_empty(),
            files: FilesView::of(files, Reader::Requester),
        }
    }
}

/// "F-GT-192, en el archivo «solicitud.xlsx»".
fn in_file(form: &str, file: &str) -> String {
    let (form, file) = (one_line(form, LINE_MAX), one_line(file, LINE_MAX));
    format!("{form}, en el archivo «{file}»")
}

impl FaultView {
    fn all(faults: &[FormFault], desk: &DeskIdentity, now: Timestamp) -> Vec<Self> {
        faults.iter().take(LIST_MAX).filter_map(|fault| Self::of(fault, desk, now)).collect()
    }

    fn of(fault: &FormFault, desk: &DeskIdentity, now: Timestamp) -> Option<Self> {
        let label = some_line(&fault.label)?.trim_end_matches([':', '.', '*', ' ']).to_owned();
        let fault = match fault.fault {
            FormFaultKind::Empty => "está sin diligenciar".to_owned(),
            FormFaultKind::Placeholder => {
                "todavía tiene el texto de muestra o un relleno; escriba allí el dato".to_owned()
            }
            FormFaultKind::NoDate => {
                let year = now.to_zoned_datetime(bogota()).year();
                format!("no es una fecha; escríbala con día, mes y año, por ejemplo: 31/12/{year}")
            }
            FormFaultKind::NoAddress => {
                let domain = desk.address.domain();
                format!("no es una dirección de correo; por ejemplo: nombre.apellido@{domain}")
            }
            FormFaultKind::NoDocument => {
                "no es un número de documento de identidad; por ejemplo: 52345678".to_owned()
            }
            FormFaultKind::NoNumber => "no es un número; escríbalo en cifras, por ejemplo: 12".to_owned(),
        };
        Some(Self { label, fault })
    }
}

impl SurveyView {
    pub fn of(content: &Survey, files: &Files<'_>, desk: &DeskIdentity, envelope: &Envelope) -> Self {
        Self {
            title: title_if_any(content.title.as_deref(), envelope),
            ending: match content.ending {
                Ending::Solved => "solved",
                Ending::AnsweredByArea => "area",
                Ending::Oriented => "oriented",
                Ending::FormExpired => "form_expired",
            },
            text: TextView::of(&content.solution, Reader::Requester),
            files: FilesView::of(files, Reader::Requester),
            until: wording::at(content.until, envelope.at),
            links: SurveyLinks::of(desk, envelope),
        }
    }
}

impl SurveyLinks {
    /// The links of a letter: subject and last line tell case, answer and sender.
    pub fn of(desk: &DeskIdentity, envelope: &Envelope) -> Self {
        let number = envelope.number.as_deref().unwrap_or_default();
        let code = mailto::code_line(envelope);
        let comment = format!("{} ", button::COMMENT);
        let answer = |words: &str| {
            let subject = button::subject(number, words);
            mailto::link(desk, &subject, &[&comment, "", "", &code])
        };
        Self {
            satisfactory: answer(button::SATISFACTORY),
            unsatisfactory: answer(button::UNSATISFACTORY),
            ratings: (1..=5).map(|rating| answer(&button::rating_line(rating))).collect(),
        }
    }
}
