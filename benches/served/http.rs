//! Requests a second over HTTP: the busy question over 100,000 films against a fixed body of the same size.
//!
//! Both are served in this process by actix-web on one thread each, without an answer cache; the same clients ask
//! first the one, then the other, round after round, over connections that stay open. What is printed is the ratio,
//! round by round: it holds where absolute figures drift with the machine. The fixed body is served without our
//! middleware, so the ratio charges the answer with everything that we do for it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

use crate::client::{Connection, get};
use crate::serve;

const QUESTION: &str = "/list/?tag=genre-0,country-0,quality-0&sort=year-d,rating-kinopoisk-d";
const CLIENTS: usize = 4;
const ROUNDS: usize = 12;
const ROUND: Duration = Duration::from_millis(1500);

pub(crate) fn bench() {
    let ours = serve(1);
    let (_, body) = Connection::open(ours).unwrap().fetch(&get(QUESTION)).unwrap();
    let fixed = serve_fixed(Bytes::from(body.clone()));
    println!("an answer has {} bytes", body.len());
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let (a, b) = (rate(ours, QUESTION), rate(fixed, "/"));
        println!("round {round:2}: question {a:6.0}/s, fixed body {b:6.0}/s, ratio {:.3}", a / b);
        ratios.push(a / b);
    }
    ratios.sort_by(f64::total_cmp);
    println!("ratio: median {:.3}, min {:.3}, max {:.3}", ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

fn serve_fixed(body: Bytes) -> SocketAddr {
    let (ready, listening) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || {
                let body = body.clone();
                let answer = move || {
                    let body = body.clone();
                    async move { HttpResponse::Ok().content_type("application/xml; charset=utf-8").body(body) }
                };
                App::new().route("/", web::get().to(answer))
            };
            let server = HttpServer::new(app).workers(1).bind("127.0.0.1:0").unwrap();
            ready.send(server.addrs()[0]).unwrap();
            server.run().await.unwrap();
        });
    });
    listening.recv().unwrap()
}

/// Asks from all clients for one round; returns the answers a second.
fn rate(address: SocketAddr, path: &str) -> f64 {
    let (stop, answers) = (AtomicBool::new(false), AtomicU64::new(0));
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let (mut connection, request) = (Connection::open(address).unwrap(), get(path));
                while !stop.load(Ordering::Relaxed) {
                    connection.fetch(&request).unwrap();
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        thread::sleep(ROUND);
        stop.store(true, Ordering::Relaxed);
    });
    f64::from(u32::try_from(answers.into_inner()).unwrap()) / began.elapsed().as_secs_f64()
}
