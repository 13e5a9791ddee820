//! Where letters go: an SMTP submission server or a Maildir, behind one small interface.

mod maildir;
mod smtp;

use crate::desk::address::Address;
use crate::desk::message_id::MessageId;

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
    /// It may go later (4xx, no connection, time out). One sentence with the server's words.
    #[error("{0}")]
    Passing(String),
    /// It will never go (5xx about this letter or recipient). One sentence with the server's words.
    #[error("{0}")]
    Permanent(String),
    /// Nothing can be sent at present: login refused, TLS fails, host unknown. Concerns all letters, not this one.
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
