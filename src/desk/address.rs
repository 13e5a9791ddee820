//! Mail addresses: valid or not there at all.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An `addr-spec` (RFC 5322, 3.4.1), folded to lower case so that two spellings of one mailbox are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why a text is no mail address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is not a mail address")]
pub struct AddressError(pub String);

impl Address {
    /// Longest address that is taken (RFC 5321, 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// Reads an address; surrounding blanks and angle brackets are taken off.
    ///
    /// # Errors
    /// When there is not exactly one `@` outside quotes with something sensible on both sides, or when a
    /// character could break a header or an SMTP command.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let error = || AddressError(text.chars().filter(|c| !c.is_control()).take(80).collect());
        // What is kept is what is judged: `İ` folds to two characters, of which no domain has the second.
        let plain = text.trim().trim_start_matches('<').trim_end_matches('>').trim().to_lowercase();
        let (local, domain) = plain.rsplit_once('@').ok_or_else(error)?;
        let good_local = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"<>()[],;:\\\"@".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.');
        let good_domain = !domain.is_empty()
            && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        if good_local && good_domain && plain.len() <= Self::MAX { Ok(Self(plain)) } else { Err(error()) }
    }

    /// The address as text, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address for logs: `a***@scj.gov.co`. No log names a person in full.
    pub fn masked(&self) -> String {
        let first: String = self.local().chars().take(1).collect();
        format!("{first}***@{}", self.domain())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

/// An address with the name that stands beside it in a header (RFC 5322 `mailbox`), if any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The address.
    pub address: Address,
    /// The display name, decoded, without control characters.
    pub name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        assert_eq!(Address::parse(" <Ana.Perez@SCJ.gov.co> ").unwrap().as_str(), "ana.perez@scj.gov.co");
        assert_eq!(Address::parse("josé@españa.es").unwrap().domain(), "españa.es");
        for bad in [
            "",
            "ana",
            "@scj.test",
            "ana@",
            "a b@scj.test",
            "a@b@c.test",
            "a\r\nBcc: x@y.test",
            "a@-x.test",
            "a@x..test",
            ".a@x.test",
            "ana@\u{130}.test",
            &format!("{}@x.test", "\u{130}".repeat(32)),
        ] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Address::parse("ana@scj.test").unwrap().masked(), "a***@scj.test");
    }
}
