//! What a film's files, its schedule and the client's network make of it.

use afisha::catalog::{ByteSize, Film, Moment, Serie};

use super::ids;
use crate::support::app::{App, Options, group};
use crate::support::catalogue::{NOW, film, playable, serie, series, text};

/// A file of this container and size that is had by URL and by magnet link.
fn file(container: &str, size: u64) -> Serie {
    Serie {
        container: Some(text(container)),
        size: ByteSize::new(size),
        url: Some(text("http://media.example/x")),
        ..serie(1)
    }
}

fn one(raw: u64, item: Serie) -> Film {
    Film { items: series([item]), ..film(raw, &format!("Фильм {raw}")) }
}

#[test]
fn a_device_shows_the_films_it_can_play() {
    let app = App::new(
        vec![],
        &[
            one(1, file("avi", 2_147_483_647)),
            one(2, file("avi", 2_147_483_648)),
            one(3, file("mkv", 1)),
            one(4, file("iso", 1)),
            one(5, Serie { magnet: None, ..file("mp4", 1) }),
            one(6, Serie { url: None, ..file("mp4", 1) }),
            one(7, Serie { url: None, magnet: None, ..file("mp4", 1) }),
            one(8, Serie { container: None, size: None, ..file("mp4", 1) }),
            one(9, Serie { container: None, url: Some(text("http://m.example/a.b/X.MKV?x=.avi")), ..file("mp4", 1) }),
            one(10, Serie { container: Some(text("MKV")), ..file("mkv", 1) }),
            one(11, file("mpg", 9_000_000_000)),
            one(12, Serie { url: None, container: None, ..file("mp4", 1) }),
        ],
    );
    let without = |hidden: &[u64]| (1..=12).filter(|id| !hidden.contains(id)).collect::<Vec<u64>>();
    for (device, hidden) in [
        ("", vec![2, 7, 11]),
        ("?device=stb820", vec![2, 7, 11]),
        ("?device=stb820&device-version=R8", vec![2, 7, 11]),
        ("?device=stb820&device-version=R9", vec![7]),
        ("?device=stb820&device-version=r10", vec![7]),
        ("?device-version=R9", vec![7]),
        ("?device-version=9", vec![2, 7, 11]),
        ("?device-version=R", vec![2, 7, 11]),
        ("?device-version=XR9", vec![2, 7, 11]),
        ("?device=eltex-nv-101", vec![3, 7, 9, 10]),
        ("?device=eltex-nv-101&device-version=R1", vec![3, 7, 9, 10]),
        ("?device=eltex-nv101-mkv", vec![7]),
        ("?device=samsung-tv-c", vec![4, 6, 7, 12]),
    ] {
        assert_eq!(ids(&app, &format!("/list/{device}")), without(&hidden), "{device}");
        for id in 1..=12 {
            let status = app.get(&format!("/film/{id}/{device}")).status;
            assert_eq!(status, if hidden.contains(&id) { 404 } else { 200 }, "{device}: {id}");
        }
    }
}

#[test]
fn one_playable_item_shows_a_film_and_only_that_item() {
    let film = Film {
        items: series([file("mkv", 1), Serie { number: afisha::catalog::Number(2), ..file("avi", 1) }]),
        ..film(1, "Ф")
    };
    let app = App::new(vec![], &[film]);
    assert_eq!(app.get("/film/1/?device=eltex-nv-101").texts("Film/Items/Item/Number"), ["2"]);
    assert_eq!(app.get("/film/1/").texts("Film/Items/Item/Number"), ["1", "2"]);
}

#[test]
fn trailers_show_a_film_only_while_it_has_no_published_items() {
    let later = Serie { published: Moment(NOW.0 + 10), ..serie(1) };
    let large = Serie { size: ByteSize::new(3_000_000_000), ..serie(1) };
    let with = |raw, items: Vec<Serie>, trailers: Vec<Serie>| Film {
        items: series(items),
        trailers: series(trailers),
        ..film(raw, &format!("Фильм {raw}"))
    };
    let app = App::new(
        vec![],
        &[
            with(1, vec![], vec![serie(1)]),
            with(2, vec![], vec![large.clone()]),
            with(3, vec![], vec![later.clone()]),
            with(4, vec![later.clone()], vec![serie(1)]),
            with(5, vec![large.clone()], vec![serie(1)]),
            with(6, vec![], vec![]),
            with(7, vec![Serie { published: Moment(NOW.0 + 10), ..large }], vec![serie(1)]),
        ],
    );
    assert_eq!(ids(&app, "/list/"), [1, 4, 7]);
    assert_eq!(app.get("/film/4/").texts("Film/Items/Item/Number").len(), 0);
    app.clock.set(Moment(NOW.0 + 10));
    assert_eq!(ids(&app, "/list/?sort=title-a"), [1, 3, 4]);
    assert_eq!(ids(&app, "/list/?sort=title-a&device-version=R9"), [1, 2, 3, 4, 5, 7]);
}

