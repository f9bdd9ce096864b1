//! `peer found` and `peer refuse`.

use afisha::store::{DatabaseUrl, Store};
use serde_json::{Value, json};

use super::{Desk, Done};
use crate::support::told::{add_peer, hash, tell, told};

const FILMS: &str = concat!(
    r#"{"type":"film","id":1,"title":"Остров","year":2006}"#,
    "\n",
    r#"{"type":"film","id":2,"title":"Остров","original_title":"The Island","year":2005}"#,
    "\n"
);

/// A catalogue of two films, and two torrents of a peer.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("films.jsonl", FILMS);
    assert_eq!(desk.run(&["import", "films.jsonl"]).code(), Some(0));
    let path = desk.path().join("afisha.db");
    let store = Store::open(&DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap()).unwrap();
    let peer = add_peer(&store, "Сосед");
    tell(&store, peer, &[told(1, "The.Island.2005.720p"), told(2, "Остров [2005, BDRip]")]);
    desk
}

fn done(desk: &Desk, arguments: &[&str]) -> Done {
    let done = desk.run(&[&["peer"], arguments].concat());
    assert_eq!(done.code(), Some(0), "{}", done.all_err());
    done
}

fn found(desk: &Desk, more: &[&str]) -> Vec<Value> {
    let done = done(desk, &[&["found"], more].concat());
    done.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_is_found_is_imported_and_what_is_refused_is_not_found_again() {
    let desk = desk();
    let listed = done(&desk, &["found"]);
    assert_eq!(
        listed.all_err(),
        "torrents of peers: 2; found: 1 for 1 film and 0 titles that the catalogue lacks; doubtful: 1\n"
    );
    desk.write("found.jsonl", listed.out());
    let imported = desk.run(&["import", "found.jsonl"]);
    let warned: Vec<&str> = imported.err().lines().collect();
    assert_eq!(imported.code(), Some(0), "{warned:?}");
    assert!(imported.out().starts_with("read 0 tags, 1 film; new or changed: 0 tags (0 created for films), 1 film"));
    assert_eq!(warned[0], "left out: 1 doubtful torrent");
    let doubtful = found(&desk, &[]);
    assert_eq!((doubtful.len(), &doubtful[0]["type"]), (1, &json!("doubtful")));
    desk.write("refused.jsonl", &doubtful[0].to_string());
    let refused = done(&desk, &["refuse", "--lines", "refused.jsonl", "--json"]);
    assert_eq!(refused.out(), "{\"refused\":2}\n");
    assert!(found(&desk, &[]).is_empty());
    let back = done(&desk, &["refuse", "1", &hash(2).to_string(), "--undo"]);
    assert_eq!(back.out(), "taken back: 1\n");
    let left = found(&desk, &[]);
    assert_eq!((&left[0]["id"], &left[0]["found"][0]["why"]), (&json!(1), &json!("title")));
    assert!(found(&desk, &["--titles"]).is_empty() && found(&desk, &["--device", "samsung-tv-c"]).is_empty());
    assert_eq!(done(&desk, &["refuse", "tt0000001", &hash(1).to_string()]).out(), "refused: 1\n");
}

#[test]
fn arguments_that_cannot_be_meant_are_refused() {
    let desk = desk();
    for (arguments, code, said) in [
        (vec!["found", "--device", "stb82"], 1, "unknown device \"stb82\""),
        (vec!["found", "--films", "--titles"], 2, "cannot be used with"),
        (vec!["found", "--most", "0"], 2, "0 is not in"),
        (vec!["refuse"], 2, "required arguments"),
        (vec!["refuse", "1"], 2, "required arguments"),
        (vec!["refuse", "x", "1"], 2, "it must be the id of a film, or one at IMDb such as tt0062759"),
        (vec!["refuse", "1", "1"], 2, "it must be 40 hexadecimal digits, or 32 letters of base32"),
        (vec!["refuse", "--lines", "films.jsonl"], 1, "films.jsonl:1: is no line of `afisha peer found`"),
    ] {
        let refused = desk.run(&[&["peer"], &arguments[..]].concat());
        assert_eq!(refused.code(), Some(code), "{arguments:?}: {}", refused.all_err());
        assert!(refused.all_err().contains(said), "{arguments:?}: {}", refused.all_err());
    }
}
