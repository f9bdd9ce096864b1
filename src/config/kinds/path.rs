//! Paths of files.

use std::path::PathBuf;

use super::word::TextKind;

/// The path of a file.
pub(in crate::config) struct FilePath;

impl TextKind for FilePath {
    type Value = PathBuf;

    fn accepts() -> String {
        "the path of a file".to_owned()
    }

    fn parse(text: &str) -> Option<PathBuf> {
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    fn write(value: &PathBuf) -> String {
        value.to_string_lossy().into_owned()
    }
}
