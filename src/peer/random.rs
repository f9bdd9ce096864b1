//! Random bytes for secrets.

use rand::TryRng;
use rand::rngs::SysRng;

/// Fills the bytes from the operating system's generator.
///
/// # Panics
/// The system has none, which no supported one does: anything else in their place could be guessed.
#[expect(clippy::expect_used, reason = "without random bytes there are no secrets to go on with")]
pub(super) fn fill(bytes: &mut [u8]) {
    SysRng.try_fill_bytes(bytes).expect("random bytes of the operating system");
}
