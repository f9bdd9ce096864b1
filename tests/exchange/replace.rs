//! `--replace`: what the files lack goes.

use afisha::exchange::ImportOptions;

use super::{Home, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

const REPLACE: ImportOptions<'_> = ImportOptions { replace: true, ..PLAIN };

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
            "films.jsonl:1: film 1: tags[0]: unknown tag `comedy`: define it on an earlier line, or use --create-tags"
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

    fn a_file_that_has_lost_its_films_removes_none(database) {
        let home = Home::on(database);
        let films = |ids: std::ops::RangeInclusive<u64>| ids.map(|id| film(id, "")).collect::<String>();
        home.import(&(TAGS.to_owned() + &films(1..=20)), PLAIN).unwrap();
        let (before, generation) = (home.exported(), home.store.generation().unwrap());
        let fifth = ImportOptions { max_removals_percent: 20, ..REPLACE };
        for (lines, options, refusal) in [
            (
                TAGS.to_owned() + &films(6..=20),
                fifth,
                "--replace would remove 5 of 20 films (1 «Фильм 1», 2 «Фильм 2», 3 «Фильм 3», 4 «Фильм 4», 5 «Фильм 5») and \
                 0 tags, more than the 20% of the films that `import_max_removals_percent` allows. Nothing was changed; \
                 if this is intended, add --allow-removals",
            ),
            (
                films(15..=40),
                fifth,
                "--replace would remove 14 of 20 films (1 «Фильм 1», 2 «Фильм 2», 3 «Фильм 3», 4 «Фильм 4», 5 «Фильм 5», …) \
                 and 2 tags (1 comedy, 2 leonid-gaidai), more than the 20% of the films that \
                 `import_max_removals_percent` allows. Nothing was changed; if this is intended, add --allow-removals",
            ),
            (
                films(21..=40),
                REPLACE,
                "--replace would remove all 20 films (1 «Фильм 1», 2 «Фильм 2», 3 «Фильм 3», 4 «Фильм 4», 5 «Фильм 5», …) \
                 and 2 tags (1 comedy, 2 leonid-gaidai). Nothing was changed; if this is intended, add \
                 --allow-removals",
            ),
        ] {
            let checked = home.check(&lines, options).unwrap().removal.unwrap();
            assert_eq!((checked.is_refused(), checked.to_string()), (true, refusal.to_owned()));
            assert_eq!(home.import(&lines, options).unwrap_err(), refusal);
            assert_eq!((home.exported(), home.store.generation().unwrap()), (before.clone(), generation));
        }
        let done = home.import(&(TAGS.to_owned() + &films(5..=20)), fifth).unwrap();
        assert_eq!(done.removed_films, 4);
        let any = ImportOptions { allow_removals: true, ..fifth };
        assert_eq!(home.import(&films(20..=20), any).unwrap().removed_films, 15);
        assert_eq!(home.import(&films(1..=1), any).unwrap().removed_films, 1);
        assert_eq!(home.exported().lines().count(), 1);
    }

    fn nothing_is_ever_removed_by_a_file_without_a_film(database) {
        let home = Home::on(database);
        let any = ImportOptions { allow_removals: true, ..REPLACE };
        home.import("", any).unwrap();
        home.import(TAGS, any).unwrap();
        assert_eq!(
            home.import("\n", any).unwrap_err(),
            "--replace would remove 0 of 0 films and 2 tags (1 comedy, 2 leonid-gaidai), and the files contain no \
             films: an import never empties the catalogue. Nothing was changed"
        );
        home.import(&film(1, "\"tags\":[\"comedy\"]"), PLAIN).unwrap();
        let before = home.exported();
        for lines in ["", TAGS] {
            assert!(home.check(lines, any).unwrap().removal.unwrap().is_refused());
            let refusal = home.import(lines, any).unwrap_err();
            assert!(refusal.starts_with("--replace would remove all 1 film (1 «Фильм 1») and "), "{refusal}");
            assert!(refusal.ends_with(", and the files contain no films: an import never empties the catalogue. \
             Nothing was changed"));
            assert_eq!(home.exported(), before);
        }
    }
}
