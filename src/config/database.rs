//! Where the catalogue is kept.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use toml::Value;

use crate::number::to_u64;

use super::database_url::DatabaseUrl;
use super::declare::{SettingKind, ShownValue, settings};
use super::fault::{Problem, SettingRefusal, reason};
use super::secret::{STARS, Secret};

/// The most bytes of a password file.
const MAX_PASSWORD_FILE: u64 = 4096;

settings! {
    /// Where the catalogue is kept.
    pub struct DatabaseSettings {
        /// The database: a SQLite file or a PostgreSQL server. A relative path of a SQLite file is relative to the
        /// working directory.
        "database_url" => url: DatabaseUrl = DatabaseUrl::Sqlite("afisha.db".to_owned()), Location;

        /// A file with the password of the PostgreSQL user, so that `database_url` does not have to contain it. Its
        /// content is the password; one line end after it is ignored.
        "database_password_file" => password_file: Option<PasswordFile> = None, PasswordPath;
    }
}

impl DatabaseSettings {
    /// Returns the URL to connect with, which holds the password of the file where there is one.
    pub fn connection(&self) -> DatabaseUrl {
        match (&self.url, &self.password_file) {
            (DatabaseUrl::Postgres(url), Some(file)) => DatabaseUrl::Postgres(url.with_password(&file.password)),
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
struct Location;

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

/// A password and the file that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordFile {
    path: PathBuf,
    password: Secret,
}

impl PasswordFile {
    /// Reads the file; on failure, returns what to say after the name of the setting. That does not repeat the path:
    /// somebody may have given the password itself.
    fn read(path: &Path) -> Result<Self, String> {
        let unreadable = |fault: io::Error| format!("names a file that cannot be read: {}", reason(fault.kind()));
        let mut text = String::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(MAX_PASSWORD_FILE + 1).read_to_string(&mut text).map_err(unreadable)?;
        let password = text.strip_suffix('\n').map_or(&*text, |line| line.strip_suffix('\r').unwrap_or(line));
        let is_too_long = to_u64(text.len()) > MAX_PASSWORD_FILE;
        match password {
            _ if is_too_long => {
                Err(format!("names a file of more than {MAX_PASSWORD_FILE} bytes, which is no password"))
            }
            "" => Err("names an empty file".to_owned()),
            _ if password.contains('\0') => Err("names a file with a NUL byte, which is no password".to_owned()),
            _ => Ok(Self { path: path.to_owned(), password: Secret::new(password) }),
        }
    }
}

/// The path of a file that holds a password, or nothing.
struct PasswordPath;

impl SettingKind for PasswordPath {
    type Value = Option<PasswordFile>;

    fn accepts() -> String {
        "the path of a file, such as /etc/afisha/database-password, or empty".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let path = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if path.is_empty() {
            return Ok(None);
        }
        PasswordFile::read(Path::new(path)).map(Some).map_err(|words| vec![SettingRefusal::new(Problem::Rule(words))])
    }

    fn show(value: &Self::Value) -> ShownValue {
        let path = value.as_ref().map(|file| file.path.to_string_lossy().into_owned());
        ShownValue::Value(Value::String(path.unwrap_or_default()))
    }

    fn refuse(_: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::new(Problem::Bad { given: STARS.to_owned(), accepts: Self::accepts() })]
    }
}
