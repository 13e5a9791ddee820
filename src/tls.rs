//! TLS for every connection of the program: rustls with ring, the system's trust roots, and one more where asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// Why no TLS configuration could be made; one plain sentence each.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The extra trust root cannot be read.
    #[error("the CA file {} cannot be read: {cause}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Neither the system nor the configuration gives a trust root: no certificate could ever be believed.
    #[error("no trust root was found in the system, and no CA file is set")]
    NoRoots,
    /// The TLS library refused its own settings.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// A client's TLS settings: ring, TLS 1.2 and 1.3, the system's roots and those of `ca_file` (PEM), no client
/// certificate. Reads files: from asynchronous code call it on a thread that may block.
///
/// # Errors
/// When `ca_file` is missing, is no PEM or holds no certificate; or when there is no trust root at all. Single
/// unreadable roots of the system are passed over.
pub fn client_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(self::roots(ca_file)?);
    if roots.is_empty() {
        return Err(TlsError::NoRoots);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| TlsError::Setup(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The trust roots themselves: the system's, and those of `ca_file` (PEM).
///
/// # Errors
/// When `ca_file` is missing, is no PEM or holds no certificate; or when there is none at all.
pub fn roots(ca_file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let mut roots = rustls_native_certs::load_native_certs().certs;
    if let Some(path) = ca_file {
        roots.extend(of_ca_file(path)?);
    }
    if roots.is_empty() { Err(TlsError::NoRoots) } else { Ok(roots) }
}

fn of_ca_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bad = |cause: String| TlsError::CaFile { path: path.to_owned(), cause };
    // Read first: the PEM reader hides why a file cannot be opened.
    let pem = std::fs::read(path).map_err(|e| bad(e.to_string()))?;
    let mut roots = RootCertStore::empty();
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|e| bad(format!("it is no sound PEM ({e})")))?;
        let is_one = roots.add(certificate.clone());
        is_one.map_err(|e| bad(format!("it holds what is no certificate ({e})")))?;
        found.push(certificate);
    }
    if found.is_empty() { Err(bad("it holds no certificate in PEM".to_owned())) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_ca_file_is_named_in_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let cases: [(&str, Option<&str>, &str); 4] = [
            ("missing.pem", None, "No such file"),
            ("empty.pem", Some(""), "holds no certificate"),
            ("words.pem", Some("not a certificate\n"), "holds no certificate"),
            (
                "broken.pem",
                Some("-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"),
                "no certificate",
            ),
        ];
        for (name, text, want) in cases {
            let path = folder.path().join(name);
            if let Some(text) = text {
                std::fs::write(&path, text).unwrap();
            }
            let said = client_config(Some(&path)).unwrap_err().to_string();
            assert!(said.contains(name) && said.contains(want) && !said.contains('\n'), "{said}");
        }
    }
}
