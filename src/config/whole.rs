//! Whole numbers as settings.

use toml::Value;

use super::declare::{Kind, Shown};
use super::fault::Refusal;

/// A whole number between two bounds, both of them allowed.
pub(super) struct Whole<const FROM: u32, const TO: u32>;

impl<const FROM: u32, const TO: u32> Kind for Whole<FROM, TO> {
    type Value = u32;

    fn accepts() -> String {
        format!("a whole number from {FROM} to {TO}")
    }

    fn read(value: &Value) -> Result<u32, Vec<Refusal>> {
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
        number.filter(|number| (FROM..=TO).contains(number)).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &u32) -> Shown {
        Shown::Value(Value::Integer(i64::from(*value)))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
    }
}
