//! `/list/`: every filter, its bounds included.

use afisha::catalog::{Age, Film, Moment, Quantity, Tag, TagId, TagKind, Year};
use chrono_tz::Asia::Novosibirsk;

use super::ids;
use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, playable, playables, tag, text};

/// The films 1 to n, each changed as told.
fn films(n: u64, change: impl Fn(u64, &mut Film)) -> Vec<Film> {
    let mut films = playables(1..=n);
    films.iter_mut().for_each(|film| change(film.id.get(), film));
    films
}

#[track_caller]
fn assert_lists(app: &App, expected: &[(&str, &[u64])]) {
    for (parameters, expected) in expected {
        assert_eq!(ids(app, &format!("/list/?{parameters}")), *expected, "{parameters}");
    }
}

#[test]
fn years_are_inclusive_and_a_film_without_one_fails_any_of_them() {
    let app = App::new(
        vec![],
        &films(5, |n, film| {
            film.year = [None, Some(1999), Some(2000), Some(2001), Some(2000)][n as usize - 1].and_then(Year::new)
        }),
    );
    assert_lists(
        &app,
        &[
            ("year=2000", &[3, 5]),
            ("year=1998", &[]),
            ("from_year=2000", &[3, 4, 5]),
            ("to_year=2000", &[2, 3, 5]),
            ("from_year=2000&to_year=2000", &[3, 5]),
            ("from_year=2001&to_year=1999", &[]),
            ("from_year=0", &[2, 3, 4, 5]),
            ("from_year=-1", &[2, 3, 4, 5]),
            ("to_year=4294967296", &[2, 3, 4, 5]),
            ("year=2000&from_year=2001", &[]),
            ("year=2000&from_year=1990&to_year=2010", &[3, 5]),
            ("year=02000", &[3, 5]),
        ],
    );
}

#[test]
fn ages_are_limits_and_a_film_without_one_is_for_adults() {
    let app = App::new(
        vec![],
        &films(5, |n, film| {
            film.age = [None, Some(0), Some(12), Some(18), Some(21)][n as usize - 1].and_then(Age::new)
        }),
    );
    assert_lists(
        &app,
        &[
            ("", &[1, 2, 3, 4, 5]),
            ("age_filter=0", &[2]),
            ("age_filter=11", &[2]),
            ("age_filter=12", &[2, 3]),
            ("age_filter=17", &[2, 3]),
            ("age_filter=18", &[1, 2, 3, 4]),
            ("age_filter=21", &[1, 2, 3, 4, 5]),
            ("age_filter=150", &[1, 2, 3, 4, 5]),
        ],
    );
}

#[test]
fn days_begin_and_end_in_the_configured_zone() {
    // The day 2019-12-20: in UTC from film 2 to film 3, in Novosibirsk seven hours earlier.
    let day = NOW.0 - 12 * 86_400;
    let updated = [day - 1, day, day + 86_399, day + 86_400, day - 7 * 3600 - 1, day - 7 * 3600];
    let films = films(6, |n, film| film.updated = Moment(updated[n as usize - 1]));
    let utc = App::new(vec![], &films);
    assert_lists(
        &utc,
        &[
            ("begin=2019-12-20", &[2, 3, 4]),
            ("end=2019-12-20", &[1, 2, 3, 5, 6]),
            ("begin=2019-12-20&end=2019-12-20", &[2, 3]),
            ("begin=2019-12-21&end=2019-12-20", &[]),
            ("begin=0001-01-01&end=9999-12-31", &[1, 2, 3, 4, 5, 6]),
            ("begin=9999-12-31", &[]),
            ("begin=0000-01-01", &[1, 2, 3, 4, 5, 6]),
        ],
    );
    let novosibirsk = App::with(&Options { time_zone: Novosibirsk, ..Options::default() }, vec![], &films);
    assert_lists(
        &novosibirsk,
        &[("begin=2019-12-20&end=2019-12-20", &[1, 2, 6]), ("begin=2019-12-21", &[3, 4]), ("end=2019-12-19", &[5])],
    );
}

#[test]
fn films_updated_in_the_future_are_left_out_unless_end_lets_them_in() {
    let app = App::new(vec![], &films(3, |n, film| film.updated = Moment(NOW.0 + [0, 1, 86_400][n as usize - 1])));
    assert_lists(
        &app,
        &[
            ("", &[1]),
            ("begin=2019-12-31", &[1]),
            ("end=2020-01-01", &[1, 2]),
            ("end=2020-01-02", &[1, 2, 3]),
            ("published_before=1577923200", &[1]),
        ],
    );
    app.clock.set(Moment(NOW.0 + 1));
    assert_lists(&app, &[("", &[1, 2])]);
}

