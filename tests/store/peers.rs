//! Peers whom we ask, their leases, and the public base.

use std::collections::BTreeMap;

use afisha::catalog::{FilmId, InfoHash, Moment};
use afisha::peer::sync::{PassState, PeerHabits, PeerProgress};
use afisha::peer::{PeerId, PeerKeyId, PeerName, PeerTerms, SealedSecret, ToldTorrent, TorrentKind};
use afisha::store::{
    LEASE_SECONDS, LeaseClaim, LeasedPeer, MissedTorrents, NewPeer, PassOutcome, PassRun, PeerHealth, PeerHolder,
    PeerPage, Store, StoreError, StoredPage,
};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::support::catalogue::playable;
use crate::support::database::{Database, RawConnection, on_both_databases};

const NOW: Moment = Moment(1_000_000);

fn name(text: &str) -> PeerName {
    PeerName::new(text).unwrap()
}

fn terms() -> PeerTerms {
    PeerTerms {
        url: "https://films.example".to_owned(),
        key_id: "k".to_owned(),
        sealed_secret: SealedSecret::new("token".to_owned()),
        allow_http: false,
        allow_private: true,
        require_v2: true,
        sync_enabled: true,
        schedule: "0 * * * *".to_owned(),
    }
}

fn add(store: &Store, text: &str) -> PeerId {
    store.add_peer(&NewPeer { name: name(text), terms: terms() }, NOW).unwrap().unwrap()
}

fn take(store: &Store, peer: PeerId, node: &str, now: Moment) -> Option<LeasedPeer> {
    store.take_peer_lease(peer, &LeaseClaim { node, ..LeaseClaim::default() }, now).unwrap()
}

fn hash(number: u64) -> InfoHash {
    InfoHash::from_hex(&format!("{number:040x}")).unwrap()
}

