//! Servers to test against.

pub mod fake_imap;
pub mod lab;
