//! What bounds a pass: how fast a peer may be asked, and how much of it is kept.

use afisha::peer::sync::DropReason;

use super::{Desk, NOW, SkippingTimer, expected, exported};
use crate::support::database::on_both_databases;
use crate::support::peer_server::{Exported, Reply};

const LONG_AGO: i64 = NOW.0 - 1_000;

fn limited(after: &str) -> Reply {
    Reply::Status(429, vec![("Retry-After", after.to_owned())])
}

on_both_databases! {
    fn a_peer_that_is_asked_too_fast_is_waited_for_and_then_asked_at_its_pace(database) {
        let torrents = exported(1..=100, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        // It takes 12 questions a minute, of which the waits alone make anything.
        desk.server.behave(|_, number| if number == 12 { limited("55") } else { Reply::Faithfully });
        let timer = SkippingTimer::default();
        assert_eq!(desk.run_with(&timer, false, &mut |_| {}).unwrap().imported, 100);
        assert_eq!(desk.told(), expected(&torrents));
        assert_eq!(timer.waits(), [55.0, 55.0], "34 pages are two windows of 12 more, and it is refused once");
        assert_eq!(desk.server.asked().len(), 35);
    }

    fn a_peer_that_only_says_that_it_is_too_fast_is_left_alone_after_five_times(database) {
        let desk = Desk::new(database, exported(1..=4, LONG_AGO));
        desk.server.behave(|_, _| Reply::Status(429, vec![]));
        let timer = SkippingTimer::default();
        let fault = desk.run_with(&timer, false, &mut |_| {}).unwrap_err();
        assert_eq!(fault.to_string(), "the peer wants to be asked less often (status 429): try later, or ask its operator for a higher limit");
        assert_eq!(timer.waits(), [60.0; 5]);
        let record = desk.record();
        assert_eq!((record.health.failures, record.health.fault), (1, Some(fault.to_string())));
        desk.server.behave(|_, _| limited("86400"));
        assert!(desk.run().is_err(), "nobody waits for a day");
    }

    fn faults_of_a_peer_that_pass_are_waited_for(database) {
        let torrents = exported(1..=7, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        desk.server.behave(|_, number| match number % 4 {
            0 => Reply::Status(500, vec![]),
            1 => Reply::Status(503, vec![]),
            2 => Reply::Cut(30),
            _ => Reply::Faithfully,
        });
        let timer = SkippingTimer::default();
        assert_eq!(desk.run_with(&timer, false, &mut |_| {}).unwrap().imported, 7);
        let waits = timer.waits();
        assert_eq!(waits.len(), 9);
        for (wait, longest) in waits.iter().zip([1.0, 2.0, 4.0].into_iter().cycle()) {
            assert!((longest / 2.0..=longest).contains(wait), "{waits:?}");
        }
        assert_eq!(desk.told(), expected(&torrents));
    }

    fn faults_that_do_not_pass_leave_the_place_for_the_next_pass(database) {
        let torrents = exported(1..=9, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        desk.server.behave(|_, number| if number == 0 { Reply::Faithfully } else { Reply::Status(500, vec![]) });
        let timer = SkippingTimer::default();
        assert!(desk.run_with(&timer, false, &mut |_| {}).is_err());
        assert_eq!((timer.waits().len(), desk.told().len()), (5, 3));
        desk.server.behave(|_, _| Reply::Faithfully);
        let report = desk.run().unwrap();
        assert_eq!((report.pages, report.imported), (2, 6));
        assert_eq!(desk.told(), expected(&torrents));
    }

    fn no_more_is_kept_of_a_peer_than_it_may_tell(database) {
        let mut desk = Desk::new(database, exported(1..=10, LONG_AGO));
        desk.limits.max_items = 4;
        let report = desk.run().unwrap();
        assert_eq!((report.pages, report.items, report.imported), (4, 10, 4), "it is read to its end all the same");
        assert_eq!(report.drops.by_reason().collect::<Vec<_>>(), [(DropReason::Ceiling, 6)]);
        assert_eq!(desk.told().len(), 4);
        let report = desk.run_full().unwrap();
        assert_eq!((report.imported, report.drops.total(), desk.told().len()), (0, 6, 4));
        let progress = desk.record().progress;
        assert_eq!((progress.seen, progress.dropped), (10, 6));
    }

    fn items_that_are_not_fit_are_counted_and_cost_no_other(database) {
        let desk = Desk::new(database, Vec::new());
        let good = Exported::new(7, LONG_AGO).item();
        desk.server.behave(move |_, _| {
            let mut bad = good.clone();
            bad["info_hash"] = "x".into();
            let mut worse = good.clone();
            worse["raw_title"] = "\n".into();
            Reply::Object(serde_json::json!({ "items": [bad, good, worse], "next_cursor": null, "count": 3 }))
        });
        let report = desk.run().unwrap();
        assert_eq!((report.items, report.imported, report.drops.total()), (3, 1, 2));
        assert_eq!(desk.told(), expected(&[Exported::new(7, LONG_AGO)]));
        let progress = desk.record().progress;
        assert_eq!((progress.seen, progress.dropped), (3, 2));
    }
}
