//! [8], [10], [11] A new matter: registered when it is complete, else what is missing is asked for.

use super::address::{Address, Contact};
use super::decision::{
    About, Change, DeadlineKind, Decision, Event, NewLetter, NewRequest, NewTicket, Outcome,
};
use super::description::says_something;
use super::facts::{Field, RequestStatus, RequestView};
use super::letter::{Acknowledgement, Assignment, Content, MissingInformation, MissingItem, Requester};
use super::mail::Attachment;
use super::person::{self, Told};
use super::subject;
use super::triage::{Matter, is_proven};

/// All that is known of a matter before it is a case.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub requester: Contact,
    pub department: Option<String>,
    pub site: Option<String>,
    pub title: String,
    pub description: String,
    pub copied: Vec<Contact>,
    /// The files of all its mails.
    pub attachments: Vec<Attachment>,
    /// When an agent could not be asked for it any more: what never came.
    pub given_up: Vec<Field>,
    pub remarks: Vec<String>,
    pub answers_elsewhere: Vec<Address>,
}

impl Draft {
    /// What a first mail tells, together with the directory.
    fn of(matter: &Matter<'_>) -> Self {
        let told = person::told(matter.mail, &[]);
        Self::with(matter, told, matter.mail.new_text.trim().to_owned())
    }

    fn with(matter: &Matter<'_>, told: Told, description: String) -> Self {
        let address = &matter.sender.address;
        let entry = matter.rules.staff.requester(address);
        // The directory knows better than a signature; a name that stands nowhere else is the staff list's.
        let name = entry
            .and_then(|entry| entry.name.clone())
            .or_else(|| matter.rules.staff_name(address))
            .or(told.name);
        let mut remarks = matter.mail.remarks.clone();
        if !matter.rules.is_internal(address) {
            remarks.push("El remitente es externo a la entidad.".to_owned());
        }
        if matter.mail.verdict == super::mail::Verdict::Fail {
            remarks.push(
                "El servidor de correo no pudo comprobar que el remitente sea quien dice ser.".to_owned(),
            );
        }
        Self {
            requester: Contact { address: address.clone(), name },
            department: entry.and_then(|entry| entry.department.clone()).or(told.department),
            site: entry.and_then(|entry| entry.site.clone()),
            title: title(matter, &description),
            description,
            copied: copied(matter),
            attachments: matter.mail.attachments.clone(),
            given_up: Vec::new(),
            remarks,
            answers_elsewhere: matter.mail.answers_elsewhere.clone(),
        }
    }

    /// What it lacks, in the order in which it is asked for.
    pub(super) fn missing(&self) -> Vec<Field> {
        let mut missing = Vec::new();
        if self.requester.name.is_none() {
            missing.push(Field::Name);
        }
        if self.department.is_none() {
            missing.push(Field::Department);
        }
        if !says_something(&self.title, &self.description) {
            missing.push(Field::Description);
        }
        missing
    }
}

/// Takes a mail that is about nothing known.
pub(super) fn take(matter: &Matter<'_>) -> Decision {
    judge(
        matter,
        Draft::of(matter),
        About::Nothing,
        vec!["it is about no known case: a new matter".to_owned()],
    )
}

/// Takes a mail to a request that has ended: a new one, joined with the old text (ruling 8).
pub(super) fn resume(matter: &Matter<'_>, request: &RequestView, how: &str) -> Decision {
    let why = format!("{how}, of a request that has ended: it begins anew");
    if !is_proven(matter) {
        return judge(matter, Draft::of(matter), About::Nothing, vec![why]);
    }
    let mut told = person::told(matter.mail, &request.missing);
    told.name = request.name.clone().or(told.name);
    told.department = request.department.clone().or(told.department);
    let description = join(&request.description, &told.rest);
    let mut draft = Draft::with(matter, told, description);
    draft.title.clone_from(&request.title);
    draft.attachments = joined_files(&request.attachments, &matter.mail.attachments);
    judge(matter, draft, About::Nothing, vec![why])
}

/// Registers a draft, or asks for what it lacks.
pub(super) fn judge(matter: &Matter<'_>, mut draft: Draft, about: About, mut why: Vec<String>) -> Decision {
    let missing = draft.missing();
    if missing.is_empty() {
        why.push("name, dependencia and description are there".to_owned());
        return register(matter, draft, about, why);
    }
    let names: Vec<&str> = missing.iter().map(|field| field.as_str()).collect();
    why.push(format!("missing: {}", names.join(", ")));
    if matter.mail.wants_no_automatic_answer {
        why.push("its sender wants no automatic answer: registered as it is".to_owned());
        draft.given_up = missing;
        return register(matter, draft, about, why);
    }
    hold(matter, &draft, missing, why)
}

