//! The paths of versions.

use crate::support::app::{App, Options};
use crate::support::catalogue::playable;

fn with(base_path: &str, paths: &[&str]) -> App {
    let version_paths = paths.iter().map(|path| (*path).to_owned()).collect();
    let options = Options { base_path: base_path.to_owned(), version_paths, ..Options::default() };
    App::with(&options, vec![], &[playable(1, "Один"), playable(2, "Два")])
}

#[test]
fn a_version_in_the_path_is_answered_like_any_other() {
    for base in ["/", "/tv"] {
        let app = with(base, &["/films/1", "/films/2"]);
        let base = base.trim_end_matches('/');
        for path in
            ["/tags/", "/list/", "/list/?q=один", "/film/1/", "/film/1", "/film/7/", "/upnext/1/1/", "/list/?max=0"]
        {
            let plain = app.get(&format!("{base}{path}"));
            for version in ["/films/1", "/films/2"] {
                let answer = app.get(&format!("{base}{version}{path}"));
                assert_eq!((answer.status, &answer.body), (plain.status, &plain.body), "{version}{path}");
                assert_eq!(answer.header("etag"), plain.header("etag"));
            }
        }
    }
}

#[test]
fn the_parameter_counts_beside_the_path() {
    let app = with("/", &["/films/1", "/films/2"]);
    for (url, status) in [
        ("/films/1/list/?api-version=2", 200),
        ("/films/2/list/?api-version=1", 200),
        ("/films/2/list/?api-version=3", 400),
    ] {
        assert_eq!(app.get(url).status, status, "{url}");
    }
}

#[test]
fn paths_of_versions_are_moved_and_turned_off() {
    let moved = with("/", &["/api/v2"]);
    assert_eq!(moved.get("/api/v2/film/1/").status, 200);
    assert_eq!(moved.get("/films/2/film/1/").status, 404);
    assert_eq!(with("/", &[]).get("/films/1/list/").status, 404);
}

#[test]
fn the_films_file_is_found_from_every_version() {
    let app = with("/tv", &["/films/2"]);
    let location = app.get("/tv/films/2/getfilmsfile/").header("location").unwrap().to_owned();
    assert_eq!(app.get(&location).text(), "1;\"Один\";\n2;\"Два\";\n");
}
