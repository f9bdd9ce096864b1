//! Viewers as the server knows them: tokens, what was opened, what is recommended, on both backends.

use std::sync::Arc;
use std::time::Duration;

use afisha::catalog::{ByteSize, Film, Moment, Quantity, Serie, TagId};
use afisha::refresh::{Recorder, Seen, Viewers};
use afisha::store::{PastView, Store};
use afisha::viewers::{ClearToken, ViewEvent, ViewerName};

use super::{Followed, put};
use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, film, id, playable, serie, series, text};
use crate::support::database::{Database, on_both_databases};

const DAY: i64 = 86_400;
/// Longer than any test takes: what is written before is written for another reason.
pub(super) const NEVER: Duration = Duration::from_secs(3600);

fn name(text: &str) -> ViewerName {
    ViewerName::new(text).unwrap()
}

/// Issues a token that holds for a day.
fn issue(store: &Store, viewer: &str) -> ClearToken {
    let token = ClearToken::random();
    store.issue_token(&name(viewer), token.hash(), NOW, Moment(NOW.0 + DAY)).unwrap();
    token
}

fn import(store: &Store, views: &[(&str, u64, i64)]) {
    let past = |(viewer, film, at): &(&str, u64, i64)| PastView {
        viewer: ViewerName::new(viewer),
        film: id(*film),
        at: Moment(*at),
    };
    let views: Vec<PastView> = views.iter().map(past).collect();
    store.import_views(NOW, |import| import.add(&views)).unwrap();
}

pub(super) fn with(token: &ClearToken, url: &str) -> String {
    format!("{url}?access_token={}", token.reveal())
}

impl Followed {
    /// A server over films 1 to 4, where Anna has a token.
    pub(super) fn with_anna(database: &Database) -> (Self, ClearToken) {
        let token = issue(&database.store(), "Анна");
        let popular = |n: u64, views: u32| Film { popularity: Quantity::new(views.into()), ..playable(n, "Ф") };
        (Self::new(database, &[popular(1, 40), popular(2, 30), popular(3, 20), popular(4, 10)]), token)
    }

    fn recommended(&self, token: &ClearToken) -> Vec<u64> {
        self.ids(&with(token, "/list/recommended/"))
    }
}

/// Returns films and moments of every view on record.
fn on_record(store: &Store) -> Vec<(u64, Moment)> {
    let mut views = Vec::new();
    store.views(&mut |view| views.push((view.film.get(), view.at))).unwrap();
    views
}

