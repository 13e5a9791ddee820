//! What can go wrong with letters.

use std::path::PathBuf;

/// A letter cannot be made, or the templates cannot be used. Each is one sentence that names what is at fault.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// A template is wrong.
    #[error("{file}, line {line}: {message}")]
    Template {
        /// The file, with its folder when it is an override.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// A template is wrong as a whole.
    #[error("{file}: {message}")]
    File {
        /// The file, with its folder when it is an override.
        file: String,
        /// What is wrong with it.
        message: String,
    },
    /// The folder with the overrides, or a file in it, cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that the letter names was not handed over with it.
    #[error("the attachment \"{0}\" of the letter is missing")]
    MissingFile(String),
    /// The message could not be put together.
    #[error("the message could not be put together: {0}")]
    Message(String),
}
