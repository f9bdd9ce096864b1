//! The public base: pages that come in, and what leaves it.

use std::collections::BTreeMap;

use afisha::catalog::Moment;
use afisha::peer::sync::{PassState, PeerHabits, PeerProgress};
use afisha::peer::{PeerId, ToldTorrent};
use afisha::store::{LEASE_SECONDS, MissedTorrents, PeerHolder, PeerPage, StoreError, StoredPage};

use super::{NOW, add, bare, base, lines, name, page, take, tell, torrent};
use crate::support::catalogue::playable;
use crate::support::database::{Database, RawConnection, on_both_databases};

on_both_databases! {
    fn a_page_is_stored_with_the_place_where_the_next_one_begins(database) {
        let store = database.store();
        let peer = add(&store, "a");
        let leased = take(&store, peer, "test", NOW).unwrap();
        let progress = PeerProgress {
            pass: PassState {
                since: Some(Moment(1)),
                cursor: Some("c".to_owned()),
                is_full: true,
                started: Some(Moment(2)),
                pages: 3,
                full_passes: 4,
                full_done: Some(Moment(5)),
            },
            habits: PeerHabits { docs_signature: true, speaks_v2: true, page_size: 500 },
            clock_difference: Some(-6),
            newest: Some(Moment(7)),
            seen: 8,
            dropped: 9,
        };
        let torrents = vec![torrent(2), bare(1), torrent(2)];
        let before = store.public_generation().unwrap();
        let stored = store.store_peer_page(&leased.lease, &page(&progress, 5, torrents), Moment(1_000_100)).unwrap();
        assert_eq!(stored, Some(StoredPage { imported: 2, over: 0 }));
        assert_eq!(store.public_generation().unwrap(), before + 1);
        let record = store.peer(&name("a")).unwrap().unwrap();
        assert_eq!(record.progress, progress);
        let until = Moment(1_000_100 + LEASE_SECONDS);
        assert_eq!(record.holder, Some(PeerHolder { node: "test".to_owned(), until }));
        let columns = ["info_hash", "title", "size", "kind", "imdb_id", "tmdb_id", "parsed", "created", "imported"];
        assert_eq!(
            lines(database, "public_torrents", &columns, "info_hash"),
            [
                "1 x 0 - - - - 5 1000100",
                r#"2 Имя 2 1125899906842624 movie tt0111161 278 {"year":1994} 5 1000100"#,
            ]
        );
        assert_eq!(base(database).1, ["a 1 1000100 1000100 5", "a 2 1000100 1000100 5"]);
        assert_eq!(store.count_public_torrents().unwrap(), BTreeMap::from([(peer, 2)]));
        // Nothing is left of what was learnt where there is nothing any more.
        let nothing = PeerProgress { pass: PassState::default(), clock_difference: None, newest: None, ..progress };
        store.store_peer_page(&leased.lease, &page(&nothing, 5, Vec::new()), NOW).unwrap().unwrap();
        assert_eq!(store.peer(&name("a")).unwrap().unwrap().progress, nothing);
        assert_eq!(store.public_generation().unwrap(), before + 1, "an empty page changes nothing");
    }

    fn a_torrent_of_another_peer_keeps_its_content_and_is_told_of_by_both(database) {
        let store = database.store();
        let (one, other) = (add(&store, "one"), add(&store, "other"));
        tell(&store, one, 1, &[1, 2], Moment(10));
        let leased = take(&store, other, "test", Moment(20)).unwrap();
        let changed = ToldTorrent { title: "Другое".to_owned(), created: Moment(9), ..bare(2) };
        let stored = store
            .store_peer_page(&leased.lease, &page(&leased.record.progress, 3, vec![changed, torrent(3)]), Moment(20))
            .unwrap();
        assert_eq!(stored, Some(StoredPage { imported: 2, over: 0 }));
        store.end_peer_lease(&leased.lease).unwrap();
        // Told again, by a later full pass.
        assert_eq!(tell(&store, one, 2, &[2, 4], Moment(30)), 1);
        let (torrents, sources) = base(database);
        assert_eq!(torrents, ["1 Имя 1 5 10", "2 Имя 2 5 10", "3 Имя 3 5 20", "4 Имя 4 5 30"]);
        assert_eq!(
            sources,
            ["one 1 10 10 1", "one 2 10 30 2", "one 4 30 30 2", "other 2 20 20 3", "other 3 20 20 3"]
        );
    }

    fn torrents_of_our_own_films_are_never_touched(database) {
        let store = database.store();
        let film = playable(301, "Фильм");
        store.edit(|edit| edit.put_films(std::slice::from_ref(&film))).map_err(|fault: StoreError| fault).unwrap();
        let own = match database.raw() {
            RawConnection::Sqlite(_) => "x'0000000000000000000000000000000000000001'",
            RawConnection::Postgres(_) => "'\\x0000000000000000000000000000000000000001'",
        };
        database.execute(&format!(
            "DELETE FROM torrents; INSERT INTO torrents (info_hash, film_id, number, revision, title, document) \
             VALUES ({own}, 301, 1, 1, 'ours', '{{}}')"
        ));
        let columns = ["info_hash", "film_id", "number", "revision", "title", "document"];
        let before = lines(database, "torrents", &columns, "info_hash");
        assert_eq!(before.len(), 1);
        let peer = add(&store, "a");
        assert_eq!(tell(&store, peer, 1, &[1, 2], NOW), 2);
        assert_eq!(lines(database, "torrents", &columns, "info_hash"), before);
        while store.purge_peer(peer).unwrap() > 0 {}
        assert_eq!(lines(database, "torrents", &columns, "info_hash"), before);
    }

    fn a_peer_may_tell_of_no_more_than_there_is_room_for(database) {
        let store = database.store();
        let peer = add(&store, "a");
        tell(&store, peer, 1, &[5, 6], Moment(10));
        let leased = take(&store, peer, "test", Moment(20)).unwrap();
        let store_in = |room, numbers: &[u64]| {
            let torrents = numbers.iter().map(|number| torrent(*number)).collect();
            let page = PeerPage { room, ..page(&leased.record.progress, 2, torrents) };
            store.store_peer_page(&leased.lease, &page, Moment(20)).unwrap().unwrap()
        };
        assert_eq!(store_in(1, &[9, 5, 8, 7, 6]), StoredPage { imported: 1, over: 2 });
        assert_eq!(store_in(0, &[9, 5, 8]), StoredPage { imported: 0, over: 2 });
        assert_eq!(store_in(2, &[9, 8]), StoredPage { imported: 2, over: 0 });
        let hashes: Vec<String> = base(database).1;
        assert_eq!(hashes, ["a 5 10 20 2", "a 6 10 20 2", "a 7 20 20 2", "a 8 20 20 2", "a 9 20 20 2"]);
    }

    fn pages_of_several_peers_that_tell_of_the_same_torrents_do_not_stand_in_each_others_way(database) {
        let store = database.store();
        let peers: Vec<PeerId> = (0..4).map(|number| add(&store, &number.to_string())).collect();
        std::thread::scope(|scope| {
            for (turn, peer) in peers.iter().enumerate() {
                let store = database.store();
                scope.spawn(move || {
                    for round in 0..10 {
                        let mut numbers: Vec<u64> = (1..=50).collect();
                        numbers.rotate_left(turn * 10);
                        tell(&store, *peer, 1, &numbers, Moment(100 + round));
                        if turn == 3 {
                            while store.purge_peer(*peer).unwrap() > 0 {}
                        }
                    }
                });
            }
        });
        let counts = store.count_public_torrents().unwrap();
        assert_eq!(counts, peers[..3].iter().map(|peer| (*peer, 50)).collect());
        assert_eq!(base(database).0.len(), 50);
    }

    fn what_two_full_passes_did_not_see_leaves_unless_others_tell_of_it(database) {
        let store = database.store();
        let (one, other) = (add(&store, "one"), add(&store, "other"));
        tell(&store, one, 1, &[1, 2, 3], Moment(10));
        tell(&store, other, 1, &[2], Moment(10));
        tell(&store, one, 2, &[3, 4], Moment(20));
        tell(&store, one, 3, &[4, 5], Moment(30));
        let missed = |mark| store.count_missed_torrents(one, mark).unwrap();
        assert_eq!(missed(1), MissedTorrents { missed: 2, all: 5 });
        assert_eq!(missed(0), MissedTorrents { missed: 0, all: 5 });
        let before = store.public_generation().unwrap();
        let leased = take(&store, one, "test", Moment(40)).unwrap();
        assert_eq!(store.remove_missed_torrents(&leased.lease, 1, Moment(41)).unwrap(), Some(2));
        assert_eq!(store.remove_missed_torrents(&leased.lease, 1, Moment(41)).unwrap(), Some(0));
        assert_eq!(store.public_generation().unwrap(), before + 1);
        let (torrents, sources) = base(database);
        assert_eq!(torrents, ["2 Имя 2 5 10", "3 Имя 3 5 10", "4 Имя 4 5 20", "5 Имя 5 5 30"]);
        assert_eq!(sources, ["one 3 10 20 2", "one 4 20 30 3", "one 5 30 30 3", "other 2 10 10 1"]);
        let until = store.peer(&name("one")).unwrap().unwrap().holder.unwrap().until;
        assert_eq!(until, Moment(41 + LEASE_SECONDS), "and the lease is renewed");
    }

    fn a_purge_leaves_what_others_told_and_the_next_pass_begins_anew(database) {
        let store = database.store();
        let (one, other) = (add(&store, "one"), add(&store, "other"));
        tell(&store, other, 1, &[2, 12_000], Moment(10));
        let leased = take(&store, one, "test", Moment(20)).unwrap();
        let progress = PeerProgress {
            pass: PassState { since: Some(Moment(1)), cursor: Some("c".to_owned()), full_passes: 4, ..PassState::default() },
            habits: PeerHabits { docs_signature: true, speaks_v2: true, page_size: 500 },
            clock_difference: Some(1),
            newest: Some(Moment(7)),
            seen: 8,
            dropped: 9,
        };
        let torrents: Vec<ToldTorrent> = (1..=12_000).map(torrent).collect();
        store.store_peer_page(&leased.lease, &page(&progress, 5, torrents), Moment(20)).unwrap().unwrap();
        assert!(!store.remove_peer(one).unwrap(), "it is still told of");
        let steps: Vec<usize> = std::iter::from_fn(|| Some(store.purge_peer(one).unwrap())).take_while(|n| *n > 0).collect();
        assert_eq!(steps, [5_000, 5_000, 2_000]);
        let (torrents, sources) = base(database);
        assert_eq!((torrents.len(), sources.len()), (2, 2));
        let record = store.peer(&name("one")).unwrap().unwrap();
        assert_eq!((record.holder, record.progress.pass), (None, PassState::default()), "whoever worked on it stops");
        assert_eq!(record.progress.habits, progress.habits);
        let late = page(&progress, 5, vec![torrent(1)]);
        assert_eq!(store.store_peer_page(&leased.lease, &late, Moment(30)).unwrap(), None);
        assert!(store.remove_peer(one).unwrap());
        assert!(!store.remove_peer(one).unwrap());
        assert_eq!(store.peers().unwrap().len(), 1);
        assert_eq!(store.purge_peer(one).unwrap(), 0);
    }
}

