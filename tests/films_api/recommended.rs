//! `/list/recommended/`

use afisha::catalog::{Film, Quantity, TagId, TagKind};

use super::ids;
use crate::support::app::App;
use crate::support::catalogue::{film, playable, playables, tag};

#[test]
fn without_a_token_the_most_popular_films_are_given() {
    let popular = |n, views| Film { popularity: Quantity::new(views), ..playable(n, "Ф") };
    let trailer = Film { tags: [TagId(9)].into(), ..popular(5, 99.0) };
    let app = App::new(
        vec![tag(9, "trailer", TagKind::Other)],
        &[
            popular(1, 1.5),
            popular(2, 30.0),
            playable(3, "Ф"),
            popular(4, 2.0),
            trailer,
            Film { popularity: Quantity::new(500.0), ..film(6, "Нечего смотреть") },
        ],
    );
    let answer = app.get("/list/recommended/");
    assert_eq!(answer.list(), (1, vec![2, 4, 1, 3]));
    assert_eq!(answer.texts("Page"), ["1"]);
    assert_eq!(ids(&app, "/list/recommended/?access_token="), [2, 4, 1, 3]);
}

#[test]
fn the_answer_is_the_viewers_alone() {
    let app = App::new(vec![], &playables(1..=2));
    for url in ["/list/recommended/", "/list/recommended/?limit=1"] {
        let answer = app.get(url);
        let caching = answer.header("cache-control").unwrap();
        assert!(caching.split(',').any(|directive| directive.trim() == "private"), "{caching}");
    }
}

#[test]
fn at_most_limit_films_are_given_48_by_default() {
    let app = App::new(vec![], &playables(1..=250));
    for (url, shown) in
        [("/list/recommended/", 48), ("/list/recommended/?limit=1", 1), ("/list/recommended/?limit=200", 200)]
    {
        assert_eq!(ids(&app, url), (1..=shown).collect::<Vec<_>>(), "{url}");
    }
}

#[test]
fn an_unknown_token_is_401() {
    let app = App::new(vec![], &playables(1..=2));
    for url in ["/list/recommended/?access_token=x", "/list/recommended?limit=1&access_token=%D1%8F"] {
        let answer = app.get(url);
        let (code, parameter, message) = answer.error();
        assert_eq!((code, parameter.as_deref()), (401, Some("access_token")), "{url}");
        assert!(!message.is_empty());
        assert!(answer.header("cache-control").is_none_or(|caching| !caching.contains("public")));
    }
}

#[test]
fn a_bad_value_comes_before_a_bad_token() {
    let app = App::new(vec![], &[]);
    let (code, parameter, _) = app.get("/list/recommended/?access_token=x&limit=0").error();
    assert_eq!((code, parameter.as_deref()), (400, Some("limit")));
}
