//! What is shown in place of passwords. What is not understood is kept secret whole: stars too many harm nobody.

use std::path::Path;

use toml::Value;

use super::postgres_url::PostgresUrl;
use super::secret::STARS;

/// Characters of a given value that a fault repeats.
const MAX_GIVEN: usize = 100;
/// What the URL of a SQLite database begins with.
const SQLITE: &str = "sqlite:";

/// Returns the URL of a database with its secrets starred; all of it where it is not certain which part is what.
pub(super) fn masked(url: &str) -> String {
    match PostgresUrl::parse(url) {
        Some(url) => url.to_string(),
        None if sqlite_path(url).is_some() => url.to_owned(),
        None => STARS.to_owned(),
    }
}

/// Returns the path of `sqlite:PATH`, `sqlite://PATH` or `sqlite:///ABSOLUTE/PATH`. `None`: it is another URL, or has a
/// user, a host or parameters, which a file has not. (A `?` in the name of a file is none.)
pub(super) fn sqlite_path(url: &str) -> Option<&str> {
    let rest = url.strip_prefix(SQLITE)?;
    let (path, is_authority) = rest.strip_prefix("//").map_or((rest, false), |path| (path, !path.starts_with('/')));
    let has_parameters = path.split_once('?').is_some_and(|(_, parameters)| parameters.contains('='));
    let has_user = is_authority && path.contains('@');
    (!has_parameters && !has_user).then_some(path)
}

/// Returns a value as TOML for faults: on one line, cut where it is too long to read, and without what may be a secret,
/// for the URL of a database may have been given to another setting.
pub(super) fn presentable(given: &Value) -> String {
    let shown = match given {
        // In the settings file a quote ends a text and `#` begins a comment: what is left of a password may look like a host.
        Value::String(text) if may_hold_secret(text) && text.contains(['@', '/']) => {
            Value::String(STARS.to_owned()).to_string()
        }
        Value::String(text) if may_hold_secret(text) => Value::String(masked(text)).to_string(),
        value if may_hold_secrets(value) => STARS.to_owned(),
        value => value.to_string(),
    };
    let mut short: String = shown.chars().take(MAX_GIVEN).collect();
    if short.len() < shown.len() {
        short.push('…');
    }
    short.replace(['\n', '\r'], " ")
}

/// Returns the name of a setting or a variable for faults: short, and nothing that is no name.
pub(super) fn presentable_name(name: &str) -> String {
    match name.contains(['@', '=', ':', '/']) || name.contains(char::is_control) {
        true => STARS.to_owned(),
        false => name.chars().take(MAX_GIVEN).collect(),
    }
}

/// Returns the path of a file for faults, unless it is the URL of a database rather.
pub(super) fn presentable_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if may_hold_secret(&text) && text.contains([':', '=']) { STARS.to_owned() } else { format!("{text:?}") }
}

/// Tells whether the text may be, or hold, the URL or the parameters of a database.
pub fn may_hold_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains(['@', '=']) || ["postgres", "pass", "secret", "sqlite"].iter().any(|word| lower.contains(word))
}

fn may_hold_secrets(value: &Value) -> bool {
    match value {
        Value::String(text) => may_hold_secret(text),
        Value::Array(members) => members.iter().any(may_hold_secrets),
        Value::Table(fields) => fields.iter().any(|(name, field)| may_hold_secret(name) || may_hold_secrets(field)),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_url_of_a_database_is_starred_whole() {
        for (url, shown) in [
            ("sqlite:afisha.db", "sqlite:afisha.db"),
            ("sqlite:///var/lib/afisha/afisha.db", "sqlite:///var/lib/afisha/afisha.db"),
            ("sqlite:/srv/a@b/what?.db", "sqlite:/srv/a@b/what?.db"),
            ("postgres://afisha:secret@db/films", "postgres://afisha:***@db/films"),
            ("sqlite://afisha:secret@db/films", "***"),
            ("sqlite:afisha.db?password=secret", "***"),
            ("postgres:/afisha:secret@db", "***"),
            ("mysql://afisha:secret@db/films", "***"),
            ("host=db password=secret", "***"),
            ("secret", "***"),
            ("", "***"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }

    #[test]
    fn a_value_is_shown_unless_it_may_hold_a_secret() {
        for (value, shown) in [
            ("201", "201"),
            ("'localhost'", "\"localhost\""),
            ("'http://films.example/a?b'", "\"http://films.example/a?b\""),
            ("['10.0.0.0/33']", "[\"10.0.0.0/33\"]"),
            ("'postgres://afisha:secret@db/films'", "\"***\""),
            ("'sqlite://u:secret'", "\"***\""),
            ("'sqlite:afisha.db'", "\"sqlite:afisha.db\""),
            ("'u:secret@db'", "\"***\""),
            ("'host=db password=secret'", "\"***\""),
            ("['a', 'u:secret@db']", "***"),
            ("{ password = 'secret' }", "***"),
        ] {
            assert_eq!(presentable(&value.parse().unwrap()), shown);
        }
    }
}
