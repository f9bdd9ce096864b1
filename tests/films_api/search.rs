//! `/search/`: the old way to ask what `/list/` answers.

use afisha::catalog::{Film, Quantity, TagId, TagKind, Year};

use super::ids;
use crate::support::app::{App, Options};
use crate::support::catalogue::{playable, playables, tag};

const FILM: &str = "%D1%84%D0%B8%D0%BB%D1%8C%D0%BC";

fn app() -> App {
    let tags =
        vec![tag(1, "comedy", TagKind::Genre), tag(2, "usa", TagKind::Country), tag(9, "trailer", TagKind::Other)];
    let films: Vec<Film> = playables(1..=30)
        .into_iter()
        .map(|film| {
            let n = film.id.get();
            let tags = [(3, TagId(1)), (5, TagId(2)), (7, TagId(9))];
            let tags = tags.into_iter().filter(|(by, _)| n % by == 0).map(|(_, tag)| tag).collect();
            Film { tags, year: Year::new(1990 + n as u32), popularity: Quantity::new(n as f64), ..film }
        })
        .collect();
    App::new(tags, &films)
}

#[test]
fn it_answers_as_the_list_does() {
    let app = app();
    for parameters in [
        "",
        "p=2",
        "max=5",
        "max=5&p=3",
        "sort=year-d",
        "sort=random&seed=3",
        "tag=comedy",
        "tag_any=comedy,usa",
        "tag_exclude=usa",
        "tag=trailer",
        "device=samsung-tv-c",
        &format!("q={FILM}"),
        &format!("q={FILM}&sort=year-a&tag=comedy&max=2&p=2"),
        "q=%D0%BD%D0%B5%D1%82",
        "q=%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+7",
    ] {
        let (search, list) = (app.get(&format!("/search/?{parameters}")), app.get(&format!("/list/?{parameters}")));
        search.xml();
        assert_eq!((search.status, search.text()), (200, list.text()), "{parameters}");
    }
}

#[test]
fn parameters_that_only_the_list_has_are_unknown_here() {
    let app = app();
    let expected = app.get("/search/").body;
    for parameters in [
        "year=oops",
        "from_year=3000",
        "ids=1",
        "exclude_film=1",
        "age_filter=0",
        "begin=9999-01-01",
        "published_before=0",
    ] {
        assert_eq!(app.get(&format!("/search/?{parameters}")).body, expected, "{parameters}");
    }
}

#[test]
fn a_page_holds_24_films() {
    let app = App::with(&Options { page_size: 3, ..Options::default() }, vec![], &playables(1..=50));
    assert_eq!(app.get("/search/").list(), (3, (1..=24).collect()));
    assert_eq!(app.get("/search/?p=3").list(), (3, vec![49, 50]));
}

#[test]
fn without_an_order_the_better_match_comes_first_and_popularity_among_equals() {
    let popular = |n, title: &str, views| Film { popularity: Quantity::new(views), ..playable(n, title) };
    let app = App::new(vec![], &[popular(1, "Волга", 1.0), popular(2, "Волга", 7.0), popular(3, "Волга", 3.0)]);
    for route in ["search", "list"] {
        assert_eq!(ids(&app, &format!("/{route}/?q=%D0%B2%D0%BE%D0%BB%D0%B3%D0%B0")), [2, 3, 1]);
        assert_eq!(ids(&app, &format!("/{route}/?q=%D0%B2%D0%BE%D0%BB%D0%B3%D0%B0&sort=popularity-a")), [1, 3, 2]);
    }
}

#[test]
fn near_matches_are_suggested_only_where_few_films_were_found_and_never_twice() {
    let app = app();
    for (phrase, many) in
        [(FILM.to_owned(), true), (format!("{FILM}+7"), false), (format!("{FILM}+%D0%BD%D0%B5%D1%82"), false)]
    {
        let answer = app.get(&format!("/search/?q={phrase}"));
        let (_, found) = answer.list();
        let suggested: Vec<u64> = answer.texts("Suggests/Item/Id").iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(many, found.len() >= 5, "{phrase}: {found:?}");
        assert!(!many || suggested.is_empty(), "{phrase}: {suggested:?}");
        assert!(suggested.len() <= 10 && suggested.iter().all(|id| !found.contains(id)), "{phrase}: {suggested:?}");
    }
}
