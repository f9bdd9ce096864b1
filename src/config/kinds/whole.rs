//! Whole numbers.

use std::marker::PhantomData;
use std::ops::RangeInclusive;
use std::time::Duration;

use toml::Value;

use crate::catalog::ByteSize;
use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;

/// A whole number between two bounds, both of them allowed.
pub(in crate::config) struct Whole<const FROM: u32, const TO: u32, T = u32>(PhantomData<T>);

impl<const FROM: u32, const TO: u32, T: Copy + TryFrom<u32> + Into<u32>> SettingKind for Whole<FROM, TO, T> {
    type Value = T;

    fn accepts() -> String {
        format!("a whole number from {FROM} to {TO}")
    }

    fn read(value: &Value) -> Result<T, Vec<SettingRefusal>> {
        whole(value, FROM..=TO).and_then(|number| number.try_into().ok()).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &T) -> ShownValue {
        ShownValue::Value(Value::Integer(i64::from((*value).into())))
    }

    fn from_text(text: &str) -> Value {
        number_from_text(text)
    }
}

/// A time in whole seconds between two bounds, both of them allowed.
pub(in crate::config) struct Seconds<const FROM: u32, const TO: u32>;

impl<const FROM: u32, const TO: u32> SettingKind for Seconds<FROM, TO> {
    type Value = Duration;

    fn accepts() -> String {
        format!("a whole number of seconds from {FROM} to {TO}")
    }

    fn read(value: &Value) -> Result<Duration, Vec<SettingRefusal>> {
        let seconds = whole(value, FROM..=TO).ok_or_else(|| Self::refuse(value))?;
        Ok(Duration::from_secs(seconds.into()))
    }

    fn show(value: &Duration) -> ShownValue {
        ShownValue::Value(Value::Integer(value.as_secs().cast_signed()))
    }

    fn from_text(text: &str) -> Value {
        number_from_text(text)
    }
}

/// The size of a file in bytes, at least one.
pub(in crate::config) struct Size;

impl SettingKind for Size {
    type Value = ByteSize;

    fn accepts() -> String {
        format!("a whole number of bytes from 1 to {}", ByteSize::MAX)
    }

    fn read(value: &Value) -> Result<ByteSize, Vec<SettingRefusal>> {
        let bytes = value.as_integer().filter(|bytes| *bytes > 0);
        bytes.and_then(|bytes| ByteSize::new(bytes.unsigned_abs())).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &ByteSize) -> ShownValue {
        ShownValue::Value(Value::Integer(value.get().cast_signed()))
    }

    fn from_text(text: &str) -> Value {
        number_from_text(text)
    }
}

fn whole(value: &Value, range: RangeInclusive<u32>) -> Option<u32> {
    value.as_integer().and_then(|number| u32::try_from(number).ok()).filter(|number| range.contains(number))
}

fn number_from_text(text: &str) -> Value {
    text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
}
