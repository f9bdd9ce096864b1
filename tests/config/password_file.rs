//! A password in a file of its own.

use std::path::Path;

use afisha::config::{Config, SettingsFaults, Sources};

use super::{file, load, variables_of};

/// Loads settings with this URL and a password file of this content.
fn with_password(url: &str, content: &[u8]) -> Result<Config, SettingsFaults> {
    let file = file("");
    std::fs::write(file.path(), content).unwrap();
    with_file(url, file.path())
}

fn with_file(url: &str, path: &Path) -> Result<Config, SettingsFaults> {
    load(&format!("database_url = '{url}'\ndatabase_password_file = '{}'\n", path.display()))
}

/// Returns the words of the only fault after its place.
fn refused(config: Result<Config, SettingsFaults>) -> String {
    let faults = config.unwrap_err().to_string();
    assert_eq!(faults.lines().count(), 1, "{faults}");
    faults.split_once(", line 2: ").unwrap_or_else(|| panic!("{faults}")).1.to_owned()
}

#[test]
fn the_password_of_the_file_goes_into_the_url() {
    for (url, content, connection) in [
        ("postgres://afisha@db/films", "secret\n", "postgres://afisha@db/films?password=secret"),
        ("postgres://afisha@db/films", "secret", "postgres://afisha@db/films?password=secret"),
        ("postgres://afisha@db/films", "secret\r\n", "postgres://afisha@db/films?password=secret"),
        ("postgres://db/films?", "secret\n", "postgres://db/films?password=secret"),
        (
            "postgres://db/films?sslmode=require&user=a",
            "secret\n",
            "postgres://db/films?sslmode=require&user=a&password=secret",
        ),
        (
            "postgres:///films",
            " p@s:s/w?o#r%d&=ё\n\n",
            "postgres:///films?password=%20p%40s%3As%2Fw%3Fo%23r%25d%26%3D%D1%91%0A",
        ),
    ] {
        let config = with_password(url, content.as_bytes()).unwrap();
        assert_eq!(config.database.connection().expose(), connection);
        assert_eq!(config.database.url.expose(), url);
    }
}

#[test]
fn without_a_file_the_url_stays_as_it_is() {
    let config = load("database_url = 'postgres://afisha:secret@db/films'\ndatabase_password_file = ''\n").unwrap();
    assert_eq!(config.database.connection().expose(), "postgres://afisha:secret@db/films");
}

#[test]
fn the_password_is_never_shown() {
    let config = with_password("postgres://afisha@db/films", b"SECRET").unwrap();
    let connection = config.database.connection();
    let place = connection.place();
    let shown = format!("{}{config:?}{connection}{connection:?}{place}", config.to_toml());
    assert!(!shown.contains("SECRET") && shown.contains("postgres://afisha@db/films"), "{shown}");
    assert!(config.to_toml().contains("\ndatabase_password_file = \"/"), "{}", config.to_toml());
}

#[test]
fn a_file_that_is_no_password_is_refused() {
    for (content, words) in [
        (&b""[..], "database_password_file names an empty file"),
        (b"\n", "database_password_file names an empty file"),
        (b"a\0b", "database_password_file names a file with a NUL byte, which is no password"),
        (b"\xff", "database_password_file names a file that cannot be read: it is not UTF-8 text"),
        (&[b'a'; 4097], "database_password_file names a file of more than 4096 bytes, which is no password"),
    ] {
        assert_eq!(refused(with_password("postgres://afisha@db/films", content)), words);
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        refused(with_file("postgres://afisha@db/films", folder.path())),
        "database_password_file names a file that cannot be read: is a directory"
    );
}

#[test]
fn a_password_given_in_place_of_its_file_is_refused_without_showing_it() {
    assert_eq!(
        refused(with_file("postgres://afisha@db/films", Path::new("SECRET"))),
        "database_password_file names a file that cannot be read: no such file"
    );
    let faults = load("database_url = 1\ndatabase_password_file = ['SECRET']\n").unwrap_err().to_string();
    assert!(!faults.contains("SECRET") && faults.contains("database_password_file is ***; it must be "), "{faults}");
}

#[test]
fn two_passwords_and_a_password_for_a_sqlite_file_are_refused() {
    for url in ["postgres://afisha:secret@db/films", "postgres://afisha@db/films?password=secret"] {
        assert_eq!(
            refused(with_password(url, b"secret")),
            "database_password_file is given, but database_url has a password already"
        );
    }
    assert_eq!(
        refused(with_password("sqlite:afisha.db", b"secret")),
        "database_password_file is given, but database_url is a SQLite file, which has no password"
    );
}

#[test]
fn a_url_of_a_later_layer_that_needs_no_password_file_replaces_both() {
    let password = file("secret\n");
    let settings = file(&format!(
        "database_url = 'postgres://afisha@db/films'\ndatabase_password_file = '{}'\n",
        password.path().display()
    ));
    let load = |url: &str| {
        let flags = vec![("database_url", url.to_owned())];
        Config::load(&Sources { file: Some(settings.path().to_owned()), flags, ..Sources::default() })
    };
    for (url, connection) in [
        ("sqlite:afisha.db", "sqlite:afisha.db"),
        ("postgres://other:word@db/films", "postgres://other:word@db/films"),
        ("postgres://afisha@other/films", "postgres://afisha@other/films?password=secret"),
    ] {
        assert_eq!(load(url).unwrap().database.connection().expose(), connection);
    }
    let variables = variables_of(&[("AFISHA_DATABASE_PASSWORD_FILE", password.path().to_str().unwrap())]);
    let later = Config::load(&Sources { environment: variables, ..Sources::default() }).unwrap_err().to_string();
    assert_eq!(
        later,
        "AFISHA_DATABASE_PASSWORD_FILE: database_password_file is given, but database_url is a SQLite file, which has no \
         password"
    );
}
