//! Tables of settings.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use toml::{Table, Value};

use crate::config::declare::{Setting, SettingForm, SettingKind, SettingsTable, ShownValue};
use crate::config::fault::SettingRefusal;

/// One table (`[registry]`), which turns something on: `None` where the file has none.
pub(in crate::config) struct TableOf<E>(PhantomData<E>);

impl<E: SettingsTable> SettingKind for TableOf<E> {
    type Value = Option<E>;

    fn accepts() -> String {
        format!("a table with {}", fields(&E::settings()))
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        read(value.as_table().ok_or_else(|| Self::refuse(value))?).map(Some)
    }

    fn show(value: &Self::Value) -> ShownValue {
        value.as_ref().map_or(ShownValue::Nothing, |entry| ShownValue::Table(entry.show()))
    }

    fn from_text(text: &str) -> Value {
        from_toml(text)
    }

    fn form() -> SettingForm {
        SettingForm::Table(E::settings())
    }
}

/// What the program makes of a list of tables.
pub(in crate::config) trait Entries {
    /// A table as the file has it.
    type Entry: SettingsTable;
    /// What the program works with.
    type Value;

    /// Makes what the program works with.
    fn of(entries: Vec<Self::Entry>) -> Result<Self::Value, Vec<SettingRefusal>>;

    /// Returns what the file would say.
    fn entries(value: &Self::Value) -> Vec<Self::Entry>;
}

/// The program works with the tables as the file has them.
impl<E: SettingsTable + Clone> Entries for Vec<E> {
    type Entry = E;
    type Value = Self;

    fn of(entries: Vec<E>) -> Result<Self, Vec<SettingRefusal>> {
        Ok(entries)
    }

    fn entries(value: &Self) -> Vec<E> {
        value.clone()
    }
}

/// Any number of tables (`[[device]]`).
pub(in crate::config) struct TablesOf<L>(PhantomData<L>);

impl<L: Entries> SettingKind for TablesOf<L> {
    type Value = L::Value;

    fn accepts() -> String {
        format!("tables with {}", fields(&L::Entry::settings()))
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let list = value.as_array().ok_or_else(|| Self::refuse(value))?;
        let mut refusals = Vec::new();
        let mut entries = Vec::new();
        for (at, member) in list.iter().enumerate() {
            match member.as_table().ok_or_else(|| Self::refuse(member)).and_then(read) {
                Ok(entry) => entries.push(entry),
                Err(refused) => refusals.extend(refused.into_iter().map(|refusal| refusal.of_member(at))),
            }
        }
        if refusals.is_empty() { L::of(entries) } else { Err(refusals) }
    }

    fn show(value: &Self::Value) -> ShownValue {
        ShownValue::Tables(L::entries(value).iter().map(SettingsTable::show).collect())
    }

    fn from_text(text: &str) -> Value {
        from_toml(text)
    }

    fn form() -> SettingForm {
        SettingForm::Tables(L::Entry::settings())
    }
}

/// Returns the place of the first key that an earlier one equals.
pub(in crate::config) fn first_repeat<K: Ord>(keys: impl IntoIterator<Item = K>) -> Option<usize> {
    let mut seen = BTreeSet::new();
    keys.into_iter().position(|key| !seen.insert(key))
}

/// Reads one table; names that it does not know are refused first.
fn read<E: SettingsTable>(table: &Table) -> Result<E, Vec<SettingRefusal>> {
    let settings = E::settings();
    let known: Vec<&str> = settings.iter().map(|field| field.name).collect();
    let unknown = table.keys().filter(|key| !known.contains(&key.as_str()));
    let mut refusals: Vec<_> = unknown.map(|key| SettingRefusal::unknown(key, &known)).collect();
    match E::read(&|name| table.get(name).cloned()) {
        Ok(entry) if refusals.is_empty() => Ok(entry),
        Ok(_) => Err(refusals),
        Err(refused) => {
            refusals.extend(refused);
            Err(refusals)
        }
    }
}

/// Lists the fields: those that a table cannot do without, then the others.
fn fields(settings: &[Setting]) -> String {
    let named = |required| settings.iter().filter(move |field| field.is_required() == required).map(|field| field.name);
    let (required, optional): (Vec<_>, Vec<_>) = (named(true).collect(), named(false).collect());
    match (&required[..], &optional[..]) {
        (required, []) => in_words(required),
        ([], optional) => format!("optionally {}", optional.join(", ")),
        (required, optional) => format!("{} and optionally {}", required.join(", "), optional.join(", ")),
    }
}

fn in_words(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// Turns tables as a variable gives them, in TOML, into what the file would say.
pub(super) fn from_toml(text: &str) -> Value {
    text.trim().parse::<Value>().unwrap_or_else(|_| Value::String(text.to_owned()))
}
