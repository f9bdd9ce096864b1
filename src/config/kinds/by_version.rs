//! One thing for each version of an API.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use toml::{Table, Value};

use super::table::from_toml;
use super::word::TextKind;
use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;

/// A word for each major version between two bounds, both of them allowed, as a table: `{ 1 = "…", 2 = "…" }`.
pub(in crate::config) struct ByVersion<W, const FROM: u32, const TO: u32>(PhantomData<W>);

impl<W: TextKind, const FROM: u32, const TO: u32> SettingKind for ByVersion<W, FROM, TO> {
    type Value = BTreeMap<u32, W::Value>;

    fn accepts() -> String {
        format!("a table of versions ({FROM} to {TO}), each with {}", W::accepts())
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let table = value.as_table().ok_or_else(|| Self::refuse(value))?;
        let mut refusals = Vec::new();
        let mut read = BTreeMap::new();
        for (key, member) in table {
            match key.parse().ok().filter(|version| (FROM..=TO).contains(version)) {
                None => refusals.extend(Self::refuse(value)),
                Some(version) => match W::read(member) {
                    Ok(word) => drop(read.insert(version, word)),
                    Err(refused) => refusals.extend(refused.into_iter().map(|refusal| refusal.within(key))),
                },
            }
        }
        if refusals.is_empty() { Ok(read) } else { Err(refusals) }
    }

    fn show(value: &Self::Value) -> ShownValue {
        let table: Table =
            value.iter().map(|(version, word)| (version.to_string(), Value::String(W::write(word)))).collect();
        ShownValue::Value(Value::Table(table))
    }

    fn from_text(text: &str) -> Value {
        from_toml(text)
    }
}
