//! Values that are written as a text.

use toml::Value;

use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;

/// A kind of values that are written as a text.
pub(in crate::config) trait TextKind {
    /// What the program works with.
    type Value;
    /// Whether a refusal shows nothing of what was given.
    const SECRET: bool = false;

    /// Says what may be given, after «it must be».
    fn accepts() -> String;

    /// Says what a list of them may be, after «it must be».
    fn accepts_list() -> String {
        Self::accepts()
    }

    /// Reads the text as it was given; `None` where it is none of these values.
    fn parse(text: &str) -> Option<Self::Value>;

    /// Writes it for documents, a secret starred.
    fn write(value: &Self::Value) -> String;

    /// Returns the value that was probably meant by a text that is none.
    fn meant(_text: &str) -> Option<String> {
        None
    }
}

impl<W: TextKind> SettingKind for W {
    type Value = W::Value;

    fn accepts() -> String {
        W::accepts()
    }

    fn read(value: &Value) -> Result<W::Value, Vec<SettingRefusal>> {
        value.as_str().and_then(W::parse).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &W::Value) -> ShownValue {
        ShownValue::Value(Value::String(W::write(value)))
    }

    fn refuse(value: &Value) -> Vec<SettingRefusal> {
        let text = value.as_str();
        let meant = text.and_then(W::meant).map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
        let accepts = format!("{}{meant}", W::accepts());
        vec![if W::SECRET { SettingRefusal::secret(value, accepts) } else { SettingRefusal::bad(value, accepts) }]
    }
}
