//! A worded letter as the bytes of a mail (contract, "Every mail that goes out").
//!
//! The same input gives the same bytes: boundaries come from the Message-ID, the Date from the envelope.

use std::collections::{HashMap, HashSet};

use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, Date, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::text::one_line;
use super::{DeskIdentity, Envelope, Files, LetterError, Worded};
use crate::clock::bogota;
use crate::desk::address::Address;
use crate::desk::letter::{Chart, Content};
use crate::desk::mail::Attachment;
use crate::desk::message_id::MessageId;

/// How many identifiers References bears at most: the first, and the latest.
const REFERENCES_MAX: usize = 20;
/// The longest identifier that goes into a header, in bytes: RFC 5322 allows a line 998.
const ID_MAX: usize = 900;
/// The longest display name, in characters.
const NAME_MAX: usize = 100;

/// Puts the message together.
pub fn message(
    desk: &DeskIdentity,
    envelope: &Envelope,
    content: &Content,
    worded: &Worded,
    files: &[(Attachment, Vec<u8>)],
) -> Result<Vec<u8>, LetterError> {
    let from = mailbox(Some(&desk.name), &desk.address)?;
    let to = mailbox(envelope.to.name.as_deref(), &envelope.to.address)?;
    let route = lettre::address::Envelope::new(Some(from.email.clone()), vec![to.email.clone()])
        .map_err(|error| LetterError::Message(error.to_string()))?;
    let date = envelope.at.to_zoned_datetime(bogota()).strftime("%a, %d %b %Y %H:%M:%S %z").to_string();

    // lettre writes dates in UTC only, and would put in the present where it cannot read one: the desk's own is set
    // once the message stands.
    let unix = std::time::Duration::from_secs(u64::try_from(envelope.at.as_second()).unwrap_or_default());
    let mut builder = Message::builder()
        .envelope(route)
        .from(from)
        .to(to)
        .subject(one_line(&worded.subject, 300))
        .header(Date::new(std::time::UNIX_EPOCH.checked_add(unix).unwrap_or(std::time::UNIX_EPOCH)))
        .raw_header(ids("Message-ID", std::slice::from_ref(&envelope.message_id)));
    if let Some(id) = envelope.in_reply_to.as_ref().filter(|id| is_sendable(id)) {
        builder = builder.raw_header(ids("In-Reply-To", std::slice::from_ref(id)));
    }
    builder = builder.raw_header(ids("References", &references(envelope)));
    // An agent's own words are no machine's: whoever is away may say so (ruling 36).
    if !content.is_a_persons() {
        builder = builder
            .raw_header(raw("Auto-Submitted", auto_submitted(envelope, content)))
            .raw_header(raw("X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN"));
    }
    builder =
        builder.raw_header(raw("X-Radica-Kind", content.kind())).raw_header(raw("Content-Language", "es-CO"));
    if let Some(number) = envelope.number.as_deref().filter(|_| envelope.is_ticket) {
        builder = builder.raw_header(raw("X-Radica-Ticket", &one_line(number, 40)));
    }

    let contents: HashMap<&str, &[u8]> =
        files.iter().map(|(file, bytes)| (file.sha256.as_str(), bytes.as_slice())).collect();
    let bytes_of = |file: &Attachment| {
        contents
            .get(file.sha256.as_str())
            .copied()
            .ok_or_else(|| LetterError::MissingFile(one_line(&file.name, NAME_MAX)))
    };
    let bodies = MultiPart::alternative()
        .boundary(boundary(envelope, "alternative"))
        .singlepart(body(ContentType::TEXT_PLAIN, &worded.text));
    let html = body(ContentType::TEXT_HTML, &worded.html);
    let bodies = if content.charts().is_empty() {
        bodies.singlepart(html)
    } else {
        // The pictures stand with the page that shows them (RFC 2387).
        let mut related = MultiPart::related().boundary(boundary(envelope, "related")).singlepart(html);
        for chart in content.charts() {
            related = related.singlepart(picture(chart, desk, bytes_of(&chart.file)?));
        }
        bodies.multipart(related)
    };
    let wanted = Files::of(content, envelope.max_attached, &envelope.held).attached;
    let whole = if wanted.is_empty() {
        bodies
    } else {
        let mut mixed = MultiPart::mixed().boundary(boundary(envelope, "mixed")).multipart(bodies);
        for file in wanted {
            mixed = mixed.singlepart(attachment(file, bytes_of(file)?));
        }
        mixed
    };
    let mut message = builder.multipart(whole).map_err(|error| LetterError::Message(error.to_string()))?;
    message.headers_mut().insert_raw(raw("Date", &date));
    Ok(message.formatted())
}

