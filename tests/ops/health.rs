//! `/healthz` and `/readyz`

use std::sync::Arc;

use afisha::clock::Clock;
use afisha::query::live::Live;
use afisha::refresh::{Refresh, load};
use afisha::store::{Store, StoreError};
use serde_json::{Value, json};

use super::Watched;
use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, playable};
use crate::support::database::Database;

impl Watched {
    /// Returns the status and the words of the reasons that are given.
    fn readiness(&self) -> (u16, Vec<String>) {
        let answer = self.get("/readyz");
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let reasons = body["reasons"].as_array().unwrap().iter();
        let reasons: Vec<String> = reasons.map(|one| one["reason"].as_str().unwrap().to_owned()).collect();
        assert_eq!(body["ready"], Value::Bool(reasons.is_empty()));
        (answer.status, reasons)
    }
}

#[test]
fn a_server_is_ready_from_when_it_serves_until_it_is_told_to_stop() {
    let watched = Watched::starting(Options::default(), &[playable(1, "Один")]);
    let unready = |reason: &str| (503, vec![reason.to_owned()]);
    assert_eq!(watched.readiness(), unready("database"));
    assert_eq!(watched.series("afisha_ready"), ["afisha_ready 0"]);
    watched.ops.database_answers();
    assert_eq!(watched.readiness(), unready("loading"));
    watched.serve(Arc::clone(&watched.app.live));
    assert_eq!(watched.readiness(), (200, vec![]));
    assert_eq!(watched.series("afisha_ready"), ["afisha_ready 1"]);
    watched.stopping.begin();
    assert_eq!(watched.readiness(), unready("stopping"));
    assert_eq!(watched.get("/healthz").text(), "ok\n");
    assert_eq!(watched.app.get("/list/").list().1, [1], "requests are answered all the same");
}

#[test]
fn the_reasons_are_words_for_programs_and_sentences_for_people() {
    let watched = Watched::starting(Options::default(), &[]);
    let body: Value = serde_json::from_slice(&watched.get("/readyz").body).unwrap();
    let message = "the database has not answered since the start";
    assert_eq!(body, json!({ "ready": false, "reasons": [{ "reason": "database", "message": message }] }));
}

#[test]
fn a_database_that_is_away_is_no_reason_and_one_of_another_schema_is() {
    let database = Database::sqlite();
    database.store();
    let options = Options::default();
    let app = App::with(&options, Vec::new(), &[]);
    let store = Store::create(&database.url).unwrap();
    let live = Arc::clone(&app.live);
    let refresh = Refresh::new(store, app.clock.clone(), live, Arc::clone(&options.viewers));
    let mut watched = Watched::of(app, options);
    watched.status = refresh.status();
    watched.serve(Arc::clone(&watched.app.live));
    let path = database.path();
    std::fs::rename(&path, path.with_extension("aside")).unwrap();
    refresh.reload().unwrap_err();
    assert_eq!(watched.readiness(), (200, vec![]));
    assert_eq!(watched.series("afisha_database_reachable "), ["afisha_database_reachable 0"]);
    // In its place a database that no step was taken in; it has to lie still for a moment.
    Store::create(&database.url).unwrap();
    let replaced = |fault: &afisha::store::StoreError| fault.kind() == "replaced";
    while refresh.reload().is_err_and(|fault| replaced(&fault)) {}
    assert_eq!(watched.readiness(), (503, vec!["schema".to_owned()]));
}

#[test]
fn a_search_index_that_is_behind_is_a_reason() {
    let database = Database::sqlite();
    let store = database.store();
    let put = |film| store.edit(|edit| edit.put_films(&[film])).map_err(|fault: StoreError| fault).unwrap();
    put(playable(1, "Сталкер"));
    let options = Options { search_words: 3, ..Options::default() };
    let clock = Clock::fixed(NOW);
    let live = Arc::new(Live::new(load(&store, options.setup(), &clock).unwrap()));
    let refresh = Refresh::new(store.clone(), clock.clone(), Arc::clone(&live), Arc::clone(&options.viewers));
    let watched = Watched::of(App::serve(&options, clock, Arc::clone(&live)), options);
    watched.serve(live);
    assert_eq!(watched.readiness(), (200, vec![]));
    put(playable(2, "Много слов и все они разные"));
    refresh.reload().unwrap();
    assert_eq!(watched.readiness(), (503, vec!["search".to_owned()]));
}

#[test]
fn operations_answer_on_their_own_port_alone_and_nothing_else_there() {
    let watched = Watched::ready(Options::default(), &[playable(1, "Один")]);
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(watched.app.get(path).status, 404, "{path}");
        for slash in ["", "/"] {
            assert_eq!(watched.get(&format!("{path}{slash}")).status, 200, "{path}{slash}");
        }
        let refused = watched.send(&format!("POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
        assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")), "{path}");
    }
    let unknown = watched.get("/list/");
    assert_eq!((unknown.status, unknown.text()), (404, "no such path; there are /healthz, /readyz and /metrics\n"));
    let malformed = watched.send("rubbish\r\n\r\n");
    assert_eq!((malformed.status, malformed.text()), (400, "no HTTP/1.0 or HTTP/1.1 request\n"));
}

impl Watched {
    fn send(&self, request: &str) -> crate::support::http::Answer {
        crate::support::http::send(self.aside.address(), request)
    }
}
