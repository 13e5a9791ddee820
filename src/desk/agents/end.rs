//! `#solucion`, `#informativo`, `#no-procede`, `#fusionar`: how a case ends ([5], [6], [9]).

use super::answer::OF_MACHINE;
use super::build::files;
use super::work::Work;
use crate::config::catalog::CaseKind;
use crate::desk::complete::{self, Completion};
use crate::desk::compose::{echo_to, queue, to_staff};
use crate::desk::decision::{Change, Event};
use crate::desk::facts::{Case, TicketStatus, TicketView};
use crate::desk::letter::{Content, Ending, FollowUpNotice, MergedNote, NotApplicable, Requester};
use crate::desk::number::CaseNumber;
use crate::desk::waiting::settled;

impl Work<'_> {
    /// `#solucion`, `#informativo`
    pub(super) fn solve(&mut self, informative: bool) -> String {
        let text = self.text();
        self.left = Some(("solucionó el caso".to_owned(), text.clone()));
        self.take_if_unheld();
        if informative {
            self.ticket.kind = Some(CaseKind::Informative);
        }
        let ending = if informative { Ending::Oriented } else { Ending::Solved };
        let completion = Completion {
            solution: &text,
            ending,
            actor: Some(&self.person.email),
            attachments: self.matter.mail.attachments.clone(),
        };
        let (ticket, changes) = complete::complete(&self.ticket, completion, self.rules, self.matter.now);
        self.ticket = ticket;
        self.changes.extend(changes);
        let (is, sent) = if informative {
            ("El caso quedó como informativo", "al usuario se le envió la respuesta con la encuesta")
        } else {
            ("El caso quedó solucionado", "al usuario se le envió la solución con la encuesta")
        };
        format!("{is}; {}.", if self.is_of_machine() { OF_MACHINE } else { sent })
    }

    /// `#no-procede`
    pub(super) fn not_applicable(&mut self) -> String {
        let reason = self.text();
        self.left = Some(("terminó el caso porque no procede".to_owned(), reason.clone()));
        self.take_if_unheld();
        self.changes.push(self.event("not-applicable", &reason, "[9] #no-procede"));
        self.write(Content::NotApplicable(NotApplicable {
            title: echo_to(self.rules, &self.ticket.requester.address, &self.ticket.title),
            reason,
        }));
        self.over(TicketStatus::NotApplicable);
        let told =
            if self.is_of_machine() { OF_MACHINE } else { "al usuario se le explicó por qué no procede" };
        format!("El caso terminó; {told}.")
    }

    fn over(&mut self, status: TicketStatus) {
        self.ticket = settled(&self.ticket, self.rules, self.matter.now);
        self.ticket.status = status;
        self.ticket.closed_at = Some(self.matter.now);
        self.changes.push(Change::CancelOfTicket(complete::TIMERS));
    }

    /// `#fusionar`: cases of one requester; the coordinator may join any, and then nobody learns of the other's case
    /// (ruling 14).
    pub(super) fn merge(&mut self, number: CaseNumber) -> Result<String, String> {
        let number = number.display(&self.rules.prefix);
        if number == self.ticket.number {
            return Err("Un caso no se une consigo mismo.".to_owned());
        }
        let facts = self.matter.facts;
        let other = facts.in_text.iter().chain(&facts.named).find_map(|case| match case {
            Case::Ticket(ticket) if ticket.number == number => Some(ticket),
            _ => None,
        });
        // Whether the number exists is not to be learnt where it is not theirs to join.
        let same = |other: &TicketView| other.requester.address == self.ticket.requester.address;
        let Some(other) = other.filter(|other| self.is_coordinator() || same(other)) else {
            return Err(format!("No hay otro caso {number} del mismo usuario."));
        };
        if other.status.is_over() {
            return Err(format!("El caso {number} está cerrado."));
        }
        let (other, same) = (other.clone(), same(other));
        self.changes.push(self.event(
            "merged",
            &format!("Es el mismo asunto del caso {number}."),
            "#fusionar",
        ));
        self.write(Content::MergedNote(MergedNote {
            title: echo_to(self.rules, &self.ticket.requester.address, &self.ticket.title),
            into: same.then(|| number.clone()),
        }));
        let text = format!("Se le unió el caso {}: {}", self.ticket.number, self.ticket.description);
        let mut there =
            vec![Change::Event(Event::by(&self.person.email, "merged", text.clone(), "#fusionar"))];
        let notice = Content::FollowUpNotice(FollowUpNotice {
            title: other.title.clone(),
            from: Requester {
                email: self.ticket.requester.address.clone(),
                name: self.ticket.requester.name.clone(),
                department: self.ticket.department.clone(),
            },
            copied: false,
            merged_by: Some(self.person.name.clone()),
            of_machine: false,
            text,
            received_at: self.matter.now,
            remarks: vec![format!("{} unió el caso {} con este.", self.person.name, self.ticket.number)],
            attachments: files(&self.ticket, self.matter),
            next: Vec::new(),
        });
        let mut readers = self.rules.readers(&other);
        readers.retain(|reader| *reader != self.person.email);
        there.extend(queue(to_staff(self.rules, readers, &notice, self.matter.now)));
        // Who takes part in a case goes with it, where it stays its requester's own.
        if same {
            let others = self.ticket.participants.iter().filter(|one| !other.participants.contains(one));
            there.extend(others.cloned().map(Change::Participate));
        }
        self.changes.push(Change::Elsewhere { ticket: other.id, changes: there });
        self.ticket.merged_into = Some(Box::new(other));
        self.left = Some((format!("unió el caso con {number}"), String::new()));
        self.over(TicketStatus::Merged);
        Ok(format!("El caso quedó unido con {number}."))
    }
}
