//! The procedure, pure: from a mail and the facts known about it to a decision.
//!
//! Nothing here reads a clock, a file, a socket or a database. [`triage::triage`] is the door for mail,
//! [`due::request_due`] the one for what falls due.

pub mod address;
mod ask_number;
pub mod calendar;
mod ceiling;
pub mod classify;
pub mod compose;
pub mod decision;
mod description;
pub mod details;
mod draft;
pub mod due;
pub mod facts;
pub(crate) mod fold;
mod follow_up;
pub mod given_name;
mod information;
pub mod letter;
pub mod mail;
mod matter;
pub mod message_id;
mod new_request;
pub mod number;
mod person;
pub mod question;
pub mod returned;
pub mod rules;
mod staff_mail;
pub mod subject;
pub mod triage;
#[cfg(test)]
mod triage_tests;
pub mod wording;
