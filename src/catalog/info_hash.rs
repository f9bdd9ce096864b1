//! Info hashes: what torrents are known by.

use std::fmt;

use data_encoding::{BASE32_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};

/// Bytes of a hash.
const LEN: usize = 20;

/// The info hash of a torrent, version 1: the SHA-1 of its `info` (BEP 3). In the order of its hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InfoHash([u8; LEN]);

impl InfoHash {
    /// The first one in the order; no torrent has it.
    pub const ZERO: Self = Self([0; LEN]);

    /// Makes a hash of its bytes; `None`: there are not 20.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads 40 hexadecimal digits, in either case.
    pub fn from_hex(text: &str) -> Option<Self> {
        Self::from_bytes(&HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?)
    }

    /// Reads 32 letters of base32, in either case: the older form in magnets (BEP 9).
    pub fn from_base32(text: &str) -> Option<Self> {
        Self::from_bytes(&BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?)
    }

    /// Returns its bytes.
    pub fn as_bytes(&self) -> &[u8; LEN] {
        &self.0
    }
}

/// Writes 40 lower-case hexadecimal digits.
impl fmt::Display for InfoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_hash_are_one() {
        let hex = "C12FE1C06BBA254A9DC9F519B335AA7C1367A88A";
        let hash = InfoHash::from_hex(hex).unwrap();
        assert_eq!(InfoHash::from_base32("yex6dqdlxiSUVHOJ6UM3GNNKPQJWPKEK"), Some(hash));
        assert_eq!(hash.to_string(), hex.to_lowercase());
        for bad in ["", &hex[1..], &format!("{hex}0"), &hex.replace('C', "G"), "YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKE1"] {
            assert_eq!(InfoHash::from_hex(bad).or_else(|| InfoHash::from_base32(bad)), None, "{bad}");
        }
    }
}
