//! A mail of proven staff about a case: its commands carried out on a copy of the case, all of them or none.

use super::list;
use super::review::{Reopening, goes_with_reopening};
use super::words::{next_steps, summary};
use crate::config::staff::{Person, Role};
use crate::desk::address::Address;
use crate::desk::command::{Command, Given, Numbered, Row, table};
use crate::desk::compose::{queue, to_staff};
use crate::desk::decision::{Change, Event};
use crate::desk::facts::WaitsFor;
use crate::desk::facts::{TicketStatus, TicketView};
use crate::desk::letter::{CommandFault, CommandResult, Content, TakenNotice};
use crate::desk::matter::Matter;
use crate::desk::rules::Rules;
use crate::desk::waiting::resumed;

/// What is being done to a case.
pub(super) struct Work<'a> {
    pub matter: &'a Matter<'a>,
    pub rules: &'a Rules,
    pub person: &'a Person,
    /// The case as it was.
    pub before: &'a TicketView,
    /// The case as it becomes.
    pub ticket: TicketView,
    pub given: Given,
    pub changes: Vec<Change>,
    /// What was done: the line, as it was written, and what that did.
    done: Vec<(usize, String, String)>,
    /// What the agent should know.
    pub notes: Vec<String>,
    /// What a colleague who holds the case is told: what was done, and its text.
    pub told: Option<(String, String)>,
    /// Who has got letters as the next holder.
    pub handed_to: Vec<Address>,
    /// How the case leaves whoever had it: what was done, and its text.
    pub left: Option<(String, String)>,
    /// [23] The case is being reopened.
    pub reopening: Option<Reopening>,
    /// `#estado`, `#cola`, `#ayuda`.
    pub asked: CommandResult,
    /// `#prioridad` stands in the mail: it counts more than a category's own.
    pub priority_said: bool,
    /// `#categoria` stands in the mail.
    pub category_said: bool,
    text_used: bool,
}

/// What a command needs of who gives it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    /// Any staff.
    Any,
    /// Who acts on the case: of its group, its holder, the coordinator.
    Acts,
    /// Who acts on it, while no colleague holds it.
    Holds,
}

fn right(command: &Command) -> Right {
    match command {
        Command::Note | Command::State | Command::Queue | Command::Help | Command::Report(_) => Right::Any,
        Command::Category(_) | Command::Kind(_) | Command::Priority(_) | Command::Take => Right::Acts,
        _ => Right::Holds,
    }
}

/// In which turn a command is carried out, wherever it stands. Taking and reopening come first: the others count on it.
/// Then what the case is, so that the letters of the rest tell it as it becomes.
fn turn(command: &Command) -> u8 {
    match command {
        Command::Take | Command::Reopen => 0,
        Command::Priority(_) => 1,
        Command::Category(_) | Command::Kind(_) => 2,
        _ => 3,
    }
}

impl<'a> Work<'a> {
    /// Begins, when the sender may do all that they ask for in the state the case is in.
    pub(super) fn new(
        matter: &'a Matter<'a>,
        person: &'a Person,
        ticket: &'a TicketView,
        given: Given,
    ) -> Result<Self, Vec<CommandFault>> {
        let work = Self {
            matter,
            rules: matter.rules,
            person,
            before: ticket,
            ticket: ticket.clone(),
            given,
            changes: Vec::new(),
            done: Vec::new(),
            notes: Vec::new(),
            told: None,
            handed_to: Vec::new(),
            left: None,
            reopening: None,
            asked: empty(),
            priority_said: false,
            category_said: false,
            text_used: false,
        };
        let mut faults: Vec<CommandFault> =
            work.given.commands.iter().filter_map(|one| work.forbidden(one)).collect();
        if work.given.commands.is_empty() {
            faults.extend(work.may_not_answer());
        }
        if faults.is_empty() { Ok(work) } else { Err(faults) }
    }

    pub(super) fn is_coordinator(&self) -> bool {
        self.person.role == Role::Coordinator
    }