/// How long a page takes; figures only, no judgement: `cargo test --release --test afisha -- --ignored page_of_a_peer`.
#[test]
#[ignore = "prints figures"]
fn figures_of_a_page_of_a_peer() {
    for database in [Some(Database::sqlite()), Database::postgres()].into_iter().flatten() {
        let store = database.store();
        let (one, other) = (add(&store, "one"), add(&store, "other"));
        let parsed = format!(r#"{{"year":1994,"parsed_title":"{}"}}"#, "x".repeat(600));
        let pages = 200_u64;
        for (what, peer, mark) in [("new", one, 1), ("of another peer", other, 1), ("again", one, 2)] {
            let leased = take(&store, peer, "test", NOW).unwrap();
            let mut times = Vec::new();
            for number in 0..pages {
                let torrents = (0..2000)
                    .map(|item| ToldTorrent { parsed: Some(parsed.clone()), ..torrent((number * 2000 + item) << 40) })
                    .collect();
                let page = page(&leased.record.progress, mark, torrents);
                let began = std::time::Instant::now();
                store.store_peer_page(&leased.lease, &page, NOW).unwrap().unwrap();
                times.push(began.elapsed().as_secs_f64() * 1000.0);
            }
            store.end_peer_lease(&leased.lease).unwrap();
            times.sort_by(f64::total_cmp);
            eprintln!(
                "{} {what}: median {:.1} ms, worst {:.1} ms",
                database.url,
                times[times.len() / 2],
                times[times.len() - 1]
            );
        }
        let began = std::time::Instant::now();
        while store.purge_peer(one).unwrap() > 0 {}
        eprintln!("purge of {} torrents: {:.1} s", pages * 2000, began.elapsed().as_secs_f64());
    }
}