#[test]
fn what_is_scheduled_appears_to_the_second() {
    let scheduled = Film { published: Some(Moment(NOW.0 + 60)), ..playable(2, "Завтра") };
    let app = App::new(vec![], &[playable(1, "Сегодня"), scheduled]);
    for (after, expected) in [(0, vec![1]), (59, vec![1]), (60, vec![2, 1]), (3600, vec![2, 1])] {
        app.clock.set(Moment(NOW.0 + after));
        assert_eq!(ids(&app, "/list/"), expected, "{after}");
        assert_eq!(app.get("/film/2/").status == 200, after >= 60, "{after}");
    }
}

fn restricted() -> Vec<Film> {
    let of = |n, groups: &[&str]| Film {
        access: groups.iter().copied().map(text).collect(),
        ..playable(n, &format!("Ф{n}"))
    };
    vec![of(1, &[]), of(2, &["city"]), of(3, &["region"]), of(4, &["city", "region"]), of(5, &["moon"])]
}

#[test]
fn films_of_access_groups_are_shown_to_their_networks() {
    let app = App::new(vec![], &restricted());
    for (address, expected) in [
        ("10.54.0.0", vec![1, 2, 3, 4]),
        ("10.54.255.255", vec![1, 2, 3, 4]),
        ("10.53.255.255", vec![1, 3, 4]),
        ("10.55.0.0", vec![1, 3, 4]),
        ("9.255.255.255", vec![1]),
        ("11.0.0.0", vec![1]),
        ("2001:db8::1", vec![1]),
        ("::ffff:10.54.0.1", vec![1, 2, 3, 4]),
    ] {
        assert_eq!(app.get_as(address, "/list/").list(), (1, expected.clone()), "{address}");
        for id in 1..=5 {
            let status = app.get_as(address, &format!("/film/{id}/")).status;
            assert_eq!(status == 200, expected.contains(&id), "{address}: {id}");
        }
    }
    assert_eq!(ids(&app, "/list/"), [1], "the peer itself is in no group");
}

#[test]
fn only_trusted_proxies_are_believed() {
    let strict = App::with(&Options { trusted_proxies: vec![], ..Options::default() }, vec![], &restricted());
    for headers in [
        vec![("X-Forwarded-For", "10.54.0.1")],
        vec![("Forwarded", "for=10.54.0.1")],
        vec![("X-Real-IP", "10.54.0.1"), ("Client-IP", "10.54.0.1"), ("True-Client-IP", "10.54.0.1")],
    ] {
        assert_eq!(strict.get_with("/list/", &headers).list().1, [1], "{headers:?}");
    }
    let trusting = App::new(vec![], &restricted());
    for (headers, expected) in [
        (vec![("X-Forwarded-For", "10.54.0.1")], vec![1, 2, 3, 4]),
        (vec![("X-Forwarded-For", "10.54.0.1, 192.0.2.1")], vec![1]),
        (vec![("X-Forwarded-For", "192.0.2.1, 10.54.0.1")], vec![1, 2, 3, 4]),
        (vec![("X-Forwarded-For", "10.54.0.1, 127.0.0.1")], vec![1, 2, 3, 4]),
        (vec![("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "10.54.0.1")], vec![1, 2, 3, 4]),
        (vec![("Forwarded", "for=10.54.0.1")], vec![1, 2, 3, 4]),
        (vec![("Forwarded", "For=\"10.54.0.1:4711\";proto=http;by=127.0.0.1")], vec![1, 2, 3, 4]),
        (vec![("Forwarded", "for=192.0.2.1, for=10.54.0.1")], vec![1, 2, 3, 4]),
        (vec![("Forwarded", "for=\"[2001:db8::1]\"")], vec![1]),
        (vec![("X-Forwarded-For", "nonsense")], vec![1]),
        (vec![("X-Real-IP", "10.54.0.1")], vec![1]),
    ] {
        assert_eq!(trusting.get_with("/list/", &headers).list().1, expected, "{headers:?}");
    }
}

#[test]
fn a_group_may_be_of_the_peer_itself_and_of_either_address_family() {
    let groups = vec![group("city", "127.0.0.0/8"), group("region", "2001:db8:54::/48")];
    let app = App::with(&Options { groups, ..Options::default() }, vec![], &restricted());
    assert_eq!(ids(&app, "/list/"), [1, 2, 4]);
    assert_eq!(app.get_as("2001:db8:54:ffff::1", "/list/").list().1, [1, 3, 4]);
    assert_eq!(app.get_as("2001:db8:55::1", "/list/").list().1, [1]);
}
