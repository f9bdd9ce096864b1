//! The URL of a database: which backend, and where.

use std::fmt;

use super::StoreError;
use crate::config::{PostgresUrl, sqlite_path};

/// What a PostgreSQL URL is told that cannot be read.
const MALFORMED: &str = "cannot read the database URL, which is not shown because it may hold a password: it must be \
                         postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE with parameters that libpq knows, and \
                         special characters percent-encoded: @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25, \
                         space as %20";

/// Where the database is. Neither `Display` nor `Debug` shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, by its path.
    Sqlite(String),
    /// A server, by the URL that its client library reads.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` (`sqlite:///abs/path` too), `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// [`StoreError::Url`] for another scheme, an empty path, a PostgreSQL URL of which it is not certain what each part
    /// is, and SQLite's databases in memory: every connection would have one of its own. The text is not repeated: any
    /// of it may be a password.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let refuse = |words: &str| Err(StoreError::Url(words.to_owned()));
        if text.starts_with("sqlite:") {
            return match sqlite_path(text) {
                Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(Self::Sqlite(path.to_owned())),
                Some(_) => refuse("a SQLite database is a file: sqlite:FILE"),
                None => refuse("a SQLite database is a file, without host, user, password or parameters: sqlite:FILE"),
            };
        }
        match PostgresUrl::parse(text) {
            Some(_) => Ok(Self::Postgres(text.to_owned())),
            None if text.starts_with("postgres") => refuse(MALFORMED),
            None => refuse("unknown kind of database URL: it must be sqlite:FILE, postgres://… or postgresql://…"),
        }
    }

    /// Takes the password, and the URL that holds it, out of a text of the client library.
    pub(super) fn scrub(&self, text: &str) -> String {
        let Self::Postgres(url) = self else { return text.to_owned() };
        let scrubbed = text.replace(url.as_str(), &self.to_string());
        let secrets = PostgresUrl::parse(url).map(|url| url.secrets()).unwrap_or_default();
        secrets.iter().fold(scrubbed, |scrubbed, secret| scrubbed.replace(secret, "***"))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            // Nothing of what is not understood: a password may stand anywhere in it.
            Self::Postgres(url) => {
                f.write_str(&PostgresUrl::parse(url).map_or_else(|| "postgres://***".to_owned(), |url| url.place()))
            }
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
            ("postgresql://user@host:5433/db", "postgres://user@host:5433/db"),
            ("postgres://user:sec%2Fret@host/db?sslmode=require", "postgres://user@host/db"),
            ("postgres://:secret@host/db", "postgres://host/db"),
            ("postgres://user@%2Frun%2Fpg/db?password=secret", "postgres://user@%2Frun%2Fpg/db"),
            ("sqlite:afisha.db", "sqlite:afisha.db"),
            ("sqlite:///var/lib/afisha.db", "sqlite:/var/lib/afisha.db"),
        ] {
            let url = DatabaseUrl::parse(url).unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), shown);
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
