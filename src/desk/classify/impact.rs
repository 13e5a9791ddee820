//! How pressing: the category's priority, raised by how many are hit and by who cannot work.

use super::phrases::What;
use super::weigh::Said;
use crate::config::catalog::{CaseKind, Priority};

/// What was said of the impact.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Impact {
    /// The words that say that many are hit.
    pub many: Option<u32>,
    /// The words that say that somebody cannot work.
    pub stopped: Option<u32>,
    /// "urgente".
    pub urgent: Option<u32>,
}

impl Impact {
    /// Of what was said.
    pub fn of(said: &[Said]) -> Self {
        let mut impact = Self::default();
        for one in said.iter().filter(|one| !one.hit.negated) {
            let place = match one.hit.what {
                What::Many => &mut impact.many,
                What::Stopped => &mut impact.stopped,
                What::Urgent => &mut impact.urgent,
                _ => continue,
            };
            place.get_or_insert(one.hit.label);
        }
        impact
    }

    /// The priority, and the words that raised it. Only what is broken is more pressing for hitting many: a wish of all
    /// is a plan.
    pub fn priority(self, own: Priority, kind: CaseKind) -> (Priority, Option<u32>) {
        if kind != CaseKind::Incident {
            return (own, None);
        }
        if let Some(words) = self.many {
            let raised = match own {
                Priority::Baja => Priority::Media,
                Priority::Media => Priority::Alta,
                Priority::Alta | Priority::Critica => Priority::Critica,
            };
            return (raised, Some(words).filter(|_| raised != own));
        }
        match (self.stopped, own) {
            (Some(words), Priority::Baja | Priority::Media) => (Priority::Alta, Some(words)),
            _ => (own, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impact_raises_and_urgency_does_not() {
        use CaseKind::{Incident, Request};
        use Priority::{Alta, Baja, Critica, Media};
        let many = Impact { many: Some(1), ..Impact::default() };
        let stopped = Impact { stopped: Some(2), ..Impact::default() };
        let urgent = Impact { urgent: Some(3), ..Impact::default() };
        let both = Impact { many: Some(1), stopped: Some(2), ..Impact::default() };
        for (impact, own, kind, priority, words) in [
            (many, Baja, Incident, Media, Some(1)),
            (many, Media, Incident, Alta, Some(1)),
            (many, Alta, Incident, Critica, Some(1)),
            (many, Critica, Incident, Critica, None),
            (many, Media, Request, Media, None),
            (stopped, Media, Incident, Alta, Some(2)),
            (stopped, Alta, Incident, Alta, None),
            (stopped, Baja, Incident, Alta, Some(2)),
            (both, Media, Incident, Alta, Some(1)),
            (urgent, Media, Incident, Media, None),
            (Impact::default(), Alta, Incident, Alta, None),
        ] {
            assert_eq!(impact.priority(own, kind), (priority, words), "{impact:?} {own:?} {kind:?}");
        }
    }
}
