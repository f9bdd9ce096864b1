//! `--create-tags`: names that nobody knows are made into tags.

use afisha::exchange::ImportOptions;

use super::{Home, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

const CREATE: ImportOptions<'_> = ImportOptions { create_tags: true, ..PLAIN };

on_both_databases! {
    fn unknown_names_become_tags_of_the_kind_of_their_list(database) {
        let home = Home::on(database);
        home.import(TAGS, PLAIN).unwrap();
        let films = film(
            1,
            r#""tags":["comedy","top"],"quality":["hd"],"directors":["eldar-ryazanov"],"actors":["leonid-gaidai"],"countries":["sssr"]"#,
        ) + &film(2, r#""actors":["eldar-ryazanov","yury-nikulin"]"#);
        let done = home.import(&films, CREATE).unwrap();
        assert_eq!((done.tags, done.created_tags, done.changed_tags, done.changed_films), (0, 5, 5, 2));
        let exported = home.exported();
        let tags: Vec<&str> = exported.lines().take(7).collect();
        assert_eq!(
            tags[2..],
            [
                r#"{"type":"tag","id":3,"name":"top","title":"top","kind":"other","url":null}"#,
                r#"{"type":"tag","id":4,"name":"hd","title":"hd","kind":"quality","url":null}"#,
                r#"{"type":"tag","id":5,"name":"eldar-ryazanov","title":"eldar-ryazanov","kind":"director","url":null}"#,
                r#"{"type":"tag","id":6,"name":"sssr","title":"sssr","kind":"country","url":null}"#,
                r#"{"type":"tag","id":7,"name":"yury-nikulin","title":"yury-nikulin","kind":"actor","url":null}"#,
            ]
        );
        let lists = r#""tags":["comedy","top"],"quality":["hd"],"directors":["leonid-gaidai","eldar-ryazanov"],"actors":[],"countries":["sssr"]"#;
        assert!(exported.contains(lists), "{exported}");
        assert!(exported.contains(r#""directors":["eldar-ryazanov"],"actors":["yury-nikulin"]"#), "{exported}");
        let again = home.import(&films, CREATE).unwrap();
        assert_eq!((again.created_tags, again.changed_tags, again.changed_films), (0, 0, 0));
    }
}

#[test]
fn the_ids_of_new_tags_are_free_also_of_tags_on_later_lines() {
    let home = Home::new();
    let last = r#"{"type":"tag","id":4294967295,"name":"drama","title":"Драма","kind":"genre"}"#;
    let lines = film(1, r#""tags":["top"]"#) + TAGS + last;
    home.import(&lines, CREATE).unwrap();
    assert!(home.exported().contains(r#""id":3,"name":"top""#), "{}", home.exported());
}

#[test]
fn a_line_for_a_tag_comes_before_the_films_that_name_it() {
    let home = Home::new();
    let fault = home.import(&(film(1, r#""tags":["comedy"]"#) + TAGS), CREATE).unwrap_err();
    assert_eq!(
        fault,
        "films.jsonl:2: tag 1: comes after a film that uses it: define tags before the films that use them"
    );
    assert_eq!(home.exported(), "");
}

#[test]
fn a_name_that_no_tag_can_have_is_still_a_fault() {
    let home = Home::new();
    let fault = home.import(&film(1, r#""tags":["Комедия"]"#), CREATE).unwrap_err();
    assert!(fault.starts_with("films.jsonl:1: film 1: tags[0]: must be a tag name"), "{fault}");
}
