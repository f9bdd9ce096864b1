//! Secrets that are written in the file.

use super::word::TextKind;
use crate::config::secret::{STARS, Secret};

/// A password or another secret.
pub(in crate::config) struct SecretText;

impl TextKind for SecretText {
    type Value = Secret;
    const SECRET: bool = true;

    fn accepts() -> String {
        "a non-empty secret".to_owned()
    }

    fn parse(text: &str) -> Option<Secret> {
        (!text.trim().is_empty()).then(|| Secret::new(text))
    }

    fn write(_: &Secret) -> String {
        STARS.to_owned()
    }
}
