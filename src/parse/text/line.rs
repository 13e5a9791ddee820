//! A line of a mail, and what the structure of the mail says of it.

/// What the HTML of a mail client says of a line; a plain text says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nothing in particular.
    #[default]
    Body,
    /// In a `blockquote` that no client marked: indented by a person, or quoted under an attribution.
    Indented,
    /// In what a client marked as "so-and-so wrote".
    Attribution,
    /// In what Outlook marked as the header of the mail that is answered.
    Header,
    /// Below a line as Outlook draws it above such a header; a person may draw one too.
    Bordered,
    /// In what a client marked as signature.
    Signature,
    /// In what a client marked as quote.
    Quoted,
}

/// A line without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Cleaned ([`super::chars`]); only the blank of a `-- ` is left at its end.
    pub text: String,
    /// What the structure says.
    pub origin: Origin,
}

impl Line {
    /// A line of which the structure says nothing.
    pub fn body(text: String) -> Self {
        Self { text, origin: Origin::Body }
    }
}

/// Lines as one text: no blank lines at its ends, never two in a row.
pub(super) fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut gap = false;
    for line in lines {
        if line.trim().is_empty() {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        text.push_str(line);
    }
    text.truncate(text.trim_end().len());
    text
}
