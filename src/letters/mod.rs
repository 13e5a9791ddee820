//! From a typed content to the bytes of a mail: contents → words → templates → text and HTML → a MIME message.
//!
//! Templates know no logic beyond `if` and `for`: dates, states and sizes come to them in Spanish words
//! ([`view`], [`crate::desk::wording`]). They are compiled, and their CSS is put inline, once, when they are loaded.

pub mod error;
pub mod files;
mod inline;
mod mailto;
mod mime;
pub mod samples;
mod templates;
mod text;
mod view;

#[cfg(test)]
mod tests;

use std::path::Path;

use jiff::Timestamp;
use tera::{Context, Tera};

pub use error::LetterError;
pub use files::{Files, Held, HeldFiles};
pub use mime::content_id;

use crate::desk::address::{Address, Contact};
use crate::desk::letter::Content;
use crate::desk::mail::Attachment;
use crate::desk::message_id::MessageId;

/// Who writes: what stands in the From field and at the foot of every letter.
#[derive(Clone, Debug)]
pub struct DeskIdentity {
    /// The desk's name, such as "Mesa de Servicio SCJ".
    pub name: String,
    /// Its address.
    pub address: Address,
    /// The entity it belongs to.
    pub entity: String,
    /// Its telephone, such as "3779595 ext. 1100".
    pub phone: String,
    /// Its service hours, in Spanish words; what `;` parts stands on lines of its own.
    pub hours: String,
    /// The privacy notice (Ley 1581 de 2012).
    pub privacy_notice: String,
    /// A page about the desk, if there is one.
    pub public_url: Option<String>,
    /// What case numbers begin with, such as "SCJ": strangers are told what to look for.
    pub ticket_prefix: String,
}

/// What a letter is sent in: everything about it but its content.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The one recipient (contract, ruling 22).
    pub to: Contact,
    /// The number it is about, of a case (`SCJ-…`) or a request (`SOL-…`).
    pub number: Option<String>,
    /// The number is a case's: it goes into `X-Radica-Ticket`.
    pub is_ticket: bool,
    /// Its own identifier.
    pub message_id: MessageId,
    /// The synthetic identifier that later proves who got it (contract, "Every mail that goes out").
    pub reference: MessageId,
    /// The mail it answers.
    pub in_reply_to: Option<MessageId>,
    /// The thread with this recipient, oldest first, without `reference`.
    pub references: Vec<MessageId>,
    /// Business time when it was queued: its Date, its greeting and what "hoy" means.
    pub at: Timestamp,
    /// How many bytes of files may go along in all, decoded.
    pub max_attached: u64,
    /// Files that stay behind whatever their size.
    pub held: HeldFiles,
}

/// A letter in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// The subject, with the number in front, on one line.
    pub subject: String,
    /// The letter as plain text, LF line ends.
    pub text: String,
    /// The letter as HTML.
    pub html: String,
}

/// The letters' templates, ready to use.
#[derive(Debug)]
pub struct Letters {
    tera: Tera,
    desk: DeskIdentity,
}

impl Letters {
    /// Compiles the templates: the built-in ones, each replaced by the file of the same name in `overrides` (or in
    /// its folder `mail`), where there is one. Every template is tried with its samples.
    ///
    /// # Errors
    /// When an override cannot be read, has no template's name, is wrong, or names an unknown variable.
    pub fn load(overrides: Option<&Path>, desk: DeskIdentity) -> Result<Self, LetterError> {
        let tera = templates::load(overrides, &desk)?;
        Ok(Self { tera, desk })
    }

    /// Who writes.
    pub fn desk(&self) -> &DeskIdentity {
        &self.desk
    }

    /// Puts a letter into words.
    ///
    /// # Errors
    /// When a template fails with this content although it held with the samples.
    pub fn word(&self, envelope: &Envelope, content: &Content) -> Result<Worded, LetterError> {
        let context = templates::context(&self.desk, envelope, content)?;
        templates::render(&self.tera, content.template(), &context, envelope)
            .map_err(|error| templates::explain(&error, None))
    }

    /// The final bytes of a letter, CRLF line ends: the same input gives the same bytes (contract, ruling 42).
    ///
    /// `files` are the contents of [`Files::of`]`(content, envelope.max_attached, &envelope.held).attached` and of
    /// [`Content::charts`], in any order; others among them do not go along.
    ///
    /// # Errors
    /// When a file that the letter names is not among `files`, or an address can stand in no header.
    pub fn mime(
        &self,
        envelope: &Envelope,
        content: &Content,
        worded: &Worded,
        files: &[(Attachment, Vec<u8>)],
    ) -> Result<Vec<u8>, LetterError> {
        mime::message(&self.desk, envelope, content, worded, files)
    }
}

/// The variables of a letter, as its templates name them.
type Variables = Context;
