//! Which file is read.

use std::path::{Path, PathBuf};

use afisha::config::{Config, FILE_VARIABLE, Sources};
use tempfile::NamedTempFile;

use super::{file, variables_of};

fn page_size(size: u16) -> NamedTempFile {
    file(&format!("page_size = {size}\n"))
}

fn path(file: &NamedTempFile) -> Option<PathBuf> {
    Some(file.path().to_owned())
}

fn variable(path: &Path) -> Vec<(std::ffi::OsString, std::ffi::OsString)> {
    variables_of(&[(FILE_VARIABLE, path.to_str().unwrap())])
}

#[test]
fn the_flag_names_the_file_else_the_variable_else_the_system_has_one() {
    let (flag, of_variable, system) = (page_size(1), page_size(2), page_size(3));
    let mut sources = Sources {
        file: path(&flag),
        system_file: path(&system),
        environment: variable(of_variable.path()),
        ..Sources::default()
    };
    for (expected, size) in [(path(&flag), 1), (path(&of_variable), 2), (path(&system), 3), (None, 24)] {
        assert_eq!(sources.settings_file(), expected);
        assert_eq!(Config::load(&sources).unwrap().answers.page_size, size);
        match size {
            1 => sources.file = None,
            2 => sources.environment.clear(),
            _ => sources.system_file = None,
        }
    }
}

#[test]
fn a_file_that_is_named_must_be_there_and_that_of_the_system_need_not() {
    let nowhere = PathBuf::from("no/such.toml");
    let system = page_size(3);
    let by_flag = Sources { file: Some(nowhere.clone()), system_file: path(&system), ..Sources::default() };
    assert_eq!(
        Config::load(&by_flag).unwrap_err().to_string(),
        "cannot read the settings file \"no/such.toml\": no such file"
    );
    let by_variable = Sources { environment: variable(&nowhere), system_file: path(&system), ..Sources::default() };
    assert_eq!(
        Config::load(&by_variable).unwrap_err().to_string(),
        "cannot read the settings file \"no/such.toml\", which AFISHA_CONFIG names: no such file"
    );
    let by_nobody = Sources { system_file: Some(nowhere), ..Sources::default() };
    assert_eq!((by_nobody.settings_file(), Config::load(&by_nobody)), (None, Ok(Config::default())));
}

#[test]
fn a_file_of_the_system_that_is_there_and_cannot_be_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources { system_file: Some(folder.path().to_owned()), ..Sources::default() };
    assert_eq!(
        Config::load(&sources).unwrap_err().to_string(),
        format!("cannot read the settings file {:?}: is a directory", folder.path())
    );
}

#[test]
fn a_file_without_settings_can_stand_for_none() {
    let system = page_size(3);
    let sources =
        Sources { environment: variable(Path::new("/dev/null")), system_file: path(&system), ..Sources::default() };
    assert_eq!(Config::load(&sources), Ok(Config::default()));
}

#[test]
fn a_mistyped_name_of_the_variable_is_refused() {
    let environment = variables_of(&[("AFISHA_CONFIGS", "afisha.toml")]);
    assert_eq!(
        Config::load(&Sources { environment, ..Sources::default() }).unwrap_err().to_string(),
        "AFISHA_CONFIGS: AFISHA_CONFIGS is not a setting; did you mean AFISHA_CONFIG?"
    );
}
