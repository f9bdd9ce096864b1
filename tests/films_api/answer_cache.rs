//! Answers that are kept are the answers that would be made, for whoever asks, whenever that is.

use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock};
use std::thread;

use afisha::answer_cache::{AnswerCache, AnswerForm, AnswerKey, CommonQuestion};
use afisha::catalog::{AccessSetId, Age, ByteSize, Film, Moment, Year};
use afisha::clock::Clock;
use afisha::document::{Encoding, SharedDocument};
use afisha::http::pool::Pool;
use afisha::query::live::Live;
use afisha::query::question::{AsOf, Device, FilmQuestion, Inquiry, Viewpoint};
use afisha::query::snapshot::{Snapshot, SnapshotBuilder};
use afisha::refresh::Served;

use super::dear::hold;
use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, id, playable, playables, serie, series, tags_of_every_kind, text, whole};
use crate::support::connection::Connection;
use crate::support::http::Answer;

/// A question that is dear in the catalogue below, for its many words: «фильм» again and again.
const DEAR: &str = "/list/?q=%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+%D1%84%D0%B8%D0%BB%D1%8C%D0%BC+%D1%84%D0%B8%D0%BB%D1%8C%D0%BC";

static LARGE: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut builder = SnapshotBuilder::new(Options::default().setup());
    playables(1..11_000).iter().for_each(|film| builder.put(film));
    builder.build(1, NOW).unwrap()
});

/// Films that not everybody sees: for their groups, their age, their device or the moment.
fn films() -> Vec<Film> {
    let large = afisha::catalog::Serie { size: ByteSize::new(3_000_000_000), ..serie(1) };
    let long = Some(text(&"Долго ли, коротко ли. ".repeat(60)));
    vec![
        whole(1),
        playable(2, "Два"),
        Film { access: [text("city")].into(), ..playable(3, "Город") },
        Film { access: [text("region")].into(), ..playable(4, "Область") },
        Film { age: Age::new(18), ..playable(5, "Взрослым") },
        Film { age: Age::new(0), desc: long, ..playable(6, "Всем") },
        Film { items: series([large]), ..playable(7, "Большой") },
        Film { published: Some(Moment(NOW.0 + 60)), ..playable(8, "Скоро") },
        Film { items: series([serie(1), serie(2)]), ..playable(9, "Сериал") },
    ]
}

fn urls() -> Vec<String> {
    let routes = [
        "/list/",
        "/list/?max=2&p=2",
        "/list/?sort=title-a",
        "/list/?q=%D0%B4%D0%B2%D0%B0",
        "/list/?sort=random&seed=7",
        "/list/?end=2030-01-01",
        "/search/",
        "/search/?q=%D0%B4%D0%B2%D0%B0",
        "/list/similar/?ids=1",
        "/list/recommended/",
        "/film/1/",
        "/film/3/",
        "/film/6/",
        "/film/7/",
        "/film/8/",
        "/film/99/",
        "/upnext/9/1/",
        "/upnext/9/7/",
        "/tags/",
        "/list/?p=0",
    ];
    let looks = ["", "age=6", "age=12", "device=stb820&device-version=R9", "device=samsung-tv-c", "device=unknown"];
    let later = format!("published_before={}", NOW.0 + 3_600);
    let looks: Vec<&str> = looks.into_iter().chain([later.as_str()]).collect();
    let with = |route: &str, look: &str| {
        let joint = if route.contains('?') { '&' } else { '?' };
        if look.is_empty() { route.to_owned() } else { format!("{route}{joint}{look}") }
    };
    routes.iter().flat_map(|route| looks.iter().map(|look| with(route, look))).collect()
}

fn head_of(answer: &Answer) -> Vec<(String, String)> {
    let mut head: Vec<_> = answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
    head.sort();
    head
}

fn assert_same(one: &Answer, other: &Answer, what: &str) {
    assert_eq!((one.status, head_of(one)), (other.status, head_of(other)), "{what}");
    assert!(one.body == other.body, "{what}");
}

/// A server with a cache of its own.
fn cached(films: &[Film]) -> (App, Arc<AnswerCache>) {
    let options = Options::default();
    let answers = options.answers.clone().unwrap();
    (App::with(&options, tags_of_every_kind(), films), answers)
}

