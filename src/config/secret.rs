//! Secrets in settings.

use secrecy::{ExposeSecret, SecretString};

/// What stands in place of a secret.
pub(super) const STARS: &str = "***";

/// A secret text. `Debug` does not show it, and the memory it was in is wiped.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

impl Secret {
    /// Keeps the text.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the text: for those that the secret is for, never for people.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// For comparing settings, not for judging what a client brings: the time it takes tells how much is equal.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}
