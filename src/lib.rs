//! radica: an IT service desk run wholly by mail (PD-GT-1).

pub mod cli;
pub mod clock;
pub mod config;
pub mod delivery;
pub mod desk;
pub mod letters;
pub mod mailbox;
pub mod parse;
pub mod store;
pub mod tls;
