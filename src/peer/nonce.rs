//! Numbers used once.

use data_encoding::HEXLOWER;

use super::random;

/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;

/// What a request of the second version is told from its copies by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Nonce([u8; NONCE_BYTES]);

impl Nonce {
    /// Draws one that nobody had before.
    pub fn random() -> Self {
        let mut bytes = [0; NONCE_BYTES];
        random::fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 32 lower-case hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// Returns what the header says.
    pub fn to_hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_32_lower_case_digits() {
        let nonce = Nonce::random();
        assert_eq!(Nonce::parse(&nonce.to_hex()), Some(nonce));
        assert_ne!(nonce, Nonce::random());
        for bad in ["", "000102030405060708090a0b0c0d0e0", "000102030405060708090A0B0C0D0E0F"] {
            assert_eq!(Nonce::parse(bad), None, "{bad}");
        }
    }
}
