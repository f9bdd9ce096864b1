//! What peers may ask.

use std::path::Path;

use super::{file, load};

const MASTER: &str = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff";

/// Returns the words of the only fault after its place.
fn fault(toml: &str) -> String {
    let faults = load(toml).unwrap_err().to_string();
    assert_eq!(faults.lines().count(), 1, "{faults}");
    faults.split_once(": ").unwrap().1.to_owned()
}

fn of_file(path: &Path) -> String {
    format!("peer_master_key_file = '{}'\n", path.display())
}

#[test]
fn the_master_key_stands_in_the_settings_or_in_a_file() {
    let none = load("").unwrap().peers;
    assert!(none.listen.is_none() && none.master_key().is_none() && none.accept_docs_signature);
    let given = load(&format!("peer_master_key = '{MASTER}'\npeer_accept_docs_signature = false")).unwrap();
    assert_eq!(given.peers.master_key().map(|key| key.expose()), Some(MASTER));
    assert!(!given.peers.accept_docs_signature);
    let file = file("");
    std::fs::write(file.path(), format!("{MASTER}\r\n")).unwrap();
    let read = load(&of_file(file.path())).unwrap();
    assert_eq!(read.peers.master_key().map(|key| key.expose()), Some(MASTER));
    for config in [given, read] {
        let shown = format!("{}{config:?}", config.to_toml());
        assert!(!shown.contains(MASTER), "{shown}");
    }
}

#[test]
fn what_is_no_master_key_is_refused_without_repeating_it() {
    for bad in [&MASTER[1..], &format!("{MASTER}0"), &MASTER.replace('0', "g")] {
        let words = fault(&format!("peer_master_key = '{bad}'"));
        assert!(words.contains("peer_master_key is ***; it must be 64 hexadecimal digits, or empty"), "{words}");
    }
    let file = file("");
    for bad in [&MASTER[1..], &format!("{MASTER}\n\n"), &format!(" {MASTER}")] {
        std::fs::write(file.path(), bad).unwrap();
        let words = fault(&of_file(file.path()));
        let expected = "peer_master_key_file names a file that does not hold 64 hexadecimal digits alone";
        assert!(words.ends_with(expected), "{words}");
    }
    std::fs::write(file.path(), MASTER).unwrap();
    let words = fault(&format!("peer_master_key = '{MASTER}'\n{}", of_file(file.path())));
    assert!(words.ends_with("peer_master_key_file is given, but peer_master_key is too"), "{words}");
}

#[test]
fn a_switch_is_true_or_false() {
    let words = fault("peer_accept_docs_signature = 'yes'");
    assert!(words.ends_with("peer_accept_docs_signature is \"yes\"; it must be true or false"), "{words}");
}
