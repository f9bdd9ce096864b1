//! The server over real sockets: `cargo bench --bench served`. A part by itself: `cargo bench --bench served -- http`; one
//! kind of slow request: `cargo bench --bench served -- "load/page 3000"`. The head of each part says what it measures.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench prints its figures and fails by panicking"
)]

mod btn;
#[path = "../catalogue/mod.rs"]
mod catalogue;
mod client;
mod edits;
mod http;
mod load;
mod neighbour;
#[path = "../parts.rs"]
mod parts;
mod pass;
mod peers;
mod program;
mod scale;

use std::env;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use afisha::http::{Listener, Listening, Options, Server};

use catalogue::{generate, setup};
use parts::Part;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: heap::MiMalloc = heap::MiMalloc;

fn main() {
    if let Ok(url) = env::var(edits::EDITED) {
        edits::change_popularity(&url);
        return;
    }
    let filter = parts::filter();
    let figures = filter.as_deref().and_then(|filter| filter.split_once('/')).map_or("", |(_, figures)| figures);
    let parts: [Part<fn(&str)>; 6] = [
        ("http", |_| http::bench()),
        ("load", load::bench),
        ("scale", |_| scale::bench()),
        ("edits", |_| edits::bench()),
        ("peers", peers::bench),
        ("btn", btn::bench),
    ];
    for (_, bench) in parts::wanted(&parts, filter.as_deref()) {
        bench(figures);
    }
}

/// Serves the made-up catalogue with so many threads until the program ends; returns where.
fn serve(threads: usize) -> SocketAddr {
    let doors = setup::doors(setup::snapshot(generate::FILMS));
    let (ready, listening) = mpsc::channel();
    thread::spawn(move || {
        let ready = |now: Listening| ready.send(now.addresses[0].1).unwrap();
        let server = Server::bind(&[(Listener::Boxes, "127.0.0.1:0".parse().unwrap())]).unwrap();
        server.serve(&Options::new(threads), doors, ready).unwrap();
    });
    listening.recv().unwrap()
}
