//! `afisha serve`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZero, NonZeroU32};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::answer_cache::AnswerCache;
use crate::clock::Clock;
use crate::config::Config;
use crate::exchange::{self, ImportOptions};
use crate::http::films_api::FilmsApi;
use crate::http::ops::{Ops, Serving};
use crate::http::pool::Pool;
use crate::http::{self, Aside, Doors, Hall, Listener, Listening, Signalled, Stopping, TakenPort, Turn};
use crate::number::to_index;
use crate::query::live::Live;
use crate::refresh::peers::PeerWorker;
use crate::refresh::{self, Recorder, Refresh, Served, Spool, Viewers, Worker};
use crate::store::{Asker, DatabaseUrl, Store};

use super::demo;
use super::downloader_door::DownloaderDoor;
use super::fault::CommandError;
use super::memory::{Memory, Settling};
use super::output::say;
use super::panics;
use super::peer::reading;
use super::peering::Peering;
use super::settings::{self, Settings};
use super::way_in::{self, WayIn};

/// What is said of an empty catalogue.
const EMPTY: &str = "The catalogue is empty: fill it with `afisha import FILE`, or start with --demo. ";

/// The most connections of whoever looks at the server's health.
const MAX_OPS_CONNECTIONS: usize = 64;

/// Serves the catalogue over the Films API.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on, such as 0.0.0.0:8080.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Address and port of /healthz, /readyz and /metrics; empty: none.
    #[arg(long, value_name = "ADDRESS")]
    ops_listen: Option<String>,
    /// Load the demo catalogue if the database is empty, and turn on the Registry and the token service, with the
    /// application `demo`, unless the settings have their own.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) fn run(&self, settings: &Settings, memory: Memory) -> Result<(), CommandError> {
        let flags = [("listen", self.listen.clone()), ("ops_listen", self.ops_listen.clone())];
        let mut config = settings.load(&flags)?;
        if self.demo {
            demo::turn_on(&mut config)?;
        }
        panics::log_seldom();
        let clock = Clock::system();
        let url = settings::database_to_write(&config)?;
        // Before anything is written: where the port is taken, another server is at work.
        let peers = Peering::address(&config).map(|address| (Listener::Peers, address));
        let listeners: Vec<_> = [(Listener::Boxes, config.server.listen)].into_iter().chain(peers).collect();
        let server = http::Server::bind(&listeners)?;
        let downloaders =
            DownloaderDoor::address(&config).map(|address| TakenPort::take(Listener::Btn, address)).transpose()?;
        let hall = hall(&config, clock.clone())?;
        let signalled = Signalled { stopping: Stopping::default(), notice: notice(&config) };
        let traffic = Arc::clone(&hall.traffic);
        let ops = Arc::new(Ops::new(clock.clone(), traffic, signalled.stopping.clone(), panics::count));
        // From here on until the end, whatever the database does.
        let aside = open_ops(&config, &hall, &ops)?;
        let store = Store::create(&url)?;
        let asker = Asker::new(&store);
        for migration in asker.ask_long(Store::migrate)? {
            log::info!("migrated the database: {migration}");
        }
        ops.database_answers();
        if self.demo {
            load_demo(&store, &clock)?;
        }
        let (served, took) = load(&store, &url, &config, &clock)?;
        let live = Arc::new(Live::new(served));
        let viewers = Arc::new(asker.ask_long(Viewers::load)?);
        (memory.give_back)();
        let settling = Settling::start(memory.settle);
        let spool = spool(&config, &url);
        let recorder = Recorder::resume(&store, &viewers, config.views.flush, spool.clone())?;
        let public_url = public_url(&config, &server)?;
        let way_in = WayIn::start(&config, public_url.as_ref(), (&store, &clock, &viewers))?;
        let refresh = Refresh::new(store.clone(), clock.clone(), Arc::clone(&live), Arc::clone(&viewers));
        let status = refresh.status();
        status.loaded(took, clock.now());
        let peering = Peering::start(&config, &hall, &store)?;
        let worker = Worker::start(match &peering {
            Some(peering) => refresh.with_bases(Arc::clone(&peering.bases)),
            None => refresh,
        })?;
        let reading = reading::start(&config, &store, clock.clone())?;
        let downloaders = DownloaderDoor::start(&config, &hall, &store, downloaders)?;
        let counts = downloaders.counts();
        let peers = peering.as_ref().map(|peering| Arc::clone(&peering.api));
        let gate = peers.as_ref().map(|api| Arc::clone(&api.gate));
        let read_peers = reading.as_ref().map(PeerWorker::board);
        let doors = doors(&config, &hall, (Arc::clone(&live), Arc::clone(&viewers)), &way_in);
        let doors = Doors { peer_api: peers, ..doors };
        let answers = doors.films_api.as_ref().and_then(|api| api.answers.clone());
        let pool = Arc::clone(&hall.pool);
        let served = server.serve(&options(&config, signalled), (hall, doors), |listening| {
            let greeted = greet(&listening, &config.server.base_path, &live.get(), aside.as_ref().map(Aside::address));
            if let Err(fault) = greeted {
                log::warn!("cannot print the address of the server: {fault}");
            }
            let (peers, downloaders) = (read_peers, counts);
            ops.serve(Serving { live, viewers, status, pool, answers, gate, peers, downloaders });
        });
        stop(half_of_stopping(&config), recorder, (worker, way_in, peering, reading, downloaders), &spool);
        store.close();
        drop((aside, settling));
        log::info!("stopped");
        Ok(served?)
    }
}

