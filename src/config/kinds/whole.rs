//! Whole numbers.

use std::marker::PhantomData;
use std::ops::RangeInclusive;
use std::time::Duration;

use toml::Value;

use crate::config::declare::{Kind, Shown};
use crate::config::fault::Refusal;

/// A whole number between two bounds, both of them allowed.
pub(in crate::config) struct Whole<const FROM: u32, const TO: u32, T = u32>(PhantomData<T>);

impl<const FROM: u32, const TO: u32, T: Copy + TryFrom<u32> + Into<u32>> Kind for Whole<FROM, TO, T> {
    type Value = T;

    fn accepts() -> String {
        format!("a whole number from {FROM} to {TO}")
    }

    fn read(value: &Value) -> Result<T, Vec<Refusal>> {
        whole(value, FROM..=TO).and_then(|number| number.try_into().ok()).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &T) -> Shown {
        Shown::Value(Value::Integer(i64::from((*value).into())))
    }

    fn from_text(text: &str) -> Value {
        number_from_text(text)
    }
}

/// A time in whole seconds between two bounds, both of them allowed.
pub(in crate::config) struct Seconds<const FROM: u32, const TO: u32>;

impl<const FROM: u32, const TO: u32> Kind for Seconds<FROM, TO> {
    type Value = Duration;

    fn accepts() -> String {
        format!("a whole number of seconds from {FROM} to {TO}")
    }

    fn read(value: &Value) -> Result<Duration, Vec<Refusal>> {
        let seconds = whole(value, FROM..=TO).ok_or_else(|| Self::refuse(value))?;
        Ok(Duration::from_secs(seconds.into()))
    }

    fn show(value: &Duration) -> Shown {
        Shown::Value(Value::Integer(value.as_secs().cast_signed()))
    }

    fn from_text(text: &str) -> Value {
        number_from_text(text)
    }
}

/// The size of a file in bytes, at least one.
pub(in crate::config) struct Size;

impl Kind for Size {
    type Value = u64;

    fn accepts() -> String {
        format!("a whole number of bytes from 1 to {}", i64::MAX)
    }

    fn read(value: &Value) -> Result<u64, Vec<Refusal>> {
        let bytes = value.as_integer().filter(|bytes| *bytes > 0);
        bytes.map(i64::cast_unsigned).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &u64) -> Shown {
        Shown::Value(Value::Integer(value.cast_signed()))
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