on_both_databases! {
    fn what_a_viewer_opened_is_not_recommended_again(database) {
        let (followed, token) = Followed::with_anna(database);
        assert_eq!(followed.recommended(&token), [1, 2, 3, 4]);
        assert_eq!(followed.app.get(&with(&token, "/film/2/")).status, 200);
        assert_eq!(followed.recommended(&token), [1, 3, 4], "before the database knows");
        assert_eq!(followed.app.get(&with(&token, "/upnext/1/1/")).status, 200);
        assert_eq!(followed.recommended(&token), [3, 4]);
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        assert_eq!(on_record(&followed.editor), [(1, NOW), (2, NOW)], "a recorder that stops writes what waits");
        followed.refresh.follow_views(&mut Seen::default()).unwrap();
        assert_eq!(followed.recommended(&token), [3, 4]);
        let restarted = Viewers::load(&followed.editor).unwrap();
        let viewer = restarted.viewer(&token, NOW).unwrap();
        assert_eq!(restarted.watched(viewer), [id(1), id(2)]);
    }

    fn only_what_was_shown_to_a_known_viewer_is_recorded(database) {
        let (followed, token) = Followed::with_anna(database);
        for url in ["/film/2/", "/film/2/?access_token=x", "/film/2/?access_token=", "/upnext/2/1/?access_token=x"] {
            assert_eq!(followed.app.get(url).status, 200, "{url}");
        }
        for url in ["/film/9/", "/upnext/1/7/", "/upnext/9/1/"] {
            assert_eq!(followed.app.get(&with(&token, url)).status, 404, "{url}");
        }
        assert_eq!(followed.app.get(&format!("{}&device=none", with(&token, "/film/1/"))).status, 400);
        let head = format!("HEAD {} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", with(&token, "/film/1/"));
        assert_eq!(followed.app.send(&head).status, 200);
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        assert_eq!(on_record(&followed.editor), []);
    }

    fn a_token_holds_until_it_is_revoked_or_expires(database) {
        let (followed, token) = Followed::with_anna(database);
        let status = |token: &ClearToken| followed.app.get(&with(token, "/list/recommended/")).status;
        let (mut seen, later) = (Seen::default(), issue(&followed.editor, "Борис"));
        assert_eq!((status(&token), status(&later)), (200, 401));
        assert!(followed.refresh.follow_tokens(&mut seen).unwrap());
        assert_eq!((status(&token), status(&later)), (200, 200));
        assert!(!followed.refresh.follow_tokens(&mut seen).unwrap());
        followed.editor.revoke_token(&token.hash().id(), NOW).unwrap();
        assert!(followed.refresh.follow_tokens(&mut seen).unwrap());
        assert_eq!((status(&token), status(&later)), (401, 200));
        followed.app.clock.set(Moment(NOW.0 + DAY));
        assert_eq!(status(&later), 401);
    }

    fn a_forgotten_viewer_is_forgotten_by_the_server_too(database) {
        let (followed, token) = Followed::with_anna(database);
        let viewer = followed.viewers.viewer(&token, NOW).unwrap();
        followed.app.get(&with(&token, "/film/2/"));
        import(&followed.editor, &[("Анна", 3, NOW.0)]);
        let (mut tokens, mut views) = (Seen::default(), Seen::default());
        followed.refresh.follow_views(&mut views).unwrap();
        assert_eq!(followed.viewers.watched(viewer), [id(3), id(2)]);
        followed.editor.forget_viewer(&name("Анна")).unwrap();
        followed.refresh.follow_tokens(&mut tokens).unwrap();
        assert!(followed.refresh.follow_views(&mut views).unwrap());
        assert_eq!(followed.app.get(&with(&token, "/list/recommended/")).status, 401);
        assert_eq!(followed.viewers.watched(viewer), []);
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        assert_eq!(on_record(&followed.editor), []);
    }

    fn what_viewers_alike_watch_comes_first_and_only_what_may_be_seen(database) {
        let token = issue(&database.store(), "Анна");
        let films = (1..=6).map(|n| playable(n, "Ф"));
        let too_large = Serie { size: ByteSize::new(9_000_000_000), ..serie(1) };
        let hidden = [
            Film { published: None, ..playable(7, "Ф") },
            Film { published: Some(Moment(NOW.0 + 1)), ..playable(8, "Ф") },
            Film { access: [text("city")].into(), ..playable(9, "Ф") },
            Film { items: series([too_large]), ..film(10, "Ф") },
            Film { tags: [TagId(1)].into(), ..playable(11, "Ф") },
        ];
        let followed = Followed::new(database, &films.chain(hidden).collect::<Vec<_>>());
        let names: Vec<String> = (0..60).map(|n| format!("viewer {n}")).collect();
        // Who watched 1 went on to 5 and to what is hidden, who watched 2 went on to 4.
        let views: Vec<_> = names.iter().enumerate().flat_map(|(n, name)| {
            let films = if n % 2 == 0 { &[1, 5, 7, 8, 9, 10, 11, 77][..] } else { &[2, 4, 6] };
            films.iter().zip(0..).map(move |(film, at)| (name.as_str(), *film, NOW.0 - 100 + at))
        }).collect();
        import(&followed.editor, &views);
        followed.app.get(&with(&token, "/film/1/"));
        let mut seen = Seen::default();
        followed.refresh.follow_views(&mut seen).unwrap();
        assert!(followed.refresh.learn());
        assert!(!followed.refresh.learn());
        import(&followed.editor, &views);
        assert!(followed.refresh.follow_views(&mut seen).unwrap());
        assert!(!followed.refresh.learn(), "the same views teach nothing new");
        let recommended = followed.recommended(&token);
        assert_eq!(recommended[0], 5, "{recommended:?}");
        assert!(recommended.iter().all(|film| (2..=6).contains(film)), "{recommended:?}");
        assert_eq!(recommended.len(), 5);
        assert_eq!(followed.ids("/list/similar/?ids=1"), [5]);
        assert_eq!(followed.app.get("/upnext/1/1/?limit=50").texts("Items/UpnextFilm/Id"), ["5"]);
        assert_eq!(followed.app.get(&with(&token, "/film/1/")).texts("Film/RelatedFilms/RelatedFilm/Id"), ["5"]);
        followed.app.clock.set(Moment(NOW.0 + 1));
        assert_eq!(followed.ids("/list/similar/?ids=1"), [5, 8], "what was hidden comes in its time");
    }

    fn films_are_similar_by_their_viewers_too_also_after_an_edit(database) {
        let (followed, _) = Followed::with_anna(database);
        assert_eq!(followed.ids("/list/similar/?ids=1"), [0_u64; 0]);
        let names: Vec<String> = (0..60).map(|n| format!("viewer {n}")).collect();
        let both = |name| [(name, 1, NOW.0 - 9), (name, 3, NOW.0 - 8)];
        import(&followed.editor, &names.iter().flat_map(|name| both(name.as_str())).collect::<Vec<_>>());
        followed.refresh.follow_views(&mut Seen::default()).unwrap();
        assert!(followed.refresh.learn());
        assert_eq!(followed.ids("/list/similar/?ids=1"), [3]);
        assert_eq!(followed.app.get("/film/3/").texts("Film/RelatedFilms/RelatedFilm/Id"), ["1"]);
        put(&followed.editor, &[playable(2, "Правка")]);
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/similar/?ids=1"), [3]);
        put(&followed.editor, &[Film { published: None, ..playable(3, "Ф") }]);
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/similar/?ids=1"), [0_u64; 0]);
    }

    fn popularity_is_views_a_day_where_views_are_on_record(database) {
        let (followed, _) = Followed::with_anna(database);
        assert_eq!(followed.ids("/list/?sort=popularity-d"), [1, 2, 3, 4]);
        let mut seen = Seen::default();
        assert!(followed.refresh.follow_views(&mut seen).unwrap());
        assert_eq!(followed.refresh.reload().unwrap(), None, "without views all stands as it was imported");
        // Published less than a day ago, film 4 had 25 views; film 1 had one, but not in the last 30 days.
        let views: Vec<_> = (0..25).map(|at| ("", 4, NOW.0 - at)).chain([("", 1, NOW.0 - 31 * DAY)]).collect();
        import(&followed.editor, &views);
        assert!(followed.refresh.follow_views(&mut seen).unwrap());
        assert!(followed.refresh.reload().unwrap().is_some());
        assert_eq!(followed.ids("/list/?sort=popularity-d"), [2, 4, 3, 1]);
        assert_eq!(followed.ids("/list/recommended/"), [2, 4, 3, 1]);
        assert!(!followed.refresh.follow_views(&mut seen).unwrap());
        assert_eq!(followed.refresh.reload().unwrap(), None);
        put(&followed.editor, &[Film { popularity: Quantity::new(5.0), ..playable(2, "Ф") }]);
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/?sort=popularity-d"), [4, 3, 2, 1], "an edit leaves views alone");
        assert_eq!(followed.editor.film(id(4)).unwrap().unwrap().popularity, Quantity::new(10.0), "an export gives this");
    }
}

