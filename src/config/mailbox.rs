//! `[mailbox]`: where mail comes from. `[outgoing]`: where it goes.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Tls {
    /// TLS from the first byte (IMAPS 993, SMTPS 465).
    Implicit,
    /// Upgraded by STARTTLS before anything else is said; never left off.
    Starttls,
    /// Plain text; only towards loopback.
    None,
}

impl TryFrom<String> for Tls {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let words = [("implicit", Self::Implicit), ("starttls", Self::Starttls), ("none", Self::None)];
        super::values::one_of(&text, &words)
    }
}

/// One end of a connection to a mail server.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Host name, which the certificate must bear.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How it is secured.
    pub tls: Tls,
    /// An extra trust root, in PEM, beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Who logs in and with which password; `None` logs in nobody.
    pub login: Option<Login>,
}

/// A name and how it is proven.
#[derive(Clone, Debug)]
pub struct Login {
    /// Login name.
    pub user: String,
    /// How it is proven.
    pub proof: Proof,
}

/// How a name is proven.
#[derive(Clone, Debug)]
pub enum Proof {
    /// By its password.
    Password(SecretString),
    /// By an access token (`[oauth2]`).
    Oauth2,
}

/// Where mail is taken from.
#[derive(Clone, Debug)]
pub enum MailboxConfig {
    /// An IMAP folder.
    Imap(ImapConfig),
    /// A Maildir of this machine.
    Maildir(MaildirConfig),
}

impl MailboxConfig {
    /// How often to look.
    pub fn poll_interval(&self) -> Duration {
        match self {
            Self::Imap(imap) => imap.poll_interval,
            Self::Maildir(maildir) => maildir.poll_interval,
        }
    }
}

/// An IMAP folder and how it is read.
#[derive(Clone, Debug)]
pub struct ImapConfig {
    /// The server.
    pub endpoint: Endpoint,
    /// The folder that is read, such as `INBOX`.
    pub folder: String,
    /// Where taken mail goes; made when missing.
    pub done_folder: String,
    /// Where mail that could not be read goes; made when missing.
    pub quarantine_folder: String,
    /// How often to look, whatever IDLE says.
    pub poll_interval: Duration,
    /// Whether to IDLE between looks, where the server offers it.
    pub idle: bool,
}

/// A Maildir and how it is read.
#[derive(Clone, Debug)]
pub struct MaildirConfig {
    /// The folder that holds `new`, `cur` and `tmp`.
    pub path: PathBuf,
    /// Maildir++ name of the folder for taken mail, without its dot.
    pub done_folder: String,
    /// Maildir++ name of the folder for mail set apart, without its dot.
    pub quarantine_folder: String,
    /// How often to look.
    pub poll_interval: Duration,
}

/// Where letters go.
#[derive(Clone, Debug)]
pub enum OutgoingConfig {
    /// An SMTP submission server.
    Smtp(SmtpConfig),
    /// `new` of a Maildir of this machine.
    Maildir {
        /// The folder that holds `new`, `cur` and `tmp`.
        path: PathBuf,
    },
}

/// An SMTP submission server and its limits.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// The server.
    pub endpoint: Endpoint,
    /// Connections kept open at once.
    pub max_connections: usize,
}
