//! Operations: health, readiness and metrics, over a server on a port of its own.

mod exposition;
mod health;
mod requests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use afisha::clock::Clock;
use afisha::http::ops::{Ops, Serving};
use afisha::http::{Aside, Doors, Listener, Options as HttpOptions, Stopping, TakenPort, Turn};
use afisha::peer::Gatekeeper;
use afisha::query::live::Live;
use afisha::refresh::{RefreshStatus, Served};

use crate::support::app::{App, Options};
use crate::support::catalogue::NOW;
use crate::support::http::{self, Answer};

/// What the tests of one thread panicked: nothing does.
static PANICS: AtomicU64 = AtomicU64::new(3);

/// A server of the Films API, and its operations.
struct Watched {
    app: App,
    ops: Arc<Ops>,
    stopping: Stopping,
    aside: Aside,
    status: Arc<RefreshStatus>,
    options: Options,
}

impl Watched {
    /// A server that has just been started: nothing is served yet as far as its operations know.
    fn starting(options: Options, films: &[afisha::catalog::Film]) -> Self {
        Self::of(App::with(&options, Vec::new(), films), options)
    }

    fn of(app: App, options: Options) -> Self {
        let (stopping, clock) = (Stopping::default(), app.clock.clone());
        let ops = Ops::new(clock, Arc::clone(&app.traffic), stopping.clone(), || PANICS.load(Ordering::SeqCst));
        let ops = Arc::new(ops);
        let (mut hall, _) = options.doors(Clock::fixed(NOW), Arc::clone(&app.live));
        hall.traffic = Arc::clone(&app.traffic);
        let doors = Doors { ops: Some(Arc::clone(&ops)), ..Doors::default() };
        let http = HttpOptions { signalled: None, max_connections: 7, ..HttpOptions::new(1) };
        let port = TakenPort::take(Listener::Ops, "127.0.0.1:0".parse().unwrap()).unwrap();
        let aside = Aside::start(port, Turn::Usual, http, (hall, doors)).unwrap();
        Self { app, ops, stopping, aside, status: Arc::default(), options }
    }

    /// A server that is ready.
    fn ready(options: Options, films: &[afisha::catalog::Film]) -> Self {
        let watched = Self::starting(options, films);
        watched.serve(Arc::clone(&watched.app.live));
        watched
    }

    fn serve(&self, live: Arc<Live<Served>>) {
        self.ops.database_answers();
        let (viewers, pool) = (Arc::clone(&self.options.viewers), Arc::clone(&self.options.pool));
        let gate = Some(Arc::new(Gatekeeper::new(true)));
        let (peers, answers) = (Some(Arc::default()), self.options.answers.clone());
        let gate_of_downloaders = afisha::btn::BtnGate::new(afisha::btn::ServerKey::parse(&"5".repeat(64)).unwrap());
        let downloaders = Arc::new(OnceLock::from(afisha::http::ops::DownloaderCounts {
            gate: Arc::new(gate_of_downloaders),
            taken: Arc::default(),
            board: afisha::refresh::ListBoard::default(),
        }));
        let status = Arc::clone(&self.status);
        self.ops.serve(Serving { live, viewers, status, pool, answers, gate, peers, downloaders });
    }

    fn get(&self, url: &str) -> Answer {
        http::send(self.aside.address(), &format!("GET {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
    }

    /// Returns the page of metrics.
    fn metrics(&self) -> String {
        let answer = self.get("/metrics");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        answer.text().to_owned()
    }

    /// Returns the series whose names begin so, without comments.
    fn series(&self, name: &str) -> Vec<String> {
        self.metrics().lines().filter(|line| line.starts_with(name)).map(str::to_owned).collect()
    }
}