    /// The agent acts on the cases of their groups and those they hold; the coordinator on all (ruling 34).
    fn acts(&self) -> bool {
        self.is_coordinator()
            || self.before.assignee.as_ref() == Some(&self.person.email)
            || self.person.groups.contains(&self.before.group)
    }

    /// A colleague holds the case, and is still of the staff.
    pub(super) fn colleague(&self) -> Option<&Address> {
        let holder = self.before.assignee.as_ref()?;
        (*holder != self.person.email && self.rules.staff.person(holder).is_some()).then_some(holder)
    }

    fn takes(&self) -> bool {
        self.given.commands.iter().any(|one| one.value == Command::Take)
    }

    /// Why a command is refused before anything is tried.
    fn forbidden(&self, one: &Numbered<Command>) -> Option<CommandFault> {
        let needs = right(&one.value);
        let fault = |what: String, right: Option<&str>| {
            Some(CommandFault {
                line: Some(one.line),
                written: one.written.clone(),
                what,
                right: right.map(str::to_owned),
            })
        };
        if matches!(one.value, Command::State | Command::Queue | Command::Help | Command::Report(_)) {
            return None;
        }
        if let Some(into) = &self.before.merged_into {
            return fault(self.is_joined(into), Some("Responda un correo de ese caso"));
        }
        if needs == Right::Any {
            return None;
        }
        if self.before.status.is_over() {
            return fault(format!("El caso {} está cerrado.", self.before.number), None);
        }
        if self.before.status == TicketStatus::Resolved
            && !matches!(one.value, Command::Reopen | Command::Uphold)
            && !goes_with_reopening(&self.given, &one.value)
        {
            return fault(format!("El caso {} ya está solucionado.", self.before.number), None);
        }
        if !self.acts() {
            let group = self.rules.group(&self.before.group).name;
            return fault(format!("El caso {} es del grupo {group}.", self.before.number), None);
        }
        if needs == Right::Holds
            && !self.is_coordinator()
            && !self.takes()
            && let Some(holder) = self.colleague()
        {
            let name = self.rules.staff_name(holder).unwrap_or_else(|| holder.to_string());
            return fault(format!("El caso lo tiene {name}."), Some("Escriba antes #tomar"));
        }
        None
    }

    /// Nobody works on a case that lives on in another.
    fn is_joined(&self, into: &TicketView) -> String {
        format!("El caso {} se unió con {}: allí se sigue.", self.before.number, into.number)
    }

    /// Why free text may not go to the requester.
    fn may_not_answer(&self) -> Option<CommandFault> {
        let what = if let Some(into) = &self.before.merged_into {
            self.is_joined(into)
        } else if self.before.status.is_over() {
            format!("El caso {} está cerrado: su respuesta no se envió.", self.before.number)
        } else if !self.acts() {
            let group = self.rules.group(&self.before.group).name;
            format!("El caso {} es del grupo {group}: su respuesta no se envió.", self.before.number)
        } else if self.is_of_machine() {
            format!("El caso {}: su respuesta no se envió.", super::answer::OF_MACHINE)
        } else if self.given.text.trim().is_empty() && self.matter.mail.attachments.is_empty() {
            "Su respuesta no tiene texto.".to_owned()
        } else {
            return None;
        };
        let right = Some("#nota deja el texto como nota interna".to_owned());
        Some(CommandFault { line: None, written: String::new(), what, right })
    }

