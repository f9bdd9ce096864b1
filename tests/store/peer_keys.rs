//! Keys by which peers ask us.

use afisha::catalog::{Moment, SortedSet, Text};
use afisha::limiting::RateLimit;
use afisha::peer::{KeyUsage, PeerKeyId, Scope, SealedSecret};
use afisha::store::{PeerKeyRecord, Store, StoreError};

use crate::support::database::on_both_databases;

fn name(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn sealed(text: &str) -> SealedSecret {
    SealedSecret::new(text.to_owned())
}

fn key(id: &str, called: &str) -> PeerKeyRecord {
    PeerKeyRecord {
        key_id: PeerKeyId::new(id).unwrap(),
        name: name(called),
        secret: sealed("s"),
        earlier: None,
        active: true,
        limit: RateLimit::default(),
        expires: None,
        scopes: Scope::ALL.into(),
        require_v2: false,
        groups: SortedSet::default(),
        created: Moment(5),
        last_used: None,
        total_queries: 0,
    }
}

/// A key of which everything is said.
fn whole_key() -> PeerKeyRecord {
    PeerKeyRecord {
        earlier: Some((sealed("e"), Moment(9))),
        active: false,
        limit: RateLimit { requests: 1_000_000, window_seconds: 86_400 },
        expires: Some(Moment(7)),
        scopes: [Scope::Imdb, Scope::Private].into(),
        require_v2: true,
        groups: [name("tomsk"), name("город")].into(),
        last_used: Some(Moment(6)),
        total_queries: 8,
        ..key("b", "Анна")
    }
}

fn only(store: &Store) -> PeerKeyRecord {
    let [key] = store.peer_keys().unwrap().try_into().unwrap();
    key
}

on_both_databases! {
    fn keys_come_back_as_they_were_put_in_by_name(database) {
        let store = database.store();
        let keys = [key("c", "B"), whole_key(), key("a", "a")];
        for key in &keys {
            assert!(store.add_peer_key(key).unwrap());
        }
        let [b, anna, a] = keys;
        assert_eq!(store.peer_keys().unwrap(), [b, a, anna]);
    }

    fn a_name_is_given_once(database) {
        let store = database.store();
        assert!(store.add_peer_key(&key("a", "x")).unwrap());
        assert!(!store.add_peer_key(&key("b", "x")).unwrap());
        assert!(matches!(store.add_peer_key(&key("a", "y")), Err(StoreError::Conflict { .. })));
        assert_eq!(store.peer_keys().unwrap(), [key("a", "x")]);
    }

    fn a_rotation_keeps_the_present_secret_for_a_while(database) {
        let store = database.store();
        let id = PeerKeyId::new("a").unwrap();
        assert!(!store.rotate_peer_key(&id, &sealed("n"), None).unwrap());
        store.add_peer_key(&key("a", "x")).unwrap();
        assert!(store.rotate_peer_key(&id, &sealed("n"), Some(Moment(9))).unwrap());
        let rotated = PeerKeyRecord { secret: sealed("n"), earlier: Some((sealed("s"), Moment(9))), ..key("a", "x") };
        assert_eq!(only(&store), rotated);
        assert!(store.rotate_peer_key(&id, &sealed("m"), None).unwrap());
        assert_eq!(only(&store), PeerKeyRecord { secret: sealed("m"), ..key("a", "x") });
    }

    fn a_key_is_disabled_enabled_limited_and_removed_by_its_name(database) {
        let store = database.store();
        let (x, y) = (name("x"), name("y"));
        store.add_peer_key(&PeerKeyRecord { groups: [name("tomsk")].into(), ..key("a", "x") }).unwrap();
        let limit = RateLimit { requests: 7, window_seconds: 11 };
        for there in [false, true] {
            let which = if there { &x } else { &y };
            assert_eq!(store.set_peer_key_active(which, false).unwrap(), there);
            assert_eq!(store.limit_peer_key(which, limit).unwrap(), there);
        }
        assert_eq!((only(&store).active, only(&store).limit), (false, limit));
        store.set_peer_key_active(&x, true).unwrap();
        assert!(only(&store).active);
        assert!(!store.remove_peer_key(&y).unwrap());
        assert!(store.remove_peer_key(&x).unwrap());
        assert_eq!(store.peer_keys().unwrap(), []);
        store.add_peer_key(&key("a", "x")).unwrap();
        assert_eq!(*only(&store).groups, [], "nothing of the removed one is left");
    }

    fn changes_are_counted_and_uses_are_not(database) {
        let store = database.store();
        let x = name("x");
        let generation = || store.peer_key_generation().unwrap();
        assert_eq!(generation(), 0);
        store.add_peer_key(&key("a", "x")).unwrap();
        store.add_peer_key(&key("b", "x")).unwrap();
        assert_eq!(generation(), 1);
        store.rotate_peer_key(&PeerKeyId::new("a").unwrap(), &sealed("n"), None).unwrap();
        store.set_peer_key_active(&x, false).unwrap();
        store.limit_peer_key(&x, RateLimit { requests: 1, window_seconds: 1 }).unwrap();
        store.set_peer_key_active(&name("y"), false).unwrap();
        assert_eq!(generation(), 4);
        let usage = |id: &str, requests, last| KeyUsage { key_id: PeerKeyId::new(id).unwrap(), requests, last: Moment(last) };
        store.count_peer_key_uses(&[usage("a", 3, 20), usage("gone", 1, 1)]).unwrap();
        store.count_peer_key_uses(&[usage("a", 2, 10)]).unwrap();
        assert_eq!((only(&store).total_queries, only(&store).last_used), (5, Some(Moment(20))));
        assert_eq!(generation(), 4);
        store.remove_peer_key(&x).unwrap();
        assert_eq!(generation(), 5);
    }

    fn a_key_that_somebody_spoilt_is_told_of(database) {
        let store = database.store();
        store.add_peer_key(&key("a", "x")).unwrap();
        database.execute("UPDATE peer_keys SET scopes = 'everything'");
        let fault = store.peer_keys().unwrap_err().to_string();
        assert_eq!(fault, "table peer_keys, id 5: illegal scopes");
    }
}
