//! Message identifiers (RFC 5322, 3.6.4).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A message identifier without its angle brackets. It holds nothing that could break a header.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// Longest identifier that is kept, in bytes: an RFC 5322 line.
    pub const MAX: usize = 996;

    /// Reads an identifier, with or without angle brackets. `None` when nothing usable is left: empty, too long,
    /// or with blanks, brackets or control characters inside.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let good = !plain.is_empty()
            && plain.len() <= Self::MAX
            && plain.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '<' && c != '>');
        good.then(|| Self(plain.to_owned()))
    }

    /// The identifier without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last `@`, or nothing.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for MessageId {
    /// With angle brackets, as in a header.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}
