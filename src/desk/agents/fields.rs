//! `#categoria`, `#tipo`, `#prioridad`: what an agent says the case is. The classification learns from it.

use super::work::Work;
use crate::config::catalog::{CaseKind, Category, Priority};
use crate::desk::decision::Change;
use crate::desk::facts::TicketStatus;
use crate::desk::{sla, wording};

impl Work<'_> {
    /// `#categoria`: with it comes its priority; both clocks start anew (ruling 16).
    pub(super) fn set_category(&mut self, id: &str) -> Result<String, String> {
        let Some(category) = self.rules.catalog.category(id) else {
            return Err(format!("No hay una categoría «{id}»."));
        };
        let name = category.name.clone();
        let is_new = self.ticket.category.as_ref() != Some(&category.id);
        self.ticket.category = Some(category.id.clone());
        self.ticket.kind = self.ticket.kind.or(Some(category.kind));
        // The same category once more leaves a priority that an agent has set, and so does one beside `#prioridad`.
        if is_new && !self.priority_said && self.ticket.priority != category.priority {
            self.ticket.priority = category.priority;
            sla::set_due(&mut self.ticket, self.rules);
        }
        self.set("field-set", &format!("Categoría: {name}."));
        self.label();
        Ok(format!("La categoría es ahora {name}."))
    }

    /// Who attends to a category that was set, where the case is with others in the end.
    pub(super) fn hint_at_group(&mut self) {
        let category = self.ticket.category.as_deref().and_then(|id| self.rules.catalog.category(id));
        let is_elsewhere = |category: &&Category| category.group != self.ticket.group;
        let Some(category) = category.filter(is_elsewhere) else { return };
        let is_done = self.ticket.status.is_over() || self.ticket.status == TicketStatus::Resolved;
        if is_done || !self.category_said {
            return;
        }
        let group = self.rules.group(&category.group);
        let how = if group.level > self.ticket.level {
            format!("#escalar N{}", group.level)
        } else {
            format!("#asignar {}", group.id)
        };
        self.notes.push(format!("Esa categoría la atiende {}: {how}.", group.name));
    }

    /// `#tipo`
    pub(super) fn set_kind(&mut self, kind: CaseKind) -> String {
        self.ticket.kind = Some(kind);
        let word = wording::kind(kind.as_str()).unwrap_or_default();
        self.set("field-set", &format!("Tipo: {word}."));
        self.label();
        format!("Es ahora {word}.")
    }

    /// `#prioridad`
    pub(super) fn set_priority(&mut self, priority: Priority) -> String {
        self.priority_said = true;
        self.ticket.priority = priority;
        sla::set_due(&mut self.ticket, self.rules);
        let word = wording::priority(priority.as_str());
        self.set("field-set", &format!("Prioridad: {word}."));
        format!("La prioridad es ahora {word}; los tiempos se cuentan de nuevo.")
    }

    fn set(&mut self, what: &'static str, text: &str) {
        self.changes.push(self.event(what, text, "set by staff"));
        self.tell_holder("cambió un dato del caso", text);
    }

    fn label(&mut self) {
        let label = Change::Label {
            category: self.ticket.category.clone(),
            kind: self.ticket.kind,
            actor: self.person.email.clone(),
        };
        // The last word in a mail is the one that counts.
        self.changes.retain(|change| !matches!(change, Change::Label { .. }));
        self.changes.push(label);
    }
}
