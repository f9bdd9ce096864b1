//! Lists of texts.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use toml::Value;

use super::word::TextKind;
use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::SettingRefusal;
use crate::config::redact::may_hold_secret;

/// A list of words, which may be empty.
pub(in crate::config) struct ListOf<W>(PhantomData<W>);

impl<W: TextKind> SettingKind for ListOf<W> {
    type Value = Vec<W::Value>;

    fn accepts() -> String {
        W::accepts_list()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let list = value.as_array().ok_or_else(|| Self::refuse(value))?;
        let mut refusals = Vec::new();
        let mut read = Vec::new();
        for (at, member) in list.iter().enumerate() {
            match W::read(member) {
                Ok(word) => read.push(word),
                Err(refused) => refusals.extend(refused.into_iter().map(|refusal| refusal.of_member(at))),
            }
        }
        if refusals.is_empty() { Ok(read) } else { Err(refusals) }
    }

    fn show(value: &Self::Value) -> ShownValue {
        list(value.iter().map(W::write))
    }

    fn from_text(text: &str) -> Value {
        list_from_text(text)
    }
}

/// A set of words, at least one.
pub(in crate::config) struct SetOf<W>(PhantomData<W>);

impl<W: TextKind<Value: Ord>> SettingKind for SetOf<W> {
    type Value = BTreeSet<W::Value>;

    fn accepts() -> String {
        W::accepts_list()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let read = ListOf::<W>::read(value)?;
        if read.is_empty() { Err(Self::refuse(value)) } else { Ok(read.into_iter().collect()) }
    }

    fn show(value: &Self::Value) -> ShownValue {
        list(value.iter().map(W::write))
    }

    fn from_text(text: &str) -> Value {
        list_from_text(text)
    }
}

fn list(words: impl Iterator<Item = String>) -> ShownValue {
    ShownValue::Value(Value::Array(words.map(Value::String).collect()))
}

/// Turns a list as a variable gives it, in TOML or separated by commas, into what the file would say. What may be the
/// URL of a database is not taken apart: faults would not know its pieces for secrets.
fn list_from_text(text: &str) -> Value {
    match text.trim().parse::<Value>() {
        Ok(value @ Value::Array(_)) => value,
        _ if may_hold_secret(text) => Value::String(text.to_owned()),
        _ => {
            let members = text.split(',').map(str::trim).filter(|member| !member.is_empty());
            Value::Array(members.map(|member| Value::String(member.to_owned())).collect())
        }
    }
}
