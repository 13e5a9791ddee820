//! The configuration, typed.
pub mod mailbox;
