//! Secrets at rest: encrypted under the master key, each together with the id of its key, so that rows of the database
//! cannot change places.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::catalog::Moment;

use super::fernet::{FernetKey, token_time};
use super::secret::PeerSecret;

/// What the key of secrets at rest is made of, before the master key.
const STORAGE_PREFIX: &str = "sf-peer-storage-v1:";
/// Characters of a master key.
const MASTER_CHARS: usize = 64;

/// Encrypts secrets for the database, and reads them back.
#[derive(Clone, Debug)]
pub struct Vault(FernetKey);

/// Why a secret of the database cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VaultFault {
    /// It was encrypted under another master key, or changed.
    #[error("it was encrypted under another peer_master_key")]
    OtherMaster,
    /// It is the secret of another key: rows were swapped.
    #[error("it belongs to another key id: the database was changed by hand")]
    OtherKey,
}

/// A secret as it is kept: a token that only the vault can open. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(String);

impl SealedSecret {
    /// Takes what the database has.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// Returns the token, for the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedSecret(***)")
    }
}

/// What is encrypted. Borrowed as far as JSON lets it be: a secret with signs that JSON escapes is copied once, and
/// wiped.
#[derive(Serialize, Deserialize)]
struct SecretOfKey<'a> {
    #[serde(borrow)]
    key_id: Cow<'a, str>,
    #[serde(borrow)]
    secret: Cow<'a, str>,
}

impl Drop for SecretOfKey<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(secret) = &mut self.secret {
            secret.zeroize();
        }
    }
}

impl Vault {
    /// Opens the vault with the master key: 64 hexadecimal digits; `None` for another text.
    pub fn new(master: &str) -> Option<Self> {
        let legal = master.len() == MASTER_CHARS && master.bytes().all(|byte| byte.is_ascii_hexdigit());
        legal.then(|| Self(FernetKey::derived(STORAGE_PREFIX, master)))
    }

    /// Returns the secret of a key for the database, sealed at the present moment.
    #[expect(clippy::expect_used, reason = "two texts written to memory: nothing of it can fail")]
    pub fn seal(&self, key_id: &str, secret: &PeerSecret, now: Moment) -> SealedSecret {
        let of_key = SecretOfKey { key_id: key_id.into(), secret: secret.expose().into() };
        // Room enough, so that no copy is left behind by growing.
        let room = 6 * (key_id.len() + secret.expose().len()) + 64;
        let mut text = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *text, &of_key).expect("two texts");
        SealedSecret(self.0.seal(&text, token_time(now)))
    }

    /// Returns the secret of a key from the database.
    ///
    /// # Errors
    /// It is not what [`Self::seal`] made for this key under this master key.
    pub fn open(&self, key_id: &str, sealed: &SealedSecret) -> Result<PeerSecret, VaultFault> {
        let opened = self.0.open(&sealed.0, &(0..=u64::MAX)).map_err(|_| VaultFault::OtherMaster)?;
        let text = Zeroizing::new(opened.text);
        let of_key: SecretOfKey<'_> = serde_json::from_slice(&text).map_err(|_| VaultFault::OtherMaster)?;
        if of_key.key_id != key_id {
            return Err(VaultFault::OtherKey);
        }
        Ok(PeerSecret::new(&of_key.secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_secret_comes_back_for_its_own_key_and_master_only() {
        let (vault, secret) = (Vault::new(MASTER).unwrap(), PeerSecret::random());
        let token = vault.seal("a", &secret, Moment(7));
        assert_eq!(vault.open("a", &token).unwrap().expose(), secret.expose());
        assert_eq!(vault.open("b", &token).unwrap_err(), VaultFault::OtherKey);
        let other = Vault::new(&MASTER.replace('0', "1")).unwrap();
        assert_eq!(other.open("a", &token).unwrap_err(), VaultFault::OtherMaster);
        assert_eq!(vault.open("a", &SealedSecret(token.0[1..].to_owned())).unwrap_err(), VaultFault::OtherMaster);
        assert_ne!(vault.seal("a", &secret, Moment(7)), token);
        assert!(!format!("{vault:?}").contains(MASTER));
        for secret in ["\"\\\u{1}é", &"\u{1}".repeat(128)] {
            let token = vault.seal("\"", &PeerSecret::new(secret), Moment(7));
            assert_eq!(vault.open("\"", &token).unwrap().expose(), secret);
        }
    }

    #[test]
    fn what_is_encrypted_is_the_object_of_the_contract() {
        let vault = Vault::new(MASTER).unwrap();
        let opened = vault.0.open(&vault.seal("a", &PeerSecret::new("s"), Moment(7)).0, &(7..=7)).unwrap();
        assert_eq!(opened.text, br#"{"key_id":"a","secret":"s"}"#);
    }

    #[test]
    fn a_master_key_is_64_hexadecimal_digits() {
        for bad in ["", &MASTER[1..], &format!("{MASTER}0"), &MASTER.replace('a', "g")] {
            assert!(Vault::new(bad).is_none(), "{bad}");
        }
        assert!(Vault::new(&MASTER.to_uppercase()).is_some());
    }
}
