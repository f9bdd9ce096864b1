//! `afisha serve`

use std::io;
use std::net::Ipv4Addr;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::clock::Clock;
use crate::config::Config;
use crate::exchange::{self, Options};
use crate::http::films_api::FilmsApi;
use crate::http::pool::Pool;
use crate::http::{self, Doors, Hall, Listener, Listening};
use crate::number::to_index;
use crate::query::live::Live;
use crate::refresh::{self, Recorder, Refresh, Served, Spool, Viewers, Worker};
use crate::store::{Asker, DatabaseUrl, Store};

use super::fault::Fault;
use super::output::say;
use super::panics;
use super::settings::{self, Settings};

/// What is said of an empty catalogue.
const EMPTY: &str = "The catalogue is empty: fill it with `afisha import FILE`, or start with --demo. ";

/// Serves the catalogue over the Films API.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on, such as 0.0.0.0:8080.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Load the demo catalogue if the database is empty.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Fault> {
        let config = settings.load(&[("listen", self.listen.clone())])?;
        panics::log_seldom();
        let clock = Clock::system();
        let url = settings::database_to_write(&config)?;
        // Before anything is written: where the port is taken, another server is at work.
        let server = http::Server::bind(&[(Listener::Boxes, config.server.listen)])?;
        let store = Store::create(&url)?;
        let asker = Asker::new(&store);
        for migration in asker.ask_long(Store::migrate)? {
            log::info!("migrated the database: {migration}");
        }
        if self.demo {
            load_demo(&store, &clock)?;
        }
        let live = Arc::new(Live::new(load(&store, &url, &config, &clock)?));
        let viewers = Arc::new(asker.ask_long(Viewers::load)?);
        let flush = config.views.flush;
        let spool = spool(&config, &url);
        let recorder = Recorder::resume(&store, &viewers, flush, spool.clone())?;
        let house = house(&config, clock.clone(), (Arc::clone(&live), Arc::clone(&viewers)))?;
        let worker = Worker::start(Refresh::new(store.clone(), clock, Arc::clone(&live), viewers))?;
        let base = config.server.base_path.clone();
        let served = server.serve(&options(&config), house, |listening| {
            if let Err(fault) = greet(&listening, &base, &live.get()) {
                log::warn!("cannot print the address of the server: {fault}");
            }
        });
        stop(half_of_stopping(&config), recorder, worker, &spool);
        store.close();
        log::info!("stopped");
        Ok(served?)
    }
}

/// Loads the demo catalogue where the database holds no film.
fn load_demo(store: &Store, clock: &Clock) -> Result<(), Fault> {
    if store.count_films()? == 0 {
        let done = exchange::import(store, clock, &[exchange::demo()], Options::default(), &mut |_| {})?;
        log::info!("imported the demo catalogue: {} films", done.films);
    }
    Ok(())
}

/// Loads what is served, and says so.
fn load(store: &Store, url: &DatabaseUrl, config: &Config, clock: &Clock) -> Result<Served, Fault> {
    let began = Instant::now();
    let films = Asker::new(store).ask_long(Store::count_films)?;
    log::info!("loading {films} films from {url}");
    let served = refresh::load(store, settings::setup(config)?, clock)?;
    log::info!("loaded {} films in {} ms", served.snapshot.films(), began.elapsed().as_millis());
    Ok(served)
}

/// Returns the file for views that cannot be written when the server stops.
fn spool(config: &Config, url: &DatabaseUrl) -> Spool {
    let beside = || match url {
        DatabaseUrl::Sqlite(path) => format!("{path}-views").into(),
        DatabaseUrl::Postgres(_) => "afisha-views".into(),
    };
    Spool::at(config.stop.spool.clone().unwrap_or_else(beside))
}

/// Writes the last views, into the file where the database takes none, and ends the threads, within the time.
fn stop(patience: Duration, recorder: Recorder, worker: Worker, spool: &Spool) {
    let until = Instant::now() + patience;
    let left = recorder.stop(until);
    if !left.is_empty() {
        let (count, path) = (left.len(), spool.path().display());
        match spool.write(&left) {
            Ok(()) => log::warn!("{count} views could not be written; they are kept in {path} until the next start"),
            Err(fault) => {
                log::error!(
                    "{count} views are lost: they could not be written to the database or kept in {path}: {fault}"
                )
            }
        }
    }
    if !worker.stop(until) {
        log::warn!("the database has still not answered; stopping without waiting for it");
    }
}

/// Returns how long each half of stopping may take: answers under way, then the last views.
fn half_of_stopping(config: &Config) -> Duration {
    config.stop.limit / 2
}

fn options(config: &Config) -> http::Options {
    http::Options {
        max_connections: to_index(config.server.max_connections),
        max_connections_per_address: config.server.max_connections_per_address,
        shutdown: half_of_stopping(config),
        ..http::Options::new(available_parallelism().map_or(1, NonZero::get))
    }
}

/// Returns the hall and the doors that are open.
fn house(
    config: &Config,
    clock: Clock,
    (live, viewers): (Arc<Live<Served>>, Arc<Viewers>),
) -> io::Result<(Hall, Doors)> {
    let trusted_proxies = config.server.trusted_proxies.clone();
    let hall = Hall { clock, trusted_proxies, pool: Arc::new(Pool::for_machine()?) };
    let films_api = FilmsApi {
        live,
        viewers,
        clock: hall.clock.clone(),
        trusted_proxies: hall.trusted_proxies.clone(),
        time_zone: config.answers.time_zone,
        page_size: config.answers.page_size,
        base_path: config.server.base_path.clone(),
        pool: Arc::clone(&hall.pool),
    };
    Ok((hall, Doors { films_api: Arc::new(films_api) }))
}

/// Prints where the server is and three URLs worth opening.
fn greet(listening: &Listening, base: &str, served: &Served) -> Result<(), Fault> {
    let Some((_, address)) = listening.addresses.first() else { return Ok(()) };
    let mut host = *address;
    if host.ip().is_unspecified() {
        host.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    log::info!("listening on {address}");
    let url = format!("http://{host}{}", base.trim_end_matches('/'));
    let phrase = utf8_percent_encode("матрица", NON_ALPHANUMERIC);
    let films = served.snapshot.films();
    let advice = if films == 0 { EMPTY } else { "" };
    say(format!("Serving {films} films on {address}. {advice}Worth opening:"))?;
    say(format!("  {url}/list/?sort=rating-kinopoisk-d"))?;
    say(format!("  {url}/list/?q={phrase}"))?;
    say(format!("  {url}/tags/?kind=genre,country"))
}