on_both_databases! {
    fn a_token_in_a_loop_is_answered_but_writes_no_more_than_its_allowance(database) {
        let token = issue(&database.store(), "Анна");
        let films: Vec<_> = (1..=100).map(|n| playable(n, "Ф")).collect();
        let followed = Followed::new(database, &films);
        for film in 1..=100 {
            assert_eq!(followed.app.get(&with(&token, &format!("/film/{film}/"))).status, 200);
        }
        assert_eq!(followed.refresh.take_refused(), 40);
        followed.app.clock.set(Moment(NOW.0 + 60));
        for film in 90..=100 {
            assert_eq!(followed.app.get(&with(&token, &format!("/upnext/{film}/1/"))).status, 200);
        }
        assert_eq!(followed.refresh.take_refused(), 9);
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        let kept = (1..=60).map(|film| (film, NOW)).chain([90, 91].map(|film| (film, Moment(NOW.0 + 60))));
        assert_eq!(on_record(&followed.editor), kept.collect::<Vec<_>>());
        let fresh = (61..=100).filter(|film| ![90, 91].contains(film)).collect::<Vec<_>>();
        assert_eq!(followed.recommended(&token), fresh, "what did not count may be recommended");
    }

    fn a_film_opened_again_and_again_is_one_view_each_half_hour(database) {
        let (followed, token) = Followed::with_anna(database);
        for minute in 0..=95 {
            followed.app.clock.set(Moment(NOW.0 + minute * 60));
            assert_eq!(followed.app.get(&with(&token, "/film/2/")).status, 200);
        }
        assert_eq!(followed.app.get(&with(&token, "/film/1/")).status, 200);
        assert_eq!(followed.app.get(&with(&token, "/film/2/")).status, 200);
        let restarted = Viewers::load(&followed.editor).unwrap();
        let viewer = restarted.viewer(&token, NOW).unwrap();
        assert_eq!(followed.viewers.watched(viewer), [id(1), id(2)], "the film opened last is the last one");
        drop(Recorder::start(database.store(), followed.viewers.queue(), NEVER).unwrap());
        // A server that was started since knows of the others by the database alone.
        restarted.opened(viewer, id(2), Moment(NOW.0 + 96 * 60));
        restarted.opened(viewer, id(1), Moment(NOW.0 + 96 * 60));
        restarted.opened(viewer, id(3), Moment(NOW.0 + 96 * 60));
        drop(Recorder::start(database.store(), restarted.queue(), NEVER).unwrap());
        let of = |film, minute: i64| (film, Moment(NOW.0 + minute * 60));
        let kept = [of(1, 95), of(2, 0), of(2, 30), of(2, 60), of(2, 90), of(3, 96)];
        assert_eq!(on_record(&followed.editor), kept);
        assert_eq!(followed.refresh.take_refused(), 0);
    }

    fn a_viewer_lifts_a_film_by_one_view_a_day_only(database) {
        let (followed, _) = Followed::with_anna(database);
        // Published long ago, so that popularity is views in 30 days divided by 30.
        put(&followed.editor, &(1..=4).map(|n| Film {
            published: Some(Moment(NOW.0 - 100 * DAY)),
            ..playable(n, "Ф")
        }).collect::<Vec<_>>());
        // Film 1: one viewer, each half hour of two days (of three in UTC at the most). Film 2: four viewers, once each.
        let often: Vec<_> = (0..96).map(|n| ("Анна", 1, NOW.0 - n * 1_800)).collect();
        let once = ["а", "б", "в", "г"].map(|name| (name, 2, NOW.0));
        import(&followed.editor, &[&often[..], &once, &[("а", 3, NOW.0)]].concat());
        assert_eq!(on_record(&followed.editor).len(), 101);
        followed.refresh.follow_views(&mut Seen::default()).unwrap();
        followed.refresh.reload().unwrap();
        assert_eq!(followed.ids("/list/?sort=popularity-d"), [2, 1, 3, 4]);
        let counts = followed.app.live.get().snapshot.views();
        assert_eq!([1, 2, 3].map(|film| counts.by_film[&id(film)]), [3, 4, 1]);
        followed.refresh.learn();
        assert_eq!(followed.ids("/list/recommended/"), [2, 1, 3, 4]);
    }
}

