//! Yes or no.

use toml::Value;

use crate::config::declare::{Kind, Shown};
use crate::config::fault::Refusal;

/// On or off.
pub(in crate::config) struct Flag;

impl Kind for Flag {
    type Value = bool;

    fn accepts() -> String {
        "true or false".to_owned()
    }

    fn read(value: &Value) -> Result<bool, Vec<Refusal>> {
        value.as_bool().ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &bool) -> Shown {
        Shown::Value(Value::Boolean(*value))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Boolean)
    }
}
