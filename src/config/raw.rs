//! The configuration as it is written: every key of the contract and its type.
//!
//! The defaults stand in the shipped example alone (`example`).

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::mailbox::Tls;
use super::values;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub desk: Desk,
    pub storage: Storage,
    pub mailbox: Mailbox,
    pub outgoing: Outgoing,
    pub oauth2: Option<Oauth2>,
    pub security: Security,
    pub rules: Rules,
    pub limits: Limits,
    pub calendar: Calendar,
    pub classify: Classify,
    pub scan: Option<Scan>,
    pub metrics: Option<Metrics>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Desk {
    pub address: Option<String>,
    pub name: String,
    pub ticket_prefix: String,
    pub catalog: PathBuf,
    pub staff: PathBuf,
    pub templates: Option<PathBuf>,
    pub entity: String,
    pub phone: String,
    pub privacy_notice: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Storage {
    pub database: String,
    pub blobs: PathBuf,
    pub retention: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Kind {
    Imap,
    Smtp,
    Maildir,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Auth {
    Password,
    Oauth2,
}

impl TryFrom<String> for Kind {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        values::one_of(&text, &[("imap", Self::Imap), ("smtp", Self::Smtp), ("maildir", Self::Maildir)])
    }
}

impl TryFrom<String> for Auth {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        values::one_of(&text, &[("password", Self::Password), ("oauth2", Self::Oauth2)])
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mailbox {
    pub kind: Kind,
    pub path: Option<PathBuf>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Tls,
    pub ca_file: Option<PathBuf>,
    pub user: Option<String>,
    pub auth: Auth,
    pub password_file: Option<PathBuf>,
    pub password: Option<SecretString>,
    pub folder: String,
    pub done_folder: String,
    pub quarantine_folder: String,
    #[serde(deserialize_with = "values::duration")]
    pub poll_interval: Duration,
    pub idle: bool,
    pub take_since: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outgoing {
    pub kind: Kind,
    pub path: Option<PathBuf>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Tls,
    pub ca_file: Option<PathBuf>,
    pub user: Option<String>,
    pub auth: Auth,
    pub password_file: Option<PathBuf>,
    pub password: Option<SecretString>,
    pub max_connections: usize,
    pub per_minute: u32,
    pub per_day: u32,
    #[serde(deserialize_with = "values::size")]
    pub max_attached: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Oauth2 {
    pub token_url: String,
    pub client_id: String,
    pub client_secret_file: Option<PathBuf>,
    pub scope: String,
    pub ca_file: Option<PathBuf>,
    pub secret_expires: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Security {
    #[serde(deserialize_with = "values::list")]
    pub trusted_authserv: Vec<String>,
    pub trust_exchange_internal: bool,
    #[serde(deserialize_with = "values::list")]
    pub internal_domains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub information_wait_business_days: u32,
    pub form_wait_business_days: u32,
    pub survey_business_days: u32,
    pub problem_threshold: u32,
    #[serde(deserialize_with = "values::duration")]
    pub problem_window: Duration,
    pub report_business_day: u32,
    pub rotation: bool,
    pub digest: bool,
    #[serde(deserialize_with = "values::list")]
    pub monitoring_senders: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    #[serde(deserialize_with = "values::size")]
    pub max_mail: u64,
    pub max_parts: usize,
    pub max_depth: usize,
    pub auto_replies_per_hour: u32,
    pub auto_replies_per_case: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calendar {
    #[serde(deserialize_with = "values::list")]
    pub extra_holidays: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classify {
    pub threshold: f64,
    pub learned: bool,
    pub vocabulary: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metrics {
    pub listen: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scan {
    pub clamd: Option<String>,
}