fn torrent(number: u64) -> ToldTorrent {
    ToldTorrent {
        hash: hash(number),
        title: format!("Имя {number}"),
        size: 1 << 50,
        kind: Some(TorrentKind::Movie),
        imdb_id: Some("tt0111161".to_owned()),
        tmdb_id: Some(278),
        parsed: Some(r#"{"year":1994}"#.to_owned()),
        created: Moment(5),
    }
}

fn bare(number: u64) -> ToldTorrent {
    let (kind, imdb_id, tmdb_id, parsed) = (None, None, None, None);
    ToldTorrent { title: "x".to_owned(), size: 0, kind, imdb_id, tmdb_id, parsed, ..torrent(number) }
}

fn page(progress: &PeerProgress, mark: u64, torrents: Vec<ToldTorrent>) -> PeerPage {
    PeerPage { progress: progress.clone(), mark, torrents, room: 1_000_000 }
}

/// Stores torrents of a peer under a lease of a moment; returns how many were new.
fn tell(store: &Store, peer: PeerId, mark: u64, numbers: &[u64], now: Moment) -> usize {
    let leased = take(store, peer, "test", now).unwrap();
    let torrents = numbers.iter().map(|number| torrent(*number)).collect();
    let stored = store.store_peer_page(&leased.lease, &page(&leased.record.progress, mark, torrents), now).unwrap();
    store.end_peer_lease(&leased.lease).unwrap();
    stored.unwrap().imported
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Returns the rows of a table as texts.
fn lines(database: &Database, table: &str, columns: &[&str], order: &str) -> Vec<String> {
    let text = |column: &&str| {
        let hex = match &database.raw() {
            RawConnection::Sqlite(_) => "lower(hex(info_hash))",
            RawConnection::Postgres(_) => "encode(info_hash, 'hex')",
        };
        let read =
            if *column == "info_hash" { format!("ltrim({hex}, '0')") } else { format!("CAST({column} AS TEXT)") };
        format!("coalesce({read}, '-')")
    };
    let columns: Vec<String> = columns.iter().map(text).collect();
    let question = format!("SELECT {} AS line FROM {table} ORDER BY {order}", columns.join(" || ' ' || "));
    let found: Vec<Line> = diesel::sql_query(question).load(&mut database.raw()).unwrap();
    found.into_iter().map(|line| line.line).collect()
}

/// Returns the torrents of the public base, and who told of them when.
fn base(database: &Database) -> (Vec<String>, Vec<String>) {
    let torrents = lines(database, "public_torrents", &["info_hash", "title", "created", "imported"], "info_hash");
    let joined = "public_sources JOIN peers ON peers.id = peer_id";
    let sources = lines(
        database,
        joined,
        &["name", "info_hash", "first_seen", "last_seen", "public_sources.full_pass"],
        "name, info_hash",
    );
    (torrents, sources)
}

fn run(ended: i64, fault: Option<&str>) -> PassRun {
    PassRun {
        began: Moment(ended - 5),
        ended: Moment(ended),
        is_full: true,
        pages: 2,
        imported: 7,
        dropped: 1,
        fault: fault.map(str::to_owned),
    }
}

on_both_databases! {
    fn a_peer_is_on_record_as_it_was_added(database) {
        let store = database.store();
        let id = add(&store, "Сосед");
        assert_eq!(store.add_peer(&NewPeer { name: name("Сосед"), terms: terms() }, NOW).unwrap(), None);
        add(&store, "a");
        let peers = store.peers().unwrap();
        assert_eq!(peers.iter().map(|peer| peer.name.as_str()).collect::<Vec<_>>(), ["a", "Сосед"]);
        let peer = store.peer(&name("Сосед")).unwrap().unwrap();
        assert_eq!(peer, peers[1]);
        assert_eq!((peer.id, &peer.terms, peer.created, &peer.holder), (id, &terms(), NOW, &None));
        assert_eq!((peer.health, peer.progress.pass), (PeerHealth::default(), PassState::default()));
        assert_eq!(peer.progress.habits, PeerHabits { docs_signature: false, speaks_v2: false, page_size: 2000 });
        assert_eq!(store.peer(&name("b")).unwrap(), None);
    }

    fn the_terms_of_a_peer_change_and_what_it_told_stays(database) {
        let store = database.store();
        let peer = add(&store, "a");
        assert_eq!(tell(&store, peer, 1, &[1, 2], NOW), 2);
        database.execute("UPDATE peers SET speaks_v2 = 1, page_size = 500, next_hash = 'c', failures = 3, fault = 'f'");
        let changed = PeerTerms {
            url: "https://other.example".to_owned(),
            key_id: "l".to_owned(),
            sealed_secret: SealedSecret::new("other".to_owned()),
            allow_http: true,
            allow_private: false,
            require_v2: false,
            sync_enabled: false,
            schedule: "1 * * * *".to_owned(),
        };
        assert!(store.change_peer(&NewPeer { name: name("a"), terms: changed.clone() }).unwrap());
        let record = store.peer(&name("a")).unwrap().unwrap();
        assert_eq!((record.id, &record.terms, record.created), (peer, &changed, NOW));
        assert_eq!((record.health.failures, record.health.fault), (0, None));
        assert_eq!((record.progress.habits, record.progress.pass.cursor.as_deref()), (PeerHabits::default(), Some("c")));
        assert_eq!(base(database).0.len(), 2);
        assert!(!store.change_peer(&NewPeer { name: name("b"), terms: changed }).unwrap());
    }

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

    fn how_passes_ended_is_on_record(database) {
        let store = database.store();
        let peer = add(&store, "a");
        let end = |now: i64, fault: Option<&str>, outcome| {
            let leased = take(&store, peer, "test", Moment(now - 5)).unwrap();
            let progress = leased.record.progress;
            assert!(store.end_peer_pass(&leased.lease, &progress, &run(now, fault), outcome).unwrap());
            let record = store.peer(&name("a")).unwrap().unwrap();
            assert_eq!(record.holder, None);
            record.health
        };
        let health = |tried, succeeded: Option<i64>, failures, fault: Option<&str>| PeerHealth {
            tried: Some(Moment(tried)),
            succeeded: succeeded.map(Moment),
            failures,
            fault: fault.map(str::to_owned),
        };
        assert_eq!(end(100, Some("f"), PassOutcome::Failed), health(100, None, 1, Some("f")));
        assert_eq!(end(200, Some("g"), PassOutcome::Failed), health(200, None, 2, Some("g")));
        assert!(store.revive_peer(&name("a")).unwrap());
        assert!(!store.revive_peer(&name("a")).unwrap() && !store.revive_peer(&name("b")).unwrap());
        assert_eq!(end(300, Some("h"), PassOutcome::Failed).failures, 1);
        assert_eq!(end(400, None, PassOutcome::Complete), health(400, Some(400), 0, None));
        let interrupted = PassOutcome::Interrupted { tried: Some(Moment(400)) };
        assert_eq!(end(500, Some("i"), interrupted), health(400, Some(400), 0, None));
        assert_eq!(end(600, Some("note"), PassOutcome::Complete), health(600, Some(600), 0, Some("note")));
        let passes = store.peer_passes(peer).unwrap();
        assert_eq!(passes[0], run(600, Some("note")));
        assert_eq!(passes.iter().map(|run| run.ended.0).collect::<Vec<_>>(), [600, 500, 400, 300, 200, 100]);
        for now in 1..=60 {
            end(1_000 + now, None, PassOutcome::Complete);
        }
        let passes = store.peer_passes(peer).unwrap();
        assert_eq!((passes.len(), passes[0].ended, passes[49].ended), (50, Moment(1_060), Moment(1_011)));
    }

    fn a_failing_peer_that_calls_us_is_asked_as_before(database) {
        let store = database.store();
        add(&store, "caller");
        add(&store, "silent");
        database.execute("UPDATE peers SET failures = 5");
        database.execute(
            "INSERT INTO peer_keys (key_id, name, secret, active, rate_limit, rate_window, scopes, require_v2, created, \
             total_queries) VALUES ('k1', 'caller', 's', 1, 60, 60, 'private', 0, 0, 0), \
             ('k2', 'silent', 's', 1, 60, 60, 'private', 0, 0, 0)",
        );
        store.revive_callers(&[]).unwrap();
        store.revive_callers(&["k1", "k9"].map(|id| PeerKeyId::new(id).unwrap())).unwrap();
        let failures: Vec<u32> = store.peers().unwrap().iter().map(|peer| peer.health.failures).collect();
        assert_eq!(failures, [0, 5]);
    }

    fn refused_torrents_are_remembered_by_film(database) {
        let store = database.store();
        let film = |raw| FilmId::new(raw).unwrap();
        let refused = [(hash(1), film(301)), (hash(1), film(302)), (hash(2), film(301))];
        assert_eq!(store.refuse_torrents(&refused, NOW).unwrap(), 3);
        assert_eq!(store.refuse_torrents(&refused[..1], NOW).unwrap(), 0);
        assert_eq!(store.refuse_torrents(&[], NOW).unwrap(), 0);
        assert_eq!(store.refused_torrents().unwrap(), refused.into());
    }

    fn a_row_that_no_program_wrote_is_told(database) {
        let store = database.store();
        add(&store, "a");
        database.raw().batch_execute("UPDATE peers SET name = ' '").unwrap();
        let fault = store.peers().unwrap_err();
        assert!(matches!(fault, StoreError::BadRow { table: "peers", column: "name", .. }), "{fault}");
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
