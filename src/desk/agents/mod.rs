//! The staff's side of the procedure: a case is worked by answering its mail ([3] to [6], [12] to [20], rulings 21 to 36).
//!
//! [`door`] decides whose mail it is and whether it is really theirs; [`work`] carries commands out on a copy of the
//! case, all of them or none; [`words`] has what staff is told.

mod answer;
mod build;
mod door;
mod end;
mod fields;
mod give;
mod list;
mod register;
mod review;
mod words;
mod work;

pub(super) use build::{assignment, files_outside, part_of_problem};
pub(super) use door::door;
pub use register::registered_for;
pub use words::history;
pub(super) use words::{first_steps, next_steps, summary};
