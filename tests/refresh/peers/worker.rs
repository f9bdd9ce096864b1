//! The threads that ask peers on schedule.

use std::time::{Duration, Instant};

use afisha::catalog::Moment;
use afisha::peer::{PeerName, Vault};
use afisha::refresh::peers::{PassLimits, PeerAccess, PeerWorker, PeerWorkerOptions};
use afisha::store::NewPeer;
use chrono_tz::Tz;

use super::{Desk, MASTER, NOW, expected, exported, terms};
use crate::support::database::on_both_databases;
use crate::support::peer_server::{PeerServer, Reply};

const LONG_AGO: i64 = NOW.0 - 1_000;
/// An hour and the longest delay.
const LATER: i64 = 3_600 + 300;

fn start(desk: &Desk<'_>) -> PeerWorker {
    let access = PeerAccess { vault: Vault::new(MASTER).unwrap(), ca_file: None };
    let options =
        PeerWorkerOptions { zone: Tz::UTC, access, limits: PassLimits { full_days: 7, max_items: 1_000_000 } };
    PeerWorker::start(&desk.store, desk.clock.clone(), options).unwrap()
}

/// Waits until it is so.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

on_both_databases! {
    fn peers_are_asked_on_their_schedule_one_node_at_a_time(database) {
        let torrents = exported(1..=7, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        let nodes = [start(&desk), start(&desk)];
        desk.pass_time(LATER);
        wait_until("nobody asks", || desk.record().health.succeeded.is_some());
        assert_eq!(desk.told(), expected(&torrents));
        // Both nodes have looked again by the time that a peer which is added now has been asked.
        let other = PeerServer::start(&desk.clock, exported(8..=9, LONG_AGO));
        let added = NewPeer { name: PeerName::new("b").unwrap(), terms: terms(other.url(), Moment(0)) };
        desk.store.add_peer(&added, Moment(NOW.0)).unwrap().unwrap();
        wait_until("a new peer is not asked", || desk.told().len() == 9);
        assert!(nodes.into_iter().all(|node| node.stop(soon())));
        assert_eq!(desk.server.asked().len(), 3, "three pages, by one node");
        assert_eq!(desk.store.peer_passes(desk.record().id).unwrap().len(), 1);
    }

    fn a_worker_stops_at_once_whatever_peers_do_and_the_next_goes_on(database) {
        let torrents = exported(1..=7, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        desk.server.behave(|_, number| if number == 1 { Reply::Drip } else { Reply::Faithfully });
        let worker = start(&desk);
        desk.pass_time(LATER);
        wait_until("the second page is not asked for", || desk.told().len() == 3 && desk.server.was_asked(2));
        let began = Instant::now();
        assert!(worker.stop(soon()));
        assert!(began.elapsed() < Duration::from_secs(10), "long before the peer is given up");
        let record = desk.record();
        assert_eq!((record.holder, record.health.failures, record.health.tried), (None, 0, None));
        let worker = start(&desk);
        wait_until("the pass does not go on", || desk.record().health.succeeded.is_some());
        assert_eq!(desk.told(), expected(&torrents));
        assert!(worker.stop(soon()));
    }
}

#[test]
fn a_peer_that_cannot_be_asked_at_all_counts_as_failing() {
    let database = crate::support::database::Database::sqlite();
    let desk = Desk::new(&database, Vec::new());
    desk.set("secret = 'rubbish'");
    let worker = start(&desk);
    desk.pass_time(LATER);
    wait_until("nobody notices", || desk.record().health.failures > 0);
    let health = desk.record().health;
    let fault = "the secret of the peer cannot be read: it was encrypted under another peer_master_key; give it anew with `afisha peer \
                 add --replace`";
    assert_eq!((health.fault.as_deref(), health.tried), (Some(fault), Some(desk.clock.now())));
    assert!(worker.stop(soon()));
}
