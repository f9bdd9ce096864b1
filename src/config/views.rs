//! How what people watch is kept.

use toml::Value;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;

/// The most seconds for which views may wait.
const MAX_FLUSH_SECONDS: u16 = 3600;

settings! {
    /// How what people watch is kept.
    pub struct Views {
        /// The longest time, in seconds, before views are written to the database. A power failure loses at most the
        /// views of this period.
        "views_flush_seconds" => flush_seconds: u16 = 5, FlushSeconds;
    }
}

/// A number of seconds, not 0.
struct FlushSeconds;

impl Kind for FlushSeconds {
    type Value = u16;

    fn accepts() -> String {
        format!("a whole number of seconds from 1 to {MAX_FLUSH_SECONDS}")
    }

    fn read(value: &Value) -> Result<u16, Vec<Refusal>> {
        let seconds = value.as_integer().and_then(|seconds| u16::try_from(seconds).ok());
        seconds.filter(|seconds| (1..=MAX_FLUSH_SECONDS).contains(seconds)).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &u16) -> Shown {
        Shown::Value(Value::Integer(i64::from(*value)))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
    }
}
