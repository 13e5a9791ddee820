//! Finds the configuration, reads it with the environment over it, and checks it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::mailbox::{
    Endpoint, ImapConfig, Login, MailboxConfig, MaildirConfig, OutgoingConfig, Proof, SmtpConfig, Tls,
};
use super::oauth2::Oauth2Config;
use super::raw::{self, Auth, Kind, Raw};
use super::{
    ClassifyConfig, Config, ConfigError, DatabaseUrl, DeskConfig, LimitsConfig, PaceConfig, RulesConfig,
    SecurityConfig, StorageConfig, example, from_base, secret,
};
use crate::desk::address::Address;

/// Where a configuration is looked for when none is named.
/// The least `storage.retention`.
const LEAST_RETENTION: Duration = Duration::from_secs(30 * 86_400);
const PLACES: [&str; 2] = ["radica.toml", "/etc/radica/radica.toml"];

/// The configuration file: the one named, or the first that is there.
///
/// # Errors
/// When none is named and none is there.
pub fn find(named: Option<&Path>) -> Result<PathBuf, ConfigError> {
    if let Some(path) = named {
        return Ok(path.to_path_buf());
    }
    PLACES
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .ok_or_else(|| ConfigError::NotFound(PLACES.join(" and ")))
}

/// Reads and checks a configuration.
///
/// # Errors
/// One plain sentence that names the file or key at fault.
pub fn load(file: &Path) -> Result<Config, ConfigError> {
    let text = std::fs::read_to_string(file)
        .map_err(|cause| ConfigError::Unreadable { path: file.to_path_buf(), cause })?;
    let raw: Raw = config::Config::builder()
        .add_source(config::File::from_str(&example::defaults(), config::FileFormat::Toml))
        .add_source(config::File::from_str(&text, config::FileFormat::Toml))
        .add_source(config::Environment::with_prefix("RADICA").prefix_separator("__").separator("__"))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| ConfigError::Malformed {
            path: file.to_path_buf(),
            message: sentence(&error.to_string()),
        })?;
    let absolute = std::path::absolute(file)
        .map_err(|cause| ConfigError::Unreadable { path: file.to_path_buf(), cause })?;
    check(raw, &absolute).map_err(|error| match error {
        ConfigError::Value { key, message } => {
            ConfigError::Malformed { path: file.to_path_buf(), message: format!("{key}: {message}") }
        }
        other => other,
    })
}

/// A library's message on one line, without what only its authors understand, and without the line of the file that
/// it shows ("9 | password = ..."): that may hold a secret.
pub(super) fn sentence(message: &str) -> String {
    let is_drawing = |line: &str| {
        line.is_empty()
            || line.starts_with('^')
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|')
    };
    let lines: Vec<&str> = message.lines().map(str::trim).filter(|line| !is_drawing(line)).collect();
    lines
        .join(" ")
        .replace(" in variable ", " at ")
        .replace(" for key ", " at ")
        .replace("unknown field ", "unknown key ")
        .replace("missing configuration field ", "missing: ")
}

/// For how long mails are kept: a month at least, so that a slip of the pen erases nothing that is still needed.
fn retention(text: &str) -> Result<Duration, ConfigError> {
    match super::values::parse_duration(text) {
        Some(time) if time >= LEAST_RETENTION => Ok(time),
        Some(_) => Err(ConfigError::value("storage.retention", "30d is the least; Ley 594 asks for years")),
        None => Err(ConfigError::value("storage.retention", "write it like 3650d")),
    }
}

