//! `afisha serve`

use std::net::Ipv4Addr;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::clock::Clock;
use crate::config::Config;
use crate::exchange::{self, Options};
use crate::http::state::State;
use crate::http::{self, Listening};
use crate::query::live::Live;
use crate::refresh::{self, Recorder, Refresh, Served, Viewers, Worker};
use crate::store::Store;

use super::fault::Fault;
use super::output::say;
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
        let clock = Clock::system();
        let store = Store::create(&settings::database_to_write(&config)?)?;
        for migration in store.migrate()? {
            log::info!("migrated the database: {migration}");
        }
        let setup = settings::setup(&config)?;
        let mut served = refresh::load(&store, Arc::clone(&setup), &clock)?;
        if self.demo && served.snapshot.films() == 0 {
            let done = exchange::import(&store, &clock, &[exchange::demo()], Options::default(), &mut |_| {})?;
            log::info!("loaded the demo catalogue: {} films", done.films);
            served = refresh::load(&store, setup, &clock)?;
        }
        let live = Arc::new(Live::new(served));
        let viewers = Arc::new(Viewers::load(&store)?);
        let flush = Duration::from_secs(config.views.flush_seconds.into());
        let _recorder = Recorder::start(store.clone(), viewers.queue(), flush)?;
        let state = state(&config, clock.clone(), (Arc::clone(&live), Arc::clone(&viewers)));
        let _worker = Worker::start(Refresh::new(store, clock, Arc::clone(&live), viewers))?;
        let threads = available_parallelism().map_or(1, NonZero::get);
        let base = config.server.base_path.clone();
        http::serve(config.server.listen, threads, state, |listening| {
            if let Err(fault) = greet(&listening, &base, &live.get()) {
                log::warn!("cannot say where the server is: {fault}");
            }
        })?;
        Ok(())
    }
}

fn state(config: &Config, clock: Clock, (live, viewers): (Arc<Live<Served>>, Arc<Viewers>)) -> State {
    State {
        live,
        viewers,
        clock,
        trusted_proxies: config.server.trusted_proxies.clone(),
        time_zone: config.answers.time_zone,
        page_size: u32::from(config.answers.page_size),
        base_path: config.server.base_path.clone(),
    }
}

/// Prints where the server is and three URLs worth opening.
fn greet(listening: &Listening, base: &str, served: &Served) -> Result<(), Fault> {
    let Some(address) = listening.addresses.first() else { return Ok(()) };
    let mut host = *address;
    if host.ip().is_unspecified() {
        host.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let url = format!("http://{host}{}", base.trim_end_matches('/'));
    let phrase = utf8_percent_encode("матрица", NON_ALPHANUMERIC);
    let films = served.snapshot.films();
    let advice = if films == 0 { EMPTY } else { "" };
    say(format!("Serving {films} films on {address}. {advice}Worth opening:"))?;
    say(format!("  {url}/list/?sort=rating-kinopoisk-d"))?;
    say(format!("  {url}/list/?q={phrase}"))?;
    say(format!("  {url}/tags/?kind=genre,country"))
}