fn mailbox(name: Option<&str>, address: &Address) -> Result<Mailbox, LetterError> {
    let email = lettre::Address::new(address.local(), address.domain())
        .map_err(|error| LetterError::Message(format!("{}: {error}", address.masked())))?;
    let name = name.map(|name| one_line(name, NAME_MAX).replace("=?", "= ?")).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, email))
}

/// RFC 3834, 5: an answer to a mail says so; letters about a case to staff and what falls due are answers to none.
fn auto_submitted(envelope: &Envelope, content: &Content) -> &'static str {
    let is_answer = matches!(
        content,
        Content::Acknowledgement(_)
            | Content::MissingInformation(_)
            | Content::Reminder(_)
            | Content::RequestExpired(_)
            | Content::AskNumber(_)
            | Content::Status(_)
            | Content::OutOfScope(_)
            | Content::FormNeeded(_)
            | Content::FormIncomplete(_)
            | Content::CaseClosedNote(_)
            | Content::Survey(_)
            | Content::NotApplicable(_)
            | Content::MergedNote(_)
            | Content::CommandResult(_)
            | Content::CommandError(_)
            | Content::MonthlyReport(_)
    );
    if is_answer && envelope.in_reply_to.is_some() { "auto-replied" } else { "auto-generated" }
}

/// The thread, oldest first, then the id that proves who got the letter. A long thread keeps its first mail, by which
/// mail programs group, and its latest.
fn references(envelope: &Envelope) -> Vec<MessageId> {
    let mut thread: Vec<&MessageId> = Vec::new();
    let mut seen = HashSet::from([&envelope.reference]);
    for id in envelope.references.iter().chain(envelope.in_reply_to.as_ref()) {
        if is_sendable(id) && seen.insert(id) {
            thread.push(id);
        }
    }
    let surplus = thread.len().saturating_sub(REFERENCES_MAX.saturating_sub(1));
    if surplus > 0 {
        let end = surplus.saturating_add(1).min(thread.len());
        thread.drain(1.min(end)..end);
    }
    thread.into_iter().chain([&envelope.reference]).cloned().collect()
}

/// Identifiers beyond ASCII or of the length of a whole line break a header; a mail can bear them, a letter need not.
fn is_sendable(id: &MessageId) -> bool {
    id.as_str().len() <= ID_MAX && id.as_str().is_ascii()
}

/// A field of identifiers, one a line so that none is ever cut.
fn ids(name: &'static str, ids: &[MessageId]) -> HeaderValue {
    let value = ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.join(" "),
        value.join("\r\n "),
    )
}

/// A field whose value is ours and short; it holds nothing to encode.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn body(content_type: ContentType, text: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text.to_owned())
}

fn attachment(file: &Attachment, bytes: &[u8]) -> SinglePart {
    // message/* and multipart/* may not be encoded (RFC 2046, 5.2.1), and a file's bytes must arrive as they are.
    let whole = file.media_type.starts_with("message/") || file.media_type.starts_with("multipart/");
    let media_type = if whole { "application/octet-stream" } else { &file.media_type };
    let content_type = ContentType::parse(media_type)
        .or_else(|_| ContentType::parse("application/octet-stream"))
        .unwrap_or(ContentType::TEXT_PLAIN);
    let name = one_line(&file.name, NAME_MAX);
    SinglePart::builder()
        .header(content_type)
        .header(ContentDisposition::attachment(if name.is_empty() { "archivo" } else { &name }))
        .header(ContentTransferEncoding::Base64)
        .body(bytes.to_vec())
}

/// A picture that the letter's HTML shows.
fn picture(chart: &Chart, desk: &DeskIdentity, bytes: &[u8]) -> SinglePart {
    let content_type = ContentType::parse(&chart.file.media_type).unwrap_or(ContentType::TEXT_PLAIN);
    SinglePart::builder()
        .header(content_type)
        .header(ContentDisposition::inline_with_name(&one_line(&chart.file.name, NAME_MAX)))
        .header(ContentId::from(format!("<{}>", content_id(chart, desk))))
        .header(ContentTransferEncoding::Base64)
        .body(bytes.to_vec())
}

/// By what the HTML names a picture (RFC 2392): its content, so that it is the same each time.
pub fn content_id(chart: &Chart, desk: &DeskIdentity) -> String {
    let hash: String = chart.file.sha256.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    format!("{hash}@{}", desk.address.domain())
}

/// Cannot occur in a body by chance, and a person who knows the Message-ID gains nothing: the bodies are encoded.
fn boundary(envelope: &Envelope, part: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(envelope.message_id.as_str());
    hash.update(part);
    let digest = data_encoding::HEXLOWER.encode(&hash.finalize());
    format!("radica-{}", digest.get(..32).unwrap_or(&digest))
}
