//! Settings: what is read, what is refused and how, and the documents made of their declarations.

use std::ffi::OsString;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use afisha::config::{Config, SettingsFaults, Sources};
use tempfile::NamedTempFile;

mod documents;
mod faults;
mod kubernetes;
mod layers;
mod password_file;
mod peers;
mod random;
mod secrets;
mod sources;
mod values;
mod way_in;

/// Puts the text into a file.
fn file(toml: &str) -> NamedTempFile {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    // Of no random letters, which a test that looks for letters could take for its own.
    let name = format!("afisha-{}-{}", std::process::id(), FILES.fetch_add(1, Ordering::Relaxed));
    let made = tempfile::Builder::new().prefix(&name).rand_bytes(0).suffix(".toml").tempfile();
    let mut file = made.expect("a temporary file");
    file.write_all(toml.as_bytes()).expect("it is written");
    file
}

/// Loads a file with this text.
fn load(toml: &str) -> Result<Config, SettingsFaults> {
    Config::load(&Sources { file: Some(file(toml).path().to_owned()), ..Sources::default() })
}

/// Loads these variables.
fn load_variables(variables: &[(&str, &str)]) -> Result<Config, SettingsFaults> {
    Config::load(&Sources { environment: variables_of(variables), ..Sources::default() })
}

fn variables_of(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables.iter().map(|(name, text)| (name.into(), text.into())).collect()
}
