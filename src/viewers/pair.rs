//! The tokens of viewers whom nobody knows: an access token for a while, and a refresh token that brings the next two.
//!
//! All refresh tokens of a viewer begin with the same half, which names their family, and differ in the other. So one
//! row a viewer is enough to tell a used one that comes again, however old, from a token that was never issued; and who
//! sees the database learns neither half.

use std::fmt;

use crate::catalog::Moment;

use super::token::random_hex;
use super::{ClearToken, TokenHash};

/// Bytes of chance in each half of a refresh token.
const HALF_BYTES: usize = 8;
/// Digits of each half.
const HALF_DIGITS: usize = 2 * HALF_BYTES;

/// A refresh token in clear: a secret of 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// Draws the first token of a new family.
    pub fn random() -> Self {
        Self(random_hex::<{ 2 * HALF_BYTES }>())
    }

    /// Takes what a request says; `None` where no refresh token looks so.
    pub fn given(text: &str) -> Option<Self> {
        let legal = text.len() == 2 * HALF_DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        legal.then(|| Self(text.to_owned()))
    }

    /// Draws the token that follows this one in its family.
    pub fn next(&self) -> Self {
        Self(format!("{}{}", self.family_half(), random_hex::<HALF_BYTES>()))
    }

    /// Returns the secret: to the one it is issued to, and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }

    /// Returns what is kept of the half that it shares with its family.
    pub fn family(&self) -> TokenHash {
        TokenHash::of(self.family_half())
    }

    fn family_half(&self) -> &str {
        &self.0[..HALF_DIGITS]
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(***)")
    }
}

/// How long tokens hold, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// An access token.
    pub access: u32,
    /// A refresh token.
    pub refresh: u32,
}

/// Two tokens that are issued together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that requests bring.
    pub access: ClearToken,
    /// The one that brings the next pair.
    pub refresh: RefreshToken,
}

impl Pair {
    /// Draws a pair for a new viewer.
    pub fn first() -> Self {
        Self { access: ClearToken::short(), refresh: RefreshToken::random() }
    }

    /// Draws the pair that a refresh token brings.
    pub fn after(used: &RefreshToken) -> Self {
        Self { access: ClearToken::short(), refresh: used.next() }
    }

    /// Returns what is kept of a pair that is issued now.
    pub fn kept(&self, now: Moment, lifetimes: Lifetimes) -> KeptPair {
        KeptPair {
            access: self.access.hash(),
            access_expires: Moment(now.0.saturating_add(lifetimes.access.into())),
            family: self.refresh.family(),
            refresh: self.refresh.hash(),
            refresh_expires: Moment(now.0.saturating_add(lifetimes.refresh.into())),
        }
    }
}

/// What is kept of two tokens that were issued together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptPair {
    /// The access token.
    pub access: TokenHash,
    /// The first moment at which it no longer holds.
    pub access_expires: Moment,
    /// The family of the refresh token.
    pub family: TokenHash,
    /// The refresh token.
    pub refresh: TokenHash,
    /// The first moment at which it no longer holds.
    pub refresh_expires: Moment,
}

/// The refresh token that a family waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// The application that it was issued to.
    pub client: String,
    /// What is kept of it.
    pub refresh: TokenHash,
    /// The first moment at which it no longer holds.
    pub expires: Moment,
}

/// What comes of a refresh token that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It brings the next pair.
    Good,
    /// It brings nothing: it has expired, or another application brings it (RFC 6749, 6).
    Refused,
    /// It was used before. Whoever brings it, somebody has it who should not, and nobody can tell whether that is this
    /// client or the one before (RFC 9700, 4.14.2).
    Replayed,
}

impl Awaited {
    /// Judges a token of the family. How long that takes tells nothing of the one that is awaited.
    pub fn judge(&self, given: &RefreshToken, client: &str, now: Moment) -> Verdict {
        if self.client != client {
            Verdict::Refused
        } else if !self.refresh.is(&given.hash()) {
            Verdict::Replayed
        } else if now >= self.expires {
            Verdict::Refused
        } else {
            Verdict::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_is_of_the_family_of_the_one_before() {
        let first = RefreshToken::random();
        let (next, stranger) = (first.next(), RefreshToken::random());
        assert_eq!((first.reveal().len(), next.reveal().len()), (32, 32));
        assert_eq!(first.family(), next.family());
        assert_ne!(first.hash(), next.hash());
        assert_ne!(first.family(), stranger.family());
        assert_eq!(RefreshToken::given(first.reveal()), Some(first));
    }

    #[test]
    fn what_is_no_refresh_token_is_none() {
        let upper = "A".repeat(32);
        for text in ["", "0", &"0".repeat(31), &"0".repeat(33), &"g".repeat(32), &upper, &"é".repeat(16)] {
            assert_eq!(RefreshToken::given(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_is_good_once_for_its_application_until_it_expires() {
        let token = RefreshToken::random();
        let awaited = Awaited { client: "box".to_owned(), refresh: token.hash(), expires: Moment(10) };
        let used = token.next();
        for (given, client, now, expected) in [
            (&token, "box", 9, Verdict::Good),
            (&token, "box", 10, Verdict::Refused),
            (&token, "phone", 9, Verdict::Refused),
            (&used, "box", 9, Verdict::Replayed),
            (&used, "box", 10, Verdict::Replayed),
            (&used, "phone", 9, Verdict::Refused),
        ] {
            assert_eq!(awaited.judge(given, client, Moment(now)), expected, "{client} at {now}");
        }
    }

    #[test]
    fn no_form_of_a_pair_shows_itself() {
        let pair = Pair::first();
        let kept = pair.kept(Moment(5), Lifetimes { access: 10, refresh: 20 });
        assert_eq!((kept.access_expires, kept.refresh_expires), (Moment(15), Moment(25)));
        for shown in [format!("{pair:?}"), format!("{kept:?}")] {
            for secret in [pair.access.reveal(), pair.refresh.reveal(), &kept.refresh.to_hex()] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }
}
