//! Questions that take long are answered beside the others, and refused where too many wait.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::Duration;

use actix_web::rt::time::timeout;
use afisha::catalog::{Film, Moment, TagKind};
use afisha::clock::Clock;
use afisha::http::pool::{Busy, Pool, PoolReadings};
use afisha::query::live::Live;
use afisha::query::snapshot::{Snapshot, SnapshotBuilder};
use afisha::refresh::Served;

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, playable, playables, tag, text};
use crate::support::connection::Connection;
use crate::support::http::Answer;

/// A catalogue of so many films that questions without a ready order are dear in it.
static LARGE: LazyLock<Snapshot> = LazyLock::new(|| catalogue(11_000));

/// Keeps a thread of a pool busy until it is dropped.
pub(super) struct Gate {
    _open: Sender<()>,
}

/// Takes up one thread of the pool; returns once the thread has begun.
pub(super) fn hold(pool: &Arc<Pool>) -> Gate {
    let ((open, closed), (begun, begins)) = (channel::<()>(), channel());
    let pool = Arc::clone(pool);
    thread::spawn(move || {
        let wait = move || {
            begun.send(()).unwrap();
            closed.recv().unwrap_err();
        };
        actix_web::rt::System::new().block_on(pool.run(wait)).unwrap();
    });
    begins.recv().unwrap();
    Gate { _open: open }
}

/// Takes up all that may wait behind the thread that is held: with a task that nobody waits for any more.
fn fill(pool: &Pool) {
    actix_web::rt::System::new().block_on(async {
        let task = timeout(Duration::ZERO, pool.run(|| ()));
        assert!(task.await.is_err(), "it waits");
        assert_eq!(pool.run(|| ()).await, Err(Busy));
    });
}

fn catalogue(films: u64) -> Snapshot {
    let mut builder = SnapshotBuilder::new(Options::default().setup());
    builder.set_tags((1..=3_000).map(|at| tag(at, &format!("actor-{at}"), TagKind::Actor)).collect());
    playables(201..films).iter().for_each(|film| builder.put(film));
    // Long enough that a list of two hundred is a large answer.
    let desc = Some(text(&"Долго ли, коротко ли. ".repeat(40)));
    playables(1..=200).into_iter().for_each(|film| builder.put(&Film { desc: desc.clone(), ..film }));
    // Without anything scheduled what is ready now would be so for good.
    builder.put(&Film { published: Some(Moment(NOW.0 + 60)), ..playable(films, "Через минуту") });
    builder.build(1, NOW).unwrap()
}

/// A server over the catalogue and the pool.
fn app_with(pool: &Arc<Pool>, catalogue: &Snapshot) -> App {
    let options = Options { pool: Arc::clone(pool), ..Options::default() };
    App::serve(&options, Clock::fixed(NOW), Arc::new(Live::new(Served::new(catalogue.clone(), NOW))))
}

/// Films enough that what is like them is dear to find.
fn joined_ids() -> String {
    (1..=40).map(|id: u8| id.to_string()).collect::<Vec<_>>().join(",")
}

/// What is dear in a large catalogue, by kind.
fn dear() -> Vec<String> {
    let sixteen = ["x"; 16].join("+");
    let ids = joined_ids();
    vec![
        // Long before anything was published.
        "/list/?published_before=7".to_owned(),
        "/list/?published_before=7&sort=random&seed=7".to_owned(),
        format!("/list/?q={sixteen}"),
        format!("/search/?q={sixteen}"),
        format!("/list/similar/?ids={ids}"),
    ]
}

/// What is answered from what is ready, or is small.
const USUAL: [&str; 17] = [
    "/list/",
    "/list/?p=3&sort=title-a",
    "/list/?sort=year-d,rating-kinopoisk-d",
    "/list/?sort=random",
    "/list/?sort=random&seed=7&p=200",
    "/list/?p=300&sort=random,title-a&seed=7",
    "/list/?begin=2019-01-01",
    "/list/?end=2019-01-01&p=9",
    "/list/?q=x",
    "/list/?q=%D1%82%D1%80%D0%B8+%D1%81%D0%BB%D0%BE%D0%B2%D0%B0+%D0%B8+%D0%B5%D1%89%D1%91",
    "/list/?ids=1,2,3&sort=random",
    "/list/similar/?ids=1",
    "/list/recommended/",
    "/film/1/",
    "/upnext/1/1/",
    "/tags/?kind=genre,country",
    "/getfilmsfile/",
];

fn refused(answer: &Answer) -> bool {
    if answer.status != 429 {
        assert_eq!(answer.status, 200, "{}", answer.text());
        return false;
    }
    let (_, parameter, message) = answer.error();
    assert_eq!((parameter, message.as_str()), (None, "too many slow requests at once; try again in 1 s"));
    assert_eq!((answer.header("retry-after"), answer.header("cache-control")), (Some("1"), Some("no-store")));
    true
}

