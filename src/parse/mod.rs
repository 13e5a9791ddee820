//! From bytes to a [`Mail`]: who wrote, what is new in it, which files, whether a machine wrote it, who proves to be
//! whom.
//!
//! MIME is mail-parser's: structure, header values, transfer encodings, charsets. Before it runs, one pass over the
//! bytes (`prepare`) holds the limits and mends what it would read badly; `parts`, `words` and `transfer` look again
//! where it lost something. The header fields themselves are read from the bytes as they came (`fields`), for who
//! proves to be whom hangs on their order. Every step is linear in the mail's size, and what is broken is kept as text
//! rather than dropped. Parsing runs where a panic is caught.

mod addresses;
mod attachments;
mod auth_results;
mod automatic;
mod body;
mod bounce;
mod charset;
mod fields;
mod fingerprint;
mod guard;
mod headers;
mod names;
mod parts;
mod pictures;
mod prepare;
pub mod text;
mod tnef;
mod transfer;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::desk::address::Address;
use crate::desk::mail::Mail;
use crate::desk::message_id::MessageId;
use crate::desk::subject;

pub use fingerprint::fingerprint;
pub use guard::{Limits, Unreadable};

/// What the reading of a mail depends on besides its bytes.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The desk's own addresses: what comes from them the desk sent itself.
    pub own: Vec<Address>,
    /// The domain of our Message-IDs, by which a report's words are searched.
    pub own_domain: String,
    /// The words at the foot of our letters, where the configuration has them: entity, telephone, privacy notice.
    pub foot: String,
    /// Servers whose `Authentication-Results` are believed (contract, ruling 21).
    pub trusted_authserv: Vec<String>,
    /// Exchange's own marks are believed (ruling 21).
    pub trust_exchange_internal: bool,
    /// What a mail may ask for.
    pub limits: Limits,
}

/// A mail, and its files' bytes.
#[derive(Debug)]
pub struct Parsed {
    /// The mail.
    pub mail: Mail,
    /// The decoded bytes of `mail.attachments`, in the same order.
    pub contents: Vec<Vec<u8>>,
}

/// What can be told of a mail that cannot be read, for the list of those set apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Its identifier, where it has a usable one.
    pub message_id: Option<MessageId>,
    /// The author's address, or what stands in From; on one line, may be empty.
    pub from: String,
    /// The subject, on one line; may be empty.
    pub subject: String,
}

/// Reads a mail.
///
/// # Errors
/// When it goes beyond the limits, when nobody can be answered, or when the parser panicked. The bytes are then kept
/// whole and set apart.
pub fn parse(bytes: &[u8], settings: &Settings) -> Result<Parsed, Unreadable> {
    caught(|| read(bytes, settings)).unwrap_or_else(|message| Err(Unreadable::Failed(message)))
}

/// Looks at the header of a mail as far as it goes; never fails.
pub fn header_glance(bytes: &[u8]) -> Glance {
    let look = || {
        let limits = Limits::default();
        let fields = fields::Fields::glance(bytes, &limits);
        let from = match headers::authors(&fields).0 {
            Some(contact) => contact.address.to_string(),
            None => fields.first("From").map(words::decode).unwrap_or_default(),
        };
        Glance {
            message_id: headers::message_id(&fields),
            from: words::cut(from, 200),
            subject: words::cut(headers::subject(&fields), 300),
        }
    };
    caught(look).unwrap_or_default()
}

/// Runs a parser; a panic becomes its message on one line.
fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text =
            text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
        words::cut(words::one_line(text), 200)
    })
}

fn read(bytes: &[u8], settings: &Settings) -> Result<Parsed, Unreadable> {
    parts::Tree::with(bytes, &settings.limits, |tree| read_tree(bytes, tree, settings))?
}

fn read_tree(bytes: &[u8], tree: &parts::Tree<'_>, settings: &Settings) -> Result<Parsed, Unreadable> {
    let fields = &tree.fields;
    let mut mail = Mail { fingerprint: fingerprint(bytes), ..Mail::default() };
    headers::fill(&mut mail, fields);
    mail.automatic = automatic::classify(tree, &mail, settings);
    if mail.from.is_none() && mail.automatic.is_none() {
        return Err(Unreadable::NoAuthor);
    }
    mail.wants_no_automatic_answer = automatic::wants_no_answer(fields);
    let trust = auth_results::Trust {
        authserv: &settings.trusted_authserv,
        exchange_internal: settings.trust_exchange_internal,
    };
    mail.verdict = auth_results::verdict(fields, mail.sender(), mail.authors, trust);
    let context = text::Context {
        // Outlook and Gmail name the mail that is forwarded as if it were answered.
        answers: subject::is_reply(&mail.subject)
            || (!mail.thread.is_empty() && !subject::is_forward(&mail.subject)),
        own: &settings.own,
        foot: &settings.foot,
        author: mail.from.as_ref().and_then(|from| from.name.as_deref()).unwrap_or_default(),
    };
    let mut body = body::read(tree, context);
    let files = attachments::collect(tree, &mut body, context);
    mail.own_text = (body.own.trim() != body.new.trim()).then_some(body.own);
    mail.quotes_us = body.quotes_us;
    mail.within = body.within;
    mail.new_text = body.new;
    mail.signature = body.signature;
    mail.quoted = body.quoted;
    mail.attachments = files.list;
    mail.remarks = files.remarks;
    if body.answers_within && mail.new_text.is_empty() && mail.attachments.is_empty() {
        mail.remarks.push(Mail::MAY_ANSWER_WITHIN.to_owned());
    }
    if body.is_cut {
        mail.remarks
            .push("el texto es muy largo: se leyó el comienzo; el correo completo está guardado".to_owned());
    }
    Ok(Parsed { mail, contents: files.contents })
}

#[cfg(test)]
mod tests;
