//! Incident, request or question: the category's kind, turned by the words.

use super::index::Kinds;
use super::likeness::Opinion;
use super::phrases::What;
use super::weigh::Said;
use crate::config::catalog::CaseKind;

/// How much the category's own kind weighs against the words.
const OWN: f32 = 2.6;

/// From here on something is asked.
const ASKED: f32 = 4.0;

/// What the logarithm of how likely a kind is counts in the weights of the words: three times as likely is worth
/// somewhat more than a keyword.
const ALIKE: f32 = 3.3;
/// Less likely than this is as unlikely as this.
const UNLIKELY: f32 = -5.0;

/// What speaks for each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cues {
    pub incident: f32,
    pub request: f32,
    pub informative: f32,
}

impl Cues {
    /// Of what was said, for a category; general words alone for none.
    pub fn of(said: &[Said], category: Option<u32>) -> Self {
        let mut cues = Self::default();
        for one in said {
            let What::Kind { kind, of } = one.hit.what else { continue };
            if of.is_some() && of != category {
                continue;
            }
            match kind {
                CaseKind::Incident => cues.incident += one.weight,
                CaseKind::Request => cues.request += one.weight,
                CaseKind::Informative => cues.informative += one.weight,
            }
        }
        cues
    }

    /// What a text is like, added to what its words say.
    pub fn add(&mut self, opinion: &Opinion) {
        for (kind, likely) in opinion.kinds() {
            let added = ALIKE * likely.max(UNLIKELY);
            match kind {
                CaseKind::Incident => self.incident += added,
                CaseKind::Request => self.request += added,
                CaseKind::Informative => self.informative += added,
            }
        }
    }

    /// Whether it only asks: no fault and no greater wish is spoken of.
    pub fn is_question(self) -> bool {
        self.informative >= ASKED && self.informative > self.incident && self.informative >= self.request
    }

    /// The kind of a case of this category.
    pub fn kind(self, category: Kinds) -> CaseKind {
        if category.stays {
            return category.kind;
        }
        let own = |kind: CaseKind| if category.kind == kind { OWN } else { 0.0 };
        let incident = self.incident + own(CaseKind::Incident);
        let request = self.request + own(CaseKind::Request);
        // A question is one only when nothing is wished for and nothing is broken.
        if self.informative > incident && self.informative > request {
            return CaseKind::Informative;
        }
        match (incident > request, category.kind) {
            (true, _) => CaseKind::Incident,
            (false, CaseKind::Incident) if incident >= request => CaseKind::Incident,
            _ => CaseKind::Request,
        }
    }
}
