//! The door of tokens, over a real socket: a box's whole way in, and everything that is refused.

mod account;
mod bearer;
mod bodies;
mod form;
mod leaks;
mod limits;
mod nodes;
mod outage;
mod way_in;

use std::sync::Arc;

use afisha::catalog::{Film, Quantity};
use afisha::clock::Clock;
use afisha::query::live::Live;
use afisha::refresh::{self, Issuer, Lookups, Refresh, Seen, Viewers};
use afisha::registry::Registry;
use afisha::store::{Store, StoreError};
use afisha::viewers::Lifetimes;
use serde_json::Value;

use crate::support::app::{App, AuthOptions, Options, group};
use crate::support::catalogue::{NOW, playable, text};
use crate::support::database::Database;
use crate::support::http::Answer;

const LIFETIMES: Lifetimes = Lifetimes { access: 3_600, refresh: 86_400 };
/// What a box sends for a new viewer.
const ANONYMOUS: &str = "grant_type=inetra%3Aanonymous&client_id=box&client_secret=hush";

/// What a test may decide about its server.
struct Terms {
    base_path: &'static str,
    registry: Option<Registry>,
    new_viewers_per_hour: usize,
}

impl Default for Terms {
    fn default() -> Self {
        Self { base_path: "/", registry: None, new_viewers_per_hour: 30 }
    }
}

/// A server that issues tokens, over films 1 to 4, of which the last is for a city alone.
struct Served {
    app: App,
    refresh: Refresh,
    store: Store,
    base: &'static str,
    _threads: (Issuer, Lookups),
}

/// What a box is given.
#[derive(Clone, Debug)]
struct Given {
    access: String,
    refresh: String,
}

impl Served {
    fn new(database: &Database) -> Self {
        Self::with(database, Terms::default())
    }

    fn with(database: &Database, terms: Terms) -> Self {
        let store = database.store();
        let popular = |n: u64, views: u32| Film { popularity: Quantity::new(views.into()), ..playable(n, "Ф") };
        let hidden = Film { access: [text("city")].into(), ..popular(4, 50) };
        let films = [popular(1, 40), popular(2, 30), popular(3, 20), hidden];
        store.edit(|edit| edit.put_films(&films)).map_err(|fault: StoreError| fault).unwrap();
        let clock = Clock::fixed(NOW);
        let viewers = Arc::new(Viewers::load(&store).unwrap());
        let issuer = Issuer::start(&store, clock.clone(), Arc::clone(&viewers), (LIFETIMES, 1_000)).unwrap();
        let lookups = Lookups::start(&store, Arc::clone(&viewers)).unwrap();
        let auth = AuthOptions {
            tokens: issuer.tokens(),
            access_seconds: LIFETIMES.access,
            new_viewers_per_hour: terms.new_viewers_per_hour,
        };
        let options = Options {
            groups: vec![group("city", "10.54.0.0/16")],
            base_path: terms.base_path.to_owned(),
            registry: terms.registry,
            auth: Some(auth),
            viewers: Arc::clone(&viewers),
            ..Options::default()
        };
        let live = Arc::new(Live::new(refresh::load(&store, options.setup(), &clock).unwrap()));
        let refresh = Refresh::new(store.clone(), clock.clone(), Arc::clone(&live), viewers);
        let app = App::serve(&options, clock, live);
        Self { app, refresh, store, base: terms.base_path.trim_end_matches('/'), _threads: (issuer, lookups) }
    }

    /// Sends a form to the token service.
    fn post(&self, form: &str) -> Answer {
        self.post_as("127.0.0.1", form)
    }

    fn post_as(&self, address: &str, form: &str) -> Answer {
        self.app.send(&posted(&format!("{}/auth/2/token", self.base), address, form))
    }

    /// Gets tokens for a new viewer.
    fn anonymous(&self) -> Given {
        given(&self.post(ANONYMOUS))
    }

    fn refreshed(&self, refresh: &str) -> Answer {
        self.post(&format!("grant_type=refresh_token&client_id=box&client_secret=hush&refresh_token={refresh}"))
    }

    /// Asks with a token in the header.
    fn get(&self, url: &str, token: &str) -> Answer {
        self.app.get_with(&format!("{}{url}", self.base), &[("Authorization", &format!("Bearer {token}"))])
    }

    fn recommended(&self, token: &str) -> Vec<u64> {
        self.get("/list/recommended/", token).list().1
    }

    /// Follows what other servers and operators did, as the worker does.
    fn follow(&self) {
        self.refresh.follow_tokens(&mut Seen::default()).unwrap();
    }
}

/// Returns a request that posts a form, as a box writes it.
fn posted(path: &str, address: &str, form: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nX-Forwarded-For: {address}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
}

/// Reads an answer in JSON.
fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"), "{}", answer.text());
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    serde_json::from_slice(&answer.body).unwrap()
}

/// Reads the tokens of an answer, which has to be right in every part.
fn given(answer: &Answer) -> Given {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    assert_eq!(answer.header("etag"), None);
    let json = json(answer);
    let names: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "refresh_token", "token_type"]);
    assert_eq!((&json["token_type"], &json["expires_in"]), (&Value::from("bearer"), &Value::from(LIFETIMES.access)));
    let token = |name: &str| json[name].as_str().unwrap().to_owned();
    let given = Given { access: token("access_token"), refresh: token("refresh_token") };
    for token in [&given.access, &given.refresh] {
        assert!(token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
    }
    given
}

/// Returns status and code of an error, which says something to people too and is kept by nobody.
fn error(answer: &Answer) -> (u16, String) {
    let json = json(answer);
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
    assert_eq!(json.as_object().unwrap().len(), 2);
    assert!(!json["error_description"].as_str().unwrap().is_empty());
    (answer.status, json["error"].as_str().unwrap().to_owned())
}
