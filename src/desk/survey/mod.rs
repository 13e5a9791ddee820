//! [7], [21] to [25] How a person found the solution, and what comes of it.
//!
//! [`answer`] is the door of such mail, [`review`] what the coordinator gets. [`reading`] reads an answer: its text goes
//! through [`letter`] (what the letter itself says is no answer), [`button`] (what a button wrote), [`clauses`] (words as
//! they are compared), [`rating`] (numbers), [`signals`] with the tables of [`grammar`] (what words say), and [`weigh`]
//! (what they say together).

mod answer;
pub mod button;
mod clauses;
mod grammar;
mod letter;
mod phrase;
mod rating;
pub mod reading;
mod review;
mod signals;
mod weigh;

pub(super) use answer::door;
pub(super) use review::{completed_again, remind, summary};
