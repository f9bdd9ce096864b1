//! What browsers are given to be known again: tokens of sessions, and what a login is bound to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::credentials::fill;
use super::server_key::{HashedThing, ServerKey, keyed_hash};

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;

/// A random text that a browser brings. `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct WebToken(SecretString);

keyed_hash! {
    /// What is kept of such a text.
    WebTokenHash
}
keyed_hash! {
    /// What is kept of a network, of IPv4 /24 or IPv6 /48, from which an account was made or is heard of.
    NetworkHash
}

impl WebToken {
    /// Draws one: 64 hexadecimal digits.
    ///
    /// # Panics
    /// The operating system has no random bytes.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
        fill(&mut *bytes);
        Self(HEXLOWER.encode(&*bytes).into())
    }

    /// Takes what a browser brings; `None`: it can be none of ours.
    pub fn given(text: &str) -> Option<Self> {
        let is_ours = text.len() == 2 * TOKEN_BYTES && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_ours.then(|| Self(text.into()))
    }

    /// Returns the text: for the browser, never for a log.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl ServerKey {
    /// Returns what is kept of the token of a session.
    pub fn of_session(&self, token: &WebToken) -> WebTokenHash {
        WebTokenHash(self.hash(HashedThing::Session, token.expose().as_bytes()))
    }

    /// Returns what is kept of the state of a login.
    pub fn of_login(&self, state: &WebToken) -> WebTokenHash {
        WebTokenHash(self.hash(HashedThing::Login, state.expose().as_bytes()))
    }

    /// Returns what is kept of what the browser was given in which a login began.
    pub fn of_browser(&self, token: &WebToken) -> WebTokenHash {
        WebTokenHash(self.hash(HashedThing::Browser, token.expose().as_bytes()))
    }

    /// Returns what is kept of the network of an address: of 24 bits, or 48 of IPv6.
    pub fn of_network(&self, address: IpAddr) -> NetworkHash {
        let network: IpAddr = match address.to_canonical() {
            IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() >> 8 << 8).into(),
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 80 << 80).into(),
        };
        NetworkHash(self.hash(HashedThing::Network, network.to_string().as_bytes()))
    }

    /// Returns a number of at most 53 bits for a row that is shown, from which nothing of the row can be told.
    pub fn of_shown_row(&self, row: &[u8]) -> i64 {
        let [_, a, b, c, d, e, f, g, ..] = self.hash(HashedThing::Row, row);
        i64::from_be_bytes([0, a & 0x1f, b, c, d, e, f, g])
    }
}

impl WebTokenHash {
    /// Tells whether it is the same, in a time that does not depend on how alike the two are.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ServerKey {
        ServerKey::parse(&"a".repeat(64)).unwrap()
    }

    #[test]
    fn a_token_of_one_kind_never_stands_for_another() {
        let (key, token) = (key(), WebToken::random());
        let again = WebToken::given(token.expose()).unwrap();
        assert!(key.of_session(&token).is(&key.of_session(&again)));
        assert!(!key.of_session(&token).is(&key.of_session(&WebToken::random())));
        let kinds = [key.of_session(&token), key.of_login(&token), key.of_browser(&token)];
        assert!(kinds[0] != kinds[1] && kinds[1] != kinds[2] && kinds[0] != kinds[2]);
        let shown = format!("{token:?} {:?} {:?}", kinds[0], key.of_network([127, 0, 0, 1].into()));
        assert!(!shown.contains(token.expose()) && shown.contains("WebTokenHash(***)"), "{shown}");
        for not_one in ["", "x", &"g".repeat(64), &"a".repeat(65)] {
            assert!(WebToken::given(not_one).is_none(), "{not_one}");
        }
    }

    #[test]
    fn addresses_of_one_network_have_one_hash() {
        let of = |text: &str| key().of_network(text.parse().unwrap());
        assert_eq!(of("198.51.100.7"), of("::ffff:198.51.100.250"));
        assert_ne!(of("198.51.100.7"), of("198.51.101.7"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:ffff::"));
        assert_ne!(of("2001:db8:1::"), of("2001:db8:2::"));
    }

    #[test]
    fn a_shown_row_has_a_number_that_javascript_can_hold() {
        let numbers = [b"a", b"b"].map(|row| key().of_shown_row(row));
        assert!(numbers[0] != numbers[1] && numbers.iter().all(|number| (0..1 << 53).contains(number)));
    }
}
