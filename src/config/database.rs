//! Where the catalogue is kept.

use std::fmt;

use toml::Value;

use super::declare::{Kind, Shown, settings};
use super::fault::{Refusal, starred};

settings! {
    /// Where the catalogue is kept.
    pub struct Database {
        /// The database: a SQLite file or a PostgreSQL server.
        "database_url" => url: DatabaseUrl = DatabaseUrl("sqlite:afisha.db".to_owned()), Location;
    }
}

/// The URL of a database. May hold a password, which neither `Display` nor `Debug` shows.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Makes it of a text, whatever it says: the store knows what it can open.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the text, the password included: for the store alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&starred(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", starred(&self.0))
    }
}

/// The place of a database.
struct Location;

impl Kind for Location {
    type Value = DatabaseUrl;

    fn accepts() -> String {
        "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned()
    }

    fn read(value: &Value) -> Result<DatabaseUrl, Vec<Refusal>> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        text.map(DatabaseUrl::new).ok_or_else(|| Self::refuse(value))
    }

    fn show(value: &DatabaseUrl) -> Shown {
        Shown::Value(Value::String(value.to_string()))
    }
}
