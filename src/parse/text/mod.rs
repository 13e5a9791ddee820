//! The newly written text of a mail: quotes, signatures and footers taken off.
//!
//! A text is cut in lines, each line gets a label ([`label`]), and the sequence of labels decides ([`split`]). HTML is
//! walked once in linear time ([`html`]) and yields the same lines, with what its structure says of each. The grave
//! mistake is deleting what a person wrote: whatever is in doubt stays, and where nothing would be left of a first mail,
//! the whole text is taken. Not so of an answer, nor where a letter of ours is quoted ([`ours`]): there, nobody wrote it.
//! Besides stands what is theirs beyond doubt ([`Written::own`]), for those whose words are sent on or carried out.

mod attribution;
mod chars;
mod footer;
mod header;
mod html;
mod label;
mod line;
mod named;
mod ours;
mod signature;
mod split;

#[cfg(test)]
mod tests;

use crate::desk::address::Address;
use line::Line;

/// What is known of a text besides its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// It answers a mail: what it quotes, nobody has written anew.
    pub answers: bool,
    /// The desk's own addresses: what is quoted from them is a letter of ours.
    pub own: &'a [Address],
    /// The words at the foot of our letters.
    pub foot: &'a str,
    /// The author's display name; may be empty.
    pub author: &'a str,
}

/// What a text is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What the person newly wrote. Where that would be nothing, the whole text without mail headers and footers; but
    /// nothing of a letter of ours, and nothing of what an answer quotes, unless they say that they answer within it.
    pub new: String,
    /// What surely is the author's: never a quotation, nor the block with their name below the text.
    pub own: String,
    /// [`Written::new`] was quoted: nothing else was left.
    pub only_quoted: bool,
    /// What is quoted is a letter of ours.
    pub quotes_us: bool,
    /// The letter of ours that is quoted, to its foot, without the marks of a quotation: with all that stands between its
    /// lines, whoever wrote that. Empty where none is.
    pub within: String,
    /// The answer may stand within our letter, where it cannot be told from it: nothing else was written.
    pub answers_within: bool,
    /// The signature, from its closing words to its last line, and the footers of phones and lawyers.
    pub signature: String,
    /// What was quoted or forwarded, with its headers.
    pub quoted: String,
}

/// Why an HTML body gives no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It shows nothing but pictures, or nothing at all.
    #[error("the HTML body shows no text")]
    NoText,
}

/// Takes a plain text apart, of which nothing else is known. Linear in its length.
pub fn from_plain(text: &str) -> Written {
    plain(text, Context::default())
}

/// Takes an HTML body apart, of which nothing else is known: first by what its mail client marked as quote or
/// signature, then as [`from_plain`] does. Linear in its length, whatever its nesting.
pub fn from_html(html: &str) -> Written {
    self::html(html, Context::default())
}

/// Takes the plain text of a mail apart, as [`from_plain`].
pub fn plain(text: &str, context: Context<'_>) -> Written {
    split::written(chars::clean_lines(text).into_iter().map(Line::body).collect(), context)
}

/// Takes the HTML body of a mail apart, as [`from_html`].
pub fn html(html: &str, context: Context<'_>) -> Written {
    split::written(html::lines(html), context)
}

/// All that an HTML body shows to a reader, as lines; hidden text and pictures' names are left out.
///
/// # Errors
/// When it shows no text.
pub fn html_to_text(html: &str) -> Result<String, Unreadable> {
    let lines = html::lines(html);
    let text = line::join(lines.iter().map(|line| line.text.as_str()));
    if text.is_empty() { Err(Unreadable::NoText) } else { Ok(text) }
}
