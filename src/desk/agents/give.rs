//! `#tomar`, `#asignar`, `#escalar`, `#locativo`: who has the case (rulings 12, 33, 34).

use super::build::{assignment, files};
use super::review::Reopening;
use super::words::{history, next_steps, now, summary};
use super::work::Work;
use crate::config::staff::{Group, Tenure};
use crate::desk::address::Address;
use crate::desk::command::Target;
use crate::desk::compose::{queue, to_staff};
use crate::desk::facilities;
use crate::desk::facts::WaitsFor;
use crate::desk::letter::{Assignment, Content, Escalation};
use crate::desk::waiting::{begun, resumed};

/// What happens to a case before anybody has worked on it.
const BEFORE_WORK: &[&str] =
    &["received", "registered", "categorised", "assigned", "taken", "given-back", "field-set"];

impl Work<'_> {
    /// `#tomar`
    pub(super) fn take(&mut self) -> Result<String, String> {
        if self.ticket.assignee.as_ref() == Some(&self.person.email) && self.ticket.waits_for.is_none() {
            return Ok("El caso ya era suyo.".to_owned());
        }
        let held = self.colleague().and_then(|holder| self.rules.staff_name(holder));
        self.ticket.assignee = Some(self.person.email.clone());
        // A coordinator who takes a case of a group has it, and the group keeps its level.
        self.go_on();
        self.changes.push(self.event("taken", &format!("{} tomó el caso.", self.person.name), "#tomar"));
        Ok(held.map_or_else(
            || "El caso es suyo.".to_owned(),
            |name| format!("El caso es suyo; lo tenía {name}."),
        ))
    }

    /// `#asignar`: to somebody of the same level or below; upwards is an escalation.
    pub(super) fn assign(&mut self, target: &Target) -> Result<String, String> {
        let (group, holder) = self.target(target, self.ticket.level)?;
        // The feedback of a reopening documents the step upwards.
        if group.level > self.ticket.level && self.reopening.is_none() {
            return Err(format!(
                "{} es de nivel {}: para subir de nivel use #escalar N{}.",
                group.name, group.level, group.level
            ));
        }
        self.give(&group, holder.as_ref());
        let to = self.name(&group, holder.as_ref());
        self.changes.push(self.event("assigned", &format!("Entregado a {to}."), "#asignar"));
        let content = self.handed_on(format!("{} se lo entregó.", self.person.name), self.reopening.as_ref());
        self.left = Some((format!("entregó el caso a {to}"), String::new()));
        self.hand_over(content, &group, holder);
        Ok(format!("El caso lo tiene ahora {to}."))
    }

    /// `#escalar`: upwards, with the documentation.
    pub(super) fn escalate(&mut self, level: u8, to: Option<&Target>) -> Result<String, String> {
        let from = self.ticket.level;
        if level <= from {
            return Err(format!("El caso ya está en el nivel {from}: se escala sólo hacia arriba."));
        }
        let (group, holder) = match to {
            Some(target) => {
                let (group, holder) = self.target(target, level)?;
                if group.level != level {
                    return Err(format!("{} no es de nivel {level}, sino {}.", group.name, group.level));
                }
                (group, holder)
            }
            None => {
                let group = self.group_of_level(level)?;
                // Suppliers have no account: the specialist who sees to them goes on documenting the case.
                let is_theirs = level == 4 && self.person.groups.contains(&group.id);
                (group, is_theirs.then(|| self.person.email.clone()))
            }
        };
        let documentation = self.text();
        self.give(&group, holder.as_ref());
        self.changes.push(self.event(
            "escalated",
            &documentation,
            &format!("#escalar N{level} ({})", group.id),
        ));
        if level == 4 {
            self.ticket = begun(&self.ticket, WaitsFor::ThirdParty, self.rules, self.matter.now);
            self.remind_later();
        }
        let mut happened = history(&self.matter.facts.history, &self.ticket.requester, self.rules);
        happened.push(now(self.matter.now, self.person.name.clone(), "escaló el caso", &documentation));
        let content = Content::Escalation(Escalation {
            case: summary(&self.ticket, self.rules),
            by: self.person.name.clone(),
            levels: (from, level),
            documentation: documentation.clone(),
            text: self.ticket.description.clone(),
            details: crate::desk::register::details(self.matter, &self.ticket.details),
            history: happened,
            attachments: files(&self.ticket, self.matter),
            next: next_steps(&self.ticket, self.rules),
        });
        let name = self.name(&group, holder.as_ref());
        self.left = Some((format!("escaló el caso a {name}"), documentation));
        self.hand_over(content, &group, holder);
        Ok(format!("El caso subió al nivel {level} y lo tiene {name}."))
    }

    /// The category's group if of that level, else the first group of that level that serves no building (ruling 33).
    fn group_of_level(&self, level: u8) -> Result<Group, String> {
        let rules = self.rules;
        let of_category = self
            .ticket
            .category
            .as_deref()
            .and_then(|id| rules.catalog.category(id))
            .and_then(|category| rules.staff.group(&category.group))
            .filter(|group| group.level == level);
        let serves_buildings = |group: &Group| {
            rules.catalog.categories.iter().any(|category| category.facilities && category.group == group.id)
        };
        of_category
            .or_else(|| {
                rules.staff.groups.iter().find(|group| group.level == level && !serves_buildings(group))
            })
            .cloned()
            .ok_or_else(|| format!("No hay un grupo de nivel {level} en la lista del personal."))
    }

    /// The group and holder that a target names; a person brings the case's own group where they are of
    /// it, else its category's, else the first one of theirs that fits.
    fn target(&self, target: &Target, level: u8) -> Result<(Group, Option<Address>), String> {
        let rules = self.rules;
        match target {
            Target::Group(id) => rules
                .staff
                .group(id)
                .cloned()
                .map(|group| (group, None))
                .ok_or_else(|| format!("No hay un grupo «{id}».")),
            Target::Person(address) => {
                let person = rules
                    .staff
                    .person(address)
                    .ok_or_else(|| format!("{address} no está en la lista del personal."))?;
                let groups: Vec<&Group> =
                    person.groups.iter().filter_map(|id| rules.staff.group(id)).collect();
                let escalates = level > self.ticket.level;
                let fits = |group: &&&Group| {
                    if escalates { group.level == level } else { group.level <= level }
                };
                let of_category = self.ticket.category.as_deref().and_then(|id| rules.catalog.category(id));
                let fitting: Vec<&&Group> = groups.iter().filter(fits).collect();
                let named = |id: &str| fitting.iter().find(|group| group.id == id);
                named(&self.ticket.group)
                    .or_else(|| of_category.and_then(|category| named(&category.group)))
                    .or(fitting.first())
                    .copied()
                    .or(groups.first())
                    .map(|group| ((*group).clone(), Some(address.clone())))
                    .ok_or_else(|| format!("{} no pertenece a ningún grupo.", person.name))
            }
        }
    }

    fn give(&mut self, group: &Group, holder: Option<&Address>) {
        self.ticket.group.clone_from(&group.id);
        self.ticket.level = group.level;
        self.ticket.assignee = holder.cloned();
    }

    fn name(&self, group: &Group, holder: Option<&Address>) -> String {
        holder
            .map(|address| self.rules.staff_name(address).unwrap_or_else(|| address.to_string()))
            .unwrap_or_else(|| group.name.clone())
    }

    /// The case for its next holder, with what has been done on it: why it was reopened, or why else it comes.
    pub(super) fn handed_on(&self, because_of: String, reopening: Option<&Reopening>) -> Content {
        let happened = &self.matter.facts.history;
        let (because_of, reopening) = match reopening {
            Some(reopening) => (format!("{} lo reabrió.", self.person.name), Some(reopening.told())),
            None => (because_of, None),
        };
        let is_begun = happened.iter().any(|event| !BEFORE_WORK.contains(&event.what.as_str()));
        Content::Assignment(Assignment {
            reopening,
            history: if is_begun {
                history(happened, &self.ticket.requester, self.rules)
            } else {
                Vec::new()
            },
            ..assignment(&self.ticket, self.matter, Some(because_of))
        })
    }

    fn hand_over(&mut self, content: Content, group: &Group, holder: Option<Address>) {
        let to = match holder {
            Some(holder) => vec![holder],
            None => self.rules.recipients(&group.id),
        };
        self.handed_to.clone_from(&to);
        self.changes.extend(queue(to_staff(self.rules, to, &content, self.matter.now)));
    }

    /// `#locativo`: to Recursos Físicos, or to Dirección Técnica.
    pub(super) fn building(&mut self, tenure: Tenure) -> Result<String, String> {
        let rules = self.rules;
        let Some(category) = rules.catalog.categories.iter().find(|category| category.facilities) else {
            return Err("El catálogo no tiene una categoría locativa.".to_owned());
        };
        let is_building =
            |id: &String| rules.catalog.category(id).is_some_and(|category| category.facilities);
        if !self.ticket.category.as_ref().is_some_and(is_building) {
            self.set_category(&category.id)?;
        }
        match tenure {
            Tenure::Owned => {
                let group = rules.group(&category.group);
                self.give(&group, None);
                if self.ticket.waits_for.is_some() {
                    self.ticket = resumed(&self.ticket, rules, self.matter.now);
                }
                self.changes.push(self.event(
                    "assigned",
                    &format!("Entregado a {}.", group.name),
                    "#locativo propia",
                ));
                let content = self.handed_on("Es una sede propia.".to_owned(), None);
                let name = group.name.clone();
                self.left = Some((format!("entregó el caso a {name}"), String::new()));
                self.hand_over(content, &group, None);
                Ok(format!("El caso lo tiene ahora {name}."))
            }
            Tenure::Leased => {
                let Some(area) = facilities::area(rules) else {
                    return Err("La lista del personal no tiene un área a la que escribir.".to_owned());
                };
                // As one that came so by itself: with the first line, without holder (ruling 12).
                self.give(&rules.first_line(), None);
                self.changes.extend(facilities::ask_area(&self.ticket, &area, self.matter));
                self.ticket = begun(&self.ticket, WaitsFor::Area, rules, self.matter.now);
                self.remind_later();
                Ok(format!("Se escribió a {}; el caso espera su respuesta.", area.name))
            }
        }
    }
}
