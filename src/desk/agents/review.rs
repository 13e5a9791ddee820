//! `#reabrir`, `#procedente`: what the coordinator decides about an unsatisfactory survey ([23] to [25], rulings 1 and 32).

use super::words::{history, next_steps, now, summary};
use super::work::Work;
use crate::config::catalog::CaseKind;
use crate::desk::address::Address;
use crate::desk::command::{Command, Given};
use crate::desk::compose::{echo_to, queue, to_staff};
use crate::desk::decision::{Change, DeadlineKind};
use crate::desk::facts::{Review, SurveyView, TicketStatus};
use crate::desk::letter::{self, Content, CoordinatorAnswer, Feedback, Reopened};
use crate::desk::{sla, survey};

/// A case that is being reopened, until all of the mail is carried out.
pub(super) struct Reopening {
    feedback: String,
    survey: SurveyView,
    category: Option<String>,
}

impl Reopening {
    /// What its next holder is told, who did not complete the case.
    pub(super) fn told(&self) -> letter::Reopening {
        letter::Reopening { feedback: self.feedback.clone(), answer: survey::summary(&self.survey) }
    }
}

/// What may stand beside `#reabrir`: [24] leads back to the category.
pub(super) fn goes_with_reopening(given: &Given, command: &Command) -> bool {
    given.commands.iter().any(|one| one.value == Command::Reopen)
        && matches!(
            command,
            Command::Kind(_) | Command::Category(_) | Command::Priority(_) | Command::Assign(_)
        )
}

impl Work<'_> {
    /// The survey that waits for a decision, or why there is none.
    fn to_review(&self) -> Result<SurveyView, String> {
        if !self.is_coordinator() {
            return Err("Esto lo decide la coordinación.".to_owned());
        }
        match &self.matter.facts.survey {
            Some(survey) if self.before.status == TicketStatus::Resolved && survey.awaits_review() => {
                Ok(survey.clone())
            }
            Some(survey) if survey.decision.is_some() => Err("Sobre esta encuesta ya se decidió.".to_owned()),
            _ => Err("En este caso no hay una encuesta no satisfactoria por revisar.".to_owned()),
        }
    }

    fn decided(&mut self, survey: &SurveyView, decision: Review, text: &str) {
        self.changes.push(Change::SurveyDecided {
            id: survey.id,
            decision,
            by: self.person.email.clone(),
            text: text.to_owned(),
        });
        self.changes.push(Change::CancelOfTicket(&[DeadlineKind::ReviewReminder]));
    }

    /// `#reabrir`: the case goes on with whoever completed it, unless somebody else is named. The time during which it
    /// was done does not count.
    pub(super) fn reopen(&mut self) -> Result<String, String> {
        let survey = self.to_review()?;
        let text = self.text();
        self.decided(&survey, Review::Reopened, &text);
        self.changes.push(self.event("reopened", &text, "[23] #reabrir"));
        let done_at = self.ticket.resolved_at.take().unwrap_or(self.matter.now);
        let idle = self.rules.calendar.service_time_between(done_at, self.matter.now);
        self.ticket.status = TicketStatus::Open;
        self.ticket.waited = self.ticket.waited.saturating_add(idle);
        self.ticket.reopened = self.ticket.reopened.saturating_add(1);
        sla::set_due(&mut self.ticket, self.rules);
        let completer =
            survey.completed_by.clone().filter(|address| self.rules.staff.person(address).is_some());
        self.ticket.assignee = completer.or(self.ticket.assignee.take());
        let category = self.ticket.category.clone();
        self.reopening = Some(Reopening { feedback: text, survey, category });
        Ok("El caso quedó reabierto.".to_owned())
    }

    /// `#procedente`: the explanation goes to the requester, and the case closes.
    pub(super) fn uphold(&mut self) -> Result<String, String> {
        let survey = self.to_review()?;
        let text = self.text();
        self.decided(&survey, Review::Upheld, &text);
        self.changes.push(self.event("upheld", &text, "[25] #procedente"));
        self.write(Content::CoordinatorAnswer(CoordinatorAnswer {
            title: echo_to(self.rules, &self.ticket.requester.address, &self.ticket.title),
            text,
            attachments: self.matter.mail.attachments.clone(),
        }));
        self.ticket.status = TicketStatus::Closed;
        self.ticket.closed_at = Some(self.matter.now);
        Ok("Al usuario se le envió la explicación y el caso se cerró.".to_owned())
    }

    /// The letters of a reopening, once all else of the mail is done: the form its new category asks for, the feedback,
    /// and word to the requester.
    pub(super) fn reopened(&mut self) {
        let Some(reopening) = self.reopening.take() else { return };
        // The feedback tells all of it.
        self.told = None;
        let awaits_form = self.form_of_new_category(&reopening);
        let rules = self.rules;
        let holder = self.ticket.assignee.clone();
        let completer =
            reopening.survey.completed_by.clone().filter(|address| rules.staff.person(address).is_some());
        if let Some(completer) = &completer {
            let is_holder = holder.as_ref() == Some(completer);
            let content = self.feedback(&reopening, is_holder);
            self.changes.extend(queue(to_staff(rules, [completer.clone()], &content, self.matter.now)));
        }
        // Whoever else goes on with it gets it as a case to work on; where somebody was named they have it already.
        if holder != completer && self.handed_to.is_empty() {
            let content = self.handed_on(String::new(), Some(&reopening));
            let to: Vec<Address> = rules.readers(&self.ticket);
            self.changes.extend(queue(to_staff(rules, to, &content, self.matter.now)));
        }
        let attended_by = holder
            .as_ref()
            .and_then(|address| rules.staff_name(address))
            .unwrap_or_else(|| rules.group(&self.ticket.group).name);
        self.write(Content::Reopened(Reopened {
            title: echo_to(rules, &self.ticket.requester.address, &self.ticket.title),
            attended_by,
            awaits_form,
            resolution_due: (!awaits_form)
                .then_some(self.ticket.resolution_due)
                .filter(|due| *due > self.matter.now),
        }));
    }

    /// A request that is given a category with a form, and brought none, waits for it (rulings 3 and 32).
    fn form_of_new_category(&mut self, reopening: &Reopening) -> bool {
        if self.ticket.category == reopening.category || self.ticket.kind != Some(CaseKind::Request) {
            return false;
        }
        let category = self.ticket.category.as_deref().and_then(|id| self.rules.catalog.category(id));
        let Some(form) = category.and_then(|category| category.form.clone()) else { return false };
        self.ask_for_form(&form).is_ok()
    }

    fn feedback(&self, reopening: &Reopening, is_holder: bool) -> Content {
        let mut happened = history(&self.matter.facts.history, &self.ticket.requester, self.rules);
        happened.push(now(self.matter.now, self.person.name.clone(), "reabrió el caso", &reopening.feedback));
        Content::Feedback(Feedback {
            case: summary(&self.ticket, self.rules),
            by: self.person.name.clone(),
            text: reopening.feedback.clone(),
            answer: survey::summary(&reopening.survey),
            is_holder,
            history: if is_holder { happened } else { Vec::new() },
            attachments: self.matter.mail.attachments.clone(),
            next: if is_holder { next_steps(&self.ticket, self.rules) } else { Vec::new() },
        })
    }
}
