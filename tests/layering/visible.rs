//! What goes round [`Visible`](afisha::query::visible::Visible) is out of reach of the doors of boxes.

use std::path::Path;

use super::paths;
use super::rules::Source;

/// What sees more than a client is shown: why films are hidden, search among all films, the reference engine, snapshots
/// in the making. No door may name it.
const BYPASSES: [&str; 12] = [
    "Circumstances",
    "FilmMaker",
    "Hidden",
    "Reference",
    "Release",
    "SearchIndex",
    "SerieHidden",
    "Showing",
    "SnapshotBuilder",
    "film_hidden",
    "search_all",
    "serie_hidden",
];
/// What answers boxes, below `src`: besides [`BYPASSES`], films that no snapshot holds are none of its business.
const BOXES: [&str; 3] = ["http/films_api", "xml", "filmsfile"];
/// The rooms in which such films are.
const UNSEEN: [&str; 2] = ["store", "exchange"];
/// What writes answers, and may name the doors' [`BYPASSES`] no more than they.
const WRITERS: [&str; 3] = ["http", "xml", "filmsfile"];

/// Returns what in a file goes round visibility.
fn faults(source: &Source) -> Vec<String> {
    let is_in = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
    let Some(tokens) = source.tokens.as_ref().filter(|_| is_in(&WRITERS)) else { return Vec::new() };
    let mut faults: Vec<String> = paths::names(tokens)
        .into_iter()
        .filter(|name| BYPASSES.contains(&name.as_str()))
        .map(|name| format!("{name} goes round what is shown"))
        .collect();
    let rooms = paths::own(tokens, &source.module).into_iter().filter_map(|path| path.into_iter().next());
    let unseen = rooms.filter(|room| is_in(&BOXES) && UNSEEN.contains(&room.as_str()));
    faults.extend(unseen.map(|room| format!("{room} holds films that are not shown")));
    faults.into_iter().map(|fault| format!("{}: {fault}", source.path.display())).collect()
}

#[test]
fn nothing_that_answers_boxes_goes_round_what_is_shown() {
    let sources = super::sources();
    for place in WRITERS.iter().chain(&BOXES[..1]) {
        assert!(sources.iter().any(|source| source.path.starts_with(place)), "there is no {place} to look at");
    }
    let faults: Vec<String> = sources.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A name that was changed would be forbidden to no purpose.
#[test]
fn every_bypass_is_there() {
    let sources = super::sources();
    let names: Vec<String> =
        sources.iter().flat_map(|source| source.tokens.as_ref().map(paths::names)).flatten().collect();
    for bypass in BYPASSES {
        assert!(names.iter().any(|name| name == bypass), "{bypass} is nowhere");
    }
}

#[test]
fn what_goes_round_is_found() {
    for (path, text, expected) in [
        (
            "http/films_api/film.rs",
            "use crate::catalog::visibility::film_hidden;",
            "http/films_api/film.rs: film_hidden goes round what is shown",
        ),
        (
            "http/registry/mod.rs",
            "fn f(s: &Snapshot) { s.search_all(\"x\"); }",
            "http/registry/mod.rs: search_all goes round what is shown",
        ),
        (
            "xml/film_alone.rs",
            "use crate::query::reference::Reference;",
            "xml/film_alone.rs: Reference goes round what is shown",
        ),
        ("filmsfile/mod.rs", "fn f(s: Showing) {}", "filmsfile/mod.rs: Showing goes round what is shown"),
        (
            "http/films_api/front.rs",
            "use crate::store::Store;",
            "http/films_api/front.rs: store holds films that are not shown",
        ),
        (
            "http/films_api/list.rs",
            "use crate::{catalog::Film, exchange};",
            "http/films_api/list.rs: exchange holds films that are not shown",
        ),
    ] {
        assert_eq!(faults(&Source::new(Path::new(path), text)), [expected], "{path}: {text}");
    }
}

#[test]
fn what_goes_through_is_left_alone() {
    for (path, text) in [
        ("http/films_api/film.rs", "// film_hidden\nuse crate::query::visible::Visible; use crate::refresh::Served;"),
        ("http/auth/token.rs", "use crate::store::Store;"),
        ("cli/explain.rs", "use crate::catalog::visibility::film_hidden;"),
        ("refresh/mod.rs", "use crate::query::snapshot::SnapshotBuilder; use crate::store::Store;"),
    ] {
        assert_eq!(faults(&Source::new(Path::new(path), text)), Vec::<String>::new(), "{path}: {text}");
    }
}
