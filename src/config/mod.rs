//! The configuration, typed: one struct a section, every key checked, every error naming its key or file.
//!
//! `load` reads the example's defaults, over them the TOML file, over it the environment (`RADICA__SECTION__KEY`), refuses what it does not know, and turns
//! paths into paths from the configuration file (contract, ruling 40).

pub mod catalog;
mod error;
mod example;
mod load;
pub mod mailbox;
pub mod oauth2;
mod raw;
pub mod scan;
pub mod secret;
pub mod staff;
mod values;
pub mod vocabulary;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

pub use error::ConfigError;
pub use load::{THRESHOLD, find, load};
pub use values::parse_duration;

use crate::desk::address::Address;
use mailbox::{MailboxConfig, OutgoingConfig};
use oauth2::Oauth2Config;
use scan::ScanConfig;

/// All that radica is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// `[desk]`
    pub desk: DeskConfig,
    /// `[storage]`
    pub storage: StorageConfig,
    /// `[mailbox]`
    pub mailbox: MailboxConfig,
    /// `mailbox.take_since`: older mail is left where it lies.
    pub take_since: Option<Timestamp>,
    /// `[outgoing]`
    pub outgoing: OutgoingConfig,
    /// `outgoing.max_connections`, `per_minute`, `per_day`, `max_attached`
    pub pace: PaceConfig,
    /// `[oauth2]`, where an end asks for it.
    pub oauth2: Option<Oauth2Config>,
    /// `[security]`
    pub security: SecurityConfig,
    /// `[rules]`
    pub rules: RulesConfig,
    /// `[limits]`
    pub limits: LimitsConfig,
    /// `[classify]`
    pub classify: ClassifyConfig,
    /// `calendar.extra_holidays`
    pub extra_holidays: Vec<Date>,
    /// `oauth2.secret_expires`: the day on which the secret ends.
    pub secret_expires: Option<Date>,
    /// `scan.clamd`: who looks at files before they go along with a letter.
    pub scan: Option<ScanConfig>,
    /// `metrics.listen`: where the figures are told to Prometheus; on this machine alone.
    pub metrics: Option<SocketAddr>,
}

/// `[desk]`: who the desk is.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// The desk's address: letters come from it, mail from it is our own.
    pub address: Address,
    /// The name beside the address.
    pub name: String,
    /// The first part of a ticket number.
    pub ticket_prefix: String,
    /// The catalogue's file.
    pub catalog: PathBuf,
    /// The staff list's file.
    pub staff: PathBuf,
    /// A folder whose files replace single built-in templates.
    pub templates: Option<PathBuf>,
    /// The entity's name, for the foot of letters.
    pub entity: String,
    /// The telephone line, for the foot of letters.
    pub phone: String,
    /// The privacy notice (Ley 1581 de 2012), for the foot of letters.
    pub privacy_notice: String,
}

/// `[storage]`: where things are kept.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// The database.
    pub database: DatabaseUrl,
    /// The folder of large blobs.
    pub blobs: PathBuf,
    /// For how long the bytes of mails are kept after their case closed; `None` for ever.
    pub retention: Option<Duration>,
}

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server: `postgres://user:password@host/db`.
    Postgres(secret::Url),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

/// How fast letters may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceConfig {
    /// Connections to the server at once.
    pub max_connections: usize,
    /// Letters a minute; 0 for as many as go.
    pub per_minute: u32,
    /// Letters a day; 0 for as many as go.
    pub per_day: u32,
    /// Bytes of files in one letter; what is beyond is named and not attached.
    pub max_attached: u64,
}

/// `[security]`: who is believed.
#[derive(Clone, Debug, Default)]
pub struct SecurityConfig {
    /// Whose `Authentication-Results` are believed.
    pub trusted_authserv: Vec<String>,
    /// Whether Exchange's mark of internal mail is believed.
    pub trust_exchange_internal: bool,
    /// Domains whose people are told their own words back; the desk's unless set.
    pub internal_domains: Vec<String>,
}

/// `[rules]`: the procedure's settings.
#[derive(Clone, Debug)]
pub struct RulesConfig {
    /// [8] Business days to wait for missing information.
    pub information_wait_business_days: u32,
    /// [16] Business days to wait for a form.
    pub form_wait_business_days: u32,
    /// [7] Business days to answer the survey.
    pub survey_business_days: u32,
    /// Reports of one category that make a problem.
    pub problem_threshold: u32,
    /// Within how long.
    pub problem_window: Duration,
    /// [26] Business day of the monthly report, 1 to 5.
    pub report_business_day: u32,
    /// New cases go around among the agents of their group.
    pub rotation: bool,
    /// Each working morning agents and coordinator are told what is open.
    pub digest: bool,
    /// Monitoring tools whose proven alerts become incidents.
    pub monitoring_senders: Vec<Address>,
}

/// `[classify]`: how a category is found.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassifyConfig {
    /// Below this score a case goes to level 1 as "por categorizar"; from 0 to 1.
    pub threshold: f64,
    /// What `catalog train` has learned from the agents' corrections has a say.
    pub learned: bool,
    /// A vocabulary instead of the shipped one.
    pub vocabulary: Option<PathBuf>,
}

/// `[limits]`: how much is taken, how much is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Largest mail that is read whole, in bytes.
    pub max_mail: u64,
    /// Most MIME parts of a mail.
    pub max_parts: usize,
    /// Deepest nesting of MIME parts.
    pub max_depth: usize,
    /// Automatic answers that one unproven address gets in an hour.
    pub auto_replies_per_hour: u32,
    /// Automatic answers to its requester that one case gives in an hour.
    pub auto_replies_per_case: u32,
}

/// Makes a path from the configuration absolute: relative ones start at the folder of the file they stand in.
fn from_base(base: &Path, path: &Path) -> PathBuf {
    if path.is_absolute() { path.to_path_buf() } else { base.join(path) }
}
