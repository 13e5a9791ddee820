//! `[oauth2]`: how access tokens are got, for mail servers that take no password any more.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::{ConfigError, raw, secret};

/// The systemd credential that holds the client's secret.
const CREDENTIAL: &str = "oauth2-client-secret";

/// A client of a token server, and what it asks for (RFC 6749, section 4.4).
#[derive(Clone, Debug)]
pub struct Oauth2Config {
    /// Where tokens are asked for.
    pub token_url: String,
    /// Who asks.
    pub client_id: String,
    /// The file that holds the client's secret.
    secret_file: PathBuf,
    /// For what.
    pub scope: String,
    /// An extra trust root, in PEM, beside the system's.
    pub ca_file: Option<PathBuf>,
}

impl Oauth2Config {
    /// The client's secret as it is now: a new one takes effect with the next token.
    ///
    /// # Errors
    /// When the file cannot be read, or is empty.
    pub fn secret(&self) -> Result<SecretString, ConfigError> {
        secret::read(&self.secret_file)
    }

    pub(super) fn check(raw: raw::Oauth2, base: &Path) -> Result<Self, ConfigError> {
        let wrong = |name: &str, message: &str| ConfigError::value(format!("oauth2.{name}"), message);
        // The secret goes there: in the open only to this machine.
        let is_safe = match raw.token_url.split_once("://") {
            Some(("https", host)) => !host.is_empty(),
            Some(("http", place)) => super::load::is_loopback(host(place)),
            _ => false,
        };
        if !is_safe {
            return Err(wrong("token_url", "must begin with https:// (http:// only towards loopback)"));
        }
        for (name, value) in [("client_id", &raw.client_id), ("scope", &raw.scope)] {
            if value.trim().is_empty() {
                return Err(wrong(name, "must not be empty"));
            }
        }
        let secret_file = match raw.client_secret_file {
            Some(path) => super::from_base(base, &path),
            None => secret::credential(CREDENTIAL).ok_or_else(|| {
                wrong(
                    "client_secret_file",
                    &format!("no secret: set client_secret_file, or the systemd credential \"{CREDENTIAL}\""),
                )
            })?,
        };
        let ca_file = raw.ca_file.map(|path| super::from_base(base, &path));
        if let Some(path) = &ca_file {
            std::fs::metadata(path).map_err(|cause| ConfigError::Unreadable { path: path.clone(), cause })?;
        }
        let config = Self {
            token_url: raw.token_url,
            client_id: raw.client_id,
            secret_file,
            scope: raw.scope,
            ca_file,
        };
        config.secret()?;
        Ok(config)
    }
}

/// The host of what follows `http://`.
fn host(place: &str) -> &str {
    let authority = place.split(['/', '?']).next().unwrap_or(place);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}
