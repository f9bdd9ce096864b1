//! Keys of 256 bits, and files that hold one.

use std::marker::PhantomData;
use std::path::Path;

use toml::Value;

use super::word::TextKind;
use crate::config::declare::{SettingKind, ShownValue};
use crate::config::fault::{Problem, SettingRefusal};
use crate::config::secret::{STARS, Secret};
use crate::config::secret_file::SecretFile;

/// Characters of a key.
const KEY_CHARS: usize = 64;

/// A key, written as hexadecimal digits.
pub(in crate::config) struct HexKey;

/// What a key is called.
pub(in crate::config) trait KeyName {
    /// In faults.
    const NAME: &str;
    /// A file that may hold it.
    const PATH: &str;
}

/// The path of a file that holds such a key, or nothing.
pub(in crate::config) struct HexKeyFile<N>(PhantomData<N>);

fn accepted() -> String {
    format!("{KEY_CHARS} hexadecimal digits")
}

fn is_key(text: &str) -> bool {
    text.len() == KEY_CHARS && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

impl TextKind for HexKey {
    type Value = Secret;
    const SECRET: bool = true;

    fn accepts() -> String {
        accepted()
    }

    fn parse(text: &str) -> Option<Secret> {
        is_key(text).then(|| Secret::new(text))
    }

    fn write(_: &Secret) -> String {
        STARS.to_owned()
    }
}

impl<N: KeyName> SettingKind for HexKeyFile<N> {
    type Value = Option<SecretFile>;

    fn accepts() -> String {
        format!("the path of a file, such as {}, or empty", N::PATH)
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let path = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if path.is_empty() {
            return Ok(None);
        }
        let file = SecretFile::read(Path::new(path), N::NAME).and_then(|file| {
            let holds_key = is_key(file.secret.expose());
            if holds_key { Ok(file) } else { Err(format!("names a file that does not hold {} alone", accepted())) }
        });
        file.map(Some).map_err(|words| vec![SettingRefusal::new(Problem::Rule(words))])
    }

    fn show(value: &Self::Value) -> ShownValue {
        ShownValue::Value(Value::String(value.as_ref().map(SecretFile::shown).unwrap_or_default()))
    }

    fn refuse(_: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::new(Problem::Bad { given: STARS.to_owned(), accepts: Self::accepts() })]
    }
}
