//! What an import may do.

use toml::Value;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;

settings! {
    /// What an import may do.
    pub struct Import {
        /// The percentage of films that `afisha import --replace` may remove. An import that would remove more, or all of
        /// them, is refused unless `--allow-removals` is given.
        "import_max_removals_percent" => max_removals_percent: u8 = 20, Percent;
    }
}

/// A share in percent.
struct Percent;

impl Kind for Percent {
    type Value = u8;

    fn accepts() -> String {
        "a whole number from 0 to 100".to_owned()
    }

    fn read(value: &Value) -> Result<u8, Vec<Refusal>> {
        let percent = value.as_integer().and_then(|percent| u8::try_from(percent).ok());
        percent.filter(|percent| *percent <= 100).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &u8) -> Shown {
        Shown::Value(Value::Integer(i64::from(*value)))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
    }
}
