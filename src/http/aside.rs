//! A server on threads of its own, for a listener that answers before the others do and after them, or that nobody is to
//! wait behind.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;

use super::routes::Doors;
use super::server::{Hall, Options, Server, ServerError, TakenPort};
use crate::priority::give_way;

/// How it comes by the time of the processors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Like everything else.
    Usual,
    /// It runs where nobody else wants the core.
    Last,
}

/// The server; it ends when it is dropped, without waiting for requests under way.
pub struct Aside {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Aside {
    /// Listens on the port, and returns once requests are answered.
    ///
    /// # Errors
    /// Another program listens there; the machine gives no thread.
    pub fn start(port: TakenPort, turn: Turn, options: Options, house: (Hall, Doors)) -> Result<Self, ServerError> {
        let (tell, told) = mpsc::channel();
        let thread = thread::Builder::new().name(port.listener().name().to_owned()).spawn(move || {
            if turn == Turn::Last {
                // The threads that answer are started by this one.
                give_way();
            }
            let failed = tell.clone();
            // Whoever started it has the answer, and listens no longer than until then.
            let ready = move |listening| drop(tell.send(Ok(listening)));
            let served = Server::on(vec![port]).and_then(|server| server.serve(&options, house, ready));
            if let Err(fault) = served {
                log::error!("{fault}");
                drop(failed.send(Err(fault)));
            }
        });
        let thread = thread.map_err(ServerError::Stopped)?;
        let gone = || ServerError::Stopped(io::ErrorKind::UnexpectedEof.into());
        let listening: super::Listening = told.recv().map_err(|_| gone())??;
        let (_, address) = listening.addresses.into_iter().next().ok_or_else(gone)?;
        Ok(Self { address, handle: listening.handle, thread: Some(thread) })
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it, once requests under way are answered or their time ([`Options::shutdown`]) is over.
    pub fn drain(mut self) {
        self.end(true);
    }

    fn end(&mut self, is_graceful: bool) {
        // Told at once; what it returns only waits for the end, as joining does.
        drop(self.handle.stop(is_graceful));
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("a background thread panicked");
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.end(false);
    }
}
