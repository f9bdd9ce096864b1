//! HMAC-SHA256 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of an HMAC-SHA256.
pub(super) const MAC_BYTES: usize = 32;

/// Returns the HMAC of a message that is given in pieces.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
pub(super) fn mac<'m>(key: &[u8], message: impl IntoIterator<Item = &'m [u8]>) -> [u8; MAC_BYTES] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    message.into_iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().into()
}
