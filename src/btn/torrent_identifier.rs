//! How reports name a torrent.

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The name of a torrent in reports: a digest of its info hash. Whoever knows the info hash can tell which torrent is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TorrentIdentifier([u8; 32]);

impl TorrentIdentifier {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        // The decoder asserts that there is room.
        let fits = text.len() == 2 * bytes.len();
        (fits && HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).is_ok()).then_some(Self(bytes))
    }

    /// Returns the identifier of a torrent by its info hash in hexadecimal, of whichever version, whole or cut.
    pub fn of(info_hash: &str) -> Self {
        let text = info_hash.to_ascii_lowercase();
        let salt = HEXLOWER.encode(&crc32fast::hash(text.as_bytes()).to_le_bytes());
        Self(Sha256::new().chain_update(&text).chain_update(salt).finalize().into())
    }

    /// Takes 32 bytes as they are kept.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TorrentIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_those_that_clients_compute() {
        for (info_hash, identifier) in [
            (
                "a5b24a285c3533d80ce62181813640ac4a0e6ed7",
                "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad",
            ),
            (
                "0123456789ABCDEF0123456789abcdef01234567",
                "456e89c3e86fca4d5f87684ab7526e77b51dfe50613d43b83bf53bd0780f5a4a",
            ),
            (
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "6427e76c00d0d81e082d5684b8660cd8e73df887dada8957ebb38a67bb4a9bf1",
            ),
            (
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "5689344ea3b48a1f91fcf3fe89d912d9fd4b1abc3f4fc9fe33fe1f443a87a73d",
            ),
            (
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4",
                "983d4670391ceb34d790bd67a1fa20b7609985f91b3005beee429d1722ba6af7",
            ),
        ] {
            let computed = TorrentIdentifier::of(info_hash);
            assert_eq!(computed.to_string(), identifier);
            assert_eq!(TorrentIdentifier::parse(identifier), Some(computed));
            assert_eq!(TorrentIdentifier::from_bytes(computed.as_bytes()), Some(computed));
        }
    }

    #[test]
    fn only_64_lower_case_digits_are_an_identifier() {
        for text in ["", "52fa", &"g".repeat(64), &"A".repeat(64), &"a".repeat(63), &"a".repeat(65), &"ж".repeat(32)] {
            assert_eq!(TorrentIdentifier::parse(text), None, "{text}");
        }
    }
}
