//! `peer imdb`

use serde_json::{Value, json};

use super::{Desk, Done};

const FILES: [&str; 3] = ["title.basics.tsv", "title.akas.tsv", "title.ratings.tsv"];

/// A folder with IMDb's tables of two films.
fn desk() -> Desk {
    let desk = Desk::new();
    let basics = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\n\
                  tt0073195\tmovie\tJaws\tJaws\t0\t1975\ntt0387564\tmovie\tSaw\tSaw\t0\t2004\n\
                  tt0959621\ttvEpisode\tPilot\tPilot\t0\t2008\n";
    desk.write(FILES[0], basics);
    desk.write(FILES[1], "titleId\tordering\ttitle\tregion\ntt0073195\t1\tЧелюсти\tRU\n");
    desk.write(FILES[2], "tconst\taverageRating\tnumVotes\ntt0073195\t8.1\t700000\n");
    desk
}

fn import(desk: &Desk, files: [&str; 3], more: &[&str]) -> Done {
    desk.run(&[&["peer", "imdb"], &files[..], more].concat())
}

#[test]
fn the_tables_are_imported_and_again_replace_what_was_there() {
    let desk = desk();
    let done = import(&desk, FILES, &[]);
    let said = "kept 2 titles and 1 other title; left out: 1 title\n";
    assert_eq!((done.code(), done.out(), done.err()), (Some(0), said, ""));
    let [basics, akas, ratings] = FILES;
    let done = import(&desk, [ratings, basics, akas], &["--json"]);
    let counts: Value = serde_json::from_str(done.out()).unwrap();
    assert_eq!(counts, json!({ "titles": 2, "akas": 1, "left_out": 1, "bad_lines": 0 }), "{}", done.err());
}

#[test]
fn bad_lines_are_warned_of_and_files_that_are_not_the_tables_refused() {
    let desk = desk();
    desk.write(FILES[1], "titleId\tordering\ttitle\tregion\ntt0073195\t1\ntt0073195\t1\tЧелюсти\tRU\n");
    let done = import(&desk, FILES, &["--json"]);
    let warned = "afisha: warning: 1 line passed over:\ntitle.akas.tsv:2: has too few columns\n";
    assert_eq!((done.code(), done.err()), (Some(0), warned));
    assert_eq!(serde_json::from_str::<Value>(done.out()).unwrap()["bad_lines"], json!(1));
    let refused = import(&desk, [FILES[0], FILES[0], FILES[1]], &[]);
    let fault = "afisha: title.basics.tsv and title.basics.tsv are both title.basics; give title.basics, title.akas and \
                 title.ratings, in any order\n";
    assert_eq!((refused.code(), refused.out(), refused.err()), (Some(1), "", fault));
    assert_eq!(desk.run(&["peer", "imdb", FILES[0]]).code(), Some(2));
}
