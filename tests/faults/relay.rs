//! A relay to a PostgreSQL server that can swallow whatever passes: a network that goes silent without closing anything.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The relay, for as long as the test program runs.
pub struct Relay {
    port: u16,
    silent: Arc<AtomicBool>,
}

impl Relay {
    /// Relays a port of loopback to the socket that the URL names.
    pub fn to(url: &str) -> Self {
        let socket = url.split('@').nth(1).unwrap().split('/').next().unwrap().replace("%2F", "/");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, silent) = (listener.local_addr().unwrap().port(), Arc::new(AtomicBool::new(false)));
        let swallow = Arc::clone(&silent);
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let Ok(server) = UnixStream::connect(format!("{socket}/.s.PGSQL.5432")) else { continue };
                both_ways(&client, &server, &swallow);
            }
        });
        Self { port, silent }
    }

    /// Returns the URL of a database behind the relay. Two seconds are the least that libpq waits.
    pub fn url(&self, url: &str) -> String {
        let database = url.rsplit('/').next().unwrap();
        format!("postgres://afisha@127.0.0.1:{}/{database}?connect_timeout=2", self.port)
    }

    /// Swallows everything from now on, or lets new connections pass. What was swallowed stays so.
    pub fn set_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::SeqCst);
    }
}

fn both_ways(client: &TcpStream, server: &UnixStream, silent: &Arc<AtomicBool>) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let swallow = Arc::clone(silent);
    thread::spawn(move || {
        pass(&mut from, &mut to, &swallow);
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let swallow = Arc::clone(silent);
    thread::spawn(move || {
        pass(&mut from, &mut to, &swallow);
        let _ = to.shutdown(Shutdown::Both);
    });
}

fn pass(from: &mut impl Read, to: &mut impl Write, silent: &AtomicBool) {
    let mut bytes = [0; 4096];
    while let Ok(read) = from.read(&mut bytes) {
        let swallowed = silent.load(Ordering::SeqCst);
        if read == 0 || (!swallowed && to.write_all(&bytes[..read]).is_err()) {
            return;
        }
    }
}
