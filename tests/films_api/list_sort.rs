//! `/list/`: every sort key in both directions, ties, what is missing, chance.

use std::collections::BTreeSet;

use afisha::catalog::{ByteSize, Film, Moment, Quantity, RatingType, Ratings, Serie, TagKind, Year};

use super::ids;
use crate::support::app::App;
use crate::support::catalogue::{NOW, film, playable, playables, rating, serie, series, tag};

#[track_caller]
fn assert_sorted(app: &App, expected: &[(&str, &[u64])]) {
    for (sort, expected) in expected {
        assert_eq!(ids(app, &format!("/list/?sort={sort}")), *expected, "{sort}");
    }
}

#[test]
fn films_without_the_value_come_last_in_both_directions_and_ties_by_id() {
    let years = [Some(2000), None, Some(1990), Some(2000), None];
    let films: Vec<Film> = (1..)
        .zip(years)
        .map(|(n, year)| Film {
            year: year.and_then(Year::new),
            popularity: year.and_then(|year| Quantity::new(f64::from(year))),
            ..playable(n, "Ф")
        })
        .collect();
    let app = App::new(vec![], &films);
    assert_sorted(
        &app,
        &[
            ("year-a", &[3, 1, 4, 2, 5]),
            ("year-d", &[1, 4, 3, 2, 5]),
            ("popularity-a", &[3, 1, 4, 2, 5]),
            ("popularity-d", &[1, 4, 3, 2, 5]),
            ("rating-cn-d", &[1, 2, 3, 4, 5]),
            ("title-a", &[1, 2, 3, 4, 5]),
            ("title-d", &[1, 2, 3, 4, 5]),
        ],
    );
}

#[test]
fn ratings_are_compared_as_shares_of_their_maximum() {
    let rated = |n, kind, marks: Option<(f64, f64)>| Film {
        ratings: Ratings::new(marks.into_iter().map(|(rank, max)| rating(kind, rank, max)).collect()).unwrap(),
        ..playable(n, "Ф")
    };
    for (name, kind) in [("cn", RatingType::Cn), ("kinopoisk", RatingType::Kinopoisk), ("imdb", RatingType::Imdb)] {
        let app = App::new(
            vec![],
            &[
                rated(1, kind, Some((8.0, 10.0))),
                rated(2, kind, Some((4.5, 5.0))),
                rated(3, kind, None),
                rated(4, kind, Some((80.0, 100.0))),
                rated(5, kind, Some((0.0, 10.0))),
            ],
        );
        assert_sorted(
            &app,
            &[(&format!("rating-{name}-d"), &[2, 1, 4, 5, 3]), (&format!("rating-{name}-a"), &[5, 1, 4, 2, 3])],
        );
        let other = if name == "cn" { "imdb" } else { "cn" };
        assert_sorted(&app, &[(&format!("rating-{other}-a"), &[1, 2, 3, 4, 5])]);
    }
}

#[test]
fn the_first_of_three_keys_is_the_most_significant() {
    let rows = [(2000, 5.0, "Б"), (2000, 5.0, "А"), (2000, 7.0, "В"), (1990, 9.0, "Г"), (1990, 9.0, "А")];
    let films: Vec<Film> = (1..)
        .zip(rows)
        .map(|(n, (year, views, title))| Film {
            year: Year::new(year),
            popularity: Quantity::new(views),
            ..playable(n, title)
        })
        .collect();
    let app = App::new(vec![], &films);
    assert_sorted(
        &app,
        &[
            ("year-a,popularity-d,title-a", &[5, 4, 3, 2, 1]),
            ("year-d,popularity-a,title-d", &[1, 2, 3, 4, 5]),
            ("title-a,year-a", &[5, 2, 1, 3, 4]),
            ("popularity-d,year-a", &[4, 5, 3, 1, 2]),
            ("year-a,year-d", &[4, 5, 1, 2, 3]),
        ],
    );
}

#[test]
fn titles_stand_as_in_a_russian_catalogue() {
    let titles = [
        "Zorro",
        "Ёлки 10",
        "Ёлки 2",
        "Аватар",
        "300",
        "«Волга-Волга»",
        "Волга",
        "волга",
        "Елки 3",
        "avatar",
        "…ё",
        "Я",
        "21 грамм",
    ];
    let films: Vec<Film> = (1..).zip(titles).map(|(n, title)| playable(n, title)).collect();
    let app = App::new(vec![], &films);
    let sorted = |sort: &str| -> Vec<String> { app.get(&format!("/list/?sort={sort}")).texts("Items/Item/Title") };
    // Numbers first and by value; punctuation counts for nothing; ё next to е; Cyrillic before Latin.
    let expected = [
        "21 грамм",
        "300",
        "Аватар",
        "волга",
        "Волга",
        "«Волга-Волга»",
        "…ё",
        "Ёлки 2",
        "Елки 3",
        "Ёлки 10",
        "Я",
        "avatar",
        "Zorro",
    ];
    assert_eq!(sorted("title-a"), expected);
    let mut reversed = expected;
    reversed.reverse();
    assert_eq!(sorted("title-d"), reversed);
}

