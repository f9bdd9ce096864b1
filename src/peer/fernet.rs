//! Fernet: what is encrypted between peers, and at rest.
//!
//! A token is URL-safe base64, with its padding, of a version, the time, an IV, the text under AES-128 in CBC mode with
//! PKCS#7 padding, and an HMAC-SHA256 over all of that. Checked first, the HMAC leaves nothing to learn from the padding.

use std::fmt;
use std::ops::RangeInclusive;

use aes::Aes128;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use cbc::{Decryptor, Encryptor};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::catalog::Moment;

use super::mac::{MAC_BYTES, mac};
use super::random;
use super::secret::PeerSecret;

/// What the key of answers is made of, before the secret.
const CACHE_PREFIX: &str = "sf-peer-cache-v1:";
const VERSION: u8 = 0x80;
/// Bytes of each half of a key, of a block and of an IV.
const BLOCK: usize = 16;
/// Bytes of the time.
const TIME: usize = 8;
/// Bytes before the encrypted text: version, time, IV.
const HEADER: usize = 1 + TIME + BLOCK;

/// The initialisation vector of one token, never to be used twice.
pub type Iv = [u8; BLOCK];

/// A key. `Debug` does not show it, and the memory it was in is wiped.
#[derive(Clone)]
pub struct FernetKey(Zeroizing<[u8; 2 * BLOCK]>);

impl fmt::Debug for FernetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FernetKey(***)")
    }
}

/// What was in a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedToken {
    /// When it was made, in Unix seconds.
    pub at: u64,
    /// The text.
    pub text: Vec<u8>,
}

/// A token is not one, or not of this key, or not of this time: whoever brings it is told no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the token is not valid")]
pub struct FernetFault;

impl FernetKey {
    /// Makes the key under which peers who share the secret answer each other.
    pub fn of_answers(secret: &PeerSecret) -> Self {
        Self::derived(CACHE_PREFIX, secret.expose())
    }

    /// Makes a key of a secret, for the purpose that the prefix names.
    pub(super) fn derived(prefix: &str, secret: &str) -> Self {
        Self::new(Sha256::new().chain_update(prefix).chain_update(secret).finalize().into())
    }

    /// Takes a key: the half that signs, then the half that encrypts.
    pub fn new(bytes: [u8; 2 * BLOCK]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Returns the text as a token of this time, in Unix seconds, under a random IV.
    pub fn seal(&self, text: &[u8], at: u64) -> String {
        let mut token = String::new();
        self.seal_into(text, at, &mut token);
        token
    }

    /// Appends the text as [`Self::seal`] returns it.
    pub fn seal_into(&self, text: &[u8], at: u64, token: &mut String) {
        let mut iv = Iv::default();
        random::fill(&mut iv);
        self.seal_with(text, (at, &iv), token);
    }

    /// Appends the text as a token of this time and IV, for whoever brings the IV from elsewhere.
    #[expect(clippy::expect_used, reason = "there is room for the padding: the buffer is made for it")]
    pub fn seal_with(&self, text: &[u8], (at, iv): (u64, &Iv), token: &mut String) {
        let padded = (text.len() / BLOCK + 1) * BLOCK;
        let mut raw = Vec::with_capacity(HEADER + padded + MAC_BYTES);
        raw.push(VERSION);
        raw.extend_from_slice(&at.to_be_bytes());
        raw.extend_from_slice(iv);
        raw.extend_from_slice(text);
        raw.resize(HEADER + padded, 0);
        let cipher = Encryptor::<Aes128>::new(self.encryption().into(), iv.into());
        cipher.encrypt_padded::<Pkcs7>(&mut raw[HEADER..], text.len()).expect("a buffer of whole blocks");
        let mac = mac(self.signing(), [raw.as_slice()]);
        raw.extend_from_slice(&mac);
        BASE64_URL_SAFE.encode_string(&raw, token);
    }

    /// Returns what is in the token.
    ///
    /// # Errors
    /// [`FernetFault`]: it is no token that this key made at one of the times, in Unix seconds. Stricter than Python's
    /// library, which forgives other base64 than the one a token has.
    pub fn open(&self, token: &str, times: &RangeInclusive<u64>) -> Result<OpenedToken, FernetFault> {
        self.opened(token, times).map_err(|why| {
            log::debug!("rejected a token: {why}");
            FernetFault
        })
    }

    /// Opens it, or says at which step that failed.
    fn opened(&self, token: &str, times: &RangeInclusive<u64>) -> Result<OpenedToken, &'static str> {
        let mut raw = BASE64_URL_SAFE.decode(token).map_err(|_| "no base64")?;
        let signed = raw.len().checked_sub(MAC_BYTES).filter(|signed| *signed >= HEADER + BLOCK).ok_or("too short")?;
        if raw[0] != VERSION {
            return Err("another version");
        }
        let is_ours: bool = mac(self.signing(), [&raw[..signed]]).ct_eq(&raw[signed..]).into();
        if !is_ours {
            return Err("another signature");
        }
        let (mut at, mut iv) = ([0; TIME], Iv::default());
        at.copy_from_slice(&raw[1..=TIME]);
        iv.copy_from_slice(&raw[1 + TIME..HEADER]);
        let at = u64::from_be_bytes(at);
        if !times.contains(&at) {
            return Err("another time");
        }
        let cipher = Decryptor::<Aes128>::new(self.encryption().into(), (&iv).into());
        let text =
            cipher.decrypt_padded::<Pkcs7>(&mut raw[HEADER..signed]).map_err(|_| "no whole blocks or padding")?;
        let length = text.len();
        // In place, so that no second copy of the text stays behind.
        raw.drain(..HEADER);
        raw.truncate(length);
        Ok(OpenedToken { at, text: raw })
    }

