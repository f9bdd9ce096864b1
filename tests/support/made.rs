//! Files of the tree that are made from something else: one test compares each with what it should say, and writes it
//! instead where somebody asks for that.

use std::path::Path;

/// The variable that asks for writing, and the command that does so for every such file: their tests are named for it.
const BLESS: &str = "AFISHA_BLESS";
pub(crate) const COMMAND: &str = "AFISHA_BLESS=1 cargo test --test afisha up_to_date";

/// Compares files, by their paths from the root, with what they should say.
pub(crate) fn assert_up_to_date(files: &[(&str, String)]) {
    let bless = std::env::var_os(BLESS).is_some_and(|value| value == "1");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stale: Vec<&str> = files.iter().filter(|file| !settle(root, file, bless)).map(|(path, _)| *path).collect();
    assert!(
        stale.is_empty(),
        "{} out of date; write every such file anew and look at what changed: {COMMAND}",
        stale.join(", ")
    );
}

/// Tells whether the file says what it should, after writing it where that is wanted.
fn settle(root: &Path, (path, expected): &(&str, String), bless: bool) -> bool {
    let path = root.join(path);
    if std::fs::read_to_string(&path).is_ok_and(|kept| kept == *expected) {
        return true;
    }
    if bless {
        std::fs::write(path, expected).unwrap();
    }
    bless
}

#[test]
fn a_stale_file_is_found_and_written_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let read = || std::fs::read_to_string(folder.path().join("a")).ok();
    let file = &("a", "new".to_owned());
    assert!(!settle(folder.path(), file, false) && read().is_none());
    std::fs::write(folder.path().join("a"), "old").unwrap();
    assert!(!settle(folder.path(), file, false) && read().as_deref() == Some("old"));
    assert!(settle(folder.path(), file, true) && read().as_deref() == Some("new"));
    assert!(settle(folder.path(), file, false));
}
