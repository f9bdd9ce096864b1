//! Access tokens: in clear, hashed, and all that hold at present.
//!
//! A token in clear exists where it is issued and where a request brings it. Everything else knows its hash: whoever
//! reads the database or a dump of the memory learns no token. Neither form shows itself in `Debug`.

use std::collections::{HashMap, HashSet};
use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::catalog::Moment;

use super::ViewerId;

/// What every issued token begins with, so that people, and programs that look for leaked secrets, know one.
const PREFIX: &str = "afisha_";
/// Bytes of chance in a token.
const RANDOM_BYTES: usize = 32;
/// Bytes of chance in a short token.
const SHORT_BYTES: usize = 16;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// Characters of a hash that name its token to operators.
const ID_CHARS: usize = 12;

/// A token in clear: a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ClearToken(String);

impl ClearToken {
    /// Draws a token that nobody can guess.
    pub fn random() -> Self {
        Self(format!("{PREFIX}{}", random_hex::<RANDOM_BYTES>()))
    }

    /// Draws a token of the form that boxes know: 32 hexadecimal digits.
    pub fn short() -> Self {
        Self(random_hex::<SHORT_BYTES>())
    }

    /// Tells whether it has the form of [`Self::short`].
    pub fn is_short(&self) -> bool {
        self.0.len() == 2 * SHORT_BYTES && self.0.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// Takes what a request says; whether it is a token shows in the [`TokenSet`].
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the secret: to the one it is issued to, and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for ClearToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearToken(***)")
    }
}

/// The SHA-256 of a token. No salt and no slow hash: a token holds more chance than anybody can try.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash([u8; HASH_BYTES]);

impl TokenHash {
    /// Hashes a secret.
    pub(super) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }

    /// Tells whether it is the same, in a time that does not depend on how alike the two are.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Reads the form of [`Self::to_hex`]; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// Returns it as the store keeps it: 64 hexadecimal digits in lower case.
    pub fn to_hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Returns the name of the token for operators.
    pub fn id(self) -> TokenId {
        TokenId(self.to_hex().chars().take(ID_CHARS).collect())
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(***)")
    }
}

/// Names a token to operators: the first characters of its hash, of which the token cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenId(String);

impl TokenId {
    /// Reads an id; `None` for a text that is none.
    pub fn new(text: &str) -> Option<Self> {
        let legal = text.len() == ID_CHARS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        legal.then(|| Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Draws so many bytes, and returns them as hexadecimal digits in lower case.
pub(super) fn random_hex<const BYTES: usize>() -> String {
    HEXLOWER.encode(&rand::random::<[u8; BYTES]>())
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whose it is.
    pub viewer: ViewerId,
    /// The first moment at which it no longer holds.
    pub expires: Moment,
}

impl Grant {
    /// Returns whose it is; `None` where it has expired at this moment.
    pub fn at(&self, at: Moment) -> Option<ViewerId> {
        (at < self.expires).then_some(self.viewer)
    }
}

/// Every token that was issued and not revoked.
#[derive(Debug, Default)]
pub struct TokenSet(HashMap<TokenHash, Grant>);

impl TokenSet {
    /// Finds whose token it is; `None` where it is unknown, revoked or, at this moment, expired.
    ///
    /// The token is looked up by its hash: how long that takes tells nothing of the tokens there are.
    pub fn viewer(&self, token: &ClearToken, at: Moment) -> Option<ViewerId> {
        self.0.get(&token.hash())?.at(at)
    }

    /// Returns everybody who has one.
    pub fn viewers(&self) -> HashSet<ViewerId> {
        self.0.values().map(|grant| grant.viewer).collect()
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(TokenHash, Grant)> for TokenSet {
    fn from_iter<I: IntoIterator<Item = (TokenHash, Grant)>>(tokens: I) -> Self {
        Self(tokens.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_head_and_no_two_are_alike() {
        let (one, other) = (ClearToken::random(), ClearToken::random());
        assert_ne!(one, other);
        assert!(one.reveal().starts_with("afisha_"));
        assert_eq!(one.reveal().len(), "afisha_".len() + 64);
    }

    #[test]
    fn no_form_of_a_token_shows_itself() {
        let token = ClearToken::given("secret");
        let grant = Grant { viewer: ViewerId::random(), expires: Moment(1) };
        let set: TokenSet = [(token.hash(), grant)].into_iter().collect();
        for shown in [format!("{token:?}"), format!("{:?}", token.hash()), format!("{set:?}")] {
            assert!(!shown.contains("secret") && !shown.contains(token.hash().id().as_str()), "{shown}");
        }
    }

    #[test]
    fn what_is_kept_is_the_sha_256() {
        let hash = ClearToken::given("abc").hash();
        assert_eq!(hash.to_hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(TokenHash::from_hex(&hash.to_hex()), Some(hash));
        assert_eq!(hash.id().as_str(), "ba7816bf8f01");
        for bad in ["", "ba", &"G".repeat(64), &"é".repeat(32), &hash.to_hex().to_uppercase()] {
            assert_eq!(TokenHash::from_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_token_holds_until_it_expires() {
        let (token, viewer) = (ClearToken::random(), ViewerId::random());
        let set: TokenSet = [(token.hash(), Grant { viewer, expires: Moment(10) })].into_iter().collect();
        assert_eq!(set.viewer(&token, Moment(9)), Some(viewer));
        assert_eq!(set.viewer(&token, Moment(10)), None);
        assert_eq!(set.viewer(&ClearToken::random(), Moment(9)), None);
    }
}
