//! How a command ends when it does not end well; and standard output, which may be closed at any time.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use super::plain;
use crate::app::AppError;
use crate::config::ConfigError;
use crate::store::StoreError;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// It went wrong: the sentence, exit code 1.
    Wrong(String),
    /// It could not be done now and stays queued: the sentence, exit code 75 (`EX_TEMPFAIL` of sysexits.h).
    Later(String),
    /// Whoever read the output has had enough (`| head`): nobody is told anything, exit code 0.
    Closed,
}

impl Failure {
    /// Tells the operator, and gives the exit code.
    pub(super) fn report(&self) -> ExitCode {
        let (sentence, code) = match self {
            Self::Wrong(sentence) => (sentence, 1),
            Self::Later(sentence) => (sentence, 75),
            Self::Closed => return ExitCode::SUCCESS,
        };
        // When standard error is closed too, the exit code alone must do.
        let _ = writeln!(io::stderr(), "error: {}", plain::line(sentence));
        ExitCode::from(code)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Wrong(error.to_string())
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::Wrong(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Wrong(error.to_string())
    }
}

/// Writes to standard output, all at once.
///
/// # Errors
/// [`Failure::Closed`] when nobody reads it any more; else when it cannot be written, such as to a full disk.
pub fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_ref()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Wrong(format!("cannot write to standard output: {error}")),
    })
}

/// Writes bytes that came by mail exactly as they are; a terminal gets them made harmless instead.
///
/// # Errors
/// As [`print`].
pub(super) fn print_raw(bytes: &[u8]) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return print(bytes);
    }
    print(plain::text(&String::from_utf8_lossy(bytes)).as_bytes())?;
    let _ = writeln!(
        io::stderr(),
        "note: control characters are replaced on a terminal; redirect the output to get the exact bytes"
    );
    Ok(())
}
