//! Servers and desks to test against.

pub mod desk;
pub mod fake_imap;
pub mod lab;
pub mod lab_config;
pub mod postgres;
pub mod program;
