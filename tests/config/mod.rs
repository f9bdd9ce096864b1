//! Settings: what is read, what is refused and how, and the documents made of their declarations.

use std::ffi::OsString;
use std::io::Write;

use afisha::config::{Config, Faults, Sources};
use tempfile::NamedTempFile;

mod documents;
mod faults;
mod kubernetes;
mod layers;
mod password_file;
mod random;
mod secrets;
mod sources;
mod values;

/// Puts the text into a file.
fn file(toml: &str) -> NamedTempFile {
    let mut file = NamedTempFile::with_suffix(".toml").expect("a temporary file");
    file.write_all(toml.as_bytes()).expect("it is written");
    file
}

/// Loads a file with this text.
fn load(toml: &str) -> Result<Config, Faults> {
    Config::load(&Sources { file: Some(file(toml).path().to_owned()), ..Sources::default() })
}

/// Loads these variables.
fn load_variables(variables: &[(&str, &str)]) -> Result<Config, Faults> {
    Config::load(&Sources { environment: variables_of(variables), ..Sources::default() })
}

fn variables_of(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables.iter().map(|(name, text)| (name.into(), text.into())).collect()
}
