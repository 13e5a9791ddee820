//! radica: an IT service desk run wholly by mail (PD-GT-1).

pub mod clock;
pub mod config;
pub mod desk;
pub mod parse;
