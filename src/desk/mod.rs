//! The procedure, pure: from a mail and the facts known about it to a decision.

pub mod address;
pub mod given_name;
pub mod letter;
pub mod mail;
pub mod message_id;
pub mod wording;
