//! The keys of peers, followed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use afisha::catalog::{Moment, SortedSet, Text};
use afisha::limiting::RateLimit;
use afisha::peer::{
    BodyDigest, Endpoint, GateRefusal, Gatekeeper, GivenHeader, GivenHeaders, PeerKeyId, PeerRequest, PeerSecret,
    RequestSignature, Scope, SignatureForm, Vault,
};
use afisha::refresh::{PeerKeyWorker, PeerReadings};
use afisha::store::{PeerKeyRecord, Store};

use crate::support::database::{Database, on_both_databases};

const NOW: Moment = Moment(1_767_225_600);

fn vault(digit: &str) -> Vault {
    Vault::new(&digit.repeat(64)).unwrap()
}

fn add(store: &Store, id: &str, sealed_by: &Vault) -> Text {
    let name = Text::new(&format!("key {id}")).unwrap();
    let record = PeerKeyRecord {
        key_id: PeerKeyId::new(id).unwrap(),
        name: name.clone(),
        secret: sealed_by.seal(id, &PeerSecret::new("s"), NOW),
        earlier: None,
        active: true,
        limit: RateLimit::default(),
        expires: None,
        scopes: Scope::ALL.into(),
        require_v2: false,
        groups: SortedSet::default(),
        created: NOW,
        last_used: None,
        total_queries: 0,
    };
    assert!(store.add_peer_key(&record).unwrap());
    name
}

/// Asks with the key of this id; each number is another request.
fn ask(gate: &Gatekeeper, id: &str, number: usize) -> Result<(), GateRefusal> {
    let (time, body) = (NOW.0.to_string(), number.to_string());
    let digest = BodyDigest::of(body.as_bytes());
    let signature = RequestSignature::new(&PeerSecret::new("s"), &time, &digest, SignatureForm::Raw).to_hex();
    let headers = GivenHeaders {
        key_id: GivenHeader::One(id.as_bytes()),
        timestamp: GivenHeader::One(time.as_bytes()),
        signature: GivenHeader::One(signature.as_bytes()),
        ..GivenHeaders::default()
    };
    let endpoint = Endpoint::PrivateExport;
    let request = PeerRequest {
        address: None,
        endpoint,
        method: "POST",
        target: endpoint.path(),
        headers,
        body: body.as_bytes(),
    };
    gate.admit(&request, NOW.into()).map(drop)
}

/// Waits until it is so.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        // Seldom, since what is asked counts against the limit of the key, and the clock of the gate stands still.
        std::thread::sleep(Duration::from_millis(100));
    }
}

on_both_databases! {
    fn keys_hold_from_the_start_and_changes_are_followed(database) {
        let store = database.store();
        let name = add(&store, "a", &vault("1"));
        let gate = Arc::new(Gatekeeper::new(true));
        let worker = PeerKeyWorker::start(&store, Arc::clone(&gate), vault("1")).unwrap();
        assert_eq!(ask(&gate, "a", 0), Ok(()), "from the start");
        store.set_peer_key_active(&name, false).unwrap();
        wait_until("the key is never disabled", || ask(&gate, "a", 1) == Err(GateRefusal::Disabled));
        add(&store, "b", &vault("1"));
        wait_until("the new key never comes", || gate.keys().get(&PeerKeyId::new("b").unwrap()).is_some());
        store.remove_peer_key(&name).unwrap();
        wait_until("the key never goes", || ask(&gate, "a", 2) == Err(GateRefusal::UnknownKey));
        assert!(worker.stop(Instant::now() + Duration::from_secs(30)));
    }

    fn uses_are_written_down_at_the_end_at_the_latest(database) {
        let store = database.store();
        add(&store, "a", &vault("1"));
        let gate = Arc::new(Gatekeeper::new(true));
        let worker = PeerKeyWorker::start(&store, Arc::clone(&gate), vault("1")).unwrap();
        for number in 0..3 {
            ask(&gate, "a", number).unwrap();
        }
        assert!(worker.stop(Instant::now() + Duration::from_secs(30)));
        let [key] = store.peer_keys().unwrap().try_into().unwrap();
        assert_eq!((key.total_queries, key.last_used), (3, Some(NOW)));
    }
}

#[test]
fn a_key_whose_secret_cannot_be_read_is_unknown_and_others_are_not() {
    let database = Database::sqlite();
    let store = database.store();
    add(&store, "a", &vault("1"));
    add(&store, "b", &vault("2"));
    let gate = Arc::new(Gatekeeper::new(true));
    let _worker = PeerKeyWorker::start(&store, Arc::clone(&gate), vault("1")).unwrap();
    assert_eq!((ask(&gate, "a", 0), ask(&gate, "b", 0)), (Ok(()), Err(GateRefusal::UnknownKey)));
    let id = PeerKeyId::new("b").unwrap();
    let until = Some(Moment(NOW.0 + 60));
    store.rotate_peer_key(&id, &vault("1").seal("b", &PeerSecret::new("s"), NOW), until).unwrap();
    // Not by asking: too many refusals would be a reason of their own.
    wait_until("the rotation is no remedy", || gate.keys().get(&id).is_some());
    assert_eq!(ask(&gate, "b", 1), Ok(()));
}

#[test]
fn secrets_cannot_change_places_in_the_database() {
    let database = Database::sqlite();
    let store = database.store();
    add(&store, "a", &vault("1"));
    add(&store, "b", &vault("1"));
    database
        .execute("UPDATE peer_keys SET secret = (SELECT secret FROM peer_keys WHERE key_id = 'a') WHERE key_id = 'b'");
    let gate = Arc::new(Gatekeeper::new(true));
    let _worker = PeerKeyWorker::start(&store, Arc::clone(&gate), vault("1")).unwrap();
    assert_eq!((ask(&gate, "a", 0), ask(&gate, "b", 0)), (Ok(()), Err(GateRefusal::UnknownKey)));
}

#[test]
fn metrics_tell_of_keys_and_refusals() {
    let database = Database::sqlite();
    let store = database.store();
    add(&store, "a", &vault("1"));
    let off = add(&store, "b", &vault("1"));
    store.set_peer_key_active(&off, false).unwrap();
    let gate = Arc::new(Gatekeeper::new(true));
    let _worker = PeerKeyWorker::start(&store, Arc::clone(&gate), vault("1")).unwrap();
    ask(&gate, "a", 0).unwrap();
    for id in ["b", "c", "c"] {
        ask(&gate, id, 0).unwrap_err();
    }
    let readings = PeerReadings::of(&gate, NOW);
    let labelled = |name: &str, count: u64| ([name.to_owned().into()], count);
    assert_eq!(readings.requests, [labelled("key a", 1), labelled("key b", 0)]);
    assert_eq!(readings.used, [(["key a".into()], NOW.0)]);
    assert_eq!(readings.keys, [(["active".into()], 1), (["disabled".into()], 1), (["expired".into()], 0)]);
    let refused: Vec<_> = readings.refused.into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(refused, [labelled("unknown_key", 2), labelled("disabled", 1)]);
}
