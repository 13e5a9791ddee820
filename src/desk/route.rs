//! Where a new case goes: its category's group, an area for buildings, back for its form, or a ready answer.

use super::classify::Classification;
use super::draft::Draft;
use super::facilities::{self, Area, Building};
use super::form_state::{self, FormFault, FormState};
use super::matter::Matter;
use crate::config::catalog::CaseKind;
use crate::config::staff::Group;

/// Where a case goes.
#[derive(Debug)]
pub(super) enum Route<'a> {
    /// To its group, with what the agents should know besides.
    Group(Vec<String>),
    /// [15] Back to the requester, for the form.
    Form(FormFault<'a>),
    /// [13] To the area that sees to leased buildings; the case stays with the first line.
    Area(Area),
    /// [15] Answered by the catalogue's own text (ruling 11).
    Orientation(String),
}

/// Decides where a case goes, and which group has it.
pub(super) fn route<'a>(matter: &Matter<'a>, draft: &Draft, class: &Classification) -> (Group, Route<'a>) {
    let rules = matter.rules;
    let Some(category) = class.category.as_deref().and_then(|id| rules.catalog.category(id)) else {
        return (rules.first_line(), Route::Group(Vec::new()));
    };
    if category.facilities && class.kind != Some(CaseKind::Informative) {
        return match facilities::building(matter.rules, draft.site.as_deref()) {
            Building::Owned => (rules.group(&category.group), Route::Group(Vec::new())),
            Building::Leased(area) => (rules.first_line(), Route::Area(area)),
            Building::Unknown(remark) => (rules.first_line(), Route::Group(vec![remark])),
        };
    }
    if let Some(text) = &category.orientation
        && class.kind == Some(CaseKind::Informative)
        && !matter.is_quiet()
    {
        return (rules.group(&category.group), Route::Orientation(text.clone()));
    }
    let group = rules.group(&category.group);
    match form_state::state(matter, draft, class) {
        FormState::Fault(fault) if !matter.is_quiet() => (group, Route::Form(fault)),
        FormState::Fault(fault) => (group, Route::Group(vec![fault.remark()])),
        FormState::Unreadable(remark) => (group, Route::Group(vec![remark])),
        FormState::NotNeeded | FormState::Complete => (group, Route::Group(Vec::new())),
    }
}
