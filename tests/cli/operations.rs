//! What `docs/OPERATIONS.md` has an operator do.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Desk, Done, FILM};

const DOCUMENT: &str = include_str!("../../docs/OPERATIONS.md");
/// What comes before the arguments of the program in the unit, and in a shell.
const IN_UNIT: &str = "ExecStart=/usr/local/bin/afisha ";
const IN_SHELL: &str = "sudo -u afisha afisha import ";
/// What comes around the settings file.
const SETTINGS: (&str, &str) = ("echo '", "' > /etc/afisha/afisha.toml");
/// Folders of the machine that the document names.
const STATE: &str = "/var/lib/afisha";
const FILES: &str = "/srv";

/// Returns what follows this at the beginning of the only such line.
fn line(begins: &str) -> &'static str {
    let mut found = DOCUMENT.lines().filter_map(|line| line.trim_start().strip_prefix(begins));
    let rest = found.next().unwrap_or_else(|| panic!("the document has no line «{begins}…»"));
    assert_eq!(found.next(), None, "the document has two lines «{begins}…»");
    rest
}

/// Returns the settings file.
fn settings() -> &'static str {
    line(SETTINGS.0).strip_suffix(SETTINGS.1).expect("the settings file is that of the system")
}

/// Runs the program with arguments of the document, in a folder; the desk stands for the folders of the machine.
fn run(desk: &Desk, folder: &Path, arguments: &str) -> Done {
    let here = desk.path().to_str().unwrap();
    let arguments: Vec<String> = arguments.split(' ').map(|argument| argument.replace(FILES, here)).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = desk.command(&arguments);
    Done(command.env("AFISHA_CONFIG", desk.path().join("afisha.toml")).current_dir(folder).output().unwrap())
}

#[test]
fn the_import_beside_the_unit_goes_into_the_database_of_the_service() {
    let desk = Desk::new();
    let state = desk.path().join("state");
    std::fs::create_dir(&state).unwrap();
    desk.write("afisha.toml", &settings().replace(STATE, state.to_str().unwrap()));
    let mut films = GzEncoder::new(File::create(desk.path().join("films.jsonl.gz")).unwrap(), Compression::default());
    films.write_all(FILM.as_bytes()).unwrap();
    films.finish().unwrap();
    let imported = run(&desk, desk.path(), &format!("import {}", line(IN_SHELL)));
    assert_eq!(imported.code(), Some(0), "{}", imported.err());
    assert_eq!(imported.database(), Some(format!("sqlite:{}", state.join("afisha.db").display()).as_str()));
    // As the service would: with its flags, in its folder.
    let service = line(IN_UNIT).replacen("serve", "explain 301", 1);
    let shown = run(&desk, &state, &service);
    assert!(shown.out().starts_with("film 301 «Бриллиантовая рука»: "), "{}{}", shown.out(), shown.err());
}

#[test]
fn the_unit_and_the_shell_get_their_settings_from_the_same_place() {
    for arguments in [line(IN_UNIT), line(IN_SHELL)] {
        assert!(!arguments.contains("--config") && !arguments.contains("--database-url"), "{arguments}");
    }
    assert!(!DOCUMENT.lines().any(|line| line.trim_start().starts_with("EnvironmentFile=")));
    assert_eq!(settings(), format!("database_url = \"sqlite:{STATE}/afisha.db\""));
}
