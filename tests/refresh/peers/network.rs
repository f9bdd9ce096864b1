//! Five catalogues as each other's peers, over real doors and real clients, with clocks 50 seconds apart; one lies, one is
//! killed while it reads and while it is read.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use afisha::catalog::{Film, InfoHash, Moment, Series};
use afisha::clock::Clock;
use afisha::limiting::RateLimit;
use afisha::peer::client::{ClientOptions, PeerClient, PeerUrl, Trust};
use afisha::peer::{PeerKeyId, PeerName, PeerSecret};
use afisha::query::live::Live;
use afisha::refresh::peers::{PassFault, PassLimits, PassReport, PeerSync};
use afisha::refresh::{self, Bases, Refresh, Viewers};
use afisha::store::{Asker, LEASE_SECONDS, LeaseClaim, NewPeer, PeerRecord, Store};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text as SqlText};
use serde_json::{Value, json};

use super::{PATIENCE, SkippingTimer, terms};
use crate::refresh::put;
use crate::support::app::Options;
use crate::support::catalogue::{playable, serie, text};
use crate::support::database::Database;
use crate::support::peer_server::{self, Exported, Reply};
use crate::support::peering::{self, KEY_ID, SECRET, START};

/// The catalogue that lies, and the one that is killed.
const LIAR: usize = 4;
const KILLED: usize = 2;
/// By how many seconds each clock is ahead.
const AHEAD: [i64; 5] = [0, 50, 0, -50, 0];
const HOUR: i64 = 3_600;
/// The true torrents of the one that lies.
const LIARS: [u8; 2] = [200, 201];

/// What is known of a torrent: who told of it.
type Known = BTreeMap<(String, String), BTreeSet<String>>;

/// One of the catalogues.
struct Node {
    number: usize,
    database: Database,
    store: Store,
    asker: Asker,
    refresh: Refresh,
    bases: Arc<Bases>,
    door: Option<peering::PeerServer>,
    clock: Clock,
    films: BTreeSet<u8>,
}

impl Node {
    /// Half of them have SQLite, the others PostgreSQL where there is one.
    fn new(number: usize) -> Self {
        let postgres = (number % 2 == 1).then(Database::postgres).flatten();
        let database = postgres.unwrap_or_else(Database::sqlite);
        let clock = Clock::fixed(Moment(START + AHEAD[number]));
        let store = database.store().with_clock(clock.clone());
        let served = refresh::load(&store, Options::default().setup(), &clock).unwrap();
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let bases = Arc::new(Bases::new(&store));
        let refresh = Refresh::new(store.clone(), clock.clone(), Arc::new(Live::new(served)), viewers);
        let refresh = refresh.with_bases(Arc::clone(&bases));
        let films = BTreeSet::new();
        let mut node =
            Self { number, asker: Asker::new(&store), database, store, refresh, bases, door: None, clock, films };
        node.open();
        node
    }

    /// Opens its door, at another port than before.
    fn open(&mut self) {
        let limit = RateLimit { requests: 10_000, window_seconds: 10 };
        let key = afisha::peer::PeerKey { limit, ..peering::key() };
        let door = peering::PeerServer::over(key, self.bases.clone());
        door.clock.set(self.clock.now());
        self.door = Some(door);
    }

    fn url(&self) -> String {
        format!("http://{}", self.door.as_ref().unwrap().address)
    }

    fn pass_time(&self, seconds: i64) {
        self.clock.set(Moment(self.clock.now().0 + seconds));
        if let Some(door) = &self.door {
            door.clock.set(self.clock.now());
        }
    }

    /// Adds a film with one torrent for each of these numbers.
    fn add(&mut self, numbers: impl IntoIterator<Item = u8>) {
        let films: Vec<Film> = numbers.into_iter().map(|number| carrier(number, self.number)).collect();
        self.films.extend(films.iter().map(|film| u8::try_from(film.id.get()).unwrap()));
        put(&self.store, &films);
        self.refresh.advance();
        self.refresh.reload().unwrap();
        self.refresh.follow_private_base().unwrap();
    }

    /// Reads another catalogue from now on.
    fn know(&self, other: usize, url: &str) {
        let terms = terms(url.to_owned(), Moment(START));
        let new = NewPeer { name: name(other), terms };
        if !self.store.change_peer(&new).unwrap() {
            self.store.add_peer(&new, self.clock.now()).unwrap().unwrap();
        }
        self.database.execute("UPDATE peers SET page_size = 3");
    }

