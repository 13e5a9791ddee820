//! The configuration as it is written: every key of the contract, its type and its default.

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
    #[serde(default)]
    pub storage: Storage,
    pub mailbox: Mailbox,
    pub outgoing: Outgoing,
    #[expect(dead_code, reason = "read to be checked; nothing uses it in this release")]
    pub oauth2: Option<Oauth2>,
    #[serde(default)]
    pub security: Security,
    #[serde(default)]
    pub rules: Rules,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub calendar: Calendar,
    #[serde(default)]
    pub classify: Classify,
    #[expect(dead_code, reason = "read to be checked; nothing uses it in this release")]
    pub metrics: Option<Metrics>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Desk {
    pub address: String,
    #[serde(default = "desk_name")]
    pub name: String,
    #[serde(default = "ticket_prefix")]
    pub ticket_prefix: String,
    #[serde(default = "catalog_file")]
    pub catalog: PathBuf,
    #[serde(default = "staff_file")]
    pub staff: PathBuf,
    pub templates: Option<PathBuf>,
    #[serde(default = "entity")]
    pub entity: String,
    #[serde(default = "phone")]
    pub phone: String,
    #[serde(default = "privacy_notice")]
    pub privacy_notice: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Storage {
    pub database: String,
    pub blobs: PathBuf,
    pub retention: Option<String>,
}

impl Default for Storage {
    fn default() -> Self {
        Self { database: "sqlite://radica.db".to_owned(), blobs: "blobs".into(), retention: None }
    }
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
    pub tls: Option<Tls>,
    pub ca_file: Option<PathBuf>,
    pub user: Option<String>,
    pub auth: Option<Auth>,
    pub password_file: Option<PathBuf>,
    pub password: Option<SecretString>,
    #[serde(default = "inbox")]
    pub folder: String,
    #[serde(default = "done_folder")]
    pub done_folder: String,
    #[serde(default = "quarantine_folder")]
    pub quarantine_folder: String,
    #[serde(default = "poll_interval", deserialize_with = "values::duration")]
    pub poll_interval: Duration,
    #[serde(default = "yes")]
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
    pub tls: Option<Tls>,
    pub ca_file: Option<PathBuf>,
    pub user: Option<String>,
    pub auth: Option<Auth>,
    pub password_file: Option<PathBuf>,
    pub password: Option<SecretString>,
    #[serde(default = "max_connections")]
    pub max_connections: usize,
    #[serde(default)]
    pub per_minute: u32,
    #[serde(default)]
    pub per_day: u32,
    #[serde(default = "max_attached", deserialize_with = "values::size")]
    pub max_attached: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "keys of the contract that are known and checked, for auth = \"oauth2\"")]
pub(super) struct Oauth2 {
    pub token_url: String,
    pub client_id: String,
    pub client_secret_file: Option<PathBuf>,
    pub scope: String,
    pub ca_file: Option<PathBuf>,
    pub secret_expires: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Security {
    #[serde(deserialize_with = "values::list")]
    pub trusted_authserv: Vec<String>,
    pub trust_exchange_internal: bool,
    #[serde(deserialize_with = "values::list")]
    pub internal_domains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

impl Default for Rules {
    fn default() -> Self {
        Self {
            information_wait_business_days: 5,
            form_wait_business_days: 5,
            survey_business_days: 3,
            problem_threshold: 20,
            problem_window: Duration::from_secs(30 * 24 * 3600),
            report_business_day: 1,
            rotation: false,
            digest: true,
            monitoring_senders: Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    #[serde(deserialize_with = "values::size")]
    pub max_mail: u64,
    pub max_parts: usize,
    pub max_depth: usize,
    pub auto_replies_per_hour: u32,
    pub auto_replies_per_case: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_mail: 40 << 20,
            max_parts: 200,
            max_depth: 20,
            auto_replies_per_hour: 10,
            auto_replies_per_case: 10,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Calendar {
    #[serde(deserialize_with = "values::list")]
    pub extra_holidays: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classify {
    pub threshold: Option<f64>,
    #[serde(default)]
    pub learned: bool,
    pub vocabulary: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "a key of the contract that is known and checked, for the metrics endpoint")]
pub(super) struct Metrics {
    pub listen: Option<String>,
}

fn desk_name() -> String {
    "Mesa de Servicio SCJ".to_owned()
}
fn ticket_prefix() -> String {
    "SCJ".to_owned()
}
fn catalog_file() -> PathBuf {
    "catalog.toml".into()
}
fn staff_file() -> PathBuf {
    "staff.toml".into()
}
fn entity() -> String {
    "Secretaría Distrital de Seguridad, Convivencia y Justicia".to_owned()
}
fn phone() -> String {
    "3779595 ext. 1100".to_owned()
}
fn privacy_notice() -> String {
    "Sus datos personales se usan sólo para atender su solicitud, según la Ley 1581 de 2012 y la política de \
     tratamiento de datos de la entidad."
        .to_owned()
}
fn inbox() -> String {
    "INBOX".to_owned()
}
fn done_folder() -> String {
    "Procesados".to_owned()
}
fn quarantine_folder() -> String {
    "Cuarentena".to_owned()
}
fn poll_interval() -> Duration {
    Duration::from_secs(60)
}
fn yes() -> bool {
    true
}
fn max_connections() -> usize {
    3
}
fn max_attached() -> u64 {
    20 << 20
}
