//! Leases: one program works on a peer at a time.

use afisha::catalog::Moment;
use afisha::peer::PeerId;
use afisha::store::{LEASE_SECONDS, LeaseClaim, PassOutcome};

use super::{NOW, add, base, name, page, run, take, torrent};
use crate::support::database::on_both_databases;

on_both_databases! {
    fn one_program_works_on_a_peer_until_it_ends_or_its_time_is_over(database) {
        let (one, other) = (database.store(), database.store());
        let peer = add(&one, "a");
        let leased = take(&one, peer, "one", Moment(100)).unwrap();
        assert_eq!(leased.lease.peer(), peer);
        assert_eq!(leased.record.health.tried, None, "as it was before");
        assert_eq!(one.peer(&name("a")).unwrap().unwrap().health.tried, Some(Moment(100)));
        let over = 100 + LEASE_SECONDS;
        assert_eq!(take(&other, peer, "other", Moment(over - 1)), None);
        assert!(one.renew_peer_lease(&leased.lease, Moment(150)).unwrap());
        assert_eq!(take(&other, peer, "other", Moment(over)), None);
        let taken = take(&other, peer, "other", Moment(150 + LEASE_SECONDS)).unwrap();
        let late = page(&leased.record.progress, 1, vec![torrent(1)]);
        assert!(!one.renew_peer_lease(&leased.lease, Moment(400)).unwrap());
        assert_eq!(one.store_peer_page(&leased.lease, &late, Moment(400)).unwrap(), None);
        assert_eq!(one.remove_missed_torrents(&leased.lease, 9, Moment(400)).unwrap(), None);
        assert!(!one.end_peer_pass(&leased.lease, &late.progress, &run(400, None), PassOutcome::Complete).unwrap());
        one.end_peer_lease(&leased.lease).unwrap();
        assert_eq!(base(database), (vec![], vec![]));
        assert_eq!(other.peer(&name("a")).unwrap().unwrap().holder.unwrap().node, "other");
        other.end_peer_lease(&taken.lease).unwrap();
        assert!(take(&one, peer, "one", Moment(1)).is_some());
        assert_eq!(take(&one, PeerId::new(7).unwrap(), "one", NOW), None);
    }

    fn a_lease_is_free_where_its_program_has_ended_or_its_clock_was_wrong(database) {
        let store = database.store();
        let peer = add(&store, "a");
        take(&store, peer, "one", Moment(100)).unwrap();
        let take_from = |gone| {
            let claim = LeaseClaim { node: "two", gone: Some(gone), tried: None };
            store.take_peer_lease(peer, &claim, Moment(101)).unwrap()
        };
        assert_eq!(take_from("three"), None);
        assert!(take_from("one").is_some());
        let long = Moment(100 + 10 * LEASE_SECONDS);
        assert!(take(&store, peer, "three", Moment(101 + LEASE_SECONDS)).is_some());
        take(&store, peer, "four", long).unwrap();
        assert!(take(&store, peer, "five", Moment(200)).is_some(), "the clock was set back");
    }

    fn a_peer_that_another_node_has_asked_meanwhile_is_not_asked_again(database) {
        let store = database.store();
        let peer = add(&store, "a");
        let take_if = |tried, now| {
            let claim = LeaseClaim { node: "n", gone: None, tried: Some(tried) };
            let leased = store.take_peer_lease(peer, &claim, now).unwrap();
            leased.map(|leased| store.end_peer_lease(&leased.lease).unwrap()).is_some()
        };
        assert!(!take_if(Some(Moment(1)), Moment(5)));
        assert!(take_if(None, Moment(5)));
        assert!(!take_if(None, Moment(6)));
        assert!(take_if(Some(Moment(5)), Moment(6)));
    }

    fn of_two_nodes_that_want_a_lease_at_once_one_gets_it(database) {
        let store = database.store();
        let peer = add(&store, "a");
        for round in 0..10 {
            let now = Moment(1_000 * (round + 1));
            let winners: usize = std::thread::scope(|scope| {
                let nodes: Vec<_> = (0..4).map(|node| {
                    let store = database.store();
                    scope.spawn(move || usize::from(take(&store, peer, &format!("node {node}"), now).is_some()))
                }).collect();
                nodes.into_iter().map(|node| node.join().unwrap()).sum()
            });
            assert_eq!(winners, 1);
        }
    }
}
