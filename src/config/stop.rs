//! How the server stops.

use std::path::PathBuf;

use toml::Value;

use super::declare::{Kind, Shown, settings};
use super::fault::Refusal;
use super::whole::Whole;

settings! {
    /// How the server stops.
    pub struct Stop {
        /// The maximum time that stopping takes, in seconds, whatever the database does: half of it for requests in
        /// progress, half for views that are not written yet.
        "stop_seconds" => seconds: u32 = 10, Whole<1, 3600>;

        /// The file in which views that could not be written are kept until the next start; a relative path is relative
        /// to the working directory. If empty: next to a SQLite database, with `-views` appended to its name; with
        /// PostgreSQL, `afisha-views`.
        "views_spool" => spool: Option<PathBuf> = None, File;
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
