//! What the procedure is told from outside: the entity's settings, catalogue, staff and calendar.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::address::Address;
use super::calendar::Calendar;
use super::classify::Classifier;
use super::classify::learned::Model;
use super::facts::{Known, TicketView};
use super::number::NumberReader;
use crate::config::catalog::{Catalog, Priority};
use crate::config::staff::{DirectoryEntry, Group, Staff};
use crate::config::vocabulary::Vocabulary;
use crate::config::{Config, LimitsConfig, RulesConfig};

/// After how many business days without a decision about an unsatisfactory survey the coordinator is reminded.
const REVIEW_BUSINESS_DAYS: u32 = 3;

/// Settings, catalogue, staff list and calendar of one desk. Made anew when the files are read again.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The desk's own address.
    pub desk: Address,
    /// The first part of a ticket number.
    pub prefix: String,
    /// Finds numbers in what people write.
    pub numbers: NumberReader,
    /// Domains whose people are told their own words back (ruling 24).
    pub internal_domains: Vec<String>,
    /// Waits and thresholds.
    pub waits: RulesConfig,
    /// Ceilings.
    pub limits: LimitsConfig,
    /// The category tree.
    pub catalog: Catalog,
    /// Who works here, and the directory.
    pub staff: Staff,
    /// Business days and service hours.
    pub calendar: Calendar,
    /// [14] Tells what a matter is.
    pub classifier: Arc<Classifier>,
}

impl Rules {
    /// Puts the rules together, without what agents' corrections have taught.
    pub fn new(config: &Config, staff: Staff, catalog: Catalog, vocabulary: &Vocabulary) -> Self {
        let classifier = Classifier::new(&catalog, vocabulary, config.classify.threshold, None);
        Self::with(config, staff, catalog, Arc::new(classifier))
    }

    /// Puts the rules together with a classifier that has been made of this catalogue.
    pub fn with(config: &Config, staff: Staff, catalog: Catalog, classifier: Arc<Classifier>) -> Self {
        Self {
            classifier,
            desk: config.desk.address.clone(),
            prefix: config.desk.ticket_prefix.clone(),
            numbers: NumberReader::new(&config.desk.ticket_prefix),
            internal_domains: config.security.internal_domains.clone(),
            waits: config.rules.clone(),
            limits: config.limits.clone(),
            catalog,
            staff,
            calendar: Calendar::new(config.extra_holidays.iter().copied()),
        }
    }

    /// The same with what agents' corrections have taught.
    #[must_use]
    pub fn taught(mut self, model: Option<Arc<Model>>) -> Self {
        self.classifier = Arc::new(self.classifier.with_model(model));
        self
    }

    /// Whether somebody is of the entity, so that their own words may be sent back to them.
    pub fn is_internal(&self, address: &Address) -> bool {
        self.internal_domains.iter().any(|domain| {
            address.domain() == domain
                || address.domain().strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// Who is written to about a case of a group: its members, else the coordinators, else the operators.
    pub fn recipients(&self, group: &str) -> Vec<Address> {
        let members: Vec<Address> =
            self.staff.members(group).iter().map(|person| person.email.clone()).collect();
        if !members.is_empty() {
            return members;
        }
        let coordinators: Vec<Address> =
            self.staff.coordinators().iter().map(|person| person.email.clone()).collect();
        if coordinators.is_empty() { self.staff.operators.clone() } else { coordinators }
    }

    /// Who is written to about a case: who holds it, else its group. A holder who has left the staff list reads it
    /// no more.
    pub fn readers(&self, ticket: &TicketView) -> Vec<Address> {
        match &ticket.assignee {
            Some(holder) if self.staff.person(holder).is_some() => vec![holder.clone()],
            _ => self.recipients(&ticket.group),
        }
    }

    /// The name by which somebody of the staff is greeted.
    pub fn staff_name(&self, address: &Address) -> Option<String> {
        self.staff.person(address).map(|person| person.name.clone())
    }

    /// What the staff list's directory knows of somebody.
    pub fn known(&self, address: &Address) -> Known {
        self.staff.requester(address).map(DirectoryEntry::known).unwrap_or_default()
    }

    /// Whether an address is a monitoring tool's.
    pub fn is_monitoring(&self, address: &Address) -> bool {
        self.waits.monitoring_senders.contains(address)
    }

    /// A group by its id, else the one that takes new cases.
    pub fn group(&self, id: &str) -> Group {
        self.staff.group(id).cloned().unwrap_or_else(|| self.first_line())
    }

    /// The group that takes new cases.
    pub fn first_line(&self) -> Group {
        self.staff.first_line().cloned().unwrap_or_else(|| Group {
            id: "mesa-n1".to_owned(),
            name: "Mesa de Servicio".to_owned(),
            level: 1,
        })
    }

    /// When first reply and solution of a case are due, counted in service hours from `from`.
    pub fn due(&self, priority: Priority, from: Timestamp) -> (Timestamp, Timestamp) {
        let sla = self.catalog.sla(priority);
        let end = |time: Duration| {
            let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::from_hours(16));
            self.calendar.add_service_time(from, time)
        };
        (end(sla.first_reply), end(sla.solution))
    }

    /// [16] Until when a form is awaited.
    pub fn form_until(&self, now: Timestamp) -> Timestamp {
        self.calendar.end_of_business_day_after(now, self.waits.form_wait_business_days)
    }

    /// [7] Until when a survey's answer counts.
    pub fn survey_until(&self, now: Timestamp) -> Timestamp {
        self.calendar.end_of_business_day_after(now, self.waits.survey_business_days)
    }

    /// [22] When the coordinator is reminded that a survey waits for a decision.
    pub fn review_until(&self, now: Timestamp) -> Timestamp {
        self.calendar.end_of_business_day_after(now, REVIEW_BUSINESS_DAYS)
    }

    /// [8] Until when missing information is awaited.
    pub fn information_until(&self, now: Timestamp) -> Timestamp {
        self.calendar.end_of_business_day_after(now, self.waits.information_wait_business_days)
    }
}
