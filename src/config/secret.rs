//! Secrets: read from a file, a systemd credential or the key itself, and never shown.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::ConfigError;

/// A database URL that may bear a password.
#[derive(Clone)]
pub struct Url(SecretString);

impl Url {
    /// Takes a URL.
    pub fn new(url: String) -> Self {
        Self(url.into())
    }

    /// The URL with its password, for the driver alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Url {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Url {}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.expose();
        let Some((scheme, place)) = url.split_once("://") else { return f.write_str("***") };
        // The driver takes user and password from the query too.
        if place.contains("password=") {
            return write!(f, "{scheme}://***");
        }
        let (hidden, place) = match place.rsplit_once('@') {
            Some((_, place)) => ("***@", place),
            None => ("", place),
        };
        write!(f, "{scheme}://{hidden}{}", place.split('?').next().unwrap_or(place))
    }
}

/// Reads a password: the file that is named, else the key itself, else the systemd credential.
///
/// # Errors
/// When the named file cannot be read, or when there is no password anywhere.
pub(super) fn password(
    section: &str,
    file: Option<&Path>,
    given: Option<SecretString>,
    credential: &str,
) -> Result<SecretString, ConfigError> {
    if let Some(path) = file {
        return read(path);
    }
    if let Some(given) = given {
        return Ok(given);
    }
    if let Some(path) = self::credential(credential) {
        return read(&path);
    }
    Err(ConfigError::value(
        format!("{section}.password_file"),
        format!(
            "a user is set but no password: set password_file, password, or the systemd credential \"{credential}\""
        ),
    ))
}

/// The file of a systemd credential, where there is one.
pub(super) fn credential(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    folder.map(|folder| folder.join(name)).filter(|path| path.exists())
}

/// The secret in a file, without its line end.
pub(super) fn read(path: &Path) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| ConfigError::Unreadable { path: path.to_path_buf(), cause })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgres://radica:hunter2@db.scj.test/radica", "postgres://***@db.scj.test/radica"),
            ("postgres://radica:hun@ter2?@db.scj.test:5433/radica", "postgres://***@db.scj.test:5433/radica"),
            ("postgres://db.scj.test/radica?user=radica&password=hunter2", "postgres://***"),
            ("postgres://db.scj.test/radica?password=hunter2@x", "postgres://***"),
            (
                "postgres://radica:hunter2@db.scj.test/radica?sslmode=require",
                "postgres://***@db.scj.test/radica",
            ),
            ("postgres://db.scj.test/radica", "postgres://db.scj.test/radica"),
            ("hunter2", "***"),
        ] {
            assert_eq!(Url::new(url.to_owned()).to_string(), shown);
        }
    }
}
