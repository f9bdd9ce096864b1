//! The URL of a database: which backend, and where.

use std::borrow::Cow;
use std::fmt;

use thiserror::Error;

use super::postgres_url::PostgresUrl;
use super::redact::sqlite_path;

/// What a PostgreSQL URL is told that cannot be read.
const MALFORMED: &str = "cannot read the database URL, which is not shown because it may hold a password: it must be \
                         postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE with parameters that libpq knows, and \
                         special characters percent-encoded: @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25, \
                         space as %20";

/// Where a database is. Neither `Display` nor `Debug` shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, by its path.
    Sqlite(String),
    /// A server.
    Postgres(PostgresUrl),
}

/// Why a text is no URL of a database. The text is not repeated: any of it may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct NoDatabaseUrl(&'static str);

impl DatabaseUrl {
    /// Reads `sqlite:PATH` (`sqlite:///abs/path` too), `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// [`NoDatabaseUrl`] for another scheme, an empty path, a PostgreSQL URL of which it is not certain what each part
    /// is, and SQLite's databases in memory: every connection would have one of its own.
    pub fn parse(text: &str) -> Result<Self, NoDatabaseUrl> {
        if text.starts_with("sqlite:") {
            return match sqlite_path(text) {
                Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(Self::Sqlite(path.to_owned())),
                Some(_) => Err(NoDatabaseUrl("a SQLite database is a file: sqlite:FILE")),
                None => Err(NoDatabaseUrl(
                    "a SQLite database is a file, without host, user, password or parameters: sqlite:FILE",
                )),
            };
        }
        PostgresUrl::parse(text).map(Self::Postgres).ok_or(NoDatabaseUrl(match text.starts_with("postgres") {
            true => MALFORMED,
            false => "unknown kind of database URL: it must be sqlite:FILE, postgres://… or postgresql://…",
        }))
    }

    /// Returns the whole URL, the password included: for the store alone.
    pub fn expose(&self) -> Cow<'_, str> {
        match self {
            Self::Sqlite(path) => format!("sqlite:{path}").into(),
            Self::Postgres(url) => url.expose().into(),
        }
    }

    /// Returns the URL without password and parameters, for errors.
    pub fn place(&self) -> Cow<'_, str> {
        match self {
            Self::Sqlite(_) => self.expose(),
            Self::Postgres(url) => url.place().into(),
        }
    }

    /// Takes what is secret, and the URL that holds it, out of a text of the client library.
    pub fn scrub(&self, text: &str) -> String {
        match self {
            Self::Sqlite(_) => text.to_owned(),
            Self::Postgres(url) => url.scrub(text),
        }
    }
}

/// As the settings show it: with its parameters, secrets starred.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_shown() {
        for (url, shown) in [
            ("postgres://host/db", "postgres://host/db"),
            ("postgresql://user@host:5433/db", "postgresql://user@host:5433/db"),
            ("postgres://user:sec%2Fret@host/db?sslmode=require", "postgres://user:***@host/db?sslmode=require"),
            ("postgres://:secret@host/db", "postgres://:***@host/db"),
            ("postgres://user@%2Frun%2Fpg/db?password=secret", "postgres://user@%2Frun%2Fpg/db?***"),
            ("sqlite:afisha.db", "sqlite:afisha.db"),
            ("sqlite:///var/lib/afisha.db", "sqlite:/var/lib/afisha.db"),
        ] {
            let url = DatabaseUrl::parse(url).unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), shown);
        }
    }

    #[test]
    fn errors_name_a_database_without_password_and_parameters() {
        for (url, place) in [
            ("postgresql://user@host:5433/db", "postgres://user@host:5433/db"),
            ("postgres://user:sec%2Fret@host/db?sslmode=require", "postgres://user@host/db"),
            ("postgres://:secret@host/db", "postgres://host/db"),
            ("postgres://user@%2Frun%2Fpg/db?password=secret", "postgres://user@%2Frun%2Fpg/db"),
            ("sqlite:///var/lib/afisha.db", "sqlite:/var/lib/afisha.db"),
        ] {
            assert_eq!(DatabaseUrl::parse(url).unwrap().place(), place);
        }
    }

    #[test]
    fn the_password_goes_out_of_what_the_library_says() {
        let raw = "postgres://user:se%20cret@host:1/db?sslpassword=other";
        let url = DatabaseUrl::parse(raw).unwrap();
        let said = format!("bad port in {raw}: tokens \"se%20cret\", \"se cret\", \"other\"");
        assert_eq!(url.scrub(&said), "bad port in postgres://user@host:1/db: tokens \"***\", \"***\", \"***\"");
    }

    #[test]
    fn what_is_no_database_url_is_refused_without_showing_it() {
        const UNKNOWN: &str = "unknown kind of database URL: it must be sqlite:FILE, postgres://… or postgresql://…";
        for (text, fault) in [
            ("afisha.db", UNKNOWN),
            ("mysql://u:secret@h/d", UNKNOWN),
            ("u:secret@h", UNKNOWN),
            ("host=h password=secret", UNKNOWN),
            ("postgres:/u:secret@h/d", MALFORMED),
            ("postgres://u:se/cret@h/d", MALFORMED),
            ("postgres://h/d?pasword=secret", MALFORMED),
            ("sqlite:", "a SQLite database is a file: sqlite:FILE"),
            (
                "sqlite:afisha.db?password=secret",
                "a SQLite database is a file, without host, user, password or parameters: sqlite:FILE",
            ),
            (
                "sqlite://u:secret@h/d",
                "a SQLite database is a file, without host, user, password or parameters: sqlite:FILE",
            ),
            ("sqlite::memory:", "a SQLite database is a file: sqlite:FILE"),
        ] {
            assert_eq!(DatabaseUrl::parse(text).unwrap_err().to_string(), fault);
        }
    }
}
