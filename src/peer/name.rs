//! What operators call a peer.

use std::fmt;

use crate::catalog::{operators_name, operators_name_accepts};

/// The most characters of a peer's name.
const MAX_CHARS: usize = 100;

/// The name of a peer: trimmed, not empty, at most 100 characters, none of them a control character. What a peer told is
/// labelled with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerName(String);

impl PeerName {
    /// Makes the name; `None` where the text is none.
    pub fn new(text: &str) -> Option<Self> {
        operators_name(text, MAX_CHARS).map(|name| Self(name.to_owned()))
    }

    /// Says what a name is, after «it must be».
    pub fn accepts() -> String {
        operators_name_accepts(MAX_CHARS)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_text() {
        assert_eq!(PeerName::new(" Сосед \n").unwrap().as_str(), "Сосед");
        assert_eq!(PeerName::new(&"я".repeat(MAX_CHARS)).unwrap().as_str().chars().count(), MAX_CHARS);
        for bad in ["", " ", "a\nb", "a\0", &"я".repeat(MAX_CHARS + 1)] {
            assert_eq!(PeerName::new(bad), None, "{bad:?}");
        }
    }
}
