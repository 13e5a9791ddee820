//! The procedure, pure: from a mail and the facts known about it to a decision.
//!
//! Nothing here reads a clock, a file, a socket or a database. [`triage::triage`] is the door for mail,
//! [`due::request_due`] the one for what falls due.

pub mod address;
mod agents;
pub mod ahead;
pub use agents::{history as history_of, registered_for};
mod ask;
pub mod ask_number;
pub mod calendar;
mod ceiling;
pub mod classify;
pub mod code;
pub mod command;
mod complete;
pub mod compose;
pub mod decision;
mod description;
pub mod details;
pub mod digest;
mod draft;
pub mod due;
mod facilities;
pub mod facts;
pub mod fold;
mod follow_up;
mod form_state;
mod form_wait;
pub mod forms;
pub mod given_name;
mod heard;
mod hints;
mod information;
pub mod letter;
pub mod mail;
mod matter;
pub mod message_id;
mod monitoring;
mod new_request;
pub mod number;
mod person;
pub mod problem;
pub mod question;
mod register;
pub mod report;
pub mod returned;
mod route;
pub mod rules;
pub mod sla;
pub mod statistics;
mod status;
pub mod subject;
pub mod survey;
mod thanks;
pub mod triage;
#[cfg(test)]
mod triage_tests;
mod waiting;
mod withdrawn;
pub mod wording;
