//! Names of keys.

use crate::catalog::Text;
use crate::cli::fault::CommandError;

/// The most characters of a name.
const MAX_CHARS: usize = 100;

/// Reads the name of a key.
pub(super) fn key_name(text: &str) -> Result<Text, String> {
    let name = Text::line(text).filter(|name| name.as_str().chars().count() <= MAX_CHARS);
    name.ok_or_else(|| format!("it must be a name of 1 to {MAX_CHARS} characters"))
}

/// Refuses a command for the name of a key that is not there.
pub(super) fn unknown(name: &Text) -> CommandError {
    CommandError::Refused(format!("there is no peer key {name}; `afisha peer key list` shows all of them"))
}