#[test]
fn while_the_database_is_away_views_wait_and_requests_are_answered() {
    let database = Database::sqlite();
    let (followed, token) = Followed::with_anna(&database);
    database.execute("ALTER TABLE views RENAME TO away");
    let recorder = Recorder::start(database.store(), followed.viewers.queue(), Duration::from_millis(1)).unwrap();
    for film in 1..=3 {
        assert_eq!(followed.app.get(&with(&token, &format!("/film/{film}/"))).status, 200);
    }
    assert_eq!(followed.recommended(&token), [4]);
    database.execute("ALTER TABLE away RENAME TO views");
    drop(recorder);
    assert_eq!(on_record(&followed.editor).len(), 3);
}

#[test]
fn views_that_are_many_do_not_wait_for_their_time() {
    let database = Database::sqlite();
    let token = issue(&database.store(), "Анна");
    let viewers = Viewers::load(&database.store()).unwrap();
    let viewer = viewers.viewer(&token, NOW).unwrap();
    let recorder = Recorder::start(database.store(), viewers.queue(), NEVER).unwrap();
    for film in 1..=1_000 {
        viewers.queue().push(ViewEvent { viewer, film: id(film), at: NOW });
    }
    while on_record(&database.store()).is_empty() {
        std::thread::yield_now();
    }
    drop(recorder);
    assert_eq!(on_record(&database.store()).len(), 1_000);
}

#[test]
fn an_answer_to_a_token_is_for_its_viewer_alone() {
    let viewers = Arc::new(Viewers::default());
    let app = App::with(&Options { viewers, ..Options::default() }, vec![], &[playable(1, "Ф")]);
    for url in ["/film/1/", "/upnext/1/1/"] {
        let (open, own) = (app.get(url), app.get(&with(&ClearToken::random(), url)));
        assert_eq!(open.header("cache-control"), Some("public, no-cache"));
        assert_eq!(own.header("cache-control"), Some("private, no-cache"));
        assert_eq!(open.body, own.body);
    }
}

#[test]
fn content_stands_in_for_behaviour_where_nobody_alike_has_watched() {
    let database = Database::sqlite();
    let token = issue(&database.store(), "Анна");
    let funny = |n: u64| Film { tags: [TagId(2)].into(), ..playable(n, "Ф") };
    let popular = Film { popularity: Quantity::new(9.0), ..playable(4, "Ф") };
    let followed = Followed::new(&database, &[funny(1), playable(2, "Ф"), funny(3), popular]);
    followed.app.get(&with(&token, "/film/1/"));
    assert_eq!(followed.recommended(&token), [3, 4, 2]);
}