fn check(raw: Raw, file: &Path) -> Result<Config, ConfigError> {
    let unset = example::unset(&raw);
    if !unset.is_empty() {
        return Err(ConfigError::Malformed {
            path: file.to_path_buf(),
            message: format!("still to be set: {}", unset.join(", ")),
        });
    }
    let base = file.parent().unwrap_or(Path::new("/"));
    let desk = desk(raw.desk, base)?;
    let mut internal_domains: Vec<String> = raw
        .security
        .internal_domains
        .iter()
        .map(|domain| domain.trim_start_matches('@').to_lowercase())
        .collect();
    if internal_domains.is_empty() {
        internal_domains.push(desk.address.domain().to_owned());
    }
    let retention = raw.storage.retention.as_deref().map(retention).transpose()?;
    let take_since = raw.mailbox.take_since.as_deref().map(instant).transpose()?;
    let pace = pace(&raw.outgoing)?;
    let secret_expires = raw.oauth2.as_ref().and_then(|oauth2| oauth2.secret_expires.as_deref());
    let secret_expires = secret_expires.map(|day| date("oauth2.secret_expires", day)).transpose()?;
    let asks_for_tokens = [raw.mailbox.auth, raw.outgoing.auth].contains(&Auth::Oauth2);
    let mailbox = mailbox(raw.mailbox, base)?;
    let outgoing = outgoing(raw.outgoing, pace.max_connections, base)?;
    let oauth2 = match (raw.oauth2, asks_for_tokens) {
        (None, true) => {
            return Err(ConfigError::value("oauth2", "is missing: auth = \"oauth2\" asks for it"));
        }
        (Some(oauth2), true) => Some(Oauth2Config::check(oauth2, base)?),
        (_, false) => None,
    };
    Ok(Config {
        oauth2,
        file: file.to_path_buf(),
        storage: StorageConfig {
            database: database(&raw.storage.database, base)?,
            blobs: from_base(base, &raw.storage.blobs),
            retention,
        },
        mailbox,
        take_since,
        outgoing,
        pace,
        security: SecurityConfig {
            trusted_authserv: raw.security.trusted_authserv.iter().map(|id| id.to_lowercase()).collect(),
            trust_exchange_internal: raw.security.trust_exchange_internal,
            internal_domains,
        },
        rules: rules(&raw.rules)?,
        limits: limits(&raw.limits)?,
        classify: classify(&raw.classify, base)?,
        extra_holidays: raw
            .calendar
            .extra_holidays
            .iter()
            .map(|day| date("calendar.extra_holidays", day))
            .collect::<Result<_, _>>()?,
        secret_expires,
        scan: raw
            .scan
            .and_then(|scan| scan.clamd)
            .map(|place| super::scan::clamd(place.trim()))
            .transpose()?,
        metrics: raw
            .metrics
            .and_then(|metrics| metrics.listen)
            .map(|listen| loopback(&listen))
            .transpose()?,
        desk,
    })
}

fn desk(raw: raw::Desk, base: &Path) -> Result<DeskConfig, ConfigError> {
    let prefix = raw.ticket_prefix.trim().to_uppercase();
    if prefix.is_empty() || prefix.len() > 12 || !prefix.chars().all(|c| c.is_ascii_alphabetic()) {
        return Err(ConfigError::value("desk.ticket_prefix", "must be 1 to 12 letters A to Z, such as SCJ"));
    }
    if ["SOL", "PRB"].contains(&prefix.as_str()) {
        return Err(ConfigError::value(
            "desk.ticket_prefix",
            "SOL and PRB are taken by requests and problems",
        ));
    }
    Ok(DeskConfig {
        address: Address::parse(&required("desk.address", raw.address)?)
            .map_err(|error| ConfigError::value("desk.address", error.to_string()))?,
        name: raw.name,
        ticket_prefix: prefix,
        catalog: from_base(base, &raw.catalog),
        staff: from_base(base, &raw.staff),
        templates: raw.templates.map(|path| from_base(base, &path)),
        entity: raw.entity,
        phone: raw.phone,
        privacy_notice: raw.privacy_notice,
    })
}

fn database(url: &str, base: &Path) -> Result<DatabaseUrl, ConfigError> {
    if let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
        let path = path.split('?').next().unwrap_or(path);
        if path.is_empty() || path == ":memory:" {
            return Err(ConfigError::value(
                "storage.database",
                "a SQLite database needs a file, such as sqlite://radica.db",
            ));
        }
        return Ok(DatabaseUrl::Sqlite(from_base(base, Path::new(path))));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(DatabaseUrl::Postgres(secret::Url::new(url.to_owned())));
    }
    Err(ConfigError::value("storage.database", "must begin with sqlite:// or postgres://"))
}

