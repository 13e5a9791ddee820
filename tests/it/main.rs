//! Everything that needs a server: real ones (tests/mail-lab) and scripted ones.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "these are tests, helpers included; clippy knows only functions marked #[test]"
)]

#[macro_use]
mod support;

mod agents;
mod backup;
mod batch;
mod crash;
mod disk_full;
mod exchange;
mod faults;
mod health;
mod hostile;
mod instances;
mod journeys;
mod lab_journeys;
mod lab_oauth;
mod lab_procedure;
mod loops;
mod mailbox;
mod mailbox_exchange;
mod mailbox_scripted;
mod manual;
mod report;
mod requester;
mod retention;
mod scan;
mod store;
mod surveys;
