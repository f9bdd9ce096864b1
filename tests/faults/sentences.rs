//! What cannot be used is named in a sentence of its own, with what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use super::{done, import, refused};
use crate::support::postgres;

/// Runs a command on a database that is refused, and returns what it says, without the program's name.
fn said(folder: &Path, command: &str, url: &str) -> String {
    let said = refused(folder, &[command, "--database-url", url]);
    let said =
        said.lines().find_map(|line| line.strip_prefix("afisha: ")).unwrap_or_else(|| panic!("{said}")).to_owned();
    assert!(!said.contains("secret"), "{said}");
    said
}

#[test]
fn files_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::write(folder.join("text"), "a shopping list, long enough to be taken for a header. ".repeat(20)).unwrap();
    fs::write(folder.join("short"), "short").unwrap();
    for (path, expected) in [
        ("nowhere/a.db", "there is no directory nowhere; create it, or correct `database_url`"),
        ("text/a.db", "text is not a directory; correct `database_url`"),
        ("folder", "this is a directory; set `database_url` to a file in it, such as sqlite:/var/lib/afisha/afisha.db"),
        ("text", "this is not a SQLite database; correct the path in `database_url`, or move the file away"),
        ("short", "this is not a SQLite database; correct the path in `database_url`, or move the file away"),
    ] {
        let expected = format!("the database file cannot be used: {path}: {expected}");
        for command in ["migrate", "serve"] {
            assert_eq!(said(folder, command, &format!("sqlite:{path}")), expected);
        }
    }
    let said = refused(folder, &["export", "--database-url", "sqlite:none.db", "-"]);
    assert_eq!(said, "afisha: there is no database at none.db; create it with `afisha migrate`\n");
}

#[test]
fn files_that_this_user_may_not_use() {
    // Root may do everything: the program runs as another user then.
    let Some(other) = postgres::other_user() else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for made in ["open", "read-only", "closed"] {
        fs::create_dir(folder.join(made)).unwrap();
        done(folder, &["migrate", "--database-url", &format!("sqlite:{made}/a.db")]);
        fs::write(folder.join(made).join("empty.db"), "").unwrap();
    }
    let allow = |path: &str, mode| fs::set_permissions(folder.join(path), fs::Permissions::from_mode(mode)).unwrap();
    for (path, mode) in [
        ("", 0o755),
        ("open/a.db", 0o000),
        ("open/empty.db", 0o444),
        ("open", 0o777),
        ("read-only/a.db", 0o666),
        ("read-only", 0o555),
        ("closed", 0o000),
    ] {
        allow(path, mode);
    }
    for (path, expected) in [
        ("open/a.db", "this user may not read it"),
        ("open/empty.db", "this user may not write to it"),
        ("read-only/a.db", "this user may not write to its directory, where SQLite keeps two more files"),
        ("read-only/none.db", "it cannot be created in the directory read-only (Permission denied (os error 13))"),
        ("closed/a.db", "this user may not enter the directory closed"),
    ] {
        let mut command = match other {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--", env!("CARGO_BIN_EXE_afisha")]);
                command
            }
            None => Command::new(env!("CARGO_BIN_EXE_afisha")),
        };
        command.args(["migrate", "--database-url", &format!("sqlite:{path}")]);
        let output = command.current_dir(folder).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let expected = format!(
            "\nafisha: the database file cannot be used: {path}: {expected}; check with `ls -ld`, and run commands as \
             the server's user\n"
        );
        assert!(said.starts_with("Database: ") && said.ends_with(&expected) && said.lines().count() == 2, "{said}");
    }
    ["read-only", "closed"].iter().for_each(|path| allow(path, 0o755));
}

#[test]
fn a_file_that_is_damaged_or_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, "sqlite:whole.db", &(1..=200).collect::<Vec<_>>());
    let whole = fs::read(folder.join("whole.db")).unwrap();
    let damaged = |from: usize| {
        let mut bytes = whole.clone();
        bytes[from..].fill(0xA5);
        bytes
    };
    for bytes in [&whole[..50], &whole[..700], &whole[..4096], &whole[..whole.len() / 2], &damaged(100), &damaged(8192)]
    {
        fs::write(folder.join("damaged.db"), bytes).unwrap();
        let said = said(folder, "serve", "sqlite:damaged.db");
        assert!(said.starts_with("the database file cannot be used: "), "{}: {said}", bytes.len());
        assert!(
            said.ends_with("the file is damaged: restore a backup, or move it away and import the catalogue again"),
            "{}: {said}",
            bytes.len()
        );
    }
}

#[test]
fn servers_that_cannot_be_connected_to() {
    let folder = tempfile::tempdir().unwrap();
    for (url, texts) in [
        (
            "postgres://u:secret@127.0.0.1:1/d",
            ["u@127.0.0.1:1/d: ", "Connection refused; start PostgreSQL, or correct host and port"],
        ),
        (
            "postgres://u:secret@%2Fnowhere/d",
            ["u@%2Fnowhere/d: ", "No such file or directory; start PostgreSQL, or correct host and port"],
        ),
        (
            "postgres://u:secret@nowhere.invalid/d",
            ["could not translate host name \"nowhere.invalid\"", "; correct the host in `database_url`"],
        ),
        (
            "postgres://u:secret@127.0.0.1:1/d?sslmode=require",
            ["; this program was built without TLS", "`--features postgres-tls`"],
        ),
        (
            "postgres://u:secret@127.0.0.1:1/d?sslmode=verify-full",
            ["; this program was built without TLS", "`--features postgres-tls`"],
        ),
    ] {
        let said = said(folder.path(), "migrate", url);
        assert!(said.starts_with("cannot connect to the database: postgres://u@"), "{said}");
        assert!(texts.iter().all(|text| said.contains(text)), "{said}");
    }
}

#[test]
fn servers_that_let_nobody_in() {
    let Some(url) = postgres::database() else { return };
    let folder = tempfile::tempdir().unwrap();
    let make = "CREATE ROLE guarded LOGIN PASSWORD 'right'";
    PgConnection::establish(&url).unwrap().batch_execute(make).unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    let as_user = |user: &str| url.replace("afisha@", &format!("{user}@"));
    for (url, expected) in [
        (format!("{server}/nothing"), "database \"nothing\" does not exist; correct the name in `database_url`"),
        (as_user("nobody:secret"), "role \"nobody\" does not exist; correct the user in `database_url`"),
        (
            as_user("guarded:secret"),
            "password authentication failed for user \"guarded\"; set the right user and password",
        ),
        (as_user("guarded"), "no password supplied; set the right user and password"),
    ] {
        let said = said(folder.path(), "migrate", &url);
        assert!(said.starts_with("cannot connect to the database: postgres://"), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn databases_of_another_encoding() {
    let Some(url) = postgres::database() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (server, name) = url.rsplit_once('/').unwrap();
    for encoding in ["SQL_ASCII", "LATIN1", "WIN1251"] {
        let other = format!("{name}_{}", encoding.to_lowercase());
        let make = format!("CREATE DATABASE {other} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");
        PgConnection::establish(&url).unwrap().batch_execute(&make).unwrap();
        let expected = format!(
            "the database encoding is {encoding}, which cannot store every title; create a database with \
             `createdb --template=template0 --encoding=UTF8` and set `database_url` to it"
        );
        for command in ["migrate", "serve"] {
            assert_eq!(said(folder.path(), command, &format!("{server}/{other}")), expected);
        }
    }
    assert!(done(folder.path(), &["migrate", "--database-url", &url]).starts_with("migrated: 0001_catalogue\n"));
}
