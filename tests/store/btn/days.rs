//! Days: made ahead, dropped whole, and their room given back.

use std::fs;

use afisha::catalog::Moment;

use super::{KINDS, Kind, NOW, application, ask, days, peer, sum};
use crate::support::database::{Database, on_both_databases};

fn after(days: i64) -> Moment {
    Moment(NOW.0 + days * 86_400)
}

on_both_databases! {
    fn days_are_made_ahead_and_dropped_when_their_time_is_over(database) {
        let store = database.btn_store();
        assert_eq!(store.keep_days(NOW).unwrap(), 0);
        let today = NOW.day();
        let expected = |kept: i64, today: i64| (today - kept..=today + 2).collect::<Vec<_>>();
        assert_eq!(days(database, "snapshots"), expected(3, today));
        for table in ["bans", "histories", "swarms"] {
            assert_eq!(days(database, table), expected(7, today), "{table}");
        }
        assert_eq!(store.keep_days(NOW).unwrap(), 0);
        let anna = application(&store, "anna");
        let reports = KINDS.map(|kind| kind.report(anna, &[peer("198.51.100.7", "")], NOW));
        store.take_in(&reports, NOW).unwrap();
        for (later, left) in [(3, [1, 1, 1, 1]), (4, [0, 1, 1, 1]), (7, [0, 1, 1, 1]), (8, [0, 1, 0, 0]), (30, [0, 1, 0, 0]), (31, [0; 4])] {
            store.keep_days(after(later)).unwrap();
            assert_eq!(KINDS.map(|kind| sum(database, kind.table(), "count(*)")), left, "after {later} days");
        }
        assert_eq!(days(database, "snapshots"), expected(3, today + 31));
    }

    fn a_torrent_is_known_as_long_as_anything_can_name_it(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let report = |days| {
            let moment = after(days);
            let ban = peer("198.51.100.7", &format!(r#","ban_at":{}"#, moment.0 * 1000));
            store.take_in(&[Kind::Bans.report(anna, &[ban], moment)], moment).unwrap();
        };
        let torrents = |days| {
            store.keep_days(after(days)).unwrap();
            ask(database, "(SELECT count(*) FROM torrents)")
        };
        report(0);
        assert_eq!((torrents(1), torrents(32)), (1, 1));
        // It is reported again, on the last day on which its number is known.
        report(32);
        assert_eq!((torrents(33), torrents(64), sum(database, "bans", "count(*)")), (1, 1, 0));
        assert_eq!(torrents(65), 0);
        report(65);
        assert_eq!((torrents(65), sum(database, "bans", "count(*)")), (1, 1));
    }

    fn a_day_that_was_not_made_ahead_is_made_when_it_is_needed(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        for kind in KINDS {
            store.take_in(&[kind.report(anna, &[peer("198.51.100.7", "")], NOW)], NOW).unwrap();
            assert_eq!(days(database, kind.table()), [NOW.day()]);
        }
    }
}

#[test]
fn a_file_is_smaller_after_a_day_was_dropped() {
    let database = Database::sqlite();
    let store = database.btn_store();
    let anna = application(&store, "anna");
    let peers: Vec<String> = (0..20_000).map(|n| peer(&format!("198.51.{}.{}", n / 250, n % 250), "")).collect();
    store.keep_days(NOW).unwrap();
    store.take_in(&[Kind::Bans.report(anna, &peers, NOW)], NOW).unwrap();
    store.keep_days(NOW).unwrap();
    let size = || fs::metadata(database.path()).unwrap().len();
    let before = size();
    assert!(store.keep_days(after(31)).unwrap() > 0);
    assert!(size() < before / 4, "{before} bytes before, {} after", size());
}
