//! Ids of keys.

use std::fmt;

use super::random;

/// The most characters of an id.
const MAX_CHARS: usize = 64;

/// The lowest of the four bits of a UUID that say its version, and of the two that say its variant.
const VERSION_AT: u32 = 76;
const VARIANT_AT: u32 = 62;

/// The id of a key: what a peer says it is. No secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerKeyId(String);

impl PeerKeyId {
    /// Draws an id of the form that is issued: a UUID of version 4 (RFC 9562, 5.4), in lower case with hyphens.
    pub fn random() -> Self {
        let mut bytes = [0; 16];
        random::fill(&mut bytes);
        let drawn = u128::from_be_bytes(bytes);
        let id = drawn & !(0xF << VERSION_AT) & !(0b11 << VARIANT_AT) | 4 << VERSION_AT | 0b10 << VARIANT_AT;
        let digits = format!("{id:032x}");
        let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| &digits[group]);
        Self(groups.join("-"))
    }

    /// Takes an id that another operator issued, or a request brings: 1 to 64 visible ASCII characters.
    pub fn new(text: &str) -> Option<Self> {
        let legal = (1..=MAX_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        legal.then(|| Self(text.to_owned()))
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeerKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_id_is_a_uuid_of_version_4() {
        for _ in 0..1000 {
            let id = PeerKeyId::random();
            let groups: Vec<&str> = id.as_str().split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id}");
            assert!(groups.concat().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{id}");
            assert!(groups[2].starts_with('4') && groups[3].starts_with(['8', '9', 'a', 'b']), "{id}");
        }
        assert_ne!(PeerKeyId::random(), PeerKeyId::random());
    }

    #[test]
    fn an_id_is_up_to_64_visible_ascii_characters() {
        for good in ["a", "a1b2c3d4-e5f6-4789-8abc-def012345678", &"~".repeat(64)] {
            assert_eq!(PeerKeyId::new(good).map(|id| id.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "a b", "é", "a\n", &"a".repeat(65)] {
            assert_eq!(PeerKeyId::new(bad), None, "{bad:?}");
        }
    }
}
