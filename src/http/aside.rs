//! A server on a thread of its own, for a listener that answers before the others do and after them.

use std::io;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;

use super::routes::{Doors, Listener};
use super::server::{Hall, Options, Server, ServerError};

/// The server; it ends when it is dropped.
pub struct Aside {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Aside {
    /// Listens on the address, and returns once requests are answered.
    ///
    /// # Errors
    /// The address is taken or not one of this machine.
    pub fn start(
        listener: Listener,
        address: SocketAddr,
        options: Options,
        house: (Hall, Doors),
    ) -> Result<Self, ServerError> {
        let (tell, told) = mpsc::channel();
        let thread = thread::Builder::new().name(listener.name().to_owned()).spawn(move || {
            let failed = tell.clone();
            // Whoever started it has the answer, and listens no longer than until then.
            let ready = move |listening| drop(tell.send(Ok(listening)));
            let served = Server::bind(&[(listener, address)]).and_then(|server| server.serve(&options, house, ready));
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
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Told at once; what it returns only waits for the end, as joining does.
        drop(self.handle.stop(false));
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("a background thread panicked");
        }
    }
}
