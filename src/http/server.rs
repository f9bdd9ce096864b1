//! The server: listens, and answers until it is told to stop.

use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt::System;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use thiserror::Error;

use super::middleware::{browser, compression, cors, entity_tag, limits, log, slices};
use super::routes;
use super::state::State;

/// Seconds that answers under way may take once the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 5;

/// Why the server cannot answer: the machine's fault.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; set `listen` to a free address of this machine")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the machine says.
        source: std::io::Error,
    },
    /// Answering stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

/// A server that has begun to listen.
pub struct Listening {
    /// Where it listens.
    pub addresses: Vec<SocketAddr>,
    /// What stops it.
    pub handle: ServerHandle,
}

/// Answers on the address with so many threads until it is told to stop: by the handle, SIGINT or SIGTERM. Port 0
/// takes a free one. `ready` is called once, when requests are answered.
///
/// # Errors
/// The address is taken or not one of this machine; answering stopped by itself.
pub fn serve(
    address: SocketAddr,
    threads: usize,
    state: State,
    ready: impl FnOnce(Listening),
) -> Result<(), ServerError> {
    let state = Data::new(state);
    let app = move || {
        let state = state.clone();
        App::new()
            .wrap(from_fn(entity_tag::entity_tag))
            .wrap(from_fn(compression::compression))
            .wrap(from_fn(limits::limits))
            .wrap(from_fn(browser::browser))
            .wrap(from_fn(cors::cors))
            .wrap(from_fn(log::log))
            .wrap(from_fn(slices::slices))
            .configure(|config| routes::films_api(config, state))
    };
    let refused = |source| ServerError::Listen { address, source };
    System::new().block_on(async move {
        let server = HttpServer::new(app).workers(threads).shutdown_timeout(SHUTDOWN_SECONDS);
        let server = server.bind(address).map_err(refused)?;
        let addresses = server.addrs();
        let running = server.run();
        ready(Listening { addresses, handle: running.handle() });
        running.await.map_err(ServerError::Stopped)
    })
}
