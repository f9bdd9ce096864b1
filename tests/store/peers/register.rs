//! The peers on record: how they are added, how their passes ended, what editors refused.

use afisha::catalog::{FilmId, Moment};
use afisha::peer::sync::{PassState, PeerHabits};
use afisha::peer::{PeerKeyId, PeerTerms, SealedSecret};
use afisha::store::{NewPeer, PassOutcome, PeerHealth, StoreError};
use diesel::connection::SimpleConnection;

use super::{NOW, add, base, hash, name, run, take, tell, terms};
use crate::support::database::on_both_databases;

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
        let back = [refused[1], (hash(9), film(301))];
        assert_eq!(store.take_back_refusals(&back).unwrap(), 1);
        assert_eq!(store.refused_torrents().unwrap(), [refused[0], refused[2]].into());
    }

    fn a_row_that_no_program_wrote_is_told(database) {
        let store = database.store();
        add(&store, "a");
        database.raw().batch_execute("UPDATE peers SET name = ' '").unwrap();
        let fault = store.peers().unwrap_err();
        assert!(matches!(fault, StoreError::BadRow { table: "peers", column: "name", .. }), "{fault}");
    }
}
