//! Lists, made of what is in the database of reports.

use std::time::Duration;

use afisha::btn::lists::{ManualRule, PublishRefusal, RuleContent};
use afisha::btn::report::read_bans;
use afisha::btn::{AppCredentials, ApplicationId, PeerAddress};
use afisha::catalog::Moment;
use afisha::refresh::{Growth, MadeLists, analyse, make_lists, retract_lists};
use afisha::store::{BtnStore, IncomingReport, Person, ReportContent};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::btn_api::NOW;
use crate::support::btn_server::terms;
use crate::support::database::on_both_databases;

const DAY: i64 = 86_400;
/// Whom everybody accuses.
pub(super) const CHEAT: &str = "203.0.113.9";

pub(super) fn before(days: i64) -> Moment {
    Moment(NOW.0 - days * DAY)
}

/// Adds an account of age with an application.
fn application(store: &BtnStore, owner: &str) -> ApplicationId {
    let owner = store.add_owner(owner, before(40)).unwrap().unwrap();
    store.add_application(owner, &AppCredentials::random(), "", before(40)).unwrap().unwrap()
}

/// Bans that an application reports of an address, on two torrents, so many days ago.
pub(super) fn bans(application: ApplicationId, address: &str, days: i64) -> IncomingReport {
    let at = before(days).0 * 1000;
    let ban = |torrent: char| {
        format!(
            r#"{{"peer_ip":"{address}","peer_port":7,"torrent_identifier":"{}","torrent_size":9000000000,"from_peer_traffic":0,
            "to_peer_traffic":400000000,"module":"x.ProgressCheatBlocker","ban_at":{at}}}"#,
            torrent.to_string().repeat(64)
        )
    };
    let body = format!(r#"{{"bans":[{},{}]}}"#, ban('a'), ban('b'));
    let taken = read_bans(body.as_bytes(), false, before(days)).unwrap();
    assert_eq!(taken.records.len(), 2);
    IncomingReport::new(application, body.as_bytes(), ReportContent::Bans(taken))
}

/// Four accounts that reported the cheat on each of the last 8 days, while the analyses were watched.
pub(super) fn accused(store: &BtnStore) -> Vec<ApplicationId> {
    store.begin_analyses(before(9)).unwrap();
    let applications: Vec<_> = ["anna", "boris", "clara", "dmitri"].map(|owner| application(store, owner)).into();
    for days in (0..8).rev() {
        let reports: Vec<_> = applications.iter().map(|application| bans(*application, CHEAT, days)).collect();
        store.take_in(&reports, before(days)).unwrap();
    }
    // Each from a network of its own.
    let heard = applications.iter().enumerate().map(|(number, application)| {
        (*application, PeerAddress::parse(&format!("198.51.{}.1", 100 + number)).unwrap())
    });
    store.note_heard(&heard.collect::<Vec<_>>(), NOW).unwrap();
    applications
}

pub(super) fn make(store: &BtnStore) -> MadeLists {
    make_lists(store, &terms(), Growth::Guarded, NOW).unwrap()
}

/// The list of bans as clients get it.
fn published(store: &BtnStore) -> String {
    store.published_lists().unwrap().into_iter().find(|list| list.name == "deny").unwrap().body
}

pub(super) fn rule(content: &str) -> ManualRule {
    ManualRule::new(RuleContent::parse("deny", content).unwrap(), before(-30), NOW).unwrap()
}

