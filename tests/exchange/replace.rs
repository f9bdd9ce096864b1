//! `--replace`: what the files lack goes.

use afisha::exchange::Options;

use super::{Home, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

const REPLACE: Options = Options { replace: true, ..PLAIN };

/// A tag's line.
fn tag(id: u32, name: &str) -> String {
    format!("{{\"type\":\"tag\",\"id\":{id},\"name\":\"{name}\",\"title\":\"{name}\",\"kind\":\"genre\"}}\n")
}

on_both_databases! {
    fn films_and_tags_that_the_files_lack_are_removed(database) {
        let home = Home::on(database);
        home.import(&format!("{TAGS}{}{}", film(1, "\"tags\":[\"comedy\"]"), film(2, "")), PLAIN).unwrap();
        let done = home.import(&(tag(3, "drama") + &film(2, "\"tags\":[\"drama\"]") + &film(3, "")), REPLACE).unwrap();
        assert_eq!((done.changed_tags, done.removed_tags), (1, 2));
        assert_eq!((done.changed_films, done.removed_films), (2, 1));
        let other = Home::new();
        other.import(&home.exported(), REPLACE).unwrap();
        assert_eq!(other.exported(), home.exported());
        assert_eq!(home.exported().lines().count(), 3);
    }

    fn without_it_they_stay(database) {
        let home = Home::on(database);
        home.import(&format!("{TAGS}{}", film(1, "\"tags\":[\"comedy\"]")), PLAIN).unwrap();
        let done = home.import(&film(2, ""), PLAIN).unwrap();
        assert_eq!((done.removed_tags, done.removed_films, done.changed_films), (0, 0, 1));
        assert_eq!(home.exported().lines().count(), 4);
    }

    fn tags_of_the_catalogue_do_not_count_as_known(database) {
        let home = Home::on(database);
        home.import(TAGS, PLAIN).unwrap();
        let fault = home.import(&film(1, "\"tags\":[\"comedy\"]"), REPLACE).unwrap_err();
        assert_eq!(
            fault,
            "films.jsonl:1: film 1: tags[0]: names the tag `comedy`, which no earlier line gives, nor (unless it is being replaced) the catalogue"
        );
    }

    fn names_may_come_back_under_other_ids(database) {
        let home = Home::on(database);
        let old =
            tag(1, "comedy") + &tag(2, "drama") + &tag(3, "war") + &film(1, "\"tags\":[\"comedy\",\"drama\",\"war\"]");
        home.import(&old, PLAIN).unwrap();
        let new =
            tag(2, "comedy") + &tag(5, "drama") + &tag(6, "war") + &film(1, "\"tags\":[\"comedy\",\"drama\",\"war\"]");
        let done = home.import(&new, REPLACE).unwrap();
        assert_eq!((done.changed_tags, done.removed_tags, done.changed_films), (3, 2, 1));
        let fresh = Home::new();
        fresh.import(&new, PLAIN).unwrap();
        assert_eq!(home.exported(), fresh.exported());
        let generation = home.store.generation().unwrap();
        assert_eq!(home.import(&new, REPLACE).unwrap().changed_films, 0);
        assert_eq!(home.store.generation().unwrap(), generation);
    }

    fn two_tags_may_swap_their_names(database) {
        let home = Home::on(database);
        home.import(&(tag(1, "comedy") + &tag(2, "drama") + &film(1, "\"tags\":[\"comedy\"]")), PLAIN).unwrap();
        home.import(&(tag(1, "drama") + &tag(2, "comedy")), PLAIN).unwrap();
        assert!(home.exported().contains("\"tags\":[\"drama\"]"), "{}", home.exported());
    }

    fn an_empty_file_empties_the_catalogue(database) {
        let home = Home::on(database);
        home.import(&format!("{TAGS}{}", film(1, "\"tags\":[\"comedy\"]")), PLAIN).unwrap();
        let done = home.import("", REPLACE).unwrap();
        assert_eq!((done.removed_tags, done.removed_films), (2, 1));
        assert_eq!(home.exported(), "");
    }
}
