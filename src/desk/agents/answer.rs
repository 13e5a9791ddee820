//! What goes to the requester, and what stays inside: answers, questions, forms, notes, waits.

use super::work::Work;
use crate::desk::address::Contact;
use crate::desk::compose::echo_to;
use crate::desk::decision::{Change, DeadlineKind, NewLetter};
use crate::desk::facts::WaitsFor;
use crate::desk::form_state::ASKED_FORM;
use crate::desk::form_wait;
use crate::desk::letter::{AgentReply, Content};
use crate::desk::waiting::begun;

/// What is said where a letter to the requester would go to a machine.
pub(super) const OF_MACHINE: &str = "es de una herramienta de monitoreo, a la que no se le escribe";

impl Work<'_> {
    /// Its requester is a monitoring tool.
    pub(super) fn is_of_machine(&self) -> bool {
        self.rules.is_monitoring(&self.ticket.requester.address)
    }

    /// The text goes to the requester (ruling 36); the first one stops the first-reply clock.
    pub(super) fn reply(&mut self, asks: bool) {
        let text = self.text();
        let content = Content::AgentReply(AgentReply {
            title: echo_to(self.rules, &self.ticket.requester.address, &self.ticket.title),
            text: text.clone(),
            asks,
            attachments: self.matter.mail.attachments.clone(),
        });
        let (what, why) =
            if asks { ("asked", "#pedir") } else { ("agent-reply", "an answer to the requester") };
        self.changes.push(self.event(what, &text, why));
        self.write(content);
        self.ticket.first_reply_at = self.ticket.first_reply_at.or(Some(self.matter.now));
        self.take_if_unheld();
        self.go_on();
        self.tell_holder("respondió al usuario", &text);
    }

    /// A letter to the requester, unless that is a monitoring tool.
    pub(super) fn write(&mut self, content: Content) {
        let Contact { address, name } = self.ticket.requester.clone();
        if self.is_of_machine() {
            // The commands that end a case say so themselves.
            if self.left.is_none() {
                self.notes.push(format!("El caso {OF_MACHINE}."));
            }
            return;
        }
        self.changes.push(Change::Letter(Box::new(NewLetter {
            to: Contact { address, name },
            content,
            in_reply_to: None,
            counted: false,
            not_before: self.matter.now,
        })));
    }

    /// `#pedir`
    pub(super) fn ask(&mut self) -> Result<String, String> {
        if self.is_of_machine() {
            return Err(format!("El caso {OF_MACHINE}."));
        }
        self.reply(true);
        self.ticket = begun(&self.ticket, WaitsFor::Answer, self.rules, self.matter.now);
        self.remind_later();
        Ok("Se le preguntó al usuario; el caso espera su respuesta.".to_owned())
    }

    /// `#nota`
    pub(super) fn note(&mut self) -> String {
        let text = self.text();
        self.changes.push(self.event("note", &text, "#nota"));
        self.tell_holder("dejó una nota interna", &text);
        "Quedó como nota interna.".to_owned()
    }

    /// `#espera`
    pub(super) fn wait(&mut self, reason: Option<&str>) -> String {
        self.text();
        let reason = reason.unwrap_or("Espera a un tercero.");
        self.changes.push(self.event("waiting", reason, "#espera"));
        self.tell_holder("puso el caso en espera", reason);
        self.take_if_unheld();
        self.ticket = begun(&self.ticket, WaitsFor::ThirdParty, self.rules, self.matter.now);
        self.remind_later();
        "El caso espera a un tercero; los tiempos quedan quietos.".to_owned()
    }

    /// What waits is reminded of once (ruling 17).
    pub(super) fn remind_later(&mut self) {
        self.changes.push(Change::CancelOfTicket(&[DeadlineKind::HolderReminder]));
        self.changes.push(Change::Deadline {
            kind: DeadlineKind::HolderReminder,
            due_at: self.rules.information_until(self.matter.now),
        });
    }

    /// `#formato`
    pub(super) fn send_form(&mut self, id: &str) -> Result<String, String> {
        if self.is_of_machine() {
            return Err(format!("El caso {OF_MACHINE}."));
        }
        let with_words = !self.given.text.trim().is_empty();
        if with_words {
            self.reply(true);
        }
        self.ask_for_form(id)?;
        self.take_if_unheld();
        Ok(format!("Se envió el formato {id}; el caso espera al usuario."))
    }

    /// Sends a blank form, and the case waits for it.
    pub(super) fn ask_for_form(&mut self, id: &str) -> Result<(), String> {
        let Some((content, changes)) = form_wait::of_agent(&self.ticket, id, self.rules, self.matter.now)
        else {
            return Err(format!("El formato {id} no tiene un archivo en blanco que enviar."));
        };
        self.changes.push(self.event(
            "form-requested",
            &format!("Se pidió el formato {id}."),
            "[15] a form by hand",
        ));
        self.write(content);
        self.ticket.first_reply_at = self.ticket.first_reply_at.or(Some(self.matter.now));
        self.ticket.details.insert(ASKED_FORM.to_owned(), id.to_owned());
        self.ticket = begun(&self.ticket, WaitsFor::Form, self.rules, self.matter.now);
        self.changes.extend(changes);
        Ok(())
    }
}
