//! Settings among which there are secrets.

use std::marker::PhantomData;

use toml::Value;

use crate::config::declare::{SettingForm, SettingKind, ShownValue};
use crate::config::fault::{Problem, SettingRefusal};
use crate::config::secret::STARS;

/// A kind whose refusals show no text that was given: it may be the secret, in the wrong place.
pub(in crate::config) struct Starred<K>(PhantomData<K>);

impl<K: SettingKind> SettingKind for Starred<K> {
    type Value = K::Value;

    fn accepts() -> String {
        K::accepts()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        K::read(value).map_err(|refusals| refusals.into_iter().map(starred).collect())
    }

    fn show(value: &Self::Value) -> ShownValue {
        K::show(value)
    }

    fn from_text(text: &str) -> Value {
        K::from_text(text)
    }

    fn form() -> SettingForm {
        K::form()
    }
}

fn starred(mut refusal: SettingRefusal) -> SettingRefusal {
    match &mut refusal.problem {
        Problem::Bad { given, .. } if given.contains(['"', '\'']) && given.as_str() != "\"\"" => {
            given.replace_range(.., STARS);
        }
        _ => {}
    }
    refusal
}