fn mailbox(raw: raw::Mailbox, base: &Path) -> Result<MailboxConfig, ConfigError> {
    for (key, folder) in [
        ("folder", &raw.folder),
        ("done_folder", &raw.done_folder),
        ("quarantine_folder", &raw.quarantine_folder),
    ] {
        if folder.is_empty() || folder.chars().any(char::is_control) {
            return Err(ConfigError::value(format!("mailbox.{key}"), "must be the name of a folder"));
        }
    }
    if raw.folder == raw.done_folder || raw.folder == raw.quarantine_folder {
        return Err(ConfigError::value(
            "mailbox.folder",
            "must be another folder than done_folder and quarantine_folder",
        ));
    }
    match raw.kind {
        Kind::Maildir => {
            for (key, folder) in
                [("done_folder", &raw.done_folder), ("quarantine_folder", &raw.quarantine_folder)]
            {
                if folder.contains('/') || folder.starts_with('.') {
                    return Err(ConfigError::value(
                        format!("mailbox.{key}"),
                        "must be a plain Maildir++ name, without / or leading dot",
                    ));
                }
            }
            Ok(MailboxConfig::Maildir(MaildirConfig {
                path: from_base(base, &required("mailbox.path", raw.path)?),
                done_folder: raw.done_folder,
                quarantine_folder: raw.quarantine_folder,
                poll_interval: raw.poll_interval,
            }))
        }
        Kind::Imap => {
            let end = End {
                section: "mailbox",
                credential: "imap-password",
                host: raw.host,
                port: raw.port.unwrap_or(if raw.tls == Tls::Implicit { 993 } else { 143 }),
                tls: raw.tls,
                ca_file: raw.ca_file,
                user: Some(required("mailbox.user", raw.user)?),
                auth: raw.auth,
                password_file: raw.password_file,
                password: raw.password,
            };
            Ok(MailboxConfig::Imap(ImapConfig {
                endpoint: end.check(base)?,
                folder: raw.folder,
                done_folder: raw.done_folder,
                quarantine_folder: raw.quarantine_folder,
                poll_interval: raw.poll_interval,
                idle: raw.idle,
            }))
        }
        Kind::Smtp => Err(ConfigError::value("mailbox.kind", "must be \"imap\" or \"maildir\"")),
    }
}

fn outgoing(raw: raw::Outgoing, max_connections: usize, base: &Path) -> Result<OutgoingConfig, ConfigError> {
    match raw.kind {
        Kind::Maildir => {
            Ok(OutgoingConfig::Maildir { path: from_base(base, &required("outgoing.path", raw.path)?) })
        }
        Kind::Smtp => {
            let end = End {
                section: "outgoing",
                credential: "smtp-password",
                host: raw.host,
                port: raw.port.unwrap_or(if raw.tls == Tls::Implicit { 465 } else { 587 }),
                tls: raw.tls,
                ca_file: raw.ca_file,
                user: raw.user,
                auth: raw.auth,
                password_file: raw.password_file,
                password: raw.password,
            };
            Ok(OutgoingConfig::Smtp(SmtpConfig { endpoint: end.check(base)?, max_connections }))
        }
        Kind::Imap => Err(ConfigError::value("outgoing.kind", "must be \"smtp\" or \"maildir\"")),
    }
}

/// The keys that both ends have.
struct End {
    section: &'static str,
    credential: &'static str,
    host: Option<String>,
    port: u16,
    tls: Tls,
    ca_file: Option<PathBuf>,
    user: Option<String>,
    auth: Auth,
    password_file: Option<PathBuf>,
    password: Option<secrecy::SecretString>,
}