/// Opens the door of operations, where settings have a port for it.
fn open_ops(config: &Config, hall: &Hall, ops: &Arc<Ops>) -> Result<Option<Aside>, CommandError> {
    let Some(address) = config.operations.listen else { return Ok(None) };
    let options = http::Options { max_connections: MAX_OPS_CONNECTIONS, signalled: None, ..http::Options::new(1) };
    let doors = Doors { ops: Some(Arc::clone(ops)), ..Doors::default() };
    let port = TakenPort::take(Listener::Ops, address)?;
    let aside = Aside::start(port, Turn::Usual, options, (hall.clone(), doors))?;
    log::info!("health and metrics on {}", aside.address());
    Ok(Some(aside))
}

/// Returns the URL under which boxes reach the server. Without the setting, which the Registry needs outside the demo, it
/// is the server's address on this machine.
fn public_url(config: &Config, server: &http::Server) -> Result<Option<Url>, CommandError> {
    match &config.server.public_url {
        Some(url) => Ok(Some(url.clone())),
        None => Ok(server.addresses()?.first().and_then(|address| way_in::local_url(*address, config))),
    }
}

/// Loads the demo catalogue where the database holds no film.
fn load_demo(store: &Store, clock: &Clock) -> Result<(), CommandError> {
    if store.count_films()? == 0 {
        let done = exchange::import(store, clock, &[exchange::demo()], ImportOptions::default(), &mut |_| {})?;
        log::info!("imported the demo catalogue: {} films", done.films);
    }
    Ok(())
}