on_both_databases! {
    fn what_enough_accounts_report_is_listed_and_why_is_kept(database) {
        let store = database.btn_store();
        accused(&store);
        let made = make(&store);
        assert_eq!((made.heard, made.shortfall, made.refusal), (4, None, None));
        let body = published(&store);
        assert_eq!(body.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>(), [CHEAT]);
        assert!(!body.contains("anna") && body.lines().all(|line| line.len() <= 120), "{body}");
        let entries = store.list_entries().unwrap();
        assert_eq!((entries.len(), entries[0].network.as_str()), (1, "203.0.113.9/32"));
        assert_eq!((entries[0].reason.as_str(), entries[0].accusers, entries[0].torrents), ("untrusted vote", 4, 2));
        let versions = store.list_versions().unwrap();
        make(&store);
        assert_eq!(store.list_versions().unwrap(), versions, "the same list is the same version");
    }

    fn a_run_over_what_is_new_finds_what_a_run_over_everything_finds(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        let mut rng = StdRng::seed_from_u64(7);
        let mut few = 0;
        for days in (0..6).rev() {
            let now = before(days);
            let reports: Vec<_> = (0..12)
                .map(|_| {
                    let address = format!("203.0.113.{}", rng.random_range(10..26));
                    bans(applications[rng.random_range(0..4)], &address, days + rng.random_range(0..2))
                })
                .collect();
            store.take_in(&reports, now).unwrap();
            if days == 2 {
                database.execute("UPDATE accused_runs SET enough = 1");
            }
            make_lists(&store, &terms(), Growth::Accepted, now).unwrap();
            let quick = store.worth_weighing(3).unwrap();
            let found = analyse(&store, &terms(), now).unwrap().suspects;
            // Nobody knows what is enough any more.
            database.execute("UPDATE accused_runs SET enough = 4");
            let whole = store.worth_weighing(3).unwrap();
            assert!(whole.addresses.is_subset(&quick.addresses), "{whole:?}, {quick:?}");
            few += usize::from(days > 2 && quick.addresses == whole.addresses);
            assert_eq!(analyse(&store, &terms(), now).unwrap().suspects, found);
            assert!(days > 0 || found.len() > 4, "{}", found.len());
            database.execute("UPDATE accused_runs SET enough = 3");
        }
        assert_eq!(few, 3, "who has few rows is let go");
    }

    fn what_is_reported_during_a_run_is_left_to_the_next(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        make(&store);
        let known = PeerAddress::parse(CHEAT).unwrap();
        assert!(store.worth_weighing(3).unwrap().addresses.into_iter().eq([known]));
        let turn = store.begin_weighing().unwrap();
        store.take_in(&[bans(applications[0], "203.0.113.10", 0)], NOW).unwrap();
        store.settle_accused(turn, [known].into_iter(), 3, NOW).unwrap();
        let new = PeerAddress::parse("203.0.113.10").unwrap();
        assert!(store.worth_weighing(3).unwrap().addresses.into_iter().eq([known, new]));
        make(&store);
        assert!(store.worth_weighing(3).unwrap().addresses.into_iter().eq([known]));
        store.erase_person(Person::Address(known)).unwrap();
        assert!(store.worth_weighing(3).unwrap().addresses.is_empty());
    }

    fn what_is_reported_during_two_runs_is_left_to_the_next_whichever_ends_first(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        make(&store);
        let known = PeerAddress::parse(CHEAT).unwrap();
        for is_first_done_first in [true, false] {
            let mut turns = [store.begin_weighing().unwrap(), store.begin_weighing().unwrap()];
            let reports = if is_first_done_first { 9 } else { 8 };
            store.take_in(&[bans(applications[0], CHEAT, reports)], before(reports)).unwrap();
            if !is_first_done_first {
                turns.reverse();
            }
            // The first found it before, the other did not.
            store.settle_accused(turns[0], [known].into_iter(), 3, NOW).unwrap();
            store.settle_accused(turns[1], [].into_iter(), 3, NOW).unwrap();
            assert!(store.worth_weighing(3).unwrap().addresses.contains(&known), "{is_first_done_first}");
        }
    }

    fn who_was_accused_is_forgotten_with_the_evidence_even_where_nobody_weighs_it(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        store.take_in(&[bans(anna, CHEAT, 0)], NOW).unwrap();
        database.execute("UPDATE accused_runs SET enough = 3");
        for (days, left) in [(14, 1), (16, 1), (17, 0)] {
            store.keep_days(before(-days)).unwrap();
            assert_eq!(store.worth_weighing(3).unwrap().addresses.len(), left, "after {days} days");
        }
    }

    fn whom_reports_accuse_is_not_noted_without_end_where_nobody_weighs_it(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let of = |needed| store.worth_weighing(needed).unwrap().addresses;
        store.take_in(&[bans(anna, CHEAT, 0)], NOW).unwrap();
        database.execute("UPDATE accused_runs SET enough = 3");
        assert_eq!(of(3).len(), 1);
        database.execute(
            "INSERT INTO accusations (run, day, address) WITH RECURSIVE many(number) AS \
             (SELECT 1 UNION ALL SELECT number + 1 FROM many WHERE number < 1000000) \
             SELECT known.run, known.day, known.address FROM many, (SELECT * FROM accusations LIMIT 1) AS known",
        );
        store.keep_days(NOW).unwrap();
        assert_eq!((of(1).len(), of(1_000).len()), (1, 0), "all are counted");
        database.execute("UPDATE accused_runs SET enough = 3");
        assert!(of(3).is_empty(), "nobody is noted any more");
    }

    fn an_account_that_is_banned_or_erased_is_not_heard(database) {
        let store = database.btn_store();
        accused(&store);
        let owners = store.owners().unwrap();
        store.ban_owner(owners[0].id, Some(NOW)).unwrap();
        assert_eq!((make(&store).heard, published(&store).contains(CHEAT)), (3, true));
        store.ban_owner(owners[1].id, Some(NOW)).unwrap();
        let made = make(&store);
        assert!(made.shortfall.is_some() && !published(&store).contains(CHEAT), "{made:?}");
        store.ban_owner(owners[0].id, None).unwrap();
        store.ban_owner(owners[1].id, None).unwrap();
        make(&store);
        assert!(published(&store).contains(CHEAT));
        let mut rows = Vec::new();
        let person = Person::Address(PeerAddress::parse(CHEAT).unwrap());
        let count = store.export_person(person, |row| rows.push(row)).unwrap();
        let of = |table| rows.iter().filter(|row| row.table == table).count();
        assert_eq!((of("bans"), of("evidence")), (4 * 8 * 2, 4 * 8 * 2));
        assert_eq!((of("accused"), of("list_entries"), rows.len()), (1, 1, count));
        let names_it = |json: &str| json.contains("cb007109") || json.contains("203.0.113.9/32");
        assert!(rows.iter().all(|row| names_it(&row.json)), "{:?}", rows[0]);
        assert_eq!(store.erase_person(person).unwrap(), count - 2, "of what was reported");
        assert_eq!(store.export_person(person, |_| ()).unwrap(), 0);
        make(&store);
        assert!(!published(&store).contains(CHEAT) && store.list_entries().unwrap().is_empty());
    }

    fn what_a_banned_application_reported_does_not_count(database) {
        let store = database.btn_store();
        accused(&store);
        make(&store);
        let heard = || make(&store).heard;
        let listed = |store: &BtnStore| published(store).contains(CHEAT);
        assert_eq!((heard(), listed(&store)), (4, true));
        let ids: Vec<String> = store.applications().unwrap().into_iter().map(|app| app.public_id).collect();
        store.ban_application(&ids[0], Some(NOW)).unwrap();
        assert_eq!((heard(), listed(&store)), (3, true));
        store.ban_application(&ids[1], Some(NOW)).unwrap();
        assert_eq!((heard(), listed(&store)), (2, false));
        store.ban_application(&ids[0], None).unwrap();
        assert_eq!((heard(), listed(&store)), (3, true));
        // Nobody gets round a ban by removing the application first.
        store.remove_application(&ids[2], NOW).unwrap();
        assert_eq!((heard(), listed(&store)), (3, true));
        assert!(store.ban_application(&ids[2], Some(NOW)).unwrap());
        assert_eq!((heard(), listed(&store)), (2, false));
    }

    fn whoever_is_borne_out_once_is_heard_from_then_on(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        let corroborated = || {
            let owners = store.owners().unwrap();
            owners.into_iter().filter(|owner| owner.corroborated_day.is_some()).map(|owner| owner.name).collect::<Vec<_>>()
        };
        // Somebody of age whom nobody agrees with.
        let elena = application(&store, "elena");
        for days in (0..8).rev() {
            let reports = [1, 2, 3].map(|host| bans(elena, &format!("203.0.113.{}", 20 + host), days));
            store.take_in(&reports, before(days)).unwrap();
        }
        store.note_heard(&[(elena, PeerAddress::parse("198.51.99.1").unwrap())], NOW).unwrap();
        assert_eq!(analyse(&store, &terms(), NOW).unwrap().jury.heard(), 4);
        assert_eq!(corroborated(), [""; 0], "nothing was published");
        let made = make(&store);
        assert_eq!((made.heard, corroborated()), (4, ["anna", "boris", "clara", "dmitri"].map(str::to_owned).to_vec()));
        // Four of five accuse the cheat; nobody but her the others.
        assert_eq!(store.list_entries().unwrap().len(), 1);
        store.take_in(&[bans(applications[0], "203.0.113.21", 0)], NOW).unwrap();
        assert_eq!((make(&store).heard, corroborated().len()), (5, 5));
        assert_eq!(store.owners().unwrap()[4].corroborated_day, Some(NOW.day()));
    }

    fn a_participant_is_never_listed_and_leaves_an_alert(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        store.note_heard(&[(applications[0], PeerAddress::parse(CHEAT).unwrap())], NOW).unwrap();
        store.put_manual_rule(&rule("203.0.113.0/24"), NOW).unwrap();
        let made = make(&store);
        assert_eq!((made.deny.entries.len(), made.deny.alerts.len()), (0, 2));
        assert_eq!(published(&store), "");
        let alerts = store.alerts(before(1)).unwrap();
        let told: Vec<_> = alerts.iter().map(|alert| (alert.network.as_str(), alert.reason.as_str())).collect();
        let expected = [
            ("203.0.113.0/24", "rule: not listed: a participant is there"),
            ("203.0.113.9/32", "untrusted vote: not listed: a participant is there"),
        ];
        assert_eq!(told, expected);
        make(&store);
        assert_eq!(store.alerts(before(1)).unwrap().len(), 2, "one alert of one reason");
    }

    fn a_list_that_grows_too_much_is_not_published(database) {
        let store = database.btn_store();
        let put = |numbers: std::ops::Range<u32>| {
            for number in numbers {
                store.put_manual_rule(&rule(&format!("203.0.{}.{}", number / 200, number % 200)), NOW).unwrap();
            }
        };
        put(0..100);
        assert_eq!(make(&store).refusal, None);
        let before_growth = published(&store);
        put(100..150);
        let refusal = PublishRefusal::Share { last: 100, this: 150 };
        assert_eq!(make(&store).refusal, Some(refusal));
        assert_eq!(published(&store), before_growth);
        let told = store.alerts(before(1)).unwrap().pop().unwrap();
        assert_eq!((told.network.as_str(), told.reason), ("", format!("not published: {refusal}")));
        make_lists(&store, &terms(), Growth::Accepted, NOW).unwrap();
        assert_eq!(store.list_entries().unwrap().len(), 150);
        assert_eq!(make(&store).refusal, None);
    }

    fn lists_that_are_retracted_stay_empty_until_they_are_let_be_made(database) {
        let store = database.btn_store();
        store.put_manual_rule(&rule(CHEAT), NOW).unwrap();
        assert!(store.claim_list_run(3_600, NOW).unwrap() && !store.claim_list_run(3_600, NOW).unwrap());
        make(&store);
        assert!(published(&store).contains(CHEAT));
        retract_lists(&store, NOW).unwrap();
        assert_eq!((published(&store).as_str(), store.lists_retracted().unwrap()), ("", Some(NOW)));
        assert!(!store.claim_list_run(3_600, before(-1)).unwrap());
        // A run that had begun before.
        assert!(make(&store).is_retracted);
        assert_eq!((published(&store).as_str(), store.list_entries().unwrap().len()), ("", 0));
        store.resume_lists().unwrap();
        assert!(!make(&store).is_retracted && published(&store).contains(CHEAT));
        assert!(store.claim_list_run(3_600, NOW).unwrap());
        assert!(!store.claim_list_run(3_600, Moment(NOW.0 + 3_599)).unwrap());
        assert!(store.claim_list_run(3_600, Moment(NOW.0 + 3_600)).unwrap());
    }

    fn lists_that_are_retracted_while_others_make_them_stay_empty(database) {
        let store = database.btn_store();
        store.put_manual_rule(&rule(CHEAT), NOW).unwrap();
        for round in 0..5 {
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| (0..4).for_each(|_| drop(make(&store))));
                }
                std::thread::sleep(Duration::from_millis(10 * round));
                retract_lists(&store, NOW).unwrap();
            });
            assert_eq!((published(&store).as_str(), store.list_entries().unwrap().len()), ("", 0));
            store.resume_lists().unwrap();
            make(&store);
            assert!(published(&store).contains(CHEAT));
        }
    }

    fn whoever_is_accused_while_lists_are_made_and_days_are_kept_is_weighed(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        let (store, applications) = (&store, &applications);
        std::thread::scope(|scope| {
            for owner in 0..2 {
                scope.spawn(move || {
                    for number in 0..20 {
                        let reports =
                            [owner, owner + 2].map(|of| bans(applications[of], &format!("203.0.113.{}", 20 + number), 0));
                        store.take_in(&reports, NOW).unwrap();
                    }
                });
            }
            scope.spawn(|| (0..4).for_each(|_| drop(make_lists(store, &terms(), Growth::Accepted, NOW).unwrap())));
            scope.spawn(|| (0..4).for_each(|_| _ = store.keep_days(NOW).unwrap()));
        });
        make_lists(store, &terms(), Growth::Accepted, NOW).unwrap();
        assert_eq!(store.list_entries().unwrap().len(), 1 + 20);
    }

    fn peers_are_counted_by_film_and_few_are_none(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let film = afisha::catalog::FilmId::new(7).unwrap();
        let torrent = afisha::btn::TorrentIdentifier::parse(&"a".repeat(64)).unwrap();
        store.put_catalogue(&[(torrent, film)]).unwrap();
        let snapshot = |addresses: std::ops::Range<u8>| {
            let peers: Vec<String> = addresses
                .map(|number| {
                    format!(
                        r#"{{"ip_address":"203.0.113.{number}","peer_port":7,"torrent_identifier":"{}","torrent_size":9,
                        "downloaded":0,"uploaded":0}}"#,
                        "a".repeat(64)
                    )
                })
                .collect();
            let body = format!(r#"{{"populate_time":{},"peers":[{}]}}"#, NOW.0 * 1000, peers.join(","));
            let taken = afisha::btn::report::read_snapshot(body.as_bytes(), NOW).unwrap();
            IncomingReport::new(anna, body.as_bytes(), ReportContent::Snapshot(taken))
        };
        store.take_in(&[snapshot(1..5)], NOW).unwrap();
        assert_eq!(store.film_swarms(NOW).unwrap(), []);
        store.take_in(&[snapshot(3..8)], NOW).unwrap();
        assert_eq!(store.film_swarms(NOW).unwrap(), [afisha::store::FilmSwarm { film, peers: 7 }]);
        assert_eq!(store.film_swarms(before(-2)).unwrap(), []);
        let owner = store.owners().unwrap()[0].id;
        assert!(store.ban_owner(owner, Some(NOW)).unwrap());
        assert_eq!(store.film_swarms(NOW).unwrap(), [], "what a banned account reports is none");
    }
}
