//! The key of the server, under which it keeps what must be found again but not read back.

use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::PeerAddress;

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// The key of the server: whoever has the database without it can neither check a secret nor look for an address.
#[derive(Clone)]
pub struct ServerKey(Zeroizing<[u8; KEY_BYTES]>);

/// Declares what is kept under the key of the server in the place of something: a hash of it, which `Debug` does not show.
macro_rules! keyed_hash {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(in crate::btn) [u8; 32]);

        impl $name {
            /// Takes 32 bytes as they are kept.
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Returns the bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
}
pub(super) use keyed_hash;

keyed_hash! {
    /// What is kept of the secret of an application.
    AppSecretHash
}
keyed_hash! {
    /// What is kept of the address of a participant.
    AddressHash
}

/// What a hash is of, so that none can stand for another.
#[derive(Clone, Copy)]
pub(super) enum HashedThing {
    Secret,
    Address,
    Downloader,
    Session,
    Login,
    Browser,
    Network,
    Row,
}

impl ServerKey {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        // The decoder asserts that there is room.
        let fits = text.len() == 2 * KEY_BYTES;
        (fits && HEXLOWER_PERMISSIVE.decode_mut(text.as_bytes(), &mut *key).is_ok()).then_some(Self(key))
    }

    /// Returns what is kept of the secret of an application.
    pub fn of_secret(&self, secret: &str) -> AppSecretHash {
        AppSecretHash(self.hash(HashedThing::Secret, secret.as_bytes()))
    }

    /// Returns what is kept of the address of a participant.
    pub fn of_address(&self, address: PeerAddress) -> AddressHash {
        AddressHash(self.hash(HashedThing::Address, address.get().to_string().as_bytes()))
    }

    /// Returns a number for the downloader of this name.
    pub fn of_downloader(&self, name: &str) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = self.hash(HashedThing::Downloader, name.as_bytes());
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    pub(super) fn hash(&self, thing: HashedThing, bytes: &[u8]) -> [u8; 32] {
        let label: &[u8] = match thing {
            HashedThing::Secret => b"secret\0",
            HashedThing::Address => b"address\0",
            HashedThing::Downloader => b"downloader\0",
            HashedThing::Session => b"session\0",
            HashedThing::Login => b"login\0",
            HashedThing::Browser => b"browser\0",
            HashedThing::Network => b"network\0",
            HashedThing::Row => b"row\0",
        };
        let mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("a key of any length");
        mac.chain_update(label).chain_update(bytes).finalize().into_bytes().into()
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey(***)")
    }
}

impl AppSecretHash {
    /// Tells whether it is the same, in a time that does not depend on how alike the two are.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: &str) -> ServerKey {
        ServerKey::parse(&digit.repeat(64)).unwrap()
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        for text in ["", "a", &"g".repeat(64), &"a".repeat(63), &"a".repeat(66), &"ж".repeat(32)] {
            assert!(ServerKey::parse(text).is_none(), "{text}");
        }
        assert_eq!(format!("{:?}", key("A")), "ServerKey(***)");
    }

    #[test]
    fn hashes_depend_on_the_key_the_value_and_what_it_is() {
        let secret = key("a").of_secret("x");
        assert!(secret.is(&key("A").of_secret("x")));
        for other in [key("b").of_secret("x"), key("a").of_secret("y")] {
            assert!(!secret.is(&other));
        }
        let address = PeerAddress::parse("198.51.100.7").unwrap();
        assert_ne!(key("a").of_address(address).as_bytes(), key("a").of_secret("198.51.100.7").as_bytes());
        assert_ne!(key("a").of_downloader("x"), key("a").of_downloader("y"));
        assert_eq!(AppSecretHash::from_bytes(secret.as_bytes()), Some(secret));
        let shown = format!("{secret:?} {:?}", key("a").of_address(address));
        assert_eq!(shown, "AppSecretHash(***) AddressHash(***)");
    }
}
