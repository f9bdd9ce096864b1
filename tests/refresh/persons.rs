//! What is kept of a person is exported and erased, also while lists are made of it.

use std::collections::BTreeSet;

use afisha::btn::PeerAddress;
use afisha::refresh::{Growth, make_lists};
use afisha::store::{AlertRecord, BtnStore, ListRecord, Person, Publication};

use super::list_making::{CHEAT, accused, bans, before, make, rule};
use crate::btn_api::NOW;
use crate::support::btn_server::terms;
use crate::support::database::on_both_databases;

fn of_host(host: u8) -> Person {
    Person::Address(PeerAddress::parse(&format!("203.0.113.{host}")).unwrap())
}

fn erase(store: &BtnStore, host: u8) {
    store.erase_person(of_host(host)).unwrap();
}

on_both_databases! {
    fn an_account_is_exported_and_erased_with_what_it_reported(database) {
        let store = database.btn_store();
        accused(&store);
        let owner = store.owners().unwrap()[0].id;
        let token = store.begin_session(owner, NOW).unwrap();
        let anna = Person::Account(owner);
        let exported = || {
            let mut rows = Vec::new();
            store.export_person(anna, |row| rows.push(row)).unwrap();
            rows
        };
        let rows = exported();
        let of = |table: &str| rows.iter().filter(|row| row.table == table).count();
        assert_eq!((of("bans"), of("evidence")), (8 * 2, 8 * 2));
        let about = ["owners", "applications", "sessions", "heartbeats", "active_days", "seen_reports"].map(of);
        assert_eq!(about, [1, 1, 1, 1, 8, 8]);
        assert!(rows[0].json.contains("anna") && !rows.iter().any(|row| row.json.contains(token.expose())));
        assert_eq!(store.erase_person(anna).unwrap(), 8 * 2 * 2);
        let left: Vec<_> = exported().into_iter().map(|row| row.table).collect();
        assert_eq!(left, ["owners", "applications", "sessions"]);
        store.remove_owner(owner).unwrap();
        assert_eq!(exported(), []);
    }

    fn an_address_that_is_erased_is_gone_from_alerts_and_a_participant_there_is_heard_of_again(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        let cheat = PeerAddress::parse(CHEAT).unwrap();
        store.note_heard(&[(applications[0], cheat)], NOW).unwrap();
        store.put_manual_rule(&rule(CHEAT), NOW).unwrap();
        make(&store);
        let tables = || {
            let mut tables = BTreeSet::new();
            store.export_person(Person::Address(cheat), |row| _ = tables.insert(row.table)).unwrap();
            tables.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(tables(), ["accused", "bans", "evidence", "heartbeats", "list_alerts", "manual_rules"]);
        assert_eq!(store.erased_addresses().unwrap(), 0);
        store.erase_person(Person::Address(cheat)).unwrap();
        assert_eq!((store.erased_addresses().unwrap(), tables()), (1, vec!["manual_rules"]));
        assert!(!store.is_participant(cheat, NOW).unwrap());
    }

    fn what_is_erased_while_lists_are_made_is_on_none(database) {
        let store = database.btn_store();
        let applications = accused(&store);
        let cheat = PeerAddress::parse(CHEAT).unwrap();
        // A run that began before, and may have read what is erased.
        let turn = store.begin_weighing().unwrap();
        store.erase_person(Person::Address(cheat)).unwrap();
        let list = ListRecord { name: "deny".to_owned(), version: "v".to_owned(), body: CHEAT.to_owned() };
        let alert = AlertRecord { at: NOW, network: format!("{CHEAT}/32"), reason: "r".to_owned() };
        let published = store.publish_lists(turn, (&[list], Some(&[])), &[alert], NOW).unwrap();
        assert_eq!(published, Publication::Outdated);
        store.settle_accused(turn, [cheat].into_iter(), 1, NOW).unwrap();
        assert_eq!(store.export_person(Person::Address(cheat), |_| ()).unwrap(), 0);
        assert!(store.published_lists().unwrap().is_empty() && store.alerts(before(1)).unwrap().is_empty());
        // With reports, runs and erasures at once, whoever is erased last is gone.
        let store = &store;
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 0..10 {
                    let reports = [0, 1, 2].map(|of| bans(applications[of], &format!("203.0.113.{}", 20 + number), 0));
                    store.take_in(&reports, NOW).unwrap();
                }
            });
            scope.spawn(|| (0..4).for_each(|_| drop(make_lists(store, &terms(), Growth::Accepted, NOW).unwrap())));
            scope.spawn(|| (20..30).for_each(|host| erase(store, host)));
        });
        (20..30).for_each(|host| erase(store, host));
        make_lists(store, &terms(), Growth::Accepted, NOW).unwrap();
        assert!(store.list_entries().unwrap().is_empty());
        let left = (20..30).map(|host| store.export_person(of_host(host), |_| ()).unwrap()).sum::<usize>();
        assert_eq!(left, 0);
    }
}