/// [10], [11] A case, its number to the requester, the case to the group.
pub(super) fn register(matter: &Matter<'_>, draft: Draft, about: About, why: Vec<String>) -> Decision {
    let Matter { rules, now, mail, .. } = *matter;
    let group = rules.first_line();
    let priority = crate::config::catalog::Priority::default();
    let (first_reply_due, resolution_due) = rules.due(priority, now);
    let mut changes = vec![Change::Register(Box::new(NewTicket {
        requester: draft.requester.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        priority: priority.as_str(),
        level: group.level,
        group: group.id.clone(),
        created_at: now,
        first_reply_due,
        resolution_due,
    }))];
    changes.extend(draft.copied.iter().map(|contact| Change::Participate(contact.address.clone())));
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "registered",
        draft.description.clone(),
        format!("[10] {}", why.join("; ")),
    )));
    if mail.wants_no_automatic_answer {
        changes.push(Change::Event(Event::by_radica(
            "not-acknowledged",
            "No se envió acuse de recibo: el remitente pidió no recibir respuestas automáticas.",
            "X-Auto-Response-Suppress",
        )));
    } else {
        changes.push(Change::Letter(Box::new(answer(
            matter,
            draft.requester.name.as_deref(),
            Content::Acknowledgement(Acknowledgement {
                title: echo(matter, &draft.title),
                case_kind: None,
                attended_by: group.name.clone(),
                first_reply_due,
                opens_at: (!rules.calendar.is_open(now)).then(|| rules.calendar.opens_at(now)),
            }),
        ))));
    }
    changes.push(Change::Event(Event::by_radica(
        "assigned",
        format!("Entregado al grupo {}.", group.name),
        "[14] not categorised yet: level 1",
    )));
    let other_cases = matter.facts.own_cases.clone();
    let assignment = Content::Assignment(Assignment {
        title: draft.title,
        requester: Requester {
            email: draft.requester.address,
            name: draft.requester.name,
            department: draft.department,
        },
        site: draft.site,
        text: draft.description,
        category: None,
        priority: priority.as_str().to_owned(),
        group: group.name.clone(),
        created_at: now,
        first_reply_due,
        resolution_due,
        missing: draft.given_up.iter().map(|field| item(*field).ask).collect(),
        other_cases,
        answers_elsewhere: draft.answers_elsewhere,
        copied: draft.copied,
        remarks: draft.remarks,
        attachments: draft.attachments,
    });
    changes.extend(to_staff(matter, &group.id, &assignment));
    if matches!(about, About::Request(_)) {
        changes.push(Change::CancelDeadlines);
    }
    Decision { outcome: Outcome::NewTicket, why, about, changes }
}

/// [8] Kept until what is missing comes.
fn hold(matter: &Matter<'_>, draft: &Draft, missing: Vec<Field>, why: Vec<String>) -> Decision {
    let until = matter.rules.information_until(matter.now);
    let mut changes = vec![Change::Hold(Box::new(NewRequest {
        status: RequestStatus::Waiting,
        requester: draft.requester.clone(),
        department: draft.department.clone(),
        site: draft.site.clone(),
        title: draft.title.clone(),
        description: draft.description.clone(),
        copied: draft.copied.clone(),
        missing: missing.clone(),
        offered: Vec::new(),
        created_at: matter.now,
        expires_at: until,
    }))];
    changes.push(Change::Event(Event::by(
        &draft.requester.address,
        "received",
        draft.description.clone(),
        format!("[8] {}", why.join("; ")),
    )));
    changes.extend(ask_for(matter, draft.requester.name.as_deref(), &draft.title, &missing, false));
    Decision { outcome: Outcome::NewRequest, why, about: About::Nothing, changes }
}

