//! radica: an IT service desk run wholly by mail, carrying out procedure PD-GT-1.
//!
//! # A mail's journey
//!
//! [`mailbox`] lists and fetches; [`parse`] turns bytes into a [`desk::mail::Mail`]; [`forms`] reads
//! the entity's forms among its files; [`intake`] gathers the facts and has
//! [`desk`], which is pure, decide; [`store`] carries the decision out in one transaction: case, history, letters,
//! deadlines. [`dispatch`] words queued letters with [`letters`] (and [`report`], which makes the monthly report's files) and hands
//! them to [`delivery`]. [`schedule`] does what
//! falls due by the same decisions. [`round`] is all of it once, [`service`] is all of it for ever, [`app`] puts the parts
//! together.

pub mod cli;
pub mod clock;
pub mod config;

pub mod mailbox;
pub mod parse;
pub mod forms;
pub mod desk;
pub mod intake;
pub mod store;
pub mod report;
pub mod letters;
pub mod delivery;
pub mod dispatch;
pub mod schedule;

pub mod app;
pub mod demo;
pub mod health;
pub mod lifecycle;
pub mod metrics;
pub mod pulse;
pub mod round;
pub mod scan;
pub mod service;
pub mod oauth;
pub mod tls;
pub mod turn;
pub mod watchdog;
