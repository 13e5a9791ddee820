//! [7] The survey that goes out with a solution: what its buttons write, and what a person's answer says.
//!
//! [`reading::read`] is the door. A text goes through [`letter`] (what the letter itself says is no answer), [`button`]
//! (what a button wrote), [`clauses`] (words as they are compared), [`rating`] (numbers), [`signals`] with the tables of
//! [`grammar`] (what words say), and [`weigh`] (what they say together).

pub mod button;
mod clauses;
mod grammar;
mod letter;
mod phrase;
mod rating;
pub mod reading;
mod signals;
mod weigh;