/// [8] The letter that asks for what is missing, and what falls due by it.
pub(super) fn ask_for(
    matter: &Matter<'_>,
    name: Option<&str>,
    title: &str,
    missing: &[Field],
    again: bool,
) -> Vec<Change> {
    let until = matter.rules.information_until(matter.now);
    let items: Vec<MissingItem> = missing.iter().map(|field| item(*field)).collect();
    let asked = items.iter().map(|item| item.ask.as_str()).collect::<Vec<_>>().join("; ");
    vec![
        Change::Event(Event::by_radica(
            "information-requested",
            format!("Se pidió: {asked}."),
            "[8] missing information",
        )),
        Change::Letter(Box::new(answer(
            matter,
            name,
            Content::MissingInformation(MissingInformation {
                title: echo(matter, title),
                items,
                until,
                again,
            }),
        ))),
        Change::CancelDeadlines,
        Change::Deadline {
            kind: DeadlineKind::RequestReminder,
            due_at: matter.rules.calendar.day_before_deadline(until),
        },
        Change::Deadline { kind: DeadlineKind::RequestExpiry, due_at: until },
    ]
}

/// How a field is asked for.
pub(super) fn item(field: Field) -> MissingItem {
    let (ask, example) = match field {
        Field::Name => ("Su nombre completo", "Ana María Pérez Gómez"),
        Field::Department => ("La dependencia en la que trabaja", "Dirección Financiera"),
        Field::Description => (
            "Qué ocurre o qué necesita, con el mayor detalle que pueda",
            "La impresora del piso 3 no imprime desde ayer; en la pantalla dice «atasco de papel»",
        ),
    };
    MissingItem { field: field.as_str().to_owned(), ask: ask.to_owned(), example: example.to_owned() }
}

/// An automatic answer to the sender of the mail at hand: to the From address only (ruling 24).
/// It greets by the name that the case knows, else by what is known of the sender.
pub(super) fn answer(matter: &Matter<'_>, known: Option<&str>, content: Content) -> NewLetter {
    let address = matter.sender.address.clone();
    let name = known
        .map(str::to_owned)
        .or_else(|| matter.rules.staff.requester(&address).and_then(|entry| entry.name.clone()))
        .or_else(|| matter.rules.staff_name(&address))
        .or_else(|| person::display_name(matter.sender));
    NewLetter {
        to: Contact { address, name },
        content,
        in_reply_to: matter.mail.message_id.clone(),
        counted: !(matter.rules.staff.person(&matter.sender.address).is_some() && is_proven(matter)),
        not_before: matter.now,
    }
}

/// A letter to whoever has a case.
pub(super) fn to_staff<'a>(
    matter: &'a Matter<'_>,
    group: &'a str,
    content: &'a Content,
) -> impl Iterator<Item = Change> + 'a {
    matter.rules.recipients(group).into_iter().map(move |address| {
        let name = matter.rules.staff_name(&address);
        Change::Letter(Box::new(NewLetter {
            to: Contact { address, name },
            content: content.clone(),
            in_reply_to: None,
            counted: false,
            not_before: matter.now,
        }))
    })
}

/// A person's own words, for those to whom they may be sent back (ruling 24).
pub(super) fn echo(matter: &Matter<'_>, title: &str) -> Option<String> {
    (matter.rules.is_internal(&matter.sender.address) && !title.is_empty()).then(|| title.to_owned())
}

/// The subject without noise, else the first words of the text.
fn title(matter: &Matter<'_>, description: &str) -> String {
    let cleaned = subject::clean(&matter.mail.subject, &matter.rules.numbers);
    if !cleaned.is_empty() {
        return cleaned;
    }
    let first = description.lines().map(str::trim).find(|line| says_something("", line));
    first.map_or_else(|| "Sin asunto".to_owned(), |line| subject::clean(line, &matter.rules.numbers))
}

/// Who was copied and may take part: people of the entity, but for the desk, the sender and the staff.
fn copied(matter: &Matter<'_>) -> Vec<Contact> {
    let mut copied: Vec<Contact> = Vec::new();
    for contact in matter.mail.to.iter().chain(&matter.mail.cc) {
        let address = &contact.address;
        if *address != matter.rules.desk
            && *address != matter.sender.address
            && matter.rules.is_internal(address)
            && matter.rules.staff.person(address).is_none()
            && copied.iter().all(|other| other.address != *address)
        {
            copied.push(contact.clone());
        }
    }
    copied
}

/// Two texts of one matter, the older first.
pub(super) fn join(old: &str, new: &str) -> String {
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() || new.is_empty() { format!("{old}{new}") } else { format!("{old}\n\n{new}") }
}

/// The files of two mails, each content once.
pub(super) fn joined_files(old: &[Attachment], new: &[Attachment]) -> Vec<Attachment> {
    let mut files = old.to_vec();
    files.extend(new.iter().filter(|file| old.iter().all(|other| other.sha256 != file.sha256)).cloned());
    files
}
