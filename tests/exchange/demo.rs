//! The demo catalogue.

use std::collections::BTreeSet;

use afisha::clock::Clock;
use afisha::exchange::{demo, import};
use serde_json::Value;

use super::schema::assert_lines_valid;
use super::{Home, PLAIN, package_file};
use crate::support::database::on_both_databases;

const DEMO: &str = "demo/catalogue.jsonl";
/// What a box with 31-bit file offsets plays.
const TWO_GIB: u64 = 2_147_483_647;

fn text() -> String {
    std::fs::read_to_string(package_file(DEMO)).unwrap()
}

fn films() -> Vec<Value> {
    let lines: Vec<Value> = text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.into_iter().filter(|line| line["type"] == "film").collect()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().unwrap()
}

on_both_databases! {
    fn it_is_in_the_form_that_export_writes(database) {
        let home = Home::on(database);
        let done = home.import_files(&[package_file(DEMO)], PLAIN).unwrap();
        assert_eq!(done.films, done.changed_films);
        assert!(home.exported() == text(), "the export differs from {DEMO}");
    }
}

#[test]
fn the_program_has_it_built_in() {
    let home = Home::new();
    let done = import(&home.store, &Clock::system(), &[demo()], PLAIN, &mut |_| {}).unwrap();
    assert_eq!(done.films, films().len());
    assert!(home.exported() == text(), "the export differs from {DEMO}");
}

#[test]
fn every_line_is_valid() {
    assert_lines_valid(&text());
}

#[test]
fn it_holds_something_of_everything() {
    let films = films();
    let count = |what: &dyn Fn(&Value) -> bool| films.iter().filter(|film| what(film)).count();
    let tagged = |film: &Value, tag: &str| list(film, "tags").iter().any(|name| name == tag);
    assert!(films.len() >= 320);
    assert!(count(&|film| (20..=60).contains(&list(film, "items").len())) >= 5);
    assert!(count(&|film| list(film, "items").iter().any(|item| item["number"] == 201)) >= 1);
    assert!(count(&|film| !list(film, "items").is_empty() && !list(film, "trailers").is_empty()) >= 20);
    assert!(count(&|film| list(film, "items").is_empty() && tagged(film, "trailer")) >= 5);
    assert!(count(&|film| !list(film, "related").is_empty()) >= 20);
    assert!(count(&|film| !list(film, "see_also").is_empty()) >= 20);
    assert!(count(&|film| film["published"].is_null()) >= 3);
    let scheduled = |of: &Value| of["published"].as_str().is_some_and(|published| published > "2035");
    assert!(count(&|film| scheduled(film)) >= 3);
    assert!(count(&|film| !scheduled(film) && list(film, "items").iter().any(scheduled)) >= 2);
    for group in ["novosibirsk", "tomsk"] {
        assert!(count(&|film| list(film, "access").iter().any(|name| name == group)) >= 3, "{group}");
    }
    for age in [Value::Null, 0.into(), 6.into(), 12.into(), 16.into(), 18.into()] {
        assert!(count(&|film| film["age"] == age) >= 5, "{age}");
    }
}

#[test]
fn its_files_are_of_every_sort_and_of_no_real_host() {
    let films = films();
    let items: Vec<&Value> = films.iter().flat_map(|film| list(film, "items")).collect();
    let all = |key: &str| items.iter().filter_map(|item| item[key].as_str()).collect::<BTreeSet<&str>>();
    assert_eq!(all("container"), BTreeSet::from(["avi", "mkv", "mp4", "ts"]));
    assert_eq!(all("picture_quality"), BTreeSet::from(["3D", "HD", "SD"]));
    let count = |what: &dyn Fn(&Value) -> bool| items.iter().filter(|item| what(item)).count();
    assert!(count(&|item| item["size"].as_u64() > Some(TWO_GIB)) >= 100);
    assert!(count(&|item| item["size"].as_u64() <= Some(TWO_GIB)) >= 100);
    assert!(count(&|item| item["url"].is_null() && item["magnet"].is_string()) >= 10);
    assert!(count(&|item| item["url"].is_string() && item["magnet"].is_null()) >= 10);
    assert!(count(&|item| item["url"].is_null() && item["magnet"].is_null()) >= 1);
    let text = text();
    assert_eq!(text.matches("://").count(), text.matches("\"http://media.example/").count());
}
