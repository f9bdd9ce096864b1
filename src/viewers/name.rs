//! What operators call a viewer.

use std::fmt;

use crate::catalog::{operators_name, operators_name_accepts};

use super::ViewerId;

/// What the names of viewers begin with whom no operator named; their public number follows.
const ANONYMOUS: &str = "anonymous-";
/// The most characters of a viewer's name.
pub const MAX_NAME_CHARS: usize = 200;

/// The name of a viewer: trimmed, not empty, at most [`MAX_NAME_CHARS`] characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerName(String);

impl ViewerName {
    /// Makes the name; `None` where the text is none.
    pub fn new(text: &str) -> Option<Self> {
        operators_name(text, MAX_NAME_CHARS).map(|name| Self(name.to_owned()))
    }

    /// Returns the name of a viewer whom no operator named.
    pub fn anonymous(viewer: ViewerId) -> Self {
        Self(format!("{ANONYMOUS}{}", viewer.public_number()))
    }

    /// Tells whether names of this kind are given to viewers whom no operator named.
    pub fn is_anonymous(&self) -> bool {
        self.0.starts_with(ANONYMOUS)
    }

    /// Says what a name is, after «it must be».
    pub fn accepts() -> String {
        operators_name_accepts(MAX_NAME_CHARS)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ViewerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_text() {
        assert_eq!(ViewerName::new(" Анна \n").unwrap().as_str(), "Анна");
        assert_eq!(ViewerName::new(&"я".repeat(MAX_NAME_CHARS)).unwrap().as_str().chars().count(), MAX_NAME_CHARS);
        for bad in ["", " ", "a\nb", "a\0", &"я".repeat(MAX_NAME_CHARS + 1)] {
            assert_eq!(ViewerName::new(bad), None, "{bad:?}");
        }
    }
}
