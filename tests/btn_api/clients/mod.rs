//! Each release of the clients against the door: told how to take part, reporting, fetching rules, over a restart of the
//! server.

mod client;
mod config;
mod profile;
mod records;
mod rules;
mod strictness;
mod wire;

use afisha::btn::lists::{ManualRule, RuleContent};
use afisha::btn::{AppCredentials, Profile as Offered, ProfileChoice};
use afisha::catalog::Moment;
use afisha::refresh::{Growth, make_lists};
use url::Url;

use self::client::{Client, Cursors, Fetched, SERVER};
use self::profile::{Histories, P3, P5, P6, P7, P8, P10, P11, P13, P20, P20_FIRST, Profile, SEED, Shape};
use self::wire::Failure;
use super::NOW;
use crate::store::btn::{ask, sum};
use crate::support::btn_server::{BtnServer, terms};
use crate::support::database::{Database, on_both_databases};

const NOW_MILLIS: i64 = NOW.0 * 1000;
const UNTIL: Moment = Moment(NOW.0 + 30 * 86_400);
const REASON: &str = "manual rule, until ";

/// Makes rules of every kind, and publishes them.
fn publish(database: &Database, rules: &[(&str, &str)]) {
    let store = database.btn_store();
    for (kind, text) in rules {
        let content = RuleContent::parse(kind, text).unwrap();
        store.put_manual_rule(&ManualRule::new(content, UNTIL, NOW).unwrap(), NOW).unwrap();
    }
    let made = make_lists(&store, &terms(), Growth::Guarded, NOW).unwrap();
    assert_eq!((made.refusal, made.deny.alerts), (None, vec![]));
}

