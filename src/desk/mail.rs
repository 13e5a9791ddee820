//! A mail as the desk sees it: what `parse` has made of the bytes, and all that the procedure may know of it.

use serde::{Deserialize, Serialize};

use super::address::{Address, Contact};
use super::message_id::MessageId;

/// A mail that could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mail {
    /// Its `Message-ID`, where it has a usable one.
    pub message_id: Option<MessageId>,
    /// SHA-256, in hexadecimal, of From, Date, Subject and body with line ends normalised (contract, ruling 30).
    pub fingerprint: String,
    /// The author; `None` when From is missing or unreadable.
    pub from: Option<Contact>,
    /// How many authors and From fields there are in all: only exactly one can be believed (ruling 21).
    pub authors: usize,
    /// `Reply-To` and `Sender`: ignored, but shown to the agent (ruling 24). Other than `from` only.
    pub answers_elsewhere: Vec<Address>,
    /// `To`, at most [`Mail::MAX_RECIPIENTS`].
    pub to: Vec<Contact>,
    /// `Cc`, at most [`Mail::MAX_RECIPIENTS`].
    pub cc: Vec<Contact>,
    /// The subject as written, decoded, on one line.
    pub subject: String,
    /// The `Date` field, epoch milliseconds, where it can be read.
    pub date_millis: Option<i64>,
    /// Identifiers of `In-Reply-To`, then of `References` from the newest to the oldest, each once.
    pub thread: Vec<MessageId>,
    /// What the person newly wrote: quotes, signature and footers taken off. What a first mail only quotes or forwards
    /// is taken for its text.
    pub new_text: String,
    /// What surely is the author's own, where that is less than [`Mail::new_text`]: see [`Mail::own_words`].
    pub own_text: Option<String>,
    /// What it quotes is a letter of ours.
    pub quotes_us: bool,
    /// That letter, to its foot, with whatever stands between its lines: our words and perhaps the author's. What of it
    /// answers a question is found by comparing it with what was asked; it is no command, and nobody's word otherwise.
    pub within: String,
    /// The signature that was taken off.
    pub signature: String,
    /// What was quoted or forwarded.
    pub quoted: String,
    /// The attachments, in their order; those of [`Attachment::inline`] too.
    pub attachments: Vec<Attachment>,
    /// Why it is a machine's mail, if it is one.
    pub automatic: Option<Automatic>,
    /// Its sender asked for no automatic answer (`X-Auto-Response-Suppress: All` or `AutoReply`).
    pub wants_no_automatic_answer: bool,
    /// What a trusted server said of who really sent it.
    pub verdict: Verdict,
    /// The entity's forms among the attachments, in their order.
    pub forms: Vec<FoundForm>,
    /// What a person who reads the case should know: "cifrado", "sólo una imagen", a part that could not be read.
    pub remarks: Vec<String>,
}

impl Mail {
    /// Said of a mail that has no words of its own, above or below a letter of ours.
    pub const MAY_ANSWER_WITHIN: &str =
        "puede haber respondido dentro de nuestro correo citado, que no se leyó";

    /// How many recipients of a field are looked at.
    pub const MAX_RECIPIENTS: usize = 100;

    /// The author's address.
    pub fn sender(&self) -> Option<&Address> {
        self.from.as_ref().map(|contact| &contact.address)
    }

    /// What may be carried out, or sent on in the author's name: nothing that they only quote or forward, and not the
    /// block with their name.
    pub fn own_words(&self) -> &str {
        self.own_text.as_deref().unwrap_or(&self.new_text)
    }
}

/// A part of a mail that is kept as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// A name that is safe on any file system; never empty.
    pub name: String,
    /// The media type, in lower case, such as `image/png`.
    pub media_type: String,
    /// Its size in bytes, decoded.
    pub size: u64,
    /// SHA-256 of the decoded bytes, in hexadecimal.
    pub sha256: String,
    /// It is shown within the text (a logo, a pasted screenshot) rather than attached.
    pub inline: bool,
}

/// One of the entity's forms, or what may be one, among a mail's attachments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundForm {
    /// The form's code, such as `F-GT-285`; `None` for what cannot be read and names none.
    pub id: Option<String>,
    /// The attachment's name.
    pub file: String,
    /// What stands in it.
    pub reading: FormReading,
}

/// What could be read of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormReading {
    /// The values of its fields, in the order of [`crate::config::catalog::Form::fields`]; empty where nothing stands.
    Fields(Vec<String>),
    /// A scan, a photograph, a flat, encrypted or broken document: a person must read it. Why, in Spanish.
    Unreadable(String),
}

/// Why a mail is a machine's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// A delivery report (RFC 3464), or a text that is evidently one.
    Bounce(Bounce),
    /// An absence notice.
    OutOfOffice,
    /// A read or delivery receipt (RFC 8098).
    Receipt,
    /// A mailing list or bulk mail.
    List,
    /// An invitation's answer or another calendar mail.
    Calendar,
    /// Mail that this desk sent itself.
    OwnMail,
    /// Another machine's mail; the header that says so.
    Machine(String),
}

/// What a delivery report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// `Message-ID`, `In-Reply-To` and `References` of the mail that came back, as far as the report has them.
    pub original: Vec<MessageId>,
    /// The recipients that failed.
    pub recipients: Vec<Address>,
    /// The status code (RFC 3463), such as `5.1.1`; empty when there is none.
    pub status: String,
    /// What the other server said, on one line, at most 300 characters.
    pub diagnostic: String,
    /// It will be tried again (`Action: delayed`): nothing has failed yet.
    pub delayed: bool,
}

impl Bounce {
    /// The failure will not go away by itself (status class 5).
    pub fn is_permanent(&self) -> bool {
        !self.delayed && !self.status.starts_with('4')
    }
}

/// What the topmost `Authentication-Results` of a trusted server says (contract, ruling 21).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// No trusted server has said anything.
    #[default]
    None,
    /// The From domain is proven.
    Pass,
    /// The From domain is proven to be forged, or the mail has more than one author.
    Fail,
}
