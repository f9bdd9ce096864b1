//! How the server stops.

use std::path::PathBuf;

use toml::Value;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;

/// The most seconds that stopping may take.
const MAX_SECONDS: u16 = 3600;

settings! {
    /// How the server stops.
    pub struct Stop {
        /// The maximum time that stopping takes, in seconds, whatever the database does: half of it for requests in
        /// progress, half for views that are not written yet.
        "stop_seconds" => seconds: u16 = 10, Seconds;

        /// The file in which views that could not be written are kept until the next start; a relative path is relative
        /// to the working directory. If empty: next to a SQLite database, with `-views` appended to its name; with
        /// PostgreSQL, `afisha-views`.
        "views_spool" => spool: Option<PathBuf> = None, File;
    }
}

/// A number of seconds, not 0.
struct Seconds;

impl Kind for Seconds {
    type Value = u16;

    fn accepts() -> String {
        format!("a whole number of seconds from 1 to {MAX_SECONDS}")
    }

    fn read(value: &Value) -> Result<u16, Vec<Refusal>> {
        let seconds = value.as_integer().and_then(|seconds| u16::try_from(seconds).ok());
        seconds.filter(|seconds| (1..=MAX_SECONDS).contains(seconds)).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &u16) -> Shown {
        Shown::Value(Value::Integer(i64::from(*value)))
    }

    fn from_text(text: &str) -> Value {
        text.trim().parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer)
    }
}

/// The path of a file, or nothing.
struct File;

impl Kind for File {
    type Value = Option<PathBuf>;

    fn accepts() -> String {
        "the path of a file, or empty".to_owned()
    }

    fn read(value: &Value) -> Result<Option<PathBuf>, Vec<Refusal>> {
        let text = value.as_str().ok_or_else(|| Self::refuse(value))?;
        Ok(Some(text).filter(|text| !text.is_empty()).map(PathBuf::from))
    }

    fn show(value: &Option<PathBuf>) -> Shown {
        let text = value.as_ref().map(|path| path.to_string_lossy().into_owned());
        Shown::Value(Value::String(text.unwrap_or_default()))
    }
}