const RULES: [(&str, &str); 7] = [
    ("deny", "198.51.100.7"),
    ("deny", "2001:db8:bad::/64"),
    ("allow", "203.0.113.9"),
    ("port", "22"),
    ("peer_id", r#"{"method":"STARTS_WITH","content":"-xx"}"#),
    ("client_name", r#"{"method":"CONTAINS","content":"example/"}"#),
    ("client_name", r#"{"method":"LENGTH","min":1,"max":2}"#),
];

fn server(database: &Database, choice: ProfileChoice) -> BtnServer {
    BtnServer::named(database, NOW, choice, Some(Url::parse(SERVER).unwrap()))
}

/// The rows of each table of reports: snapshots, bans, histories, swarms.
fn rows(database: &Database) -> [i64; 4] {
    ["snapshots", "bans", "histories", "swarms"].map(|table| sum(database, table, "count(*)"))
}

/// Nothing of what clients wrote is left out.
fn assert_nothing_refused(server: &BtnServer) {
    let refused: Vec<_> = server.api.taken.refused().filter(|(_, count)| *count > 0).collect();
    assert_eq!((refused, server.api.gate.refused()), (vec![], 0));
}

/// How many rows there are once a client has reported these peers, and so many of them in each of its snapshots.
fn expected(client: &Client, peers: usize, live: usize) -> [i64; 4] {
    let when = |has: bool, rows: usize| if has { rows as i64 } else { 0 };
    [
        when(client.has("submit_peers"), live),
        peers as i64,
        when(client.has("submit_histories"), peers),
        when(client.has("submit_swarm"), peers),
    ]
}

fn assert_rules(client: &Client) {
    let deny = |networks: &rules::Networks| {
        let all: Vec<String> = networks.keys().map(ToString::to_string).collect();
        assert_eq!(all, ["198.51.100.7/32", "2001:db8:bad::/64"]);
        assert!(networks.values().all(|reason| reason.starts_with("manual rule")), "{networks:?}");
    };
    let modern = client.config().shape == Shape::Modern;
    let document = &client.rules.documents[if modern { "rule_peer_identity" } else { "rules" }];
    if modern {
        deny(&client.rules.deny);
        let allow: Vec<String> = client.rules.allow.keys().map(ToString::to_string).collect();
        assert_eq!(allow, ["203.0.113.9/32"]);
        assert!(client.rules.allow.values().all(|reason| reason.starts_with(REASON)), "{:?}", client.rules.allow);
        assert!(document.ip.is_empty());
    } else {
        deny(&document.ip);
    }
    assert_eq!(document.ports, [22]);
    let banned = |matchers: &[serde_json::Value], names: [&str; 4]| names.map(|name| rules::is_banned(matchers, name));
    assert_eq!(banned(&document.peer_id, ["-XX0001-", "-qB4520-", "", "x-xx"]), [true, false, false, false]);
    assert_eq!(banned(&document.client_name, ["an EXAMPLE/1", "example", "", "ab"]), [true, false, false, true]);
}

/// A round of a client: it reports what it met, and fetches the rules.
fn round(client: &mut Client, fetched: Fetched) {
    client.submit().unwrap();
    for (ability, what) in client.fetch_rules().unwrap() {
        assert_eq!(what, fetched, "{ability}");
    }
    if client.has("heartbeat") {
        assert_eq!(client.beat(), ["127.0.0.1"; 4]);
    }
}

/// A client meets so many peers, takes part, and goes on after the server was started again.
fn takes_part(database: &Database, profile: &'static Profile, choice: ProfileChoice, peers: usize) {
    publish(database, &RULES);
    let first = server(database, choice);
    let (credentials, _) = first.application("anna");
    let mut client = Client::new(profile, credentials, first.address, NOW_MILLIS);
    client.configure().unwrap();
    client.meet(peers);
    round(&mut client, Fetched::New);
    assert_rules(&client);
    let live = peers.min(50);
    assert_eq!(rows(database), expected(&client, peers, live));
    client.repeat();
    assert_eq!(rows(database), expected(&client, peers, live));
    assert!(!client.reconfigure(), "nothing was changed");
    let again = if profile.keeps_its_rev { Fetched::New } else { Fetched::Unchanged };
    for (ability, what) in client.fetch_rules().unwrap() {
        // Lists of text alone are forgotten.
        let expected = if ability.starts_with("ip_") { again } else { Fetched::Unchanged };
        assert_eq!(what, expected, "{ability}");
    }
    let versions = client.rules.versions.clone();
    assert_nothing_refused(&first);

    drop(first);
    client.meet(3);
    let cursors = client.cursors;
    assert_eq!((client.submit(), client.cursors), (Err(Failure::Connection), cursors));
    let second = server(database, choice);
    client.wire.lead_to(second.address);
    assert!(!client.reconfigure(), "the server was only started again");
    client.repeat();
    assert_eq!(rows(database), expected(&client, peers, live));
    client.restart(NOW_MILLIS);
    client.configure().unwrap();
    round(&mut client, Fetched::Unchanged);
    assert_eq!(client.rules.versions, versions);
    assert_eq!(rows(database), expected(&client, peers + 3, live + (peers + 3).min(50)));
    assert_nothing_refused(&second);
    assert_eq!(ask(database, "(SELECT count(*) FROM active_days)"), 1);
}

on_both_databases! {
    fn a_client_of_p3_takes_part(database) {
        takes_part(database, &P3, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p5_takes_part(database) {
        takes_part(database, &P5, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p6_takes_part(database) {
        takes_part(database, &P6, ProfileChoice::Auto, 60);
    }

    fn a_client_of_p7_takes_part(database) {
        takes_part(database, &P7, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p8_reports_all_histories_in_one_page(database) {
        takes_part(database, &P8, ProfileChoice::Auto, 5_200);
    }

    fn a_client_of_p10_reports_histories_page_after_page(database) {
        takes_part(database, &P10, ProfileChoice::Auto, 5_001);
    }

    fn a_client_of_p11_takes_part_in_the_legacy_profile(database) {
        takes_part(database, &P11, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p13_takes_part_in_the_legacy_profile(database) {
        takes_part(database, &P13, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p20_reports_page_after_page(database) {
        takes_part(database, &P20, ProfileChoice::Auto, 1_001);
    }

    fn a_client_of_9_2_3_keeps_asking_with_the_rev_it_started_with(database) {
        takes_part(database, &P20_FIRST, ProfileChoice::Auto, 501);
    }

    fn the_example_of_the_seed_takes_part_by_get(database) {
        takes_part(database, &SEED, ProfileChoice::Auto, 7);
    }

    fn a_client_of_p20_takes_part_in_the_legacy_profile(database) {
        takes_part(database, &P20, ProfileChoice::Always(Offered::Legacy), 7);
    }

    fn a_client_of_p20_takes_part_where_all_have_the_modern_profile(database) {
        takes_part(database, &P20, ProfileChoice::Always(Offered::Modern), 7);
    }

    fn a_client_of_p13_takes_part_where_all_have_the_legacy_profile(database) {
        takes_part(database, &P13, ProfileChoice::Always(Offered::Legacy), 7);
    }

    fn a_client_of_p6_takes_part_where_all_have_the_legacy_profile(database) {
        takes_part(database, &P6, ProfileChoice::Always(Offered::Legacy), 7);
    }

    fn reports_of_the_first_flat_shape_are_taken(database) {
        let server = server(database, ProfileChoice::Always(Offered::Modern));
        let (credentials, _) = server.application("anna");
        let mut client = Client::new(&P20, credentials.clone(), server.address, NOW_MILLIS);
        client.configure().unwrap();
        let modern = client.config.take().unwrap();
        // No server tells it to report so, but it could.
        client = Client::new(&P11, credentials, server.address, NOW_MILLIS);
        client.config = Some(config::Config { shape: Shape::Draft, ..modern });
        client.meet(7);
        client.submit().unwrap();
        assert_eq!(rows(database), [0, 7, 0, 7]);
        assert_nothing_refused(&server);
    }
}

#[test]
fn older_clients_refuse_the_modern_profile() {
    let database = Database::sqlite();
    let server = server(&database, ProfileChoice::Always(Offered::Modern));
    let (credentials, _) = server.application("anna");
    for profile in [&P3, &P5, &P6, &P7, &P10, &P13] {
        // Each counted by itself.
        server.clock.set(Moment(server.clock.now().0 + 60));
        let mut client = Client::new(profile, credentials.clone(), server.address, NOW_MILLIS);
        assert_eq!(client.configure(), Err(format!("20 to 20 is not for {}", profile.version)));
    }
}

#[test]
fn rules_that_change_are_new_to_each_client() {
    for profile in [&P10, &P20, &P20_FIRST] {
        let database = Database::sqlite();
        publish(&database, &RULES);
        let server = server(&database, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        let mut client = Client::new(profile, credentials, server.address, NOW_MILLIS);
        client.configure().unwrap();
        client.fetch_rules().unwrap();
        let before = client.rules.versions.clone();
        let old = server.api.lists.get().deny.version.clone();
        publish(&database, &[("deny", "198.51.100.8"), ("port", "23"), ("allow", "203.0.113.10")]);
        server.wait_until(|server| {
            let lists = server.api.lists.get();
            lists.deny.version != old && lists.allow.document.bytes().ends_with(b"10\n")
        });
        let fetched = client.fetch_rules().unwrap();
        assert!(fetched.iter().all(|(_, what)| *what == Fetched::New), "{fetched:?}");
        assert!(client.rules.versions.iter().all(|(ability, version)| before[ability] != *version));
        assert!(client.rules.documents.values().all(|rules| rules.ports == [22, 23]));
    }
}

#[test]
fn a_client_that_is_refused_moves_no_cursor_and_goes_on_where_it_was() {
    let database = Database::sqlite();
    let server = server(&database, ProfileChoice::Auto);
    let (credentials, _) = server.application("anna");
    let mut client = Client::new(&P20, credentials.clone(), server.address, NOW_MILLIS);
    client.configure().unwrap();
    client.meet(250);
    assert!(server.store.ban_application(&credentials.id, Some(NOW)).unwrap());
    server.wait_until(|server| !server.api.gate.knows(Some(&credentials)));
    let refused = Failure::Status(403, "this application is banned; ask the operator".to_owned());
    assert_eq!((client.submit(), client.cursors), (Err(refused), Cursors::default()));
    assert!(server.store.ban_application(&credentials.id, None).unwrap());
    server.wait_until(|server| server.api.gate.knows(Some(&credentials)));
    client.submit().unwrap();
    assert_eq!(client.cursors, Cursors { bans: 250, histories: 0, swarms: 250 });
    assert_eq!(rows(&database), [0, 250, 0, 250]);
}

#[test]
fn a_client_that_nobody_configured_is_told_so() {
    let database = Database::sqlite();
    let server = server(&database, ProfileChoice::Auto);
    for profile in [&P3, &P13, &P20] {
        let credentials = AppCredentials { id: "example-app-id".to_owned(), secret: "example-app-secret".into() };
        let told = Client::new(profile, credentials, server.address, NOW_MILLIS).configure().unwrap_err();
        assert!(told.starts_with("403 the AppID is still the example"), "{told}");
    }
}

#[test]
fn histories_are_offered_to_those_who_know_them() {
    let database = Database::sqlite();
    let server = server(&database, ProfileChoice::Auto);
    let (credentials, _) = server.application("anna");
    for profile in [&P3, &P5, &P6, &P7, &P8, &P10, &P11, &P13] {
        server.clock.set(Moment(server.clock.now().0 + 60));
        let mut client = Client::new(profile, credentials.clone(), server.address, NOW_MILLIS);
        client.configure().unwrap();
        assert_eq!(client.has("submit_histories"), profile.histories != Histories::Unknown, "{}", profile.version);
    }
}
