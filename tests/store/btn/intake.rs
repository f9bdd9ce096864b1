//! Reports taken in: each once, all of a transaction or none.

use afisha::btn::ApplicationId;
use afisha::catalog::Moment;
use afisha::store::{DatabaseUrl, TakenIn};

use super::{KINDS, Kind, NOW, application, ask, peer, sum};
use crate::support::database::on_both_databases;

const A: &str = "198.51.100.7";
const B: &str = "2001:db8:1:2:3:4:5:6";

fn taken(passed_over: usize, rows: usize) -> TakenIn {
    TakenIn { passed_over, rows }
}

on_both_databases! {
    fn a_report_is_stored_once(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        for kind in KINDS {
            let report = kind.report(anna, &[peer(A, ""), peer(B, "")], NOW);
            assert_eq!(store.take_in(&[report.clone(), report.clone()], NOW).unwrap(), taken(1, 2), "{kind:?}");
            assert_eq!(store.take_in(std::slice::from_ref(&report), NOW).unwrap(), taken(1, 0), "{kind:?}");
            // It came so long ago that only its rows are known.
            assert_eq!(store.take_in(&[report], Moment(NOW.0 + 901)).unwrap(), taken(0, 0), "{kind:?}");
            assert_eq!(sum(database, kind.table(), "count(*)"), 2);
        }
        assert_eq!(ask(database, "(SELECT count(*) FROM torrents)"), 1);
    }

    fn applications_are_told_apart_and_those_that_are_no_more_passed_over(database) {
        let store = database.btn_store();
        let (anna, boris) = (application(&store, "anna"), application(&store, "boris"));
        for kind in KINDS {
            let report = |application| kind.report(application, &[peer(A, "")], NOW);
            let all = [report(anna), report(ApplicationId(99)), report(boris)];
            assert_eq!(store.take_in(&all, NOW).unwrap(), taken(1, 2), "{kind:?}");
        }
    }

    fn of_duplicates_the_one_seen_last_stays(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let at = |ago: i64, bytes: i64| {
            let last = NOW.0 * 1000 - ago;
            peer(A, &format!(r#","last_time_seen":{last},"first_time_seen":5,"to_peer_traffic":{bytes}"#))
        };
        for kind in [Kind::Histories, Kind::Swarm] {
            let traffic = || (sum(database, kind.table(), "count(*)"), sum(database, kind.table(), "sum(to_peer)"));
            let within = kind.report(anna, &[at(3, 30), at(1, 10), at(2, 20)], NOW);
            assert_eq!(store.take_in(&[within], NOW).unwrap(), taken(0, 1), "{kind:?}");
            assert_eq!(traffic(), (1, 10));
            let across = [kind.report(anna, &[at(2, 99)], NOW), kind.report(anna, &[at(0, 40)], NOW)];
            assert_eq!(store.take_in(&across, NOW).unwrap(), taken(0, 1));
            assert_eq!(traffic(), (1, 40));
            let earlier = kind.report(anna, &[at(9, 7)], NOW);
            assert_eq!(store.take_in(&[earlier], NOW).unwrap(), taken(0, 0));
            assert_eq!(traffic(), (1, 40));
        }
    }

    fn a_ban_is_one_whenever_it_is_reported(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        // As clients before flat bans write it: with an id, and without a time of its own.
        let ban = peer(A, r#","ban_unique_id":"x","ban_at":null"#);
        let twice = Kind::Bans.report(anna, &[ban.clone(), ban.clone()], NOW);
        assert_eq!(store.take_in(&[twice], NOW).unwrap(), taken(0, 1));
        let later = Moment(NOW.0 + 86_400);
        let again = Kind::Bans.report(anna, &[ban], later);
        assert_eq!(store.take_in(&[again], later).unwrap(), taken(0, 0));
        assert_eq!(sum(database, "bans", "count(*)"), 1);
    }

    fn the_torrent_of_a_ban_is_not_kept_where_it_is_private(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let report = Kind::Bans.report(anna, &[peer(A, r#","torrent_is_private":true"#)], NOW);
        assert_eq!(store.take_in(&[report], NOW).unwrap(), taken(0, 1));
        assert_eq!(ask(database, "(SELECT count(*) FROM torrents)"), 0);
        assert_eq!(sum(database, "bans", "count(torrent_id)"), 0);
    }

    fn of_the_sizes_of_a_torrent_the_greatest_is_kept(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        for (size, kept) in [(9, 9), (7, 9), (11, 11), (-1, 11)] {
            let report = Kind::Snapshot.report(anna, &[peer(A, &format!(r#","torrent_size":{size}"#))], NOW);
            store.take_in(&[report], NOW).unwrap();
            assert_eq!(ask(database, "(SELECT sum(size) FROM torrents)"), kept);
        }
    }

    fn what_is_too_old_by_the_time_it_is_written_is_left_out(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let old = peer(A, &format!(r#","last_time_seen":{}"#, NOW.0 * 1000 - 7 * 86_400_000));
        let report = Kind::Swarm.report(anna, &[old, peer(B, "")], NOW);
        assert_eq!(store.take_in(&[report], Moment(NOW.0 + 86_400)).unwrap(), taken(0, 1));
    }

    /// The last table to be written refuses a row: nothing stays of the others.
    fn a_transaction_that_fails_leaves_nothing(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        store.keep_days(NOW).unwrap();
        let all = KINDS.map(|kind| kind.report(anna, &[peer(A, ""), peer(B, "")], NOW));
        let table = format!("swarms_{}", NOW.day());
        let (refuse, mend) = match database.url {
            DatabaseUrl::Sqlite(_) => (
                format!("CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"),
                "DROP TRIGGER refuse".to_owned(),
            ),
            DatabaseUrl::Postgres(_) => (
                format!("ALTER TABLE {table} ADD CONSTRAINT refuse CHECK (port <> 7)"),
                format!("ALTER TABLE {table} DROP CONSTRAINT refuse"),
            ),
        };
        database.execute(&refuse);
        let said = store.take_in(&all, NOW).unwrap_err().to_string();
        assert!(!said.contains(A) && !said.contains("52fa"), "{said}");
        for kind in [Kind::Snapshot, Kind::Bans, Kind::Histories] {
            assert_eq!(sum(database, kind.table(), "count(*)"), 0, "{kind:?}");
        }
        assert_eq!(ask(database, "(SELECT count(*) FROM torrents)"), 0);
        assert_eq!(ask(database, "(SELECT count(*) FROM seen_reports)"), 0);
        database.execute(&mend);
        assert_eq!(store.take_in(&all, NOW).unwrap(), taken(0, 8));
    }
}