    #[expect(clippy::expect_used, reason = "a key is two halves of this length")]
    fn halves(&self) -> [&[u8; BLOCK]; 2] {
        let (signing, encryption) = self.0.split_at(BLOCK);
        [signing, encryption].map(|half| half.try_into().expect("half of a key"))
    }

    fn signing(&self) -> &[u8; BLOCK] {
        self.halves()[0]
    }

    fn encryption(&self) -> &[u8; BLOCK] {
        self.halves()[1]
    }
}

/// Returns the time of a token that is made now. A clock before 1970 was not set, and tokens have no time before.
pub(super) fn token_time(now: Moment) -> u64 {
    now.0.max(0).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const AT: u64 = 1_767_225_600;
    const ALWAYS: RangeInclusive<u64> = 0..=u64::MAX;

    fn key() -> FernetKey {
        FernetKey::of_answers(&PeerSecret::new(SECRET))
    }

    fn sealed(key: &FernetKey, text: &[u8], at: u64, iv: &Iv) -> String {
        let mut token = String::new();
        key.seal_with(text, (at, iv), &mut token);
        token
    }

    #[test]
    fn the_published_example_of_fernet_is_made_and_read() {
        let bytes = BASE64_URL_SAFE.decode("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=").unwrap();
        let key = FernetKey::new(bytes.try_into().unwrap());
        let token =
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
        let iv = std::array::from_fn(|at| u8::try_from(at).unwrap());
        assert_eq!(sealed(&key, b"hello", 499_162_800, &iv), token);
        let opened = OpenedToken { at: 499_162_800, text: b"hello".to_vec() };
        assert_eq!(key.open(token, &ALWAYS), Ok(opened));
    }

    #[test]
    fn the_key_of_answers_is_made_of_prefix_and_secret() {
        assert_eq!(BASE64_URL_SAFE.encode(*key().0), "CsmMqQLaSMTQNE5m1QGoMn514iT367oQ_TkiF5Ua6lM=");
        assert_eq!(format!("{:?}", key()), "FernetKey(***)");
    }

    #[test]
    fn every_flipped_bit_of_a_token_is_noticed() {
        let key = key();
        let token = key.seal(b"{\"items\":[],\"next_cursor\":null,\"count\":0}", AT);
        let mut raw = BASE64_URL_SAFE.decode(&token).unwrap();
        for bit in 0..8 * raw.len() {
            raw[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.open(&BASE64_URL_SAFE.encode(&raw), &ALWAYS), Err(FernetFault), "bit {bit}");
            raw[bit / 8] ^= 1 << (bit % 8);
        }
        let mut letters = token.clone().into_bytes();
        for bit in 0..8 * letters.len() {
            letters[bit / 8] ^= 1 << (bit % 8);
            if let Ok(flipped) = std::str::from_utf8(&letters) {
                assert_eq!(key.open(flipped, &ALWAYS), Err(FernetFault), "bit {bit} of the letters");
            }
            letters[bit / 8] ^= 1 << (bit % 8);
        }
        assert!(key.open(&token, &ALWAYS).is_ok());
    }

    #[test]
    fn a_token_is_taken_in_its_one_form_and_time_only() {
        let key = key();
        let token = sealed(&key, b"hello", AT, &[7; BLOCK]);
        assert!(token.ends_with("=="));
        let bare = token.trim_end_matches('=');
        for bad in ["", bare, &format!("{bare}="), &format!("{token}\n"), &format!(" {token}"), &format!("{token}AAAA")]
        {
            assert_eq!(key.open(bad, &ALWAYS), Err(FernetFault), "{bad}");
        }
        for (times, is_good) in [(AT..=AT, true), (0..=AT - 1, false), (AT + 1..=u64::MAX, false)] {
            assert_eq!(key.open(&token, &times).is_ok(), is_good, "{times:?}");
        }
        assert_eq!(FernetKey::of_answers(&PeerSecret::new("x")).open(&token, &ALWAYS), Err(FernetFault));
    }

    #[test]
    fn no_iv_comes_twice() {
        let key = key();
        assert_ne!(key.seal(b"", AT), key.seal(b"", AT));
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_what_is_opened(text: Vec<u8>, at: u64, iv: Iv) {
            let token = sealed(&key(), &text, at, &iv);
            prop_assert_eq!(key().open(&token, &(at..=at)), Ok(OpenedToken { at, text }));
        }

        #[test]
        fn rubbish_is_no_token(token in "[A-Za-z0-9_=+/-]{0,200}") {
            prop_assert_eq!(key().open(&token, &ALWAYS), Err(FernetFault));
        }
    }
}