    fn record(&self, other: usize) -> PeerRecord {
        self.store.peer(&name(other)).unwrap().unwrap()
    }

    /// Runs a pass over another one, or what is left of one; `each` sees every page, and may panic as if it was killed.
    fn read(&self, other: usize, each: &mut dyn FnMut(&PassReport)) -> Option<Result<PassReport, PassFault>> {
        let record = self.record(other);
        let claim = LeaseClaim { node: "test", ..LeaseClaim::default() };
        let leased = self.store.take_peer_lease(record.id, &claim, self.clock.now()).unwrap();
        let url = PeerUrl::new(&record.terms.url, true, true).unwrap();
        let options = ClientOptions { allow_private: true, patience: PATIENCE, ..ClientOptions::default() };
        let key = (PeerKeyId::new(KEY_ID).unwrap(), PeerSecret::new(SECRET));
        let client = PeerClient::new(url, key, options, &Trust::load(None).unwrap(), self.clock.clone());
        let timer = SkippingTimer::default();
        let limits = PassLimits { full_days: 7, max_items: 1_000_000 };
        let sync = PeerSync { asker: &self.asker, clock: &self.clock, timer: &timer, limits };
        let run = || sync.run(leased.expect("nobody else works on it"), &client, false, each);
        catch_unwind(AssertUnwindSafe(run)).ok()
    }

    /// Returns every row that peers told of: hash and name, and who told.
    fn known(&self) -> Known {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Binary)]
            info_hash: Vec<u8>,
            #[diesel(sql_type = SqlText)]
            title: String,
            #[diesel(sql_type = SqlText)]
            name: String,
        }
        let question = "SELECT t.info_hash, t.title, p.name FROM public_torrents t \
                        JOIN public_sources s ON s.info_hash = t.info_hash JOIN peers p ON p.id = s.peer_id";
        let rows: Vec<Row> = diesel::sql_query(question).load(&mut self.database.raw()).unwrap();
        let mut known = Known::new();
        for row in rows {
            let hash = InfoHash::from_bytes(&row.info_hash).unwrap().to_string();
            assert!(known.entry((hash, row.title)).or_default().insert(row.name), "none is there twice");
        }
        known
    }

    /// Returns the hashes that it exports, as a peer is told them.
    fn exported(&self, by: &Self) -> BTreeSet<String> {
        let now = self.clock.now().0;
        let ask = peering::SignedAsk::at("/api/peer/private/export", r#"{"limit":2000}"#, SECRET, now);
        let page = peering::opened(&self.door.as_ref().unwrap().ask(&ask));
        assert_eq!(page["next_cursor"], Value::Null, "asked by {}", by.number);
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["info_hash"].as_str().unwrap().to_owned()).collect()
    }
}

fn name(number: usize) -> PeerName {
    PeerName::new(&format!("node {number}")).unwrap()
}

fn hash(number: u8) -> String {
    format!("{number:02x}").repeat(20)
}

/// The name of a torrent, which each catalogue gives otherwise.
fn title(number: u8, owner: usize) -> String {
    format!("Film.{number}.2001.720p.of.{owner}")
}

fn carrier(number: u8, owner: usize) -> Film {
    let mut item = serie(1);
    item.magnet = Some(text(&format!("magnet:?xt=urn:btih:{}&dn={}", hash(number), title(number, owner))));
    Film { items: Series::new(vec![item]).unwrap(), ..playable(number.into(), &format!("Фильм {number}")) }
}

/// A catalogue that tells true torrents on its first page, among some that are not fit, and then goes in circles.
fn liar(clock: &Clock) -> peer_server::PeerServer {
    let server = peer_server::PeerServer::start(clock, Vec::new());
    let true_ones = LIARS.map(|number| Exported { hash: hash(number), created: START - HOUR }.item());
    let mut items = true_ones.to_vec();
    items.push(json!({ "info_hash": "no hash", "raw_title": "x", "size": 1, "created_at": 5 }));
    server.behave(move |_, number| match number % 4 {
        0 => Reply::Object(json!({ "items": items, "next_cursor": "a", "count": 3 })),
        1 => Reply::Object(json!({ "items": [true_ones[0]], "next_cursor": "a", "count": 1 })),
        2 => Reply::Raw(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec()),
        _ => Reply::Cut(40),
    });
    server
}