/// Loads what is served, and says so; returns how long it took, too.
fn load(store: &Store, url: &DatabaseUrl, config: &Config, clock: &Clock) -> Result<(Served, Duration), CommandError> {
    let began = Instant::now();
    let films = Asker::new(store).ask_long(Store::count_films)?;
    log::info!("loading {films} films from {url}");
    let served = refresh::load(store, settings::setup(config)?, clock)?;
    let took = began.elapsed();
    log::info!("loaded {} films in {} ms", served.snapshot.films(), took.as_millis());
    Ok((served, took))
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
fn stop(
    patience: Duration,
    recorder: Recorder,
    (worker, way_in, peering, reading, downloaders): (
        Worker,
        WayIn,
        Option<Peering>,
        Option<PeerWorker>,
        DownloaderDoor,
    ),
    spool: &Spool,
) {
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
    let ended = [
        worker.stop(until),
        way_in.stop(until),
        peering.is_none_or(|peering| peering.stop(until)),
        reading.is_none_or(|reading| reading.stop(until)),
        downloaders.stop(until),
    ];
    if ended.contains(&false) {
        log::warn!("the database has still not answered; stopping without waiting for it");
    }
}

/// Returns how long each half of stopping may take: answers under way, then the last views.
fn half_of_stopping(config: &Config) -> Duration {
    config.stop.limit / 2
}

/// Returns how long load balancers get to notice that the server stops: nothing where they cannot see it.
fn notice(config: &Config) -> Duration {
    config.operations.listen.map_or(Duration::ZERO, |_| config.stop.notice)
}

fn options(config: &Config, signalled: Signalled) -> http::Options {
    http::Options {
        max_connections: to_index(config.server.max_connections),
        max_connections_per_address: config.server.max_connections_per_address,
        shutdown: half_of_stopping(config),
        signalled: Some(signalled),
        ..http::Options::new(available_parallelism().map_or(1, NonZero::get))
    }
}

/// Returns what all doors share.
fn hall(config: &Config, clock: Clock) -> Result<Hall, CommandError> {
    Ok(Hall {
        clock,
        trusted_proxies: config.server.trusted_proxies.clone(),
        pool: Arc::new(Pool::for_machine()?),
        traffic: Arc::new(http::traffic(&settings::devices(config)?)),
    })
}

/// Returns the doors of the clients that are open.
fn doors(config: &Config, hall: &Hall, (live, viewers): (Arc<Live<Served>>, Arc<Viewers>), way_in: &WayIn) -> Doors {
    let films_api = FilmsApi {
        live,
        viewers,
        clock: hall.clock.clone(),
        trusted_proxies: hall.trusted_proxies.clone(),
        time_zone: config.answers.time_zone,
        page_size: page_size(config),
        base_path: config.server.base_path.clone(),
        version_paths: config.server.version_paths.values().cloned().collect(),
        pool: Arc::clone(&hall.pool),
        answers: AnswerCache::of_megabytes(config.answers.answer_cache_mb).map(Arc::new),
    };
    let (registry, auth) = (way_in.registry.clone(), way_in.auth.clone());
    Doors { films_api: Some(Arc::new(films_api)), registry, auth, ..Doors::default() }
}

#[expect(clippy::expect_used, reason = "the setting is read as a number from 1 on")]
fn page_size(config: &Config) -> NonZeroU32 {
    NonZeroU32::new(config.answers.page_size).expect("a page of films has one at least")
}

/// Prints where the server is, three URLs worth opening, and where its health is seen.
fn greet(listening: &Listening, base: &str, served: &Served, ops: Option<SocketAddr>) -> Result<(), CommandError> {
    let Some((_, address)) = listening.addresses.first() else { return Ok(()) };
    log::info!("listening on {address}");
    for (listener, address) in &listening.addresses {
        if *listener == Listener::Peers {
            log::info!("the Peer API is served on {address}");
        }
    }
    let url = format!("http://{}{}", reachable(*address), base.trim_end_matches('/'));
    let phrase = utf8_percent_encode("матрица", NON_ALPHANUMERIC);
    let films = served.snapshot.films();
    let advice = if films == 0 { EMPTY } else { "" };
    say(format!("Serving {films} films on {address}. {advice}Worth opening:"))?;
    say(format!("  {url}/list/?sort=rating-kinopoisk-d"))?;
    say(format!("  {url}/list/?q={phrase}"))?;
    say(format!("  {url}/tags/?kind=genre,country"))?;
    match ops {
        Some(ops) => say(format!("Health and metrics: http://{0}/readyz and http://{0}/metrics", reachable(ops))),
        None => Ok(()),
    }
}

/// Returns an address that a browser on this machine can open.
pub(super) fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
