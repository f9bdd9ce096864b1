//! What is not accepted, and the words for it.

use super::{Home, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

/// A line after the two tags; what is said of it.
const LINE_FAULTS: &[(&str, &str)] = &[
    ("[]", "must be a JSON object"),
    (r#"{"type":"film""#, "is not JSON: it ends before its object is complete"),
    (r#"{"type" "film"}"#, "is not JSON at byte 9"),
    (r#"{"id":3}"#, r#"type: must be "tag" or "film", not null"#),
    (r#"{"type":"serie","id":3}"#, r#"type: must be "tag" or "film", not the text "serie""#),
    (r#"{"type":"film","title":"x"}"#, "id: is required and must not be empty"),
    (r#"{"type":"film","id":301}"#, "film 301: title: is required and must not be empty"),
    (r#"{"type":"film","id":301,"title":"<b> </b>"}"#, "film 301: title: is required and must not be empty"),
    (r#"{"type":"film","id":-1,"title":"x"}"#, "id: must be a whole number from 0 to 9223372036854775807, not -1"),
    (
        r#"{"type":"tag","id":3,"name":"Comedy","title":"К","kind":"genre"}"#,
        r#"tag 3: name: must be a tag name of the characters a to z, 0 to 9, _ and -, not the text "Comedy""#,
    ),
    (
        r#"{"type":"tag","id":3,"name":"drama","title":"Драма","kind":"жанр"}"#,
        r#"tag 3: kind: must be one of "genre", "country", "director", "actor", "quality", "age", "other", not the text "жанр""#,
    ),
    (
        r#"{"type":"tag","id":1,"name":"drama","title":"Драма","kind":"genre"}"#,
        "tag 1: duplicate id: line 1 of films.jsonl has it already",
    ),
    (
        r#"{"type":"tag","id":3,"name":"comedy","title":"Драма","kind":"genre"}"#,
        "tag 3: duplicate name: tag 1 on line 1 of films.jsonl has it already",
    ),
];

/// Fields of film 301 after the two tags; what is said of them.
const FILM_FAULTS: &[(&str, &str)] = &[
    (r#""titel":"x""#, "titel: unknown field; did you mean `title`?"),
    (r#""desc":5"#, "desc: must be a text, not 5"),
    (r#""year":"1968""#, r#"year: must be a whole number from 1 to 9999, not the text "1968""#),
    (r#""year":1968.5"#, "year: must be a whole number from 1 to 9999, not 1968.5"),
    (r#""age":151"#, "age: must be a whole number from 0 to 150, not 151"),
    (
        r#""updated":"2012-05-01""#,
        r#"updated: must be an RFC 3339 time in the years 1 to 9999, such as "2012-05-01T10:00:00Z", not the text "2012-05-01""#,
    ),
    (
        r#""published":1335866400"#,
        r#"published: must be an RFC 3339 time in the years 1 to 9999, such as "2012-05-01T10:00:00Z", not 1335866400"#,
    ),
    (r#""popularity":-1"#, "popularity: must be a number, 0 or greater, not -1"),
    (r#""images":"a.jpg""#, r#"images: must be a list of texts, not the text "a.jpg""#),
    (r#""images":["a.jpg",7]"#, "images[1]: must be a text, not 7"),
    (
        r#""related":[1,"2"]"#,
        r#"related[1]: must be the id of a film, a whole number from 0 to 9223372036854775807, not the text "2""#,
    ),
    (
        r#""tags":["comedy","Драма"]"#,
        r#"tags[1]: must be a tag name of the characters a to z, 0 to 9, _ and -, not the text "Драма""#,
    ),
    (
        r#""tags":["comdy"]"#,
        "tags[0]: unknown tag `comdy`: define it on an earlier line, or use --create-tags; did you mean `comedy`?",
    ),
    (r#""ratings":[{"rank":5}]"#, "ratings[0].type: is required and must not be empty"),
    (
        r#""ratings":[{"type":"imd"}]"#,
        r#"ratings[0].type: must be one of "cn", "kinopoisk", "imdb", not the text "imd""#,
    ),
    (r#""ratings":[{"type":"cn","max":5,"rank":5.5}]"#, "ratings[0].rank: must be at most max, 5, not 5.5"),
    (
        r#""ratings":[{"type":"cn"},{"type":"imdb"},{"type":"cn"}]"#,
        r#"ratings: duplicate type "cn": a film has at most one rating of a type"#,
    ),
    (
        r#""items":[{"number":2},{}]"#,
        "items: duplicate number 2: each needs its own (without a number, its position counts, from 1)",
    ),
    (
        r#""trailers":[{},{},{"size":9223372036854775808}]"#,
        "trailers[2].size: must be a whole number from 0 to 9223372036854775807, not 9223372036854775808",
    ),
    (r#""items":[{"quality":11}]"#, "items[0].quality: must be a whole number from 0 to 10, not 11"),
    (
        r#""items":[{"picture_quality":"4K"}]"#,
        r#"items[0].picture_quality: must be one of "SD", "HD", "3D", not the text "4K""#,
    ),
    (r#""items":[5]"#, "items[0]: must be an object, not 5"),
    (r#""items":{}"#, "items: must be a list of objects, not an object"),
];

on_both_databases! {
    fn a_fault_in_the_last_line_leaves_the_catalogue_as_it_was(database) {
        let home = Home::on(database);
        home.import(&format!("{TAGS}{}", film(1, "")), PLAIN).unwrap();
        let (before, generation) = (home.exported(), home.store.generation().unwrap());
        let mut lines: String = (1..1500).map(|id| film(id, "\"year\":2000")).collect();
        lines.push_str(&film(1500, "\"year\":-1"));
        home.import(&lines, PLAIN).unwrap_err();
        assert_eq!(home.exported(), before);
        assert_eq!(home.store.generation().unwrap(), generation);
    }

    fn check_says_what_import_would_and_changes_nothing(database) {
        let home = Home::on(database);
        home.import(TAGS, PLAIN).unwrap();
        let generation = home.store.generation().unwrap();
        let sound = home.check(&film(1, "\"tags\":[\"comedy\"]"), PLAIN).unwrap();
        assert_eq!((sound.tags, sound.films), (0, 1));
        let fault = home.check(&film(1, "\"tags\":[\"drama\"]"), PLAIN).unwrap_err();
        assert!(fault.starts_with("checked.jsonl:1: film 1: tags[0]: unknown tag `drama`"), "{fault}");
        assert_eq!(home.exported().lines().count(), 2);
        assert_eq!(home.store.generation().unwrap(), generation);
    }
}

/// Imports a line after the two tags and fails unless this is said of it, and nothing is in the catalogue.
fn assert_refused(line: &str, said: &str) {
    let home = Home::new();
    let fault = home.import(&format!("{TAGS}{line}"), PLAIN).unwrap_err();
    assert_eq!(fault, format!("films.jsonl:3: {said}"), "{line}");
    assert_eq!(home.exported(), "", "{line}");
}

#[test]
fn every_fault_of_a_line_says_what_is_accepted() {
    for (line, said) in LINE_FAULTS {
        assert_refused(line, said);
    }
}

#[test]
fn every_fault_of_a_film_names_the_film_and_the_field() {
    for (fields, said) in FILM_FAULTS {
        assert_refused(&film(301, fields), &format!("film 301: {said}"));
    }
}

#[test]
fn a_long_text_of_html_is_a_fault() {
    let desc = format!(r#""desc":"<p>{}</p>""#, "x".repeat(70_000));
    assert_refused(&film(301, &desc), "film 301: desc: contains HTML; such a text may be at most 65536 bytes long");
}

#[test]
fn all_faults_of_all_lines_are_listed() {
    let home = Home::new();
    let lines = [
        TAGS,
        "\n",
        "{\"type\":\"film\",\"id\":1,\"year\":\"x\",\"age\":200,\"actors\":[\"x\"],\"items\":[{\"size\":-1,\"sise\":1}]}\n",
        &film(2, ""),
        &film(3, "\"tags\":[\"drama\"],\"directors\":[\"leonid-gaiday\"]"),
        &film(2, "\"desk\":1"),
    ];
    let faults = home.import(&lines.concat(), PLAIN).unwrap_err();
    assert_eq!(
        faults,
        "films.jsonl:4: film 1: title: is required and must not be empty
films.jsonl:4: film 1: year: must be a whole number from 1 to 9999, not the text \"x\"
films.jsonl:4: film 1: age: must be a whole number from 0 to 150, not 200
films.jsonl:4: film 1: items[0].size: must be a whole number from 0 to 9223372036854775807, not -1
films.jsonl:4: film 1: items[0].sise: unknown field; did you mean `size`?
films.jsonl:4: film 1: actors[0]: unknown tag `x`: define it on an earlier line, or use --create-tags
films.jsonl:6: film 3: tags[0]: unknown tag `drama`: define it on an earlier line, or use --create-tags
films.jsonl:6: film 3: directors[0]: unknown tag `leonid-gaiday`: define it on an earlier line, or use --create-tags; did you mean `leonid-gaidai`?
films.jsonl:7: film 2: desk: unknown field; did you mean `desc`?
films.jsonl:7: film 2: duplicate id: line 5 of films.jsonl has it already"
    );
    assert_eq!(home.exported(), "");
}

#[test]
fn a_hundred_faults_are_listed_and_no_more() {
    let home = Home::new();
    let lines: String = (0..500).map(|id| film(id, &format!("\"tags\":[\"t{id}\"]"))).collect();
    let faults = home.import(&lines, PLAIN).unwrap_err();
    let lines: Vec<&str> = faults.lines().collect();
    assert_eq!(lines.len(), 101);
    assert_eq!(
        lines[99],
        "films.jsonl:100: film 99: tags[0]: unknown tag `t99`: define it on an earlier line, or use --create-tags"
    );
    assert_eq!(lines[100], "… and possibly more: reading stopped after 100 errors");
}

#[test]
fn never_a_page_of_the_same_fault() {
    let home = Home::new();
    let mut lines: String = (1..=300).map(|id| film(id, &format!("\"age\":{}", 200 + id))).collect();
    lines.push_str("\n{}\n");
    for id in 301..=330 {
        lines.push_str(&film(id, r#""images":["a",1,2]"#));
        lines.push_str(&film(id + 100, ""));
    }
    let faults = home.import(&lines, PLAIN).unwrap_err();
    let age = "age: must be a whole number from 0 to 150, not";
    let image = |line: u64, film: u64, at: u64| {
        format!("films.jsonl:{line}: film {film}: images[{at}]: must be a text, not {at}\n")
    };
    let expected = (1..=5).map(|id| format!("films.jsonl:{id}: film {id}: {age} {}\n", 200 + id)).collect::<String>()
        + "films.jsonl: 295 more like the last one, on lines 6-300\n"
        + "films.jsonl:302: type: must be \"tag\" or \"film\", not null\n"
        + &image(303, 301, 1)
        + &image(303, 301, 2)
        + &image(305, 302, 1)
        + &image(305, 302, 2)
        + &image(307, 303, 1)
        + "films.jsonl: 55 more like the last one, on lines 307, 309, 311, 313, 315, 317, 319, 321, 323, 325, … up to 361";
    assert_eq!(faults, expected);
}

#[test]
fn reading_stops_where_every_line_has_the_same_fault() {
    let home = Home::new();
    let faults = home.import(&"{}\n".repeat(20_000), PLAIN).unwrap_err();
    let last: Vec<&str> = faults.lines().skip(5).collect();
    assert_eq!(
        last,
        [
            "films.jsonl: 9995 more like the last one, on lines 6-10000",
            "… and possibly more: reading stopped after 10000 errors"
        ]
    );
}

#[test]
fn films_are_not_blamed_for_the_fault_of_a_tag() {
    let home = Home::new();
    let tag = "{\"type\":\"tag\",\"id\":3,\"name\":\"drama\",\"title\":\"\",\"kind\":\"genre\"}\n";
    let faults = home.import(&format!("{tag}{}", film(1, "\"tags\":[\"drama\"]")), PLAIN).unwrap_err();
    assert_eq!(faults, "films.jsonl:1: tag 3: title: is required and must not be empty");
}

#[test]
fn a_name_of_a_tag_that_stays_is_not_free() {
    let home = Home::new();
    home.import(TAGS, PLAIN).unwrap();
    let before = home.exported();
    let tag = "{\"type\":\"tag\",\"id\":9,\"name\":\"comedy\",\"title\":\"Комедии\",\"kind\":\"genre\"}\n";
    assert_eq!(
        home.import(tag, PLAIN).unwrap_err(),
        "films.jsonl:1: tag 9: duplicate name: tag 1 of the catalogue has it already"
    );
    assert_eq!(home.exported(), before);
}
