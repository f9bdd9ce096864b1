//! Secrets that two peers share.

use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::random;

/// Bytes of chance in a secret that is issued here.
const RANDOM_BYTES: usize = 32;

/// A secret that two peers share: both keys of an exchange are made of its text. `Debug` does not show it, and the memory
/// it was in is wiped.
#[derive(Clone, Debug)]
pub struct PeerSecret(SecretString);

impl PeerSecret {
    /// Draws a secret of the form that is issued: 32 bytes of the operating system's generator as 64 lower-case
    /// hexadecimal digits.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; RANDOM_BYTES]);
        random::fill(&mut *bytes);
        Self(HEXLOWER.encode(&*bytes).into())
    }

    /// Takes what another operator issued, whatever its form.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Tells whether it has the form of [`Self::random`]; what has not may be guessed more easily.
    pub fn is_issued_form(&self) -> bool {
        let text = self.expose();
        text.len() == 2 * RANDOM_BYTES && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// Returns the text: for cryptography and for whoever it is issued to, never for a log.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_secret_has_the_form_that_is_issued_and_shows_nowhere() {
        let (one, other) = (PeerSecret::random(), PeerSecret::random());
        assert!(one.is_issued_form() && one.expose() != other.expose());
        assert!(!format!("{one:?}").contains(one.expose()));
        for text in ["", "correct horse battery staple", &one.expose().to_uppercase(), &one.expose()[1..]] {
            assert!(!PeerSecret::new(text).is_issued_form(), "{text}");
        }
    }
}
