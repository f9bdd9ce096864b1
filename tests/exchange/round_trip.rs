//! In and out again.

use proptest::prelude::*;
use serde_json::json;

use super::{Home, PLAIN, TAGS, film, sample};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn a_short_line_is_exported_whole(database) {
        let home = Home::on(database);
        let line = r#"{"type":"film","id":301,"title":"Бриллиантовая рука","year":1968.0,"updated":"2012-05-01T13:00:00.9+03:00",
            "age":6,"tags":["leonid-gaidai","comedy"],"related":[5,301,5,7],"see_also":[302],"access":["tomsk","novosibirsk","tomsk"],"desc":"",
            "ratings":[{"type":"imdb","rank":8.5,"max":10},{"type":"cn"}],"popularity":153.2,
            "items":[{"number":2,"container":"AVI","images":["a.jpg","",null]},{"number":1,"size":1468006400}],"trailers":[{}]}"#
            .replace('\n', "")
            .replace(",null]", "]");
        home.import(&format!("{TAGS}{line}"), PLAIN).unwrap();
        assert_eq!(
            home.exported().lines().last().unwrap(),
            concat!(
                r#"{"type":"film","id":301,"title":"Бриллиантовая рука","original_title":null,"desc":null,"year":1968,"#,
                r#""updated":"2012-05-01T10:00:00Z","published":null,"age":6,"url":null,"preview":null,"poster":null,"#,
                r#""user":null,"kinopoisk_id":null,"imdb_id":null,"tmdb_id":null,"images":[],"tags":["comedy"],"quality":[],"#,
                r#""directors":["leonid-gaidai"],"actors":[],"countries":[],"#,
                r#""ratings":[{"type":"cn","title":null,"count":null,"max":null,"rank":null},"#,
                r#"{"type":"imdb","title":null,"count":null,"max":10.0,"rank":8.5}],"popularity":153.2,"#,
                r#""related":[5,301,7],"see_also":[302],"access":["novosibirsk","tomsk"],"#,
                r#""items":[{"id":null,"title":null,"number":1,"magnet":null,"url":null,"size":1468006400,"length":null,"#,
                r#""published":"2024-01-02T03:04:05Z","quality":null,"picture_quality":null,"container":null,"images":[]},"#,
                r#"{"id":null,"title":null,"number":2,"magnet":null,"url":null,"size":null,"length":null,"#,
                r#""published":"2024-01-02T03:04:05Z","quality":null,"picture_quality":null,"container":"avi","images":["a.jpg"]}],"#,
                r#""trailers":[{"id":null,"title":null,"number":1,"magnet":null,"url":null,"size":null,"length":null,"#,
                r#""published":"2024-01-02T03:04:05Z","quality":null,"picture_quality":null,"container":null,"images":[]}]}"#,
            )
        );
        assert!(home.exported().starts_with(concat!(
            r#"{"type":"tag","id":1,"name":"comedy","title":"Комедия","kind":"genre","url":null}"#,
            "\n"
        )));
    }

    fn the_sample_comes_out_as_it_went_in_and_again_byte_for_byte(database) {
        let Some(sample) = sample() else { return };
        let home = Home::on(database);
        let done = home.import_files(&[sample], PLAIN).unwrap();
        assert_eq!((done.films, done.changed_films), (400, 400));
        let first = home.exported();
        let other = Home::new();
        other.import(&first, PLAIN).unwrap();
        assert_eq!(other.exported(), first);
        let generation = home.store.generation().unwrap();
        let again = home.import(&first, PLAIN).unwrap();
        assert_eq!((again.films, again.changed_films, again.changed_tags), (400, 0, 0));
        assert_eq!(home.store.generation().unwrap(), generation);
    }
}

#[test]
fn html_in_texts_that_people_read_becomes_plain_and_urls_stay() {
    let home = Home::new();
    let fields = r#""desc":"<p>Том &amp; Джерри</p><p>&laquo;кот&raquo;</p>","url":"/a?x=1&amp;y=2","user":"Ре&shy;дактор\u0000","items":[{"title":"<b>Серия</b> 1","url":"/a&amp;b"}]"#;
    home.import(&film(1, fields), PLAIN).unwrap();
    let exported = home.exported();
    for expected in [
        r#""desc":"Том & Джерри\n\n«кот»""#,
        r#""url":"/a?x=1&amp;y=2""#,
        "\"user\":\"Ре\u{ad}дактор\"",
        r#""title":"Серия 1""#,
        r#""url":"/a&amp;b""#,
    ] {
        assert!(exported.contains(expected), "{expected} is not in {exported}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn any_catalogue_comes_back(
        texts in proptest::collection::vec((any::<String>(), "[a<>&;/#x2 br!\\[CDAT\\]\n\r\u{ad}-]{0,16}"), 1..40),
        numbers in proptest::collection::vec((any::<u32>(), 0..=i64::MAX, 0.0..1e300_f64, 0.0..1000.0_f64), 40),
    ) {
        let mut lines = TAGS.to_owned();
        for (id, ((any, marked), (small, large, great, usual))) in texts.into_iter().zip(numbers).enumerate() {
            let film = json!({
                "type": "film", "id": id, "title": format!("т{any}"), "original_title": marked, "desc": any, "user": marked,
                "year": small % 9999 + 1, "kinopoisk_id": large, "popularity": great, "url": marked, "images": [marked],
                "ratings": [{"type": "cn", "title": any, "count": small, "max": great.max(usual), "rank": usual}],
                "items": [{"title": marked, "magnet": any, "size": large, "length": small, "number": small}],
            });
            lines.push_str(&format!("{film}\n"));
        }
        let (first, second) = (Home::new(), Home::new());
        first.import(&lines, PLAIN).unwrap();
        let exported = first.exported();
        second.import(&exported, PLAIN).unwrap();
        prop_assert_eq!(second.exported(), exported);
    }
}
