//! `/getfilmsfile/`

use afisha::catalog::{ByteSize, Film, Moment, Serie, TagId, TagKind, Year};

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, film, playable, playables, serie, series, tag, text};
use crate::support::http::Answer;

/// Follows the redirect, as the client at the address.
fn file(app: &App, address: &str) -> (String, Answer) {
    let answer = app.get_as(address, "/getfilmsfile/");
    assert_eq!(answer.status, 302, "{}", answer.text());
    let location = answer.header("location").unwrap().to_owned();
    let path = location.strip_prefix("http://test").unwrap_or(&location).to_owned();
    let file = app.get_as(address, &path);
    assert_eq!(file.status, 200, "{location}");
    (path, file)
}

fn content(app: &App, address: &str) -> String {
    let (_, file) = file(app, address);
    assert_eq!(file.header("content-length"), Some(file.body.len().to_string().as_str()));
    file.text().to_owned()
}

const STRANGER: &str = "192.0.2.1";

#[test]
fn the_file_lists_published_films_with_published_items_by_id() {
    let trailer = Film { tags: [TagId(9)].into(), ..playable(8, "Трейлер") };
    let later = Serie { published: Moment(NOW.0 + 1), ..serie(1) };
    let large = Serie { size: ByteSize::new(9_000_000_000), container: Some(text("mkv")), ..serie(1) };
    let nowhere = Serie { url: None, magnet: None, ..serie(1) };
    let app = App::new(
        vec![tag(9, "trailer", TagKind::Other)],
        &[
            Film { year: Year::new(2006), ..playable(7, "300") },
            playable(12, "Без года"),
            Film { year: Year::new(1999), ..playable(3, "Кавычки \"и\"; точка с запятой") },
            playable(4, "Две\nстроки"),
            Film { published: None, ..playable(5, "Черновик") },
            Film { published: Some(Moment(NOW.0 + 1)), ..playable(6, "Завтра") },
            trailer,
            Film { items: series([later]), ..film(9, "Серия завтра") },
            Film { trailers: series([serie(1)]), ..film(10, "Одни трейлеры") },
            Film { items: series([large]), ..film(11, "Большой") },
            Film { items: series([nowhere]), ..film(13, "Нигде") },
        ],
    );
    let expected = "3;\"Кавычки \"\"и\"\"; точка с запятой\";1999\n4;\"Две\nстроки\";\n7;\"300\";2006\n\
                    11;\"Большой\";\n12;\"Без года\";\n13;\"Нигде\";\n";
    assert_eq!(content(&app, STRANGER), expected);
}

#[test]
fn an_empty_catalogue_has_an_empty_file() {
    assert_eq!(content(&App::new(vec![], &[]), STRANGER), "");
}

#[test]
fn every_set_of_access_groups_has_its_file() {
    let of = |n, groups: &[&str]| Film {
        access: groups.iter().copied().map(text).collect(),
        ..playable(n, &format!("Ф{n}"))
    };
    let app = App::new(
        vec![],
        &[of(1, &[]), of(2, &["city"]), of(3, &["region"]), of(4, &["city", "region"]), of(5, &["moon"])],
    );
    assert_eq!(content(&app, STRANGER), "1;\"Ф1\";\n");
    assert_eq!(content(&app, "10.1.1.1"), "1;\"Ф1\";\n3;\"Ф3\";\n4;\"Ф4\";\n");
    assert_eq!(content(&app, "10.54.1.1"), "1;\"Ф1\";\n2;\"Ф2\";\n3;\"Ф3\";\n4;\"Ф4\";\n");
}

#[test]
fn a_file_of_others_is_not_given_to_whoever_knows_its_name() {
    let secret = Film { access: [text("city")].into(), ..playable(2, "Тайна") };
    let app = App::new(vec![], &[playable(1, "Ф"), secret]);
    let (path, _) = file(&app, "10.54.1.1");
    let answer = app.get_as(STRANGER, &path);
    assert!(!String::from_utf8_lossy(&answer.body).contains("Тайна"));
    assert!(answer.status == 404 || answer.status == 200, "404, or the file of the stranger");
}

#[test]
fn the_name_changes_with_the_content_and_keeps_for_good() {
    let films = playables(1..=2);
    let (one, same, other) = (App::new(vec![], &films), App::new(vec![], &films), App::new(vec![], &playables(1..=3)));
    let (path, answer) = file(&one, STRANGER);
    let caching = answer.header("cache-control").unwrap();
    let seconds: u64 = caching.split("max-age=").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!(seconds >= 30 * 86_400 && caching.contains("public"), "{caching}");
    assert_eq!(file(&same, STRANGER).0, path);
    assert_ne!(file(&other, STRANGER).0, path);
    let old = other.get(&path);
    assert!(old.status == 404 || old.text() == content(&other, STRANGER), "404, or the current file");
    if old.status == 200 {
        assert!(!old.header("cache-control").unwrap().contains("max-age=3"), "what an old name holds changes");
    }
}

#[test]
fn the_redirect_is_never_kept_for_good() {
    let answer = App::new(vec![], &playables(1..=2)).get("/getfilmsfile/");
    let caching = answer.header("cache-control").unwrap();
    assert!(caching.contains("no-cache") || caching.contains("no-store") || caching.contains("max-age=0"), "{caching}");
}

#[test]
fn the_device_does_not_matter_but_must_be_known() {
    let app = App::new(vec![], &playables(1..=2));
    for parameters in ["", "?device=samsung-tv-c", "?device=eltex-nv-101&device-version=x", "?published_before=0"] {
        assert_eq!(
            app.get(&format!("/getfilmsfile/{parameters}")).header("location"),
            app.get("/getfilmsfile").header("location")
        );
    }
    assert_eq!(app.get("/getfilmsfile/?device=x").error().1.as_deref(), Some("device"));
}

#[test]
fn unknown_names_are_404() {
    let app = App::new(vec![], &playables(1..=2));
    for name in ["x", "films.csv", "..%2F..%2Fetc%2Fpasswd", "%00", "0.csv"] {
        assert_eq!(app.get(&format!("/getfilmsfile/{name}")).error().0, 404, "{name}");
    }
}

#[test]
fn the_file_is_found_under_another_base() {
    let app = App::with(&Options { base_path: "/api/films".to_owned(), ..Options::default() }, vec![], &playables([1]));
    let answer = app.get("/api/films/getfilmsfile/");
    assert_eq!(answer.status, 302);
    let location = answer.header("location").unwrap();
    assert_eq!(app.get(location.strip_prefix("http://test").unwrap_or(location)).text(), "1;\"Фильм 1\";\n");
}
