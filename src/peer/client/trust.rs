//! Whose certificates are believed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use ureq::tls::{Certificate, PemItem, parse_pem};

/// Where systems keep the certificates that they trust: Debian and its kin, Red Hat's, SUSE, Alpine and the BSDs.
const SYSTEM_FILES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The certificates of authorities that may vouch for peers.
#[derive(Clone)]
pub struct Trust(Arc<Vec<Certificate<'static>>>);

/// Why there are none.
#[derive(Debug, Error)]
pub enum TrustFault {
    /// The file cannot be read.
    #[error("{path}, the file of trusted certificates, cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file holds no certificate, or something that is none.
    #[error("{path} is not a file of trusted certificates in PEM")]
    Malformed {
        /// The file.
        path: PathBuf,
    },
}

impl Trust {
    /// Reads the certificates of a file, or else those that the system trusts: none where it has no file of them, so that
    /// every certificate is refused.
    ///
    /// # Errors
    /// The file that was named cannot be used.
    pub fn load(file: Option<&Path>) -> Result<Self, TrustFault> {
        if let Some(path) = file {
            return Self::read(path);
        }
        let system = SYSTEM_FILES.iter().map(Path::new).find(|path| path.is_file());
        system.map_or_else(|| Ok(Self(Arc::default())), Self::read)
    }

    fn read(path: &Path) -> Result<Self, TrustFault> {
        let pem = std::fs::read(path).map_err(|reason| TrustFault::Unreadable { path: path.to_owned(), reason })?;
        let malformed = || TrustFault::Malformed { path: path.to_owned() };
        let mut certificates = Vec::new();
        for item in parse_pem(&pem) {
            if let PemItem::Certificate(certificate) = item.map_err(|_| malformed())? {
                certificates.push(certificate);
            }
        }
        if certificates.is_empty() { Err(malformed()) } else { Ok(Self(Arc::new(certificates))) }
    }

    /// Returns the certificates.
    pub(super) fn certificates(&self) -> &Arc<Vec<Certificate<'static>>> {
        &self.0
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust({} certificates)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_no_certificates_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let load = || Trust::load(Some(&path)).unwrap_err().to_string();
        assert!(load().contains("cannot be read"), "{}", load());
        for text in ["", "nothing", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
            std::fs::write(&path, text).unwrap();
            assert!(load().ends_with("is not a file of trusted certificates in PEM"), "{text}: {}", load());
        }
    }

    #[test]
    fn the_certificates_of_the_system_can_be_read() {
        assert!(Trust::load(None).is_ok());
    }
}
