//! Names that people read.

use super::word::TextKind;
use crate::catalog::Text;

/// A name, without white space round it.
pub(in crate::config) struct Name;

impl TextKind for Name {
    type Value = Text;

    fn accepts() -> String {
        "a non-empty name".to_owned()
    }

    fn parse(text: &str) -> Option<Text> {
        Text::new(text.trim())
    }

    fn write(value: &Text) -> String {
        value.to_string()
    }
}