/// A server of the large catalogue, with a cache and a pool of its own.
fn large() -> (App, Arc<AnswerCache>, Arc<Pool>) {
    let pool = Arc::new(Pool::start(1, 8).unwrap());
    let options = Options { pool: Arc::clone(&pool), ..Options::default() };
    let answers = options.answers.clone().unwrap();
    let app = App::serve(&options, Clock::fixed(NOW), Arc::new(Live::new(Served::new(LARGE.clone(), NOW))));
    (app, answers, pool)
}

fn hits_and_misses(answers: &AnswerCache) -> (u64, u64) {
    let readings = answers.readings();
    (readings.hits, readings.misses)
}

#[test]
fn every_answer_is_the_one_that_would_be_made() {
    let (app, answers) = cached(&films());
    let plain = App::with(&Options { answers: None, ..Options::default() }, tags_of_every_kind(), &films());
    let mut connections = [Connection::open(&app), Connection::open(&plain)];
    let mut bodies = std::collections::BTreeSet::new();
    for round in 0..2 {
        for url in urls() {
            for address in ["192.0.2.1", "10.54.1.1", "10.1.1.1"] {
                for encoding in ["identity", "gzip", "zstd"] {
                    let headers = format!("X-Forwarded-For: {address}\r\nAccept-Encoding: {encoding}\r\n");
                    let [one, other] = connections.each_mut().map(|connection| {
                        connection.send(format!("GET {url} HTTP/1.1\r\nHost: test\r\n{headers}\r\n").as_bytes());
                        connection.receive("GET")
                    });
                    assert_same(&one, &other, &format!("{url} for {address} in {encoding}, round {round}"));
                    bodies.insert(one.body);
                }
            }
        }
    }
    let (hits, misses) = hits_and_misses(&answers);
    assert!(hits > misses && misses > 100, "{hits} {misses}");
    assert!(bodies.len() > 60, "the answers differ: {}", bodies.len());
}