    /// Carries all out.
    pub(super) fn done(mut self) -> Result<Vec<Change>, Vec<CommandFault>> {
        let commands = std::mem::take(&mut self.given.commands);
        let mut faults = Vec::new();
        let mut in_turn: Vec<_> = commands.iter().collect();
        in_turn.sort_by_key(|one| turn(&one.value));
        for one in in_turn {
            match self.carry_out(&one.value) {
                Ok(what) => self.done.push((one.line, one.written.clone(), what)),
                Err(what) => faults.push(CommandFault {
                    line: Some(one.line),
                    written: one.written.clone(),
                    what,
                    right: None,
                }),
            }
        }
        if commands.is_empty() {
            self.reply(false);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.reopened();
        self.hint_at_group();
        let text = self.given.text.trim().to_owned();
        if !self.text_used && !text.is_empty() {
            self.changes.push(self.event("note", &text, "text after commands that take none (ruling 31)"));
            let note = if self.hand_on(&text) {
                "El texto quedó como nota interna y va en el correo de quien recibe el caso."
            } else {
                "El texto quedó como nota interna."
            };
            self.notes.push(note.to_owned());
            self.tell_holder("dejó una nota interna", &text);
        }
        let reports = list::reports(self.matter, self.person, &commands);
        let mut changes = self.finish(!commands.is_empty() && !list::are_reports(&commands));
        changes.extend(reports);
        Ok(changes)
    }

    /// What somebody writes below `#asignar` is for whoever gets the case. Whether somebody does.
    fn hand_on(&mut self, text: &str) -> bool {
        let by = &self.person.name;
        let mut is_handed_on = false;
        for change in &mut self.changes {
            if let Change::Letter(letter) = change
                && let Content::Assignment(assignment) = &mut letter.content
            {
                assignment.remarks.insert(0, format!("{by} escribe: {text}"));
                is_handed_on = true;
            }
        }
        is_handed_on
    }

    fn carry_out(&mut self, command: &Command) -> Result<String, String> {
        match command {
            Command::Take => self.take(),
            Command::Assign(target) => self.assign(target),
            Command::Category(id) => {
                self.category_said = true;
                self.set_category(id)
            }
            Command::Kind(kind) => Ok(self.set_kind(*kind)),
            Command::Priority(priority) => Ok(self.set_priority(*priority)),
            Command::Escalate { level, to } => self.escalate(*level, to.as_ref()),
            Command::Note => Ok(self.note()),
            Command::Ask => self.ask(),
            Command::Wait(reason) => Ok(self.wait(reason.as_deref())),
            Command::Form(id) => self.send_form(id),
            Command::Solution => Ok(self.solve(false)),
            Command::Informative => Ok(self.solve(true)),
            Command::NotApplicable => Ok(self.not_applicable()),
            Command::Building(tenure) => self.building(*tenure),
            Command::Merge(number) => self.merge(*number),
            Command::Reopen => self.reopen(),
            Command::Uphold => self.uphold(),
            Command::Announce => Err("Sólo se avisa a todos desde el correo de un problema.".to_owned()),
            Command::Register(_) => Err("Va solo, sin otros comandos.".to_owned()),
            Command::State | Command::Queue | Command::Help | Command::Report(_) => {
                list::answered(self.matter, self.person, Some(self.before), command, &mut self.asked)
            }
        }
    }

    /// The text of the mail, for a command that takes it.
    pub(super) fn text(&mut self) -> String {
        self.text_used = true;
        self.given.text.trim().to_owned()
    }

    pub(super) fn event(&self, what: &'static str, text: &str, why: &str) -> Change {
        Change::Event(Event::by(&self.person.email, what, text, why))
    }

    /// Whoever answers or completes an unheld case of their group has it from then on.
    pub(super) fn take_if_unheld(&mut self) {
        let is_held =
            self.ticket.assignee.as_ref().is_some_and(|holder| self.rules.staff.person(holder).is_some());
        if !is_held && self.person.groups.contains(&self.ticket.group) {
            self.ticket.assignee = Some(self.person.email.clone());
        }
    }

    /// An answer of staff ends a wait for a third party (ruling 1).
    pub(super) fn go_on(&mut self) {
        if self.ticket.waits_for == Some(WaitsFor::ThirdParty) {
            self.ticket = resumed(&self.ticket, self.rules, self.matter.now);
        }
    }

    /// A colleague who holds the case is told what was done on it (ruling 34).
    pub(super) fn tell_holder(&mut self, what: &str, text: &str) {
        if self.colleague().is_some() && self.told.is_none() {
            self.told = Some((what.to_owned(), text.to_owned()));
        }
    }

    fn finish(mut self, with_commands: bool) -> Vec<Change> {
        let now = self.matter.now;
        let mut changes = Vec::new();
        if changed(self.before, &self.ticket) {
            changes.push(Change::UpdateTicket(Box::new(self.ticket.clone())));
        }
        changes.append(&mut self.changes);
        // Who had it is told once that they have it no more; the others of the group, that somebody has it.
        let left = self.left.take().filter(|_| self.was_assigned());
        let taken = self.ticket.assignee != self.before.assignee
            && self.ticket.assignee.as_ref() == Some(&self.person.email)
            && self.handed_to.is_empty();
        if let Some((what, text)) = left {
            let mut to = self.rules.readers(self.before);
            to.retain(|reader| *reader != self.person.email && !self.handed_to.contains(reader));
            changes.extend(self.notice(to, Some(what), &text, true));
        } else if taken {
            if self.before.assignee.is_none() || self.colleague().is_some() {
                let mut others = self.rules.readers(self.before);
                others.retain(|other| *other != self.person.email);
                changes.extend(self.notice(others, None, "", false));
            }
        } else if let (Some((what, text)), Some(holder)) = (&self.told, self.colleague().cloned()) {
            changes.extend(self.notice(vec![holder], Some(what.clone()), text, false));
        }
        if with_commands {
            let mut result = std::mem::replace(&mut self.asked, empty());
            result.title = Some(self.ticket.title.clone());
            self.done.sort_by_key(|(line, ..)| *line);
            result.done = self.done.drain(..).map(|(_, written, what)| (written, what)).collect();
            result.notes = std::mem::take(&mut self.notes);
            result.case = Some(summary(&self.ticket, self.rules));
            result.next = next_steps(&self.ticket, self.rules);
            let content = Content::CommandResult(result);
            changes.extend(queue(to_staff(self.rules, [self.person.email.clone()], &content, now)));
        }
        changes
    }

    /// Somebody has had the case to work on: not while it waits for its form (ruling 3), nor once it is done, whose
    /// completer is told by the feedback.
    fn was_assigned(&self) -> bool {
        let awaits_form = self.before.waits_for == Some(WaitsFor::Form) && self.before.assignee.is_none();
        self.before.status != TicketStatus::Resolved && !awaits_form
    }

    fn notice(&self, to: Vec<Address>, what: Option<String>, text: &str, left: bool) -> Vec<Change> {
        let content = Content::TakenNotice(TakenNotice {
            title: self.ticket.title.clone(),
            by: self.person.name.clone(),
            what,
            left,
            text: text.to_owned(),
        });
        queue(to_staff(self.rules, to, &content, self.matter.now)).collect()
    }
}

/// Whether anything of a case that is kept has changed.
fn changed(before: &TicketView, after: &TicketView) -> bool {
    format!("{before:?}") != format!("{after:?}")
}

pub(super) fn empty() -> CommandResult {
    CommandResult {
        title: None,
        problem: None,
        done: Vec::new(),
        notes: Vec::new(),
        case: None,
        history: Vec::new(),
        queue: None,
        help: Vec::new(),
        next: Vec::new(),
    }
}

/// Commands that only ask, where no case is at hand.
pub(super) fn asked(
    matter: &Matter<'_>,
    person: &Person,
    ticket: Option<&TicketView>,
    given: &Given,
) -> Result<CommandResult, Vec<CommandFault>> {
    let mut result = empty();
    let mut faults = Vec::new();
    for one in &given.commands {
        match list::answered(matter, person, ticket, &one.value, &mut result) {
            Ok(what) => result.done.push((one.written.clone(), what)),
            Err(what) => faults.push(CommandFault {
                line: Some(one.line),
                written: one.written.clone(),
                what,
                right: None,
            }),
        }
    }
    if faults.is_empty() { Ok(result) } else { Err(faults) }
}

/// The table of commands for a role.
pub(super) fn help(role: Role) -> Vec<(String, String)> {
    table(role).into_iter().map(|Row { form, meaning }| (form.to_owned(), meaning.to_owned())).collect()
}
