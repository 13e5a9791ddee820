//! The newly written text of a mail: quotes, signatures and footers taken off.
//!
//! A text is cut in lines, each line gets a label ([`label`]), and the sequence of labels decides ([`split`]). HTML is
//! walked once in linear time ([`html`]) and yields the same lines, with what its structure says of each. The grave
//! mistake is deleting what a person wrote: whatever is in doubt stays, and where nothing would be left, the whole
//! text is taken.

mod attribution;
mod chars;
mod footer;
mod header;
mod html;
mod label;
mod line;
mod signature;
mod split;

#[cfg(test)]
mod tests;

use line::Line;

/// What a text is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// What the person newly wrote. Where that would be nothing, the whole text without mail headers and footers.
    pub new: String,
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

/// Takes a plain text apart. Linear in its length.
pub fn from_plain(text: &str) -> Written {
    split::written(chars::clean_lines(text).into_iter().map(Line::body).collect())
}

/// Takes an HTML body apart: first by what its mail client marked as quote or signature, then as
/// [`from_plain`] does. Linear in its length, whatever its nesting.
pub fn from_html(html: &str) -> Written {
    split::written(html::lines(html))
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