#[test]
fn what_a_client_has_is_not_sent_again_and_head_sends_nothing() {
    let (app, answers) = cached(&films());
    for url in ["/list/", "/search/", "/list/similar/?ids=1", "/film/6/", "/upnext/9/1/"] {
        let made = app.get(url);
        let before = hits_and_misses(&answers);
        let tag = made.header("etag").unwrap();
        let unchanged = app.get_with(url, &[("If-None-Match", tag)]);
        assert_eq!((unchanged.status, unchanged.body.len(), unchanged.header("etag")), (304, 0, Some(tag)), "{url}");
        let mut connection = Connection::open(&app);
        connection.send(format!("HEAD {url} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes());
        assert_eq!(connection.receive("HEAD").headers.len(), made.headers.len() - 1, "{url}: all but `Connection`");
        assert_eq!(hits_and_misses(&answers), (before.0 + 2, before.1), "{url}");
    }
}

#[test]
fn encoded_forms_are_made_once() {
    let (app, answers) = cached(&films());
    let groups = AccessSetId::NOBODY;
    let profile = app.live.get().snapshot.setup().devices.find("stb820", "").unwrap();
    let viewpoint = Viewpoint { as_of: AsOf::Now, device: Device::Of(profile), groups };
    let question = CommonQuestion::Film(Inquiry { viewpoint, question: FilmQuestion { id: id(6), age: None } });
    let key = AnswerKey { snapshot: app.live.get().number, question, form: AnswerForm::Whole };
    let kept = || -> Arc<SharedDocument> {
        let system = actix_web::rt::System::new();
        system.block_on(answers.answer(&key, NOW, async || Err(()))).unwrap().unwrap().into_document()
    };
    app.get("/film/6/");
    assert!(kept().encoded(Encoding::Gzip).get().is_none());
    let encoded = app.get_with("/film/6/", &[("Accept-Encoding", "gzip")]);
    assert_eq!(encoded.header("content-encoding"), Some("gzip"));
    let form = kept().encoded(Encoding::Gzip).get().unwrap().clone();
    assert!(form == encoded.body);
    assert!(app.get_with("/film/6/", &[("Accept-Encoding", "gzip")]).body == form);
    assert_eq!(kept().encoded(Encoding::Gzip).get().unwrap().as_ptr(), form.as_ptr());
    assert_eq!(app.get("/film/6/?access_token=nobodys").status, 200);
    assert_eq!(answers.readings().misses, 1, "whose token it is decides nothing");
}

#[test]
fn an_edit_shows_at_once() {
    let (app, answers) = cached(&[whole(7), whole(8)]);
    let urls = ["/list/", "/search/", "/list/similar/?ids=7", "/film/8/"];
    let before = urls.map(|url| app.get(url).body);
    assert_eq!(answers.readings().entries, 4);
    let mut builder = SnapshotBuilder::from_snapshot(&app.live.get().snapshot);
    builder.put(&Film { year: Year::new(2001), ..whole(8) });
    app.live.set(app.live.get().next(builder.build(2, NOW).unwrap(), NOW));
    let after = urls.map(|url| app.get(url).body);
    for (before, after) in before.iter().zip(&after) {
        assert_ne!(before, after);
        assert!(String::from_utf8_lossy(after).contains("<Year>2001</Year>"));
    }
    assert_eq!(answers.readings().entries, 4, "what was kept of the snapshot before is gone");
}

#[test]
fn what_is_scheduled_appears_on_time_and_goes_when_the_clock_is_set_back() {
    let scheduled = Film { published: Some(Moment(NOW.0 + 2)), ..playable(2, "Скоро") };
    let (app, answers) = cached(&[playable(1, "Есть"), scheduled]);
    let fixed = format!("/list/?published_before={}", NOW.0 + 2);
    let seconds = [0, 1, 2, 3, 1, 0, -9, 2];
    for refreshes in [false, true] {
        for second in seconds {
            let now = Moment(NOW.0 + second);
            app.clock.set(now);
            if refreshes && !app.live.get().snapshot.holds(now) {
                app.live.set(app.live.get().next(app.live.get().snapshot.at(now), now));
            }
            for _ in 0..2 {
                let expected: &[u64] = if second < 2 { &[1] } else { &[2, 1] };
                assert_eq!(app.get("/list/").list().1, expected, "at {second}");
                assert_eq!(app.get("/film/2/").status, if second < 2 { 404 } else { 200 }, "at {second}");
                assert_eq!(app.get(&fixed).list().1, [2, 1], "at {second}");
            }
        }
    }
    assert!(answers.readings().hits > 30);
}

#[test]
fn what_is_for_one_look_or_one_viewer_is_not_kept() {
    let (app, answers) = cached(&films());
    for url in ["/list/?sort=random", "/search/?sort=random", "/list/recommended/", "/tags/", "/"] {
        for _ in 0..2 {
            app.get(url);
        }
    }
    assert_eq!(hits_and_misses(&answers), (0, 0));
    assert_eq!(app.get("/list/?sort=random").header("etag"), None);
    for _ in 0..2 {
        assert_eq!([app.get("/film/99/").status, app.get("/upnext/9/7/").status], [404, 404]);
    }
    assert_eq!((answers.readings().hits, answers.readings().entries), (0, 0));
}

#[test]
fn what_many_ask_at_once_is_made_once() {
    let (app, answers, pool) = large();
    let gate = hold(&pool);
    thread::scope(|scope| {
        let (given, answered) = channel();
        for _ in 0..20 {
            let (app, given) = (&app, given.clone());
            scope.spawn(move || given.send(app.get(DEAR)).unwrap());
        }
        drop(gate);
        let first = answered.recv().unwrap();
        assert_eq!(first.list().1.len(), 24);
        for _ in 1..20 {
            assert_same(&answered.recv().unwrap(), &first, "more than may wait for the pool");
        }
    });
    assert_eq!(hits_and_misses(&answers), (19, 1));
    let _gate = hold(&pool);
    assert_eq!(app.get(DEAR).status, 200, "what is kept needs no thread");
}

#[test]
fn who_goes_away_takes_the_answer_from_nobody() {
    let (app, answers, pool) = large();
    let gate = hold(&pool);
    let mut gone = Connection::open(&app);
    gone.send(format!("GET {DEAR} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes());
    while pool.readings().waiting == 0 {
        thread::yield_now();
    }
    thread::scope(|scope| {
        let waiting = scope.spawn(|| app.get(DEAR));
        drop(gone);
        drop(gate);
        assert_eq!(waiting.join().unwrap().list().1.len(), 24);
    });
    assert!(answers.readings().entries == 1);
}
