//! Switches.

use toml::Value;

use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;

/// `true` or `false`.
pub(in crate::config) struct OnOff;

impl SettingKind for OnOff {
    type Value = bool;

    fn accepts() -> String {
        "true or false".to_owned()
    }

    fn read(value: &Value) -> Result<bool, Vec<SettingRefusal>> {
        value.as_bool().ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &bool) -> ShownValue {
        ShownValue::Value(Value::Boolean(*value))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Boolean)
    }
}