#[test]
fn titles_that_differ_in_punctuation_alone_are_ties() {
    let app =
        App::new(vec![], &[playable(1, "Волга, Волга"), playable(2, "«Волга - Волга»"), playable(3, "Волга Волга!")]);
    assert_sorted(&app, &[("title-a", &[1, 2, 3]), ("title-d", &[1, 2, 3])]);
}

#[test]
fn published_is_the_newest_of_the_film_and_its_shown_items() {
    let at = |number, published: i64| Serie { published: Moment(NOW.0 + published), ..serie(number) };
    let large = |number, published| Serie { size: ByteSize::new(2_147_483_648), ..at(number, published) };
    let of = |n, published: i64, items: Vec<Serie>| Film {
        published: Some(Moment(NOW.0 + published)),
        items: series(items),
        ..film(n, "Ф")
    };
    let trailer_only = Film { trailers: series([at(1, -5)]), ..of(6, -850, vec![]) };
    let app = App::new(
        vec![],
        &[
            of(1, -1000, vec![at(1, -900), at(2, -10)]),
            of(2, -100, vec![at(1, -900)]),
            of(3, -1000, vec![at(1, -800), large(2, -20)]),
            of(4, -1000, vec![at(1, -700), at(2, 50)]),
            of(5, -1000, vec![at(1, -10)]),
            trailer_only,
        ],
    );
    assert_eq!(ids(&app, "/list/"), [1, 5, 2, 4, 3, 6]);
    assert_sorted(&app, &[("published-d", &[1, 5, 2, 4, 3, 6]), ("published-a", &[6, 3, 4, 2, 1, 5])]);
    assert_eq!(ids(&app, "/list/?device-version=R9"), [1, 5, 3, 2, 4, 6], "R9 plays the large item");
    assert_eq!(ids(&app, &format!("/list/?published_before={}", NOW.0 + 50)), [4, 1, 5, 2, 3, 6]);
}

#[test]
fn chance_is_uniform_and_never_kept() {
    let app = App::new(vec![], &playables(1..=30));
    let orders: BTreeSet<Vec<u64>> = (0..5).map(|_| ids(&app, "/list/?sort=random&max=200")).collect();
    assert!(orders.len() > 1, "the same order of 30 films five times over");
    for mut order in orders {
        order.sort_unstable();
        assert_eq!(order, (1..=30).collect::<Vec<_>>());
    }
    let first: BTreeSet<u64> = (0..60).flat_map(|_| ids(&app, "/list/?sort=random&max=1")).collect();
    assert!(first.len() > 5, "only {first:?} ever come first");
    for url in ["/list/?sort=random", "/search/?sort=random", "/list/?sort=year-a,random", "/list/?sort=random&seed="] {
        let answer = app.get(url);
        assert_eq!((answer.header("cache-control"), answer.header("etag")), (Some("no-store"), None), "{url}");
    }
}

#[test]
fn a_seed_makes_chance_repeat_itself() {
    let app = App::new(vec![], &playables(1..=30));
    let seeded = |seed: &str| ids(&app, &format!("/list/?sort=random&max=200&seed={seed}"));
    for seed in ["1", "%D1%8F+%D0%B8+%D1%82%D1%8B", "x"] {
        assert_eq!(seeded(seed), seeded(seed));
    }
    assert_ne!(seeded("1"), seeded("2"));
    assert_ne!(app.get("/list/?sort=random&seed=1").header("cache-control"), Some("no-store"));
    assert_eq!(ids(&app, "/list/?sort=random&seed=1&max=10"), seeded("1")[..10]);
}

#[test]
fn chance_breaks_the_ties_of_keys_before_it() {
    let films: Vec<Film> =
        playables(1..=20).into_iter().map(|f| Film { year: Year::new(2000 + f.id.get() as u32 % 2), ..f }).collect();
    let app = App::new(vec![tag(1, "x", TagKind::Other)], &films);
    let orders: BTreeSet<Vec<u64>> = (0..5).map(|_| ids(&app, "/list/?sort=year-a,random")).collect();
    assert!(orders.len() > 1);
    for order in orders {
        let years: Vec<u64> = order.iter().map(|id| id % 2).collect();
        assert!(years.is_sorted(), "{order:?}");
    }
}

#[test]
fn a_seed_without_chance_changes_nothing() {
    let app = App::new(vec![], &playables(1..=5));
    assert_eq!(app.get("/list/?seed=5").body, app.get("/list/").body);
}