impl End {
    fn check(self, base: &Path) -> Result<Endpoint, ConfigError> {
        let key = |name: &str| format!("{}.{name}", self.section);
        let host = required(&key("host"), self.host)?;
        if self.tls == Tls::None && !is_loopback(&host) {
            return Err(ConfigError::value(
                key("tls"),
                format!("\"none\" is only allowed towards loopback, not towards {host}"),
            ));
        }
        let ca_file = self.ca_file.map(|path| from_base(base, &path));
        if let Some(path) = ca_file.as_ref().filter(|_| self.tls != Tls::None) {
            std::fs::metadata(path).map_err(|cause| ConfigError::Unreadable { path: path.clone(), cause })?;
        }
        let login = match (self.auth, self.user) {
            (Auth::Oauth2, user) => {
                let has_password = self.password.is_some() || self.password_file.is_some();
                if has_password {
                    return Err(ConfigError::value(
                        key("auth"),
                        "\"oauth2\" takes no password: leave it out",
                    ));
                }
                Some(Login { user: required(&key("user"), user)?, proof: Proof::Oauth2 })
            }
            (Auth::Password, None) => None,
            (Auth::Password, Some(user)) => {
                let file = self.password_file.as_deref().map(|path| from_base(base, path));
                let password =
                    secret::password(self.section, file.as_deref(), self.password, self.credential)?;
                Some(Login { user, proof: Proof::Password(password) })
            }
        };
        Ok(Endpoint { host, port: self.port, tls: self.tls, ca_file, login })
    }
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn rules(raw: &raw::Rules) -> Result<RulesConfig, ConfigError> {
    for (key, days, most) in [
        ("information_wait_business_days", raw.information_wait_business_days, 250),
        ("form_wait_business_days", raw.form_wait_business_days, 250),
        ("survey_business_days", raw.survey_business_days, 250),
        ("report_business_day", raw.report_business_day, 5),
    ] {
        if days == 0 || days > most {
            return Err(ConfigError::value(
                format!("rules.{key}"),
                format!("must be from 1 to {most}, not {days}"),
            ));
        }
    }
    let monitoring_senders = raw
        .monitoring_senders
        .iter()
        .map(|sender| Address::parse(sender))
        .collect::<Result<_, _>>()
        .map_err(|error| ConfigError::value("rules.monitoring_senders", error.to_string()))?;
    Ok(RulesConfig {
        information_wait_business_days: raw.information_wait_business_days,
        form_wait_business_days: raw.form_wait_business_days,
        survey_business_days: raw.survey_business_days,
        problem_threshold: raw.problem_threshold,
        problem_window: raw.problem_window,
        report_business_day: raw.report_business_day,
        rotation: raw.rotation,
        digest: raw.digest,
        monitoring_senders,
    })
}

/// The threshold that suits the shipped vocabulary and its examples: on the development mails one in fifty real ones
/// stays below it, and nearly all vague ones. Without examples it is above what one hint alone comes to (0.259).
pub const THRESHOLD: f64 = 0.26;

fn classify(raw: &raw::Classify, base: &Path) -> Result<ClassifyConfig, ConfigError> {
    let threshold = raw.threshold;
    if !(0.0..=1.0).contains(&threshold) {
        return Err(ConfigError::value(
            "classify.threshold",
            format!("must be from 0 to 1, not {threshold}"),
        ));
    }
    Ok(ClassifyConfig {
        threshold,
        learned: raw.learned,
        vocabulary: raw.vocabulary.as_ref().map(|file| from_base(base, file)),
    })
}

fn limits(raw: &raw::Limits) -> Result<LimitsConfig, ConfigError> {
    if raw.max_mail < 64 << 10 {
        return Err(ConfigError::value("limits.max_mail", "must be at least 64KB"));
    }
    Ok(LimitsConfig {
        max_mail: raw.max_mail,
        max_parts: at_least_one("limits.max_parts", raw.max_parts)?,
        max_depth: at_least_one("limits.max_depth", raw.max_depth)?,
        auto_replies_per_hour: raw.auto_replies_per_hour,
        auto_replies_per_case: raw.auto_replies_per_case,
    })
}

fn required<T>(key: &str, value: Option<T>) -> Result<T, ConfigError> {
    value.ok_or_else(|| ConfigError::value(key, "is missing"))
}

/// How fast letters may go. Towards Exchange Online never faster than it takes them: three connections at once, 30 letters
/// a minute, 10,000 recipients a day.
fn pace(raw: &raw::Outgoing) -> Result<PaceConfig, ConfigError> {
    let is_exchange = raw.host.as_deref().is_some_and(|host| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        EXCHANGE_ONLINE.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
    });
    let at_most = |wanted: u32, most: u32| match wanted {
        0 => most,
        wanted => wanted.min(most),
    };
    let max_connections = at_least_one("outgoing.max_connections", raw.max_connections)?;
    Ok(PaceConfig {
        max_connections: if is_exchange { max_connections.min(3) } else { max_connections },
        per_minute: if is_exchange { at_most(raw.per_minute, 30) } else { raw.per_minute },
        per_day: if is_exchange { at_most(raw.per_day, 10_000) } else { raw.per_day },
        max_attached: raw.max_attached,
    })
}

/// Under which names Exchange Online takes letters.
const EXCHANGE_ONLINE: [&str; 2] = ["office365.com", "outlook.com"];

fn at_least_one(key: &str, value: usize) -> Result<usize, ConfigError> {
    if value == 0 { Err(ConfigError::value(key, "must be at least 1")) } else { Ok(value) }
}

fn date(key: &str, day: &str) -> Result<Date, ConfigError> {
    day.parse()
        .map_err(|_| ConfigError::value(key, format!("\"{day}\" is no date; write it like 2026-12-24")))
}

/// The figures are told without TLS or password: to this machine alone.
fn loopback(listen: &str) -> Result<SocketAddr, ConfigError> {
    let wrong = |what| {
        ConfigError::value(
            "metrics.listen",
            format!("\"{listen}\" is no {what}; write it like 127.0.0.1:9464"),
        )
    };
    let address: SocketAddr = listen.trim().parse().map_err(|_| wrong("address with a port"))?;
    if address.ip().is_loopback() { Ok(address) } else { Err(wrong("address of this machine alone")) }
}

fn instant(text: &str) -> Result<Timestamp, ConfigError> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let wrong = || {
        ConfigError::value("mailbox.take_since", format!("\"{text}\" is no date; write it like 2026-11-20"))
    };
    let date: Date = text.parse().map_err(|_| wrong())?;
    Ok(date.to_zoned_datetime(crate::clock::bogota()).map_err(|_| wrong())?.timestamp())
}
