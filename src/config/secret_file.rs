//! Secrets in files of their own.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::number::to_u64;

use super::fault::reason;
use super::secret::Secret;

/// The most bytes of such a file.
const MAX_BYTES: u64 = 4096;

/// A secret and the file that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    path: PathBuf,
    pub(super) secret: Secret,
}

impl SecretFile {
    /// Reads the file; its content is the secret, one line end after it is ignored. `what` says what kind of secret it is.
    ///
    /// On failure, returns what to say after the name of the setting. That does not repeat the path: somebody may have
    /// given the secret itself.
    pub(super) fn read(path: &Path, what: &str) -> Result<Self, String> {
        let unreadable = |fault: io::Error| format!("names a file that cannot be read: {}", reason(fault.kind()));
        let mut text = String::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        let secret = text.strip_suffix('\n').map_or(&*text, |line| line.strip_suffix('\r').unwrap_or(line));
        let is_too_long = to_u64(text.len()) > MAX_BYTES;
        match secret {
            _ if is_too_long => Err(format!("names a file of more than {MAX_BYTES} bytes, which is no {what}")),
            "" => Err("names an empty file".to_owned()),
            _ if secret.contains('\0') => Err(format!("names a file with a NUL byte, which is no {what}")),
            _ => Ok(Self { path: path.to_owned(), secret: Secret::new(secret) }),
        }
    }

    /// Returns the path for documents.
    pub(super) fn shown(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}
