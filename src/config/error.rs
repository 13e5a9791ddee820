//! What can be wrong with a configuration, each as one plain sentence.

use std::path::PathBuf;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// None of the places holds a configuration.
    #[error("no configuration file found: looked at {0}; write one, or name it with --config")]
    NotFound(String),
    /// A file cannot be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file is no TOML, or has a key that is not known or a value of the wrong type.
    #[error("{path}: {message}")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong, on one line.
        message: String,
    },
    /// A value is wrong.
    #[error("{key}: {message}")]
    Value {
        /// The key, as `section.key`.
        key: String,
        /// What is wrong.
        message: String,
    },
}

impl ConfigError {
    /// A wrong value.
    pub(super) fn value(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Value { key: key.into(), message: message.into() }
    }
}
