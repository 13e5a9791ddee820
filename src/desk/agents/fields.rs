//! `#categoria`, `#tipo`, `#prioridad`: what an agent says the case is. The classification learns from it.

use super::work::Work;
use crate::config::catalog::{CaseKind, Priority};
use crate::desk::decision::Change;
use crate::desk::{sla, wording};

impl Work<'_> {
    /// `#categoria`: with it comes its priority; both clocks start anew (ruling 16).
    pub(super) fn set_category(&mut self, id: &str) -> Result<String, String> {
        let Some(category) = self.rules.catalog.category(id) else {
            return Err(format!("No hay una categoría «{id}»."));
        };
        let (name, group) = (category.name.clone(), category.group.clone());
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
        if group != self.ticket.group {
            let group = self.rules.group(&group);
            let how = if group.level > self.ticket.level {
                format!("#escalar N{}", group.level)
            } else {
                format!("#asignar {}", group.id)
            };
            self.notes.push(format!("Esa categoría la atiende {}: {how}.", group.name));
        }
        Ok(format!("La categoría es ahora {name}."))
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
