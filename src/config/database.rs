//! Where the catalogue is kept.

use std::path::Path;

use toml::Value;

use super::database_url::DatabaseUrl;
use super::declare::{SettingKind, ShownValue, settings};
use super::fault::{Problem, SettingRefusal};
use super::secret::STARS;
use super::secret_file::SecretFile;

settings! {
    /// Where the catalogue is kept.
    pub struct DatabaseSettings {
        /// The database: a SQLite file or a PostgreSQL server. A relative path of a SQLite file is relative to the
        /// working directory.
        "database_url" => url: DatabaseUrl = DatabaseUrl::Sqlite("afisha.db".to_owned()), Location;

        /// A file with the password of the PostgreSQL user, so that `database_url` does not have to contain it. Its
        /// content is the password; one line end after it is ignored.
        "database_password_file" => password_file: Option<SecretFile> = None, PasswordPath;
    }
}

impl DatabaseSettings {
    /// Returns the URL to connect with, which holds the password of the file where there is one.
    pub fn connection(&self) -> DatabaseUrl {
        match (&self.url, &self.password_file) {
            (DatabaseUrl::Postgres(url), Some(file)) => DatabaseUrl::Postgres(url.with_password(&file.secret)),
            (url, _) => url.clone(),
        }
    }

    /// Tells why the password of the file cannot be that of the URL.
    pub(super) fn password_conflict(&self) -> Option<String> {
        self.password_file.as_ref()?;
        match &self.url {
            DatabaseUrl::Sqlite(_) => {
                Some("is given, but database_url is a SQLite file, which has no password".to_owned())
            }
            DatabaseUrl::Postgres(url) => {
                url.has_password().then(|| "is given, but database_url has a password already".to_owned())
            }
        }
    }
}

/// The place of a database.
pub(super) struct Location;

impl SettingKind for Location {
    type Value = DatabaseUrl;

    fn accepts() -> String {
        "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned()
    }

    fn read(value: &Value) -> Result<DatabaseUrl, Vec<SettingRefusal>> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty()).ok_or_else(|| Self::refuse(value))?;
        let refuse = |fault| vec![SettingRefusal::new(Problem::Rule(format!("cannot be used: {fault}")))];
        DatabaseUrl::parse(text).map_err(refuse)
    }

    fn show(value: &DatabaseUrl) -> ShownValue {
        ShownValue::Value(Value::String(value.to_string()))
    }

    fn refuse(value: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::secret(value, Self::accepts())]
    }
}

/// The path of a file that holds a password, or nothing.
struct PasswordPath;

impl SettingKind for PasswordPath {
    type Value = Option<SecretFile>;

    fn accepts() -> String {
        "the path of a file, such as /etc/afisha/database-password, or empty".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let path = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if path.is_empty() {
            return Ok(None);
        }
        let read = SecretFile::read(Path::new(path), "password");
        read.map(Some).map_err(|words| vec![SettingRefusal::new(Problem::Rule(words))])
    }

    fn show(value: &Self::Value) -> ShownValue {
        ShownValue::Value(Value::String(value.as_ref().map(SecretFile::shown).unwrap_or_default()))
    }

    fn refuse(_: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::new(Problem::Bad { given: STARS.to_owned(), accepts: Self::accepts() })]
    }
}
