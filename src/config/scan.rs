//! `[scan]`: where Debian's clamd listens.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::ConfigError;

/// Where clamd listens. What is looked at goes there unencrypted: it is on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanConfig {
    /// A socket file.
    Unix(PathBuf),
    /// A port of this machine.
    Tcp(SocketAddr),
}

impl std::fmt::Display for ScanConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

/// Reads `scan.clamd`: `unix:PATH`, or `tcp:ADDRESS:PORT` with an address of this machine alone.
///
/// # Errors
/// When it is neither; the sentence says how to write it.
pub(super) fn clamd(text: &str) -> Result<ScanConfig, ConfigError> {
    let wrong = |what: &str| {
        let message =
            format!("\"{text}\" {what}; write it like unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310");
        ConfigError::value("scan.clamd", message)
    };
    if let Some(path) = text.strip_prefix("unix:") {
        let path = PathBuf::from(path);
        return if path.is_absolute() {
            Ok(ScanConfig::Unix(path))
        } else {
            Err(wrong("is no absolute path"))
        };
    }
    let address = text.strip_prefix("tcp:").ok_or_else(|| wrong("is no place where clamd listens"))?;
    let address: SocketAddr = address.parse().map_err(|_| wrong("is no address with a port"))?;
    if address.ip().is_loopback() {
        Ok(ScanConfig::Tcp(address))
    } else {
        Err(wrong("is another machine: files would go there unencrypted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamd_is_on_this_machine() {
        assert_eq!(clamd("unix:/run/clamav/clamd.ctl").unwrap().to_string(), "unix:/run/clamav/clamd.ctl");
        assert_eq!(clamd("tcp:127.0.0.1:3310").unwrap().to_string(), "tcp:127.0.0.1:3310");
        assert_eq!(clamd("tcp:[::1]:3310").unwrap().to_string(), "tcp:[::1]:3310");
        for (text, what) in [
            ("", "no place"),
            ("/run/clamav/clamd.ctl", "no place"),
            ("unix:clamd.ctl", "no absolute path"),
            ("tcp:localhost", "no address with a port"),
            ("tcp:192.168.1.5:3310", "another machine"),
        ] {
            let error = clamd(text).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("unix:/run"), "{text}: {error}");
        }
    }
}