/// Lets each of the nodes read those that it knows, three times; `known` says whom.
fn pass_three_times(knows: [&[usize]; 5]) {
    let mut nodes: Vec<Node> = (0..5).map(Node::new).collect();
    let liar = liar(&nodes[LIAR].clock);
    for number in 0..5_u8 {
        // Some are in two catalogues under different names.
        let first = number * 20 + 1;
        nodes[usize::from(number)].add(first..first + 23);
    }
    for pass in 0..3_u8 {
        for reader in 0..5 {
            for &other in knows[reader] {
                let url = if other == LIAR { liar.url() } else { nodes[other].url() };
                nodes[reader].know(other, &url);
                // What comes when others have read this one already, until the last pass.
                if other != LIAR && reader != KILLED && pass < 2 {
                    nodes[other].add([160 + pass * 10 + reader as u8]);
                }
                read(&mut nodes, (reader, other), pass);
                if other == LIAR {
                    liar.asked();
                }
            }
        }
        nodes.iter().for_each(|node| node.pass_time(HOUR));
    }
    for reader in 0..5 {
        let mut expected = BTreeMap::<String, BTreeSet<String>>::new();
        for &other in knows[reader] {
            let told: &BTreeSet<u8> = if other == LIAR { &LIARS.into() } else { &nodes[other].films };
            for number in told {
                expected.entry(hash(*number)).or_default().insert(name(other).to_string());
            }
        }
        let known = nodes[reader].known();
        let told: BTreeMap<String, BTreeSet<String>> =
            known.iter().map(|((hash, _), by)| (hash.clone(), by.clone())).collect();
        assert_eq!(told, expected, "{reader}");
        // Names are those that one of its owners gave it.
        for ((hash, title), by) in &known {
            let owner = |name: &String| name.rsplit(' ').next().unwrap().parse::<usize>().unwrap();
            let number = u8::from_str_radix(&hash[..2], 16).unwrap();
            let given = |name: &String| owner(name) == LIAR || *title == self::title(number, owner(name));
            assert!(by.iter().any(given), "{title} of {by:?}");
        }
        let own: BTreeSet<String> = nodes[reader].films.iter().map(|number| hash(*number)).collect();
        assert_eq!(nodes[reader].exported(&nodes[reader]), own, "nothing that was told is told again");
    }
}

/// Reads one peer to the end of its pass.
fn read(nodes: &mut [Node], (reader, other): (usize, usize), pass: u8) {
    if reader == KILLED {
        // Killed after the first page, again and again: each run goes on where the last one ended.
        for _ in 0..2 {
            let killed = nodes[reader].read(other, &mut |report| assert!(report.pages < 1, "killed"));
            if !matches!(killed, None | Some(Err(_))) {
                return;
            }
            nodes.iter().for_each(|node| node.pass_time(LEASE_SECONDS));
        }
    }
    if other == KILLED {
        // Its program is killed while it is read, and comes back elsewhere.
        let door = nodes[other].door.take();
        let mut door = Some(door);
        let cut = nodes[reader].read(other, &mut |_| drop(door.take()));
        drop(door);
        nodes[other].open();
        let url = nodes[other].url();
        nodes[reader].know(other, &url);
        if matches!(cut, Some(Ok(_))) {
            return;
        }
    }
    let done = nodes[reader].read(other, &mut |_| {}).unwrap();
    if other == LIAR {
        let fault = done.unwrap_err();
        assert!(matches!(fault, PassFault::Guard(_) | PassFault::Client(_)), "{fault:?}");
    } else {
        let report = done.unwrap_or_else(|fault| panic!("{reader} reads {other} in pass {pass}: {fault}"));
        assert!(pass == 0 || report.imported < 10, "little moves after the first pass: {report:?}");
    }
}

#[test]
fn five_in_a_ring_know_their_neighbours_torrents_and_nothing_else() {
    pass_three_times([&[1, 4], &[2, 0], &[3, 1], &[4, 2], &[0, 3]]);
}

#[test]
fn five_in_a_star_know_what_its_middle_has_and_the_middle_all() {
    pass_three_times([&[1, 2, 3, 4], &[0], &[0], &[0], &[0]]);
}
