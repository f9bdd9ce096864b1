//! Which settings the commands work with, and which database.

use std::path::PathBuf;

use super::{Desk, Done, FILM};

impl Desk {
    /// Returns the path of a file of this desk, as the program writes it.
    fn file(&self, name: &str) -> PathBuf {
        self.path().canonicalize().unwrap().join(name)
    }
}

#[test]
fn every_command_that_writes_says_first_which_database_it_writes_to() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.write("views.csv", "Анна;301;1577836800\n");
    let expected = format!("sqlite:{}", desk.file("afisha.db").display());
    for arguments in [
        &["migrate"][..],
        &["import", "films.jsonl"],
        &["import", "no/such.jsonl"],
        &["views", "import", "views.csv"],
        &["viewer", "add", "Анна"],
        &["viewer", "revoke", "Анна"],
        &["viewer", "forget", "Анна"],
        &["serve", "--listen", "192.0.2.1:1"],
    ] {
        assert_eq!(desk.run(arguments).database(), Some(expected.as_str()), "{arguments:?}");
    }
    for arguments in
        [&["check", "films.jsonl"][..], &["export", "-"], &["explain", "301"], &["viewer", "list"], &["config"]]
    {
        let done = desk.run(arguments);
        assert_eq!((done.code(), done.database()), (Some(0), None), "{arguments:?}: {}", done.err());
    }
}

#[test]
fn a_token_stands_alone_on_standard_output_whatever_is_logged() {
    let desk = Desk::new();
    for level in ["trace", "off"] {
        let done = Done(desk.command(&["viewer", "add", "Анна"]).env("RUST_LOG", level).output().unwrap());
        let token = done.out().trim_end();
        assert_eq!((done.out().lines().count(), token.len()), (1, "afisha_".len() + 64), "{}", done.out());
        assert!(done.database().is_some(), "{level}");
    }
}

#[test]
fn the_database_is_named_without_its_password() {
    let desk = Desk::new();
    desk.write("password", "SECRET\n");
    desk.write(
        "afisha.toml",
        "database_url = 'postgres://afisha@127.0.0.1:1/films'\ndatabase_password_file = 'password'\n",
    );
    for (arguments, expected) in [
        (&["--config", "afisha.toml", "migrate"][..], "postgres://afisha@127.0.0.1:1/films"),
        (
            &["--database-url", "postgres://afisha:SECRET@127.0.0.1:1/films", "migrate"],
            "postgres://afisha:***@127.0.0.1:1/films",
        ),
    ] {
        let done = desk.run(arguments);
        assert_eq!((done.code(), done.database()), (Some(1), Some(expected)), "{}", done.err());
        assert!(done.err().starts_with("afisha: ") && !done.err().contains("SECRET"), "{}", done.err());
    }
}

#[test]
fn the_effective_settings_name_the_file_they_come_from() {
    let desk = Desk::new();
    desk.write("afisha.toml", "page_size = 7\n");
    let by_flag = desk.run(&["config", "--config", "afisha.toml"]);
    assert!(by_flag.out().starts_with("# Settings file: afisha.toml\nlisten = "), "{}", by_flag.out());
    let by_variable = Done(desk.command(&["config"]).env("AFISHA_CONFIG", "afisha.toml").output().unwrap());
    assert_eq!((by_variable.out(), by_variable.code()), (by_flag.out(), Some(0)), "{}", by_variable.err());
    desk.write("again.toml", by_flag.out());
    let again = desk.run(&["config", "--config", "again.toml"]);
    assert_eq!(again.out().replace("again.toml", "afisha.toml"), by_flag.out());
}

#[test]
fn a_flag_that_names_no_file_is_refused_before_anything_is_made() {
    let desk = Desk::new();
    let done = desk.run(&["migrate", "--config", "afisha.toml"]);
    assert_eq!(done.err(), "afisha: cannot read the settings file \"afisha.toml\": no such file\n");
    assert_eq!((done.code(), desk.path().join("afisha.db").exists()), (Some(1), false));
}

#[test]
fn an_argument_in_the_wrong_place_is_not_repeated_where_it_may_be_a_password() {
    let desk = Desk::new();
    let url = "postgres://u:SECRET@127.0.0.1:1/db";
    for (arguments, code) in [
        (&["serve", url][..], 2),
        (&[url, "serve"], 2),
        (&["explain", url], 2),
        (&["viewer", "add", "Анна", "--days", url], 2),
        (&[&format!("--database={url}"), "serve"], 2),
        (&["--config", url, "config"], 1),
        (&["serve", "--listen", url], 1),
    ] {
        let done = desk.run(arguments);
        assert_eq!((done.code(), done.out()), (Some(code), ""), "{arguments:?}");
        assert!(!done.err().is_empty() && !done.err().contains("SEC"), "{}", done.err());
    }
    let plain = desk.run(&["explain", "Матрица"]);
    assert!(plain.code() == Some(2) && plain.err().contains("Матрица"), "{}", plain.err());
    let help = desk.run(&["--help"]);
    assert!(help.code() == Some(0) && help.out().starts_with("A film catalogue server"), "{}", help.out());
}