#[test]
fn while_the_pool_is_full_dear_questions_are_refused_and_others_answered() {
    let pool = Arc::new(Pool::start(1, 1).unwrap());
    let app = app_with(&pool, &LARGE);
    let _gate = hold(&pool);
    fill(&pool);
    for url in dear() {
        assert!(refused(&app.get(&url)), "{url}");
        let mut connection = Connection::open(&app);
        connection.send(format!("HEAD {url} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes());
        assert_eq!(connection.receive("HEAD").status, 429, "HEAD {url}");
    }
    for url in USUAL {
        assert!(app.get(url).status < 400, "{url}");
    }
    // What many ask for is made all the same; what is large goes as it is.
    for url in ["/tags/", "/list/?max=200"] {
        let plain = app.get_with(url, &[("Accept-Encoding", "gzip")]);
        assert_eq!((plain.status, plain.header("content-encoding")), (200, None), "{url}");
        assert!(plain.body.len() > 128 * 1024, "{url}");
    }
    assert!(refused(&app.get("/tags/?kind=actor")), "other large answers wait for room");
}

#[test]
fn a_pool_tells_how_busy_it_is() {
    let pool = Arc::new(Pool::start(1, 1).unwrap());
    let idle = PoolReadings { threads: 1, running: 0, waiting: 0, max_waiting: 1, refused: 0 };
    assert_eq!(pool.readings(), idle);
    let gate = hold(&pool);
    assert_eq!(pool.readings(), PoolReadings { running: 1, ..idle.clone() });
    fill(&pool);
    assert_eq!(pool.readings(), PoolReadings { running: 1, waiting: 1, refused: 1, ..idle.clone() });
    drop(gate);
    // The only thread takes the tasks in turn: with the answer to this one all others are done.
    let system = actix_web::rt::System::new();
    while system.block_on(pool.run(|| ())).is_err() {}
    assert_eq!((pool.readings().running, pool.readings().waiting), (0, 0));
}

#[test]
fn what_waits_is_answered_when_its_turn_comes() {
    let pool = Arc::new(Pool::start(1, 1).unwrap());
    let app = app_with(&pool, &LARGE);
    let gate = hold(&pool);
    thread::scope(|scope| {
        let (answers, answered) = channel();
        for limit in 0..3 {
            let (app, answers) = (&app, answers.clone());
            let url = format!("/list/similar/?ids={}&limit={}", joined_ids(), limit + 1);
            scope.spawn(move || answers.send(app.get(&url)).unwrap());
        }
        // Whichever came first waits; there is no room for the others.
        assert!([answered.recv().unwrap(), answered.recv().unwrap()].iter().all(refused));
        assert_eq!(app.get("/list/").status, 200);
        drop(gate);
        assert_eq!(answered.recv().unwrap().status, 200);
    });
    assert_eq!(app.get(&format!("/list/similar/?ids={}", joined_ids())).status, 200, "there is room again");
}

#[test]
fn in_a_small_catalogue_nothing_is_dear() {
    let pool = Arc::new(Pool::start(1, 1).unwrap());
    let app = app_with(&pool, &catalogue(300));
    let _gate = hold(&pool);
    fill(&pool);
    for url in dear() {
        assert_eq!(app.get(&url).status, 200, "{url}");
    }
}

#[test]
fn dear_questions_are_answered_as_others_are() {
    let app = app_with(&Arc::new(Pool::start(1, 8).unwrap()), &LARGE);
    for url in dear() {
        let [first, second] = [app.get(&url), app.get(&url)];
        assert_eq!(first.status, 200, "{url}");
        assert!(first.body == second.body, "{url}");
        let tag = first.header("etag").unwrap();
        assert_eq!(app.get_with(&url, &[("If-None-Match", tag)]).status, 304, "{url}");
    }
    assert_eq!(app.get(&format!("/list/?published_before={}&sort=published-d&max=1", NOW.0 + 60)).list().1, [11_000]);
}

#[test]
fn work_that_nobody_waits_for_is_not_begun_and_a_panic_costs_no_thread() {
    let pool = Arc::new(Pool::start(1, 2).unwrap());
    let gate = hold(&pool);
    let (begun, begins) = channel();
    let system = actix_web::rt::System::new();
    // Asked and given up, as by a client that has gone.
    system.block_on(async {
        assert!(timeout(Duration::ZERO, pool.run(move || begun.send(()).unwrap())).await.is_err());
    });
    drop(gate);
    let panics = Arc::clone(&pool);
    let panicked =
        thread::spawn(move || actix_web::rt::System::new().block_on(panics.run(|| panic!("on purpose"))).unwrap_or(()));
    assert!(panicked.join().is_err(), "the panic comes to who asked");
    assert_eq!(system.block_on(pool.run(|| 7)), Ok::<_, Busy>(7), "the thread goes on");
    assert!(begins.recv().is_err(), "what was given up was thrown away");
}
