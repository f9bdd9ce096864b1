//! `/list/similar/`

use afisha::catalog::{Age, Film, Moment, SortedSet, TagId, TagKind};

use super::{document, ids};
use crate::support::app::App;
use crate::support::catalogue::{NOW, playable, playables, tag};

/// Films 1 to 5 bear the tags 1 to n, 6 is a trailer film, 7 bears none.
fn app() -> App {
    let mut tags: Vec<_> = (1..=5).map(|id| tag(id, &format!("tag{id}"), TagKind::Genre)).collect();
    tags.push(tag(9, "trailer", TagKind::Other));
    let films: Vec<Film> = playables(1..=7)
        .into_iter()
        .map(|film| {
            let n = film.id.get() as u32;
            let tags = match n {
                6 => [1, 2, 9].map(TagId).into(),
                7 => SortedSet::default(),
                _ => (1..=n).map(TagId).collect(),
            };
            Film { tags, age: Age::new(12).filter(|_| n != 3), ..film }
        })
        .collect();
    App::new(tags, &films)
}

#[test]
fn films_that_share_more_come_first() {
    assert_eq!(ids(&app(), "/list/similar/?ids=5")[..2], [4, 3]);
}

#[test]
fn the_films_themselves_and_trailer_films_are_left_out() {
    let app = app();
    let mut found = ids(&app, "/list/similar/?ids=5,1");
    found.sort_unstable();
    found.retain(|id| *id != 7);
    assert_eq!(found, [2, 3, 4]);
}

#[test]
fn one_page_holds_at_most_limit_films_48_by_default() {
    let tagged = |film: Film| Film { tags: [TagId(1)].into(), ..film };
    let films: Vec<Film> = playables(1..=250).into_iter().map(tagged).collect();
    let app = App::new(vec![tag(1, "comedy", TagKind::Genre)], &films);
    for (url, shown) in
        [("/list/similar/?ids=1", 48), ("/list/similar/?ids=1&limit=1", 1), ("/list/similar/?ids=1&limit=200", 200)]
    {
        let answer = app.get(url);
        assert_eq!((answer.texts("Page"), answer.list().1.len()), (vec!["1".to_owned()], shown), "{url}");
        assert_eq!(answer.list().0, 1, "{url}");
    }
}

#[test]
fn unknown_ids_are_skipped_and_without_any_left_the_list_is_empty() {
    let app = app();
    assert_eq!(ids(&app, "/list/similar/?ids=777,5,99999999999999999999"), ids(&app, "/list/similar/?ids=5"));
    let empty = document("<Films><Page>1</Page><PagesCount>0</PagesCount><Items></Items></Films>");
    for url in ["/list/similar/", "/list/similar/?ids=", "/list/similar/?ids=777", "/list/similar/?ids=,,"] {
        let answer = app.get(url);
        answer.xml();
        assert_eq!((answer.status, answer.text()), (200, empty.as_str()), "{url}");
    }
}

#[test]
fn the_age_filter_and_the_moment_apply() {
    let app = app();
    assert!(!ids(&app, "/list/similar/?ids=5&age_filter=17").contains(&3), "no age limit on record: from 18");
    assert!(ids(&app, "/list/similar/?ids=5&age_filter=18").contains(&3));
    assert_eq!(ids(&app, "/list/similar/?ids=5&age_filter=11"), [0_u64; 0]);
    assert_eq!(ids(&app, "/list/similar/?ids=5&published_before=0"), [0_u64; 0]);
}

#[test]
fn a_hidden_film_is_an_unknown_one() {
    let tags = vec![tag(1, "comedy", TagKind::Genre)];
    let tagged = |film: Film| Film { tags: [TagId(1)].into(), ..film };
    let scheduled = Film { published: Some(Moment(NOW.0 + 1)), ..tagged(playable(1, "Завтра")) };
    let app = App::new(tags, &[scheduled, tagged(playable(2, "Сегодня"))]);
    assert_eq!(ids(&app, "/list/similar/?ids=1"), [0_u64; 0]);
    assert_eq!(ids(&app, "/list/similar/?ids=2"), [0_u64; 0]);
    app.clock.set(Moment(NOW.0 + 1));
    assert_eq!(ids(&app, "/list/similar/?ids=1"), [2]);
    assert_eq!(ids(&app, "/list/similar/?ids=2"), [1]);
}
