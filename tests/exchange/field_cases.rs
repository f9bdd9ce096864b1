//! What real catalogues bring: a test for each kind, named after it.

use afisha::catalog::{FilmId, Text};
use serde_json::{Value, json};

use super::{Home, PLAIN, TAGS, film};
use crate::support::database::on_both_databases;

/// A film's line of these fields.
fn line(fields: Value) -> String {
    let mut film = json!({"type": "film", "id": 1, "title": "Фильм"});
    film.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    format!("{film}\n")
}

/// Imports lines, exports the catalogue, imports that anew, fails unless it comes out the same, and returns the film.
fn film_of(home: &Home, lines: &str) -> Value {
    home.import(lines, PLAIN).unwrap();
    let exported = home.exported();
    let other = Home::new();
    other.import(&exported, PLAIN).unwrap();
    assert_eq!(other.exported(), exported);
    serde_json::from_str(exported.lines().last().unwrap()).unwrap()
}

on_both_databases! {
    fn white_space_and_dots_round_addresses_and_containers(database) {
        let film = film_of(
            &Home::on(database),
            &line(json!({
                "url": " /films/1/\n", "preview": "\u{a0}/p.jpg", "poster": "/p.jpg\u{feff}", "images": [" a.jpg ", "\t"],
                "imdb_id": " tt1", "access": [" tomsk "],
                "items": [
                    {"url": "http://m.example/1.mkv ", "magnet": "\r\nmagnet:?xt=urn:btih:0 ", "container": ".mkv"},
                    {"container": " matroska,webm"}, {"container": "mov,mp4,m4a,3gp,3g2,mj2"}, {"container": ".MPEGTS"},
                    {"container": "mpeg"}, {"container": "asf"}, {"container": "AVI "}, {"container": " . "},
                ],
            })),
        );
        for (key, expected) in [
            ("url", json!("/films/1/")),
            ("preview", json!("/p.jpg")),
            ("poster", json!("/p.jpg")),
            ("images", json!(["a.jpg"])),
            ("imdb_id", json!("tt1")),
            ("access", json!(["tomsk"])),
        ] {
            assert_eq!(film[key], expected, "{key}");
        }
        assert_eq!(film["items"][0]["url"], "http://m.example/1.mkv");
        assert_eq!(film["items"][0]["magnet"], "magnet:?xt=urn:btih:0");
        let containers: Vec<&Value> = film["items"].as_array().unwrap().iter().map(|item| &item["container"]).collect();
        assert_eq!(json!(containers), json!(["mkv", "mkv", "mp4", "ts", "mpg", "wmv", "avi", null]));
    }

    fn html_that_is_none(database) {
        let home = Home::on(database);
        for (raw, expected) in [
            ("<![CDATA[Текст]]>", "Текст"),
            ("頭文字Ｄ<HDリマスター>", "頭文字Ｄ<HDリマスター>"),
            ("<Untitled>", "<Untitled>"),
            ("Мама &#151; папа", "Мама — папа"),
            ("<b>Мама</b> &#151; папа", "Мама — папа"),
            ("&lt;b&gt;жирный&lt;/b&gt;", "<b>жирный</b>"),
            ("Я <3 тебя & <этот> мир", "Я <3 тебя & <этот> мир"),
            ("<p>Том &amp; <Джерри></p>", "Том & <Джерри>"),
        ] {
            film_of(
                &home,
                &line(json!({"title": raw, "original_title": raw, "desc": raw, "user": raw, "items": [{"title": raw}]})),
            );
            let film = home.store.film(FilmId::new(1).unwrap()).unwrap().unwrap();
            assert_eq!(film.title.as_str(), expected, "{raw}");
            let item = &film.items.as_slice()[0].title;
            for text in [&film.original_title, &film.desc, &film.user, item] {
                assert_eq!(text.as_ref().map(Text::as_str), Some(expected), "{raw}");
            }
        }
        let refused = home.import(&line(json!({"title": "<p><br></p>"})), PLAIN).unwrap_err();
        assert_eq!(refused, "films.jsonl:1: film 1: title: is required and must not be empty");
    }

    fn lone_surrogates(database) {
        let home = Home::on(database);
        let lines = r#"{"type":"tag","id":1,"name":"comedy","title":"Ко\udc00медия","kind":"genre"}
{"type":"film","id":1,"\ud800title":"Фильм\ud83d конец \uD83C\uDFAC \\ud83d","user":"\ude00Анна","url":"/\uDBFF1/","images":["a\ud800.jpg"],"tags":["comedy\ud83d"],"items":[{"url":"/1\udfff.avi","title":"\ud83d\ud83d"}]}
"#;
        let film = film_of(&home, lines);
        assert_eq!(film["title"], "Фильм конец 🎬 \\ud83d");
        assert_eq!((&film["user"], &film["url"]), (&json!("Анна"), &json!("/1/")));
        assert_eq!((&film["images"], &film["tags"]), (&json!(["a.jpg"]), &json!(["comedy"])));
        assert_eq!((&film["items"][0]["url"], &film["items"][0]["title"]), (&json!("/1.avi"), &Value::Null));
        assert!(home.exported().contains(r#""title":"Комедия""#));
        let fault = home.import(r#"{"type":"film","id":1,"title":"\ud83d" "desc":"\ud83d"}"#, PLAIN).unwrap_err();
        assert_eq!(fault, "films.jsonl:1: is not JSON at byte 40");
    }

    fn line_ends_in_one_line_texts(database) {
        let home = Home::on(database);
        let raw = " Две\r\n строки\t\u{2028} тут\u{a0}";
        let tag = format!("{}\n", json!({"type": "tag", "id": 1, "name": "x", "title": raw, "kind": "other"}));
        let film = film_of(
            &home,
            &(tag + &line(json!({
                "title": raw, "original_title": raw, "user": raw, "desc": raw, "items": [{"title": raw}],
                "ratings": [{"type": "cn", "title": raw}],
            }))),
        );
        for text in [
            &film["title"], &film["original_title"], &film["user"], &film["items"][0]["title"], &film["ratings"][0]["title"],
        ] {
            assert_eq!(text, "Две строки тут");
        }
        assert_eq!(film["desc"], " Две\n строки\t\u{2028} тут\u{a0}");
        assert!(home.exported().starts_with(r#"{"type":"tag","id":1,"name":"x","title":"Две строки тут","#));
        for title in ["\n", "\u{200b}\u{ad}", "\u{feff}", "&nbsp;&shy;", "<br>", "\u{2800} \u{3164}"] {
            let refused = home.import(&line(json!({"title": title})), PLAIN).unwrap_err();
            assert_eq!(refused, "films.jsonl:1: film 1: title: is required and must not be empty", "{title:?}");
        }
    }

    fn dates_that_mean_unset_and_never(database) {
        for (raw, expected) in [
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00+03:00", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59.9999999-08:00", "9999-12-31T23:59:59Z"),
        ] {
            let film = film_of(
                &Home::on(database),
                &line(json!({"updated": raw, "published": raw, "items": [{"published": raw}]})),
            );
            for time in [&film["updated"], &film["published"], &film["items"][0]["published"]] {
                assert_eq!(time, expected, "{raw}");
            }
        }
    }

    fn years_outside_1_to_9999_are_a_fault_with_its_line(database) {
        let home = Home::on(database);
        for (year, shown) in [(json!(0), "0"), (json!(10_000), "10000"), (json!(20_110_112), "20110112"), (json!(-1), "-1")] {
            let fault = home.import(&(film(2, "") + &line(json!({"year": year}))), PLAIN).unwrap_err();
            let expected = format!("films.jsonl:2: film 1: year: must be a whole number from 1 to 9999, not {shown}");
            assert_eq!(fault, expected);
        }
        assert_eq!(film_of(&home, &line(json!({"year": 1}))) ["year"], 1);
        assert_eq!(film_of(&home, &line(json!({"year": 9999})))["year"], 9999);
    }
}

#[test]
fn a_byte_order_mark_at_the_start_of_any_line_is_forgiven() {
    let home = Home::new();
    let bom = "\u{FEFF}";
    let lines = format!("{bom}{TAGS}{bom}{bom}{}{bom}\n {bom} {}{bom}", film(1, ""), film(2, ""));
    let done = home.import(&lines, PLAIN).unwrap();
    assert_eq!((done.tags, done.films), (2, 2));
    let fault = home.import(&format!("{}{bom}{{}}x\n", film(1, "")), PLAIN).unwrap_err();
    assert_eq!(fault, "films.jsonl:2: is not JSON at byte 3");
}
