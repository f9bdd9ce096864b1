//! Settings among which there are secrets.

use std::marker::PhantomData;

use toml::Value;

use crate::config::declare::{Form, Kind, Shown};
use crate::config::fault::{Problem, Refusal};
use crate::config::secret::STARS;

/// A kind whose refusals show no text that was given: it may be the secret, in the wrong place.
pub(in crate::config) struct Starred<K>(PhantomData<K>);

impl<K: Kind> Kind for Starred<K> {
    type Value = K::Value;

    fn accepts() -> String {
        K::accepts()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        K::read(value).map_err(|refusals| refusals.into_iter().map(starred).collect())
    }

    fn show(value: &Self::Value) -> Shown {
        K::show(value)
    }

    fn from_text(text: &str) -> Value {
        K::from_text(text)
    }

    fn form() -> Form {
        K::form()
    }
}

fn starred(mut refusal: Refusal) -> Refusal {
    match &mut refusal.problem {
        Problem::Bad { given, .. } if given.contains(['"', '\'']) && given.as_str() != "\"\"" => {
            given.replace_range(.., STARS);
        }
        _ => {}
    }
    refusal
}
