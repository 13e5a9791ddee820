//! What a mail may ask for: limits, and what is said when it asks for more.

/// How large a mail's structure may be. The mail's size itself is limited before it is fetched.
#[derive(Clone, Debug)]
pub struct Limits {
    /// MIME parts in all, the multiparts too. What stands inside an attached mail does not count: it is kept as a
    /// file and never taken apart (a million parts from 9 MB would take mail-parser 310 MB).
    pub max_parts: usize,
    /// Multiparts inside one another.
    pub max_depth: usize,
    /// Bytes of a header, that of the mail or of one of its parts.
    pub max_header_bytes: usize,
    /// Fields of one header.
    pub max_header_fields: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_parts: 200, max_depth: 20, max_header_bytes: 256 * 1024, max_header_fields: 2000 }
    }
}

/// Why a mail cannot be read: one plain sentence each, for the quarantine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Over [`Limits::max_parts`].
    #[error("The mail has more than {0} parts.")]
    TooManyParts(usize),
    /// Over [`Limits::max_depth`].
    #[error("The mail's parts are nested deeper than {0}.")]
    TooDeep(usize),
    /// Over [`Limits::max_header_bytes`].
    #[error("A header of the mail is larger than {0} bytes.")]
    HeaderTooLarge(usize),
    /// Over [`Limits::max_header_fields`].
    #[error("A header of the mail has more than {0} fields.")]
    TooManyFields(usize),
    /// A header is built to be read slowly: encoded words (RFC 2047) that never end.
    #[error("A header of the mail is full of encoded words without end.")]
    EndlessWords,
    /// Nobody can be answered, and it is no machine's mail either.
    #[error("The mail has no From address.")]
    NoAuthor,
    /// The parser panicked; its message.
    #[error("The parser failed: {0}.")]
    Failed(String),
}
