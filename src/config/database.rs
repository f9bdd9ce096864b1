//! Where the catalogue is kept.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use toml::Value;

use crate::number::to_u64;

use super::declare::{Kind, Shown, settings};
use super::fault::{Problem, Refusal, reason};
use super::kinds::Word;
use super::postgres_url::PostgresUrl;
use super::redact::{masked, sqlite_path};
use super::secret::{STARS, Secret};

/// The most bytes of a password file.
const MAX_PASSWORD_FILE: u64 = 4096;

settings! {
    /// Where the catalogue is kept.
    pub struct Database {
        /// The database: a SQLite file or a PostgreSQL server. A relative path of a SQLite file is relative to the
        /// working directory.
        "database_url" => url: DatabaseUrl = DatabaseUrl("sqlite:afisha.db".to_owned()), Location;

        /// A file with the password of the PostgreSQL user, so that `database_url` does not have to contain it. Its
        /// content is the password; one line end after it is ignored.
        "database_password_file" => password_file: Option<PasswordFile> = None, PasswordPath;
    }
}

impl Database {
    /// Returns the URL to connect with, which holds the password of the file where there is one.
    pub fn connection(&self) -> DatabaseUrl {
        let Some(file) = &self.password_file else { return self.url.clone() };
        let url = &self.url.0;
        let separator = match url.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        DatabaseUrl(format!(
            "{url}{separator}password={}",
            utf8_percent_encode(file.password.expose(), NON_ALPHANUMERIC)
        ))
    }

    /// Tells why the password of the file cannot be that of the URL.
    pub(super) fn password_conflict(&self) -> Option<String> {
        self.password_file.as_ref()?;
        match PostgresUrl::parse(&self.url.0) {
            Some(url) if url.has_password() => Some("is given, but database_url has a password already".to_owned()),
            // A URL that is not understood is refused when the database is opened.
            None if sqlite_path(&self.url.0).is_some() => {
                Some("is given, but database_url is a SQLite file, which has no password".to_owned())
            }
            _ => None,
        }
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
        f.write_str(&masked(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", masked(&self.0))
    }
}

/// The place of a database.
struct Location;

impl Word for Location {
    type Value = DatabaseUrl;
    const SECRET: bool = true;

    fn accepts() -> String {
        "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned()
    }

    fn parse(text: &str) -> Option<DatabaseUrl> {
        let text = text.trim();
        (!text.is_empty()).then(|| DatabaseUrl::new(text))
    }

    fn write(value: &DatabaseUrl) -> String {
        value.to_string()
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
        file.take(MAX_PASSWORD_FILE.saturating_add(1)).read_to_string(&mut text).map_err(unreadable)?;
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

impl Kind for PasswordPath {
    type Value = Option<PasswordFile>;

    fn accepts() -> String {
        "the path of a file, such as /etc/afisha/database-password, or empty".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        let path = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if path.is_empty() {
            return Ok(None);
        }
        PasswordFile::read(Path::new(path)).map(Some).map_err(|words| vec![Refusal::new(Problem::Rule(words))])
    }

    fn show(value: &Self::Value) -> Shown {
        let path = value.as_ref().map(|file| file.path.to_string_lossy().into_owned());
        Shown::Value(Value::String(path.unwrap_or_default()))
    }

    fn refuse(_: &Value) -> Vec<Refusal> {
        vec![Refusal::new(Problem::Bad { given: STARS.to_owned(), accepts: Self::accepts() })]
    }
}
