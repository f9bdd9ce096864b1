//! Values that may be missing.

use std::marker::PhantomData;

use toml::Value;

use super::word::TextKind;
use crate::config::declare::{SettingForm, SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;

/// A field of a table that can be left out.
pub(in crate::config) struct Optional<K>(PhantomData<K>);

impl<K: SettingKind> SettingKind for Optional<K> {
    type Value = Option<K::Value>;

    fn accepts() -> String {
        K::accepts()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        K::read(value).map(Some)
    }

    fn show(value: &Self::Value) -> ShownValue {
        value.as_ref().map_or(ShownValue::Nothing, K::show)
    }

    fn from_text(text: &str) -> Value {
        K::from_text(text)
    }

    fn form() -> SettingForm {
        K::form()
    }
}

/// A word, or an empty text for none.
pub(in crate::config) struct OrEmpty<W>(PhantomData<W>);

impl<W: TextKind> TextKind for OrEmpty<W> {
    type Value = Option<W::Value>;
    const SECRET: bool = W::SECRET;

    fn accepts() -> String {
        format!("{}, or empty", W::accepts())
    }

    fn parse(text: &str) -> Option<Self::Value> {
        if text.trim().is_empty() { Some(None) } else { W::parse(text).map(Some) }
    }

    fn write(value: &Self::Value) -> String {
        value.as_ref().map_or_else(String::new, W::write)
    }

    fn meant(text: &str) -> Option<String> {
        W::meant(text)
    }
}
