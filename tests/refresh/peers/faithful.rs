//! Passes over a peer that does as the contract has it.

use afisha::catalog::{DAY_SECONDS, Moment};
use afisha::peer::SignatureForm;
use afisha::peer::sync::{PassState, PeerHabits};
use afisha::refresh::peers::{PassFault, PassTimer};

use super::{Desk, NOW, SkippingTimer, expected, exported};
use crate::support::database::on_both_databases;
use crate::support::peer_server::{Exported, Reply};

/// When the torrents of tests were made that were there from the beginning.
const LONG_AGO: i64 = NOW.0 - 1_000;

/// The hash of a number.
fn hash(number: u64) -> String {
    Exported::new(number, 0).hash
}

on_both_databases! {
    fn a_pass_brings_every_page_and_the_next_one_what_is_new(database) {
        let torrents = exported(1..=7, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        let report = desk.run().unwrap();
        assert_eq!((report.is_full, report.pages, report.items, report.imported), (true, 3, 7, 7));
        assert_eq!((report.drops.total(), report.left, report.note.as_deref()), (0, 0, None));
        assert_eq!(desk.told(), expected(&torrents));
        let asked = desk.server.asked();
        let cursors: Vec<Option<String>> = asked.iter().map(|asked| asked.cursor.clone()).collect();
        assert_eq!(cursors, [None, Some(hash(3)), Some(hash(6))]);
        assert!(asked.iter().all(|asked| (asked.since, asked.limit, asked.with_v2) == (None, 3, false)), "{asked:?}");
        let record = desk.record();
        let state = PassState {
            since: Some(Moment(NOW.0 - 120)),
            is_full: true,
            full_passes: 1,
            full_done: Some(NOW),
            ..PassState::default()
        };
        assert_eq!((&record.progress.pass, &record.holder), (&state, &None));
        assert_eq!((record.progress.seen, record.progress.dropped), (7, 0));
        assert_eq!((record.progress.newest, record.progress.clock_difference), (Some(Moment(LONG_AGO)), Some(0)));
        assert_eq!((record.health.succeeded, record.health.failures), (Some(NOW), 0));

        desk.pass_time(3_600);
        let new = [Exported::new(100, NOW.0 + 10), Exported::new(0, NOW.0 - 100)];
        new.iter().for_each(|torrent| desk.server.add(torrent.clone()));
        let report = desk.run().unwrap();
        assert_eq!((report.is_full, report.pages, report.items, report.imported), (false, 1, 2, 2));
        assert!(desk.server.asked().iter().all(|asked| asked.since == Some(NOW.0 - 120)));
        assert_eq!(desk.told(), expected(&[torrents, new.to_vec()].concat()));
        assert_eq!(desk.record().progress.pass.since, Some(Moment(NOW.0 + 3_480)));
        assert_eq!(desk.record().progress.seen, 7, "of the last full pass");

        let report = desk.run().unwrap();
        assert_eq!((report.pages, report.items, report.imported), (1, 0, 0), "nothing moves any more");
    }

    fn the_moment_is_asked_for_on_every_page(database) {
        let desk = Desk::new(database, Vec::new());
        desk.run().unwrap();
        desk.server.asked();
        desk.pass_time(1_000);
        desk.server.export(exported(1..=8, NOW.0 + 500));
        assert_eq!(desk.run().unwrap().imported, 8);
        let since: Vec<Option<i64>> = desk.server.asked().iter().map(|asked| asked.since).collect();
        assert_eq!(since, [Some(NOW.0 - 120); 3]);
    }

    fn a_pass_that_is_killed_between_any_two_pages_goes_on_there(database) {
        let torrents = exported(1..=20, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        for page in 1..=7 {
            assert!(desk.run_killed(1).is_none());
            assert_eq!(desk.told().len(), 20.min(3 * page), "one page more each time");
        }
        let report = desk.run().unwrap();
        assert_eq!((report.is_full, report.items, report.imported), (false, 0, 0), "the last page completed the pass");
        assert_eq!(desk.told(), expected(&torrents));
        assert_eq!(desk.record().progress.seen, 20);
        let kept: Vec<Option<String>> = desk.server.asked().into_iter().map(|asked| asked.cursor).collect();
        for number in [3, 6, 9, 12, 15, 18] {
            assert!(kept.contains(&Some(hash(number))), "{number}");
        }
    }

    fn a_pass_that_is_killed_after_any_number_of_pages_goes_on_there(database) {
        for killed_after in 1..=4 {
            let torrents = exported(1..=14, LONG_AGO);
            let desk = Desk::new(database, torrents.clone());
            database.execute("DELETE FROM peers WHERE id NOT IN (SELECT max(id) FROM peers)");
            assert!(desk.run_killed(killed_after).is_none());
            let report = desk.run().unwrap();
            assert_eq!((report.pages, report.imported), (5 - killed_after, 14 - 3 * killed_after));
            assert_eq!(desk.told(), expected(&torrents));
            database.execute("DELETE FROM public_torrents; DELETE FROM peers");
        }
    }

    fn rows_that_come_while_a_pass_runs_are_there_after_the_next(database) {
        let desk = Desk::new(database, exported((1..=9).map(|number| number * 10), LONG_AGO));
        let mut pages = 0;
        // Two rows with each page: one where the pass has been, one where it is going to.
        let mut all = exported((1..=9).map(|number| number * 10), LONG_AGO);
        let report = desk
            .run_with(&SkippingTimer::default(), false, &mut |_| {
                pages += 1;
                for number in [pages, 100 + pages] {
                    let torrent = Exported::new(number, desk.clock.now().0);
                    desk.server.add(torrent.clone());
                    all.push(torrent);
                }
                desk.pass_time(7);
            })
            .unwrap();
        assert!(report.imported < all.len() as u64, "some were missed, or this test tests nothing");
        desk.pass_time(3_600);
        assert!(!desk.run().unwrap().is_full);
        assert_eq!(desk.told(), expected(&all));
    }

    fn the_clock_of_the_peer_decides_where_the_next_pass_begins(database) {
        let desk = Desk::new(database, Vec::new());
        desk.server.set_ahead(-50);
        desk.run().unwrap();
        let progress = desk.record().progress;
        assert_eq!((progress.pass.since, progress.clock_difference), (Some(Moment(NOW.0 - 170)), Some(-50)));
    }

    fn an_interrupted_pass_is_as_if_the_peer_had_not_been_asked(database) {
        let torrents = exported(1..=9, LONG_AGO);
        let desk = Desk::new(database, torrents.clone());
        let timer = SkippingTimer::default();
        let halted = desk.run_with(&timer, false, &mut |_| timer.halt());
        assert!(matches!(halted, Err(PassFault::Halted)), "{halted:?}");
        let record = desk.record();
        assert_eq!((record.holder, record.health.tried, record.health.failures), (None, None, 0));
        // The next page may have been there already.
        let told = desk.told().len();
        assert!(record.progress.pass.cursor.is_some() && [3, 6].contains(&told), "{told}");
        assert_eq!(desk.run().unwrap().imported, 9 - told as u64);
        assert_eq!(desk.told(), expected(&torrents));
    }

    fn a_lease_that_is_lost_ends_a_pass_before_its_next_page(database) {
        let desk = Desk::new(database, exported(1..=9, LONG_AGO));
        let lost = desk.run_with(&SkippingTimer::default(), false, &mut |_| desk.set("lease_node = 'other'"));
        assert!(matches!(lost, Err(PassFault::LeaseLost)), "{lost:?}");
        assert_eq!(desk.told().len(), 3);
        assert_eq!(desk.record().holder.unwrap().node, "other");
        assert_eq!(desk.store.peer_passes(desk.record().id).unwrap(), []);
    }

    fn a_full_pass_comes_when_it_is_due_or_wanted(database) {
        let desk = Desk::new(database, exported(1..=4, LONG_AGO));
        desk.run().unwrap();
        desk.pass_time(7 * DAY_SECONDS - 1);
        assert!(!desk.run().unwrap().is_full);
        desk.pass_time(1);
        assert!(desk.run_full().unwrap().is_full);
        desk.pass_time(7 * DAY_SECONDS);
        assert!(desk.run().unwrap().is_full);
        assert_eq!(desk.record().progress.pass.full_passes, 3);
        let passes = desk.store.peer_passes(desk.record().id).unwrap();
        assert_eq!(passes.iter().filter(|run| run.is_full).count(), 3);
    }

    fn what_two_full_passes_do_not_see_leaves(database) {
        let desk = Desk::new(database, exported(1..=10, LONG_AGO));
        desk.run().unwrap();
        desk.server.export(exported(1..=8, LONG_AGO));
        assert_eq!(desk.run_full().unwrap().left, 0, "one pass is not enough");
        desk.pass_time(10);
        let report = desk.run_full().unwrap();
        assert_eq!((report.left, report.note), (2, None));
        assert_eq!(desk.told(), expected(&exported(1..=8, LONG_AGO)));
    }

    fn a_pass_that_would_remove_more_than_a_fifth_removes_nothing_and_says_so(database) {
        let desk = Desk::new(database, exported(1..=10, LONG_AGO));
        desk.run().unwrap();
        desk.server.export(exported(1..=7, LONG_AGO));
        for _ in 0..3 {
            desk.pass_time(10);
            let report = desk.run_full().unwrap();
            assert_eq!(report.left, 0);
        }
        assert_eq!(desk.told().len(), 10);
        let health = desk.record().health;
        let note = "3 of 10 torrents were not seen by two full passes running, more than 20%: nothing was removed; if the \
                    peer has really removed them, purge it and sync it again";
        assert_eq!((health.fault.as_deref(), health.failures), (Some(note), 0));
        desk.server.export(exported(1..=10, LONG_AGO));
        desk.pass_time(10);
        assert_eq!(desk.run_full().unwrap().note, None);
        assert_eq!(desk.record().health.fault, None);
    }

    fn the_form_of_signatures_that_a_peer_takes_is_learnt(database) {
        let desk = Desk::new(database, exported(1..=4, LONG_AGO));
        desk.server.take_form(SignatureForm::Docs);
        desk.run().unwrap();
        assert!(desk.record().progress.habits.docs_signature);
        desk.server.take_form(SignatureForm::Raw);
        desk.run().unwrap();
        assert!(!desk.record().progress.habits.docs_signature, "and forgotten again");
    }

    fn signatures_of_the_second_version_begin_with_a_hint_and_never_end(database) {
        let desk = Desk::new(database, exported(1..=7, LONG_AGO));
        desk.server.know_v2();
        desk.run().unwrap();
        let asked: Vec<bool> = desk.server.asked().iter().map(|asked| asked.with_v2).collect();
        assert_eq!(asked, [false, true, true]);
        assert!(desk.record().progress.habits.speaks_v2);
        // Without the hint, as if somebody had taken it away.
        desk.server.behave(|_, _| Reply::Faithfully);
        desk.run().unwrap();
        assert!(desk.server.asked().iter().all(|asked| asked.with_v2));
    }

    fn a_peer_that_requires_the_second_version_is_asked_in_it(database) {
        let desk = Desk::new(database, exported(1..=7, LONG_AGO));
        desk.server.know_v2();
        desk.server.behave(|asked, _| match asked.with_v2 {
            true => Reply::Faithfully,
            false => Reply::Status(401, vec![("X-Peer-Auth", "v1,v2".to_owned())]),
        });
        assert_eq!(desk.run().unwrap().imported, 7);
        desk.run().unwrap();
        let asked: Vec<bool> = desk.server.asked().iter().map(|asked| asked.with_v2).collect();
        assert_eq!(asked, [false, true, true, true, true], "it is refused once and for all");
    }

    fn a_peer_of_any_answer_is_asked_for_the_second_version_where_it_is_required(database) {
        let mut desk = Desk::new(database, exported(1..=2, LONG_AGO));
        desk.options.require_v2 = true;
        let unbound = desk.run().unwrap_err();
        assert!(unbound.to_string().contains("the peer does not know signatures of the second version"), "{unbound}");
        desk.server.know_v2();
        assert_eq!(desk.run().unwrap().imported, 2);
    }

    fn a_peer_that_refuses_large_pages_is_asked_for_small_ones_from_then_on(database) {
        for status in [400, 422, 413] {
            let desk = Desk::new(database, exported(1..=4, LONG_AGO));
            desk.set("page_size = 2000");
            desk.server.behave(move |asked, _| {
                if asked.limit > 500 { Reply::Status(status, vec![]) } else { Reply::Faithfully }
            });
            assert_eq!(desk.run().unwrap().imported, 4, "{status}");
            let limits: Vec<usize> = desk.server.asked().iter().map(|asked| asked.limit).collect();
            assert_eq!(limits, [2000, 500]);
            let habits = PeerHabits { docs_signature: false, speaks_v2: false, page_size: 500 };
            assert_eq!(desk.record().progress.habits, habits);
            database.execute("DELETE FROM public_torrents; DELETE FROM peers");
        }
    }
}
