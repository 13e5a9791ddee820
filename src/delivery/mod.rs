//! Where letters go: an SMTP submission server or a Maildir, behind one small interface.

mod answer;
mod maildir;
mod smtp;

pub use answer::{Stage, meaning};
pub use smtp::Limits;

use crate::config::mailbox::OutgoingConfig;
use crate::desk::address::Address;
use crate::desk::message_id::MessageId;
use crate::oauth::Tokens;

/// A letter ready to go: one recipient, its bytes final (contract, rulings 22 and 42).
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Envelope sender: the desk.
    pub from: Address,
    /// The one recipient.
    pub to: Address,
    /// Its Message-ID, as in the bytes.
    pub message_id: MessageId,
    /// The whole message, CRLF line ends.
    pub bytes: Vec<u8>,
}

/// The server has the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// A Message-ID that the server gave it instead of ours (named in its 250 answer), if any.
    pub server_message_id: Option<MessageId>,
}

/// The server does not have the letter, or may not have it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SendError {
    /// It may go later (4xx, connection lost, time out). One sentence with the server's words.
    #[error("{0}")]
    Passing(String),
    /// It will never go (5xx about this letter or recipient). One sentence with the server's words.
    #[error("{0}")]
    Permanent(String),
    /// Nothing can be sent at present: the server is not reached, TLS fails, the login is refused. Concerns all letters
    /// alike, and is no attempt at any of them.
    #[error("{0}")]
    Unavailable(String),
}

/// Where letters go.
#[derive(Debug)]
pub enum Transport {
    /// An SMTP submission server.
    Smtp(smtp::SmtpTransport),
    /// A Maildir.
    Maildir(maildir::MaildirTransport),
}

impl Transport {
    /// Makes ready what is needed, without reaching out: trust roots are read, folders are not yet made.
    ///
    /// # Errors
    /// `Unavailable` when the CA file cannot be used, or when plain text is asked for towards another machine.
    pub fn new(config: &OutgoingConfig, tokens: Option<&Tokens>) -> Result<Self, SendError> {
        Self::with_limits(config, tokens, Limits::default())
    }

    /// As [`Transport::new`], with other time limits: for tests.
    ///
    /// # Errors
    /// As [`Transport::new`].
    pub fn with_limits(
        config: &OutgoingConfig,
        tokens: Option<&Tokens>,
        limits: Limits,
    ) -> Result<Self, SendError> {
        Ok(match config {
            OutgoingConfig::Smtp(config) => Self::Smtp(smtp::SmtpTransport::new(config, tokens, limits)?),
            OutgoingConfig::Maildir { path } => Self::Maildir(maildir::MaildirTransport::new(path)),
        })
    }

    /// Tries everything but the sending: connection, TLS and login, or the folders. Returns a sentence of what was
    /// found.
    ///
    /// # Errors
    /// What a [`Transport::send`] would fail with at present.
    pub async fn check(&self) -> Result<String, SendError> {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::Maildir(maildir) => maildir.check().await,
        }
    }

    /// Sends one letter. Several may be sent at once; those beyond the connections allowed wait for one.
    ///
    /// # Errors
    /// See [`SendError`]. After `Passing` the server may have the letter all the same (its last answer was lost):
    /// the same bytes with the same Message-ID are sent again.
    pub async fn send(&self, letter: &Outgoing) -> Result<Accepted, SendError> {
        match self {
            Self::Smtp(smtp) => smtp.send(letter).await,
            Self::Maildir(maildir) => maildir.send(letter).await,
        }
    }

    /// Takes leave of the server, for at most a few seconds. A send that is still under way ends by itself.
    pub async fn close(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}