#[test]
fn ids_keep_only_these() {
    let app = App::new(vec![], &films(5, |_, _| {}));
    assert_lists(
        &app,
        &[
            ("ids=4,2", &[2, 4]),
            ("ids=2,2,2", &[2]),
            ("ids=77", &[]),
            ("ids=,,3,,", &[3]),
            ("ids=%203%20,%204", &[3, 4]),
            ("ids=99999999999999999999,1", &[1]),
            ("ids=1,2,3&year=2000", &[]),
        ],
    );
    assert_eq!(app.get("/list/?ids=5,4,3,2&max=3&p=2").list(), (2, vec![5]));
}

#[test]
fn ids_take_a_thousand() {
    let app = App::new(vec![], &films(5, |_, _| {}));
    let many = |n: u64| (1..=n).map(|id| (id % 7).to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(ids(&app, &format!("/list/?ids={}", many(1000))), [1, 2, 3, 4, 5]);
    let (code, parameter, message) = app.get(&format!("/list/?ids={}", many(1001))).error();
    assert_eq!((code, parameter.as_deref()), (400, Some("ids")));
    assert!(message.contains("1000"), "{message}");
}

#[test]
fn films_are_excluded_in_every_way_of_writing_it() {
    let app = App::new(vec![], &films(5, |_, _| {}));
    assert_lists(
        &app,
        &[
            ("exclude_film=2", &[1, 3, 4, 5]),
            ("exclude_film=2,4", &[1, 3, 5]),
            ("exclude_film[]=2&exclude_film[]=4", &[1, 3, 5]),
            ("exclude_film%5B%5D=2,3&exclude_film=4&exclude_film=", &[1, 5]),
            ("exclude_film=77", &[1, 2, 3, 4, 5]),
            ("ids=1,2&exclude_film=2,3", &[1]),
            ("exclude_film=1,2,3,4,5", &[]),
        ],
    );
    assert_eq!(app.get("/list/?exclude_film=1,2&max=2").list(), (2, vec![3, 4]));
}

/// comedy: 1, 2, 3; usa: 2, 3, 4; trailer: 3, 5.
fn tagged() -> App {
    let tags = vec![
        tag(1, "comedy", TagKind::Genre),
        tag(2, "usa", TagKind::Country),
        tag(9, "trailer", TagKind::Other),
        tag(10, "nobody_has-it", TagKind::Actor),
    ];
    let bears: [&[u32]; 6] = [&[1], &[1, 2], &[1, 2, 9], &[2], &[9], &[]];
    App::new(tags, &films(6, |n, film| film.tags = bears[n as usize - 1].iter().copied().map(TagId).collect()))
}

#[test]
fn tags_are_demanded_together_or_one_of_them() {
    assert_lists(
        &tagged(),
        &[
            ("tag=comedy", &[1, 2]),
            ("tag=comedy,usa", &[2]),
            ("tag=usa,usa,comedy", &[2]),
            ("tag=nobody_has-it", &[]),
            ("tag=unknown", &[]),
            ("tag=comedy,unknown", &[]),
            ("tag_any=comedy,usa", &[1, 2, 4]),
            ("tag_any=comedy,unknown", &[1, 2]),
            ("tag_any=unknown", &[]),
            ("tag_any=nobody_has-it", &[]),
            ("tag=comedy&tag_any=usa,unknown", &[2]),
        ],
    );
}

#[test]
fn films_tagged_trailer_are_left_out_unless_they_are_asked_for() {
    assert_lists(
        &tagged(),
        &[
            ("", &[1, 2, 4, 6]),
            ("tag=trailer", &[3, 5]),
            ("tag_any=trailer", &[3, 5]),
            ("tag_any=comedy,trailer", &[1, 2, 3, 5]),
            ("tag=comedy,trailer", &[3]),
            ("tag_any=TRAILER", &[3, 5]),
            ("tag_exclude=usa", &[1, 5, 6]),
            ("tag_exclude=unknown", &[1, 2, 3, 4, 5, 6]),
            ("tag_exclude=usa,trailer", &[1, 6]),
            ("tag_exclude=comedy,usa,trailer", &[6]),
            ("tag=trailer&tag_exclude=comedy", &[5]),
            ("tag=trailer&tag_exclude=trailer", &[]),
            ("tag_exclude=", &[1, 2, 4, 6]),
            ("ids=5,6", &[6]),
        ],
    );
}

#[test]
fn names_of_tags_are_trimmed_and_lower_cased_and_empty_ones_skipped() {
    assert_lists(
        &tagged(),
        &[
            ("tag=+Comedy+,,USA,+", &[2]),
            ("tag_any=%20COMEDY%20", &[1, 2]),
            ("tag_exclude=,%09Usa+", &[1, 5, 6]),
            ("tag=,,", &[1, 2, 4, 6]),
            ("tag_any=+,", &[1, 2, 4, 6]),
        ],
    );
}

#[test]
fn all_filters_hold_together() {
    let change = |n: u64, film: &mut Film| {
        film.year = Year::new(2000 + n as u32);
        film.age = Age::new(6 * n as u8);
        film.tags = [TagId(1 + (n % 2) as u32)].into();
        film.popularity = Quantity::new(n as f64);
    };
    let app = App::new(vec![tag(1, "even", TagKind::Other), tag(2, "odd", TagKind::Other)], &films(8, change));
    assert_lists(
        &app,
        &[
            ("tag=even&from_year=2003&age_filter=36&exclude_film=4", &[6]),
            ("tag_any=even,odd&to_year=2005&ids=1,2,3,9&tag_exclude=odd", &[2]),
            ("q=%D1%84%D0%B8%D0%BB%D1%8C%D0%BC&tag=odd&from_year=2005&sort=year-d", &[7, 5]),
        ],
    );
}

#[test]
fn the_phrase_finds_titles_original_titles_directors_and_actors() {
    let tags = vec![tag(1, "d_1", TagKind::Director), tag(2, "a_1", TagKind::Actor), tag(3, "genre", TagKind::Genre)];
    let tags: Vec<_> = tags
        .into_iter()
        .zip(["Леонид Гайдай", "Юрий Никулин", "Балаган"])
        .map(|(tag, title)| Tag { title: text(title), ..tag })
        .collect();
    let named = |n, title, original: Option<&str>, tags: &[u32]| Film {
        original_title: original.map(text),
        tags: tags.iter().copied().map(TagId).collect(),
        ..playable(n, title)
    };
    let app = App::new(
        tags,
        &[
            named(1, "Бриллиантовая рука", Some("The Diamond Arm"), &[1, 2, 3]),
            named(2, "Ёлки-2: новое!", None, &[]),
            named(3, "Матрица", Some("The Matrix"), &[3]),
        ],
    );
    for (phrase, expected) in [
        ("матрица", vec![3]),
        ("МАТРИЦА", vec![3]),
        ("матр", vec![3]),
        ("matrix", vec![3]),
        ("рука бриллиантовая", vec![1]),
        ("diamond", vec![1]),
        ("гайдай", vec![1]),
        ("Никулин Юрий", vec![1]),
        ("елки", vec![2]),
        ("ёлки, 2", vec![2]),
        ("«ЕЛКИ»", vec![2]),
        ("новое", vec![2]),
        ("балаган", vec![]),
        ("совершенно другое", vec![]),
    ] {
        let encoded = percent_encoding::utf8_percent_encode(phrase, percent_encoding::NON_ALPHANUMERIC);
        assert_eq!(ids(&app, &format!("/list/?q={encoded}")), expected, "{phrase}");
    }
}

#[test]
fn films_are_published_by_the_moment_asked_for() {
    let films = films(3, |n, film| film.published = Some(Moment(NOW.0 + [-100, 0, 100][n as usize - 1])));
    let app = App::new(vec![], &films);
    assert_lists(
        &app,
        &[
            ("", &[2, 1]),
            ("published_before=1577836799", &[1]),
            ("published_before=1577836800", &[2, 1]),
            ("published_before=1577836899", &[2, 1]),
            ("published_before=1577836900", &[3, 2, 1]),
            ("published_before=0", &[]),
            ("published_before=-1", &[]),
            ("published_before=99999999999", &[3, 2, 1]),
        ],
    );
}

#[test]
fn excluding_takes_more_than_a_thousand_ids() {
    let app = App::new(vec![], &films(3, |_, _| {}));
    let many = (3..1500).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(ids(&app, &format!("/list/?exclude_film={many}")), [1, 2]);
}
