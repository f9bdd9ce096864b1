//! The URL of a database: which backend, and where.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::StoreError;

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
    /// [`StoreError::Url`] for another scheme, an empty path, and SQLite's databases in memory: every connection would
    /// have one of its own.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        const KNOWN: &str = "sqlite:FILE, postgres://… and postgresql://… are known";
        let (scheme, rest) =
            text.split_once(':').ok_or_else(|| StoreError::Url(format!("a database URL has a scheme: {KNOWN}")))?;
        match scheme {
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() || path.starts_with(':') {
                    return Err(StoreError::Url("a SQLite database is a file: sqlite:FILE".to_owned()));
                }
                Ok(Self::Sqlite(path.to_owned()))
            }
            "postgres" | "postgresql" if rest.starts_with("//") => Ok(Self::Postgres(text.to_owned())),
            // The rest may hold a password: only the scheme is shown.
            _ => Err(StoreError::Url(format!("unknown database scheme {scheme:?}: {KNOWN}"))),
        }
    }

    /// Takes the password, and the URL that holds it, out of a text of the client library.
    pub(super) fn scrub(&self, text: &str) -> String {
        let Self::Postgres(url) = self else { return text.to_owned() };
        let mut scrubbed = text.replace(url.as_str(), &self.to_string());
        for secret in secrets(url) {
            scrubbed = scrubbed.replace(&secret, "***");
        }
        scrubbed
    }
}

/// Finds what is secret in the URL, as it stands there and decoded.
fn secrets(url: &str) -> Vec<String> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let of_user = base
        .rsplit_once('@')
        .and_then(|(user, _)| user.split_once("://"))
        .and_then(|(_, user)| user.split_once(':'))
        .map(|(_, password)| password);
    let of_query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| name.to_ascii_lowercase().contains("pass"))
        .map(|(_, value)| value);
    of_user
        .into_iter()
        .chain(of_query)
        .flat_map(|secret| [secret.to_owned(), percent_decode_str(secret).decode_utf8_lossy().into_owned()])
        .filter(|secret| !secret.is_empty())
        .collect()
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            Self::Postgres(url) => {
                // The query is left out: a password may stand there too.
                let base = url.split('?').next().unwrap_or_default();
                let rest = base.split_once("://").map_or("", |(_, rest)| rest);
                match rest.rsplit_once('@') {
                    Some((user, host)) => {
                        write!(f, "postgres://{}@{host}", user.split([':', '/']).next().unwrap_or_default())
                    }
                    None => write!(f, "postgres://{rest}"),
                }
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
            ("postgres://user:sec/ret@host/db", "postgres://user@host/db"),
            ("postgres://user:sec@ret@host/db", "postgres://user@host/db"),
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
        let raw = "postgres://user:se%20cret@host:x/db?sslpassword=other";
        let url = DatabaseUrl::parse(raw).unwrap();
        let said = format!("bad port in {raw}: tokens \"se%20cret\", \"se cret\", \"other\"");
        assert_eq!(url.scrub(&said), "bad port in postgres://user@host:x/db: tokens \"***\", \"***\", \"***\"");
    }

    #[test]
    fn what_is_no_database_url_is_refused_without_showing_it() {
        for (text, fault) in [
            ("afisha.db", "a database URL has a scheme: sqlite:FILE, postgres://… and postgresql://… are known"),
            (
                "mysql://u:secret@h/d",
                "unknown database scheme \"mysql\": sqlite:FILE, postgres://… and postgresql://… are known",
            ),
            ("sqlite:", "a SQLite database is a file: sqlite:FILE"),
            ("sqlite::memory:", "a SQLite database is a file: sqlite:FILE"),
        ] {
            assert_eq!(DatabaseUrl::parse(text).unwrap_err().to_string(), fault);
        }
    }
}
